"""Forward mode: derivatives along directions and along a scalar, by dual numbers (slides 7-11, 17)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from lecture14.autodiff.dual import Dual
from lecture14.autodiff.errors import LeakedValue
from lecture14.autodiff.overload import Overloaded, new_level
from lecture14.autodiff.tree import leaves, leaves_like, rebuilt, tree_map


def jvp(f: Callable, primals, tangents):
    """Value of f and its derivative along the given directions: J·ẋ (slide 19), in one forward sweep.

    Parameters
    ----------
    f : callable
        A function of scalars and arrays, returning a scalar or an array, or a tuple, list or dict of them.
    primals : tuple
        The arguments x of f: scalars, arrays, or containers of them. A lone scalar or array stands for a
        tuple of one.
    tangents : tuple
        A direction ẋ for each argument, in its container and shape, or ``(p, *shape)`` for p directions at
        once.

    Returns
    -------
    value, tangent
        f(x), and J·ẋ of the same shape, or ``(p, *shape)`` for p directions.

    Raises
    ------
    ValueError
        If the numbers of primals and tangents differ, or the shapes do not match.

    Notes
    -----
    Griewank & Walther (2008), section 3.1.

    Examples
    --------
    >>> value, slope = jvp(lambda x1, x2: x1 * x2 + np.sin(x1), (1.5, 2.0), (0.0, 1.0))
    >>> round(value, 4), slope
    (3.9975, 1.5)
    >>> jvp(lambda p: p["a"] * p["b"], {"a": 2.0, "b": 3.0}, {"b": 1.0, "a": 0.0})
    (6.0, 2.0)
    """
    primals = primals if isinstance(primals, tuple) else (primals,)
    tangents = tangents if isinstance(tangents, tuple) else (tangents,)
    if len(primals) != len(tangents):
        raise ValueError(f"tangents has {len(tangents)} entries; expected one a primal, {len(primals)}")
    points, directions = leaves(primals), leaves_like(tangents, primals)
    if len(points) != len(directions):
        raise ValueError(f"tangents has {len(directions)} leaves; expected one a primal, {len(points)}")
    level = new_level()
    duals = []
    for x, t in zip(points, directions, strict=True):
        dual = Dual(x, t)
        dual.level = level
        duals.append(dual)
    counts = {d.directions for d in duals}
    if len(counts) > 1:
        raise ValueError(f"tangents have different numbers of directions: {[d.directions for d in duals]}")
    p = counts.pop() if counts else None
    result = f(*rebuilt(primals, duals))
    return tree_map(lambda y: primal_at(y, level), result), tree_map(
        lambda y: tangent_at(y, level, p), result
    )


def primal_at(y, level: float):
    """The value of a result, seen from outside the derivative of this level."""
    if isinstance(y, Dual) and y.level == level:
        return y.primal
    if isinstance(y, Overloaded) and y.level > level:
        raise LeakedValue(
            f"f returned a {type(y).__name__} of another derivative that has already ended: "
            "return its .primal"
        )
    return y


def tangent_at(y, level: float, directions: int | None):
    """The tangent of a result; zeros where it does not depend on the inputs."""
    if isinstance(y, Dual) and y.level == level:
        return y.tangent
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

    def df(*args, **kwargs):
        if not -len(args) <= argnum < len(args):
            raise ValueError(f"argnum is {argnum}; expected a position among the {len(args)} arguments")
        x = args[argnum]
        if np.shape(x) != ():
            raise ValueError(
                f"argument {argnum} has shape {np.shape(x)}; expected a scalar, shape (): "
                "use grad or jacobian"
            )
        position = argnum % len(args)

        def along(x):
            return f(*args[:position], x, *args[position + 1 :], **kwargs)

        return jvp(along, (x,), (1.0,))[1]

    df.__name__ = f"derivative_of_{getattr(f, '__name__', 'f')}"
    return df


__all__: Sequence[str] = ["derivative", "jvp"]
