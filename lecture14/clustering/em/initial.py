"""Where EM starts: parameters that the user gave, labelled rows, or rough clusters of the data (slide 53: "start").

Clusters are sought in columns of unit variance, or in whitened ones, so that a start does not depend on units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add

import numpy as np
import numpy.typing as npt

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.checks import real_array
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.kmeans.lloyd import lloyd
from lecture14.clustering.kmeans.seeds import (
    distinct_rows,
    merge_equal,
    plus_plus,
    some_rows,
    squared_distances,
)
from lecture14.clustering.model.parameters import Parameters, check_mixing_weights
from lecture14.clustering.model.statistics import SufficientStatistics

#: (weights, means, covariances), each None where the user gave none.
Given = tuple[Array | None, Array | None, Array | None]

# A component of a start borrows so much of its covariance from all: the K-th part of this share of the rows, but d + 1
# rows at least. A cluster of few rows would start as a flat one, and collapse.
BORROWED = 0.05


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows among which starts are sought: all, or some of very many."""

    rows: Rows  #: as EM is to see them, with gaps and labels
    whole: bool  #: whether these are all rows of positive weight
    X: Array  #: (m, d) the different rows, gaps filled, in columns of zero mean and unit variance
    w: Array  #: (m,) weight of each
    mean: Array  #: (d,)
    deviation: Array  #: (d,)

    @classmethod
    def of(cls, rows: Rows, K: int, rng: np.random.Generator, summary: Summary) -> Sample:
        """So many rows that K components can be told apart by them."""
        kept, whole = some_rows(rows, max(2048, 10 * K * rows.X.shape[1]), rng)
        X, w, labels = rows.block(kept)
        # On the scale of `Rows`, a gap is the column's mean.
        filled = np.where(np.isnan(X), summary.mean, X) if summary.missing else np.asarray(X, dtype=float)
        distinct, total = merge_equal(filled, np.ones(len(X)) if w is None else w)
        if summary.missing or labels is not None:
            seen = Rows(np.asarray(X, dtype=float), w, labels, allow_missing=rows.allow_missing)
        else:
            seen = Rows(distinct, total)
        deviation: Array = np.sqrt(summary.variance)
        deviation[deviation == 0] = 1.0
        scaled = (distinct - summary.mean) / deviation
        return cls(seen, whole, scaled, total, summary.mean, deviation)

    @cached_property
    def white(self) -> Array:
        """(m, d) the same rows in columns that do not correlate."""
        d = self.X.shape[1]
        correlation = (self.X * self.w[:, None]).T @ self.X / self.w.sum()
        root = np.linalg.cholesky(correlation + 1e-9 * np.eye(d))
        return np.asarray(np.linalg.solve(root, self.X.T).T, dtype=float)

    def clusters(self, labels: Labels, K: int, covariance_type: str, reg: Array) -> Parameters:
        """The parameters of K clusters of the rows."""
        R = (labels == np.arange(K)[:, None]) * self.w
        X = self.X * self.deviation
        gathered = SufficientStatistics.from_rows(covariance_type, X, R, np.zeros((1, X.shape[1])))
        return estimate(gathered, len(X), reg, self.mean)


def estimate(statistics: SufficientStatistics, n: int, reg: Array, origin: Array) -> Parameters:
    """The M step of a start, from the statistics of n rows about an origin: narrow clusters borrow from all."""
    kind, counts = statistics.covariance_type, statistics.counts
    rule, (K, d) = TYPES[kind], statistics.means.shape
    scatter = statistics.scatter
    if kind != "tied":
        share = min(1.0, max(BORROWED / K, (d + 1) / n))
        scatter, counts = scatter + share * scatter.sum(axis=0), counts + share * counts.sum()
    covariances = rule.add_to_diagonal(rule.estimate(scatter, counts, d), reg)
    return Parameters(
        statistics.counts / statistics.counts.sum(), origin + statistics.means, covariances, kind
    )


