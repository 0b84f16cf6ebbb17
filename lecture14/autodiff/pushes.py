"""The forward sweep: tangents handed from operands to results, first node first (slide 17).

For a node y = φ(x, z) the sweep computes ẏ = ∂φ/∂x·ẋ + ∂φ/∂z·ż, as dual numbers do; see `directions.pushed`.
"""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.directions import pushed
from lecture14.autodiff.overload import Overloaded, settle


def pushed_through(nodes: list, seeds: list, n_inputs: int) -> list:
    """The tangents of all nodes, from those of the inputs; None for nodes that the seeds do not reach."""
    p = {
        leading_axis(seed, node.value, f"tangent {i}")
        for i, (seed, node) in enumerate(zip(seeds, nodes, strict=False))
    }
    if len(p) > 1:
        raise ValueError(f"tangents have different numbers of directions: {sorted(p, key=str)}")
    directions = p.pop() if p else None
    tangents: list = [None] * len(nodes)
    for i, seed in enumerate(seeds):
        tangents[i] = seed if isinstance(seed, Overloaded) else settle(np.asarray(seed, dtype=float))
    with np.errstate(all="ignore"):
        for node in nodes[n_inputs:]:
            incoming = [tangents[i] if type(i) is int else None for i in node.inputs]
            if any(t is not None for t in incoming):
                values = [nodes[i].value if type(i) is int else i for i in node.inputs]
                tangents[node.index] = pushed(
                    node.rule, values, incoming, node.value, node.params, directions
                )
    return tangents


def leading_axis(tangent, value, name: str) -> int | None:
    """How many directions a tangent holds along its leading axis, checked against the value's shape."""
    came, expected = np.shape(tangent), np.shape(value)
    if came == expected:
        return None
    if len(came) == len(expected) + 1 and came[1:] == expected:
        return came[0]
    raise ValueError(
        f"{name} has shape {came}; expected {expected}, or {expected} with one more axis in front"
    )
