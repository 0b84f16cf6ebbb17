"""Starting parameters for EM: those that the user gave, the rest from the data (slide 53: "start")."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lecture14.clustering.covariances import TYPES
from lecture14.clustering.em import m_step
from lecture14.clustering.lloyd import HardCentredSweep, lloyd
from lecture14.clustering.parameters import Parameters
from lecture14.clustering.rows import Rows
from lecture14.clustering.start import candidates, distinct_rows, plus_plus
from lecture14.clustering.statistics import SufficientStatistics


def initial_parameters(rows, how, given, covariance_type, K, rng, reg, summary):
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


def _guess(rows, how, covariance_type, K, rng, reg, summary):
    rule = TYPES[covariance_type]
    if summary.missing:
        # Good enough to start from; EM itself marginalises.
        rows = replace(rows, fill=summary.mean)
    if how == "random":
        return m_step(_random_statistics(rows, rule, K, rng, summary), reg)
    X, w = candidates(rows, rng)
    if how == "random_from_data":
        means = X[distinct_rows(X, w, K, rng)]
        whole = rows.fold(_nearest(summary.mean[None], TYPES["full"]))
        spread = whole.scatter[0] / whole.counts[0]
        return Parameters(
            np.full(K, 1 / K), means, rule.add_to_diagonal(rule.from_full(spread, K), reg), rule.name
        )
    seeds = X[plus_plus(X, w, K, rng)]
    if how == "kmeans":
        sample = Rows(X, w)
        seeds = lloyd(sample, seeds, sample.summary(), max_iter=100).centres
    if rows.labels is not None:
        seeds = _around_known(rows, seeds)
    return m_step(rows.fold(_nearest(seeds, rule)), reg, None)


def _nearest(centres, rule):
    """A sweep that gives each row to its nearest centre and gathers the scatter of a covariance type."""
    K = len(centres)
    return HardCentredSweep(Parameters(np.full(K, 1 / K), centres, np.ones(K), "spherical"), rule)


def _around_known(rows, seeds):
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


def _of_known(rows, seeds):
    """The statistics of the rows whose component is known and whose weight is not zero."""
    total = 0
    for s in rows.slices(2**13):
        X, weights, labels = rows.block(s)
        R = (labels == np.arange(len(seeds))[:, None]) * (1.0 if weights is None else weights)
        X = np.asarray(X, dtype=float)
        total = total + SufficientStatistics.from_rows(TYPES["spherical"], X, R, seeds)
    return total


def _random_statistics(rows, rule, K, rng, summary):
    total = 0
    for s in rows.slices(2**13):
        X, weights, labels = rows.block(s)
        X = np.asarray(X, dtype=float)
        R = rng.dirichlet(np.ones(K), len(X)).T
        if labels is not None:
            known = np.flatnonzero(labels >= 0)
            R[:, known] = np.eye(K)[:, labels[known]]
        if weights is not None:
            R = R * weights
        total = total + SufficientStatistics.from_rows(rule, X, R, summary.mean[None], 0.0)
    return total
