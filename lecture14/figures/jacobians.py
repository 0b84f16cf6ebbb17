"""The pictures of chapter "Jacobians, and the golden mean", slides 19 and 20."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..autodiff import trace
from ..autodiff.elimination import Elimination, Order
from .graph import blank, draw_edge, draw_node, draw_title, subscripts
from .picture import Picture
from .style import (
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

#: Shapes of the map whose Jacobian is filled: (inputs n, outputs m).
SHAPES = {
    "5 inputs, 3 outputs": (5, 3),
    "3 inputs, 5 outputs": (3, 5),
    "5 inputs, 5 outputs": (5, 5),
}


# Slide 19 ---------------------------------------------------------------------------------------------------


def power_sums(m: int) -> Callable:
    """The map from x to its first m power sums, Σx, Σx², …, Σxᵐ; powers by repeated multiplication.

    Examples
    --------
    >>> power_sums(3)([1.0, 2.0])
    [3.0, 5.0, 9.0]
    """

    def sums(x):
        powers, result = list(x), [sum(x[1:], x[0])]
        for _ in range(m - 1):
            powers = [power * entry for power, entry in zip(powers, x, strict=True)]
            result.append(sum(powers[1:], powers[0]))
        return result

    return sums


@cache
def _power_sum_graph(n: int, m: int):
    return trace(power_sums(m))([float(j + 1) for j in range(n)])


@dataclass(frozen=True, eq=False, repr=False)
class JacobianSweeps(Picture):
    """`columns` and `rows`: the (m, n) matrix as far as each mode has filled it, NaN elsewhere.

    `forward_work` and `reverse_work` are the multiplications so far.
    """

    columns: np.ndarray
    rows: np.ndarray
    forward_work: int
    reverse_work: int


def jacobian_sweeps(sweeps: int = 2, shape: tuple[int, int] = (5, 3)) -> JacobianSweeps:
    """One Jacobian, filled by columns (forward) and by rows (reverse), sweep by sweep (slide 19).

    Parameters
    ----------
    sweeps : int
        Sweeps made by each mode; a mode stops when its matrix is full.
    shape : (n, m)
        Inputs and outputs. The map is `power_sums` at x = (1, 2, …, n).

    Examples
    --------
    >>> jacobian_sweeps(1, (3, 2)).rows
    array([[ 1.,  1.,  1.],
           [nan, nan, nan]])
    """
    n, m = shape
    graph = _power_sum_graph(n, m)
    work = graph.cost().multiplications
    columns, rows = np.full((m, n), np.nan), np.full((m, n), np.nan)
    done = min(sweeps, n), min(sweeps, m)
    for j in range(done[0]):
        columns[:, j] = graph.forward(list(np.eye(n)[j]))
    for i in range(done[1]):
        (rows[i],) = graph.reverse(list(np.eye(m)[i]))
    counts = done[0] * work, done[1] * work

    figure, axes = new_figure(
        5.0, 3.4, Margins(left=0.12, right=0.12, bottom=0.55, top=0.6, between=0.3), ncols=2
    )
    for ax, matrix, name, unit, finished, needed, count, by_columns in [
        (axes[0, 0], columns, "forward", "columns", done[0], n, counts[0], True),
        (axes[0, 1], rows, "reverse", "rows", done[1], m, counts[1], False),
    ]:
        unit = unit if needed > 1 else unit.rstrip("s")
        _matrix(ax, matrix, finished - 1 if sweeps <= needed else -1, by_columns)
        with lecture_style():
            ax.text(
                0,
                1.04,
                f"{name}: {finished} of {needed} {unit}",
                transform=ax.transAxes,
                fontsize=10,
                color=INK,
            )
            ax.text(
                0.5, -0.09, f"{count} multiplications" + (", done" if finished == needed else ""),
                transform=ax.transAxes, ha="center", va="top", fontsize=9.5, color=INK,
            )  # fmt: skip
    alt = (
        f"The {m} by {n} Jacobian of the power sums after {sweeps} sweep{'s' * (sweeps != 1)}: forward mode has "
        f"{done[0]} of {n} columns for {counts[0]} multiplications, reverse mode {done[1]} of {m} "
        f"row{'s' * (m > 1)} for {counts[1]}."
    )
    if sweeps >= min(n, m):
        full = [name for name, complete in (("forward", done[0] == n), ("reverse", done[1] == m)) if complete]
        alt += f" Complete: {' and '.join(full)}."
    return JacobianSweeps(figure, alt, columns, rows, *counts)


def _matrix(ax: Axes, matrix: np.ndarray, newest: int, by_columns: bool) -> None:
    """A matrix as a table; unknown entries are dots, the newest column or row is boxed."""
    m, n = matrix.shape
    for (i, j), value in np.ndenumerate(matrix):
        known = not np.isnan(value)
        latest = known and (j if by_columns else i) == newest
        if known:
            ax.add_patch(
                Rectangle((j, i), 1, 1, facecolor=VERMILION if latest else BLUE, alpha=0.22, linewidth=0)
            )
        with lecture_style():
            text = f"{value:g}" if known else "·"
            ax.text(j + 0.5, i + 0.5, text, ha="center", va="center", fontsize=9.5, color=INK)
    if newest >= 0:
        corner, width, height = ((newest, 0), 1, m) if by_columns else ((0, newest), n, 1)
        ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=VERMILION, linewidth=2.2))
    ax.add_patch(Rectangle((0, 0), n, m, fill=False, edgecolor=MUTED, linewidth=0.8))
    ax.set(xlim=(-0.05, 5.05), ylim=(5.05, -0.05))
    ax.set_axis_off()


# Slide 20 ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class SweepCosts(Picture):
    """Multiplications for the whole Jacobian over those of one evaluation, for each number of `inputs`."""

    inputs: np.ndarray
    forward: np.ndarray
    reverse: np.ndarray


@cache
def layer_cost(n: int, m: int):
    """The package's count for x ↦ tanh(A x) with n inputs and m outputs.

    Examples
    --------
    >>> layer_cost(3, 2).operations, layer_cost(3, 2).multiplications
    (8, 8)
    """
    A = np.ones((m, n))
    return trace(lambda x: np.tanh(A @ x))(np.zeros(n)).cost()


def sweep_costs(outputs: int = 8) -> SweepCosts:
    """What a whole Jacobian costs in either mode, over the number of inputs (slide 20).

    Parameters
    ----------
    outputs : int
        m, 1 to 24.

    Examples
    --------
    >>> picture = sweep_costs(8)
    >>> picture.inputs[picture.forward < picture.reverse].max()
    np.int64(7)
    """
    inputs = np.arange(1, 25)
    costs = [layer_cost(int(n), outputs) for n in inputs]
    forward = np.array([n * c.multiplications / c.operations for n, c in zip(inputs, costs, strict=True)])
    reverse = np.array([outputs * c.multiplications / c.operations for c in costs])
    figure, axes = new_figure(5.0, 3.3)
    ax = axes[0, 0]
    ax.axvline(outputs, color=MUTED, linestyle=":", linewidth=1)
    ax.plot(inputs, forward, "o-", color=BLUE, markersize=3.5, label="forward: n sweeps")
    ax.plot(inputs, reverse, "s--", color=VERMILION, markersize=3.5, label="reverse: m sweeps")
    frame_axes(
        ax, (0, 25), (0, 31), "inputs n", "cost (evaluations of F)",
        f"m = {outputs} output{'s' * (outputs > 1)}: the modes cost the same at n = {outputs}",
    )  # fmt: skip
    with lecture_style():
        ax.legend(loc="upper left", fontsize=8.5)
    alt = (
        f"Cost of the Jacobian of a layer with {outputs} output{'s' * (outputs > 1)}, in evaluations: forward rises "
        f"with the number of inputs, from {forward[0]:.0f} to {forward[-1]:.0f}; reverse stays at {reverse[0]:.0f}. "
        f"They meet at n = {outputs}."
    )
    return SweepCosts(figure, alt, inputs, forward, reverse)


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


@dataclass(frozen=True, eq=False, repr=False)
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


# The golden mean --------------------------------------------------------------------------------------------


def small_program(x1, x2, x3):
    """Three inputs, three outputs, five intermediate results: small enough to try every order.

    Examples
    --------
    >>> [round(float(y), 4) for y in small_program(1.0, 2.0, 0.5)]
    [2.4826, 0.6143, 1.8186]
    """
    w4 = x2 * x3
    w5 = x1 * w4
    w6 = w4 + w5
    w7 = np.sin(w6)
    w8 = w6 * w7
    return np.exp(w7), np.cos(w7), w4 * w8


#: The point at which the small program is traced.
POINT = (1.0, 2.0, 0.5)

#: Where its nodes are drawn: inputs below, outputs on top.
ELIMINATION_PLACES = (
    (1.2, 0.6), (4.9, 0.6), (8.3, 0.6), (6.3, 2.2), (2.9, 2.9), (4.6, 4.3), (2.3, 5.4), (5.9, 6.0),
    (1.2, 7.5), (4.3, 7.5), (8.3, 7.5),
)  # fmt: skip

_DOT = 0.42


@cache
def small_elimination() -> Elimination:
    """The small program's graph of local derivatives, ready to be eliminated."""
    return Elimination(trace(small_program)(*POINT))


