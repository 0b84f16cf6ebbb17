"""Which names are numbers and which may be arrays, so that programs of numbers read as such.

A parameter of which the function takes entries, lengths, sums or products may be an array; any other is a number, and
the generated program checks that it got one. An annotation (`x: np.ndarray`, `x: float`) decides where it stands.
From there ranks follow the statements: 0 a number, 1 a vector, 2 a matrix, None unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from lecture14.autodiff.source.statements.operations import ArrayFunction, Read, Transpose
from lecture14.autodiff.source.statements.program import (
    Assign,
    Call,
    For,
    If,
    Program,
    Return,
    Statement,
    While,
    Write,
    names_in,
    walk,
)

REDUCTIONS = ("any", "all", "argmax", "argmin", "sum", "max", "min", "mean", "dot", "array_equal", "allclose")
MEASURES = ("zeros_like", "ones_like", "empty_like", "size", "shape", "ndim")

Rank = int | None
Ranks = dict[str, Rank]
Others = Callable[[Call], Program]


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


def parameter_ranks(program: Program, others: Others) -> Ranks:
    """The rank of each parameter as the function uses it."""
    demands = _demands(program, others)
    ranks: Ranks = {}
    for p in program.parameters:
        if p.annotation == "array":
            ranks[p.name] = None
        elif p.annotation == "float" or not p.active or p.name not in demands:
            ranks[p.name] = 0 if p.active or p.default is not None or p.whole else demands.get(p.name, 0)
        else:
            ranks[p.name] = demands[p.name]
    return ranks


def _demands(program: Program, others: Others) -> Ranks:
    """Names that are used as arrays, with the rank if only entries are taken of them."""
    demands: Ranks = {}

    def demand(operand: ast.AST, rank: Rank) -> bool:
        changed = False
        for n in names_in(operand) if isinstance(operand, ast.Name) else ():
            new = joined(demands[n], rank) if n in demands else rank
            changed |= n not in demands or demands[n] != new
            demands[n] = new
        return changed

    for s in walk(program.body):
        if isinstance(s, Write):
            demand(ast.Name(s.array), _taken(s.index))
        for n, rank in _entries(s):
            demand(ast.Name(n), rank)
    while _spread(program, demands, demand, others):
        pass
    for s in walk(program.body):  # a length alone does not tell how many axes there are
        for n, rank in _measured(s):
            demands.setdefault(n, rank)
    while _spread(program, demands, demand, others):
        pass
    for s in walk(program.body):  # whole use beside the entries: the rank is not known
        for whole in _used_whole(s):
            if demands.get(whole) is not None:
                demands[whole] = None
    return demands


def _spread(
    program: Program, demands: Ranks, demand: Callable[[ast.AST, Rank], bool], others: Others
) -> bool:
    changed = False
    for s in walk(program.body):
        if isinstance(s, Assign):
            target = s.target in demands
            if isinstance(s.operation, Read):
                rank = None if target else _taken(s.operation.index)
                changed |= demand(s.operands[0], rank)
            elif (
                (isinstance(s.operation, ArrayFunction) and s.operation.rule != "where")
                or isinstance(s.operation, Transpose)
                or target
            ):
                changed |= any(demand(o, None) for o in s.operands)
        elif isinstance(s, Call):
            inner = _demands_of_callee(s, others)
            whole = any(t in demands for t in s.targets)
            for operand, p in zip(s.operands, others(s).parameters, strict=False):
                if p.name in inner or whole:
                    changed |= demand(operand, None if whole else inner[p.name])
    return changed


def _demands_of_callee(s: Call, others: Others) -> Ranks:
    return _demands(others(s), others)


def _taken(index: ast.expr) -> Rank:
    """How many axes an index asks for; unknown where a slice stands in it."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return None if any(isinstance(part, ast.Slice) for part in parts) else len(parts)


def _expressions(s: Statement) -> Iterator[ast.AST]:
    """All parts of the expressions in a statement itself."""
    expressions: list[ast.expr] = []
    match s:
        case Assign(operation=Read(index=index)):
            expressions = [*s.operands, index]
        case Assign() | Call():
            expressions = s.operands
        case For():
            expressions = [s.sequence]
        case If() | While():
            expressions = [s.test]
        case Write():
            expressions = [s.index, s.value]
        case Return():
            expressions = s.values
    for expression in expressions:
        yield from ast.walk(expression)


def _entries(s: Statement) -> Iterator[tuple[str, Rank]]:
    """Names of which a plain expression takes entries, or which it reduces."""
    for node in _expressions(s):
        match node:
            case ast.Subscript(value=ast.Name(id=n), slice=index):
                yield n, _taken(index)
            case ast.Call(func=ast.Attribute(attr=attr), args=args) if attr in REDUCTIONS:
                yield from ((n, None) for n in names_in(*args) if not n.startswith("<"))
            case ast.Attribute(value=ast.Name(id=n), attr="T"):
                yield n, None


def _measured(s: Statement) -> Iterator[tuple[str, Rank]]:
    """Names of which an expression asks the length or the shape."""
    for node in _expressions(s):
        match node:
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=n)]):
                yield n, 1
            case ast.Attribute(value=ast.Name(id=n), attr="shape" | "size" | "ndim") if not n.startswith("<"):
                yield n, None
            case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Name(id=n), *_]) if attr in MEASURES:
                yield n, None


def _used_whole(s: Statement) -> set[str]:
    """Names that stand in a statement as a whole, not to be indexed or measured."""
    if isinstance(s, Assign) and not isinstance(s.operation, Read):
        return {o.id for o in s.operands if isinstance(o, ast.Name)}
    if isinstance(s, Return):
        return {o.id for o in s.values if isinstance(o, ast.Name)}
    return set()


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
                    self._join(s.target, 0)
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
            whole = axis is not None and axis.value is None and not (keep is not None and keep.value)
            return 0 if whole or (ranks == [1] and not (keep is not None and keep.value)) else None
        return broadcast(ranks) if ranks else None

    def expression(self, node: ast.expr) -> Rank:
        """The rank of an operand."""
        match node:
            case ast.Constant() | ast.Compare(left=ast.Constant()):
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
            case ast.Call(func=ast.Attribute(attr="size" | "ndim" | "all" | "any" | "argmax" | "argmin")):
                return 0
            case ast.Call(func=ast.Attribute(attr="zeros" | "ones" | "empty"), args=[shape]):
                return len(shape.elts) if isinstance(shape, ast.Tuple) else 1 if self._counts(shape) else None
            case ast.Call(func=ast.Attribute(attr="arange" | "linspace")):
                return 1
            case ast.Call(func=ast.Attribute(), args=args) if args:
                return broadcast(list(map(self.expression, args)))
            case ast.Attribute():
                return 0 if isinstance(node.value, ast.Name) and node.value.id.startswith("<") else None
        return None

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
