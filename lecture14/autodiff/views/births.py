"""Where a NaN or an infinity was born: the first node that is not finite, and the line that computed it."""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.core.number import innermost
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.variable import Variable, place
from lecture14.autodiff.views.statements import statement


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

    def __init__(self, graph: Recording, node: Variable):
        self.node = node
        self.operation = statement(graph, node.index)
        self.value = node.value
        self.operands = graph.operands(node)
        self.place = place(node).removeprefix(" at ")
        named = [f"w{i + 1} = {graph.nodes[i].value}" for i in dict.fromkeys(node.inputs) if type(i) is int]
        where = f" at {self.place}" if self.place else ""
        self._text = f"{self.operation} is {self.value}{where}" + (f": {', '.join(named)}" if named else "")

    def __str__(self) -> str:
        return self._text


def first_nonfinite(graph: Recording) -> Birth | None:
    """See `Graph.first_nonfinite`."""
    for node in graph.nodes:
        if not np.all(np.isfinite(innermost(node.value))):
            return Birth(graph, node)
    return None
