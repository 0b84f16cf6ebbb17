"""The pictures of chapter "Programs and the chain rule", slides 11-12."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from lecture14.autodiff import Graph, trace
from lecture14.autodiff.core.chain_rule import partial_derivative
from lecture14.figures.dual_numbers import lecture_function
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    VERMILION,
    Margins,
    four_digits,
    frame_axes,
    lecture_style,
    new_figure,
)

#: Where the lecture's function is evaluated.
POINT = (1.5, 2.0)

#: Seeds to pick from, by what they ask for, with the tangents of the two inputs.
SEEDS = {
    "(0, 1): ∂f/∂x₂": (0.0, 1.0),
    "(1, 0): ∂f/∂x₁": (1.0, 0.0),
    "(1, 1): both inputs move": (1.0, 1.0),
    "(1, −2): x₂ falls twice as fast": (1.0, -2.0),
}


class TwoPrograms(Picture):
    """`values` and `tangents` of the lines that have run, and the current line's `work` in numbers."""

    values: np.ndarray
    tangents: np.ndarray
    work: str


def two_programs(line: int = 5, seed: tuple[float, float] = (0.0, 1.0)) -> TwoPrograms:
    """The original and the dual program of x₁x₂ + sin x₁, run up to a line (slide 11).

    Parameters
    ----------
    line : int
        How many of the five lines have run; the last of them is marked.
    seed : tuple of float
        The tangents (ẋ₁, ẋ₂) that go in.

    Examples
    --------
    >>> two_programs(3, seed=(0.0, 1.0)).work
    'ẇ3 = 2·0 + 1.5·1 = 1.5'
    """
    graph = trace(lecture_function)(*POINT)
    rows = graph.table(*seed).rows
    current = line - 1
    reads = [i for i in graph.nodes[current].inputs if type(i) is int]
    work = _in_numbers(graph, rows, current)

    figure, axes = new_figure(5.0, 3.3, Margins(left=0.05, right=0.05, bottom=0.05, top=0.3))
    ax = axes[0, 0]
    frame_axes(ax, (0, 5), (6.5, -0.85), "", "", f"x = (1.5, 2),  seed = ({seed[0]:g}, {seed[1]:g})")
    ax.axis("off")
    ax.title.set_visible(True)
    for i in reads:
        ax.add_patch(Rectangle((0.5, i - 0.42), 4.49, 0.84, fill=False, edgecolor=GREEN, linestyle="--"))
        ax.add_patch(
            FancyArrowPatch(
                (0.48, i), (0.48, current - 0.1), connectionstyle=f"arc3,rad={0.35 + 0.1 * (current - i)}",
                arrowstyle="-|>", mutation_scale=9, color=GREEN, linewidth=1.2,
            )
        )  # fmt: skip
    ax.add_patch(Rectangle((0.5, current - 0.42), 4.49, 0.84, facecolor=BLUE, alpha=0.15, linewidth=0))
    ax.add_patch(Rectangle((0.5, current - 0.42), 4.49, 0.84, fill=False, edgecolor=BLUE, linewidth=1.4))
    with lecture_style():
        for x, text in [(0.6, "original"), (1.85, "value"), (2.46, "dual"), (4.24, "tangent")]:
            ax.text(x, -0.6, text, va="center", fontsize=9.5, color=MUTED)
        for i, row in enumerate(rows):
            done = i <= current
            colour = INK if done else MUTED
            ax.text(0.6, i, row.original, va="center", fontsize=10.5, color=colour)
            ax.text(2.46, i, row.dual, va="center", fontsize=10.5, color=colour)
            ax.text(
                1.85, i, four_digits(row.value) if done else "–", va="center", fontsize=10.5, color=colour
            )
            ax.text(
                4.24,
                i,
                four_digits(row.tangent) if done else "–",
                va="center",
                fontsize=10.5,
                color=VERMILION,
            )
        ax.text(0.5, 5.1, f"line {line} in numbers:", va="center", fontsize=9.5, color=MUTED)
        ax.text(0.5, 5.9, work, va="center", fontsize=12, color=INK)
    ran = rows[:line]
    alt = f"Line {line} of 5, seed ({seed[0]:g}, {seed[1]:g}): {work}." + (
        " The last tangent is the derivative of f along the seed."
        if line == 5
        else f" It reads {' and '.join(f'w{i + 1}' for i in reads)}."
        if reads
        else " It is an input: its tangent is the seed."
    )
    return TwoPrograms(
        figure,
        alt,
        np.array([float(r.value) for r in ran]),
        np.array([float(r.tangent) for r in ran]),
        work,
    )


