"""The numbers in the pictures of chapter "The evils of hard assignments"."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.cluster import KMeans as ReferenceKMeans
from sklearn.mixture import GaussianMixture as Reference

from lecture14.figures import hard_assignments as figures


def _wrong(labels, y):
    return min(np.sum(labels != y), np.sum(labels == y))


@pytest.mark.parametrize("position", [2.0, 4.0, 9.0])
def test_counts_are_scikit_learns(position):
    X, y = figures.overlapping(position)
    means = np.array([[0.0, 0.0], [position, 0.5]])
    picture = figures.overlap(position)
    assert picture.kmeans == _wrong(ReferenceKMeans(2, init=means, n_init=1, tol=0).fit(X).labels_, y)
    reference = Reference(
        2, weights_init=figures.WEIGHTS, means_init=means, precisions_init=np.linalg.inv(figures.COVARIANCES),
        tol=1e-6, max_iter=500,
    ).fit(X)  # fmt: skip
    assert picture.mixture == _wrong(reference.predict(X), y)


def test_sketched_counts_are_scikit_learns():
    positions, wrong = figures.overlap_curve().at_knots()
    np.testing.assert_allclose(positions, range(2, 10))
    for position, count in zip(positions, wrong, strict=True):
        X, y = figures.overlapping(position)
        start = np.array([[0.0, 0.0], [position, 0.5]])
        assert count == _wrong(ReferenceKMeans(2, init=start, n_init=1, tol=0).fit(X).labels_, y)


def test_true_parameters_are_bayes_rule():
    X, y = figures.overlapping(4.0)
    wide, compact = (
        w * multivariate_normal(m, S).pdf(X)
        for w, m, S in zip(figures.WEIGHTS, [[0, 0], [4.0, 0.5]], figures.COVARIANCES, strict=True)
    )
    assert figures.overlap(4.0).true == np.sum((compact > wide) != (y == 1))


def test_the_evil_grows_and_the_mixture_is_as_good_as_the_truth():
    pictures = [figures.overlap(p) for p in (9.0, 6.0, 4.0, 3.0)]
    assert [p.kmeans for p in pictures] == sorted(p.kmeans for p in pictures)
    assert pictures[0].kmeans > 0
    assert pictures[0].mixture == 0
    assert all(abs(p.mixture - p.true) <= 2 for p in pictures)


@pytest.mark.slow
def test_story_chooses_then_draws():
    pictures = [figures.generative_story(h) for h in range(5)]
    assert [int(p.counts.sum()) for p in pictures] == [0, 0, 1, 1, 2]
    assert pictures[0].chosen is None
    assert pictures[1].chosen == pictures[2].chosen
    assert pictures[2].counts[pictures[2].chosen] == 1


def test_last_frame_is_the_whole_sample():
    _, y = figures.story_draws()
    np.testing.assert_array_equal(figures.generative_story(24).counts, np.bincount(y, minlength=3))


def test_shares_of_many_points_follow_the_weights():
    shares = figures.story_many().counts / 300
    # Three standard errors of a share of one half are 0.09.
    np.testing.assert_allclose(shares, figures.STORY.weights_, atol=0.09)
