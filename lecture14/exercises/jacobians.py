"""Checks of chapter "Jacobians, and the golden mean"."""

import numpy as np

from lecture14.autodiff import jacobian, trace
from lecture14.autodiff.views.elimination import Elimination
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, either_sign, number, whole
from lecture14.exercises.why_derivatives import Formula

_SPIRAL = Formula("np.stack([x[0]*x[1], np.sin(x[1]) + x[2], np.exp(x[0]), x[2]*x[0]*x[1]])")
_NORMS = Formula("np.stack([np.sum(x), np.sum(x**2)])")


def _function(rng):
    """A function whose numbers of inputs and outputs differ, and a point away from zero."""
    f, fewest, most = [
        (_SPIRAL, 3, 3),
        (_NORMS, 3, 5),
        (Formula(f"x[1:]*x[:-1]**2 + {number(rng, 1, 4)}*x[:-1]"), 3, 5),
        (Formula(f"np.stack([np.sum(x), np.sum(np.sin(x)), np.sum(x**3)/{number(rng, 1, 4)}])"), 4, 5),
    ][rng.integers(4)]
    return f, array(rng, 0.3, 2, whole(rng, fewest, most))


def _truth(f, x):
    return jacobian(f, mode="forward")(x)


def _last_product(sizes):
    """The multiplications of the cheapest last product, its halves left out."""
    return min(sizes[0] * sizes[k] * sizes[-1] for k in range(1, len(sizes) - 1))


def _chain(sizes):
    """Forward, reverse, and the best of all orders, for a chain of dense Jacobians."""
    n, last = len(sizes), sizes[-1]
    forward = sum(sizes[0] * sizes[k] * sizes[k + 1] for k in range(1, n - 1))
    reverse = sum(last * sizes[k] * sizes[k - 1] for k in range(1, n - 1))
    best = {(i, i + 1): 0 for i in range(n - 1)}
    for length in range(2, n):
        for i in range(n - length):
            j = i + length
            best[i, j] = min(
                best[i, k] + best[k, j] + sizes[i] * sizes[k] * sizes[j] for k in range(i + 1, j)
            )
    return forward, reverse, best[0, n - 1]


def _waist(rng):
    """Sizes of layers with a waist in the middle, where neither forward nor reverse mode is best."""
    before, after = (
        tuple(whole(rng, 4, 9) for _ in range(count)) for count in (whole(rng, 2, 3), whole(rng, 2, 3))
    )
    return ((*before, whole(rng, 1, 2), *after),)


def _eliminate(edges, vertex, *, overwrite=False, keep=False, added=False, no_new=False):
    result = dict(edges) if keep else {e: c for e, c in edges.items() if vertex not in e}
    for (i, _), c_in in ((e, c) for e, c in edges.items() if e[1] == vertex):
        for (_, k), c_out in ((e, c) for e, c in edges.items() if e[0] == vertex):
            if (i, k) in edges or not no_new:
                product = c_out + c_in if added else c_out * c_in
                result[i, k] = product + (0.0 if overwrite else edges.get((i, k), 0.0))
    return result


def _edges_and_vertex(rng):
    """A vertex that reads all of one to three inputs, and two or three that read it, one of them an input as well."""
    vertex = whole(rng, 1, 3)
    users = range(vertex + 1, vertex + 1 + whole(rng, 1, 2))
    pairs = [(i, vertex) for i in range(vertex)] + [(vertex, k) for k in users]
    pairs += [(0, users[0]), (0, users[-1] + 1), (users[-1], users[-1] + 2), (vertex, users[-1] + 2)]
    return {pairs[i]: either_sign(rng, 0.3, 3) for i in rng.permutation(len(pairs))}, vertex


def _edges(f, *args):
    return Elimination(trace(f)(*args)).edges


_DIAMOND = {(0, 1): 2.0, (1, 2): 3.0, (0, 2): 0.5}
_LECTURE = _edges(lambda x1, x2: x1 * x2 + np.sin(x1), 1.5, 2.0)

