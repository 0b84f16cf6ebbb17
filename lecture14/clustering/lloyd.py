"""Lloyd's algorithm as EM with a hard E step (slides 24-25 and 61).

Strike P(Y) out of the mixture, give all components one round covariance and let each row belong wholly to its most
probable component: EM becomes Lloyd's algorithm (Lloyd 1982; Bishop 2006, section 9.3.2). So the sweeps below are the
mixture's own, with a maximum in place of the soft sum, and the M step keeps only the means.
"""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from lecture14.clustering import sweep
from lecture14.clustering.parameters import Parameters
from lecture14.clustering.statistics import SufficientStatistics
from lecture14.clustering.sweep import HARMLESS, CentredSweep, Sweep


class HardCentredSweep(CentredSweep):
    """Every row belongs wholly to its most probable component: the hard E step of k-means (slide 61).

    `rule` says which scatter to gather.
    """

    def __init__(self, parameters, rule=None):
        super().__init__(parameters)
        self.rule = rule or parameters.rule

    def responsibilities(self, X, labels=None):
        return harden(self.log_joint(X), labels)

    def inertia(self, statistics, summary):
        """Σ |x - μ|², from the log density of the one round covariance."""
        theta = self.parameters
        excess = statistics.log_likelihood - statistics.n_samples * theta.log_scale[0]
        return max(0.0, -2 * theta.covariances[0] * excess)


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


class Scratch:
    """Working arrays that one sweep hands to the next.

    For a small block, the page faults of new arrays cost as much as its arithmetic.
    """

    def __init__(self):
        self.free: list = []

    def __reduce__(self):
        # What travels to another process leaves the arrays here.
        return Scratch, ()

    def take(self, features, K, n):
        """(features, m) with ones first, (K, m), and (K, m) of bool; m is n, or more if larger ones are free."""
        # One thread's test of the list may be out of date when it pops.
        with suppress(IndexError):
            work = self.free.pop()
            if work[0].shape[1] >= n:
                return work
        work = np.empty((features, n)), np.empty((K, n)), np.empty((K, n), bool)
        work[0][0] = 1.0
        return work

    def give(self, work):
        self.free.append(work)


