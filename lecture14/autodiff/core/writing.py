"""Writing to arrays in place, as NumPy does: items, `y += x`, and views, through which a write reaches their base.

Numbers are never changed where they are stored: a write computes a new array, and the name that was written to
takes it over (`_become`). What NumPy would have as a view of the same memory is here an object that knows its
base and how it was made of it. It looks at the base again whenever that has changed, and what is written to it
is written to the base. So nobody keeps a list of views, and what is never written to pays next to nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lecture14.autodiff.support.errors import LeakedValue, here

# What NumPy answers with views of its argument; all else that it returns is an array of its own.
SHARING = frozenset(
    getattr(np, name)
    for name in (
        "atleast_1d", "atleast_2d", "atleast_3d", "array_split", "broadcast_arrays", "broadcast_to", "diag",
        "diagonal", "dsplit", "expand_dims", "flip", "fliplr", "flipud", "hsplit", "matrix_transpose", "moveaxis",
        "permute_dims", "ravel", "real", "reshape", "rollaxis", "rot90", "split", "squeeze", "swapaxes",
        "transpose", "unstack", "vsplit",
    )
    if hasattr(np, name)
) | {np.linalg.diagonal, np.linalg.matrix_transpose}  # fmt: skip


def augmented(name: str) -> Callable[[Any, Any], Any]:
    """What `y += x` and its kin do, by the name of the operator: an array is written to."""
    compute = getattr(operator, name)

    def in_place(self: Any, other: Any) -> Any:
        result = compute(self, other)
        return self._written(result) if self.shape else result

    return in_place


class Writable:
    """The half of `Number` that is written to; a scalar is not, and `x += 1` gives its name to a new one."""

    __slots__ = ()
    level: float
    _plain: Any  # the value without its derivative; it may be a number of a lower level

    __iadd__, __isub__, __imul__ = augmented("add"), augmented("sub"), augmented("mul")
    __itruediv__, __ifloordiv__ = augmented("truediv"), augmented("floordiv")
    __ipow__, __imod__, __imatmul__ = augmented("pow"), augmented("mod"), augmented("matmul")

    def _become(self, other: Any) -> None:
        """Take over the other number of the same kind, level and shape: this one was written to."""
        raise NotImplementedError

    def _snapshot(self) -> Any:
        """The same number as an object of its own, which a later write does not reach."""
        raise NotImplementedError

    def fill(self: Any, value: Any) -> None:
        """Same as of an array: all entries become the value."""
        self[...] = value

    def _admits(self, new: Any) -> bool:
        """Whether a number may take this one's place."""
        return bool(new.level == self.level)

    def _written(self: Any, new: Any) -> Any:
        """This array with new content."""
        name = type(self).__name__
        if new.shape != self.shape:
            raise ValueError(
                f"an array of shape {self.shape} was assigned one of shape {new.shape}{here()}: "
                "write y = y + x in place of y += x"
            )
        same = new.dtype == self.dtype
        if not (same or np.can_cast(new.dtype, self.dtype, "same_kind")):
            raise TypeError(f"an array of dtype {self.dtype} was assigned one of dtype {new.dtype}{here()}")
        if not (same and isinstance(new, Writable)):
            self[...] = new
            return self
        if not self._admits(new):
            raise LeakedValue(
                f"an item of a {name} was assigned a value of an inner derivative{here()}: "
                "make a new array, y = y + x in place of y += x, or np.stack in place of items"
            )
        self._become(new)
        return self


class View:
    """An array that is always what a rule makes of another, its base, and hands on to it what is written."""

    __slots__ = ()
    _base: Any
    _made: tuple[Any, Any]  # the rule and its params
    _seen: Any
    _now: Any

    def _current(self) -> Any:
        """The number of which this is the name at present; made again if the base was written to."""
        plain = self._base._plain
        if plain is not self._seen:
            rule, params = self._made
            self._now = self._base._apply(rule, (self._base,), params)
            self._seen = plain
        return self._now

    def _become(self, other: Any) -> None:
        rule, params = self._made
        restored = rule.restore and rule.restore(self._base, other, **params)
        if restored is None:
            raise ValueError(
                f"an array made by np.{rule.name} was written to{here()}: as in NumPy it is read-only; "
                "take a copy of it with np.copy"
            )
        self._base._written(restored)

    def _apply(self, rule: Any, args: Any, params: Any) -> Any:
        """As the current number does, which saves the way through this one at each look at it."""
        now = [a._current() if isinstance(a, View) else a for a in args]
        return self._current()._apply(rule, now, params)

    def _snapshot(self) -> Any:
        return self._current()._snapshot()

    def __copy__(self) -> Any:
        return self._snapshot()

    def __deepcopy__(self, memo: Any) -> Any:
        return self._snapshot()


@cache
def _views_of(kind: Any) -> type:
    """The class of views that are numbers of a kind: each of its attributes is that of the current number."""

    def current(name: str) -> property:
        return property(lambda view: getattr(view._current(), name))

    slots = ["_plain", *(name for base in kind.__mro__ for name in vars(base).get("__slots__", ()))]
    return type(
        kind.__name__,
        (View, kind),
        {"__slots__": ("_base", "_made", "_now", "_seen"), **{name: current(name) for name in slots}},
    )


def view(base: Any, rule: Any, params: Any, copied: bool = False) -> Any:
    """What a rule makes of an array, as a view; no view only where NumPy has to make a copy too.

    With copied=True the rule copies where NumPy does not.
    """
    result = base._apply(rule, (base,), params)
    value = result._plain
    if type(value) is float:
        return result
    memory = seen = base._plain
    while isinstance(value, Writable):
        value, memory = value._plain, memory._plain
    if type(memory) is not np.ndarray or type(value) is not np.ndarray:
        return result  # made of a scalar, or a scalar
    if not copied and ((owner := value.base) is None or (owner is not memory and owner is not memory.base)):
        return result
    kind: Any = type(result)
    made: Any = object.__new__(_views_of(kind))
    made._base, made._made, made._seen, made._now = base, (rule, params), seen, result
    return made


def own(value: Any) -> Any:
    """A value as nobody else can change it: arrays are copied, in the order of their memory."""
    if isinstance(value, np.ndarray):
        return np.array(value)
    # A scalar cannot be written to.
    return value._snapshot() if isinstance(value, Writable) and type(value._plain) is not float else value


def detached(result: Any) -> Any:
    """What a function of NumPy returned that returns no views."""
    if isinstance(result, View):
        return result._snapshot()
    return type(result)(map(detached, result)) if type(result) in (list, tuple) else result
