"""Rows on a Dask cluster: the same fold, over chunks that live elsewhere.

Each chunk's rows are folded where they are, and what travels is one small `SufficientStatistics` a chunk.
Dask is only met through the array that the user brings, and does what it is good at: scheduling, and
computing again what a lost worker had done. It is the package's optional extra `scale`.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import add

import numpy as np

from .rows import Rows


def is_dask(X):
    """Whether X is a Dask array, without importing Dask."""
    return hasattr(X, "to_delayed") and hasattr(X, "chunks") and hasattr(X, "map_blocks")


def with_known_chunks(X):
    """X with whole rows in each chunk, and every chunk's length known."""
    if any(np.isnan(size) for size in X.chunks[0]):
        X = X.compute_chunk_sizes()
    return X if X.numblocks[1] == 1 else X.rechunk({1: -1})


def by_rows(method, X, columns=None):
    """A method of a fitted mixture applied to each chunk, lazily; `columns` is the width of its result, None
    for one."""
    X = with_known_chunks(X)
    if columns is None:
        return X.map_blocks(method, dtype=float, drop_axis=1, meta=np.empty(0))
    return X.map_blocks(method, dtype=float, chunks=(X.chunks[0], (columns,)), meta=np.empty((0, 0)))


@dataclass(frozen=True, eq=False)
class DaskRows(Rows):
    """n rows in the chunks of a Dask array; weights are an ordinary array."""

    def fold(self, make_sweep):
        return self._total(_fold, make_sweep)

    def summary(self):
        return self._total(_summary)

    def block(self, s):
        """Some rows, brought here."""
        return Rows(
            np.asarray(self.X[s]), None if self.weights is None else self.weights[s], **self._options()
        ).block(slice(None))

    def _options(self):
        return {"allow_missing": self.allow_missing, "shift": self.shift, "fill": self.fill}

    def _total(self, function, *arguments):
        """Sum of function(rows, *arguments) over the chunks, added pairwise like a tree."""
        from dask import delayed

        chunks = self.X.to_delayed()[:, 0]
        edges = np.concatenate([[0], np.cumsum(self.X.chunks[0])]).astype(int)
        terms = []
        for chunk, start, stop in zip(chunks, edges[:-1], edges[1:], strict=True):
            if stop > start:
                weights = None if self.weights is None else self.weights[start:stop]
                terms.append(
                    delayed(_on_chunk)(chunk, weights, int(start), self._options(), function, arguments)
                )
        while len(terms) > 1:
            pairs = zip(terms[::2], terms[1::2], strict=False)
            terms = [delayed(add)(a, b) for a, b in pairs] + ([terms[-1]] if len(terms) % 2 else [])
        return terms[0].compute()


def _on_chunk(X, weights, first_row, options, function, arguments):
    return function(Rows(np.asarray(X), weights, first_row=first_row, **options), *arguments)


def _fold(rows, make_sweep):
    return rows.fold(make_sweep)


def _summary(rows):
    return rows.summary()
