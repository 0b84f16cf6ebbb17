"""What is true of a wrong answer beside that it is wrong: which part is right, a sign, a factor, an order.

Each relation looks at all inputs that were tried and returns a sentence that holds on all of them, or nothing. The
first that finds something speaks; they go from the most telling to the least.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lecture14.exercises.checking.comparing import Part, as_numbers

NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
#: Factors that are worth a word when only one number is compared, where every wrong number is some factor off.
NICE = {-2.0, -0.5, 0.5, 2.0, 3.0, 1 / 3, 4.0, 0.25, 10.0, 0.1, 100.0, 0.01, np.pi, 2 * np.pi}


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
    >>> answers = [(2.0, -2.0), (3.0, -3.0)]
    >>> relation([Trial((t,), t, a, compare(t, a, 1e-9)) for t, a in answers])
    'Your sign is the opposite of the right one.'
    """
    sentences = (find(trials) for find in (_problems, _not_numbers, _some_right, _parts))
    return next(filter(None, sentences), "") or _numbers(trials) or _count(trials) or _size(trials)


# What cannot be compared, or is no number.


def _problems(trials: list[Trial]) -> str:
    for trial in trials:
        for part in trial.parts:
            if not part.problem:
                continue
            subject = _name(part.path, trial.truth) if part.path else "Your result"
            return f"{subject} {part.problem}.{_shape(part)}"
    return ""


def _shape(part: Part) -> str:
    """What else is true of numbers in a wrong shape."""
    truth, answer = (
        as_numbers(value) if isinstance(value, np.ndarray) else None for value in (part.truth, part.answer)
    )
    if not isinstance(truth, np.ndarray) or not isinstance(answer, np.ndarray):
        return ""
    if truth.ndim == 2 and answer.shape == truth.T.shape and _equal(answer.T, truth):
        return " It is transposed."
    if answer.size == truth.size and _equal(answer.ravel(), truth.ravel()):
        return " The numbers are right."
    if answer.ndim == truth.ndim and truth.ndim and answer.shape[1:] == truth.shape[1:]:
        shorter = min(len(answer), len(truth))
        if _equal(answer[:shorter], truth[:shorter]):
            return f" The first {shorter} are right."
        if _equal(answer[-shorter:], truth[-shorter:]):
            return f" The last {shorter} are right."
    return ""


def _not_numbers(trials: list[Trial]) -> str:
    for trial in trials:
        for part in trial.parts:
            if not isinstance(part.answer, np.ndarray) or part.answer.dtype.kind not in "fc":
                continue
            odd = ~np.isfinite(part.answer) & np.isfinite(part.truth)
            if odd.any():
                name = "nan" if np.isnan(part.answer[odd]).any() else "infinite"
                why = (
                    "0/0, or a root or logarithm of a negative number, gives that"
                    if name == "nan"
                    else "a division by zero or an overflow gives that"
                )
                return f"A number of yours is {name} where the right one is finite: {why}."
    return ""


# Which parts or inputs are right.


def _some_right(trials: list[Trial]) -> str:
    shown = [trial.right for trial in trials]
    if any(shown) and all(not _numeric(trial) for trial in trials):
        return _count(trials)
    return ""


def _parts(trials: list[Trial]) -> str:
    """Of a result in several parts: those that are right on every input, and what is true of a single wrong one."""
    count = len(trials[0].truth) if isinstance(trials[0].truth, tuple | list) else 0
    if not 2 <= count <= len(NTH) or any(
        not isinstance(t.truth, tuple | list) or len(t.truth) != count for t in trials
    ):
        return ""
    right = [all(p.same for t in trials for p in t.parts if p.path[:1] == (i,)) for i in range(count)]
    if not any(right):
        if count == 2 and all(_same_numbers(t.answer[0], t.truth[1]) and _same_numbers(t.answer[1], t.truth[0]) for t in trials):
            return "Your two parts are exchanged."
        return ""
    wrong = [i for i in range(count) if not right[i]]
    good = _listed([NTH[i] for i in range(count) if right[i]])
    bad = _listed([NTH[i] for i in wrong])
    sentence = f"Your {good} part{'s are' if sum(right) > 1 else ' is'} right, the {bad} {'are' if len(wrong) > 1 else 'is'} not."
    if len(wrong) == 1:
        i = wrong[0]
        rest = [
            Trial(t.case, t.truth[i], t.answer[i], [p for p in t.parts if p.path[:1] == (i,)]) for t in trials
        ]
        about = _numbers(rest)
        if about:
            return f"{sentence} There: {about[0].lower()}{about[1:]}"
    return sentence


