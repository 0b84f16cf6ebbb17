"""Which names of a function have a derivative, and which are whole numbers; read off the text.

A name has one if a value that depends on an argument may be assigned to it. Comparisons, lengths and whole numbers have
none. A parameter that counts or indexes (`range(n)`, `x[k]`) is a whole number. The analysis asks for names, not for
the order of the statements (Griewank & Walther 2008, section 6.2: varied variables).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lecture14.autodiff.core.rules import PREDICATES
from lecture14.autodiff.source.reading.text import Source

SIZES = ("shape", "size", "ndim")
# Python's and NumPy's functions whose results have no derivative.
WITHOUT_DERIVATIVE: tuple[Any, ...] = (
    len, int, bool, round, range,
    np.any, np.all, np.argmax, np.argmin, np.zeros, np.ones, np.zeros_like, np.ones_like,
    np.size, np.ndim, np.shape, np.eye, np.empty, np.empty_like, np.array_equal, np.allclose,
    *(getattr(np, name) for name in sorted(PREDICATES)),
)  # fmt: skip

GRIDS = (np.arange, np.linspace)  # their entries move with their ends
COUNTING = (range, np.zeros, np.ones, np.empty, np.eye)  # their arguments are whole numbers


def has_no_derivative(function: Any) -> bool:
    """Whether a function's result never has a derivative."""
    return any(function is f for f in WITHOUT_DERIVATIVE)


class Activity:
    """Active and whole names of a function.

    Parameters
    ----------
    source : Source
    flags : sequence of bool, optional
        Which parameters are active, as a caller says; all that are neither whole, nor have a default, when left out.
    """

    def __init__(self, source: Source, flags: tuple[bool, ...] | None = None):
        self.source = source
        self.assignments = list(_assignments(source.tree))
        arguments = source.tree.args
        self.parameters = [a.arg for a in arguments.posonlyargs + arguments.args]
        self.whole = self._grow(self._counters(), self._whole_in)
        kinds = {a.arg: annotation(a) for a in arguments.posonlyargs + arguments.args}
        self.whole |= {p for p in self.parameters if kinds[p] == "int"}
        # A caller gives as many arguments as it has flags for; else what has a default is a setting.
        given = len(self.parameters) - len(arguments.defaults) if flags is None else len(flags)
        self.given = set(self.parameters[:given])
        chosen = flags or (True,) * given
        seeds = {
            p
            for p, flag in zip(self.parameters, chosen, strict=False)
            if flag and p not in self.whole and kinds[p] not in ("bool", "str")
        }
        self.active = self._spread(seeds)

    def _counters(self) -> set[str]:
        """Names in the arguments of range and np.zeros, and in subscripts."""
        found: set[str] = set()
        for node in ast.walk(self.source.tree):
            if isinstance(node, ast.Call) and self.source.outer(node.func) in COUNTING:
                found |= set().union(*map(self._names, node.args))
            elif isinstance(node, ast.Subscript):
                found |= self._names(node.slice)
        return found

    def _grow(self, names: set[str], more: Callable[[ast.expr], set[str]]) -> set[str]:
        while True:
            added = set().union(
                names, *(more(value) for target, value in self.assignments if target in names)
            )
            if added == names:
                return names
            names = added

    def _whole_in(self, value: ast.expr) -> set[str]:
        return self._names(value) if isinstance(value, ast.Name | ast.BinOp | ast.UnaryOp) else set()

    def _names(self, node: ast.AST) -> set[str]:
        """Names whose values go into an expression, those inside `len(…)`, `.shape` and `int(…)` left out."""
        if isinstance(node, ast.Name):
            return {node.id} & self.source.local
        if isinstance(node, ast.Attribute | ast.Compare):
            return set()
        if isinstance(node, ast.Call):
            return set()
        return set().union(*map(self._names, ast.iter_child_nodes(node)))

    def _spread(self, active: set[str]) -> set[str]:
        self.active = active
        while True:
            added = active | {target for target, value in self.assignments if self.in_expression(value)}
            added -= self.whole
            if added == active:
                return active
            self.active = active = added

    def in_expression(self, node: ast.AST) -> bool:
        """Whether an expression may have a derivative."""
        match node:
            case ast.Name(id=name):
                return name in self.active
            case ast.Constant() | ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return False
            case ast.Attribute(attr=attribute) if attribute in SIZES:
                return False
            case ast.Subscript(value=base):
                return self.in_expression(base)
            case ast.IfExp(body=body, orelse=orelse):
                return self.in_expression(body) or self.in_expression(orelse)
            case ast.Call(func=function) if has_no_derivative(self.source.outer(function)):
                return False
        return any(map(self.in_expression, ast.iter_child_nodes(node)))


def annotation(argument: ast.arg) -> str:
    """What the annotation of a parameter says: array, float, int, bool, str, or nothing that we read."""
    text = "" if argument.annotation is None else ast.unparse(argument.annotation).strip("'\"")
    last = text.partition("[")[0].rpartition(".")[2]
    if last in ("ndarray", "NDArray"):
        return "array"
    return last if last in ("float", "int", "bool", "str") else ""


def _assignments(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, expression that goes into it) for all assignments and loops."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _into(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from _into(target, value)
            case ast.AugAssign(target=target, value=value):
                yield from _into(target, value)
            case ast.For(target=target, iter=sequence):
                yield from _items(target, sequence)


def _into(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, value:
        case ((ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name))), _):
            yield name, value
        case ast.Tuple(elts=parts), ast.Tuple(elts=values) if len(parts) == len(values):
            for part, single in zip(parts, values, strict=True):
                yield from _into(part, single)
        case ast.Tuple(elts=parts), _:
            for part in parts:
                yield from _into(part, value)


def _items(target: ast.expr, sequence: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, sequence:
        case ast.Tuple(elts=[index, item]), ast.Call(func=ast.Name(id="enumerate"), args=[inner]):
            yield from _into(index, ast.Constant(0))
            yield from _items(item, inner)
        case ast.Tuple(elts=parts), ast.Call(func=ast.Name(id="zip"), args=args) if len(parts) == len(args):
            for part, inner in zip(parts, args, strict=True):
                yield from _into(part, inner)
        case _:
            yield from _into(target, sequence)
