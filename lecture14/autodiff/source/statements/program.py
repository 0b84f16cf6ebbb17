"""A function as a list of three-address statements under structured control flow: what both back ends read.

`Assign` computes one operation of names and of expressions without derivative. The other statements are Python's
own: branches, loops, `break`, `continue`, `return`, a write into an array, a call of another function.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lecture14.autodiff.source.statements.operations import Operation, Read


@dataclass(eq=False, kw_only=True)
class Statement:
    """Where a statement comes from: the text of its line, for a comment; and the node, for an error."""

    origin: str = ""
    node: ast.AST | None = None


@dataclass(eq=False)
class Assign(Statement):
    """``target = operation(operands)``."""

    target: str
    operation: Operation
    operands: list[ast.expr]


@dataclass(eq=False)
class Write(Statement):
    """``array[index] = value``; the value is a name or has no derivative."""

    array: str
    index: ast.expr
    value: ast.expr


@dataclass(eq=False)
class Call(Statement):
    """``targets = function(operands)``, for a function that is transformed too; `active` says in which operands."""

    targets: list[str]
    function: Callable[..., Any]
    operands: list[ast.expr]
    active: tuple[bool, ...]


@dataclass(eq=False)
class If(Statement):
    test: ast.expr
    body: list[Statement]
    orelse: list[Statement]


@dataclass(eq=False)
class For(Statement):
    """A loop over ``range(…)`` or over another sequence without derivatives."""

    target: str
    sequence: ast.expr
    body: list[Statement]


@dataclass(eq=False)
class While(Statement):
    test: ast.expr
    body: list[Statement]


@dataclass(eq=False)
class Break(Statement):
    pass


@dataclass(eq=False)
class Continue(Statement):
    pass


@dataclass(eq=False)
class Return(Statement):
    values: list[ast.expr]


@dataclass(eq=False)
class Parameter:
    """A parameter: with derivative, a whole number, or anything else; with its default as an expression."""

    name: str
    active: bool
    whole: bool
    default: ast.expr | None = None
    annotation: str = ""


@dataclass(eq=False)
class Program:
    """A function read from its text."""

    name: str
    parameters: list[Parameter]
    body: list[Statement]
    active: set[str]
    outputs: int
    source: Any = None
    temporaries: set[str] = field(default_factory=set)
    updates: list[Assign] = field(default_factory=list)  # made of `+=` and its like


def blocks(statement: Statement) -> list[list[Statement]]:
    """The lists of statements inside one."""
    if isinstance(statement, If):
        return [statement.body, statement.orelse]
    return [statement.body] if isinstance(statement, For | While) else []


def walk(body: list[Statement]) -> Iterator[Statement]:
    """All statements, those inside others too, in the order of the text."""
    for statement in body:
        yield statement
        for block in blocks(statement):
            yield from walk(block)


def names_in(*expressions: ast.AST) -> set[str]:
    """The names that expressions mention."""
    return {n.id for e in expressions for n in ast.walk(e) if isinstance(n, ast.Name)}


def targets(statement: Statement) -> list[str]:
    """The names that a statement binds itself."""
    if isinstance(statement, Assign | For):
        return [statement.target]
    return statement.targets if isinstance(statement, Call) else []


def nodes(statement: Statement) -> Iterator[ast.AST]:
    """All parts of the expressions in a statement itself."""
    expressions: list[ast.expr] = []
    match statement:
        case Assign(operation=Read(index=index)):
            expressions = [*statement.operands, index]
        case Assign() | Call():
            expressions = statement.operands
        case Write():
            expressions = [statement.index, statement.value]
        case If() | While():
            expressions = [statement.test]
        case For():
            expressions = [statement.sequence]
        case Return():
            expressions = statement.values
    for expression in expressions:
        yield from ast.walk(expression)


def reads(statement: Statement) -> set[str]:
    """The names that a statement itself reads."""
    found = {part.id for part in nodes(statement) if isinstance(part, ast.Name)}
    return found | {statement.array} if isinstance(statement, Write) else found
