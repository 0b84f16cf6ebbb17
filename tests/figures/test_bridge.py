"""The numbers in the pictures of chapter "The bridge"."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from lecture14 import clustering, value_and_grad
from lecture14.bridge import log_likelihood, unconstrained
from lecture14.clustering import Parameters, e_step
from lecture14.data import load_three_groups
from lecture14.exercises import EXERCISES
from lecture14.figures import bridge as figures
from lecture14.figures.em import after


@pytest.mark.parametrize("data", ["far apart", pytest.param("overlapping", marks=pytest.mark.slow)])
def test_all_three_reach_the_same_top(data):
    X, start = figures.race_data(data)
    peer = GaussianMixture(
        2, tol=1e-13, max_iter=20000, reg_covar=0, weights_init=start.weights, means_init=start.means,
        precisions_init=np.linalg.inv(start.covariances),
    ).fit(X)  # fmt: skip
    top = peer.score(X) * len(X)
    for name, history in figures.race_histories(data).items():
        assert history.log_likelihood[-1] == pytest.approx(top, abs=0.01), name


@pytest.mark.slow
def test_em_wins_far_apart_and_loses_with_overlap():
    apart, overlapping = figures.race(16, "far apart").short, figures.race(64, "overlapping").short
    assert apart["EM"] < 1e-6 < apart["L-BFGS"] < apart["gradient ascent"]
    assert overlapping["L-BFGS"] < 1e-6 < overlapping["EM"]


@pytest.mark.parametrize("data", ["far apart", pytest.param("overlapping", marks=pytest.mark.slow)])
def test_all_are_measured_against_one_best_and_come_within_a_thousandth_of_a_nat(data):
    climbs = figures.race_histories(data)
    for name, short in figures.shortfalls(data).items():
        best = max(history.log_likelihood.max() for history in climbs.values())
        np.testing.assert_allclose(short + climbs[name].log_likelihood, best, err_msg=name)
        assert short.min() < 1e-3, name


@pytest.mark.slow
def test_the_common_top_of_overlapping_groups_is_not_the_highest():
    X, _ = figures.race_data("overlapping")
    race = max(history.log_likelihood.max() for history in figures.race_histories("overlapping").values())
    ends = [(round(end.log_likelihood, 2), end.reached) for end in figures.ends("overlapping")]
    assert ends == [(-937.31, 1), (-939.59, 2), (-940.05, 43), (-943.15, 4)]
    assert race == pytest.approx(figures.ends("overlapping")[2].log_likelihood, abs=1e-3)
    # scikit-learn's EM stays at the highest end.
    high = GaussianMixture(
        2, init_params="random_from_data", random_state=0, reg_covar=0, tol=1e-10, max_iter=20000
    )
    theta = clustering.GaussianMixture(
        2, init_params="random_from_data", random_state=45, reg_covar=0, tol=1e-9, max_iter=5000
    ).fit(X)
    high.set_params(
        weights_init=theta.weights_,
        means_init=theta.means_,
        precisions_init=np.linalg.inv(theta.covariances_),
    )
    assert high.fit(X).score(X) * len(X) == pytest.approx(ends[0][0], abs=0.01)


@pytest.mark.parametrize("iteration", range(9))
def test_step_never_turns_by_a_right_angle(iteration):
    assert 0 <= figures.step_arrows(iteration).angle < 90


def test_round_covariances_do_not_turn_the_step():
    assert figures.step_arrows(0).angle == pytest.approx(0, abs=1e-4)


def test_step_lands_on_the_next_means():
    np.testing.assert_allclose(figures.step_arrows(2).means, after(3).means, atol=1e-4)


def test_logit_gradient_of_the_exercise_is_reverse_modes():
    step, X = after(2), load_three_groups()
    theta = Parameters(step.weights, step.means, step.covariances)
    _, gradient = value_and_grad(log_likelihood)(unconstrained(theta), X)
    R, _ = e_step(X, theta.weights, theta.means, theta.precisions_cholesky)
    truth = EXERCISES["bridge-logits"].correct(R, theta.weights)
    np.testing.assert_allclose(gradient["logits"], truth, atol=1e-10)
