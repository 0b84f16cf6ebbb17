"""Errors that say what came, what to do, and on which line of the reader's own code it happened."""

from __future__ import annotations

import dis
import functools
import linecache
import os
import re
import sys
import sysconfig
from types import CodeType, FrameType
from typing import Any

import numpy as np

from lecture14.autodiff.support.advice import INSTEAD, replacement

OURS = (
    os.path.dirname(os.path.dirname(__file__)) + os.sep,
    os.path.dirname(np.__file__) + os.sep,
    "<rule ",
    "<__array_function__",
)
PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
# In a page Python's own modules lie in an archive beside the folder that they have elsewhere.
STANDARD = (
    *(sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib")),
    os.path.dirname(functools.__file__) + os.sep,
)


class UnsupportedOperation(TypeError):
    """An operation that has no derivative rule, named with the reader's line."""


class LeakedValue(RuntimeError):
    """A value of a finished derivative or trace, used after its end."""


@functools.cache
def library(filename: str) -> str | None:
    """The library that a file of code belongs to; "" for this package and NumPy, None for the reader's own code."""
    if filename.startswith(OURS):
        return ""
    for part in PACKAGES:
        if part in filename:
            return filename.rpartition(part)[2].partition(os.sep)[0].removesuffix(".py")
    for folder in STANDARD:
        if filename.startswith(folder):
            return filename[len(folder) :].partition(os.sep)[0].removesuffix(".py")
    return "Python" if filename.startswith("<frozen ") else None


def user_frame() -> FrameType | None:
    """The innermost frame of the reader's own code; where all code is a library's, the innermost of those."""
    frame: FrameType | None = sys._getframe(1)
    fallback = None
    while frame is not None:
        of = library(frame.f_code.co_filename)
        if of is None:
            return frame
        fallback = fallback or (frame if of else None)
        frame = frame.f_back
    return fallback


def inside() -> str | None:
    """The library between the reader's code and this package, if the reader called one that called us."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and library(frame.f_code.co_filename) == "":
        frame = frame.f_back
    of = None if frame is None else library(frame.f_code.co_filename)
    return of if frame is not user_frame() else None


def user_site() -> tuple[CodeType, int] | None:
    """The reader's own place: a code object and a line number."""
    frame = user_frame()
    return None if frame is None else (frame.f_code, frame.f_lineno)


def describe(code: CodeType, line: int | None) -> str:
    """`chapter.py line 12` for a code object and a line number; a notebook's cell has no name of its own."""
    file = code.co_filename
    # IPython's names, and those of a page that runs its cells.
    in_cell = "ipykernel_" in file or file.startswith(("<ipython-input", "cell "))
    return f"line {line} of the cell" if in_cell else f"{os.path.basename(file)} line {line}"


def here() -> str:
    """The reader's own line, as ``" at chapter.py line 12"``, and the library that it called; empty without one."""
    site = user_site()
    of = inside()
    return "" if site is None else f" at {describe(*site)}" + (f", inside {of}" if of else "")


def there(error: BaseException) -> str:
    """The reader's own line at which an error was raised, as `here` says it; empty without one."""
    step, site = error.__traceback__, ""
    while step is not None:
        if library(step.tb_frame.f_code.co_filename) is None:
            site = f" at {describe(step.tb_frame.f_code, step.tb_lineno)}"
        step = step.tb_next
    return site


def called_function() -> Any:
    """The function that stands in the reader's line, if its name leads to one."""
    frame = user_frame()
    if frame is None:
        return None
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
    _, last, start, end = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    if last == frame.f_lineno:  # the call itself, when it stands on one line
        line = line.encode()[start:end].decode()
    for name in re.findall(r"^\s*([\w.]+)\s*\(", line) or re.findall(r"([\w.]+)\s*\(", line):
        base, _, attribute = name.rpartition(".")
        scope = {**frame.f_globals, **frame.f_locals}
        target = getattr(scope.get(base), attribute, None) if base else scope.get(attribute)
        if getattr(target, "__module__", None) in INSTEAD:
            return target
    return None


def assigns_an_item() -> bool:
    """Whether the reader's line is at an item assignment, `a[i] = …`."""
    frame = user_frame()
    return frame is not None and dis.opname[frame.f_code.co_code[frame.f_lasti]] == "STORE_SUBSCR"


def no_rule(operation: str, kind: str, position: int | None = None, remedy: str = "") -> UnsupportedOperation:
    """The error for an operation without a derivative rule.

    Examples
    --------
    >>> print(no_rule("np.sort", "Dual", 1, "use np.max or indexing"))  # doctest: +ELLIPSIS
    np.sort got a Dual as argument 1 at ...: it has no derivative rule; use np.max or indexing
    """
    where = f" as argument {position}" if position is not None else ""
    ending = f"; {remedy}" if remedy else ""
    return UnsupportedOperation(f"{operation} got a {kind}{where}{here()}: it has no derivative rule{ending}")


def not_a_float(kind: str, target: str) -> TypeError:
    """The error for `float(dual)`, `math.sin(dual)` and their like."""
    if assigns_an_item():
        return TypeError(
            f"an item of a NumPy array was assigned a {kind}{here()}: "
            "a plain array cannot hold derivatives; make it with np.zeros_like "
            f"of a {kind}, or build it with np.stack, np.concatenate or np.where"
        )
    function = called_function()
    if function is not None:
        target = f"{function.__module__}.{function.__name__}"
        instead = replacement(function.__module__, function.__name__)
        if instead:
            return TypeError(
                f"{target} got a {kind}{here()}: use {instead}, which knows {KINDS.get(kind, kind)}"
            )
    inner = {"Dual": ".primal", "Variable": ".value"}.get(kind, "")
    remedy = f"take {inner} of it if the derivative is not wanted" if inner else "keep it as it is"
    return TypeError(
        f"{target} got a {kind}{here()}: the derivative would be lost; "
        f"use NumPy functions on the {kind}, or {remedy}"
    )


def not_an_array(kind: str) -> UnsupportedOperation:
    """The error for `np.array([dual])`, and for what other libraries make arrays of."""
    remedy = (
        "build arrays with np.stack or np.concatenate, and fill them by item assignment only if they were made "
        f"with np.zeros_like of a {kind}"
    )
    if of := inside():
        remedy = f"{of} computes with plain arrays alone; write it with NumPy"
    return UnsupportedOperation(f"a NumPy array of floats cannot hold a {kind}{here()}: {remedy}")


KINDS = {"Dual": "dual numbers", "Variable": "traced values", "Series": "Taylor series"}
