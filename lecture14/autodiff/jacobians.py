"""Jacobians by columns or by rows, Hessians, and Hessian-vector products (slides 19-21)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lecture14.autodiff.forward import jvp
from lecture14.autodiff.graph import Graph
from lecture14.autodiff.reverse import grad

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
        if not -len(args) <= self.argnum < len(args):
            raise ValueError(f"argnum is {self.argnum}; expected a position among the {len(args)} arguments")
        position = self.argnum % len(args)
        x = args[position]
        if isinstance(x, tuple | dict):
            raise ValueError(f"argument {self.argnum} is a {type(x).__name__}; expected a scalar or an array")
        x = x if hasattr(x, "ndim") else np.asarray(x, dtype=float)

        def along(value):
            return self.f(*args[:position], value, *args[position + 1 :], **kwargs)

        n = int(np.prod(np.shape(x)))
        if self.mode == "forward":
            self.choice = f"forward: asked for; {n} columns, one an input"
            return self._by_columns(along, x, n)
        graph = Graph(along, (x,), lines=False)
        if isinstance(graph.outputs, tuple | list | dict):
            raise ValueError("f returned a container; expected a scalar or an array: stack its parts")
        m = int(np.prod(np.shape(graph.value)))
        if self.mode == "reverse":
            self.choice = f"reverse: asked for; {m} rows, one an output"
            return self._by_rows(graph, m)
        if m < n:
            self.choice = f"reverse: {m} rows are fewer than {n} columns"
            return self._by_rows(graph, m)
        self.choice = f"forward: {n} columns are no more than {m} rows"
        return self._by_columns(along, x, n)

    def _by_columns(self, along: Callable, x, n: int):
        seeds = np.eye(n).reshape(n, *np.shape(x))
        columns = jvp(along, (x,), (seeds,))[1]
        columns = np.moveaxis(columns, 0, -1)
        return np.reshape(columns, np.shape(columns)[:-1] + np.shape(x))

    def _by_rows(self, graph: Graph, m: int):
        shape = np.shape(graph.value)
        (rows,) = graph.reverse(np.eye(m).reshape(m, *shape))
        return np.reshape(rows, shape + np.shape(rows)[1:])


def jacobian(f: Callable, mode: str = "auto", argnum: int = 0) -> Jacobian:
    """The Jacobian function of f with respect to one argument.

    Parameters
    ----------
    f : callable
        Returns a scalar or an array.
    mode : {"auto", "forward", "reverse"}
        "forward" sweeps once an input and yields columns, "reverse" sweeps once an output and yields rows
        (slide 19; all sweeps run together, as directions of one). "auto" takes the smaller number, forward
        on a tie, since it needs no memory of the intermediate values.
    argnum : int
        Which argument, a scalar or an array.

    Returns
    -------
    Jacobian
        A function of f's arguments; its value has shape `(*f(x).shape, *x.shape)`. Its attribute `choice`
        says what "auto" did.

    Examples
    --------
    >>> J = jacobian(lambda x: np.stack([x[0] * x[1], x[0], x[1] ** 2]))
    >>> J(np.array([2.0, 3.0]))
    array([[3., 2.],
           [1., 0.],
           [0., 6.]])
    >>> J.choice
    'forward: 2 columns are no more than 3 rows'
    """
    if mode not in MODES:
        raise ValueError(f"mode is {mode!r}; expected one of {', '.join(map(repr, MODES))}")
    return Jacobian(f, mode, argnum)


def hessian(f: Callable, argnum: int = 0) -> Callable:
    """The Hessian function of a scalar f: forward over reverse, all columns in one sweep.

    Returns
    -------
    callable
        Its value has shape `(*x.shape, *x.shape)`.

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

    def product(x, v):
        return jvp(grad(f), (x,), (v,))[1]

    return product
