"""Array operations: for each its tangent map and the transpose of that map, side by side.

A rule's tangent map says how the result moves when one argument moves (forward mode); its transpose carries
a cotangent of the result back to that argument (reverse mode). Most operations are linear in each argument,
so the tangent map is the operation itself and only the transpose needs a line. The split is JAX's (Frostig
et al. 2018).

All maps are written in NumPy's own functions, so they apply to dual numbers and traced values too: that is
how second derivatives come about. Linear algebra is in `linalg.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lecture14.autodiff.core.chain_rule import unbroadcast
from lecture14.autodiff.core.number import Number, apply
from lecture14.autodiff.core.rules import RULES


class ArrayRule:
    """An array operation with its derivative maps.

    Attributes
    ----------
    name : str
        NumPy's name of the operation.
    evaluate : callable
        `evaluate(*args, **params)` on plain arrays.
    tangents : tuple of callable
        `tangents[i](t, y, *args, **params)`: the change of y when argument i moves by t; None where it
        never changes.
    transposes : tuple of callable
        `transposes[i](g, y, *args, **params)`: the cotangent of argument i when that of y is g.
    """

    elementwise = False
    linear = False  # in each argument alone
    # Adds what `pull` would give to an array in place: `pull_into(total, g, **params)`, where that is less work.
    pull_into: Callable[..., None] | None = None
    # What the argument is once the result, a view of it, has become y: `restore(argument, y, **params)`.
    restore: Callable[..., Any] | None = None
    # The rule that takes entries where the derivative of this one takes them: itself, where no entry turns into
    # numbers of its own; None where every entry reaches all (see `core.activity`).
    pattern: ArrayRule | None = None

    def __init__(self, name: str, evaluate: Callable, tangents: tuple, transposes: tuple):
        self.name = name
        self.evaluate = evaluate
        self.tangents = tangents
        self.transposes = transposes

    def moves(self, i: int) -> bool:
        """Whether the result has a derivative in argument i at all."""
        return self.tangents[i] is not None

    def push(self, i: int, tangent, y, args, params) -> Any:
        """The tangent of y due to argument i."""
        return self.tangents[i](tangent, y, *args, **params)

    def pull(self, i: int, cotangent, y, args, params) -> Any:
        """The cotangent of argument i due to y."""
        return self.transposes[i](cotangent, y, *args, **params)

    def __repr__(self) -> str:
        return f"ArrayRule({self.name})"


class VariadicRule(ArrayRule):
    """An operation linear in each of many arguments; its transpose is told the argument's position."""

    linear = True

    def __init__(self, name: str, evaluate: Callable, transpose: Callable):
        super().__init__(name, evaluate, (), ())
        self.transpose = transpose
        self.pattern = self

    def moves(self, i):
        return True

    def push(self, i, tangent, y, args, params):
        return apply(self, (*args[:i], tangent, *args[i + 1 :]), params)

    def pull(self, i, cotangent, y, args, params):
        return self.transpose(i, cotangent, y, *args, **params)


def multilinear(name: str, evaluate: Callable, *transposes: Callable) -> ArrayRule:
    """A rule whose tangent map is the operation itself, with the tangent in the argument's place."""

    def tangent_in(i: int) -> Callable:
        def tangent(t, y, *args, **params):
            return apply(rule, (*args[:i], t, *args[i + 1 :]), params)

        return tangent

    rule = ArrayRule(name, evaluate, tuple(map(tangent_in, range(len(transposes)))), transposes)
    rule.linear = True
    rule.pattern = rule
    return rule


def kept(y, axis, keepdims):
    """A reduced array with the reduced axes put back as ones."""
    return y if keepdims or axis is None else np.expand_dims(y, axis)


def spread(g, shape, axis, keepdims):
    """A reduced cotangent back in the reduced array's shape: the transpose of summation."""
    return np.broadcast_to(kept(g, axis, keepdims), shape)


# Sums and shapes: linear ------------------------------------------------------------------------------------

