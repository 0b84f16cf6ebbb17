"""Slide 5: secants that turn towards the tangent, and away from it again."""

import numpy as np

from lecture14.autodiff import derivative, forward_difference, optimal_step
from lecture14.figures.differences.errors import BOTTOM, POINTS, error_axes
from lecture14.figures.differences.measured import cube, errors_of, exact_slope
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, GREEN, VERMILION, Margins, frame_axes, lecture_style, new_figure


class Secants(Picture):
    """`slopes` of the secants of x³ from 1 to 1 + h, for each of the steps `h`."""

    h: tuple[float, ...]
    slopes: tuple[float, ...]


def secants() -> Secants:
    """Three secants of x³ that turn towards the tangent at 1 (slide 5).

    Examples
    --------
    >>> [round(slope, 6) for slope in secants().slopes]
    [7.0, 4.75, 3.64]
    """
    steps = (1.0, 0.5, 0.2)
    slopes = tuple(float(forward_difference(cube, 1.0, h)) for h in steps)
    figure, axes = new_figure(5.0, 3.2)
    ax = axes[0, 0]
    grid = np.linspace(0, 2.2, 89)
    ax.plot(grid, cube(grid), color=BLUE)
    ax.plot(
        grid, 1 + derivative(cube)(1.0) * (grid - 1), color=GREEN, linestyle="--", label="tangent: slope 3"
    )
    for h, slope, (_, style, marker) in zip(steps, slopes, POINTS.values(), strict=True):
        ax.plot(
            [1, 1 + h], [1, cube(1 + h)], color=VERMILION, linestyle=style, linewidth=1.3, marker=marker,
            label=f"h = {h:g}: slope {slope:.3g}",
        )  # fmt: skip
    frame_axes(ax, (0, 2.2), (-1.5, 9), "x", "x³", "secants through x = 1 and x = 1 + h")
    with lecture_style():
        ax.legend(loc="upper left", fontsize=9)
    said = ", ".join(f"{slope:.3g} for h = {h:g}" for h, slope in zip(steps, slopes, strict=True))
    alt = f"The curve x³ with its tangent at 1, of slope 3, and three secants from there: slope {said}."
    return Secants(figure, alt, steps, slopes)


class SecantTangent(Picture):
    """The `quotient` for the chosen step, the `slope` of the tangent from AD, and the quotient's `error`."""

    quotient: float
    slope: float
    error: float


def secant_tangent(h: float = 0.1) -> SecantTangent:
    """The secant of x³ through 1 and 1 + h, the tangent, and the error of the secant's slope (slides 5-6).

    Parameters
    ----------
    h : float
        The step, from 1 down to where 1 + h is 1.

    Examples
    --------
    >>> round(secant_tangent(0.1).quotient, 6)
    3.31
    >>> secant_tangent(1e-16).quotient
    0.0
    """
    x = 1.0
    quotient, slope = float(forward_difference(cube, x, h)), float(derivative(cube)(x))
    error = abs(quotient - float(exact_slope(x)))

    figure, axes = new_figure(5.0, 5.2, Margins(left=0.72, between=0.6), nrows=2, height_ratios=[1.15, 1])
    curve, errors = axes[:, 0]
    grid = np.linspace(0, 2.2, 89)
    curve.plot(grid, cube(grid), color=BLUE)
    curve.plot(
        grid, 1 + slope * (grid - x), color=GREEN, linestyle="--", linewidth=1.4, label="tangent: exact"
    )
    curve.plot(grid, 1 + quotient * (grid - x), color=VERMILION, linewidth=1.4, label="secant: approximate")
    curve.plot([x, x + h], [1, cube(x + h)], "o", color=VERMILION, markersize=6)
    frame_axes(
        curve, (0, 2.2), (-1.5, 9), "", "x³", f"h = {h:.1e}: secant {quotient:.10f}, tangent {slope:g}"
    )
    with lecture_style():
        curve.legend(loc="upper left", fontsize=9)

    data = errors_of(x, "forward", "float64")
    errors.loglog(data.h, np.maximum(data.error, BOTTOM), color=BLUE, linewidth=1.2)
    errors.loglog([h], [max(error, BOTTOM)], "D", color=VERMILION, markersize=8)
    error_axes(errors, float(np.finfo(float).eps), "error of the secant's slope")
    alt = (
        f"Step h = {h:.1e}: the secant of x³ at 1 has slope {quotient:.6g}, the tangent {slope:g}; the error is "
        + (f"{error:.1e}, {_arm(h, x)}.")
    )
    return SecantTangent(figure, alt, quotient, slope, error)


def _arm(h: float, x: float) -> str:
    best = optimal_step(cube, x)
    if h > 10 * best:
        return "mostly the formula's own error, which shrinks with h"
    if h < best / 10:
        return "mostly rounding, which grows as h shrinks"
    return "about as small as this quotient can get"
