"""Checks of chapter "Why derivatives, and three ways to get them"."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lecture14.autodiff import derivative
from lecture14.exercises.checking import Exercise, Mistake


@dataclass(frozen=True)
class Formula:
    """A function that shows itself as a reader would write it."""

    text: str
    code: Callable

    def __call__(self, x):
        return self.code(x)

    def __repr__(self) -> str:
        return self.text


_SQUARE = Formula("x*x - 3", lambda x: x * x - 3)
_CUBIC = Formula("x**3 - 2*x - 5", lambda x: x**3 - 2 * x - 5)
_COSINE = Formula("cos(x) - x", lambda x: np.cos(x) - x)
_QUARTIC = Formula("x**4/4 - x", lambda x: x**4 / 4 - x)
_WAVE = Formula("sin(x) + x*x/4", lambda x: np.sin(x) + x * x / 4)

_ROOTS = [(_SQUARE, 2.0, 3), (_CUBIC, 2.0, 2), (_COSINE, 1.0, 1)]
_FLAT = [(_QUARTIC, 1.5, 2), (_WAVE, -1.0, 3)]


def _newton(f, x, steps, sign=-1.0, chord=False, upside_down=False):
    slope = derivative(f)
    first = slope(x)
    for _ in range(steps):
        s = first if chord else slope(x)
        x = x + sign * (s / f(x) if upside_down else f(x) / s)
    return x


def _stationary(f, x, steps):
    return _newton(derivative(f), x, steps)


def _descent(f, x, steps):
    for _ in range(steps):
        x = x - derivative(f)(x)
    return x


EXERCISES = (
    Exercise(
        "why-by-hand",
        # x² − 3 from 2: 7/4, then 97/56
        lambda: (1.75, 97 / 56),
        [()],
        [
            Mistake(
                lambda: (2.25, 2.25 + 2.0625 / 4.5),
                "Check the sign: f(2) is positive and the curve rises, so the zero is on the left.",
            ),
            Mistake(
                lambda: (1.75, 1.75 - 0.0625 / 4),
                "The second step needs the slope at the new point, 2·1.75.",
            ),
            Mistake(
                lambda: (-2.0, -2.0 + 4.0),
                "You divide the slope by the value; it is the other way round.",
            ),
        ],
        rtol=1e-4,
    ),
    Exercise(
        "why-newton",
        _newton,
        _ROOTS,
        [
            Mistake(
                lambda f, x, steps: _newton(f, x, steps, sign=1.0),
                "Check the sign: the tangent line crosses the axis at x − f(x)/f′(x).",
            ),
            Mistake(
                lambda f, x, steps: _newton(f, x, steps, chord=True),
                "You keep the slope of the start. Evaluate it anew at each iterate.",
            ),
            Mistake(
                lambda f, x, steps: _newton(f, x, steps, upside_down=True),
                "You divide the slope by the value; it is the other way round.",
            ),
            Mistake(
                lambda f, x, steps: _newton(f, x, steps - 1),
                "One step too few.",
            ),
        ],
    ),
    Exercise(
        "why-stationary",
        _stationary,
        _FLAT,
        [
            Mistake(
                _newton, "That is Newton's method for f = 0. You want the zeros of f′, so f′ takes f's place."
            ),
            Mistake(_descent, "That is a gradient step of length 1. Divide by the second derivative."),
            Mistake(
                lambda f, x, steps: _newton(derivative(f), x, steps, sign=1.0),
                "Check the sign, as in Newton's method for f.",
            ),
        ],
    ),
)
