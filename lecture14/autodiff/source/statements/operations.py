"""What a statement can compute, and the text of its derivatives.

The derivatives of elementwise functions are the expressions of the rule table with names put in; those of the array
functions are calls of the array rules' own maps. A tangent map comes as an expression, a transpose as one
expression for each operand.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from lecture14.autodiff.core.rules import Rule
from lecture14.autodiff.expressions import special
from lecture14.autodiff.expressions.compiled import linear_combination, names_used, times, written_out
from lecture14.autodiff.expressions.folding import folded

# Roots of dotted names in generated text; `writing.py` puts the names in by which the text imports them.
NUMPY, SPECIAL, TOOLS = "<numpy>", "<special>", "<tools>"


def name(text: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(text, ast.Load())


def dotted(root: str, attribute: str) -> ast.Attribute:
    """``root.attribute``."""
    return ast.Attribute(name(root), attribute, ast.Load())


def call(function: ast.expr, *args: ast.expr, **keywords: ast.expr) -> ast.Call:
    """``function(*args, **keywords)``."""
    return ast.Call(function, list(args), [ast.keyword(k, v) for k, v in keywords.items()])


def number_of(node: ast.expr) -> float | None:
    """The number that a literal is."""
    match node:
        case ast.Constant(value=int() | float() as value) if type(value) is not bool:
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -float(value)
    return None


class _PutIn(ast.NodeTransformer):
    """Expressions for the operands' letters, NumPy's functions for all other names."""

    def __init__(self, operands: dict[str, ast.expr]):
        self.operands = operands

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.operands:
            return self.operands[node.id]
        return dotted(SPECIAL if node.id in special.__all__ else NUMPY, node.id)


def expression(text: str, operands: dict[str, ast.expr]) -> ast.expr:
    """An expression of the rule table as a tree of the generated program."""
    result: ast.expr = _PutIn(operands).visit(ast.parse(text, mode="eval").body)
    return result


class Operation:
    """One operation: its value and the text of its derivative maps.

    `adjoint(i, g, operands, y)` has the shape of the result where `broadcasts` holds, else that of operand i.
    """

    broadcasts = False

    def mentioned(self) -> set[str]:
        """Names beside the operands."""
        return set()

    def moves(self, i: int) -> bool:
        """Whether the result has a derivative in operand i."""
        return True

    def value(self, operands: Sequence[ast.expr]) -> ast.expr:
        """The expression that computes the result."""
        raise NotImplementedError

    def tangent(
        self, operands: Sequence[ast.expr], dots: Sequence[ast.expr | None], y: ast.expr
    ) -> ast.expr | None:
        """The tangent of the result, None where no operand moves it."""
        raise NotImplementedError

    def adjoint(self, i: int, g: ast.expr, operands: Sequence[ast.expr], y: ast.expr) -> ast.expr:
        """What the cotangent g of the result adds to that of operand i."""
        raise NotImplementedError


class Elementwise(Operation):
    """A line of the rule table."""

    def __init__(self, rule: Rule):
        self.rule = rule
        self.broadcasts = len(rule.arguments) > 1

    def moves(self, i: int) -> bool:
        return self.rule.moves(i)

    def uses_result(self) -> bool:
        """Whether a partial derivative is written in the result."""
        return "y" in names_used(*map(written_out, self.rule.partials))

    def value(self, operands: Sequence[ast.expr]) -> ast.expr:
        text = self.rule.expression
        if self.rule.name == "square":  # x * x, of an expression that is written once
            text = "square(x)"
        return expression(written_out(text), self._letters(operands))

    def _letters(self, operands: Sequence[ast.expr]) -> dict[str, ast.expr]:
        return dict(zip("xz", operands, strict=False))

    def _partial(self, i: int, operands: Sequence[ast.expr]) -> str:
        numbers = {
            letter: value
            for letter, operand in zip("xz", operands, strict=False)
            if (value := number_of(operand)) is not None
        }
        return folded(written_out(self.rule.partials[i]), numbers)

    def tangent(
        self, operands: Sequence[ast.expr], dots: Sequence[ast.expr | None], y: ast.expr
    ) -> ast.expr | None:
        active = [(i, dot) for i, dot in enumerate(dots) if dot is not None and self.moves(i)]
        text = linear_combination([(self._partial(i, operands), f"t{i}") for i, _ in active])
        if text is None:
            return None
        return expression(text, self._letters(operands) | {"y": y} | {f"t{i}": dot for i, dot in active})

    def adjoint(self, i: int, g: ast.expr, operands: Sequence[ast.expr], y: ast.expr) -> ast.expr:
        text = times(self._partial(i, operands), "g")
        return expression(text, self._letters(operands) | {"y": y, "g": g})


class Identity(Operation):
    """``y = x``, or with `fresh` a copy of the array."""

    def __init__(self, fresh: bool = False):
        self.fresh = fresh

    def value(self, operands: Sequence[ast.expr]) -> ast.expr:
        return call(dotted(NUMPY, "copy"), operands[0]) if self.fresh else operands[0]

    def tangent(
        self, operands: Sequence[ast.expr], dots: Sequence[ast.expr | None], y: ast.expr
    ) -> ast.expr | None:
        return None if dots[0] is None else self.value([dots[0]])

    def adjoint(self, i: int, g: ast.expr, operands: Sequence[ast.expr], y: ast.expr) -> ast.expr:
        return g


class Read(Operation):
    """``y = x[index]``; its transpose adds to the entries in place, which the back end writes."""

    def __init__(self, index: ast.expr):
        self.index = index

    def mentioned(self) -> set[str]:
        return {n.id for n in ast.walk(self.index) if isinstance(n, ast.Name)}

    def value(self, operands: Sequence[ast.expr]) -> ast.expr:
        return ast.Subscript(operands[0], self.index, ast.Load())

    def tangent(
        self, operands: Sequence[ast.expr], dots: Sequence[ast.expr | None], y: ast.expr
    ) -> ast.expr | None:
        return None if dots[0] is None else self.value([dots[0]])

    def adjoint(self, i: int, g: ast.expr, operands: Sequence[ast.expr], y: ast.expr) -> ast.expr:
        return ast.Tuple([g, *operands], ast.Load())  # what the back end's statement mentions


class Transpose(Operation):
    """``y = x.T``, which turns the order of all axes around and is its own inverse."""

    def value(self, operands: Sequence[ast.expr]) -> ast.expr:
        return ast.Attribute(operands[0], "T", ast.Load())

    def tangent(
        self, operands: Sequence[ast.expr], dots: Sequence[ast.expr | None], y: ast.expr
    ) -> ast.expr | None:
        return None if dots[0] is None else self.value([dots[0]])

    def adjoint(self, i: int, g: ast.expr, operands: Sequence[ast.expr], y: ast.expr) -> ast.expr:
        return self.value([g])


class ArrayFunction(Operation):
    """A function of whole arrays; the maps of its array rule are called by the rule's name (`tools.py`)."""

    def __init__(self, rule: str, params: dict[str, Any]):
        self.rule = rule
        self.params = {
            key: ast.Constant(value)
            for key, value in params.items()
            if value is not None and value is not False
        }

    def moves(self, i: int) -> bool:
        return self.rule != "where" or i > 0

    def value(self, operands: Sequence[ast.expr]) -> ast.expr:
        if self.rule == "matmul":
            return ast.BinOp(operands[0], ast.MatMult(), operands[1])
        root = TOOLS if self.rule in ("logsumexp", "dot") else NUMPY
        return call(dotted(root, self.rule), *operands, **self.params)

    def tangent(
        self, operands: Sequence[ast.expr], dots: Sequence[ast.expr | None], y: ast.expr
    ) -> ast.expr | None:
        terms = [
            self._tangent_in(i, dot, operands, y)
            for i, dot in enumerate(dots)
            if dot is not None and self.moves(i)
        ]
        total = None
        for term in terms:
            total = term if total is None else ast.BinOp(total, ast.Add(), term)
        return total

    def _tangent_in(self, i: int, dot: ast.expr, operands: Sequence[ast.expr], y: ast.expr) -> ast.expr:
        if self.rule in ("sum", "dot", "matmul"):  # linear: the function itself
            return self.value([*operands[:i], dot, *operands[i + 1 :]])
        return self._map("push", i, dot, operands, y)

    def adjoint(self, i: int, g: ast.expr, operands: Sequence[ast.expr], y: ast.expr) -> ast.expr:
        return self._map("pull", i, g, operands, y)

    def _map(self, which: str, i: int, t: ast.expr, operands: Sequence[ast.expr], y: ast.expr) -> ast.expr:
        rule = ast.Constant(self.rule)
        return call(dotted(TOOLS, which), rule, ast.Constant(i), t, y, *operands, **self.params)
