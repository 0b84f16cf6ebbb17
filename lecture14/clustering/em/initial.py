"""Starting parameters for EM: those that the user gave, the rest from the data (slide 53: "start")."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import add

import numpy as np
import numpy.typing as npt

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.em.steps import m_step
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.checks import real_array
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.kmeans.lloyd import lloyd
from lecture14.clustering.kmeans.nearest import HardCentredSweep
from lecture14.clustering.kmeans.seeds import candidates, distinct_rows, plus_plus
from lecture14.clustering.model.parameters import Parameters, check_mixing_weights
from lecture14.clustering.model.statistics import SufficientStatistics

#: (weights, means, covariances), each None where the user gave none.
Given = tuple[Array | None, Array | None, Array | None]


def initial_parameters(
    rows: Rows,
    how: str,
    given: Given,
    covariance_type: str,
    K: int,
    rng: np.random.Generator,
    reg: Array,
    summary: Summary,
) -> Parameters:
    """Parameters to start EM from.

    Parameters
    ----------
    rows : Rows
    how : "kmeans", "k-means++", "random" or "random_from_data"
    given : (weights, means, covariances), each None where the user gave none
    covariance_type, K : of the mixture
    rng : numpy Generator
    reg : (d,) added to each variance
    summary : Summary of the rows

    Returns
    -------
    Parameters

    Notes
    -----
    "kmeans" and "k-means++" give every row to its nearest centre and take one M step; "random" gives every
    row random responsibilities; "random_from_data" puts the means on K rows, and gives each the covariance of
    all the data.
    """
    weights, means, covariances = given
    if weights is None or means is None or covariances is None:
        guess = _guess(rows, how, covariance_type, K, rng, reg, summary)
        weights = guess.weights if weights is None else weights
        means = guess.means if means is None else means
        covariances = guess.covariances if covariances is None else covariances
    return Parameters(weights, means, covariances, covariance_type)


def _guess(
    rows: Rows, how: str, covariance_type: str, K: int, rng: np.random.Generator, reg: Array, summary: Summary
) -> Parameters:
    if summary.missing:
        # Good enough to start from; EM itself marginalises.
        rows = replace(rows, fill=summary.mean)
    if how == "random":
        return m_step(_random_statistics(rows, covariance_type, K, rng, summary), reg)
    X, w = candidates(rows, rng)
    if how == "random_from_data":
        means = X[distinct_rows(X, w, K, rng)]
        whole = rows.fold(_nearest(summary.mean[None], "full"))
        spread = whole.scatter[0] / whole.counts[0]
        rule = TYPES[covariance_type]
        covariances = rule.add_to_diagonal(rule.from_full(spread, K), reg)
        return Parameters(np.full(K, 1 / K), means, covariances, covariance_type)
    seeds = X[plus_plus(X, w, K, rng)]
    if how == "kmeans":
        sample = Rows(X, w)
        seeds = lloyd(sample, seeds, sample.summary(), max_iter=100).centres
    if rows.labels is not None:
        seeds = _around_known(rows, seeds)
    return m_step(rows.fold(_nearest(seeds, covariance_type)), reg, None)


def _nearest(centres: Array, gathers: str) -> HardCentredSweep:
    """A sweep that gives each row to its nearest centre and gathers the scatter of a covariance type."""
    K = len(centres)
    return HardCentredSweep(Parameters(np.full(K, 1 / K), centres, np.ones(K), "spherical"), gathers)


def _around_known(rows: Rows, seeds: Array) -> Array:
    """Seeds renumbered so that each component with known members starts at their mean."""
    seeds, free = np.array(seeds), list(range(len(seeds)))
    known = rows.total(_of_known, seeds)
    means = {int(k): known.means[k] for k in np.flatnonzero(known.counts)}
    result = np.empty_like(seeds)
    for k, mean in means.items():
        # The seed that found this group already would be a second one for it.
        nearest = min(free, key=lambda i: float(((seeds[i] - mean) ** 2).sum()))
        free.remove(nearest)
        result[k] = mean
    for k in range(len(seeds)):
        if k not in means:
            result[k] = seeds[free.pop(0)]
    return result


def _of_known(rows: Rows, seeds: Array) -> SufficientStatistics:
    """The statistics of the rows whose component is known and whose weight is not zero."""

    def of_block(s: slice) -> SufficientStatistics:
        X, weights, labels = rows.block(s)
        assert labels is not None, "some rows are known"
        R = (labels == np.arange(len(seeds))[:, None]) * (1.0 if weights is None else weights)
        return SufficientStatistics.from_rows("spherical", np.asarray(X, dtype=float), R, seeds)

    return reduce(add, map(of_block, rows.slices(2**13)))


def _random_statistics(
    rows: Rows, covariance_type: str, K: int, rng: np.random.Generator, summary: Summary
) -> SufficientStatistics:
    def of_block(s: slice) -> SufficientStatistics:
        X, weights, labels = rows.block(s)
        X = np.asarray(X, dtype=float)
        R = rng.dirichlet(np.ones(K), len(X)).T
        if labels is not None:
            known = np.flatnonzero(labels >= 0)
            R[:, known] = np.eye(K)[:, labels[known]]
        if weights is not None:
            R = R * weights
        return SufficientStatistics.from_rows(covariance_type, X, R, summary.mean[None], 0.0)

    return reduce(add, map(of_block, rows.slices(2**13)))


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
