"""The pictures of chapter "The computational graph", slides 17 and 18, and the drawing of graphs for its neighbours."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from ..autodiff import Graph, trace
from ..autodiff.directions import partial_derivative
from ..autodiff.program_text import MACRON, adjoint_statements, dual_statement, statement, substitute
from .dual_numbers import lecture_function
from .picture import Picture
from .style import (
    BLUE,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    four_digits,
    frame_axes,
    lecture_style,
    minus,
    new_figure,
)

#: Where the slides draw the nodes w₁ … w₅: inputs below, result on top.
PLACES = ((1.4, 0.9), (7.4, 0.9), (6.3, 3.9), (1.4, 3.9), (3.8, 6.9))

#: What stands in the nodes.
SYMBOLS = ("x₁", "x₂", "×", "sin", "+")

#: Seeds (ẋ₁, ẋ₂) of the forward sweep, as the reader chooses them.
SEEDS = {"(1, 0)": (1.0, 0.0), "(0, 1)": (0.0, 1.0), "(1, 1)": (1.0, 1.0)}

RADIUS = 0.62

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Edge(NamedTuple):
    """An edge of a graph: from an operand to the node that uses it, with the partial derivative there."""

    source: int
    target: int
    partial: float


def edges(graph: Graph) -> list[Edge]:
    """Every edge of a graph of scalars, with its local partial derivative.

    Examples
    --------
    >>> [(e.source, e.target) for e in edges(lecture_graph(1.5, 2.0))]
    [(0, 2), (1, 2), (0, 3), (2, 4), (3, 4)]
    """
    return [
        Edge(source, node.index, float(partial_derivative(node.rule, k, graph.operands(node), node.value)))
        for node in graph.nodes[graph.n_inputs :]
        for k, source in enumerate(node.inputs)
        if type(source) is int
    ]


@cache
def lecture_graph(x1: float, x2: float) -> Graph:
    """The graph of x₁x₂ + sin x₁ at a point."""
    return trace(lecture_function)(x1, x2)


def subscripts(text: str) -> str:
    """Names of nodes as they are read: w3 becomes w₃, with or without dot or bar.

    Examples
    --------
    >>> subscripts("ẇ3 = w2*ẇ1 + 2")
    'ẇ₃ = w₂*ẇ₁ + 2'
    """
    return re.sub(rf"([wẇxy]{MACRON}?)(\d+)", lambda m: m[1] + m[2].translate(_SUBSCRIPTS), text)


def mathtext(text: str) -> str:
    """A statement of a program as matplotlib sets mathematics.

    Examples
    --------
    >>> mathtext("ẇ4 = cos(w1)*ẇ1")
    '$\\\\dot{w}_{4} = \\\\cos(w_{1})\\\\,\\\\dot{w}_{1}$'
    """
    text = re.sub(rf"w{MACRON}(\d+)", r"\\bar{w}_{\1}", text)
    text = re.sub(r"ẇ(\d+)", r"\\dot{w}_{\1}", text)
    text = re.sub(r"ẋ(\d+)", r"\\dot{x}_{\1}", text)
    text = re.sub(r"\b([wx])(\d+)", r"\1_{\2}", text)
    text = re.sub(r"\b(sin|cos)\b", r"\\\1", text)
    text = text.replace("+=", r"\,{+}{=}\,").replace(" * ", r"\,").replace("*", r"\,")
    return f"${text}$"


# Drawing ----------------------------------------------------------------------------------------------------

#: How a node or an edge looks: waiting, done, or at work now. Line style and width say it too, not colour alone.
_LOOKS: dict[str, Any] = {
    "waiting": {"color": MUTED, "linestyle": (0, (3, 2.5)), "linewidth": 0.9},
    "done": {"color": BLUE, "linestyle": "-", "linewidth": 1.5},
    "now": {"color": VERMILION, "linestyle": "-", "linewidth": 2.8},
}


def blank(height: float = 4.3, ylim: tuple[float, float] = (0.0, 7.8)) -> tuple[Figure, Axes]:
    """A figure without axes, for graphs: 10 units wide."""
    figure, axes = new_figure(5.0, height, Margins(left=0.05, right=0.05, bottom=0.05, top=0.42))
    ax = axes[0, 0]
    ax.set(xlim=(0, 10), ylim=ylim)
    ax.set_axis_off()
    return figure, ax


def draw_node(ax: Axes, place, symbol: str, look: str, radius: float = RADIUS) -> None:
    """A node: a circle with its operation."""
    style = _LOOKS[look]
    ax.add_patch(
        Circle(
            place,
            radius,
            facecolor=PAPER,
            edgecolor=style["color"],
            linestyle=style["linestyle"],
            linewidth=style["linewidth"],
            zorder=3,
        )
    )
    with lecture_style():
        ax.text(
            place[0], place[1], symbol, ha="center", va="center_baseline", fontsize=11, color=INK, zorder=4
        )


def draw_edge(
    ax: Axes, start, end, look: str, label: str = "", backwards: bool = False, radius: float = RADIUS
) -> None:
    """An edge: an arrow in the direction in which numbers flow along it, with a label upon it."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    along = (end - start) / np.hypot(*(end - start))
    tail, head = start + radius * along, end - radius * along
    if backwards:
        tail, head = head, tail
    style = _LOOKS[look]
    ax.plot(*np.transpose([tail, head]), zorder=1, **style)
    flow = (head - tail) / np.hypot(*(head - tail))
    across = np.array([-flow[1], flow[0]])
    wings = [head - 0.3 * flow + 0.15 * side * across for side in (1, -1)]
    ax.plot(
        *np.transpose([wings[0], head, wings[1]]),
        color=style["color"],
        linewidth=style["linewidth"],
        zorder=1,
    )
    if label:
        spot = (start + end) / 2
        with lecture_style():
            ax.text(
                spot[0], spot[1], label, ha="center", va="center", fontsize=10, color=INK, zorder=2,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},
            )  # fmt: skip


