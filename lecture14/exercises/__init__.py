"""The exercises' checks: `check(id, answer)` says whether an answer is right, and what kind of mistake it is if not."""

from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from lecture14.exercises.checking import Exercise, Mistake, Result, check_answer

# Every module here except `checking` is a chapter's list of exercises.
_CHAPTERS = [import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__) if m.name != "checking"]

EXERCISES: dict[str, Exercise] = {e.id: e for chapter in _CHAPTERS for e in chapter.EXERCISES}

__all__ = ["EXERCISES", "Exercise", "Mistake", "Result", "check"]


def check(id: str, answer: Any) -> Result:
    """Check an answer to an exercise of the book.

    Parameters
    ----------
    id : str
        The exercise's id, as the book gives it.
    answer : callable or value
        Your function, or your value. An untouched stub counts as not attempted.

    Returns
    -------
    Result
        Prints as one line.

    Raises
    ------
    ValueError
        If no exercise has this id.

    Examples
    --------
    >>> check("dual-reciprocal", lambda primal, tangent: (1 / primal, -tangent / primal**2))
    ✓ dual-reciprocal: correct on all 4 inputs
    >>> check("dual-reciprocal", lambda primal, tangent: (1 / primal, tangent / primal**2)).passed
    False
    """
    if id not in EXERCISES:
        near = get_close_matches(id, EXERCISES, n=1)
        raise ValueError(
            f"id is {id!r}; expected one of {sorted(EXERCISES)}"
            + (f" (did you mean {near[0]!r}?)" if near else "")
        )
    return check_answer(EXERCISES[id], answer)
