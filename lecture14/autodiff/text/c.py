"""C in, C out: a straight-line C function read, its derivative written (slides 13 and 14).

`read_c` understands the C of the slides: one function of doubles, declarations, assignments, a return. The
generated code returns its derivative through out-parameters; the slide's version hands back the address of
a local array, which no longer exists when the caller looks at it.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from lecture14.autodiff.expressions.compiled import compile_function, over_arrays
from lecture14.autodiff.expressions.spelling import C_NAMES
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


def read_c(text: str) -> Callable:
    """The Python function that a C function of doubles stands for.

    Parameters
    ----------
    text : str
        One function with double parameters and a body of declarations, assignments and a return.

    Raises
    ------
    ValueError
        Naming the line that is not understood.

    Examples
    --------
    >>> f = read_c("double f(double x1, double x2) { double w = x1 * x2; return w + sin(x1); }")
    >>> f.__name__, round(float(f(1.5, 2.0)), 4)
    ('f', 3.9975)
    """
    if not isinstance(text, str):
        raise TypeError(f"text is a {type(text).__name__}; expected a C function as a str")
    plain = re.sub(r"/\*.*?\*/|//[^\n]*|^\s*#[^\n]*", "", text, flags=re.S | re.M)
    match = re.fullmatch(r"\s*double\s+(\w+)\s*\(([^)]*)\)\s*\{(.*)\}\s*", plain, flags=re.S)
    if match is None:
        raise ValueError("the text is no C function; expected double name(double …) { … }")
    name, parameters, body = match.groups()
    names = []
    for parameter in filter(None, (p.strip() for p in parameters.split(","))):
        found = re.fullmatch(r"double\s+(\w+)", parameter)
        if found is None:
            raise ValueError(f"parameter {parameter!r} of {name}; expected double and a name")
        names.append(found[1])
    lines = [line for statement in body.split(";") for line in _statement(" ".join(statement.split()))]
    source = f"def {name}({', '.join(names)}):\n" + "".join(f"    {line}\n" for line in lines)
    known = {c: over_arrays(ours) for c, ours in C_NAMES.items()}
    known["pow"] = lambda x, z: x**z
    return compile_function(source, name, known)


def _statement(text: str) -> list[str]:
    if not text or re.fullmatch(r"double \w+( ?, ?\w+)*", text):
        return []
    match = re.fullmatch(
        r"(?:double )?(\w+ [-+*/]?= )(.+)|(return )(.+)", re.sub(r"\s*([-+*/]?=)\s*", r" \1 ", text)
    )
    if match is None:
        raise ValueError(f"statement {text!r}; expected a declaration, an assignment or a return")
    left, right = (match[1], match[2]) if match[1] else (match[3], match[4])
    try:
        ast.parse(right, mode="eval")
    except SyntaxError:
        raise ValueError(f"statement {text!r}; expected arithmetic and functions of math.h") from None
    return [left + right]
