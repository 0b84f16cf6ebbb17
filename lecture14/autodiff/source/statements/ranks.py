"""Which names are numbers and which may be arrays, so that programs of numbers read as such.

From the parameters (see `demands.py`) ranks follow the statements: 0 a number, 1 a vector, 2 a matrix, None unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from lecture14.autodiff.core.rules import PREDICATES, RULES
from lecture14.autodiff.source.statements.operations import ArrayFunction, Read
from lecture14.autodiff.source.statements.program import (
    Assign,
    Call,
    For,
    Program,
    Return,
    walk,
)

ELEMENTWISE = frozenset(RULES) | PREDICATES | frozenset(("zeros_like", "ones_like", "empty_like", "copy"))

Rank = int | None
Ranks = dict[str, Rank]


def joined(a: Rank, b: Rank) -> Rank:
    """The rank of what may have either; unknown unless they agree."""
    return a if a == b else None


def broadcast(ranks: list[Rank]) -> Rank:
    """The rank of an elementwise result.

    Examples
    --------
    >>> broadcast([0, 1]), broadcast([0, None])
    (1, None)
    """
    return None if None in ranks else max((r for r in ranks if r is not None), default=0)


class RankTable:
    """The ranks of all names of a program, from those of its parameters.

    Attributes
    ----------
    of : dict
        Name -> rank.
    results : list
        The rank of each result.
    """

    def __init__(
        self, program: Program, parameters: Ranks, results_of: Callable[[Call, RankTable], list[Rank]]
    ):
        self.of: Ranks = dict(parameters)
        self.results: list[Rank] = []
        self.results_of = results_of
        while self._pass(program):
            pass

    def _pass(self, program: Program) -> bool:
        before, results = dict(self.of), list(self.results)
        for s in walk(program.body):
            match s:
                case Assign():
                    self._join(s.target, self._result(s))
                case Call():
                    for target, rank in zip(s.targets, self.results_of(s, self), strict=True):
                        self._join(target, rank)
                case For():
                    self._join(s.target, self._item(s.sequence))
                case Return():
                    ranks = [self.expression(v) for v in s.values]
                    self.results = list(map(joined, self.results, ranks)) if self.results else ranks
        return before != self.of or results != self.results

    def _join(self, target: str, rank: Rank) -> None:
        self.of[target] = joined(self.of[target], rank) if target in self.of else rank

    def _result(self, s: Assign) -> Rank:
        ranks = [self.expression(o) for o in s.operands]
        operation = s.operation
        if isinstance(operation, Read):
            return _entry(ranks[0], operation.index)
        if isinstance(operation, ArrayFunction) and operation.rule != "where":
            axis = operation.params.get("axis")
            keep = operation.params.get("keepdims")
            if operation.rule in ("dot", "matmul"):
                return 0 if ranks == [1, 1] else None
            return 0 if keep is None and (axis is None or ranks == [1]) else None
        return broadcast(ranks) if ranks else None

    def expression(self, node: ast.expr) -> Rank:
        """The rank of an operand."""
        match node:
            case ast.Constant():
                return 0
            case ast.Name(id=n):
                return self.of.get(n, 0)
            case ast.Subscript(value=ast.Attribute(attr="shape")) | ast.Attribute(attr="size" | "ndim"):
                return 0
            case ast.Subscript(value=base, slice=index):
                return _entry(self.expression(base), index)
            case ast.UnaryOp(operand=inner):
                return self.expression(inner)
            case ast.BinOp(left=left, right=right):
                return broadcast([self.expression(left), self.expression(right)])
            case ast.Compare(left=left, comparators=others):
                return broadcast([self.expression(left), *map(self.expression, others)])
            case ast.BoolOp(values=values):
                return broadcast(list(map(self.expression, values)))
            case ast.Call(func=ast.Name(id="len" | "int" | "float" | "bool" | "round")):
                return 0
            case ast.Call(func=ast.Name(id="abs" | "min" | "max"), args=args):
                return broadcast(list(map(self.expression, args)))
            case ast.IfExp(body=body, orelse=orelse):
                return joined(self.expression(body), self.expression(orelse))
            case ast.Call(func=ast.Attribute(attr="size" | "ndim")):
                return 0
            case ast.Call(
                func=ast.Attribute(attr="all" | "any" | "argmax" | "argmin"), args=[_], keywords=[]
            ):
                return 0
            case ast.Call(func=ast.Attribute(attr="zeros" | "ones" | "empty"), args=[shape]):
                return len(shape.elts) if isinstance(shape, ast.Tuple) else 1 if self._counts(shape) else None
            case ast.Call(func=ast.Attribute(attr="arange")):
                return 1
            case ast.Call(func=ast.Attribute(attr="copy", value=array), args=[]):  # the method
                return self.expression(array)
            case ast.Call(func=ast.Attribute(attr=attr), args=args) if attr in ELEMENTWISE:
                return broadcast(list(map(self.expression, args)))
            case ast.Attribute():
                return 0 if isinstance(node.value, ast.Name) and node.value.id.startswith("<") else None
        return None

    def _item(self, sequence: ast.expr) -> Rank:
        match sequence:
            case ast.Call(func=ast.Name(id="range")):
                return 0
            case ast.Call(func=ast.Name(id="reversed"), args=[inner]):
                return self._item(inner)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                ranks = list(map(self.expression, parts))
                return ranks[0] if len(set(ranks)) == 1 else None
        return _entry(self.expression(sequence), ast.Constant(0))

    def _counts(self, shape: ast.expr) -> bool:
        match shape:
            case (
                ast.Constant()
                | ast.Call(func=ast.Name(id="len"))
                | ast.Subscript()
                | ast.Attribute(attr="size")
            ):
                return True
            case ast.BinOp(left=left, right=right):
                return self._counts(left) and self._counts(right)
            case ast.Name(id=n):
                return self.of.get(n) == 0
        return False


def _entry(rank: Rank, index: ast.expr) -> Rank:
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return None if rank is None else rank - sum(not isinstance(part, ast.Slice) for part in parts)
