"""Statements as they were: for a function that a condition calls, and in the forward sweep."""

from __future__ import annotations

from lecture14.cdiff.forward.context import Context
from lecture14.cdiff.forward.lines import indented, quiet
from lecture14.cdiff.forward.writing import head, written
from lecture14.cdiff.program.tree import Assign, Block, Declare, Function, If, Jump, Loop, Return, Statement


def original(function: Function, context: Context) -> list[str]:
    """The function itself, under the name that it has in the generated file."""
    body = [line for statement in function.body for line in _statement(statement, context)]
    name = context.copy(function.name)
    first = head(function, name, context, [], f"static {function.type}")
    return [first, "{", *indented(quiet(body, [p.name for p in function.parameters])), "}"]


def _statement(statement: Statement, context: Context) -> list[str]:
    def inside(body: tuple[Statement, ...]) -> list[str]:
        return indented(line for part in body for line in _statement(part, context))

    match statement:
        case Declare(name=name, type=kind, sizes=sizes, value=value):
            items = "".join(f"[{written(size, context)}]" for size in sizes)
            return [f"{kind} {name}{items}{'' if value is None else f' = {written(value, context)}'};"]
        case Assign():
            return [f"{assignment(statement, context)};"]
        case Block(body=body):
            return ["{", *inside(body), "}"]
        case If(condition=condition, yes=yes, no=no):
            lines = [f"if ({written(condition, context)}) {{", *inside(yes)]
            return [*lines, *(["} else {", *inside(no)] if no else []), "}"]
        case Loop(body=body):
            return [loop_head(statement, context), *inside(body), "}"]
        case Jump(word=word):
            return [f"{word};"]
        case Return(value=value):
            return ["return;" if value is None else f"return {written(value, context)};"]
    raise AssertionError(statement)


def assignment(statement: Assign, context: Context) -> str:
    """An assignment without its semicolon."""
    value = written(statement.value, context)
    if statement.target is None:
        return value
    target = written(statement.target, context)
    counts = statement.target.type == "int" and statement.operator != "=" and value == "1"
    return f"{statement.operator[0] * 2}{target}" if counts else f"{target} {statement.operator} {value}"


def loop_head(loop: Loop, context: Context) -> str:
    """The line with for or while."""
    condition = written(loop.condition, context)
    if not loop.start and not loop.step:
        return f"while ({condition}) {{"
    starts: list[str] = []
    for statement in loop.start:
        if isinstance(statement, Declare):
            value = "" if statement.value is None else f" = {written(statement.value, context)}"
            starts.append(("" if starts else "int ") + statement.name + value)
        else:
            assert isinstance(statement, Assign)
            starts.append(assignment(statement, context))
    steps = [assignment(statement, context) for statement in loop.step if isinstance(statement, Assign)]
    return f"for ({', '.join(starts)}; {condition}; {', '.join(steps)}) {{"
