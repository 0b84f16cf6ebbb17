"""Drawing of graphs, for this chapter and its neighbours: nodes, edges, and formulas beside them."""

import re
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from lecture14.autodiff.views.statements import MACRON
from lecture14.figures.style import BLUE, INK, MUTED, PAPER, VERMILION, Margins, lecture_style, new_figure

RADIUS = 0.62

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def subscripts(text: str) -> str:
    """Names of nodes as they are read: w3 becomes w₃, with or without dot or bar.

    Examples
    --------
    >>> subscripts("ẇ3 = w2*ẇ1 + 2")
    'ẇ₃ = w₂*ẇ₁ + 2'
    """
    return re.sub(rf"([wẇxy]{MACRON}?)(\d+)", lambda m: m[1] + m[2].translate(_SUBSCRIPTS), text)


def mathtext(text: str) -> str:
    """A statement of a program as matplotlib sets mathematics.

    Examples
    --------
    >>> mathtext("ẇ4 = cos(w1)*ẇ1")
    '$\\\\dot{w}_{4} = \\\\cos(w_{1})\\\\,\\\\dot{w}_{1}$'
    """
    text = re.sub(rf"w{MACRON}(\d+)", r"\\bar{w}_{\1}", text)
    text = re.sub(r"ẇ(\d+)", r"\\dot{w}_{\1}", text)
    text = re.sub(r"ẋ(\d+)", r"\\dot{x}_{\1}", text)
    text = re.sub(r"\b([wx])(\d+)", r"\1_{\2}", text)
    text = re.sub(r"\b(sin|cos)\b", r"\\\1", text)
    text = text.replace("+=", r"\,{+}{=}\,").replace(" * ", r"\,").replace("*", r"\,")
    return f"${text}$"


#: How a node or an edge looks when waiting, done, or at work now. Line style and width say it too, not colour alone.
_LOOKS: dict[str, Any] = {
    "waiting": {"color": MUTED, "linestyle": (0, (3, 2.5)), "linewidth": 0.9},
    "done": {"color": BLUE, "linestyle": "-", "linewidth": 1.5},
    "now": {"color": VERMILION, "linestyle": "-", "linewidth": 2.8},
}


def blank(height: float = 4.3, ylim: tuple[float, float] = (0.0, 7.8)) -> tuple[Figure, Axes]:
    """A figure without axes, for graphs: 10 units wide."""
    figure, axes = new_figure(5.0, height, Margins(left=0.05, right=0.05, bottom=0.05, top=0.42))
    ax = axes[0, 0]
    ax.set(xlim=(0, 10), ylim=ylim)
    ax.set_axis_off()
    return figure, ax


def draw_node(ax: Axes, place, symbol: str, look: str, radius: float = RADIUS) -> None:
    """A node: a circle with its operation."""
    style = _LOOKS[look]
    ax.add_patch(
        Circle(
            place,
            radius,
            facecolor=PAPER,
            edgecolor=style["color"],
            linestyle=style["linestyle"],
            linewidth=style["linewidth"],
            zorder=3,
        )
    )
    with lecture_style():
        ax.text(
            place[0], place[1], symbol, ha="center", va="center_baseline", fontsize=11, color=INK, zorder=4
        )


def draw_edge(
    ax: Axes, start, end, look: str, label: str = "", backwards: bool = False, radius: float = RADIUS
) -> None:
    """An edge: an arrow in the direction in which numbers flow along it, with a label upon it."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    along = (end - start) / np.hypot(*(end - start))
    tail, head = start + radius * along, end - radius * along
    if backwards:
        tail, head = head, tail
    style = _LOOKS[look]
    ax.plot(*np.transpose([tail, head]), zorder=1, **style)
    flow = (head - tail) / np.hypot(*(head - tail))
    across = np.array([-flow[1], flow[0]])
    wings = [head - 0.3 * flow + 0.15 * side * across for side in (1, -1)]
    ax.plot(
        *np.transpose([wings[0], head, wings[1]]),
        color=style["color"],
        linewidth=style["linewidth"],
        zorder=1,
    )
    if label:
        spot = (start + end) / 2
        with lecture_style():
            ax.text(
                spot[0], spot[1], label, ha="center", va="center", fontsize=10, color=INK, zorder=2,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},
            )  # fmt: skip


def beside(ax: Axes, place, lines: list[str]) -> None:
    """Lines of text on the right of a node."""
    with lecture_style():
        for row, line in enumerate(lines):
            # Beside an input the lines stand lower: the edge comes in from above.
            middle = place[1] - (0.2 if place[1] < 1 and len(lines) > 1 else 0.0)
            height = middle + 0.31 * (len(lines) - 1) - 0.62 * row
            ax.text(place[0] + RADIUS + 0.12, height, line, ha="left", va="center", fontsize=10.5, color=INK)


def draw_title(ax: Axes, text: str) -> None:
    """A title over a graph, where formulas may stand."""
    with lecture_style():
        ax.text(
            0.0, 1.02, text, transform=ax.transAxes, ha="left", va="bottom", fontsize=10, color=INK,
            parse_math=True,
        )  # fmt: skip


def math_number(value: float) -> str:
    """A number inside mathematics: matplotlib draws the minus there by itself."""
    return f"{value:.4g}"
