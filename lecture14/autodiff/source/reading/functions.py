"""Which operation a called function stands for."""

from __future__ import annotations

import ast
import builtins
import math
from types import FunctionType
from typing import Any

import numpy as np

from lecture14.autodiff.arrays.functions import logsumexp
from lecture14.autodiff.core.rules import RULES, Rule, rule_of
from lecture14.autodiff.expressions.compiled import VOCABULARY
from lecture14.autodiff.expressions.spelling import LIBRARY, SPELLED
from lecture14.autodiff.source.reading.text import Source

BINARY = {
    ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide", ast.Pow: "power",
    ast.FloorDiv: "floor_divide", ast.Mod: "remainder",
}  # fmt: skip
UNARY = {ast.USub: "negative", ast.UAdd: "positive"}

# Functions of whole arrays, by identity: the name of the array rule, or of a form that the reader writes out.
ARRAY_FUNCTIONS = {
    np.sum: "sum", np.max: "max", np.min: "min", np.amax: "max", np.amin: "min",
    np.dot: "dot", np.matmul: "matmul", np.where: "where", np.copy: "copy", np.mean: "mean",
    np.transpose: "transpose", logsumexp: "logsumexp", builtins.sum: "builtin sum",
}  # fmt: skip
METHODS = {"sum", "max", "min", "dot", "copy", "mean", "transpose"}

_OF_MATH = {spelled: ours for ours, spelled in SPELLED["math"].items()} | {"fabs": "absolute"}


def table_rule(function: Any) -> Rule | None:
    """The line of the rule table that a function stands for, NumPy's, math's, Python's, or the package's own.

    Examples
    --------
    >>> table_rule(np.sin).name, table_rule(math.asin).name, table_rule(abs).name, table_rule(math.ceil)
    ('sin', 'arcsin', 'absolute', None)
    """
    if function in (abs, pow):
        return RULES["absolute" if function is abs else "power"]
    name = getattr(function, "__name__", None)
    if not isinstance(name, str):
        return None
    if getattr(math, name, None) is function:
        return RULES.get(_OF_MATH.get(name, name)) if name in LIBRARY["math"] else None
    if name in RULES and VOCABULARY.get(name) is function:
        return RULES[name]
    return rule_of(function)


def is_of_user(function: Any) -> bool:
    """Whether a called function is one of the user's, whose text is to be read."""
    if not isinstance(function, FunctionType) or function.__module__.startswith("numpy"):
        return False
    return function not in ARRAY_FUNCTIONS and table_rule(function) is None


def array_function(source: Source, node: ast.Call) -> tuple[str, list[ast.expr]] | None:
    """The array function that a call stands for, with its operands: ``np.sum(x)`` or ``x.sum()``."""
    function = source.outer(node.func)
    for known, name in ARRAY_FUNCTIONS.items():
        if function is known:
            return name, list(node.args)
    if function is None and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
        return node.func.attr, [node.func.value, *node.args]
    return None
