"""What a mixture can do once its parameters are there, from a fit or given: predict, score, sample, sum up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.em.steps import responsibilities, visit
from lecture14.clustering.estimators.base import Estimator
from lecture14.clustering.inputs import checks as check
from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.checks import Seed
from lecture14.clustering.inputs.chunks import is_dask
from lecture14.clustering.inputs.gate import rows_of
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.sweeps.choice import choose

#: For weights and labels of a criterion: none, unless the fit had some, when it has to be said.
AS_FITTED = "as fitted"


class FittedMixture(Estimator):
    """The methods of `GaussianMixture` that need parameters but no fitting."""

    _estimator_kind = "density_estimator"
    covariance_type: str
    allow_missing: bool
    n_jobs: int | None
    random_state: Seed
    weights_: Array
    means_: Array
    covariances_: Array
    precisions_: Array
    precisions_cholesky_: Array
    _before: float | None = None  #: lower_bound_ before the last iteration: a warm start goes on from it

    def _set(self, theta: Parameters) -> None:
        self.weights_, self.means_, self.covariances_ = (
            np.array(a) for a in (theta.weights, theta.means, theta.covariances)
        )
        self.precisions_cholesky_ = np.array(theta.precisions_cholesky)
        self.precisions_ = theta.rule.precisions(self.precisions_cholesky_)
        self.n_features_in_ = theta.means.shape[1]

    def _parameters(self, shift: float | Array = 0.0) -> Parameters:
        self._check_fitted()
        means = self.means_ - shift
        return Parameters.fitted(
            self.weights_, means, self.covariances_, self.precisions_cholesky_, self.covariance_type
        )

    def _rows(self, X: Any, sample_weight: Any = None, known_labels: Any = None, **expected: Any) -> Rows:
        return rows_of(X, sample_weight, known_labels, self.n_jobs, self.allow_missing, **expected)

    def _for_rows(self, X: Any, sample_weight: npt.ArrayLike | None = None) -> tuple[Parameters, Rows]:
        """The fitted parameters, and the rows of X, which must have the features of the fit."""
        theta = self._parameters()
        self._check_columns(X)
        who = type(self).__name__
        return theta, self._rows(X, sample_weight, n_features=self.n_features_in_, estimator=who)

    def predict_proba(self, X: npt.ArrayLike) -> Array:
        """Responsibilities: (n, K), the probability of each component given the row. Lazy for a Dask array."""
        self._check_fitted()
        if is_dask(X):
            lazy: Array = self._lazily("predict_proba", X, len(self.weights_))
            return lazy
        theta, rows = self._for_rows(X)
        return responsibilities(rows, theta)[0]

    def predict(self, X: npt.ArrayLike) -> Labels:
        """(n,) the most probable component of each row. Lazy for a Dask array."""
        self._check_fitted()
        if is_dask(X):
            lazy: Labels = self._lazily("predict", X, dtype=np.intp)
            return lazy
        theta, rows = self._for_rows(X)
        labels: Labels = np.empty(len(rows), dtype=np.intp)

        def take(s: slice, R: Array, _: Array) -> None:
            labels[s] = R.argmax(axis=0)

        visit(rows, theta, take)
        return labels

    def score_samples(self, X: npt.ArrayLike) -> Array:
        """(n,) log density of each row, in nats. Lazy for a Dask array."""
        self._check_fitted()
        if is_dask(X):
            lazy: Array = self._lazily("score_samples", X)
            return lazy
        theta, rows = self._for_rows(X)
        densities = np.empty(len(rows))

        def take(s: slice, _: Array, log_p: Array) -> None:
            densities[s] = log_p

        visit(rows, theta, take)
        return densities

    def score(self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None) -> float:
        """Mean log density of the rows, in nats; weighted if weights are given."""
        if sample_weight is None:
            return float(self.score_samples(X).mean())
        theta, rows = self._for_rows(X, sample_weight)
        summary = rows.summary()
        return float(rows.fold(choose(theta, summary)).log_likelihood / summary.count)

    def sample(self, n_samples: int = 1, random_state: Seed = None) -> tuple[Array, Labels]:
        """Draw rows as slide 27 tells: first a component with probability πₖ, then a point from its Gaussian.

        Parameters
        ----------
        n_samples : int
        random_state : None, seed or Generator; None takes the one given to the constructor

        Returns
        -------
        X : (n_samples, d) array
        y : (n_samples,) array of int, the components the rows came from
        """
        theta = self._parameters()
        n = check.check_integer(n_samples, "n_samples", 1)
        rng = check.as_generator(self.random_state if random_state is None else random_state)
        K, d = theta.means.shape
        # It draws 64 bits wherever it is; where an index has 32, as in a page, neither we nor readers could count them.
        y = rng.choice(K, size=n, p=theta.weights / theta.weights.sum()).astype(np.intp, copy=False)
        factors = np.linalg.cholesky(theta.rule.as_full(theta.covariances, K, d))
        X = rng.standard_normal((n, d))
        order = np.argsort(y.astype(np.min_scalar_type(K)), kind="stable")
        for own, mean, factor in zip(
            np.split(order, np.cumsum(np.bincount(y, minlength=K))[:-1]), theta.means, factors, strict=True
        ):
            X[own] = mean + X[own] @ factor.T
        return X, y

    def n_parameters(self) -> int:
        """Free parameters: means, covariances, and K - 1 mixing weights."""
        self._check_fitted()
        K, d = self.means_.shape
        count: int = TYPES[self.covariance_type].n_parameters(K, d) + K * d + K - 1
        return count

    def bic(
        self,
        X: npt.ArrayLike,
        sample_weight: npt.ArrayLike | str | None = AS_FITTED,
        known_labels: npt.ArrayLike | str | None = AS_FITTED,
    ) -> float:
        """Bayesian information criterion on X: -2 ℓ + (free parameters) log n; lower is better (Schwarz 1978).

        Parameters
        ----------
        X : (n, d) array
        sample_weight : (n,) array or None; a weight of 2 counts as two rows, in ℓ and in n
        known_labels : (n,) array of int or None
            The component of each row where it is known, -1 elsewhere: of such a row ℓ has log πₖ N(x|k).

        Returns
        -------
        float

        Raises
        ------
        ValueError
            If the fit had weights or labels and none are given here; None asks for the criterion without them.

        Examples
        --------
        >>> from lecture14 import GaussianMixture
        >>> X = np.array([[0.0], [1.0], [4.0]])
        >>> weighted = GaussianMixture(1).fit(X, sample_weight=[1, 2, 1])
        >>> repeated = X[[0, 1, 1, 2]]
        >>> round(weighted.bic(X, sample_weight=[1, 2, 1]) - weighted.bic(repeated, sample_weight=None), 9)
        0.0
        """
        return self._criteria(X, sample_weight, known_labels)[0]

    def aic(
        self,
        X: npt.ArrayLike,
        sample_weight: npt.ArrayLike | str | None = AS_FITTED,
        known_labels: npt.ArrayLike | str | None = AS_FITTED,
    ) -> float:
        """Akaike information criterion on X: -2 ℓ + 2 (free parameters); lower is better (Akaike 1974). As `bic`."""
        return self._criteria(X, sample_weight, known_labels)[1]

    def icl(
        self,
        X: npt.ArrayLike,
        sample_weight: npt.ArrayLike | str | None = AS_FITTED,
        known_labels: npt.ArrayLike | str | None = AS_FITTED,
    ) -> float:
        """Integrated completed likelihood on X: BIC + 2 (entropy of the responsibilities). As `bic`.

        It asks for clear clusters, too (Biernacki, Celeux & Govaert 2000).
        """
        return self._criteria(X, sample_weight, known_labels)[2]

    def _criteria(self, X: Any, sample_weight: Any, known_labels: Any) -> tuple[float, float, float, float]:
        """BIC, AIC and ICL on X, and the log-likelihood."""
        chosen = {"sample_weight": sample_weight, "known_labels": known_labels}
        for name, value in chosen.items():
            if isinstance(value, str):
                if name in getattr(self, "_fitted_with", ()):
                    raise ValueError(
                        f"{name} is missing, and the fit had some; expected {name}=, one for each row of X, or None "
                        "for the criterion without"
                    )
                chosen[name] = None
        theta, rows = self._for_rows(X, chosen["sample_weight"])
        labels = check.check_labels(chosen["known_labels"], len(rows), len(theta.weights))
        rows = replace(rows, labels=labels)
        totals = np.zeros(2)

        def take(s: slice, R: Array, log_p: Array) -> None:
            w = 1.0 if rows.weights is None else rows.weights[s]
            totals[0] += np.sum(w * log_p)
            totals[1] -= np.sum(w * R * np.log(np.where(R > 0, R, 1.0)))

        visit(replace(rows, n_jobs=1), theta, take)
        n = len(rows) if rows.weights is None else rows.weights.sum()
        level, entropy = totals.tolist()
        q = self.n_parameters()
        bic = float(-2 * level + q * np.log(n))
        return bic, -2 * level + 2 * q, bic + 2 * entropy, level

    def partial_statistics(
        self, X: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> SufficientStatistics:
        """The sufficient statistics of some rows under the current parameters.

        Those of several blocks add up to those of all rows, wherever each was computed; `m_step` of the sum
        is one iteration of EM.

        Examples
        --------
        >>> from lecture14.clustering import GaussianMixture, m_step
        >>> X = np.arange(8.0)[:, None]
        >>> mixture = GaussianMixture.from_parameters([0.5, 0.5], [[1.0], [6.0]], [1.0, 1.0], "spherical")
        >>> total = mixture.partial_statistics(X[:5]) + mixture.partial_statistics(X[5:])
        >>> m_step(total).means.round(3).ravel()
        array([1.519, 5.481])
        """
        theta, rows = self._for_rows(X, sample_weight)
        return rows.fold(choose(theta, rows.summary()))
