"""From the text of an expression to Python functions.

An expression such as `"-sin(x)"` is read twice: over NumPy, where x may be an array or one of the package's own
numbers, and over the C library's `math`, for Python floats, where it is several times faster. `math` raises at a
pole or an overflow; callers then fall back on the NumPy reading, which answers inf or nan.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from lecture14.autodiff.expressions import special
from lecture14.autodiff.expressions.spelling import spelling

# What an expression may name beyond NumPy's functions; lines of the rule table that NumPy lacks join it.
VOCABULARY: dict[str, Callable[..., Any]] = {name: getattr(special, name) for name in special.__all__}

# Those lines' own text, (operands, expression): what a language that lacks the function writes in its place.
WRITTEN_OUT: dict[str, tuple[tuple[str, ...], str]] = {}

# What is a product at a glance, without a parse for each of a long program's lines.
PRODUCT = re.compile(r"[\w.\[\]]+(\*[\w.\[\]]+)*|\w+\([\w.\[\]]+\)")

# What `math` raises where NumPy answers inf or nan.
OUT_OF_RANGE = (ValueError, ArithmeticError)


@lru_cache(maxsize=1024)  # a record's own constants may stand in it
def names_used(*expressions: str) -> frozenset[str]:
    """All names that expressions mention.

    Examples
    --------
    >>> sorted(names_used("z*cos(x)", "pi/180"))
    ['cos', 'pi', 'x', 'z']
    """
    trees = (ast.walk(ast.parse(expression, mode="eval")) for expression in expressions)
    return frozenset(node.id for tree in trees for node in tree if isinstance(node, ast.Name))


def names_in(*expressions: str) -> set[str]:
    """The same without the operands x, z and y: functions and constants."""
    return set(names_used(*expressions)) - {"x", "z", "y"}


def is_choice(expression: str) -> bool:
    """Whether operands stand in comparisons alone, or below a 0: a zero of it is a choice and no number.

    Examples
    --------
    >>> is_choice("(x > z) + 0.5*(x == z)"), is_choice("0/abs(x)"), is_choice("sign(x)"), is_choice("1")
    (True, True, False, False)
    """
    if expression.startswith("0/"):
        return True
    tree = ast.parse(written_out(expression), mode="eval")
    compared = [node for part in ast.walk(tree) if isinstance(part, ast.Compare) for node in ast.walk(part)]
    free = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node not in compared)
    return bool(compared) and not any(free)


def over_arrays(name: str) -> Any:
    """What a name in an expression means for arrays and for the package's own numbers."""
    return VOCABULARY[name] if name in VOCABULARY else getattr(np, name)


@cache
def over_floats(name: str) -> Any:
    """What a name in an expression means for Python floats."""
    spelled = spelling(name, "math")
    if spelled is not None:
        return getattr(math, spelled)
    function = over_arrays(name)
    if hasattr(function, "of_float"):
        return function.of_float

    def silent(*values: float) -> float:
        with np.errstate(all="ignore"):
            return float(function(*values))

    return silent


def function_of(parameters: Sequence[str], expression: str) -> Callable[..., Any]:
    """The function x, … ↦ expression over arrays and our own numbers.

    Examples
    --------
    >>> function_of(["x"], "2*sin(x)")(np.array([0.0, np.pi / 2]))
    array([0., 2.])
    """
    source = f"def function({', '.join(parameters)}):\n    return {expression}\n"
    return compile_function(source, "function", {n: over_arrays(n) for n in names_in(expression)})


def float_names(expressions: Iterable[str]) -> dict[str, Any]:
    """What the names in these expressions mean for Python floats, once `float_expression` has read them."""
    return {name: over_floats(name) for name in names_in(*map(float_expression, expressions))}


def as_numpy(values: Sequence[Any], dtype: Any = None) -> Sequence[Any]:
    """Operands whose arithmetic answers inf or nan at a pole, where Python's own numbers would raise.

    Python's numbers stay as they are beside an array, whose precision they then follow; only a zero could
    raise there.

    Examples
    --------
    >>> as_numpy([1.0, 0]), as_numpy([np.ones(1, np.float32), 0, 2], np.float32)
    ([np.float64(1.0), np.float64(0.0)], [array([1.], dtype=float32), np.float32(0.0), 2])
    """
    plain = [isinstance(v, (int, float)) for v in values]  # a union asks twice as long
    if not any(plain):
        return values
    scalar = all(plain)
    if dtype is None:
        kept = [v.dtype for v, is_plain in zip(values, plain, strict=True) if not is_plain]
        dtype = kept[0].type if kept and kept[0].kind == "f" else np.float64
    return [
        dtype(v) if is_plain and (scalar or v == 0) else v for v, is_plain in zip(values, plain, strict=True)
    ]


