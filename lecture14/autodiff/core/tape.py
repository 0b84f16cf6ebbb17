"""Derivatives in progress: the level of each, and the tape that a trace writes on.

A derivative that the package takes gets the next whole number as its level, higher the further inside (Siskind &
Pearlmutter 2008). A dual number that is made by hand has nobody who would say where its derivative begins and ends; it
stands a step above what it is made of and above the derivatives whose programs are running, and a hair higher the
deeper the call that made it. Numbers of one step that were made by calls of different depth may belong to a derivative
inside another, and may not. So they do not mix (see `Dual`).

A tape holds the variables of a trace in order, the program's choices, and constants that stay as they were.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from types import CodeType, FrameType
from typing import Any, NamedTuple

import numpy as np

from lecture14.autodiff.core.writing import own
from lecture14.autodiff.support.errors import user_frame

new_level = itertools.count(1).__next__
LEVEL_STEP = 2.0**-8
HAIR = 2.0**-24
# Functions that take derivatives, in whose frames a variable `level` says which.
TAKING: set[CodeType] = set()
# In Python 3.11 these are calls of their own.
COMPREHENSIONS = frozenset(("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>"))


def takes_derivatives(function: Any) -> Any:
    """Mark a function with a local variable `level` that runs a user's program with numbers of this level."""
    TAKING.add(function.__code__)
    return function


def level_by_hand(parts: Iterable[Any], constant: bool) -> float:
    """The level of a number that a user makes of these parts; a constant's is the same at every depth."""
    base, depth = max((part.level for part in parts if hasattr(part, "level")), default=0.0), 0
    frame: FrameType | None = user_frame()
    while frame is not None:
        if frame.f_code in TAKING:
            base = max(base, frame.f_locals["level"])
        depth += frame.f_code.co_name not in COMPREHENSIONS
        frame = frame.f_back
    return (base // LEVEL_STEP + 1.0) * LEVEL_STEP + (0.0 if constant else depth * HAIR)


def by_one_hand(level: float, other: float) -> bool:
    """Whether two levels are of one step, and differ at most in the depth of the calls that made the numbers."""
    return abs(level - other) < 0.5 * LEVEL_STEP


# Entries up to which an array is copied each time, without a look at what is there already.
SMALL = 512
UNCHANGING = frozenset((float, int, bool, str, slice, type(None), type(Ellipsis)))


class Constant:
    """A value that does not depend on the inputs, where a node's index might stand too."""

    def __init__(self, value: Any):
        self.value = value


class Guard(NamedTuple):
    """A choice that the program made from values on the tape: `if x > 0`, `np.argmax(x)`, `x[mask]`."""

    function: Callable[..., Any]
    operands: tuple[Any, ...]  # indices on the tape, or Constant
    kwargs: Mapping[str, Any]
    answer: Any


class Predicate:
    """A comparison on the tape: it has a value and no derivative."""

    elementwise = False

    def __init__(self, ufunc: np.ufunc):
        self.evaluate = ufunc
        self.name = ufunc.__name__

    def moves(self, i: int) -> bool:
        return False

    def __repr__(self) -> str:
        return f"Predicate({self.name})"


class Tape(list[Any]):
    """The variables of one trace in order, and the choices that the program made from their values."""

    __slots__ = ("copies", "guards", "lines")

    def __init__(self, lines: bool):
        super().__init__()
        self.guards: list[Guard] = []
        self.lines = lines
        self.copies: dict[Any, np.ndarray] = {}

    def kept(self, value: Any) -> Any:
        """A constant as the tape keeps it: a copy, since the program may write to its arrays afterwards.

        An array that comes back with the same content is kept once.
        """
        kind = type(value)
        if kind in UNCHANGING:
            return value
        if kind is tuple or kind is list:
            return tuple(map(self.kept, value))
        if not isinstance(value, np.ndarray) or value.size <= SMALL or value.itemsize > 8:
            return own(value)
        place = (value.__array_interface__["data"][0], value.shape, value.strides, value.dtype)
        bits = f"i{value.itemsize}"  # -0.0 differs from 0.0, nan does not from nan
        copy = self.copies.get(place)
        if copy is None or not (copy.view(bits) == value.view(bits)).all():
            # Where NumPy broadcast, one row stands for all.
            copy = np.array(value[tuple(slice(None if step else 1) for step in value.strides)])
            copy = copy if copy.shape == value.shape else np.broadcast_to(copy, value.shape)
            self.copies[place] = copy
        return copy


# Level -> tape of each derivative in progress, None in forward mode; a finished one has left.
OPEN: dict[float, Tape | None] = {}
