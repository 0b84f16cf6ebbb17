"""Expressions of pycparser's tree, checked and typed; what has no derivative is refused at its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lecture14.cdiff.program.names import KEPT
from lecture14.cdiff.program.refusal import Place, Refused
from lecture14.cdiff.program.tree import (
    Binary,
    Call,
    Choice,
    Expression,
    Item,
    Literal,
    Name,
    Parameter,
    Unary,
    parts,
)
from lecture14.cdiff.program.vocabulary import ARGUMENTS, MATHEMATICS
from lecture14.cdiff.reading.advice import CONSTRUCTS, INSTEAD
from lecture14.cdiff.reading.scopes import Scopes, Variable

INTEGER = re.compile(r"0|[1-9]\d*")
DOUBLE = re.compile(r"(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][-+]?\d+)?")
START = Place(1, 1)
LARGEST_INT = 2**31 - 1


@dataclass
class Signature:
    """What a call must know of a function of the file."""

    type: str
    parameters: tuple[Parameter, ...]
    # The arrays that it may write to.
    writes: set[str] = field(default_factory=set)


def place(node: Any, otherwise: Place = START) -> Place:
    """Where a node stands."""
    coord = getattr(node, "coord", None)
    return otherwise if coord is None else Place(coord.line, coord.column or 1)


def refuse(node: Any, otherwise: Place = START) -> Refused:
    """The error for a construct that is not read."""
    kind = type(node).__name__
    what, instead = CONSTRUCTS.get(
        kind, (f"a construct of kind {kind}", "write it with assignments, if, for, while")
    )
    return Refused(place(node, otherwise), f"{what} is not differentiated", instead)


class Expressions:
    """Reads expressions where the names of a function have the meaning of `scopes`."""

    def __init__(self, scopes: Scopes, signatures: dict[str, Signature]):
        self.scopes = scopes
        self.signatures = signatures

    def read(self, node: Any) -> Expression:
        """The expression of a value: no array, no function without a result."""
        result = self._any(node)
        if isinstance(result, Item) and len(result.indices) < self._dimensions(result):
            raise Refused(
                place(node), f"{result.name} is an array", "write an index for each of its dimensions"
            )
        if result.type == "void":
            raise Refused(place(node), "this function returns nothing", "call it as a statement of its own")
        return result

    def integer(self, node: Any, what: str) -> Expression:
        result = self.read(node)
        if result.type != "int":
            raise Refused(
                place(node), f"{what} is a double", "compute it from ints: a step has no derivative"
            )
        return result

    def value(self, node: Any, kind: str) -> Expression:
        """An expression for a variable of this type."""
        if kind == "int":
            return self.integer(node, "the value of an int")
        return self.read(node)

    def _variable(self, name: str) -> Variable:
        variables = (v for level in self.scopes.levels for v in level.values())
        return next(v for v in variables if v.name == name)

    def _dimensions(self, item: Item) -> int:
        return self._variable(item.name).dimensions

    def _any(self, node: Any) -> Expression:
        reader = getattr(self, f"_read_{type(node).__name__.lower()}", None)
        if reader is None:
            raise refuse(node)
        return reader(node)  # type: ignore[no-any-return]

    def _read_constant(self, node: Any) -> Expression:
        if node.type == "int" and INTEGER.fullmatch(node.value):
            if int(node.value) > LARGEST_INT:
                raise Refused(place(node), f"{node.value} is no int", "write a double, with a point")
            return Literal(node.value, "int")
        if node.type == "double" and DOUBLE.fullmatch(node.value):
            if float(node.value) == float("inf"):
                raise Refused(place(node), f"{node.value} is no finite double", "write a smaller number")
            return Literal(node.value, "double")
        if node.type in ("string", "char"):
            raise refuse(node)
        raise Refused(
            place(node), f"{node.value} is neither a double nor an int", "write decimals without a letter"
        )

    def _read_id(self, node: Any) -> Expression:
        found = self.scopes.find(node.name, place(node))
        if found.dimensions:
            return Item(found.name, (), found.type, found.passive)
        return Name(found.name, found.type, found.passive)

    def _read_arrayref(self, node: Any) -> Expression:
        base = self._any(node.name)
        if not isinstance(base, Item) or len(base.indices) >= self._dimensions(base):
            raise Refused(
                place(node), "what stands before [ is no array with so many indices", "index arrays only"
            )
        index = self.integer(node.subscript, "an index")
        return Item(base.name, (*base.indices, index), base.type, base.constant)

    def _read_unaryop(self, node: Any) -> Expression:
        if node.op == "*":
            base = self._any(node.expr)
            if isinstance(base, Item) and len(base.indices) < self._dimensions(base):
                return Item(base.name, (*base.indices, Literal("0", "int")), base.type, base.constant)
        if node.op in ("++", "--", "p++", "p--"):
            raise Refused(
                place(node), f"{node.op.strip('p')} within an expression", "write i += 1; on its own"
            )
        if node.op not in ("-", "+", "!"):
            raise Refused(
                place(node), f"the operator {node.op} is not differentiated", "index arrays by x[i]"
            )
        operand = self.read(node.expr)
        return Unary(node.op, operand, "int" if node.op == "!" else operand.type)

    def _read_binaryop(self, node: Any) -> Expression:
        if node.op in ("&", "|", "^", "<<", ">>"):
            raise Refused(place(node), f"the operator {node.op} works on bits", "write + - * / %, && or ||")
        self._no_pointers(node)
        left, right = self.read(node.left), self.read(node.right)
        if node.op == "%" and "double" in (left.type, right.type):
            raise Refused(place(node), "% of doubles", "write fmod")
        logical = node.op in ("<", ">", "<=", ">=", "==", "!=", "&&", "||")
        kind = "int" if logical or left.type == right.type == "int" else "double"
        return Binary(node.op, left, right, kind)

    def _no_pointers(self, node: Any) -> None:
        for side in (node.left, node.right):
            if type(side).__name__ == "ID" and self.scopes.find(side.name, place(side)).dimensions:
                raise Refused(place(node), f"arithmetic with the array {side.name}", "index it, as in x[i]")

    def _read_ternaryop(self, node: Any) -> Expression:
        condition, yes, no = self.read(node.cond), self.read(node.iftrue), self.read(node.iffalse)
        return Choice(condition, yes, no, "int" if yes.type == no.type == "int" else "double")

    def _read_cast(self, node: Any) -> Expression:
        declared = node.to_type.type
        words = getattr(getattr(declared, "type", None), "names", None)
        if words not in (["double"], ["int"]):
            raise Refused(place(node), "this cast is not differentiated", "cast to double, or leave it out")
        kind, operand = words[0], self.read(node.expr)
        if kind == "int" and operand.type == "double":
            raise Refused(
                place(node), "a double becomes an int", "write floor or trunc, whose derivative is 0"
            )
        return operand if kind == operand.type else Unary(f"({kind})", operand, kind)

    def _read_funccall(self, node: Any) -> Expression:
        here = place(node)
        if type(node.name).__name__ != "ID":
            raise Refused(here, "a call through a pointer", "call a function by its name")
        name, given = node.name.name, [] if node.args is None else node.args.exprs
        if name in self.signatures:
            return self._own_call(name, given, here)
        if name not in MATHEMATICS or name in INSTEAD:
            known, remedy = "is no function of this file", "define it in this file, or use math.h"
            if KEPT.fullmatch(name):  # C's own names cannot be defined
                known = "is a function without a rule here"
                remedy = "write a function of your own, under another name"
            raise Refused(here, f"{name} {known}", INSTEAD.get(name, remedy))
        expected = ARGUMENTS[name]
        if len(given) != expected:
            raise Refused(here, f"{name} takes {expected} arguments; {len(given)} came", "see math.h")
        return Call(name, tuple(self.read(argument) for argument in given), "double", False, here)

    def _own_call(self, name: str, given: list[Any], here: Place) -> Call:
        signature = self.signatures[name]
        if len(given) != len(signature.parameters):
            expected = len(signature.parameters)
            raise Refused(
                here, f"{name} takes {expected} arguments; {len(given)} came", "pass one for each parameter"
            )
        arguments = []
        for argument, parameter in zip(given, signature.parameters, strict=True):
            if not parameter.sizes:
                arguments.append(self.value(argument, parameter.type))
                continue
            array = self._any(argument)
            open_ = len(parameter.sizes)
            if not isinstance(array, Item) or self._dimensions(array) - len(array.indices) != open_:
                raise Refused(
                    place(argument), f"{parameter.name} of {name} is an array", "pass an array by its name"
                )
            if array.type != parameter.type:
                raise Refused(
                    place(argument), f"{array.name} is an array of {array.type}", f"pass {parameter.type}s"
                )
            if self._variable(array.name).constant and not parameter.constant:
                raise Refused(
                    place(argument), f"{array.name} is const", f"make {parameter.name} of {name} const, too"
                )
            arguments.append(array)
        return Call(name, tuple(arguments), signature.type, True, here)

    def pure(self, expression: Expression, here: Place) -> Expression:
        """The expression, if no call in it writes to an array: C leaves open what else has been read by then."""
        for part in parts(expression):
            if isinstance(part, Call) and part.own and self.signatures[part.name].writes:
                raise Refused(
                    here, f"{part.name} writes to an array within an expression", "give it its own statement"
                )
        return expression
