"""The textbook lines against the engine after every iteration, and against SciPy and plain fractions."""

import warnings

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering import textbook
from lecture14.data import load_three_groups

ITERATIONS = 25


def wide(X, rows):
    """A start at some rows, with equal weights and the covariance of all the data."""
    K = len(rows)
    return np.full(K, 1 / K), X[rows].copy(), np.tile(np.cov(X.T, ddof=0), (K, 1, 1))


@pytest.fixture
def problems(faithful, clouds):
    clouds, groups = clouds[0], load_three_groups()
    lopsided = (
        np.array([0.2, 0.8]),
        np.array([[1.8, 84.0], [5.2, 57.0]]),
        np.array([[[0.6, 0.0], [0.0, 90.0]]] * 2),
    )
    return {
        "faithful": (faithful, wide(faithful, [0, 1])),
        "faithful, crosswise": (faithful, lopsided),
        "faithful, three": (faithful, wide(faithful, [3, 50, 100])),
        "clouds": (clouds, wide(clouds, [0, 1, 2])),
        "clouds, elsewhere": (clouds, wide(clouds, [200, 100, 37, 8])),
        "groups": (groups, wide(groups, [0, 12, 25])),
    }


def engine(X, start, iterations):
    weights, means, covariances = start
    mixture = GaussianMixture(
        len(weights),
        weights_init=weights,
        means_init=means,
        precisions_init=np.linalg.inv(covariances),
        reg_covar=0.0,
        tol=0.0,
        max_iter=iterations,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return mixture.fit(X)


def off(ours, theirs):
    """The largest difference, relative to the largest entry."""
    return np.abs(np.asarray(ours) - theirs).max() / np.abs(theirs).max()


@pytest.mark.parametrize(
    "name",
    ["faithful", "faithful, crosswise", "faithful, three", "clouds", "clouds, elsewhere", "groups"],
)
def test_em_is_the_engine_after_every_iteration(problems, name):
    X, theta = problems[name]
    mixture = engine(X, theta, ITERATIONS)
    for step in mixture.history_:
        for ours, theirs in zip(theta, (step.weights, step.means, step.covariances), strict=True):
            assert off(ours, theirs) < 1e-12
        assert off(textbook.log_likelihood(X, *theta), step.log_likelihood) < 1e-12
        theta = textbook.em(X, *theta, iterations=1)
    assert step.iteration > 5


def test_comparison_sees_a_wrong_m_step(problems):
    X, theta = problems["clouds"]
    first = engine(X, theta, 1).history_[1]
    R = textbook.e_step(X, *theta)
    assert off(textbook.m_step(X, R)[2], first.covariances) < 1e-12
    N = R.sum(axis=0)
    assert off(textbook.m_step(X, R)[2] * (N / (N - 1))[:, None, None], first.covariances) > 1e-3


def test_responsibilities_are_the_engines(problems):
    X, theta = problems["faithful, three"]
    mixture = GaussianMixture.from_parameters(*theta)
    assert np.abs(textbook.e_step(X, *theta) - mixture.predict_proba(X)).max() < 1e-12


def test_log_density_is_scipys(clouds):
    X, covariance = clouds[0], np.array([[2.0, 0.4, 0.1], [0.4, 1.0, -0.2], [0.1, -0.2, 3.0]])
    mean = np.array([1.0, -1.0, 0.5])
    assert (
        off(textbook.log_density(X, mean, covariance), multivariate_normal(mean, covariance).logpdf(X))
        < 1e-13
    )


def test_log_sum_exp_where_exponentials_leave_the_numbers():
    L = np.array([[-1e4, -1e4 - 1.0], [1e4, 0.0], [0.3, 0.7]])
    assert off(textbook.log_sum_exp(L), logsumexp(L, axis=1)) < 1e-15


@pytest.mark.parametrize("rows", [[0, 1], [5, 6, 7], [10, 40, 80, 120]])
def test_kmeans_is_the_engine_after_every_iteration(faithful, rows):
    centres = faithful[rows]
    history = KMeans(len(rows), init=centres, tol=0.0).fit(faithful).history_
    assert len(history) > 3
    for theirs, inertia in history:
        assert off(centres, theirs) < 1e-12
        assert off(textbook.squared_distances(faithful, centres).min(axis=1).sum(), inertia) < 1e-12
        centres = textbook.kmeans(faithful, centres, iterations=1)
