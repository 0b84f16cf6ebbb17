"""The exercises' checks: `check(id, answer)` says whether an answer is right, and what kind of mistake it is if not."""

import re
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from lecture14.exercises.checking import Exercise, Mistake, Result, check_answer
from lecture14.exercises.checking.progress import Progress, Table

# Every other module here is a chapter's list of exercises; its docstring quotes the chapter's title.
_NAMES = [module.name for module in iter_modules(__path__) if module.name not in ("checking", "__main__")]
_MODULES = [import_module(f"{__name__}.{name}") for name in _NAMES]
_CHAPTERS = {
    re.search('"(.+)"', str(module.__doc__))[1]: [exercise.id for exercise in module.EXERCISES]  # type: ignore[index]
    for module in _MODULES
}

EXERCISES: dict[str, Exercise] = {e.id: e for module in _MODULES for e in module.EXERCISES}

__all__ = ["EXERCISES", "Exercise", "Mistake", "Result", "check"]

_progress = Progress(Path("progress.json"))


def check(id: str | None = None, answer: Any = ..., *, show: bool = False) -> Result | Table:
    """Check an answer to an exercise of the book; without arguments, show what is solved.

    A wrong answer is told what kind of mistake it looks like, and what it returned for which input. What was expected
    is told after the third wrong try.

    Parameters
    ----------
    id : str, optional
        The exercise's id, as the book gives it. Without it you get a table: of the chapter whose exercise was checked
        last, else of all chapters.
    answer : callable or value
        Your function, or your value. An untouched stub counts as not attempted.
    show : bool
        Tell at once what was expected.

    Returns
    -------
    Result or Table
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
    if id is None:
        here = next((title for title, ids in _CHAPTERS.items() if _progress.last in ids), None)
        return _progress.table(here, _CHAPTERS[here]) if here else _progress.overview(_CHAPTERS)
    if id not in EXERCISES:
        near = get_close_matches(str(id), EXERCISES, n=1)
        raise ValueError(
            f"id is {id!r}; expected one of {sorted(EXERCISES)}"
            + (f" (did you mean {near[0]!r}?)" if near else "")
        )
    result = check_answer(EXERCISES[id], answer, tries=_progress.tries(id), show=show)
    _progress.note(result)
    return result
