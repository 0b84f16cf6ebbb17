"""The statements of a recorded program and of its derivative programs, from the rule table's own text.

One writer serves the lecture's table (names w1, ẇ1, w̄1) and the generated programs in Python and C (x1, dx1,
x1_bar): a `Spelling` says how names, numbers and expressions are written (slides 11-14, 17 and 18).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.variable import Variable
from lecture14.autodiff.expressions.compiled import linear_combination, times
from lecture14.autodiff.expressions.folding import folded, tight
from lecture14.autodiff.support.formatting import number
from lecture14.autodiff.views.names import Names, as_python, input_names

MACRON = "\u0304"
COMPARISONS = {
    "less": "x < z", "less_equal": "x <= z", "greater": "x > z", "greater_equal": "x >= z", "equal": "x == z",
    "not_equal": "x != z", "logical_and": "x * z != 0", "logical_or": "x + z != 0", "logical_xor": "x != z",
    "logical_not": "x == 0",
}  # fmt: skip


class _Rename(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]):
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self.names.get(node.id, node.id), node.ctx)


def substitute(expression: str, names: dict[str, str]) -> str:
    """An expression with its variables renamed.

    Examples
    --------
    >>> substitute("z*x**(z - (z != 0))", {"x": "w1", "z": "2.0"})
    '2.0 * w1 ** (2.0 - (2.0 != 0))'
    """
    return ast.unparse(_Rename(names).visit(ast.parse(expression, mode="eval")))


class _InTable(_Rename):
    """Floats in six digits, as the table shows all numbers."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Name(number(node.value), ast.Load()) if type(node.value) is float else node


def _in_table(expression: str, names: dict[str, str]) -> str:
    return ast.unparse(_InTable(names).visit(ast.parse(expression, mode="eval")))


class Spelling(NamedTuple):
    """How a language, or a table, writes what statements are made of.

    Attributes
    ----------
    expression : callable
        (text of the rule table, {"x": name, …}) -> the expression with these names.
    number : callable
        A constant as text.
    dot, bar : callable
        A node's name -> the names of its tangent and of its adjoint.
    reserved, identifier
        What `Names` asks: the names that no node may have, and how a name is written.
    """

    expression: Callable[[str, dict[str, str]], str]
    number: Callable[[Any], str]
    dot: Callable[[str], str]
    bar: Callable[[str], str]
    reserved: str = ""
    identifier: Callable[[str], str] = as_python


TABLE = Spelling(_in_table, number, lambda w: f"ẇ{w[1:]}", lambda w: f"w{MACRON}{w[1:]}")
# In the table all nodes have the lecture's names, and an input's own name gives way.
OF_NODES = rf"w\d+|ẇ\d+|w{MACRON}\d+|ẋ\d+"


class Statements:
    """Right-hand sides of the original, the dual and the adjoint program of a record.

    Parameters
    ----------
    recording : Recording
    spelling : Spelling
    inputs : sequence of str
        The inputs' names; w1, w2, … when left out, as all other nodes are called.
    """

    def __init__(self, recording: Recording, spelling: Spelling = TABLE, inputs: Sequence[str] = ()):
        self.recording = recording
        self.spelling = spelling
        self.names = Names(spelling.reserved, spelling.identifier)
        self.inputs = list(map(self.names, inputs))
        self._given: dict[Hashable, str] = dict(enumerate(self.inputs))

    def _named(self, key: Hashable, wish: str) -> str:
        if key not in self._given:
            self._given[key] = self.names(wish)
        return self._given[key]

    def name(self, operand: Any) -> str:
        """A node by its name, a constant by its value."""
        if type(operand) is int:
            return self._named(operand, f"w{operand + 1}")
        text = self.spelling.number(operand)
        return f"({text})" if text.startswith("-") else text

    def dot(self, index: int) -> str:
        """The name of a node's tangent."""
        return self._named(("dot", index), self.spelling.dot(self.name(index)))

    def bar(self, index: int) -> str:
        """The name of a node's adjoint."""
        return self._named(("bar", index), self.spelling.bar(self.name(index)))

    def compares(self, index: int) -> bool:
        """Whether a node is a comparison, which has a value and no derivative."""
        rule = self.recording.nodes[index].rule
        return rule is not None and rule.name in COMPARISONS

    def active(self, node: Variable) -> list[tuple[int, int]]:
        """(position, index) of the operands from which a derivative comes."""
        return [(k, i) for k, i in node.active() if not self.compares(i)]

    def _expression(self, text: str, node: Variable) -> str:
        names = dict(zip(("x", "z"), map(self.name, node.inputs), strict=False))
        return self.spelling.expression(text, names | {"y": self.name(node.index)})

    def value(self, node: Variable) -> str:
        """What computes a node."""
        if node.rule.elementwise:
            return self._expression(node.rule.expression, node)
        if self.spelling is not TABLE and node.rule.name in COMPARISONS:
            return self._expression(COMPARISONS[node.rule.name], node)
        return self._call(node, [self.name(i) for i in node.inputs])

    def _call(self, node: Variable, operands: list[str]) -> str:
        settings = [f"{key}={value}" for key, value in (node.params or {}).items()]
        return f"{node.rule.name}({', '.join(operands + settings)})"

    def partial(self, node: Variable, position: int) -> str:
        """The local derivative of a node in one operand."""
        constants = {
            letter: float(operand)
            for letter, operand in zip("xz", node.inputs, strict=False)
            if isinstance(operand, float | np.floating) and np.isfinite(operand)
        }
        return tight(self._expression(folded(node.rule.partials[position], constants), node))

    def tangent(self, node: Variable) -> str | None:
        """What computes a node's tangent; None where nothing moves it."""
        if node.rule.elementwise:
            return linear_combination([(self.partial(node, k), self.dot(i)) for k, i in self.active(node)])
        terms = []
        for k, i in self.active(node):
            operands = [self.name(j) for j in node.inputs]
            operands[k] += f"→{self.dot(i)}"
            terms.append("∂" + self._call(node, operands))
        return " + ".join(terms) or None

    def adjoints(self, node: Variable) -> list[tuple[int, str]]:
        """(operand's index, what is added to its adjoint) for each operand of a node."""
        bar = self.bar(node.index)
        if node.rule.elementwise:
            return [(i, times(self.partial(node, k), bar)) for k, i in self.active(node)]
        return [(i, f"{node.rule.name}ᵀ({bar})") for _, i in self.active(node)]


def statement(recording: Recording, index: int) -> str:
    """The statement of the original program that computes a node, `w3 = w1 * w2`."""
    node = recording.nodes[index]
    if node.rule is None:
        return f"w{index + 1} = {input_names(recording, Names(OF_NODES))[index]}"
    return f"w{index + 1} = {Statements(recording).value(node)}"


def dual_statement(recording: Recording, index: int) -> str:
    """The statement of the dual program that computes a node's tangent."""
    node, write = recording.nodes[index], Statements(recording)
    return f"{write.dot(index)} = {f'ẋ{index + 1}' if node.rule is None else write.tangent(node) or '0'}"


def adjoint_statements(recording: Recording, index: int) -> list[str]:
    """The statements of the adjoint program that hand a node's adjoint on to its operands."""
    node, write = recording.nodes[index], Statements(recording)
    return [] if node.rule is None else [f"{write.bar(i)} += {text}" for i, text in write.adjoints(node)]
