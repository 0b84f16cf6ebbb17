"""Loops of the text: over range, over the entries of arrays, with enumerate and zip, and while."""

from __future__ import annotations

import ast

from lecture14.autodiff.source.reading.expressions import Expressions
from lecture14.autodiff.source.statements.operations import Identity, Read, call, name
from lecture14.autodiff.source.statements.program import (
    Assign,
    Break,
    For,
    If,
    Return,
    Statement,
    While,
    names_in,
)


class Loops(Expressions):
    """What `Reader` knows of loops."""

    def __init__(self, *args):
        super().__init__(*args)
        self.returns: list[Return] = []
        self.updates: list[Assign] = []  # made of `+=` and its like, which change an array in place

    def block(self, statements: list[ast.stmt]) -> None:
        raise NotImplementedError

    def for_loop(self, node: ast.For) -> None:
        """``for target in sequence``, where the sequence is a range, an array, or plain numbers."""
        if node.orelse:
            self.source.refuse(
                node.orelse[0], "else after a loop", "set a variable before break and ask for it"
            )
        function = self.source.outer(node.iter.func) if isinstance(node.iter, ast.Call) else None
        if function in (enumerate, zip):
            return self._several(node, function)
        if not isinstance(node.target, ast.Name):
            self.source.refuse(node, f"`for {ast.unparse(node.target)}`", "loop by one name, and index")
        if function is range:
            sequence = self.plain(node.iter, lift=False)
            return self._emit(node, node.target.id, sequence, [])
        if self.activity.in_expression(node.iter):
            index = self._counter()
            array = self._kept(node.iter, node)
            item = Assign(node.target.id, Read(name(index)), [name(array)])
            return self._emit(node, index, _length([array]), [item])
        elements = node.iter.elts if isinstance(node.iter, ast.Tuple | ast.List) else None
        if elements is None:
            self.inert(node.iter)
        return self._emit(node, node.target.id, self.plain(node.iter, lift=False), [])

    def _several(self, node: ast.For, function: object) -> None:
        """enumerate(x) and zip(x, z), read as loops over the index."""
        assert isinstance(node.iter, ast.Call)
        parts = node.target.elts if isinstance(node.target, ast.Tuple) else []
        plain_names = [part.id for part in parts if isinstance(part, ast.Name)]
        arrays = node.iter.args
        expected = 2 if function is enumerate else len(arrays)
        if node.iter.keywords or len(plain_names) != expected or (function is enumerate and len(arrays) != 1):
            self.source.refuse(
                node, f"`{ast.unparse(node.iter)}` here", "write for i in range(len(x)), and index"
            )
        kept = [self._kept(array, node) for array in arrays]
        if function is enumerate:
            index, items = plain_names[0], plain_names[1:]
        else:
            index, items = self._counter(), plain_names
        reads: list[Statement] = [
            Assign(item, Read(name(index)), [name(array)]) for item, array in zip(items, kept, strict=True)
        ]
        self._emit(node, index, _length(kept), reads)

    def _counter(self) -> str:
        index = self.names("k")
        self.temporaries.add(index)
        self.counted.add(index)
        return index

    def _kept(self, array: ast.expr, node: ast.For) -> str:
        """The name of a looped-over array; another one if the loop gives the name another value."""
        result = self.operand(array)
        stored = {n.id for s in node.body for n in ast.walk(s) if isinstance(n, ast.Name) and _is_stored(n)}
        if isinstance(result, ast.Name) and result.id not in stored:
            return result.id
        target = self.temporary(array)
        self.emit(Assign(target, Identity(), [result]), array)
        return target

    def _emit(self, node: ast.For, target: str, sequence: ast.expr, reads: list[Statement]) -> None:
        stored = {n.id for s in node.body for n in ast.walk(s) if isinstance(n, ast.Name) and _is_stored(n)}
        if names_in(sequence) & (stored | {target}):  # Python reads the sequence once, before the loop
            self.source.refuse(
                node,
                f"`{ast.unparse(node.iter)}`, which the loop changes,",
                "keep it under another name before",
            )
        # The loop goes on by its own count; and what also holds values with a derivative is assigned like them.
        if target in stored | self.activity.active:
            reads = [Assign(target, Identity(), [name(counter := self._counter())]), *reads]
            target = counter
        for read in reads:
            read.origin, read.node = self.source.origin(node), node
        body = reads + self.in_block(lambda: self.block(node.body))
        self.emit(For(target, sequence, body), node)

    def while_loop(self, node: ast.While) -> None:
        """``while test``; a test that calls functions of the user becomes a break inside."""
        if node.orelse:
            self.source.refuse(
                node.orelse[0], "else after a loop", "set a variable before break and ask for it"
            )
        conditions: list[ast.expr] = []
        before = self.in_block(lambda: conditions.append(self.test(node.test)))
        body = self.in_block(lambda: self.block(node.body))
        if not before:
            return self.emit(While(conditions[0], body), node.test)
        leave = If(ast.UnaryOp(ast.Not(), conditions[0]), [Break(node=node)], [])
        leave.origin, leave.node = self.source.origin(node), node
        return self.emit(While(ast.Constant(True), [*before, leave, *body]), node.test)


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _length(arrays: list[str]) -> ast.expr:
    lengths = [call(name("len"), name(array)) for array in dict.fromkeys(arrays)]
    return call(name("range"), lengths[0] if len(lengths) == 1 else call(name("min"), *lengths))
