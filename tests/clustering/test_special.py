"""The slides' special cases, and comparing fits."""

import itertools
import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linear_sum_assignment
from scipy.stats import norm

from lecture14 import GaussianMixture
from lecture14.clustering import (
    Parameters,
    SufficientStatistics,
    compare,
    feature_log_density,
    lower_bound,
    m_step,
    match,
    means_only,
    supervised,
)
from lecture14.clustering.matching import assign, bhattacharyya
from lecture14.data import load_penguins

TICKS = np.array([0.01, 0.02, 0.03, 0.07, 0.08, 0.09])


def test_means_only_follows_the_slides_formulas():
    mu = np.array([0.02, 0.06])
    path = means_only(TICKS, mu, sigma=0.02, n_iter=1)
    p = np.exp(-((TICKS - mu[:, None]) ** 2) / (2 * 0.02**2))
    r = p / p.sum(axis=0)
    assert_allclose(path.means[1], r @ TICKS / r.sum(axis=1), rtol=1e-13)
    density = 0.5 * (norm.pdf(TICKS, 0.02, 0.02) + norm.pdf(TICKS, 0.06, 0.02))
    assert path.log_likelihood[0] == pytest.approx(np.log(density).sum())


def test_means_only_climbs_and_has_symmetric_optima():
    path = means_only(TICKS, [0.0, 0.05], sigma=0.02, n_iter=60)
    assert path.means.shape == (61, 2)
    assert (np.diff(path.log_likelihood) >= -1e-12).all()
    mirrored = means_only(TICKS, [0.05, 0.0], sigma=0.02, n_iter=60)
    assert_allclose(mirrored.means[:, ::-1], path.means, rtol=1e-12)


@pytest.mark.parametrize(("sigma", "apart"), [(0.9, True), (1.1, False)])
def test_the_means_separate_only_if_the_variance_exceeds_sigma_squared(sigma, apart):
    x = TICKS / TICKS.std()  # unit variance
    end = means_only(x, [x.mean() - 0.01, x.mean() + 0.01], sigma=sigma, n_iter=3000).means[-1]
    assert (abs(end[1] - end[0]) > 0.1) == apart


def test_means_only_survives_means_that_own_nothing():
    assert np.isfinite(means_only(TICKS, [0.05, 1e6], sigma=0.01).means).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((2, 2)), [0.0]), r"x and means have shapes \(2, 2\) and \(1,\)"),
        ((TICKS, [0.0], 0.0), "sigma is 0.0; expected a positive number"),
        ((TICKS, [0.0], 1.0, -1), "n_iter is -1; expected an integer of at least 0"),
        (([np.nan], [0.0]), "x contains NaN"),
    ],
)
def test_means_only_checks_its_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        means_only(*arguments)


def test_supervised_estimates_of_the_penguins():
    birds = load_penguins()
    theta = supervised(birds.X, birds.y)
    for k in range(3):
        own = birds.X[birds.y == k]
        assert theta.weights[k] == pytest.approx(len(own) / 342)
        assert_allclose(theta.means[k], own.mean(axis=0))
        assert_allclose(theta.covariances[k], np.cov(own.T, ddof=0))


def test_supervised_checks_its_labels():
    with pytest.raises(ValueError, match=r"y has shape \(2,\); expected \(3,\)"):
        supervised(np.eye(3), [0, 1])


@pytest.mark.parametrize("covariance_type", ["diag", "spherical"])
def test_naive_bayes_factors_multiply_to_the_density(clouds, covariance_type):
    X, _ = clouds
    fit = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(X)
    theta = Parameters(fit.weights_, fit.means_, fit.covariances_, covariance_type)
    factors = feature_log_density(X, theta)
    deviations = np.sqrt(fit.covariances_.reshape(3, -1)) * np.ones((3, 3))
    assert_allclose(factors, norm.logpdf(X[:, None], fit.means_, deviations), rtol=1e-10, atol=1e-12)
    joint = np.exp(factors.sum(axis=2)) @ fit.weights_
    assert_allclose(np.log(joint), fit.score_samples(X), rtol=1e-10)
    with pytest.raises(ValueError, match="parameters are of type 'full'; expected 'diag' or 'spherical'"):
        feature_log_density(X, Parameters([1.0], np.zeros((1, 3)), np.eye(3)[None]))


def test_bound_plus_gap_is_the_log_likelihood_and_the_e_step_closes_it(clouds):
    X, _ = clouds
    fit = GaussianMixture(3, random_state=0, max_iter=2, tol=0.0)
    with pytest.warns(UserWarning, match="did not converge"):
        fit.fit(X)
    theta = Parameters(fit.weights_, fit.means_, fit.covariances_)
    q = np.random.default_rng(0).dirichlet(np.ones(3), len(X))
    joint = np.log(fit.predict_proba(X)) + fit.score_samples(X)[:, None]
    loose = lower_bound(X, theta, q)
    assert loose.bound == pytest.approx((q * (joint - np.log(q))).sum(), rel=1e-12)
    assert loose.bound + loose.gap == pytest.approx(loose.log_likelihood, rel=1e-14)
    assert loose.gap > 1
    tight = lower_bound(X, theta, fit.predict_proba(X))
    assert tight.gap == pytest.approx(0.0, abs=1e-10)
    hard = np.eye(3)[fit.predict(X)]
    assert 0 < lower_bound(X, theta, hard).gap < loose.gap


