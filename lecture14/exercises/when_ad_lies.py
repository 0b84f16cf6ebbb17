"""Checks of chapter "When AD lies"."""

import numpy as np

from lecture14.autodiff import Dual
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import number


def _rooted_square(x):
    # At 1e-200 the root's slope is infinite, which NumPy would announce.
    with np.errstate(all="ignore"):
        return np.sqrt(x**2)


EXERCISES = (
    Exercise(
        "when-ad-lies-root",
        lambda x: np.hypot(x, 0.0),
        [(Dual(1e-200, 1.0),), (Dual(-3.0, 1.0),), (Dual(2.0, 0.5),)],
        [
            Mistake(
                _rooted_square,
                "The square underflows to 0 at 1e-200, and the root has no slope at 0. Do without the square.",
            ),
            Mistake(
                lambda x: np.sqrt(x**2 + 1e-300),
                "What you add under the root makes the curve flat near 0: the slope at 1e-200 is lost.",
            ),
            Mistake(lambda x: x, "√(x²) is never negative: it falls where x < 0."),
        ],
        draw=lambda rng: (Dual(rng.choice([-1.0, 1.0]) * number(rng, 0.3, 4), number(rng, 0.3, 3)),),
        then="Ask the unmended program for the slope at 1e-100, too: the square does not underflow there, and it is 1.",
    ),
)
