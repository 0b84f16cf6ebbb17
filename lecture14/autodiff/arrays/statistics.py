"""NumPy's statistics on the package's numbers: order, quantiles, moments, and the same without nan.

All of it is made of sums, indices and comparisons, which have the derivatives.
"""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.arrays.functions import _sum, implements, in_rows, normal_axis, refuse_traced
from lecture14.autodiff.core.number import chosen
from lecture14.autodiff.support.errors import here

# Order --------------------------------------------------------------------------------------------------------


@implements(np.sort)
def _sort(a, axis=-1, kind=None, stable=None):
    if axis is None:
        a, axis = np.ravel(a), -1
    kind = "stable" if stable or kind is None else kind
    return np.take_along_axis(a, chosen(np.argsort, a, axis=axis, kind=kind), axis)


@implements(np.partition)
def _partition(a, kth, axis=-1, kind="introselect"):
    if axis is None:
        a, axis = np.ravel(a), -1
    return np.take_along_axis(a, chosen(np.argpartition, a, kth, axis=axis, kind=kind), axis)


# The methods of quantiles that pick an entry.
STEPS = ("lower", "higher", "nearest", "inverted_cdf", "closest_observation")


@implements(np.quantile)
def _quantile(a, q, axis=None, method="linear", keepdims=False):
    """The position of a quantile in the sorted entries is that of the same quantile of 0, 1, 2, …"""
    refuse_traced("np.quantile", q=q)
    rows, shape = in_rows(a, axis)
    n, others = len(rows), np.shape(rows)[1:]
    place = np.quantile(np.arange(float(n)), q, method=method)
    below = np.floor(place).astype(int)
    above = below if method in STEPS else np.minimum(below + 1, n - 1)
    weight = np.reshape(place - below, (*np.shape(place), *(1,) * len(others)))
    rows = np.sort(rows, axis=0)
    last = rows[-1]
    y, gap = rows[below], rows[above] - rows[below]
    if method not in STEPS:  # from the nearer end, as NumPy does: so infinite ends agree too
        y = np.where(weight >= 0.5, rows[above] - gap * (1 - weight), y + gap * weight)
    y = np.where(np.broadcast_to(chosen(np.isnan, last), np.shape(y)), last, y)
    y = y.astype(np.quantile(np.zeros(1, a.dtype), q, method=method).dtype)
    return np.reshape(y, (*np.shape(place), *shape)) if keepdims else y


@implements(np.percentile)
def _percentile(a, q, axis=None, method="linear", keepdims=False):
    refuse_traced("np.percentile", q=q)
    return np.quantile(a, np.true_divide(q, a.dtype.type(100)), axis=axis, method=method, keepdims=keepdims)


