"""What users call: `jvp` and `derivative` in forward mode (slides 7-11, 17), `vjp` and `grad` in reverse mode
(slides 18-20)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lecture14.autodiff.core.boundary import check_function, checked, positions, read, read_arguments, running
from lecture14.autodiff.core.chain_rule import has_nan
from lecture14.autodiff.core.dual import Dual, seeded
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.tape import new_level, takes_derivatives
from lecture14.autodiff.core.writing import own
from lecture14.autodiff.support.tree import leaves, leaves_like, rebuilt, tree_map


@takes_derivatives
def jvp(f: Callable, primals, tangents):
    """Value of f and its derivative along the given directions: J·ẋ (slide 19), in one forward sweep.

    Parameters
    ----------
    f : callable
        A function of scalars and arrays, returning a scalar or an array, or a tuple, list or dict of them.
    primals : tuple
        The arguments x of f: scalars, arrays, or containers of them. A lone scalar or array stands for a
        tuple of one. An argument that is a list of numbers, or of equally long lists of
        numbers, is an array.
    tangents : tuple
        A direction ẋ for each argument, in its container and shape, or ``(p, *shape)`` for p directions at
        once.

    Returns
    -------
    value, tangent
        f(x), and J·ẋ of the same shape, or ``(p, *shape)`` for p directions.

    Raises
    ------
    TypeError
        If f returns what is no number (a forgotten `return`), or an argument is none.
    ValueError
        If the numbers of primals and tangents differ, or the shapes do not match.
    LeakedValue
        If f computes with a number of a derivative that has ended.

    Notes
    -----
    Numbers answer as NumPy's do: ``x > 0`` is a truth value of NumPy's, and the sum of two of them is true, not 2;
    ``int(x > 0) + int(z > 0)`` counts.

    Griewank & Walther (2008), section 3.1. Where a nan comes out, f runs once more, on a graph, to tell zeros that
    are known to be zero from those that were computed (see `core.activity`).

    Examples
    --------
    >>> value, slope = jvp(lambda x1, x2: x1 * x2 + np.sin(x1), (1.5, 2.0), (0.0, 1.0))
    >>> round(value, 4), slope
    (3.9975, 1.5)
    >>> jvp(lambda p: p["a"] * p["b"], {"a": 2.0, "b": 3.0}, {"b": 1.0, "a": 0.0})
    (6.0, 2.0)
    """
    check_function(f)
    primals = read_arguments(primals if isinstance(primals, tuple) else (primals,))
    tangents = tangents if isinstance(tangents, tuple) else (tangents,)
    if len(primals) != len(tangents):
        raise ValueError(f"tangents has {len(tangents)} entries; expected one a primal, {len(primals)}")
    points, directions = leaves(primals), leaves_like(tangents, primals)
    if len(points) != len(directions):
        raise ValueError(f"tangents has {len(directions)} leaves; expected one a primal, {len(points)}")
    level = new_level()
    duals = [seeded(x, t, level) for x, t in zip(points, directions, strict=True)]
    counts = {d.directions for d in duals}
    if len(counts) > 1:
        raise ValueError(f"tangents have different numbers of directions: {[d.directions for d in duals]}")
    p = counts.pop() if counts else None
    with running(level):
        result = checked(f(*rebuilt(primals, duals)), level)
    tangent = tree_map(lambda y: tangent_at(y, level, p), result)
    if any(map(has_nan, leaves(tangent))):  # a known zero times infinity? The graph's sweep can tell.
        tangent = Recording(f, primals, lines=False).forward(*tangents)
    return tree_map(lambda y: primal_at(y, level), result), tangent


def primal_at(y, level: float):
    """The value of a result, seen from outside the derivative of this level."""
    return own(y.primal) if isinstance(y, Dual) and y.level == level else y


def tangent_at(y, level: float, directions: int | None):
    """The tangent of a result; zeros where it does not depend on the inputs."""
    if isinstance(y, Dual) and y.level == level:
        return own(y.tangent)
    shape = np.shape(y) if directions is None else (directions, *np.shape(y))
    return np.zeros(shape) if shape else 0.0


def derivative(f: Callable, argnum: int = 0) -> Callable:
    """The derivative function of f with respect to one scalar argument: R → R or R → Rᵐ, in forward mode.

    Parameters
    ----------
    f : callable
        Returns a scalar or an array (or a container of them).
    argnum : int
        Which argument to differentiate with respect to; it must be a scalar.

    Returns
    -------
    callable
        Takes f's arguments and returns df/dx in the shape of f's value.

    Raises
    ------
    ValueError
        When called with an array in that place (use `grad` or `jacobian`), or when f has no such argument.

    Examples
    --------
    >>> derivative(np.sin)(0.0)
    1.0
    >>> derivative(lambda x: x * derivative(lambda y: x + y)(1.0))(1.0)
    1.0
    """

    check_function(f)

    def df(*args, **kwargs):
        (position,) = positions(argnum, len(args), "argnum")
        x = read(args[position], f"argument {position}")
        if isinstance(x, dict | tuple | list) or np.shape(x) != ():
            shape = "is a container" if isinstance(x, dict | tuple | list) else f"has shape {np.shape(x)}"
            raise ValueError(
                f"argument {position} {shape}; expected a scalar, shape (): use grad or jacobian"
            )

        def along(x):
            return f(*args[:position], x, *args[position + 1 :], **kwargs)

        return jvp(along, (x,), (1.0,))[1]

    df.__name__ = f"derivative_of_{getattr(f, '__name__', 'f')}"
    return df


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
    check_function(f)
    graph = Recording(f, primals, lines=False)
    return graph.value, graph.reverse


def value_and_grad(f: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The function that returns f's value and its gradient, for f with a scalar value.

    Parameters
    ----------
    f : callable
        Returns a scalar.
    argnums : int or tuple of int
        The arguments to differentiate with respect to; each may be a container of arrays. An argument that
        is a list of numbers, or of equally long lists of numbers, is an array.

    Returns
    -------
    callable
        Takes f's arguments; returns (value, gradient). The gradient has the container and shape of the
        argument; for a tuple of argnums it is a tuple of such.

    Raises
    ------
    TypeError
        If f is no function; when called, if f returns what is no number (a forgotten `return`), or argnums or an
        argument is none.
    ValueError
        When called, if f's value is no scalar (use `jacobian`), or an argument does not exist or is named twice.

    Examples
    --------
    >>> value_and_grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0]))
    (5.0, array([2., 4.]))
    """

    check_function(f)

    def both(*args, **kwargs):
        chosen = positions(argnums, len(args), "argnums")

        def of_chosen(*values):
            full = list(args)
            for position, value in zip(chosen, values, strict=True):
                full[position] = value
            return f(*full, **kwargs)

        point = tuple(read(args[n], f"argument {n}") for n in chosen)
        graph = Recording(of_chosen, point, lines=False)
        value = graph.value
        shape = "a container" if isinstance(graph.outputs, tuple | list | dict) else np.shape(value)
        if shape != ():
            raise ValueError(
                f"f returned {_what(shape)}; expected a scalar: use jacobian, or vjp with a cotangent"
            )
        gradient = graph.reverse(1.0)
        return value, gradient if isinstance(argnums, tuple | list) else gradient[0]

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
