"""Slides 7 and 8: the product rule as an area, and a polynomial of a dual number."""

import numpy as np
from matplotlib.patches import Rectangle

from lecture14.autodiff import Dual
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

#: Polynomials to pick from, as text and as the coefficients p₀, p₁, p₂, …
POLYNOMIALS = {
    "x²": (0, 0, 1),
    "1 − 2x + x³": (1, -2, 0, 1),
    "2 + 3x − x² − x³/2": (2, 3, -1, -0.5),
    "x⁴/4 − x²": (0, 0, -1, 0, 0.25),
}


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
    return PolynomialTerms(figure, alt, primals, tangents)


def _largest_terms(coefficients) -> np.ndarray:
    """Largest size of any term, tangent or sum for |x| ≤ 2: the bars' axis stays put while x moves."""
    powers = np.arange(len(coefficients))
    sizes = np.abs(coefficients)
    tangents = sizes * powers * 2.0 ** np.maximum(powers - 1, 0)
    x = np.linspace(-2, 2, 41)
    polynomial = np.polynomial.Polynomial(coefficients)
    return np.array([*(sizes * 2.0**powers), *tangents, *polynomial(x), *polynomial.deriv()(x)])
