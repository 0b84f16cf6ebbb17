"""EM where some values were not observed: they are marginalised, neither dropped nor filled in.

The E step uses each row's observed features alone. The M step adds, for each component, what that component
expects of the rest: the conditional mean in place of the missing values, and their conditional covariance in
the scatter. Ghahramani & Jordan (1994), "Supervised learning from incomplete data via an EM approach"; Little
& Rubin (2002), 11.6. It is right where values are missing at random: whether one is missing must not depend
on what it would have been.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lecture14.clustering.gaussian.density import LOG_2PI, precision_cholesky
from lecture14.clustering.inputs.arrays import Array, Labels, Mask
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.sweeps.base import MixtureSweep

# For one component: U of the observed features, the gain from them to the missing ones, what stays open.
Regression = tuple[Array, Array, Array]


class MissingSweep(MixtureSweep):
    """Both steps for rows with NaN, pattern of missing features by pattern."""

    careful = True

    def __init__(self, parameters: Parameters) -> None:
        super().__init__(parameters)
        self.K, self.d = parameters.means.shape
        self.covariances = parameters.rule.as_full(parameters.covariances, self.K, self.d)
        self.log_weights = parameters.log_scale - parameters.rule.log_det(
            parameters.precisions_cholesky, self.K, self.d
        )
        self.log_weights = self.log_weights + 0.5 * self.d * LOG_2PI
        self.regressions: dict[bytes, list[Regression]] = {}
        self.total: SufficientStatistics | None = None

    def block_size(self) -> int:
        return 4096

    def patterns(self, X: Array) -> list[tuple[Mask, Labels]]:
        """(observed (d,) bool, row numbers) for each set of observed features among the rows."""
        seen, index = np.unique(~np.isnan(X), axis=0, return_inverse=True)
        return [(observed, np.flatnonzero(np.ravel(index) == p)) for p, observed in enumerate(seen)]

    def regression(self, observed: Mask) -> list[Regression]:
        """Each component's regression of the missing features on the observed ones."""
        key = observed.tobytes()
        if key not in self.regressions:
            self.regressions[key] = [self._regress(S, observed) for S in self.covariances]
        return self.regressions[key]

    @staticmethod
    def _regress(S: Array, observed: Mask) -> Regression:
        o, m = np.flatnonzero(observed), np.flatnonzero(~observed)
        U = precision_cholesky(S[np.ix_(o, o)], "covariances") if o.size else np.empty((0, 0))
        gain = S[np.ix_(m, o)] @ U @ U.T
        return U, gain, S[np.ix_(m, m)] - gain @ S[np.ix_(o, m)]

    def log_joint(self, X: Any) -> Array:
        X = np.asarray(X, dtype=float)
        L = np.empty((self.K, len(X)))
        for observed, rows in self.patterns(X):
            part = X[np.ix_(rows, observed)]
            for k, (U, _, _) in enumerate(self.regression(observed)):
                z = (part - self.parameters.means[k, observed]) @ U
                log_det = np.log(np.diagonal(U)).sum() - 0.5 * observed.sum() * LOG_2PI
                L[k, rows] = self.log_weights[k] + log_det - 0.5 * np.einsum("ij,ij->i", z, z)
        return L

    def accumulate(self, R: Array, X: Any, weights: Array | None) -> None:
        X = np.asarray(X, dtype=float)
        means = self.parameters.means
        components = [np.array(X) for _ in range(self.K)]
        open_scatter = np.zeros((self.K, self.d, self.d))
        for observed, rows in self.patterns(X):
            if observed.all():
                continue
            missing = np.flatnonzero(~observed)
            for k, (_, gain, rest) in enumerate(self.regression(observed)):
                expected = means[k, missing] + (X[np.ix_(rows, observed)] - means[k, observed]) @ gain.T
                components[k][np.ix_(rows, missing)] = expected
                open_scatter[k][np.ix_(missing, missing)] += R[k, rows].sum() * rest
        parts = [
            SufficientStatistics.from_rows("full", filled, R[k : k + 1], means[k : k + 1], 0.0)
            for k, filled in enumerate(components)
        ]
        block = SufficientStatistics(
            np.concatenate([part.counts for part in parts]),
            np.concatenate([part.means for part in parts]),
            np.concatenate([part.scatter for part in parts]) + open_scatter,
            log_likelihood=0.0,
            rest=np.concatenate([part.rest for part in parts]),
        )
        self.total = block if self.total is None else self.total + block

    def result(self) -> SufficientStatistics:
        total = self.total
        assert total is not None, "a sweep meets at least one block"
        return replace(
            total,
            scatter=self.parameters.rule.narrow(total.scatter),
            covariance_type=self.parameters.covariance_type,
            log_likelihood=self.log_likelihood,
        )
