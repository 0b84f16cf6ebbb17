"""Slide 21, cost: a tangent and a gradient in units of the function."""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lecture14.autodiff import Graph, trace
from lecture14.figures.graph import product
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, MUTED, VERMILION, frame_axes, lecture_style, new_figure


class Work(NamedTuple):
    """How often each kind of thing is done, in Griewank and Walther's measure.

    Attributes
    ----------
    accesses, multiplications, additions, functions : int
        Reads and writes of memory, and operations.
    """

    accesses: int
    multiplications: int
    additions: int
    functions: int

    @property
    def time(self) -> int:
        """With accesses, multiplications and additions at 1 and functions at 2: the bounds' worst case."""
        return self.accesses + self.multiplications + self.additions + 2 * self.functions


#: For a sum, a product and a function, the work of the statement itself, of its tangent and of its adjoint statements.
STATEMENTS = {
    "sum": (Work(3, 0, 1, 0), Work(3, 0, 1, 0), Work(6, 0, 2, 0)),
    "product": (Work(3, 1, 0, 0), Work(3, 2, 1, 0), Work(8, 2, 2, 0)),
    "function": (Work(2, 0, 0, 1), Work(2, 1, 0, 1), Work(5, 1, 1, 1)),
}

_KINDS = {"add": "sum", "subtract": "sum", "negative": "sum", "multiply": "product"}


class Ratios(NamedTuple):
    """Cost of f and its derivative over the cost of f: `tangent` along one direction, `gradient` in full."""

    tangent: float
    gradient: float


def cost_ratios(graph: Graph) -> Ratios:
    """What a tangent and a gradient cost in units of the function, memory accesses included.

    Notes
    -----
    Griewank & Walther (2008), chapter 4. An operation that is no sum or product counts as a function.

    Examples
    --------
    >>> cost_ratios(trace(lambda x1, x2: x1 * x2)(3.0, 2.0))
    Ratios(tangent=2.5, gradient=4.0)
    """
    times = np.zeros(3)
    for node in graph.nodes[graph.n_inputs :]:
        times += [work.time for work in STATEMENTS[_KINDS.get(node.rule.name, "function")]]
    return Ratios(float(1 + times[1] / times[0]), float(1 + times[2] / times[0]))


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
    ax.loglog(n, n + 1, color=MUTED, linestyle=":", label="gradient by differences, n + 1")
    for (name, values), marker in zip(gradient.items(), "o^s", strict=True):
        ax.plot(n, values, color=BLUE, marker=marker, markersize=5, linewidth=1, label=f"gradient, {name}")
    for (name, values), marker in zip(tangent.items(), "o^s", strict=True):
        ax.plot(
            n,
            values,
            color=VERMILION,
            marker=marker,
            markersize=5,
            linewidth=1,
            linestyle="--",
            label=f"tangent, {name}",
        )
    ax.set_xticks(n, [str(k) for k in n])
    ax.set_yticks([1, 2.5, 4, 10, 30], ["1", "2.5", "4", "10", "30"])
    ax.minorticks_off()
    frame_axes(ax, (1.8, 75), (1, 80), "number n of inputs", "", "cost, in evaluations of f")
    with lecture_style():
        ax.legend(loc="upper left", fontsize=8)
    low, high = min(v.min() for v in gradient.values()), max(v.max() for v in gradient.values())
    slow, fast = min(v.min() for v in tangent.values()), max(v.max() for v in tangent.values())
    alt = (
        f"For {n[0]} to {n[-1]} inputs and three programs a tangent costs {slow:.2f} to {fast:.2f} evaluations of f, "
        f"a whole gradient {low:.2f} to {high:.2f}. By differences the gradient costs up to {n[-1] + 1}."
    )
    return GradientCost(figure, alt, n, tangent, gradient)
