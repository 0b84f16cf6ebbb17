"""The verdict on an answer."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lecture14.exercises.checking.exercise import Exercise, Mistake


@dataclass(frozen=True)
class Result:
    """The outcome of a check; prints itself as one or two lines.

    Attributes
    ----------
    id : str
    passed : bool or None
        None: not attempted yet.
    message : str
    """

    id: str
    passed: bool | None
    message: str

    def __repr__(self) -> str:
        mark = {True: "✓", False: "✗", None: "○"}[self.passed]
        return f"{mark} {self.id}: {self.message}"


def check_answer(exercise: Exercise, answer: Any) -> Result:
    """Compare an answer with the truth, and with the mistakes that the exercise knows.

    Parameters
    ----------
    exercise : Exercise
    answer : callable or value
        A function of the cases' arguments, or what the exercise reads as one: the value itself, or a formula's text.
        ``...``, a tuple with ``...`` in it, and a function that returns None are stubs.

    Returns
    -------
    Result

    Examples
    --------
    >>> double = Exercise("double", lambda x: 2 * x, [(1.0,), (3.0,)], [Mistake(lambda x: x**2, "That is the square.")])
    >>> check_answer(double, lambda x: x + x)
    ✓ double: correct on all 2 inputs
    >>> check_answer(double, lambda x: x * x)
    ✗ double: for input 1.0 expected 2.0, got 1.0. That is the square.
    >>> check_answer(double, ...)
    ○ double: not attempted yet
    """
    if answer is ... or (isinstance(answer, tuple) and any(part is ... for part in answer)):
        return Result(exercise.id, None, "not attempted yet")
    try:
        run = answer if callable(answer) else exercise.read(answer)
    except Exception as error:
        return Result(exercise.id, False, f"raised {type(error).__name__}: {error}")
    answers = []
    for case in exercise.cases:
        try:
            given = run(*case)
        except Exception as error:
            # Whatever a reader's code raises is an answer to explain, not a crash of the page.
            return Result(exercise.id, False, f"{_input(case)}raised {type(error).__name__}: {error}")
        if given is None or given is ...:
            return Result(exercise.id, None, "not attempted yet")
        answers.append(given)
    truths = [exercise.correct(*case) for case in exercise.cases]
    wrong = [
        i for i, (a, t) in enumerate(zip(answers, truths, strict=True)) if not _agree(a, t, exercise.rtol)
    ]
    if not wrong:
        count = len(truths)
        return Result(exercise.id, True, f"correct on all {count} inputs" if count > 1 else "correct")
    first = wrong[0]
    says = next((f" {m.says}" for m in exercise.mistakes if _makes(m, exercise, answers)), "")
    return Result(
        exercise.id,
        False,
        f"{_input(exercise.cases[first])}expected {_show(truths[first])}, got {_show(answers[first])}.{says}",
    )


def _makes(mistake: Mistake, exercise: Exercise, answers: list) -> bool:
    return all(
        _agree(a, mistake.answer(*case), exercise.rtol)
        for a, case in zip(answers, exercise.cases, strict=True)
    )


def _agree(a: Any, b: Any, rtol: float) -> bool:
    a, b = _leaves(a), _leaves(b)
    if len(a) != len(b):
        return False
    try:
        return all(
            x.shape == y.shape and bool(np.allclose(x, y, rtol=rtol, atol=1e-12, equal_nan=True))
            for x, y in zip(a, b, strict=True)
        )
    except TypeError:  # a string or another object where a number is expected
        return False


def _leaves(value: Any) -> list[np.ndarray]:
    """The arrays in a number, a dual number, or tuples, lists and dicts of such."""
    if hasattr(value, "primal"):
        return _leaves((value.primal, value.tangent))
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in _leaves(value[key])]
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [np.asarray(value)]


def _input(case: tuple) -> str:
    return f"for input {', '.join(_show(c) for c in case)} " if case else ""


def _show(value: Any) -> str:
    if isinstance(value, tuple | list):
        return f"({', '.join(_show(v) for v in value)})"
    if isinstance(value, np.ndarray) and value.ndim:
        text = np.array2string(value, precision=4, threshold=8, separator=", ")
        return " ".join(text.split())
    if isinstance(value, float | np.floating):
        return repr(float(f"{value:.6g}"))
    return repr(value)
