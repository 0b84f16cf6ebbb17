"""The numbers in the pictures of chapter "EM for Gaussian mixtures"."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture as Peer

from lecture14.data import load_three_groups
from lecture14.figures import em as figures


def test_three_groups_end_on_their_shares():
    np.testing.assert_allclose(figures.after(20).weights, [7 / 30, 10 / 30, 13 / 30], atol=0.01)


def test_story_of_the_slides():
    np.testing.assert_allclose(figures.after(0).weights, 1 / 3)
    assert figures.shared(0) == 30
    assert figures.shared(6) < 15
    assert figures.shared(20) == 0


def test_half_of_the_climb_comes_after_the_sixth_iteration():
    climb = np.array([figures.after(t).log_likelihood for t in range(21)])
    # At the top every iteration repeats the same sums, to rounding.
    assert np.diff(climb).min() > -1e-9
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
    assert [ax.get_title(loc="left").split("\n")[0] for ax in picture.figure.axes] == [
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
