"""What the reverse sweep needs: the values that its lines mention, and the variables that reach a result.

The lines themselves are asked. A variable that no partial derivative, no index and no loop mentions is not put on the
stack (the analysis "to be recorded" of Hascoët, Naumann & Pascual 2005).
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from typing import Any

from lecture14.autodiff.source.statements.operations import ArrayFunction, Elementwise, Identity, Read, name
from lecture14.autodiff.source.statements.program import (
    Assign,
    Call,
    For,
    If,
    Statement,
    While,
    Write,
    names_in,
    reads,
    targets,
    walk,
)


def split_updates(body: list[Statement], frame: Any) -> list[Statement]:
    """Updates of what may be an array, x = x + z or x[:] = x, by way of a new name with an adjoint of its own."""
    result: list[Statement] = []
    for s in body:
        if isinstance(s, If):
            s = replace(s, body=split_updates(s.body, frame), orelse=split_updates(s.orelse, frame))
        elif isinstance(s, For | While):
            s = replace(s, body=split_updates(s.body, frame))
        elif isinstance(s, Assign | Call) and set(targets(s)) & names_in(*s.operands):
            numbers = (
                isinstance(s, Assign)
                and isinstance(s.operation, Elementwise)
                and frame.table.of[s.target] == 0
            )
            if not numbers:
                result += _by_way_of(s, frame)
                continue
        elif isinstance(s, Write) and isinstance(s.value, ast.Name) and s.value.id == s.array:
            new = _like(s.array, frame)
            result.append(Assign(new, Identity(fresh=True), [s.value], origin=s.origin, node=s.node))
            s = replace(s, value=name(new))
        result.append(s)
    return result


def _like(old: str, frame: Any) -> str:
    """A new name for values of the same rank, with a derivative if the old one has one."""
    new: str = frame.names.temporary()
    frame.table.of[new] = frame.table.of[old]
    if old in frame.program.active:
        frame.program.active.add(new)
    return new


def _by_way_of(s: Assign | Call, frame: Any) -> list[Statement]:
    olds = targets(s)
    news = [_like(old, frame) for old in olds]
    first: Statement
    if isinstance(s, Assign):
        first = Assign(news[0], s.operation, s.operands, origin=s.origin, node=s.node)
    else:
        first = Call(news, s.function, s.operands, s.active, origin=s.origin, node=s.node)
    copies = [
        Assign(old, Identity(), [name(new)], origin=s.origin, node=s.node)
        for old, new in zip(olds, news, strict=True)
    ]
    return [first, *copies]


class Needs:
    """Which names the reverse sweep reads.

    Attributes
    ----------
    useful : set of str
        Active names whose value may reach a result.
    names : set of str
        Names whose values the lines of the reverse sweep mention.
    indexed : set of str
        Names whose adjoint is changed entry by entry, so it is an array of its own.
    """

    def __init__(self, frame: Any):
        self.frame = frame
        self.statements = list(walk(frame.body))
        self.mentions = _mentions(frame.body)
        self.useful = self._useful()
        self.indexed = self._indexed()
        self.names: set[str] = set()
        for s in self.statements:
            self.names |= self._mentioned(s)

    def _useful(self) -> set[str]:
        active = self.frame.program.active
        found = {n for r in self.frame.results for n in names_in(r)} & active
        while True:
            before = len(found)
            for s in self.statements:
                if isinstance(s, Assign) and s.target in found:
                    found |= {o.id for o in self.operands(s)}
                elif isinstance(s, Write) and s.array in found:
                    found |= names_in(s.value) & active
                elif isinstance(s, Call) and set(s.targets) & found:
                    found |= {o.id for o in self.called(s)}
            if len(found) == before:
                return found

    def operands(self, s: Assign) -> list[ast.Name]:
        """The operands to which an assignment hands adjoints on."""
        moved = (o for i, o in enumerate(s.operands) if s.operation.moves(i))
        return [o for o in moved if isinstance(o, ast.Name) and o.id in self.frame.program.active]

    def called(self, s: Call) -> list[ast.Name]:
        """The operands to which a call hands adjoints on."""
        inputs = self.frame.called_inputs(s)
        return [o for o in inputs if isinstance(o, ast.Name) and o.id in self.frame.program.active]

    def works(self, s: Statement) -> bool:
        """Whether the reverse sweep hands an adjoint on at a statement."""
        match s:
            case Assign():
                return s.target in self.useful and bool(self.operands(s))
            case Call():
                return bool(set(s.targets) & self.useful and self.called(s))
            case Write():
                return s.array in self.useful
        return False

    def changes(self, s: Statement) -> bool:
        """Whether the reverse sweep changes an adjoint at a statement; a constant that overwrites ends one."""
        written = {s.array} if isinstance(s, Write) else set(targets(s))
        return bool(written & self.useful)

    def _indexed(self) -> set[str]:
        reads = {
            s.operands[0].id
            for s in self.statements
            if isinstance(s, Assign) and isinstance(s.operation, Read) and isinstance(s.operands[0], ast.Name)
        }
        return reads | {s.array for s in self.statements if isinstance(s, Write)}

    def _mentioned(self, s: Statement) -> set[str]:
        match s:
            case Assign() if self.works(s):
                g, y = name("<g>"), name(s.target)
                found: set[str] = set()
                for i, o in enumerate(s.operands):
                    if isinstance(o, ast.Name) and o.id in self.frame.program.active and s.operation.moves(i):
                        text = s.operation.adjoint(i, g, s.operands, y)
                        found |= names_in(text)
                        if self.frame.rank(o) != 0 or isinstance(s.operation, Read | ArrayFunction):
                            found.add(o.id)  # its shape
                return found | s.operation.mentioned()
            case Call() if self.works(s):
                arrays = {t for t in s.targets if self.frame.table.of.get(t) != 0}
                return names_in(*s.operands) | arrays
            case Write():
                return (
                    names_in(s.index)
                    | {s.array}
                    | {n for n in names_in(s.value) if self.frame.table.of.get(n) != 0}
                )
            case For():
                return names_in(s.sequence)
        return set()


def touched(body: list[Statement], needs: Needs) -> set[str]:
    """The names whose adjoints a block of the reverse sweep reads or changes."""
    found: set[str] = set()
    for s in walk(body):
        if isinstance(s, Assign) and needs.works(s):
            found |= {s.target} | {o.id for o in needs.operands(s)}
        elif isinstance(s, Assign) and s.target in needs.useful:
            found.add(s.target)
        elif isinstance(s, Call) and set(s.targets) & needs.useful:
            found |= set(s.targets) & needs.useful | {o.id for o in needs.called(s)}
        elif isinstance(s, Write) and needs.works(s):
            found |= {s.array} | names_in(s.value) & needs.useful
    return found & needs.useful


def local_names(frame: Any, body: list[Statement]) -> set[str]:
    """Names that live in a block alone: it gives them a value before it reads them."""
    names: set[str] = set()
    seen: set[str] = set()
    for s in body:
        if isinstance(s, Assign | Call):
            names |= set(targets(s)) - seen - reads(s)
        seen |= set(_mentions([s]))
    outside = frame.needs.mentions - _mentions(body)
    return names - set(outside) - {n for r in frame.results for n in names_in(r)}


def _mentions(body: list[Statement]) -> Counter[str]:
    """How often each name is bound or read."""
    found: Counter[str] = Counter()
    for s in walk(body):
        found.update([*targets(s), *reads(s)])
    return found
