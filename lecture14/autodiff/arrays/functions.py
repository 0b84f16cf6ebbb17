"""NumPy's functions on the package's numbers: each reads NumPy's own arguments and names a rule.

What stands here is only translation (signatures, axes, defaults); the derivatives are in `maps.py` and
`linalg.py`, and what is composed of other functions has no rule of its own. Shapes are in
`shapes.py`, linear algebra in `products.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from lecture14.autodiff.arrays import maps
from lecture14.autodiff.core.number import Number, apply, as_real, chosen, gathered
from lecture14.autodiff.core.protocols import FUNCTIONS, UFUNC_METHODS, UFUNCS
from lecture14.autodiff.support.errors import UnsupportedOperation, here


def implements(*numpy_functions: Callable):
    """Register the decorated function as what these NumPy functions do."""

    def register(handler: Callable):
        for function in numpy_functions:
            FUNCTIONS[function] = handler
        return handler

    return register


def implements_by(make: Callable, *numpy_functions: Callable):
    """Register what `make` makes of each of these NumPy functions."""
    for function in numpy_functions:
        FUNCTIONS[function] = make(function)


def refuse_traced(function: str, **settings):
    """Raise for settings that NumPy needs plain: their derivative would be lost."""
    for name, value in settings.items():
        if isinstance(value, Number):
            kind = type(value).__name__
            raise UnsupportedOperation(
                f"{function} got a {kind} as {name}{here()}: it has no derivative there"
            )


def as_array(a):
    """A number of ours as it is, all else as an array; lists that hold numbers of ours are stacked.

    Examples
    --------
    >>> as_array([[1, 2], [3, 4]]).shape
    (2, 2)
    """
    if isinstance(a := gathered(a), Number):
        return a
    array = np.asarray(a)
    if array.dtype.hasobject:  # as of a sparse matrix, which NumPy takes for a scalar
        what = f"a function of NumPy got a {type(a).__name__}{here()}: expected numbers or an array of them"
        raise UnsupportedOperation(what + ("; write .toarray() of it" if hasattr(a, "toarray") else ""))
    return array


def normal_axis(axis, ndim: int):
    """None, or an axis or tuple of axes counted from the end made to count from the front.

    Examples
    --------
    >>> normal_axis(-1, 3), normal_axis((0, -1), 3), normal_axis(None, 3)
    (2, (0, 2), None)
    """
    if axis is None:
        return None
    if isinstance(axis, tuple):
        return tuple(normal_axis(a, ndim) for a in axis)
    if not isinstance(axis, int | np.integer):
        raise TypeError(f"axis is {axis!r}{here()}; expected an integer, a tuple of integers or None")
    if axis in (0, -1) and ndim == 0:  # NumPy reduces a number along its only entry
        return ()
    if not -ndim <= axis < ndim:
        raise np.exceptions.AxisError(int(axis), ndim)
    return int(axis) % ndim


CAST: maps.ArrayRule = maps.multilinear(
    "astype",
    lambda a, dtype: np.asarray(a).astype(dtype)[()],
    lambda g, y, a, dtype: apply(CAST, (g,), {"dtype": np.result_type(getattr(a, "dtype", float))}),
)


@implements(Number.astype)
def _astype(a, dtype):
    if np.dtype(dtype).kind != "f":
        raise UnsupportedOperation(
            f"astype({np.dtype(dtype)}) of a {type(a).__name__}{here()}: expected a dtype of real numbers; "
            "np.floor and np.round keep the derivative 0, and comparisons give truth values"
        )
    return apply(CAST, (a,), {"dtype": np.dtype(dtype)})


def _reduction(rule, join, neutral=None):
    """What np.sum and its like do: `join` adds NumPy's `initial`, `neutral` stands where `where` says no."""

    def reduce(a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
        if where is not True:
            if neutral is None and initial is None:
                raise ValueError(
                    f"np.{rule.name} with where{here()}: expected initial as well, as NumPy does"
                )
            a = np.where(where, a, initial if neutral is None else neutral)
        a = a if dtype is None else a.astype(dtype)
        if initial is not None and not np.size(a):
            return np.sum(a, axis=axis, keepdims=keepdims) + initial
        y = apply(rule, (a,), {"axis": normal_axis(axis, np.ndim(a)), "keepdims": bool(keepdims)})
        return y if initial is None else join(y, initial)

    return reduce


_sum = implements(np.sum)(_reduction(maps.SUM, np.add, 0.0))
implements(np.max, np.amax)(_reduction(maps.MAX, np.maximum))
implements(np.min, np.amin)(_reduction(maps.MIN, np.minimum))


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
    a = as_real(as_array(a), "logsumexp's a")
    axis = normal_axis(axis, np.ndim(a))
    if not isinstance(a, Number):
        with np.errstate(all="ignore"):
            return maps.LOGSUMEXP.evaluate(a, axis, keepdims)
    return apply(maps.LOGSUMEXP, (a,), {"axis": axis, "keepdims": keepdims})


def in_rows(a, axis):
    """The entries along some axes in rows: an array of shape (m, *others), and the shape with those axes as ones.

    Examples
    --------
    >>> rows, shape = in_rows(np.zeros((2, 3, 4)), (0, -1))
    >>> rows.shape, shape
    ((8, 3), (1, 3, 1))
    """
    ndim = np.ndim(a)
    axes = np.lib.array_utils.normalize_axis_tuple(range(ndim) if axis is None else axis, ndim)
    others = [i for i in range(ndim) if i not in axes]
    m = math.prod(np.shape(a)[i] for i in axes)
    rows = np.reshape(np.transpose(a, (*axes, *others)), (m, *(np.shape(a)[i] for i in others)))
    return rows, tuple(1 if i in axes else n for i, n in enumerate(np.shape(a)))


@implements(np.prod)
def _prod(a, axis=None, dtype=None, keepdims=False, initial=None, where=True):
    """Halves are multiplied until one row is left: exact derivatives of every order, at zeros too."""
    a = a if where is True else np.where(where, a, 1.0)
    a = a if dtype is None else a.astype(dtype)
    if np.ndim(a) == 0:
        normal_axis(axis, 0)
        axis = None
    rows, shape = in_rows(a, axis)
    rest = np.shape(rows)[1:]
    if len(rows) == 0:
        rows = np.reshape(np.sum(rows, axis=0) + 1.0, (1, *rest))
    while len(rows) > 1:
        half = len(rows) // 2
        rows = np.concatenate([rows[:half] * rows[half : 2 * half], rows[2 * half :]])
    y = np.reshape(rows, shape if keepdims else rest)
    return y if initial is None else y * initial


@implements(np.cumsum)
def _cumsum(a, axis=None, dtype=None):
    a = a if dtype is None else a.astype(dtype)
    if axis is None or np.ndim(a) == 0:
        normal_axis(axis, np.ndim(a))
        a, axis = np.ravel(a), 0
    return apply(maps.CUMSUM, (a,), {"axis": normal_axis(axis, np.ndim(a))})


@implements(np.cumprod)
def _cumprod(a, axis=None, dtype=None):
    """Each entry takes the product of those 1, 2, 4, … before it (Hillis & Steele's scan)."""
    a = a if dtype is None else a.astype(dtype)
    if axis is None or np.ndim(a) == 0:
        normal_axis(axis, np.ndim(a))
        a, axis = np.ravel(a), 0
    a, step = np.moveaxis(a, axis, 0), 1
    while step < len(a):
        a = np.concatenate([a[:step], a[step:] * a[:-step]])
        step *= 2
    return np.moveaxis(a, 0, axis)


@implements(np.diff)
def _diff(a, n=1, axis=-1, prepend=None, append=None):
    if n == 0:
        return a
    if np.ndim(a) == 0 or n < 0:
        raise ValueError(f"np.diff of {np.ndim(a)} axes, n={n}{here()}: expected an axis, and n at least 0")
    axis = np.lib.array_utils.normalize_axis_index(axis, np.ndim(a))
    edge = tuple(1 if i == axis else m for i, m in enumerate(np.shape(a)))
    parts = [
        p if np.ndim(p) else np.broadcast_to(p, edge)
        for p in (prepend, a, append)
        if not (p is None or p is np._NoValue)
    ]
    if len(parts) > 1:
        a = np.concatenate(parts, axis)
    a = np.moveaxis(a, axis, -1)
    for _ in range(n):
        a = a[..., 1:] - a[..., :-1]
    return np.moveaxis(a, -1, axis)


# Choices, templates, questions ------------------------------------------------------------------------------


@implements(np.where)
def _where(condition, x=None, y=None):
    if x is None and y is None:
        return np.nonzero(condition)
    return apply(maps.WHERE, (condition, x, y))


@implements(np.select)
def _select(condlist, choicelist, default=0.0):
    if len(condlist) != len(choicelist):
        raise ValueError(
            f"np.select got {len(condlist)} conditions and {len(choicelist)} choices{here()}: expected as many"
        )
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        result = np.where(condition, choice, result)
    return result


def _clip(a, a_min=None, a_max=None, min=None, max=None):
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    a = a if low is None else np.maximum(a, low)
    return a if high is None else np.minimum(a, high)


@implements(np.nan_to_num)
def _nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    limits = np.finfo(x.dtype)
    x = np.where(chosen(np.isnan, x), nan, x)
    x = np.where(chosen(np.isposinf, x), limits.max if posinf is None else posinf, x)
    return np.where(chosen(np.isneginf, x), limits.min if neginf is None else neginf, x)


implements(np.clip)(_clip)


@implements(np.round, np.around)
def _round(a, decimals=0):
    if decimals == 0:
        return np.rint(a)
    power = 10.0 ** abs(decimals)  # as NumPy does: a power with a negative exponent would be rounded itself
    return np.rint(a * power) / power if decimals > 0 else np.rint(a / power) * power


@implements(np.fix)
def _fix(x):
    return np.trunc(x)


implements(np.shape)(lambda a: a.shape)
implements(np.ndim)(lambda a: a.ndim)


@implements(np.size)
def _size(a, axis=None):
    return a.size if axis is None else a.shape[axis]


UFUNCS["clip"] = _clip
UFUNC_METHODS |= {
    ("add", "reduce"): np.sum,
    ("multiply", "reduce"): np.prod,
    ("maximum", "reduce"): np.max,
    ("minimum", "reduce"): np.min,
    ("add", "accumulate"): np.cumsum,
    ("multiply", "accumulate"): np.cumprod,
    ("logaddexp", "reduce"): logsumexp,
}
