"""Reverse mode: gradients and pullbacks, from one trace and one backward sweep (slides 18-20)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lecture14.autodiff.graph import Graph


def vjp(f: Callable, *primals):
    """Value of f and its pullback ȳ ↦ ȳ·J (slide 19).

    Parameters
    ----------
    f : callable
    *primals
        The arguments of f: scalars, arrays, or containers of them.

    Returns
    -------
    value
        ``f(*primals)``.
    pullback : callable
        Takes a cotangent in the container and shape of the value, or q of them along a leading axis, and
        returns a tuple with the cotangent of each argument. It may be called any number of times.

    Notes
    -----
    Griewank & Walther (2008), section 3.2.

    Examples
    --------
    >>> value, pullback = vjp(lambda x1, x2: x1 * x2, 3.0, 2.0)
    >>> value, pullback(1.0)
    (6.0, (2.0, 3.0))
    """
    graph = Graph(f, primals, lines=False)
    return graph.value, graph.reverse


def value_and_grad(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The function that returns f's value and its gradient, for f with a scalar value.

    Parameters
    ----------
    f : callable
        Returns a scalar.
    argnums : int or tuple of int
        The arguments to differentiate with respect to; each may be a container of arrays.

    Returns
    -------
    callable
        Takes f's arguments; returns (value, gradient). The gradient has the container and shape of the
        argument; for a tuple of argnums it is a tuple of such.

    Raises
    ------
    ValueError
        When called, if f's value is no scalar (use `jacobian`), or an argument does not exist.

    Examples
    --------
    >>> value_and_grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0]))
    (5.0, array([2., 4.]))
    """

    def both(*args, **kwargs):
        chosen = (argnums,) if isinstance(argnums, int) else tuple(argnums)
        for n in chosen:
            if not -len(args) <= n < len(args):
                raise ValueError(f"argnums has {n}; expected positions among the {len(args)} arguments")
        positions = [n % len(args) for n in chosen]

        def of_chosen(*values):
            full = list(args)
            for position, value in zip(positions, values, strict=True):
                full[position] = value
            return f(*full, **kwargs)

        graph = Graph(of_chosen, tuple(args[n] for n in positions), lines=False)
        value = graph.value
        shape = "a container" if isinstance(graph.outputs, tuple | list | dict) else np.shape(value)
        if shape != ():
            raise ValueError(
                f"f returned {_what(shape)}; expected a scalar: use jacobian, or vjp with a cotangent"
            )
        gradient = graph.reverse(1.0)
        return value, gradient[0] if isinstance(argnums, int) else gradient

    return both


def _what(shape) -> str:
    return shape if isinstance(shape, str) else f"an array of shape {shape}"


def grad(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The gradient function of f, in reverse mode; see `value_and_grad`.

    Examples
    --------
    >>> grad(lambda x1, x2: x1 * x2 + np.sin(x1), argnums=(0, 1))(0.0, 2.0)
    (3.0, 0.0)
    """
    both = value_and_grad(f, argnums)

    def gradient(*args, **kwargs):
        return both(*args, **kwargs)[1]

    return gradient
