"""Beyond slide 10: dual numbers inside dual numbers, their derivatives and their components."""

import numpy as np
from matplotlib.axes import Axes

from lecture14.autodiff import Dual, derivative
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


class NestedDerivative(Picture):
    """`values` of the derivative on `x`; the `components` of the nested number at 0, primal first at each level."""

    x: np.ndarray
    values: np.ndarray
    components: tuple[float, ...]


def damped_wave(x):
    """e^(−x/2) sin 2x: each differentiation changes its size and its phase, never its shape."""
    return np.exp(-x / 2) * np.sin(2 * x)


def nested_seed(x: float, order: int):
    """The number x with a tangent of 1 at each of so many levels of nesting.

    Examples
    --------
    >>> nested_seed(2.0, 2)
    Dual(primal=Dual(primal=2.0, tangent=1.0), tangent=Dual(primal=1.0, tangent=0.0))
    """
    return Dual(nested_seed(x, order - 1), _constant(1.0, order - 1)) if order else x


def _constant(value: float, order: int):
    return Dual(_constant(value, order - 1), _constant(0.0, order - 1)) if order else value


def components(number) -> tuple[float, ...]:
    """The floats inside a nested dual number, primal before tangent at each level.

    Examples
    --------
    >>> components(nested_seed(2.0, 2) ** 3)
    (8.0, 12.0, 12.0, 12.0)
    """
    if isinstance(number, Dual):
        return components(number.primal) + components(number.tangent)
    return (float(number),)


def nested_derivative(order: int = 1) -> NestedDerivative:
    """A derivative of a chosen order by duals inside duals, and the tree of components that computes it at 0.

    Parameters
    ----------
    order : int
        How often to differentiate, 0 to 4.

    Examples
    --------
    >>> nested_derivative(2).components
    (0.0, 2.0, 2.0, -2.0)
    """
    f = damped_wave
    for _ in range(order):
        f = derivative(f)
    x = np.linspace(0, 6, 61)
    values = np.array([float(f(v)) for v in x])
    leaves = components(damped_wave(nested_seed(0.0, order)))
    different = len(set(np.round(leaves, 9)))

    figure, axes = new_figure(5.0, 4.9, Margins(between=0.7, bottom=0.1), nrows=2, height_ratios=[1.25, 1])
    ax, tree = axes[:, 0]
    ax.plot(x, damped_wave(x), color=MUTED, linewidth=1, linestyle=":", label="the function")
    ax.plot(x, values, color=BLUE, label=f"derivative of order {order}")
    frame_axes(ax, (-0.1, 6.1), (-15, 19), "", "", f"order {order}, against x")
    with lecture_style():
        ax.legend(loc="upper right")
    plural = "s" if len(leaves) > 1 else ""
    _tree(tree, leaves, order, f"at 0: {len(leaves)} component{plural}, {different} different")
    alt = (
        f"The derivative of order {order} of a damped wave; at 0 it is {values[0]:.4g}. Below, the tree of components "
        f"of the nested dual number at 0: {len(leaves)} component{plural}, {different} different."
    )
    return NestedDerivative(figure, alt, x, values, leaves)


def _tree(ax: Axes, leaves: tuple[float, ...], order: int, title: str) -> None:
    """A binary tree: at each level to the left the primal, to the right the tangent, whose branch is drawn dashed."""
    frame_axes(ax, (-0.6, 15.6), (-1.2, 4.4), "", "", title)
    ax.axis("off")
    ax.title.set_visible(True)
    places = [[(2 ** (4 - level)) * (k + 0.5) - 0.5 for k in range(2**level)] for level in range(order + 1)]
    for level, row in enumerate(places[:-1]):
        for k, x in enumerate(row):
            for side, style, colour in [(0, "-", BLUE), (1, "--", VERMILION)]:
                ax.plot(
                    [x, places[level + 1][2 * k + side]],
                    [4 - level, 3 - level],
                    style,
                    color=colour,
                    linewidth=1.2,
                )
            ax.plot([x], [4 - level], "o", color=MUTED, markersize=4)
    with lecture_style():
        for k, (x, value) in enumerate(zip(places[-1], leaves, strict=True)):
            # Sixteen numbers need two rows.
            y = 3.8 - order - 0.4 * (order == 4) * (k % 2)
            ax.text(x, y, minus(f"{value:g}"), ha="center", va="top", fontsize=9, color=INK)
        if order:
            ax.plot([], [], "-", color=BLUE, label="primal")
            ax.plot([], [], "--", color=VERMILION, label="tangent")
            ax.legend(loc="upper right", fontsize=8.5, bbox_to_anchor=(1.0, 1.08))
