"""`GaussianMixture`: EM behind scikit-learn's interface (slides 24-62)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.em.ends import coincident, gradient_norm, on_floor, variance_floor
from lecture14.clustering.em.initial import check_start
from lecture14.clustering.em.loop import Run
from lecture14.clustering.em.prior import prior_of
from lecture14.clustering.em.search import WAYS, Problem, long_run
from lecture14.clustering.estimators.base import all_or_nothing, warn_convergence
from lecture14.clustering.estimators.completing import CompletingMixture
from lecture14.clustering.estimators.progress import reporting
from lecture14.clustering.inputs import checks as check
from lecture14.clustering.inputs.arrays import Labels
from lecture14.clustering.inputs.checks import Seed
from lecture14.clustering.inputs.rows import check_enough
from lecture14.clustering.inputs.summary import check_columns, check_range
from lecture14.clustering.model.parameters import Parameters, component_order

ORDERS = ("weight", "mean")


class GaussianMixture(CompletingMixture):
    """A mixture of K Gaussians, fitted by expectation-maximization.

    The parameters, methods and attributes are scikit-learn's; what is new is marked with a +.

    Parameters
    ----------
    n_components : int, the number K of components
    covariance_type : "full", "tied", "diag" or "spherical" (slides 28-33 and 62)
    tol : float, stop when an iteration gains no more than this in mean log-likelihood (nats per sample)
    reg_covar : float
        Added to each variance so that no component shrinks to a point. In the squared units of the
        data, as in scikit-learn, but never more than this fraction of a feature's own variance: data
        in small units (1e-5, say) are not drowned by it. A constant feature is fitted with this alone,
        and a warning.
    covariance_prior : None, "data", or (degrees of freedom ν, scale matrix Λ of shape (d, d))
        An inverse-Wishart prior on full and tied covariances, inverse gamma on the others: maximum a posteriori, in
        place of `reg_covar`, so that no component collapses. "data" is Fraley & Raftery's (2007) choice, ν = d + 2 and
        Λ the data's covariance over K^(2/d). What an iteration cannot decrease, and `lower_bound_`, is then the
        log-likelihood plus log p(Σ) without its constant; `history_`, `bic`, `aic` and `icl` keep the log-likelihood.
    max_iter : int, iterations of EM at most; 0 returns the start
    n_init : int, starts to try; the best is kept and all are listed in `runs_`
    init_params : "kmeans", "k-means++", "random" or "random_from_data"
        "kmeans", the default, tries k-means, k-means++ and rows at random in a few short runs and carries the best on;
        the others are one start each. All work in columns of unit variance, so that units do not matter. With
        `known_labels` of every component, the labelled rows are the start.
    weights_init, means_init, precisions_init : starting parameters
        What is not given comes from `init_params`.
    random_state : None, seed, or numpy Generator
    warm_start : bool, start from the parameters of the last fit
    verbose : int, 1 shows a bar where tqdm is installed, 2 prints a line every `verbose_interval` iterations
    verbose_interval : int
    n_jobs : int or None, + the most threads to use; each has to have enough rows
    allow_missing : bool, + take NaN as "not observed" and marginalise over it
    component_order : None, "weight" or "mean", + sort components by falling weight or by rising first mean
    store_history : bool, + False keeps only the start and the end in `history_`

    Attributes
    ----------
    weights_ : (K,) mixing weights
    means_ : (K, d)
    covariances_, precisions_, precisions_cholesky_ : (K, d, d) full, (d, d) tied, (K, d) diag, (K,) spherical
    converged_ : bool
    n_iter_ : int
    lower_bound_ : float, mean log-likelihood of a sample under these very parameters (a prior adds log p(Σ)/n)
    lower_bounds_ : list of float, the same after each iteration of the best run
    history_ : History, + the start and every iteration of the best run
    runs_ : list of Run, + one for each start
    dead_components_ : (m,) array of int, + components left without samples
    gradient_norm_ : float, + length of the gradient of what EM climbs, in nats; 0 at a maximum
    on_floor_ : (m,) array of int, + components whose variance, in some direction, is what `reg_covar` adds
    n_features_in_ : int

    Examples
    --------
    >>> from lecture14.data import load_faithful
    >>> X = load_faithful().X
    >>> mixture = GaussianMixture(2, random_state=0, component_order="weight").fit(X)
    >>> mixture.means_.round(2)
    array([[ 4.29, 79.97],
           [ 2.04, 54.48]])
    >>> mixture.weights_.round(3)
    array([0.644, 0.356])
    """

    def __init__(
        self,
        n_components: int = 1,
        *,
        covariance_type: str = "full",
        tol: float = 1e-3,
        reg_covar: float = 1e-6,
        covariance_prior: str | tuple[float, npt.ArrayLike] | None = None,
        max_iter: int = 100,
        n_init: int = 1,
        init_params: str = "kmeans",
        weights_init: npt.ArrayLike | None = None,
        means_init: npt.ArrayLike | None = None,
        precisions_init: npt.ArrayLike | None = None,
        random_state: Seed = None,
        warm_start: bool = False,
        verbose: int = 0,
        verbose_interval: int = 10,
        n_jobs: int | None = None,
        allow_missing: bool = False,
        component_order: str | None = None,
        store_history: bool = True,
    ) -> None:
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.tol = tol
        self.reg_covar = reg_covar
        self.covariance_prior = covariance_prior
        self.max_iter = max_iter
        self.n_init = n_init
        self.init_params = init_params
        self.weights_init = weights_init
        self.means_init = means_init
        self.precisions_init = precisions_init
        self.random_state = random_state
        self.warm_start = warm_start
        self.verbose = verbose
        self.verbose_interval = verbose_interval
        self.n_jobs = n_jobs
        self.allow_missing = allow_missing
        self.component_order = component_order
        self.store_history = store_history

    # -- fitting -------------------------------------------------------------------------------------------

    @all_or_nothing
    def fit(
        self,
        X: npt.ArrayLike,
        y: Any = None,
        sample_weight: npt.ArrayLike | None = None,
        known_labels: npt.ArrayLike | None = None,
    ) -> Self:
        """Estimate the parameters from the rows of X.

        Parameters
        ----------
        X : (n, d) array
        y : ignored, as everywhere in scikit-learn's unsupervised models
        sample_weight : (n,) array, optional
            A weight of 2 counts as two equal rows; a row of weight 0 is absent, whatever it holds.
        known_labels : (n,) array of int, optional
            The component of each row where it is known, -1 where it is not.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            For arguments out of range, X not 2-D or with NaN or inf, fewer rows than components. The mixture
            is then as it was before.
        """
        K = self._check_parameters(known_labels)
        rows = self._rows(X, sample_weight, known_labels, K=K)
        summary = rows.summary()
        check_enough(rows, K)
        if floored := check_columns(summary, self.reg_covar):
            warn_convergence(floored)
        check_range(summary)
        d = rows.X.shape[1]
        reg = variance_floor(self.reg_covar, summary)
        rows, summary, shift = rows.near_zero(summary)
        if summary.missing:
            rows, _ = rows.by_pattern()
        prior = prior_of(self.covariance_prior, self.covariance_type, K, rows, summary)
        reg = reg if prior is None else np.zeros(d)
        rng = check.as_generator(self.random_state)
        given = check_start(
            self.weights_init, self.means_init, self.precisions_init, K, d, self.covariance_type, shift
        )
        warm = self.warm_start and self.__sklearn_is_fitted__() and self.means_.shape == (K, d)
        problem = Problem(rows, summary, self.covariance_type, K, reg, prior)
        runs, failure = list[Run](), None
        for number in range(1 if warm else self.n_init):
            name = f"start {number + 1} of {self.n_init}"
            with reporting(
                self.verbose, self.verbose_interval, name, self.max_iter, summary.count
            ) as on_step:
                go = partial(problem.run, tol=self.tol, max_iter=self.max_iter, on_step=on_step)
                try:
                    if warm:
                        before = None if self._before is None else self._before * summary.count
                        runs.append(go(self._parameters(shift), before=before))
                    else:
                        runs.append(long_run(problem, self.init_params, given, rng, go))
                except ValueError as error:
                    # A start that collapses costs only itself.
                    failure = error
        if not runs:
            assert failure is not None, "a start ends well or fails"
            raise failure
        best = runs[problem.best([(run.parameters, float(run.bounds[-1])) for run in runs])]
        flat = on_floor(best.parameters, reg)
        steep = gradient_norm(best.parameters, best.statistics, reg, prior)
        best, runs = best.moved(shift), [run.moved(shift) for run in runs]
        self._remember_columns(X)
        given_rows = {"sample_weight": sample_weight, "known_labels": known_labels}
        self._fitted_with = tuple(name for name, value in given_rows.items() if value is not None)
        self._adopt(best, runs, summary.count, len(rows), flat)
        self.gradient_norm_ = steep
        return self

    def fit_predict(
        self,
        X: npt.ArrayLike,
        y: Any = None,
        sample_weight: npt.ArrayLike | None = None,
        known_labels: npt.ArrayLike | None = None,
    ) -> Labels:
        """Fit, then the most probable component of each row."""
        return self.fit(X, y, sample_weight, known_labels).predict(X)

    @classmethod
    def from_parameters(
        cls,
        weights: npt.ArrayLike,
        means: npt.ArrayLike,
        covariances: npt.ArrayLike,
        covariance_type: str = "full",
        **params: Any,
    ) -> Self:
        """A mixture with given parameters, ready to predict, score and sample: no fit needed.

        Examples
        --------
        >>> mixture = GaussianMixture.from_parameters([0.5, 0.5], [[0.0], [5.0]], [[[1.0]], [[1.0]]])
        >>> mixture.predict([[1.0], [4.0]])
        array([0, 1])
        """
        theta = Parameters(weights, means, covariances, covariance_type)
        mixture = cls(len(theta.weights), covariance_type=covariance_type, **params)
        mixture._set(theta)
        return mixture

    def _check_parameters(self, known_labels: npt.ArrayLike | None) -> int:
        K = check.check_integer(self.n_components, "n_components", 1)
        check.check_choice(self.covariance_type, "covariance_type", TYPES)
        check.check_choice(self.init_params, "init_params", WAYS)
        check.check_nonnegative(self.tol, "tol")
        check.check_nonnegative(self.reg_covar, "reg_covar")
        check.check_integer(self.max_iter, "max_iter", 0)
        check.check_integer(self.n_init, "n_init", 1)
        check.check_integer(self.verbose, "verbose", 0)
        check.check_integer(self.verbose_interval, "verbose_interval", 1)
        if self.n_jobs is not None:
            check.check_integer(self.n_jobs, "n_jobs", 1)
        if self.component_order is not None:
            check.check_choice(self.component_order, "component_order", ORDERS)
            if known_labels is not None:
                raise ValueError(
                    f"component_order is {self.component_order!r}; expected None with known_labels, "
                    "which number the components themselves"
                )
        return K

    def _adopt(self, best: Run, runs: list[Run], count: float, n: int, flat: tuple[int, ...]) -> None:
        order = component_order(best.parameters, self.component_order)
        if not self.store_history:
            # A copy: a slice would hold on to the whole path.
            runs = [replace(run, history=deepcopy(run.history[:: max(1, run.n_iter)])) for run in runs]
        self.runs_ = runs
        self.converged_, self.n_iter_ = best.converged, best.n_iter
        self.lower_bound_ = float(best.bounds[-1]) / count
        self.lower_bounds_ = list(best.bounds[1:] / count)
        self._before = float(best.bounds[-2]) / count if best.n_iter else None
        self.history_ = best.history.reordered(order)
        if not self.store_history:
            self.history_ = deepcopy(self.history_[:: max(1, best.n_iter)])
        self._set(best.parameters.reordered(order))
        self.dead_components_ = np.flatnonzero(best.statistics.counts[order] < 1e-6 * count / n)
        if self.dead_components_.size:
            warn_convergence(
                f"components {self.dead_components_.tolist()} hold less than a millionth of a sample; "
                "expected every component to own some: lower n_components or choose another start"
            )
        self.on_floor_ = np.flatnonzero(np.isin(order, flat))
        if self.on_floor_.size:
            warn_convergence(
                f"components {self.on_floor_.tolist()} sit on the floor of reg_covar: in some direction their variance "
                "is that floor, not the data's; lower n_components or use a covariance_type with fewer parameters"
            )
        if twins := coincident(self._parameters()):
            warn_convergence(
                f"components {twins[0]} and {twins[1]} coincide, and EM cannot tell them apart: this is a saddle, no "
                "maximum; choose another start or lower n_components"
            )
        elif not best.converged and self.max_iter > 0:
            warn_convergence(
                f"EM did not converge in max_iter={self.max_iter} iterations (tol={self.tol:g}); "
                "raise max_iter or tol, or choose another start"
            )
