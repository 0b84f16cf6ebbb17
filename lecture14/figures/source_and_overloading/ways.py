"""Slides 13 to 15: what goes in, what works on it, what comes out."""

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    VERMILION,
    Margins,
    lecture_style,
    new_figure,
)

#: For each way its name, its colour, and in turn: a text or program, the tool that works on it, the next one …
WAYS = (
    (
        "source transformation",
        VERMILION,
        ("function.c", "AD tool", "diff_function.c", "C compiler", "diff_function.o"),
    ),
    ("operator overloading", BLUE, ("function.cpp\nDualNumbers.h", "C++ compiler", "function.o")),
    (
        "the program of one run",
        GREEN,
        ("f(x1, x2)", "run once", "the record", "written out", "diff_f(…)"),
    ),
)


class TwoWays(Picture):
    """`stages` of each way: programs and, between them, tools."""

    stages: dict[str, tuple[str, ...]]


def two_ways() -> TwoWays:
    """Source transformation, operator overloading, and a recorded run written out (slides 13 to 15).

    Examples
    --------
    >>> two_ways().stages["operator overloading"][2]
    'function.o'
    """
    figure, axes = new_figure(5.0, 4.1, Margins(left=0.05, right=0.05, bottom=0.05, top=0.05))
    ax = axes[0, 0]
    ax.set(xlim=(0, 10), ylim=(0, 8.2))
    ax.set_axis_off()
    for top, (name, colour, stages) in zip((7.8, 5.1, 2.4), WAYS, strict=True):
        with lecture_style():
            ax.text(0.1, top, name, fontsize=10.5, color=INK, va="center")
        _row(ax, top - 1.35, stages, colour)
    alt = (
        "Three ways. Source transformation: a tool turns function.c into diff_function.c, and a C compiler that into"
        " diff_function.o. Operator overloading: a C++ compiler turns function.cpp and DualNumbers.h into function.o."
        " The program of one run: f is run once, the run is recorded, and the record is written out as diff_f."
    )
    return TwoWays(figure, alt, {name: stages for name, _, stages in WAYS})


def _row(ax: Axes, y: float, stages: tuple[str, ...], colour: str) -> None:
    centres = (1.45, 5.0, 8.55)
    programs, tools = stages[::2], stages[1::2]
    with lecture_style():
        for x, program in zip(centres, programs, strict=False):
            ax.add_patch(
                FancyBboxPatch(
                    (x - 1.3, y - 0.45), 2.6, 0.9, boxstyle="round,pad=0.06", fill=False, edgecolor=colour,
                    linewidth=1.4,
                )
            )  # fmt: skip
            ax.text(x, y, program, ha="center", va="center", fontsize=9.5, color=INK)
        for left, right, tool in zip(centres, centres[1:], tools, strict=False):
            ax.add_patch(
                FancyArrowPatch(
                    (left + 1.38, y), (right - 1.38, y), arrowstyle="-|>", mutation_scale=12, color=MUTED,
                    linewidth=1.3, shrinkA=0, shrinkB=0,
                )
            )  # fmt: skip
            ax.text((left + right) / 2, y + 0.58, tool, ha="center", va="bottom", fontsize=8.5, color=INK)