def _count(trials: list[Trial]) -> str:
    right = sum(trial.right for trial in trials)
    if right:
        return f"Your result is right on {right} of {len(trials)} inputs."
    if len(trials[0].parts) == 1:
        truth, answer = trials[0].parts[0].truth, trials[0].parts[0].answer
        if isinstance(answer, np.ndarray) and truth.size > 1 and truth.shape == answer.shape:
            same = np.isclose(answer, truth, rtol=1e-6, atol=1e-12)
            if same.any():
                first = [int(i) for i in np.argwhere(~same)[0]] if (~same).any() else []
                entry = f": the first that is not stands at {first}" if first else ""
                return f"For the first input {int(same.sum())} of your {truth.size} numbers are right{entry}."
    return ""


# Numbers beside numbers.


def _numeric(trial: Trial) -> bool:
    return all(
        isinstance(p.answer, np.ndarray) and p.answer.dtype.kind in "biuf" and not p.problem
        for p in trial.parts
    )


def _numbers(trials: list[Trial]) -> str:
    if not all(_numeric(trial) for trial in trials):
        return ""
    truths = [np.concatenate([np.ravel(p.truth).astype(float) for p in t.parts]) for t in trials]
    answers = [np.concatenate([np.ravel(p.answer).astype(float) for p in t.parts]) for t in trials]
    t, a = np.concatenate(truths), np.concatenate(answers)
    if not (np.isfinite(t).all() and np.isfinite(a).all()):
        return ""
    # One number by hand is in many relations to the truth by chance.
    several = len(t) > 1 and np.ptp(t) > 0
    found: list[Callable[[], str]] = [
        lambda: _signs(t, a),
        lambda: _transposed(trials),
        lambda: _order(truths, answers),
        lambda: _factor(t, a, several),
        lambda: _difference(t, a, several),
        lambda: _factors(trials, truths, answers),
        lambda: _function(t, a) if several else "",
        lambda: _cut(t, a),
        lambda: _nearly(t, a),
        lambda: _unchanged(trials),
        lambda: _constant(truths, answers),
        lambda: _total(trials),
    ]
    return next(filter(None, (find() for find in found)), "")


def _signs(t: np.ndarray, a: np.ndarray) -> str:
    if _equal(a, -t):
        return "Your sign is the opposite of the right one."
    if _equal(np.abs(a), np.abs(t)):
        return "Your numbers have the right size; some of their signs are wrong."
    return ""


def _transposed(trials: list[Trial]) -> str:
    pairs = [(p.truth, p.answer) for t in trials for p in t.parts]
    if all(t.ndim >= 2 and _equal(a.swapaxes(-1, -2), t) for t, a in pairs if t.shape[-2:] == t.shape[:-3:-1]):
        if all(t.ndim >= 2 and t.shape[-1] == t.shape[-2] for t, _ in pairs):
            return "Your matrix is transposed."
    return ""


def _order(truths: list[np.ndarray], answers: list[np.ndarray]) -> str:
    pairs = list(zip(truths, answers, strict=True))
    if min(map(len, truths)) < 2:
        return ""
    if all(_equal(a[::-1], t) for t, a in pairs):
        return "Your numbers are right and stand in reversed order."
    if all(_equal(np.sort(a), np.sort(t)) for t, a in pairs):
        return "Your numbers are right and stand in another order."
    if min(map(len, truths)) > 2 and any(np.ptp(t) > 0 for t in truths):
        if all(_equal(a[1:], t[:-1]) for t, a in pairs) or all(_equal(a[:-1], t[1:]) for t, a in pairs):
            return "Your numbers are shifted by one place."
    return ""


def _factor(t: np.ndarray, a: np.ndarray, several: bool) -> str:
    if not (t != 0).any():
        return ""
    largest = np.abs(t).argmax()
    factor = a[largest] / t[largest]
    if factor == 0 or not _equal(a, factor * t):
        return ""
    if several or any(abs(factor - nice) < 1e-3 * abs(nice) for nice in NICE):
        return f"Your result is {factor:.4g} times the right one{' on every input' if several else ''}."
    return ""


def _difference(t: np.ndarray, a: np.ndarray, several: bool) -> str:
    difference = float((a - t)[0])
    if not _equal(a - t, np.full_like(t, difference)) or difference == 0:
        return ""
    if np.all(t == t.round()) and abs(difference) == 1:
        return f"Your result is one too {'large' if difference > 0 else 'small'}{' everywhere' if several else ''}."
    if several:
        word = "above" if difference > 0 else "below"
        return f"Your result lies {word} the right one by the same {abs(difference):.4g} everywhere."
    return ""


