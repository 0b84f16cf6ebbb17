"""An expression of the rule table in C, C++ or JavaScript, whose arithmetic reads alike."""

from __future__ import annotations

import ast
import math
import re
from functools import lru_cache

from lecture14.autodiff.expressions.compiled import written_out
from lecture14.autodiff.expressions.spelling import PREFIX, spelling

# Operators as these languages write them, and how strongly they bind.
BINARY = {ast.Add: ("+", 2), ast.Sub: ("-", 2), ast.Mult: ("*", 3), ast.Div: ("/", 3)}
COMPARED = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
UNARY, ATOM = 4, 9


def spelled(target: str, expression: str, names: dict[str, str] | None = None) -> str:
    """The expression in the target language, with these names for its operands.

    Parameters
    ----------
    target : {"C", "C++", "JavaScript"}
    expression : str
        In the names of the rule table.
    names : dict, optional
        What stands for x, z and y.

    Raises
    ------
    ValueError
        If it needs a function that neither the target's library nor the table can express.

    Examples
    --------
    >>> spelled("C", "z*x**(z - (z != 0))"), spelled("C", "arcsin(x)"), spelled("C", "abs(x)", {"x": "w1"})
    ('z * pow(x, z - (z != 0))', 'asin(x)', 'fabs(w1)')
    >>> spelled("JavaScript", "z*x**(z - (z != 0))"), spelled("JavaScript", "exp2(x)")
    ('z * Math.pow(x, z - (z != 0))', '(Math.pow(2, (x)))')
    """
    negative = frozenset(name for name, text in (names or {}).items() if text.startswith("(-"))
    template = _template(target, written_out(expression), frozenset(names or ()), negative)
    texts = {name: text[2:-1] if name in negative else text for name, text in (names or {}).items()}
    return template.format(**texts)


@lru_cache(maxsize=1024)
def _template(target: str, expression: str, names: frozenset[str], negative: frozenset[str]) -> str:
    """The expression with a pair of braces for each name: a long program says the same thousands of times."""
    braces = {name: f"(-{{{name}}})" if name in negative else f"{{{name}}}" for name in names}
    return _text(target, ast.parse(expression, mode="eval").body, braces)[0]


def _text(target: str, node: ast.expr, names: dict[str, str]) -> tuple[str, int]:
    """The text of an expression, and how strongly its outermost operator binds."""

    def inner(part: ast.expr, least: int) -> str:
        text, strength = _text(target, part, names)
        return text if strength >= least else f"({text})"

    match node:
        case ast.Name(id="pi"):
            return repr(math.pi), ATOM
        case ast.Name(id=name):
            text = names.get(name, name)
            return (text[1:-1], UNARY) if text.startswith("(-") else (text, ATOM)
        case ast.Constant(value=value):
            return repr(value), ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{inner(operand, UNARY + 1)}", UNARY  # never --x, which is something else there
        case ast.UnaryOp(operand=operand):
            return _text(target, operand, names)
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return _call(target, "pow", [inner(base, 0), inner(exponent, 0)]), ATOM
        case ast.BinOp(left=left, op=op, right=right):
            sign, strength = BINARY[type(op)]
            return f"{inner(left, strength)} {sign} {inner(right, strength + 1)}", strength
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{inner(left, 2)} {COMPARED[type(op)]} {inner(right, 2)}", 1
        case ast.Call(func=ast.Name(id=name), args=operands):
            return _call(target, name, [inner(operand, 0) for operand in operands]), ATOM
    raise ValueError(
        f"{ast.unparse(node)!r} has no counterpart in {target}; expected arithmetic and functions"
    )


def _call(target: str, name: str, operands: list[str]) -> str:
    text = spelling(name, target)
    if text is None:
        raise ValueError(f"{target}'s library has no {name}; expected functions of {PREFIX[target][0]}")
    prefix = PREFIX[target][1]
    if text.isidentifier():
        return f"{prefix}{text}({', '.join(operands)})"
    known = dict(zip("xz", (f"({operand})" for operand in operands), strict=False)) | {"pi": repr(math.pi)}
    text = re.sub(r"\b([a-z]\w+)\(", rf"{prefix}\1(", text)
    return "(" + re.sub(r"\b(x|z|pi)\b", lambda m: known[m[0]], text) + ")"
