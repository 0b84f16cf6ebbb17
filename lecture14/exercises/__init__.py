"""The exercises' checks: `check(id, answer)` says whether an answer is right, and what kind of mistake it is if not."""

from collections import Counter
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from lecture14.exercises.checking import Exercise, Mistake, Result, check_answer

# Every module here except `checking` is a chapter's list of exercises.
_CHAPTERS = [import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__) if m.name != "checking"]

EXERCISES: dict[str, Exercise] = {e.id: e for chapter in _CHAPTERS for e in chapter.EXERCISES}

__all__ = ["EXERCISES", "Exercise", "Mistake", "Result", "check"]


# How often each exercise was answered wrong since the start of Python, or since it was solved.
_tries: Counter[str] = Counter()


def check(id: str, answer: Any, *, show: bool = False) -> Result:
    """Check an answer to an exercise of the book.

    A wrong answer is told what kind of mistake it looks like, and what it returned for which input. What was expected
    is told after the third wrong try.

    Parameters
    ----------
    id : str
        The exercise's id, as the book gives it.
    answer : callable or value
        Your function, or your value. An untouched stub counts as not attempted.
    show : bool
        Tell at once what was expected.

    Returns
    -------
    Result
        Prints itself.

    Raises
    ------
    ValueError
        If no exercise has this id.

    Examples
    --------
    >>> check("dual-reciprocal", lambda primal, tangent: (1 / primal, tangent / primal**2))
    ✗ dual-reciprocal: Check the sign: if x grows, 1/x shrinks.
      For the input 2.0, 1.0 you return (0.5, 0.25).
    >>> check("dual-reciprocal", lambda primal, tangent: (1 / primal, -tangent / primal**2)).passed
    True
    """
    if id not in EXERCISES:
        near = get_close_matches(str(id), EXERCISES, n=1)
        raise ValueError(
            f"id is {id!r}; expected one of {sorted(EXERCISES)}"
            + (f" (did you mean {near[0]!r}?)" if near else "")
        )
    result = check_answer(EXERCISES[id], answer, tries=_tries[id], show=show)
    if result.passed:
        del _tries[id]
    elif result.passed is False:
        _tries[id] += 1
    return result
