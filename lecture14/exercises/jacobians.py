"""Checks of chapter "Jacobians, and the golden mean"."""

import numpy as np

from lecture14.autodiff import jacobian, trace
from lecture14.autodiff.views.elimination import Elimination
from lecture14.exercises.checking import Exercise, Mistake


def _spiral(x):
    return np.stack([x[0] * x[1], np.sin(x[1]) + x[2], np.exp(x[0]), x[2] * x[0] * x[1]])


def _norms(x):
    return np.stack([np.sum(x), np.sum(x**2)])


def _truth(f, x):
    return jacobian(f, mode="forward")(x)


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


def _eliminate(edges, vertex, *, overwrite=False, keep=False):
    result = dict(edges) if keep else {e: c for e, c in edges.items() if vertex not in e}
    for (i, _), c_in in ((e, c) for e, c in edges.items() if e[1] == vertex):
        for (_, k), c_out in ((e, c) for e, c in edges.items() if e[0] == vertex):
            result[i, k] = c_out * c_in + (0.0 if overwrite else edges.get((i, k), 0.0))
    return result


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
                "The first is right. ȳ·J combines the rows: the first row minus the second.",
            ),
            Mistake(
                lambda: ((0.0, -2.0), (3.0, 5.0)),
                "The first is right. In the second you added the rows; ȳ₂ is −1.",
            ),
        ],
    ),
    Exercise(
        "jacobians-by-rows",
        _truth,
        [(_spiral, np.array([0.5, -1.0, 2.0])), (_norms, np.array([1.0, 2.0, 3.0, 4.0]))],
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
        ],
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
        ],
    ),
    Exercise(
        "jacobians-chain",
        _chain,
        [((4, 3, 2, 1),), ((4, 3, 1, 3, 4),), ((2, 5, 3, 6, 2),), ((6, 2, 5, 1, 4, 7),)],
        [
            Mistake(
                lambda sizes: (*_chain(sizes)[:2], min(_chain(sizes)[:2])),
                "The best order need be neither forward nor reverse: try every place for the last product.",
            ),
            Mistake(
                lambda sizes: (_chain(sizes)[1], _chain(sizes)[0], _chain(sizes)[2]),
                "Forward and reverse are exchanged: forward mode starts beside the inputs, sizes[0].",
            ),
        ],
    ),
)
