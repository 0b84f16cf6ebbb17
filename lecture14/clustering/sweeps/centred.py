"""Both steps about each component's own mean: the careful way, which keeps its digits whatever the data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.sweeps.base import MixtureSweep, rows_in_cache


class CentredSweep(MixtureSweep):
    """Both steps about each component's own mean."""

    careful = True

    def __init__(self, parameters: Parameters) -> None:
        super().__init__(parameters)
        self.K, self.d = parameters.means.shape
        self.gathers = parameters.covariance_type
        self.total: SufficientStatistics | None = None

    def block_size(self) -> int:
        return rows_in_cache(3 * self.d + 2 * self.K)

    def log_joint(self, X: Any) -> Array:
        X = np.asarray(X, dtype=float)
        theta = self.parameters
        rule, U = theta.rule, theta.precisions_cholesky
        L = np.empty((self.K, len(X)))
        with np.errstate(over="ignore"):
            for k in range(self.K):
                z = rule.whiten(X - theta.means[k], rule.component(U, k))
                L[k] = theta.log_scale[k] - 0.5 * np.einsum("ij,ij->i", z, z)
        return self.rescue(L, X)

    def accumulate(self, R: Array, X: Any, weights: Array | None) -> None:
        X = np.asarray(X, dtype=float)
        block = SufficientStatistics.from_rows(self.gathers, X, R, self.parameters.means, 0.0)
        self.total = block if self.total is None else self.total + block

    def result(self) -> SufficientStatistics:
        total = self.total
        assert total is not None, "a sweep meets at least one block"
        return replace(total, log_likelihood=self.log_likelihood)
