"""The reverse sweep: adjoints handed from each node to its operands, last node first (slide 18).

For a node y = φ(x, z) with adjoint ȳ the sweep adds ȳ·∂φ/∂x to x̄ and ȳ·∂φ/∂z to z̄. For Python floats a
small function written out from the rule does both, and the node brings it along; arrays go through the
rule's partial derivatives and transposes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache

import numpy as np

from lecture14.autodiff.arrays import INDEX, is_basic
from lecture14.autodiff.compiled import OUT_OF_RANGE, compile_function, float_expression, float_names, times
from lecture14.autodiff.directions import partial_derivative, scaled, shape_of, unbroadcast
from lecture14.autodiff.dual import Dual
from lecture14.autodiff.overload import Overloaded, settle
from lecture14.autodiff.rules import Rule


def swept(nodes: list, seeds: dict, n_inputs: int, many: bool, keep: bool) -> list:
    """The adjoints of all nodes, from seeds {index: adjoint} of the outputs.

    Parameters
    ----------
    many : bool
        Whether adjoints have a leading axis, of q cotangents at once.
    keep : bool
        Whether to keep every adjoint; else each is dropped once handed on, and only the inputs' remain.

    Notes
    -----
    Zero times infinity is zero here (see `conventions.py`). Looking out for it costs a pass over every array,
    so the first sweep does not, and only a result with nan makes a second, careful one.
    """
    with np.errstate(all="ignore"):
        sweep = Sweep(nodes, seeds, many, careful=False)
        sweep.run(n_inputs, keep)
        remaining = sweep.adjoints if keep else sweep.adjoints[:n_inputs]
        if not all(a is None or type(a) is float or _is_finite(a) for a in remaining):
            sweep = Sweep(nodes, seeds, many, careful=True)
            sweep.run(n_inputs, keep)
    return sweep.adjoints


class Sweep:
    """One walk over the nodes, last first.

    Each adjoint is final when its node is reached, because all users of the node come later on the tape.

    Attributes
    ----------
    adjoints : list
        One a node; None where nothing has arrived.
    owned : set of int
        Nodes whose adjoint is an array that the sweep itself made, and may add to in place.
    """

    def __init__(self, nodes: list, seeds: dict, many: bool, careful: bool):
        self.nodes = nodes
        self.adjoints: list = [None] * len(nodes)
        self.many = many
        self.careful = careful
        self.owned: set[int] = set()
        for index, seed in seeds.items():
            self.adjoints[index] = seed

    def run(self, n_inputs: int, keep: bool) -> None:
        """Hand every adjoint on."""
        nodes, adjoints = self.nodes, self.adjoints
        for index in range(len(nodes) - 1, n_inputs - 1, -1):
            adjoint = adjoints[index]
            if adjoint is None:
                continue
            if not keep:
                adjoints[index] = None
            node = nodes[index]
            pull = node.pull
            if pull is None or type(adjoint) is not float:
                self.hand_on(node, adjoint)
            elif adjoint:
                pull(node, adjoint, nodes, adjoints, self)

    def hand_on(self, node, adjoint) -> None:
        """Add one node's contributions to the adjoints of its operands."""
        rule, inputs, nodes = node.rule, node.inputs, self.nodes
        values = [nodes[i].value if type(i) is int else i for i in inputs]
        if rule.elementwise:
            if type(adjoint) is float and not adjoint:
                return  # a zero has nothing to hand on, even past an infinite slope
            two_nodes = len(inputs) == 2 and type(inputs[0]) is type(inputs[1]) is int
            if two_nodes and inputs[0] == inputs[1] and not self.many:
                self._add(inputs[0], self._twins(node, adjoint, values), adjoint)
                return
        elif rule is INDEX and not self.many:
            plain = not isinstance(adjoint, Overloaded)
            if plain and not isinstance(self.adjoints[inputs[0]], Overloaded):
                self._add_entries(inputs[0], np.shape(values[0]), node.params["index"], adjoint)
                return
        for position, index in enumerate(inputs):
            if type(index) is int and rule.moves(position):
                self._add(index, self.pulled(node, position, adjoint, values), adjoint)

    def _add_entries(self, index: int, shape: tuple[int, ...], entries, adjoint) -> None:
        """The adjoint of some entries of an array, added in place.

        So a loop over x[0], x[1], … costs one addition an entry; the transpose of indexing by itself, an
        array of zeros but for one, would cost as many as there are entries, each time.
        """
        known = self.adjoints[index]
        dtype = np.result_type(adjoint) if known is None else np.result_type(adjoint, known)
        if known is None:
            known = np.zeros(shape, dtype)
        elif index not in self.owned or known.dtype != dtype:
            known = np.array(known, dtype)
        self.adjoints[index] = known
        self.owned.add(index)
        if is_basic(entries):
            known[entries] += adjoint
        else:
            np.add.at(known, entries, adjoint)  # repeated indices add

    def _add(self, index: int, contribution, adjoint) -> None:
        known = self.adjoints[index]
        fresh = type(contribution) is np.ndarray and contribution.base is None and contribution is not adjoint
        if known is None:
            self.adjoints[index] = contribution
        elif index in self.owned and type(contribution) is np.ndarray and contribution.dtype == known.dtype:
            known += contribution
            return
        else:
            self.adjoints[index] = known + contribution
            fresh = type(self.adjoints[index]) is np.ndarray
        if fresh:
            self.owned.add(index)

    def _twins(self, node, adjoint, values):
        """Both contributions of an operation on twice the same operand, x·x, in one."""
        both = partial_derivative(node.rule, 0, values, node.value)
        both = both + partial_derivative(node.rule, 1, values, node.value)
        return settle(self._scaled(both, adjoint, fresh=True))

    def _scaled(self, partial, adjoint, fresh: bool):
        product = scaled(partial, adjoint, fresh, self.careful)
        if self.careful and isinstance(product, Overloaded):
            return np.where(_is_zero(adjoint), 0.0, product)
        return product

    def pulled(self, node, position: int, adjoint, values):
        """The contribution of a node's adjoint to that of one operand; with many, of each row of adjoints."""
        rule, y, x = node.rule, node.value, values[position]
        shape = shape_of(x)
        if not rule.elementwise:
            params = node.params or {}
            if not self.many:
                return settle(rule.pull(position, adjoint, y, values, params))
            rows = [rule.pull(position, row, y, values, params) for row in adjoint]
            return np.stack(rows) if rows else np.zeros((0, *shape))
        text = rule.partials[position]
        if text in ("1", "-1"):
            summed = unbroadcast(adjoint, shape, int(self.many))
            return settle(summed if text == "1" else -summed)
        partial = partial_derivative(rule, position, values, y)
        product = self._scaled(partial, adjoint, fresh=text not in rule.operands)
        return settle(unbroadcast(product, shape, int(self.many)))


