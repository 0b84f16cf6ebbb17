"""What compilers made of the chapter's programs, and run times, recorded: a page has no compiler (slides 13 to 16).

``python benchmarks/autodiff_ways.py --record`` writes the record anew.
"""

import json
from pathlib import Path
from typing import NamedTuple

from lecture14.figures.picture import Picture
from lecture14.figures.source_and_overloading.overloaded import Instructions, Machine
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)

RECORD = Path(__file__).with_name("record.json")
COLOURS = {"Python": BLUE, "C": VERMILION, "C++": GREEN}


class Recorded(NamedTuple):
    """Where and when, what the programs printed, `instructions` by optimisation, `times` by language and way."""

    where: str
    c_output: str
    cpp_output: str
    instructions: dict[str, Instructions]
    times: dict[str, dict[str, float]]


def recorded() -> Recorded:
    """What was recorded when this version of the book was made.

    Examples
    --------
    >>> list(recorded().times)
    ['Python', 'C', 'C++']
    """
    raw = json.loads(RECORD.read_text(encoding="utf-8"))
    tables = {
        level: Instructions({way: Machine(row[0], row[1], tuple(row[2])) for way, row in table.items()})
        for level, table in raw["instructions"].items()
    }
    where = f"{raw['date']}, {raw['machine']}\n{raw['c_compiler']}; {raw['cpp_compiler']}"
    return Recorded(where, raw["c_output"], raw["cpp_output"], tables, raw["times"])


class RunTimesDrawn(Picture):
    """Run `times` over that of the plain program, by language and way."""

    times: dict[str, dict[str, float]]


def run_times() -> RunTimesDrawn:
    """Run time of 100 iterations of Heron's loop with its derivative, over the plain program's (slide 16).

    Examples
    --------
    >>> run_times().times["C++"]["Tape"] > run_times().times["C++"]["Number<1>"]
    True
    """
    times = recorded().times
    rows = [(language, way, ratio) for language, ways in times.items() for way, ratio in ways.items()]
    figure, axes = new_figure(5.4, 4.2, Margins(left=2.6, right=0.35))
    ax = axes[0, 0]
    for place, (language, _, ratio) in enumerate(rows):
        ax.barh(place, ratio - 1, left=1, height=0.62, color=COLOURS[language])
        with lecture_style():
            ax.text(max(ratio, 1) * 1.07, place, f"{ratio:.1f}", va="center", fontsize=9, color=INK)
    ax.set_xscale("log")
    frame_axes(ax, (0.8, 200), (len(rows) - 0.4, -0.6), "run time, plain program = 1", "")
    ax.axvline(1, color=INK, linewidth=1)
    ax.set_yticks(range(len(rows)), [f"{way} ({language})" for language, way, _ in rows])
    told = ". ".join(
        f"{language}: " + ", ".join(f"{way} {ratio:.1f}" for way, ratio in ways.items())
        for language, ways in times.items()
    )
    return RunTimesDrawn(
        figure, f"Run times as multiples of the plain program's in the same language. {told}.", times
    )