def beside(ax: Axes, place, lines: list[str]) -> None:
    """Lines of text on the right of a node."""
    with lecture_style():
        for row, line in enumerate(lines):
            # Beside an input the lines stand lower: the edge comes in from above.
            middle = place[1] - (0.2 if place[1] < 1 and len(lines) > 1 else 0.0)
            height = middle + 0.31 * (len(lines) - 1) - 0.62 * row
            ax.text(place[0] + RADIUS + 0.12, height, line, ha="left", va="center", fontsize=10.5, color=INK)


# Slide 17 ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class LocalDerivatives(Picture):
    """`partials`: the edges' labels, as text of the rule table."""

    partials: dict[tuple[int, int], str]


def local_derivatives() -> LocalDerivatives:
    """The graph of x₁x₂ + sin x₁ with the local partial derivative on each edge (slides 17 and 18).

    Examples
    --------
    >>> local_derivatives().partials[0, 3]
    'cos(w1)'
    """
    graph = lecture_graph(1.5, 2.0)
    partials = {}
    for node in graph.nodes[2:]:
        operands = {name: f"w{i + 1}" for name, i in zip(node.rule.arguments, node.inputs, strict=True)}
        for k, source in enumerate(node.inputs):
            partials[source, node.index] = substitute(node.rule.partials[k], operands)
    figure, ax = blank()
    for (source, target), text in partials.items():
        draw_edge(ax, PLACES[source], PLACES[target], "done", mathtext(text))
    for index, (place, symbol) in enumerate(zip(PLACES, SYMBOLS, strict=True)):
        draw_node(ax, place, symbol, "done")
        beside(ax, place, [mathtext(statement(graph, index))])
    draw_title(ax, "A node is an operation, an edge a partial derivative")
    alt = (
        "The graph of x₁x₂ + sin x₁: inputs x₁ and x₂ below, product w₃ and sine w₄ above them, their sum w₅ on "
        "top. From x₁ two paths lead up, one through the sine with derivative cos w₁, one through the product with "
        "derivative w₂; from x₂ one path, with derivative w₁. The edges into the sum carry 1."
    )
    return LocalDerivatives(figure, alt, partials)


