"""Both steps as matrix products with features of the rows: the fast way."""

from __future__ import annotations

from typing import Any

import numpy as np

from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.sweeps.base import MixtureSweep, rows_in_cache

# Rounding of the expanded form is about this times 1e-16: small against the 1e-9 that results must keep.
HARMLESS = 2.0**19


def expansion(parameters: Parameters, centre: Array, reach: Array) -> float:
    """How much larger the terms of the expanded quadratic form can be than its result: max Σᵢⱼ |Σₖ⁻¹|ᵢⱼ Rᵢ Rⱼ."""
    K, d = parameters.means.shape
    U = parameters.precisions_cholesky
    R = np.maximum(reach, np.abs(parameters.means - centre).max(axis=0))
    with np.errstate(over="ignore", under="ignore"):
        if U.ndim < 2 or parameters.covariance_type == "diag":
            return float(np.max((R * np.reshape(U, (K, -1))) ** 2) * d)
        return float(np.max((np.abs(U).swapaxes(-1, -2) @ R) ** 2) * d)


class FeatureSweep(MixtureSweep):
    """Both steps as matrix products with the features of x - centre."""

    def __init__(self, parameters: Parameters, centre: Array, reach: Array) -> None:
        super().__init__(parameters)
        self.reach = reach
        rule, U = parameters.rule, parameters.precisions_cholesky
        self.K, self.d = parameters.means.shape
        self.p = rule.n_features(self.d)
        self.centre = np.asarray(centre, dtype=float)
        linear, quadratic, at_mean = rule.quadratic(parameters.means - self.centre, U)
        self.coefficients = np.column_stack([parameters.log_scale - 0.5 * at_mean, linear, quadratic])
        self.sums = np.zeros((self.K, self.p))
        self.second: Any = 0.0
        self.F = self.L = np.empty((0, 0))

    def block_size(self) -> int:
        return rows_in_cache(self.p + 2 * self.K)

    def log_joint(self, X: Any) -> Array:
        n = len(X)
        if self.F.shape[1] != n:
            self.F, self.L = np.empty((self.p, n)), np.empty((self.K, n))
            self.F[0] = 1.0
        # Copying first and subtracting in place meets memory in its own order twice, and is faster than both
        # at once.
        np.copyto(self.F[1 : 1 + self.d], X.T)
        self.F[1 : 1 + self.d] -= self.centre[:, None]
        self.parameters.rule.features(self.F, self.parameters.precisions_cholesky)
        return np.matmul(self.coefficients, self.F, out=self.L)

    def accumulate(self, R: Array, X: Any, weights: Array | None) -> None:
        # dot lets other threads run meanwhile; @ holds them up where its result has fewer than 500 entries.
        sums = np.dot(R, self.F.T)
        self.sums = self.sums + sums
        self.second = self.second + self.parameters.rule.second_moment(sums, self.F, weights)

    def trusts(self, new: Parameters) -> bool:
        return expansion(new, self.centre, self.reach) < HARMLESS

    def result(self) -> SufficientStatistics:
        counts, first = self.sums[:, 0], self.sums[:, 1 : 1 + self.d]
        return SufficientStatistics.from_moments(
            self.parameters.covariance_type, counts, first, self.second, self.centre, self.log_likelihood
        )
