"""Constants in an expression of the rule table, computed before it is written as a statement.

The rule of xᶻ is long, since it holds at every z. Beside a known exponent most of it is a number: at z = 2 it says
2x. What is computed here is what the statement would compute too, with the same rounding at every x.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Mapping
from functools import lru_cache

OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
COMPARISONS = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip


def folded(expression: str, constants: Mapping[str, float]) -> str:
    """The expression with these finite numbers put in, and with what they alone decide computed.

    Every float, signed zero and infinity among them, gives what it gave before; nan stays nan. A quotient is left to
    the statement, which divides where the reciprocal would be rounded once more.

    Examples
    --------
    >>> folded("z*x**(z - 1 + (z == 0)*(abs(x) < 5.6e-309))", {"z": 2.0}), folded("1/z", {"z": 3.0})
    ('2.0*x', '1/3.0')
    >>> folded("z", {"z": 1.0}), folded("1 - y*y", {})
    ('1', '1 - y*y')
    """
    if not constants:
        return expression
    return _folded(expression, tuple((name, repr(float(value))) for name, value in constants.items()))


@lru_cache(maxsize=1024)  # by their text, since 0.0 and -0.0 are equal
def _folded(expression: str, texts: tuple[tuple[str, str], ...]) -> str:
    constants = {name: float(text) for name, text in texts}
    tree = _Folding(constants).visit(ast.parse(expression, mode="eval").body)
    value = _number(tree)
    return f"{value:.0f}" if value in (1, -1) else tight(ast.unparse(tree))


def tight(expression: str) -> str:
    """Without blanks around what binds most, as the table writes its products.

    Examples
    --------
    >>> tight("1 - 2 * x ** (-0.5)")
    '1 - 2*x**-0.5'
    """
    text = re.sub(r" (\*\*?|/) ", r"\1", expression)
    return re.sub(r"\*\*\((-[\d.]+(e[-+]\d+)?)\)", r"**\1", text)


def _number(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -float(value)
    return None


def _constant(value: float) -> ast.expr:
    if math.copysign(1.0, value) < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


class _Folding(ast.NodeTransformer):
    def __init__(self, constants: Mapping[str, float]):
        self.constants = constants

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return _constant(self.constants[node.id]) if node.id in self.constants else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        value = _number(node.operand)
        return node if value is None or not isinstance(node.op, ast.USub) else _constant(-float(value))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        left, right = _number(node.left), _number(node.comparators[0])
        if left is None or right is None:
            return node
        return ast.Constant(float(COMPARISONS[type(node.ops[0])](left, right)))

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        left, right = _number(node.left), _number(node.right)
        if left is not None and right is not None and type(node.op) in OPERATIONS:
            value = float(OPERATIONS[type(node.op)](left, right))
            return _constant(value) if math.isfinite(value) else node
        if isinstance(node.op, ast.Pow):
            return node.left if right == 1 else ast.Constant(1.0) if right == 0 else node
        if isinstance(node.op, ast.Mult):
            for factor, number, other in ((node.left, left, node.right), (node.right, right, node.left)):
                if number == 0 and isinstance(other, ast.Compare):
                    return factor
                if number == 1:
                    return other
                if number == -1:
                    return ast.UnaryOp(ast.USub(), other)
        return node