def draw_title(ax: Axes, text: str) -> None:
    """A title over a graph, where formulas may stand."""
    with lecture_style():
        ax.text(
            0.0, 1.02, text, transform=ax.transAxes, ha="left", va="bottom", fontsize=10, color=INK,
            parse_math=True,
        )  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class ForwardSweep(Picture):
    """`values` and `tangents` of the nodes reached so far; `multiplications` by partials so far."""

    values: tuple[float, ...]
    tangents: tuple[float, ...]
    multiplications: int


def forward_sweep(
    step: int = 3, seed: tuple[float, float] = (1.0, 0.0), x1: float = 1.5, x2: float = 2.0
) -> ForwardSweep:
    """The forward sweep over the lecture's graph, stopped after a number of nodes (slide 17).

    Parameters
    ----------
    step : int
        Nodes done, 0 to 5.
    seed : (float, float)
        Tangents ẋ₁, ẋ₂ of the inputs.
    x1, x2 : float
        The point.

    Examples
    --------
    >>> forward_sweep(5, (0.0, 1.0)).tangents
    (0.0, 1.0, 1.5, 0.0, 1.5)
    """
    graph = lecture_graph(x1, x2)
    all_tangents = [float(t) for t in graph.tangents(*seed)]
    values = tuple(float(node.value) for node in graph.nodes[:step])
    tangents = tuple(all_tangents[:step])
    figure, ax = blank()
    terms, multiplications = [], 0
    for edge in edges(graph):
        look = "now" if edge.target == step - 1 else "done" if edge.target < step else "waiting"
        label = "" if look == "waiting" else f"· {four_digits(edge.partial)}"
        draw_edge(ax, PLACES[edge.source], PLACES[edge.target], look, label)
        if look == "now":
            terms.append(f"{four_digits(edge.partial)}·{four_digits(all_tangents[edge.source])}")
        # Products with the constant 1 of a sum are no work.
        trivial = graph.nodes[edge.target].rule.name == "add"
        multiplications += look != "waiting" and not trivial
    for index, (place, symbol) in enumerate(zip(PLACES, SYMBOLS, strict=True)):
        done = index < step
        draw_node(ax, place, symbol, "now" if index == step - 1 else "done" if done else "waiting")
        lines = [mathtext(f"w{index + 1}")]
        if done:
            name = index + 1
            lines = [
                f"$w_{name} = {_number(values[index])}$",
                rf"$\dot{{w}}_{name} = {_number(tangents[index])}$",
            ]
        beside(ax, place, lines)
    if step == 0:
        title = f"Before the sweep: the seed is ({seed[0]:g}, {seed[1]:g})"
        said = "Before the forward sweep no node has a number."
    else:
        text = dual_statement(graph, step - 1)
        sums = (
            f" $= {' + '.join(terms)} = {_number(tangents[-1])}$"
            if terms
            else f" $= {_number(tangents[-1])}$"
        )
        title = f"Step {step}:  {mathtext(text)}{sums.replace('·', chr(92) + 'cdot ')}"
        said = f"Forward sweep, step {step} of 5: {subscripts(statement(graph, step - 1))} = "
        said += f"{four_digits(values[-1])}, {subscripts(text)} = {four_digits(tangents[-1])}."
    draw_title(ax, title)
    said += f" Seed ({seed[0]:g}, {seed[1]:g}); {multiplications} of 3 multiplications done."
    if step == 5:
        said += f" The derivative along the seed is {four_digits(tangents[-1])}."
    return ForwardSweep(figure, minus(said), values, tangents, multiplications)


def _number(value: float) -> str:
    """A number inside mathematics: matplotlib draws the minus there by itself."""
    return f"{value:.4g}"


# Slide 18 ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class ReverseSweep(Picture):
    """`adjoints` (5,) as collected so far, and the `contributions` of each node, in the order of arrival."""

    adjoints: np.ndarray
    contributions: tuple[tuple[float, ...], ...]


