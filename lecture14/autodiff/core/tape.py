"""What a trace writes on: its variables in order, the program's choices, and constants that stay as they were."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from lecture14.autodiff.core.writing import own

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
