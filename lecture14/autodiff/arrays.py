"""Array operations: for each its tangent map and the transpose of that map, side by side.

A rule's tangent map says how the result moves when one argument moves (forward mode); its transpose carries a
cotangent of the result back to that argument (reverse mode). Most operations are linear in each argument,
so the tangent map is the operation itself and only the transpose needs a line. The split is JAX's (Frostig
et al. 2018); the matrix formulas are collected in Giles (2008), "Collected matrix derivative results".

All maps are written in NumPy's own functions, so they apply to dual numbers and traced values too: that is
how second derivatives come about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lecture14.autodiff.directions import unbroadcast
from lecture14.autodiff.overload import apply


class ArrayRule:
    """An array operation with its derivative maps.

    Attributes
    ----------
    name : str
        NumPy's name of the operation.
    evaluate : callable
        `evaluate(*args, **params)` on plain arrays.
    tangents : tuple of callable
        `tangents[i](t, y, *args, **params)`: the change of y when argument i moves by t.
    transposes : tuple of callable
        `transposes[i](g, y, *args, **params)`: the cotangent of argument i when that of y is g.
    """

    elementwise = False

    def __init__(self, name: str, evaluate: Callable, tangents: tuple, transposes: tuple):
        self.name = name
        self.evaluate = evaluate
        self.tangents = tangents
        self.transposes = transposes

    def push(self, i: int, tangent, y, args, params) -> Any:
        """The tangent of y due to argument i."""
        return self.tangents[i](tangent, y, *args, **params)

    def pull(self, i: int, cotangent, y, args, params) -> Any:
        """The cotangent of argument i due to y."""
        return self.transposes[i](cotangent, y, *args, **params)

    def __repr__(self) -> str:
        return f"ArrayRule({self.name})"


class VariadicRule(ArrayRule):
    """An operation linear in any number of arguments; its transpose also gets the argument's position."""

    def __init__(self, name: str, evaluate: Callable, tangent: Callable, transpose: Callable):
        super().__init__(name, evaluate, (tangent,), (transpose,))

    def push(self, i, tangent, y, args, params):
        return self.tangents[0](i, tangent, y, *args, **params)

    def pull(self, i, cotangent, y, args, params):
        return self.transposes[0](i, cotangent, y, *args, **params)


def multilinear(name: str, evaluate: Callable, *transposes: Callable) -> ArrayRule:
    """A rule whose tangent map is the operation itself, with the tangent in the argument's place."""

    def tangent_in(i: int) -> Callable:
        def tangent(t, y, *args, **params):
            return evaluate(*args[:i], t, *args[i + 1 :], **params)

        return tangent

    return ArrayRule(name, evaluate, tuple(map(tangent_in, range(len(transposes)))), transposes)


def spread(g, shape, axis, keepdims):
    """A reduced cotangent back in the reduced array's shape: the transpose of summation."""
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, shape)


SUM = multilinear(
    "sum",
    np.sum,
    lambda g, y, a, axis=None, keepdims=False: spread(g, np.shape(a), axis, keepdims),
)
RESHAPE = multilinear("reshape", np.reshape, lambda g, y, a, shape: np.reshape(g, np.shape(a)))
TRANSPOSE = multilinear("transpose", np.transpose, lambda g, y, a, axes: np.transpose(g, np.argsort(axes)))
BROADCAST = multilinear("broadcast_to", np.broadcast_to, lambda g, y, a, shape: unbroadcast(g, np.shape(a)))


def _scatter(g, shape, index):
    result = np.zeros(shape, dtype=np.asarray(g).dtype)
    np.add.at(result, index, g)  # repeated indices add
    return result


def _index_transpose(g, y, a, index):
    return apply(SCATTER, (g,), {"shape": np.shape(a), "index": index})


INDEX = multilinear("index", lambda a, index: a[index], _index_transpose)
SCATTER = multilinear("scatter", _scatter, lambda g, y, a, shape, index: g[index])

WHERE = ArrayRule(
    "where",
    np.where,
    (
        lambda t, y, c, a, b: np.zeros(np.shape(y)),
        lambda t, y, c, a, b: np.where(c, t, 0.0),
        lambda t, y, c, a, b: np.where(c, 0.0, t),
    ),
    (
        lambda g, y, c, a, b: np.zeros(np.shape(c)),
        lambda g, y, c, a, b: unbroadcast(np.where(c, g, 0.0), np.shape(a)),
        lambda g, y, c, a, b: unbroadcast(np.where(c, 0.0, g), np.shape(b)),
    ),
)

# Matrix products of two matrices, or of stacks of them; vectors arrive as matrices (see functions.py).
MATMUL = multilinear(
    "matmul",
    np.matmul,
    lambda g, y, a, b: unbroadcast(g @ np.swapaxes(b, -1, -2), np.shape(a)),
    lambda g, y, a, b: unbroadcast(np.swapaxes(a, -1, -2) @ g, np.shape(b)),
)


def _pieces(arrays, axis):
    ends = np.cumsum([np.shape(a)[axis] for a in arrays])
    return [slice(end - np.shape(a)[axis], end) for a, end in zip(arrays, ends, strict=True)]


def _concatenate_tangent(i, t, y, *arrays, axis):
    return np.concatenate([t if j == i else np.zeros(np.shape(a)) for j, a in enumerate(arrays)], axis)


def _concatenate_transpose(i, g, y, *arrays, axis):
    return g[(slice(None),) * (axis % np.ndim(g)) + (_pieces(arrays, axis)[i],)]


CONCATENATE = VariadicRule(
    "concatenate",
    lambda *arrays, axis: np.concatenate(arrays, axis),
    _concatenate_tangent,
    _concatenate_transpose,
)

# A constant array that is one of our numbers all the same, so that its items can be assigned.
FILL = ArrayRule(
    "fill",
    lambda a, value: np.full(np.shape(a), value),
    (lambda t, y, a, value: np.zeros(np.shape(y)),),
    (lambda g, y, a, value: np.zeros(np.shape(a)),),
)
