"""Checks of chapter "What AD promises, and what it does not"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake

_ORBITS = [(0.5, 1.498701133517848), (0.2, 1.1853242038613436), (0.8, 1.7789832485225545)]

EXERCISES = (
    Exercise(
        "promises-count",
        # One sum, one product, one function: f takes 4 + 4 + 4, the tangent 4 + 6 + 5, the gradient 8 + 12 + 9.
        lambda: (27 / 12, 41 / 12),
        [()],
        [
            Mistake(
                lambda: (15 / 12, 29 / 12),
                "That is the extra work. The ratio counts f itself, too: its values are needed.",
            ),
            Mistake(
                lambda: (25 / 11, 39 / 11),
                "You gave the function weight 1. In the bounds' worst case it is 2.",
            ),
            Mistake(
                lambda: (4 / 3, 3.0),
                "You counted operations without the memory accesses. They are part of the measure.",
            ),
        ],
    ),
    Exercise(
        "promises-implicit",
        lambda e, E: np.sin(E) / (1 - e * np.cos(E)),
        _ORBITS,
        [
            Mistake(
                lambda e, E: np.sin(E),
                "That is ∂g/∂e with E held fast. But E moves with e: add its feedback through g.",
            ),
            Mistake(
                lambda e, E: np.sin(E) / (1 + e * np.cos(E)),
                "Check the sign: E′ = ∂g/∂e + (∂g/∂E) E′. Bring both terms with E′ to one side.",
            ),
        ],
        rtol=1e-7,
    ),
    Exercise(
        "promises-best-step",
        lambda noise, third: np.cbrt(3 * noise / third),
        [(1e-3, 0.5), (1e-6, 2.0), (1e-2, 1.0)],
        [
            Mistake(
                lambda noise, third: np.cbrt(noise / third),
                "The power is right. Differentiate the bound with respect to h and keep the constants.",
            ),
            Mistake(
                lambda noise, third: np.cbrt(6 * noise / third),
                "There the two terms are equal. Where is their sum smallest?",
            ),
            Mistake(
                lambda noise, third: np.sqrt(noise / third),
                "The square root belongs to the forward difference, whose error falls as h.",
            ),
        ],
    ),
)