def reverse_steps(graph: Graph) -> list[Edge]:
    """The edges in the order in which a reverse sweep meets them: last node first.

    Examples
    --------
    >>> [(e.target + 1, e.source + 1) for e in reverse_steps(lecture_graph(1.5, 2.0))]
    [(5, 3), (5, 4), (4, 1), (3, 1), (3, 2)]
    """
    return sorted(edges(graph), key=lambda edge: -edge.target)


def reverse_sweep(step: int = 5, x1: float = 1.5, x2: float = 2.0) -> ReverseSweep:
    """The reverse sweep over the lecture's graph, stopped after a number of edges (slide 18).

    Parameters
    ----------
    step : int
        0: values only; 1: the seed; 2 to 6: one edge each.
    x1, x2 : float
        The point.

    Examples
    --------
    >>> reverse_sweep(6).adjoints.round(4)
    array([2.0707, 1.5   , 1.    , 1.    , 1.    ])
    """
    graph = lecture_graph(x1, x2)
    order = reverse_steps(graph)
    collected: list[list[float]] = [[] for _ in graph.nodes]
    if step >= 1:
        collected[4].append(1.0)
    for edge in order[: max(step - 1, 0)]:
        collected[edge.source].append(edge.partial * sum(collected[edge.target]))
    adjoints = np.array([sum(c) for c in collected])

    current = order[step - 2] if step >= 2 else None
    figure, ax = blank()
    for position, edge in enumerate(order):
        look = "now" if edge is current else "done" if position < step - 1 else "waiting"
        draw_edge(
            ax,
            PLACES[edge.source],
            PLACES[edge.target],
            look,
            f"· {four_digits(edge.partial)}",
            backwards=True,
        )
    for index, (place, symbol) in enumerate(zip(PLACES, SYMBOLS, strict=True)):
        now = index == (4 if step == 1 else current.source if current else -1)
        draw_node(ax, place, symbol, "now" if now else "done" if collected[index] else "waiting")
        lines = [f"$w_{index + 1} = {_number(float(graph.nodes[index].value))}$"]
        if collected[index]:
            parts = " + ".join(_number(c) for c in collected[index])
            total = f" = {_number(adjoints[index])}" if len(collected[index]) > 1 else ""
            lines.append(rf"$\bar{{w}}_{index + 1} = {parts}{total}$")
        beside(ax, place, lines)
    if step == 0:
        title = "After the forward sweep: every value is kept"
        said = "Before the reverse sweep: every node has its value, none has an adjoint."
    elif current is None:
        title = r"Step 1:  $\bar{w}_5 = 1$, the seed"
        said = "Reverse sweep, step 1 of 6: the result gets the seed, w̄₅ = 1."
    else:
        text = _adjoint_statement(graph, current)
        gain = collected[current.source][-1]
        product = rf"{_number(current.partial)} \cdot {_number(adjoints[current.target])} = {_number(gain)}"
        title = f"Step {step}:  {mathtext(text)}$ = {product}$"
        said = f"Reverse sweep, step {step} of 6: {subscripts(text)}, which adds {four_digits(gain)}."
    draw_title(ax, title)
    if step == 6:
        said += (
            f" x̄₁ = cos x₁ + x₂ = {four_digits(adjoints[0])} has collected two contributions, "
            f"x̄₂ = x₁ = {four_digits(adjoints[1])} one."
        )
    return ReverseSweep(figure, minus(said), adjoints, tuple(tuple(c) for c in collected))


def _adjoint_statement(graph: Graph, edge: Edge) -> str:
    """The statement of the adjoint program that serves this edge."""
    node = graph.nodes[edge.target]
    return adjoint_statements(graph, edge.target)[node.inputs.index(edge.source)]


# What the sweeps hold ---------------------------------------------------------------------------------------


def heron(iterations: int) -> Callable:
    """Heron's square root with so many iterations, as a function of a.

    Examples
    --------
    >>> round(heron(5)(2.0), 4)
    1.4142
    """

    def root_of(a):
        root = a
        for _ in range(iterations):
            root = 0.5 * (root + a / root)
        return root

    return root_of


