"""The dual programs of single operations on Python floats, as text (slide 11); `programs.py` compiles them.

Operands are written as there: "n" for a dual number, "c" for a constant float. Where a line finds what only
NumPy can answer (a pole, 0·∞, rows that do not fit), the text falls through to the general way.
"""

from __future__ import annotations

import re

from lecture14.autodiff.compiled import float_expression, linear_combination
from lecture14.autodiff.rules import Rule

TRIVIAL = ("0", "1", "-1")


def dual_program(rule: Rule, operands: str) -> str:
    """Lines that compute primal and tangent together, along one direction.

    Examples
    --------
    >>> from lecture14.autodiff.rules import RULES
    >>> print(dual_program(RULES["sin"], "n"))
    try:
        x = a.primal
        result = Kind()
        result.primal = sin(x)
        result.tangent = t = cos(x)*a.tangent
        result.level = a.level
        if t == t: return result
    except OUT_OF_RANGE:
        pass
    """
    terms = _terms(rule, operands)
    # (1/x)·ẋ, not ẋ/x: at x = 0 the first raises, and the general way takes over.
    tangent = linear_combination([(d, f"{name}.tangent") for d, name in terms], quotient=False) or "0.0"
    value = float_expression(rule.expression)
    if "y" in re.findall(r"\w+", tangent):
        value = f"y = {value}"
    # Only a product can be 0·∞, for which the general way has a convention.
    sure = all(slope in TRIVIAL for slope, _ in terms)
    return f"""try:
    {_loads(rule, operands)}
    result = Kind()
    result.primal = {value}
    result.tangent = {tangent if sure else f"t = {tangent}"}
    result.level = {_level(operands)}
    {"return result" if sure else "if t == t: return result"}
except OUT_OF_RANGE:
    pass"""


def directions_program(rule: Rule, operands: str) -> str:
    """The same along p directions, whose tangents are rows: lists of p floats.

    Examples
    --------
    >>> from lecture14.autodiff.rules import RULES
    >>> print(directions_program(RULES["multiply"], "nn"))
    try:
        x = a.primal; z = b.primal
        y = x * z
        p = z; q = x
        if p - p or q - q or len(a.row) != len(b.row): return apply(rule, (a, b))
        row = []
        for s, t in zip(a.row, b.row): row.append(p*s + q*t)
        result = Kind()
        result.primal = y
        result.row = row
        result.level = level
        return result
    except OUT_OF_RANGE:
        pass
    """
    terms = _terms(rule, operands)
    slopes = {name: slope for name, (slope, _) in zip("pq", terms, strict=False) if slope not in TRIVIAL}
    entries = [
        (name if name in slopes else slope, entry)
        for name, entry, (slope, _) in zip("pq", "st", terms, strict=False)
    ]
    # A slope at infinity minus itself is nan, which counts as true: 0·∞ is for the general way.
    doubts = [f"{name} - {name}" for name in slopes]
    if operands == "nn":
        doubts.append("len(a.row) != len(b.row)")
    computed = "; ".join(f"{name} = {slope}" for name, slope in slopes.items())
    check = f"if {' or '.join(doubts)}: return apply(rule, {'(a,)' if operands == 'n' else '(a, b)'})"
    over = "s, t in zip(a.row, b.row)" if operands == "nn" else f"s in {terms[0][1]}.row"
    # A loop: in Python 3.11 a comprehension is a call of its own.
    return f"""try:
    {_loads(rule, operands)}
    y = {float_expression(rule.expression)}
    {computed or "pass"}
    {check if doubts else "pass"}
    row = []
    for {over}: row.append({linear_combination(entries) or "0.0"})
    result = Kind()
    result.primal = y
    result.row = row
    result.level = {_level(operands)}
    return result
except OUT_OF_RANGE:
    pass"""


def _terms(rule: Rule, operands: str) -> list[tuple[str, str]]:
    """(slope, name) of the operands that are dual numbers."""
    pairs = zip("ab", operands, rule.partials, strict=False)
    return [(float_expression(slope), name) for name, kind, slope in pairs if kind == "n"]


def _loads(rule: Rule, operands: str) -> str:
    pairs = zip(rule.arguments, "ab", operands, strict=False)
    return "; ".join(f"{x} = {name}.primal" if kind == "n" else f"{x} = {name}" for x, name, kind in pairs)


def _level(operands: str) -> str:
    return {"n": "a.level", "nc": "a.level", "cn": "b.level", "nn": "level"}[operands]
