"""The four covariance types, as a table of pure functions (slides 28-33, 62).

=========  ===========  ====================  ======================  =============================
type       covariances  free parameters       scatter about the mean  features of x that EM needs
=========  ===========  ====================  ======================  =============================
full       (K, d, d)    K d(d+1)/2            Σ r δδᵀ                 1, x, xᵢxⱼ (i ≤ j)
tied       (d, d)       d(d+1)/2              Σₖ Σ r δδᵀ              1, x, and one shared form
diag       (K, d)       K d                   Σ r δ²                  1, x, x²
spherical  (K,)         K                     Σ r |δ|²                1, x, |x|²
=========  ===========  ====================  ======================  =============================

A Gaussian is an exponential family: log πₖN(x|μₖ,Σₖ) is *linear* in the last column's features. So one matrix
product of coefficients (K, p) with features (p, n) gives every log density, and one product of
responsibilities (K, n) with the features gives every sum that the M step asks for. Below, each type states
its features, its coefficients, and how to read its second moments out of those sums; everything else is one
line a type.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from lecture14.clustering import gaussian


class CovarianceType(NamedTuple):
    """One row of the table. K components, d features; `delta` is (K, d), `U` a precision factor with Σ⁻¹ = U Uᵀ."""

    name: str
    shape: Callable  #: (K, d) -> shape of the covariances
    n_parameters: Callable  #: (K, d) -> free parameters in the covariances
    outer: Callable  #: (weights (K,), delta (K, d)) -> w δδᵀ, in the shape of the covariances
    scatter: Callable  #: (r (n,), delta (n, d)) -> one component's Σ r δδᵀ
    estimate: Callable  #: (scatter, counts (K,), d) -> covariances
    add_to_diagonal: Callable  #: (covariances, reg (d,)) -> covariances with reg on every diagonal
    factor: Callable  #: covariances -> U
    invert: Callable  #: (covariances or precisions, name) -> the other
    unfactor: Callable  #: U -> covariances
    as_full: Callable  #: (covariances, K, d) -> (K, d, d)
    narrow: Callable  #: (full scatter (K, d, d)) -> what this type keeps of it
    from_full: Callable  #: (matrix (d, d), K) -> covariances, the same for each component
    precisions: Callable  #: U -> precisions
    component: Callable  #: (array in the covariances' shape, k) -> component k's part
    whiten: Callable  #: (delta (n, d), component k's U) -> Uᵀδ, rows
    log_det: Callable  #: (U, K, d) -> log |Uₖ|, (K,)
    n_features: Callable  #: d -> p, the number of features
    features: Callable  #: (F (p, n) with rows 0..d filled by 1 and x, U) -> None, fills the rest
    quadratic: (
        Callable  #: (nu (K, d), U) -> linear (K, d) and quadratic (K, p-1-d) coefficients, and νᵀΣ⁻¹ν (K,)
    )
    second_moment: (
        Callable  #: (sums (K, p), F, weights (n,) or None) -> Σ r xxᵀ, in the shape of the covariances
    )


# -- full: every component its own matrix ------------------------------------------------------------------


@cache
def _pairs(d):
    """Indices i ≤ j of the features xᵢxⱼ, in their order."""
    return np.triu_indices(d)


def _full_features(F, U):
    d = len(U[0])
    x, row = F[1 : 1 + d], 1 + d
    for i in range(d):
        np.multiply(x[i], x[i:], out=F[row : row + d - i])
        row += d - i


def _full_quadratic(nu, U):
    precision = U @ np.swapaxes(U, 1, 2)
    i, j = _pairs(nu.shape[1])
    linear = np.einsum("kij,kj->ki", precision, nu)
    # Each pair i < j stands once among the features but twice in the quadratic form.
    return linear, precision[:, i, j] * np.where(i == j, -0.5, -1.0), np.einsum("ki,ki->k", linear, nu)


def _full_second_moment(sums, F, weights):
    K, p = sums.shape
    d = int(np.sqrt(2 * p)) - 1  # p = (d+1)(d+2)/2
    i, j = _pairs(d)
    moment = np.empty((K, d, d))
    moment[:, i, j] = moment[:, j, i] = sums[:, 1 + d :]
    return moment


# -- tied: one matrix for all ------------------------------------------------------------------------------


def _tied_features(F, U):
    d = len(U)
    z = U.T @ F[1 : 1 + d]
    np.einsum("ij,ij->j", z, z, out=F[1 + d])


def _tied_quadratic(nu, U):
    linear = (nu @ U) @ U.T
    return linear, np.full((len(nu), 1), -0.5), np.einsum("ki,ki->k", linear, nu)


def _tied_second_moment(sums, F, weights):
    # Responsibilities sum to one, so the components' second moments sum to the data's own.
    x = F[1:-1]
    return np.dot(x if weights is None else x * weights, x.T)


# -- diag: features independent within a component (naive Bayes, slide 28)
# ---------------------------------------------


def _diag_features(F, U):
    d = U.shape[1]
    np.multiply(F[1 : 1 + d], F[1 : 1 + d], out=F[1 + d :])


def _diag_quadratic(nu, U):
    return nu * U**2, -0.5 * U**2, ((nu * U) ** 2).sum(axis=1)


# -- spherical: one variance a component -------------------------------------------------------------------


def _spherical_features(F, U):
    np.einsum("ij,ij->j", F[1:-1], F[1:-1], out=F[-1])


def _spherical_quadratic(nu, U):
    square = U[:, None] ** 2
    return nu * square, -0.5 * square, (nu**2 * square).sum(axis=1)


def _plus_diagonal(matrices, reg):
    matrices = matrices.copy()
    i = np.arange(len(reg))
    matrices[..., i, i] += reg
    return matrices


def _log_diagonals(U):
    return np.log(np.diagonal(U, axis1=-2, axis2=-1)).sum(axis=-1)


def _unfactor(U):
    root = np.linalg.solve(U, np.broadcast_to(np.eye(U.shape[-1]), U.shape))
    return np.swapaxes(root, -1, -2) @ root


def _invert(matrices, name):
    # Σ⁻¹ = U Uᵀ is symmetric to the last bit, which a general inverse is not.
    U = gaussian.precision_cholesky(matrices, name)
    return U @ np.swapaxes(U, -1, -2)


def _reciprocal(values, name):
    if not (values > 0).all():
        raise ValueError(f"{name} has minimum {values.min():g}; expected positive numbers")
    return 1 / values


def _deviations(variances):
    """U of a diagonal covariance: one over the standard deviations."""
    good = variances > 0
    gaussian.require_positive(good.all(axis=-1) if variances.ndim == 2 else good, "covariances")
    return 1 / np.sqrt(variances)


FULL = CovarianceType(
    name="full",
    shape=lambda K, d: (K, d, d),
    n_parameters=lambda K, d: K * d * (d + 1) // 2,
    outer=lambda w, delta: np.einsum("k,ki,kj->kij", w, delta, delta),
    scatter=lambda r, delta: (delta * r[:, None]).T @ delta,
    estimate=lambda scatter, counts, d: scatter / counts[:, None, None],
    add_to_diagonal=_plus_diagonal,
    factor=lambda covariances: gaussian.precision_cholesky(covariances, "covariances"),
    invert=_invert,
    unfactor=_unfactor,
    as_full=lambda covariances, K, d: covariances,
    narrow=lambda scatter: scatter,
    from_full=lambda matrix, K: np.repeat(matrix[None], K, axis=0),
    precisions=lambda U: U @ np.swapaxes(U, -1, -2),
    component=lambda array, k: array[k],
    whiten=lambda delta, U: delta @ U,
    log_det=lambda U, K, d: _log_diagonals(U),
    n_features=lambda d: (d + 1) * (d + 2) // 2,
    features=_full_features,
    quadratic=_full_quadratic,
    second_moment=_full_second_moment,
)

TIED = CovarianceType(
    name="tied",
    shape=lambda K, d: (d, d),
    n_parameters=lambda K, d: d * (d + 1) // 2,
    outer=lambda w, delta: (delta * w[:, None]).T @ delta,
    scatter=lambda r, delta: (delta * r[:, None]).T @ delta,
    estimate=lambda scatter, counts, d: scatter / counts.sum(),
    add_to_diagonal=_plus_diagonal,
    factor=lambda covariances: gaussian.precision_cholesky(covariances, "covariances"),
    invert=_invert,
    unfactor=_unfactor,
    as_full=lambda covariances, K, d: np.broadcast_to(covariances, (K, d, d)),
    narrow=lambda scatter: scatter.sum(axis=0),
    from_full=lambda matrix, K: matrix.copy(),
    precisions=lambda U: U @ U.T,
    component=lambda array, k: array,
    whiten=lambda delta, U: delta @ U,
    log_det=lambda U, K, d: np.full(K, _log_diagonals(U)),
    n_features=lambda d: d + 2,
    features=_tied_features,
    quadratic=_tied_quadratic,
    second_moment=_tied_second_moment,
)

DIAG = CovarianceType(
    name="diag",
    shape=lambda K, d: (K, d),
    n_parameters=lambda K, d: K * d,
    outer=lambda w, delta: w[:, None] * delta**2,
    scatter=lambda r, delta: r @ delta**2,
    estimate=lambda scatter, counts, d: scatter / counts[:, None],
    add_to_diagonal=lambda covariances, reg: covariances + reg,
    factor=_deviations,
    invert=_reciprocal,
    unfactor=lambda U: U**-2.0,
    as_full=lambda covariances, K, d: covariances[:, :, None] * np.eye(d),
    narrow=lambda scatter: np.diagonal(scatter, axis1=1, axis2=2),
    from_full=lambda matrix, K: np.tile(np.diagonal(matrix), (K, 1)),
    precisions=lambda U: U**2,
    component=lambda array, k: array[k],
    whiten=lambda delta, U: delta * U,
    log_det=lambda U, K, d: np.log(U).sum(axis=1),
    n_features=lambda d: 2 * d + 1,
    features=_diag_features,
    quadratic=_diag_quadratic,
    second_moment=lambda sums, F, weights: sums[:, (sums.shape[1] + 1) // 2 :],
)

SPHERICAL = CovarianceType(
    name="spherical",
    shape=lambda K, d: (K,),
    n_parameters=lambda K, d: K,
    outer=lambda w, delta: w * (delta**2).sum(axis=1),
    scatter=lambda r, delta: r @ (delta**2).sum(axis=1),
    estimate=lambda scatter, counts, d: scatter / (counts * d),
    add_to_diagonal=lambda covariances, reg: covariances + np.mean(reg),
    factor=_deviations,
    invert=_reciprocal,
    unfactor=lambda U: U**-2.0,
    as_full=lambda covariances, K, d: covariances[:, None, None] * np.eye(d),
    narrow=lambda scatter: np.trace(scatter, axis1=1, axis2=2),
    from_full=lambda matrix, K: np.full(K, np.trace(matrix) / len(matrix)),
    precisions=lambda U: U**2,
    component=lambda array, k: array[k],
    whiten=lambda delta, U: delta * U,
    log_det=lambda U, K, d: d * np.log(U),
    n_features=lambda d: d + 2,
    features=_spherical_features,
    quadratic=_spherical_quadratic,
    second_moment=lambda sums, F, weights: sums[:, -1],
)

TYPES = {row.name: row for row in (FULL, TIED, DIAG, SPHERICAL)}
