"""The forward sweep of the adjoint program: statements, and pushes of what is overwritten and what was chosen."""

from __future__ import annotations

import ast
from typing import Any

from lecture14.autodiff.source.statements.operations import NUMPY, call, dotted, name
from lecture14.autodiff.source.statements.program import (
    Assign,
    Break,
    Call,
    For,
    If,
    Statement,
    While,
    Write,
    targets,
    walk,
)
from lecture14.autodiff.source.writing.frame import settings
from lecture14.autodiff.source.writing.needs import touched
from lecture14.autodiff.source.writing.tangent import Original
from lecture14.autodiff.source.writing.trees import added, assigned, comment, filled, tuple_of


class ForwardSweep:
    """Writes the forward sweep, and remembers what the reverse sweep has to take from the stack.

    Attributes
    ----------
    pops : dict
        Statement -> the names that are restored there.
    counted : dict
        Loop -> whether its turns were counted.
    silent : set
        Branches and loops with nothing to do in the reverse sweep.
    unbound : set of str
        Names that need a value before the first statement.
    """

    def __init__(self, frame: Any):
        self.frame = frame
        self.needs = frame.needs
        self.pops: dict[Statement, list[str]] = {}
        self.counted: dict[Statement, bool] = {}
        self.silent: set[Statement] = set()
        self.unbound: set[str] = set()
        self.restored: set[str] = set()
        self.maybe = {p.name for p in frame.program.parameters}
        self.surely = set(self.maybe)
        self.pushes = 0
        self.choices: list[list[bool]] = [[]]  # of the branches around, back to the innermost loop
        self.counts: list[str | None] = []

    def push(self, value: ast.expr) -> ast.stmt:
        """``stack.append(value)``."""
        self.pushes += 1
        return ast.Expr(call(ast.Attribute(name(self.frame.stack), "append", ast.Load()), value))

    def block(self, statements: list[Statement]) -> list[ast.stmt]:
        """Statements in their order, with the lines of the original that they stem from."""
        lines: list[ast.stmt] = []
        origin = ""
        for s in statements:
            if s.origin and s.origin != origin and not isinstance(s, If | For | While | Break):
                lines.append(comment(s.origin))
            origin = s.origin or origin
            lines += self.statement(s)
        return lines

    def statement(self, s: Statement) -> list[ast.stmt]:
        """The lines of one statement."""
        match s:
            case Assign():
                saved = self._saved(s, [s.target])
                return [*saved, assigned(s.target, s.operation.value(s.operands))]
            case Call():
                program = self.frame.module.library.called(s)
                operands, keywords = settings(program, s)
                saved = self._saved(s, s.targets)
                value = call(self.frame.callee(Original, s), *operands, **keywords)
                return [*saved, assigned(tuple_of([ast.Name(t, ast.Store()) for t in s.targets]), value)]
            case Write():
                return self._write(s)
            case If():
                return self._if(s)
            case For() | While():
                return self._loop(s)
            case Break():
                return self._break()
        raise TypeError(s)

    def _saved(self, s: Statement, names: list[str]) -> list[ast.stmt]:
        """Pushes of what a statement overwrites and the reverse sweep needs."""
        lines = []
        self.pops[s] = [n for n in names if n in self.needs.names and n in self.maybe]
        for n in self.pops[s]:
            lines.append(self.push(name(n)))
            self._must_exist(n)
        self.restored |= set(self.pops[s])
        self.maybe |= set(names)
        self.surely |= set(names)
        return lines

    def _must_exist(self, n: str) -> None:
        if n not in self.surely:
            self.unbound.add(n)

    def _write(self, s: Write) -> list[ast.stmt]:
        entry = ast.Subscript(name(s.array), s.index, ast.Load())
        store = assigned(ast.Subscript(name(s.array), s.index, ast.Store()), s.value)
        self.pops[s] = [s.array] if s.array in self.needs.names else []
        if not self.pops[s]:
            return [store]
        one = self.frame.rank(entry) == 0
        return [self.push(entry if one else call(dotted(NUMPY, "copy"), entry)), store]

    def _if(self, s: If) -> list[ast.stmt]:
        maybe, surely = set(self.maybe), set(self.surely)
        pushes = self.pushes
        inside = list(walk([s]))
        loud = any(self.needs.changes(x) or isinstance(x, Break) for x in inside)
        bodies, ends = [], []
        for block, choice in ((s.body, True), (s.orelse, False)):
            self.maybe, self.surely = set(maybe), set(surely)
            self.choices[-1].append(choice)
            lines = self.block(block)
            self.choices[-1].pop()
            ends.append((self.maybe, self.surely))
            bodies.append(lines)
        loud = loud or self.pushes > pushes
        self.maybe = ends[0][0] | ends[1][0]
        self.surely = ends[0][1] & ends[1][1]
        if loud:
            for block, lines, choice in zip((s.body, s.orelse), bodies, (True, False), strict=True):
                if not _leaves(block):
                    lines.append(self.push(ast.Constant(choice)))
        else:
            self.silent.add(s)
        self._prepare(s)
        return [ast.If(s.test, filled(bodies[0]), bodies[1])]

    def _break(self) -> list[ast.stmt]:
        """The choices of the branches around, which their own ends do not reach any more; then the jump."""
        lines: list[ast.stmt] = [self.push(ast.Constant(choice)) for choice in reversed(self.choices[-1])]
        return [*lines, ast.Break()]

    def _prepare(self, s: Statement) -> None:
        """Adjoints that the reverse sweep sets to zero before a block ask for shapes."""
        for n in touched([s], self.needs):
            if self.frame.table.of.get(n) != 0:
                self._must_exist(n)

    def _loop(self, s: For | While) -> list[ast.stmt]:
        before: list[ast.stmt] = []
        breaks = any(isinstance(x, Break) for x in _own(s.body))
        inside = list(walk(s.body))
        stored = {t for x in inside for t in targets(x)} | {x.array for x in inside if isinstance(x, Write)}
        pushes = self.pushes
        if isinstance(s, For):
            if s.target in self.needs.names and s.target in self.maybe:
                before.append(self.push(name(s.target)))
                self._must_exist(s.target)
                self.pops[s] = [s.target]
                self.restored.add(s.target)
            stored.add(s.target)
            self.maybe.add(s.target)
        self.maybe |= stored
        surely = set(self.surely)
        if isinstance(s, For):
            self.surely.add(s.target)
        self.choices.append([])
        body = self.block(s.body)
        self.choices.pop()
        self.surely = surely
        loud = any(map(self.needs.changes, inside)) or self.pushes > pushes + len(before)
        if not loud:
            self.silent.add(s)
        counts = loud and (isinstance(s, While) or breaks)
        self.counted[s] = counts
        after: list[ast.stmt] = []
        if counts:
            count = self.frame.names("turns")
            before.append(assigned(count, ast.Constant(0)))
            body.insert(0, added(count, ast.Constant(1)))
            after.append(self.push(name(count)))
        self._prepare(s)
        if isinstance(s, While):
            return [*before, ast.While(s.test, filled(body), []), *after]
        target = ast.Name(s.target, ast.Store())
        return [*before, ast.For(target, s.sequence, filled(body), []), *after]


def _own(body: list[Statement]) -> list[Statement]:
    """The statements of a loop's body, without those of loops inside."""
    found: list[Statement] = []
    for s in body:
        found.append(s)
        if isinstance(s, If):
            found += _own(s.body) + _own(s.orelse)
    return found


def _leaves(block: list[Statement]) -> bool:
    """Whether a block always ends with a jump out of its loop."""
    if not block:
        return False
    last = block[-1]
    return isinstance(last, Break) or (isinstance(last, If) and _leaves(last.body) and _leaves(last.orelse))
