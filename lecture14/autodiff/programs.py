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

OPERATORS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.divide, "pow": np.power,
    "mod": np.remainder, "floordiv": np.floor_divide,
}  # fmt: skip


class Programs(dict):
    """Ufunc -> the quick function for one kind of number, written when first called for; None without a rule.

    Parameters
    ----------
    kind : type
        `Dual` or `Variable`.
    body : callable
        `body(rule, operands)` returns the lines for operands a (and b), a string of "n" for one of our
        numbers and "c" for a constant float: it must return the result, or fall through.
    names : callable
        `names(rule)` is the dict of what the lines refer to.
    """

    def __init__(self, kind: type, body: Callable[[Rule, str], str], names: Callable[[Rule], dict]):
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

        last = "    return apply(rule, (a, b))\n"
        if len(rule.arguments) == 1:
            return f"def program(a):\n    if type(a) is Kind:\n{case('n', 2)}    return apply(rule, (a,))\n"
        ours_first = (
            "    if type(b) is Kind:\n"
            "        level = a.level\n"
            "        if b.level == level:\n"
            f"{case('nn', 3)}"
            "    elif type(b) is float or type(b) is int:\n"
            f"{case('nc', 2)}"
        )
        ours_second = f"    if type(a) is float or type(a) is int:\n{case('cn', 2)}"
        return (
            f"def operator(a, b):\n{ours_first}{last}"
            f"def reflected(b, a):\n{ours_second}{last}"
            "def program(a, b):\n"
            "    if type(a) is Kind:\n"
            "        return operator(a, b)\n"
            "    return reflected(b, a) if type(b) is Kind else apply(rule, (a, b))\n"
        )

    def _compile(self, rule: Rule) -> Callable:
        names = float_names() | {"Kind": self.kind, "apply": apply, "rule": rule}
        return compile_function(self.source(rule), "program", names | self.names(rule))

    def operators(self, ufunc: np.ufunc) -> tuple[Callable, Callable]:
        """The functions behind `x * z` for our number on the left and on the right."""
        scope = self[ufunc].__globals__
        return scope["operator"], scope["reflected"]

    def install(self) -> None:
        """Make these functions the operators of the kind of number, and its answer to NumPy's ufuncs."""
        for name, ufunc in OPERATORS.items():
            self._install_operator(f"__{name}__", f"__r{name}__", ufunc)
        setattr(self.kind, "__neg__", lambda a: self[np.negative](a))  # noqa: B010
        setattr(self.kind, "__abs__", lambda a: self[np.absolute](a))  # noqa: B010
        setattr(self.kind, "_programs", self)  # noqa: B010

    def _install_operator(self, name: str, reflected_name: str, ufunc: np.ufunc) -> None:
        """Stand-ins that write the functions at their first use, so that importing stays quick."""

        def write(position: int, a, b):
            functions = self.operators(ufunc)
            setattr(self.kind, name, functions[0])
            setattr(self.kind, reflected_name, functions[1])
            return functions[position](a, b)

        setattr(self.kind, name, lambda a, b: write(0, a, b))
        setattr(self.kind, reflected_name, lambda a, b: write(1, a, b))
