"""The numbers in the pictures of chapter "Mixtures"."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from lecture14.figures import mixtures as figures


def _density(x, weights):
    return weights @ stats.norm.pdf(x, figures.LINE_MEANS, figures.LINE_SIGMAS)


@pytest.mark.parametrize(("first", "rest"), [(0.5, 0.6), (0.1, 0.0), (0.9, 1.0)])
def test_weights_are_shares_and_the_area_is_one(first, rest):
    picture = figures.mixing_weights(first, rest)
    assert picture.weights.sum() == pytest.approx(1)
    assert picture.weights.min() >= 0
    assert picture.area == pytest.approx(1, abs=1e-4)  # the sum is cut off at −4 and 14
    assert quad(_density, -10, 20, args=(picture.weights,), limit=200)[0] == pytest.approx(1)


def test_densities_are_scipys():
    x = np.linspace(-1, 11, 7)
    expected = stats.norm.pdf(x, figures.LINE_MEANS[:, None], figures.LINE_SIGMAS[:, None])
    np.testing.assert_allclose(figures.line_densities(x), expected)


def test_peaks_need_not_count_components():
    assert figures.mixing_weights(0.5, 0.6).peaks == 3
    assert figures.mixing_weights(0.8, 0.6).peaks == 2


def test_sum_and_mixture_hold_what_scipy_says():
    picture = figures.sum_or_mixture()
    mixture = 0.5 * sum(stats.norm.cdf(1, m) - stats.norm.cdf(-1, m) for m in (-3, 3))
    summed = stats.norm.cdf(1, 0, np.sqrt(0.5)) - stats.norm.cdf(-1, 0, np.sqrt(0.5))
    assert picture.mixture == pytest.approx(mixture, abs=0.002)
    assert picture.summed == pytest.approx(summed, abs=0.005)


@pytest.mark.parametrize("first", [0.1, 0.5, 0.8])
def test_plane_heights_are_scipys(first):
    picture = figures.plane_mixture(first)
    M = figures.PLANE
    weights = [first, *(share * (1 - first) for share in (0.6, 0.4))]
    np.testing.assert_allclose(picture.weights, weights)
    expected = [
        sum(
            w * stats.multivariate_normal(m, S).pdf(x)
            for w, m, S in zip(weights, M.means_, M.covariances_, strict=True)
        )
        for x in M.means_
    ]
    np.testing.assert_allclose(picture.heights, expected)


@pytest.mark.parametrize("turn", [0.0, 90.0, 210.0])
def test_turning_does_not_change_the_mountain(turn):
    # The grid's steps are 0.2 wide, so its top misses the true one by a little.
    assert figures.surface(turn).top == pytest.approx(figures.plane_mixture().heights[0], rel=0.05)
