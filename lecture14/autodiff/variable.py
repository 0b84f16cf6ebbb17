"""Recording: a `Variable` is a value that writes down every operation done to it (slide 12, computation
graph).

The record is a tape: a flat list of variables in the order in which they were computed, a Wengert list. A
variable refers to its operands by their place in the list, never by reference, and finds the list through
its level while the trace is open. So the finished graph has no reference cycle, and a variable that
outlives its trace is recognised.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any, NamedTuple

import numpy as np

from lecture14.autodiff.compiled import OUT_OF_RANGE, float_expression
from lecture14.autodiff.errors import LeakedValue, here, user_site
from lecture14.autodiff.overload import FLOAT64, Overloaded, apply, chosen, constant, settle
from lecture14.autodiff.programs import Programs
from lecture14.autodiff.pulls import quick_pull
from lecture14.autodiff.rules import Rule


class Constant:
    """A value that does not depend on the inputs, where a node's index might stand too."""

    def __init__(self, value):
        self.value = value


class Guard(NamedTuple):
    """A choice that the program made from values on the tape: `if x > 0`, `np.argmax(x)`, `x[mask]`."""

    function: Callable
    operands: tuple  # indices on the tape, or Constant
    kwargs: dict
    answer: Any

    def holds(self, values: list) -> bool:
        """Whether the choice comes out the same for these values of the nodes."""
        operands = [values[o] if type(o) is int else o.value for o in self.operands]
        now = chosen(self.function, *operands, **self.kwargs)
        if isinstance(now, tuple):
            return len(now) == len(self.answer) and all(map(np.array_equal, now, self.answer))
        return np.array_equal(now, self.answer)


class Tape(list):
    """The variables of one trace in order, and the choices that the program made from their values."""

    __slots__ = ("guards", "lines")

    def __init__(self, lines: bool):
        super().__init__()
        self.guards: list[Guard] = []
        self.lines = lines


# Level -> tape of the traces in progress; a finished trace has left.
OPEN: dict[float, Tape] = {}


class Predicate:
    """A comparison on the tape: it has a value and no derivative."""

    elementwise = False

    def __init__(self, ufunc: np.ufunc):
        self.ufunc = ufunc
        self.name = ufunc.__name__

    def evaluate(self, *args):
        return self.ufunc(*args)

    def moves(self, i: int) -> bool:
        return False

    def __repr__(self) -> str:
        return f"Predicate({self.name})"


class Variable(Overloaded):
    """One node of a graph: a value and where it came from.

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
    pull : callable or None
        What the reverse sweep does here, where all values are Python floats; see `pulls.quick_pull`.
    site : (code, int) or None
        The place in the user's program, where lines are recorded.
    """

    # _x and _z are the operands of an operation on floats; of any other, _x is the tuple of them. A tuple for
    # each would double what the garbage collector looks at while a program is traced.
    __slots__ = ("_x", "_z", "index", "level", "params", "pull", "rule", "site", "value")
    _x: Any
    _z: Any
    index: int
    params: dict | None
    pull: Callable | None
    rule: Any
    site: tuple[CodeType, int] | None
    value: Any

    @property
    def inputs(self) -> tuple:
        x, z = self._x, self._z
        return x if type(x) is tuple else (x,) if z is None else (x, z)

    @property
    def _plain(self):
        return self.value

    def _apply(self, rule, args, params):
        level = self.level
        inputs = tuple(
            a.index if type(a) is Variable and a.level == level else operand(a, rule, i)
            for i, a in enumerate(args, 1)
        )
        values = [a.value if type(a) is Variable and a.level == level else a for a in args]
        return record(level, rule, inputs, params, apply(rule, values, params))

    def _predicate(self, ufunc, args):
        return self._apply(Predicate(ufunc), args, {})

    def _choose(self, function, args, kwargs):
        level = self.level
        mine = [type(a) is Variable and a.level == level for a in args]
        values = [a.value if is_mine else a for a, is_mine in zip(args, mine, strict=True)]
        answer = chosen(function, *values, **kwargs)
        operands = tuple(a.index if is_mine else Constant(a) for a, is_mine in zip(args, mine, strict=True))
        tape_of(self).guards.append(Guard(function, operands, kwargs, answer))
        return answer

    def __setitem__(self, index, value):
        """Item assignment: the old node stays on the tape; this variable becomes the new array's node."""
        from lecture14.autodiff.arrays import SET_ITEM

        old = copy_of(self)
        tape_of(self)[self.index] = old
        new = apply(SET_ITEM, (old, value), {"index": index})
        if new.level != self.level:
            raise LeakedValue(f"an item of a Variable was assigned a value of an inner derivative{here()}")
        for name in Variable.__slots__:
            setattr(self, name, getattr(new, name))
        tape_of(self)[self.index] = self

    def __repr__(self) -> str:
        return f"Variable(w{self.index + 1} = {self.value!r})"


