"""Spherical covariance: one variance for each component, the same in every direction (slide 61). Shape (K,)."""

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
    """(K,)."""
    return (K,)


def n_parameters(K: int, d: int) -> int:
    """K: one variance for each component (slide 62)."""
    return K


def scatter(r: Array, delta: Array) -> Array:
    """Σᵢ rᵢ |δᵢ|²: (n,), (n, d) to a number."""
    total: Array = r @ (delta**2).sum(axis=1)
    return total


def outer(weights: Array, delta: Array) -> Array:
    """wₖ |δₖ|²: (K,), (K, d) to (K,)."""
    squares: Array = weights * (delta**2).sum(axis=1)
    return squares


def estimate(scatter: Array, counts: Array, d: int) -> Array:
    """σₖ² = Σᵢ rᵢₖ |δ|² / (d Nₖ): (K,), (K,) to (K,)."""
    return scatter / (counts * d)


def add_to_diagonal(covariances: Array, reg: Array) -> Array:
    """σₖ² plus the mean of reg (d,): (K,)."""
    return covariances + np.mean(reg)


def log_det(U: Array, K: int, d: int) -> Array:
    """d log 1/σₖ: (K,)."""
    return d * np.log(U)


def as_full(covariances: Array, K: int, d: int) -> Array:
    """σₖ² I: (K,) to (K, d, d)."""
    return covariances[:, None, None] * np.eye(d)


def from_full(matrix: Array, K: int) -> Array:
    """The mean of the matrix's diagonal, K times: (d, d) to (K,)."""
    return np.full(K, np.trace(matrix) / len(matrix))


def narrow(scatter: Array) -> Array:
    """The traces: (K, d, d) to (K,)."""
    traces: Array = np.trace(scatter, axis1=1, axis2=2)
    return traces


def n_features(d: int) -> int:
    """p = d + 2: 1, x and |x|²."""
    return d + 2


def features(F: Array, U: Array) -> None:
    """|x|², into the last row of F (p, n)."""
    np.einsum("ij,ij->j", F[1:-1], F[1:-1], out=F[-1])


def quadratic(nu: Array, U: Array) -> tuple[Array, Array, Array]:
    """ν/σ² (K, d), -1/2σ² (K, 1), and |ν|²/σ² (K,)."""
    square = U[:, None] ** 2
    return nu * square, -0.5 * square, (nu**2 * square).sum(axis=1)


def second_moment(sums: Array, F: Array, weights: Array | None) -> Array:
    """Σ r |x|² (K,): the last of the sums (K, p)."""
    return sums[:, -1]
