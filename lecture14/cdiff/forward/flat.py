"""A right-hand side as operations of the rule table, each with a name of its own (a Wengert list)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from lecture14.autodiff.core.rules import RULES, Rule
from lecture14.autodiff.expressions.compiled import times
from lecture14.autodiff.expressions.folding import folded, tight
from lecture14.autodiff.text.expression import spelled
from lecture14.cdiff.forward.context import Context
from lecture14.cdiff.forward.writing import as_double, written
from lecture14.cdiff.program.tree import Binary, Call, Expression, Item, Literal, Name, Unary, active
from lecture14.cdiff.program.vocabulary import BORDERED, MATHEMATICS, OPERATORS


@dataclass
class Operand:
    """What an operation takes: its text, and the variable or the operation whose derivative it has, if any."""

    text: str
    source: Name | Item | Step | None
    number: float | None = None


@dataclass
class Step:
    """One operation: its name, its text in C, its line of the rule table."""

    name: str
    text: str
    rule: Rule
    operands: list[Operand]
    context: Context

    def term(self, i: int, factor: str, output: str | None = None) -> str:
        """The text of the partial derivative in operand i times a factor."""
        known = {n: o.number for n, o in zip("xz", self.operands, strict=False) if o.number is not None}
        partial = folded(self.rule.partials[i], known if self.rule.name == "power" else {})
        bordered = self.rule.name in BORDERED and not known.get("z", 0.0) >= 1.0
        text = _in_c(partial if bordered else times(partial, "factor"))
        names = {
            "x": self.operands[0].text,
            "z": self.operands[-1].text,
            "y": output or self.name,
            "factor": factor,
        }
        # Operands are put in last: they bind as names do, in parentheses where needed.
        text = re.sub(r"\b(x|y|z|factor)\b", lambda m: names[m[0]], text)
        return f"{self.context.product}({text}, {factor})" if bordered else text


@lru_cache(maxsize=1024)  # long programs have few operations, many times
def _in_c(expression: str) -> str:
    return tight(spelled("C", expression))


def flat(expression: Expression, fresh: Callable[[], str], context: Context) -> tuple[list[Step], Operand]:
    """The operations that have a derivative, in order, and the operand that stands for the whole."""
    steps: list[Step] = []

    def operand(part: Expression) -> Operand:
        if not active(part):
            return Operand(as_double(part, context), None, _number(part))
        if isinstance(part, Name | Item):
            return Operand(written(part, context), part)
        if isinstance(part, Unary) and part.operator == "+":
            return operand(part.operand)
        if isinstance(part, Unary):
            name, parts, form = "negative", [part.operand], "-{}"
        elif isinstance(part, Binary):
            name, parts, form = (
                OPERATORS[part.operator],
                [part.left, part.right],
                f"{{}} {part.operator} {{}}",
            )
        else:
            assert isinstance(part, Call)
            name, parts = MATHEMATICS[part.name], list(part.arguments)
            form = f"{part.name}({', '.join('{}' for _ in parts)})"
        operands = [operand(p) for p in parts]
        text = form.format(*(_bare(o.text) if isinstance(part, Call) else o.text for o in operands))
        step = Step(fresh(), text, RULES[name], operands, context)
        steps.append(step)
        return Operand(step.name, step)

    return steps, operand(expression)


def _number(expression: Expression) -> float | None:
    """The number that a literal, or its negative, stands for."""
    match expression:
        case Literal(text=text):
            return float(text)
        case Unary(operator="-", operand=Literal(text=text)):
            return -float(text)
    return None


def _bare(text: str) -> str:
    """Without parentheses around all of it, where these are those of `as_double`."""
    return text[1:-1] if re.fullmatch(r"\([^()]*\)", text) else text


def joined(terms: list[str]) -> str:
    """A sum."""
    return " + ".join(terms).replace("+ -", "- ")
