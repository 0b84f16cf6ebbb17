"""Slide 21, higher derivatives: Taylor arithmetic against nested dual numbers."""

from functools import cache

import numpy as np

from lecture14.autodiff import derivative, taylor, trace
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, VERMILION, frame_axes, lecture_style, new_figure


def esin(x):
    """x e^{sin x}: a function whose derivatives of every order differ.

    Examples
    --------
    >>> float(esin(0.0))
    0.0
    """
    return x * np.exp(np.sin(x))


def taylor_operations(order: int, f=esin, x: float = 0.7) -> int:
    """Operations of Taylor arithmetic up to an order, counted on the graph of the whole calculation.

    Examples
    --------
    >>> taylor_operations(3) - 2 * taylor_operations(2) + taylor_operations(1)
    8
    """
    return trace(lambda x: taylor(f, x, order), lines=False)(x).cost().operations


def nested_operations(order: int, f=esin, x: float = 0.7) -> int:
    """Operations of dual numbers nested `order` times.

    Examples
    --------
    >>> nested_operations(4) > 2 * nested_operations(3)
    True
    """
    for _ in range(order):
        f = derivative(f)
    return trace(f, lines=False)(x).cost().operations


class DegreeCost(Picture):
    """Operations up to each `order` by `taylor` arithmetic, by `nested` duals, and the quadratic `fit`."""

    order: np.ndarray
    taylor: np.ndarray
    nested: np.ndarray
    fit: np.ndarray


@cache
def degree_cost() -> DegreeCost:
    """Operations for all derivatives up to an order: Taylor arithmetic against nested dual numbers.

    Examples
    --------
    >>> degree_cost().fit.round(6)
    array([ 4., 14.,  3.])
    """
    order, deep = np.arange(13), np.arange(7)
    counts = np.array([taylor_operations(int(p)) for p in order])
    nested = np.array([nested_operations(int(p)) for p in deep])
    fit = np.polyfit(order[1:], counts[1:], 2)  # order 1 is the first to ask for a slope at all
    figure, axes = new_figure(5.0, 3.1)
    ax = axes[0, 0]
    ax.plot(order, np.polyval(fit, order), color=BLUE, linewidth=1)
    ax.plot(order, counts, color=BLUE, marker="o", linestyle="none", markersize=5)
    ax.plot(deep, nested, color=VERMILION, marker="^", linestyle="--", markersize=5)
    frame_axes(ax, (-0.3, 12.3), (0, 1500), "order of the highest derivative", "", "operations")
    with lecture_style():
        ax.text(6.3, 1380, "nested duals", color=INK)
        ax.text(7.5, 60, f"Taylor arithmetic\n{fit[0]:.1f} p² + {fit[1]:.1f} p + {fit[2]:.0f}", color=INK)
    alt = (
        f"Taylor arithmetic: {counts[6]} operations for all derivatives up to order 6, {counts[12]} up to 12, on the "
        f"parabola {fit[0]:.1f} p² + {fit[1]:.1f} p + {fit[2]:.0f}. Nested dual numbers: {nested[6]} up to order 6, "
        f"{nested[6] / nested[5]:.1f} times as many as for order 5."
    )
    return DegreeCost(figure, alt, order, counts, nested, fit)
