"""Does the derivative agree with itself? Every mode against every other and differences (slide 21)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from lecture14.autodiff.checks.differences import EPSILON
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
        Random directions for each argument.
    tolerance : float
        Relative difference above which two numbers disagree; against differences, beyond the error bar of those.
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

    Notes
    -----
    Differences are central, extrapolated twice (Richardson), with steps relative to the size of each entry, from
    1/16 of it down by quarters until one agrees. What a step's last extrapolation changed, and what rounding can do
    to it, is its error bar. A wrong derivative agrees with no step that can tell.

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


class Difference(NamedTuple):
    """A slope by differences and how far off it may be."""

    slope: float
    bar: float


# Up to which relative error bar a difference can tell a wrong derivative from a right one.
CONCLUSIVE = 1e-4
# What two modes may differ by, against the terms that they add.
ROUNDING = 1e-11
STEPS = tuple(4.0**-k for k in range(2, 19))


def differences(phi: Callable[[float], float]) -> Iterator[Difference]:
    """The slope of phi at 0 by central differences, for ever smaller steps; nan is left out.

    Examples
    --------
    >>> first = next(differences(np.exp))
    >>> bool(abs(first.slope - 1) < first.bar < 1e-6)
    True
    """
    quotients: list[float] = []
    once: list[float] = []
    for h in STEPS:
        with np.errstate(all="ignore"):
            ahead, behind = phi(h), phi(-h)
        quotients.append((ahead - behind) / (2 * h))
        if len(quotients) > 1:
            once.append(quotients[-1] + (quotients[-1] - quotients[-2]) / 15)
        if len(once) > 1:
            slope = once[-1] + (once[-1] - once[-2]) / 255
            rounding = 4 * EPSILON * (max(abs(ahead), abs(behind)) + abs(slope)) / h
            if math.isfinite(slope):
                yield Difference(slope, abs(slope - once[-1]) + rounding)


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
        self.value = abs(float(self.scalar(*self.point)))

    def scalar(self, *point):
        """f's value, or a random combination of its entries."""
        return np.sum(self.weights * self.f(*point))

    def _along(self, argument: int, v) -> tuple:
        return tuple(v if k == argument else np.zeros(np.shape(x)) for k, x in enumerate(self.point))

    def _moved(self, argument: int, v, h: float) -> list:
        return [x + h * v if k == argument else x for k, x in enumerate(self.point)]

    def _direction(self, argument: int):
        """A random direction in which each entry moves by about its own size."""
        x = np.abs(self.point[argument])
        return self.rng.normal(size=np.shape(x)) * np.where(x > 0, x, np.max(x, initial=0.0) or 1.0)

    def _against_differences(self, name: str, slope, of: str, g: Callable, argument: int, v) -> None:
        """Compare a slope of g along v with differences, each with its error bar."""
        slope, best, best_can_tell = float(slope), Difference(np.nan, np.inf), False
        for row in differences(lambda h: float(g(*self._moved(argument, v, h)))):
            can_tell = row.slope == slope or row.bar <= CONCLUSIVE * max(abs(slope), abs(row.slope))
            distance = abs(row.slope - slope) - row.bar
            if can_tell > best_can_tell or (
                can_tell == best_can_tell and not distance >= abs(best.slope - slope) - best.bar
            ):
                best, best_can_tell = row, can_tell
            if best_can_tell and self._agree(slope, *best):
                break
        self.compare(name, slope, of, best.slope, argument, floor=best.bar)

    def _agree(self, slope: float, measured: float, bar: float) -> bool:
        return abs(slope - measured) <= bar + self.tolerance * max(abs(slope), abs(measured))

    def first_order(self, argument: int, gradient: Callable | None) -> None:
        """All first derivatives along one random direction of one argument."""
        v = self._direction(argument)
        tangents = self._along(argument, v)
        forward = jvp(self.scalar, tuple(self.point), tangents)[1]
        graph = Graph(self.scalar, tuple(self.point), lines=False)
        reverse = graph.reverse()[argument]
        replayed = graph.replay(*self.point)
        self._against_differences("forward mode", forward, "differences", self.scalar, argument, v)
        floor = ROUNDING * (self.value + np.sum(np.abs(reverse * v)))
        backward, again = np.sum(reverse * v), np.sum(replayed.reverse()[argument] * v)
        sweep = graph.forward(*tangents)
        self.compare("reverse mode", backward, "forward mode", forward, argument, floor=floor)
        self.compare("the graph's forward sweep", sweep, "forward mode", forward, argument, floor=floor)
        self.compare("a replayed reverse sweep", again, "reverse mode", backward, argument, floor=floor)
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
                floor = ROUNDING * np.max(np.abs(reverse))
                self.compare("the given gradient", theirs, "reverse mode", mine, argument, entry, floor)

    def second_order(self, argument: int) -> None:
        """All second derivatives along two random directions of one argument."""
        v, w = self._direction(argument), self._direction(argument)
        point, tangents = tuple(self.point), self._along(argument, v)

        def slope(*point):
            return jvp(self.scalar, point, tangents)[1]

        forward_forward = jvp(slope, point, self._along(argument, w))[1]
        products = np.asarray(grad(slope, argument)(*point)) * w
        forward_reverse = np.sum(jvp(grad(self.scalar, argument), point, tangents)[1] * w)
        self._against_differences(
            "forward over forward", forward_forward, "differences of the slope", slope, argument, w
        )
        floor = ROUNDING * (self.value + abs(slope(*point)) + np.sum(np.abs(products)))
        for name, second in (
            ("reverse over forward", np.sum(products)),
            ("forward over reverse", forward_reverse),
        ):
            self.compare(name, second, "forward over forward", forward_forward, argument, floor=floor)

    def compare(
        self, left_name, left, right_name, right, argument: int, entry: tuple = (), floor: float = 0.0
    ) -> None:
        """Note two numbers, and raise where they disagree."""
        left, right = float(left), float(right)
        self.done.append(Comparison(f"{left_name} against {right_name}", argument, left, right))
        if left == right or self._agree(left, right, floor):
            return
        point = ", ".join(map(number, self.point))
        place = f"argument {argument}" + (f"[{', '.join(map(str, entry))}]" if entry else "")
        if not entry and np.shape(self.point[argument]):
            place += " along a random direction"
        raise DerivativeMismatch(
            f"at {point}, {place}: {left_name} is {left:.6g}, {right_name} gives {right:.6g}"
        )
