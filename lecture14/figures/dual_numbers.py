"""The pictures of chapter "Dual numbers", slides 7-10."""

from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Rectangle

from ..autodiff import Dual, derivative, jvp
from .picture import Picture
from .style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    minus,
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

#: Polynomials to pick from: text, and the coefficients p₀, p₁, p₂, …
POLYNOMIALS = {
    "x²": (0, 0, 1),
    "1 − 2x + x³": (1, -2, 0, 1),
    "2 + 3x − x² − x³/2": (2, 3, -1, -0.5),
    "x⁴/4 − x²": (0, 0, -1, 0, 0.25),
}


@dataclass(frozen=True, eq=False, repr=False)
class ProductRectangle(Picture):
    """Areas of the growing rectangle: `product` before, `strips` linear in the step, `corner` quadratic."""

    product: float
    strips: float
    corner: float


def product_rectangle(
    step: float = 0.5, x: float = 3.0, y: float = 2.0, dx: float = 1.0, dy: float = 1.0
) -> ProductRectangle:
    """The product rule as an area: x·y grows by two strips and a corner (slide 7).

    Parameters
    ----------
    step : float
        The real number put in place of d. The smaller it is, the less the corner counts.
    x, y, dx, dy : float
        Primals and tangents of the two factors; all positive.

    Examples
    --------
    >>> picture = product_rectangle(step=0.5)
    >>> picture.strips, picture.corner
    (2.5, 0.25)
    """
    value = Dual(x, dx) * Dual(y, dy)
    strips, corner = step * value.tangent, (step * dx) * (step * dy)
    share = corner / (strips + corner)

    figure, axes = new_figure(5.0, 3.5)
    ax = axes[0, 0]
    wide, high = step * dx, step * dy
    for corner_xy, width, height, colour, hatch in [
        ((0, 0), x, y, BLUE, ""),
        ((x, 0), wide, y, GREEN, "///"),
        ((0, y), x, high, GREEN, "///"),
        ((x, y), wide, high, VERMILION, "xxx"),
    ]:
        ax.add_patch(Rectangle(corner_xy, width, height, facecolor=colour, alpha=0.25, linewidth=0))
        ax.add_patch(
            Rectangle(corner_xy, width, height, fill=False, edgecolor=colour, hatch=hatch, linewidth=1)
        )
    with lecture_style():
        ax.text(x / 2, y / 2, f"x·y = {x * y:g}", ha="center", va="center")
        ax.text(x / 2, y + high + 0.06, f"x·ẏ·step = {x * high:.3g}", ha="center", va="bottom", color=INK)
        ax.text(x + wide + 0.06, y / 2, f"ẋ·y·step\n= {wide * y:.3g}", ha="left", va="center", color=INK)
        ax.text(
            x + wide + 0.06, y + high + 0.06, f"ẋ·ẏ·step²\n= {corner:.3g}", ha="left", va="bottom", color=INK
        )
        frame_axes(ax, (0, x + dx + 1.2), (0, y + dy + 0.75), "first factor", "second factor")
    ax.grid(False)
    ax.set_aspect("equal")
    alt = (
        f"A {x:g} by {y:g} rectangle grows by step {step:.3g}: the two strips add {strips:.3g}, "
        f"the corner adds {corner:.2g}, {100 * share:.2g} % of the growth."
    )
    return ProductRectangle(figure, alt, value.primal, strips, corner)


@dataclass(frozen=True, eq=False, repr=False)
class PolynomialTerms(Picture):
    """`primals` and `tangents` of each term p_k (x + d)^k; their sums are P(x) and P′(x)."""

    primals: np.ndarray
    tangents: np.ndarray


