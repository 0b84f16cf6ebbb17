"""The quick way for Python floats: one small function a rule and a kind of number, written out from the
table.

`x * z` on two dual numbers of floats should cost a handful of float operations, not a walk through NumPy.
So the first use of a rule writes a function whose lines are the rule's own text (slide 11's dual program,
or the recording of one operation) and compiles it. Anything unusual, such as arrays, nested numbers, or a
float at a pole, falls through to `apply`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lecture14.autodiff.compiled import compile_function, float_names
from lecture14.autodiff.overload import apply
from lecture14.autodiff.rules import ALIASES, RULES, Rule

OPERATORS = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.divide, "pow": np.power}


class Programs(dict):
    """Ufunc -> the quick function for one kind of number, written when first called for; None without a rule.

    Parameters
    ----------
    kind : type
        `Dual` or `Variable`.
    body : callable
        `body(rule, operands)` returns the lines for operands a (and b), a string of "n" for one of our
        numbers and "c" for a constant float: it must return the result, or fall through. names : dict What
        the lines refer to.
    """

    def __init__(self, kind: type, body: Callable[[Rule, str], str], names: dict):
        super().__init__()
        self.kind = kind
        self.body = body
        self.names = names

    def __missing__(self, ufunc: np.ufunc) -> Callable | None:
        rule = RULES.get(ALIASES.get(ufunc.__name__, ufunc.__name__))
        program = self[ufunc] = None if rule is None else self._compile(rule)
        return program

    def source(self, rule: Rule) -> str:
        """The text of the function for this rule."""

        def case(operands: str, depth: int) -> str:
            return "".join(" " * 4 * depth + line + "\n" for line in self.body(rule, operands).splitlines())

        if len(rule.arguments) == 1:
            return f"def program(a):\n{case('n', 1)}    return apply(rule, (a,))\n"
        return (
            "def program(a, b):\n"
            "    if type(a) is Kind:\n"
            "        if type(b) is Kind:\n"
            "            if a.level == b.level:\n"
            f"{case('nn', 4)}"
            "        elif type(b) is float or type(b) is int:\n"
            f"{case('nc', 3)}"
            "    elif type(a) is float or type(a) is int:\n"
            f"{case('cn', 2)}"
            "    return apply(rule, (a, b))\n"
        )

    def _compile(self, rule: Rule) -> Callable:
        names = float_names() | {"Kind": self.kind, "new": object.__new__, "apply": apply, "rule": rule}
        return compile_function(self.source(rule), "program", names | self.names)

    def install(self) -> None:
        """Make these functions the operators of the kind of number, and its answer to NumPy's ufuncs."""
        for name, ufunc in OPERATORS.items():
            program = self[ufunc]
            setattr(self.kind, f"__{name}__", program)
            setattr(self.kind, f"__r{name}__", lambda self, other, program=program: program(other, self))
        setattr(self.kind, "__neg__", self[np.negative])  # noqa: B010
        setattr(self.kind, "_programs", self)  # noqa: B010
