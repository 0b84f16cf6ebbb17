"""The pictures of chapter "Divided differences and their accuracy", slides 5-6."""

from fractions import Fraction
from functools import cache

import numpy as np
from matplotlib.axes import Axes

from lecture14.autodiff import derivative, difference_errors, forward_difference, jvp, optimal_step
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)

#: The points of slide 6, with a look for each.
POINTS = {10.0: (BLUE, "-", "o"), 0.1: (ORANGE, "--", "^"), 0.001: (GREEN, "-.", "s")}

#: An error of a tenth of the derivative, or more, is useless; ten roundings are what one desires.
USELESS, DESIRED = 0.1, 10.0

#: Where an error of exactly zero is drawn on a logarithmic axis.
FLOOR = 1e-17

#: The lower edge of the error axes.
BOTTOM = 1e-20


def cube(x):
    """x³ as two products, whose rounding is the same on every machine (slide 6).

    Examples
    --------
    >>> cube(2.0)
    8.0
    """
    return x * x * x


def exact_slope(x: float) -> Fraction:
    """3x² without rounding, at the floating-point number x itself.

    Examples
    --------
    >>> exact_slope(0.5)
    Fraction(3, 4)
    """
    return 3 * Fraction(x) ** 2


class SecantTangent(Picture):
    """The `quotient` for the chosen step, the `slope` of the tangent from AD, and the quotient's `error`."""

    quotient: float
    slope: float
    error: float


#: Eight steps a decade, in digits that are the same on every machine. The left arm is a matter of last bits.
STEPS = np.array([float(f"{h:.12g}") for h in np.geomspace(1e-16, 1.0, 129)])


@cache
def _curve(x: float, scheme: str, dtype: str):
    at = float(np.dtype(dtype).type(x))
    return difference_errors(cube, float(exact_slope(at)), at, h=STEPS, scheme=scheme, dtype=np.dtype(dtype))


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

    data = _curve(x, "forward", "float64")
    errors.loglog(data.h, np.maximum(data.error, FLOOR), color=BLUE, linewidth=1.2)
    errors.loglog([h], [max(error, FLOOR)], "D", color=VERMILION, markersize=8)
    _error_axes(errors, float(np.finfo(float).eps), "error of the secant's slope")
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


def _error_axes(ax: Axes, epsilon: float, title: str, ylabel: str = "error") -> None:
    ax.axhspan(USELESS, 1e5, facecolor=VERMILION, alpha=0.12, linewidth=0)
    ax.axhspan(BOTTOM, DESIRED * epsilon, facecolor=GREEN, alpha=0.15, linewidth=0)
    frame_axes(ax, (5e-17, 2), (BOTTOM, 1e5), "h", ylabel, title)
    ax.set_xticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
    ax.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1, 1e4])
    ax.minorticks_off()
    with lecture_style():
        # Where no curve goes: the right arms leave at the upper right, the predicted steps stand at the lower edge.
        ax.text(7e-17, 5e4, "useless", ha="left", va="top", fontsize=9, color=INK)
        ax.text(1.5, DESIRED * epsilon / 2, "desired", ha="right", va="top", fontsize=9, color=INK)


class ErrorCurves(Picture):
    """For each x: the least error of the quotient (`least`), its step (`best`), the predicted step, and AD's error."""

    least: dict[float, float]
    best: dict[float, float]
    predicted: dict[float, float]
    automatic: dict[float, float]


def error_curves(scheme: str = "forward", precision: str = "float64", relative: bool = False) -> ErrorCurves:
    """Error of divided differences of x³ against the step, at three points, and AD's (slide 6).

    Parameters
    ----------
    scheme : {"forward", "central"}
    precision : {"float64", "float32"}
    relative : bool
        Divide each error by the derivative it belongs to.

    Examples
    --------
    >>> picture = error_curves()
    >>> max(picture.automatic.values()) < 1e-13 < picture.least[10.0]
    True
    """
    dtype = np.dtype(precision)
    epsilon = float(np.finfo(dtype).eps)
    figure, axes = new_figure(5.0, 4.2, Margins(left=0.72))
    ax = axes[0, 0]
    least, best, predicted, automatic = {}, {}, {}, {}
    for x, (colour, style, marker) in POINTS.items():
        at = dtype.type(x)
        exact = exact_slope(float(at))
        scale = float(exact) if relative else 1.0
        data = _curve(x, scheme, precision)
        error = data.error / scale
        # At a few steps rounding happens to cancel: the least error of those around is what one can count on.
        low = int(np.argmin(_typical(error)))
        least[x], best[x] = float(_typical(error)[low]), float(data.h[low])
        predicted[x] = optimal_step(cube, float(at), scheme, epsilon)
        # An array keeps its precision, where a number would be differentiated in double.
        _, tangent = jvp(cube, (np.array([at]),), (np.ones(1, dtype),))
        automatic[x] = abs(float(Fraction(float(tangent[0])) - exact)) / scale
        ax.loglog(data.h, np.maximum(error, FLOOR), color=colour, linestyle=style, linewidth=1.1)
        ax.loglog(
            data.h[4::16],
            np.maximum(error, FLOOR)[4::16],
            marker,
            color=colour,
            markersize=5,
            label=f"x = {x:g}",
        )
        ax.axvline(predicted[x], ymin=0, ymax=0.04, color=colour, linewidth=2)
        ax.plot([predicted[x]], [10 * BOTTOM], marker, color=colour, markersize=5)
    worst = max(automatic.values())
    line = max(worst, 10 * BOTTOM)
    ax.axhline(line, color=INK, linewidth=1.6)
    name = "forward" if scheme == "forward" else "centred"
    _error_axes(
        ax, epsilon, f"{name} differences of x³, {precision}", "relative error" if relative else "error"
    )
    with lecture_style():
        ax.annotate(
            "AD",
            (1e-16, line),
            (0, 3),
            textcoords="offset points",
            va="bottom",
            fontsize=9.5,
            color=INK,
        )
        ax.legend(
            loc="upper center",
            bbox_to_anchor=(0.56, 0.995),
            ncols=3,
            fontsize=8.5,
            handlelength=1,
            columnspacing=1,
        )
    kind = "relative error" if relative else "error"
    alt = (
        f"Error of {name} differences of x³ in {precision} against h: a V for each x. The least {kind} is "
        + (", ".join(f"{least[x]:.0e} near h = {best[x]:.0e} for x = {x:g}" for x in POINTS))
    )
    alt += (
        f"; automatic differentiation is a flat line at {worst:.0e}."
        if worst
        else "; automatic differentiation is a flat line at 0."
    )
    return ErrorCurves(figure, alt, least, best, predicted, automatic)


def _typical(error: np.ndarray, reach: int = 3) -> np.ndarray:
    """The running median of an error curve, over a decade of steps."""
    padded = np.pad(error, reach, mode="edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1)
