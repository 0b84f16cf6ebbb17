"""Both steps in each component's own coordinates: for full covariance in many dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.sweeps.base import MixtureSweep, rows_in_cache
from lecture14.clustering.sweeps.features import HARMLESS


class WhitenedSweep(MixtureSweep):
    """Both steps in each component's own coordinates z = Uᵀ(x - μ): for full covariance in many dimensions.

    There d²/2 features a row cost more than K matrix products. Its sums are about the old means and in units
    of the old widths, so they lose digits only if a component jumps far or shrinks much in one step.
    """

    def __init__(self, parameters: Parameters) -> None:
        super().__init__(parameters)
        self.K, self.d = parameters.means.shape
        self.UT = np.ascontiguousarray(np.swapaxes(parameters.precisions_cholesky, 1, 2))
        self.counts, self.first = np.zeros(self.K), np.zeros((self.K, self.d))
        self.second = np.zeros((self.K, self.d, self.d))
        self.Z = self.Y = np.empty((0, 0, 0))

    def block_size(self) -> int:
        return rows_in_cache(self.d * (self.K + 2))

    def log_joint(self, X: Any) -> Array:
        n = len(X)
        if self.Z.shape[2] != n:
            self.Z, self.Y = np.empty((self.K, self.d, n)), np.empty((self.K, self.d, n))
            self.L, self.delta = np.empty((self.K, n)), np.empty((self.d, n))
        XT = np.ascontiguousarray(X.T, dtype=float)
        with np.errstate(over="ignore"):
            for k, mean in enumerate(self.parameters.means):
                np.subtract(XT, mean[:, None], out=self.delta)
                np.matmul(self.UT[k], self.delta, out=self.Z[k])
            np.multiply(self.Z, self.Z, out=self.Y)
            np.sum(self.Y, axis=1, out=self.L)
        self.L *= -0.5
        self.L += self.parameters.log_scale[:, None]
        return self.rescue(self.L, X)

    def accumulate(self, R: Array, X: Any, weights: Array | None) -> None:
        # A matrix times its own transpose costs half of any other product.
        np.multiply(self.Z, np.sqrt(R)[:, None, :], out=self.Y)
        self.counts = self.counts + R.sum(axis=1)
        self.first = self.first + np.matmul(self.Z, R[:, :, None])[:, :, 0]
        self.second = self.second + self.Y @ np.swapaxes(self.Y, 1, 2)

    def trusts(self, new: Parameters) -> bool:
        """Whether Σ - δδᵀ, taken in the old coordinates, left the new components' digits."""
        old = np.linalg.inv(np.swapaxes(self.UT, 1, 2))
        U = new.precisions_cholesky
        shrunk = (np.abs(old @ U) ** 2).sum(axis=(1, 2))
        moved = (np.einsum("kij,ki->kj", U, new.means - self.parameters.means) ** 2).sum(axis=1)
        return bool(np.max(shrunk * (self.d + moved)) < HARMLESS)

    def result(self) -> SufficientStatistics:
        theta = self.parameters
        # Σ = L Lᵀ with L = U⁻ᵀ takes z back to x - μ.
        back = np.linalg.inv(self.UT)
        first = np.einsum("kij,kj->ki", back, self.first)
        second = back @ self.second @ np.swapaxes(back, 1, 2)
        return SufficientStatistics.from_moments(
            theta.covariance_type, self.counts, first, second, theta.means, self.log_likelihood
        )
