"""Calls and choices get statements of their own, so that each of the others is arithmetic (both modes need that)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lecture14.cdiff.program.refusal import Place
from lecture14.cdiff.program.tree import (
    Assign,
    Binary,
    Block,
    Call,
    Choice,
    Declare,
    Expression,
    If,
    Item,
    Loop,
    Name,
    Return,
    Statement,
    Unary,
    Unit,
    active,
    parts,
)


class Hoisting:
    """Rewrites the statements of one function.

    Parameters
    ----------
    fresh : callable
        Yields the next new name.
    unit : Unit
    """

    def __init__(self, fresh: Callable[[], str], unit: Unit):
        self.fresh = fresh
        self.functions = unit.functions

    def body(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(new for old in statements for new in self._statement(old))

    def _statement(self, statement: Statement) -> list[Statement]:
        match statement:
            case Block(body=body):
                return [replace(statement, body=self.body(body))]
            case If(yes=yes, no=no):
                return [replace(statement, yes=self.body(yes), no=self.body(no))]
            case Loop(body=body):
                return [replace(statement, body=self.body(body))]
            case Declare(value=Choice() | Call() as value) if _separate(value):
                target = Name(statement.name, "double")
                assign = Assign(target, "=", value, statement.place)
                return [replace(statement, value=None), *self._statement(assign)]
            case Declare(value=value) | Return(value=value) if value is not None:
                before, value = self._expression(value, statement.place)
                return [*before, replace(statement, value=value)]
            case Assign():
                return self._assign(statement)
        return [statement]

    def _assign(self, statement: Assign) -> list[Statement]:
        value, place = statement.value, statement.place
        if statement.operator == "=" and value == statement.target:
            return []
        if isinstance(value, Choice) and _separate(value):
            yes, no = (self._assign(replace(statement, value=part)) for part in (value.yes, value.no))
            return [If(value.condition, tuple(yes), tuple(no), place)]
        direct = statement.operator == "=" and (isinstance(statement.target, Name) or value.type == "void")
        if isinstance(value, Call) and value.own and direct:
            before, call = self._call(value, place)
            return [*before, replace(statement, value=call)]
        before, value = self._expression(value, place)
        # A call whose result nobody takes has left it in a variable.
        return [*before, replace(statement, value=value)] if statement.target else before

    def _call(self, call: Call, place: Place) -> tuple[list[Statement], Call]:
        before: list[Statement] = []
        arguments = []
        function = self.functions[call.name]
        for argument, parameter in zip(call.arguments, function.parameters, strict=True):
            new, argument = self._expression(argument, place)
            before += new
            # What such an argument read has changed already when the reverse sweep arrives at the call.
            if function.writes and not parameter.sizes and any(isinstance(p, Item) for p in parts(argument)):
                name = Name(self.fresh(), parameter.type)
                before.append(Declare(name.name, parameter.type, (), argument, place))
                argument = name
            arguments.append(argument)
        return before, replace(call, arguments=tuple(arguments))

    def _expression(self, value: Expression, place: Place) -> tuple[list[Statement], Expression]:
        if not any(_separate(part) for part in parts(value)) or not active(value):
            return [], value
        before: list[Statement] = []
        if _separate(value):
            name = Name(self.fresh(), "double")
            before.append(Declare(name.name, "double", (), None, place))
            return [*before, *self._assign(Assign(name, "=", value, place))], name

        def inner(part: Expression) -> Expression:
            new, part = self._expression(part, place)
            before.extend(new)
            return part

        match value:
            case Unary(operand=operand):
                value = replace(value, operand=inner(operand))
            case Binary(left=left, right=right):
                value = replace(value, left=inner(left), right=inner(right))
            case Call(arguments=arguments):
                value = replace(value, arguments=tuple(inner(argument) for argument in arguments))
        return before, value


def _separate(part: object) -> bool:
    if isinstance(part, Choice):
        return active(part)
    return isinstance(part, Call) and part.own and part.type == "double"
