"""Slides 13, 14 and 18 as text: the generated programs, executed line by line."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lecture14.autodiff import adjoint_source, tangent_source
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    INK,
    MUTED,
    ORANGE,
    VERMILION,
    Margins,
    lecture_style,
    minus,
    new_figure,
)


def f(x1, x2):
    """The lecture's function, statement by statement as in function.c (slide 13).

    Examples
    --------
    >>> round(float(f(1.5, 2.0)), 4)
    3.9975
    """
    w3 = x1 * x2
    w4 = np.sin(x1)
    w5 = w3 + w4
    return w5


@cache
def generated_lines(kind: str) -> tuple[str, ...]:
    """The statements that the package writes for the lecture's function, without the frame around them.

    Parameters
    ----------
    kind : {"tangent", "adjoint"}

    Examples
    --------
    >>> generated_lines("tangent")[1]
    'dw3 = x2*dx1 + x1*dx2'
    """
    text = tangent_source(f) if kind == "tangent" else adjoint_source(f)
    body = text.split("def ")[1].splitlines()[1:]
    return tuple(line.strip() for line in body if line.startswith("    ") and "return" not in line)


def is_derivative(line: str) -> bool:
    """Whether a statement of a generated program computes a derivative.

    Examples
    --------
    >>> is_derivative("w4 = np.sin(x1)"), is_derivative("dw4 = np.cos(x1)*dx1"), is_derivative("x1_bar += w4_bar")
    (False, True, True)
    """
    target = line.split()[0]
    return target.startswith("d") or target.endswith("_bar")


#: Where the columns begin, in widths of the listing: a page's letters leave a gap of two or three points between them.
_GENERATED, _ASSIGNED = 0.27, 0.84


class SteppedProgram(Picture):
    """`lines` of the generated program and `values`: what each line executed so far has assigned."""

    lines: tuple[str, ...]
    values: tuple[float, ...]


def tangent_program(line: int = 4, seed: tuple[float, float] = (1.0, 0.0)) -> SteppedProgram:
    """The generated tangent program beside the original, executed line by line (slides 13 and 14).

    Parameters
    ----------
    line : int
        Lines executed, 0 to 6.
    seed : (float, float)
        dx1 and dx2.

    Examples
    --------
    >>> tangent_program(6, (0.0, 1.0)).values[-1]
    1.5
    """
    start = {"x1": 1.5, "x2": 2.0, "dx1": seed[0], "dx2": seed[1]}
    return _stepped("tangent", line, start, f"x1 = 1.5, x2 = 2, dx1 = {seed[0]:g}, dx2 = {seed[1]:g}")


def adjoint_program(line: int = 8) -> SteppedProgram:
    """The generated adjoint program beside the original, executed line by line (slide 18, as text).

    Parameters
    ----------
    line : int
        Lines executed, 0 to 9.

    Examples
    --------
    >>> adjoint_program(9).values[-1]
    1.5
    """
    return _stepped("adjoint", line, {"x1": 1.5, "x2": 2.0, "y_bar": 1.0}, "x1 = 1.5, x2 = 2, y_bar = 1")


def _stepped(kind: str, count: int, start: dict[str, float], said: str) -> SteppedProgram:
    lines = generated_lines(kind)
    scope: dict = {"np": np} | start
    values = []
    for line in lines[:count]:
        exec(line, scope)
        values.append(float(scope[line.split()[0]]))
    figure, ax = _listing(len(lines))
    for row, line in enumerate(lines):
        _row(ax, row, line, "now" if row == count - 1 else "done" if row < count else "waiting")
        if row < count:
            _code(ax, _ASSIGNED, row, minus(f"{values[row]:.4g}"), INK)
    ran = f"after {count} of {len(lines)} lines" if count else "before the first line"
    with lecture_style():
        for x, text in [(0.0, "original"), (_GENERATED, f"generated: {kind}"), (_ASSIGNED, "assigned")]:
            ax.text(x, -0.95, text, fontsize=10, color=INK, va="center")
        ax.text(0.0, -2.0, f"{said}: {ran}", fontsize=10, color=INK, va="center")
    derivative = sum(map(is_derivative, lines))
    alt = (
        f"The {kind} program has {len(lines)} lines, {derivative} of them derivative lines. With {said}, {ran}"
        + (
            f": {lines[count - 1]} has left {values[-1]:.4g} in {lines[count - 1].split()[0]}."
            if count
            else "."
        )
    )
    return SteppedProgram(figure, alt, lines, tuple(values))


def _listing(rows: int) -> tuple[Figure, Axes]:
    figure, axes = new_figure(5.0, 0.9 + 0.28 * rows, Margins(left=0.08, right=0.08, bottom=0.06, top=0.06))
    ax = axes[0, 0]
    ax.set(xlim=(0, 1), ylim=(rows - 0.4, -2.5))
    ax.set_axis_off()
    return figure, ax


def _row(ax: Axes, row: int, line: str, state: str) -> None:
    """A line of the generated program; original lines stand on the left, too, and derivative lines on a band."""
    if is_derivative(line):
        band = Rectangle(
            (_GENERATED - 0.012, row - 0.44),
            _ASSIGNED - _GENERATED,
            0.88,
            facecolor=ORANGE,
            alpha=0.25,
            linewidth=0,
        )
        ax.add_patch(band)
        ax.plot([_GENERATED - 0.01] * 2, [row - 0.44, row + 0.44], color=ORANGE, linewidth=2.5)
    else:
        _code(ax, 0.0, row, line.replace("np.", ""), INK if state != "waiting" else MUTED)
    _code(ax, _GENERATED, row, line, INK if state != "waiting" else MUTED)
    if state == "now":
        ax.add_patch(
            Rectangle(
                (_GENERATED - 0.018, row - 0.48),
                1.01 - _GENERATED,
                0.96,
                fill=False,
                edgecolor=VERMILION,
                linewidth=1.8,
            )
        )


def _code(ax: Axes, x: float, row: float, text: str, colour: str) -> None:
    with lecture_style():
        ax.text(x, row, text, family="DejaVu Sans Mono", fontsize=10.2, color=colour, va="center")
