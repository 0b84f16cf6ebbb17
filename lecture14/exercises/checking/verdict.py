"""The verdict on an answer: right on inputs of two kinds, or what went wrong, the most telling thing first.

Some inputs are chosen by hand or drawn from a generator that the id seeds: messages may show them. Others are drawn
afresh at each check; they decide as well, so nobody passes who wrote the first ones' results down. The truth is
computed before the answer is called, and the answer gets copies: what computes in place spoils nothing.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from lecture14.exercises.checking.calling import Called, call, is_idle, misfit
from lecture14.exercises.checking.comparing import Part, compare
from lecture14.exercises.checking.exercise import Exercise, Mistake, constant
from lecture14.exercises.checking.relations import Trial, relation
from lecture14.exercises.checking.showing import show, show_apart, show_input

#: Inputs drawn for each check: from the id's seed, and afresh.
SHOWN, FRESH = 3, 4
#: The try from which a message shows what was expected.
TRIES = 3


@dataclass(frozen=True)
class Result:
    """The outcome of a check; prints itself, what follows the first line indented.

    Attributes
    ----------
    id : str
    passed : bool or None
        None: not attempted yet.
    message : str
        One sentence on each line.
    """

    id: str
    passed: bool | None
    message: str

    def __repr__(self) -> str:
        mark = {True: "✓", False: "✗", None: "○"}[self.passed]
        first, *rest = self.message.split("\n")
        return "\n  ".join([f"{mark} {self.id}: {first}", *rest])


def check_answer(
    exercise: Exercise,
    answer: Any,
    *,
    rng: np.random.Generator | None = None,
    tries: int = 0,
    show: bool = False,
) -> Result:
    """Compare an answer with the truth, and with the mistakes that the exercise knows.

    Parameters
    ----------
    exercise : Exercise
    answer : callable or value
        A function of the cases' arguments, or what the exercise reads as one: the value itself, or a formula's text.
        ``...``, a tuple of nothing else, and a function that does nothing are stubs.
    rng : Generator, optional
        Draws the inputs that are new at each check.
    tries : int
        How often this exercise has failed before. From the third failure on, the message says what was expected.
    show : bool
        Say what was expected at once.

    Returns
    -------
    Result

    Examples
    --------
    >>> double = Exercise("double", lambda x: 2 * x, [(1.0,), (3.0,)], [Mistake(lambda x: x**2, "That is the square.")])
    >>> check_answer(double, lambda x: x + x)
    ✓ double: correct on all 2 inputs
    >>> check_answer(double, lambda x: x * x)
    ✗ double: That is the square.
      For the input 1.0 you return 1.0.
    >>> check_answer(double, lambda x: -2 * x, show=True)
    ✗ double: Your sign is the opposite of the right one.
      For the input 1.0 you return -2.0; expected is 2.0.
    >>> check_answer(double, ...)
    ○ double: not attempted yet
    """
    if _is_gap(answer) or (callable(answer) and is_idle(answer)):
        return Result(exercise.id, None, "not attempted yet")
    try:
        run, wrong = _as_function(exercise, answer)
    except Exception as error:
        wrong = f"This raised {type(error).__name__}: {error}"
    if wrong:
        return Result(exercise.id, False, wrong)
    shown, fresh = _inputs(exercise, np.random.default_rng() if rng is None else rng)
    cases = [*shown, *fresh]
    truths = [exercise.correct(*copy.deepcopy(case)) for case in cases]
    calls: list[Called] = []
    for i, case in enumerate(cases):
        calls.append(call(run, case))
        # What a reader prints to look into it, once and not for every input.
        if not i:
            sys.stdout.write(calls[0].printed)
        if calls[-1].trouble:
            return Result(exercise.id, False, f"{calls[-1].trouble}{_for(case, i >= len(shown))}")
    gaps = [i for i, called in enumerate(calls) if _has_gap(called.value)]
    if gaps:
        return Result(exercise.id, False, f"{_gap(calls)}{_for(cases[gaps[0]], gaps[0] >= len(shown))}")
    trials = [
        Trial(case, truth, called.value, compare(truth, called.value, exercise.tolerance))
        for case, truth, called in zip(cases, truths, calls, strict=True)
    ]
    if all(trial.right for trial in trials):
        return Result(exercise.id, True, _praise(exercise, trials))
    says = _mistake(exercise, trials) or relation(trials)
    first = next(i for i, trial in enumerate(trials) if not trial.right)
    told = show or tries + 1 >= TRIES
    return Result(
        exercise.id, False, "\n".join(filter(None, [says, _seen(trials[first], first >= len(shown), told)]))
    )


def _is_gap(answer: Any) -> bool:
    return answer is ... or (isinstance(answer, tuple) and bool(answer) and all(map(_is_gap, answer)))


def _as_function(exercise: Exercise, answer: Any) -> tuple[Callable[..., Any], str]:
    """A function of the cases' arguments, or a sentence on why the answer is none."""
    count = len(exercise.cases[0])
    if callable(answer):
        if count or not misfit(answer, ()):
            return answer, ""
        return answer, "This exercise asks for a value, and you hand over a function: call it first."
    if count and exercise.read is constant:
        return constant(answer), (
            f"This exercise asks for a function of {count} argument{'s' * (count != 1)}, and you hand over "
            f"{show(answer)}: name the function without calling it."
        )
    return exercise.read(answer), ""


