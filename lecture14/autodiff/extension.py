"""`define`: a new function for the table of rules, from its formula and its derivative's (slide 9).

A line of the table is all that any part of the package knows of a function. So a line that is added here works at
once as a dual number, on the graph, in Taylor series and in generated text, and a line whose derivative is wrong
would be wrong everywhere: none is taken before it agrees with divided differences.
"""

from __future__ import annotations

import ast
import itertools
import keyword
from collections.abc import Callable
from typing import Any

import numpy as np

from lecture14.autodiff.core.rules import RULES, Rule
from lecture14.autodiff.expressions.compiled import function_of, names_used

# Where a derivative is compared with differences: both signs, whole numbers and others, small and large.
SAMPLES = (
    -7.3,
    -2.75,
    -1.2,
    -0.57,
    -0.17,
    -0.02,
    0.0,
    0.02,
    0.31,
    0.73,
    1.0,
    1.5,
    2.0,
    2.2,
    3.6,
    8.1,
    40.7,
    1234.5,
)
# Steps of the differences, one of which must agree: a function may turn quickly, or nearly cancel.
STEPS = (1e-3, 1e-5, 1e-7)
TOLERANCE, ROUNDING = 1e-5, 1e-14
# What an expression may be made of: the arithmetic that every target language spells the same way.
ARITHMETIC = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd,
    ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Call, ast.Name, ast.Load, ast.Constant,
)  # fmt: skip
LOGIC = (ast.BoolOp, ast.And, ast.Or, ast.Not)


def define(name: str, expression: str, *partials: str, domain: str = "") -> Callable[..., Any]:
    """Add a function to the table of rules, and return it.

    Parameters
    ----------
    name : str
        The function's name; other definitions may use it.
    expression : str
        The function in the inputs x and, if there are two, z: arithmetic and functions of the table.
    *partials : str
        Its partial derivative in x, and the one in z if there is a z; they may also use the output y.
    domain : str, optional
        Where the function and its derivatives hold, as a condition on x and z; everywhere when left out.

    Returns
    -------
    callable
        The function, for numbers, arrays, dual numbers, traced values and series. A function that the table
        already holds with the same expression and domain is returned as it is.

    Raises
    ------
    TypeError
        If a name or an expression is no text.
    ValueError
        If the name is taken, an expression cannot be read, or a derivative disagrees with divided differences at
        a sample point of the domain; nothing is added then.

    Notes
    -----
    Slide 9. The differences are central ones of fourth order, at fixed sample points.

    Examples
    --------
    >>> from lecture14 import derivative, taylor
    >>> gauss = define("gauss", "exp(-x*x)", "-2*x*y")
    >>> round(derivative(gauss)(0.5), 6)
    -0.778801
    >>> taylor(gauss, 0.0, 4)
    array([ 1. ,  0. , -1. ,  0. ,  0.5])
    >>> define("bell", "exp(-x*x)", "-x*y")
    Traceback (most recent call last):
    ...
    ValueError: the derivative of bell in x is 0.00142883 at x = -2.75 by -x*y, but 0.00285766 by differences
    """
    partial_texts = (("partial derivative", partial) for partial in partials)
    for what, text in (("name", name), ("expression", expression), *partial_texts, ("domain", domain)):
        if not isinstance(text, str):
            raise TypeError(f"{what} is {text!r}; expected a text, in quotation marks")
    known = RULES.get(name)
    if known is not None and (known.expression, known.domain) == (expression, domain):
        return known.function
    if not name.isidentifier() or keyword.iskeyword(name) or name in ("x", "y", "z", "pi"):
        raise ValueError(
            f"name is {name!r}; expected an identifier other than x, y, z, pi and Python's keywords"
        )
    if known is not None:
        raise ValueError(f"name is {name!r}, which the table has as {known.expression}: choose another")
    if hasattr(np, name):
        raise ValueError(f"name is {name!r}, which NumPy uses for something else: choose another")
    operands = ("x", "z")[: len(partials)]
    if len(partials) not in (1, 2):
        raise ValueError(
            f"got {len(partials)} partial derivatives; expected one for x, or one for x and one for z"
        )
    check_readable("expression", expression, operands)
    unused = [operand for operand in operands if operand not in names_used(expression)]
    if unused:
        hint = ": a domain is given by its name, domain=…" if set("<>") & set(partials[-1]) else ""
        raise ValueError(
            f"expression is {expression!r}; expected it to use {' and '.join(unused)} as well{hint}"
        )
    for partial in partials:
        check_readable("partial derivative", partial, (*operands, "y"))
    if domain:
        check_readable("domain", domain, operands, LOGIC)
    rule = Rule(name, expression, partials, domain)
    check_against_differences(rule)
    RULES.add(rule)
    return rule.function


