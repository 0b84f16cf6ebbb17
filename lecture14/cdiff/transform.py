"""A whole file: all its functions, their tangents and adjoints, and the helpers that these need."""

from __future__ import annotations

import re

from lecture14.cdiff.forward.context import Context, differentiable
from lecture14.cdiff.forward.original import original
from lecture14.cdiff.forward.tangent import Tangent
from lecture14.cdiff.forward.writing import written
from lecture14.cdiff.program.names import Names
from lecture14.cdiff.program.tree import Call, Function, parts
from lecture14.cdiff.reading.files import read_file
from lecture14.cdiff.reverse.adjoint import Adjoint
from lecture14.cdiff.reverse.stack import Stack

MODES = ("tangent", "adjoint", "both")


def differentiate(text: str, mode: str = "both", origin: str = "") -> str:
    """The derivatives of the functions of a C file, as a C file (slides 13 and 14).

    Parameters
    ----------
    text : str
        Functions of doubles, ints and arrays of them.
    mode : {"tangent", "adjoint", "both"}
        ``diff_f(x, dx, &y, &dy)``; ``grad_f(x, y_bar, &y, &x_bar)``, which adds y_bar times the slope to x_bar.
        Neither changes the arrays of values in the adjoint; the tangent writes to them as the function does.
    origin : str, optional
        The name of the file, for the comment at the top.

    Raises
    ------
    Refused
        A `ValueError` with line and column, if the file contains what is not differentiated.

    Examples
    --------
    >>> print(differentiate("double f(double x1, double x2) { return x1*x2 + sin(x1); }", "tangent", "function.c"))
    /* Written by lecture14.cdiff from function.c: edit that file, not this one. */
    #include <math.h>
    <BLANKLINE>
    void diff_f(double x1, double x2, double dx1, double dx2, double *y, double *dy);
    <BLANKLINE>
    /* The tangent of f, line 1. */
    void diff_f(double x1, double x2, double dx1, double dx2, double *y, double *dy)
    {
        const double w1 = x1 * x2;
        const double dw1 = x2*dx1 + x1*dx2;
        const double w2 = sin(x1);
        const double dw2 = cos(x1)*dx1;
        const double w3 = w1 + w2;
        const double dw3 = dw1 + dw2;
        *y = w3;
        *dy = dw3;
    }
    <BLANKLINE>
    """
    if mode not in MODES:
        raise ValueError(f"mode is {mode!r}; expected one of {', '.join(map(repr, MODES))}")
    if not isinstance(text, str):
        raise TypeError(f"text is a {type(text).__name__}; expected a C file as a str")
    unit = read_file(text)
    names = Names(unit.words)
    context = Context(unit, names)
    functions = [f for f in unit.functions.values() if differentiable(f)]
    pieces: list[list[str]] = []
    if mode != "adjoint":
        called = {f.name: names.fresh(f"diff_{f.name}") for f in functions}
        for function in functions:
            pieces.append([_note("tangent", function), *Tangent(function, context, called).lines()])
    helpers: list[list[str]] = []
    if mode != "tangent":
        adjoints, stack = _adjoints(functions, context)
        pieces += adjoints
        if any(re.search(rf"\b{stack.type}\b", line) for piece in adjoints for line in piece):
            helpers = stack.pieces()
    copies: list[list[str]] = []
    while len(copies) < len(context.copied):  # a copy may call others
        copies = [original(unit.functions[name], context) for name in list(context.copied)]
    return _file(context, helpers, [*copies, *pieces], origin)


def _note(what: str, function: Function) -> str:
    return f"/* The {what} of {function.name}, line {function.place.line}. */"


def _adjoints(functions: list[Function], context: Context) -> tuple[list[list[str]], Stack]:
    """The adjoints of the functions, with halves of those that are called."""
    fresh = context.names.fresh
    stack = Stack.named(context.names)
    whole = {f.name: fresh(f"grad_{f.name}") for f in functions}
    halves = {f.name: (fresh(f"{f.name}_forward"), fresh(f"{f.name}_reverse")) for f in functions}
    called = {
        part.name
        for f in functions
        for part in parts(f.body)
        if isinstance(part, Call) and part.type != "int"
    }
    pieces = []
    for function in functions:
        adjoint = Adjoint(function, context, stack, halves)
        pieces.append([_note("adjoint", function), *adjoint.whole(whole[function.name])])
        if function.name in called:
            pieces.append([_note("adjoint's forward half", function), *adjoint.forward_half()])
            pieces.append([_note("adjoint's reverse half", function), *adjoint.reverse_half()])
    return pieces, stack


def _file(context: Context, helpers: list[list[str]], pieces: list[list[str]], origin: str) -> str:
    safe = re.sub(r"[^\w.+-]", "_", origin, flags=re.ASCII) or "a C file"
    lines = [
        f"/* Written by lecture14.cdiff from {safe}: edit that file, not this one. */",
        "#include <math.h>",
    ]
    lines += ["#include <stdlib.h>"] if helpers else []
    constants = [
        f"static const {c.type} {c.name} = {written(c.value, context)};"
        for c in context.unit.constants
        if c.value
    ]
    if context.bordered:
        head = f"static double {context.product()}(double slope, double factor)"
        body = "    return factor == 0.0 ? 0.0 : slope * factor;"
        helpers = [
            *helpers,
            ["/* 0 where the factor is, at an infinite slope, too. */", head, "{", body, "}"],
        ]
    prototypes = [f"{next(line for line in piece if not line.startswith('/*'))};" for piece in pieces]
    for piece in [constants, *helpers, prototypes, *pieces]:
        lines += ["", *piece] if piece else []
    return "\n".join(lines) + "\n"
