"""What generated programs call beside NumPy: checks of their arguments, and the maps of the array rules."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from lecture14.autodiff.arrays.functions import logsumexp
from lecture14.autodiff.arrays.linalg import MATMUL
from lecture14.autodiff.arrays.maps import LOGSUMEXP, MAX, MIN, SUM, WHERE
from lecture14.autodiff.core.chain_rule import unbroadcast
from lecture14.autodiff.core.number import Number

__all__ = ["array", "dot", "logsumexp", "numbers", "pull", "push", "seed", "setting", "unbroadcast", "whole"]

ARRAY_RULES = {rule.name: rule for rule in (SUM, MAX, MIN, LOGSUMEXP, WHERE, MATMUL)}
ARRAY_RULES["dot"] = MATMUL
REDUCED: dict[str, Any] = {"axis": None, "keepdims": False}  # what a reduction is told, if nothing else


def numbers(names: str, *values: Any) -> Any:
    """Floats that answer inf or nan where Python's own would raise; other numbers of ours stay.

    Raises
    ------
    TypeError, ValueError
        If one is no real number, or an array.

    Examples
    --------
    >>> numbers("x, dx", 2, 1.0)
    (np.float64(2.0), np.float64(1.0))
    """
    checked = []
    for name, value in zip(names.split(", "), values, strict=True):
        if np.ndim(value):
            raise ValueError(
                f"{name} has shape {np.shape(value)}; expected a number: annotate the parameter of the original, "
                "x: np.ndarray, and transform it again"
            )
        checked.append(value if isinstance(value, Number) else np.float64(_real(name, value)))
    return tuple(checked) if len(checked) > 1 else checked[0]


def array(name: str, value: Any, ndim: int | None = None, like: Any = None) -> Any:
    """An array of floats, of so many axes if `ndim` is given, of the shape of `like` if that is.

    Examples
    --------
    >>> array("x", [1, 2], 1)
    array([1., 2.])
    """
    result = value if isinstance(value, Number) else _real(name, value)
    if ndim is not None and np.ndim(result) != ndim:
        raise ValueError(
            f"{name} has shape {np.shape(result)}; expected {ndim} {'axis' if ndim == 1 else 'axes'}"
        )
    if like is not None and np.shape(result) != np.shape(like):
        raise ValueError(f"{name} has shape {np.shape(result)}; expected {np.shape(like)}")
    return result


def _real(name: str, value: Any) -> Any:
    result = np.asarray(value)
    if result.dtype.kind not in "fiu":
        raise TypeError(f"{name} is {value!r:.60}; expected real numbers")
    return result.astype(float)[()]


def whole(name: str, value: Any) -> int:
    """A whole number: what counts the turns of a loop, or an array's entries."""
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} is {value!r:.60}; expected a whole number, since it counts or indexes"
        ) from None


def setting(name: str, value: Any) -> Any:
    """A parameter without derivative: a number or a word, no array."""
    if np.ndim(value):
        raise ValueError(
            f"{name} has shape {np.shape(value)}; expected a number: give the parameter no default"
        )
    return value


def seed(name: str, value: Any, y: Any) -> Any:
    """A cotangent in the shape of the result."""
    if np.shape(value) != np.shape(y):
        raise ValueError(f"{name} has shape {np.shape(value)}; expected the result's, {np.shape(y)}")
    return value if isinstance(value, Number) else _real(name, value)


def dot(a: Any, b: Any) -> Any:
    """`np.dot` of vectors and matrices, where it is the same as `a @ b`."""
    if not (0 < np.ndim(a) <= 2 and 0 < np.ndim(b) <= 2):
        raise ValueError(
            f"np.dot got {np.ndim(a)} and {np.ndim(b)} axes; expected vectors or matrices: use @ or *"
        )
    return a @ b


def push(rule: str, i: int, t: Any, y: Any, *operands: Any, **params: Any) -> Any:
    """The tangent of an array function when operand i moves by t."""
    return ARRAY_RULES[rule].push(i, t, y, operands, _told(rule, params))


def pull(rule: str, i: int, g: Any, y: Any, *operands: Any, **params: Any) -> Any:
    """The cotangent of operand i when that of an array function is g.

    Examples
    --------
    >>> pull("sum", 0, 2.0, 3.0, np.ones(3))
    array([2., 2., 2.])
    """
    result = ARRAY_RULES[rule].pull(i, g, y, operands, _told(rule, params))
    view = isinstance(result, np.ndarray) and not result.flags.writeable
    return result.copy() if view else result


def _told(rule: str, params: dict[str, Any]) -> dict[str, Any]:
    return params if rule in ("where", "dot", "matmul") else REDUCED | params
