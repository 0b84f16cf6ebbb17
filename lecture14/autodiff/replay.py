"""A recorded program on new inputs, without running f: the same operations in the same order.

What the program chose from its values (branches, masks, orders) is checked afterwards; where a choice would
come out differently the record does not hold, and an error says which choice (slide 12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lecture14.autodiff.dual import as_real
from lecture14.autodiff.overload import apply
from lecture14.autodiff.tree import leaves_like, rebuilt
from lecture14.autodiff.variable import Variable, copy_of

if TYPE_CHECKING:
    from lecture14.autodiff.graph import Graph


class ControlFlowChanged(ValueError):
    """A replay on new inputs met a comparison that comes out differently than when the graph was traced."""


def replayed(graph: Graph, args: tuple) -> Graph:
    """See `Graph.replay`."""
    new = [as_real(x, f"argument {i}") for i, x in enumerate(leaves_like(args, graph.arguments))]
    old = [node.value for node in graph.nodes[: graph.n_inputs]]
    if [np.shape(x) for x in new] != [np.shape(x) for x in old]:
        raise ValueError(
            f"arguments have shapes {[np.shape(x) for x in new]}; expected those of the trace, "
            f"{[np.shape(x) for x in old]}"
        )
    values: list = list(new)
    for node in graph.nodes[graph.n_inputs :]:
        operands = [values[i] if type(i) is int else i for i in node.inputs]
        values.append(apply(node.rule, operands, node.params))
    for guard in graph.guards:
        if not guard.holds(values):
            index = next(o for o in guard.operands if type(o) is int)
            raise ControlFlowChanged(
                f"the program chose by {guard.function.__name__} of {graph.text(index)}"
                f"{graph.place(index)}; that was {guard.answer} when traced "
                "and is not now: trace again at these inputs"
            )
    result = object.__new__(type(graph))
    result.__dict__.update(graph.__dict__)
    result.arguments = rebuilt(graph.arguments, new)
    result.nodes = [_with_value(node, value) for node, value in zip(graph.nodes, values, strict=True)]
    return result


def _with_value(node: Variable, value) -> Variable:
    copy = copy_of(node)
    copy.value = value
    if type(value) is not float:
        copy.pull = None
    return copy
