"""From an expression of the text to three-address statements."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from lecture14.autodiff.core.rules import RULES
from lecture14.autodiff.source.reading.activity import Activity
from lecture14.autodiff.source.reading.functions import (
    BINARY,
    UNARY,
    array_function,
    is_of_user,
    table_rule,
)
from lecture14.autodiff.source.reading.plain import INSTEAD, plain, unknown_call
from lecture14.autodiff.source.reading.text import Source
from lecture14.autodiff.source.statements.names import Names
from lecture14.autodiff.source.statements.operations import (
    NUMPY,
    ArrayFunction,
    Elementwise,
    Identity,
    Operation,
    Read,
    Transpose,
    call,
    dotted,
    name,
)
from lecture14.autodiff.source.statements.program import Assign, Call, If, Statement


class Expressions:
    """Appends to `out` the statements that compute an expression.

    Parameters
    ----------
    source : Source
    activity : Activity
        New temporaries are added to its active names.
    names : Names
    """

    def __init__(self, source: Source, activity: Activity, names: Names):
        self.source = source
        self.activity = activity
        self.names = names
        self.out: list[Statement] = []
        self.temporaries: set[str] = set()
        self.counted: set[str] = set()  # loop variables over range: whole for sure

    def emit(self, statement: Statement, node: ast.AST) -> None:
        """Append a statement that stems from a node."""
        statement.origin, statement.node = self.source.origin(node), node
        self.out.append(statement)

    def in_block(self, write: Callable[[], Any]) -> list[Statement]:
        """The statements that `write` appends, as a block of their own."""
        outer, self.out = self.out, []
        write()
        inner, self.out = self.out, outer
        return inner

    def plain(self, node: ast.expr, lift: bool = True) -> ast.expr:
        """An expression as it stands; calls of the user's functions in it become statements before."""
        return plain(self.source, node, self._lifted if lift else None)

    def _lifted(self, node: ast.Call) -> ast.expr:
        return self.operand(node)

    def operand(self, node: ast.expr) -> ast.expr:
        """An expression as an operand: a name, or an expression without derivative."""
        if isinstance(node, ast.Name) and node.id in self.source.local:
            return name(node.id)
        if not self.activity.in_expression(node) and not self._calls_user(node):
            return self.inert(node)
        return name(self.assign(None, node))

    def temporary(self, node: ast.expr) -> str:
        """A name for the value of an expression, active if that is."""
        target = self.names.temporary()
        self.temporaries.add(target)
        if self.activity.in_expression(node):
            self.activity.active.add(target)
        return target

    def inert(self, node: ast.expr) -> ast.expr:
        """An expression without derivative, checked."""
        if isinstance(node, ast.BoolOp) and not all(map(_is_truth, node.values)):
            self.source.refuse(node, *INSTEAD[ast.BoolOp])
        if isinstance(node, ast.List | ast.Tuple):
            self.source.refuse(node, *INSTEAD[type(node)])
        for part in ast.walk(node):
            if isinstance(part, ast.Subscript):
                self.index(part.slice)
        return self.plain(node, lift=False)

    def _calls_user(self, node: ast.expr) -> bool:
        return any(isinstance(n, ast.Call) and is_of_user(self.source.outer(n.func)) for n in ast.walk(node))

    def assign(self, target: str | None, node: ast.expr) -> str:
        """The statements of ``target = node``, with a new name for the target if none is given; returns it."""
        if not self.activity.in_expression(node) and not self._calls_user(node):
            return self._operation(target, Identity(), [self.inert(node)], node)
        match node:
            case ast.Name():
                return self._operation(target, Identity(), [name(node.id)], node)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return self._operation(
                    target, ArrayFunction("matmul", {}), self.operands([left, right]), node
                )
            case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
                return self._rule(target, BINARY[type(op)], [left, right], node)
            case ast.UnaryOp(op=sign, operand=inner) if type(sign) in UNARY:
                return self._rule(target, UNARY[type(sign)], [inner], node)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._choose(target or self.temporary(node), self.test(test), body, orelse, node)
            case ast.Subscript(value=base, slice=index):
                return self._operation(target, Read(self.index(index)), self.operands([base]), node)
            case ast.Attribute(value=base, attr="T"):
                return self._operation(target, Transpose(), self.operands([base]), node)
            case ast.Call():
                return self._call(target, node)
        what, instead = INSTEAD.get(
            type(node), (f"`{ast.unparse(node)}`", "write arithmetic and calls of functions")
        )
        return self.source.refuse(node, what, instead)

    def operands(self, nodes: list[ast.expr]) -> list[ast.expr]:
        """Several operands, computed from left to right."""
        return list(map(self.operand, nodes))

    def _operation(
        self, target: str | None, operation: Operation, operands: list[ast.expr], node: ast.expr
    ) -> str:
        both = isinstance(operation, Elementwise) and operation.uses_result()
        if both and any(n.id == target for o in operands for n in ast.walk(o) if isinstance(n, ast.Name)):
            # the derivative is written in both, the old value and the new
            operation, operands = Identity(), [name(self._operation(None, operation, operands, node))]
        target = target or self.temporary(node)
        self.emit(Assign(target, operation, operands), node)
        return target

    def _rule(self, target: str | None, rule: str, nodes: list[ast.expr], node: ast.expr) -> str:
        return self._operation(target, Elementwise(RULES[rule]), self.operands(nodes), node)

    def _choose(self, target: str, test: ast.expr, body: ast.expr, orelse: ast.expr, node: ast.expr) -> str:
        then = self.in_block(lambda: self.assign(target, body))
        self.emit(If(test, then, self.in_block(lambda: self.assign(target, orelse))), node)
        return target

    def test(self, node: ast.expr) -> ast.expr:
        """A condition: it has no derivative, and may read any name."""
        for part in ast.walk(node):
            if isinstance(part, ast.Subscript):
                self.index(part.slice)
        return self.plain(node)

    def index(self, node: ast.expr) -> ast.expr:
        """An index made of whole numbers and slices, checked."""
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        for part in parts:
            ends = [part.lower, part.upper, part.step] if isinstance(part, ast.Slice) else [part]
            for end in ends:
                if end is not None and not self.is_whole(end):
                    self.source.refuse(
                        node,
                        f"the index `{ast.unparse(node)}`, not surely a whole number,",
                        "index by loop variables of range, or write int(…)",
                    )
        return self.plain(node, lift=False)

    def is_whole(self, node: ast.expr) -> bool:
        """Whether an expression is a whole number for sure."""
        match node:
            case ast.Constant(value=value):
                return type(value) is int
            case ast.Name(id=n):
                return n in self.counted or (n in self.activity.whole and self._assigned_whole(n))
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return self.is_whole(inner)
            case ast.BinOp(
                left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod(), right=right
            ):
                return self.is_whole(left) and self.is_whole(right)
            case (
                ast.Attribute(attr="size" | "ndim" | "shape")
                | ast.Subscript(value=ast.Attribute(attr="shape"))
            ):
                return True
            case ast.Call(func=function, args=args):
                called = self.source.outer(function)
                return called in (len, int) or (called in (min, max) and all(map(self.is_whole, args)))
        return False

    def _assigned_whole(self, wanted: str) -> bool:
        self.counted.add(wanted)  # k = k + 1 is whole if k is
        values = [v for target, v in self.activity.assignments if target == wanted]
        ranges = [v for v in values if isinstance(v, ast.Call) and self.source.outer(v.func) is range]
        sure = all(v in ranges or self.is_whole(v) for v in values)
        if not sure:
            self.counted.discard(wanted)
        return sure

    def _call(self, target: str | None, node: ast.Call) -> str:
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                self.source.refuse(node, *INSTEAD[ast.Starred])
        function = self.source.outer(node.func)
        rule = table_rule(function)
        if rule is not None:
            if node.keywords or len(node.args) != len(rule.arguments):
                self.source.refuse(
                    node, f"`{ast.unparse(node)}`", f"give {rule.name} {len(rule.arguments)} arguments"
                )
            return self._operation(target, Elementwise(rule), self.operands(node.args), node)
        if function in (min, max) and len(node.args) == 2 and not node.keywords:
            first, second = (self.operand(a) for a in node.args)
            sign: ast.cmpop = ast.Gt() if function is max else ast.Lt()
            test = ast.Compare(second, [sign], [first])  # Python keeps the first of two that are equal
            chosen = target or self.temporary(node)
            then = self.in_block(lambda: self._operation(chosen, Identity(), [second], node))
            self.emit(
                If(test, then, self.in_block(lambda: self._operation(chosen, Identity(), [first], node))),
                node,
            )
            return chosen
        found = array_function(self.source, node)
        if found is not None:
            return self._array_function(target, *found, node)
        if is_of_user(function):
            return self.call_user([target] if target else None, node)
        return self.source.refuse(node, *unknown_call(node, function))

    def call_user(self, targets: list[str] | None, node: ast.Call) -> str:
        """A call of a function that is transformed too."""
        if node.keywords:
            self.source.refuse(node, "a keyword argument", "give the argument by its position")
        active = tuple(map(self.activity.in_expression, node.args))
        operands = self.operands(node.args)
        targets = targets or [self.temporary(node)]
        self.emit(Call(targets, self.source.outer(node.func), operands, active), node)
        return targets[0]

    def _array_function(self, target: str | None, form: str, nodes: list[ast.expr], node: ast.Call) -> str:
        given = {k.arg: k.value for k in node.keywords}
        params = self._axis(form, nodes, given, node)
        if given:
            self.source.refuse(node, f"the keyword {next(iter(given))}", "leave it out")
        if len(nodes) != {"where": 3, "dot": 2, "matmul": 2}.get(form, 1):
            self.source.refuse(node, f"`{ast.unparse(node)}`", "give the arrays, and axis=… by its name")
        if form == "where":
            condition, *others = nodes
            operands = [self.test(condition), *self.operands(others)]
            return self._operation(target, ArrayFunction("where", {}), operands, node)
        operands = self.operands(nodes)
        if form == "mean":
            total = self._operation(None, ArrayFunction("sum", params), operands, node)
            size = call(dotted(NUMPY, "size"), operands[0])
            return self._operation(target, Elementwise(RULES["divide"]), [name(total), size], node)
        operations: dict[str, Operation] = {"copy": Identity(fresh=True), "transpose": Transpose()}
        operation = operations.get(form) or ArrayFunction(form.removeprefix("builtin "), params)
        return self._operation(target, operation, operands, node)

    def _axis(
        self, form: str, nodes: list[ast.expr], given: dict[str | None, ast.expr], node: ast.Call
    ) -> dict[str, Any]:
        if form == "builtin sum":
            return {"axis": 0, "keepdims": False}
        if form not in ("sum", "max", "min", "mean", "logsumexp"):
            return {}
        if len(nodes) == 2:
            given["axis"] = nodes.pop()
        params: dict[str, Any] = {}
        for key, default in (("axis", None), ("keepdims", False)):
            value = given.pop(key, ast.Constant(default))
            try:
                params[key] = ast.literal_eval(value)
            except ValueError:
                self.source.refuse(node, f"{key}={ast.unparse(value)}", "write a literal")
        if form == "mean" and params["axis"] is not None:
            self.source.refuse(node, "an axis of np.mean", "take np.sum(x, axis=…) and divide by its length")
        return params


def _is_truth(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Compare | ast.BoolOp | ast.Call)
        or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
        or (isinstance(node, ast.Constant) and isinstance(node.value, bool))
    )
