"""A whole file: all its functions, their tangents and adjoints, and the helpers that these need."""

from __future__ import annotations

import re

from lecture14.cdiff.context import Context, differentiable
from lecture14.cdiff.names import Names
from lecture14.cdiff.original import original
from lecture14.cdiff.reading import read_file
from lecture14.cdiff.tangent import Tangent
from lecture14.cdiff.writing import written

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
            lines = Tangent(function, context, called).lines()
            pieces.append([f"/* The tangent of {function.name}, line {function.place.line}. */", *lines])
    copies: list[list[str]] = []
    while len(copies) < len(context.copies):
        copies = [original(unit.functions[name], context) for name in list(context.copies)]
    return _file(context, [*copies, *pieces], origin)


def _file(context: Context, pieces: list[list[str]], origin: str) -> str:
    safe = re.sub(r"[^\w.+-]", "_", origin, flags=re.ASCII) or "a C file"
    lines = [
        f"/* Written by lecture14.cdiff from {safe}: edit that file, not this one. */",
        "#include <math.h>",
        "",
    ]
    constants = [
        f"static const {c.type} {c.name} = {written(c.value, context)};"
        for c in context.unit.constants
        if c.value
    ]
    prototypes = [f"{next(line for line in piece if not line.startswith('/*'))};" for piece in pieces]
    lines += [*constants, *([""] if constants else []), *prototypes]
    if context.product:
        head = f"static double {context.product}(double slope, double factor)"
        pieces = [["/* 0 where the factor is, at an infinite slope, too. */", head, "{"]
                  + ["    return factor == 0.0 ? 0.0 : slope * factor;", "}"], *pieces]  # fmt: skip
    for piece in pieces:
        lines += ["", *piece]
    return "\n".join(lines) + "\n"