EXERCISES = (
    Exercise(
        "jacobians-by-hand",
        # power sums Σx, Σx² at (1, 2): J = [[1, 1], [2, 4]]; J·(1, −1) and (1, −1)·J
        lambda: ((0.0, -2.0), (-1.0, -3.0)),
        [()],
        [
            Mistake(
                lambda: ((-1.0, -3.0), (0.0, -2.0)),
                "The two are exchanged: a forward sweep gives J·ẋ, a combination of columns.",
            ),
            Mistake(
                lambda: ((0.0, -2.0), (0.0, -2.0)),
                "The first is right. ȳ·J combines the rows of J; you combined the columns again.",
            ),
            Mistake(
                lambda: ((0.0, -2.0), (3.0, 5.0)),
                "The first is right. In the second you added the rows; ȳ₂ is −1.",
            ),
            Mistake(
                lambda: ((2.0, 6.0), (-1.0, -3.0)),
                "The second is right. In the first you added the columns; ẋ₂ is −1.",
            ),
            Mistake(
                lambda: ((0.0, -1.0), (0.0, -1.0)),
                "Check the second row of J: the derivative of a square has a factor 2.",
            ),
        ],
        then="`trace(lambda x: [x[0] + x[1], x[0]**2 + x[1]**2])((1.0, 2.0))` has `forward` and `reverse`: try both.",
    ),
    Exercise(
        "jacobians-by-rows",
        _truth,
        [(_SPIRAL, np.array([0.5, -1.0, 2.0])), (_NORMS, np.array([1.0, 2.0, 3.0, 4.0]))],
        [
            Mistake(
                lambda f, x: _truth(f, x).T,
                "Your matrix is transposed: one sweep gives a row, one output's derivatives in all inputs.",
            ),
            Mistake(
                lambda f, x: _truth(f, x).sum(axis=0),
                "One sweep with all cotangents 1 adds up the rows. Seed one output at a time.",
            ),
            Mistake(
                lambda f, x: _truth(f, x)[:1],
                "That is the first row. Each output needs a sweep of its own.",
            ),
            Mistake(
                lambda f, x: f(x)[:, None] * _truth(f, x),
                "You seeded with the outputs' values. A seed that asks for one row is 1 there and 0 elsewhere.",
            ),
        ],
        draw=_function,
        then="Read `_by_rows` in `lecture14.autodiff.jacobians`: it sends all rows of the identity through one sweep.",
    ),
    Exercise(
        "jacobians-eliminate",
        _eliminate,
        [(_DIAMOND, 1), (_LECTURE, 2), (_LECTURE, 3)],
        [
            Mistake(
                lambda edges, vertex: _eliminate(edges, vertex, overwrite=True),
                "An edge that was there before must keep its share: add the product to it.",
            ),
            Mistake(
                lambda edges, vertex: _eliminate(edges, vertex, keep=True),
                "The vertex must go, and with it every edge that touches it.",
            ),
            Mistake(
                lambda edges, vertex: _eliminate(edges, vertex, no_new=True),
                "An operand and a user need not have had an edge before. Then the product makes a new one.",
            ),
            Mistake(
                lambda edges, vertex: _eliminate(edges, vertex, added=True),
                "You add the labels on the way through the vertex. Along a path labels are multiplied.",
            ),
        ],
        draw=_edges_and_vertex,
        then="For the chapter's five nodes `Elimination(graph).optimal()` finds an order with 18 multiplications.",
    ),
    Exercise(
        "jacobians-chain",
        _chain,
        [((4, 3, 2, 1),), ((4, 3, 1, 3, 4),), ((2, 5, 3, 6, 2),), ((6, 2, 5, 1, 4, 7),)],
        [
            Mistake(
                lambda sizes: (*_chain(sizes)[:2], min(_chain(sizes)[:2])),
                "The best order need be neither forward nor reverse: any bracketing is allowed.",
            ),
            Mistake(
                lambda sizes: (_chain(sizes)[1], _chain(sizes)[0], _chain(sizes)[2]),
                "Forward and reverse are exchanged: forward mode starts beside the inputs, sizes[0].",
            ),
            Mistake(
                lambda sizes: (*_chain(sizes)[:2], _last_product(sizes)),
                "The first two are right. For the third you count the last product alone; its halves cost, too.",
            ),
        ],
        draw=_waist,
        then="Without layers no such recursion is known: the cheapest way to a Jacobian is NP-complete to find.",
    ),
)
