"""Jumps made into branches, for a program that runs backwards must find its way to each statement (adjoint mode).

What follows a branch that always jumps moves into the other branch. Where that is not enough, a flag says that an
iteration, a loop or the function is left, and what follows asks for the flag.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lecture14.cdiff.program.refusal import Place
from lecture14.cdiff.program.tree import (
    Assign,
    Binary,
    Block,
    Declare,
    Expression,
    If,
    Jump,
    Literal,
    Loop,
    Name,
    Return,
    Statement,
    Unary,
    leaves,
)

Body = tuple[Statement, ...]


@dataclass
class Frame:
    """The flags of one loop, made when they are needed."""

    broken: Name | None = None
    skipped: Name | None = None


class Jumps:
    """Rewrites one function, so that its only jump is a return at the end.

    Parameters
    ----------
    type : {"double", "void"}
        Of the function.
    fresh : callable
        A new name that is like the one wished for.
    """

    def __init__(self, type: str, fresh: Callable[[str], str]):
        self.type, self.fresh = type, fresh
        self.result: Name | None = None
        self.returned: Name | None = None

    def function(self, body: Body, place: Place) -> Body:
        """The whole body."""
        last = body[-1] if body and isinstance(body[-1], Return) else None
        straight = body[:-1] if last else body
        if not any(_jumps(s, Return) for s in straight):
            return self._sequence(straight, Frame()) + ((last,) if last and last.value else ())
        if self.type == "double":
            self.result = Name(self.fresh("result"), "double")
        inner = self._sequence(body, Frame())
        before: list[Statement] = []
        if self.result:
            before.append(Declare(self.result.name, "double", (), None, place))
        if self.returned:
            before.append(_cleared(self.returned, place))
        return (*before, *inner, *(() if self.result is None else (Return(self.result, place),)))

    def _flag(self, name: str) -> Name:
        return Name(self.fresh(name), "int")

    def _sequence(self, body: Body, frame: Frame) -> Body:
        """Statements of one block of a loop with these flags."""
        out: list[Statement] = []
        left = list(reversed(body))
        while left:
            first = left.pop()
            guards: list[Name] = []
            match first:
                case Return(value=value):
                    return (*out, *self._return(value, first.place))
                case Jump(word="break"):
                    frame.broken = frame.broken or self._flag("broken")
                    return (*out, _set(frame.broken, first.place))
                case Jump():
                    return (*out, _set(frame.skipped, first.place)) if frame.skipped else tuple(out)
                case Block(body=inner):
                    # The names of a function are unique, so that no block needs its braces.
                    left += reversed(inner)
                case Loop():
                    new, guards = self._loop(first)
                    out += new
                case If():
                    first, rest, guards = self._rest_moved(first, tuple(reversed(left)), frame)
                    out.append(self._inside(first, frame))
                    left = list(reversed(rest))
                case _:
                    out.append(first)
            if guards and left:
                return (*out, _unless(guards, self._sequence(tuple(reversed(left)), frame), first.place))
        return tuple(out)

    def _rest_moved(self, branch: If, rest: Body, frame: Frame) -> tuple[If, Body, list[Name]]:
        """The branch with what follows moved into it, what then follows still, and the flags that guard that."""
        if not rest or not _jumps(branch, Return, Jump):
            return branch, rest, []
        if leaves(branch.yes, Return, Jump):
            return replace(branch, no=(*branch.no, *rest)), (), []
        if leaves(branch.no, Return, Jump):
            return replace(branch, yes=(*branch.yes, *rest)), (), []
        guards = []
        if _jumps(branch, Return):
            self.returned = self.returned or self._flag("returned")
            guards.append(self.returned)
        if _leaps("break", branch):
            frame.broken = frame.broken or self._flag("broken")
            guards.append(frame.broken)
        if _leaps("continue", branch):
            frame.skipped = frame.skipped or self._flag("skipped")
            guards.append(frame.skipped)
        return branch, rest, guards

    def _inside(self, branch: If, frame: Frame) -> If:
        return replace(branch, yes=self._sequence(branch.yes, frame), no=self._sequence(branch.no, frame))

    def _return(self, value: Expression | None, place: Place) -> Body:
        out: list[Statement] = []
        if self.result is not None and value is not None:
            out.append(Assign(self.result, "=", value, place))
        if self.returned is not None:
            out.append(_set(self.returned, place))
        return tuple(out)

    def _loop(self, loop: Loop) -> tuple[Body, list[Name]]:
        """The loop without jumps, and the flag that guards what follows it."""
        place, frame = loop.place, Frame()
        guards = []
        if _jumps(loop, Return):
            self.returned = self.returned or self._flag("returned")
            guards.append(self.returned)
        inner = self._sequence(loop.body, frame)
        if frame.skipped is not None:
            inner = (_cleared(frame.skipped, place), *inner)
        stops = [*([frame.broken] if frame.broken else []), *guards]
        if not stops:
            return (replace(loop, body=inner),), []
        condition = loop.condition
        for flag in stops:
            condition = Binary("&&", Unary("!", flag, "int"), condition, "int")
        if loop.step:
            inner = (*inner, _unless(stops, loop.step, place))
        before = [_cleared(frame.broken, place)] if frame.broken else []
        new = replace(loop, start=(), condition=condition, step=(), body=inner)
        return (*before, *loop.start, new), guards


def _cleared(flag: Name, place: Place) -> Statement:
    return Declare(flag.name, "int", (), Literal("0", "int"), place)


def _set(flag: Name, place: Place) -> Statement:
    return Assign(flag, "=", Literal("1", "int"), place)


def _unless(flags: list[Name], body: Body, place: Place) -> If:
    condition: Expression = Unary("!", flags[0], "int")
    for flag in flags[1:]:
        condition = Binary("&&", condition, Unary("!", flag, "int"), "int")
    return If(condition, body, (), place)


def _jumps(statement: Statement, *kinds: type) -> bool:
    """Whether a jump of this kind leaves the statement: break and continue end at their loop."""
    if isinstance(statement, Loop):
        return Return in kinds and any(_jumps(s, Return) for s in statement.body)
    if isinstance(statement, If):
        return any(_jumps(s, *kinds) for s in (*statement.yes, *statement.no))
    if isinstance(statement, Block):
        return any(_jumps(s, *kinds) for s in statement.body)
    return isinstance(statement, kinds)


def _leaps(word: str, statement: Statement) -> bool:
    """Whether break, or continue, leaves the statement."""
    match statement:
        case If(yes=yes, no=no):
            return any(_leaps(word, s) for s in (*yes, *no))
        case Block(body=inner):
            return any(_leaps(word, s) for s in inner)
    return isinstance(statement, Jump) and statement.word == word