def test_lower_bound_where_a_responsibility_underflows():
    theta = Parameters([0.5, 0.5], [[0.0], [50.0]], [1.0, 1.0], "spherical")
    bound = lower_bound([[0.0]], theta, [[0.5, 0.5]]).bound
    # log ½ N(0|0,1), log ½ N(0|50,1), and the entropy log 2.
    joint = -math.log(2) - 0.5 * math.log(2 * math.pi)
    assert bound == pytest.approx(0.5 * joint + 0.5 * (joint - 1250) + math.log(2), rel=1e-14)


def test_a_tied_m_step_divides_by_the_samples_whether_or_not_a_component_is_empty():
    X = np.array([[0.0], [2.0], [4.0]])
    R = np.array([[1.0, 0, 0], [1, 0, 0], [1, 0, 0]])
    sums = SufficientStatistics.from_responsibilities(X, R, "tied")
    assert m_step(sums).covariances == pytest.approx(np.array([[8 / 3]]), rel=1e-14)


def test_lower_bound_checks_the_memberships():
    theta = Parameters([1.0], [[0.0]], [1.0], "spherical")
    with pytest.raises(ValueError, match=r"q has shape \(2, 2\); expected \(2, 1\)"):
        lower_bound([[0.0], [1.0]], theta, np.ones((2, 2)))
    with pytest.raises(ValueError, match="q has rows that are not probabilities"):
        lower_bound([[0.0], [1.0]], theta, np.full((2, 1), 0.5))


def test_assignment_agrees_with_scipy():
    rng = np.random.default_rng(2)
    for n in (1, 2, 5, 12):
        for _ in range(10):
            cost = rng.normal(size=(n, n))
            order = assign(cost)
            assert sorted(order) == list(range(n))
            rows, columns = linear_sum_assignment(cost)
            assert cost[np.arange(n), order].sum() == pytest.approx(cost[rows, columns].sum())


def test_fits_that_differ_in_numbering_only_compare_as_equal(clouds, covariance_type):
    X, _ = clouds
    fit = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(X)
    for order in itertools.permutations(range(3)):
        p = list(order)
        covariances = fit.covariances_ if covariance_type == "tied" else fit.covariances_[p]
        other = GaussianMixture.from_parameters(fit.weights_[p], fit.means_[p], covariances, covariance_type)
        same = compare(fit, other)
        assert np.array_equal(np.array(p)[same.order], [0, 1, 2])
        assert (same.weights, same.means, same.covariances) == pytest.approx((0, 0, 0), abs=1e-12)
        assert_allclose(same.distances, 0, atol=1e-12)


def test_comparison_measures_and_speaks():
    a = GaussianMixture.from_parameters([0.5, 0.5], [[0.0], [10.0]], [[[4.0]], [[1.0]]])
    b = GaussianMixture.from_parameters([0.4, 0.6], [[10.0], [1.0]], [[[1.0]], [[5.0]]])
    found = compare(a, b)
    assert found.order.tolist() == [1, 0]
    assert (found.weights, found.means, found.covariances) == pytest.approx((0.1, 0.5, 0.25))
    assert repr(found).startswith("Comparison(order=[1, 0], weights differ by 0.1, means by 0.5 standard")
    # ⅛ δ²/s + ½ log(s/√(v₁v₂)) with s = 4.5
    assert bhattacharyya(a, b)[0, 1] == pytest.approx(1 / 8 / 4.5 + 0.5 * np.log(4.5 / np.sqrt(20)))


def test_only_fits_of_one_shape_can_be_matched():
    a = GaussianMixture.from_parameters([1.0], [[0.0]], [1.0], "spherical")
    b = GaussianMixture.from_parameters([0.5, 0.5], [[0.0], [1.0]], [1.0, 1.0], "spherical")
    with pytest.raises(ValueError, match=r"second has means of shape \(2, 1\); expected \(1, 1\)"):
        match(a, b)


def test_rate_and_limit_of_a_slow_run():
    """Two overlapping groups: late steps shrink by the rate, and Aitken's limit is nearer than the last value."""
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(-1, 1, 200), rng.normal(1, 1, 200)])[:, None]
    params = {"means_init": [[-1.0], [1.0]], "weights_init": [0.5, 0.5], "reg_covar": 0.0, "max_iter": 20_000}
    full = GaussianMixture(2, tol=1e-13, **params).fit(X).history_
    rate = full.rate()
    assert 0.9 < rate < 1
    steps = np.linalg.norm(np.diff(full.means[:, :, 0], axis=0), axis=1)
    late = len(steps) // 2
    assert steps[late] / steps[late - 1] == pytest.approx(rate, abs=0.02)
    part = full[: int(0.8 * len(full))]
    end = full.log_likelihood[-1]
    assert abs(part.limit() - end) < abs(part.log_likelihood[-1] - end) / 3
    assert np.isnan(full[:2].rate())
    assert full[:2].limit() == full[1].log_likelihood
