"""Vertex elimination on the program of slide 20's section: every order's cost and Jacobian."""

from itertools import permutations

import numpy as np

from lecture14 import trace
from lecture14.autodiff import Elimination
from tests.autodiff.elimination_example import POINT, small_program


def test_sweeps_skip_no_zeros_and_elimination_does():
    graph = trace(small_program)(*POINT)
    assert (
        3 * graph.cost().multiplications
        == 33
        > Elimination(trace(small_program)(*POINT)).compare()["forward"].multiplications
    )


def _multiplications(edges, order):
    edges, total = set(edges), 0
    for v in order:
        before, after = {i for i, k in edges if k == v}, {k for i, k in edges if i == v}
        total += len(before) * len(after)
        edges = {e for e in edges if v not in e} | {(i, k) for i in before for k in after}
    return total


def test_optimum_beats_every_other_order():
    elimination = Elimination(trace(small_program)(*POINT))
    costs = [_multiplications(elimination.edges, order) for order in permutations(elimination.vertices)]
    orders = Elimination(trace(small_program)(*POINT)).compare()
    assert min(costs) == orders["optimal"].multiplications == 18
    assert orders["forward"].multiplications == 27
    assert orders["reverse"].multiplications == 23
    assert orders["greedy"].multiplications == 20


def test_every_order_yields_the_jacobian():
    x1, x2, x3 = POINT
    w4, w6 = x2 * x3, x2 * x3 * (1 + x1)
    s, c = np.sin(w6), np.cos(w6)
    by_x1 = w4 * np.array([np.exp(s) * c, -np.sin(s) * c, w4 * (s + w6 * c)])
    by_w4 = (1 + x1) * np.array([np.exp(s) * c, -np.sin(s) * c, w4 * (s + w6 * c)]) + [0, 0, w6 * s]
    expected = np.column_stack([by_x1, by_w4 * x3, by_w4 * x2])
    for order in Elimination(trace(small_program)(*POINT)).compare().values():
        np.testing.assert_allclose(order.jacobian, expected)