def _factors(trials: list[Trial], truths: list[np.ndarray], answers: list[np.ndarray]) -> str:
    if len(trials) < 2 or min(map(len, truths)) < 2:
        return ""
    for t, a in zip(truths, answers, strict=True):
        largest = np.abs(t).argmax()
        if t[largest] == 0 or a[largest] == 0 or not _equal(a, a[largest] / t[largest] * t):
            return ""
    return "Your numbers are right up to a factor, which differs from input to input: what do you divide by?"


FUNCTIONS: list[tuple[str, Callable[[np.ndarray], np.ndarray]]] = [
    ("the reciprocal", lambda t: 1 / t),
    ("the square", np.square),
    ("the square root", np.sqrt),
    ("the logarithm", np.log),
    ("the exponential", np.exp),
    ("one minus", lambda t: 1 - t),
]


def _function(t: np.ndarray, a: np.ndarray) -> str:
    with np.errstate(all="ignore"):
        for name, function in FUNCTIONS:
            if _equal(a, function(t)):
                return f"Your result is {name}{'' if name == 'one minus' else ' of'} the right one."
    return ""


def _cut(t: np.ndarray, a: np.ndarray) -> str:
    if np.all(a == a.round()) and not np.all(t == t.round()) and (_equal(a, t.round()) or _equal(a, np.trunc(t))):
        return "Your result is the right one, cut to whole numbers."
    return ""


def _nearly(t: np.ndarray, a: np.ndarray) -> str:
    scale = np.maximum(np.abs(t), 1e-3 * np.abs(t).max())
    error = float(np.max(np.abs(a - t) / np.where(scale > 0, scale, 1.0)))
    if 0 < error < 5e-3:
        digits = int(-np.log10(error))
        return (
            f"Your result agrees with the right one to about {digits} digits: "
            "was something rounded or approximated on the way?"
        )
    return ""


def _unchanged(trials: list[Trial]) -> str:
    for i in range(len(trials[0].case)):
        if all(len(t.case) > i and _same_numbers(t.answer, t.case[i]) for t in trials):
            which = f"your {NTH[i]} argument" if len(trials[0].case) > 1 else "your argument"
            return f"Your result is {which}, unchanged."
    return ""


def _constant(truths: list[np.ndarray], answers: list[np.ndarray]) -> str:
    alike = all(a.shape == answers[0].shape and _equal(a, answers[0]) for a in answers)
    differ = any(t.shape != truths[0].shape or not _equal(t, truths[0]) for t in truths)
    return "Your result is the same for every input." if len(truths) > 2 and alike and differ else ""


def _total(trials: list[Trial]) -> str:
    pairs = [(p.truth, p.answer) for t in trials for p in t.parts if p.truth.ndim and p.truth.shape[-1] > 1]
    if not pairs or not all(np.allclose(t.sum(-1), 1) and np.all(t >= 0) for t, _ in pairs):
        return ""
    if all(np.allclose(a.sum(-1), 1) for _, a in pairs):
        return ""
    total = next(np.ravel(a.sum(-1))[~np.isclose(np.ravel(a.sum(-1)), 1)][0] for _, a in pairs if not np.allclose(a.sum(-1), 1))
    return f"The right numbers add up to 1; some of yours add up to {total:.4g}."


def _size(trials: list[Trial]) -> str:
    if not all(_numeric(trial) for trial in trials):
        return ""
    t, a = (
        np.concatenate([np.ravel(getattr(p, side)).astype(float) for trial in trials for p in trial.parts])
        for side in ("truth", "answer")
    )
    where = "on every input" if len(trials) > 1 else "here"
    if np.all(a > t):
        return f"Your result is too large {where}."
    if np.all(a < t):
        return f"Your result is too small {where}."
    if len(trials) > 1 or len(t) > 1:
        large, small = int(np.sum(a > t)), int(np.sum(a < t))
        return f"Of {len(t)} numbers {large} of yours are too large and {small} too small."
    return ""


# Small things.


def _equal(a: np.ndarray, b: np.ndarray) -> bool:
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return a.shape == b.shape and bool(
        np.allclose(a, b, rtol=1e-6, atol=1e-9 * np.abs(b[np.isfinite(b)]).max(initial=0))
    )


def _same_numbers(a: Any, b: Any) -> bool:
    a, b = as_numbers(a), as_numbers(b)
    if isinstance(a, str) or isinstance(b, str) or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        return False
    return _equal(a, b)


def _name(path: tuple, truth: Any) -> str:
    first = path[0]
    if isinstance(first, int) and isinstance(truth, tuple | list) and first < len(NTH):
        return f"The {NTH[first]} part of your result"
    return f"Your result at {first!r}"


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
