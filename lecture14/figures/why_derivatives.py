"""The pictures of chapter "Why derivatives, and three ways to get them", slides 3-4."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from ..autodiff import Graph, jvp, trace
from ..autodiff.formatting import number
from ..autodiff.program_text import substitute
from .picture import Picture
from .style import BLUE, GREEN, INK, MUTED, VERMILION, Margins, frame_axes, lecture_style, minus, new_figure


@dataclass(frozen=True, eq=False, repr=False)
class ToolSquare(Picture):
    """`corners` and `ways`: the texts in the boxes and at the arrows."""

    corners: tuple[str, ...]
    ways: tuple[str, ...]


def tool_square() -> ToolSquare:
    """Two ways from a function to the code of its derivative (slide 3).

    Examples
    --------
    >>> tool_square().corners
    ('f(x) {…}', 'df(x) {…}', 'y = f(x)', 'y′ = f′(x)')
    """
    corners = ("f(x) {…}", "df(x) {…}", "y = f(x)", "y′ = f′(x)")
    ways = ("automatic\ndifferentiation", "symbolic\ndifferentiation", "programmer", "programmer")
    places = [(1, 3), (4, 3), (1, 1), (4, 1)]
    figure, axes = new_figure(5.0, 3.0, Margins(left=0.05, right=0.05, bottom=0.05, top=0.05))
    ax = axes[0, 0]
    frame_axes(ax, (0, 5), (0.4, 3.7), "", "")
    ax.axis("off")
    arrows = [((1, 3), (4, 3), VERMILION, "-", 2.4), ((1, 1), (4, 1), MUTED, "--", 1.4)]
    arrows += [((1, 1), (1, 3), BLUE, "-.", 1.4), ((4, 1), (4, 3), MUTED, "--", 1.4)]
    for start, end, colour, style, width in arrows:
        flat = start[1] == end[1]
        ax.add_patch(
            FancyArrowPatch(
                start, end, arrowstyle="-|>", mutation_scale=14, linestyle=style, linewidth=width,
                color=colour, shrinkA=48 if flat else 22, shrinkB=48 if flat else 22,
            )
        )  # fmt: skip
    with lecture_style():
        for (x, y), text, code in zip(places, corners, (True, True, False, False), strict=True):
            ax.add_patch(
                FancyBboxPatch(
                    (x - 0.6, y - 0.22), 1.2, 0.44, boxstyle="round,pad=0.04", fill=False,
                    edgecolor=BLUE if code else MUTED, linewidth=1.6 if code else 1,
                )
            )  # fmt: skip
            ax.text(x, y, text, ha="center", va="center", fontsize=11, color=INK)
        ax.text(2.5, 3.1, ways[0], ha="center", va="bottom", fontsize=10.5, color=INK)
        ax.text(2.5, 1.1, ways[1], ha="center", va="bottom", fontsize=10.5, color=INK)
        ax.text(2.5, 0.9, "by hand or by computer", ha="center", va="top", fontsize=9, color=MUTED)
        ax.text(1.12, 2, ways[2], ha="left", va="center", fontsize=10, color=INK)
        ax.text(3.88, 2, ways[3], ha="right", va="center", fontsize=10, color=MUTED)
    alt = (
        "A square. Top: the code f(x) becomes the code df(x) by automatic differentiation, one arrow. Bottom: the "
        "formula y = f(x) becomes y′ = f′(x) by symbolic differentiation. A programmer leads up from formula to code; "
        "the long way round needs a programmer twice."
    )
    return ToolSquare(figure, alt, corners, ways)


def _kepler(x):
    return x - 0.8 * np.sin(x) - 1.0


#: Functions to solve: as a reader would write them, and as code.
FUNCTIONS: dict[str, Callable] = {
    "x² − 2": lambda x: x * x - 2.0,
    "x³ − 2x + 2": lambda x: x**3 - 2.0 * x + 2.0,
    "x − 0.8 sin x − 1": _kepler,
    "arctan x": np.arctan,
}

#: Newton's method stops to be drawn beyond this.
FAR = 1e6


def newton(f: Callable, start: float, steps: int) -> np.ndarray:
    """Newton's iterates; the derivative comes from the code of f.

    Parameters
    ----------
    f : callable
    start : float
    steps : int
        Fewer are made if an iterate leaves the numbers below `FAR`, or where the slope is 0.

    Returns
    -------
    (steps + 1,) array, or shorter

    Examples
    --------
    >>> newton(lambda x: x * x - 2.0, 1.0, 4).round(6)
    array([1.      , 1.5     , 1.416667, 1.414216, 1.414214])
    """
    iterates = [start]
    for _ in range(steps):
        value, slope = jvp(f, (iterates[-1],), (1.0,))
        if slope == 0 or abs(value) > FAR * abs(slope):
            break
        iterates.append(iterates[-1] - value / slope)
    return np.array(iterates, float)


@dataclass(frozen=True, eq=False, repr=False)
class NewtonSteps(Picture):
    """`iterates` x₀, x₁, …, the last one's `residual` f(x), and the `outcome` in a word."""

    iterates: np.ndarray
    residual: float
    outcome: str


