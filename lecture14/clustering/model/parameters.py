"""The parameters θ of a mixture: mixing weights, means, covariances (slides 36-37)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from lecture14.clustering.covariances.table import TYPES, CovarianceType
from lecture14.clustering.gaussian.density import LOG_2PI
from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.checks import check_choice, real_array


@dataclass(frozen=True, eq=False, init=False)
class Parameters:
    """p(x) = Σₖ πₖ N(x | μₖ, Σₖ).

    Parameters
    ----------
    weights : (K,) array of mixing weights πₖ, not negative, summing to 1
    means : (K, d) array
    covariances : (K, d, d) full, (d, d) tied, (K, d) diag or (K,) spherical
    covariance_type : str

    Examples
    --------
    >>> theta = Parameters([0.5, 0.5], [[0.0], [3.0]], [1.0, 4.0], "spherical")
    >>> theta.precisions_cholesky
    array([1. , 0.5])
    """

    weights: Array
    means: Array
    covariances: Array
    covariance_type: str = "full"

    def __init__(
        self,
        weights: npt.ArrayLike,
        means: npt.ArrayLike,
        covariances: npt.ArrayLike,
        covariance_type: str = "full",
    ) -> None:
        rule = self.rule_of(covariance_type)
        object.__setattr__(self, "covariance_type", covariance_type)
        means = real_array(means, "means")
        if means.ndim != 2:
            raise ValueError(f"means has shape {means.shape}; expected (K, d), one row for each component")
        weights = check_mixing_weights(weights, "weights", len(means))
        covariances = real_array(covariances, "covariances", rule.shape(*means.shape))
        for name, value in (("weights", weights), ("means", means), ("covariances", covariances)):
            # A view of its own: freezing it leaves the caller's array writeable.
            value = value.copy()
            value.flags.writeable = False
            object.__setattr__(self, name, value)

    @classmethod
    def from_precisions_cholesky(
        cls,
        weights: npt.ArrayLike,
        means: npt.ArrayLike,
        precisions_cholesky: npt.ArrayLike,
        covariance_type: str = "full",
    ) -> Self:
        """The same, from factors U of the precisions; U is kept as it is."""
        rule = cls.rule_of(covariance_type)
        means = real_array(means, "means")
        if means.ndim != 2:
            raise ValueError(f"means has shape {means.shape}; expected (K, d), one row for each component")
        U = real_array(precisions_cholesky, "precisions_cholesky", rule.shape(*means.shape)).copy()
        theta = cls(weights, means, rule.unfactor(U), covariance_type)
        # Where a cached property keeps its value.
        theta.__dict__["precisions_cholesky"] = U
        return theta

    @staticmethod
    def rule_of(covariance_type: str) -> CovarianceType:
        """The row of the covariance table that has this name."""
        return TYPES[check_choice(covariance_type, "covariance_type", TYPES)]

    @property
    def rule(self) -> CovarianceType:
        """The row of the covariance table."""
        return TYPES[self.covariance_type]

    @cached_property
    def precisions_cholesky(self) -> Array:
        """U with Σ⁻¹ = U Uᵀ, in the covariances' shape (one over the standard deviations for diag and spherical)."""
        return self.rule.factor(self.covariances)

    @cached_property
    def log_scale(self) -> Array:
        """log πₖ + log |Σₖ|^{-1/2} - d/2 log 2π: what the log joint density is at the mean. (K,)"""
        K, d = self.means.shape
        # log 0 would do, but -inf times a feature is NaN; this is as good as never.
        log_weights = np.log(np.maximum(self.weights, 1e-300))
        log_weights[self.weights == 0] = -1e300
        scale: Array = log_weights + self.rule.log_det(self.precisions_cholesky, K, d) - 0.5 * d * LOG_2PI
        return scale

    def reordered(self, order: Labels) -> Parameters:
        """The same mixture with its components in another order."""
        covariances = self.covariances if self.covariance_type == "tied" else self.covariances[order]
        return Parameters(self.weights[order], self.means[order], covariances, self.covariance_type)


def check_mixing_weights(value: npt.ArrayLike, name: str, K: int | None = None) -> Array:
    """Mixing weights as float64 (K,): none negative, summing to one."""
    weights = real_array(value, name)
    if weights.ndim != 1 or (K is not None and len(weights) != K):
        raise ValueError(
            f"{name} has shape {weights.shape}; expected ({K or 'K'},), one weight for each component"
        )
    if (weights < 0).any() or not abs(weights.sum() - 1) <= 1e-8:
        raise ValueError(
            f"{name} has minimum {weights.min():g} and sum {weights.sum():.10g}; "
            "expected none below 0 and a sum of 1"
        )
    return weights


def component_order(theta: Parameters, by: str | None) -> Labels:
    """Indices that sort components by falling weight, or by rising mean (first feature first); None keeps them."""
    if by is None:
        return np.arange(len(theta.weights))
    if by == "weight":
        return np.lexsort((*theta.means.T[::-1], -theta.weights))
    return np.lexsort(theta.means.T[::-1])
