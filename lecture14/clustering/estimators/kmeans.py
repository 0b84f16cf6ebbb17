"""`KMeans`: Lloyd's algorithm behind scikit-learn's interface (slides 24-25 and 61)."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lecture14.clustering.estimators.base import Estimator, all_or_nothing, warn_convergence
from lecture14.clustering.estimators.pipeline import Framed
from lecture14.clustering.inputs import checks as check
from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.checks import Seed
from lecture14.clustering.inputs.chunks import is_dask, with_known_chunks
from lecture14.clustering.inputs.gate import matrix, rows_of
from lecture14.clustering.inputs.numbers import numbers
from lecture14.clustering.inputs.rows import Rows, check_enough
from lecture14.clustering.inputs.summary import check_range
from lecture14.clustering.kmeans.lloyd import labels_and_inertia, lloyd, nearest_labels
from lecture14.clustering.kmeans.nearest import distances
from lecture14.clustering.kmeans.seeds import candidates, distinct_rows, plus_plus


class KMeans(Framed, Estimator):
    """k-means by Lloyd's algorithm, with scikit-learn's interface.

    Parameters
    ----------
    n_clusters : int
    init : "k-means++", "random", a (n_clusters, d) array of centres, or a function that makes one
        The function is called with (X, n_clusters, random_state=RandomState).
    n_init : "auto" or int, starts to try, the best kept
        "auto" is 1 for k-means++ and arrays, 10 for random and functions. An array is tried once.
    max_iter : int
    tol : float
        Stop when the centres' squared movement is below this times the mean variance of a column; 0
        waits until nothing moves.
    verbose : int, 1 prints a line for each iteration
    random_state : None, seed, or numpy Generator
    n_jobs : int or None, the most threads to use; each has to have enough rows

    Attributes
    ----------
    cluster_centers_ : (n_clusters, d)
    labels_ : (n,) cluster of each row
    inertia_ : float, sum of squared distances to the nearest centre, weighted
    n_iter_ : int
    history_ : list of (centres, inertia), the start and every iteration of the best run
    n_features_in_ : int

    Examples
    --------
    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0], [9.0, 8.0]])
    >>> fit = KMeans(2, random_state=0).fit(X)
    >>> float(fit.inertia_)
    1.0
    >>> fit.labels_[0] == fit.labels_[1] != fit.labels_[2]
    np.True_
    """

    _estimator_kind = "clusterer"
    cluster_centers_: Array
    labels_: Labels

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: str | npt.ArrayLike | Callable[..., Any] = "k-means++",
        n_init: int | str = "auto",
        max_iter: int = 300,
        tol: float = 1e-4,
        verbose: int = 0,
        random_state: Seed = None,
        n_jobs: int | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.verbose = verbose
        self.random_state = random_state
        self.n_jobs = n_jobs

    @all_or_nothing
    def fit(self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None) -> Self:
        """Find the centres.

        Parameters
        ----------
        X : (n, d) array, also a memory map or a Dask array
        y : ignored
        sample_weight : (n,) array, optional
            A weight of 2 counts as two equal rows; a row of weight 0 is absent, whatever it holds. In
            `labels_` it has the number of its nearest centre, -1 if it is not finite.

        Returns
        -------
        self
        """
        K, n_init = self._check_parameters()
        array = matrix(X)
        array = with_known_chunks(array) if is_dask(array) else array
        rows = self._rows(array, sample_weight)
        summary = rows.summary()
        check_enough(rows, K, "n_clusters")
        check_range(summary)
        rows, summary, shift = rows.near_zero(summary)
        rng = check.as_generator(self.random_state)
        best, path = None, list[tuple[Array, float]]()
        for number in range(n_init):
            steps: list[tuple[Array, float]] = []
            start = self._start(rows, K, rng, shift)
            run = lloyd(rows, start, summary, self.max_iter, self.tol, self._recorder(number, steps))
            if best is None or run.inertia < best.inertia:
                best, path = run, steps
        assert best is not None, "n_init is at least 1"
        self._remember_columns(X)
        self.cluster_centers_, self.n_iter_ = best.centres + shift, best.n_iter
        self.history_ = [(centres + shift, inertia) for centres, inertia in path]
        self.n_features_in_ = rows.X.shape[1]
        self._n_features_out = K
        self._variance = best.variance
        labels, self.inertia_ = labels_and_inertia(rows, best.centres, self._variance, summary)
        self.labels_ = labels if rows.index is None else self._spread(labels, rows.index, array)
        found = len(np.unique(best.centres, axis=0))
        if found < K:
            warn_convergence(
                f"only {found} distinct centres for n_clusters={K}; X may have fewer distinct rows than that"
            )
        elif not best.converged and self.max_iter > 0:
            warn_convergence(
                f"k-means did not converge in max_iter={self.max_iter} iterations; raise max_iter"
            )
        return self

    def _check_parameters(self) -> tuple[int, int]:
        K = check.check_integer(self.n_clusters, "n_clusters", 1)
        check.check_integer(self.max_iter, "max_iter", 0)
        check.check_nonnegative(self.tol, "tol")
        check.check_integer(self.verbose, "verbose", 0)
        if self.n_jobs is not None:
            check.check_integer(self.n_jobs, "n_jobs", 1)
        if isinstance(self.init, str):
            check.check_choice(self.init, "init", ("k-means++", "random"))
        if isinstance(self.n_init, str):
            check.check_choice(self.n_init, "n_init", ("auto",))
            return K, 10 if callable(self.init) or (
                isinstance(self.init, str) and self.init == "random"
            ) else 1
        n_init = check.check_integer(self.n_init, "n_init", 1)
        if n_init > 1 and not isinstance(self.init, str) and not callable(self.init):
            warnings.warn(
                f"init is an array of centres and n_init is {n_init}: from one start there is one run",
                RuntimeWarning,
                stacklevel=4,
            )
            n_init = 1
        return K, n_init

    def _start(self, rows: Rows, K: int, rng: np.random.Generator, shift: Array) -> Array:
        if callable(self.init):
            # The state's kind is scikit-learn's, for which such functions are written.
            state = np.random.RandomState(rng.integers(2**31))
            present = rows.X if rows.index is None else rows.X[rows.index]
            centres = self.init(present, K, random_state=state)
            return (
                check.real_array(centres, "init(X, n_clusters, random_state)", (K, rows.X.shape[1])) - shift
            )
        if not isinstance(self.init, str):
            return check.real_array(self.init, "init", (K, rows.X.shape[1])) - shift
        X, w = candidates(rows, rng)
        return X[(plus_plus if self.init == "k-means++" else distinct_rows)(X, w, K, rng)]

    def _spread(self, labels: Labels, index: Labels, X: Any) -> Labels:
        """Labels of all rows from those of the rows that carry weight; -1 where a row without is not finite."""
        n = X.shape[0]
        everyone, absent = np.full(n, -1, labels.dtype), np.setdiff1d(np.arange(n), index)
        everyone[index] = labels
        others = np.asarray(numbers(X[absent].compute() if is_dask(X) else X[absent], "X"), dtype=float)
        finite = np.isfinite(others).all(axis=1)
        if finite.any():
            rows = Rows(others[finite])
            summary = rows.summary(moments=False)
            found = nearest_labels(rows, self.cluster_centers_, self._variance, summary)
            everyone[absent[finite]] = found
        return everyone

    def _recorder(self, number: int, steps: list[tuple[Array, float]]) -> Callable[[int, Array, float], None]:
        def record(iteration: int, centres: Array, inertia: float) -> None:
            steps.append((centres, inertia))
            if self.verbose:
                print(f"start {number + 1}, iteration {iteration}: inertia {inertia:.6g}")

        return record

    def _rows(self, X: Any, sample_weight: Any = None, **expected: Any) -> Rows:
        return rows_of(X, sample_weight, n_jobs=self.n_jobs, **expected)

    def _for_rows(self, X: Any, sample_weight: Any = None) -> Rows:
        """The rows of X, which must have the features of the fit."""
        self._check_fitted()
        self._check_columns(X)
        return self._rows(X, sample_weight, n_features=self.n_features_in_, estimator=type(self).__name__)

    def predict(self, X: npt.ArrayLike) -> Labels:
        """(n,) number of the nearest centre. Lazy for a Dask array."""
        self._check_fitted()
        if is_dask(X):
            lazy: Labels = self._lazily("predict", X, dtype=np.int32)
            return lazy
        rows = self._for_rows(X)
        summary = rows.summary(moments=False)
        return nearest_labels(rows, self.cluster_centers_, self._variance, summary)

    def fit_predict(
        self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None
    ) -> Labels:
        """Fit, then the cluster of each row."""
        return self.fit(X, sample_weight=sample_weight).labels_

    def transform(self, X: npt.ArrayLike) -> Array:
        """(n, n_clusters) distance of each row from each centre, in the container that `set_output` names.

        Lazy for a Dask array.
        """
        self._check_fitted()
        if is_dask(X):
            lazy: Array = self._lazily("transform", X, len(self.cluster_centers_))
            return lazy
        rows = self._for_rows(X)
        rows.summary(moments=False)
        framed: Array = self._contained(distances(rows, self.cluster_centers_), X)
        return framed

    def fit_transform(
        self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None
    ) -> Array:
        """Fit, then distances."""
        return self.fit(X, sample_weight=sample_weight).transform(X)

    def score(self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None) -> float:
        """Minus the inertia of the rows: higher is better."""
        rows = self._for_rows(X, sample_weight)
        summary = rows.summary(moments=False)
        return -labels_and_inertia(rows, self.cluster_centers_, self._variance, summary)[1]
