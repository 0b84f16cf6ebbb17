"""The rule table as a script, so that labs compute with the lines that the package computes with.

Every expression becomes an arrow function when the book is built: nothing is evaluated from text in the browser. The
same text, as a program's statement, stands beside it. `static/labs/tape.js` runs programs over these lines.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence

import numpy as np

from lecture14.autodiff import RULES, Rule
from lecture14.autodiff.core.rules import ALIASES
from lecture14.autodiff.expressions.compiled import times
from lecture14.autodiff.text.expression import spelled
from lecture14.autodiff.views.statements import COMPARISONS

SIX = ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal")


def rules_script() -> str:
    """A classic script that sets ``Lecture14.table``.

    Notes
    -----
    The table is a function of what `Math` is, since JavaScript's own `pow` is not NumPy's at 1 to the power of
    infinity. A line holds the function `f`, its partial derivatives `d` (null where the line says "0"), whether a zero
    of each is a `choice` (see `core.activity`), and the statements in x, z, y and the tangent or adjoint d.

    Examples
    --------
    >>> print(next(line for line in rules_script().splitlines() if line.startswith('"sin"')))
    "sin": {f: (x) => Math.sin(x), d: [(x, y) => Math.cos(x)], choice: [0], text: "sin(x)", terms: ["cos(x)*d"]},
    """
    spoken = {rule.name: line for rule in RULES.values() if (line := _line(rule)) is not None}
    lines = [f"{json.dumps(name)}: {line}," for name, line in spoken.items()]
    lines += [f"{json.dumps(name)}: {_comparison(COMPARISONS[name])}," for name in SIX]
    others = _other_names()
    aliases = {alias: name for alias, name in others.items() if name in spoken}
    lacking = [name for name in [*RULES, *others] if name not in spoken and name not in aliases]
    foreign = [name for name in (*spoken, *aliases) if not hasattr(np, name)]
    rest = {"aliases": aliases, "lacking": lacking, "foreign": foreign}
    return (
        "(globalThis.Lecture14 = globalThis.Lecture14 || {}).table = (Math) => ({\nlines: {\n"
        + "\n".join(lines)
        + "\n},\n"
        + ",\n".join(f"{key}: {json.dumps(names)}" for key, names in rest.items())
        + "\n});\n"
    )


def _line(rule: Rule) -> str | None:
    """A line of the table; None where JavaScript has no function that it needs."""
    try:
        slopes = [_slope(rule, i) for i in range(len(rule.partials))]
        value = _arrow(rule.arguments, rule.expression)
    except ValueError:
        return None
    choice = [int(chosen) for chosen in rule.chooses]
    terms = [times(ast.unparse(ast.parse(p)), "d") if p != "0" else "" for p in rule.partials]
    text = ast.unparse(ast.parse(rule.expression))
    return _record(value, slopes, choice, text, terms)


def _other_names() -> dict[str, str]:
    """Second names of lines of the table: SciPy's, and those under which NumPy has the same function again."""
    functions = {getattr(np, name): name for name in RULES if hasattr(np, name)}
    again = {
        name: functions[f]
        for name in dir(np)
        if isinstance(f := getattr(np, name), np.ufunc) and f in functions
    }
    return ALIASES | {alias: name for alias, name in again.items() if alias not in RULES}


def _slope(rule: Rule, i: int) -> str:
    return _arrow((*rule.arguments, "y"), rule.partials[i]) if rule.moves(i) else "null"


def _comparison(text: str) -> str:
    return _record(_arrow(("x", "z"), text), ["null"] * 2, [0, 0], text, ["", ""])


def _arrow(parameters: Sequence[str], expression: str) -> str:
    return f"({', '.join(parameters)}) => {spelled('JavaScript', expression)}"


def _record(value: str, slopes: list[str], choice: list[int], text: str, terms: list[str]) -> str:
    return (
        f"{{f: {value}, d: [{', '.join(slopes)}], choice: {json.dumps(choice)}, text: {json.dumps(text)}, "
        f"terms: {json.dumps(terms)}}}"
    )