@cache
def elimination_orders() -> dict[str, Order]:
    """Forward, reverse, greedy and optimal order of the small program.

    Examples
    --------
    >>> {name: order.multiplications for name, order in elimination_orders().items()}
    {'forward': 27, 'reverse': 23, 'greedy': 20, 'optimal': 18}
    """
    return small_elimination().compare()


@dataclass(frozen=True, eq=False, repr=False)
class EliminationStep(Picture):
    """`edges` left after the step, `cost` of the step and `total` so far, in multiplications."""

    edges: frozenset[tuple[int, int]]
    cost: int
    total: int


def elimination_steps(order: str = "optimal", step: int = 2) -> EliminationStep:
    """Vertex elimination on the small program's graph, one vertex at a time (slide 20).

    Parameters
    ----------
    order : {"forward", "reverse", "greedy", "optimal"}
    step : int
        Vertices eliminated so far, 0 to 5.

    Examples
    --------
    >>> elimination_steps("optimal", 5).total
    18
    """
    chosen = elimination_orders()[order]
    present, total, cost = set(small_elimination().edges), 0, 0
    new: set[tuple[int, int]] = set()
    before: list[int] = []
    after: list[int] = []
    for vertex in chosen.order[:step]:
        before = [i for i, k in present if k == vertex]
        after = [k for i, k in present if i == vertex]
        new = {(i, k) for i in before for k in after}
        present = {edge for edge in present if vertex not in edge} | new
        cost = len(before) * len(after)
        total += cost

    figure, ax = blank(4.5, (-0.1, 8.1))
    gone, places = chosen.order[:step], ELIMINATION_PLACES
    for edge in sorted(present):
        look = "now" if edge in new else "done"
        draw_edge(ax, places[edge[0]], places[edge[1]], look, radius=_DOT)
    for index, place in enumerate(places):
        if index in gone[:-1]:
            ax.plot(*place, ".", color=MUTED, markersize=4, zorder=2)
            continue
        kind = f"x{index + 1}" if index < 3 else f"y{index - 7}" if index > 7 else f"w{index + 1}"
        draw_node(ax, place, subscripts(kind), "waiting" if index in gone else "done", _DOT)
    if step == 0:
        title = f"{order.capitalize()} order: {len(present)} edges, 5 vertices to eliminate"
        said = (
            f"{order.capitalize()} order, at the start: {len(present)} edges, and 5 vertices between inputs and "
            "outputs."
        )
    else:
        name = subscripts(f"w{chosen.order[step - 1] + 1}")
        title = f"Step {step}: eliminate {name} for {len(before)}·{len(after)} = {cost}; {total} so far"
        said = (
            f"{order.capitalize()} order, step {step} of 5: {name} goes; edges in times edges out, "
            f"{len(before)}·{len(after)} = {cost} multiplications, {total} so far; {len(present)} edges are left."
        )
    if step == 5:
        said += " They are the Jacobian."
    draw_title(ax, title)
    return EliminationStep(figure, said, frozenset(present), cost, total)
