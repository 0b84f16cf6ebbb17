"""Slide 21, cost: a tangent and a gradient in units of the function."""

from functools import cache
from itertools import pairwise

import numpy as np

from lecture14.autodiff import trace
from lecture14.figures.graph import product
from lecture14.figures.jacobians.work import cost_ratios
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, VERMILION, frame_axes, lecture_style, new_figure


def chained_rosenbrock(*x):
    """Σ (1 − xᵢ)² + 100 (xᵢ₊₁ − xᵢ²)², with products in place of powers.

    Examples
    --------
    >>> chained_rosenbrock(1.0, 1.0, 1.0)
    0.0
    """
    total = 0.0
    for a, b in pairwise(x):
        u, v = 1.0 - a, b - a * a
        total = total + u * u + 100.0 * (v * v)
    return total


def wave(*x):
    """Σ sin(xᵢ) e^{cos xᵢ}: mostly elementary functions.

    Examples
    --------
    >>> float(wave(0.0, 0.0))
    0.0
    """
    total = 0.0
    for v in x:
        total = total + np.sin(v) * np.exp(np.cos(v))
    return total


PROGRAMS = {"product": product, "Rosenbrock": chained_rosenbrock, "sines": wave}


class GradientCost(Picture):
    """Ratios `tangent` and `gradient` by program (keys of `PROGRAMS`), one for each number `n` of inputs."""

    n: np.ndarray
    tangent: dict[str, np.ndarray]
    gradient: dict[str, np.ndarray]


@cache
def _ratios():
    n = np.array([2, 4, 8, 16, 32, 64])
    ratios = {
        name: [cost_ratios(trace(f, lines=False)(*np.linspace(0.5, 1.5, k))) for k in n]
        for name, f in PROGRAMS.items()
    }
    return n, ratios


def gradient_cost() -> GradientCost:
    """Cost of a tangent and of a gradient in units of f, against the number of inputs.

    Examples
    --------
    >>> gradient_cost().gradient["product"]
    array([4., 4., 4., 4., 4., 4.])
    """
    n, ratios = _ratios()
    tangent = {name: np.array([r.tangent for r in rows]) for name, rows in ratios.items()}
    gradient = {name: np.array([r.gradient for r in rows]) for name, rows in ratios.items()}
    figure, axes = new_figure(5.0, 3.3)
    ax = axes[0, 0]
    ax.loglog(n, n + 1, color=MUTED, linestyle=":")
    for name, marker in zip(PROGRAMS, "o^s", strict=True):
        ax.plot([], [], marker, color=INK, markersize=5, label=name)
        ax.plot(n, gradient[name], "-", color=BLUE, marker=marker, markersize=5, linewidth=1)
        ax.plot(n, tangent[name], "--", color=VERMILION, marker=marker, markersize=5, linewidth=1)
    ax.set_xticks(n, [str(k) for k in n])
    ax.set_yticks([1, 2.5, 4, 10, 30], ["1", "2.5", "4", "10", "30"])
    ax.minorticks_off()
    frame_axes(ax, (1.8, 75), (1, 80), "number n of inputs", "", "cost, in evaluations of f")
    with lecture_style():
        ax.legend(loc="upper left", fontsize=8)
        for x, y, words, colour in (
            (73, 10, "by differences, n + 1", INK), (73, 5, "gradient", BLUE), (73, 1.5, "tangent", VERMILION),
        ):  # fmt: skip
            ax.text(x, y, words, ha="right", va="center", fontsize=10, color=colour)
    low, high = min(v.min() for v in gradient.values()), max(v.max() for v in gradient.values())
    slow, fast = min(v.min() for v in tangent.values()), max(v.max() for v in tangent.values())
    alt = (
        f"For {n[0]} to {n[-1]} inputs and three programs a tangent costs {slow:.2f} to {fast:.2f} evaluations of f, "
        f"a whole gradient {low:.2f} to {high:.2f}. By differences the gradient costs up to {n[-1] + 1}."
    )
    return GradientCost(figure, alt, n, tangent, gradient)
