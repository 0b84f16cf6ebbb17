"""What is true of a wrong answer beside that it is wrong: which inputs or parts are right, what the rest looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lecture14.exercises.checking.comparing import Part
from lecture14.exercises.checking.wrong_numbers import NTH, about_numbers, about_size, alike, number_pairs


@dataclass(frozen=True)
class Trial:
    """One input, and what came out of it: `parts` of the truth beside those of the answer."""

    case: tuple
    truth: Any
    answer: Any
    parts: list[Part]

    @property
    def right(self) -> bool:
        return all(part.same for part in self.parts)


def relation(trials: list[Trial]) -> str:
    """A true sentence about answers of which at least one is wrong; empty if there is none to say.

    Parameters
    ----------
    trials : list of Trial

    Returns
    -------
    str

    Examples
    --------
    >>> from lecture14.exercises.checking.comparing import compare
    >>> def answers(*pairs):
    ...     return [Trial((t,), t, a, compare(t, a, 1e-9)) for t, a in pairs]
    >>> relation(answers((2.0, -2.0), (3.0, -3.0)))
    'Your sign is the opposite of the right one.'
    >>> relation(answers((2.0, 2.0), (3.0, -3.0)))
    'Your result is right on 1 of 2 inputs. Where it is not, your sign is the opposite of the right one.'
    """
    wrong = [trial for trial in trials if not trial.right]
    about = _problem(wrong[0]) or _odd(wrong[0]) or _parts(wrong) or _numbers(wrong)
    right = len(trials) - len(wrong)
    if right:
        counted = f"Your result is right on {right} of {len(trials)} inputs."
        return f"{counted} Where it is not, {_lower(about)}" if about else counted
    return about or _unchanged(trials) or _constant(trials) or _entries(trials[0]) or _size(trials)


def _problem(trial: Trial) -> str:
    for part in trial.parts:
        if part.problem:
            subject = _name(part.path, trial.truth) if part.path else "Your result"
            return f"{subject} {part.problem}.{_shape(part)}"
    return ""


def _shape(part: Part) -> str:
    """What else is true of numbers in a wrong shape."""
    truth, answer = part.truth, part.answer
    if (
        not isinstance(truth, np.ndarray)
        or not isinstance(answer, np.ndarray)
        or answer.dtype.kind not in "biuf"
    ):
        return ""
    if truth.ndim == 2 and alike(answer.T, truth):
        return " It is transposed."
    if alike(answer.ravel(), truth.ravel()):
        return " The numbers are right."
    if answer.ndim == truth.ndim and truth.ndim and answer.shape[1:] == truth.shape[1:]:
        shorter = min(len(answer), len(truth))
        if shorter and alike(answer[:shorter], truth[:shorter]):
            return f" The first {shorter} are right."
        if shorter and alike(answer[-shorter:], truth[-shorter:]):
            return f" The last {shorter} are right."
    return ""


def _odd(trial: Trial) -> str:
    """Numbers that are none."""
    for part in trial.parts:
        if not isinstance(part.answer, np.ndarray) or part.answer.dtype.kind not in "fc":
            continue
        odd = part.answer[~np.isfinite(part.answer) & np.isfinite(part.truth)]
        if np.isnan(odd).any():
            return "A number of yours is nan: 0/0 gives that, or a root or logarithm of a negative number."
        if odd.size:
            return "A number of yours is infinite: a division by zero gives that, or an overflow."
    return ""


def _parts(trials: list[Trial]) -> str:
    """Of a result in several parts: those that are right on every input, and what is true of a single wrong one."""
    if any(part.problem for trial in trials for part in trial.parts):
        return ""
    counts = {len(t.truth) if isinstance(t.truth, tuple | list) else 0 for t in trials}
    count = counts.pop()
    if counts or not 2 <= count <= len(NTH):
        return ""
    right = [all(p.same for t in trials for p in t.parts if p.path[0] == i) for i in range(count)]
    if not any(right):
        exchanged = count == 2 and all(
            alike(t.answer[0], t.truth[1]) and alike(t.answer[1], t.truth[0]) for t in trials
        )
        return "Your two parts are exchanged." if exchanged else ""
    good, bad = ([NTH[i] for i in range(count) if right[i] is value] for value in (True, False))
    sentence = (
        f"Your {_listed(good)} {'parts are' if len(good) > 1 else 'part is'} right, "
        f"the {_listed(bad)} {'are' if len(bad) > 1 else 'is'} not."
    )
    if len(bad) > 1:
        return sentence
    i = right.index(False)
    about = _numbers(
        [Trial(t.case, t.truth[i], t.answer[i], [p for p in t.parts if p.path[0] == i]) for t in trials]
    )
    return f"{sentence} There, {_lower(about)}" if about else sentence


def _numbers(trials: list[Trial]) -> str:
    pairs = [number_pairs(trial.parts) for trial in trials]
    return about_numbers(pairs, by_hand=not trials[0].case) if all(pairs) else ""


def _unchanged(trials: list[Trial]) -> str:
    for i in range(len(trials[0].case)):
        if all(alike(t.answer, t.case[i]) for t in trials if len(t.case) > i):
            which = f"your {NTH[i]} argument" if len(trials[0].case) > 1 else "your argument"
            return f"Your result is {which}, unchanged."
    return ""


def _constant(trials: list[Trial]) -> str:
    first = trials[0]
    same = len(trials) > 2 and all(alike(t.answer, first.answer) for t in trials)
    differs = not all(alike(t.truth, first.truth) for t in trials)
    return "Your result is the same for every input." if same and differs else ""


def _entries(trial: Trial) -> str:
    """Of a single array how many entries are right, for this input."""
    part = trial.parts[0]
    if len(trial.parts) > 1 or not number_pairs(trial.parts) or part.truth.size < 2:
        return ""
    same = np.isclose(part.answer, part.truth, rtol=1e-6, atol=1e-12)
    if not same.any() or same.all():
        return ""
    first = [int(i) for i in np.argwhere(~same)[0]]
    return (
        f"For the first input {int(same.sum())} of {same.size} numbers are right; the one at {first} is not."
    )


def _size(trials: list[Trial]) -> str:
    pairs = [number_pairs(trial.parts) for trial in trials]
    return about_size(pairs) if all(pairs) else ""


def _name(path: tuple, truth: Any) -> str:
    first = path[0]
    if isinstance(first, int) and isinstance(truth, tuple | list) and first < len(NTH):
        return f"The {NTH[first]} part of your result"
    return f"Your result at {first!r}"


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
