"""Lloyd's algorithm: nearest centre, then mean, until nothing moves (slides 24-25)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.rows import Rows, T
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.kmeans.nearest import LloydSweep, Scratch, Turned, nearest_centre, turned
from lecture14.clustering.model.statistics import SufficientStatistics


@dataclass(frozen=True, eq=False)
class Lloyd:
    """Where one run of Lloyd's algorithm ended."""

    centres: Array
    inertia: float
    n_iter: int
    converged: bool
    variance: float  #: how fine the distinctions between centres are


def lloyd(
    rows: Rows,
    centres: Array,
    summary: Summary,
    max_iter: int = 300,
    tol: float = 0.0,
    on_step: Callable[[int, Array, float], None] | None = None,
) -> Lloyd:
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
    # Equal rows have no scale of their own; any will do.
    coarse = spread or float(((centres - summary.mean) ** 2).mean()) or 1.0
    variance = coarse
    scratch, whole = Scratch(), turned(rows, len(centres))
    rows = rows.by_column() if whole is None else rows
    statistics, closest = _assign(rows, centres, variance, summary, scratch, whole)
    for iteration in range(max_iter + 1):
        if on_step:
            on_step(iteration, centres, closest)
        if iteration == max_iter:
            return Lloyd(centres, closest, iteration, False, variance)
        means, settled = statistics.means, True
        empty = np.flatnonzero(statistics.counts == 0)
        if empty.size:
            far, owners, weights = _farthest(rows, centres, variance, summary, empty.size)
            means, counts, settled = means.copy(), statistics.counts.copy(), not len(far)
            means[empty] = centres[empty]
            means[empty[: len(far)]] = far
            for x, k, w in zip(far, owners, weights, strict=True):
                # Its old cluster goes on without it.
                counts[k] -= w
                if counts[k] > 0:
                    means[k] += (means[k] - x) * (w / counts[k])
        # The within-cluster variance tells how close two centres can come before it matters.
        variance = max(closest / (summary.count * d), 1e-14 * coarse)
        moved = float(((means - centres) ** 2).sum())
        new, inertia = _assign(rows, means, variance, summary, scratch, whole)
        # Only rounding can make it worse: nothing moves any more.
        done = inertia > closest
        if not done:
            centres, statistics, closest = means, new, inertia
            done = moved <= tol * spread and settled
        if done:
            if on_step:
                on_step(iteration + 1, centres, closest)
            return Lloyd(centres, closest, iteration + 1, True, variance)
    raise AssertionError("the loop returns")


def _assign(
    rows: Rows, centres: Array, variance: float, summary: Summary, scratch: Scratch, whole: Turned | None
) -> tuple[SufficientStatistics, float]:
    """Statistics of the rows nearest to each centre, and the inertia."""
    nearest = nearest_centre(centres, variance, summary, scratch)
    statistics: SufficientStatistics
    statistics = (
        whole.fold(nearest) if whole is not None and isinstance(nearest, LloydSweep) else rows.fold(nearest)
    )
    return statistics, nearest.inertia(statistics, summary)


def by_block(
    rows: Rows,
    take: Callable[[slice, Any, Labels], T],
    centres: Array,
    variance: float,
    summary: Summary,
) -> list[T]:
    """[take(slice, rows, number of each row's nearest centre) for each block], in order."""
    prototype = nearest_centre(centres, variance, summary, Scratch())

    def part(slices: Iterable[slice]) -> list[T]:
        nearest, found = copy(prototype), []
        for s in slices:
            X = rows.block(s)[0]
            found.append(take(s, X, nearest.labels(X)))
        return found

    return [result for found in rows.map_parts(part, prototype.block_size()) for result in found]


def _from_centre(X: Any, centres: Array) -> Array:
    """(n,) squared distance of each row from its centre (n, d)."""
    with np.errstate(over="ignore", under="ignore"):
        delta = np.subtract(X, centres)
        squares: Array = np.einsum("ij,ij->i", delta, delta)
    return squares


def nearest_labels(rows: Rows, centres: Array, variance: float, summary: Summary) -> Labels:
    """(n,) int32 nearest centre of each row."""
    labels = np.empty(len(rows), np.int32)

    def take(s: slice, X: Any, own: Labels) -> None:
        labels[s] = own

    by_block(rows, take, centres, variance, summary)
    return labels


def labels_and_inertia(rows: Rows, centres: Array, variance: float, summary: Summary) -> tuple[Labels, float]:
    """(n,) int32 nearest centre of each row, and the weighted sum of the squared distances to it."""
    parts = rows.total(_ends, centres, variance, summary)
    labels = [labels for labels, _ in parts]
    inertia = float(sum(inertia for _, inertia in parts))
    return (labels[0] if len(labels) == 1 else np.concatenate(labels)), inertia


def _ends(rows: Rows, centres: Array, variance: float, summary: Summary) -> list[tuple[Labels, float]]:
    labels = np.empty(len(rows), np.int32)

    def take(s: slice, X: Any, own: Labels) -> float:
        labels[s] = own
        distance = _from_centre(X, centres[own])
        return float(distance.sum() if rows.weights is None else rows.weights[s] @ distance)

    inertia = sum(by_block(rows, take, centres, variance, summary))
    return [(labels, inertia)]


def _farthest(
    rows: Rows, centres: Array, variance: float, summary: Summary, number: int
) -> tuple[Array, Labels, Array]:
    """The different rows that are worst served, `number` at most: an empty cluster is of more use there.

    Rows that lie on their centres, but for rounding, need no other. Returns rows, their clusters and their weights.
    """
    size = np.maximum(np.abs(summary.low), np.abs(summary.high))
    noise = float(((2.0**-49 * size) ** 2).sum())
    parts = rows.total(_far, number, noise, centres, variance, summary)
    X, owners, weights, distance = (np.concatenate(column) for column in zip(*parts, strict=True))
    worst = _largest(distance, X, number)
    return X[worst], owners[worst], weights[worst]


def _largest(distance: Array, X: Array, number: int) -> Labels:
    """Indices of the rows with the largest distances, the first of equal rows, in the rows' order."""
    _, first = np.unique(X, axis=0, return_index=True)
    return np.sort(first[np.argsort(distance[first])[-number:]])


def _far(
    rows: Rows, number: int, noise: float, centres: Array, variance: float, summary: Summary
) -> list[tuple[Array, Labels, Array, Array]]:
    def take(s: slice, X: Any, own: Labels) -> tuple[Array, Labels, Array, Array]:
        distance = _from_centre(X, centres[own])
        weights = np.ones(len(X)) if rows.weights is None else rows.weights[s]
        far = np.flatnonzero(distance > noise)
        worst = far[_largest(distance[far], np.asarray(X[far], dtype=float), number)]
        return np.asarray(X[worst], dtype=float), own[worst], weights[worst], distance[worst]

    return by_block(rows, take, centres, variance, summary)
