"""Sweeps that give each row wholly to its nearest centre: the hard E step of k-means (slide 61)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import numpy as np

from lecture14.clustering.inputs.arrays import Array, Labels, Mask
from lecture14.clustering.inputs.rows import SMALL, Rows
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.sweeps.base import Sweep, rows_in_cache
from lecture14.clustering.sweeps.centred import CentredSweep
from lecture14.clustering.sweeps.features import HARMLESS


class HardCentredSweep(CentredSweep):
    """Every row belongs wholly to its most probable component: the hard E step of k-means (slide 61).

    `gathers` is the covariance type whose scatter it sums.
    """

    def __init__(self, parameters: Parameters, gathers: str | None = None) -> None:
        super().__init__(parameters)
        self.gathers = gathers or parameters.covariance_type

    def responsibilities(self, X: Any, labels: Labels | None = None) -> tuple[Array, Array]:
        return harden(self.log_joint(X), labels)

    def labels(self, X: Any) -> Labels:
        """(n,) the number of each row's nearest centre."""
        nearest: Labels = self.log_joint(X).argmax(axis=0)
        return nearest

    def inertia(self, statistics: SufficientStatistics, summary: Summary) -> float:
        """Σ |x - μ|², from the log density of the one round covariance."""
        theta = self.parameters
        excess = statistics.log_likelihood - statistics.n_samples * theta.log_scale[0]
        return max(0.0, float(-2 * theta.covariances[0] * excess))


def harden(L: Array, labels: Labels | None = None) -> tuple[Array, Array]:
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


# From so many centres on, a label and a count are cheaper than products with zeros and ones.
MANY = 32

# A squared distance below this share of |x|² is measured again: its rounding would exceed 1e-10 of it.
CANCELLED = 1e-6

# Squares from here on are taken in units of the row.
HUGE = 1e280

# (features, m) with ones first, (K, m), and (K, m) of bool.
Work = tuple[Array, Array, Mask]


class Scratch:
    """Working arrays that one sweep hands to the next.

    For a small block, the page faults of new arrays cost as much as its arithmetic.
    """

    def __init__(self) -> None:
        self.free: list[Work] = []

    def __reduce__(self) -> tuple[type[Scratch], tuple[()]]:
        # What travels to another process leaves the arrays here.
        return Scratch, ()

    def take(self, features: int, K: int, n: int) -> Work:
        """Working arrays for m rows; m is n, or more if larger ones are free."""
        # One thread's test of the list may be out of date when it pops.
        with suppress(IndexError):
            work = self.free.pop()
            if work[0].shape[1] >= n:
                return work
        work = np.empty((features, n)), np.empty((K, n)), np.empty((K, n), bool)
        work[0][0] = 1.0
        return work

    def give(self, work: Work) -> None:
        self.free.append(work)


class LloydSweep(Sweep):
    """Nearest centres by one matrix product with [1, x], sums by another; k-means needs no scatter.

    With c the mean of the data, a row's nearest centre has the largest (μₖ-c)·x - (|μₖ|² - |c|²)/2: both |x|²
    and what is common to all centres are left out, of the log-likelihood too.
    """

    def __init__(self, centres: Array, centre: Array, scratch: Scratch) -> None:
        super().__init__()
        self.K, self.d = centres.shape
        self.centre, self.scratch = centre, scratch
        self.coefficients = np.empty((self.K, 1 + self.d))
        C = np.subtract(centres, centre, out=self.coefficients[:, 1:])
        np.negative(((0.5 * C + centre) * C).sum(axis=1), out=self.coefficients[:, 0])
        self.sums: Any = 0.0
        self.work: Work | None = None
        self.wide = np.empty((0, self.K))

    def block_size(self) -> int:
        return rows_in_cache(self.d + 2 * self.K)

    def log_joint(self, X: Any) -> Array:
        n = len(X)
        if self.work is None or self.work[0].shape[1] < n:
            self.work = self.scratch.take(1 + self.d, self.K, n)
        F, L, mask = self.work
        F, L, self.mask = F[:, :n], L[:, :n], mask[:, :n]
        # Rows of features, not of samples: BLAS multiplies few components by long rows twice as fast.
        np.copyto(F[1:], X.T)
        self.F = F
        return np.matmul(self.coefficients, F, out=L)

    def responsibilities(self, X: Any, labels: Labels | None = None) -> tuple[Array, Array]:
        L = self.log_joint(X)
        top = L.max(axis=0)
        np.equal(L, top, out=self.mask)
        if np.count_nonzero(self.mask) != len(top):
            return harden(L, labels)
        np.copyto(L, self.mask)
        return L, top

    def labels(self, X: Any) -> Labels:
        """(n,) the number of each row's nearest centre, the first of equals."""
        if self.K >= MANY:
            if len(self.wide) != len(X):
                self.wide = np.empty((len(X), self.K))
            L = np.dot(np.asarray(X, dtype=float), self.coefficients[:, 1:].T, out=self.wide)
            L += self.coefficients[:, 0]
            nearest: Labels = L.argmax(axis=1)
        else:
            R, _ = self.responsibilities(X)
            # One entry of each column is one: so this is the number of its row.
            nearest = np.dot(np.arange(float(self.K)), R).astype(np.intp)
        return nearest

    def accumulate(self, R: Array, X: Any, weights: Array | None) -> None:
        # Not @: see FeatureSweep.
        self.sums = self.sums + np.dot(R, self.F.T)

    def result(self) -> SufficientStatistics:
        if self.work is not None:
            self.scratch.give(self.work)
        counts, first = self.sums[:, 0], self.sums[:, 1:]
        if counts.all():
            means = first / counts[:, None]
        else:
            alive = counts[:, None] > 0
            means = np.where(alive, first / np.where(alive, counts[:, None], 1.0), self.centre)
        return SufficientStatistics(counts, means, np.zeros(self.K), "spherical", self.log_likelihood)

    def inertia(self, statistics: SufficientStatistics, summary: Summary) -> float:
        """Σ |x - μ|², from Σ |x - c|² and what the nearest centre gains over c."""
        return max(0.0, float(summary.scatter.sum()) - 2 * statistics.log_likelihood)


