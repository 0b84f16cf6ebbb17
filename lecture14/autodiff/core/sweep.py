"""The two sweeps over a recorded program, a list of nodes in the order in which they were computed.

Every node stands after its operands. So a walk from the front finds the tangents of all operands known (slide
17), and a walk from the back meets every node after all its users, when its adjoint is final (slide 18): no
sorting, no recursion. Griewank & Walther (2008), algorithms 3.1 and 3.2.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lecture14.autodiff.core.activity import nonzero, pulled_with_care, pushed_with_care
from lecture14.autodiff.core.chain_rule import has_nan, leading_axis, pulled, pulled_twice, pushed
from lecture14.autodiff.core.number import Number
from lecture14.autodiff.core.values import as_precise, settle

Sweep = list[Any]  # the tangents or adjoints of all nodes; None where nothing has arrived


def forward(nodes: list[Any], seeds: list[Any]) -> Sweep:
    """The tangents of all nodes, from those of the first, the inputs.

    Notes
    -----
    A nan, which may be a known zero times infinity, makes a second sweep that tells known zeros (see `activity`).
    """
    counts = {leading_axis(seed, nodes[i].value, f"tangent {i}") for i, seed in enumerate(seeds)}
    if len(counts) > 1:
        raise ValueError(f"tangents have different numbers of directions: {sorted(counts, key=str)}")
    directions = counts.pop() if counts else None
    tangents: Sweep = [None] * len(nodes)
    tangents[: len(seeds)] = map(as_seed, seeds, (node.value for node in nodes))
    with np.errstate(all="ignore"):
        for node in nodes[len(seeds) :]:
            incoming = [tangents[i] if type(i) is int else None for i in node.inputs]
            values = values_of(node, nodes)
            tangents[node.index] = pushed(node.rule, values, incoming, node.value, node.params, directions)
        if any(t is not None and has_nan(t) for t in tangents):
            forward_with_care(nodes, tangents, len(seeds), directions)
    return tangents


def forward_with_care(nodes: list[Any], tangents: Sweep, n_inputs: int, directions: int | None) -> None:
    """The same sweep with the activity of each tangent beside it."""
    active: Sweep = [nonzero(t) for t in tangents[:n_inputs]] + [None] * (len(nodes) - n_inputs)
    for node in nodes[n_inputs:]:
        incoming, reached = (
            [known[i] if type(i) is int else None for i in node.inputs] for known in (tangents, active)
        )
        tangents[node.index], active[node.index] = pushed_with_care(
            node.rule, values_of(node, nodes), incoming, reached, node.value, node.params, directions
        )


def reverse(nodes: list[Any], seeds: dict[int, Any], n_inputs: int, many: bool, keep: bool) -> Sweep:
    """The adjoints of all nodes, from seeds {index: adjoint} of the outputs.

    Parameters
    ----------
    many : bool
        Whether adjoints have a leading axis, of q cotangents at once.
    keep : bool
        Whether to keep every adjoint; else each is dropped once handed on, and only the inputs' remain.

    Notes
    -----
    A nan, which may be a known zero times infinity, makes a second sweep that tells known zeros (see `activity`).
    """
    with np.errstate(all="ignore"):
        adjoints = Reverse(nodes, seeds, many).run(n_inputs, keep)
        remaining = adjoints if keep else adjoints[:n_inputs]
        if any(a is not None and has_nan(a) for a in remaining):
            adjoints = CarefulReverse(nodes, seeds, many).run(n_inputs, keep)
    return adjoints


class Reverse:
    """One walk over the nodes, last first; `adjoints` holds what has arrived at each so far."""

    def __init__(self, nodes: list[Any], seeds: dict[int, Any], many: bool):
        self.nodes = nodes
        self.adjoints: Sweep = [None] * len(nodes)
        self.many = many
        self.own: set[int] = set()  # nodes whose adjoint is an array that nobody else holds
        for index, seed in seeds.items():
            self.adjoints[index] = seed

    def run(self, n_inputs: int, keep: bool) -> Sweep:
        """Hand every adjoint on: it is final when its node is reached."""
        nodes, adjoints = self.nodes, self.adjoints
        for index in range(len(nodes) - 1, n_inputs - 1, -1):
            adjoint = adjoints[index]
            if adjoint is not None:
                if not keep:
                    adjoints[index] = None
                node = nodes[index]
                pull = node.pull
                pull(node, adjoint, nodes, adjoints, self)
        return adjoints

    def to_add_to(self, index: int, shape: tuple[int, ...], cotangent: Any) -> Any:
        """A node's adjoint as an array of our own, whose entries may be added to in place."""
        known = self.adjoints[index]
        dtype = np.result_type(cotangent) if known is None else np.result_type(cotangent, known)
        if index not in self.own or known.dtype != dtype:
            self.adjoints[index] = np.zeros(shape, dtype) if known is None else np.array(known, dtype)
            self.own.add(index)
        return self.adjoints[index]


def hand_on(node: Any, adjoint: Any, nodes: list[Any], adjoints: Sweep, sweep: Reverse) -> None:
    """Add one node's contributions to the adjoints of its operands: x̄ᵢ += ȳ · ∂y/∂xᵢ."""
    rule, many = node.rule, sweep.many
    values = values_of(node, nodes)
    active = node.active()
    if rule.elementwise and not many and len(active) == 2 and active[0][1] == active[1][1]:
        index = active[0][1]
        share = as_precise(pulled_twice(rule, adjoint, values, node.value), values[0])
        known = adjoints[index]
        adjoints[index] = share if known is None else known + share
        return
    for i, index in active:
        known = adjoints[index]
        if rule.pull_into and not (many or isinstance(adjoint, Number) or isinstance(known, Number)):
            rule.pull_into(sweep.to_add_to(index, np.shape(values[i]), adjoint), adjoint, **node.params)
            continue
        share = as_precise(pulled(rule, i, adjoint, values, node.value, node.params, many), values[i])
        adjoints[index] = share if known is None else known + share


class CarefulReverse(Reverse):
    """The same walk with the activity of each adjoint beside it."""

    def run(self, n_inputs: int, keep: bool) -> Sweep:
        nodes, adjoints = self.nodes, self.adjoints
        active: Sweep = [None if a is None else nonzero(a) for a in adjoints]
        for index in range(len(nodes) - 1, n_inputs - 1, -1):
            adjoint, node = adjoints[index], nodes[index]
            if adjoint is None or not np.any(active[index]):
                continue
            if not keep:
                adjoints[index] = None
            values = values_of(node, nodes)
            for i, operand in node.active():
                share, reached = pulled_with_care(
                    node.rule, i, adjoint, active[index], values, node.value, node.params, self.many
                )
                share, known = as_precise(share, values[i]), adjoints[operand]
                adjoints[operand] = share if known is None else known + share
                active[operand] = reached if known is None else active[operand] | reached
        return adjoints


def values_of(node: Any, nodes: list[Any]) -> list[Any]:
    """The values of a node's operands."""
    return [nodes[i].value if type(i) is int else i for i in node.inputs]


def as_seed(seed: Any, value: Any) -> Any:
    """A seed as the sweeps compute with it: in the precision of the value that it belongs to."""
    return as_precise(seed if isinstance(seed, Number) else settle(np.asarray(seed, dtype=float)), value)
