"""The program of one run, as Python text (slides 11, 17 and 18).

A recorded program of scalars is written out as a new function, in Python or (see `c.py`) in C: the original lines,
with the derivative lines that the rule table gives between them (tangent) or after them in the opposite order
(adjoint). Loops come out unrolled and calls inlined. Where the program chose a branch, the text checks that the
choice still holds. What keeps loops and branches reads the text of the function instead: `source`.
"""

from __future__ import annotations

import ast
import keyword
import math
from collections.abc import Callable
from typing import Any

from lecture14.autodiff.core.boundary import scalar
from lecture14.autodiff.core.recording import Recording
from lecture14.autodiff.core.tape import Predicate
from lecture14.autodiff.expressions import special
from lecture14.autodiff.expressions.compiled import (
    OUT_OF_RANGE,
    compile_function,
    float_expression,
    float_names,
    written_out,
)
from lecture14.autodiff.support.formatting import number
from lecture14.autodiff.text.program import Program, function_name
from lecture14.autodiff.views.replay import ControlFlowChanged, replayed
from lecture14.autodiff.views.statements import Spelling, substitute


class _NumPyNames(ast.NodeTransformer):
    """sin(x) as np.sin(x); a negative power as NumPy's, which is inf at a pole where that of two floats raises."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.UnaryOp):
            node.right = ast.Call(ast.Name("np.float64", ast.Load()), [node.right], [])
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in special.__all__:
            return ast.Name(f"special.{node.id}", node.ctx)
        return node if node.id in ("x", "z", "y") else ast.Name(f"np.{node.id}", node.ctx)


def numpy_expression(expression: str) -> str:
    """An expression of the rule table in NumPy's words.

    Examples
    --------
    >>> numpy_expression("1/sqrt((1 - x)*(1 + x))")
    '1 / np.sqrt((1 - x) * (1 + x))'
    """
    return ast.unparse(_NumPyNames().visit(ast.parse(written_out(expression), mode="eval")))


def _number(value: Any) -> str:
    text = repr(float(value))
    return text if math.isfinite(value) else f"{text[:-3]}np.{text[-3:]}"


def _dot(name: str) -> str:
    return f"d{name}"


def _bar(name: str) -> str:
    return f"{name}_bar"


# What the text itself says: no input and no node may be called so.
RESERVED = "|".join([*keyword.kwlist, "np", "special", "bool", "ValueError"])
KINDS = {"function": "", "tangent": "diff_", "adjoint": "grad_"}
PYTHON = Spelling(
    lambda text, names: substitute(numpy_expression(text), names), _number, _dot, _bar, RESERVED
)


def _guards(program: Program) -> dict[int, list[str]]:
    """Lines that check the program's choices, by the node after which they stand."""
    lines: dict[int, list[str]] = {}
    for guard in program.recording.guards:
        (index,) = guard.operands
        name = program.name(index)
        lines.setdefault(index, []).append(
            f'if bool({name}) is not {guard.answer}: raise ValueError("another branch: trace again there")'
        )
    return lines


def _module(lines: list[str]) -> str:
    text = "\n".join(lines) + "\n"
    head = ["import numpy as np"] if "np." in text else []
    head += ["from lecture14.autodiff import special"] if "special." in text else []
    return "\n".join([*head, "", "", text]) if head else text


def _returned(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def written(recording: Recording, kind: str) -> str:
    """The text of one run as a Python function; see `Graph.source`."""
    if not (isinstance(kind, str) and kind in KINDS):
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(map(repr, KINDS))}")
    program = Program(recording, PYTHON)
    name = function_name(recording.f, PYTHON, KINDS[kind])
    lines = adjoint_lines(program, name) if kind == "adjoint" else _forward_lines(program, name, kind)
    origin = f'    """{_origin(program, kind)}"""'
    return _module([lines[0], origin, *lines[1:]])


