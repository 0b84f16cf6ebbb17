"""Checks of chapter "When AD lies"."""

from dataclasses import dataclass

import numpy as np

from lecture14.autodiff import Dual, derivative
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, number, whole


@dataclass(frozen=True)
class Law:
    """A level's law y = g(a, y) that is its own text, and so shows itself as a reader would write it."""

    text: str

    def __call__(self, a, y):
        return eval(self.text, {"exp": np.exp, "sin": np.sin, "a": a, "y": y})

    def __repr__(self) -> str:
        return f"g(a, y) = {self.text}"


def _rooted_square(x):
    # At 1e-200 the root's slope is infinite, which NumPy would announce.
    with np.errstate(all="ignore"):
        return np.sqrt(x**2)


def _rate(u):
    """The terms up to u⁶ below 0.05, where the next one is 3e-17, and the quotient above."""
    if abs(u) < 0.05:
        return 1 - u / 2 + u**2 / 12 - u**4 / 720 + u**6 / 30240
    return u / np.expm1(u)


def _quotient(u, *, expm1=False, at_zero=None, near=0.0):
    """The rate as a quotient, which may be patched at 0 or near it."""
    if at_zero and abs(u) <= near:
        return at_zero(u)
    with np.errstate(all="ignore"):
        return u / (np.expm1(u) if expm1 else np.exp(u) - 1)


def _small_or_not(rng):
    """A dual number of ordinary size or one near 0, with one to nine zeros behind the point."""
    size = number(rng, 0.3, 3) if rng.random() < 0.4 else number(rng, 1, 9.9) * 10.0 ** -whole(rng, 2, 10)
    return (Dual(float(f"{size:.2g}") * rng.choice([-1.0, 1.0]), number(rng, 0.3, 3)),)


def _newton(g, a, y):
    """One step on y − g(a, y) = 0; its slope in y is read as a number."""
    return y - (y - g(a, y)) / (1 - derivative(g, 1)(a.primal, y))


def _level(g, a, y, *, moves=True, feedback=1.0):
    at = Dual(a.primal, 0.0)
    for _ in range(20):
        y = _newton(g, at, y).primal
    slope = derivative(g, 0)(a.primal, y) / (1 - feedback * derivative(g, 1)(a.primal, y))
    return Dual(y, slope * a.tangent if moves else 0.0)


def _law(rng):
    """A law, a production that moves, and a level that is half a per cent off."""
    text, low, high = [
        ("a / (1 + y**2)", 2.5, 6),
        ("a * exp(-y)", 3, 8),
        ("1 + a * sin(y)", 0.3, 0.7),
        ("exp(-a * y)", 1.5, 4),
    ][rng.integers(4)]
    g, a = Law(text), Dual(number(rng, low, high), either_sign(rng, 0.3, 3))
    return g, a, round(_level(g, a, 1.0).primal * (1.005 if rng.random() < 0.5 else 0.995), 4)


_SELF = Law("a / (1 + y**2)")
_ONE_STEP = (
    "One step from a rough level gives a better level. Its slope, though, is as rough as the level it started "
    "from: take some steps with plain numbers first."
)

EXERCISES = (
    Exercise(
        "when-ad-lies-by-hand",
        # y = 0.02020/0.02; (1.020 − 1.010)/0.02; 1/2 + 0.02/3
        lambda: (1.010, 0.5, 0.5067),
        [()],
        [
            Mistake(
                lambda: (1.010, 0.5067, 0.5067),
                "Your second number is better than the machine's. It subtracts 1.010 from 1.020, both rounded.",
            ),
            Mistake(
                lambda: (1.010, 51.0, 0.5067),
                "The divisor x moves, too: the slope of the quotient has a second term, −y.",
            ),
            Mistake(
                lambda: (1.010, 101.5, 0.5067),
                "Check the sign in the second number: if the divisor grows, a positive quotient falls.",
            ),
            Mistake(
                lambda: (1.010, 0.5, 0.5),
                "The first two are right. The last term of the series, x²/6, has a slope as well.",
            ),
            Mistake(
                lambda: (1.010, 0.5, 1.0101),
                "The first two are right. The third is the value of the series; its slope is asked for.",
            ),
        ],
        then="Sixteen digits lose theirs nearer to 0: compare `derivative(lambda x: np.expm1(x) / x)` at 1e-15 with ½.",
    ),
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
    Exercise(
        "when-ad-lies-rate",
        _rate,
        [(Dual(u, 1.0),) for u in (0.0, 1e-9, -1e-5, 0.05, 2.0, -3.0)],
        [
            Mistake(
                _quotient,
                "At 0 that is 0/0, and near 0 the difference e^u − 1 loses its digits. Both need a remedy.",
            ),
            Mistake(
                lambda u: _quotient(u, at_zero=lambda u: 1.0 + 0 * u),
                "The value at 0 is right, and its slope is that of a constant. Near 0 the digits are lost as before.",
            ),
            Mistake(
                lambda u: _quotient(u, expm1=True),
                "The value keeps its digits near 0. At 0 it is 0/0, and near 0 look at the slope, too.",
            ),
            Mistake(
                lambda u: _quotient(u, expm1=True, at_zero=lambda u: 1.0 + 0 * u),
                "The value is right everywhere. At 0 the slope is that of a constant, and near 0 the quotient's "
                "slope subtracts what is nearly equal.",
            ),
            Mistake(
                lambda u: _quotient(u, expm1=True, at_zero=lambda u: 1 - u / 2),
                "Value and slope are right at 0, and all values near it. The slopes near 0 have lost digits: let "
                "the branch reach further than one point.",
            ),
            Mistake(
                lambda u: _quotient(u, expm1=True, at_zero=lambda u: 1 - u / 2, near=1e-3),
                "Two terms of the series are a straight line, whose slope is the same everywhere. Add the next term.",
            ),
            Mistake(
                lambda u: _quotient(u, expm1=True, at_zero=lambda u: 1 - u / 2 + u**2 / 12, near=0.1),
                "Your branch with the series reaches too far: at 0.05 the terms that you left out count.",
            ),
        ],
        draw=_small_or_not,
        then="Ask yours and `lambda u: u / np.expm1(u)` for the slope at 3e-12, to ten digits: one has lost some.",
    ),
    Exercise(
        "when-ad-lies-level",
        _level,
        [
            (_SELF, Dual(4.0, 1.0), 1.38),
            (Law("a * exp(-y)"), Dual(5.0, -0.5), 1.33),
            (Law("1 + a * sin(y)"), Dual(0.5, 2.0), 1.5),
        ],
        [
            Mistake(
                lambda g, a, y: _level(g, a, y, moves=False),
                "The level is right and stands still. Let the last step read the dual number a.",
            ),
            Mistake(
                lambda g, a, y: _level(g, a, y, feedback=0.0),
                "That is the slope of g(a, y) with y held fast. But y moves with a, and acts back on itself.",
            ),
            Mistake(
                lambda g, a, y: _level(g, a, y, feedback=-1.0),
                "Check a sign: in y the equation y − g(a, y) = 0 has the slope 1 − ∂g/∂y.",
            ),
            Mistake(_newton, _ONE_STEP),
            Mistake(lambda g, a, y: y - (y - g(a, y)) / (1 - derivative(g, 1)(a, y)), _ONE_STEP),
        ],
        draw=_law,
        then="Turn the loop y = g(a, y) fifty times for the first law at a = 4: it swings between two levels.",
    ),
)
