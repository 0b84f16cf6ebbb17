"""Column-wise facts of the rows, gathered in one pass before a fit: are they finite, where, how wide."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lecture14.clustering._checks import not_finite


@dataclass(frozen=True, eq=False)
class Summary:
    """Count, mean, scatter and range of each column, over the rows that carry weight; adds like the statistics do."""

    count: float  #: Σ weights
    observed: np.ndarray  #: (d,) Σ weights of the rows in which the column is not NaN
    mean: np.ndarray  #: (d,)
    scatter: np.ndarray  #: (d,) Σ w (x - mean)²
    low: np.ndarray  #: (d,)
    high: np.ndarray  #: (d,)
    missing: bool = False  #: whether any value is NaN

    def __add__(self, other):
        observed = self.observed + other.observed
        share = np.divide(other.observed, observed, out=np.zeros_like(observed), where=observed > 0)
        delta = other.mean - self.mean
        # A far outlier's square may overflow: a fit refuses it by its distance, and predicting needs no scatter.
        with np.errstate(over="ignore", under="ignore"):
            scatter = self.scatter + other.scatter + self.observed * share * delta**2
        return Summary(
            self.count + other.count,
            observed,
            self.mean + delta * share,
            scatter,
            np.minimum(self.low, other.low),
            np.maximum(self.high, other.high),
            self.missing or other.missing,
        )

    def __radd__(self, other):
        return self if isinstance(other, int) and other == 0 else NotImplemented

    @property
    def variance(self):
        """(d,) maximum-likelihood variance of each column."""
        return self.scatter / self.observed

    @cached_property
    def reach(self):
        """(d,) the largest distance from the mean, column by column."""
        return np.maximum(self.high - self.mean, self.mean - self.low)


def summarise(X, weights=None, allow_missing=False, first_row=0, moments=True):
    """The Summary of one block of rows.

    Parameters
    ----------
    X : (n, d) array
    weights : (n,) array or None
    allow_missing : bool, whether NaN stands for "not observed"
    first_row : int, number of the block's first row, for errors
    moments : bool; False saves half the time: the mean is then only the middle of the range, and the scatter NaN

    Raises
    ------
    ValueError
        For inf, and for NaN unless it is allowed: row, column and value are named.
    """
    # A copy of our own, a row for each column: long rows reduce fast, and `_moments` may overwrite it.
    XT = np.array(X.T, dtype=float, order="C")
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        low, high = XT.min(axis=1), XT.max(axis=1)
        missing = not (np.isfinite(low).all() and np.isfinite(high).all())
        if missing and (not allow_missing or np.isinf(XT).any()):
            raise not_finite(np.where(np.isnan(XT.T) & allow_missing, 0.0, XT.T), first_row)
        if not missing and weights is None:
            n = float(len(X))
            middle = low / 2 + high / 2, np.full(len(XT), np.nan)
            mean, scatter = _moments(XT, None, low, high) if moments else middle
            return Summary(n, np.full(len(XT), n), mean, scatter, low, high)
        w = np.ones(len(X)) if weights is None else weights
        observed, mean, scatter, low, high = np.array([_column(x, w) for x in XT]).T
        return Summary(float(w.sum()), observed, mean, scatter, low, high, missing)


def _moments(XT, w, low, high):
    """Mean and scatter of each row of XT, in two passes about the middle of its range; XT is overwritten."""
    # Halves first: the middle of ±1e308 is still a number.
    origin = low / 2 + high / 2
    delta = np.subtract(XT, origin[:, None], out=XT)
    count = XT.shape[1] if w is None else w.sum()
    shift = (delta.sum(axis=1) if w is None else delta @ w) / count
    delta -= shift[:, None]
    squares = np.einsum("ij,ij->i", delta, delta) if w is None else (delta * delta) @ w
    return origin + shift, squares


def _column(x, w):
    """(observed weight, mean, scatter, low, high) of one column, leaving out NaN and rows without weight."""
    keep = ~np.isnan(x) & (w > 0)
    if not keep.any():
        return 0.0, 0.0, 0.0, np.inf, -np.inf
    x, w = x[keep][None], w[keep]
    low, high = x.min(axis=1), x.max(axis=1)
    mean, squares = _moments(x, w, low, high)
    return w.sum(), mean[0], squares[0], low[0], high[0]
