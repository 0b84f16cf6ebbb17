"""The pictures of chapter "Divided differences and their accuracy", slides 5-6."""

from collections.abc import Callable
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

#: The lower edge of the error axes; an error of exactly zero is drawn there.
BOTTOM = 1e-25


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


def digits_left(f: Callable, x: float) -> float:
    """Digits of f′(x) that a forward difference keeps at its best step, as the median of the steps around.

    Parameters
    ----------
    f : callable
        With a derivative other than 0 at x, which AD supplies.
    x : float

    Examples
    --------
    >>> 7 < digits_left(np.exp, 1.0) < 9
    True
    """
    slope = float(derivative(f)(x))
    error = difference_errors(f, slope, x, h=STEPS).error
    return float(-np.log10(np.maximum(_typical(error), np.finfo(float).eps * abs(slope)).min() / abs(slope)))


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
    errors.loglog(data.h, np.maximum(data.error, BOTTOM), color=BLUE, linewidth=1.2)
    errors.loglog([h], [max(error, BOTTOM)], "D", color=VERMILION, markersize=8)
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
    """For each x: the quotient's `least` error and its step, the predicted step, AD's error, steps that beat AD."""

    least: dict[float, float]
    best: dict[float, float]
    predicted: dict[float, float]
    automatic: dict[float, float]
    beaten: dict[float, int]


def error_curves(scheme: str = "forward", precision: str = "float64", relative: bool = False) -> ErrorCurves:
    """Error of divided differences of x³ against the step, at three points, and AD's at each (slide 6).

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
    least, best, predicted, automatic, beaten = {}, {}, {}, {}, {}
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
        beaten[x] = int(np.sum(error < automatic[x]))
        ax.loglog(data.h, np.maximum(error, BOTTOM), color=colour, linestyle=style, linewidth=1.1)
        ax.loglog(
            data.h[4::16],
            np.maximum(error, BOTTOM)[4::16],
            marker,
            color=colour,
            markersize=5,
            label=f"x = {x:g}",
        )
        ax.axvline(predicted[x], ymin=0, ymax=0.04, color=colour, linewidth=2)
        ax.plot([predicted[x]], [10 * BOTTOM], marker, color=colour, markersize=5)
        _automatic_line(ax, x, automatic[x])
    name = "forward" if scheme == "forward" else "centred"
    _error_axes(
        ax, epsilon, f"{name} differences of x³, {precision}", "relative error" if relative else "error"
    )
    with lecture_style():
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
    flat = ", ".join(f"{automatic[x]:.0e}" if automatic[x] else "0" for x in POINTS)
    alt += f". Automatic differentiation has no step: flat lines at {flat}, in the same order."
    return ErrorCurves(figure, alt, least, best, predicted, automatic, beaten)


#: Where the name of AD's line stands: h, above or below the line. Two of the lines may be close to each other.
_NAMES = {10.0: (7e-17, "left", 3), 0.1: (7e-17, "left", 3), 0.001: (1.5, "right", -10)}


def _automatic_line(ax: Axes, x: float, error: float) -> None:
    """AD's error at x: a line of the look of x's curve, since AD has no step."""
    colour, style, marker = POINTS[x]
    height = max(error, BOTTOM)
    ax.axhline(height, color=colour, linestyle=style, linewidth=2)
    ax.plot([1e-16, 1.0], [height, height], marker, color=colour, markersize=5, clip_on=False)
    h, align, up = _NAMES[x]
    with lecture_style():
        ax.annotate(
            f"AD, x = {x:g}" + ("" if error else ": exact"), (h, height), (0, up), textcoords="offset points",
            ha=align, fontsize=8.5, color=INK,
        )  # fmt: skip


def _typical(error: np.ndarray, reach: int = 3) -> np.ndarray:
    """The running median of an error curve, over a decade of steps."""
    padded = np.pad(error, reach, mode="edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1)
