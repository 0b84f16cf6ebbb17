"""Checks of chapter "Programs and the chain rule"."""

import math

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, whole

# x₁x₂ + sin x₁ and a chain of two squarings, as (rule, operands) a line; inputs have no rule.
_LECTURE = ((None, ()), (None, ()), ("multiply", (0, 1)), ("sin", (0,)), ("add", (2, 3)))
_SQUARES = ((None, ()), ("multiply", (0, 0)), ("multiply", (1, 1)))
_LONGER = (*_LECTURE, ("multiply", (4, 2)), ("exp", (3,)), ("add", (5, 6)))


def _sweep(program, x, dx, drop_second=False, unscaled=False, own_factor=False):
    values: list[float] = []
    tangents: list[float] = []
    for rule, operands in program:
        if rule is None:
            values.append(x[len(values)])
            tangents.append(dx[len(tangents)])
            continue
        w = [values[i] for i in operands]
        value, partials = {
            "multiply": lambda w: (w[0] * w[1], w if own_factor else w[::-1]),
            "add": lambda w: (w[0] + w[1], (1.0, 1.0)),
            "sin": lambda w: (math.sin(w[0]), (math.cos(w[0]),)),
            "exp": lambda w: (math.exp(w[0]), (math.exp(w[0]),)),
        }[rule](w)
        terms = [p * (1.0 if unscaled else tangents[i]) for p, i in zip(partials, operands, strict=True)]
        values.append(value)
        tangents.append(terms[0] if drop_second else sum(terms))
    return values[-1], tangents[-1]


def _paths(program, twice=True, edges=False, from_all=False):
    if edges:
        return sum(len(operands) for _, operands in program)
    count = [1] + [int(from_all)] * (len(program) - 1)
    for k, (_, operands) in enumerate(program):
        if operands:
            count[k] = sum(count[i] for i in (operands if twice else set(operands)))
    return count[-1]


def _dual_program(x1, x2, dx1, dx2):
    w3 = x1 * x2
    w4 = math.sin(w3)
    return x1 * w4, dx1 * w4 + x1 * math.cos(w3) * (dx1 * x2 + x1 * dx2)


def _program(rng):
    """Two or three inputs, all of them read; a sine or an exponential; then sums and products, one of them a square."""
    inputs = whole(rng, 2, 3)
    lines: list[tuple[str | None, tuple[int, ...]]] = [(None, ())] * inputs
    lines.append(("multiply" if rng.random() < 0.5 else "add", (0, 1)))
    lines.append(("sin" if rng.random() < 0.5 else "exp", (inputs,)))
    lines.append(("multiply", (inputs - 1, inputs + 1)))
    square = whole(rng, 0, 2)
    for i in range(whole(rng, square + 1, 3)):
        last = len(lines) - 1
        other = last if i == square else whole(rng, 0, last)
        lines.append(("add" if i != square and rng.random() < 0.5 else "multiply", (last, other)))
    return tuple(lines)


def _program_and_seed(rng):
    program = _program(rng)
    inputs = sum(rule is None for rule, _ in program)
    point, seed = (tuple(either_sign(rng, 0.2, most) for _ in range(inputs)) for most in (0.9, 2))
    return program, point, seed


