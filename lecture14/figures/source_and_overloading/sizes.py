"""Slide 16, counted: lines of generated code with a loop unrolled or kept, and functions entered during a run."""

import sys
from collections.abc import Callable
from functools import cache

import numpy as np

from lecture14.autodiff import adjoint_source, tangent_source
from lecture14.figures.curve import Curve
from lecture14.figures.graph import heron
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, GREEN, VERMILION, frame_axes, lecture_style, new_figure

#: Heron's loop as a program: what a tool reads.
LOOP = """\
def heron(a, iterations):
    root = a
    for _ in range(iterations):
        quotient = a / root
        total = root + quotient
        root = 0.5 * total
    return root
"""

#: Its tangent program with the loop kept, written by hand as a tool does that reads the text: slide 14, statement by
#: statement.
TANGENT_LOOP = """\
def diff_heron(a, da, iterations):
    root = a
    droot = da
    for _ in range(iterations):
        quotient = a / root
        dquotient = (da - quotient * droot) / root
        total = root + quotient
        dtotal = droot + dquotient
        root = 0.5 * total
        droot = 0.5 * dtotal
    return root, droot
"""

#: Its adjoint program with the loop kept: the loop forwards fills a stack, the loop backwards empties it.
ADJOINT_LOOP = """\
def grad_heron(a, iterations, root_bar=1.0):
    root, stack = a, []
    for _ in range(iterations):
        stack.append(root)
        quotient = a / root
        total = root + quotient
        root = 0.5 * total
    value, a_bar = root, 0.0
    while stack:
        root = stack.pop()
        total_bar = 0.5 * root_bar
        a_bar += total_bar / root
        root_bar = total_bar - total_bar * (a / root) / root
    a_bar += root_bar
    return value, a_bar
"""


def lines_of(text: str) -> int:
    """Lines of a program, empty ones left out.

    Examples
    --------
    >>> lines_of(LOOP), lines_of(TANGENT_LOOP), lines_of(ADJOINT_LOOP)
    (7, 11, 15)
    """
    return sum(1 for line in text.splitlines() if line.strip())


class CodeSize(Picture):
    """Lines of the program as `written`; of the programs with the loop `kept`; of those of the recorded run."""

    written: int
    kept: tuple[int, int]
    tangent: np.ndarray
    adjoint: np.ndarray


@cache
def line_counts(iterations: int) -> tuple[int, int]:
    """Lines of the tangent and of the adjoint program of a recorded run of Heron's loop.

    Examples
    --------
    >>> line_counts(1), line_counts(2)
    ((8, 11), (14, 19))
    """
    program = heron(iterations)
    return lines_of(tangent_source(program, 2.0)), lines_of(adjoint_source(program, 2.0))


def code_size(iterations: int = 8) -> CodeSize:
    """Lines of derivative code against the iterations of a loop: recorded and unrolled, or kept (slide 16).

    Parameters
    ----------
    iterations : int
        1 to 16.

    Examples
    --------
    >>> code_size(8).written, code_size(8).kept
    (7, (11, 15))
    """
    written, kept = lines_of(LOOP), (lines_of(TANGENT_LOOP), lines_of(ADJOINT_LOOP))
    grid = np.arange(1, iterations + 1)
    tangent, adjoint = np.transpose([line_counts(int(k)) for k in grid])
    figure, axes = new_figure(5.0, 3.6)
    ax = axes[0, 0]
    ax.plot(grid, adjoint, "s-", color=VERMILION, markersize=4, label="adjoint of the recorded run")
    ax.plot(grid, tangent, "o-", color=BLUE, markersize=4, label="tangent of the recorded run")
    ends = [1, 16]
    ax.plot(ends, [kept[1]] * 2, "--", color=VERMILION, linewidth=1.3, label=f"adjoint, loop kept: {kept[1]}")
    ax.plot(ends, [kept[0]] * 2, "--", color=BLUE, linewidth=1.3, label=f"tangent, loop kept: {kept[0]}")
    ax.plot(ends, [written] * 2, ":", color=GREEN, linewidth=2.2, label=f"the program itself: {written}")
    frame_axes(
        ax, (0, 17), (0, 175), "iterations of the loop", "lines of code",
        f"{iterations} iteration{'s' * (iterations > 1)} recorded: {tangent[-1]} and {adjoint[-1]} lines",
    )  # fmt: skip
    with lecture_style():
        ax.legend(loc="upper left", fontsize=8.5)
    alt = (
        f"Heron's loop is {written} lines. A recorded run of {iterations} iteration{'s' * (iterations > 1)} unrolls it:"
        f" {tangent[-1]} lines for the tangent, {adjoint[-1]} for the adjoint program. With the loop kept they have "
        f"{kept[0]} and {kept[1]} lines, whatever the number of iterations."
    )
    return CodeSize(figure, alt, written, kept, tangent, adjoint)


def calls(run: Callable, *args) -> int:
    """How many Python functions are entered while `run(*args)` is evaluated, itself included.

    A count, not a time: it is the same on every machine.

    Examples
    --------
    >>> calls(heron(3), 2.0)
    1
    """
    count = 0

    def on_event(frame, event: str, argument) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(on_event)
    try:
        run(*args)
    finally:
        sys.setprofile(before)
    return count


def recorded_lines() -> Curve:
    """For a sketch: lines of the tangent program of a recorded run of Heron's loop, against its iterations.

    Examples
    --------
    >>> recorded_lines().at_knots()[1]
    array([ 8., 26., 44., 62., 80., 98.])
    """
    iterations = np.arange(1.0, 17.0)
    lines = np.array([line_counts(int(k))[0] for k in iterations], float)
    return Curve(iterations, lines, "iterations", "lines of code", (0.0, 175.0), knots=6)
