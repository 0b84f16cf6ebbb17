"""Project "Clusters with outliers": `log_likelihood(X, weights, means, scales, df)` and
`em(X, weights, means, scales, df, iterations)`, which returns weights, means and scales."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize
from scipy.special import logsumexp
from scipy.stats import multivariate_t

from lecture14 import check_derivatives, grad
from lecture14.clustering import textbook

NAMES = "log_likelihood", "em"


def two_groups(seed=0, n=60, d=2, apart=4.0):
    """Rows of two groups, and a start of both."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) + apart * (np.arange(n) % 2)[:, None]
    scales = np.stack([np.eye(d), 2 * np.eye(d)])
    return X, (np.array([0.3, 0.7]), np.stack([np.full(d, 0.5), np.full(d, apart - 1)]), scales)


def by_scipy(X, weights, means, scales, df):
    df = np.broadcast_to(df, len(weights))
    parts = [multivariate_t(m, S, v).logpdf(X) for m, S, v in zip(means, scales, df, strict=True)]
    return logsumexp(np.log(weights)[:, None] + np.stack(parts), axis=0).sum()


@pytest.mark.parametrize("df", [0.5, 1.0, 2.0, 4.5, 30.0, 1e4])
@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_log_likelihood_is_scipys(solution, df, d):
    X, start = two_groups(d=d)
    assert solution.log_likelihood(X, *start, df) == pytest.approx(by_scipy(X, *start, df), rel=1e-10)


def test_literal_values(solution):
    """Cauchy's density is 1/π at its centre and 1/2π at one scale from it."""
    one = np.ones(1), np.zeros((1, 1)), np.ones((1, 1, 1))
    X = np.array([[0.0], [1.0]])
    assert solution.log_likelihood(X, *one, 1.0) == pytest.approx(-2 * np.log(np.pi) - np.log(2), rel=1e-14)


def test_each_component_may_have_its_own_degrees_of_freedom(solution):
    X, start = two_groups()
    df = np.array([1.5, 40.0])
    assert solution.log_likelihood(X, *start, df) == pytest.approx(by_scipy(X, *start, df), rel=1e-12)
    after = solution.em(X, *start, df, 3)
    assert by_scipy(X, *after, df) > by_scipy(X, *start, df)


@given(seed=st.integers(0, 10_000), df=st.floats(0.5, 100), d=st.integers(1, 3))
def test_no_iteration_lowers_the_likelihood(solution, seed, df, d):
    X, theta = two_groups(seed, n=25, d=d, apart=2.0)
    before = by_scipy(X, *theta, df)
    for _ in range(5):
        theta = solution.em(X, *theta, df, 1)
        after = by_scipy(X, *theta, df)
        assert after >= before - 1e-9 * abs(before)
        before = after


def test_iterations_add_up(solution):
    X, start = two_groups()
    at_once, in_turn = solution.em(X, *start, 3.0, 5), solution.em(X, *solution.em(X, *start, 3.0, 2), 3.0, 3)
    for a, b in zip(at_once, in_turn, strict=True):
        assert_allclose(a, b, rtol=1e-13)
    for a, b in zip(solution.em(X, *start, 3.0, 0), start, strict=True):
        assert_allclose(a, b)


@pytest.mark.parametrize(("df", "rtol"), [(1e5, 1e-2), (1e10, 1e-7), (1e14, 1e-9)])
def test_many_degrees_of_freedom_make_it_gaussian(solution, df, rtol):
    X, start = two_groups()
    for a, b in zip(solution.em(X, *start, df, 20), textbook.em(X, *start, 20), strict=True):
        assert_allclose(a, b, rtol=rtol, atol=rtol)
    assert solution.log_likelihood(X, *start, df) == pytest.approx(
        textbook.log_likelihood(X, *start), rel=rtol
    )


def test_one_component_is_where_a_maximiser_ends(solution):
    """Location and scale of Cauchy's distribution, which no formula gives, by Nelder and Mead's search."""
    X = np.array([[-2.1], [-0.4], [0.1], [0.3], [0.9], [1.4], [30.0]])
    weights, means, scales = solution.em(X, np.ones(1), np.zeros((1, 1)), np.ones((1, 1, 1)), 1.0, 500)

    def loss(u):
        return -by_scipy(X, [1.0], [[u[0]]], [[[np.exp(u[1])]]], 1.0)

    best = minimize(loss, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13})
    assert_allclose([means[0, 0], np.log(scales[0, 0, 0])], best.x, atol=1e-6)
    assert_allclose(weights, [1.0])


def test_the_gradient_is_zero_at_the_end(solution):
    """The package's own gradient: zero in means and scales; n in each weight, as their sum is one."""
    X, start = two_groups(n=80)
    end = solution.em(X, *start, 4.0, 1000)
    weights, means, scales = grad(lambda *theta: solution.log_likelihood(X, *theta, 4.0), (0, 1, 2))(*end)
    assert_allclose(weights, [80, 80], rtol=1e-7)
    assert_allclose(means, 0, atol=1e-6)
    assert_allclose(scales + scales.swapaxes(1, 2), 0, atol=1e-6)


def test_the_likelihood_can_be_differentiated(solution):
    X, (weights, means, scales) = two_groups(n=12)
    assert check_derivatives(lambda m: solution.log_likelihood(X, weights, m, scales, 3.0), means)


def test_an_outlier_moves_little(solution):
    """One point among 61, a million away: it takes a Gaussian's mean along, and not that of a t."""
    X, start = two_groups()
    without = solution.em(X, *start, 2.0, 200)
    with_it = solution.em(np.vstack([X, [1e6, 1e6]]), *start, 2.0, 200)
    assert np.abs(with_it[1] - without[1]).max() < 0.5
    gaussian = textbook.em(np.vstack([X, [1e6, 1e6]]), *start, 1)
    assert np.abs(gaussian[1]).max() > 1e4


def test_points_that_no_density_reaches(solution):
    """At 1e150 squares overflow no double, but densities with 200 degrees of freedom underflow."""
    X, start = two_groups()
    X[0] = 1e150
    assert np.isfinite(solution.log_likelihood(X, *start, 200.0))
    weights, means, scales = solution.em(X, *start, 200.0, 1)
    assert weights.sum() == pytest.approx(1)
    assert all(np.isfinite(a).all() for a in (weights, means, scales))


@given(seed=st.integers(0, 1000), shift=st.floats(-50, 50), stretch=st.floats(0.1, 10))
def test_other_units_give_the_same_clusters(solution, seed, shift, stretch):
    X, (weights, means, scales) = two_groups(seed, n=20)
    A = np.array([[stretch, 1.0], [0.0, 1.0]])
    moved = weights, means @ A.T + shift, A @ scales @ A.T
    here, there = solution.em(X, weights, means, scales, 3.0, 4), solution.em(X @ A.T + shift, *moved, 3.0, 4)
    assert_allclose(there[0], here[0], rtol=1e-7)
    assert_allclose(there[1], here[1] @ A.T + shift, rtol=1e-6, atol=1e-6)
    assert_allclose(there[2], A @ here[2] @ A.T, rtol=1e-6, atol=1e-6)


def test_the_start_stays_as_it_was(solution):
    X, start = two_groups()
    copies = [a.copy() for a in start]
    solution.em(X, *start, 3.0, 2)
    for a, b in zip(start, copies, strict=True):
        assert_allclose(a, b, rtol=0)
