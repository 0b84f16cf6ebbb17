"""Errors that say what came, what to do, and on which line of the reader's own code it happened."""

from __future__ import annotations

import dis
import linecache
import math
import os
import re
import sys
from types import CodeType, FrameType

PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep
NUMPY = os.sep + "numpy" + os.sep


class UnsupportedOperation(TypeError):
    """An operation that has no derivative rule, named with the reader's line."""


class LeakedValue(RuntimeError):
    """A value of a finished derivative or trace, used after its end."""


def user_frame() -> FrameType | None:
    """The innermost frame that is neither this package's nor NumPy's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        filename = frame.f_code.co_filename
        if not (filename.startswith((PACKAGE, "<rule ")) or NUMPY in filename):
            return frame
        frame = frame.f_back
    return None


def asked_by_library() -> bool:
    """Whether the code that asks NumPy for something is an installed package's, not the reader's own."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and (NUMPY in (file := frame.f_code.co_filename) or file.startswith(PACKAGE)):
        frame = frame.f_back
    return frame is not None and f"{os.sep}site-packages{os.sep}" in frame.f_code.co_filename


def user_site() -> tuple[CodeType, int] | None:
    """The reader's own place: a code object and a line number."""
    frame = user_frame()
    return None if frame is None else (frame.f_code, frame.f_lineno)


def describe(code: CodeType, line: int | None) -> str:
    """`chapter.py line 12` for a code object and a line number; a notebook's cell has no name of its own."""
    file = code.co_filename
    in_cell = "ipykernel_" in file or file.startswith("<ipython-input")
    return f"line {line} of the cell" if in_cell else f"{os.path.basename(file)} line {line}"


def here() -> str:
    """The reader's own line, as ``" at chapter.py line 12"``; empty when there is none."""
    frame = user_frame()
    return "" if frame is None else f" at {describe(frame.f_code, frame.f_lineno)}"


def called_math_function() -> str | None:
    """The function of Python's `math` that stands in the reader's line, if one does."""
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
        if target is not None and target.__module__ == math.__name__:
            return target.__name__
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
    function = called_math_function()
    if function is not None:
        numpy_name = {"pow": "power", "fabs": "abs"}.get(function, function)
        numpy_name = re.sub(r"^a(?=sin|cos|tan)", "arc", numpy_name)
        return TypeError(
            f"math.{function} got a {kind}{here()}: use np.{numpy_name}, which knows {KINDS.get(kind, kind)}"
        )
    inner = {"Dual": ".primal", "Variable": ".value"}.get(kind, "")
    remedy = f"take {inner} of it if the derivative is not wanted" if inner else "keep it as it is"
    return TypeError(
        f"{target} got a {kind}{here()}: the derivative would be lost; "
        f"use NumPy functions on the {kind}, or {remedy}"
    )


KINDS = {"Dual": "dual numbers", "Variable": "traced values", "Series": "Taylor series"}
