"""Checks of chapter "The computational graph"."""

import math

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake

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
        ],
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
                "You add up partial derivatives. Multiply each by the adjoint of the node that it comes from.",
            ),
        ],
    ),
)
