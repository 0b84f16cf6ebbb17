"""Statements of pycparser's tree, checked; what cannot be differentiated is refused at its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lecture14.cdiff.program.refusal import Place, Refused
from lecture14.cdiff.program.tree import (
    Assign,
    Binary,
    Block,
    Call,
    Declare,
    Expression,
    If,
    Item,
    Jump,
    Literal,
    Loop,
    Name,
    Return,
    Statement,
)
from lecture14.cdiff.reading.expressions import Expressions, place, refuse

LARGEST_ARRAY = 10_000


class Statements(Expressions):
    """Reads the body of one function, whose result has the type `returns`."""

    returns: str
    written: set[str]
    constants: set[str]
    loops: int = 0

    def body(self, node: Any) -> tuple[Statement, ...]:
        """The statements of a block, of one statement, or of nothing."""
        if node is None or type(node).__name__ == "EmptyStatement":
            return ()
        with self._scope():
            if type(node).__name__ != "Compound":
                return tuple(self._statement(node))
            return self.sequence(node)

    def sequence(self, node: Any) -> tuple[Statement, ...]:
        """The statements of a block whose scope is open already."""
        return tuple(s for item in node.block_items or [] for s in self._statement(item))

    @contextmanager
    def _scope(self) -> Iterator[None]:
        self.scopes.levels.append({})
        yield
        self.scopes.levels.pop()

    def _statement(self, node: Any) -> Iterator[Statement]:
        here = place(node)
        match type(node).__name__:
            case "EmptyStatement":
                pass
            case "Decl":
                yield from self._declaration(node)
            case "Assignment" | "UnaryOp":
                yield self._assignment(node)
            case "FuncCall":
                yield self._call(node)
            case "Compound":
                yield Block(self.body(node), here)
            case "If":
                condition = self.pure(self.read(node.cond), here)
                yield If(condition, self.body(node.iftrue), self.body(node.iffalse), here)
            case "While" | "For":
                yield self._loop(node)
            case "Break" | "Continue" as word:
                if not self.loops:
                    raise Refused(here, f"{word.lower()} outside of a loop", "leave it out")
                yield Jump(word.lower(), here)
            case "Return":
                yield self._return(node)
            case "Cast" if (
                type(node.expr).__name__ == "ID" and scalar_type(node.to_type.type, here) == "void"
            ):
                pass  # (void)x; keeps compilers quiet about what nobody uses
            case "ID" | "Constant" | "BinaryOp" | "TernaryOp" | "ArrayRef" | "Cast":
                raise Refused(
                    here, "this statement computes a value and drops it", "assign it, or leave it out"
                )
            case _:
                raise refuse(node)

    def _declaration(self, node: Any) -> Iterator[Statement]:
        here = place(node)
        if node.storage or node.funcspec or node.align:
            word = (*node.storage, *node.funcspec, "an alignment")[0]
            raise Refused(here, f"a variable that is {word}", "declare it without")
        kind, sizes, declared = self._local_type(node.type, here)
        values: list[tuple[tuple[Expression, ...], Expression]] = []
        value = None
        if node.init is not None and sizes:
            values = list(self._values(node.init, sizes, kind))
        elif node.init is not None:
            value = self.value(node.init, kind)
            self._check_calls(value, here)
        quals = {*node.quals, *declared.quals} - {"const"}
        if quals:
            raise Refused(here, f"a variable that is {min(quals)}", "declare it without")
        variable = self.scopes.declare(node.name, kind, len(sizes), False, here)
        yield Declare(variable.name, kind, sizes, value, here)
        for indices, item in values:
            yield Assign(Item(variable.name, indices, kind), "=", item, here)

    def _local_type(self, node: Any, here: Place) -> tuple[str, tuple[Expression, ...], Any]:
        sizes: list[Expression] = []
        total = 1
        while type(node).__name__ == "ArrayDecl":
            size = None if node.dim is None else self.read(node.dim)
            if not isinstance(size, Literal) or size.type != "int" or not int(size.text):
                raise Refused(
                    here, "an array without a number for its size", "write the number, or make it a parameter"
                )
            total *= int(size.text)
            sizes.append(size)
            node = node.type
        if total > LARGEST_ARRAY:
            raise Refused(here, f"an array of {total} items", f"at most {LARGEST_ARRAY}; make it a parameter")
        kind = scalar_type(node, here)
        if sizes and kind != "double":
            raise Refused(here, "an array of ints within a function", "pass it as const int k[]")
        return kind, tuple(sizes), node

    def _values(
        self, node: Any, sizes: tuple[Expression, ...], kind: str, before: tuple[Expression, ...] = ()
    ) -> Iterator[tuple[tuple[Expression, ...], Expression]]:
        """What an array begins with, item by item; C fills it up with zeros."""
        if not sizes:
            value = self.value(node, kind) if node is not None else Literal("0.0", "double")
            self._check_calls(value, place(node))
            yield before, value
            return
        if node is not None and type(node).__name__ != "InitList":
            raise Refused(place(node), "an array begins with a value", "write a list in braces")
        given = node.exprs if node is not None else []
        number = int(sizes[0].text)  # type: ignore[union-attr]
        if len(given) > number:
            raise Refused(place(node), f"{len(given)} values for {number} items", "leave some out")
        for index in range(number):
            item = given[index] if index < len(given) else None
            yield from self._values(item, sizes[1:], kind, (*before, Literal(str(index), "int")))

    def _assignment(self, node: Any) -> Assign:
        here = place(node)
        if type(node).__name__ == "UnaryOp":
            if node.op not in ("++", "--", "p++", "p--"):
                raise Refused(
                    here, "this statement computes a value and drops it", "assign it, or leave it out"
                )
            target, operator = self._target(node.expr), f"{node.op[-1]}="
            return Assign(target, operator, Literal("1", "int"), here)
        target = self._target(node.lvalue)
        value = self.read(node.rvalue) if node.op != "=" else self.value(node.rvalue, target.type)
        if target.type == "int" and value.type == "double":
            raise Refused(
                here, f"a double becomes the int {target.name}", "write floor or trunc, and a double"
            )
        if node.op == "=" or isinstance(target, Name):
            self._check_calls(value, here)
        else:
            self.pure(value, here)  # C leaves open whether the item is read before the call
        if node.op in ("=", "+=", "-="):
            return Assign(target, node.op, value, here)
        if node.op not in ("*=", "/=", "%=") or (node.op == "%=" and value.type == target.type == "double"):
            raise Refused(here, f"the operator {node.op} is not differentiated", "write + - * or /")
        return Assign(target, "=", Binary(node.op[0], target, value, target.type), here)

    def _target(self, node: Any) -> Name | Item:
        target = self.read(node)
        if not isinstance(target, Name | Item):
            raise Refused(
                place(node), "this cannot be assigned to", "assign to a variable or an item of an array"
            )
        if target.name in self.constants or target.constant:
            raise Refused(place(node), f"{target.name} is const", "assign to a variable of your own")
        if isinstance(target, Item):
            if target.type == "int":
                raise Refused(
                    place(node), "an item of an array of ints changes", "arrays of ints are only read"
                )
            for index in target.indices:
                self.pure(index, place(node))
            self.written.add(target.name)
        return target

    def _check_calls(self, value: Expression, here: Place) -> None:
        """A call that writes to arrays is the whole right-hand side, so that its order is known."""
        if isinstance(value, Call) and value.own and value.type != "int":
            for argument in value.arguments:
                self.pure(argument, here)
        else:
            self.pure(value, here)

    def _call(self, node: Any) -> Assign:
        here = place(node)
        value = self._any(node)
        if not (isinstance(value, Call) and value.own and value.type != "int"):
            raise Refused(here, "the result of this call is dropped", "assign it, or leave the call out")
        self._check_calls(value, here)
        return Assign(None, "=", value, here)

    def _loop(self, node: Any) -> Loop:
        here = place(node)
        with self._scope():
            start: list[Statement] = []
            step: list[Statement] = []
            if type(node).__name__ == "For":
                start = [s for item in _several(node.init) for s in self._statement(item)]
            condition = Literal("1", "int") if node.cond is None else self.pure(self.read(node.cond), here)
            if type(node).__name__ == "For":
                step = [self._assignment(item) for item in _several(node.next)]
            for statement in (*start, *step):
                target = statement.target if isinstance(statement, Assign) else statement
                if getattr(target, "type", "double") != "int" or not isinstance(statement, Assign | Declare):
                    raise Refused(here, "a for counts by something else than an int", "write while")
            self.loops += 1
            body = self.body(node.stmt)
            self.loops -= 1
        return Loop(tuple(start), condition, tuple(step), body, here)

    def _return(self, node: Any) -> Return:
        here = place(node)
        if (node.expr is None) != (self.returns == "void"):
            raise Refused(
                here, f"return does not fit a function of type {self.returns}", "return a value of that type"
            )
        if node.expr is None:
            return Return(None, here)
        value = self.value(node.expr, self.returns)
        self._check_calls(value, here)
        return Return(value, here)


def _several(node: Any) -> list[Any]:
    """What stands between the semicolons of a for."""
    if node is None:
        return []
    kind = type(node).__name__
    return list(node.decls if kind == "DeclList" else node.exprs if kind == "ExprList" else [node])


def scalar_type(node: Any, here: Place) -> str:
    """double, int or void."""
    words = getattr(getattr(node, "type", None), "names", None)
    if type(node).__name__ != "TypeDecl" or words is None:
        raise refuse(node if type(node).__name__ != "TypeDecl" else node.type, here)
    if words in (["double"], ["int"], ["void"]):
        return str(words[0])
    raise Refused(here, f"the type {' '.join(words)}", "write double or int")
