"""Project "Sparse Jacobians by colouring": `colours(pattern)` and `sparse_jacobian(f, pattern)`."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose, assert_array_equal

from lecture14 import jacobian

NAMES = "colours", "sparse_jacobian"

patterns = arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=9))


def banded(n, *diagonals):
    return sum(np.eye(n, k=k) for k in diagonals) != 0


def arrow(n):
    """A full first row: every two columns meet in it."""
    pattern = np.eye(n, dtype=bool)
    pattern[0] = True
    return pattern


def through(pattern):
    """A function with this pattern, and its Jacobian by hand."""
    A = np.where(pattern, np.random.default_rng(0).uniform(0.5, 2.0, np.shape(pattern)), 0.0)

    return lambda x: np.sin(A @ x), lambda x: np.cos(A @ x)[:, None] * A


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (banded(5, 0), [0, 0, 0, 0, 0]),
        (banded(7, -1, 0, 1), [0, 1, 2, 0, 1, 2, 0]),
        (banded(7, 0, 1), [0, 1, 0, 1, 0, 1, 0]),
        (arrow(4), [0, 1, 2, 3]),
        (arrow(4).T, [0, 1, 1, 1]),
        ([[1, 0, 1, 0], [0, 1, 0, 1]], [0, 0, 1, 1]),
        (np.zeros((3, 2)), [0, 0]),
    ],
)
def test_literal_colours_of_small_patterns(solution, pattern, expected):
    """In the order of the columns, each takes the first colour that is free."""
    assert_array_equal(solution.colours(pattern), expected)


@given(pattern=patterns)
def test_columns_of_one_colour_share_no_row(solution, pattern):
    colour = solution.colours(pattern)
    assert colour.shape == pattern.shape[1:]
    assert sorted(set(colour)) == list(range(colour.max() + 1))
    for c in set(colour):
        assert pattern[:, colour == c].sum(axis=1).max() <= 1


@given(pattern=patterns)
def test_no_more_colours_than_greed_needs(solution, pattern):
    """A column finds a colour among one more than it has neighbours; and a full row needs all of its own."""
    P = pattern.astype(int)
    neighbours = ((P.T @ P) > 0).sum(axis=1) - (P.sum(axis=0) > 0)
    number = solution.colours(pattern).max() + 1
    assert P.sum(axis=1).max() <= number <= neighbours.max() + 1


@given(pattern=patterns, seed=st.integers(0, 99))
def test_the_jacobian_is_the_dense_one(solution, pattern, seed):
    f, by_hand = through(pattern)
    x = np.random.default_rng(seed).normal(size=pattern.shape[1])
    J = solution.sparse_jacobian(f, pattern)(x)
    assert_allclose(J, by_hand(x), rtol=1e-12, atol=1e-15)
    assert_allclose(J, jacobian(f)(x), rtol=1e-12, atol=1e-15)


def broyden(x):
    """Broyden's tridiagonal function (1965)."""
    left, right = np.concatenate([[0.0], x[:-1]]), np.concatenate([x[1:], [0.0]])
    return (3 - 2 * x) * x - left - 2 * right + 1


def test_broyden_tridiagonal(solution):
    """The Jacobian by hand is 3 - 4x on the diagonal, -1 below it and -2 above."""
    x = np.linspace(-1.0, 2.0, 50)
    expected = np.diag(3 - 4 * x) - np.eye(50, k=-1) - 2 * np.eye(50, k=1)
    assert_allclose(solution.sparse_jacobian(broyden, banded(50, -1, 0, 1))(x), expected, rtol=1e-14)


def test_three_directions_for_a_band_of_three(solution):
    """However long it is; all at once or one after the other."""
    seen = []

    def f(x):
        seen.append(getattr(x, "directions", 0) or 1)
        return broyden(x)

    solution.sparse_jacobian(f, banded(400, -1, 0, 1))(np.zeros(400))
    assert sum(seen) == 3


def test_a_pattern_may_say_too_much(solution):
    """Entries of the pattern where the Jacobian is zero cost colours, and change no number."""
    x = np.array([1.0, 2.0, 3.0])
    assert_array_equal(solution.sparse_jacobian(np.square, np.ones((3, 3)))(x), np.diag([2.0, 4.0, 6.0]))


def test_an_infinite_slope_stays_in_its_column(solution):
    """The first three columns have one colour; √x is vertical at 0, and only there."""
    x = np.array([1.0, 0.0, 4.0])
    J = solution.sparse_jacobian(np.sqrt, np.eye(3))(x)
    assert_array_equal(J, [[0.5, 0, 0], [0, np.inf, 0], [0, 0, 0.25]])


def test_one_function_serves_many_points(solution):
    J = solution.sparse_jacobian(np.exp, np.eye(2, dtype=bool))
    assert_array_equal(J(np.zeros(2)), np.eye(2))
    assert_allclose(J(np.log([2.0, 3.0])), np.diag([2.0, 3.0]))


def test_shapes_that_do_not_fit_are_named(solution):
    with pytest.raises(ValueError, match="pattern"):
        solution.colours([True, False])
    with pytest.raises(ValueError, match="x has shape"):
        solution.sparse_jacobian(np.exp, np.eye(3))(np.zeros(2))
    with pytest.raises(ValueError, match=r"f\(x\) has shape"):
        solution.sparse_jacobian(lambda x: x[:2], np.eye(3))(np.zeros(3))