def held_values(graph: Graph) -> tuple[np.ndarray, np.ndarray]:
    """Numbers held over time, by a forward sweep and by a reverse sweep.

    Parameters
    ----------
    graph : Graph
        Of scalars.

    Returns
    -------
    forward : (s,) array
        Values and tangents held while each of the s statements runs, if each is dropped after its last use.
    reverse : (2 s,) array
        Values and adjoints held: s statements up, then s down. A value may go once its node has been swept.

    Examples
    --------
    >>> forward, reverse = held_values(trace(heron(2))(2.0))
    >>> int(forward.max()), int(reverse.max())
    (6, 9)
    """
    n, total = graph.n_inputs, len(graph.nodes)
    last = {i: i for i in range(total)}
    for node in graph.nodes:
        for i in node.inputs:
            if type(i) is int:
                last[i] = node.index
    statements = range(n, total)
    forward = [2 * sum(1 for i in range(s + 1) if last[i] >= s) for s in statements]
    up = [s + 1 for s in statements]
    down = []
    known: set[int] = {total - 1}
    for s in reversed(statements):
        known |= {i for i in graph.nodes[s].inputs if type(i) is int}
        down.append(s + 1 + sum(1 for i in known if i <= s))
    return np.array(forward), np.array(up + down)


@dataclass(frozen=True, eq=False, repr=False)
class MemoryOverTime(Picture):
    """`forward` and `reverse`: numbers held over time; their peaks are the sweeps' memory."""

    forward: np.ndarray
    reverse: np.ndarray


def memory_over_time(iterations: int = 4) -> MemoryOverTime:
    """Numbers held by a forward and by a reverse sweep through Heron's loop (slide 19: memory).

    Parameters
    ----------
    iterations : int
        1 to 12.

    Examples
    --------
    >>> int(memory_over_time(3).forward.max()), int(memory_over_time(12).forward.max())
    (8, 8)
    """
    graph = trace(heron(iterations))(2.0)
    forward, reverse = held_values(graph)
    figure, axes = new_figure(5.0, 3.3)
    ax = axes[0, 0]
    ax.step(
        range(1, len(reverse) + 1),
        reverse,
        where="mid",
        color=VERMILION,
        linewidth=1.6,
        label="reverse sweep",
    )
    ax.step(
        range(1, len(forward) + 1), forward, where="mid", color=BLUE, linestyle="--", label="forward sweep"
    )
    peak = int(reverse.argmax())
    ax.plot([peak + 1], [reverse[peak]], "^", color=VERMILION, markersize=7)
    ax.axvline(len(forward) + 0.5, color=MUTED, linestyle=":", linewidth=1)
    frame_axes(
        ax, (0, 74), (0, 46), "statements executed", "numbers held",
        f"{len(forward)} statements: peak {forward.max()} forward, {reverse.max()} reverse",
    )  # fmt: skip
    with lecture_style():
        ax.text(len(forward) + 1.2, 44.5, "turning point", fontsize=8.5, color=INK, va="top")
        ax.legend(loc="upper right", bbox_to_anchor=(1.0, 0.93), fontsize=8.5)
    alt = (
        f"Heron's loop with {iterations} iteration{'s' * (iterations > 1)} has {len(forward)} statements. "
        f"A forward sweep never holds more than {forward.max()} numbers; a reverse sweep climbs to {reverse.max()} "
        "at the turning point and comes down again."
    )
    return MemoryOverTime(figure, alt, forward, reverse)


def product(*x):
    """x₁x₂⋯xₙ, from left to right: Speelpenning's example.

    Examples
    --------
    >>> product(2.0, 3.0, 4.0)
    24.0
    """
    y = x[0]
    for factor in x[1:]:
        y = y * factor
    return y


def gradient_work(n: int) -> Mapping[str, int]:
    """Multiplications for the whole gradient of Speelpenning's product of n factors, counted by the package.

    Examples
    --------
    >>> gradient_work(10)
    {'function': 9, 'forward': 180, 'reverse': 18}
    """
    cost = trace(product)(*(1.0 + 0.1 * i for i in range(n))).cost()
    return {
        "function": cost.operations,
        "forward": n * cost.multiplications,
        "reverse": cost.multiplications,
    }
