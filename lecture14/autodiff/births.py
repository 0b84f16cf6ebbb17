"""Where a NaN or an infinity was born: the first node that is not finite, and the line that computed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lecture14.autodiff.overload import Overloaded

if TYPE_CHECKING:
    from lecture14.autodiff.graph import Graph
    from lecture14.autodiff.variable import Variable


class Birth:
    """The node at which a NaN or inf first appeared.

    Attributes
    ----------
    node : Variable
    operation : str
        The node's statement, `w3 = log(w2)`.
    value
    operands : list
        The values that the operation was given.
    place : str
        The user's file and line; empty where lines were not recorded.
    """

    def __init__(self, graph: Graph, node: Variable):
        self.node = node
        self.operation = graph.text(node.index)
        self.value = node.value
        self.operands = graph.operands(node)
        self.place = graph.place(node.index).removeprefix(" at ")
        named = [f"w{i + 1} = {graph.nodes[i].value}" for i in dict.fromkeys(node.inputs) if type(i) is int]
        where = f" at {self.place}" if self.place else ""
        self._text = f"{self.operation} is {self.value}{where}" + (f": {', '.join(named)}" if named else "")

    def __str__(self) -> str:
        return self._text


def first_nonfinite(graph: Graph) -> Birth | None:
    """See `Graph.first_nonfinite`."""
    for node in graph.nodes:
        if not np.all(np.isfinite(_innermost(node.value))):
            return Birth(graph, node)
    return None


def _innermost(value):
    while isinstance(value, Overloaded):
        value = value._plain
    return value
