"""Rows on a Dask cluster: the same fold, over chunks that live elsewhere.

Each chunk's rows are folded where they are, and what travels is one small `SufficientStatistics` a chunk.
Dask is only met through the array that the user brings, and does what it is good at: scheduling, and
computing again what a lost worker had done. It is the package's optional extra `scale`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt

from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.rows import Foldable, Rows, T
from lecture14.clustering.inputs.summary import Summary


def rows_of(
    X: Any,
    weights: Array | None = None,
    labels: Labels | None = None,
    n_jobs: int | None = None,
    allow_missing: bool = False,
) -> Rows:
    """Rows, or DaskRows for a Dask array; weights and labels are ordinary arrays in both."""
    if is_dask(X):
        return DaskRows(with_known_chunks(X), weights, labels, allow_missing=bool(allow_missing))
    return Rows(X, weights, labels, n_jobs or 1, bool(allow_missing))


def is_dask(X: Any) -> bool:
    """Whether X is a Dask array, without importing Dask."""
    return hasattr(X, "to_delayed") and hasattr(X, "chunks") and hasattr(X, "map_blocks")


def with_known_chunks(X: Any) -> Any:
    """X with whole rows in each chunk, and every chunk's length known."""
    if any(np.isnan(size) for size in X.chunks[0]):
        X = X.compute_chunk_sizes()
    return X if X.numblocks[1] == 1 else X.rechunk({1: -1})


def by_rows(
    method: Callable[[Any], Any], X: Any, columns: int | None = None, dtype: npt.DTypeLike = float
) -> Any:
    """A method of a fitted model applied to each chunk, lazily; `columns` is the width of its result, None
    for one."""
    X = with_known_chunks(X)
    if columns is None:
        return X.map_blocks(method, dtype=dtype, drop_axis=1, meta=np.empty(0, dtype))
    return X.map_blocks(method, dtype=float, chunks=(X.chunks[0], (columns,)), meta=np.empty((0, 0)))


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
        return self._here(np.asarray(self.X[s]), s).block(slice(None))

    def by_column(self) -> Rows:
        """These rows: they stay where they are."""
        return self

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
    return function(replace(absent, X=np.asarray(X)), *arguments)