SUM = multilinear(
    "sum",
    np.sum,
    lambda g, y, a, axis, keepdims: spread(g, np.shape(a), axis, keepdims),
)
CUMSUM = multilinear(
    "cumsum",
    np.cumsum,
    lambda g, y, a, axis: np.flip(np.cumsum(np.flip(g, axis), axis), axis),
)
RESHAPE = multilinear(
    "reshape",
    lambda a, shape: np.reshape(a, shape),  # by position: NumPy 2.0 calls it newshape
    lambda g, y, a, shape: np.reshape(g, np.shape(a)),
)
TRANSPOSE = multilinear(
    "transpose",
    np.transpose,
    lambda g, y, a, axes: np.transpose(g, np.argsort(axes)),
)
RESHAPE.restore = lambda a, y, shape: apply(RESHAPE, (y,), {"shape": np.shape(a)})
TRANSPOSE.restore = lambda a, y, axes: apply(TRANSPOSE, (y,), {"axes": tuple(np.argsort(axes).tolist())})
BROADCAST = multilinear(
    "broadcast_to",
    np.broadcast_to,
    lambda g, y, a, shape: unbroadcast(g, np.shape(a)),
)
TRIL = multilinear("tril", np.tril, lambda g, y, a, k: np.tril(g, k))
TRIU = multilinear("triu", np.triu, lambda g, y, a, k: np.triu(g, k))


def _part(arrays, i: int, axis: int) -> tuple:
    """The index of the i-th array in their concatenation."""
    start = sum(np.shape(a)[axis] for a in arrays[:i])
    return (slice(None),) * axis + (slice(start, start + np.shape(arrays[i])[axis]),)


class _Concatenate(VariadicRule):
    def push(self, i, tangent, y, args, params):
        parts = [tangent if j == i else np.zeros(np.shape(a)) for j, a in enumerate(args)]
        return apply(self, parts, params)


CONCATENATE = _Concatenate(
    "concatenate",
    lambda *arrays, axis: np.concatenate(arrays, axis),
    lambda i, g, y, *arrays, axis: g[_part(arrays, i, axis)],
)


# Choices ----------------------------------------------------------------------------------------------------

WHERE = ArrayRule(
    "where",
    np.where,
    (None, lambda t, y, c, a, b: np.where(c, t, 0.0), lambda t, y, c, a, b: np.where(c, 0.0, t)),
    (
        None,
        lambda g, y, c, a, b: unbroadcast(np.where(c, g, 0.0), np.shape(a)),
        lambda g, y, c, a, b: unbroadcast(np.where(c, 0.0, g), np.shape(b)),
    ),
)
WHERE.pattern = WHERE


def _weights(y, a, axis, keepdims):
    """Which entries are extreme, and the weight of each: 1/count, so that ties share.

    A tie is a kink, where a weight that is a number of an outer derivative has the derivative nan.
    """
    ties = a == kept(y, axis, keepdims)
    count = np.sum(ties, axis=axis, keepdims=True)
    weight = 1.0 / count
    if isinstance(a, Number):
        weight = weight + np.where(
            np.logical_and(ties, count > 1), apply(RULES["side"], (a - kept(y, axis, keepdims),)), 0.0
        )
    return ties, weight


def _extreme_tangent(t, y, a, axis, keepdims):
    ties, weight = _weights(y, a, axis, keepdims)
    return np.sum(np.where(ties, t * weight, 0.0), axis=axis, keepdims=keepdims)


def _extreme_transpose(g, y, a, axis, keepdims):
    ties, weight = _weights(y, a, axis, keepdims)
    return ties * (kept(g, axis, keepdims) * weight)


def _extreme(name: str, evaluate: Callable) -> ArrayRule:
    rule = ArrayRule(name, evaluate, (_extreme_tangent,), (_extreme_transpose,))
    rule.pattern = rule
    return rule


MAX = _extreme("max", np.max)
MIN = _extreme("min", np.min)

# log Σ exp, without overflow --------------------------------------------------------------------------------


def _logsumexp(a, axis, keepdims):
    top = np.max(a, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    total = np.log(np.sum(np.exp(a - top), axis=axis, keepdims=True)) + top
    return total if keepdims else np.squeeze(total, axis=axis)


def _softmax(y, a, axis, keepdims):
    """exp(a − y), whose sum is no longer 1 where y was rounded. Beside an inf all others have weight 0."""
    y = kept(y, axis, keepdims)
    weights = np.exp(a - np.where(y == -np.inf, 0.0, y))
    total = np.sum(weights, axis=axis, keepdims=True)
    return weights / np.where(total > 0, total, 1.0)


LOGSUMEXP = ArrayRule(
    "logsumexp",
    _logsumexp,
    (
        lambda t, y, a, axis, keepdims: np.sum(
            _softmax(y, a, axis, keepdims) * t, axis=axis, keepdims=keepdims
        ),
    ),
    (
        lambda g, y, a, axis, keepdims: (
            spread(g, np.shape(a), axis, keepdims) * _softmax(y, a, axis, keepdims)
        ),
    ),
)
LOGSUMEXP.pattern = SUM