def _is_finite(adjoint) -> bool:
    """Whether an adjoint is finite, and its derivative where it belongs to an outer forward mode."""
    if isinstance(adjoint, Dual):
        return _is_finite(adjoint.primal) and _is_finite(adjoint.tangent)
    return _is_finite(adjoint._plain) if isinstance(adjoint, Overloaded) else bool(np.isfinite(adjoint).all())


def _is_zero(adjoint):
    """Which entries of an adjoint are zero together with their derivatives: these hand nothing on."""
    if not isinstance(adjoint, Dual):
        return adjoint == 0
    still = _is_zero(adjoint.tangent)
    still = still if adjoint.directions is None else np.all(still, axis=0)
    return np.logical_and(_is_zero(adjoint.primal), still)


# The reverse programs of single operations on Python floats (see programs.py) --------------------------------


@cache
def quick_pull(rule: Rule, operands: str) -> Callable:
    """The reverse program of one operation on floats, for operands "n" on the tape and "c" constant."""
    names = float_names() | {"OUT_OF_RANGE": OUT_OF_RANGE}
    return compile_function(_source(rule, operands), "pull", names)


def _source(rule: Rule, operands: str) -> str:
    """Its text; values that no partial derivative mentions are not looked up."""
    kinds = dict(zip(rule.arguments, operands, strict=True))
    terms = [
        (x, times(float_expression(partial), "g"))
        for x, kind, partial in zip(kinds, operands, rule.partials, strict=True)
        if kind == "n" and partial != "0"
    ]
    used = {node.id for _, term in terms for node in ast.walk(ast.parse(term)) if isinstance(node, ast.Name)}
    lines = []
    for x, kind in kinds.items():
        if kind == "n":
            lines += [f"i{x} = node._{x}"] + [f"{x} = nodes[i{x}].value"] * (x in used)
        elif x in used:
            lines.append(f"{x} = node._{x}")
    lines += ["y = node.value"] if "y" in used else []
    # Nothing is added before all terms are known: at a pole the general way starts afresh.
    lines += ["try:", *(f"    c{x} = {term}" for x, term in terms), "    pass"]
    lines += ["except OUT_OF_RANGE:", "    return sweep.hand_on(node, g)"]
    for x, _ in terms:
        lines += [f"known = adjoints[i{x}]", f"adjoints[i{x}] = c{x} if known is None else known + c{x}"]
    return "def pull(node, g, nodes, adjoints, sweep):\n" + "".join(f"    {line}\n" for line in lines)
