"""A `Variable` is a value that writes down every operation done to it (slide 12, computation graph).

The record is a tape: a flat list of variables in the order in which they were computed, a Wengert list. A
variable refers to its operands by their place in the list, never by reference, and finds the list through its
level while the trace is open. So the finished record has no reference cycle, and a variable that outlives its
trace is recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import CodeType
from typing import Any

import numpy as np

from lecture14.autodiff.core import sweep
from lecture14.autodiff.core.number import Number, Params, apply, chosen
from lecture14.autodiff.core.protocols import chooses
from lecture14.autodiff.core.tape import OPEN, UNCHANGING, Constant, Guard, Predicate, Tape
from lecture14.autodiff.core.values import constant, settle
from lecture14.autodiff.core.writing import SHARING, augmented, own
from lecture14.autodiff.support.errors import LeakedValue, describe, here, user_site
from lecture14.autodiff.support.tree import tree_map

BOOL = np.dtype(bool)


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
            [a.index if self._mine(a) else tape.kept(operand(a, rule, i)) for i, a in enumerate(args, 1)]
        )
        y = apply(rule, self._values(args), params)
        if params:
            params = {
                name: setting if type(setting) in UNCHANGING else tape.kept(setting)
                for name, setting in params.items()
            }
        return record(self.level, rule, inputs, params, y)

    def _predicate(self, ufunc: np.ufunc, args: Sequence[Any]) -> Any:
        return self._apply(Predicate(ufunc), args, {})

    def _choose(self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        answer = super()._choose(function, args, kwargs)
        tape = tape_of(self)
        operands = tuple([a.index if self._mine(a) else Constant(tape.kept(a)) for a in args])
        kwargs = {name: tape.kept(setting) for name, setting in kwargs.items()}
        tape.guards.append(Guard(function, operands, kwargs, answer))
        return answer if type(answer) in UNCHANGING else tree_map(own, answer)

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
Variable._plain = vars(Variable)["value"]  # the slot, under another name


def _logical(ufunc: np.ufunc) -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]:
    return lambda self, other: ufunc(self, other), lambda self, other: ufunc(other, self)


class Mask(Variable):
    """A truth value on the tape, or an array of them: what comparisons of variables answer.

    Beside variables it is an operand like another, which a replay computes anew: `np.where(x > 0, x, 0.0)`,
    `(x > 0) & (x < 1)`, `m * x`. To all else (a method, an index, `if`) it is the plain array that NumPy would
    have, and the tape remembers the choice.
    """

    __slots__ = ()
    __and__, __rand__ = _logical(np.bitwise_and)
    __or__, __ror__ = _logical(np.bitwise_or)
    __xor__, __rxor__ = _logical(np.bitwise_xor)
    __iand__, __ior__, __ixor__ = augmented("and_"), augmented("or_"), augmented("xor")

    def __invert__(self) -> Any:
        return np.invert(self)

    def _chosen(self) -> Any:
        """The plain truth values, as a choice of the program."""
        return chosen(np.asarray, self) if self.shape else np.bool_(bool(self))

    def __float__(self) -> float:  # type: ignore[override]
        return float(self._chosen())

    def __int__(self) -> int:  # type: ignore[override]
        return int(self._chosen())

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(self._chosen(), dtype=dtype)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # NumPy's protocols would take the array's memory for that of this object
            raise AttributeError(f"{type(self).__name__} has no attribute {name}")
        return getattr(self._chosen(), name)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Same as of an array; ones and zeros as floats are computed on the tape."""
        kind = np.dtype(dtype)
        return self * kind.type(1) if kind.kind == "f" else self._chosen().astype(dtype, copy=copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        others = [a for a in inputs if not isinstance(a, Mask)]
        if method == "__call__" and not kwargs:
            if ufunc not in LOGICAL:
                return super().__array_ufunc__(ufunc, method, *inputs)
            if all((a if isinstance(a, Number) else np.asarray(a)).dtype == BOOL for a in others):
                return super().__array_ufunc__(LOGICAL[ufunc], method, *inputs)
        if any(isinstance(a, Number) for a in others):
            return super().__array_ufunc__(ufunc, method, *inputs, **kwargs)
        return getattr(ufunc, method)(*map(_plainly, inputs), **tree_map(_plainly, kwargs))

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        beside = any(issubclass(kind, Number) and not issubclass(kind, Mask) for kind in types)
        recomputed = len(args) == 3 if func is np.where else func in SHARING
        if beside or recomputed or func in ASKING or chooses(func):
            return super().__array_function__(func, types, args, kwargs)
        return func(*tree_map(_plainly, args), **tree_map(_plainly, kwargs))


ASKING = frozenset((np.shape, np.ndim, np.size))
LOGICAL = {
    np.bitwise_and: np.logical_and,
    np.bitwise_or: np.logical_or,
    np.bitwise_xor: np.logical_xor,
    np.invert: np.logical_not,
}


def _plainly(a: Any) -> Any:
    return a._chosen() if isinstance(a, Mask) else a


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
    is_truth = type(value) is not float and getattr(value, "dtype", None) is BOOL
    result = object.__new__(Mask if is_truth else Variable)
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
