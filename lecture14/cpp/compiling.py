"""C++ compiled and run, by the compiler that the machine has."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from lecture14.cpp.writing import PROGRAMS, write_headers

COMPILERS = ("g++", "clang++", "c++")
STANDARD = "-std=c++17"


def compiler() -> str:
    """The path of a C++ compiler.

    Raises
    ------
    RuntimeError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, COMPILERS)), None)
    if found is None:
        raise RuntimeError(
            f"no C++ compiler found; expected one of {', '.join(COMPILERS)}: install one of them"
        )
    return found


def compiled(source: Path, folder: Path, *flags: str) -> Path:
    """A program of C++, compiled with the headers.

    Parameters
    ----------
    source : Path
    folder : Path
        Where the headers and what comes of the source are written.
    *flags : str
        For the compiler; with ``-S`` it writes assembly.

    Returns
    -------
    Path
        The program, or the assembly.

    Raises
    ------
    RuntimeError
        If there is no compiler, or if it complains: with its own words.
    """
    write_headers(folder)
    output = folder / f"{source.stem}.out"
    command = [compiler(), STANDARD, *flags, f"-I{folder}", f"-I{PROGRAMS}", str(source), "-o", str(output)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or done.stderr:
        raise RuntimeError(f"{source.name} was not compiled:\n{done.stderr}")
    return output


def run(program: Path) -> str:
    """What a program prints.

    Raises
    ------
    RuntimeError
        If it fails: with its own words.
    """
    done = subprocess.run([str(program)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{program.name} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout
