"""NumPy's functions on the package's numbers: each reads NumPy's own arguments and names a rule.

What stands here is only translation (signatures, axes, defaults); the derivatives are in `maps.py` and
`linalg.py`, and what is composed of other functions has no rule of its own. Shapes are in
`shapes.py`, linear algebra in `products.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lecture14.autodiff.arrays import maps
from lecture14.autodiff.core.number import Number, apply
from lecture14.autodiff.core.protocols import FUNCTIONS, UFUNCS
from lecture14.autodiff.support.errors import UnsupportedOperation, here


def implements(*numpy_functions: Callable):
    """Register the decorated function as what these NumPy functions do."""

    def register(handler: Callable):
        for function in numpy_functions:
            FUNCTIONS[function] = handler
        return handler

    return register


def normal_axis(axis, ndim: int):
    """None, or an axis or tuple of axes counted from the end made to count from the front.

    Examples
    --------
    >>> normal_axis(-1, 3), normal_axis((0, -1), 3), normal_axis(None, 3)
    (2, (0, 2), None)
    """
    if axis is None:
        return None
    if isinstance(axis, tuple | list | range):
        return tuple(normal_axis(a, ndim) for a in axis)
    if not -ndim <= axis < ndim:
        raise np.exceptions.AxisError(axis, ndim)
    return int(axis) % ndim


def _reduction(rule):
    def reduce(a, axis=None, keepdims=False):
        return apply(rule, (a,), {"axis": normal_axis(axis, np.ndim(a)), "keepdims": keepdims})

    return reduce


_sum = implements(np.sum)(_reduction(maps.SUM))
implements(np.max, np.amax)(_reduction(maps.MAX))
implements(np.min, np.amin)(_reduction(maps.MIN))


def logsumexp(a, axis=None, keepdims=False):
    """log Σ exp(a) along an axis, without overflow; `np.logaddexp.reduce` for our numbers does the same.

    Parameters
    ----------
    a : array, Dual or Variable
    axis : int, tuple of int, or None
    keepdims : bool

    Examples
    --------
    >>> logsumexp(np.array([1000.0, 1000.0])).round(4)
    np.float64(1000.6931)
    """
    a = a if isinstance(a, Number) else np.asarray(a, dtype=float)
    axis = normal_axis(axis, np.ndim(a))
    if not isinstance(a, Number):
        with np.errstate(all="ignore"):
            return maps.LOGSUMEXP.evaluate(a, axis, keepdims)
    return apply(maps.LOGSUMEXP, (a,), {"axis": axis, "keepdims": keepdims})


implements(np.logaddexp)(logsumexp)


@implements(np.mean)
def _mean(a, axis=None, keepdims=False):
    total = _sum(a, axis, keepdims)
    return total / (np.size(a) / max(np.size(total), 1))


@implements(np.average)
def _average(a, axis=None, weights=None):
    if weights is None:
        return np.mean(a, axis=axis)
    if axis is not None and np.shape(weights) != np.shape(a):
        weights = np.expand_dims(
            weights, tuple(i for i in range(np.ndim(a)) if i != normal_axis(axis, np.ndim(a)))
        )
    return np.sum(a * weights, axis=axis) / np.sum(np.broadcast_to(weights, np.shape(a)), axis=axis)


@implements(np.var)
def _var(a, axis=None, ddof=0, keepdims=False):
    centred = a - np.mean(a, axis=axis, keepdims=True)
    total = np.sum(centred * centred, axis=axis, keepdims=keepdims)
    return total / (np.size(a) / max(np.size(total), 1) - ddof)


@implements(np.std)
def _std(a, axis=None, ddof=0, keepdims=False):
    """A norm, whose slope at 0, where all entries are equal, is 0."""
    total = np.linalg.norm(a - np.mean(a, axis=axis, keepdims=True), axis=axis, keepdims=keepdims)
    return total / np.sqrt(np.size(a) / max(np.size(total), 1) - ddof)


@implements(np.prod)
def _prod(a, axis=None, keepdims=False):
    """Halves are multiplied until one row is left: exact derivatives of every order, at zeros too."""
    axes = (
        range(np.ndim(a))
        if axis is None
        else normal_axis(axis if isinstance(axis, tuple) else (axis,), np.ndim(a))
    )
    shape = [1 if i in axes else n for i, n in enumerate(np.shape(a))]
    rest = [n for i, n in enumerate(np.shape(a)) if i not in axes]
    rows = np.reshape(np.transpose(a, [*axes, *(i for i in range(np.ndim(a)) if i not in axes)]), (-1, *rest))
    if len(rows) == 0:
        return np.ones_like(np.zeros(shape if keepdims else rest) + np.sum(a))
    while len(rows) > 1:
        half = len(rows) // 2
        rows = np.concatenate([rows[:half] * rows[half : 2 * half], rows[2 * half :]])
    return np.reshape(rows, shape if keepdims else rest)


@implements(np.cumsum)
def _cumsum(a, axis=None):
    if axis is None:
        a, axis = np.ravel(a), 0
    return apply(maps.CUMSUM, (a,), {"axis": normal_axis(axis, np.ndim(a))})


@implements(np.cumprod)
def _cumprod(a, axis=None):
    """Each entry takes the product of those 1, 2, 4, … before it (Hillis & Steele's scan)."""
    if axis is None:
        a, axis = np.ravel(a), 0
    a, step = np.moveaxis(a, axis, 0), 1
    while step < len(a):
        a = np.concatenate([a[:step], a[step:] * a[:-step]])
        step *= 2
    return np.moveaxis(a, 0, axis)


@implements(np.diff)
def _diff(a, n=1, axis=-1):
    a = np.moveaxis(a, axis, -1)
    for _ in range(n):
        a = a[..., 1:] - a[..., :-1]
    return np.moveaxis(a, -1, axis)


# Choices, templates, questions ------------------------------------------------------------------------------


@implements(np.where)
def _where(condition, *choices):
    if len(choices) != 2:
        raise UnsupportedOperation(f"np.where with one argument{here()}: write np.where(condition, x, z)")
    return apply(maps.WHERE, (condition, *choices))


def _clip(a, a_min=None, a_max=None):
    a = a if a_min is None else np.maximum(a, a_min)
    return a if a_max is None else np.minimum(a, a_max)


implements(np.clip)(_clip)


@implements(np.round, np.around)
def _round(a, decimals=0):
    if decimals == 0:
        return np.rint(a)
    power = 10.0 ** abs(decimals)  # as NumPy does: a power with a negative exponent would be rounded itself
    return np.rint(a * power) / power if decimals > 0 else np.rint(a / power) * power


@implements(np.fix)
def _fix(a):
    return np.trunc(a)


implements(np.shape)(lambda a: a.shape)
implements(np.ndim)(lambda a: a.ndim)


@implements(np.size)
def _size(a, axis=None):
    return a.size if axis is None else a.shape[axis]


UFUNCS["clip"] = _clip
