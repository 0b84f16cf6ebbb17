"""Functions of math.h whose derivative stands in the rule table, by C's names."""

from __future__ import annotations

from lecture14.autodiff.core.rules import ALIASES, RULES
from lecture14.autodiff.expressions.spelling import C_NAMES

# C's name of a function to its line in the table.
MATHEMATICS = {
    c: ALIASES.get(ours, ours)
    for c, ours in (C_NAMES | {"fabs": "fabs", "pow": "power"}).items()
    if ALIASES.get(ours, ours) in RULES
}
ARGUMENTS = {c: len(RULES[ours].arguments) for c, ours in MATHEMATICS.items()}
OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}

# A slope that is infinite at the border of the domain must not meet a derivative of 0.
BORDERED = frozenset(("arccos", "arccosh", "arcsin", "arctan2", "cbrt", "hypot", "power", "sqrt"))
