"""Jacobians by columns or by rows, Hessians, and Hessian-vector products (slides 19-21)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np

from lecture14.autodiff.core.boundary import check_function, positions, read
from lecture14.autodiff.core.chain_rule import identity_rows
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.derivatives import grad, jvp
from lecture14.autodiff.support.tree import leaves, rebuilt, tree_map

MODES = ("auto", "forward", "reverse")


class Jacobian:
    """The Jacobian function of f; made by `jacobian`.

    Attributes
    ----------
    choice : str or None
        What the last call did and why, in words; None before the first call.
    """

    def __init__(self, f: Callable, mode: str, argnum: int):
        self.f = f
        self.mode = mode
        self.argnum = argnum
        self.choice: str | None = None

    def __call__(self, *args, **kwargs):
        (position,) = positions(self.argnum, len(args), "argnum")
        x = read(args[position], f"argument {position}")
        x = tree_map(lambda leaf: leaf if hasattr(leaf, "ndim") else np.asarray(leaf, dtype=float), x)

        def along(value):
            return self.f(*args[:position], value, *args[position + 1 :], **kwargs)

        n = _size(x)
        if self.mode == "forward":
            self.choice = f"forward: asked for; {n} columns, one an input"
            return _by_columns(along, x)
        graph = Recording(along, (x,), lines=False)
        m = _size(graph.value)
        if self.mode == "reverse":
            self.choice = f"reverse: asked for; {m} rows, one an output"
            return _by_rows(graph)
        if m < n:
            self.choice = f"reverse: {m} rows are fewer than {n} columns"
            return _by_rows(graph)
        self.choice = f"forward: {n} columns are no more than {m} rows"
        return _by_columns(along, x)


def _shapes(tree) -> list[tuple[int, ...]]:
    return [np.shape(leaf) for leaf in leaves(tree)]


def _size(tree) -> int:
    return sum(map(math.prod, _shapes(tree)))


def _by_columns(along: Callable, x):
    """All columns at once, as directions of one forward sweep, and each cut into blocks, one a leaf of x."""
    shapes = _shapes(x)
    columns = jvp(along, (x,), (rebuilt(x, identity_rows(shapes)),))[1]

    def blocks(column):
        last = np.moveaxis(column, 0, -1)

        def block(start, shape):
            part = last[..., start : start + math.prod(shape)]
            return np.reshape(part, np.shape(part)[:-1] + shape)

        return rebuilt(x, map(block, _starts(shapes), shapes))

    return tree_map(blocks, columns)


def _by_rows(graph: Recording):
    """All rows at once, as cotangents of one reverse sweep, and each cut into blocks, one a leaf of f's value."""
    shapes = _shapes(graph.value)
    (rows,) = graph.reverse(rebuilt(graph.value, identity_rows(shapes)))

    def blocks(start, shape):
        return tree_map(
            lambda row: np.reshape(row[start : start + math.prod(shape)], shape + np.shape(row)[1:]), rows
        )

    return rebuilt(graph.value, map(blocks, _starts(shapes), shapes))


def _starts(shapes: list[tuple[int, ...]]):
    return itertools.accumulate(map(math.prod, shapes), initial=0)


def jacobian(f: Callable, mode: str = "auto", argnum: int = 0) -> Jacobian:
    """The Jacobian function of f with respect to one argument.

    Parameters
    ----------
    f : callable
        Returns a scalar or an array, or a container of them.
    mode : {"auto", "forward", "reverse"}
        "forward" sweeps once an input and yields columns, "reverse" sweeps once an output and yields rows
        (slide 19; all sweeps run together, as directions of one). "auto" runs f once, recorded, and counts: the
        numbers in the argument, and those in f's value. It takes reverse where the value's are fewer, else
        forward, for which f runs again, with tangents. It measures neither time nor memory; where a recording is
        too large, ask for "forward", which makes none.
    argnum : int
        Which argument: a scalar or an array, or a container of them. An argument that is a list of numbers, or
        of equally long lists of numbers, is an array. For several arguments, let f take them in one tuple.

    Returns
    -------
    Jacobian
        A function of f's arguments; its value has shape `(*f(x).shape, *x.shape)`. For containers it is f's
        container with, at each leaf, x's container of such blocks. Its attribute `choice` says what "auto"
        did.

    Examples
    --------
    >>> J = jacobian(lambda x: np.stack([x[0] * x[1], x[0], x[1] ** 2]))
    >>> J(np.array([2.0, 3.0]))
    array([[3., 2.],
           [1., 0.],
           [0., 6.]])
    >>> J.choice
    'forward: 2 columns are no more than 3 rows'
    >>> jacobian(lambda p: p["w"] * p["b"])({"w": np.array([2.0, 3.0]), "b": 5.0})
    {'w': array([[5., 0.],
           [0., 5.]]), 'b': array([2., 3.])}
    """
    check_function(f)
    if mode not in MODES:
        raise ValueError(f"mode is {mode!r}; expected one of {', '.join(map(repr, MODES))}")
    return Jacobian(f, mode, argnum)


def hessian(f: Callable, argnum: int = 0) -> Callable:
    """The Hessian function of a scalar f: forward over reverse, all columns in one sweep.

    Returns
    -------
    callable
        Its value has shape `(*x.shape, *x.shape)`; for a container x, it is a container of containers of such
        blocks.

    Notes
    -----
    Griewank & Walther (2008), section 5.3.

    Examples
    --------
    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([3.0, 2.0]))
    array([[4., 6.],
           [6., 0.]])
    """
    return jacobian(grad(f, argnum), mode="forward", argnum=argnum)


def hvp(f: Callable) -> Callable:
    """The function (x, v) ↦ H·v of a scalar f, without forming H: one forward sweep over one reverse sweep.

    Examples
    --------
    >>> hvp(lambda x: x[0] ** 2 * x[1])(np.array([3.0, 2.0]), np.array([1.0, 0.0]))
    array([4., 6.])
    """

    check_function(f)

    def product(x, v):
        return jvp(grad(f), (x,), (v,))[1]

    return product
