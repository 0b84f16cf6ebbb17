"""The dual programs of single operations on Python floats, as text (slide 11), and the numbers that run them.

Every `Dual` of floats is a `FloatDual` or, along several directions, a `FloatDirections`, and one of such numbers a
`NestedDual`, which higher derivatives are made of; they look no different.
Operands are written as in `programs`: "n" for a dual number, "c" for a constant float. Where a line finds what only
NumPy can answer (a pole, rows that do not fit), the text falls through to the general way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lecture14.autodiff.core.dual import Dual
from lecture14.autodiff.core.rules import Rule
from lecture14.autodiff.expressions.compiled import (
    WRITTEN_OUT,
    float_expression,
    linear_combination,
    names_in,
    over_arrays,
    over_floats,
)
from lecture14.autodiff.fast.programs import Programs

TRIVIAL = ("0", "1", "-1")
# Up to how many directions Python's own arithmetic is quicker than the general way through NumPy.
MOST_IN_A_ROW = 256


class FloatDual(Dual):
    """A dual number of two Python floats.

    The type answers what the quick functions would ask at each operation, and without arguments to check a new
    one costs half as much.
    """

    __slots__ = ()
    __init__ = object.__init__  # type: ignore[assignment]


class FloatDirections(Dual):
    """A dual number of a Python float with p tangents, kept as a list of floats, the row.

    A call of NumPy costs as much as some twenty operations on floats.
    """

    __slots__ = ()
    __init__ = object.__init__  # type: ignore[assignment]
    row = vars(Dual)["tangent"]  # the slot, under another name

    @property
    def tangent(self) -> np.ndarray:
        return np.array(self.row)

    @tangent.setter
    def tangent(self, tangent: np.ndarray) -> None:
        self.row = tangent.tolist()


class NestedDual(Dual):
    """A dual number of a dual number of floats, of any depth: a derivative inside a derivative."""

    __slots__ = ()
    __init__ = object.__init__  # type: ignore[assignment]


def class_for(primal: Any, tangent: Any) -> type[Dual]:
    """The kind of dual number that holds such parts."""
    if type(primal) in NESTED and (type(tangent) is float or type(tangent) in NESTED):
        return NestedDual
    if type(primal) is float:
        if type(tangent) is float:
            return FloatDual
        return FloatDirections if type(tangent) is np.ndarray and len(tangent) <= MOST_IN_A_ROW else Dual
    return Dual


NESTED = (FloatDual, NestedDual)


def install() -> None:
    """From now on dual numbers of floats are these."""
    Programs(FloatDual, dual_program).install()
    Programs(FloatDirections, directions_program).install()
    Programs(NestedDual, nested_program, nested_names).install()
    for kind in (FloatDual, FloatDirections, NestedDual):
        kind.__name__ = kind.__qualname__ = Dual.__name__  # what errors call it
    Dual.class_for = staticmethod(class_for)


def dual_program(
    rule: Rule, operands: str, spelled: Callable[[str], str] = float_expression, value: str = ""
) -> str:
    """Lines that compute primal and tangent together, along one direction.

    Examples
    --------
    >>> from lecture14.autodiff.core.rules import RULES
    >>> print(dual_program(RULES["sin"], "n"))
    try:
        x = a.primal
        result = Kind()
        result.primal = sin(x)
        result.tangent = cos(x)*a.tangent
        result.level = a.level
        return result
    except OUT_OF_RANGE:
        pass
    """
    terms = _terms(rule, operands, spelled)
    # (1/x)·ẋ, not ẋ/x: at x = 0 the first raises, and the general way takes over.
    tangent = linear_combination([(d, f"{name}.tangent") for d, name in terms], quotient=False) or "0.0"
    value = value or spelled(rule.expression)
    if "y" in re.findall(r"\w+", tangent):
        value = f"y = {value}"
    return f"""try:
    {_loads(rule, operands)}
    result = Kind()
    result.primal = {value}
    result.tangent = {tangent}
    result.level = {_level(operands)}
    return result
except OUT_OF_RANGE:
    pass"""


def nested_program(rule: Rule, operands: str) -> str:
    """The same where x and its tangent are dual numbers themselves: the table's own text, computed by theirs."""
    line = f"{rule.name}({', '.join(rule.arguments)})" if rule.name in WRITTEN_OUT else rule.expression
    return dual_program(rule, operands, spelled=str, value=line)


def nested_names(rule: Rule) -> dict[str, Any]:
    """What the names in that text mean."""
    names = names_in(rule.expression, *rule.partials) | ({rule.name} & WRITTEN_OUT.keys())
    return {name: over_duals(name) for name in names}


@cache
def over_duals(name: str) -> Any:
    """What a name means for dual numbers of floats, or for floats: the quick function of the innermost kind."""
    anything, on_floats = over_arrays(name), over_floats(name)
    if not isinstance(anything, np.ufunc):
        return anything

    def function(*operands: Any) -> Any:
        for a in operands:
            if type(a) in NESTED:
                return a._answers[anything](*operands)
        return on_floats(*operands)

    return function


def directions_program(rule: Rule, operands: str) -> str:
    """The same along p directions, whose tangents are rows: lists of p floats.

    Examples
    --------
    >>> from lecture14.autodiff.core.rules import RULES
    >>> print(directions_program(RULES["multiply"], "nn"))
    try:
        x = a.primal; z = b.primal
        y = x * z
        p = z; q = x
        if len(a.row) != len(b.row): return apply(rule, (a, b))
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
    computed = "; ".join(f"{name} = {slope}" for name, slope in slopes.items())
    check = "if len(a.row) != len(b.row): return apply(rule, (a, b))"
    over = "s, t in zip(a.row, b.row)" if operands == "nn" else f"s in {terms[0][1]}.row"
    # A loop: in Python 3.11 a comprehension is a call of its own.
    return f"""try:
    {_loads(rule, operands)}
    y = {float_expression(rule.expression)}
    {computed or "pass"}
    {check if operands == "nn" else "pass"}
    row = []
    for {over}: row.append({linear_combination(entries) or "0.0"})
    result = Kind()
    result.primal = y
    result.row = row
    result.level = {_level(operands)}
    return result
except OUT_OF_RANGE:
    pass"""


def _terms(
    rule: Rule, operands: str, spelled: Callable[[str], str] = float_expression
) -> list[tuple[str, str]]:
    """(slope, name) of the operands that are dual numbers."""
    pairs = zip("ab", operands, rule.partials, strict=False)
    return [(spelled(slope), name) for name, kind, slope in pairs if kind == "n"]


def _loads(rule: Rule, operands: str) -> str:
    pairs = zip(rule.arguments, "ab", operands, strict=False)
    return "; ".join(f"{x} = {name}.primal" if kind == "n" else f"{x} = {name}" for x, name, kind in pairs)


def _level(operands: str) -> str:
    return {"n": "a.level", "nc": "a.level", "cn": "b.level", "nn": "level"}[operands]
