"""The numbers in the pictures of chapter "EM for Gaussian mixtures"."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture as Peer

from lecture14.data import load_three_groups
from lecture14.figures import em as figures
from lecture14.figures.maximum_likelihood import two_species


def test_half_steps_alternate_and_climb():
    pictures = [figures.em_half_steps(h) for h in range(9)]
    assert [p.half for p in pictures] == ["start", "E", "M", "E", "M", "E", "M", "E", "M"]
    assert [p.iteration for p in pictures] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    climb = [p.log_likelihood for p in pictures]
    assert climb == sorted(climb)


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


def test_half_of_the_climb_comes_after_the_sixth_iteration():
    climb = figures.log_likelihood_climb().log_likelihood
    assert climb[20] - climb[6] == pytest.approx(19.5, abs=0.1)
    assert climb[20] - climb[0] == pytest.approx(40.8, abs=0.1)
    assert np.diff(climb).argmax() == 7  # the eighth iteration gains most


def test_the_starts_ellipses_lie_inside_the_axes():
    ax = figures.side_by_side(0, 1).figure.axes[0]
    (low, high), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    for line in ax.lines:
        x, y = np.array(line.get_data(), dtype=float)
        assert low < x.min() <= x.max() < high
        assert bottom < y.min() <= y.max() < top


@pytest.mark.slow
def test_pies_show_the_iterations_that_they_are_asked_for():
    picture = figures.side_by_side(6, 7, 8, 9)
    assert [ax.get_title(loc="left").split(":")[0] for ax in picture.figure.axes] == [
        f"Iteration {t}" for t in (6, 7, 8, 9)
    ]


def test_the_drawn_run_ends_at_the_best_of_fifty_of_scikit_learns_starts():
    X = load_three_groups()
    ends = []
    for seed in range(50):
        peer = Peer(3, init_params="random_from_data", tol=1e-9, max_iter=5000, random_state=seed).fit(X)
        # A component on two or three points climbs without bound, up to the floor of reg_covar: no maximum.
        if min(np.linalg.eigvalsh(S)[0] for S in peer.covariances_) > 1e-3:
            ends.append(peer.score(X) * len(X))
    assert len(ends) > 10
    assert max(ends) == pytest.approx(figures.after(20).log_likelihood, abs=0.01)


@pytest.mark.filterwarnings("ignore:.*did not converge")
def test_sketched_climb_is_scikit_learns():
    X = load_three_groups()
    iterations, climb = figures.climb_curve().at_knots()
    np.testing.assert_allclose(iterations, range(0, 17, 2))
    for t, value in zip(iterations[1:], climb[1:], strict=True):
        peer = Peer(3, max_iter=int(t), tol=0, reg_covar=0, **figures.THREE_START).fit(X)
        assert value == pytest.approx(peer.score(X) * len(X), abs=1e-3)