def _in_numbers(graph: Graph, rows: list, index: int) -> str:
    """A line of the dual program with numbers in place of names."""
    node, name, result = graph.nodes[index], f"ẇ{index + 1}", four_digits(rows[index].tangent)
    if node.rule is None:
        return f"{name} = {result}"
    operands = graph.operands(node)
    terms = []
    for k, i in enumerate(node.inputs):
        if type(i) is not int:
            continue
        partial = float(partial_derivative(node.rule, k, operands, node.value))
        tangent = _factor(rows[i].tangent)
        terms.append(tangent if node.rule.partials[k] == "1" else f"{_factor(partial)}·{tangent}")
    return f"{name} = {' + '.join(terms)} = {result}"


def _factor(number: float) -> str:
    return f"({four_digits(number)})" if number < 0 else four_digits(number)


class PathCount(Picture):
    """For 1, 2, … squarings: `paths` from x to the result, `products` that the dual program computes."""

    paths: np.ndarray
    products: np.ndarray


#: The longest program in `path_count`.
MOST_SQUARINGS = 12


def squared(x, times: int):
    """The program that multiplies a number by itself, again and again."""
    for _ in range(times):
        x = x * x
    return x


def paths(graph: Graph) -> int:
    """How many paths lead from the first input to the last node: one term each in the multiplied-out chain rule.

    Examples
    --------
    >>> paths(trace(lecture_function)(1.5, 2.0))
    2
    """
    count = [1] + [0] * (len(graph.nodes) - 1)
    for node in graph.nodes[graph.n_inputs :]:
        count[node.index] = sum(count[i] for i in node.inputs if type(i) is int)
    return count[-1]


def path_count(squarings: int = 6) -> PathCount:
    """Paths through a chain of squarings, against products in its dual program (slide 11).

    Parameters
    ----------
    squarings : int
        How often x is multiplied by itself, at most `MOST_SQUARINGS`.

    Examples
    --------
    >>> picture = path_count(3)
    >>> picture.paths, picture.products
    (array([2, 4, 8]), array([2, 4, 6]))
    """
    steps = np.arange(1, squarings + 1)
    graphs = [trace(squared)(1.0, times=int(n)) for n in steps]
    routes = np.array([paths(g) for g in graphs])
    products = np.array([g.cost().multiplications for g in graphs])

    figure, axes = new_figure(5.0, 3.7, Margins(left=0.7, between=0.3), nrows=2, height_ratios=[1, 3.2])
    chain, counts = axes[:, 0]
    frame_axes(chain, (0.3, MOST_SQUARINGS + 3.5), (-1.1, 1.1), "", "", "each × reads its operand twice")
    chain.axis("off")
    chain.title.set_visible(True)
    for k in range(1, squarings + 1):
        for bend in (-0.5, 0.5):
            chain.add_patch(
                FancyArrowPatch(
                    (k, 0), (k + 1, 0), connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>",
                    mutation_scale=8, shrinkA=5, shrinkB=5, color=MUTED, linewidth=1,
                )
            )  # fmt: skip
    chain.plot(np.arange(1, squarings + 2), np.zeros(squarings + 1), "o", color=BLUE, markersize=6)
    counts.semilogy(steps, routes, "o-", base=2, color=VERMILION, markersize=5)
    counts.semilogy(steps, products, "s--", base=2, color=BLUE, markersize=5)
    frame_axes(counts, (0.3, MOST_SQUARINGS + 3.5), (1, 2.0**13), "squarings", "count")
    counts.set_xticks(range(2, MOST_SQUARINGS + 1, 2))
    counts.set_yticks([2.0**k for k in range(0, 13, 3)], [str(2**k) for k in range(0, 13, 3)])
    counts.minorticks_off()
    with lecture_style():
        for ys, name, up in [(routes, "paths", 6), (products, "products", -6)]:
            counts.annotate(
                f"{ys[-1]} {name}", (steps[-1], ys[-1]), (8, up), textcoords="offset points",
                va="center", fontsize=9, color=INK,
            )  # fmt: skip
    alt = (
        f"A chain of {squarings} squaring{'s' * (squarings > 1)}: {routes[-1]} paths lead from x to the "
        f"result, one term each in the chain rule multiplied out; the dual program computes {products[-1]} products."
    )
    return PathCount(figure, alt, routes, products)
