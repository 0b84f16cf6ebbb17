"""Slide 4: a derivative written as one formula swells; the dual program does not."""

import ast
from functools import cache

import numpy as np

from lecture14.autodiff import Graph, trace
from lecture14.autodiff.support.formatting import number
from lecture14.autodiff.views.statements import substitute
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, VERMILION, Margins, frame_axes, lecture_style, new_figure


def logistic(x, steps: int):
    """The logistic map x → 4x(1 − x), applied so many times: a program with a loop.

    Examples
    --------
    >>> logistic(0.25, 2)
    0.75
    """
    for _ in range(steps):
        x = 4.0 * x * (1.0 - x)
    return x


def derivative_formula(graph: Graph) -> str:
    """The derivative by the first input as one formula, with nothing named and nothing simplified.

    The rules are those of the package's table; each operand's name is replaced by the whole formula it stands for.

    Examples
    --------
    >>> derivative_formula(trace(lambda x: np.sin(x * x))(1.0))
    'cos(x * x) * (x + x)'
    """
    values: list[str] = []
    slopes: list[str | None] = []
    for node in graph.nodes:
        if node.rule is None:
            values.append(graph.names[node.index])
            slopes.append(None if node.index else "1")
            continue
        operands = [f"({values[i]})" if type(i) is int else number(i) for i in node.inputs]
        names = dict(zip(node.rule.arguments, operands, strict=True))
        values.append(substitute(node.rule.expression, names))
        names["y"] = f"({values[-1]})"
        terms = [
            _product(substitute(node.rule.partials[k], names), slopes[i])
            for k, i in enumerate(node.inputs)
            if type(i) is int and slopes[i] is not None
        ]
        slopes.append(" + ".join(terms) if terms else None)
    return ast.unparse(ast.parse(slopes[-1] or "0", mode="eval"))


def _product(partial: str, slope: str | None) -> str:
    if slope == "1" or partial == "1":
        return f"({partial})" if slope == "1" else f"({slope})"
    return f"-({slope})" if partial == "-1" else f"({partial}) * ({slope})"


def operations(formula: str) -> int:
    """How many operations and function calls a formula has.

    Examples
    --------
    >>> operations("cos(x * x) * (x + x)")
    4
    """
    tree = ast.walk(ast.parse(formula, mode="eval"))
    return sum(isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call) for node in tree)


class Swell(Picture):
    """For 1, 2, … steps: operations in the derivative's `formula`, and in the `dual` program."""

    formula: np.ndarray
    dual: np.ndarray


#: Characters in a line of small print, and lines that are shown.
LINE, LINES = 54, 6

#: The longest program in `swell`.
MOST_STEPS = 8


@cache
def _formulas() -> tuple[list[str], np.ndarray, np.ndarray]:
    graphs = [trace(logistic)(0.3, steps=n) for n in range(1, MOST_STEPS + 1)]
    costs = [graph.cost() for graph in graphs]
    formulas = [derivative_formula(graph) for graph in graphs]
    dual = [c.operations + c.multiplications + c.forward_additions for c in costs]
    return formulas, np.array([operations(text) for text in formulas]), np.array(dual)


def swell(steps: int = 3) -> Swell:
    """The derivative of the logistic map written out, and what it costs against the dual program (slide 4).

    Parameters
    ----------
    steps : int
        How often the map is applied, at most `MOST_STEPS`.

    Examples
    --------
    >>> picture = swell(3)
    >>> picture.dual
    array([ 7, 14, 21])
    """
    formulas, written, dual = _formulas()
    text, written, dual = formulas[steps - 1], written[:steps], dual[:steps]
    n = np.arange(1, steps + 1)

    figure, axes = new_figure(5.0, 4.3, Margins(left=0.7, between=0.35), nrows=2, height_ratios=[1, 1.6])
    page, counts = axes[:, 0]
    frame_axes(page, (0, 1), (0, 1), "", "", f"the derivative after {steps} step{'s' if steps > 1 else ''}")
    page.axis("off")
    page.title.set_visible(True)
    shown = [text[k : k + LINE] for k in range(0, len(text), LINE)]
    left = len(text) - LINE * LINES
    if left > 0:
        shown = [*shown[: LINES - 1], f"… and {left + LINE} characters more"]
    with lecture_style():
        for k, part in enumerate(shown):
            page.text(0, 0.93 - 0.16 * k, part.strip(), va="center", fontsize=9.5, color=INK)
    counts.semilogy(n, written, "o-", color=VERMILION, markersize=5)
    counts.semilogy(n, dual, "s--", color=BLUE, markersize=5)
    frame_axes(counts, (0.6, MOST_STEPS + 4.6), (3, 2e4), "steps of the logistic map", "operations")
    counts.set_xticks(range(1, MOST_STEPS + 1))
    counts.minorticks_off()
    with lecture_style():
        for ys, name, up in [(written, "one formula", 6), (dual, "dual program", -6)]:
            counts.annotate(
                f"{name}: {ys[-1]}", (n[-1], ys[-1]), (8, up), textcoords="offset points", va="center",
                fontsize=9, color=INK,
            )  # fmt: skip
    alt = (
        f"{steps} step{'s' if steps > 1 else ''} of the logistic map: the derivative written as one formula has "
        f"{written[-1]} operations; the dual program computes value and derivative with {dual[-1]}."
    )
    return Swell(figure, alt, written, dual)


def formula_growth() -> Curve:
    """For a sketch: operations in the derivative's formula against the steps of the logistic map.

    Examples
    --------
    >>> formula_growth().at_knots()[1, :3].round(9)
    array([ 6., 25., 75.])
    """
    _, written, _ = _formulas()
    steps = np.arange(1.0, MOST_STEPS + 1)
    return Curve(steps, written, "steps", "operations", (1.0, 1e6), "y", knots=MOST_STEPS)
