"""Loops that count: those whose reverse needs no memory, since it counts the other way (adjoint mode)."""

from __future__ import annotations

from dataclasses import dataclass

from lecture14.cdiff.forward.context import Context
from lecture14.cdiff.forward.writing import atom, written
from lecture14.cdiff.program.tree import (
    Assign,
    Binary,
    Declare,
    Item,
    Literal,
    Loop,
    Name,
    Unary,
    assigned,
    names,
    parts,
)


@dataclass(frozen=True)
class Counting:
    """``for (int index = first; index < bound; ++index)`` or downwards, with bounds that stay."""

    index: str
    first: str
    last: str
    head: str
    upwards: bool

    @property
    def backwards(self) -> str:
        """The head of the loop that meets the same indices in the opposite order."""
        compared, step = (">=", "--") if self.upwards else ("<=", "++")
        return f"for (int {self.index} = {self.last}; {self.index} {compared} {self.first}; {step}{self.index}) {{"


def counting(loop: Loop, context: Context) -> Counting | None:
    """The loop as one that counts by one, or None."""
    if len(loop.start) != 1 or len(loop.step) != 1:
        return None
    start, step, condition = loop.start[0], loop.step[0], loop.condition
    if isinstance(start, Assign) and isinstance(start.target, Name) and start.operator == "=":
        index, first = start.target.name, start.value
    elif isinstance(start, Declare) and start.value is not None:
        index, first = start.name, start.value
    else:
        return None
    if not (isinstance(step, Assign) and step.target == Name(index, "int") and step.operator in ("+=", "-=")):
        return None
    upwards = step.operator == "+="
    compared = ("<", "<=") if upwards else (">", ">=")
    if (
        step.value != Literal("1", "int")
        or not isinstance(condition, Binary)
        or condition.operator not in compared
    ):
        return None
    bound = condition.right
    if condition.left != Name(index, "int") or bound.type != "int":
        return None
    changes = assigned(loop.body) | {index}
    simple = all(isinstance(p, Name | Literal | Binary | Unary | Item) for p in parts((first, bound)))
    if not simple or index in assigned(loop.body) or names((first, bound)) & changes:
        return None
    if any(isinstance(p, Item) and p.type == "double" for p in parts((first, bound))):
        return None
    text = written(bound, context)
    beyond = f"{atom(bound, context)} {'-' if upwards else '+'} 1"
    last = text if condition.operator.endswith("=") else beyond
    head = f"for (int {index} = {written(first, context)}; {index} {condition.operator} {text}; "
    head += f"{'++' if upwards else '--'}{index}) {{"
    return Counting(index, written(first, context), last, head, upwards)


def own_indices(body: object, context: Context) -> set[str]:
    """Indices that occur in loops of this kind alone: they need no memory from one loop to the next."""
    inside: dict[str, int] = {}
    total: dict[str, int] = {}
    for name in _occurrences(body):
        total[name] = total.get(name, 0) + 1
    for part in parts(body):
        if isinstance(part, Loop) and (found := counting(part, context)):
            here = sum(name == found.index for name in _occurrences(part))
            inside[found.index] = inside.get(found.index, 0) + here
    return {name for name, number in inside.items() if number == total[name]}


def _occurrences(body: object) -> list[str]:
    return [p.name for p in parts(body) if isinstance(p, Name)] + [
        p.name for p in parts(body) if isinstance(p, Declare) and p.value is not None
    ]
