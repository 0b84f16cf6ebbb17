"""The chain rule, one operation at a time: a tangent pushed from operands to a result, a cotangent pulled back.

For y = φ(x, z) forward mode computes ẏ = ∂φ/∂x·ẋ + ∂φ/∂z·ż and reverse mode x̄ += ȳ·∂φ/∂x, z̄ += ȳ·∂φ/∂z (slides 11
and 18). For arrays the products are entry by entry, and what NumPy broadcast on the way there is summed on the
way back. Tangents may hold p directions, cotangents q rows, along one more axis in front.
"""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lecture14.autodiff.core.number import Number, Params
from lecture14.autodiff.core.values import as_precise, settle
from lecture14.autodiff.expressions.compiled import as_numpy

Values = Sequence[Any]
# Slopes by which nothing is multiplied.
UNIT = ("1", "-1")


def pushed(
    rule: Any, values: Values, tangents: Values, y: Any, params: Params, directions: int | None
) -> Any:
    """The tangent of y = rule(values) when the operands move by `tangents` (None: that one stays); None if y stays.

    This is one step of forward mode, for a float or an array, for one direction or for p of them. The caller
    silences NumPy.
    """
    active = [(i, t) for i, t in enumerate(tangents) if t is not None and rule.moves(i)]
    if not active:
        return None
    total = sum_of(pushed_term(rule, i, t, values, y, params, directions) for i, t in active)
    shape = shape_of(y) if directions is None else (directions, *shape_of(y))
    return as_precise(settle(total if shape_of(total) == shape else np.broadcast_to(total, shape)), y)


def pushed_term(
    rule: Any, i: int, tangent: Any, values: Values, y: Any, params: Params, directions: int | None
) -> Any:
    """∂y/∂xᵢ · ẋᵢ: the term of one operand, of an array operation direction by direction."""
    if rule.elementwise:
        if directions is not None:
            tangent = lined_up(tangent, rank(values[i]), rank(y))
        return times_slope(rule, i, values, y, tangent)
    if directions is None:
        return rule.push(i, tangent, y, values, params or {})
    rows = [np.broadcast_to(rule.push(i, row, y, values, params or {}), shape_of(y)) for row in tangent]
    return np.stack(rows) if rows else np.zeros((0, *np.shape(y)))


def pulled(
    rule: Any, i: int, cotangent: Any, values: Values, y: Any, params: Params, many: bool, active: Any = True
) -> Any:
    """The contribution of y's cotangent to that of operand i; with many, of each row of cotangents.

    Of an elementwise rule only `active` entries count, where `activity` knows them.
    """
    shape = shape_of(values[i])
    if rule.elementwise:
        if rule.partials[i] in UNIT:  # the few entries of the sum, not all, change their sign
            return settle(times_slope(rule, i, values, y, unbroadcast(cotangent, shape, int(many))))
        product = times_slope(rule, i, values, y, cotangent)
        if active is not True and not np.all(active):
            product = np.where(active, product, 0.0)
        return settle(unbroadcast(product, shape, int(many)))
    if not many:
        return settle(rule.pull(i, cotangent, y, values, params or {}))
    rows = [rule.pull(i, row, y, values, params or {}) for row in cotangent]
    return np.stack(rows) if rows else np.zeros((0, *shape))


def pulled_twice(rule: Any, cotangent: Any, values: Values, y: Any) -> Any:
    """Both contributions of an operation on twice the same operand, x·x, in one product."""
    slope = partial_derivative(rule, 0, values, y) + partial_derivative(rule, 1, values, y)
    return settle(scaled(slope, cotangent, fresh=True))


def partial_derivative(rule: Any, i: int, values: Values, y: Any) -> Any:
    """The i-th partial derivative of an elementwise rule at these inputs and this output."""
    dtype = y.dtype.type if isinstance(y, np.ndarray | np.generic) else np.float64
    return rule.slopes[i](*as_numpy(values, dtype), *as_numpy((y,), dtype))


