"""The numbers in the pictures of chapter "Hard assignments: k-means as σ → 0"."""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm
from sklearn.cluster import KMeans as Peer
from sklearn.mixture import GaussianMixture as PeerMixture

from lecture14.clustering import soft_kmeans
from lecture14.data import load_three_groups
from lecture14.figures import kmeans_limit as figures


@pytest.mark.parametrize(("sigma", "weight"), [(1.0, 0.5), (1.3, 0.9), (0.1, 0.9)])
def test_the_border_and_its_width_are_where_the_densities_say(sigma, weight):
    picture = figures.share_curve(sigma, weight)

    def share(x):
        left, right = weight * norm.pdf(x, 0, sigma), (1 - weight) * norm.pdf(x, 4, sigma)
        return right / (left + right)

    assert share(picture.border) == pytest.approx(0.5)
    assert share(picture.border - picture.width / 2) == pytest.approx(0.1)
    assert share(picture.border + picture.width / 2) == pytest.approx(0.9)


def differing(labels, others):
    """How many points two groupings into three treat differently, whatever the groups' numbers."""
    return min(int(np.sum(np.array(p)[labels] != others)) for p in permutations(range(3)))


def test_softness_leads_out_of_a_bad_start():
    X = load_three_groups()
    start = X[[8, 9, 20]]
    stuck = Peer(3, init=start, n_init=1, tol=0.0).fit(X)
    best = Peer(3, n_init=20, random_state=0).fit(X)
    assert stuck.inertia_ > 4 * best.inertia_
    assert differing(soft_kmeans(X, start, 0.2).labels, stuck.labels_) == 0
    assert differing(soft_kmeans(X, start, 0.6).labels, best.labels_) == 0
    assert differing(stuck.labels_, best.labels_) == 10


def test_soft_means_reach_kmeans_to_rounding_and_not_before():
    X = load_three_groups()
    start = X[[8, 9, 20]]
    centres = Peer(3, init=start, n_init=1, tol=0.0).fit(X).cluster_centers_
    apart = [np.abs(soft_kmeans(X, start, sigma).means - centres).max() for sigma in (0.2, 0.1, 0.05)]
    assert apart[0] > 1e-3
    assert 1e-10 < apart[1] < 1e-8
    assert apart[2] < 1e-14


def test_hard_em_with_everything_shared_is_kmeans():
    X, _ = figures.compact_in_wide()
    peer = Peer(2, init=figures.PAIR_START, n_init=1, tol=0.0).fit(X)
    np.testing.assert_array_equal(figures.hard_models("shared").labels, peer.labels_)
    np.testing.assert_array_equal(figures.hard_models("k-means").labels, peer.labels_)


@pytest.mark.parametrize("kind", ["spherical", "full"])
def test_hard_em_ends_at_a_fixed_point(kind):
    X, _ = figures.compact_in_wide()
    _, labels = figures.hard_em(X, figures.PAIR_START, kind)
    scores = []
    for k in (0, 1):
        own = X[labels == k]
        S = np.cov(own.T, ddof=0)
        S = S if kind == "full" else np.eye(2) * np.trace(S) / 2
        scores.append(np.log(len(own)) + multivariate_normal.logpdf(X, own.mean(axis=0), S))
    np.testing.assert_array_equal(np.argmax(scores, axis=0), labels)


def test_soft_em_is_scikit_learns():
    X, y = figures.compact_in_wide()
    peer = PeerMixture(2, means_init=figures.PAIR_START, random_state=0, tol=1e-9, max_iter=1000).fit(X)
    assert figures.hard_models("soft").wrong == np.sum(peer.predict(X) != y)


def test_each_freedom_helps():
    wrong = [figures.hard_models(m).wrong for m in ("k-means", "spherical", "soft")]
    assert wrong[0] > 2 * wrong[1] > 2 * wrong[2]
