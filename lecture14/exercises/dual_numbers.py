"""Checks of chapter "Dual numbers"."""

import math

import numpy as np

from lecture14.autodiff import Dual, Rule
from lecture14.autodiff.extension import check_readable
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, number

_POINTS = [(2.0, 1.0), (2.0, 3.0), (-0.5, 1.0), (4.0, -0.25)]


def hill_slope(text):
    """The function of x that a line of the table makes of this text as the derivative of x⁴/(1 + x⁴)."""
    check_readable("derivative", str(text), ("x", "y"))
    line = Rule("hill", "x**4/(1 + x**4)", (str(text),))

    def slope(x):
        with np.errstate(all="ignore"):
            return line.slopes[0](np.float64(x), line.evaluate(np.float64(x)))

    return slope


EXERCISES = (
    Exercise(
        "dual-by-hand",
        # (2 + 3d)(5 − d), then its reciprocal
        lambda: ((10.0, 13.0), (0.1, -0.13)),
        [()],
        [
            Mistake(
                lambda: ((10.0, -3.0), (0.1, 0.03)), "ẋẏ is the term with d², which vanishes; ẋy and xẏ stay."
            ),
            Mistake(
                lambda: ((10.0, 13.0), (0.1, 0.13)),
                "The product is right. Check the sign of the reciprocal's tangent.",
            ),
            Mistake(
                lambda: ((10.0, 13.0), (0.1, 1 / 13)),
                "The product is right. A reciprocal is not taken part by part: multiply (10 + 13d) by yours and see.",
            ),
        ],
        then="The next exercise writes the reciprocal as a program, for every dual number.",
    ),
    Exercise(
        "dual-reciprocal",
        lambda primal, tangent: (1 / primal, -tangent / primal**2),
        _POINTS,
        [
            Mistake(lambda p, t: (1 / p, t / p**2), "Check the sign: if x grows, 1/x shrinks."),
            Mistake(
                lambda p, t: (1 / p, -1 / p**2), "You return the derivative, not the tangent: where is ẋ?"
            ),
            Mistake(
                lambda p, t: (1 / p, 1 / t),
                "A reciprocal is not taken part by part. Ask what (x + ẋd) times it must be.",
            ),
            Mistake(
                lambda p, t: (1 / p, -t / p),
                "Count the powers of x: (x + ẋd)·(1/x + …d) must have no d left.",
            ),
        ],
        draw=lambda rng: (either_sign(rng, 0.3, 4), number(rng, -3, 3)),
        then="The rule table has this as the line `reciprocal`: compare its derivative, `-y*y`, with yours.",
    ),
    Exercise(
        "dual-gradient",
        lambda a, b, c: (
            a * b * math.sin(c) + a,
            np.array([b * math.sin(c) + 1, a * math.sin(c), a * b * math.cos(c)]),
        ),
        [(1.0, 2.0, 0.5), (-0.3, 1.7, 2.0), (2.0, -1.0, -1.0)],
        [
            Mistake(
                lambda a, b, c: (
                    a * b * math.sin(c) + a,
                    b * math.sin(c) + 1 + a * math.sin(c) + a * b * math.cos(c),
                ),
                "You seeded every variable in the same direction, so you get the sum of the partial derivatives. "
                "Each variable needs a direction of its own.",
            ),
            Mistake(
                lambda a, b, c: (
                    a * b * math.sin(c) + a,
                    np.array([b * math.sin(c) + 1, 0.0, 0.0]),
                ),
                "Only the first variable is seeded: b and c are constants in your program.",
            ),
        ],
        draw=lambda rng: (number(rng, 0.2, 2), number(rng, -2, 2), number(rng, -1.4, 1.4)),
        then="Three directions cost three tangents per operation; the chapter on Jacobians counts what that costs.",
    ),
    Exercise(
        "dual-softplus",
        lambda x: Dual(
            math.log1p(math.exp(-abs(x.primal))) + max(x.primal, 0.0), x.tangent / (1 + math.exp(-x.primal))
        ),
        [(Dual(0.0, 1.0),), (Dual(-3.0, 2.0),), (Dual(2.5, -1.0),)],
        [
            Mistake(
                lambda x: Dual(math.log1p(math.exp(x.primal)), 1 / (1 + math.exp(-x.primal))),
                "Right for ẋ = 1 only: the derivative must multiply the tangent that comes in.",
            ),
            Mistake(
                lambda x: Dual(math.log1p(math.exp(x.primal)), x.tangent / (1 + math.exp(x.primal))),
                "Check the derivative at large x: softplus approaches x, so its slope approaches 1.",
            ),
        ],
        draw=lambda rng: (Dual(number(rng, -4, 4), number(rng, -2, 2)),),
        then="At x = 1000, exp(x) overflows: `np.logaddexp(0, x)` is softplus without that, and the table has it.",
    ),
    Exercise(
        "dual-extend-the-table",
        lambda x: 4 * x**3 / (1 + x**4) ** 2,
        [(0.0,), (0.5,), (1.0,), (3.0,)],
        [
            Mistake(
                hill_slope("4*x**3/(1 + x**4)"),
                "You return u′/v. The quotient rule also subtracts u·v′, and its denominator is squared.",
            ),
            Mistake(
                hill_slope("(4*x**3*(1 + x**4) + x**4*4*x**3)/(1 + x**4)**2"),
                "The quotient rule subtracts its second term: u′v − uv′.",
            ),
            Mistake(
                hill_slope("-4*x**3/(1 + x**4)**2"),
                "Check the sign: with more ligand more sites are occupied, so the curve rises.",
            ),
            Mistake(
                hill_slope("4*x**3/(4*x**3)"),
                "A quotient is not differentiated part by part: numerator and denominator both move.",
            ),
            Mistake(
                hill_slope("4*y*(1 - y)"),
                "y stands for all of x⁴/(1 + x⁴), so y(1 − y) is x⁴/(1 + x⁴)²: one power of x too many.",
            ),
            Mistake(
                hill_slope("4*y*(1 - y)/x"),
                "Right for x > 0, but 0/0 where there is no ligand, and the line is to hold there too.",
            ),
            Mistake(
                hill_slope("y"), "That is the function itself. The table has it already; what is its slope?"
            ),
        ],
        draw=lambda rng: (number(rng, 0.2, 3),),
        then="Read one line of the table in the chapter on the engine: forward, reverse and Taylor modes all use it.",
        read=hill_slope,
    ),
)