class Turned:
    """All rows twice, with a one before each and column by column, for k-means with many centres.

    There the sums by one matrix product with zeros and ones cost as much as all distances. A count by label costs a
    tenth of that, if it has whole columns to run along.
    """

    def __init__(self, rows: Rows) -> None:
        n, d = len(rows), rows.X.shape[1]
        self.ones, self.columns = np.ones((n, 1 + d)), np.empty((d, n))
        for s in rows.slices(2**12):
            self.ones[s, 1:] = rows.block(s)[0]
            self.columns[:, s] = self.ones[s, 1:].T
        self.weights = rows.weights
        if self.weights is not None:
            self.columns *= self.weights

    def fold(self, sweep: LloydSweep) -> SufficientStatistics:
        """What `Rows.fold` would return."""
        n, K = len(self.ones), sweep.K
        labels, top, L = np.empty(n, np.intp), np.empty(n), np.empty((1024, K))
        row = np.arange(1024)
        for i in range(0, n, 1024):
            block = self.ones[i : i + 1024]
            part = np.dot(block, sweep.coefficients.T, out=L[: len(block)])
            labels[i : i + 1024] = best = part.argmax(axis=1)
            top[i : i + 1024] = part[row[: len(block)], best]
        sums = [np.bincount(labels, column, minlength=K) for column in (self.weights, *self.columns)]
        sweep.sums = np.array(sums, dtype=float).T
        sweep.log_likelihood = float(top.sum() if self.weights is None else self.weights @ top)
        return sweep.result()


def turned(rows: Rows, K: int) -> Turned | None:
    """The rows turned, if that is worth it: many centres, one thread, and a copy that is small."""
    return (
        Turned(rows)
        if K >= MANY and rows.n_jobs == 1 and type(rows) is Rows and rows.X.size <= SMALL
        else None
    )


def distances(rows: Rows, centres: Array) -> Array:
    """(n, K) distance of each row from each centre.

    |x|² - 2 x·μ + |μ|² is one matrix product with [x, |x|², 1]. A short distance does not bear its rounding, and is
    measured again.
    """
    K, d = centres.shape
    result, middle = np.empty((len(rows), K)), centres.mean(axis=0)
    C = centres - middle
    factors = np.vstack([-2 * C.T, np.ones(K), np.einsum("ij,ij->i", C, C)])

    def part(slices: Iterable[slice]) -> None:
        F = np.empty((0, d + 2))
        for s in slices:
            X, D = rows.block(s)[0], result[s]
            if len(X) != len(F):
                F = np.ones((len(X), d + 2))
            x = np.subtract(X, middle, out=F[:, :d])
            with np.errstate(over="ignore", invalid="ignore"):
                size = np.einsum("ij,ij->i", x, x, out=F[:, d])
                np.dot(F, factors, out=D)
                short = np.flatnonzero(~(D.min(axis=1) > CANCELLED * size))
                i, k = np.nonzero(~(D[short] > CANCELLED * size[short, None]))
                D[short[i], k] = _measured(X[short[i]], centres[k])
            np.sqrt(D, out=D)
            for far in np.flatnonzero(~(size < HUGE)).tolist():
                unit = np.abs(x[far]).max()
                D[far] = np.sqrt(_measured(x[far] / unit, C / unit)) * unit

    rows.map_parts(part, rows_in_cache(2 * (d + K)))
    return result


def _measured(X: Array, C: Array) -> Array:
    """Squared distances of rows from centres, pair by pair."""
    delta = np.subtract(X, C, dtype=float)
    squares: Array = np.einsum("ij,ij->i", delta, delta)
    return squares


NearestSweep = HardCentredSweep | LloydSweep


def nearest_centre(centres: Array, variance: float, summary: Summary, scratch: Scratch) -> NearestSweep:
    """A sweep that gives each row to its nearest centre; `variance` tells how fine the distinctions are."""
    K, d = centres.shape
    with np.errstate(over="ignore"):
        reach = max(summary.reach.max(), np.abs(centres - summary.mean).max())
        if d * reach**2 < HARMLESS * variance:
            return LloydSweep(centres, summary.mean, scratch)
    return HardCentredSweep(Parameters(np.full(K, 1 / K), centres, np.full(K, variance), "spherical"))