#: How many steps `newton_steps` draws.
STEPS = 8


def newton_steps(function: str = "x² − 2", start: float = 1.0) -> NewtonSteps:
    """Newton's iteration from a start, on the curve and as a list (slide 4).

    Parameters
    ----------
    function : str
        A key of `FUNCTIONS`.
    start : float

    Examples
    --------
    >>> newton_steps("x² − 2", 1.0).outcome
    'converged'
    >>> newton_steps("x³ − 2x + 2", 0.0).outcome
    'cycles'
    """
    f = FUNCTIONS[function]
    iterates = newton(f, start, STEPS)
    residual = float(f(iterates[-1]))
    outcome = _outcome(iterates, residual)

    figure, axes = new_figure(5.0, 3.5, Margins(between=0.1), ncols=2, width_ratios=[2.3, 1])
    curve, table = axes[0]
    grid = np.linspace(-3.5, 3.5, 141)
    curve.axhline(0, color=MUTED, linewidth=0.9)
    curve.plot(grid, f(grid), color=BLUE)
    for k, (a, b) in enumerate(pairwise(iterates)):
        height = float(f(a))
        curve.plot([a, a], [0, height], color=MUTED, linestyle=":", linewidth=1)
        curve.plot([a, b], [height, 0], color=VERMILION, linestyle="--", linewidth=1.2)
        if k < 2 and abs(a) < 3.4 and abs(height) < 5:
            curve.plot([a], [height], "o", color=VERMILION, markersize=6 - 2 * k)
    if outcome == "converged":
        curve.plot([iterates[-1]], [0], "D", color=GREEN, markersize=6)
    frame_axes(curve, (-3.5, 3.5), (-5, 5), "x", "", f"f(x) = {function}")
    frame_axes(table, (0, 1), (0, 1), "", "", "iterates")
    table.axis("off")
    table.title.set_visible(True)
    with lecture_style():
        curve.annotate(
            "x₀", (start, 0), (0, -11 if f(start) > 0 else 9), textcoords="offset points", ha="center",
            va="center", fontsize=9.5, color=INK,
        )  # fmt: skip
        for k, x in enumerate(iterates):
            table.text(0.14, 0.93 - 0.094 * k, f"x{'₀₁₂₃₄₅₆₇₈'[k]}", fontsize=9, color=MUTED)
            table.text(0.34, 0.93 - 0.094 * k, _digits(x), fontsize=9, color=INK)
        table.text(0.14, 0.04, outcome, fontsize=10, color=INK)
    alt = f"Newton's method for {function} from x₀ = {start:.3g}: {_finding(iterates, residual, outcome)}"
    return NewtonSteps(figure, minus(alt), iterates, residual, outcome)


def _finding(iterates: np.ndarray, residual: float, outcome: str) -> str:
    last = f"{iterates[-1]:.4g}"
    if outcome == "converged":
        needed = int(np.argmax(np.abs(iterates - iterates[-1]) < 1e-9))
        return f"after {needed} steps at {iterates[-1]:.8g}, where f vanishes to rounding."
    if outcome == "cycles":
        return f"it jumps between {iterates[-2]:.4g} and {last} and never gets out."
    if outcome == "runs away":
        return f"the iterates leap away from the zero, to {iterates[1]:.4g}, …, {last}."
    if outcome == "stuck":
        return "the slope is 0, the tangent line never meets the axis, and the method stops."
    return f"after {STEPS} steps the iterate is {last}, and f there is {residual:.2g}: not there yet."


def _digits(x: float) -> str:
    # Adding 0.0 takes the sign off a negative number that rounds to zero.
    return minus(f"{round(x, 6) + 0.0:.6f}" if abs(x) < 1000 else f"{x:.2e}")


def _outcome(iterates: np.ndarray, residual: float) -> str:
    if abs(residual) < 1e-9:
        return "converged"
    if len(iterates) <= STEPS:
        return "stuck" if abs(iterates[-1]) < 10 else "runs away"
    if abs(iterates[-1]) > 100:
        return "runs away"
    if abs(iterates[-1] - iterates[-3]) < 1e-6:
        return "cycles"
    return "not there yet"


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


@dataclass(frozen=True, eq=False, repr=False)
class Swell(Picture):
    """For 1, 2, … steps: operations in the derivative's `formula`, and in the `dual` program."""

    formula: np.ndarray
    dual: np.ndarray


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
    frame_axes(counts, (0.6, MOST_STEPS + 3.4), (3, 2e4), "steps of the logistic map", "operations")
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


#: Characters in a line of small print, and lines that are shown.
LINE, LINES = 62, 6