def copy_of(variable: Variable) -> Variable:
    """The same node as another object."""
    copy = object.__new__(Variable)
    for name in Variable.__slots__:
        setattr(copy, name, getattr(variable, name))
    return copy


def operand(value, rule, position: int):
    """A constant operand as the tape keeps it: never an int, which would read as an index."""
    if isinstance(value, Overloaded):
        return value
    value = constant(value, rule.name, position)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def tape_of(variable: Variable) -> Tape:
    """The open tape of a variable."""
    tape = OPEN.get(variable.level)
    if tape is None:
        raise LeakedValue(f"a Variable was used{here()} after its trace had ended: take its .value instead")
    return tape


def record(level: float, rule, inputs: tuple, params, value) -> Variable:
    """Write one operation down."""
    result = object.__new__(Variable)
    result.level = level
    tape = tape_of(result)
    result.value = settle(value)
    result.rule = rule
    result._x = inputs
    result._z = None
    result.params = params
    result.pull = None
    result.index = len(tape)
    result.site = user_site() if tape.lines else None
    tape.append(result)
    return result


# Recording single operations on Python floats, and on plain arrays (see programs.py) ----------------------


def _recording(rule: Rule, operands: str) -> str:
    """Lines that compute one operation and write it down, as `record` does."""
    pairs = list(zip(rule.arguments, "ab", operands, strict=False))
    loads = "; ".join(f"{x} = {a}.value" if kind == "n" else f"{x} = {a}" for x, a, kind in pairs)
    first = next(a for _, a, kind in pairs if kind == "n")
    ours = [x for x, _, kind in pairs if kind == "n"]
    floats = " and ".join(f"type({x}) is float" for x in ours)
    arrays = " and ".join(f"type({x}) is ndarray and {x}.dtype is FLOAT64" for x in ours)
    # 1.0*a makes a float of an int, like float(a), without the cost of a call.
    inputs = [f"{a}.index" if kind == "n" else f"1.0*{a}" for _, a, kind in pairs]
    return f"""{loads}
if {floats}:
    try:
        y = {float_expression(rule.expression)}
        {"" if operands == "nn" else f"level = {first}.level"}
        tape = OPEN[level]
        result = Kind()
        result.value = y
        result.rule = rule
        result._x = {inputs[0]}
        result._z = {inputs[1] if len(inputs) == 2 else None}
        result.pull = pull_{operands}
        result.level = level
        result.index = len(tape)
        result.params = None
        result.site = site() if tape.lines else None
        tape.append(result)
        return result
    except UNUSUAL:
        pass
elif {arrays}:
    with errstate(all="ignore"):
        y = on_arrays({", ".join(x for x, _, _ in pairs)})
    return record({first}.level, rule, ({", ".join(inputs)},), None, y)
"""


def _names(rule: Rule) -> dict:
    """What these lines refer to: the tapes, and the reverse program for each kind of operands."""
    patterns = ("n",) if len(rule.arguments) == 1 else ("nn", "nc", "cn")
    pulls = {f"pull_{operands}": quick_pull(rule, operands) for operands in patterns}
    arrays = {
        "ndarray": np.ndarray,
        "FLOAT64": FLOAT64,
        "errstate": np.errstate,
        "on_arrays": rule.compiled.array_value,
        "record": record,
    }
    return {"OPEN": OPEN, "site": user_site, "UNUSUAL": (*OUT_OF_RANGE, KeyError)} | pulls | arrays


Programs(Variable, _recording, _names).install()
