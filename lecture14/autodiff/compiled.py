"""From a line of the rule table to Python functions, made when first asked for.

An expression such as `"-sin(x)"` is compiled twice: over NumPy, where x may be an array or one of the
package's own numbers, and over the C library's `math`, for Python floats, where it is several times faster.
`math` raises at a pole or an overflow; callers then fall back on the NumPy version, which answers inf or
nan.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lecture14.autodiff import special

if TYPE_CHECKING:
    from lecture14.autodiff.rules import Rule

NUMPY_NAMES = (
    "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "cbrt", "ceil",
    "copysign", "cos", "cosh", "deg2rad", "exp", "exp2", "expm1", "float_power", "floor",
    "floor_divide", "fmod", "heaviside", "hypot", "log", "log10", "log1p", "log2", "logaddexp",
    "logaddexp2", "maximum", "minimum", "rad2deg", "remainder", "rint", "sign", "sin", "sinh",
    "sqrt", "tan", "tanh", "trunc",
)  # fmt: skip
SPECIAL_NAMES = ["digamma", "erf", "erfc", "lgamma", "polygamma"]
MATH_NAMES = {
    "abs": "fabs", "arccos": "acos", "arccosh": "acosh", "arcsin": "asin", "arcsinh": "asinh",
    "arctan": "atan", "arctan2": "atan2", "arctanh": "atanh", "cbrt": "cbrt", "copysign":
    "copysign", "cos": "cos", "cosh": "cosh", "deg2rad": "radians", "erf": "erf", "erfc": "erfc",
    "exp": "exp", "exp2": "exp2", "expm1": "expm1", "float_power": "pow", "hypot": "hypot",
    "lgamma": "lgamma", "log": "log", "log10": "log10", "log1p": "log1p", "log2": "log2", "pow":
    "pow", "rad2deg": "degrees", "sin": "sin", "sinh": "sinh", "sqrt": "sqrt", "tan": "tan", "tanh":
    "tanh",
}  # fmt: skip

# What `math` raises where NumPy answers inf or nan.
OUT_OF_RANGE = (ValueError, ArithmeticError)


@cache
def array_names() -> dict[str, Any]:
    """What the names in an expression mean for arrays."""
    names = {name: getattr(np, name) for name in NUMPY_NAMES}
    names |= {name: getattr(special, name) for name in SPECIAL_NAMES}
    return names | {"abs": np.absolute, "pi": math.pi}


def _on_floats(function: Callable) -> Callable[..., float]:
    def silent(*values: float) -> float:
        with np.errstate(all="ignore"):
            return float(function(*values))

    return silent


@cache
def float_names() -> dict[str, Any]:
    """What the names in an expression mean for Python floats."""
    names = {name: _on_floats(value) for name, value in array_names().items() if callable(value)}
    names |= {name: getattr(math, function) for name, function in MATH_NAMES.items()}
    return names | {"pi": math.pi}


def as_numpy(values: Sequence, dtype=np.float64) -> Sequence:
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
    return [
        dtype(v) if is_plain and (scalar or v == 0) else v for v, is_plain in zip(values, plain, strict=True)
    ]


class _PowerAsCall(ast.NodeTransformer):
    """x ** z to pow(x, z): Python's own operator turns complex for a negative x, C's pow does not."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow):
            return ast.Call(func=ast.Name("pow", ast.Load()), args=[node.left, node.right], keywords=[])
        return node


def float_expression(expression: str) -> str:
    """The expression as it reads over `math`.

    Examples
    --------
    >>> float_expression("z*x**(z - (z != 0))")
    'z * pow(x, z - (z != 0))'
    """
    return ast.unparse(_PowerAsCall().visit(ast.parse(expression, mode="eval")))


def compile_function(source: str, name: str, names: dict[str, Any]) -> Callable:
    """The function called `name` that the source text defines, seeing only these names."""
    scope = dict(names)
    exec(compile(source, f"<rule {name}>", "exec"), scope)
    return scope[name]


class Compiled:
    """The functions that one line of the table stands for."""

    def __init__(self, rule: Rule):
        self._rule = rule

    def _partial(self, expression: str, names: dict[str, Any]) -> Callable:
        arguments = ", ".join((*self._rule.arguments, "y"))
        return compile_function(f"def partial({arguments}):\n    return {expression}\n", "partial", names)

    @cached_property
    def array_value(self) -> Callable:
        """The function over arrays."""
        rule = self._rule
        source = f"def value({', '.join(rule.arguments)}):\n    return {rule.expression}\n"
        return compile_function(source, "value", array_names())

    @cached_property
    def array_partials(self) -> tuple[Callable, ...]:
        """The partial derivatives over arrays, each a function of the inputs and the output."""
        return tuple(self._partial(p, array_names()) for p in self._rule.partials)

    @cached_property
    def float_value(self) -> Callable:
        """The function over Python floats; raises one of `OUT_OF_RANGE` at a pole."""
        rule = self._rule
        source = f"def value({', '.join(rule.arguments)}):\n    return {float_expression(rule.expression)}\n"
        return compile_function(source, "value", float_names())

    @cached_property
    def float_partials(self) -> tuple[Callable, ...]:
        """The partial derivatives over Python floats; they raise one of `OUT_OF_RANGE` at a pole."""
        return tuple(self._partial(float_expression(p), float_names()) for p in self._rule.partials)


def times(expression: str, factor: str, quotient: bool = True) -> str:
    """The text of expression times factor, without a multiplication by one; 1/x becomes factor/x if asked.

    Examples
    --------
    >>> times("1", "dx"), times("-1", "dx"), times("1/x", "dx"), times("1 - y*y", "dx")
    ('dx', '-dx', 'dx/x', '(1 - y*y)*dx')
    """
    if expression in ("1", "-1"):
        return expression[:-1] + factor
    body = ast.parse(expression, mode="eval").body
    division = isinstance(body, ast.BinOp) and isinstance(body.op, ast.Div) and ast.unparse(body.left) == "1"
    if quotient and division and isinstance(body, ast.BinOp):
        divisor = ast.unparse(body.right)
        return (
            f"{factor}/{divisor}" if isinstance(body.right, ast.Name | ast.Call) else f"{factor}/({divisor})"
        )
    if isinstance(body, ast.UnaryOp):
        body = body.operand
    is_sum = isinstance(body, ast.BinOp) and isinstance(body.op, ast.Add | ast.Sub)
    return f"({expression})*{factor}" if is_sum else f"{expression}*{factor}"


def linear_combination(terms: list[tuple[str, str]], quotient: bool = True) -> str | None:
    """The text of Σ expression·factor, leaving out what is zero; None when nothing remains.

    Examples
    --------
    >>> linear_combination([("z", "dx"), ("x", "dz")]), linear_combination([("1", "dx"), ("-1", "dz")])
    ('z*dx + x*dz', 'dx - dz')
    """
    texts = [times(expression, factor, quotient) for expression, factor in terms if expression != "0"]
    return " + ".join(texts).replace("+ -", "- ") if texts else None
