"""A recorded program whose arrays are taken apart: the same program of scalars, with an input for each entry.

A loop over x[0], x[1], … is a program of scalars although x is an array. Taking an entry out of an array, or a slice
from which entries are taken, computes nothing, so such nodes go; whatever else is done to an array is refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lecture14.autodiff.arrays.items import INDEX
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.tape import Constant, Guard, Predicate
from lecture14.autodiff.core.variable import Variable, copy_of
from lecture14.autodiff.support.tree import tree_map
from lecture14.autodiff.text.program import refuse_array_operation
from lecture14.autodiff.views.statements import statement


def of_entries(recording: Recording) -> Recording:
    """The record with the entries of all arguments, in order, as its inputs; its f and arguments are as before.

    Raises
    ------
    ValueError
        If an array is used as a whole, or f chose by more than the truth of a number.
    """
    nodes: list[Variable] = []
    places: list[
        Any
    ] = []  # for each node of the record its place in the new one, for an array those of its entries

    def add(node: Variable, value: Any, inputs: tuple[Any, ...]) -> int:
        copy = copy_of(node)
        copy.index, copy.value, copy.inputs = len(nodes), value, inputs
        nodes.append(copy)
        return copy.index

    for node in recording.nodes[: recording.n_inputs]:
        entries = [add(node, float(value), ()) for value in np.ravel(node.value)]
        places.append(np.reshape(np.array(entries, dtype=int), np.shape(node.value)))
    n_inputs = len(nodes)
    places = [place if place.ndim else int(place) for place in places]
    for node in recording.nodes[recording.n_inputs :]:
        operands = tuple([places[i] if type(i) is int else i for i in node.inputs])
        if node.rule is INDEX:
            place = operands[0][node.params["index"]]  # type: ignore[index]
            places.append(place if np.ndim(place) else int(place))
            continue
        scalar = node.rule.elementwise or isinstance(node.rule, Predicate)
        if not scalar or any(map(np.ndim, operands)):
            refuse_array_operation(recording, node)
        places.append(add(node, node.value, operands))

    def output(o: Any) -> Any:
        place = o.value if isinstance(o, Constant) else places[o]
        if np.ndim(place):
            raise ValueError(f"f returned an array of shape {np.shape(place)}; expected one number")
        return o if isinstance(o, Constant) else place

    result = object.__new__(Recording)
    result.__dict__.update(recording.__dict__)
    result.nodes, result.n_inputs = nodes, n_inputs
    result.outputs = tree_map(output, recording.outputs)
    result.guards = [_guard(guard, places, recording) for guard in recording.guards]
    return result


def _guard(guard: Guard, places: list[Any], recording: Recording) -> Guard:
    index = next(o for o in guard.operands if type(o) is int)
    if guard.function is not bool or np.ndim(places[index]):
        raise ValueError(
            f"the program chose by {guard.function.__name__} of {statement(recording, index)}; "
            "expected comparisons of scalars"
        )
    return guard._replace(operands=(places[index],))
