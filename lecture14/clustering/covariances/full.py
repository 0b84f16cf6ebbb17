"""Full covariance: every component its own matrix (slides 29-33). Covariances have shape (K, d, d)."""

from __future__ import annotations

from functools import cache

import numpy as np

from lecture14.clustering.covariances import matrices
from lecture14.clustering.inputs.arrays import Array, Labels

# As for every type with whole matrices.
add_to_diagonal = matrices.add_to_diagonal
factor = matrices.factor
invert = matrices.invert
precisions = matrices.precisions
scatter = matrices.scatter
unfactor = matrices.unfactor
whiten = matrices.whiten


def shape(K: int, d: int) -> tuple[int, ...]:
    """(K, d, d)."""
    return K, d, d


def n_parameters(K: int, d: int) -> int:
    """K d(d+1)/2: a symmetric matrix for each component (slide 62)."""
    return K * d * (d + 1) // 2


def outer(weights: Array, delta: Array) -> Array:
    """wₖ δₖδₖᵀ: (K,), (K, d) to (K, d, d)."""
    products: Array = np.einsum("k,ki,kj->kij", weights, delta, delta)
    return products


def estimate(scatter: Array, counts: Array, d: int) -> Array:
    """Σₖ = Σᵢ rᵢₖ δδᵀ / Nₖ: (K, d, d), (K,) to (K, d, d) (slide 52; Bishop 2006, eq. 9.25)."""
    return scatter / counts[:, None, None]


def log_det(U: Array, K: int, d: int) -> Array:
    """log |Uₖ| = log |Σₖ|^{-1/2}: (K, d, d) to (K,)."""
    return matrices.log_diagonal(U)


def component(array: Array, k: int) -> Array:
    """Component k's matrix: (K, d, d) to (d, d)."""
    matrix: Array = array[k]
    return matrix


def as_full(covariances: Array, K: int, d: int) -> Array:
    """The covariances as they are: (K, d, d)."""
    return covariances


def from_full(matrix: Array, K: int) -> Array:
    """K copies of one matrix: (d, d) to (K, d, d)."""
    return np.repeat(matrix[None], K, axis=0)


def narrow(scatter: Array) -> Array:
    """The scatter as it is: (K, d, d)."""
    return scatter


@cache
def pairs(d: int) -> tuple[Labels, Labels]:
    """Indices i ≤ j of the features xᵢxⱼ, in their order."""
    return np.triu_indices(d)


def n_features(d: int) -> int:
    """p = (d+1)(d+2)/2: 1, x, and xᵢxⱼ for i ≤ j."""
    return (d + 1) * (d + 2) // 2


def features(F: Array, U: Array) -> None:
    """xᵢxⱼ for i ≤ j, into rows 1+d.. of F (p, n)."""
    d = len(U[0])
    x, row = F[1 : 1 + d], 1 + d
    for i in range(d):
        np.multiply(x[i], x[i:], out=F[row : row + d - i])
        row += d - i


def quadratic(nu: Array, U: Array) -> tuple[Array, Array, Array]:
    """Σ⁻¹ν (K, d), -½(Σ⁻¹)ᵢⱼ for i ≤ j (K, d(d+1)/2), and νᵀΣ⁻¹ν (K,)."""
    precision = U @ np.swapaxes(U, 1, 2)
    i, j = pairs(nu.shape[1])
    linear = np.einsum("kij,kj->ki", precision, nu)
    # Each pair i < j stands once among the features but twice in the quadratic form.
    return linear, precision[:, i, j] * np.where(i == j, -0.5, -1.0), np.einsum("ki,ki->k", linear, nu)


def second_moment(sums: Array, F: Array, weights: Array | None) -> Array:
    """Σ r xxᵀ (K, d, d), both triangles from the sums of xᵢxⱼ (K, p)."""
    K, p = sums.shape
    d = int(np.sqrt(2 * p)) - 1  # p = (d+1)(d+2)/2
    i, j = pairs(d)
    moment = np.empty((K, d, d))
    moment[:, i, j] = moment[:, j, i] = sums[:, 1 + d :]
    return moment