def guess(
    sample: Sample, how: str, turn: int, covariance_type: str, K: int, rng: np.random.Generator, reg: Array
) -> Parameters:
    """One start, drawn at random.

    Parameters
    ----------
    sample : Sample
    how : "kmeans", "k-means++", "random" or "random_from_data"
    turn : int; clusters are sought in scaled columns if it is even, in whitened ones if it is odd
    covariance_type, K : of the mixture
    rng : numpy Generator
    reg : (d,) added to each variance

    Returns
    -------
    Parameters

    Notes
    -----
    "kmeans" and "k-means++" give every row to its nearest centre and take one M step; "random" gives a few rows
    random responsibilities (of all rows it would start on the saddle where components are equal);
    "random_from_data" puts the means on K rows, and gives each the covariance of all the data.
    """
    X, w = sample.X, sample.w
    if how == "random":
        few = distinct_rows(X, w, min(len(X), 2 * K * (X.shape[1] + 1)), rng)
        R = rng.dirichlet(np.ones(K), len(few)).T * w[few]
        gathered = SufficientStatistics.from_rows(
            covariance_type, X[few] * sample.deviation, R, np.zeros((1, X.shape[1]))
        )
        return estimate(gathered, len(few), reg, sample.mean)
    if how == "random_from_data":
        one = sample.clusters(np.zeros(len(X), np.intp), 1, "full", reg)
        means = sample.mean + X[distinct_rows(X, w, K, rng)] * sample.deviation
        covariances = TYPES[covariance_type].from_full(one.covariances[0], K)
        return Parameters(np.full(K, 1 / K), means, covariances, covariance_type)
    Y = sample.white if turn % 2 else X
    centres = Y[plus_plus(Y, w, K, rng)]
    if how == "kmeans":
        rows = Rows(Y, w)
        centres = lloyd(rows, centres, rows.summary(), max_iter=100).centres
    return sample.clusters(nearest(Y, centres), K, covariance_type, reg)


def nearest(X: Array, centres: Array) -> Labels:
    """(m,) number of the nearest centre of each row."""
    closest: Labels = np.argmin([squared_distances(X, centre) for centre in centres], axis=0)
    return closest


def at_means(sample: Sample, means: Array, covariance_type: str, reg: Array) -> Parameters:
    """The clusters around given means."""
    labels = nearest(sample.X, (means - sample.mean) / sample.deviation)
    return sample.clusters(labels, len(means), covariance_type, reg)


def of_known(rows: Rows, covariance_type: str, K: int, origin: Array) -> SufficientStatistics:
    """The statistics, about an origin, of the rows whose component is known."""

    def of_block(s: slice) -> SufficientStatistics:
        X, weights, labels = rows.block(s)
        assert labels is not None, "some rows are known"
        R = (labels == np.arange(K)[:, None]) * (1.0 if weights is None else weights)
        X = np.where(np.isnan(X), origin, X) - origin
        return SufficientStatistics.from_rows(covariance_type, X, R, np.zeros((1, X.shape[1])))

    return reduce(add, map(of_block, rows.slices(2**13)))


def around_known(
    sample: Sample, known: SufficientStatistics, rng: np.random.Generator, reg: Array
) -> Parameters:
    """The clusters around the means of the labelled rows; around seeds, for a component that has none."""
    K = len(known.counts)
    there = np.flatnonzero(known.counts)
    centres = known.means / sample.deviation
    missing = np.flatnonzero(known.counts == 0)
    centres[missing] = sample.X[plus_plus(sample.X, sample.w, len(missing), rng, centres[there])]
    return sample.clusters(nearest(sample.X, centres), K, known.covariance_type, reg)


def check_start(
    weights: npt.ArrayLike | None,
    means: npt.ArrayLike | None,
    precisions: npt.ArrayLike | None,
    K: int,
    d: int,
    covariance_type: str,
    shift: Array,
) -> Given:
    """User-given starting parameters, each checked by name; None stays None.

    Means come back less `shift`, precisions as covariances.
    """
    rule, covariances = TYPES[covariance_type], None
    if weights is not None:
        weights = check_mixing_weights(weights, "weights_init", K)
    if means is not None:
        means = real_array(means, "means_init")
        if means.shape != (K, d):
            raise ValueError(
                f"means_init has shape {means.shape}; expected (n_components, n_features) = ({K}, {d})"
            )
        means = means - shift
    if precisions is not None:
        precisions = real_array(precisions, "precisions_init")
        if precisions.shape != rule.shape(K, d):
            raise ValueError(
                f"precisions_init has shape {precisions.shape}; "
                f"expected {rule.shape(K, d)} for {covariance_type!r}"
            )
        covariances = rule.invert(precisions, "precisions_init")
    return weights, means, covariances
