"""The reverse sweep: adjoints handed from each node to its operands, last node first (slide 18).

For a node y = φ(x, z) with adjoint ȳ the sweep adds ȳ·∂φ/∂x to x̄ and ȳ·∂φ/∂z to z̄. For Python floats a
small function written out from the rule does both; arrays go through the rule's partial derivatives and
transposes.
"""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.compiled import OUT_OF_RANGE, compile_function, float_expression, float_names, times
from lecture14.autodiff.directions import scaled_by_partial, unbroadcast
from lecture14.autodiff.overload import settle
from lecture14.autodiff.rules import Rule


def sweep(nodes: list, adjoints: list, n_inputs: int, many: bool, keep: bool) -> None:
    """Fill the list of adjoints from the seeds already in it, walking the nodes backwards.

    Each adjoint is final when its node is reached, because all users of the node come later on the tape;
    handed on, it is dropped unless `keep` is set, so that the sweep holds only the adjoints still in
    waiting.
    """
    for index in range(len(nodes) - 1, n_inputs - 1, -1):
        adjoint = adjoints[index]
        if adjoint is None:
            continue
        if not keep:
            adjoints[index] = None
        node = nodes[index]
        if type(adjoint) is float and node.rule.elementwise:
            _QUICK[node.rule](node, adjoint, nodes, adjoints)
        else:
            hand_on(node, adjoint, nodes, adjoints, many)


def hand_on(node, adjoint, nodes: list, adjoints: list, many: bool = False) -> None:
    """Add one node's contributions to the adjoints of its operands."""
    rule, y = node.rule, node.value
    values = [nodes[i].value if type(i) is int else i for i in node.inputs]
    for position, index in enumerate(node.inputs):
        if type(index) is not int or not rule.moves(position):
            continue
        contribution = pulled(rule, position, adjoint, y, values, node.params, many)
        known = adjoints[index]
        adjoints[index] = contribution if known is None else known + contribution


def pulled(rule, position: int, adjoint, y, values, params, many: bool):
    """The contribution of y's adjoint to that of one operand; with many, of each row of adjoints."""
    if rule.elementwise:
        x = values[position]
        if many:
            return unbroadcast(scaled_by_partial(rule, position, values, y, adjoint), np.shape(x), leading=1)
        return settle(unbroadcast(scaled_by_partial(rule, position, values, y, adjoint), np.shape(x)))
    params = params or {}
    if many:
        return np.stack([rule.pull(position, row, y, values, params) for row in adjoint])
    return settle(rule.pull(position, adjoint, y, values, params))


def _source(rule: Rule) -> str:
    """The reverse program of one operation on floats."""
    names = rule.arguments
    indices = [f"i{n}" for n in names]
    lines = [f"{', '.join(indices)}, = node.inputs"]
    for n, i in zip(names, indices, strict=True):
        lines.append(f"{n} = nodes[{i}].value if type({i}) is int else {i}")
    floats = " and ".join(f"type({n}) is float" for n in names)
    lines += [f"if {floats}:", "    try:", "        y = node.value"]
    active = [(n, i, p) for n, i, p in zip(names, indices, rule.partials, strict=True) if p != "0"]
    for n, i, partial in active:
        contribution = times(float_expression(partial), "g")
        lines += [f"        c{n} = {contribution} if type({i}) is int else None"]
    for n, i, _ in active:
        lines += [
            f"        if c{n} is not None:",
            f"            known = adjoints[{i}]",
            f"            adjoints[{i}] = c{n} if known is None else known + c{n}",
        ]
    lines += [
        "        return",
        "    except OUT_OF_RANGE:",
        "        pass",
        "hand_on(node, g, nodes, adjoints)",
    ]
    return "def quick(node, g, nodes, adjoints):\n" + "".join(f"    {line}\n" for line in lines)


class _Quick(dict):
    """Rule -> its reverse program for floats, written when first met."""

    def __missing__(self, rule: Rule):
        names = float_names() | {"hand_on": hand_on, "OUT_OF_RANGE": OUT_OF_RANGE}
        program = self[rule] = compile_function(_source(rule), "quick", names)
        return program


_QUICK = _Quick()
