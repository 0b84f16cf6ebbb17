"""What passes between a program and its derivative: arguments on the way in, results on the way out.

A container of numbers is a tuple, a list or a dict, nested as one likes. An argument that is a list of numbers, or of
equally long lists of numbers, is no container: it reads as an array. What is no real number is refused here, by name,
in both directions; so is a number of a derivative that has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from lecture14.autodiff.core.number import Number, as_real, gathered
from lecture14.autodiff.core.tape import OPEN, Tape
from lecture14.autodiff.support.errors import LeakedValue, UnsupportedOperation, here, there
from lecture14.autodiff.support.tree import leaves, places, tree_map

EXPECTED = "expected a number, an array or a container of them"


def check_function(f: Any, name: str = "f") -> None:
    """Raise unless f can be called."""
    if not callable(f):
        raise TypeError(f"{name} is a {type(f).__name__}; expected a function, not the value of one")


def scalar(value: Any, name: str) -> float:
    """A setting or a point that has to be one real number."""
    value = as_real(value, name)
    if np.ndim(value):
        raise ValueError(f"{name} has shape {np.shape(value)}; expected a scalar, shape ()")
    return value  # type: ignore[no-any-return]


def positions(argnums: Any, count: int, name: str) -> list[int]:
    """The places, counted from 0, of one argument or of several among `count`.

    Raises
    ------
    TypeError
        If one is no integer.
    ValueError
        If there is no such argument, or it is named twice.
    """
    if type(argnums) is int and -count <= argnums < count:
        return [argnums % count]
    chosen = []
    several = name == "argnums"
    expected = "positions" if several else "a position"
    for n in argnums if several and isinstance(argnums, tuple | list) else (argnums,):
        if not isinstance(n, int | np.integer):
            raise TypeError(f"{name} is {argnums!r}; expected {expected} among the arguments, counted from 0")
        if not -count <= n < count:
            raise ValueError(
                f"{name} {'has' if several else 'is'} {n}; expected {expected} among the {count} arguments"
            )
        chosen.append(int(n) % count)
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"{name} is {argnums!r}; expected each argument once")
    return chosen


def read_arguments(args: Iterable[Any]) -> tuple[Any, ...]:
    """All arguments of f as it gets them; see `read`."""
    return tuple([read(x, f"argument {i}") for i, x in enumerate(args)])


def read(argument: Any, name: str) -> Any:
    """An argument as f gets it: a list of numbers as an array, all else as it is.

    Raises
    ------
    UnsupportedOperation
        If something in it is no real number, with its place.

    Examples
    --------
    >>> read([[1, 2], [3, 4]], "x"), read({"w": [1, 2]}, "x")
    (array([[1, 2],
           [3, 4]]), {'w': [1, 2]})
    """
    if type(argument) is float:
        return argument
    if isinstance(argument, list) and _shape(argument) is not None:
        return gathered(argument)
    for leaf in _leaves(argument, name):
        if not is_real(leaf) or (isinstance(leaf, np.ndarray) and type(leaf) is not np.ndarray):
            place, remedy = _place(leaf, argument), _remedy(leaf, "give", "bind it by a lambda")
            raise UnsupportedOperation(f"{name}{place} got {_kind(leaf)}{here()}: {EXPECTED}{remedy}")
    return argument


def _leaves(tree: Any, name: str) -> list[Any]:
    try:
        return leaves(tree)
    except RecursionError:
        raise ValueError(f"{name} is a container that holds itself; {EXPECTED}") from None


def _place(leaf: Any, tree: Any) -> str:
    """Where in a container a leaf stands."""
    return next(place for place, other in places(tree) if other is leaf)


def _shape(numbers: Any) -> tuple[int, ...] | None:
    """The shape of nested lists of numbers; None if they are no array."""
    if not isinstance(numbers, list):
        single = isinstance(numbers, int | float | np.number | Number) and np.ndim(numbers) == 0
        return () if single and is_real(numbers) else None
    shapes = {_shape(entry) for entry in numbers}
    if not shapes:
        return (0,)
    first = shapes.pop()
    return None if shapes or first is None else (len(numbers), *first)


# What our errors say, where NumPy has put one of its own in front, and what NumPy says of arrays of objects.
OURS = ("cannot hold", "the derivative would be lost")
OF_OBJECTS = ("loop of ufunc does not support", "from dtype('O')")


def _asked_a_float(error: Exception) -> bool:
    """Whether NumPy asked an entry of an array of objects for a function, `np.hypot` say, as a method."""
    return isinstance(error, AttributeError) and type(error.obj) is float and hasattr(np, str(error.name))


@contextmanager
def running(level: float, tape: Tape | None = None) -> Iterator[None]:
    """While a program runs with the numbers of this level; what NumPy says of them is said in our words.

    Raises
    ------
    TypeError
        The one that named the fix when a plain array was to hold a number, where NumPy has put its own in front.
    UnsupportedOperation
        Where a function of NumPy met an array of objects, from `np.array([x, 1.0])`, that it does not take apart.
    """
    OPEN[level] = tape
    try:
        yield
    except (TypeError, ValueError, AttributeError) as error:
        if isinstance(error.__cause__, TypeError) and any(said in str(error.__cause__) for said in OURS):
            raise error.__cause__ from None
        if any(said in str(error) for said in OF_OBJECTS) or _asked_a_float(error):
            raise UnsupportedOperation(
                f"np.array of numbers with a derivative is an array of objects{there(error)}, which this function "
                f"does not take apart: build it with np.stack ({error})"
            ) from error
        raise
    finally:
        del OPEN[level]


def checked(result: Any, level: float) -> Any:
    """What f returned, if the derivative of this level can be taken of it.

    Raises
    ------
    TypeError
        If something in it is no real number, with its place.
    LeakedValue
        If it was computed from a number of a derivative that has ended.
    """
    _leaves(result, "f's value")
    result = tree_map(gathered, result)
    for leaf in leaves(result):
        if isinstance(leaf, Number):
            _check_lives(leaf, level)
        elif not is_real(leaf):
            place = _place(leaf, result)
            at = f" at {place}" if place else ""
            raise TypeError(
                f"f returned {_kind(leaf)}{at}; {EXPECTED}{_remedy(leaf, 'return', 'return numbers alone')}"
            )
    return result


def one_result(result: Any, level: float = 0.0) -> Any:
    """What f returned, if it is one number or array: for those who take no containers; see `checked`."""
    result = checked(result, level)
    if isinstance(result, dict | tuple | list):
        raise TypeError(
            f"f returned a {type(result).__name__}; expected a number or an array: np.stack makes one"
        )
    return result


def _check_lives(value: Any, level: float) -> None:
    """Raise if a result belongs to a derivative inside this one, or to one that has ended.

    Whole levels are those of derivatives; a number made by hand stands above the one that it was made in.
    """
    while isinstance(value, Number):
        kind, of = type(value).__name__, int(value.level)
        if of and of not in OPEN:
            raise LeakedValue(
                f"f returned a {kind} of another derivative that has already ended: use its .primal or .value instead"
            )
        if value.level > level:
            raise LeakedValue(f"f returned a {kind} that was made by hand in it: return its .primal")
        value = value._plain


def is_real(value: Any) -> bool:
    """Whether a value is a real number or an array of such."""
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biuf"
    return isinstance(value, float | int | Number)


def _kind(value: Any) -> str:
    if type(value) is np.ndarray and value.ndim:
        return f"an array of dtype {value.dtype}"
    return f"a {type(value).__name__}"


def _remedy(value: Any, verb: str, otherwise: str) -> str:
    """The way out, for what is no number."""
    if value is None and verb == "return":
        return ": is a `return` missing?"
    if np.iscomplexobj(value):
        return f", real ones: {verb} the real and the imaginary part"
    if type(value) is np.ndarray:
        return f": {verb} a tuple, or an array from np.stack"
    if hasattr(value, "__array__") or hasattr(value, "__float__"):
        return f": {verb} {'np.asarray' if hasattr(value, '__array__') else 'float'} of it"
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return f": {verb} a list or a tuple of its entries"
    if isinstance(value, Callable):  # type: ignore[arg-type]
        return f": {verb} what it returns"
    return f": {otherwise}"
