"""Does the derivative agree with itself? Every mode against every other and differences (slide 21)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lecture14.autodiff.core.boundary import check_function, checked, one_result, read_arguments, scalar
from lecture14.autodiff.core.number import as_real
from lecture14.autodiff.derivatives import grad, jvp
from lecture14.autodiff.graph import Graph
from lecture14.autodiff.support.formatting import number
from lecture14.autodiff.support.tree import leaves, leaves_like, rebuilt


class DerivativeMismatch(AssertionError):
    """Two ways to the same derivative gave different numbers."""


class Comparison(NamedTuple):
    """Two numbers that ought to agree.

    Attributes
    ----------
    what : str
        What was compared, `forward mode against differences`.
    argument : int
        The position of the argument (of its leaf, for containers).
    left, right : float
    """

    what: str
    argument: int
    left: float
    right: float


def check_derivatives(
    f: Callable,
    *args,
    order: int = 2,
    gradient: Callable | None = None,
    directions: int = 2,
    tolerance: float = 1e-5,
    seed: int = 0,
) -> list[Comparison]:
    """Compare forward mode, reverse mode, replayed sweeps and central differences along random directions.

    Parameters
    ----------
    f : callable
        Returns a scalar or an array.
    *args
        The point: scalars, arrays, or containers of them.
    order : {1, 2}
        2 compares second derivatives too: forward over reverse, reverse over forward, and differences.
    gradient : callable, optional
        A gradient of a scalar f to check as well, written by hand: takes the arguments, returns what
        `grad(f, argnums=all)` would (for one argument, its gradient alone).
    directions : int
        Random directions an argument.
    tolerance : float
        Relative difference above which two numbers disagree.
    seed : int
        Of the random directions.

    Returns
    -------
    list of Comparison
        Everything that was compared.

    Raises
    ------
    DerivativeMismatch
        Naming the point, the argument, its entry, what was compared and both numbers.

    Examples
    --------
    >>> len(check_derivatives(lambda x1, x2: x1 * x2 + np.sin(x1), 1.5, 2.0)) > 10
    True
    >>> try:
    ...     check_derivatives(np.sin, 1.0, gradient=lambda x: 1.0005 * np.cos(x))
    ... except DerivativeMismatch as mismatch:
    ...     print(mismatch)
    at 1.0, argument 0: the given gradient is 0.540572, reverse mode gives 0.540302
    """
    if order not in (1, 2):
        raise ValueError(f"order is {order!r}; expected 1 or 2")
    check_function(f)
    if gradient is not None:
        check_function(gradient, "gradient")
    if not isinstance(directions, int | np.integer):
        raise TypeError(f"directions is {directions!r}; expected an integer")
    tolerance = scalar(tolerance, "tolerance")
    checker = _Checker(f, read_arguments(args), tolerance, np.random.default_rng(seed))
    for argument in range(len(checker.point)):
        for _ in range(directions):
            checker.first_order(argument, gradient)
            if order == 2:
                checker.second_order(argument)
    return checker.done


class _Checker:
    def __init__(self, f: Callable, args: tuple, tolerance: float, rng: np.random.Generator):
        self.args = args
        self.point = [as_real(x, f"argument {i}") for i, x in enumerate(leaves(args))]
        self.f = lambda *point: f(*rebuilt(args, point))
        self.tolerance = tolerance
        self.rng = rng
        self.done: list[Comparison] = []
        value = np.asarray(one_result(self.f(*self.point)), dtype=float)
        self.weights = rng.normal(size=value.shape) if value.ndim else 1.0

    def scalar(self, *point):
        """f's value, or a random combination of its entries."""
        return np.sum(self.weights * self.f(*point))

    def _along(self, argument: int, v) -> tuple:
        return tuple(v if k == argument else np.zeros(np.shape(x)) for k, x in enumerate(self.point))

    def _moved(self, argument: int, v, h: float) -> list:
        return [x + h * v if k == argument else x for k, x in enumerate(self.point)]

    def _difference(self, g: Callable, argument: int, v):
        """The centred difference of g along v, Richardson's combination of the steps h and 2h."""
        h = 1e-3 * max(1.0, float(np.max(np.abs(self.point[argument]), initial=0.0)))
        h /= max(1.0, float(np.max(np.abs(v), initial=0.0)))

        def quotient(step: float):
            return (g(*self._moved(argument, v, step)) - g(*self._moved(argument, v, -step))) / (2 * step)

        return (4 * quotient(h) - quotient(2 * h)) / 3

    def first_order(self, argument: int, gradient: Callable | None) -> None:
        """All first derivatives along one random direction of one argument."""
        v = self.rng.normal(size=np.shape(self.point[argument]))
        tangents = self._along(argument, v)
        forward = jvp(self.scalar, tuple(self.point), tangents)[1]
        graph = Graph(self.scalar, tuple(self.point), lines=False)
        reverse = graph.reverse()[argument]
        replayed = graph.replay(*self.point)
        self.compare(
            "forward mode", forward, "differences", self._difference(self.scalar, argument, v), argument
        )
        self.compare("reverse mode", np.sum(reverse * v), "forward mode", forward, argument)
        self.compare("the graph's forward sweep", graph.forward(*tangents), "forward mode", forward, argument)
        self.compare("a replayed reverse sweep", np.sum(replayed.reverse()[argument] * v), "reverse mode",
                     np.sum(reverse * v), argument)  # fmt: skip
        if gradient is not None:
            given = checked(gradient(*self.args), 0.0)
            given = leaves_like(given if len(self.args) > 1 else (given,), self.args)[argument]
            if np.shape(given) != np.shape(reverse):
                raise DerivativeMismatch(
                    f"the given gradient of argument {argument} has shape {np.shape(given)}; "
                    f"expected {np.shape(reverse)}"
                )
            for entry in np.ndindex(np.shape(reverse)):
                mine, theirs = np.asarray(reverse)[entry], np.asarray(given)[entry]
                self.compare("the given gradient", theirs, "reverse mode", mine, argument, entry)

    def second_order(self, argument: int) -> None:
        """All second derivatives along two random directions of one argument."""
        v, w = self.rng.normal(size=(2, *np.shape(self.point[argument])))
        point, tangents = tuple(self.point), self._along(argument, v)

        def slope(*point):
            return jvp(self.scalar, point, tangents)[1]

        forward_forward = jvp(slope, point, self._along(argument, w))[1]
        reverse_forward = np.sum(np.asarray(grad(slope, argument)(*point)) * w)
        forward_reverse = np.sum(jvp(grad(self.scalar, argument), point, tangents)[1] * w)
        difference = self._difference(slope, argument, w)
        self.compare(
            "forward over forward", forward_forward, "differences of the slope", difference, argument
        )
        self.compare(
            "reverse over forward", reverse_forward, "forward over forward", forward_forward, argument
        )
        self.compare(
            "forward over reverse", forward_reverse, "forward over forward", forward_forward, argument
        )

    def compare(self, left_name, left, right_name, right, argument: int, entry: tuple = ()) -> None:
        """Note two numbers, and raise where they disagree."""
        left, right = float(left), float(right)
        self.done.append(Comparison(f"{left_name} against {right_name}", argument, left, right))
        if abs(left - right) <= self.tolerance * max(abs(left), abs(right), 1e-3) or left == right:
            return
        point = ", ".join(map(number, self.point))
        place = f"argument {argument}" + (f"[{', '.join(map(str, entry))}]" if entry else "")
        if not entry and np.shape(self.point[argument]):
            place += " along a random direction"
        raise DerivativeMismatch(
            f"at {point}, {place}: {left_name} is {left:.6g}, {right_name} gives {right:.6g}"
        )