@implements(np.median)
def _median(a, axis=None, keepdims=False):
    if np.size(a) == 0:
        return np.mean(a, axis=axis, keepdims=keepdims)
    rows, shape = in_rows(a, axis)
    rows = np.sort(rows, axis=0)
    y = (rows[(len(rows) - 1) // 2] + rows[len(rows) // 2]) / 2
    y = np.where(chosen(np.isnan, rows[-1]), rows[-1], y)
    return np.reshape(y, shape) if keepdims else y


@implements(np.ptp)
def _ptp(a, axis=None, keepdims=False):
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


# Moments ------------------------------------------------------------------------------------------------------


@implements(np.mean)
def _mean(a, axis=None, dtype=None, keepdims=False, where=True):
    total = _sum(a, axis, dtype, keepdims, where=where)
    return total / _count(a, total, axis, keepdims, where)


def _count(a, total, axis, keepdims, where):
    """How many entries each sum has."""
    if np.ndim(a) == 0 and isinstance(axis, int | np.integer) and where is True:
        raise np.exceptions.AxisError(int(axis), 0)
    if where is True:
        return np.size(a) / max(np.size(total), 1)
    return np.sum(np.broadcast_to(where, np.shape(a)), axis=axis, keepdims=keepdims).astype(total.dtype)


@implements(np.average)
def _average(a, axis=None, weights=None, keepdims=False):
    if weights is None:
        return np.mean(a, axis=axis, keepdims=keepdims)
    np.average(np.zeros(np.shape(a)), axis, np.ones(np.shape(weights)))  # NumPy checks the shapes
    if axis is not None and np.shape(weights) != np.shape(a):
        axes = normal_axis(axis if isinstance(axis, tuple) else (axis,), np.ndim(a))
        weights = np.transpose(weights, np.argsort(np.argsort(axes)) if len(axes) > 1 else None)
        weights = np.expand_dims(weights, tuple(i for i in range(np.ndim(a)) if i not in axes))
    weights = np.broadcast_to(weights, np.shape(a))
    total = np.sum(weights, axis=axis, keepdims=keepdims)
    if np.any(chosen(np.equal, total, 0.0)):
        raise ZeroDivisionError(f"np.average got weights whose sum is 0{here()}")
    return np.sum(a * weights, axis=axis, keepdims=keepdims) / total


def _deviations(a, axis, dtype, ddof, where, correction):
    """The entries less their mean, and what their squares are divided by."""
    a = a if dtype is None else a.astype(dtype)
    centred = a - np.mean(a, axis=axis, keepdims=True, where=where)
    centred = centred if where is True else np.where(where, centred, 0.0)
    kept = np.sum(centred, axis=axis, keepdims=True)
    freedom = _count(a, kept, axis, True, where) - (ddof if correction is None else correction)
    return centred, max(freedom, 0.0) if isinstance(freedom, float) else np.maximum(freedom, 0)


@implements(np.var)
def _var(a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, correction=None):
    centred, freedom = _deviations(a, axis, dtype, ddof, where, correction)
    total = np.sum(centred * centred, axis=axis, keepdims=True) / freedom
    return total if keepdims else np.squeeze(total, axis)


@implements(np.std)
def _std(a, axis=None, dtype=None, ddof=0, keepdims=False, where=True, correction=None):
    """A norm, whose slope at 0, where all entries are equal, is 0."""
    centred, freedom = _deviations(a, axis, dtype, ddof, where, correction)
    rows, shape = in_rows(centred, axis if np.ndim(a) else None)
    total = np.reshape(np.linalg.norm(rows, axis=0), shape) / freedom**0.5
    return total if keepdims else np.squeeze(total, axis)


# With rowvar=False NumPy leaves a lone row a row: in y always, in m since 2.2 only if m is a vector
# (https://github.com/numpy/numpy/pull/27661).
TURNS_A_LONE_ROW = np.lib.NumpyVersion(np.__version__) >= "2.2.0"


@implements(np.cov)
def _cov(m, y=None, rowvar=True, bias=False, ddof=None):
    def as_rows(a, turns_a_lone_row):
        rows = np.atleast_2d(a)
        turns = np.ndim(a) == 2 if turns_a_lone_row else len(rows) != 1
        return rows.T if turns and not rowvar else rows

    if np.ndim(m) > 2 or np.ndim(y) > 2:
        raise ValueError(
            f"np.cov got arrays of {np.ndim(m)} and {np.ndim(y)} axes{here()}: expected at most 2"
        )
    rows = as_rows(m, TURNS_A_LONE_ROW)
    if y is not None:
        rows = np.concatenate([rows, as_rows(y, False)])
    ddof = (0 if bias else 1) if ddof is None else ddof
    rows = rows.astype(np.promote_types(rows.dtype, float))
    centred = rows - np.mean(rows, axis=1, keepdims=True)
    return np.squeeze(centred @ centred.T / np.maximum(float(np.shape(rows)[1] - ddof), 0.0))


@implements(np.corrcoef)
def _corrcoef(x, y=None, rowvar=True):
    c = np.cov(x, y, rowvar)
    if np.ndim(c) == 0:
        return c / c
    deviations = np.sqrt(np.diagonal(c))
    return np.clip(c / deviations[:, None] / deviations[None, :], -1, 1)


# Without nan --------------------------------------------------------------------------------------------------


def _without_nan(function, neutral):
    """Where an entry is nan it counts as `neutral`."""

    def handler(a, axis=None, keepdims=False):
        return function(np.where(chosen(np.isnan, a), neutral, a), axis=axis, keepdims=keepdims)

    return handler


implements(np.nansum)(_without_nan(np.sum, 0.0))
implements(np.nanprod)(_without_nan(np.prod, 1.0))


def _where_known(function):
    """The moment of those entries that are not nan."""

    def handler(a, axis=None, ddof=0, keepdims=False):
        known = np.logical_not(chosen(np.isnan, a))
        axis = None if np.ndim(a) == 0 and axis in (0, -1) else axis
        settings = {} if function is np.mean else {"ddof": ddof}
        zeros = np.where(known, a, 0.0)  # so that nan · 0 does not come into the sums
        return function(zeros, axis=axis, keepdims=keepdims, where=known, **settings)

    return handler


for _plain, _nan in ((np.mean, np.nanmean), (np.var, np.nanvar), (np.std, np.nanstd)):
    implements(_nan)(_where_known(_plain))


def _extreme_known(function, worst):
    def handler(a, axis=None, keepdims=False):
        unknown = chosen(np.isnan, a)
        y = function(np.where(unknown, worst, a), axis=axis, keepdims=keepdims)
        return np.where(np.all(unknown, axis=axis, keepdims=keepdims), np.nan, y)

    return handler


implements(np.nanmax)(_extreme_known(np.max, -np.inf))
implements(np.nanmin)(_extreme_known(np.min, np.inf))
