"""What the types with whole matrices share, full and tied: Σ as (K, d, d) or (d, d)."""

from __future__ import annotations

import numpy as np

from lecture14.clustering.gaussian.density import precision_cholesky
from lecture14.clustering.inputs.arrays import Array


def scatter(r: Array, delta: Array) -> Array:
    """Σᵢ rᵢ δᵢδᵢᵀ: (n,), (n, d) to (d, d) (slide 52, the numerator of Σₖ)."""
    total: Array = (delta * r[:, None]).T @ delta
    return total


def add_to_diagonal(covariances: Array, reg: Array) -> Array:
    """Σ + diag(reg), for each matrix."""
    matrices = covariances.copy()
    i = np.arange(len(reg))
    matrices[..., i, i] += reg
    return matrices


def factor(covariances: Array) -> Array:
    """Upper-triangular U with Σ⁻¹ = U Uᵀ, for each matrix."""
    return precision_cholesky(covariances, "covariances")


def unfactor(U: Array) -> Array:
    """Σ = U⁻ᵀ U⁻¹, for each matrix."""
    root = np.linalg.solve(U, np.broadcast_to(np.eye(U.shape[-1]), U.shape))
    covariances: Array = np.swapaxes(root, -1, -2) @ root
    return covariances


def precisions(U: Array) -> Array:
    """Σ⁻¹ = U Uᵀ, for each matrix."""
    return U @ np.swapaxes(U, -1, -2)


def invert(values: Array, name: str) -> Array:
    """Σ⁻¹ from Σ or Σ from Σ⁻¹, for each matrix."""
    # Σ⁻¹ = U Uᵀ is symmetric to the last bit, which a general inverse is not.
    return precisions(precision_cholesky(values, name))


def log_diagonal(U: Array) -> Array:
    """log |U| = Σⱼ log Uⱼⱼ of each triangular matrix."""
    logarithms: Array = np.log(np.diagonal(U, axis1=-2, axis2=-1)).sum(axis=-1)
    return logarithms


def whiten(delta: Array, U: Array) -> Array:
    """Uᵀδ for each row: (n, d), (d, d) to (n, d)."""
    return delta @ U
