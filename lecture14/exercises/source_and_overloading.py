"""Checks of chapter "Source transformation and operator overloading"."""

import math

import numpy as np

from lecture14.autodiff import derivative
from lecture14.exercises.checking import Exercise, Mistake


def _by_hand(x1, x2, dx1, dx2, *, chain=True, product=True):
    w3 = x1 * x2
    dw3 = dx1 * x2 + (x1 * dx2 if product else 0.0)
    w4 = math.exp(w3)
    dw4 = w4 * (dw3 if chain else 1.0)
    return w4 - x2, dw4 - dx2


def cubic(x):
    return x * x * x - 2.0 * x


def wave(x):
    return np.exp(-x) * np.sin(3.0 * x)


def bent(x):
    return x * x if x > 0 else -3.0 * x


_QUOTIENTS = [(1.0, 1.0, 2.0, 0.0), (3.0, 0.5, -2.0, 1.0), (-1.0, 2.0, 4.0, -1.5)]

EXERCISES = (
    Exercise(
        "source-by-hand",
        _by_hand,
        [(1.0, 0.5, 1.0, 0.0), (0.3, -1.0, 0.0, 1.0), (0.7, 0.2, -1.0, 2.0)],
        [
            Mistake(
                lambda *a: _by_hand(*a, chain=False),
                "The derivative of exp(w3) is exp(w3) times dw3. Where is dw3?",
            ),
            Mistake(
                lambda *a: _by_hand(*a, product=False),
                "The product has two factors that move: dw3 has two terms.",
            ),
            Mistake(
                lambda x1, x2, dx1, dx2: (_by_hand(x1, x2, dx1, dx2)[0], _by_hand(x1, x2, dx1, dx2)[1] + dx2),
                "The last statement subtracts x2, so its derivative line subtracts dx2.",
            ),
        ],
    ),
    Exercise(
        "source-quotient",
        lambda x, dx, z, dz: (x / z, (dx * z - x * dz) / z**2),
        _QUOTIENTS,
        [
            Mistake(
                lambda x, dx, z, dz: (x / z, (x * dz - dx * z) / z**2),
                "Check the sign: a larger numerator makes a larger quotient.",
            ),
            Mistake(
                lambda x, dx, z, dz: (x / z, (dx * z - x * dz) / z),
                "Check the denominator: x·(1/z), and 1/z has the derivative −1/z².",
            ),
            Mistake(
                lambda x, dx, z, dz: (x / z, dx / z),
                "The denominator may move, too. Your rule leaves out dz.",
            ),
        ],
    ),
    Exercise(
        "source-run",
        lambda f, x: derivative(f)(x),
        [(cubic, 2.0), (wave, 0.4), (bent, 2.0), (bent, -1.5)],
        [
            Mistake(
                lambda f, x: f(x),
                "That is the value. The generated function returns a pair: value, tangent.",
            ),
            Mistake(
                lambda f, x: (f(x), derivative(f)(x)),
                "You return the pair. Only its second part is the derivative.",
            ),
            Mistake(
                lambda f, x: x * derivative(f)(x),
                "You seeded with x. The seed of the derivative is 1.",
            ),
        ],
    ),
)
