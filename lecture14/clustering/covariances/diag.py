"""Diagonal covariance: features independent within a component (naive Bayes, slide 28). Shape (K, d)."""

from __future__ import annotations

import numpy as np

from lecture14.clustering.covariances import variances
from lecture14.clustering.inputs.arrays import Array

# As for every type without correlations.
component = variances.component
factor = variances.factor
invert = variances.invert
precisions = variances.precisions
unfactor = variances.unfactor
whiten = variances.whiten


def shape(K: int, d: int) -> tuple[int, ...]:
    """(K, d)."""
    return K, d


def n_parameters(K: int, d: int) -> int:
    """K d: a variance for each feature of each component (slide 62)."""
    return K * d


def scatter(r: Array, delta: Array) -> Array:
    """Σᵢ rᵢ δᵢ²: (n,), (n, d) to (d,)."""
    return r @ delta**2


def outer(weights: Array, delta: Array) -> Array:
    """wₖ δₖ²: (K,), (K, d) to (K, d)."""
    return weights[:, None] * delta**2


def estimate(scatter: Array, counts: Array, d: int) -> Array:
    """σₖⱼ² = Σᵢ rᵢₖ δⱼ² / Nₖ: (K, d), (K,) to (K, d)."""
    return scatter / counts[:, None]


def add_to_diagonal(covariances: Array, reg: Array) -> Array:
    """σₖⱼ² + regⱼ: (K, d), (d,) to (K, d)."""
    return covariances + reg


def log_det(U: Array, K: int, d: int) -> Array:
    """Σⱼ log 1/σₖⱼ: (K, d) to (K,)."""
    logarithms: Array = np.log(U).sum(axis=1)
    return logarithms


def as_full(covariances: Array, K: int, d: int) -> Array:
    """Diagonal matrices: (K, d) to (K, d, d)."""
    return covariances[:, :, None] * np.eye(d)


def from_full(matrix: Array, K: int) -> Array:
    """The matrix's diagonal, K times: (d, d) to (K, d)."""
    return np.tile(np.diagonal(matrix), (K, 1))


def narrow(scatter: Array) -> Array:
    """The diagonals: (K, d, d) to (K, d)."""
    return np.diagonal(scatter, axis1=1, axis2=2)


def n_features(d: int) -> int:
    """p = 2d + 1: 1, x and x²."""
    return 2 * d + 1


def features(F: Array, U: Array) -> None:
    """x², into rows 1+d.. of F (p, n)."""
    d = U.shape[1]
    np.multiply(F[1 : 1 + d], F[1 : 1 + d], out=F[1 + d :])


def quadratic(nu: Array, U: Array) -> tuple[Array, Array, Array]:
    """ν/σ² (K, d), -1/2σ² (K, d), and Σⱼ νⱼ²/σⱼ² (K,)."""
    return nu * U**2, -0.5 * U**2, ((nu * U) ** 2).sum(axis=1)


def second_moment(sums: Array, F: Array, weights: Array | None) -> Array:
    """Σ r x² (K, d): the last d of the sums (K, p)."""
    return sums[:, (sums.shape[1] + 1) // 2 :]
