"""Checks of chapter "Divided differences and their accuracy"."""

import math

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.why_derivatives import Formula

_FUNCTIONS = [
    (Formula("exp(x)", np.exp), 0.0, 0.5),
    (Formula("sin(x)", np.sin), 1.0, 0.2),
    (Formula("x**5", lambda x: x**5), -1.0, 0.5),
]


def _centred(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def _weighted(fine: float, coarse: float, denominator: float):
    return lambda f, x, h: (fine * _centred(f, x, h / 2) + coarse * _centred(f, x, h)) / denominator


EXERCISES = (
    Exercise(
        "differences-by-hand",
        # x² at 3 with h = 0.1: forward, then centred
        lambda: (6.1, 6.0),
        [()],
        [
            Mistake(
                lambda: (0.61, 0.6), "These are the differences. Divide the first by h, the second by 2h."
            ),
            Mistake(lambda: (6.1, 12.0), "The centred quotient spans 2h, from x − h to x + h."),
            Mistake(lambda: (6.1, 5.9), "The second is the backward quotient, from x − h to x."),
        ],
        rtol=1e-6,
    ),
    Exercise(
        "differences-balance",
        lambda a, b: (math.sqrt(b / a), 2 * math.sqrt(a * b)),
        [(1.0, 4.0), (3.0, 4.4e-16), (30.0, 4.4e-13)],
        [
            Mistake(
                lambda a, b: (math.sqrt(a / b), 2 * math.sqrt(a * b)),
                "Upside down: the larger the rounding error b, the larger the step should be.",
            ),
            Mistake(
                lambda a, b: (math.sqrt(b / a), math.sqrt(a * b)),
                "The step is right. At the best step both terms are equally large: add them.",
            ),
            Mistake(
                lambda a, b: (b / a, a * (b / a) + a),
                "Set the derivative of ah + b/h to zero: a − b/h² = 0.",
            ),
        ],
    ),
    Exercise(
        "differences-extrapolate",
        _weighted(4, -1, 3),
        _FUNCTIONS,
        [
            Mistake(
                _weighted(1, 1, 2),
                "The mean of both quotients still has an error of order h². Choose weights that cancel it.",
            ),
            Mistake(
                _weighted(2, -1, 1),
                "Those weights cancel an error of order h. A centred quotient's error is of order h².",
            ),
            Mistake(
                _weighted(-1, 4, 3),
                "The weights are swapped: the finer quotient deserves the larger one.",
            ),
            Mistake(
                _weighted(1, 0, 1),
                "That is the finer quotient alone. Use both to cancel the term of order h².",
            ),
        ],
    ),
)
