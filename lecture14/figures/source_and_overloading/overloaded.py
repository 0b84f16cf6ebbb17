"""Slide 15 in C++: what the lecture's function prints, what the compiler makes of it, and how long it takes."""

import re
import tempfile
from pathlib import Path
from typing import NamedTuple

from lecture14.autodiff.support.formatting import text_table
from lecture14.cpp import PROGRAMS, compiled, run

#: Operations of floating point, as x86 and ARM write them.
ARITHMETIC = re.compile(r"v?(add|sub|mul|div|fn?m(add|sub)\d*)[sp]d|f(n?m?add|n?m?sub|n?mul|div)")
CALL = re.compile(r"call|jmp|bl?")


def cpp_output() -> str:
    """What slide 15's function prints: its value, and its derivatives by dual numbers and by a tape.

    Raises
    ------
    RuntimeError
        If there is no C++ compiler.
    """
    with tempfile.TemporaryDirectory() as folder:
        return run(compiled(PROGRAMS / "main.cpp", Path(folder), "-O2"))


class Machine(NamedTuple):
    """A compiled function: instructions of `arithmetic`, `functions` that it is made of, and those of the `library`."""

    arithmetic: int
    functions: int
    library: tuple[str, ...]


class _Table(dict):
    """Rows of a table by their names."""

    headings: tuple[str, ...] = ()

    def _rows(self) -> list[tuple[str, ...]]:
        return [self.headings, *((name, *map(_cell, row)) for name, row in self.items())]

    def __repr__(self) -> str:
        return text_table(self._rows())


def _cell(value: float | int | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:.1f}" if isinstance(value, float) else str(value)


class Instructions(_Table):
    """A `Machine` for each of original, by hand, overloaded."""

    headings = ("f", "arithmetic", "functions", "library")


def cpp_instructions(level: str = "-O2") -> Instructions:
    """What the C++ compiler makes of the lecture's function: for doubles, with slide 14's lines, with `Number<1>`.

    Parameters
    ----------
    level : str
        How much the compiler improves: "-O0", "-O2", …

    Raises
    ------
    RuntimeError
        If there is no C++ compiler.
    """
    with tempfile.TemporaryDirectory() as folder:
        text = compiled(PROGRAMS / "assembly.cpp", Path(folder), "-S", level).read_text(encoding="utf-8")
    bodies = _bodies(text)
    names = {"original": "original", "by hand": "by_hand", "Number<1>": "overloaded"}
    return Instructions({way: _machine(name, bodies) for way, name in names.items()})


class _Body(NamedTuple):
    """Of one function's assembly: how many instructions of arithmetic, and the functions that are called."""

    arithmetic: int
    called: set[str]


def _bodies(assembly: str) -> dict[str, _Body]:
    """The functions in a text of assembly."""
    aliases = dict(re.findall(r"\.set\s+_?(\w+),\s*_?(\w+)", assembly))
    found = re.findall(r"^_?([A-Za-z]\w*):(.*?)\.(?:cfi|seh)_endproc", assembly, re.M | re.S)
    bodies = {}
    for name, text in found:
        arithmetic, called = 0, set()
        for instruction, operand in re.findall(r"^\s+([a-z]\w*)\s+(?:_?(\w+)(?:@PLT)?$)?", text, re.M):
            arithmetic += bool(ARITHMETIC.fullmatch(instruction))
            if operand and CALL.fullmatch(instruction):
                called.add(aliases.get(operand, operand))
        bodies[name] = _Body(arithmetic, called)
    return bodies


def _machine(name: str, bodies: dict[str, _Body]) -> Machine:
    reached, to_do = {name}, [name]
    while to_do:
        new = bodies[to_do.pop()].called - reached
        reached |= new
        to_do += new & bodies.keys()
    own = reached & bodies.keys()
    return Machine(sum(bodies[n].arithmetic for n in own), len(own), tuple(sorted(reached - own)))


class RunTimes(_Table):
    """Run times as multiples of the original's at -O2, in one run: f and Heron's loop, at -O2 and -O0."""

    headings = ("run time", "f -O2", "loop -O2", "f -O0", "loop -O0")


def cpp_run_times() -> RunTimes:
    """How long the lecture's function and 100 iterations of Heron's loop take in C++, beside the original.

    Raises
    ------
    RuntimeError
        If there is no C++ compiler.
    """
    times: dict[str, dict[tuple[str, str], float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for level in ("-O2", "-O0"):
            for line in run(compiled(PROGRAMS / "run_times.cpp", Path(folder), level)).splitlines():
                program, way, time = line.split(",")
                times.setdefault(way, {})[program, level] = float(time)
    unit = {program: times["original"][program, "-O2"] for program in ("f", "heron")}
    return RunTimes(
        {way: tuple(t / unit[program] for (program, _), t in row.items()) for way, row in times.items()}
    )
