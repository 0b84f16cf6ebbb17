"""What is true of wrong numbers beside the right ones: a sign, an order, a factor, a digit.

A relation holds on all inputs that are handed over, or it is not said. The first that holds speaks; they go from the
most telling to the least.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from lecture14.exercises.checking.comparing import Part, as_numbers

NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
#: Factors worth a word where one number alone is compared, which always is some factor off.
NICE = (-2.0, -0.5, 0.5, 2.0, 3.0, 1 / 3, 4.0, 0.25, 10.0, 0.1, 100.0, 0.01, np.pi, 2 * np.pi)
FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "the reciprocal of": lambda t: 1 / t,
    "the square of": np.square,
    "the square root of": np.sqrt,
    "the logarithm of": np.log,
    "the exponential of": np.exp,
    "one minus": lambda t: 1 - t,
}

#: The arrays of one result: the right one and the given one of each part, of equal shapes.
Pairs = list[tuple[np.ndarray, np.ndarray]]


def number_pairs(parts: list[Part]) -> Pairs:
    """Truth and answer of each part, as floats; none at all if a part has no finite real numbers.

    Examples
    --------
    >>> number_pairs([Part((), np.array(2), np.array(3), False)])
    [(array(2.), array(3.))]
    >>> number_pairs([Part((), "a", "b", False)])
    []
    """
    pairs = []
    for part in parts:
        sides = part.truth, part.answer
        if part.problem or not all(isinstance(s, np.ndarray) and s.dtype.kind in "biuf" for s in sides):
            return []
        if not all(np.isfinite(side).all() for side in sides):
            return []
        pairs.append((part.truth.astype(float), part.answer.astype(float)))
    return pairs


def alike(a: Any, b: Any, rtol: float = 1e-6) -> bool:
    """Whether two things hold the same numbers in the same shape.

    Examples
    --------
    >>> alike([1, 2], (1.0, 2.0)), alike([1, 2], [[1, 2]]), alike("a", "a")
    (True, False, False)
    """
    a, b = as_numbers(a), as_numbers(b)
    if isinstance(a, str) or isinstance(b, str) or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
        return False
    small = 1e-3 * rtol * np.abs(b[np.isfinite(b)]).max(initial=0.0)
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=rtol, atol=small))


def about_numbers(trials: list[Pairs], by_hand: bool = False) -> str:
    """A sentence that is true of wrong numbers on every input, or an empty text.

    Parameters
    ----------
    trials : list of lists of pairs of arrays
        For each input the parts, each as the right and the given array.
    by_hand : bool
        Whether few digits may have been given.

    Returns
    -------
    str

    Examples
    --------
    >>> about_numbers([[(np.array([1.0, 2.0]), np.array([2.0, 4.0]))]])
    'Your result is 2 times the right one.'
    >>> about_numbers([[(np.array([1.0, 2.0]), np.array([2.0, 1.0]))]])
    'Your numbers are right and stand in reversed order.'
    """
    found = _Numbers(trials, 5e-4 if by_hand else 1e-6)
    relations = (
        # First: what is nearly right is nearly right up to a sign, too.
        found.nearly,
        found.zero,
        found.signs,
        found.transposed,
        found.order,
        found.factor,
        found.difference,
        found.factors,
        found.function,
        found.cut,
        found.total,
    )
    return next(filter(None, (relation() for relation in relations)), "")


def about_size(trials: list[Pairs]) -> str:
    """Whether the numbers are too large or too small.

    Examples
    --------
    >>> about_size([[(np.array(1.0), np.array(3.5))], [(np.array(2.0), np.array(7.2))]])
    'Your numbers are too large on every input.'
    """
    t, a = _Numbers(trials, 0).all
    where = " on every input" if len(trials) > 1 else ""
    if np.all(a > t) or np.all(a < t):
        which = "large" if a[0] > t[0] else "small"
        return f"Your number{'s are' if len(t) > 1 else ' is'} too {which}{where}."
    large, small = int(np.sum(a > t)), int(np.sum(a < t))
    is_large, is_small = (f"{count} {'is' if count == 1 else 'are'} too" for count in (large, small))
    return f"Of your {len(t)} numbers {is_large} large and {is_small} small."


class _Numbers:
    """Wrong numbers beside the right ones, and what may be true of them."""

    def __init__(self, trials: list[Pairs], rtol: float) -> None:
        self.trials, self.rtol = trials, rtol
        self.each = [
            tuple(np.concatenate([np.ravel(pair[side]) for pair in pairs]) for side in (0, 1))
            for pairs in trials
        ]
        self.all = tuple(np.concatenate([each[side] for each in self.each]) for side in (0, 1))
        # One number alone is in many relations to the right one by chance.
        self.several = np.ptp(self.all[0]) > 0

    def same(self, a: np.ndarray, b: np.ndarray) -> bool:
        return alike(a, b, self.rtol)

    def zero(self) -> str:
        return "" if self.all[1].any() else "Your result is zero."

    def signs(self) -> str:
        t, a = self.all
        if self.same(a, -t):
            return "Your sign is the opposite of the right one."
        return "Only signs are wrong in your result." if self.same(np.abs(a), np.abs(t)) else ""

    def transposed(self) -> str:
        pairs = [pair for pairs in self.trials for pair in pairs]
        square = all(t.ndim >= 2 and t.shape[-1] == t.shape[-2] for t, _ in pairs)
        turned = square and all(self.same(a.swapaxes(-1, -2), t) for t, a in pairs)
        return "Your matrix is transposed." if turned else ""

    def order(self) -> str:
        if min(len(t) for t, _ in self.each) < 2:
            return ""
        if all(self.same(a[::-1], t) for t, a in self.each):
            return "Your numbers are right and stand in reversed order."
        if all(self.same(np.sort(a), np.sort(t)) for t, a in self.each):
            return "Your numbers are right and stand in another order."
        shifts = (slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))
        long = min(len(t) for t, _ in self.each) > 2 and all(np.ptp(t) > 0 for t, _ in self.each)
        if long and any(all(self.same(a[i], t[j]) for t, a in self.each) for i, j in shifts):
            return "Your numbers are shifted by one place."
        return ""

    def factor(self) -> str:
        t, a = self.all
        largest = np.abs(t).argmax()
        if t[largest] == 0 or a[largest] == 0:
            return ""
        factor = a[largest] / t[largest]
        if not self.same(a, factor * t):
            return ""
        if self.several or any(abs(factor - nice) < 1e-3 * abs(nice) for nice in NICE):
            return f"Your result is {factor:.4g} times the right one."
        return ""

    def difference(self) -> str:
        t, a = self.all
        difference = float((a - t)[0])
        if difference == 0 or not self.same(a, t + difference):
            return ""
        if self.same(t, t.round()) and abs(difference) == 1:
            return f"Your result is one too {'large' if difference > 0 else 'small'}."
        if not self.several:
            return ""
        side = "above" if difference > 0 else "below"
        return f"Your result lies {abs(difference):.4g} {side} the right one, always."

    def factors(self) -> str:
        """A factor of its own on each input, as of weights that are not divided by their sum."""
        if len(self.each) < 2 or min(len(t) for t, _ in self.each) < 2:
            return ""
        for t, a in self.each:
            largest = np.abs(t).argmax()
            if t[largest] == 0 or a[largest] == 0 or not self.same(a, a[largest] / t[largest] * t):
                return ""
        return (
            "Your numbers are right up to a factor that differs from input to input: what do you divide by?"
        )

    def function(self) -> str:
        t, a = self.all
        with np.errstate(all="ignore"):
            names = [
                name for name, function in FUNCTIONS.items() if self.several and self.same(a, function(t))
            ]
        return f"Your result is {names[0]} the right one." if names else ""

    def cut(self) -> str:
        t, a = self.all
        whole = not np.array_equal(t, t.round()) and any(
            np.array_equal(a, c) for c in (t.round(), np.trunc(t))
        )
        return "Your result is the right one, cut to whole numbers." if whole else ""

    def nearly(self) -> str:
        t, a = self.all
        scale = np.maximum(np.abs(t), 1e-3 * np.abs(t).max())
        error = float(np.max(np.abs(a - t) / np.where(scale > 0, scale, 1.0)))
        if not 0 < error < 5e-3:
            return ""
        return (
            f"Your result agrees with the right one to about {round(-np.log10(error))} digits: "
            "was something rounded or approximated on the way?"
        )

    def total(self) -> str:
        pairs = [(t, a) for pairs in self.trials for t, a in pairs if t.ndim and t.shape[-1] > 1]
        if not pairs or not all(np.allclose(t.sum(-1), 1) and t.min() >= 0 for t, _ in pairs):
            return ""
        totals = np.concatenate([np.ravel(a.sum(-1)) for _, a in pairs])
        off = totals[~np.isclose(totals, 1)]
        return f"The right numbers add up to 1; some of yours add up to {off[0]:.4g}." if off.size else ""
