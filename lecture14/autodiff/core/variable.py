"""A `Variable` is a value that writes down every operation done to it (slide 12, computation graph).

The record is a tape: a flat list of variables in the order in which they were computed, a Wengert list. A
variable refers to its operands by their place in the list, never by reference, and finds the list through its
level while the trace is open. So the finished record has no reference cycle, and a variable that outlives its
trace is recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import Any, NamedTuple

import numpy as np

from lecture14.autodiff.core import sweep
from lecture14.autodiff.core.number import Number, Params, apply
from lecture14.autodiff.core.values import constant, settle
from lecture14.autodiff.core.writing import own
from lecture14.autodiff.support.errors import LeakedValue, describe, here, user_site
from lecture14.autodiff.support.tree import tree_map


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


class Tape(list["Variable"]):
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
        if isinstance(value, tuple | list):
            return tuple(map(self.kept, value))
        if not isinstance(value, np.ndarray) or value.size <= SMALL or value.itemsize > 8:
            return own(value)
        place = (value.__array_interface__["data"][0], value.shape, value.strides, value.dtype)
        bits = f"i{value.itemsize}"  # -0.0 differs from 0.0, nan does not from nan
        copy = self.copies.get(place)
        if copy is None or not np.array_equal(copy.view(bits), value.view(bits)):
            # Where NumPy broadcast, one row stands for all.
            copy = np.array(value[tuple(slice(None if step else 1) for step in value.strides)])
            copy = copy if copy.shape == value.shape else np.broadcast_to(copy, value.shape)
            self.copies[place] = copy
        return copy


SMALL = 64  # entries of an array that is copied each time, without a look at what is there already

# Level -> tape of each derivative in progress, None in forward mode; a finished one has left.
OPEN: dict[float, Tape | None] = {}


class Variable(Number):
    """One node of a record: a value and where it came from.

    Attributes
    ----------
    value : float, array, or a number of a lower level
    rule : Rule or ArrayRule; None for an input
    inputs : tuple
        For each operand its index on the tape (an int), or the operand itself where it is a constant (never
        an int).
    index : int
        Its own place on the tape.
    params : dict or None
        The operation's settings, such as an axis.
    pull : callable
        What the reverse sweep does here: `sweep.hand_on`, or something quicker that does the same.
    site : (code, int), str or None
        The place in the user's program, where lines are recorded.
    """

    __slots__ = ("index", "inputs", "level", "params", "pull", "rule", "site", "value")
    value: Any
    rule: Any
    inputs: tuple[Any, ...]
    index: int
    params: Params
    pull: Callable[[Variable, Any, list[Any], sweep.Sweep, sweep.Reverse], None]
    site: tuple[CodeType, int] | str | None

    def active(self) -> list[tuple[int, int]]:
        """(position, index) of the operands on the tape through which a derivative flows."""
        return [(k, i) for k, i in enumerate(self.inputs) if type(i) is int and self.rule.moves(k)]

    def _apply(self, rule: Any, args: Sequence[Any], params: Params) -> Variable:
        tape = tape_of(self)
        inputs = tuple(
            a.index if self._mine(a) else tape.kept(operand(a, rule, i)) for i, a in enumerate(args, 1)
        )
        y = apply(rule, self._values(args), params)
        if params:
            params = {name: tape.kept(setting) for name, setting in params.items()}
        return record(self.level, rule, inputs, params, y)

    def _predicate(self, ufunc: np.ufunc, args: Sequence[Any]) -> Any:
        return self._apply(Predicate(ufunc), args, {})

    def _choose(self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        answer = super()._choose(function, args, kwargs)
        tape = tape_of(self)
        operands = tuple(a.index if self._mine(a) else Constant(tape.kept(a)) for a in args)
        kwargs = {name: tape.kept(setting) for name, setting in kwargs.items()}
        tape.guards.append(Guard(function, operands, kwargs, answer))
        return tree_map(own, answer)

    def _become(self, other: Variable) -> None:
        """The old node stays on the tape as another object; this one is from now on another name of the new."""
        tape = tape_of(self)
        if tape[self.index] is self:
            tape[self.index] = copy_of(self)
        for name in Variable.__slots__:
            setattr(self, name, getattr(other, name))

    def _snapshot(self) -> Variable:
        return copy_of(self)

    def __getstate__(self) -> dict[str, Any]:
        """What can be stored: the place in words, and no function that was made for this process."""
        state = {name: getattr(self, name) for name in Variable.__slots__ if name != "pull"}
        return state | {"site": place(self)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self.pull = sweep.hand_on

    def __repr__(self) -> str:
        return f"Variable(w{self.index + 1} = {self.value!r})"


Variable._kind = Variable
Variable._plain = vars(Variable)["value"]  # type: ignore[method-assign]  # the slot, under another name


def copy_of(variable: Variable) -> Variable:
    """The same node as another object."""
    copy = object.__new__(type(variable))
    for name in Variable.__slots__:
        setattr(copy, name, getattr(variable, name))
    return copy


def operand(value: Any, rule: Any, position: int) -> Any:
    """A constant operand as the tape keeps it: never an int, which would read as an index."""
    if isinstance(value, Number):
        return value
    value = constant(value, rule.name, position)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def tape_of(variable: Variable) -> Tape:
    """The open tape of a variable."""
    tape = OPEN.get(variable.level)
    if tape is None:
        raise LeakedValue(f"a Variable was used{here()} after its trace had ended: take its .value instead")
    return tape


def record(level: float, rule: Any, inputs: tuple[Any, ...], params: Params, value: Any) -> Variable:
    """Write one operation down."""
    result = object.__new__(Variable)
    result.level = level
    tape = tape_of(result)
    result.value = settle(value)
    result.rule = rule
    result.inputs = inputs
    result.params = params
    result.pull = sweep.hand_on
    result.index = len(tape)
    result.site = user_site() if tape.lines else None
    tape.append(result)
    return result


def place(node: Variable) -> str:
    """Where in the user's program a node was computed, as ``" at chapter.py line 12"``."""
    if node.site is None or isinstance(node.site, str):
        return node.site or ""
    return f" at {describe(*node.site)}"
