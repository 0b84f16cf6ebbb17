"""`KMeans`: Lloyd's algorithm behind scikit-learn's interface (slides 24-25 and 61)."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lecture14.clustering.estimators.base import Estimator, warn_convergence
from lecture14.clustering.inputs import checks as check
from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.checks import Seed
from lecture14.clustering.inputs.chunks import by_rows, is_dask, rows_of, with_known_chunks
from lecture14.clustering.inputs.rows import Rows, check_enough
from lecture14.clustering.inputs.summary import check_range
from lecture14.clustering.kmeans.lloyd import labels_and_inertia, lloyd
from lecture14.clustering.kmeans.seeds import candidates, distinct_rows, plus_plus


class KMeans(Estimator):
    """k-means by Lloyd's algorithm, with scikit-learn's interface.

    Parameters
    ----------
    n_clusters : int
    init : "k-means++", "random", or a (n_clusters, d) array of centres
    n_init : "auto" or int, starts to try, the best kept; "auto" is 1 for k-means++ and arrays, 10 for random
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
        init: str | npt.ArrayLike = "k-means++",
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

    def fit(self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None) -> Self:
        """Find the centres.

        Parameters
        ----------
        X : (n, d) array, also a memory map or a Dask array
        y : ignored
        sample_weight : (n,) array, optional; a weight of 2 counts as two equal rows

        Returns
        -------
        self
        """
        K, n_init = self._check_parameters()
        array = with_known_chunks(check.check_X(X)) if is_dask(X) else check.check_X(X)
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
        self.n_features_in_ = array.shape[1]
        self._variance = max(best.inertia / (summary.count * array.shape[1]), 1e-300)
        self.labels_, self.inertia_ = labels_and_inertia(rows, best.centres, self._variance, summary)
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
            return K, 10 if isinstance(self.init, str) and self.init == "random" else 1
        return K, check.check_integer(self.n_init, "n_init", 1)

    def _start(self, rows: Rows, K: int, rng: np.random.Generator, shift: Array) -> Array:
        if not isinstance(self.init, str):
            return check.real_array(self.init, "init", (K, rows.X.shape[1])) - shift
        X, w = candidates(rows, rng)
        return X[(plus_plus if self.init == "k-means++" else distinct_rows)(X, w, K, rng)]

    def _recorder(self, number: int, steps: list[tuple[Array, float]]) -> Callable[[int, Array, float], None]:
        def record(iteration: int, centres: Array, inertia: float) -> None:
            steps.append((centres, inertia))
            if self.verbose:
                print(f"start {number + 1}, iteration {iteration}: inertia {inertia:.6g}")

        return record

    def _rows(self, X: Any, sample_weight: npt.ArrayLike | None = None) -> Rows:
        return rows_of(X, check.check_weights(sample_weight, len(X)), n_jobs=self.n_jobs)

    def _check_rows(self, X: Any) -> Any:
        """X, which must have the features of the fit."""
        self._check_fitted()
        self._check_columns(X)
        X = check.check_X(X, self.n_features_in_, type(self).__name__)
        return with_known_chunks(X) if is_dask(X) else X

    def _to_send(self) -> Self:
        """This model less what grows with the rows of its fit: every chunk gets a copy."""
        light = copy(self)
        vars(light).pop("labels_", None)
        return light

    def predict(self, X: npt.ArrayLike) -> Labels:
        """(n,) number of the nearest centre. Lazy for a Dask array."""
        X = self._check_rows(X)
        if is_dask(X):
            lazy: Labels = by_rows(self._to_send().predict, X, dtype=np.int32)
            return lazy
        rows = self._rows(X)
        return labels_and_inertia(rows, self.cluster_centers_, self._variance, rows.summary(moments=False))[0]

    def fit_predict(
        self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None
    ) -> Labels:
        """Fit, then the cluster of each row."""
        return self.fit(X, sample_weight=sample_weight).labels_

    def transform(self, X: npt.ArrayLike) -> Array:
        """(n, n_clusters) distance of each row from each centre. Lazy for a Dask array."""
        X = self._check_rows(X)
        if is_dask(X):
            lazy: Array = by_rows(self._to_send().transform, X, len(self.cluster_centers_))
            return lazy
        Rows(X).summary(moments=False)
        return np.column_stack(
            [np.linalg.norm(np.asarray(X, float) - c, axis=1) for c in self.cluster_centers_]
        )

    def fit_transform(
        self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None
    ) -> Array:
        """Fit, then distances."""
        return self.fit(X, sample_weight=sample_weight).transform(X)

    def score(self, X: npt.ArrayLike, y: Any = None, sample_weight: npt.ArrayLike | None = None) -> float:
        """Minus the inertia of the rows: higher is better."""
        rows = self._rows(self._check_rows(X), sample_weight)
        return -labels_and_inertia(rows, self.cluster_centers_, self._variance, rows.summary(moments=False))[
            1
        ]
