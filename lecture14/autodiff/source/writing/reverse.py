"""The reverse sweep of the adjoint program, from the last statement of each block to its first.

An adjoint that is known to be zero has no line of its own: the first contribution assigns it. Such names are `fresh`.
"""

from __future__ import annotations

import ast
from typing import Any

from lecture14.autodiff.source.statements.operations import (
    NUMPY,
    TOOLS,
    Read,
    call,
    dotted,
    name,
)
from lecture14.autodiff.source.statements.program import (
    Assign,
    Break,
    Call,
    For,
    If,
    Statement,
    While,
    Write,
    names_in,
)
from lecture14.autodiff.source.writing.frame import settings
from lecture14.autodiff.source.writing.needs import local_names, touched
from lecture14.autodiff.source.writing.trees import added, assigned, comment, filled, tuple_of


class ReverseSweep:
    """Writes the reverse sweep of a body whose forward sweep is written."""

    def __init__(self, frame: Any, forward: Any):
        self.frame = frame
        self.needs = frame.needs
        self.forward = forward
        self.fresh: set[str] = set(self.needs.useful) | set(frame.inputs())

    def bar(self, variable: str) -> ast.Name:
        """The adjoint of a variable."""
        return name(self.frame.bar(variable))

    def pop(self) -> ast.expr:
        """``stack.pop()``."""
        return call(ast.Attribute(name(self.frame.stack), "pop", ast.Load()))

    def zero(self, variable: str) -> ast.expr:
        """An adjoint of 0 in the shape of the variable."""
        if self.frame.table.of.get(variable) == 0:
            return ast.Constant(0.0)
        return call(dotted(NUMPY, "zeros"), call(dotted(NUMPY, "shape"), name(variable)))

    def zero_if_fresh(self, variable: str) -> list[ast.stmt]:
        """The line that makes a known zero a number."""
        if variable not in self.fresh:
            return []
        self.fresh.discard(variable)
        return [assigned(self.frame.bar(variable), self.zero(variable))]

    def seeded(self, result: ast.expr, seed: str) -> list[ast.stmt]:
        """The adjoint of a result."""
        if isinstance(result, ast.Name) and result.id in self.needs.useful:
            return self.add(result.id, name(seed))
        return []

    def add(self, variable: str, value: ast.expr) -> list[ast.stmt]:
        """A contribution to the adjoint of a variable."""
        bar = self.frame.bar(variable)
        if variable in self.needs.indexed:
            return [*self.zero_if_fresh(variable), assigned(bar, ast.BinOp(name(bar), ast.Add(), value))]
        if variable in self.fresh:
            self.fresh.discard(variable)
            return [assigned(bar, value)]
        if self.frame.table.of.get(variable) == 0:
            return [added(bar, value)]
        return [assigned(bar, ast.BinOp(name(bar), ast.Add(), value))]  # in place another name might see it

    def block(self, statements: list[Statement]) -> list[ast.stmt]:
        """The statements in the opposite order."""
        lines: list[ast.stmt] = []
        origin = ""
        for s in reversed(statements):
            new = self.statement(s)
            if new and s.origin and s.origin != origin and not isinstance(s, If | For | While):
                lines.append(comment(s.origin))
                origin = s.origin
            lines += new
        return lines

    def statement(self, s: Statement) -> list[ast.stmt]:
        """The lines of one statement."""
        match s:
            case Assign():
                return self.assign(s)
            case Call():
                return self.call(s)
            case Write():
                return self.write(s)
            case If() | For() | While() if s in self.forward.silent:
                return []
            case If():
                return self.branch(s)
            case For() | While():
                return self.loop(s)
            case Break():
                return []
        raise TypeError(s)

    def restored(self, s: Statement) -> list[ast.stmt]:
        """The values that the forward sweep has overwritten."""
        return [assigned(n, self.pop()) for n in reversed(self.forward.pops.get(s, []))]

    def assign(self, s: Assign) -> list[ast.stmt]:
        if s.target not in self.needs.useful:
            return self.restored(s)
        if s.target in self.fresh:  # nothing behind it has read it
            return self.restored(s)
        updates = s.target in names_in(*s.operands)
        if updates:
            return self._update(s)
        lines = []
        for i, operand in enumerate(s.operands):
            if isinstance(operand, ast.Name) and operand in self.needs.operands(s) and s.operation.moves(i):
                lines += self._contribution(s, i, operand.id)
        lines += self.restored(s)
        self.fresh.add(s.target)
        return lines

    def _contribution(self, s: Assign, i: int, operand: str) -> list[ast.stmt]:
        g = self.bar(s.target)
        if isinstance(s.operation, Read):
            entry = ast.Subscript(self.bar(operand), s.operation.index, ast.Store())
            return [*self.zero_if_fresh(operand), added(entry, g)]
        value = s.operation.adjoint(i, g, s.operands, name(s.target))
        return self.add(operand, self._narrowed(s, i, value))

    def _narrowed(self, s: Assign, i: int, value: ast.expr) -> ast.expr:
        """What NumPy broadcast on the way there is summed on the way back."""
        if not s.operation.broadcasts:
            return value
        ranks = [self.frame.rank(o) for o in s.operands]
        if all(r == 0 for k, r in enumerate(ranks) if k != i):
            return value
        if ranks[i] == 0:
            return call(dotted(NUMPY, "sum"), value)
        shape = call(dotted(NUMPY, "shape"), s.operands[i])
        return call(dotted(TOOLS, "unbroadcast"), value, shape)

    def _update(self, s: Assign) -> list[ast.stmt]:
        """``x = φ(x, z)`` for numbers, whose partial derivatives are written in the old x alone."""
        lines = self.restored(s)
        g = self.bar(s.target)
        own = None
        active = self.needs.operands(s)
        for i, operand in enumerate(s.operands):
            if not isinstance(operand, ast.Name) or operand not in active or not s.operation.moves(i):
                continue
            value = s.operation.adjoint(i, g, s.operands, name(s.target))
            if operand.id == s.target:
                own = value if own is None else ast.BinOp(own, ast.Add(), value)
            else:
                lines += self.add(operand.id, value)
        if own is None:
            self.fresh.add(s.target)
        elif ast.dump(own) != ast.dump(g):
            lines.append(assigned(self.frame.bar(s.target), own))
        return lines

    def write(self, s: Write) -> list[ast.stmt]:
        lines: list[ast.stmt] = []
        if s.array in self.needs.useful and s.array not in self.fresh:
            entry = ast.Subscript(self.bar(s.array), s.index, ast.Load())
            store = ast.Subscript(self.bar(s.array), s.index, ast.Store())
            if isinstance(s.value, ast.Name) and s.value.id in self.needs.useful:
                lines += self.add(s.value.id, self._taken(s, entry))
            lines.append(assigned(store, ast.Constant(0.0)))
        if self.forward.pops[s]:
            lines.append(assigned(ast.Subscript(name(s.array), s.index, ast.Store()), self.pop()))
        return lines

    def _taken(self, s: Write, entry: ast.expr) -> ast.expr:
        """The adjoint of written entries, in the shape of the value, and no view of the array."""
        assert isinstance(s.value, ast.Name)
        if self.frame.rank(ast.Subscript(name(s.array), s.index, ast.Load())) == 0:
            return entry
        if self.frame.rank(s.value) == 0:
            return call(dotted(NUMPY, "sum"), entry)
        shape = call(dotted(NUMPY, "shape"), s.value)
        return call(dotted(TOOLS, "unbroadcast"), call(dotted(NUMPY, "copy"), entry), shape)

    def call(self, s: Call) -> list[ast.stmt]:
        outputs = [t for t in s.targets if t in self.needs.useful and t not in self.fresh]
        if not outputs:
            return self.restored(s)
        operands, keywords = settings(self.frame.module.library.called(s), s)
        bars = [self.bar(t) if t in outputs else self.zero(t) for t in s.targets]
        value = call(self.frame.callee(type(self.frame), s), *operands, *bars, **keywords)
        inputs = self.frame.called_inputs(s)
        active = self.needs.called(s)
        parts = [
            self.frame.names(f"{o.id}_part") if o in active else self.frame.names("unused") for o in inputs
        ]
        unused = self.frame.names("value")
        pattern = ast.Tuple(
            [ast.Name(unused, ast.Store()), tuple_of([ast.Name(p, ast.Store()) for p in parts], single=True)],
            ast.Store(),
        )
        lines: list[ast.stmt] = [assigned(pattern, value)] if active else []
        self.fresh |= set(outputs)
        for operand, part in zip(inputs, parts, strict=True):
            if operand in active:
                lines += self.add(operand.id, name(part))
        return lines + self.restored(s)

    def branch(self, s: If) -> list[ast.stmt]:
        before = self._numbers_before([s.body, s.orelse])
        fresh = set(self.fresh)
        bodies = []
        for body in (s.body, s.orelse):
            self.fresh = fresh | local_names(self.frame, body)
            lines = self.block(body)
            bodies.append(lines + self._zeros_after(body, fresh))
        self.fresh = fresh
        then, orelse = bodies
        taken = self.pop()
        if not then and not orelse:
            return [*before, ast.Expr(taken)]
        if not then:
            return [*before, ast.If(ast.UnaryOp(ast.Not(), taken), filled(orelse), [])]
        return [*before, ast.If(taken, filled(then), orelse)]

    def loop(self, s: For | While) -> list[ast.stmt]:
        before = self._numbers_before([s.body])
        fresh = set(self.fresh)
        self.fresh = fresh | local_names(self.frame, s.body)
        body = self.block(s.body)
        body += self._zeros_after(s.body, fresh)
        self.fresh = fresh
        if isinstance(s, While):
            turns = call(name("range"), self.pop())
            target = ast.Name(
                "_" if "_" not in self.frame.program.source.local else self.frame.names("_"), ast.Store()
            )
            return [*before, ast.For(target, turns, filled(body), [])]
        sequence = s.sequence
        if not (
            isinstance(sequence, ast.Call)
            and isinstance(sequence.func, ast.Name)
            and sequence.func.id == "range"
        ):
            sequence = call(name("list"), sequence)
        if self.forward.counted[s]:
            sequence = ast.Subscript(sequence, ast.Slice(None, self.pop(), None), ast.Load())
        backwards = ast.For(
            ast.Name(s.target, ast.Store()), call(name("reversed"), sequence), filled(body), []
        )
        return [*before, backwards, *self.restored(s)]

    def _numbers_before(self, bodies: list[list[Statement]]) -> list[ast.stmt]:
        """Zeros for the adjoints that blocks change and what stands before them reads."""
        shared: set[str] = set()
        for body in bodies:
            shared |= touched(body, self.needs) - local_names(self.frame, body)
        return [line for n in sorted(shared) for line in self.zero_if_fresh(n)]

    def _zeros_after(self, body: list[Statement], fresh: set[str]) -> list[ast.stmt]:
        """Zeros that a block owes those which run before it in the order of the original."""
        owed = (touched(body, self.needs) - local_names(self.frame, body)) & self.fresh - fresh
        return [line for n in sorted(owed) for line in self.zero_if_fresh(n)]
