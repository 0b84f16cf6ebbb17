"""One Gaussian against literal numbers, SciPy and its own samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import chi2, multivariate_normal

from lecture14.clustering import Gaussian, ellipse, log_density
from lecture14.clustering.gaussian.density import precision_cholesky
from lecture14.clustering.gaussian.ellipses import principal_axes

MEAN = np.array([1.0, -2.0, 0.5])
COVARIANCE = np.array([[2.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 0.5]])
POINTS = np.array([[0.0, 0.0, 0.0], [1.0, -2.0, 0.5], [30.0, 4.0, -7.0]])


def test_standard_normal_at_zero():
    assert log_density(np.zeros((1, 1)), np.zeros(1), np.eye(1))[0] == pytest.approx(-0.9189385332046727)


def test_log_density_agrees_with_scipy():
    expected = multivariate_normal(MEAN, COVARIANCE).logpdf(POINTS)
    assert_allclose(Gaussian(MEAN, COVARIANCE).log_density(POINTS), expected, rtol=1e-13)


def test_precision_factor_is_upper_and_rebuilds_the_inverse():
    U = precision_cholesky(COVARIANCE)
    assert np.array_equal(U, np.triu(U))
    assert_allclose(U @ U.T @ COVARIANCE, np.eye(3), atol=1e-14)


def test_precision_factor_survives_units_thirteen_orders_apart():
    units = np.diag([1e-5, 1.0, 1e8])
    U = precision_cholesky(units @ COVARIANCE @ units)
    assert_allclose(units @ U, precision_cholesky(COVARIANCE), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    "matrix", [[[1.0, 2.0], [2.0, 1.0]], [[0.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]]
)
def test_not_positive_definite_is_refused(matrix):
    with pytest.raises(ValueError, match="covariance is not positive definite; expected a symmetric matrix"):
        precision_cholesky(np.array(matrix))


def test_in_a_stack_the_bad_matrix_is_named():
    with pytest.raises(ValueError, match=r"covariances\[1\] is not positive definite"):
        precision_cholesky(np.array([np.eye(2), [[1.0, 2.0], [2.0, 1.0]]]), "covariances")


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"X has shape \(4, 3\)"):
        log_density(np.zeros((4, 3)), np.zeros(2), np.eye(2))
    with pytest.raises(ValueError, match=r"covariance has shape \(3, 3\); expected \(2, 2\)"):
        Gaussian(np.zeros(2), np.eye(3))


def test_estimate_is_the_weighted_mean_and_scatter():
    X = np.array([[0.0, 1.0], [2.0, 1.0], [4.0, 7.0], [1.0, 3.0]])
    w = np.array([1.0, 2.0, 0.5, 1.5])
    g = Gaussian.estimate(X, w)
    assert_allclose(g.mean, np.average(X, axis=0, weights=w))
    assert_allclose(g.covariance, np.cov(X.T, aweights=w, ddof=0))
    assert_allclose(Gaussian.estimate(X).covariance, np.cov(X.T, ddof=0))


def test_estimate_keeps_digits_far_from_zero():
    X = np.random.default_rng(0).normal(size=(50, 2))
    X = np.round(X * 2**10) / 2**10  # so that adding the offset is exact
    near, far = Gaussian.estimate(X), Gaussian.estimate(X + 2.0**30)
    assert_allclose(far.covariance, near.covariance, rtol=1e-12)


def test_samples_have_the_moments():
    X = Gaussian(MEAN, COVARIANCE).sample(200_000, random_state=1)
    assert_allclose(X.mean(axis=0), MEAN, atol=0.015)
    assert_allclose(np.cov(X.T), COVARIANCE, atol=0.03)
    assert np.array_equal(X, Gaussian(MEAN, COVARIANCE).sample(200_000, random_state=1))


def test_joint_density_is_marginal_times_conditional():
    g = Gaussian(MEAN, COVARIANCE)
    for x in POINTS:
        marginal = g.marginal([2, 0]).log_density(x[[2, 0]][None])
        conditional = g.conditional([2, 0], x[[2, 0]]).log_density(x[[1]][None])
        assert marginal + conditional == pytest.approx(g.log_density(x[None]), rel=1e-12)


def test_conditional_refuses_what_it_cannot_do():
    g = Gaussian(MEAN, COVARIANCE)
    with pytest.raises(ValueError, match="expected one value for each of 2 features"):
        g.conditional([0, 1], [1.0])
    with pytest.raises(ValueError, match="names every feature"):
        g.conditional([0, 1, 2], [1.0, 2.0, 3.0])


def test_principal_axes_are_the_eigenvectors():
    lengths, directions = Gaussian(MEAN, COVARIANCE).axes()
    assert_allclose(directions @ np.diag(lengths**2) @ directions.T, COVARIANCE, atol=1e-14)
    assert (np.diff(lengths) < 0).all()
    assert (directions[0] > 0).all()


@pytest.mark.parametrize(("sigmas", "percent"), [(1, 39.3), (2, 86.5), (3, 98.9)])
def test_one_two_three_sigma_in_two_dimensions(sigmas, percent):
    e = ellipse([0, 0], [[4.0, 0.0], [0.0, 1.0]], percent / 100)
    assert_allclose(e.semi_axes, [2 * sigmas, sigmas], rtol=6e-3)


@given(st.floats(0.001, 0.999), st.floats(0.2, 5), st.floats(0.2, 5), st.floats(-0.95, 0.95))
def test_the_boundary_lies_at_the_chi_squared_quantile(p, a, b, rho):
    S = np.array([[a * a, rho * a * b], [rho * a * b, b * b]])
    e = ellipse([3.0, -1.0], S, p)
    delta = e.boundary - [3.0, -1.0]
    assert_allclose(np.einsum("ni,ij,nj->n", delta, np.linalg.inv(S), delta), chi2(2).ppf(p), rtol=1e-9)
    assert np.array_equal(e.boundary[0], e.boundary[-1])
    assert e.semi_axes[0] >= e.semi_axes[1]
    assert -np.pi / 2 < e.angle <= np.pi / 2
    tip = e.center + e.semi_axes[0] * np.array([np.cos(e.angle), np.sin(e.angle)])
    assert_allclose(e.boundary[0], tip, atol=1e-12)


@pytest.mark.parametrize("tilt", [0.0, 1e-14, -1e-14])
def test_an_axis_that_is_upright_to_rounding_points_up(tilt):
    _, directions = principal_axes([[1.0, tilt], [tilt, 4.0]])
    assert_allclose(directions, [[0.0, 1.0], [1.0, 0.0]], atol=1e-12)


def test_a_gaussian_draws_the_same_curve_as_its_mean_and_covariance():
    S = np.array([[2.0, 0.5], [0.5, 1.0]])
    for kind, points in (({}, 100), ({"n_points": 7}, 7)):
        own, alone = Gaussian([3.0, -1.0], S).ellipse(0.9, **kind), ellipse([3.0, -1.0], S, 0.9, **kind)
        assert own.boundary.shape == (points, 2)
        assert np.array_equal(own.boundary, alone.boundary)


def test_ellipse_covers_the_share_it_claims():
    g = Gaussian(MEAN[:2], COVARIANCE[:2, :2])
    X = g.sample(100_000, random_state=2)
    z = (X - g.mean) @ g.precision_cholesky
    radius = g.ellipse(0.7).semi_axes[0] / g.axes()[0][0]
    assert ((z**2).sum(axis=1) <= radius**2).mean() == pytest.approx(0.7, abs=0.005)


@pytest.mark.parametrize("coverage", [0, 1, 1.5, -0.2, "0.9", np.nan])
def test_coverage_must_be_a_probability(coverage):
    with pytest.raises(ValueError, match=r"coverage is .*; expected a probability"):
        ellipse([0, 0], np.eye(2), coverage)


def test_ellipse_is_for_two_features_and_symmetric_matrices():
    with pytest.raises(ValueError, match=r"expected \(2,\) and \(2, 2\)"):
        ellipse(np.zeros(3), np.eye(3), 0.9)
    with pytest.raises(ValueError, match="covariance is not symmetric"):
        principal_axes([[1.0, 0.5], [0.0, 1.0]])
    with pytest.raises(ValueError, match="expected a square matrix"):
        principal_axes(np.ones((2, 3)))
