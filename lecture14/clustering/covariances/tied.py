"""Tied covariance: one matrix for all components. Covariances have shape (d, d)."""

from __future__ import annotations

import numpy as np

from lecture14.clustering.covariances import matrices
from lecture14.clustering.inputs.arrays import Array

# As for every type with whole matrices.
add_to_diagonal = matrices.add_to_diagonal
factor = matrices.factor
invert = matrices.invert
precisions = matrices.precisions
scatter = matrices.scatter
unfactor = matrices.unfactor
whiten = matrices.whiten


def shape(K: int, d: int) -> tuple[int, ...]:
    """(d, d)."""
    return d, d


def n_parameters(K: int, d: int) -> int:
    """d(d+1)/2: one symmetric matrix (slide 62)."""
    return d * (d + 1) // 2


def outer(weights: Array, delta: Array) -> Array:
    """Σₖ wₖ δₖδₖᵀ: (K,), (K, d) to (d, d)."""
    return matrices.scatter(weights, delta)


def estimate(scatter: Array, counts: Array, d: int) -> Array:
    """Σ = Σₖ Σᵢ rᵢₖ δδᵀ / n: (d, d), (K,) to (d, d)."""
    covariance: Array = scatter / counts.sum()
    return covariance


def log_det(U: Array, K: int, d: int) -> Array:
    """log |U| = log |Σ|^{-1/2}, the same for each component: (d, d) to (K,)."""
    return np.full(K, matrices.log_diagonal(U))


def component(array: Array, k: int) -> Array:
    """The one matrix: (d, d)."""
    return array


def as_full(covariances: Array, K: int, d: int) -> Array:
    """The one matrix K times, as a view: (d, d) to (K, d, d)."""
    return np.broadcast_to(covariances, (K, d, d))


def from_full(matrix: Array, K: int) -> Array:
    """A copy of the matrix: (d, d)."""
    return matrix.copy()


def narrow(scatter: Array) -> Array:
    """The components' scatter together: (K, d, d) to (d, d)."""
    together: Array = scatter.sum(axis=0)
    return together


def n_features(d: int) -> int:
    """p = d + 2: 1, x, and the one form xᵀΣ⁻¹x that all components share."""
    return d + 2


def features(F: Array, U: Array) -> None:
    """xᵀΣ⁻¹x = |Uᵀx|², into row 1+d of F (p, n)."""
    d = len(U)
    z = U.T @ F[1 : 1 + d]
    np.einsum("ij,ij->j", z, z, out=F[1 + d])


def quadratic(nu: Array, U: Array) -> tuple[Array, Array, Array]:
    """Σ⁻¹ν (K, d), -½ (K, 1), and νᵀΣ⁻¹ν (K,)."""
    linear = (nu @ U) @ U.T
    return linear, np.full((len(nu), 1), -0.5), np.einsum("ki,ki->k", linear, nu)


def second_moment(sums: Array, F: Array, weights: Array | None) -> Array:
    """Σᵢ wᵢ xxᵀ (d, d), from the rows themselves."""
    # Responsibilities sum to one, so the components' second moments sum to the data's own.
    x = F[1:-1]
    moment: Array = np.dot(x if weights is None else x * weights, x.T)
    return moment
