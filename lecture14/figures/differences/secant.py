"""Slide 5: secants that turn towards the tangent, and away from it again."""

import numpy as np

from lecture14.autodiff import derivative, forward_difference
from lecture14.figures.differences.errors import POINTS
from lecture14.figures.differences.measured import cube
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, GREEN, VERMILION, frame_axes, lecture_style, new_figure


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
