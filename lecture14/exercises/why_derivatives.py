"""Checks of chapter "Why derivatives, and three ways to get them"."""

from dataclasses import dataclass

import numpy as np

from lecture14.autodiff import derivative
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, number, whole


@dataclass(frozen=True)
class Formula:
    """A function of x that is its own text, and so shows itself as a reader would write it."""

    text: str

    def __call__(self, x):
        return eval(self.text, {"np": np, "cos": np.cos, "exp": np.exp, "sin": np.sin, "x": x})

    def __repr__(self) -> str:
        return self.text


_ROOTS = [(Formula("x*x - 3"), 2.0, 3), (Formula("x**3 - 2*x - 5"), 2.0, 2), (Formula("cos(x) - x"), 1.0, 1)]
_FLAT = [(Formula("x**4/4 - x"), 1.5, 2), (Formula("sin(x) + x*x/4"), -1.0, 3)]


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


def _value_by_curvature(f, x, steps):
    for _ in range(steps):
        x = x - f(x) / derivative(derivative(f))(x)
    return x


# Whole steps from here overshoot to where |f| is larger; from the last start two halvings are needed.
_FAR = [
    (Formula("np.arctan(x)"), 1.5, 3),
    (Formula("x/np.sqrt(1 + x*x)"), -2.0, 2),
    (Formula("np.arctan(x)"), -4.0, 2),
]


def _damped(f, x, steps, size=abs, most=30, remember=False, half=False):
    slope, share = derivative(f), 1.0
    for _ in range(steps):
        whole_step = f(x) / slope(x)
        share = 0.5 if half else share if remember else 1.0
        for _ in range(most):
            if size(f(x - share * whole_step)) < size(f(x)):
                break
            share /= 2
        x = x - share * whole_step
    return x


def _overshooting(rng):
    """A curve that levels off on both sides, a start from which a whole step overshoots, and 2 or 3 steps."""
    text, arrives = [("np.arctan({}*x)", 1.6), ("x/np.sqrt(1 + ({}*x)**2)", 1.2)][rng.integers(2)]
    a = number(rng, 0.5, 2)
    return Formula(text.format(a)), round(either_sign(rng, 1.0, 2.2) * arrives / a, 2), whole(rng, 2, 3)


def _drawn(rng, families):
    """One of the formulas with a number put in, a start well away from where the iterates arrive, and 2 or 3 steps."""
    text, arrival = families[rng.integers(len(families))]
    a = number(rng, 2, 9)
    return Formula(text.format(a)), round(float(arrival(a)) * number(rng, 1.9, 2.6), 2), whole(rng, 2, 3)


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
                "The first step is right. The second needs the slope at the new point.",
            ),
            Mistake(
                lambda: (1.75, 1.5),
                "The first step is right. The second repeats it: value and slope are both those at 2.",
            ),
            Mistake(
                lambda: (-2.0, -2.0 + 4.0),
                "You divide the slope by the value; it is the other way round.",
            ),
        ],
        then="A third step gives 18817/10864, off √3 by less than 3·10⁻⁹: each step about doubles the right digits.",
    ),
    Exercise(
        "why-newton",
        _newton,
        _ROOTS,
        [
            Mistake(
                lambda f, x, steps: _newton(f, x, steps, sign=1.0),
                "Check the sign: where f is positive and rises, the tangent line meets the axis on the left.",
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
                "One step too few, or you return the iterate before the last.",
            ),
            Mistake(
                lambda f, x, steps: _newton(f, x, 1),
                "That is the first iterate, whatever `steps` says: put x back into the loop, and return after it.",
            ),
        ],
        draw=lambda rng: _drawn(
            rng,
            [
                ("x*x - {}", np.sqrt),
                ("x**3 - {}", np.cbrt),
                ("x**3 + x - {}", np.cbrt),
                ("x - {}/x", np.sqrt),
            ],
        ),
        then="Try `np.arctan` from 1.0 and from 1.5: one start converges, from the other the steps grow.",
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
            Mistake(
                _value_by_curvature,
                "You divide by the right derivative. What must be zero stands above it, and that is not f.",
            ),
            Mistake(
                lambda f, x, steps: _newton(derivative(f), x, steps, chord=True),
                "You keep the second derivative of the start. Evaluate it anew at each iterate.",
            ),
        ],
        draw=lambda rng: _drawn(
            rng,
            [
                ("x**4/4 - {}*x", np.cbrt),
                ("x**3/3 - {}*x", np.sqrt),
                ("x**4/4 + x*x/2 - {}*x", np.cbrt),
                ("x*x + {}/x", lambda a: np.cbrt(a / 2)),
            ],
        ),
        then="In many unknowns f″ is a matrix: read `newton_minimise` in `lecture14.applications.optimisation`.",
    ),
    Exercise(
        "why-damped",
        _damped,
        _FAR,
        [
            Mistake(
                lambda f, x, steps: _damped(f, x, steps, most=0),
                "These are whole steps throughout. Where |f| does not fall, halve the step before you take it.",
            ),
            Mistake(
                lambda f, x, steps: _damped(f, x, steps, most=1),
                "You halve at most once. Look at the new |f| again after each halving.",
            ),
            Mistake(
                lambda f, x, steps: _damped(f, x, steps, size=lambda value: value),
                "Compare |f|, not f: a value may be far below zero.",
            ),
            Mistake(
                lambda f, x, steps: _damped(f, x, steps, remember=True),
                "You go on with the shortened step. Each step starts anew with the whole one.",
            ),
            Mistake(
                lambda f, x, steps: _damped(f, x, steps, half=True),
                "You begin with half a step. Near a zero it is the whole step that about doubles the right digits.",
            ),
            Mistake(
                lambda f, x, steps: _damped(f, x, 1),
                "That is the first iterate, whatever `steps` says: put x back into the loop, and return after it.",
            ),
        ],
        draw=_overshooting,
        then="Run it on x³ − 2x + 2 from 0, where whole steps jump between 0 and 1: it leaves that cycle.",
    ),
)
