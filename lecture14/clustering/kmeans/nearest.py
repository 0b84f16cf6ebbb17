"""Sweeps that give each row wholly to its nearest centre: the hard E step of k-means (slide 61)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import numpy as np

from lecture14.clustering.inputs.arrays import Array, Labels, Mask
from lecture14.clustering.inputs.rows import Rows
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


# A squared distance below this share of |x|² is measured again: its rounding would exceed 1e-10 of it.
CANCELLED = 1e-6

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

    def accumulate(self, R: Array, X: Any, weights: Array | None) -> None:
        # Not @: see FeatureSweep.
        self.sums = self.sums + np.dot(R, self.F.T)

    def result(self) -> SufficientStatistics:
        assert self.work is not None, "a sweep meets at least one block"
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


def distances(rows: Rows, centres: Array) -> Array:
    """(n, K) distance of each row from each centre.

    |x|² - 2 x·μ + |μ|² is one matrix product, whose rounding a short distance does not bear: those are measured again.
    """
    result = np.empty((len(rows), len(centres)))
    middle = centres.mean(axis=0)
    C = centres - middle
    square = np.einsum("ij,ij->i", C, C)

    def part(slices: Iterable[slice]) -> None:
        for s in slices:
            D, X = result[s], np.subtract(rows.block(s)[0], middle, dtype=float)
            with np.errstate(over="ignore", invalid="ignore"):
                np.dot(X, -2 * C.T, out=D)
                D += square
                size = np.einsum("ij,ij->i", X, X)[:, None]
                D += size
                i, k = np.nonzero(~(CANCELLED * size < D))
            if i.size:
                D[i, k] = _measured(X[i], C[k])
            np.sqrt(D, out=D)

    rows.map_parts(part, rows_in_cache(2 * (C.shape[1] + len(C))))
    return result


def _measured(X: Array, C: Array) -> Array:
    """Squared distances of rows from centres, pair by pair; far out their square may be inf."""
    with np.errstate(over="ignore"):
        delta = X - C
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
