"""The numbers in the pictures of chapter "How EM works"."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import norm
from sklearn.mixture import GaussianMixture as Peer

from lecture14.figures import how_em_works as figures
from lecture14.figures.maximum_likelihood import STARTS, tops, two_species


def densities(mu):
    birds = two_species()
    return np.column_stack(
        [w * norm.pdf(birds.x, m, birds.sigma) for w, m in zip(birds.weights, mu, strict=True)]
    )


def test_em_climbs_and_ends_on_a_top():
    for start in STARTS.values():
        path, climb = figures.em_means(start)
        assert np.diff(climb).min() > -1e-9
        assert climb[0] == pytest.approx(np.log(densities(start).sum(axis=1)).sum())
        assert min(np.abs(path[-1] - top).max() for top, _ in tops()) < 1e-6


def test_an_em_step_is_the_gradient_times_a_matrix():
    birds, mu, h = two_species(), np.array([205.0, 199.0]), 1e-4

    def ll(m):
        return np.log(densities(m).sum(axis=1)).sum()

    slope = np.array([(ll(mu + h * e) - ll(mu - h * e)) / (2 * h) for e in np.eye(2)])
    p = densities(mu)
    counts = (p / p.sum(axis=1, keepdims=True)).sum(axis=0)
    path, _ = figures.em_means((205.0, 199.0))
    np.testing.assert_allclose(path[1] - mu, birds.sigma**2 / counts * slope, rtol=1e-6)


@pytest.mark.parametrize("name", STARTS)
def test_em_wins_the_race(name):
    picture = figures.race(STARTS[name])
    for rate, values in picture.ascent.items():
        assert picture.em[6] > values[min(6, len(values) - 1)], rate


def test_the_soft_loop_is_scikit_learns_em():
    peer = Peer(
        2, covariance_type="spherical", weights_init=[0.5, 0.5], means_init=[[195.0], [205.0]],
        precisions_init=[1 / 80, 1 / 80], max_iter=5, tol=0.0, reg_covar=0.0,
    )  # fmt: skip
    with pytest.warns(UserWarning, match="did not converge"):
        peer.fit(two_species().x[:, None])
    theta, _, _ = figures.loop("soft")[5]
    np.testing.assert_allclose(theta.means, peer.means_, rtol=1e-8)
    np.testing.assert_allclose(theta.covariances, peer.covariances_, rtol=1e-8)


@pytest.mark.slow
def test_both_loops_climb_and_step_through_three_boxes():
    for kind in ("soft", "hard"):
        pictures = [figures.em_loop(step, kind) for step in range(16)]
        assert [p.box for p in pictures] == [0, 1, 2] * 5 + [0]
        assert np.diff([p.log_likelihood for p in pictures]).min() > -1e-9


def test_the_bound_touches_and_its_top_is_the_next_mean():
    birds = two_species()
    for half in range(1, 9):
        picture = figures.lower_bound_steps(half)
        expected = np.log(densities((figures.HELD, picture.mean)).sum(axis=1)).sum()
        assert picture.log_likelihood == pytest.approx(expected)
        assert picture.bound + picture.gap == pytest.approx(expected)
        assert (picture.gap < 1e-9) == (half % 2 == 1)
    p = densities((figures.HELD, 206.0))
    q = p / p.sum(axis=1, keepdims=True)

    def bound(mean):
        joint = np.log(birds.weights) + norm.logpdf(birds.x[:, None], [figures.HELD, mean], birds.sigma)
        return np.sum(q * (joint - np.log(q)))

    best = minimize_scalar(lambda m: -bound(m), (200.0, 220.0))
    assert figures.lower_bound_steps(2).mean == pytest.approx(best.x, abs=1e-4)
    assert figures.lower_bound_steps(2).bound == pytest.approx(-best.fun)


def test_means_separate_below_the_data_s_spread_and_merge_above():
    spread = np.std([0.01, 0.02, 0.03, 0.07, 0.08, 0.09])
    picture = figures.merging()
    assert picture.spread == pytest.approx(spread)
    apart = picture.means[:, 1] - picture.means[:, 0]
    assert np.all(apart[picture.sigma < spread] > 0.005)
    assert np.all(apart[picture.sigma > 1.1 * spread] < 1e-6)


def test_symmetric_starts_end_on_symmetric_tops_and_equal_means_stay_equal():
    one, other, equal = (figures.means_path(0.01, s).path[-1] for s in figures.MEANS_STARTS.values())
    np.testing.assert_allclose(one, other[::-1])
    np.testing.assert_allclose(one, [0.02, 0.08], atol=2e-4)
    np.testing.assert_allclose(equal, [0.05, 0.05])