class LloydSweep(Sweep):
    """Nearest centres by one matrix product with [1, x], sums by another; k-means needs no scatter.

    With c the mean of the data, a row's nearest centre has the largest (μₖ-c)·x - (|μₖ|² - |c|²)/2: both |x|²
    and what is common to all centres are left out, of the log-likelihood too.
    """

    def __init__(self, centres, centre, scratch):
        self.log_likelihood = 0.0
        self.K, self.d = centres.shape
        self.centre, self.scratch = centre, scratch
        self.coefficients = np.empty((self.K, 1 + self.d))
        C = np.subtract(centres, centre, out=self.coefficients[:, 1:])
        np.negative(((0.5 * C + centre) * C).sum(axis=1), out=self.coefficients[:, 0])
        self.sums: Any = 0.0
        self.work: Any = None

    def block_size(self):
        return max(512, sweep.CACHE // (self.d + 2 * self.K))

    def log_joint(self, X):
        n = len(X)
        if self.work is None or self.work[0].shape[1] < n:
            self.work = self.scratch.take(1 + self.d, self.K, n)
        F, L, self.mask = (array[:, :n] for array in self.work)
        # Rows of features, not of samples: BLAS multiplies few components by long rows twice as fast.
        np.copyto(F[1:], X.T)
        self.F = F
        return np.matmul(self.coefficients, F, out=L)

    def responsibilities(self, X, labels=None):
        L = self.log_joint(X)
        top = L.max(axis=0)
        np.equal(L, top, out=self.mask)
        if np.count_nonzero(self.mask) != len(top):
            return harden(L, labels)
        np.copyto(L, self.mask)
        return L, top

    def accumulate(self, R, X, weights):
        # Not @: see FeatureSweep.
        self.sums = self.sums + np.dot(R, self.F.T)

    def result(self):
        self.scratch.give(self.work)
        counts, first = self.sums[:, 0], self.sums[:, 1:]
        if counts.all():
            means = first / counts[:, None]
        else:
            alive = counts[:, None] > 0
            means = np.where(alive, first / np.where(alive, counts[:, None], 1.0), self.centre)
        return SufficientStatistics(counts, means, np.zeros(self.K), "spherical", self.log_likelihood)

    def inertia(self, statistics, summary):
        """Σ |x - μ|², from Σ |x - c|² and what the nearest centre gains over c."""
        return max(0.0, float(summary.scatter.sum()) - 2 * statistics.log_likelihood)


def nearest_centre(centres, variance, summary, scratch):
    """A sweep that gives each row to its nearest centre; `variance` tells how fine the distinctions are."""
    K, d = centres.shape
    with np.errstate(over="ignore"):
        reach = max(summary.reach.max(), np.abs(centres - summary.mean).max())
        if d * reach**2 < HARMLESS * variance:
            return LloydSweep(centres, summary.mean, scratch)
    return HardCentredSweep(Parameters(np.full(K, 1 / K), centres, np.full(K, variance), "spherical"))


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
    rows, scratch = rows.by_column(), Scratch()
    statistics, closest = _assign(rows, centres, variance, summary, scratch)
    for iteration in range(max_iter + 1):
        if on_step:
            on_step(iteration, centres, closest)
        if iteration == max_iter:
            return Lloyd(centres, closest, iteration, False)
        means, full = statistics.means, statistics.counts.all()
        if not full:
            empty = statistics.counts == 0
            means = means.copy()
            means[empty] = _farthest(rows, centres, variance, summary, np.count_nonzero(empty))
        # The within-cluster variance tells how close two centres can come before it matters.
        variance = max(closest / (summary.count * d), 1e-14 * spread)
        moved = float(((means - centres) ** 2).sum())
        new, inertia = _assign(rows, means, variance, summary, scratch)
        # Only rounding can make it worse: nothing moves any more.
        done = inertia > closest
        if not done:
            centres, statistics, closest = means, new, inertia
            done = moved <= tol * spread and full
        if done:
            if on_step:
                on_step(iteration + 1, centres, closest)
            return Lloyd(centres, closest, iteration + 1, True)
    raise AssertionError("the loop returns")


def _assign(rows, centres, variance, summary, scratch):
    """Statistics of the rows nearest to each centre, and the inertia."""
    nearest = nearest_centre(centres, variance, summary, scratch)
    statistics = rows.fold(nearest)
    return statistics, nearest.inertia(statistics, summary)


def by_block(rows, take, centres, variance, summary):
    """[take(slice, rows, number of each row's nearest centre, squared distance to it) for each block], in order."""
    prototype = nearest_centre(centres, variance, summary, Scratch())
    numbers = np.arange(float(len(centres)))

    def part(slices):
        nearest, found = copy(prototype), []
        for s in slices:
            X, _, known = rows.block(s)
            R, _ = nearest.responsibilities(X, known)
            with np.errstate(over="ignore", under="ignore"):
                delta = R.T @ centres
                np.subtract(X, delta, out=delta)
                distance = np.einsum("ij,ij->i", delta, delta)
            # One entry of each column is one: so this is the number of its row, and that the row's centre.
            found.append(take(s, X, numbers @ R, distance))
        return found

    return [result for found in rows.map_parts(part, prototype.block_size()) for result in found]


def labels_and_inertia(rows, centres, variance, summary):
    """(n,) int32 nearest centre of each row, and the weighted sum of the squared distances to it."""
    parts = rows.total(_ends, centres, variance, summary)
    labels = [labels for labels, _ in parts]
    inertia = float(sum(inertia for _, inertia in parts))
    return (labels[0] if len(labels) == 1 else np.concatenate(labels)), inertia


def _ends(rows, *nearest):
    labels = np.empty(len(rows), np.int32)

    def take(s, X, own, distance):
        labels[s] = own
        return distance.sum() if rows.weights is None else rows.weights[s] @ distance

    inertia = sum(by_block(rows, take, *nearest))
    return [(labels, inertia)]


def _farthest(rows, centres, variance, summary, number):
    """The rows that are worst served: an empty cluster is of more use there."""
    parts = rows.total(_far, number, centres, variance, summary)
    distance, X = (np.concatenate(column) for column in zip(*parts, strict=True))
    return X[np.sort(np.argsort(distance)[-number:])]


def _far(rows, number, *nearest):
    def take(s, X, own, distance):
        if rows.weights is not None:
            distance = np.where(rows.weights[s] > 0, distance, -1.0)
        worst = np.sort(np.argsort(distance)[-number:])
        return distance[worst], np.asarray(X[worst], dtype=float)

    return by_block(rows, take, *nearest)
