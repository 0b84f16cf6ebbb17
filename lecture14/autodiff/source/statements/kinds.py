"""Which kinds of numbers names hold, and the two places where NumPy's kinds would change a program.

A value that is written into an array of whole numbers is cut, and has no derivative. A sum of two comparisons counts in
Python, ``True + True`` is 2; but NumPy's floats, which generated programs calculate with, compare to truth values of
NumPy's own, whose sum is true. Both are refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from lecture14.autodiff.core.rules import RULES, Rule
from lecture14.autodiff.source.statements.aliases import Others
from lecture14.autodiff.source.statements.operations import NUMPY, SPECIAL, ArrayFunction, Elementwise
from lecture14.autodiff.source.statements.program import (
    Assign,
    Call,
    For,
    Program,
    Return,
    Statement,
    Write,
    names_in,
    nodes,
    walk,
)

Kind = frozenset[str]
# Truth values are those of NumPy's: Python's own calculate like whole numbers.
FLOAT, WHOLE, TRUTH = map(frozenset, "fib")
ANY = FLOAT | WHOLE

FLOATS = ("zeros", "ones", "empty", "eye", "linspace", "mean", "logsumexp")
OF_FIRST = (
    "zeros_like", "ones_like", "empty_like", "copy", "sum", "max", "min", "amax", "amin", "transpose", "abs",
)  # fmt: skip
SUMS = ("add", "subtract", "negative", "positive")
OF_ALL = ("where", "dot", "matmul", "arange")


def check_kinds(program: Program, others: Others, rank_of: Callable[[ast.expr], int | None]) -> None:
    """Refuse writes that cut a value with a derivative, and arithmetic of two comparisons of numbers."""
    kinds = Kinds(program, others)
    for s in walk(program.body):
        if isinstance(s, Write) and names_in(s.value) & program.active and kinds.of[s.array] != FLOAT:
            program.source.refuse(
                s.node,
                f"a write into {s.array}, which may hold whole numbers and would cut the value,",
                "begin with np.zeros(n), or multiply by 1.0",
            )
        for operands in _summed(s):
            if all(kinds.expression(o) >= TRUTH and rank_of(o) == 0 for o in operands):
                program.source.refuse(
                    s.node,
                    "arithmetic of truth values",
                    "write int(…) around a comparison that counts, and not for ~",
                )


def _summed(s: Statement) -> Iterator[list[ast.expr]]:
    """Operands of the operations that differ between Python's truth values and NumPy's."""
    match s:
        case Assign(operation=Elementwise(rule=rule)) if rule.name in SUMS:
            yield s.operands
    for node in nodes(s):
        match node:
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
                yield [left, right]
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Invert(), operand=inner):
                yield [inner]


def _together(kinds: Iterable[Kind]) -> Kind:
    """The kinds that operands of these kinds make."""
    first, *others = kinds
    for other in others:
        first = frozenset("f" if "f" in a + b else "i" if "i" in a + b else "b" for a in first for b in other)
    return first


class Kinds:
    """The kinds of numbers that a program's names may hold, on any way that it takes.

    Parameters
    ----------
    program : Program
    others : callable
        From a call to the program that it calls.
    given : list of frozenset, optional
        The kinds of the first parameters; floats where one has a derivative, when left out.

    Attributes
    ----------
    of : dict
        Name -> kinds.
    results : list of frozenset
        The kinds of each result.
    """

    def __init__(self, program: Program, others: Others, given: list[Kind] | None = None):
        self.others = others
        self.of: dict[str, Kind] = {}
        parameters, statements = program.parameters, list(walk(program.body))
        known = (
            [FLOAT if p.active else WHOLE if p.whole else ANY for p in parameters] if given is None else given
        )
        known = known + [self.expression(p.default) if p.default else ANY for p in parameters[len(known) :]]
        self.of = {p.name: kind for p, kind in zip(parameters, known, strict=True)}
        before = None
        while before != self.of:
            before = dict(self.of)
            for s in statements:
                for n, kind in self._bound(s):
                    self.of[n] = self.of.get(n, frozenset()) | kind
        returned = [s.values for s in statements if isinstance(s, Return)]
        self.results = [self._either(values) for values in zip(*returned, strict=True)]

    def _bound(self, s: Statement) -> Iterator[tuple[str, Kind]]:
        """(name, the kinds that it gets) of a statement."""
        match s:
            case Assign():
                yield s.target, self._operation(s)
            case Call():
                called = Kinds(self.others(s), self.others, list(map(self.expression, s.operands)))
                yield from zip(s.targets, called.results, strict=True)
            case For():
                yield s.target, self.expression(s.sequence)

    def _operation(self, s: Assign) -> Kind:
        if isinstance(s.operation, Elementwise):
            return self._rule(s.operation.rule, s.operands)
        if isinstance(s.operation, ArrayFunction):
            return self._named(s.operation.rule, s.operands)
        return self.expression(s.operands[0])

    def _rule(self, rule: Rule, operands: list[ast.expr]) -> Kind:
        """The kinds of an elementwise result: floats if the function makes them of whole numbers too."""
        with np.errstate(all="ignore"):  # at a pole
            of_whole = rule.function(*[1] * len(rule.arguments))
        return FLOAT if isinstance(of_whole, float) else _together(map(self.expression, operands))

    def _named(self, name: str, operands: list[ast.expr]) -> Kind:
        """The kinds that a function of arrays makes, by its name."""
        if name in FLOATS:
            return FLOAT
        if name in OF_FIRST:
            return self.expression(operands[0])
        if name in OF_ALL:
            return _together(map(self.expression, operands[name == "where" :]))
        return WHOLE

    def _either(self, nodes: Iterable[ast.expr]) -> Kind:
        return frozenset().union(*map(self.expression, nodes))

    def expression(self, node: ast.expr) -> Kind:
        """The kinds of an operand, or of the entries of an array."""
        match node:
            case ast.Constant(value=value):
                return FLOAT if isinstance(value, float) else WHOLE
            case ast.Name(id=n):
                return self.of.get(n, frozenset())
            case ast.BinOp(left=left, op=op, right=right):
                return FLOAT if isinstance(op, ast.Div) else _together(map(self.expression, (left, right)))
            case ast.Compare(left=left, comparators=right):
                return TRUTH if "f" in self._either([left, *right]) else WHOLE
            case (
                ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Invert(), operand=inner)
                | ast.Subscript(value=inner)
            ):
                return self.expression(inner)
            case ast.IfExp(body=body, orelse=orelse):
                return self._either([body, orelse])
            case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                return self._either(parts)
            case ast.Attribute(value=ast.Name(id=root)) if root == NUMPY:
                return FLOAT  # np.pi
            case ast.Attribute(value=inner, attr="T"):
                return self.expression(inner)
            case ast.Call(func=function, args=args, keywords=keywords):
                told = [a.value for a in [*args, *(k.value for k in keywords)] if isinstance(a, ast.Constant)]
                typed = any(isinstance(word, str) for word in told)  # a dtype
                return ANY if typed else self._called(function, args)
        return WHOLE

    def _called(self, function: ast.expr, args: list[ast.expr]) -> Kind:
        match function:
            case ast.Name(id="min" | "max"):
                return self._either(args)
            case ast.Name(id=name):
                return FLOAT if name == "float" else self._named(name, args)
            case ast.Attribute(value=ast.Name(id=root)) if root == SPECIAL:
                return FLOAT
            case ast.Attribute(value=ast.Name(id=root), attr=name) if root == NUMPY:
                return self._rule(RULES[name], args) if name in RULES else self._named(name, args)
            case ast.Attribute(value=inner, attr=name):  # a method
                return self._named(name, [inner, *args])
        return WHOLE
