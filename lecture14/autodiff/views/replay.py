"""A recorded program on new inputs, without running f: the same operations in the same order.

What the program chose from its values (branches, masks, orders) is checked afterwards; where a choice would
come out differently the record does not hold, and an error says which choice (slide 12).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from lecture14.autodiff.core.number import apply, as_real, chosen
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.sweep import hand_on
from lecture14.autodiff.core.tape import Guard
from lecture14.autodiff.core.variable import Variable, copy_of, place
from lecture14.autodiff.core.writing import own
from lecture14.autodiff.support.tree import leaves_like, rebuilt
from lecture14.autodiff.views.statements import statement

R = TypeVar("R", bound=Recording)


class ControlFlowChanged(ValueError):
    """A replay on new inputs met a comparison that comes out differently than when the graph was traced."""


def replayed(graph: R, args: tuple) -> R:
    """See `Graph.replay`."""
    new = [own(as_real(x, f"argument {i}")) for i, x in enumerate(leaves_like(args, graph.arguments))]
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
        if not _holds(guard, values):
            index = next(o for o in guard.operands if type(o) is int)
            raise ControlFlowChanged(
                f"the program chose by {guard.function.__name__} of {statement(graph, index)}"
                f"{place(graph.nodes[index])}; that was {guard.answer} when traced "
                "and is not now: trace again at these inputs"
            )
    result = object.__new__(type(graph))
    result.__dict__.update(graph.__dict__)
    result.arguments = rebuilt(graph.arguments, new)
    result.nodes = [_with_value(node, value) for node, value in zip(graph.nodes, values, strict=True)]
    return result


def _holds(guard: Guard, values: list) -> bool:
    """Whether the choice comes out the same for these values of the nodes."""
    operands = [values[o] if type(o) is int else o.value for o in guard.operands]
    now = chosen(guard.function, *operands, **guard.kwargs)
    if isinstance(now, tuple):
        return len(now) == len(guard.answer) and all(map(np.array_equal, now, guard.answer))
    return bool(np.array_equal(now, guard.answer))


def _with_value(node: Variable, value) -> Variable:
    copy = copy_of(node)
    copy.value = value
    if type(value) is not float:
        copy.pull = hand_on
    return copy
