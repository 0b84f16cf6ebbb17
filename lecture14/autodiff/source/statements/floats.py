"""Which names hold floats for sure: NumPy cuts a value that is written into an array of whole numbers.

A value that was cut has no derivative, so such a write is refused where the value has one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

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
    targets,
    walk,
)

ALWAYS = ("zeros", "ones", "empty", "eye", "linspace", "mean", "logsumexp")
OF_FIRST = (
    "zeros_like",
    "ones_like",
    "empty_like",
    "copy",
    "sum",
    "max",
    "min",
    "amax",
    "amin",
    "transpose",
    "abs",
)
OF_ANY = ("where", "dot", "matmul", "arange")


def check_kinds(program: Program, others: Others) -> None:
    """Refuse writes of values with a derivative into what may be an array of whole numbers."""
    writes = [s for s in walk(program.body) if isinstance(s, Write) and names_in(s.value) & program.active]
    floats = Floats(program, others).names if writes else set()
    for s in writes:
        if s.array not in floats:
            program.source.refuse(
                s.node,
                f"a write into {s.array}, which may hold whole numbers and would cut the value,",
                "begin with np.zeros(n), or multiply by 1.0",
            )


class Floats:
    """What a program holds in floats, whatever way it takes.

    Parameters
    ----------
    program : Program
    others : callable
        From a call to the program that it calls.
    arguments : list of bool, optional
        Which of the first parameters are floats; those with a derivative when left out.

    Attributes
    ----------
    names : set of str
    results : list of bool
    """

    def __init__(self, program: Program, others: Others, arguments: list[bool] | None = None):
        self.others = others
        self.names: set[str] = set()
        parameters, statements = program.parameters, list(walk(program.body))
        given = [p.active for p in parameters] if arguments is None else arguments
        given += [p.default is not None and self.expression(p.default) for p in parameters[len(given) :]]
        floats = {p.name for p, sure in zip(parameters, given, strict=True) if sure}
        whole = {p.name for p in parameters} - floats
        self.names = floats.union(*map(targets, statements)) - whole
        while cut := {n for s in statements for n, sure in self._bound(s) if not sure} & self.names:
            self.names -= cut
        returned = [s.values for s in statements if isinstance(s, Return)]
        self.results = [all(map(self.expression, values)) for values in zip(*returned, strict=True)]

    def _bound(self, s: Statement) -> Iterator[tuple[str, bool]]:
        """(name, whether it gets a float) of a statement."""
        match s:
            case Assign():
                yield s.target, self._operation(s)
            case Call():
                called = Floats(self.others(s), self.others, list(map(self.expression, s.operands)))
                yield from zip(s.targets, called.results, strict=True)
            case For():
                yield s.target, self.expression(s.sequence)

    def _operation(self, s: Assign) -> bool:
        if isinstance(s.operation, Elementwise):
            return self._rule(s.operation.rule, s.operands)
        if isinstance(s.operation, ArrayFunction):
            return self._array_function(s.operation.rule, s.operands)
        return self.expression(s.operands[0])

    def _rule(self, rule: Rule, operands: list[ast.expr]) -> bool:
        """Whether an elementwise result is a float: of whole numbers too, or because an operand is one."""
        of_whole = rule.function(*[1] * len(rule.arguments))
        return isinstance(of_whole, float) or any(map(self.expression, operands))

    def _array_function(self, name: str, operands: list[ast.expr]) -> bool:
        if name == "where":
            operands = operands[1:]
        considered = operands[:1] if name in OF_FIRST else operands if name in OF_ANY else []
        return name in ALWAYS or any(map(self.expression, considered))

    def expression(self, node: ast.expr) -> bool:
        """Whether an operand is a float, or an array of them."""
        match node:
            case ast.Constant(value=value):
                return isinstance(value, float)
            case ast.Name(id=n):
                return n in self.names
            case ast.BinOp(left=left, op=op, right=right):
                return isinstance(op, ast.Div) or self.expression(left) or self.expression(right)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner) | ast.Subscript(value=inner):
                return self.expression(inner)
            case ast.IfExp(body=body, orelse=orelse):
                return self.expression(body) and self.expression(orelse)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return all(map(self.expression, parts))
            case ast.Attribute(value=ast.Name(id=root)) if root == NUMPY:
                return True  # np.pi
            case ast.Attribute(value=inner, attr="T"):
                return self.expression(inner)
            case ast.Call(func=function, args=args, keywords=keywords):
                told = [a.value for a in [*args, *(k.value for k in keywords)] if isinstance(a, ast.Constant)]
                typed = any(isinstance(word, str) for word in told)  # a dtype, which may be any
                return not typed and self._called(function, args)
        return False

    def _called(self, function: ast.expr, args: list[ast.expr]) -> bool:
        match function:
            case ast.Name(id="min" | "max"):
                return all(map(self.expression, args))
            case ast.Name(id=name):
                return name == "float" or self._array_function(name, args)
            case ast.Attribute(value=ast.Name(id=root)) if root == SPECIAL:
                return True
            case ast.Attribute(value=ast.Name(id=root), attr=name) if root == NUMPY:
                return self._rule(RULES[name], args) if name in RULES else self._array_function(name, args)
            case ast.Attribute(value=inner, attr=name):  # a method
                return self._array_function(name, [inner, *args])
        return False
