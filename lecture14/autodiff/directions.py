"""The leading axis of p tangents or q cotangents carried at once: lining up, scaling, folding back."""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Iterable

import numpy as np

from lecture14.autodiff.compiled import as_numpy
from lecture14.autodiff.overload import Overloaded, settle


def shape_of(value) -> tuple[int, ...]:
    """What `np.shape` says, asked at every operation."""
    return value.shape if type(value) is np.ndarray else () if type(value) is float else np.shape(value)


def rank(value) -> int:
    """What `np.ndim` says."""
    return len(shape_of(value))


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


def lined_up(tangent, ndim: int, ndim_result: int):
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


def scaled(partial, tangent, fresh: bool = False, careful: bool = True):
    """partial · tangent, where a zero tangent stays zero even if the partial derivative is inf or nan.

    Without that convention one infinite slope would spoil the directions and the branches that never meet it.
    With careful=False the caller looks for nan itself. A fresh partial, which nobody else holds, gives its
    memory to the product: for large arrays that is worth more than the multiplication costs.

    Examples
    --------
    >>> with np.errstate(invalid="ignore"):
    ...     scaled(np.array([np.inf, 2.0]), np.array([0.0, 3.0]))
    array([0., 6.])
    """
    if fresh and type(partial) is type(tangent) is np.ndarray and partial.dtype == tangent.dtype:
        out = partial if np.broadcast(partial, tangent).shape == partial.shape else None
        product = np.multiply(partial, tangent, out=out)
    else:
        product = partial * tangent
    if not careful or isinstance(product, Overloaded) or math.isfinite(np.add.reduce(product, axis=None)):
        return product
    return np.where(tangent == 0, 0.0, product)


def partial_derivative(rule, i: int, values, y):
    """The i-th partial derivative of an elementwise rule at these inputs and this output."""
    dtype = y.dtype.type if isinstance(y, np.ndarray | np.generic) else np.float64
    return rule.compiled.array_partials[i](*as_numpy(values, dtype), *as_numpy((y,), dtype))


def pushed(rule, values, tangents, y, params, directions: int | None):
    """The tangent of y = rule(values) when the operands move by `tangents` (None: that one stays); None if
    y stays.

    This is one step of forward mode, for a float or an array, for one direction or for p of them. The
    caller silences NumPy.
    """
    active = [(i, t) for i, t in enumerate(tangents) if t is not None and rule.moves(i)]
    if not active:
        return None
    if rule.elementwise:
        total = _chain_rule(rule, values, active, y, directions)
    else:
        total = sum_of(_pushed_rows(rule, i, t, values, y, params or {}, directions) for i, t in active)
    shape = shape_of(y) if directions is None else (directions, *shape_of(y))
    return settle(total if shape_of(total) == shape else np.broadcast_to(total, shape))


def _chain_rule(rule, values, active: list, y, directions: int | None):
    """Σ ∂y/∂xᵢ · ẋᵢ; with care for zero times infinity only if the sum, looked at once, is not finite."""
    if directions is not None:
        active = [(i, lined_up(t, rank(values[i]), rank(y))) for i, t in active]
    total = _sum_of_terms(rule, values, active, y, careful=False)
    trivial = all(rule.partials[i] in ("1", "-1") for i, _ in active)
    if trivial or isinstance(total, Overloaded) or math.isfinite(np.add.reduce(total, axis=None)):
        return total
    return _sum_of_terms(rule, values, active, y, careful=True)


def _sum_of_terms(rule, values, active: list, y, careful: bool):
    """The sum itself; the first product's memory takes the second, for which arrays are worth it."""
    (i, tangent), *others = active
    total, fresh = _term(rule, i, values, y, tangent, careful), rule.partials[i] != "1"
    for i, tangent in others:
        term = _term(rule, i, values, y, tangent, careful)
        if fresh and type(total) is type(term) is np.ndarray and total.shape == term.shape:
            out = total if total.dtype == term.dtype else None
            total = np.add(total, term, out=out)
        else:
            total = total + term
    return total


def _term(rule, i: int, values, y, tangent, careful: bool):
    """∂y/∂xᵢ · ẋᵢ with nothing multiplied by one."""
    text = rule.partials[i]
    if text in ("1", "-1"):
        return tangent if text == "1" else -tangent
    partial = partial_derivative(rule, i, values, y)
    return scaled(partial, tangent, fresh=text not in rule.operands, careful=careful)


def _pushed_rows(rule, i: int, tangent, values, y, params: dict, directions: int | None):
    """The term of one operand of an array operation, direction by direction."""
    if directions is None:
        return rule.push(i, tangent, y, values, params)
    rows = [rule.push(i, row, y, values, params) for row in tangent]
    return np.stack(rows) if rows else np.zeros((0, *np.shape(y)))


def sum_of(terms: Iterable):
    """The sum of one or more terms."""
    return functools.reduce(operator.add, terms)


def unbroadcast(cotangent, shape: tuple[int, ...], leading: int = 0):
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
