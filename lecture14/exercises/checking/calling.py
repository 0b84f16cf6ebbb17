"""A reader's function is called: on a copy of the input, for a bounded time; whatever goes wrong becomes a sentence."""

from __future__ import annotations

import copy
import inspect
import io
import linecache
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from dis import get_instructions
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np

#: Lines that an answer may run for one input: about a second; the book's own answers run some thousands.
LINES = 1_000_000
#: What a function runs that does nothing.
_CONSTANTS = {"LOAD_CONST", "RETURN_CONST"}
_IDLE = {"RESUME", "NOP", "POP_TOP", "RETURN_VALUE", "COPY_FREE_VARS", "MAKE_CELL", *_CONSTANTS}
_LIBRARIES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    # In a page Python's own modules lie in an archive, and its folders' names begin with two slashes.
    | {str(Path(file).parent) for file in (inspect.__file__, np.__path__[0])}
    | {str(Path(__file__).parents[2]), "<frozen"}
)


@dataclass(frozen=True)
class Called:
    """What became of a call.

    Attributes
    ----------
    value : object
        What was returned; None too if there is trouble.
    printed : str
        What it printed meanwhile.
    trouble : str
        A sentence on what went wrong; empty if it came to its end.
    """

    value: Any = None
    printed: str = ""
    trouble: str = ""


def call(function: Callable[..., Any], case: tuple, lines: int = LINES) -> Called:
    """Call a function on a deep copy of an input.

    Parameters
    ----------
    function : callable
    case : tuple
        The arguments. They stay as they are, even if the function computes in place.
    lines : int
        Lines of the reader's that may run. What loops inside a library is not counted.

    Returns
    -------
    Called

    Examples
    --------
    >>> call(lambda x: 2 * x, (1.5,))
    Called(value=3.0, printed='', trouble='')
    >>> call(lambda x: 1 / x, (0,)).trouble
    'Your function raised ZeroDivisionError: division by zero, in your line 1: `call(lambda x: 1 / x, (0,)).trouble`.'
    """
    wrong = misfit(function, case)
    if wrong:
        return Called(trouble=wrong)
    printed = io.StringIO()
    try:
        with redirect_stdout(printed), _without_notebook_exit(function), _Budget(lines):
            value = _as_it_is_now(function(*copy.deepcopy(case)))
    except KeyboardInterrupt:
        raise
    except _Spent as error:
        where = f"Your function does not come to an end: it still ran after {lines:,} lines"
        return Called(None, printed.getvalue(), f"{where}{_line(function, error)}.")
    except SystemExit:
        return Called(
            None, printed.getvalue(), "Your function leaves Python by exit(): let it return its result."
        )
    except BaseException as error:
        what = f"{type(error).__name__}: {error}".removesuffix(": ").rstrip(".")
        return Called(None, printed.getvalue(), f"Your function raised {what}{_line(function, error)}.")
    if inspect.iscoroutine(value) or (hasattr(value, "__next__") and not hasattr(value, "__len__")):
        kind = type(value).__name__
        return Called(
            None,
            printed.getvalue(),
            f"Your function returns a {kind}, which has computed nothing yet: return a number, a list or an array.",
        )
    return Called(value, printed.getvalue())


def _as_it_is_now(value: Any) -> Any:
    """A function may return the same array at each call; what cannot be copied, as a generator, stays."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def is_idle(function: Callable[..., Any]) -> bool:
    """Whether a function does nothing, as an untouched stub.

    Examples
    --------
    >>> is_idle(lambda x: ...), is_idle(lambda x: x), is_idle(abs)
    (True, False, False)
    """
    code = getattr(function, "__code__", None)
    return isinstance(code, CodeType) and all(
        step.opname in _IDLE and (step.opname not in _CONSTANTS or step.argval in (None, ...))
        for step in get_instructions(code)
    )


def misfit(function: Callable[..., Any], case: tuple) -> str:
    """What is wrong with a function's arguments, before it is called; empty if they fit or nobody knows.

    Examples
    --------
    >>> misfit(lambda x, y: x, (1.0,))
    'Your function is called with 1 argument and takes (x, y).'
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # of some built-in functions nobody knows
        return ""
    try:
        signature.bind(*case)
    except TypeError:
        takes = ", ".join(signature.parameters) or "no argument"
        count = f"{len(case)} argument{'s' * (len(case) != 1)}" if case else "no argument"
        return f"Your function is called with {count} and takes ({takes})."
    return ""


def _line(function: Callable[..., Any], error: BaseException) -> str:
    """The reader's own line that an error came from: the deepest one in the file of their function."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if not isinstance(code, CodeType):
        return ""
    number, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == code.co_filename:
            number = trace.tb_lineno
        trace = trace.tb_next
    if not number or _is_library(code.co_filename):
        return ""
    text = linecache.getline(code.co_filename, number).strip()
    return f", in your line {number}" + (f": `{text}`" if text else "")


@cache
def _is_library(filename: str) -> bool:
    return filename.startswith(_LIBRARIES)


@cache
def _spins(code: CodeType) -> bool:
    """Whether it has a jump to itself, as ``while True: pass``: Python 3.11 tells a tracer of no line there."""
    return any(step.argval == step.offset and "JUMP" in step.opname for step in get_instructions(code))


class _Spent(BaseException):
    """The budget of lines is spent. No Exception, so that ``except Exception`` does not stop it."""

    def __init__(self, budget: _Budget) -> None:
        self.budget = budget

    def __del__(self) -> None:
        # A bare ``except:`` has swallowed it, and Python traces no more after a tracer's exception: begin again.
        if self.budget.open:
            self.budget.trace(sys._getframe(1))


class _Budget:
    """Counts the lines that run inside a ``with``, but for those of libraries."""

    def __init__(self, lines: int) -> None:
        self.left, self.open = lines, False

    def __enter__(self) -> None:
        self.before, self.open = sys.gettrace(), True
        sys.settrace(self)

    def __exit__(self, *error: object) -> None:
        self.open = False
        sys.settrace(self.before)

    def trace(self, frame: FrameType | None) -> None:
        while frame and not _is_library(frame.f_code.co_filename):
            frame.f_trace, frame = self, frame.f_back
        sys.settrace(self)

    def __call__(self, frame: FrameType, event: str, argument: Any) -> _Budget | None:
        if _is_library(frame.f_code.co_filename):
            return None
        frame.f_trace_opcodes = _spins(frame.f_code)
        self.left -= 1
        if self.left < 0:
            raise _Spent(self)
        return self


@contextmanager
def _without_notebook_exit(function: Callable[..., Any]) -> Iterator[None]:
    """A notebook's ``exit`` would end the kernel after the cell and raise nothing now."""
    names = getattr(function, "__globals__", {})
    theirs = {n: names[n] for n in ("exit", "quit") if "ExitAutocall" in type(names.get(n)).__name__}
    names.update(dict.fromkeys(theirs, sys.exit))
    try:
        yield
    finally:
        names.update(theirs)
