"""Slide 16, counted: lines of generated code with a loop unrolled or kept, and functions entered during a run."""

import sys
import textwrap
from collections.abc import Callable
from functools import cache
from inspect import getsource

import numpy as np

from lecture14.autodiff import adjoint_source, tangent_source, trace
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.source_and_overloading.programs import heron
from lecture14.figures.style import BLUE, GREEN, VERMILION, frame_axes, lecture_style, new_figure


def lines_of(text: str) -> int:
    r"""Lines that compute: without empty ones, comments, docstrings of one line, and imports.

    Examples
    --------
    >>> lines_of("import math\n\n# a comment\nx = 1\n")
    1
    """
    left_out = ("#", '"""', "import ", "from ")
    lines = (line.strip() for line in text.splitlines())
    return sum(1 for line in lines if line and not line.startswith(left_out))


class CodeSize(Picture):
    """Lines of the program as `written`; of the programs with the loop `kept`; of those of the recorded run."""

    written: int
    kept: tuple[int, int]
    tangent: np.ndarray
    adjoint: np.ndarray


@cache
def kept_counts() -> tuple[int, int, int]:
    """Lines of Heron's loop, of its tangent program and of its adjoint program, the loop kept.

    Examples
    --------
    >>> kept_counts()
    (5, 13, 26)
    """
    program = "def heron(a, iterations):" + textwrap.dedent(
        getsource(heron).partition('"""')[2].partition('"""')[2]
    )
    return lines_of(program), lines_of(str(tangent_source(heron))), lines_of(str(adjoint_source(heron)))


@cache
def line_counts(iterations: int) -> tuple[int, int]:
    """Lines of the tangent and of the adjoint program of a recorded run of Heron's loop.

    Examples
    --------
    >>> line_counts(1), line_counts(2)
    ((8, 11), (14, 19))
    """
    run = trace(lambda a: heron(a, iterations))(2.0)
    return lines_of(run.source("tangent")), lines_of(run.source("adjoint"))


def code_size(iterations: int = 8) -> CodeSize:
    """Lines of derivative code against the iterations of a loop: recorded and unrolled, or kept (slide 16).

    Parameters
    ----------
    iterations : int
        1 to 16.

    Examples
    --------
    >>> code_size(8).written, code_size(8).kept
    (5, (13, 26))
    """
    written, *kept = kept_counts()
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
    return CodeSize(figure, alt, written, (kept[0], kept[1]), tangent, adjoint)


def calls(run: Callable, *args) -> int:
    """How many Python functions are entered while `run(*args)` is evaluated, itself included.

    A count, not a time: it is the same on every machine.

    Examples
    --------
    >>> calls(heron, 2.0, 3)
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
