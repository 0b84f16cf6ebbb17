"""Which parameters of a function may be arrays, and of how many axes: as its own use of them tells.

What takes entries, lengths, sums or products of a variable asks for an array, and so for the arguments it comes from.
Any other parameter is a number, and the generated program checks that it got one. An annotation (`x: np.ndarray`,
`x: float`) decides where it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from lecture14.autodiff.source.statements.operations import ArrayFunction, Identity, Read, Transpose
from lecture14.autodiff.source.statements.program import (
    Assign,
    Call,
    Program,
    Return,
    Statement,
    Write,
    names_in,
    nodes,
    walk,
)
from lecture14.autodiff.source.statements.ranks import Rank, Ranks, joined

REDUCTIONS = ("any", "all", "argmax", "argmin", "sum", "max", "min", "mean", "dot", "array_equal", "allclose")
MEASURES = ("zeros_like", "ones_like", "empty_like", "size", "shape", "ndim")

Others = Callable[[Call], Program]


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
    while _spread(program, demands, demand, others):
        pass
    return demands


def _spread(
    program: Program, demands: Ranks, demand: Callable[[ast.AST, Rank], bool], others: Others
) -> bool:
    changed = False
    for s in walk(program.body):
        if isinstance(s, Assign):
            changed |= _spread_assignment(s, demands, demand)
        elif isinstance(s, Call):
            inner = _demands_of_callee(s, others)
            whole = any(t in demands for t in s.targets)
            for operand, p in zip(s.operands, others(s).parameters, strict=False):
                if p.name in inner or whole:
                    changed |= demand(operand, None if whole else inner[p.name])
    return changed


def _spread_assignment(s: Assign, demands: Ranks, demand: Callable[[ast.AST, Rank], bool]) -> bool:
    target = s.target in demands
    if isinstance(s.operation, Read):
        return demand(s.operands[0], None if target else _taken(s.operation.index))
    if isinstance(s.operation, Identity):
        return target and demand(s.operands[0], demands[s.target])
    reduces = isinstance(s.operation, ArrayFunction) and s.operation.rule != "where"
    if reduces or target or isinstance(s.operation, Transpose):
        return any(demand(o, None) for o in s.operands)
    return False


def _demands_of_callee(s: Call, others: Others) -> Ranks:
    return _demands(others(s), others)


def _taken(index: ast.expr) -> Rank:
    """How many axes an index asks for; unknown where a slice stands in it."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return None if any(isinstance(part, ast.Slice) for part in parts) else len(parts)


def _entries(s: Statement) -> Iterator[tuple[str, Rank]]:
    """Names of which a plain expression takes entries, or which it reduces."""
    for node in nodes(s):
        match node:
            case ast.Subscript(value=ast.Name(id=n), slice=index):
                yield n, _taken(index)
            case ast.Call(func=ast.Attribute(attr=attr), args=args) if attr in REDUCTIONS:
                yield from ((n, None) for n in names_in(*args) if not n.startswith("<"))
            case ast.Attribute(value=ast.Name(id=n), attr="T"):
                yield n, None


def _measured(s: Statement) -> Iterator[tuple[str, Rank]]:
    """Names of which an expression asks the length or the shape."""
    for node in nodes(s):
        match node:
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=n)]):
                yield n, 1
            case ast.Attribute(value=ast.Name(id=n), attr="shape" | "size" | "ndim") if not n.startswith("<"):
                yield n, None
            case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Name(id=n), *_]) if attr in MEASURES:
                yield n, None


def _used_whole(s: Statement) -> set[str]:
    """Names that stand in a statement as a whole, not to be indexed or measured."""
    if isinstance(s, Assign) and not isinstance(s.operation, Read | Identity):
        return {o.id for o in s.operands if isinstance(o, ast.Name)}
    if isinstance(s, Return):
        return {o.id for o in s.values if isinstance(o, ast.Name)}
    return set()
