"""A traced program of scalars as lines of text, in whatever language: what the source transformations share.

The statements are the rule table's expressions with the program's own names put in. A `Dialect` says how a
language writes them; `source.py` makes Python of the lines, `source_c.py` C (slides 12-14).
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, signature
from typing import NamedTuple

import numpy as np

from lecture14.autodiff.compiled import linear_combination, times
from lecture14.autodiff.graph import Graph
from lecture14.autodiff.program_text import operand_text, substitute
from lecture14.autodiff.tree import leaves
from lecture14.autodiff.variable import Constant, Predicate

COMPARISONS = {
    "less": "x < z", "less_equal": "x <= z", "greater": "x > z", "greater_equal": "x >= z", "equal": "x == z",
    "not_equal": "x != z",
}  # fmt: skip


class Dialect(NamedTuple):
    """How one language writes an expression of the rule table, and a number."""

    expression: Callable[[str], str]
    number: Callable[[float], str]


class Program:
    """The lines of a traced program of scalars and of its derivatives, in one language.

    Parameters
    ----------
    graph : Graph
        All nodes scalars.
    dialect : Dialect
    """

    def __init__(self, graph: Graph, dialect: Dialect):
        self.graph = graph
        self.dialect = dialect
        for node, name in zip(graph.nodes, graph.names, strict=False):
            if np.ndim(node.value):
                raise ValueError(
                    f"argument {name} has shape {np.shape(node.value)}; expected a scalar, shape (): "
                    "let f take the entries as arguments of their own"
                )
        for node in graph.nodes:
            scalar = all(np.ndim(v) == 0 for v in (node.value, *graph.operands(node)))
            known = node.rule is None or node.rule.elementwise or node.rule.name in COMPARISONS
            if not (scalar and known):
                raise ValueError(
                    f"{graph.text(node.index)} is an array operation; expected a program of scalars: "
                    "write the arrays' entries out"
                )
        self.inputs = graph.names
        self.outputs = leaves(graph.outputs)

    def name(self, operand) -> str:
        """An operand in the text: an input by its own name, another node as w3, a constant as a number."""
        if type(operand) is int:
            return self.inputs[operand] if operand < self.graph.n_inputs else operand_text(operand)
        text = self.dialect.number(float(operand))
        return f"({text})" if text.startswith("-") else text

    def _names(self, node) -> dict[str, str]:
        return dict(zip(("x", "z"), map(self.name, node.inputs), strict=False)) | {"y": self.name(node.index)}

    def expression(self, text: str, node) -> str:
        """An expression of the rule table with the operands' names, in this language."""
        return substitute(self.dialect.expression(text), self._names(node))

    def value(self, node) -> str:
        """The right-hand side that computes a node."""
        text = COMPARISONS[node.rule.name] if isinstance(node.rule, Predicate) else node.rule.expression
        return self.expression(text, node)

    def active(self, node) -> list[tuple[int, int]]:
        """(operand position, node index) of the operands through which a derivative flows."""
        return [(k, i) for k, i in enumerate(node.inputs) if type(i) is int and node.rule.moves(k)]

    def partial(self, node, position: int) -> str:
        """The local derivative of a node in one operand."""
        return self.expression(node.rule.partials[position], node)

    def tangent(self, node) -> str:
        """The right-hand side that computes a node's tangent."""
        terms = [(self.partial(node, k), f"d{self.name(i)}") for k, i in self.active(node)]
        return linear_combination(terms) or self.dialect.number(0.0)

    def adjoint_lines(self, seeds: list[str]) -> list[tuple[str, str, str]]:
        """The reverse sweep as (target, "=" or "+=", right-hand side); unreached inputs get zero."""
        lines: list[tuple[str, str, str]] = []
        known: set[int] = set()

        def add(index: int, text: str) -> None:
            lines.append((f"{self.name(index)}_bar", "+=" if index in known else "=", text))
            known.add(index)

        for output, seed in zip(self.outputs, seeds, strict=True):
            if not isinstance(output, Constant):
                add(output, seed)
        for node in reversed(self.graph.nodes[self.graph.n_inputs :]):
            if node.index in known:
                for k, i in self.active(node):
                    add(i, times(self.partial(node, k), f"{self.name(node.index)}_bar"))
        for index in range(self.graph.n_inputs):
            if index not in known:
                add(index, self.dialect.number(0.0))
        return lines

    def steps(self) -> list:
        """The nodes that are computed: all but the inputs."""
        return self.graph.nodes[self.graph.n_inputs :]

    def results(self, prefix: str = "") -> list[str]:
        """The outputs' names; tangents with prefix "d"."""
        if prefix:
            zero = self.dialect.number(0.0)
            return [zero if isinstance(o, Constant) else prefix + self.name(o) for o in self.outputs]
        return [self.name(o.value) if isinstance(o, Constant) else self.name(o) for o in self.outputs]


def traced(f: Callable, args: tuple) -> Graph:
    """The graph of f at the given arguments, or at ones for each of its parameters."""
    if not args:
        parameters = signature(f).parameters.values()
        kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
        args = (1.0,) * sum(p.kind in kinds and p.default is Parameter.empty for p in parameters)
    return Graph(f, args)


def function_name(f: Callable) -> str:
    """f's own name, or f for a lambda."""
    name = getattr(f, "__name__", "f")
    return name if name.isidentifier() else "f"
