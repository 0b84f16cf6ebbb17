"""Programs whose jumps are the last thing on their way: what a reverse sweep can run backwards.

A statement behind `if …: return` runs where the branch was not taken, so it moves into the else branch; `continue`
then has nothing to leave out. A branch that jumps on some ways only sets a flag, and what follows asks for it. A
return from inside a loop sets a flag, breaks, and what follows the loop asks for it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from lecture14.autodiff.source.statements.names import Names
from lecture14.autodiff.source.statements.operations import Identity, name
from lecture14.autodiff.source.statements.program import (
    Assign,
    Break,
    Continue,
    For,
    If,
    Program,
    Return,
    Statement,
    While,
    walk,
)


class Structured:
    """A program without `continue`, with each `break` last on its way, and with one way out.

    Attributes
    ----------
    body : list of Statement
    results : list of expr
        What the function returns, once the body is done.
    """

    def __init__(self, program: Program, names: Names):
        self.names = names
        self.program = program
        returns = [s for s in walk(program.body) if isinstance(s, Return)]
        last = program.body[-1]
        self.single = len(returns) == 1 and isinstance(last, Return)
        if self.single:
            assert isinstance(last, Return)
            self.results: list[ast.expr] = last.values
            self.body = self._block(program.body[:-1], in_loop=False)
            return
        self.kept = [
            names("result" if program.outputs == 1 else f"result{k + 1}") for k in range(program.outputs)
        ]
        for k, kept in enumerate(self.kept):
            if any(_is_active(s.values[k], program.active) for s in returns):
                program.active.add(kept)
        self.results = [name(kept) for kept in self.kept]
        self.returned = names("returned") if any(_loops_out(s) for s in program.body) else ""
        body = self._block(program.body, in_loop=False)
        self.body = [_flag(self.returned, False), *body] if self.returned else body

    def _block(self, statements: list[Statement], in_loop: bool) -> list[Statement]:
        """The same statements; where one may have jumped, those behind it run only if it has not."""
        done: list[Statement] = []
        for k, statement in enumerate(statements):
            rest = statements[k + 1 :]
            if isinstance(statement, Return):
                out = self._stores(statement, in_loop)
                return done + out + ([_like_break(statement)] if in_loop else [])
            if isinstance(statement, Break | Continue):
                return [*done, statement] if isinstance(statement, Break) else done
            if isinstance(statement, If) and _jumps(statement):
                return done + self._branch(statement, rest, in_loop)
            if isinstance(statement, If):
                body, orelse = self._block(statement.body, in_loop), self._block(statement.orelse, in_loop)
                done.append(_like(statement, body, orelse))
            else:
                done.append(self._loop(statement) if isinstance(statement, For | While) else statement)
            if _loops_out(statement):
                return done + self._if_not_returned(statement, self._block(rest, in_loop), in_loop)
        return done

    def _stores(self, statement: Return, in_loop: bool) -> list[Statement]:
        stores: list[Statement] = [
            Assign(kept, Identity(), [value], origin=statement.origin, node=statement.node)
            for kept, value in zip(self.kept, statement.values, strict=True)
        ]
        return [*stores, _flag(self.returned, True)] if in_loop else stores

    def _branch(self, statement: If, rest: list[Statement], in_loop: bool) -> list[Statement]:
        body, orelse = statement.body, statement.orelse
        if not rest or not (_may_fall(body) and _may_fall(orelse)):
            body, orelse = (body, orelse + rest) if _may_fall(orelse) else (body + rest, orelse)
            return [_like(statement, self._block(body, in_loop), self._block(orelse, in_loop))]
        kinds = {type(s) for s in _jumps_in([statement])}
        gone = self.names("gone")
        stop = self.names("stop") if Continue in kinds and len(kinds) > 1 else ""
        marked = _like(
            statement, self._marked(body, gone, stop, in_loop), self._marked(orelse, gone, stop, in_loop)
        )
        flags = [_flag(flag, False) for flag in (gone, stop) if flag]
        leave: list[Statement] = [_like_break(statement)] if in_loop and kinds != {Continue} else []
        if stop:
            leave = [_like(statement, leave, [], name(stop))]
        asked = _like(statement, leave, self._block(rest, in_loop), name(gone))
        if not leave:
            asked = _like(statement, asked.orelse, [], ast.UnaryOp(ast.Not(), name(gone)))
        first = self._block([marked], in_loop)
        return flags + first + self._after(statement, [asked], in_loop)

    def _after(self, statement: Statement, rest: list[Statement], in_loop: bool) -> list[Statement]:
        return self._if_not_returned(statement, rest, in_loop) if _loops_out(statement) else rest

    def _if_not_returned(self, statement: Statement, rest: list[Statement], in_loop: bool) -> list[Statement]:
        if in_loop:
            return [_like(statement, [_like_break(statement)], rest, name(self.returned))]
        return [_like(statement, rest, [], ast.UnaryOp(ast.Not(), name(self.returned)))] if rest else []

    def _marked(self, statements: list[Statement], gone: str, stop: str, in_loop: bool) -> list[Statement]:
        """The statements with flags in place of their jumps; loops inside keep their own."""
        marked: list[Statement] = []
        for k, s in enumerate(statements):
            if isinstance(s, Return):
                marked += self._stores(s, in_loop)
            if isinstance(s, Return | Break | Continue):
                stops = stop and not isinstance(s, Continue)
                return [*marked, _flag(gone, True), *([_flag(stop, True)] if stops else [])]
            if isinstance(s, If) and _jumps(s):
                body, orelse = (self._marked(block, gone, stop, in_loop) for block in (s.body, s.orelse))
                marked.append(_like(s, body, orelse))
                rest = statements[k + 1 :]
                if rest and _may_fall([s]):
                    inner = self._marked(rest, gone, stop, in_loop)
                    return [*marked, _like(s, inner, [], ast.UnaryOp(ast.Not(), name(gone)))]
                return marked
            marked.append(s)
        return marked

    def _loop(self, statement: For | While) -> Statement:
        body = self._block(statement.body, in_loop=True)
        return replace(statement, body=body)


def _flag(flag: str, value: bool) -> Statement:
    return Assign(flag, Identity(), [ast.Constant(value)])


def _like(
    statement: Statement, body: list[Statement], orelse: list[Statement], test: ast.expr | None = None
) -> If:
    """A branch that stems from where a statement does, and has its test unless another is given."""
    if test is None:
        assert isinstance(statement, If)
        test = statement.test
    return If(test, body, orelse, origin=statement.origin, node=statement.node)


def _like_break(statement: Statement) -> Break:
    return Break(origin=statement.origin, node=statement.node)


def _jumps_in(statements: list[Statement]) -> Iterator[Statement]:
    for s in statements:
        if isinstance(s, Return | Break | Continue):
            yield s
        elif isinstance(s, If):
            yield from _jumps_in(s.body + s.orelse)


def _jumps(statement: Statement) -> bool:
    """Whether a branch has a jump on some way."""
    return any(True for _ in _jumps_in([statement]))


def _may_fall(statements: list[Statement]) -> bool:
    """Whether some way leads to the statements' end."""
    for s in statements:
        if isinstance(s, Return | Break | Continue):
            return False
        if isinstance(s, If) and not _may_fall(s.body) and not _may_fall(s.orelse):
            return False
    return True


def _loops_out(statement: Statement) -> bool:
    """Whether a loop, inside or at the top, holds a return."""
    if isinstance(statement, If):
        return any(map(_loops_out, statement.body + statement.orelse))
    return isinstance(statement, For | While) and any(isinstance(s, Return) for s in walk(statement.body))


def _is_active(value: ast.expr, active: set[str]) -> bool:
    return isinstance(value, ast.Name) and value.id in active
