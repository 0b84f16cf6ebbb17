"""The data as rows that are met in blocks: in order, or on several threads.

Nothing here copies the data: a block is a slice, and becomes float64 where it is used. So a memory-mapped
file larger than memory is read block by block, and the memory beyond the data does not depend on the number
of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ._checks import not_finite


@dataclass(frozen=True, eq=False)
class Summary:
    """Column-wise facts of the rows that carry weight: what a fit must know before it starts."""

    count: float  #: Σ weights
    mean: np.ndarray  #: (d,)
    scatter: np.ndarray  #: (d,) Σ w (x - mean)²
    low: np.ndarray  #: (d,)
    high: np.ndarray  #: (d,)

    def __add__(self, other):
        count = self.count + other.count
        share = other.count / count if count else 0.0
        delta = other.mean - self.mean
        return Summary(
            count,
            self.mean + delta * share,
            self.scatter + other.scatter + self.count * share * delta**2,
            np.minimum(self.low, other.low),
            np.maximum(self.high, other.high),
        )

    def __radd__(self, other):
        return self if isinstance(other, int) and other == 0 else NotImplemented

    @property
    def variance(self):
        return self.scatter / self.count

    @property
    def reach(self):
        """(d,) the largest distance from the mean, column by column."""
        return np.maximum(self.high - self.mean, self.mean - self.low)


@dataclass(frozen=True, eq=False)
class Rows:
    """n rows, with optional weights and known labels, and how many threads sweep them."""

    X: np.ndarray
    weights: np.ndarray | None = None
    labels: np.ndarray | None = None
    n_jobs: int = 1

    def __len__(self):
        return len(self.X)

    def slices(self, size, start=0, stop=None):
        stop = len(self.X) if stop is None else stop
        return (slice(i, min(i + size, stop)) for i in range(start, stop, size))

    def parts(self):
        """One contiguous range of rows for each thread."""
        edges = np.linspace(0, len(self.X), self.n_jobs + 1).astype(int)
        return [(a, b) for a, b in pairwise(edges) if b > a]

    def map_parts(self, function):
        """[function(start, stop) for each part], on threads if there are several; results keep the rows'
        order."""
        parts = self.parts()
        if len(parts) == 1:
            return [function(*parts[0])]
        # Loaded only here: it would be a fifth of the time that importing the package takes.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(len(parts)) as pool:
            return list(pool.map(lambda part: function(*part), parts))

    def fold(self, make_sweep):
        """Sum over all rows of what sweeps gather: `make_sweep()` gives each thread its own."""

        def part(start, stop):
            sweep = make_sweep()
            for s in self.slices(sweep.block_size(), start, stop):
                sweep.add(
                    self.X[s],
                    None if self.weights is None else self.weights[s],
                    None if self.labels is None else self.labels[s],
                )
            return sweep.result()

        return sum(self.map_parts(part))

    def summary(self):
        """Count, mean, scatter and range of each column; refuses NaN and inf by row and column."""

        def part(start, stop):
            size = max(512, 2**16 // self.X.shape[1])
            return sum(self._summarise(s) for s in self.slices(size, start, stop))

        return sum(self.map_parts(part))

    def _summarise(self, s):
        X = np.ascontiguousarray(self.X[s].T, dtype=float)
        w = None if self.weights is None else self.weights[s]
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            low, high = X.min(axis=1), X.max(axis=1)
            if not np.isfinite(low).all() or not np.isfinite(high).all():
                raise not_finite(X.T, s.start)
            if w is not None:
                X = X[:, w > 0]
                w = w[w > 0]
                if not w.size:
                    blank = np.full(len(low), np.inf)
                    return Summary(0.0, low, np.zeros(len(low)), blank, -blank)
                low, high = X.min(axis=1), X.max(axis=1)
            # Halves first: the midpoint of ±1e308 is still a number.
            origin = low / 2 + high / 2
            X = X - origin[:, None]
            count = float(X.shape[1]) if w is None else float(w.sum())
            shift = (X.sum(axis=1) if w is None else X @ w) / count
            X -= shift[:, None]
            scatter = np.einsum("ij,ij->i", X, X) if w is None else np.einsum("ij,ij,j->i", X, X, w)
            return Summary(count, origin + shift, scatter, low, high)