def times_slope(rule: Any, i: int, values: Values, y: Any, t: Any) -> Any:
    """∂y/∂xᵢ · t, with nothing multiplied by one."""
    text = rule.partials[i]
    if text in UNIT:
        return t if text == "1" else -t
    return scaled(partial_derivative(rule, i, values, y), t, fresh=text not in (*rule.arguments, "y"))


def scaled(slope: Any, t: Any, fresh: bool) -> Any:
    """slope · t; a fresh slope, which nobody else holds, gives its memory to the product."""
    if fresh and type(slope) is type(t) is np.ndarray and slope.shape == t.shape and slope.dtype == t.dtype:
        return np.multiply(slope, t, out=slope)
    return slope * t


def has_nan(t: Any) -> bool:
    """Whether any entry of a value or of its own derivatives is nan (or both infinities are among them)."""
    return t._has_nan() if isinstance(t, Number) else math.isnan(np.add.reduce(t, axis=None))


# The leading axis of p directions or q cotangents -------------------------------------------------------------


def shape_of(value: Any) -> tuple[int, ...]:
    """What `np.shape` says, asked at every operation."""
    return value.shape if type(value) is np.ndarray else () if type(value) is float else np.shape(value)


def rank(value: Any) -> int:
    """What `np.ndim` says."""
    return len(shape_of(value))


def leading_axis(tangent: Any, value: Any, name: str) -> int | None:
    """How many directions a tangent holds along its leading axis, checked against the value's shape."""
    came, expected = np.shape(tangent), np.shape(value)
    if came == expected:
        return None
    if len(came) == len(expected) + 1 and came[1:] == expected:
        return int(came[0])
    raise ValueError(
        f"{name} has shape {came}; expected {expected}, or {expected} with one more axis in front"
    )


def identity_rows(shapes: Iterable[tuple[int, ...]]) -> list[np.ndarray]:
    """The identity of all entries of several arrays, cut into their shapes: direction i moves entry i alone.

    Examples
    --------
    >>> first, second = identity_rows([(2,), ()])
    >>> first.tolist(), second.tolist()
    ([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], [0.0, 0.0, 1.0])
    """
    shapes = list(shapes)
    sizes = [math.prod(shape) for shape in shapes]
    cuts = list(itertools.accumulate(sizes))[:-1]
    parts = np.split(np.eye(sum(sizes)), cuts, axis=1) if shapes else []
    return [part.reshape(len(part), *shape) for part, shape in zip(parts, shapes, strict=True)]


def lined_up(tangent: Any, ndim: int, ndim_result: int) -> Any:
    """Tangents of shape (p, *shape) ready to broadcast against a result of more axes.

    Broadcasting lines shapes up at the last axis; ones after the first axis keep the p directions in front.

    Examples
    --------
    >>> lined_up(np.ones((2, 4)), 1, 3).shape
    (2, 1, 1, 4)
    """
    missing = ndim_result - ndim
    if missing == 0:
        return tangent
    shape = np.shape(tangent)
    return np.reshape(tangent, (shape[0], *(1,) * missing, *shape[1:]))


def unbroadcast(cotangent: Any, shape: tuple[int, ...], leading: int = 0) -> Any:
    """Sum a cotangent back to the shape from which an operand was broadcast: the transpose of broadcasting.

    The first `leading` axes (many cotangents at once) are kept.

    Examples
    --------
    >>> unbroadcast(np.ones((3, 4)), (3, 1))
    array([[4.], [4.], [4.]])
    >>> unbroadcast(np.ones((2, 3, 4)), (4,), leading=1).shape
    (2, 4)
    """
    came = shape_of(cotangent)
    kept, came = came[:leading], came[leading:]
    if came == shape:
        return cotangent
    extra = len(came) - len(shape)
    axes = tuple(range(leading, leading + extra)) + tuple(
        leading + extra + i for i, n in enumerate(shape) if n == 1 and came[extra + i] != 1
    )
    return np.reshape(np.sum(cotangent, axis=axes), kept + shape)


def sum_of(terms: Iterable[Any]) -> Any:
    """The sum of one or more terms."""
    return functools.reduce(operator.add, terms)
