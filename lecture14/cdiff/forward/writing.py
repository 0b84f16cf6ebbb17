"""Expressions of our tree as C text."""

from __future__ import annotations

from lecture14.cdiff.forward.context import Context
from lecture14.cdiff.program.tree import (
    Binary,
    Call,
    Choice,
    Expression,
    Function,
    Item,
    Literal,
    Name,
    Parameter,
    Unary,
)

STRENGTH = {
    "||": 2,
    "&&": 3,
    "==": 4,
    "!=": 4,
    "<": 5,
    ">": 5,
    "<=": 5,
    ">=": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "%": 7,
}
COMPARED = ("<", ">", "<=", ">=", "==", "!=")
CHOICE, UNARY, ATOM = 1, 8, 9


def written(expression: Expression, context: Context) -> str:
    """The expression as C.

    Examples
    --------
    >>> from lecture14.cdiff.program.names import Names
    >>> from lecture14.cdiff.program.tree import Unit
    >>> i = Name("i", "int")
    >>> item = Item("x", (Binary("+", i, Literal("1", "int"), "int"),), "double")
    >>> written(Unary("-", Binary("*", item, i, "double"), "double"), Context(Unit(), Names(())))
    '-(x[i + 1] * i)'
    """
    return _text(expression, context)[0]


def atom(expression: Expression, context: Context) -> str:
    """The expression as C, in parentheses where an operator beside it would take it apart."""
    text, strength = _text(expression, context)
    return text if strength == ATOM else f"({text})"


def as_double(expression: Expression, context: Context) -> str:
    """The same as a double, as C itself converts an int beside one."""
    if expression.type == "double":
        return atom(expression, context)
    if isinstance(expression, Literal):
        return f"{expression.text}.0"
    return f"(double){atom(expression, context)}"


def _text(expression: Expression, context: Context) -> tuple[str, int]:
    """The text, and how strongly its outermost operator binds."""

    def inner(part: Expression, least: int) -> str:
        text, strength = _text(part, context)
        return text if strength >= least else f"({text})"

    def beside(part: Expression, operator: str, least: int) -> str:
        # Compilers warn of a < b < c, of a == b < c, and of a && b || c.
        own = part.operator if isinstance(part, Binary) else ""
        doubtful = {own, operator} == {"&&", "||"} or (own in COMPARED and operator in COMPARED)
        return inner(part, ATOM if doubtful else least)

    match expression:
        case Literal(text=text) | Name(name=text):
            return text, ATOM
        case Item(name=name, indices=indices):
            return name + "".join(f"[{written(index, context)}]" for index in indices), ATOM
        case Unary(operator=operator, operand=operand):
            return f"{operator}{inner(operand, UNARY + 1)}", UNARY
        case Binary(operator=operator, left=left, right=right):
            strength = STRENGTH[operator]
            sides = beside(left, operator, strength), beside(right, operator, strength + 1)
            return f"{sides[0]} {operator} {sides[1]}", strength
        case Choice(condition=condition, yes=yes, no=no):
            return f"{inner(condition, 2)} ? {inner(yes, 2)} : {inner(no, 2)}", CHOICE
        case Call(name=name, arguments=arguments, own=own):
            name = context.copy(name) if own else name
            return f"{name}({', '.join(written(argument, context) for argument in arguments)})", ATOM
    raise AssertionError(expression)


def declared(
    parameter: Parameter, context: Context, name: str | None = None, const: bool | None = None
) -> str:
    """A parameter as it is declared, perhaps under another name."""
    constant = parameter.constant if const is None else const
    text = f"{'const ' if constant and parameter.sizes else ''}{parameter.type} {name or parameter.name}"
    return text + "".join(f"[{'' if size is None else written(size, context)}]" for size in parameter.sizes)


def head(
    function: Function, name: str, context: Context, extra: list[str], result: str = "void", first: str = ""
) -> str:
    """The first line of a function of the generated file: the original parameters among others."""
    parameters = [*([first] if first else []), *(declared(p, context) for p in function.parameters), *extra]
    return f"{result} {name}({', '.join(parameters) or 'void'})"
