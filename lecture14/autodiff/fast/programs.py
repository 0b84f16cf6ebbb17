"""One small function a rule and a kind of number, written out from the table at its first use.

`x * z` on two dual numbers of floats should cost a handful of float operations, not a walk through NumPy. So the
first use of a rule writes a function whose lines are the rule's own text (slide 11's dual program, or the
recording of one operation) and compiles it. Anything unusual, such as arrays or a float at a pole, falls through
to `apply`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lecture14.autodiff.core.number import Answers, Number, apply, operated
from lecture14.autodiff.core.rules import Rule
from lecture14.autodiff.core.writing import View
from lecture14.autodiff.expressions.compiled import OUT_OF_RANGE, compile_function, float_names

OPERATORS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.divide, "pow": np.power,
    "mod": np.remainder, "floordiv": np.floor_divide,
}  # fmt: skip


def general(program: Callable[..., Any], rule: Rule, *operands: Any) -> Any:
    """What is not for the quick functions, unless it only looks so: a view stands for the number that it is now."""
    for a in operands:
        if isinstance(a, View):
            return program(*(a._current() if isinstance(a, View) else a for a in operands))
    return apply(rule, operands)


def slow_operator(program: Callable[..., Any], rule: Rule, a: Any, b: Any) -> Any:
    """The same for an operator with one of our numbers on the left, which b's class may know."""
    if isinstance(a, View) or isinstance(b, Number):
        return general(program, rule, a, b)
    return operated(rule, a, b)


AUGMENTED = """def augmented(a, b):
    y = operator(a, b)
    return y if type(a._plain) is float else a._written(y)"""


class Programs(Answers):
    """Ufunc -> the quick function for one kind of number; None without a rule.

    Parameters
    ----------
    kind : type
        The kind of number.
    body : callable
        `body(rule, operands)` returns the lines for operands a (and b), a string of "n" for one of our
        numbers and "c" for a constant float: it must return the result, or fall through.
    names : callable, optional
        `names(rule)` is the dict of what the lines refer to beyond the expressions' own names.
    arrays : bool
        Whether numbers of this kind can be arrays, to which `x *= z` writes.
    """

    def __init__(
        self,
        kind: type[Number],
        body: Callable[[Rule, str], str],
        names: Callable[[Rule], dict[str, Any]] = lambda rule: {},
        arrays: bool = False,
    ):
        super().__init__()
        self.kind = kind
        self.body = body
        self.names = names
        self.arrays = arrays

    def answer(self, rule: Rule) -> Callable[..., Any]:
        names = float_names([rule.expression, *rule.partials]) | {
            "Kind": self.kind,
            "apply": apply,
            "general": general,
            "slow_operator": slow_operator,
            "rule": rule,
        }
        names |= {"OUT_OF_RANGE": OUT_OF_RANGE} | self.names(rule)
        return compile_function(self.source(rule), "program", names)

    def source(self, rule: Rule) -> str:
        """The text of the function for this rule."""

        def case(operands: str, depth: int) -> str:
            return "".join(" " * 4 * depth + line + "\n" for line in self.body(rule, operands).splitlines())

        last = "    return general(program, rule, a, b)\n"
        if len(rule.arguments) == 1:
            return f"def program(a):\n    if type(a) is Kind:\n{case('n', 2)}    return general(program, rule, a)\n"
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
            f"def operator(a, b):\n{ours_first}    return slow_operator(program, rule, a, b)\n"
            f"def reflected(b, a):\n{ours_second}{last}"
            f"{AUGMENTED if self.arrays else 'augmented = operator'}\n"
            "def program(a, b):\n"
            "    if type(a) is Kind:\n"
            "        return operator(a, b)\n"
            "    return reflected(b, a) if type(b) is Kind else general(program, rule, a, b)\n"
        )

    def operators(self, ufunc: Any) -> tuple[Callable[..., Any], ...]:
        """The functions behind `x * z` for our number on the left and on the right, and behind `x *= z`."""
        program: Any = self[ufunc]
        return tuple(program.__globals__[name] for name in ("operator", "reflected", "augmented"))

    def install(self) -> None:
        """Make these functions the operators of the kind of number, and its answer to NumPy's ufuncs."""
        for name, ufunc in OPERATORS.items():
            self._install_operator((f"__{name}__", f"__r{name}__", f"__i{name}__"), ufunc)
        unary: dict[str, Any] = {"__neg__": np.negative, "__abs__": np.absolute}
        for name, ufunc in unary.items():
            setattr(self.kind, name, lambda a, ufunc=ufunc: self[ufunc](a))  # type: ignore[misc]
        self.kind._answers = self

    def _install_operator(self, names: tuple[str, ...], ufunc: np.ufunc) -> None:
        """Stand-ins that write the functions at their first use, so that importing stays quick."""

        def write(position: int, a: Any, b: Any) -> Any:
            functions = self.operators(ufunc)
            for name, function in zip(names, functions, strict=True):
                setattr(self.kind, name, function)
            return functions[position](a, b)

        for position, name in enumerate(names):
            setattr(self.kind, name, lambda a, b, position=position: write(position, a, b))
