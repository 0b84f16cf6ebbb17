"""From the text of a function to a `Program`: statement by statement, and everything else refused at its line."""

from __future__ import annotations

import ast
from types import FunctionType

from lecture14.autodiff.source.reading.activity import Activity, annotation
from lecture14.autodiff.source.reading.functions import is_of_user
from lecture14.autodiff.source.reading.loops import Loops
from lecture14.autodiff.source.reading.plain import INSTEAD
from lecture14.autodiff.source.reading.text import Source
from lecture14.autodiff.source.statements.names import Names
from lecture14.autodiff.source.statements.operations import Identity, name
from lecture14.autodiff.source.statements.program import (
    Assign,
    Break,
    Continue,
    If,
    Parameter,
    Program,
    Return,
    Write,
)

REFUSED: dict[type, tuple[str, str]] = {
    ast.Try: ("try", "ask with if before the operation that may fail"),
    ast.TryStar: ("try", "ask with if before the operation that may fail"),
    ast.With: ("with", "open what you need outside of the function"),
    ast.Raise: ("raise", "check the arguments before the call"),
    ast.Assert: ("assert", "check the arguments before the call"),
    ast.Global: ("global", "make the variable a parameter and return it"),
    ast.Nonlocal: ("nonlocal", "make the variable a parameter and return it"),
    ast.Delete: ("del", "leave it out"),
    ast.Import: ("import", "import at the head of the module"),
    ast.ImportFrom: ("import", "import at the head of the module"),
    ast.FunctionDef: ("a function inside", "define it at the module's own level"),
    ast.AsyncFunctionDef: ("an asynchronous function inside", "define a plain one at the module's own level"),
    ast.ClassDef: ("a class inside", "use numbers and arrays"),
    ast.Match: ("match", "write if and elif"),
    ast.AsyncFor: ("async for", "write a plain for"),
    ast.AsyncWith: ("async with", "open what you need outside of the function"),
}


