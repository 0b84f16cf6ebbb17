"""What the types without correlations share, diag and spherical: variances as (K, d) or (K,)."""

from __future__ import annotations

import numpy as np

from lecture14.clustering.gaussian.density import require_positive
from lecture14.clustering.inputs.arrays import Array


def factor(covariances: Array) -> Array:
    """U = 1/σ: one over the standard deviations."""
    good = covariances > 0
    require_positive(good.all(axis=-1) if covariances.ndim == 2 else good, "covariances")
    return 1 / np.sqrt(covariances)


def unfactor(U: Array) -> Array:
    """σ² = U⁻²."""
    return U**-2.0


def precisions(U: Array) -> Array:
    """1/σ² = U²."""
    return U**2


def invert(values: Array, name: str) -> Array:
    """1/σ² from σ², or σ² from 1/σ²."""
    if not (values > 0).all():
        raise ValueError(f"{name} has minimum {values.min():g}; expected positive numbers")
    return 1 / values


def component(array: Array, k: int) -> Array:
    """Component k's variances: (d,) diag, a number spherical."""
    part: Array = array[k]
    return part


def whiten(delta: Array, U: Array) -> Array:
    """δ/σ, feature by feature: (n, d) and (d,) or a number to (n, d)."""
    return delta * U
