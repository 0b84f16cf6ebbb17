"""Checks of chapter "Source transformation and operator overloading"."""

import math
from dataclasses import dataclass

from lecture14.autodiff import derivative, value_and_grad
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, number, until
from lecture14.exercises.why_derivatives import Formula


@dataclass(frozen=True)
class Named(Formula):
    """A formula with a name, as a generated program needs it."""

    name: str

    @property
    def __name__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"{self.name}(x) = {self.text}"


def _by_hand(x1, x2, dx1, dx2, *, chain=True, product=True, kept=True):
    w3 = x1 * x2
    dw3 = dx1 * x2 + (x1 * dx2 if product else 0.0)
    w4 = math.exp(w3)
    dw4 = (w4 if kept else 1.0) * (dw3 if chain else 1.0)
    return w4 - x2, dw4 - dx2


def _growth(x, r, limit):
    while x < limit:
        x = x + r * x * (1 - x)
    return x


def _turns(x, r, limit):
    turns = 0
    while x < limit:
        x, turns = x + r * x * (1 - x), turns + 1
    return turns


def _grad_growth(x, r, limit, *, popped=-1, last=False, added=True, kept=1.0, before=True):
    stack = []
    while x < limit:
        stack.append(x)
        x = x + r * x * (1 - x)
    end, x_bar, r_bar = x, 1.0, 0.0
    while stack:
        x = stack.pop(popped)
        x = end if last else x
        new = x_bar * (kept + r * (1 - 2 * x))
        share = (x_bar if before else new) * x * (1 - x)
        r_bar = r_bar + share if added else share
        x_bar = new
    return end, (x_bar, r_bar)


def _named(rng):
    """A program with or without a branch, and a point on either side of it."""
    a, b = number(rng, 1.5, 4), number(rng, 1.5, 4)
    name, text = [
        ("cubic", f"x*x*x + {a}*x"),
        ("wave", f"exp(-x)*sin(x/{a})"),
        ("bent", f"x*x if x > 0 else {b} - {a}*x"),
        ("clipped", f"{a} - x*x if x*x < 1 else {a} + sin(x/{b})"),
    ][rng.integers(4)]
    return Named(text, name), either_sign(rng, *((0.4, 0.8) if rng.random() < 0.5 else (1.2, 2)))


#: A start, a rate and a limit which the culture reaches in two to six turns.
_culture = until(
    lambda rng: (number(rng, 0.05, 0.3), number(rng, 0.3, 1.3), number(rng, 0.4, 0.9)),
    lambda x, r, limit: 2 <= _turns(x, r, limit) <= 6,
)
_QUOTIENTS = [(1.0, 1.0, 2.0, 0.0), (3.0, 0.5, -2.0, 1.0), (-1.0, 2.0, 4.0, -1.5)]
_BENT = Named("x*x if x > 0 else -3*x", "bent")
_PROGRAMS = [
    (Named("x*x*x - 2*x", "cubic"), 2.0),
    (Named("exp(-x)*sin(3*x)", "wave"), 0.4),
    (_BENT, 2.0),
    (_BENT, -1.5),
]

EXERCISES = (
    Exercise(
        "source-by-hand",
        _by_hand,
        [(1.0, 0.5, 1.0, 0.0), (0.3, -1.0, 0.0, 1.0), (0.7, 0.2, -1.0, 2.0)],
        [
            Mistake(
                lambda *a: _by_hand(*a, chain=False),
                "The derivative line of exp reads the tangent of its operand. Where is it?",
            ),
            Mistake(
                lambda *a: _by_hand(*a, product=False),
                "The product has two factors, and both move: dw3 has two terms.",
            ),
            Mistake(
                lambda x1, x2, dx1, dx2: (_by_hand(x1, x2, dx1, dx2)[0], _by_hand(x1, x2, dx1, dx2)[1] + dx2),
                "The last statement has two operands. Its derivative line has two as well.",
            ),
            Mistake(
                lambda *a: _by_hand(*a, kept=False),
                "The derivative line of exp has a factor besides dw3: the exponential itself.",
            ),
        ],
        draw=lambda rng: tuple(either_sign(rng, 0.3, 1.5) for _ in range(4)),
        then="`adjoint_source` of g, with `np.exp`, writes a program whose one run gives both partial derivatives.",
    ),
    Exercise(
        "source-quotient",
        lambda x, dx, z, dz: (x / z, (dx * z - x * dz) / z**2),
        _QUOTIENTS,
        [
            Mistake(
                lambda x, dx, z, dz: (x / z, (x * dz - dx * z) / z**2),
                "Check the sign: over a positive denominator a larger numerator makes a larger quotient.",
            ),
            Mistake(
                lambda x, dx, z, dz: (x / z, (dx * z - x * dz) / z),
                "Check the denominator: x·(1/z), and 1/z has the derivative −1/z².",
            ),
            Mistake(
                lambda x, dx, z, dz: (x / z, dx / z),
                "The denominator may move, too. Your rule leaves out its tangent.",
            ),
            Mistake(
                lambda x, dx, z, dz: (x / z, (dx * z + x * dz) / z**2),
                "The two terms do not add up: if the denominator grows, the quotient of positive numbers falls.",
            ),
        ],
        draw=lambda rng: tuple(either_sign(rng, 0.4, 3) for _ in range(4)),
        then='In the package this is one line of the table: `print(RULES.select("divide"))` shows it.',
    ),
    Exercise(
        "source-run",
        lambda f, x: derivative(f)(x),
        _PROGRAMS,
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
                "You seeded with x. The derivative asks how f moves when x moves at the rate 1.",
            ),
            Mistake(
                lambda f, x: 0.0,
                "With the seed 0 nothing moves, and every tangent is 0.",
            ),
        ],
        draw=_named,
        then="The program traced at x = 2 refuses to run at −1.5 where a branch lies between: try it with `bent`.",
    ),
    Exercise(
        "source-stack",
        lambda x, r, limit: value_and_grad(lambda x, r: _growth(x, r, limit), (0, 1))(x, r),
        [(0.1, 0.8, 0.7), (0.2, 0.5, 0.5), (0.6, 1.0, 0.5)],
        [
            Mistake(
                lambda *a: _grad_growth(*a, last=True),
                "Each turn back reads the x that its turn began with. You read the last x in all of them.",
            ),
            Mistake(
                lambda *a: _grad_growth(*a, popped=0),
                "You take the values in the order in which they were stored. The last turn is undone first.",
            ),
            Mistake(
                lambda *a: _grad_growth(*a, added=False),
                "The derivative in the first x is right. Each turn reads r, so r̄ collects a share from each.",
            ),
            Mistake(
                lambda *a: _grad_growth(*a, kept=0.0),
                "A turn reads its x in the growth and also alone, before the plus: both hand on to x̄.",
            ),
            Mistake(
                lambda *a: _grad_growth(*a, before=False),
                "The share of r takes the adjoint of the turn's result. You had overwritten x̄ by then.",
            ),
            Mistake(
                lambda *a: (lambda y, bars: (y, bars[::-1]))(*_grad_growth(*a)),
                "The derivatives are right and exchanged: the one in the first x stands first.",
            ),
        ],
        draw=_culture,
        then="Hand the function to `adjoint_source`: its program has a stack, too. What else does it push?",
    ),
)
