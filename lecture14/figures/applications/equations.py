"""Slide 23, equations solved by Newton's method: two curves that cross, and a stiff problem."""

from functools import cache

import numpy as np

from lecture14.applications import stiff
from lecture14.applications.equations import circle_and_exponential, newton
from lecture14.autodiff import jacobian
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
    new_figure,
)

#: Where a reader may start Newton's method.
STARTS = {"(1, −1)": (1.0, -1.0), "(0, −2.5)": (0.0, -2.5), "(2, 2)": (2.0, 2.0)}


class NewtonIterates(Picture):
    """`points` visited up to the chosen iteration, and the `residuals` there; no more once the equations are solved."""

    points: np.ndarray
    residuals: np.ndarray


def newton_iterates(start: str = "(1, −1)", iteration: int = 1) -> NewtonIterates:
    """Newton's iterates for a circle and an exponential, with the two straight lines that yield the next.

    Parameters
    ----------
    start : str
        A key of `STARTS`.
    iteration : int
        How many steps to take.

    Examples
    --------
    >>> newton_iterates("(1, −1)", 4).points[-1].round(4)
    array([ 1.0042, -1.7296])
    """
    path = newton(circle_and_exponential, STARTS[start])
    last = min(iteration, len(path.points) - 1)
    points, residuals = path.points[: last + 1], path.residuals[: last + 1]
    x = points[-1]
    stopped = f"solved at iterate {last}"
    past = "" if iteration == last else f", {stopped}"
    reached = f"iterate {last} from {start}" if iteration == last else f"iteration {iteration}: {stopped}"
    F, J = circle_and_exponential(x), jacobian(circle_and_exponential)(x)

    figure, axes = new_figure(5.0, 2.9, Margins(between=0.75), ncols=2, width_ratios=[1.45, 1])
    plane, right = axes[0]
    angle = np.linspace(0, 2 * np.pi, 73)
    plane.plot(2 * np.cos(angle), 2 * np.sin(angle), color=BLUE, label="F₁ = 0")
    grid = np.linspace(-3.2, 1.4, 40)
    plane.plot(grid, 1 - np.exp(grid), color=GREEN, linestyle="--", label="F₂ = 0")
    if np.linalg.norm(F) > 1e-3:
        for value, (a, b), colour, line in zip(F, J, (BLUE, GREEN), ("-", "--"), strict=True):
            # value + a (u − x₁) + b (v − x₂) = 0, drawn along its own direction
            foot = x - value * np.array([a, b]) / (a * a + b * b)
            along = np.array([-b, a]) / np.hypot(a, b)
            ends = foot + np.array([[-9.0], [9.0]]) * along
            plane.plot(*ends.T, color=colour, linestyle=line, linewidth=0.9, alpha=0.8)
    plane.plot(*points.T, color=MUTED, linewidth=1, marker="o", markersize=4)
    plane.plot(*x, color=VERMILION, marker="D", markersize=7, linestyle="none")
    frame_axes(plane, (-3.2, 3.2), (-3.2, 3.2), "x₁", "x₂", reached)
    plane.set_aspect("equal")
    shown = np.maximum(residuals, 1e-16)
    right.semilogy(range(last + 1), shown, color=MUTED, linewidth=1, marker="o", markersize=4)
    right.plot(last, shown[-1], color=VERMILION, marker="D", markersize=7)
    right.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
    frame_axes(right, (-0.5, 8.5), (2e-17, 40), "iteration", "", "residual ‖F‖")
    size = f"{residuals[-1]:.2g}" if residuals[-1] > 1e-9 else "below 1e-9"
    alt = (
        f"Newton's method from {start}{past}: iterate {last} is ({x[0]:.4f}, {x[1]:.4f}); its residual is {size}. "
        + (
            "The next iterate lies where the two straight lines, the linearised equations, cross."
            if np.linalg.norm(F) > 1e-3
            else "It lies on both curves, as far as the eye can tell."
        )
    )
    return NewtonIterates(figure, alt, points, residuals)