class _Operands(ast.NodeTransformer):
    def __init__(self, operands: dict[str, ast.expr]):
        self.operands = operands

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.operands.get(node.id, node)


class _WrittenOut(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.func.id not in WRITTEN_OUT:
            return node
        names, expression = WRITTEN_OUT[node.func.id]
        body = _Operands(dict(zip(names, node.args, strict=True))).visit(
            ast.parse(expression, mode="eval").body
        )
        return self.visit(body)  # type: ignore[no-any-return]


def written_out(expression: str) -> str:
    """The expression in functions that NumPy has: lines of the table that it lacks become their own expressions.

    Examples
    --------
    >>> import lecture14
    >>> written_out("y*expit(-x)")
    'y * (1 / (1 + exp(--x)))'
    """
    if not WRITTEN_OUT.keys() & names_in(expression):
        return expression
    return ast.unparse(_WrittenOut().visit(ast.parse(expression, mode="eval")))


class _PowerAsCall(ast.NodeTransformer):
    """x ** z to pow(x, z): Python's own operator turns complex for a negative x, C's pow does not."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow):
            return ast.Call(func=ast.Name("pow", ast.Load()), args=[node.left, node.right], keywords=[])
        return node


@lru_cache(maxsize=1024)
def float_expression(expression: str) -> str:
    """The expression as it reads over `math`.

    Examples
    --------
    >>> float_expression("z*x**(z - (z != 0))")
    'z * pow(x, z - (z != 0))'
    """
    return ast.unparse(_PowerAsCall().visit(ast.parse(written_out(expression), mode="eval")))


def compile_function(source: str, name: str, names: dict[str, Any]) -> Callable[..., Any]:
    """The function called `name` that the source text defines, seeing only these names."""
    scope = dict(names)
    exec(compile(source, f"<rule {name}>", "exec"), scope)
    function: Callable[..., Any] = scope[name]
    return function


def times(expression: str, factor: str, quotient: bool = True) -> str:
    """The text of expression times factor, without a multiplication by one; 1/x becomes factor/x if asked.

    Examples
    --------
    >>> times("1", "dx"), times("-1", "dx"), times("1/x", "dx"), times("1 - y*y", "dx"), times("x > 0", "dx")
    ('dx', '-dx', 'dx/x', '(1 - y*y)*dx', '(x > 0)*dx')
    """
    if expression in ("1", "-1"):
        return expression[:-1] + factor
    if PRODUCT.fullmatch(expression):
        return f"{expression}*{factor}"
    try:
        body = ast.parse(expression, mode="eval").body
    except SyntaxError:  # C's choice, x ? y : z
        return f"({expression})*{factor}"
    division = isinstance(body, ast.BinOp) and isinstance(body.op, ast.Div) and ast.unparse(body.left) == "1"
    if quotient and division and isinstance(body, ast.BinOp):
        divisor = ast.get_source_segment(
            expression, body.right
        )  # as it stands: -(-x) is no --x, which C decrements
        several = isinstance(body.right, ast.BinOp | ast.Compare)
        return f"{factor}/({divisor})" if several else f"{factor}/{divisor}"
    if isinstance(body, ast.UnaryOp):
        body = body.operand
    is_sum = isinstance(body, ast.BinOp) and isinstance(body.op, ast.Add | ast.Sub)
    loose = is_sum or isinstance(body, ast.Compare)
    return f"({expression})*{factor}" if loose else f"{expression}*{factor}"


def linear_combination(terms: list[tuple[str, str]], quotient: bool = True) -> str | None:
    """The text of Σ expression·factor, leaving out what is zero; None when nothing remains.

    Examples
    --------
    >>> linear_combination([("z", "dx"), ("x", "dz")]), linear_combination([("1", "dx"), ("-1", "dz")])
    ('z*dx + x*dz', 'dx - dz')
    """
    texts = [times(expression, factor, quotient) for expression, factor in terms if expression != "0"]
    return " + ".join(texts).replace("+ -", "- ") if texts else None
