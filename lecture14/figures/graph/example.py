"""The graph of x₁x₂ + sin x₁: its edges, and where the slides draw its nodes."""

from functools import cache
from typing import NamedTuple

from lecture14.autodiff import Graph, trace
from lecture14.autodiff.core.chain_rule import partial_derivative
from lecture14.figures.dual_numbers import lecture_function

#: Where the slides draw the nodes w₁ … w₅: inputs below, result on top.
PLACES = ((1.4, 0.9), (7.4, 0.9), (6.3, 3.9), (1.4, 3.9), (3.8, 6.9))

#: What stands in the nodes.
SYMBOLS = ("x₁", "x₂", "×", "sin", "+")

#: Seeds (ẋ₁, ẋ₂) of the forward sweep, as the reader chooses them.
SEEDS = {"(1, 0)": (1.0, 0.0), "(0, 1)": (0.0, 1.0), "(1, 1)": (1.0, 1.0)}


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
