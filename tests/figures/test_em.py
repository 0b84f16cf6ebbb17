"""The numbers in the pictures of chapter "EM for Gaussian mixtures"."""

import numpy as np
import pytest

from lecture14.data import load_faithful, load_three_groups
from lecture14.figures import em as figures


def test_one_gaussian_is_the_closed_form():
    X = load_faithful().X
    n, d = X.shape
    # At the estimate, Σ of squared Mahalanobis distances is n·d: Bishop (2006), section 2.3.4.
    expected = -0.5 * n * (d * np.log(2 * np.pi) + np.linalg.slogdet(np.cov(X.T, ddof=0))[1] + d)
    assert figures.geyser_fit(1).log_likelihood == pytest.approx(expected, abs=0.01)


def test_two_components_reach_the_published_optimum():
    # R's mclust and mixtools report −1130.26 for two unrestricted components on these data.
    assert figures.geyser_fit(2).log_likelihood == pytest.approx(-1130.26, abs=0.01)


def test_half_steps_alternate_and_climb():
    pictures = [figures.em_half_steps(h) for h in range(9)]
    assert [p.half for p in pictures] == ["start", "E", "M", "E", "M", "E", "M", "E", "M"]
    assert [p.iteration for p in pictures] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    climb = [p.log_likelihood for p in pictures]
    assert climb == sorted(climb)


def test_three_groups_end_on_their_shares():
    np.testing.assert_allclose(figures.three_groups(20).weights, [7 / 30, 10 / 30, 13 / 30], atol=0.01)
    assert len(load_three_groups()) == 30


def test_story_of_the_slides():
    start, sixth, last = (figures.three_groups(t) for t in (0, 6, 20))
    np.testing.assert_allclose(start.weights, 1 / 3)
    assert np.all(start.responsibilities.max(axis=1) < 0.9)
    assert np.mean(sixth.responsibilities.max(axis=1) > 0.9) > 0.5
    assert np.mean(last.responsibilities.max(axis=1) > 0.9) > 0.9


def test_log_likelihood_never_falls():
    # At the top every iteration repeats the same sums, to rounding.
    assert np.diff(figures.log_likelihood_climb().log_likelihood).min() > -1e-9


@pytest.mark.slow
def test_eight_pictures_are_the_slides():
    picture = figures.eight_pictures()
    assert [ax.get_title(loc="left").split(":")[0] for ax in picture.figure.axes] == [
        "Start",
        *(f"Iteration {t}" for t in (1, 2, 3, 4, 5, 6, 20)),
    ]
