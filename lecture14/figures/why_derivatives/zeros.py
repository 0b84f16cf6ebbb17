"""Slide 4: Newton's method, which needs a derivative, looks for a zero."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from lecture14.autodiff import jvp
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    minus,
    new_figure,
)


def _kepler(x):
    return x - 0.8 * np.sin(x) - 1.0


#: Functions to solve, as a reader would write them and as code.
FUNCTIONS: dict[str, Callable] = {
    "x² − 2": lambda x: x * x - 2.0,
    "x³ − 2x + 2": lambda x: x**3 - 2.0 * x + 2.0,
    "x − 0.8 sin x − 1": _kepler,
    "arctan x": np.arctan,
}

#: Newton's method stops to be drawn beyond this.
FAR = 1e6


def newton(f: Callable, start: float, steps: int) -> np.ndarray:
    """Newton's iterates; the derivative comes from the code of f.

    Parameters
    ----------
    f : callable
    start : float
    steps : int
        Fewer are made if an iterate leaves the numbers below `FAR`, or where the slope is 0.

    Returns
    -------
    (steps + 1,) array, or shorter

    Examples
    --------
    >>> newton(lambda x: x * x - 2.0, 1.0, 4).round(6)
    array([1.      , 1.5     , 1.416667, 1.414216, 1.414214])
    """
    iterates = [start]
    for _ in range(steps):
        value, slope = jvp(f, (iterates[-1],), (1.0,))
        if slope == 0 or abs(value) > FAR * abs(slope):
            break
        iterates.append(iterates[-1] - value / slope)
    return np.array(iterates, float)


class NewtonSteps(Picture):
    """`iterates` x₀, x₁, …, the last one's `residual` f(x), and the `outcome` in a word."""

    iterates: np.ndarray
    residual: float
    outcome: str


#: How many steps `newton_steps` draws.
STEPS = 8


def newton_steps(function: str = "x² − 2", start: float = 1.0) -> NewtonSteps:
    """Newton's iteration from a start, on the curve and as a list (slide 4).

    Parameters
    ----------
    function : str
        A key of `FUNCTIONS`.
    start : float

    Examples
    --------
    >>> newton_steps("x² − 2", 1.0).outcome
    'converged'
    >>> newton_steps("x³ − 2x + 2", 0.0).outcome
    'cycles'
    """
    f = FUNCTIONS[function]
    iterates = newton(f, start, STEPS)
    residual = float(f(iterates[-1]))
    outcome = _outcome(iterates, residual)

    figure, axes = new_figure(5.0, 3.5, Margins(between=0.1), ncols=2, width_ratios=[2.3, 1])
    curve, table = axes[0]
    grid = np.linspace(-3.5, 3.5, 141)
    curve.axhline(0, color=MUTED, linewidth=0.9)
    curve.plot(grid, f(grid), color=BLUE)
    for k, (a, b) in enumerate(pairwise(iterates)):
        height = float(f(a))
        curve.plot([a, a], [0, height], color=MUTED, linestyle=":", linewidth=1)
        curve.plot([a, b], [height, 0], color=VERMILION, linestyle="--", linewidth=1.2)
        if k < 2 and abs(a) < 3.4 and abs(height) < 5:
            curve.plot([a], [height], "o", color=VERMILION, markersize=6 - 2 * k)
    if outcome == "converged":
        curve.plot([iterates[-1]], [0], "D", color=GREEN, markersize=6)
    frame_axes(curve, (-3.5, 3.5), (-5, 5), "x", "", f"f(x) = {function}")
    frame_axes(table, (0, 1), (0, 1), "", "", "iterates")
    table.axis("off")
    table.title.set_visible(True)
    with lecture_style():
        curve.annotate(
            "x₀", (start, 0), (0, -11 if f(start) > 0 else 9), textcoords="offset points", ha="center",
            va="center", fontsize=9.5, color=INK,
        )  # fmt: skip
        for k, x in enumerate(iterates):
            table.text(0.14, 0.93 - 0.094 * k, f"x{'₀₁₂₃₄₅₆₇₈'[k]}", fontsize=9, color=MUTED)
            table.text(0.34, 0.93 - 0.094 * k, _digits(x), fontsize=9, color=INK)
        table.text(0.14, 0.04, outcome, fontsize=10, color=INK)
    alt = f"Newton's method for {function} from x₀ = {start:.3g}: {_finding(iterates, residual, outcome)}"
    return NewtonSteps(figure, alt, iterates, residual, outcome)


def _finding(iterates: np.ndarray, residual: float, outcome: str) -> str:
    last = f"{iterates[-1]:.4g}"
    if outcome == "converged":
        needed = int(np.argmax(np.abs(iterates - iterates[-1]) < 1e-9))
        return f"after {needed} steps at {iterates[-1]:.8g}, where f vanishes to rounding."
    if outcome == "cycles":
        return f"it jumps between {iterates[-2]:.4g} and {last} and never gets out."
    if outcome == "runs away":
        return f"the iterates leap away from the zero, to {iterates[1]:.4g}, …, {last}."
    if outcome == "stuck":
        return "the slope is 0, the tangent line never meets the axis, and the method stops."
    return f"after {STEPS} steps the iterate is {last}, and f there is {residual:.2g}: not there yet."


def _digits(x: float) -> str:
    # Adding 0.0 takes the sign off a negative number that rounds to zero.
    return minus(f"{round(x, 6) + 0.0:.6f}" if abs(x) < 1000 else f"{x:.2e}")


def _outcome(iterates: np.ndarray, residual: float) -> str:
    if abs(residual) < 1e-9:
        return "converged"
    if len(iterates) <= STEPS:
        return "stuck" if abs(iterates[-1]) < 10 else "runs away"
    if abs(iterates[-1]) > 100:
        return "runs away"
    if abs(iterates[-1] - iterates[-3]) < 1e-6:
        return "cycles"
    return "not there yet"
