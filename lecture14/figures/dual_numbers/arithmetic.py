"""Slides 7 and 8: the product rule as an area, and a polynomial of a dual number."""

import numpy as np

from lecture14.autodiff import Dual
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
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
        bars.set_title("terms of P(x + d)", y=1.0)
        bars.legend(loc="upper center", bbox_to_anchor=(0.42, -0.1), ncols=2, fontsize=8, handlelength=1.2)
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