EXERCISES = (
    Exercise(
        "chain-by-hand",
        # ẇ₁ … ẇ₅ of x₁ + x₂ exp(x₁) at (0, 3) with seed (1, 0)
        lambda: np.array([1.0, 0.0, 1.0, 3.0, 4.0]),
        [()],
        [
            Mistake(
                lambda: np.array([0.0, 1.0, 0.0, 1.0, 1.0]),
                "These are the tangents for the seed (0, 1): the derivative with respect to x₂.",
            ),
            Mistake(
                lambda: np.array([1.0, 0.0, 1.0, 3.0, 3.0]),
                "Line 5 reads w₁ as well: x₁ reaches the result along two paths, and both count.",
            ),
            Mistake(
                lambda: np.array([0.0, 3.0, 1.0, 3.0, 3.0]),
                "These are the values w₁ … w₅; the tangents were asked for.",
            ),
            Mistake(
                lambda: np.array([1.0, 0.0, 1.0, 1.0, 2.0]),
                "Line 4 is a product, and its second operand moves: what multiplies ẇ₃ there?",
            ),
            Mistake(
                lambda: np.array([1.0, 0.0, 1.0, 0.0, 1.0]),
                "The tangent of a product is not the product of the tangents: look at line 4 again.",
            ),
        ],
        then="`trace(lambda a, b: a + b*np.exp(a))(0.0, 3.0).table(1.0, 0.0)` prints both programs.",
    ),
    Exercise(
        "chain-dual-program",
        _dual_program,
        [(1.5, 2.0, 1.0, 0.0), (1.5, 2.0, 0.0, 1.0), (-0.5, 3.0, 2.0, -1.0)],
        [
            Mistake(
                lambda x1, x2, dx1, dx2: (x1 * math.sin(x1 * x2), dx1 * math.sin(x1 * x2)),
                "Line 5 is a product: its second operand w₄ moves too.",
            ),
            Mistake(
                lambda x1, x2, dx1, dx2: (
                    x1 * math.sin(x1 * x2),
                    dx1 * math.sin(x1 * x2) + x1 * math.cos(x1 * x2),
                ),
                "The derivative of the sine must be multiplied by the tangent of what stands inside, ẇ₃.",
            ),
            Mistake(
                lambda x1, x2, dx1, dx2: (
                    x1 * math.sin(x1 * x2),
                    math.sin(x1 * x2) + x1 * x2 * math.cos(x1 * x2),
                ),
                "That is ∂f/∂x₁ whatever the seed. Start from ẇ₁ = dx1 and ẇ₂ = dx2.",
            ),
            Mistake(
                lambda x1, x2, dx1, dx2: (
                    x1 * math.sin(x1 * x2),
                    dx1 * math.sin(x1 * x2) + x1 * math.cos(x1 * x2) * dx1 * dx2,
                ),
                "Line 5 is right. The tangent of the product in line 3 is not the product of the tangents.",
            ),
            Mistake(
                lambda x1, x2, dx1, dx2: (
                    x1 * math.sin(x1 * x2),
                    dx1 * math.sin(x1 * x2) + x1 * math.cos(x1 * x2) * dx1 * x2,
                ),
                "In line 3 you let only x₁ move. Both factors have a tangent.",
            ),
        ],
        draw=lambda rng: tuple(either_sign(rng, 0.3, 1.6) for _ in range(4)),
        then="With `np.sin` in f, `print(tangent_source(f))` writes this program: each step and its dual line.",
    ),
    Exercise(
        "chain-paths",
        _paths,
        [(_LECTURE,), (_SQUARES,), (_LONGER,)],
        [
            Mistake(
                lambda program: _paths(program, twice=False),
                "A line that reads the same operand twice, as x·x does, continues each of its paths twice.",
            ),
            Mistake(
                lambda program: _paths(program, edges=True),
                "You counted the edges. A path is a whole way from the first input to the last line.",
            ),
            Mistake(
                lambda program: _paths(program, from_all=True),
                "You counted the paths from every input. Only those from line 0 were asked for.",
            ),
        ],
        draw=lambda rng: (_program(rng),),
        then="The chapter's `figures.paths` is the same pass: it counts 4096 paths through twelve squarings.",
    ),
    Exercise(
        "chain-sweep",
        _sweep,
        [
            (_LECTURE, (1.5, 2.0), (0.0, 1.0)),
            (_LECTURE, (1.5, 2.0), (1.0, -2.0)),
            (_SQUARES, (1.1,), (1.0,)),
            (_LONGER, (0.3, -0.7), (1.0, 0.5)),
        ],
        [
            Mistake(
                lambda program, x, dx: _sweep(program, x, dx, drop_second=True),
                "Each operand adds a term; you keep only the first operand's.",
            ),
            Mistake(
                lambda program, x, dx: _sweep(program, x, dx, unscaled=True),
                "You add the partial derivatives. Each must be multiplied by its operand's tangent.",
            ),
            Mistake(
                lambda program, x, dx: _sweep(program, x, dx, own_factor=True),
                "Check the partial derivatives of a product: with respect to one factor it is the other one.",
            ),
        ],
        draw=_program_and_seed,
        then="The package's sweep is the same loop: read `forward` in `lecture14.autodiff.core.sweep`.",
    ),
)
