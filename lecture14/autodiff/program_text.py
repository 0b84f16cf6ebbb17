"""A graph as programs: the original, the dual and the adjoint program side by side (slides 11, 17 and 18).

The statements are the rule table's own text with the nodes' names put in, so the table shows what the sweeps
compute. The adjoint program is read from the bottom up.
"""

from __future__ import annotations

import ast
import html
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lecture14.autodiff.compiled import linear_combination, times
from lecture14.autodiff.formatting import number
from lecture14.autodiff.tree import leaves

if TYPE_CHECKING:
    from lecture14.autodiff.graph import Graph

MACRON = "\u0304"


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


def dot(index: int) -> str:
    """The name of a node's tangent."""
    return f"ẇ{index + 1}"


def bar(index: int) -> str:
    """The name of a node's adjoint."""
    return f"w{MACRON}{index + 1}"


def operand_text(operand) -> str:
    """A node by its name, a constant by its value."""
    if type(operand) is int:
        return f"w{operand + 1}"
    text = number(operand)
    return f"({text})" if text.startswith("-") else text


def input_names(f: Callable, args: tuple) -> list[str]:
    """Names of the inputs: f's own parameter names where each argument is a single number or array."""
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        parameters = []
    names: list[str] = []
    for position, arg in enumerate(args):
        name = f"x{position + 1}"
        if position < len(parameters) and parameters[position].kind is not inspect.Parameter.VAR_POSITIONAL:
            name = parameters[position].name
        count = len(leaves(arg))
        names += (
            [name] if not isinstance(arg, tuple | list | dict) else [f"{name}_{i + 1}" for i in range(count)]
        )
    return names


def _names(graph: Graph, index: int) -> dict[str, str]:
    node = graph.nodes[index]
    return {a: operand_text(i) for a, i in zip(node.rule.arguments, node.inputs, strict=True)} | {
        "y": f"w{index + 1}"
    }


def _call(node, operands: list[str]) -> str:
    settings = [f"{key}={value}" for key, value in (node.params or {}).items()]
    return f"{node.rule.name}({', '.join(operands + settings)})"


def statement(graph: Graph, index: int) -> str:
    """The statement of the original program that computes a node."""
    node = graph.nodes[index]
    if node.rule is None:
        return f"w{index + 1} = {graph.names[index]}"
    if node.rule.elementwise:
        return f"w{index + 1} = {substitute(node.rule.expression, _names(graph, index))}"
    return f"w{index + 1} = {_call(node, [operand_text(i) for i in node.inputs])}"


def dual_statement(graph: Graph, index: int) -> str:
    """The statement of the dual program that computes a node's tangent."""
    node = graph.nodes[index]
    if node.rule is None:
        return f"{dot(index)} = ẋ{index + 1}"
    active = [(k, i) for k, i in enumerate(node.inputs) if type(i) is int and node.rule.moves(k)]
    if not active:
        return f"{dot(index)} = 0"
    if node.rule.elementwise:
        names = _names(graph, index)
        terms = [(substitute(node.rule.partials[k], names), dot(i)) for k, i in active]
        return f"{dot(index)} = {linear_combination(terms)}"
    terms_ = []
    for k, i in active:
        operands = [operand_text(j) for j in node.inputs]
        operands[k] = f"{operands[k]}→{dot(i)}"
        terms_.append("∂" + _call(node, operands))
    return f"{dot(index)} = {' + '.join(terms_)}"


def adjoint_statements(graph: Graph, index: int) -> list[str]:
    """The statements of the adjoint program that hand a node's adjoint on to its operands."""
    node = graph.nodes[index]
    if node.rule is None:
        return []
    active = [(k, i) for k, i in enumerate(node.inputs) if type(i) is int and node.rule.moves(k)]
    if node.rule.elementwise:
        names = _names(graph, index)
        return [
            f"{bar(i)} += {times(substitute(node.rule.partials[k], names), bar(index))}" for k, i in active
        ]
    return [f"{bar(i)} += {node.rule.name}ᵀ({bar(index)})" for _, i in active]


class Row(NamedTuple):
    """One node of a program table: statements as text, numbers as numbers."""

    name: str
    original: str
    value: Any
    dual: str
    tangent: Any
    adjoint: tuple[str, ...]
    bar: Any


class ProgramTable:
    """The three programs side by side, with numbers; prints as text and as HTML.

    Attributes
    ----------
    rows : list of Row

    Examples
    --------
    >>> from lecture14 import trace
    >>> print(trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0).table(1.0, 0.0))
    original program  value     dual program            tangent    adjoint program (upwards)           adjoint
    w1 = x1           1.5       ẇ1 = ẋ1                 1.0                                            2.07074
    w2 = x2           2.0       ẇ2 = ẋ2                 0.0                                            1.5
    w3 = w1 * w2      3.0       ẇ3 = w2*ẇ1 + w1*ẇ2      2.0        w̄1 += w2*w̄3; w̄2 += w1*w̄3     1.0
    w4 = sin(w1)      0.997495  ẇ4 = cos(w1)*ẇ1         0.0707372  w̄1 += cos(w1)*w̄4                  1.0
    w5 = w3 + w4      3.99749   ẇ5 = ẇ3 + ẇ4            2.07074    w̄3 += w̄5; w̄4 += w̄5            1.0
    """

    headings = (
        "original program", "value", "dual program", "tangent", "adjoint program (upwards)", "adjoint",
    )  # fmt: skip

    def __init__(self, graph: Graph, tangents: tuple = (), cotangent=1.0):
        seeds = tangents or tuple(np.ones(np.shape(node.value)) for node in graph.nodes[: graph.n_inputs])
        dots, bars = graph.tangents(*seeds), graph.adjoints(cotangent)

        def or_zero(sweep: list, index: int):
            return 0.0 if sweep[index] is None else sweep[index]

        self.rows = [
            Row(
                f"w{i + 1}",
                statement(graph, i),
                node.value,
                dual_statement(graph, i),
                or_zero(dots, i),
                tuple(adjoint_statements(graph, i)),
                or_zero(bars, i),
            )
            for i, node in enumerate(graph.nodes)
        ]

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as text."""
        return [
            (r.original, number(r.value), r.dual, number(r.tangent), "; ".join(r.adjoint), number(r.bar))
            for r in self.rows
        ]

    def __str__(self) -> str:
        rows = [self.headings, *self.cells()]
        widths = [max(len(row[k]) for row in rows) for k in range(len(self.headings))]
        return "\n".join("  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{h}</th>' for h in self.headings)
        body = "".join(
            "<tr>"
            + "".join(f"<td><code>{html.escape(c)}</code></td>" if c else "<td></td>" for c in row)
            + "</tr>"
            for row in self.cells()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
