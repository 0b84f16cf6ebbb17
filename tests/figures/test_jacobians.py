"""The numbers in the pictures of chapter "Jacobians, and the golden mean"."""

import numpy as np
import pytest

from lecture14 import trace
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


def test_ratios_of_single_statements():
    # Griewank & Walther's extremes: 2 and 3 for sums, 5/2 and 4 for products.
    assert figures.cost_ratios(trace(lambda a, b: a + b)(1.0, 2.0)) == (2.0, 3.0)
    assert figures.cost_ratios(trace(lambda a, b: a * b)(1.0, 2.0)) == (2.5, 4.0)
    assert figures.cost_ratios(trace(np.sin)(1.0)) == (2.25, 3.25)
    # A constant is neither read nor differentiated.
    assert figures.cost_ratios(trace(lambda a: 3.0 * a)(1.0)) == (2.0, 3.0)
    assert figures.cost_ratios(trace(lambda a: 3.0 - a)(1.0)) == (2.0, pytest.approx(8 / 3))


def test_no_statement_breaks_the_bounds():
    for own, tangent, adjoint in figures.STATEMENTS.values():
        assert (own.time + tangent.time) / own.time <= 5 / 2
        assert (own.time + adjoint.time) / own.time <= 4


@pytest.mark.parametrize("m", [1, 8, 24])
def test_layer_by_hand(m):
    # A row has n multiples (3; tangent 3, adjoint 6), n − 1 sums (4; 4, 8) and a tanh (4; 5, 9).
    picture = figures.sweep_costs(m)
    n = picture.inputs
    own = 3 * n + 4 * (n - 1) + 4
    np.testing.assert_allclose(picture.forward, 1 + n * (own + 1) / own)
    np.testing.assert_allclose(picture.reverse, 1 + m * (2 * own + 1) / own)
    # A reverse sweep is nearly two forward sweeps in this measure.
    assert 1.5 * m <= picture.crossing <= 2 * m


def test_three_shapes_are_products_of_matrices():
    picture = figures.three_shapes()
    # (4, 3, 2, 1) forward: 2·3·4 for J₂J₁, then 1·2·4. Reverse: 1·2·3, then 1·3·4.
    assert picture.forward[0] == 2 * 3 * 4 + 1 * 2 * 4
    assert picture.reverse[0] == 1 * 2 * 3 + 1 * 3 * 4
    assert (picture.forward[1], picture.reverse[1]) == (picture.reverse[0], picture.forward[0])
    assert picture.forward[2] == picture.reverse[2] == 72
    assert picture.middle == 1 * 3 * 4 + 4 * 3 * 1 + 4 * 1 * 4
