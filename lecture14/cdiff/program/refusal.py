"""The one error of this room: a place in the C file, what stands there, and what to write instead."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Line and column, counted from 1."""

    line: int
    column: int


class Refused(ValueError):
    """What is not differentiated, with its place.

    Examples
    --------
    >>> print(Refused(Place(3, 5), "goto jumps", "write a loop"))
    line 3, column 5: goto jumps: write a loop
    """

    def __init__(self, place: Place, what: str, instead: str):
        super().__init__(f"line {place.line}, column {place.column}: {what}: {instead}")
        self.place = place
