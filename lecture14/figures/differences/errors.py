"""Slide 6: the error of divided differences against the step, at three points."""

from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes

from lecture14.autodiff import jvp, optimal_step
from lecture14.figures.differences.measured import cube, errors_of, exact_slope, typical
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


def error_axes(ax: Axes, epsilon: float, title: str, ylabel: str = "error") -> None:
    """Logarithmic axes of an error against h, with the slide's bands of useless and of desired errors.

    Examples
    --------
    >>> figure, axes = new_figure(5.0, 3.0)
    >>> error_axes(axes[0, 0], 2.0**-52, "no curve yet")
    >>> [text.get_text() for text in axes[0, 0].texts]
    ['useless', 'desired']
    """
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
        data = errors_of(x, scheme, precision)
        error = data.error / scale
        # At a few steps rounding happens to cancel: the least error of those around is what one can count on.
        low = int(np.argmin(typical(error)))
        least[x], best[x] = float(typical(error)[low]), float(data.h[low])
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
    error_axes(
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