class StiffJacobians(Picture):
    """Newton iterations by the step `h` of differences, `absolute` or `scaled` (nan where they failed), and `exact`."""

    h: np.ndarray
    absolute: np.ndarray
    scaled: np.ndarray
    exact: int


#: The times of the chapter's Robertson problem, which are 0 and 50 that grow in even steps of the logarithm.
TIMES = np.concatenate([[0.0], np.geomspace(1e-3, 1e4, 50)])


@cache
def robertson_solution() -> stiff.Solution:
    """Robertson's problem on `TIMES`, with Jacobians from forward mode."""
    return stiff.implicit_solve(stiff.robertson, [1.0, 0.0, 0.0], TIMES)


#: The size below which the scaled step of an unknown no longer shrinks with it.
FLOOR = 1e-6


@cache
def difference_iterations(h: float, floor: float | None = None) -> float:
    """Newton iterations for Robertson's problem with Jacobians by differences; nan if a step failed.

    Parameters
    ----------
    h, floor : float
        As in `difference_jacobian`.

    Examples
    --------
    >>> difference_iterations(1e-2)
    nan
    """
    J = stiff.difference_jacobian(stiff.robertson, h, floor)
    solution = stiff.implicit_solve(stiff.robertson, [1.0, 0.0, 0.0], TIMES, J)
    return np.nan if solution.failed else float(solution.iterations)


def stiff_jacobians() -> StiffJacobians:
    """Robertson's problem, and what its solution costs with Jacobians by differences."""
    solution = robertson_solution()
    h = 10.0 ** np.arange(-16, -2)
    absolute = np.array([difference_iterations(step) for step in h])
    scaled = np.array([difference_iterations(step, FLOOR) for step in h])

    figure, axes = new_figure(5.0, 3.2, Margins(between=0.8), ncols=2, width_ratios=[1, 1.15])
    left, right = axes[0]
    for values, colour, line, text, at in [
        (solution.y[1:, 0], BLUE, "-", "y₁", (0.01, 0.91)),
        (2e4 * solution.y[1:, 1], VERMILION, "--", "20000 y₂", (0.0016, 0.78)),
        (solution.y[1:, 2], GREEN, "-.", "y₃", (500, 0.84)),
    ]:
        left.semilogx(solution.t[1:], values, color=colour, linestyle=line)
        with lecture_style():
            left.text(*at, text, color=INK)
    left.set_xticks([1e-2, 1, 1e2, 1e4])
    frame_axes(left, (7e-4, 2e4), (0, 1.05), "time", "", "concentrations")
    right.axhline(solution.iterations, color=BLUE, linestyle="--", label="forward mode")
    for counts, colour, marker, fails, name in [
        (absolute, VERMILION, "o", 560, "step h"),
        (scaled, GREEN, "^", 580, "step h · size"),
    ]:
        right.semilogx(h, counts, color=colour, marker=marker, markersize=4, linewidth=1.2, label=name)
        failed = h[np.isnan(counts)]
        right.plot(failed, np.full(len(failed), fails), color=colour, marker="x", linestyle="none")
    right.set_xticks([1e-16, 1e-12, 1e-8, 1e-4])
    frame_axes(right, (3e-17, 6e-3), (300, 600), "h (× no solution)", "", "Newton iterations")
    with lecture_style():
        right.legend(loc="upper center", fontsize=8)
    as_good = [h[counts <= 1.01 * solution.iterations] for counts in (absolute, scaled)]
    alt = (
        f"Robertson's problem in {len(TIMES) - 1} steps takes about {round(solution.iterations, -1)} Newton iterations "
        f"with forward mode. Differences do as well for steps from {as_good[0].min():.0e} to {as_good[0].max():.0e}; "
        f"with a step scaled by the size of each unknown, for relative steps from {as_good[1].min():.0e} to "
        f"{as_good[1].max():.0e}."
    ).replace("e-0", "e-")
    return StiffJacobians(figure, alt, h, absolute, scaled, solution.iterations)
