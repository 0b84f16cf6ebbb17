"""The tangent of a function: each statement followed by the line of its derivative (slide 14); the jumps stay."""

from __future__ import annotations

from lecture14.cdiff.forward.context import Context
from lecture14.cdiff.forward.flat import Operand, Step, flat, joined
from lecture14.cdiff.forward.hoisting import Hoisting
from lecture14.cdiff.forward.lines import alive, indented, quiet
from lecture14.cdiff.forward.original import loop_head
from lecture14.cdiff.forward.writing import declared, head, written
from lecture14.cdiff.program.names import Names
from lecture14.cdiff.program.tree import (
    Assign,
    Block,
    Call,
    Declare,
    Expression,
    Function,
    If,
    Item,
    Jump,
    Loop,
    Name,
    Return,
    Statement,
    names,
)


class Tangent:
    """Writes the tangent of one function.

    Parameters
    ----------
    function : Function
    context : Context
    called : dict
        The names of all tangents, by those of the functions.
    """

    def __init__(self, function: Function, context: Context, called: dict[str, str]):
        self.function, self.context, self.called = function, context, called
        self.names = Names(context.names.taken)
        self.dots: dict[str, str] = {}
        self.temporaries: set[str] = set()
        self.number = 0
        self.results: list[str] = []

    def fresh(self) -> str:
        self.number += 1
        name = self.names.fresh(f"w{self.number}")
        self.temporaries.add(name)
        return name

    def dot(self, variable: str) -> str:
        """The name of a variable's tangent."""
        if variable not in self.dots:
            self.dots[variable] = self.names.fresh(f"d{variable}")
        return self.dots[variable]

    def text(self, expression: Expression) -> str:
        return written(expression, self.context)

    def signature(self) -> str:
        """The function's head; its results come last."""
        moving = [p for p in self.function.parameters if p.type == "double"]
        extra = [declared(p, self.context, self.dot(p.name)) for p in moving]
        if self.function.type == "double":
            y = self.names.fresh("y")
            self.results = [y, self.dot(y)]
        extra += [f"double *{name}" for name in self.results]
        return head(self.function, self.called[self.function.name], self.context, extra)

    def lines(self) -> list[str]:
        """The function as text."""
        first = self.signature()
        hoisting = Hoisting(lambda: self.names.fresh("c"), self.context.unit)
        body = self.sequence(hoisting.body(self.function.body))
        moving = [self.dot(p.name) for p in self.function.parameters if p.type == "double"]
        if body[-1:] == ["return;"]:
            body.pop()
        parameters = [*(p.name for p in self.function.parameters), *moving]
        return [first, "{", *indented(quiet(body, parameters)), "}"]

    def sequence(self, statements: tuple[Statement, ...]) -> list[str]:
        return [
            line for statement in statements for line in alive(self.statement(statement), self.temporaries)
        ]

    def statement(self, statement: Statement) -> list[str]:
        match statement:
            case Declare():
                return self.declare(statement)
            case Assign(value=Call(own=True, type="double" | "void") as call, target=target):
                return self.call(call, target)
            case Assign(target=target, value=value) if target is None or target.type == "int":
                return [f"{self.text(target)} {statement.operator} {self.text(value)};"]  # type: ignore[arg-type]
            case Assign():
                return self.assign(statement)
            case Block(body=body):
                return ["{", *indented(self.sequence(body)), "}"]
            case If(condition=condition, yes=yes, no=no):
                lines = [f"if ({self.text(condition)}) {{", *indented(self.sequence(yes))]
                return [*lines, *(["} else {", *indented(self.sequence(no))] if no else []), "}"]
            case Loop():
                return [loop_head(statement, self.context), *indented(self.sequence(statement.body)), "}"]
            case Jump(word=word):
                return [f"{word};"]
            case Return():
                return self.returned(statement)
        raise AssertionError(statement)

    def declare(self, statement: Declare) -> list[str]:
        name = statement.name + "".join(f"[{self.text(size)}]" for size in statement.sizes)
        if statement.type == "int":
            return [f"int {name}{'' if statement.value is None else f' = {self.text(statement.value)}'};"]
        if statement.value is None:
            dot = name.replace(statement.name, self.dot(statement.name), 1)
            return [f"double {name};", f"double {dot};"]
        lines, value, tangent = self.right_side(statement.value, Name(statement.name, "double"))
        return [*lines, f"double {name} = {value};", f"double {self.dot(statement.name)} = {tangent};"]

    def assign(self, statement: Assign) -> list[str]:
        target = statement.target
        assert target is not None
        into = target if statement.operator == "=" else None
        lines, value, tangent = self.right_side(statement.value, into)
        text, operator = self.text(target), statement.operator
        derivative = (
            [] if operator != "=" and tangent == "0.0" else [f"{self.of(target)} {operator} {tangent};"]
        )
        return [*lines, f"{text} {operator} {value};", *derivative]

    def right_side(self, value: Expression, target: Name | Item | None) -> tuple[list[str], str, str]:
        """Lines of the operations before the last, and the last one's value and tangent."""
        steps, root = flat(value, self.fresh, self.context)
        if not isinstance(root.source, Step):
            return [], root.text, "0.0" if root.source is None else self.of(root.source)
        last = root.source
        if target is None or not _apart(target, last.operands):
            return [line for step in steps for line in self.step(step)], last.name, self.dot(last.name)
        lines = [line for step in steps[:-1] for line in self.step(step)]
        return lines, last.text, self.tangent(last, self.text(target))

    def step(self, step: Step) -> list[str]:
        dot = self.dot(step.name)
        self.temporaries.add(dot)
        return [f"const double {step.name} = {step.text};", f"const double {dot} = {self.tangent(step)};"]

    def tangent(self, step: Step, output: str | None = None) -> str:
        moving = [(i, o) for i, o in enumerate(step.operands) if o.source is not None and step.rule.moves(i)]
        return joined([step.term(i, self.of(o.source), output) for i, o in moving]) or "0.0"

    def of(self, source: Name | Item | Step | None) -> str:
        """The tangent of a variable or an operation."""
        if isinstance(source, Step):
            return self.dot(source.name)
        assert source is not None
        return self.text(source).replace(source.name, self.dot(source.name), 1)

    def call(self, call: Call, target: Name | Item | None) -> list[str]:
        parameters = self.context.unit.functions[call.name].parameters
        lines: list[str] = []
        values, dots = [], []
        for argument, parameter in zip(call.arguments, parameters, strict=True):
            if parameter.type == "int":
                values.append(self.text(argument))
            elif parameter.sizes:
                assert isinstance(argument, Item)
                values.append(self.text(argument))
                dots.append(self.of(argument))
            else:
                before, value, tangent = self.right_side(argument, None)
                lines += before
                values.append(value)
                dots.append(tangent)
        if target is not None:
            dots += [f"&{self.text(target)}", f"&{self.of(target)}"]
        return [*lines, f"{self.called[call.name]}({', '.join(values + dots)});"]

    def returned(self, statement: Return) -> list[str]:
        if statement.value is None:
            return ["return;"]
        lines, value, tangent = self.right_side(statement.value, None)
        y, dy = self.results
        return [*lines, f"*{y} = {value};", f"*{dy} = {tangent};", "return;"]


def _apart(target: Name | Item, operands: list[Operand]) -> bool:
    """Whether no operand can be the target: two arrays may be one, a scalar is never an item of an array."""
    sources = [o.source for o in operands if isinstance(o.source, Name | Item)]
    if isinstance(target, Item):
        return not any(isinstance(source, Item) for source in sources)
    return target.name not in {name for source in sources for name in names(source)}
