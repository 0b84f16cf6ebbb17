"""Checks of chapter "The computational graph"."""

import math

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import either_sign, whole

# Programs as lists: for each node its operands with their local partial derivatives, (operand, partial).
_LECTURE = [[], [], [(0, 2.0), (1, 1.5)], [(0, math.cos(1.5))], [(2, 1.0), (3, 1.0)]]
_CHAIN = [[], [(0, 3.0)], [(1, -2.0), (0, 0.5)], [(2, 1.0), (2, 4.0)]]
_LADDER = [[], [], [(0, 2.0), (1, 3.0)], [(2, 0.5), (1, 1.0)], [(3, 2.0), (2, -1.0)]]


def _reverse(nodes, n, *, overwrite=False, forwards=False, local=False):
    adjoints = np.zeros(len(nodes))
    adjoints[-1] = 1.0
    order = range(len(nodes)) if forwards else reversed(range(len(nodes)))
    for index in order:
        for operand, partial in nodes[index]:
            gain = partial if local else partial * adjoints[index]
            adjoints[operand] = gain if overwrite else adjoints[operand] + gain
    return adjoints[:n].tolist()


def _program(rng):
    """A program whose first input has two users; the last node reads no input, and one inner node twice."""

    def edges(*operands):
        return [(operand, either_sign(rng, 0.3, 3)) for operand in operands]

    n = whole(rng, 1, 3)
    nodes = [[] for _ in range(n)] + [edges(*range(n)), edges(n, 0)]
    if rng.random() < 0.5:
        nodes.append(edges(whole(rng, 0, n), n + 1))
    last = len(nodes) - 1
    return [*nodes, edges(last, last, n)], n


EXERCISES = (
    Exercise(
        "graph-by-hand",
        # w₃ = w₁ + w₂, w₄ = w₃w₂ at (3, 2)
        lambda: (2.0, 7.0, 2.0),
        [()],
        [
            Mistake(
                lambda: (2.0, 2.0, 2.0), "w₂ has two users. Its adjoint is the sum of what both hand down."
            ),
            Mistake(
                lambda: (2.0, 5.0, 2.0), "You counted the product's share of w̄₂. The sum w₃ uses w₂, too."
            ),
            Mistake(
                lambda: (5.0, 7.0, 5.0),
                "w̄₃ is the partial derivative of w₃w₂ with respect to w₃, not w₃ itself.",
            ),
            Mistake(
                lambda: (1.0, 6.0, 2.0),
                "The sum hands its labels down, both 1. Each is multiplied by the adjoint of the sum first.",
            ),
        ],
        then="`trace(lambda x1, x2: (x1 + x2) * x2)(3.0, 2.0).adjoints()` gives all four adjoints.",
    ),
    Exercise(
        "graph-reverse-sweep",
        _reverse,
        [(_LECTURE, 2), (_CHAIN, 1), (_LADDER, 2)],
        [
            Mistake(
                lambda nodes, n: _reverse(nodes, n, overwrite=True),
                "A node with several users collects: add to its adjoint, do not assign.",
            ),
            Mistake(
                lambda nodes, n: _reverse(nodes, n, forwards=True),
                "Everything is zero: the seed 1 is missing, or you walk the list upwards. "
                "A node's adjoint is complete only after all its users.",
            ),
            Mistake(
                lambda nodes, n: _reverse(nodes, n, local=True),
                "You add up partial derivatives. Multiply each by the adjoint of the node that reads the operand.",
            ),
            Mistake(
                lambda nodes, n: _reverse([list(dict(operands).items()) for operands in nodes], n),
                "A node may read the same operand twice, as x·x does. Both places hand a share on.",
            ),
            Mistake(
                lambda nodes, n: _reverse(nodes, len(nodes)),
                "You return the adjoints of all nodes. Only the inputs' were asked for.",
            ),
        ],
        draw=_program,
        then="The package's two loops are `Reverse.run` and `hand_on` in `lecture14.autodiff.core.sweep`.",
    ),
)