OTHERWISE: dict[type[ast.AST], str] = {
    ast.BitXor: "^, which is written **",
    ast.Mod: "%, which jumps: write remainder(x, z) and a domain between the jumps",
    ast.FloorDiv: "//, which jumps: write floor_divide(x, z) and a domain between the jumps",
}


def check_readable(
    what: str, text: str, operands: tuple[str, ...], beyond: tuple[type[ast.AST], ...] = ()
) -> None:
    """Raise unless a text is arithmetic of these operands and of functions of the table."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise ValueError(f"{what} is {text!r}, which is no expression: {error.msg}") from None
    for node in ast.walk(tree):
        if not isinstance(node, ARITHMETIC + beyond) or (
            isinstance(node, ast.Constant) and type(node.value) not in (int, float)
        ):
            came = OTHERWISE.get(type(node)) or ast.unparse(node) or type(node).__name__
            raise ValueError(
                f"{what} is {text!r}; expected numbers, + - * / **, comparisons, and functions of the table by "
                f"their bare names, not {came}"
            )
        if isinstance(node, ast.Call):
            _check_call(what, text, node)
    functions = {
        n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    for name in sorted(names_used(text) - functions - {*operands, "pi"}):
        raise ValueError(
            f"{what} is {text!r}; expected the inputs {', '.join(operands)} and pi, not {name!r}"
        )


def _check_call(what: str, text: str, call: ast.Call) -> None:
    name = ast.unparse(call.func)
    rule = RULES.get({"abs": "absolute"}.get(name, name))
    if rule is None:
        raise ValueError(f"{what} is {text!r}; {name!r} is not in the table: see RULES, or define it first")
    if len(call.args) != len(rule.arguments) or call.keywords:
        raise ValueError(f"{what} is {text!r}; {name} takes {len(rule.arguments)} operands and no keywords")


def check_against_differences(rule: Rule) -> None:
    """Raise unless every partial derivative agrees with divided differences wherever the line's domain allows them.

    Raises
    ------
    ValueError
        Naming the point and both numbers; or that the function is nan inside its domain; or that no sample point
        lies there.
    """
    inside = function_of(rule.arguments, rule.domain) if rule.domain else lambda *values: True
    points = [
        p for p in itertools.product(SAMPLES, repeat=len(rule.arguments)) if inside(*map(np.float64, p))
    ]
    compared = 0
    with np.errstate(all="ignore"):
        for point in points:
            y = float(rule.evaluate(*map(np.float64, point)))
            if np.isnan(y):
                raise ValueError(
                    f'{rule.name} is nan at {_where(rule, point)}: say where it holds, domain="x > 0" say'
                )
            for i in range(len(rule.arguments)) if np.isfinite(y) else ():
                compared += _compare(rule, point, i, y, inside)
    if not compared:
        raise ValueError(f"domain is {rule.domain!r}; expected one that holds some of the points {SAMPLES}")


def _compare(rule: Rule, point: tuple[float, ...], i: int, y: float, inside: Callable[..., Any]) -> bool:
    """Whether differences could be taken at this point; raises if they contradict the derivative for every step."""
    given = float(rule.slopes[i](*map(np.float64, point), np.float64(y)))
    measured = []
    for step in STEPS:
        h = step * (min(abs(point[i]), 1.0) or 1.0)
        stencil = [(*point[:i], point[i] + k * h, *point[i + 1 :]) for k in (-2, -1, 1, 2)]
        if not all(inside(*map(np.float64, p)) for p in stencil):
            continue
        a, b, c, d = (float(rule.evaluate(*map(np.float64, p))) for p in stencil)
        slope = (8 * (c - b) - (d - a)) / (12 * h)
        if abs(given - slope) <= TOLERANCE * max(abs(given), abs(slope)) + ROUNDING * max(abs(y), h) / h:
            return True
        measured.append(slope)
    finite = [slope for slope in measured if np.isfinite(slope)]
    if not finite:
        return False
    nearest = min(finite, key=lambda slope: abs(slope - given))
    raise ValueError(
        f"the derivative of {rule.name} in {rule.arguments[i]} is {given:.6g} at {_where(rule, point)} by "
        f"{rule.partials[i]}, but {nearest:.6g} by differences"
    )


def _where(rule: Rule, point: tuple[float, ...]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in zip(rule.arguments, point, strict=True))
