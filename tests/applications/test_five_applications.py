"""The applications against independent oracles: SciPy, closed forms, published numbers."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import minimize, root

from lecture14 import applications as app
from lecture14.applications import stiff
from lecture14.autodiff import jacobian


@pytest.mark.parametrize("start", [(1.0, -1.0), (0.0, -2.5), (2.0, 2.0)])
def test_newton_finds_a_root_that_scipy_confirms(start):
    x = app.newton(app.circle_and_exponential, start).points[-1]
    np.testing.assert_allclose(root(app.circle_and_exponential, x, tol=1e-13).x, x, rtol=1e-12)


def test_newton_doubles_its_digits():
    r = app.newton(app.circle_and_exponential, (1.0, -1.0)).residuals
    # r_{k+1} ≤ C r_k² with one C, as long as rounding does not interfere.
    assert all(b <= 0.5 * a * a for a, b in pairwise(r[1:5]))


def test_newton_names_the_shapes():
    with pytest.raises(ValueError, match=r"F returned shape \(1,\); expected that of start, \(2,\)"):
        app.newton(lambda x: x[:1], [1.0, 2.0])


def test_newton_gives_up_after_max_iterations():
    assert len(app.newton(lambda x: x**2 + 1, [0.7], max_iterations=5).points) == 6


@pytest.mark.parametrize("minimiser", [app.newton_minimise, app.bfgs])
def test_minimisers_agree_with_scipy(minimiser):
    expected = minimize(app.rosenbrock, [-1.2, 1.0], method="BFGS", options={"gtol": 1e-8}).x
    path = minimiser(app.rosenbrock, [-1.2, 1.0])
    np.testing.assert_allclose(path.points[-1], expected, atol=1e-5)
    assert np.all(np.diff(path.values) < 0)


def test_gradient_descent_falls_but_crawls():
    path = app.gradient_descent(app.rosenbrock, [-1.2, 1.0], max_iterations=100)
    assert np.all(np.diff(path.values) < 0)
    assert path.values[-1] > 1e-3


def test_newton_goes_downhill_from_a_saddle():
    path = app.newton_minimise(lambda x: x[0] ** 4 - x[0] ** 2 + x[1] ** 2, [0.1, 1.0])
    np.testing.assert_allclose(path.points[-1], [np.sqrt(0.5), 0.0], atol=1e-6)


def test_loss_against_the_sum_over_samples():
    X, labels = app.two_moons(10)
    weights = app.initial_weights()
    p = 1 / (1 + np.exp(-app.classify(weights, X)))
    expected = -np.mean(np.log(np.where(labels == 1, p, 1 - p)))
    assert app.cross_entropy(weights, X, labels) == pytest.approx(expected)


def test_network_separates_the_moons():
    X, labels = app.two_moons(120)
    course = app.train(X, labels, app.initial_weights(), steps=150)
    assert np.mean((app.classify(course.weights[-1], X) > 0) == labels) > 0.97
    # A straight line cannot: the best one leaves every eighth sample or so on the wrong side.
    A = np.column_stack([X, np.ones(len(X))])
    line = np.linalg.lstsq(A, 2.0 * labels - 1, rcond=None)[0]
    assert np.mean((A @ line > 0) == labels) < 0.93


@pytest.mark.slow
def test_robertson_against_radau():
    t = np.geomspace(1e-4, 40.0, 200)
    ours = app.implicit_solve(app.robertson, [1.0, 0.0, 0.0], t)
    exact = solve_ivp(
        lambda t, y: app.robertson(y), (t[0], 40.0), [1.0, 0.0, 0.0], method="Radau", rtol=1e-9, atol=1e-13
    ).y[:, -1]
    assert not ours.failed
    np.testing.assert_allclose(ours.y[-1], exact, rtol=2e-4)
    # Published at t = 40 (Hairer & Wanner 1996): 0.7158, 9.185e-6, 0.2842.
    np.testing.assert_allclose(ours.y[-1], [0.7158, 9.185e-6, 0.2842], rtol=1e-3)


def test_the_implicit_method_has_order_two():
    def error(steps):
        t = np.linspace(0.0, 1.0, steps + 1)
        return app.implicit_solve(lambda y: -y, [1.0], t).y[-1, 0] - np.exp(-1.0)

    assert np.log2(error(20) / error(40)) == pytest.approx(2.0, abs=0.1)


def test_mass_is_kept():
    solution = app.implicit_solve(app.robertson, [1.0, 0.0, 0.0], np.geomspace(1e-3, 1e3, 40))
    np.testing.assert_allclose(solution.y.sum(axis=1), 1.0, rtol=1e-9)


def test_failure_is_reported():
    solution = app.implicit_solve(
        app.robertson, [1.0, 0.0, 0.0], [0.0, 1.0, 10.0], app.difference_jacobian(app.robertson, 1e-2)
    )
    assert solution.failed
    assert len(solution.t) == len(solution.y) < 3


def test_difference_jacobian_approaches_forward_mode():
    y = np.array([0.9, 2e-5, 0.1])
    exact = jacobian(app.robertson, mode="forward")(y)
    np.testing.assert_allclose(
        stiff.difference_jacobian(app.robertson, 1e-11)(y), exact, rtol=1e-4, atol=1e-2
    )
