"""What a mixture knows of values that are missing, given those that are there: imputation and regression."""

from __future__ import annotations

from typing import Any, Protocol, Self, cast

import numpy as np
import numpy.typing as npt

from lecture14.clustering.estimators.fitted import FittedMixture
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.chunks import is_dask
from lecture14.clustering.inputs.gate import rows_of
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.sweeps.missing import MissingSweep


class Makes(Protocol):
    """The constructor that `conditional` calls."""

    @classmethod
    def from_parameters(
        cls, weights: Array, means: Array, covariances: Array, covariance_type: str
    ) -> Self: ...


class CompletingMixture(FittedMixture):
    """The methods of `GaussianMixture` that complete rows: NaN stands for what is not known."""

    def impute(self, X: npt.ArrayLike) -> Array:
        """The rows with each missing value replaced by its expectation, given the row's other values.

        For component k that is μₘ + Σₘₒ Σₒₒ⁻¹ (xₒ - μₒ), a linear regression; the mixture weighs these by the
        responsibilities for the observed part xₒ. So it is the regression function of the features that are
        missing on those that are there, which bends where one component takes over from another. Imputed values
        lie closer together than real ones would: for draws, sample from `conditional`.

        Parameters
        ----------
        X : (n, d) array
            NaN where a value is missing. A row without any value gets the mixture's mean. Lazy for a Dask array.

        Returns
        -------
        (n, d) array
            Observed values as they were.

        Raises
        ------
        ValueError
            If X holds inf, or has not the columns of the fit.

        Notes
        -----
        Ghahramani & Jordan (1994), "Supervised learning from incomplete data via an EM approach".

        Examples
        --------
        >>> from lecture14 import GaussianMixture
        >>> from lecture14.data import load_faithful
        >>> geyser = GaussianMixture(2, random_state=0).fit(load_faithful().X)
        >>> geyser.impute([[2.0, np.nan], [4.5, np.nan]]).round(1)
        array([[ 2. , 54.2],
               [ 4.5, 81.1]])
        """
        self._check_fitted()
        if is_dask(X):
            lazy: Array = self._lazily("impute", X, self.n_features_in_)
            return lazy
        theta, rows = self._to_complete(X)
        rows, order = rows.by_pattern()
        result, sweep = np.empty((len(rows), self.n_features_in_)), MissingSweep(theta)
        for s in rows.slices(sweep.block_size()):
            block = np.asarray(rows.block(s)[0], dtype=float)
            with np.errstate(under="ignore"):
                R, _ = sweep.responsibilities(block)
            expected = sum(
                r[:, None] * (mean + sweep.deviations(k, sweep.gain(k)))
                for k, (r, mean) in enumerate(zip(R, theta.means, strict=True))
            )
            result[order[s]] = np.where(np.isnan(block), expected, block)
        return result

    def conditional(self, x: npt.ArrayLike) -> Self:
        """The mixture of the features that are not known, given those that are: mixture regression of one row.

        Component k keeps the Gaussian N(μₘ + Σₘₒ Σₒₒ⁻¹ (xₒ - μₒ), Σₘₘ - Σₘₒ Σₒₒ⁻¹ Σₒₘ), and its mixing weight
        becomes its responsibility for xₒ. The result predicts, scores and samples like any mixture; its features are
        the missing ones, in their order, and its covariance type is the same.

        Parameters
        ----------
        x : (d,) array, NaN for each feature that is not known

        Returns
        -------
        GaussianMixture

        Raises
        ------
        ValueError
            If every feature is known, x holds inf, or x has not the features of the fit.

        See Also
        --------
        impute : the mean of this mixture, for many rows
        lecture14.clustering.Gaussian.conditional : the same of one Gaussian

        Notes
        -----
        Bishop (2006), eqs. 2.81-2.82 for each component and exercise 9.10 for the mixture.

        Examples
        --------
        >>> from lecture14 import GaussianMixture
        >>> from lecture14.data import load_faithful
        >>> geyser = GaussianMixture(2, component_order="mean", random_state=0).fit(load_faithful().X)
        >>> waiting = geyser.conditional([2.9, np.nan])
        >>> waiting.weights_.round(2), waiting.means_.round(1).ravel()
        (array([0.54, 0.46]), array([59.9, 72.3]))
        """
        self._check_fitted()
        theta, rows = self._to_complete(np.asarray(x)[None])
        row = np.asarray(rows.block(slice(None))[0], dtype=float)
        missing = np.flatnonzero(np.isnan(row[0]))
        if not missing.size:
            raise ValueError("x has no NaN; expected NaN for each feature that is to be described")
        sweep, K = MissingSweep(theta), len(theta.weights)
        R, _ = sweep.responsibilities(row)
        means, covariances = np.empty((K, missing.size)), np.empty((K, missing.size, missing.size))
        for k in range(K):
            gain = sweep.gain(k)
            means[k] = (theta.means[k] + sweep.deviations(k, gain)[0])[missing]
            rest = sweep.covariances[k] - gain[0].T @ gain[0]
            covariances[k] = rest[np.ix_(missing, missing)]
        kept = {
            "full": covariances,
            "tied": covariances[0],
            "diag": np.diagonal(covariances, axis1=1, axis2=2),
            "spherical": theta.covariances,
        }[self.covariance_type]
        make = cast(Makes, type(self))
        return cast(Self, make.from_parameters(R[:, 0], means, kept, self.covariance_type))

    def _to_complete(self, X: Any) -> tuple[Parameters, Any]:
        self._check_columns(X)
        who = type(self).__name__
        rows = rows_of(X, None, None, self.n_jobs, True, n_features=self.n_features_in_, estimator=who)
        rows.summary(moments=False)
        return self._parameters(), rows
