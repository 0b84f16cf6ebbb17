"""The program of one run, as C (slides 13 and 14).

The generated code returns its derivative through out-parameters; the slide's version hands back the address of
a local array, which no longer exists when the caller looks at it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from lecture14.autodiff.text.c_names import RESERVED, as_c
from lecture14.autodiff.text.expression import spelled
from lecture14.autodiff.text.program import Program, function_name, recorded
from lecture14.autodiff.views.statements import Spelling


def c_number(value: float) -> str:
    """A double as C writes it.

    Examples
    --------
    >>> c_number(2.0), c_number(float("inf")), c_number(float("nan"))
    ('2.0', 'INFINITY', 'NAN')
    """
    if math.isnan(value):
        return "NAN"
    return repr(value) if math.isfinite(value) else "INFINITY" if value > 0 else "-INFINITY"


C = Spelling(
    partial(spelled, "C"),
    lambda value: c_number(float(value)),
    lambda w: f"d{w}",
    lambda w: f"{w}_bar",
    RESERVED,
    as_c,
)
KINDS = ("function", "tangent", "adjoint")


def source_c(f: Callable[..., Any], *args: Any, kind: str = "tangent") -> str:
    """The text of a C function: f itself, its tangent or its adjoint.

    Parameters
    ----------
    f : callable
        A program of scalars without branches.
    *args : float
        Where to trace f; ones when left out.
    kind : {"function", "tangent", "adjoint"}
        `double f(x1, …)`, `void diff_f(x1, …, dx1, …, *y, *dy)` or `void grad_f(x1, …, *y, *x1_bar, …)`.

    Raises
    ------
    ValueError
        If f works on arrays, branches on its values, returns several values, or needs what math.h lacks.

    Examples
    --------
    >>> import numpy as np
    >>> def f(x1, x2):
    ...     return x1 * x2 + np.sin(x1)
    >>> print(source_c(f))
    #include <math.h>
    <BLANKLINE>
    void diff_f(double x1, double x2, double dx1, double dx2, double *y, double *dy)
    {
        double w3 = x1 * x2;
        double dw3 = x2*dx1 + x1*dx2;
        double w4 = sin(x1);
        double dw4 = cos(x1)*dx1;
        double w5 = w3 + w4;
        double dw5 = dw3 + dw4;
        *y = w5;
        *dy = dw5;
    }
    <BLANKLINE>
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(map(repr, KINDS))}")
    program = Program(recorded(f, args), C)
    if program.recording.guards:
        raise ValueError("f branches on its values; expected a straight-line program for C")
    if len(program.outputs) != 1:
        raise ValueError(f"f returned {len(program.outputs)} values; expected one for C")
    inputs, arguments = program.inputs, range(len(program.inputs))
    dots = [program.dot(i) for i in arguments if kind == "tangent"]
    outputs = [program.names(y) for y in {"tangent": ("y", "dy"), "adjoint": ("y",)}.get(kind, ())]
    bars = [program.bar(i) for i in arguments if kind == "adjoint"]
    lines = []
    for node in program.steps():
        lines.append(f"double {program.name(node.index)} = {program.value(node)};")
        if kind == "tangent" and not program.compares(node.index):
            lines.append(f"double {program.dot(node.index)} = {program.tangent(node) or program.zero};")
    (result,) = program.results()
    if kind == "function":
        return _c_function(f"double {function_name(f, C)}", inputs, [], [*lines, f"return {result};"])
    if kind == "tangent":
        results = [result, *program.result_tangents()]
        lines += [f"*{y} = {value};" for y, value in zip(outputs, results, strict=True)]
        return _c_function(f"void {function_name(f, C, 'diff_')}", [*inputs, *dots], outputs, lines)
    for target, sign, text in program.adjoint_lines([c_number(1.0)]):
        declaration = "*" if target in bars else "double " if sign == "=" else ""
        lines.append(f"{declaration}{target} {sign} {text};")
    lines.append(f"*{outputs[0]} = {result};")
    return _c_function(f"void {function_name(f, C, 'grad_')}", inputs, [*outputs, *bars], lines)


def _c_function(head: str, inputs: list[str], outputs: list[str], lines: list[str]) -> str:
    parameters = ", ".join([*(f"double {x}" for x in inputs), *(f"double *{y}" for y in outputs)])
    used = {word for line in lines for word in re.findall(r"\w+", line.partition("= ")[2] or line)}
    declared = [*inputs, *(line.split()[1] for line in lines if line.startswith("double "))]
    unused = [f"(void){name};" for name in declared if name not in used]  # else compilers warn
    body = "".join(f"    {line}\n" for line in [*lines[:-1], *unused, *lines[-1:]])
    return f"#include <math.h>\n\n{head}({parameters})\n{{\n{body}}}\n"
