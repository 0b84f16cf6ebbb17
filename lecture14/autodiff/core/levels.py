"""Which derivative a number belongs to: its level, higher the further inside (Siskind & Pearlmutter 2008).

A derivative that the package takes gets the next whole number. A dual number that is made by hand has nobody who
would say where its derivative begins and ends; it stands a step above what it is made of and above the
derivatives whose programs are running, and a hair higher the deeper the call that made it. Numbers of one step
that were made by calls of different depth may belong to a derivative inside another, and may not. So they do not
mix (see `Dual`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from types import CodeType, FrameType
from typing import Any

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