def _inputs(exercise: Exercise, rng: np.random.Generator) -> tuple[list[tuple], list[tuple]]:
    if exercise.draw is None:
        return list(exercise.cases), []
    seeded = np.random.default_rng(crc32(exercise.id.encode()))
    shown = [*exercise.cases, *(exercise.draw(seeded) for _ in range(SHOWN))]
    return shown, [exercise.draw(rng) for _ in range(FRESH)]


def _has_gap(value: Any) -> bool:
    return value is None or value is ... or (isinstance(value, tuple | list) and any(p is ... for p in value))


def _gap(calls: list[Called]) -> str:
    """What is missing in results of which at least one has a gap."""
    missing = [called.value is None for called in calls]
    if not any(missing):
        return "Your result still has a gap (…)."
    if not all(missing):
        return "Your function returns nothing here, and something for other inputs: does each of its branches return?"
    if calls[0].printed:
        return "Your function prints and returns nothing: hand the result back with return."
    return "Your function returns nothing: hand the result back with return."


def _praise(exercise: Exercise, trials: list[Trial]) -> str:
    lines = [f"correct on all {len(trials)} inputs" if len(trials) > 1 else "correct"]
    forgiven = dict.fromkeys(part.forgiven for trial in trials for part in trial.parts if part.forgiven)
    if forgiven:
        lines.append(f"You return {' and '.join(forgiven)}: the same mathematics.")
    return "\n".join([*lines, *([f"Next: {exercise.then}"] if exercise.then else [])])


def _mistake(exercise: Exercise, trials: list[Trial]) -> str:
    return next((m.says for m in exercise.mistakes if _makes(m, exercise, trials)), "")


def _makes(mistake: Mistake, exercise: Exercise, trials: list[Trial]) -> bool:
    """Whether an answer is this mistake on every input, in every part."""
    for trial in trials:
        wrong = mistake.answer(*copy.deepcopy(trial.case))
        if not all(part.same for part in compare(wrong, trial.answer, exercise.tolerance)):
            return False
    return True


def _for(case: tuple, fresh: bool) -> str:
    if not case:
        return ""
    return f"\nThis was for the input {show_input(case)}{', drawn afresh' * fresh}."


def _seen(trial: Trial, fresh: bool, told: bool) -> str:
    """The input and what was returned for it; the truth too if it may be told."""
    truth, answer, where = trial.truth, trial.answer, ""
    wrong: Part = next(part for part in trial.parts if not part.same)
    if isinstance(wrong.answer, np.ndarray) and wrong.answer.size > 1 and not wrong.problem:
        # Of an array the first entry that is wrong: the rest hides it.
        close = np.isclose(wrong.answer, wrong.truth, rtol=1e-6, atol=0, equal_nan=True)
        if not close.all() and wrong.answer.size > 12:
            entry = tuple(int(i) for i in np.argwhere(~close)[0])
            truth, answer = wrong.truth[entry], wrong.answer[entry]
            where = f" at {[*wrong.path, *entry]}"
    expected, given = show_apart(truth, answer)
    after = f"; expected is {expected}" if told else ""
    if not trial.case:
        return f"You give {given}{where}{after}."
    return (
        f"For the input {show_input(trial.case)}{', drawn afresh,' * fresh} you return {given}{where}{after}."
    )
