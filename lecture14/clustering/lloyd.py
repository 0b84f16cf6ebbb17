"""Lloyd's algorithm as EM with a hard E step (slides 24-25 and 61).

Strike P(Y) out of the mixture, give all components one round covariance and let each row belong wholly to its most
probable component: EM becomes Lloyd's algorithm (Lloyd 1982; Bishop 2006, section 9.3.2). So the sweeps below are the
mixture's own, with a maximum in place of the soft sum, and the M step keeps only the means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from . import sweep
from .parameters import Parameters
from .statistics import SufficientStatistics
from .sweep import HARMLESS, CentredSweep, Sweep, expansion


class HardCentredSweep(CentredSweep):
    """Every row belongs wholly to its most probable component: the hard E step of k-means (slide 61).

    `rule` says which scatter to gather.
    """

    def __init__(self, parameters, rule=None):
        super().__init__(parameters)
        self.rule = rule or parameters.rule

    def responsibilities(self, X, labels=None):
        return harden(self.log_joint(X), labels)


def harden(L, labels=None):
    """In place: one for the largest entry of each column (the first of equals) or the known label, else zero."""
    top = L.max(axis=0)
    largest = top == L
    if labels is not None or np.count_nonzero(largest) != len(top):
        nearest = L.argmax(axis=0)
        if labels is not None:
            nearest = np.where(labels >= 0, labels, nearest)
        largest = nearest == np.arange(len(L))[:, None]
    np.copyto(L, largest)
    return L, top


class LloydSweep(Sweep):
    """Nearest centres by one matrix product with the rows as they are, sums by another; k-means needs no scatter.

    With c the mean of the data, a row's nearest centre has the largest (μₖ-c)·x - (|μₖ|² - |c|²)/2: both |x|²
    and what is common to all centres are left out, of the log-likelihood too.
    """

    def __init__(self, parameters, centre):
        super().__init__(parameters)
        self.K, self.d = parameters.means.shape
        self.centre = np.asarray(centre, dtype=float)
        self.C = parameters.means - self.centre
        self.level = ((0.5 * self.C + self.centre) * self.C).sum(axis=1)[:, None]
        self.counts, self.first = np.zeros(self.K), np.zeros((self.K, self.d))
        self.L = np.empty((0, 0))

    def block_size(self):
        return max(512, sweep.CACHE // (self.d + 2 * self.K))

    def log_joint(self, X):
        n = len(X)
        if self.L.shape[1] != n:
            self.L, self.mask = np.empty((self.K, n)), np.empty((self.K, n), bool)
        self.X = np.asarray(X, dtype=float)
        np.matmul(self.C, self.X.T, out=self.L)
        self.L -= self.level
        return self.L

    def responsibilities(self, X, labels=None):
        L = self.log_joint(X)
        top = L.max(axis=0)
        np.equal(L, top, out=self.mask)
        if np.count_nonzero(self.mask) != len(top):
            return harden(L, labels)
        np.copyto(L, self.mask)
        return L, top

    def accumulate(self, R, X, weights):
        self.counts = self.counts + R.sum(axis=1)
        self.first = self.first + R @ self.X

    def result(self):
        first = self.first - self.counts[:, None] * self.centre
        return SufficientStatistics.from_moments(
            self.parameters.rule, self.counts, first, np.zeros(self.K), self.centre, self.log_likelihood
        )


def nearest_centre(centres, variance, summary):
    """A maker of sweeps that give each row to its nearest centre; `variance` tells how fine the distinctions are."""
    K = len(centres)
    theta = Parameters(np.full(K, 1 / K), centres, np.full(K, variance), "spherical")
    if expansion(theta, summary.mean, summary.reach) < HARMLESS:
        return partial(LloydSweep, theta, summary.mean)
    return partial(HardCentredSweep, theta)


@dataclass(frozen=True, eq=False)
class Lloyd:
    """Where one run of Lloyd's algorithm ended."""

    centres: np.ndarray
    inertia: float
    n_iter: int
    converged: bool


def lloyd(rows, centres, summary, max_iter=300, tol=0.0, on_step=None):
    """Nearest centre, then mean, until no centre moves further than `tol` allows.

    Parameters
    ----------
    rows : Rows
    centres : (K, d) where to start
    summary : Summary of the rows
    max_iter : int
    tol : float, in units of the mean variance of a column
    on_step : called with (iteration, centres, inertia at those centres)

    Returns
    -------
    Lloyd
        The inertia is that of the returned centres, and never larger than at the start.
    """
    centres = np.array(centres, dtype=float)
    d = centres.shape[1]
    spread = float(summary.variance.mean())
    variance = spread
    statistics, closest = _assign(rows, centres, variance, summary)
    for iteration in range(max_iter + 1):
        if on_step:
            on_step(iteration, centres, closest)
        if iteration == max_iter:
            return Lloyd(centres, closest, iteration, False)
        means = np.where(statistics.counts[:, None] > 0, statistics.means, centres)
        empty = np.flatnonzero(statistics.counts == 0)
        if empty.size:
            means[empty] = _farthest(rows, centres, variance, summary, empty.size)
        # The within-cluster variance tells how close two centres can come before it matters.
        variance = max(closest / (summary.count * d), 1e-14 * spread)
        moved = float(((means - centres) ** 2).sum())
        new, inertia = _assign(rows, means, variance, summary)
        if inertia > closest:
            # Only rounding can do this: nothing moves any more.
            return Lloyd(centres, closest, iteration + 1, True)
        centres, statistics, closest = means, new, inertia
        if moved <= tol * spread and not empty.size:
            return Lloyd(centres, closest, iteration + 1, True)
    raise AssertionError("the loop returns")


def _assign(rows, centres, variance, summary):
    """Statistics of the rows nearest to each centre, and the inertia."""
    make = nearest_centre(centres, variance, summary)
    statistics = rows.fold(make)
    if make.func is LloydSweep:
        return statistics, max(0.0, float(summary.scatter.sum()) - 2 * statistics.log_likelihood)
    at_centre = make.args[0].log_scale[0]
    return statistics, max(
        0.0, -2 * variance * (statistics.log_likelihood - statistics.n_samples * at_centre)
    )


def assignments(rows, centres, variance, summary):
    """(n,) nearest centre of each row, and (n,) squared distance to it."""
    labels, distance = np.empty(len(rows), dtype=np.intp), np.empty(len(rows))
    make = nearest_centre(centres, variance, summary)

    def part(start, stop):
        nearest = make()
        numbers = np.arange(float(len(centres)))
        for s in rows.slices(nearest.block_size(), start, stop):
            X, _, known = rows.block(s)
            R, _ = nearest.responsibilities(X, known)
            # One entry of each column is one, so this is the number of its row.
            labels[s] = numbers @ R
            delta = np.asarray(X, dtype=float) - centres[labels[s]]
            with np.errstate(over="ignore", under="ignore"):
                distance[s] = np.einsum("ij,ij->i", delta, delta)

    rows.map_parts(part)
    return labels, distance


def _farthest(rows, centres, variance, summary, number):
    """The rows that are worst served: an empty cluster is of more use there."""
    _, distance = assignments(rows, centres, variance, summary)
    if rows.weights is not None:
        distance = np.where(rows.weights > 0, distance, -1.0)
    return np.asarray(rows.block(np.sort(np.argsort(distance)[-number:]))[0], dtype=float)