def polynomial_terms(polynomial: str = "1 − 2x + x³", x: float = 1.5) -> PolynomialTerms:
    """A polynomial of a dual number, term by term (slide 8).

    Parameters
    ----------
    polynomial : str
        A key of `POLYNOMIALS`.
    x : float
        The primal; the tangent is 1.

    Examples
    --------
    >>> polynomial_terms("x²", 3.0).tangents
    array([0., 0., 6.])
    """
    coefficients = POLYNOMIALS[polynomial]
    terms = [p * Dual(x, 1.0) ** k for k, p in enumerate(coefficients)]
    primals = np.array([float(t.primal) for t in terms])
    tangents = np.array([float(t.tangent) for t in terms])

    figure, axes = new_figure(5.0, 3.4, Margins(between=0.75), ncols=2, width_ratios=[1.15, 1])
    curve, bars = axes[0]
    grid = np.linspace(-2, 2, 81)
    values = np.polynomial.polynomial.polyval(grid, coefficients)
    curve.plot(grid, values, color=BLUE)
    curve.plot(
        grid, primals.sum() + tangents.sum() * (grid - x), color=VERMILION, linestyle="--", linewidth=1.2
    )
    curve.plot([x], [primals.sum()], "o", color=VERMILION)
    frame_axes(curve, (-2.1, 2.1), (values.min() - 1.5, values.max() + 1.5), "x", "P(x)", f"P = {polynomial}")

    present = [k for k, p in enumerate(coefficients) if p]
    rows = np.arange(len(present) + 1)
    reach = 1.15 * max(2.0, np.abs(_largest_terms(coefficients)).max())
    for offset, parts, colour, hatch, name in [
        (-0.19, primals, BLUE, "", "primal"),
        (0.19, tangents, VERMILION, "////", "tangent"),
    ]:
        widths = [parts[k] for k in present] + [parts.sum()]
        # Two layers: in SVG the alpha of a bar would be that of its hatch, too, and hide it.
        bars.barh(rows + offset, widths, 0.36, color=colour, alpha=0.3, linewidth=0)
        bars.barh(rows + offset, widths, 0.36, fill=False, edgecolor=colour, hatch=hatch, label=name)
        for row, width in zip(rows + offset, widths, strict=True):
            bars.annotate(
                minus(f"{width:.3g}"),
                (max(width, 0), row), (3, 0), textcoords="offset points", va="center", fontsize=8, color=INK,
            )  # fmt: skip
    bars.axvline(0, color=MUTED, linewidth=0.8)
    bars.set_yticks(rows, [f"term {k}" for k in present] + ["sum"])
    bars.invert_yaxis()
    bars.grid(axis="y", visible=False)
    bars.set_xlim(-reach, 1.35 * reach)
    with lecture_style():
        bars.set_title("P(x + d), term by term", y=1.0)
        bars.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, fontsize=8, handlelength=1.2)
    alt = (
        f"P = {polynomial} at x = {x:.3g}: the terms' primals add up to P(x) = {primals.sum():.4g}, "
        f"their tangents to the slope P′(x) = {tangents.sum():.4g}."
    )
    return PolynomialTerms(figure, minus(alt), primals, tangents)


def _largest_terms(coefficients) -> np.ndarray:
    """Largest size of any term, tangent or sum for |x| ≤ 2: the bars' axis stays put while x moves."""
    powers = np.arange(len(coefficients))
    sizes = np.abs(coefficients)
    tangents = sizes * powers * 2.0 ** np.maximum(powers - 1, 0)
    x = np.linspace(-2, 2, 41)
    polynomial = np.polynomial.Polynomial(coefficients)
    return np.array([*(sizes * 2.0**powers), *tangents, *polynomial(x), *polynomial.deriv()(x)])


@dataclass(frozen=True, eq=False, repr=False)
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
    return FunctionTangent(figure, minus(alt), value, slope)


def _cut(y: np.ndarray, limit: float = 8.0) -> np.ndarray:
    """Leave a gap where a curve leaves the frame: at a pole the two arms must not be joined."""
    return np.where(np.abs(y) < limit, y, np.nan)


@dataclass(frozen=True, eq=False, repr=False)
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
        minus(f"f = {primal:.4g},  d₁: {gradient[0]:.4g},  d₂: {gradient[1]:.4g}"),
    )
    ax.set_aspect("equal")
    alt = (
        f"Contours of x₁x₂ + sin x₁. At ({x1:.3g}, {x2:.3g}) one pass gives the value {primal:.4g} and the gradient "
        f"({gradient[0]:.4g}, {gradient[1]:.4g}), drawn as an arrow across the contours."
    )
    return GradientOnePass(figure, minus(alt), primal, gradient)


@dataclass(frozen=True, eq=False, repr=False)
class NestedDerivative(Picture):
    """`values` of the derivative of the chosen order on `x`, and the `components` that each nested number carries."""

    x: np.ndarray
    values: np.ndarray
    components: int


def damped_wave(x):
    """e^(−x/2) sin 2x: each differentiation changes its size and its phase, never its shape."""
    return np.exp(-x / 2) * np.sin(2 * x)


def nested_derivative(order: int = 1) -> NestedDerivative:
    """A function and its derivative of a chosen order, by duals inside duals.

    Parameters
    ----------
    order : int
        How often to differentiate, 0 to 4.

    Examples
    --------
    >>> nested_derivative(2).components
    4
    """
    f = damped_wave
    for _ in range(order):
        f = derivative(f)
    x = np.linspace(0, 6, 61)
    values = np.array([float(f(v)) for v in x])
    components = 2**order

    figure, axes = new_figure(5.0, 3.2)
    ax = axes[0, 0]
    ax.plot(x, damped_wave(x), color=MUTED, linewidth=1, linestyle=":", label="the function")
    ax.plot(x, values, color=BLUE, label=f"derivative of order {order}")
    title = f"order {order}: {components} component{'s' if components > 1 else ''} in every number"
    frame_axes(ax, (-0.1, 6.1), (-15, 19), "x", "", title)
    with lecture_style():
        ax.legend(loc="upper right")
    alt = (
        f"The derivative of order {order} of a damped wave; at 0 it is {values[0]:.4g}. "
        f"Each nested dual number carries {components} component{'s' if components > 1 else ''}."
    )
    return NestedDerivative(figure, minus(alt), x, values, components)
