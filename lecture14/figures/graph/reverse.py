"""Slide 18: the reverse sweep, edge by edge."""

import numpy as np

from lecture14.autodiff import Graph
from lecture14.autodiff.views.statements import adjoint_statements
from lecture14.figures.graph.drawing import (
    beside,
    blank,
    draw_edge,
    draw_node,
    draw_title,
    math_number,
    mathtext,
    subscripts,
)
from lecture14.figures.graph.example import PLACES, SYMBOLS, Edge, edges, lecture_graph
from lecture14.figures.picture import Picture
from lecture14.figures.style import four_digits


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
        lines = [f"$w_{index + 1} = {math_number(float(graph.nodes[index].value))}$"]
        if collected[index]:
            parts = " + ".join(math_number(c) for c in collected[index])
            total = f" = {math_number(adjoints[index])}" if len(collected[index]) > 1 else ""
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
        product = rf"{math_number(current.partial)} \cdot {math_number(adjoints[current.target])} = {math_number(gain)}"
        title = f"Step {step}:  {mathtext(text)}$ = {product}$"
        said = f"Reverse sweep, step {step} of 6: {subscripts(text)}, which adds {four_digits(gain)}."
    draw_title(ax, title)
    if step == 6:
        said += (
            f" x̄₁ = cos x₁ + x₂ = {four_digits(adjoints[0])} has collected two contributions, "
            f"x̄₂ = x₁ = {four_digits(adjoints[1])} one."
        )
    return ReverseSweep(figure, said, adjoints, tuple(tuple(c) for c in collected))


def _adjoint_statement(graph: Graph, edge: Edge) -> str:
    """The statement of the adjoint program that serves this edge."""
    node = graph.nodes[edge.target]
    return adjoint_statements(graph, edge.target)[node.inputs.index(edge.source)]
