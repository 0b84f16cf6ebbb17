"""Slide 3: two ways from a function to the code of its derivative."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    INK,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)


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
        ax.text(2.5, 0.9, "by hand or\nby computer", ha="center", va="top", fontsize=9, color=MUTED)
        ax.text(1.12, 2, ways[2], ha="left", va="center", fontsize=10, color=INK)
        ax.text(3.88, 2, ways[3], ha="right", va="center", fontsize=10, color=MUTED)
    alt = (
        "A square. Top: the code f(x) becomes the code df(x) by automatic differentiation, one arrow. Bottom: the "
        "formula y = f(x) becomes y′ = f′(x) by symbolic differentiation. A programmer leads up from formula to code; "
        "the long way round needs a programmer twice."
    )
    return ToolSquare(figure, alt, corners, ways)
