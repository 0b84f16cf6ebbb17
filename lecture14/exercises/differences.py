"""Checks of chapter "Divided differences and their accuracy"."""

import math

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, number
from lecture14.exercises.why_derivatives import Formula

_FUNCTIONS = [(Formula("exp(x)"), 0.0, 0.5), (Formula("sin(x)"), 1.0, 0.2), (Formula("x**5"), -1.0, 0.5)]


def _centred(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def _weighted(fine: float, coarse: float, denominator: float):
    return lambda f, x, h: (fine * _centred(f, x, h / 2) + coarse * _centred(f, x, h)) / denominator


def _error_at(step):
    """A step, and the error ah + b/h there."""

    def both(a, b):
        h = step(a, b)
        return h, a * h + b / h

    return both


def _at_the_edge(here, next_, after, denominator):
    return lambda f, x, h: (here * f(x) + next_ * f(x + h) + after * f(x + 2 * h)) / (denominator * h)


def _imaginary(first, second):
    """Both derivatives from f at x and at x + ih, as two functions of these values and h have them."""

    def both(f, x, h):
        z = f(x + 1j * h)
        return float(first(f(x), z, h)), float(second(f(x), z, h))

    return both


def _first(_, z, h):
    return z.imag / h


def _second(y, z, h):
    return 2 * (y - z.real) / h**2


def _curve(rng):
    """A function that is well curved near a point, and a step that stays away from its pole."""
    text = rng.choice(["exp({}*x)", "sin({}*x)", "x**{:.0f}", "{}/x"])
    a = rng.integers(5, 8) if "**" in text else number(rng, 1.2, 1.6)
    return Formula(text.format(a)), either_sign(rng, 1.4, 2), number(rng, 0.4, 0.6)


EXERCISES = (
    Exercise(
        "differences-by-hand",
        # x² at 3 with h = 0.1: forward, then centred
        lambda: (6.1, 6.0),
        [()],
        [
            Mistake(
                lambda: (0.61, 1.2), "These are the differences. Divide the first by h, the second by 2h."
            ),
            Mistake(lambda: (6.1, 12.0), "The centred quotient spans 2h, from x − h to x + h."),
            Mistake(lambda: (6.1, 5.9), "The second is the backward quotient, from x − h to x."),
            Mistake(
                lambda: (6.1, 3.05),
                "The first is right. The second halves it: the centred difference also moves the left point, to x − h.",
            ),
        ],
        then="At 3 the centred quotient of x³ is 27.01: off by h², since the third derivative is not zero there.",
    ),
    Exercise(
        "differences-balance",
        _error_at(lambda a, b: math.sqrt(b / a)),
        [(1.0, 4.0), (3.0, 4.4e-16), (30.0, 4.4e-13)],
        [
            Mistake(
                _error_at(lambda a, b: math.sqrt(a / b)),
                "Upside down: the larger the rounding error b, the larger the step should be.",
            ),
            Mistake(
                lambda a, b: (math.sqrt(b / a), math.sqrt(a * b)),
                "The step is right. The error there is the sum of both terms.",
            ),
            Mistake(
                _error_at(lambda a, b: b / a),
                "Check the powers of h: the derivative of b/h has h² below.",
            ),
            Mistake(
                _error_at(lambda a, b: 2 * math.sqrt(b / a)),
                "Twice the best step. The 2 in the chapter's formula comes from its own a and b, |f″|/2 and 2ε|f|.",
            ),
            Mistake(
                lambda a, b: (math.sqrt(b / a), a + b),
                "The step is right. a + b would be the error at h = 1.",
            ),
        ],
        draw=lambda rng: (number(rng, 1, 5), number(rng, 0.01, 0.8)),
        then="With a = |f″|/2 and b = 2ε|f| your h is the best step of the chapter, which `optimal_step` finds.",
    ),
    Exercise(
        "differences-edge",
        lambda f, x, h: _at_the_edge(-3, 4, -1, 2)(f, x, h),
        _FUNCTIONS,
        [
            Mistake(
                lambda f, x, h: (f(x + h) - f(x)) / h,
                "This is the forward quotient, exact for straight lines. The third value adds parabolas.",
            ),
            Mistake(
                lambda f, x, h: (f(x + 2 * h) - f(x)) / (2 * h),
                "This leaves the value in the middle out, and is exact for straight lines alone.",
            ),
            Mistake(
                _at_the_edge(-3, 4, -1, 1),
                "Your weights are right; their sum with the steps, 4·h − 1·2h = 2h, is what you divide by.",
            ),
            Mistake(
                _at_the_edge(3, -4, 1, 2),
                "Check the sign: for f(x) = x the value at x + h is the larger one, and the slope is 1.",
            ),
        ],
        draw=_curve,
        then="Compare with the centred quotient: both errors fall with h², and the edge's is about twice as large.",
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
            Mistake(
                lambda f, x, h: _weighted(4, -1, 3)(f, x, 2 * h),
                "You combine the quotients for 2h and h. The exercise asks for h and h/2.",
            ),
        ],
        draw=_curve,
        then="Combine your results for h and h/2 with the weights 16/15 and −1/15: the error then falls as h⁶.",
    ),
    Exercise(
        "differences-imaginary",
        _imaginary(_first, _second),
        _FUNCTIONS,
        [
            Mistake(
                _imaginary(lambda y, z, h: (z.real - y) / h, _second),
                "For the first you subtract real parts. Which part of f(x + ih) has the factor h once?",
            ),
            Mistake(
                _imaginary(lambda y, z, h: z.imag, _second),
                "The second is right. The imaginary part is about h·f′: a factor is left over.",
            ),
            Mistake(
                _imaginary(_first, lambda y, z, h: (y - z.real) / h**2),
                "The first is right. In the second, the term of the Taylor series with f″ has the factor h²/2.",
            ),
            Mistake(
                _imaginary(_first, lambda y, z, h: -_second(y, z, h)),
                "The first is right. In the second check the sign: the square of ih is −h².",
            ),
            Mistake(
                _imaginary(_first, lambda y, z, h: 2 * (y - z.real) / h),
                "The first is right. In the second count the powers of h: the term with f″ has two.",
            ),
            Mistake(
                lambda f, x, h: (_centred(f, x, h), (f(x + h) - 2 * f(x) + f(x - h)) / h**2),
                "Those are differences with real steps. Evaluate f at x and at x + ih, and nowhere else.",
            ),
        ],
        draw=_curve,
        then="The next chapter puts d with d² = 0 in place of ih: no step is chosen, and no term is left out.",
    ),
)
