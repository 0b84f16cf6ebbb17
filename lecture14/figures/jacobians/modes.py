"""Slide 20: what a whole Jacobian costs in either mode, and three graphs by their shapes."""

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lecture14.autodiff import trace
from lecture14.figures.jacobians.work import Ratios, cost_ratios
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)


class SweepCosts(Picture):
    """The whole Jacobian in evaluations of F, for each number of `inputs`; the modes cost the same at `crossing`."""

    inputs: np.ndarray
    forward: np.ndarray
    reverse: np.ndarray
    crossing: float


@cache
def layer_ratios(n: int) -> Ratios:
    """What one sweep costs for x ↦ tanh(A x) with n inputs: every row of A is the same work, so one row tells.

    Examples
    --------
    >>> layer_ratios(1)
    Ratios(tangent=2.142857142857143, gradient=3.142857142857143)
    """

    def row(*x):
        return np.tanh(sum((0.5 * entry for entry in x[1:]), 0.5 * x[0]))

    return cost_ratios(trace(row, lines=False)(*np.zeros(n)))


class LayerCosts(NamedTuple):
    """The Jacobian of a layer in evaluations of F, `forward` with n sweeps and in `reverse` with m."""

    forward: float
    reverse: float


def layer_costs(n: int, m: int) -> LayerCosts:
    """One evaluation of x ↦ tanh(A x) and the sweeps that fill its (m, n) Jacobian.

    Examples
    --------
    >>> layer_costs(1, 1)
    LayerCosts(forward=2.142857142857143, reverse=3.142857142857143)
    """
    one = layer_ratios(n)
    return LayerCosts(1 + n * (one.tangent - 1), 1 + m * (one.gradient - 1))


def sweep_costs(outputs: int = 8) -> SweepCosts:
    """What a whole Jacobian costs in either mode, over the number of inputs (slide 20).

    Parameters
    ----------
    outputs : int
        m, 1 to 24; the inputs go to twice as many.

    Examples
    --------
    >>> round(sweep_costs(8).crossing, 1)
    15.9
    """
    inputs = np.arange(1, 49)
    forward, reverse = np.transpose([layer_costs(int(n), outputs) for n in inputs])
    crossing = float(np.interp(0.0, forward - reverse, inputs))
    figure, axes = new_figure(5.0, 3.3)
    ax = axes[0, 0]
    ax.axvline(crossing, color=MUTED, linestyle=":", linewidth=1)
    ax.plot(inputs, forward, "-", color=BLUE, label="forward: n sweeps")
    ax.plot(inputs, reverse, "--", color=VERMILION, label="reverse: m sweeps")
    frame_axes(
        ax, (0, 49), (0, 60), "inputs n", "cost (evaluations of F)",
        f"m = {outputs} output{'s' * (outputs > 1)}: equal near n = {round(crossing)}",
    )  # fmt: skip
    with lecture_style():
        ax.legend(loc="upper left", fontsize=8.5)
    alt = (
        f"Cost of the Jacobian of a layer with {outputs} output{'s' * (outputs > 1)}, in evaluations: forward rises "
        f"with the number of inputs, from {forward[0]:.0f} to {forward[-1]:.0f}; reverse stays between "
        f"{reverse.min():.0f} and {reverse.max():.0f}. They meet near n = {round(crossing)}."
    )
    return SweepCosts(figure, alt, inputs, forward, reverse, crossing)


def chain_cost(sizes: tuple[int, ...], order: tuple[int, ...]) -> int:
    """Multiplications for a product of Jacobians between layers of these sizes.

    Parameters
    ----------
    sizes : tuple of int
        Numbers of nodes in the layers, inputs first.
    order : tuple of int
        Inner layers in the order in which they are eliminated, by joining the two Jacobians beside each.

    Examples
    --------
    >>> chain_cost((4, 3, 2, 1), (1, 2)), chain_cost((4, 3, 2, 1), (2, 1))
    (32, 18)
    """
    left, total = list(range(len(sizes))), 0
    for layer in order:
        at = left.index(layer)
        total += sizes[left[at - 1]] * sizes[layer] * sizes[left[at + 1]]
        del left[at]
    return total


#: The three graphs of slide 20 by their layers, and an order from the middle for the last.
SLIDE_20 = {
    "narrowing": ((4, 3, 2, 1), None),
    "widening": ((1, 2, 3, 4), None),
    "wide at both ends": ((4, 3, 1, 3, 4), (1, 3, 2)),
}


class ThreeShapes(Picture):
    """`forward` and `reverse` multiplications of each graph, and `middle`, those of the last from its waist."""

    forward: tuple[int, ...]
    reverse: tuple[int, ...]
    middle: int


def three_shapes() -> ThreeShapes:
    """A graph that narrows, one that widens, and one wide at both ends, with their costs (slide 20).

    Examples
    --------
    >>> picture = three_shapes()
    >>> picture.forward, picture.reverse, picture.middle
    ((32, 18, 72), (18, 32, 72), 40)
    """
    figure, axes = new_figure(
        5.0, 3.9, Margins(left=0.1, right=0.1, bottom=0.95, top=0.35, between=0.2), ncols=3
    )
    forward, reverse, middle = [], [], 0
    for ax, (name, (sizes, special)) in zip(axes[0], SLIDE_20.items(), strict=True):
        inner = tuple(range(1, len(sizes) - 1))
        forward.append(chain_cost(sizes, inner))
        reverse.append(chain_cost(sizes, inner[::-1]))
        heights = np.linspace(0, 4, len(sizes))
        layers = [
            [(1.15 * (k - (s - 1) / 2), y) for k in range(s)] for s, y in zip(sizes, heights, strict=True)
        ]
        for below, above in pairwise(layers):
            for start in below:
                for end in above:
                    ax.plot(*np.transpose([start, end]), color=MUTED, linewidth=0.9, zorder=1)
        for k, layer in enumerate(layers):
            ends = k in (0, len(layers) - 1)
            ax.plot(
                *np.transpose(layer), "s" if ends else "o", color=BLUE if ends else PAPER, markersize=7,
                markeredgecolor=BLUE, linestyle="none", zorder=2,
            )  # fmt: skip
        lines = [f"forward {forward[-1]}", f"reverse {reverse[-1]}"]
        if special:
            middle = chain_cost(sizes, special)
            lines.append(f"waist last {middle}")
        with lecture_style():
            ax.text(0, 4.45, name, ha="center", va="bottom", fontsize=9.5, color=INK)
            ax.text(
                0, -0.45, "\n".join(lines), ha="center", va="top", fontsize=9.5, color=INK, linespacing=1.4
            )
        ax.set(xlim=(-2.2, 2.2), ylim=(-0.3, 4.3))
        ax.set_axis_off()
    alt = (
        f"Three layered graphs with their multiplications. Narrowing to one output: forward {forward[0]}, reverse "
        f"{reverse[0]}. Widening from one input: forward {forward[1]}, reverse {reverse[1]}. Wide at both ends with a "
        f"waist of one node: {forward[2]} in both modes, but {middle} if the waist is joined last."
    )
    return ThreeShapes(figure, alt, tuple(forward), tuple(reverse), middle)
