"""Slides 9 and 10: a function's tangent, and a gradient in one pass."""

import numpy as np

from lecture14.autodiff import Dual, jvp
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)

#: The functions of slide 9, and three more of the rule table, as a reader would write them.
FUNCTIONS = {
    "sin": np.sin,
    "cos": np.cos,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "tan": np.tan,
    "tanh": np.tanh,
    "abs": np.abs,
}


class FunctionTangent(Picture):
    """`value` and `slope` of the function at the chosen point; NaN outside its domain."""

    value: float
    slope: float


def function_tangent(name: str = "sin", x: float = 1.0) -> FunctionTangent:
    """A function of slide 9, its tangent at x, and its derivative, all from dual numbers.

    Parameters
    ----------
    name : str
        A key of `FUNCTIONS`.
    x : float

    Examples
    --------
    >>> function_tangent("sqrt", 4.0).slope
    0.25
    """
    f = FUNCTIONS[name]
    grid = np.linspace(-3, 3, 121)
    with np.errstate(invalid="ignore", divide="ignore"):
        values, slopes = jvp(f, (grid,), (np.ones_like(grid),))
        value, slope = (float(v) for v in jvp(f, (x,), (1.0,)))
    # log's rule 1/x is finite at −1 although log is not: the line needs both numbers.
    defined = np.isfinite(value) and np.isfinite(slope)
    slopes = np.where(np.isfinite(values), slopes, np.nan)
    figure, axes = new_figure(5.0, 4.1, Margins(between=0.4), nrows=2, sharex=True)
    top, bottom = axes[:, 0]
    top.plot(grid, _cut(values), color=BLUE)
    # A gap, too, where the slope jumps, as that of abs at 0.
    steep = np.abs(np.gradient(slopes)) > 0.75
    bottom.plot(grid, np.where(steep, np.nan, _cut(slopes)), color=GREEN)
    if defined:
        top.plot(grid, value + slope * (grid - x), color=VERMILION, linestyle="--", linewidth=1.2)
        top.plot([x], [value], "o", color=VERMILION)
        bottom.plot([x], [slope], "D", color=VERMILION)
    for ax in (top, bottom):
        ax.axvline(x, color=MUTED, linewidth=0.8, linestyle=":")
    frame_axes(
        top, (-3.1, 3.1), (-3.6, 3.6), "", f"{name}(x)", "primal: the value, and the tangent line at x"
    )
    frame_axes(bottom, (-3.1, 3.1), (-3.6, 3.6), "x", "slope", "tangent: the slope of that line")
    if defined:
        alt = (
            f"At x = {x:.3g} the dual number {name}(x + d) has primal {value:.4g} and tangent {slope:.4g}, "
            "the slope of the dashed line."
        )
    else:
        alt = f"At x = {x:.3g} there is no tangent line: over the reals, {name} has no derivative here."
    return FunctionTangent(figure, alt, value, slope)


def _cut(y: np.ndarray, limit: float = 8.0) -> np.ndarray:
    """Leave a gap where a curve leaves the frame: at a pole the two arms must not be joined."""
    return np.where(np.abs(y) < limit, y, np.nan)


class GradientOnePass(Picture):
    """`value` and `gradient` of x₁x₂ + sin x₁ at the chosen point."""

    value: float
    gradient: np.ndarray


def lecture_function(x1, x2):
    """The function that accompanies the first half of the lecture, x₁x₂ + sin x₁ (slide 10)."""
    return x1 * x2 + np.sin(x1)


def gradient_one_pass(x1: float = 1.5, x2: float = 2.0) -> GradientOnePass:
    """Contours of x₁x₂ + sin x₁, and its gradient from one evaluation over two directions (slide 10).

    Examples
    --------
    >>> gradient_one_pass(1.5, 2.0).gradient.round(4)
    array([2.0707, 1.5   ])
    """
    f = lecture_function
    value = f(*Dual.seed(x1, x2))
    primal, gradient = float(value.primal), np.asarray(value.tangent, float)

    figure, axes = new_figure(5.0, 4.3)
    ax = axes[0, 0]
    u, v = np.meshgrid(np.linspace(-4.6, 4.6, 70), np.linspace(-4.6, 4.6, 70))
    levels = np.arange(-10, 11, 2)
    lines = ax.contour(
        u, v, f(u, v), levels=levels, colors=BLUE, linewidths=0.9, negative_linestyles="dotted"
    )
    with lecture_style():
        ax.clabel(lines, levels[::2], fontsize=7.5, colors=INK)
    for part, colour, style in [((gradient[0], 0), GREEN, "--"), ((0, gradient[1]), ORANGE, "-.")]:
        ax.plot([x1, x1 + 0.35 * part[0]], [x2, x2 + 0.35 * part[1]], color=colour, linestyle=style)
    ax.annotate(
        "",
        (x1 + 0.35 * gradient[0], x2 + 0.35 * gradient[1]),
        (x1, x2),
        arrowprops={"arrowstyle": "-|>", "color": VERMILION, "lw": 1.8},
        annotation_clip=False,
    )
    ax.plot([x1], [x2], "o", color=VERMILION)
    frame_axes(
        ax,
        (-4.6, 4.6),
        (-4.6, 4.6),
        "x₁",
        "x₂",
        f"f = {primal:.4g},  d₁: {gradient[0]:.4g},  d₂: {gradient[1]:.4g}",
    )
    ax.set_aspect("equal")
    alt = (
        f"Contours of x₁x₂ + sin x₁. At ({x1:.3g}, {x2:.3g}) one pass gives the value {primal:.4g} and the gradient "
        f"({gradient[0]:.4g}, {gradient[1]:.4g}), drawn as an arrow across the contours."
    )
    return GradientOnePass(figure, alt, primal, gradient)


def slope_of_abs() -> Curve:
    """For a sketch: the tangent of |x + d| against x; it jumps at 0, where the package takes the middle.

    Examples
    --------
    >>> slope_of_abs().at_knots()[1]
    array([-1., -1., -1.,  0.,  1.,  1.,  1.])
    """
    # Two points close to the jump draw it upright.
    x = np.array([-3.0, -1e-9, 0.0, 1e-9, 3.0])
    _, slopes = jvp(np.abs, (x,), (np.ones_like(x),))
    return Curve(x, slopes, "x", "tangent of |x + d|", (-3.0, 3.0), knots=7)
