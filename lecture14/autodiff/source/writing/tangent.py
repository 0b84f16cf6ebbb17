"""The tangent program: each statement with the line of its derivative beside it (slides 12 and 13).

Loops, branches and jumps stay as they are. A variable `x` with a derivative gets a companion `dx`.
Griewank & Walther (2008), section 3.1.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from lecture14.autodiff.source.statements.operations import (
    NUMPY,
    ArrayFunction,
    Elementwise,
    Identity,
    call,
    dotted,
    name,
)
from lecture14.autodiff.source.statements.program import (
    Assign,
    Break,
    Call,
    Continue,
    For,
    If,
    Return,
    Statement,
    While,
    Write,
    names_in,
    walk,
)
from lecture14.autodiff.source.writing.frame import Frame, settings
from lecture14.autodiff.source.writing.trees import assigned, comment, definition, filled, tuple_of


class Tangent(Frame):
    """Writes `diff_f(x, …, dx, …)`, which returns the value and its tangent."""

    prefix = "diff_"

    def written(self, placeholder: str) -> ast.FunctionDef:
        dots = {n: self.dot(n) for n in self.inputs()}
        self.stored = {s.array for s in walk(self.program.body) if isinstance(s, Write)}
        later = [p.name for p in self.program.parameters if not p.active and p.name in self.program.active]
        still = [assigned(self.dot(n), ast.Constant(0.0)) for n in later]  # settings that get other values
        body = [*self.checks(dots), *still, *self.block(self.program.body)]
        parameters = self.arguments([ast.arg(d) for d in dots.values()], [])
        return definition(placeholder, parameters, self.doc(), body)

    def doc(self) -> str:
        return f"Value and tangent of {self.program.name}, written by lecture14 from its text."

    def dot(self, variable: str) -> str:
        """The name of a variable's tangent."""
        if variable not in self.derivatives:
            self.derivatives[variable] = self.names(f"d{variable}")
        return self.derivatives[variable]

    def has_tangent(self, node: ast.expr) -> bool:
        """Whether an operand has a tangent here."""
        return self.active(node)

    def block(self, statements: Sequence[Statement]) -> list[ast.stmt]:
        """Statements with their tangents, and a comment where a new line of the original begins."""
        lines: list[ast.stmt] = []
        origin = ""
        for s in statements:
            if s.origin and s.origin != origin and not _says_itself(s):
                lines.append(comment(s.origin))
            origin = s.origin or origin
            lines += self.statement(s)
        return lines

    def statement(self, s: Statement) -> list[ast.stmt]:
        """The lines of one statement."""
        match s:
            case Assign():
                return self.assign(s)
            case Write():
                return self.write(s)
            case Call():
                return self.call(s)
            case If():
                return [ast.If(s.test, filled(self.block(s.body)), self.block(s.orelse))]
            case For():
                target = ast.Name(s.target, ast.Store())
                return [ast.For(target, s.sequence, filled(self.block(s.body)), [])]
            case While():
                return [ast.While(s.test, filled(self.block(s.body)), [])]
            case Break():
                return [ast.Break()]
            case Continue():
                return [ast.Continue()]
            case Return():
                return self.returned(s)
        raise TypeError(s)

    def assign(self, s: Assign) -> list[ast.stmt]:
        value = assigned(s.target, s.operation.value(s.operands))
        if not self.has_tangent(name(s.target)):
            return [value]
        tangent = assigned(self.dot(s.target), self.tangent(s))
        updates = s.target in names_in(*s.operands)
        return [tangent, value] if updates else [value, tangent]

    def tangent(self, s: Assign) -> ast.expr:
        """The tangent of an assignment, in the shape of its value."""
        dots = [
            name(self.dot(o.id)) if isinstance(o, ast.Name) and self.has_tangent(o) else None
            for o in s.operands
        ]
        y = name(s.target)
        if s.target in names_in(*s.operands):
            y = s.operation.value(s.operands)  # type: ignore[assignment]  # the shape alone is asked of it
        result = s.operation.tangent(s.operands, dots, name(s.target))
        if result is None:
            return self.zero(y)
        elementwise = s.operation.broadcasts or (
            isinstance(s.operation, ArrayFunction) and s.operation.rule == "where"
        )
        active = [o for o, dot in zip(s.operands, dots, strict=True) if dot is not None]
        narrow = elementwise and any(self.rank(o) != 0 for o in s.operands if o not in active)
        several = elementwise and len(active) > 1 and any(self.rank(o) is None for o in active)
        if (narrow or several) and not self._reaches(s, active):
            return ast.BinOp(result, ast.Add(), call(dotted(NUMPY, "zeros"), call(dotted(NUMPY, "shape"), y)))
        fresh = isinstance(s.operation, Identity) and s.operation.fresh
        if s.target in self.stored and not fresh:
            return call(dotted(NUMPY, "copy"), result)
        return result

    def _reaches(self, s: Assign, active: list[ast.expr]) -> bool:
        """Whether the text of the tangent has the shape of the value: all operands stand in it."""
        if not isinstance(s.operation, Elementwise):
            return False
        dots = [name("<dot>") if o in active else None for o in s.operands]
        text = s.operation.tangent(s.operands, dots, name("<y>"))
        if text is None:
            return False
        arrays = {n for o in s.operands if o not in active and self.rank(o) != 0 for n in names_in(o)}
        return (
            s.operation.rule.name in ("multiply", "divide") and arrays <= names_in(text) and len(active) == 1
        )

    def zero(self, y: ast.expr) -> ast.expr:
        """The tangent of what does not move."""
        if self.rank(y) == 0:
            return ast.Constant(0.0)
        return call(dotted(NUMPY, "zeros"), call(dotted(NUMPY, "shape"), y))

    def write(self, s: Write) -> list[ast.stmt]:
        def entry(array: str) -> ast.expr:
            return ast.Subscript(name(array), s.index, ast.Store())

        lines = [assigned(entry(s.array), s.value)]
        if self.has_tangent(name(s.array)):
            moved = isinstance(s.value, ast.Name) and self.has_tangent(s.value)
            value = (
                name(self.dot(s.value.id)) if moved and isinstance(s.value, ast.Name) else ast.Constant(0.0)
            )
            lines.append(assigned(entry(self.dot(s.array)), value))
        return lines

    def call(self, s: Call) -> list[ast.stmt]:
        program = self.module.library.called(s)
        operands, keywords = settings(program, s)
        inputs = self.called_inputs(s)
        targets = tuple_of([ast.Name(t, ast.Store()) for t in s.targets])
        if not any(map(self.has_tangent, inputs)):
            still = [
                assigned(self.dot(t), self.zero(name(t))) for t in s.targets if self.has_tangent(name(t))
            ]
            return [assigned(targets, call(self.callee(Original, s), *operands, **keywords)), *still]
        dots = [
            name(self.dot(o.id)) if isinstance(o, ast.Name) and self.has_tangent(o) else self.zero(o)
            for o in inputs
        ]
        value = call(self.callee(Tangent, s), *operands, *dots, **keywords)
        tangents = tuple_of([ast.Name(self.dot(t), ast.Store()) for t in s.targets])
        return [assigned(ast.Tuple([targets, tangents], ast.Store()), value)]

    def returned(self, s: Return) -> list[ast.stmt]:
        tangents = [
            name(self.dot(v.id)) if isinstance(v, ast.Name) and self.has_tangent(v) else self.zero(v)
            for v in s.values
        ]
        return [ast.Return(ast.Tuple([tuple_of(s.values), tuple_of(tangents)], ast.Load()))]


class Original(Tangent):
    """Writes the function itself once more, statement by statement: what a forward sweep calls."""

    prefix = ""

    def doc(self) -> str:
        return f"{self.program.name}, statement by statement."

    def has_tangent(self, node: ast.expr) -> bool:
        return False

    def written(self, placeholder: str) -> ast.FunctionDef:
        self.stored = set()
        body = [*self.checks({}), *self.block(self.program.body)]
        return definition(placeholder, self.arguments([], []), self.doc(), body)

    def returned(self, s: Return) -> list[ast.stmt]:
        return [ast.Return(tuple_of(s.values))]


def _says_itself(s: Statement) -> bool:
    """Whether the line that is written reads as the original's."""
    return isinstance(s, If | For | While | Break | Continue)
