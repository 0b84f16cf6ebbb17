"""Writes into arrays are read only where no other name may see them.

An array that is written to must be the function's own (`np.zeros(n)`, `x.copy()`), and must have one name: the reverse
sweep undoes writes in place, and the cotangent of a second name would be another array.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from lecture14.autodiff.source.statements.operations import (
    ArrayFunction,
    Elementwise,
    Identity,
    Read,
    Transpose,
)
from lecture14.autodiff.source.statements.program import (
    Assign,
    Call,
    For,
    Program,
    Return,
    Statement,
    Write,
    names_in,
    walk,
)

COPIED = "write y = x.copy() and change the copy"
Others = Callable[[Call], Program]
RankOf = Callable[[str], int | None]


def check_writes(program: Program, others: Others, rank_of: RankOf) -> None:
    """Refuse writes into arrays that belong to the caller, or that another name may share."""
    written = {s.array for s in walk(program.body) if isinstance(s, Write)}
    if not written:
        return
    source = program.source
    parameters = {p.name for p in program.parameters}
    writes = {s.array: s for s in walk(program.body) if isinstance(s, Write)}
    for array in sorted(written & parameters):
        source.refuse(writes[array].node, f"a write into the parameter {array}, the caller's array,", COPIED)
    views: set[str] = set()  # parts of written arrays that live within their statement
    for s in walk(program.body):
        for target, shared in _shares(s, others):
            shared -= program.temporaries - written - views  # results that nobody else holds
            for array in sorted((written | views) & ({target} | shared) if shared else ()):
                part = isinstance(s, Assign) and isinstance(s.operation, Read | Transpose)
                if _is_entry(s, rank_of):
                    continue
                if part and target in program.temporaries - written:
                    views.add(target)
                    continue
                first = _first(array, target, shared)
                second = f" ({target})" if target not in {first, *program.temporaries} else ""
                source.refuse(
                    s.node or program.source.tree,
                    f"a second name{second} of the array {first}, which is written to,",
                    "write .copy() behind it",
                )
        if isinstance(s, For) and written & names_in(s.sequence) - _measured(s.sequence):
            source.refuse(
                s.node or source.tree, "a loop over an array that is written to", "loop over range(len(…))"
            )


def _first(array: str, target: str, shared: set[str]) -> str:
    """The name that an array had before it got a second one, through which it may be written to."""
    return array if array != target else min(shared - {target}, default=array)


def _is_entry(s: Statement, rank_of: RankOf) -> bool:
    """Whether a statement takes a single entry, which is a number and no view."""
    if not (isinstance(s, Assign) and isinstance(s.operation, Read) and isinstance(s.operands[0], ast.Name)):
        return False
    index = s.operation.index
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return not any(isinstance(p, ast.Slice) for p in parts) and rank_of(s.operands[0].id) == len(parts)


def _shares(s: Statement, others: Others) -> list[tuple[str, set[str]]]:
    """(target, names whose arrays it may share) of a statement."""
    if isinstance(s, Assign):
        operation = s.operation
        shares = (isinstance(operation, Identity) and not operation.fresh) or isinstance(
            operation, Read | Transpose
        )
        if isinstance(operation, Elementwise | ArrayFunction) or not shares:
            return []
        names = {o.id for o in s.operands if isinstance(o, ast.Name)} | _plain_shares(s.operands)
        return [(s.target, names)] if names else []
    if isinstance(s, Call) and returns_argument(others(s), others):
        given = {o.id for o in s.operands if isinstance(o, ast.Name)}
        return [(target, given) for target in s.targets]
    return []


def _plain_shares(operands: list[ast.expr]) -> set[str]:
    """Names of which a plain expression is an entry or a transpose."""
    found = set()
    for operand in operands:
        node = operand
        while isinstance(node, ast.Subscript | ast.Attribute):
            node = node.value
        if isinstance(node, ast.Name) and node is not operand and not isinstance(operand, ast.Attribute):
            found.add(node.id)
    return found


def _measured(expression: ast.expr) -> set[str]:
    return {
        n.id
        for call in ast.walk(expression)
        if isinstance(call, ast.Call)
        for n in ast.walk(call)
        if isinstance(n, ast.Name)
    }


def returns_argument(program: Program, others: Others) -> bool:
    """Whether a result may be an argument itself, or a view of one."""
    shared = {p.name for p in program.parameters}
    while True:
        before = len(shared)
        for s in walk(program.body):
            for target, names in _shares(s, others):
                if names & shared:
                    shared.add(target)
        if len(shared) == before:
            break
    returned = [value for s in walk(program.body) if isinstance(s, Return) for value in s.values]
    new = ast.BinOp | ast.UnaryOp | ast.Compare  # what operators compute is an array of its own
    return any(shared & names_in(value) for value in returned if not isinstance(value, new))


def check_updates(program: Program, others: Others, rank_of: RankOf) -> None:
    """Refuse ``x += …`` for an array that another name may share: Python changes it in place."""
    parameters = {p.name for p in program.parameters}
    shared = set().union(
        *({target} | names for s in walk(program.body) for target, names in _shares(s, others))
    )
    for s in program.updates:
        if rank_of(s.target) != 0 and s.target in shared | parameters:
            program.source.refuse(
                s.node,
                f"an operation in place on {s.target}, which may be an array that others see,",
                f"write {s.target} = {s.target} …",
            )