class Reader(Loops):
    """Reads one function.

    Parameters
    ----------
    function : callable
    flags : tuple of bool, optional
        Which parameters have derivatives; see `Activity`.

    Attributes
    ----------
    program : Program
    """

    def __init__(self, function: FunctionType, flags: tuple[bool, ...] | None = None):
        source = Source(function)
        super().__init__(
            source, Activity(source, flags), Names(names_of(source.tree) | {"np", "tools", "special"})
        )
        tree = source.tree
        body = self.in_block(lambda: self.block(tree.body))
        self._check_whole()
        counts = {len(s.values) for s in self.returns}
        if not ends(tree.body):
            source.refuse(tree.body[-1], "a way to the end without return", "return a value on every way")
        if len(counts) > 1:
            source.refuse(
                tree,
                f"returns of {' and '.join(map(str, sorted(counts)))} values",
                "return as many each time",
            )
        self.program = Program(
            tree.name,
            self._parameters(),
            body,
            self.activity.active,
            counts.pop(),
            source,
            self.temporaries,
            self.updates,
        )

    def _check_whole(self) -> None:
        """A name that counts or indexes has no derivative, so it must never hold anything else."""
        for target, value in self.activity.assignments:
            is_range = isinstance(value, ast.Call) and self.source.outer(value.func) is range
            several = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
            if target in self.activity.whole and not is_range and not all(map(self.is_whole, several)):
                self.source.refuse(
                    value,
                    f"{target}, which counts or indexes elsewhere and gets `{ast.unparse(value)}`,",
                    "give one of the two another name, or write int(…)",
                )

    def _parameters(self) -> list[Parameter]:
        arguments = self.source.tree.args
        for star in (arguments.vararg, arguments.kwarg):
            if star is not None:
                self.source.refuse(star, f"*{star.arg}", "name each parameter")
        listed = arguments.posonlyargs + arguments.args
        defaults: list[ast.expr | None] = [None] * (len(listed) - len(arguments.defaults)) + list(
            arguments.defaults
        )
        pairs = [
            *zip(listed, defaults, strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        parameters = []
        for argument, default in pairs:
            if argument.arg in self.activity.given:
                default = None
            elif default is not None:
                default = self.inert(default)
            elif argument in arguments.kwonlyargs:
                self.source.refuse(
                    argument, f"{argument.arg} by keyword only", "give it a default, or a position"
                )
            active, whole = argument.arg in self.activity.active, argument.arg in self.activity.whole
            parameters.append(
                Parameter(argument.arg, active and default is None, whole, default, annotation(argument))
            )
        return parameters

    def block(self, statements: list[ast.stmt]) -> None:
        """Statements in their order; what stands behind a jump is never reached."""
        for statement in statements:
            self.statement(statement)
            if isinstance(statement, ast.Return | ast.Break | ast.Continue):
                break

    def statement(self, node: ast.stmt) -> None:
        """One statement of the text."""
        if type(node) in REFUSED:
            self.source.refuse(node, *REFUSED[type(node)])
        match node:
            case ast.Pass() | ast.AnnAssign(value=None) | ast.Expr(value=ast.Constant(value=str())):
                pass
            case ast.Expr(value=value):
                unused = (
                    f"`{ast.unparse(value)}`, whose result is not used,",
                    "assign what you need to a variable",
                )
                self.source.refuse(node, *INSTEAD.get(type(value), unused))
            case (
                ast.Assign(targets=[target], value=value)
                | ast.AnnAssign(target=target, value=ast.expr() as value)
            ):
                self.assignment(target, value, node)
            case ast.Assign(targets=several, value=value):
                result = self.operand(value)
                for target in several:
                    self.store(target, result, node)
            case ast.AugAssign(target=target, op=op, value=value):
                self._update(target, op, value, node)
            case ast.If(test=test, body=body, orelse=orelse):
                condition = self.test(test)
                then = self.in_block(lambda: self.block(body))
                self.emit(If(condition, then, self.in_block(lambda: self.block(orelse))), test)
            case ast.For():
                self.for_loop(node)
            case ast.While():
                self.while_loop(node)
            case ast.Break():
                self.emit(Break(), node)
            case ast.Continue():
                self.emit(Continue(), node)
            case ast.Return(value=value):
                self._return(value, node)
            case _:
                self.source.refuse(
                    node, f"`{ast.unparse(node)}`", "write assignments, if, for, while and return"
                )

    def assignment(self, target: ast.expr, value: ast.expr, node: ast.AST) -> None:
        """``target = value``, where the target is a name, a subscript, or a tuple of them."""
        match target, value:
            case ast.Name(id=n), _:
                self.assign(n, value)
            case ((ast.Tuple(elts=parts) | ast.List(elts=parts)), ast.Tuple(elts=values)) if len(
                parts
            ) == len(values):
                self._together(parts, values, node)
            case ast.Tuple(elts=parts), ast.Call() if is_of_user(self.source.outer(value.func)):
                names = [part.id for part in parts if isinstance(part, ast.Name)]
                if len(names) < len(parts):
                    self.source.refuse(node, "a result unpacked into subscripts", "unpack into names first")
                # Of a name that stands there twice, as _ may, Python keeps the last.
                kept = [self.temporary(value) if n in names[k + 1 :] else n for k, n in enumerate(names)]
                self.call_user(kept, value)
            case ast.Tuple(elts=parts), ast.Attribute(attr="shape"):
                for k, part in enumerate(parts):
                    entry = ast.Subscript(value, ast.Constant(k), ast.Load())
                    self.store(part, self.plain(entry), node)
            case ast.Tuple(), _:
                self.source.refuse(node, f"`{ast.unparse(value)}` unpacked", "assign each entry by its index")
            case _:
                self.store(target, self.operand(value), node)

    def _together(self, parts: list[ast.expr], values: list[ast.expr], node: ast.AST) -> None:
        """All values first, then all targets: a, b = b, a + b."""
        results = []
        for k, value in enumerate(values):
            later = {n.id for part in parts[:k] for n in ast.walk(part) if isinstance(n, ast.Name)}
            result = self.operand(value)
            if later & {n.id for n in ast.walk(result) if isinstance(n, ast.Name)}:
                kept = self.temporary(value)
                self.emit(Assign(kept, Identity(), [result]), node)
                result = name(kept)
            results.append(result)
        for part, result in zip(parts, results, strict=True):
            self.store(part, result, node)

    def store(self, target: ast.expr, value: ast.expr, node: ast.AST) -> None:
        """A computed operand into a name or an entry."""
        match target:
            case ast.Name(id=n):
                self.emit(Assign(n, Identity(), [value]), node)
            case ast.Subscript(value=ast.Name(id=n), slice=index) if n in self.source.local:
                self.emit(Write(n, self.index(index), value), node)
            case ast.Subscript():
                self.source.refuse(
                    node, f"`{ast.unparse(target)} = …`", "write x[i, j] = …, an array by its name"
                )
            case ast.Starred():
                self.source.refuse(node, *INSTEAD[ast.Starred])
            case _:
                self.source.refuse(
                    node, f"`{ast.unparse(target)} = …`", "assign to a name or an entry of an array"
                )

    def _update(self, target: ast.expr, op: ast.operator, value: ast.expr, node: ast.stmt) -> None:
        if not isinstance(target, ast.Name):
            current = ast.copy_location(ast.parse(ast.unparse(target), mode="eval").body, target)
            for part in ast.walk(current):
                ast.copy_location(part, target)
            combined = ast.copy_location(ast.BinOp(current, op, value), node)
            return self.store(target, self.operand(combined), node)
        read = ast.copy_location(ast.Name(target.id, ast.Load()), target)
        combined = ast.copy_location(ast.BinOp(read, op, value), node)
        before = len(self.out)
        self.assign(target.id, combined)
        self.updates.extend(s for s in self.out[before:] if isinstance(s, Assign) and s.target == target.id)

    def _return(self, value: ast.expr | None, node: ast.stmt) -> None:
        if value is None or (isinstance(value, ast.Constant) and value.value is None):
            self.source.refuse(node, "a return without a value", "return a number or an array")
        values = value.elts if isinstance(value, ast.Tuple) else [value]
        statement = Return(self.operands(values))
        self.returns.append(statement)
        self.emit(statement, node)


def names_of(tree: ast.AST) -> set[str]:
    """All names in a text: those of variables, parameters and of functions that it calls."""
    found = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    return found | {a.arg for a in ast.walk(tree) if isinstance(a, ast.arg)}


def ends(statements: list[ast.stmt]) -> bool:
    """Whether every way through the statements returns (or never leaves a loop)."""
    for s in statements:
        if isinstance(s, ast.Return):
            return True
        if isinstance(s, ast.If) and ends(s.body) and ends(s.orelse):
            return True
        endless = isinstance(s, ast.While) and isinstance(s.test, ast.Constant) and bool(s.test.value)
        if endless and not any(isinstance(n, ast.Break) for n in ast.walk(s)):
            return True
    return False