def _origin(program: Program, kind: str) -> str:
    inputs = zip(program.inputs, program.recording.nodes, strict=False)
    values = [f"{name} = {number(node.value)}" for name, node in inputs]
    point = ", ".join(values[:4]) + (", …" if len(values) > 4 else "")
    what = {"function": "The value", "tangent": "Value and tangent", "adjoint": "Value and adjoints"}[kind]
    return f"{what} of {function_name(program.recording.f, PYTHON)}, of one run at {point}; by lecture14."


def _forward_lines(program: Program, name: str, kind: str) -> list[str]:
    """The original lines, each with its derivative line where the tangent is asked for."""
    tangent, inputs = kind == "tangent", range(len(program.inputs))
    guards = _guards(program)
    parameters = ", ".join([*program.inputs, *(program.dot(i) for i in inputs if tangent)])
    lines = [f"def {name}({parameters}):", *(f"    {line}" for i in inputs for line in guards.get(i, []))]
    for node in program.steps():
        lines.append(f"    {program.name(node.index)} = {program.value(node)}")
        if tangent and not program.compares(node.index):
            lines.append(f"    {program.dot(node.index)} = {program.tangent(node) or program.zero}")
        lines += [f"    {guard}" for guard in guards.get(node.index, [])]
    tangents = f", {_returned(program.result_tangents())}" if tangent else ""
    return [*lines, f"    return {_returned(program.results())}{tangents}"]


def adjoint_lines(program: Program, name: str) -> list[str]:
    """The lines of the adjoint function of that name, in the program's dialect of Python."""
    guards = _guards(program)
    count = len(program.outputs)
    seeds = [program.names("y_bar" if count == 1 else f"y{k + 1}_bar") for k in range(count)]
    parameters = ", ".join([*program.inputs, *(f"{s}=1.0" if count == 1 else s for s in seeds)])
    inputs = range(len(program.inputs))
    lines = [f"def {name}({parameters}):", *(f"    {line}" for i in inputs for line in guards.get(i, []))]
    for node in program.steps():
        lines.append(f"    {program.name(node.index)} = {program.value(node)}")
        lines += [f"    {guard}" for guard in guards.get(node.index, [])]
    lines += [f"    {target} {sign} {text}" for target, sign, text in program.adjoint_lines(seeds)]
    n = len(program.inputs)
    bars = ", ".join(map(program.bar, range(n))) + ("," if n == 1 else "")
    return [*lines, f"    return {_returned(program.results())}, ({bars})"]


FLOATS = Spelling(
    lambda text, names: substitute(float_expression(text), names),
    lambda value: f"float({str(float(value))!r})" if value - value else repr(float(value)),
    _dot,
    _bar,
    RESERVED,
)


def straight_line(recording: Recording) -> Callable[..., Any]:
    """Both sweeps over a record of scalars as one compiled function; see `Graph.compiled`."""
    program = Program(recording, FLOATS, [f"w{k + 1}" for k in range(recording.n_inputs)])
    if len(program.outputs) != 1:
        raise ValueError(f"f returned {len(program.outputs)} values; expected one: use Graph.replay")
    lines = adjoint_lines(program, "grad_graph")
    text = "\n".join(lines).replace("ValueError", "ControlFlowChanged") + "\n"
    rules = [node.rule for node in program.steps() if not isinstance(node.rule, Predicate)]
    names = float_names([text for rule in rules for text in (rule.expression, *rule.partials)])
    names["ControlFlowChanged"] = ControlFlowChanged
    quick = compile_function(text, "grad_graph", names)

    def both(*args: Any) -> Any:
        if len(args) != recording.n_inputs:
            raise ValueError(
                f"got {len(args)} arguments; expected the {recording.n_inputs} scalars of the trace"
            )
        try:
            value, adjoints = quick(*(scalar(x, f"argument {i}") for i, x in enumerate(args)))
            if not any(a != a for a in adjoints):
                return value, adjoints
        except OUT_OF_RANGE as error:
            if isinstance(error, ControlFlowChanged):
                raise
        again = replayed(
            recording, args
        )  # a pole or 0·∞, for which sweeps have conventions and floats have not
        return again.value, again.reverse()

    return both
