"""The data as rows that are met in blocks: in order, or on several threads.

Nothing here copies the data: a block is a slice, and becomes float64 where it is used. So a memory-mapped
file larger than memory is read block by block, and the memory beyond the data does not depend on the number
of rows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from lecture14.clustering.inputs.arrays import Array, Labels, Mask
from lecture14.clustering.inputs.summary import Summary, summarise

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# On threads blocks are so many times larger. A thread waits for the interpreter's lock after every call of NumPy,
# however short, so calls have to be long; much larger blocks would leave the cache.
WIDER = 4

# A thread with fewer blocks than this costs more than it does.
WORTHWHILE = 8

# Doubles in a copy of all rows that is worth its memory: 32 MB.
SMALL = 2**22


class Foldable(Protocol[T_co]):
    """What `Rows.fold` asks of a sweep: the size of its blocks, to be shown each of them, and a result that adds."""

    def block_size(self) -> int: ...

    def add(self, X: Any, weights: Array | None, labels: Labels | None) -> None: ...

    def result(self) -> T_co: ...


@dataclass(frozen=True, eq=False)
class Rows:
    """n rows, with optional weights and known labels (-1: unknown), and how many threads may sweep them."""

    X: Any  #: (n, d) array
    weights: Array | None = None
    labels: Labels | None = None
    n_jobs: int = 1
    allow_missing: bool = False
    shift: Array | None = None  #: (d,) subtracted from every row
    fill: Array | None = None  #: (d,) what stands in for NaN, if anything
    first_row: int = 0  #: number of the first row, for errors
    #: numbers of the rows of X that are meant, if not all: those without weight are absent
    index: Labels | None = None

    def __len__(self) -> int:
        return len(self.X) if self.index is None else len(self.index)

    def slices(self, size: int, start: int = 0, stop: int | None = None) -> Iterator[slice]:
        stop = len(self) if stop is None else stop
        return (slice(i, min(i + size, stop)) for i in range(start, stop, size))

    def block(self, s: Any) -> tuple[Any, Array | None, Labels | None]:
        """Rows, weights and labels of one slice; the last two are None where there are none."""
        X = self.X[s if self.index is None else self.index[s]]
        if self.shift is not None:
            X = np.subtract(X, self.shift, dtype=float)
        if self.fill is not None:
            X = np.where(np.isnan(X), self.fill, X)
        weights = None if self.weights is None else self.weights[s]
        return X, weights, None if self.labels is None else self.labels[s]

    def near_zero(self, summary: Summary) -> tuple[Rows, Summary, Array]:
        """These rows about their mean, their summary and the shift, if they lie so far out that means would be coarse.

        Far from zero a mean is stored to 1e-16 of its distance from zero, which may be a good part of a small
        deviation. Shifting by a number of about the data's size is exact.
        """
        with np.errstate(over="ignore"):
            far = np.abs(summary.mean) > 2.0**10 * np.sqrt(summary.variance)
        if not far.any():
            return self, summary, np.zeros_like(summary.mean)
        shift = np.where(far, summary.mean, 0.0)
        rows = replace(self, shift=shift)
        return rows, rows.summary(), shift

    def by_column(self) -> Rows:
        """The same rows as float64 with each column in one piece, if that is a small copy.

        Sweeps work on columns: who meets the same rows in many sweeps turns them only once.
        """
        if self.X.size > SMALL:
            return self
        X = np.empty((len(self), self.X.shape[1]), order="F")
        for s in self.slices(2**12):
            X[s] = self.block(s)[0]
        return replace(self, X=X, shift=None, fill=None, index=None)

    def by_pattern(self) -> tuple[Rows, Labels]:
        """The same rows sorted by which of their values are missing, copied if they are few, and where each was."""
        codes = [pattern_codes(~np.isnan(self.block(s)[0])) for s in self.slices(2**14)]
        order = np.lexsort(np.concatenate(codes).T)
        weights = None if self.weights is None else self.weights[order]
        labels = None if self.labels is None else self.labels[order]
        rows = replace(self, weights=weights, labels=labels)
        if self.X.size <= SMALL:
            return replace(rows, X=self.block(order)[0], shift=None, fill=None, index=None), order
        return replace(rows, index=order if self.index is None else self.index[order]), order

    def parts(self, size: int) -> list[Iterator[slice]]:
        """The blocks of each thread, as iterators of slices; `size` is the block that suits one thread alone."""
        threads = min(self.n_jobs, len(self) // (WORTHWHILE * WIDER * size))
        if threads < 2:
            return [self.slices(size)]
        edges = [len(self) * i // threads for i in range(threads + 1)]
        return [self.slices(WIDER * size, a, b) for a, b in pairwise(edges)]

    def map_parts(self, function: Callable[[Iterable[slice]], T], size: int) -> list[T]:
        """[function(slices) for each part], on threads if there are several; results keep the rows' order."""
        parts = self.parts(size)
        # Python in a page starts no threads; the same parts in turn give the same numbers.
        if len(parts) == 1 or sys.platform == "emscripten":
            return [function(part) for part in parts]
        # Loaded only here: it would be a fifth of the time that importing the package takes.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(parts)) as pool:
            return list(pool.map(function, parts))

    def total(self, function: Callable[..., T], *arguments: Any) -> T:
        """function(rows, *arguments), whose results add: of all rows here, of each chunk where rows lie elsewhere."""
        return function(self, *arguments)

    def fold(self, sweep: Foldable[T]) -> T:
        """Sum over all rows of what a sweep gathers that has met none yet; each thread gets a copy of it."""

        def part(slices: Iterable[slice]) -> T:
            own = copy(sweep)
            for s in slices:
                own.add(*self.block(s))
            return own.result()

        return reduce(add, self.map_parts(part, sweep.block_size()))

    def summary(self, moments: bool = True) -> Summary:
        """The Summary of all rows; refuses inf, and NaN unless it is allowed, by row and column."""

        def facts(s: slice) -> Summary:
            X, weights, _ = self.block(s)
            first = self.first_row
            numbers = range(first + s.start, first + s.stop) if self.index is None else self.index[s]
            return summarise(X, weights, self.allow_missing, numbers, moments)

        def part(slices: Iterable[slice]) -> Summary:
            return reduce(add, map(facts, slices))

        return reduce(add, self.map_parts(part, max(512, 2**16 // self.X.shape[1])))


def pattern_codes(seen: Mask) -> npt.NDArray[np.uint64]:
    """(n, w) numbers that are equal for equal rows of `seen` (n, d): its bits, in words of 64."""
    n, d = seen.shape
    words = np.zeros((n, -(-d // 64) * 8), np.uint8)
    words[:, : -(-d // 8)] = np.packbits(seen, axis=1)
    return words.view(np.uint64)


def check_enough(rows: Rows, K: int, name: str = "n_components") -> None:
    """At least two rows of positive weight, and no fewer than there are components."""
    n = len(rows)
    if n < max(K, 2):
        weighted = "" if rows.weights is None else " of positive weight"
        raise ValueError(
            f"X has n_samples = {n} sample(s){weighted}; expected at least {max(K, 2)} for {name} = {K}"
        )
