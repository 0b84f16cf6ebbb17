"""Whether an answer is the truth, part by part; a list for an array is the same mathematics, another key is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Number
from typing import Any

import numpy as np

from lecture14.exercises.checking.showing import show


@dataclass(frozen=True)
class Part:
    """One number or array of an answer beside the truth's.

    Attributes
    ----------
    path : tuple
        Where it stands: indices, keys, or a dual number's "primal" and "tangent".
    truth, answer : object
        Arrays of the same shape unless there is a problem.
    same : bool
    problem : str
        Half a sentence on why the two cannot be compared: "is text where a number is expected".
    forgiven : str
        What container the answer has in place of the truth's, both named.
    """

    path: tuple
    truth: Any
    answer: Any
    same: bool
    problem: str = ""
    forgiven: str = ""


def compare(truth: Any, answer: Any, rtol: float) -> list[Part]:
    """Compare an answer with the truth.

    Parameters
    ----------
    truth, answer : number, text, array, Dual, or tuples, lists and dicts of such
    rtol : float
        Relative tolerance; what is small beside the largest entry of its array is compared with that.

    Returns
    -------
    list of Part
        The answer is right if all are `same`.

    Examples
    --------
    >>> [part.same for part in compare((1.0, np.array([2.0, 3.0])), [1.0, (2.0, 4.0)], 1e-9)]
    [True, False]
    >>> compare({"a": 1}, {"b": 1}, 1e-9)[0].problem
    "lacks the key 'a' and has the key 'b', which nobody asked for"
    """
    return _compare(truth, answer, rtol, ())


def _compare(truth: Any, answer: Any, rtol: float, path: tuple) -> list[Part]:
    pairs: list[tuple[Any, Any, Any]]
    if hasattr(truth, "primal"):
        if not hasattr(answer, "primal"):
            return [_problem(path, truth, answer, f"is {_kind(answer)} where a Dual is expected")]
        pairs = [(name, getattr(truth, name), getattr(answer, name)) for name in ("primal", "tangent")]
    elif isinstance(truth, Mapping):
        problem = _keys(truth, answer)
        if problem:
            return [_problem(path, truth, answer, problem)]
        pairs = [(key, truth[key], answer[key]) for key in truth]
    elif isinstance(truth, tuple | list):
        forgiven = f"an array for a {type(truth).__name__}" if isinstance(answer, np.ndarray) else ""
        if hasattr(answer, "primal") and len(truth) == 2:
            answer, forgiven = (answer.primal, answer.tangent), "a Dual for a pair"
        if not (isinstance(answer, tuple | list) or (isinstance(answer, np.ndarray) and answer.ndim)):
            return [
                _problem(path, truth, answer, f"is {_kind(answer)} where {len(truth)} parts are expected")
            ]
        if len(answer) != len(truth):
            return [_problem(path, truth, answer, f"has {len(answer)} parts where {len(truth)} are expected")]
        pairs = [(i, t, a) for i, (t, a) in enumerate(zip(truth, answer, strict=True))]
        parts = [part for key, t, a in pairs for part in _compare(t, a, rtol, (*path, key))]
        return [replace(part, forgiven=part.forgiven or forgiven) for part in parts]
    elif isinstance(truth, Number | np.ndarray):
        return [_numbers(truth, answer, rtol, path)]
    else:
        return [Part(path, truth, answer, type(answer) is type(truth) and bool(answer == truth))]
    return [part for key, t, a in pairs for part in _compare(t, a, rtol, (*path, key))]


def _numbers(truth: Any, answer: Any, rtol: float, path: tuple) -> Part:
    numbers = as_numbers(answer)
    if isinstance(numbers, str):
        return _problem(path, truth, answer, numbers)
    expected, forgiven = np.asarray(truth), ""
    if numbers.shape != expected.shape and {numbers.shape, expected.shape} == {(), (1,)}:
        forgiven = "an array of one for a number" if numbers.ndim else "a number for an array of one"
        numbers = numbers.reshape(expected.shape)
    elif expected.ndim and isinstance(answer, list | tuple):
        forgiven = f"a {type(answer).__name__} for an array"
    if numbers.shape != expected.shape:
        given = f"has shape {numbers.shape}" if numbers.ndim else "is a number"
        wanted = f"an array of shape {expected.shape}" if expected.ndim else "a number"
        return _problem(path, expected, numbers, f"{given} where {wanted} is expected")
    finite = np.abs(expected[np.isfinite(expected)])
    small = max(1e-12, 1e-3 * rtol * finite.max(initial=0.0))
    same = bool(np.allclose(numbers, expected, rtol=rtol, atol=small, equal_nan=True))
    return Part(path, expected, numbers, same, forgiven=forgiven)


def as_numbers(answer: Any) -> np.ndarray | str:
    """The array that an answer is, or half a sentence on why it is none.

    Examples
    --------
    >>> as_numbers([1, 2]), as_numbers("2.5"), as_numbers([[1], [1, 2]])
    (array([1, 2]), 'is text where a number is expected', 'has rows of different lengths')
    """
    if isinstance(answer, str | bytes):
        return "is text where a number is expected"
    if isinstance(answer, tuple | list) and any(part is None or part is ... for part in answer):
        return "still has a gap (None or …)"
    try:
        numbers = np.asarray(answer)
    except ValueError:
        return "has rows of different lengths"
    except Exception as error:  # as of a tensor that still records, or a traced value that was kept
        return f"cannot be made an array ({type(error).__name__}: {error})"
    if numbers.dtype.kind not in "biufc":
        try:
            numbers = numbers.astype(float)
        except (TypeError, ValueError):
            return f"is {_kind(answer)} where numbers are expected"
    return numbers


def _keys(truth: Mapping, answer: Any) -> str:
    if not isinstance(answer, Mapping):
        return f"is {_kind(answer)} where a dictionary is expected"
    lacks = [key for key in truth if key not in answer]
    has = [key for key in answer if key not in truth]
    sentences = [f"lacks the {_named(lacks)}"] if lacks else []
    if has:
        sentences.append(f"has the {_named(has)}, which nobody asked for")
    return " and ".join(sentences)


def _named(keys: list) -> str:
    return f"key{'s' * (len(keys) > 1)} {' and '.join(map(show, keys))}"


def _problem(path: tuple, truth: Any, answer: Any, problem: str) -> Part:
    return Part(path, truth, answer, False, problem)


def _kind(value: Any) -> str:
    if value is None:
        return "None"
    if isinstance(value, str | bytes):
        return "text"
    if isinstance(value, Number | np.generic):
        return "a number"
    if isinstance(value, np.ndarray):
        return "an array" if value.ndim else "a number"
    name = type(value).__name__
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"
