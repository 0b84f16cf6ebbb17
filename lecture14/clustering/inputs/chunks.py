"""Rows on a Dask cluster: the same fold, over chunks that live elsewhere.

Each chunk's rows are folded where they are, and what travels is one small `SufficientStatistics` a chunk.
Dask is only met through the array that the user brings, and does what it is good at: scheduling, and
computing again what a lost worker had done. It is the package's optional extra `scale`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt

from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.numbers import numbers
from lecture14.clustering.inputs.rows import Foldable, Rows, T
from lecture14.clustering.inputs.summary import Summary


def is_dask(X: Any) -> bool:
    """Whether X is a Dask array or data frame, without importing Dask."""
    return hasattr(X, "to_delayed") and (hasattr(X, "chunks") or hasattr(X, "to_dask_array"))


def as_dask_array(X: Any) -> Any:
    """A Dask data frame as an array, of unknown length; a Dask array as it is."""
    return X if hasattr(X, "chunks") else X.to_dask_array()


def with_known_chunks(X: Any) -> Any:
    """X with whole rows in each chunk, and every chunk's length known."""
    if any(np.isnan(size) for size in X.chunks[0]):
        # Of a copy: Dask notes the sizes in the array itself.
        X = X.copy().compute_chunk_sizes()
    return X if X.numblocks[1] == 1 else X.rechunk({1: -1})


def by_rows(method: Callable[[Any], Any], X: Any, columns: int | None, dtype: npt.DTypeLike) -> Any:
    """A method of a fitted model applied to each chunk, lazily; `columns` is the width of its result, None
    for one. Lengths may be unknown."""
    X = X if X.numblocks[1] == 1 else X.rechunk({1: -1})
    empty = np.empty(0 if columns is None else (0, columns), dtype)
    task = partial(_result_of_chunk, method, empty)
    if columns is None:
        return X.map_blocks(task, dtype=dtype, drop_axis=1, meta=empty)
    return X.map_blocks(task, dtype=dtype, chunks=(X.chunks[0], (columns,)), meta=empty)


def _result_of_chunk(method: Callable[[Any], Any], empty: npt.NDArray[Any], X: Any) -> Any:
    return method(X) if len(X) else empty


@dataclass(frozen=True, eq=False)
class DaskRows(Rows):
    """n rows in the chunks of a Dask array; weights and labels are ordinary arrays."""

    def fold(self, sweep: Foldable[T]) -> T:
        folded: T = self.total(Rows.fold, sweep)
        return folded

    def summary(self, moments: bool = True) -> Summary:
        return self.total(Rows.summary, moments)

    def slices(self, size: int, start: int = 0, stop: int | None = None) -> Iterator[slice]:
        """The chunks: whatever size is asked for, each is computed once."""
        edges = self._edges()
        return (slice(a, b) for a, b in pairwise(edges) if b > a)

    def block(self, s: Any) -> tuple[Any, Array | None, Labels | None]:
        """Some rows, brought here."""
        return self._here(numbers(self.X[s].compute(), "X"), s).block(slice(None))

    def by_column(self) -> Rows:
        """These rows: they stay where they are."""
        return self

    def by_pattern(self) -> tuple[Rows, Labels]:
        """These rows as they are: each chunk sorts its own blocks."""
        return self, np.arange(len(self))

    def _edges(self) -> list[int]:
        edges: list[int] = np.concatenate([[0], np.cumsum(self.X.chunks[0])]).astype(int).tolist()
        return edges

    def _here(self, X: Any, s: slice, first_row: int = 0) -> Rows:
        weights = None if self.weights is None else self.weights[s]
        labels = None if self.labels is None else self.labels[s]
        return Rows(X, weights, labels, 1, self.allow_missing, self.shift, self.fill, first_row)

    def total(self, function: Callable[..., T], *arguments: Any) -> T:
        """Sum of function(rows, *arguments) over the chunks, added pairwise like a tree."""
        from dask.delayed import delayed

        chunks = self.X.to_delayed()[:, 0]
        terms = []
        for chunk, (start, stop) in zip(chunks, pairwise(self._edges()), strict=True):
            if stop > start:
                absent = self._here(None, slice(start, stop), start)
                terms.append(delayed(_on_chunk)(chunk, absent, function, arguments))
        while len(terms) > 1:
            pairs = zip(terms[::2], terms[1::2], strict=False)
            terms = [delayed(add)(a, b) for a, b in pairs] + ([terms[-1]] if len(terms) % 2 else [])
        total: T = terms[0].compute()
        return total


def _on_chunk(X: Any, absent: Rows, function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    return function(replace(absent, X=numbers(X, "X")), *arguments)
