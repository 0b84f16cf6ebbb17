"""Expressions without derivative, which generated programs repeat as they stand: conditions, indices, constants."""

from __future__ import annotations

import ast
import copy
import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from lecture14.autodiff.source.reading.activity import GRIDS, SIZES, has_no_derivative
from lecture14.autodiff.source.reading.functions import (
    array_function,
    is_of_user,
    table_rule,
)
from lecture14.autodiff.source.reading.text import Source
from lecture14.autodiff.source.statements.operations import NUMPY, SPECIAL, dotted

BUILTINS = (len, int, float, bool, abs, min, max, round, range, reversed)
ALLOWED = (
    ast.Name, ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Subscript, ast.Slice, ast.Tuple,
    ast.Attribute, ast.Call, ast.IfExp, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context,
    ast.List,
)  # fmt: skip
# What stands for a construct in an error, and what to write instead.
INSTEAD: dict[type, tuple[str, str]] = {
    ast.Lambda: ("a lambda", "define a function of its own with def and call it"),
    ast.ListComp: ("a list comprehension", "fill an array in a for loop: y = np.zeros(n), then y[i] = …"),
    ast.SetComp: ("a set comprehension", "write a for loop over an array"),
    ast.GeneratorExp: ("a generator expression", "add up in a for loop"),
    ast.DictComp: ("a dict comprehension", "give each value its own variable"),
    ast.Dict: ("a dict", "give each value its own variable"),
    ast.Set: ("a set", "give each value its own variable"),
    ast.List: ("a list", "fill an array: y = np.zeros(n), then y[i] = …"),
    ast.Tuple: ("a tuple", "give each value its own variable, a, b = …"),
    ast.JoinedStr: ("an f-string", "format numbers outside of the function"),
    ast.NamedExpr: (":=", "assign on a line of its own"),
    ast.Starred: ("a starred expression", "write the arguments out"),
    ast.Yield: ("yield", "return the values"),
    ast.YieldFrom: ("yield from", "return the values"),
    ast.Await: ("await", "call a plain function"),
    ast.BoolOp: ("and/or of numbers", "write an if statement"),
}


def literal(value: Any) -> ast.expr:
    """A number of the program around as a literal.

    Examples
    --------
    >>> ast.unparse(literal(-2.5)), ast.unparse(literal(True))
    ('-2.5', 'True')
    """
    if isinstance(value, bool | str) or value is None:
        return ast.Constant(value)
    plain = value.item() if isinstance(value, np.generic) else value
    if plain != plain:
        return dotted(NUMPY, "nan")
    if math.isinf(plain):
        text: ast.expr = dotted(NUMPY, "inf")
        return text if plain > 0 else ast.UnaryOp(ast.USub(), text)
    return ast.UnaryOp(ast.USub(), ast.Constant(-plain)) if plain < 0 else ast.Constant(plain)


class _Plain(ast.NodeTransformer):
    def __init__(self, source: Source, lift: Callable[[ast.Call], ast.expr] | None):
        self.source = source
        self.lift = lift

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if not isinstance(node, ALLOWED):
            self.refuse_kind(node)
        if isinstance(node, ast.BoolOp | ast.IfExp):
            outer, self.lift = self.lift, None
            result = super().generic_visit(node)
            self.lift = outer
            return result
        return super().generic_visit(node)

    def refuse_kind(self, node: ast.AST) -> None:
        what, instead = INSTEAD.get(
            type(node), (f"`{ast.unparse(node)}`", "write arithmetic and calls of functions")
        )
        self.source.refuse(node, what, instead)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.source.local:
            return ast.Name(node.id, ast.Load())
        return self._outside(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if node.attr in SIZES or node.attr == "T":
            return self.generic_visit(node)
        return self._outside(node)

    def _outside(self, node: ast.expr) -> ast.expr:
        value = self.source.outer(node)
        if isinstance(node, ast.Attribute) and isinstance(value, float) and hasattr(np, node.attr):
            return dotted(NUMPY, node.attr)  # np.pi stays a name
        if isinstance(value, bool | int | float | str | np.integer | np.floating):
            return literal(value)
        if isinstance(value, np.ndarray | list | dict | tuple):
            self.source.refuse(
                node,
                f"`{ast.unparse(node)}`, a {type(value).__name__} from outside,",
                "make it a parameter",
            )
        return self.source.refuse(
            node,
            f"`{ast.unparse(node)}`, which is no number,",
            "use parameters, variables and numbers of the module",
        )

    def visit_Call(self, node: ast.Call) -> ast.AST:
        function = self.source.outer(node.func)
        if is_of_user(function):
            if self.lift is None:
                self.source.refuse(
                    node,
                    f"a call of {ast.unparse(node.func)} inside and, or, if … else",
                    "call it on a line before",
                )
            return self.lift(node)
        args = [self.visit(a) for a in node.args]
        keywords = [ast.keyword(k.arg, self.visit(k.value)) for k in node.keywords]
        return ast.Call(self._called(node, function), args, keywords)

    def _called(self, node: ast.Call, function: Any) -> ast.expr:
        name = getattr(function, "__name__", "")
        if any(function is f for f in BUILTINS):
            return ast.Name(name, ast.Load())
        rule = table_rule(function)
        known = has_no_derivative(function) or function in GRIDS or array_function(self.source, node)
        if rule is not None:
            return dotted(NUMPY if hasattr(np, rule.name) else SPECIAL, rule.name)
        if known and function is None and isinstance(node.func, ast.Attribute):  # a method
            return ast.Attribute(self.visit(node.func.value), node.func.attr, ast.Load())
        if known and getattr(np, name, None) is function:
            return dotted(NUMPY, name)
        return self.source.refuse(node, *unknown_call(node, function))


def unknown_call(node: ast.Call, function: Any) -> tuple[str, str]:
    """How an error words a call that nothing stands for."""
    text = f"a call of {ast.unparse(node.func)}"
    if function is None and isinstance(node.func, ast.Attribute):
        return (
            text,
            "use functions of the rule table, np.sum, np.dot, subscripts; not methods that change an array",
        )
    if function in (float, np.float64):
        return text, "leave it out: numbers are floats here"
    if function in (np.array, np.asarray, np.stack, np.concatenate):
        return text, INSTEAD[ast.List][1]
    if function in GRIDS:
        return text, "write x + z * np.arange(n), whose ends may move"
    if inspect.isclass(function):
        return text, "use numbers and arrays alone"
    return text, "use functions of the rule table, np.sum, np.dot, or functions of your own written with def"


def plain(source: Source, node: ast.expr, lift: Callable[[ast.Call], ast.expr] | None = None) -> ast.expr:
    """An expression as the generated program repeats it; calls of the user's functions go through `lift`."""
    result: ast.expr = _Plain(source, lift).visit(copy.deepcopy(node))
    return result
