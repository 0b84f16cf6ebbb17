"""Slides 17 and 18: the lecture's graph with the local derivatives on its edges."""

import re

import numpy as np
from matplotlib.patches import Circle

from lecture14.autodiff import trace
from lecture14.autodiff.views.statements import statement, substitute
from lecture14.figures.dual_numbers import lecture_function
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, PAPER, Margins, lecture_style, new_figure

#: Where the slides draw the nodes w₁ … w₅, and what stands in them: inputs below, result on top.
NODES = {"x₁": (1.4, 0.9), "x₂": (7.4, 0.9), "×": (6.3, 3.9), "sin": (1.4, 3.9), "+": (3.8, 6.9)}
RADIUS = 0.62


class LocalDerivatives(Picture):
    """`partials`: the edges' labels, as text of the rule table."""

    partials: dict[tuple[int, int], str]


def local_derivatives() -> LocalDerivatives:
    """The graph of x₁x₂ + sin x₁ with the local partial derivative on each edge (slides 17 and 18).

    Examples
    --------
    >>> local_derivatives().partials[0, 3]
    'cos(w1)'
    """
    graph = trace(lecture_function)(1.5, 2.0)
    partials = {}
    for node in graph.nodes[2:]:
        operands = {name: f"w{i + 1}" for name, i in zip(node.rule.arguments, node.inputs, strict=True)}
        for k, source in enumerate(node.inputs):
            partials[source, node.index] = substitute(node.rule.partials[k], operands)
    figure, axes = new_figure(5.0, 4.3, Margins(left=0.05, right=0.05, bottom=0.05, top=0.42))
    ax = axes[0, 0]
    ax.set(xlim=(0, 10), ylim=(0, 7.8))
    ax.set_axis_off()
    places = np.array(list(NODES.values()))
    with lecture_style():
        for (source, target), text in partials.items():
            start, end = places[source], places[target]
            along = (end - start) / np.hypot(*(end - start))
            ax.annotate(
                "", end - RADIUS * along, start + RADIUS * along,
                arrowprops={"arrowstyle": "->", "color": BLUE, "lw": 1.5, "shrinkA": 0, "shrinkB": 0},
            )  # fmt: skip
            ax.text(
                *(start + end) / 2, _mathtext(text), ha="center", va="center", fontsize=10, color=INK,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},
            )  # fmt: skip
        for index, (symbol, (x, y)) in enumerate(NODES.items()):
            ax.add_patch(Circle((x, y), RADIUS, facecolor=PAPER, edgecolor=BLUE, linewidth=1.5, zorder=3))
            ax.text(x, y, symbol, ha="center", va="center_baseline", fontsize=11, color=INK, zorder=4)
            line = _mathtext(statement(graph, index))
            ax.text(x + RADIUS + 0.12, y, line, ha="left", va="center", fontsize=10.5, color=INK)
        title = "A node is an operation, an edge a partial derivative"
        ax.text(0.0, 1.02, title, transform=ax.transAxes, ha="left", va="bottom", fontsize=10, color=INK)
    alt = (
        "The graph of x₁x₂ + sin x₁: inputs x₁ and x₂ below, product w₃ and sine w₄ above them, their sum w₅ on "
        "top. From x₁ two paths lead up, one through the sine with derivative cos w₁, one through the product with "
        "derivative w₂; from x₂ one path, with derivative w₁. The edges into the sum carry 1."
    )
    return LocalDerivatives(figure, alt, partials)


def _mathtext(text: str) -> str:
    """A statement of a program as matplotlib sets mathematics."""
    text = re.sub(r"\b([wx])(\d+)", r"\1_{\2}", text)
    text = re.sub(r"(sin|cos)", r"\\\1", text)
    return f"${re.sub(r' ?[*] ?', lambda _: chr(92) + ',', text)}$"
