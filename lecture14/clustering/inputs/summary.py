"""Column-wise facts of the rows, gathered in one pass before a fit: are they finite, where, how wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lecture14.clustering.inputs.arrays import Array, Labels, Mask
from lecture14.clustering.inputs.checks import not_finite

# Rows so wide reduce fast as they lie.
WIDE = 16


@dataclass(frozen=True, eq=False)
class Summary:
    """Count, mean, scatter and range of each column, over the rows that carry weight; adds like the statistics do."""

    count: float  #: Σ weights
    observed: Array  #: (d,) Σ weights of the rows in which the column is not NaN
    mean: Array  #: (d,)
    scatter: Array  #: (d,) Σ w (x - mean)²
    low: Array  #: (d,)
    high: Array  #: (d,)
    missing: bool = False  #: whether any value is NaN

    def __add__(self, other: Summary) -> Summary:
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

    @property
    def variance(self) -> Array:
        """(d,) maximum-likelihood variance of each column."""
        return self.scatter / self.observed

    @property
    def constant(self) -> Mask:
        """(d,) whether a column has one value only."""
        same: Mask = self.high == self.low
        return same

    @cached_property
    def reach(self) -> Array:
        """(d,) the largest distance from the mean, column by column."""
        reach: Array = np.maximum(self.high - self.mean, self.mean - self.low)
        return reach


def summarise(
    X: Any,
    weights: Array | None = None,
    allow_missing: bool = False,
    numbers: Sequence[int] | Labels = range(0),
    moments: bool = True,
) -> Summary:
    """The Summary of one block of rows.

    Parameters
    ----------
    X : (n, d) array
    weights : (n,) array or None
    allow_missing : bool, whether NaN stands for "not observed"
    numbers : (n,) the rows' numbers, for errors
    moments : bool; False saves half the time: the mean is then only the middle of the range, and the scatter NaN

    Raises
    ------
    ValueError
        For inf, and for NaN unless it is allowed: row, column and value are named.
    """
    if not moments and weights is None and X.shape[1] >= WIDE and X.dtype == float:
        low, high = X.min(axis=0), X.max(axis=0)
        if np.isfinite(low).all() and np.isfinite(high).all():
            count, unknown = np.full(X.shape[1], float(len(X))), np.full(X.shape[1], np.nan)
            return Summary(float(len(X)), count, low / 2 + high / 2, unknown, low, high)
    # A copy of our own, a row for each column: long rows reduce fast, and `_moments` may overwrite it.
    XT = np.array(X.T, dtype=float, order="C")
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        low, high = XT.min(axis=1), XT.max(axis=1)
        missing = not (np.isfinite(low).all() and np.isfinite(high).all())
        if missing and (not allow_missing or np.isinf(XT).any()):
            raise not_finite(np.where(np.isnan(XT.T) & allow_missing, 0.0, XT.T), numbers)
        if not missing and weights is None:
            n = float(len(X))
            middle = low / 2 + high / 2, np.full(len(XT), np.nan)
            mean, scatter = _moments(XT, None, low, high) if moments else middle
            return Summary(n, np.full(len(XT), n), mean, scatter, low, high)
        w = np.ones(len(X)) if weights is None else weights
        observed, mean, scatter, low, high = np.array([_column(x, w) for x in XT]).T
        return Summary(float(w.sum()), observed, mean, scatter, low, high, missing)


def _moments(XT: Array, w: Array | None, low: Array, high: Array) -> tuple[Array, Array]:
    """Mean and scatter of each row of XT, in two passes about the middle of its range; XT is overwritten."""
    # Halves first: the middle of ±1e308 is still a number.
    origin = low / 2 + high / 2
    delta = np.subtract(XT, origin[:, None], out=XT)
    count = XT.shape[1] if w is None else w.sum()
    shift = (delta.sum(axis=1) if w is None else delta @ w) / count
    delta -= shift[:, None]
    squares = np.einsum("ij,ij->i", delta, delta) if w is None else (delta * delta) @ w
    return origin + shift, squares


def _column(x: Array, w: Array) -> tuple[float, float, float, float, float]:
    """(observed weight, mean, scatter, low, high) of one column, leaving out NaN and rows without weight."""
    keep = ~np.isnan(x) & (w > 0)
    if not keep.any():
        return 0.0, 0.0, 0.0, np.inf, -np.inf
    row, w = x[keep][None], w[keep]
    low, high = row.min(axis=1), row.max(axis=1)
    mean, squares = _moments(row, w, low, high)
    return w.sum(), mean[0], squares[0], low[0], high[0]


def check_columns(summary: Summary, reg_covar: float) -> str:
    """No column without a value, none without variation that `reg_covar` does not hold open; a warning of those."""
    unseen = np.flatnonzero(summary.observed == 0)
    if unseen.size:
        raise ValueError(f"X[:, {unseen[0]}] has no value at all; expected some in every column: drop it")
    flat = np.flatnonzero(summary.constant)
    if not flat.size:
        return ""
    which = f"X[:, {flat[0]}] is constant (every value is {summary.low[flat[0]]:g})"
    if reg_covar == 0:
        raise ValueError(f"{which} and reg_covar is 0; expected columns that vary, or a positive reg_covar")
    others = f", and so are {flat.size - 1} other columns" if flat.size > 1 else ""
    return f"{which}{others}: its variance is what reg_covar adds, and it tells nothing about the components"


def check_range(summary: Summary) -> None:
    """Columns whose squared spread, times the weights, a float can hold."""
    spread = summary.reach
    with np.errstate(over="ignore", under="ignore"):
        squares = summary.count * spread * spread
    extreme = np.flatnonzero(
        ~((spread < 1e140) & ((spread > 1e-140) & (squares > 1e-290) & (squares < 1e290) | (spread == 0)))
    )
    if extreme.size:
        j = extreme[0]
        weighted = f" at a total weight of {summary.count:g}" if 1e-140 < spread[j] < 1e140 else ""
        raise ValueError(
            f"X[:, {j}] runs from {summary.low[j]:g} to {summary.high[j]:g}{weighted}; "
            "expected a spread of 1e-140 to 1e140, so that squares fit a float: rescale or drop outliers"
        )
