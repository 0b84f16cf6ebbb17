"""Pictures for tests of what draws, stores and shows pictures: quick, with words, hatches, clipped texts and alts."""

import numpy as np
from matplotlib.patches import Rectangle

from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, GREEN, VERMILION, frame_axes, lecture_style, new_figure


def product_rectangle(step: float = 0.5) -> Picture:
    """A rectangle of 3 by 2 whose sides grow by a step."""
    figure, axes = new_figure(5.0, 3.5)
    ax = axes[0, 0]
    for corner, width, height, colour, hatch in [
        ((0, 0), 3, 2, BLUE, ""),
        ((3, 0), step, 2, GREEN, "///"),
        ((0, 2), 3, step, GREEN, "///"),
        ((3, 2), step, step, VERMILION, "xxx"),
    ]:
        ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=colour, hatch=hatch))
    with lecture_style():
        ax.text(1.5, 1, "x·y = 6", ha="center", va="center")
    frame_axes(ax, (0, 5), (0, 4), "first factor", "second factor")
    return Picture(figure, f"A 3 by 2 rectangle grows by step {step:.3g}: the corner adds {step * step:.3g}.")


def function_tangent(name: str = "sin", x: float = 1.0) -> Picture:
    """A function and its tangent line at x."""
    f, slope = {"sin": (np.sin, np.cos), "log": (np.log, np.reciprocal)}[name]
    figure, axes = new_figure(5.0, 3.0)
    ax = axes[0, 0]
    grid = np.linspace(-3, 3, 41)
    with np.errstate(invalid="ignore", divide="ignore"):
        value, rate = float(f(np.float64(x))), float(slope(np.float64(x)))
        ax.plot(grid, f(grid), color=BLUE)
    frame_axes(ax, (-3, 3), (-3, 3), "x", f"{name}(x)")
    if not np.isfinite(value):
        return Picture(figure, f"At x = {x:.3g} {name} has no tangent line.")
    ax.plot(grid, value + rate * (grid - x), color=VERMILION, linestyle="--")
    ax.plot([x], [value], "o", color=VERMILION)
    said = f"has primal {value:.4g} and tangent {rate:.4g}"
    return Picture(figure, f"At x = {x:.3g} the dual number {name}(x + d) {said}.")


def labelled_contours(x1: float = 1.5) -> Picture:
    """Contours of a function, whose labels are clipped, and a point."""
    figure, axes = new_figure(5.0, 4.3)
    ax = axes[0, 0]
    u, v = np.meshgrid(np.linspace(-4.6, 4.6, 40), np.linspace(-4.6, 4.6, 40))
    lines = ax.contour(u, v, u * v + np.sin(u), levels=np.arange(-10, 11, 4), colors=BLUE)
    with lecture_style():
        ax.clabel(lines, fontsize=7.5)
    ax.plot([x1], [2], "o", color=VERMILION)
    frame_axes(ax, (-4.6, 4.6), (-4.6, 4.6), "x₁", "x₂", f"x₁ = {x1:.3g}")
    return Picture(figure, f"Contours of x₁x₂ + sin x₁, and a point at x₁ = {x1:.3g}.")
