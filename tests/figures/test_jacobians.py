"""The numbers in the pictures of chapter "Jacobians, and the golden mean"."""

from itertools import permutations

import numpy as np
import pytest

from lecture14.figures import jacobians as figures


def _vandermonde(n, m):
    x = np.arange(1.0, n + 1)
    return np.array([i * x ** (i - 1) for i in range(1, m + 1)])


@pytest.mark.parametrize("shape", figures.SHAPES.values())
def test_full_matrices_are_the_closed_form(shape):
    picture = figures.jacobian_sweeps(5, shape)
    np.testing.assert_allclose(picture.columns, _vandermonde(*shape))
    np.testing.assert_allclose(picture.rows, _vandermonde(*shape))


def test_matrices_fill_by_columns_and_by_rows():
    picture = figures.jacobian_sweeps(2, (5, 3))
    known = ~np.isnan(picture.columns), ~np.isnan(picture.rows)
    np.testing.assert_array_equal(known[0], np.tile([True, True, False, False, False], (3, 1)))
    np.testing.assert_array_equal(known[1], np.tile([[True], [True], [False]], (1, 5)))


def test_work_is_the_number_of_sweeps():
    # Every power is a product with two derivatives: 2 n (m − 1) multiplications a sweep.
    for n, m in figures.SHAPES.values():
        picture = figures.jacobian_sweeps(5, (n, m))
        assert picture.forward_work == n * 2 * n * (m - 1)
        assert picture.reverse_work == m * 2 * n * (m - 1)


@pytest.mark.parametrize("m", [1, 8, 24])
def test_modes_cost_the_same_for_square_jacobians(m):
    picture = figures.sweep_costs(m)
    np.testing.assert_allclose(picture.forward, picture.inputs)
    np.testing.assert_allclose(picture.reverse, m)


def test_three_shapes_are_products_of_matrices():
    picture = figures.three_shapes()
    # (4, 3, 2, 1) forward: 2·3·4 for J₂J₁, then 1·2·4. Reverse: 1·2·3, then 1·3·4.
    assert picture.forward[0] == 2 * 3 * 4 + 1 * 2 * 4
    assert picture.reverse[0] == 1 * 2 * 3 + 1 * 3 * 4
    assert (picture.forward[1], picture.reverse[1]) == (picture.reverse[0], picture.forward[0])
    assert picture.forward[2] == picture.reverse[2] == 72
    assert picture.middle == 1 * 3 * 4 + 4 * 3 * 1 + 4 * 1 * 4


def _multiplications(edges, order):
    edges, total = set(edges), 0
    for v in order:
        before, after = {i for i, k in edges if k == v}, {k for i, k in edges if i == v}
        total += len(before) * len(after)
        edges = {e for e in edges if v not in e} | {(i, k) for i in before for k in after}
    return total


def test_optimum_beats_every_other_order():
    elimination = figures.small_elimination()
    costs = [_multiplications(elimination.edges, order) for order in permutations(elimination.vertices)]
    orders = figures.elimination_orders()
    assert min(costs) == orders["optimal"].multiplications == 18
    assert orders["forward"].multiplications == 27
    assert orders["reverse"].multiplications == 23
    assert orders["greedy"].multiplications == 20


@pytest.mark.parametrize("order", ["forward", "reverse", "greedy", "optimal"])
def test_steps_add_up_to_the_engines_count(order):
    steps = [figures.elimination_steps(order, s) for s in range(6)]
    assert (
        sum(s.cost for s in steps) == steps[-1].total == figures.elimination_orders()[order].multiplications
    )
    left = {vertex for edge in steps[-1].edges for vertex in edge}
    assert left == {0, 1, 2, 8, 9, 10}
    assert len(steps[-1].edges) == 9


def test_every_order_yields_the_jacobian():
    x1, x2, x3 = figures.POINT
    w4, w6 = x2 * x3, x2 * x3 * (1 + x1)
    s, c = np.sin(w6), np.cos(w6)
    by_x1 = w4 * np.array([np.exp(s) * c, -np.sin(s) * c, w4 * (s + w6 * c)])
    by_w4 = (1 + x1) * np.array([np.exp(s) * c, -np.sin(s) * c, w4 * (s + w6 * c)]) + [0, 0, w6 * s]
    expected = np.column_stack([by_x1, by_w4 * x3, by_w4 * x2])
    for order in figures.elimination_orders().values():
        np.testing.assert_allclose(order.jacobian, expected)
