"""The numbers in the pictures of chapter "From hard to soft"."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import norm
from sklearn.metrics import log_loss
from sklearn.mixture import GaussianMixture as Reference

from lecture14.exercises import check
from lecture14.figures import soft_assignments as figures


def test_fit_is_scikit_learns():
    X, _ = figures.data()
    M = figures.fitted()
    reference = Reference(
        3,
        weights_init=M.weights_,
        means_init=M.means_,
        precisions_init=np.linalg.inv(M.covariances_),
        tol=1e-9,
        max_iter=2000,
    ).fit(X)
    np.testing.assert_allclose(M.predict_proba(X), reference.predict_proba(X), atol=1e-3)


def test_counts_of_the_four_pictures():
    picture = figures.colourings()
    X, y = figures.data()
    R = figures.fitted().predict_proba(X)
    assert picture.shared == np.sum(R.max(axis=1) < 0.9)
    assert picture.wrong == np.sum(figures.fitted().predict(X) != y)


@pytest.mark.parametrize("sharpness", [0.125, 1.0, 2.0])
def test_score_is_scikit_learns_log_loss(sharpness):
    X, y = figures.data()
    R = figures.sharpen(figures.fitted().predict_proba(X), sharpness)
    assert figures.score(R, y) == pytest.approx(-log_loss(y, R), rel=1e-6)


def test_the_best_sharpness_is_where_scipy_finds_it():
    X, y = figures.data()
    for mixture in (figures.WORLD, figures.fitted()):
        R = mixture.predict_proba(X)
        best = minimize_scalar(
            lambda b, R=R: log_loss(y, R**b / (R**b).sum(axis=1, keepdims=True)), (0.5, 2.0)
        )
        assert figures.best_sharpness(R, y) == pytest.approx(best.x, rel=0.012)


@pytest.mark.slow
def test_the_true_model_is_sharp_enough_and_a_fit_too_sharp():
    best = figures.best_in_samples()
    assert 0.95 < np.median(best["true"]) < 1.1
    assert 0.75 < np.median(best["fitted"]) < 0.9


def test_sharpness_ends_at_hard_and_at_ignorance():
    R = np.array([[0.5, 0.3, 0.2]])
    np.testing.assert_allclose(figures.sharpen(R, 200.0), [[1, 0, 0]], atol=1e-12)
    np.testing.assert_allclose(figures.sharpen(R, 0.0), [[1 / 3] * 3])
    np.testing.assert_allclose(figures.sharpen(R, 1.0), R)


@pytest.mark.parametrize(("weight", "width"), [(0.5, 2.0), (0.3, 0.5), (0.7, 1.0), (0.1, 3.0)])
def test_borders_are_where_both_are_equal(weight, width):
    def odds(x):
        return np.log(weight) + norm.logpdf(x, 4, width) - np.log(1 - weight) - norm.logpdf(x, 0, 1)

    grid = np.linspace(-12, 12, 1000)
    signs = np.flatnonzero(np.diff(np.sign(odds(grid))))
    expected = [brentq(odds, grid[i], grid[i + 1]) for i in signs]
    np.testing.assert_allclose(figures.borders(weight, width), expected, rtol=1e-8)


def test_an_island_may_vanish():
    assert figures.borders(0.9, 3.0).size == 0
    assert figures.posterior_line(0.9, 3.0).borders.size == 0
    assert figures.posterior_line(0.5, 2.0).half_way == pytest.approx(0.6914, abs=1e-4)


def test_border_exercise_agrees_with_the_picture():
    result = check("soft-border", lambda w, m, s: figures.borders(w[1], 1.0, (m[1] - m[0]) / s)[0] * s + m[0])
    assert result.passed is True
