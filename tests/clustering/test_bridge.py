"""The two halves together: the likelihood's gradient by reverse mode, and what EM has to do with it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lecture14 import GaussianMixture, value_and_grad
from lecture14.bridge import (
    constrained,
    gradient_ascent,
    lbfgs,
    log_likelihood,
    preconditioned_step,
    unconstrained,
)
from lecture14.clustering import Parameters

WIDE = np.array([[[2.0, 0.5], [0.5, 60.0]], [[1.0, -3.0], [-3.0, 90.0]]])


@pytest.fixture
def start():
    return Parameters([0.4, 0.6], [[2.5, 60.0], [3.5, 75.0]], WIDE)


def test_unconstrained_and_back(start):
    back = constrained(unconstrained(start))
    assert_allclose(back.weights, start.weights, rtol=1e-14)
    assert_allclose(back.means, start.means)
    assert_allclose(back.covariances, start.covariances, rtol=1e-13)


def test_it_is_the_mixtures_log_likelihood(faithful, start):
    mixture = GaussianMixture.from_parameters(start.weights, start.means, start.covariances)
    expected = mixture.score_samples(faithful).sum()
    assert log_likelihood(unconstrained(start), faithful) == pytest.approx(expected, rel=1e-13)


def test_gradient_agrees_with_central_differences(faithful, start):
    theta = unconstrained(start)
    _, gradient = value_and_grad(log_likelihood)(theta, faithful)
    for name, value in theta.items():
        for index in np.ndindex(value.shape):
            h = 1e-5
            shifted = [{**theta, name: value + s * h * one_at(index, value.shape)} for s in (1, -1)]
            slope = (log_likelihood(shifted[0], faithful) - log_likelihood(shifted[1], faithful)) / (2 * h)
            assert gradient[name][index] == pytest.approx(slope, rel=1e-5, abs=1e-4)


def one_at(index, shape):
    e = np.zeros(shape)
    e[index] = 1.0
    return e


def test_em_is_a_preconditioned_gradient_step_to_rounding(faithful, start):
    step = preconditioned_step(faithful, start)
    assert_allclose(step.preconditioned, step.em, rtol=1e-13)
    assert_allclose(step.closed_form, step.gradient, rtol=1e-10, atol=1e-11)
    # and it is the step that the engine takes
    mixture = GaussianMixture(
        2,
        weights_init=start.weights,
        means_init=start.means,
        precisions_init=np.linalg.inv(WIDE),
        max_iter=1,
        reg_covar=0.0,
    )
    with pytest.warns(UserWarning, match="did not converge"):
        mixture.fit(faithful)
    assert_allclose(step.em, mixture.means_, rtol=1e-12)


def test_at_the_optimum_the_gradient_is_zero(faithful):
    fit = GaussianMixture(2, tol=0.0, reg_covar=0.0, max_iter=10_000, random_state=0).fit(faithful)
    theta = unconstrained(Parameters(fit.weights_, fit.means_, fit.covariances_))
    _, gradient = value_and_grad(log_likelihood)(theta, faithful)
    # Logits may all move together without effect, so their gradient sums to zero anywhere.
    for name, value in gradient.items():
        assert_allclose(value, 0.0, atol=2e-4, err_msg=name)
    assert gradient["logits"].sum() == pytest.approx(0.0, abs=1e-9)


def test_gradient_ascent_climbs_and_is_slower_than_em(faithful, start):
    run = gradient_ascent(faithful, start, n_iter=60)
    assert len(run) == 61
    assert (np.diff(run.log_likelihood) > 0).all()
    assert run[0].means.tolist() == start.means.tolist()
    em = GaussianMixture(
        2,
        weights_init=start.weights,
        means_init=start.means,
        precisions_init=np.linalg.inv(WIDE),
        reg_covar=0.0,
        tol=0.0,
        max_iter=60,
    )
    history = em.fit(faithful).history_
    assert run.covariances.shape[1:] == history.covariances.shape[1:]
    assert history.log_likelihood[-1] > run.log_likelihood[len(history) - 1] + 1


def test_a_fixed_step_may_be_too_large_and_says_so(faithful, start):
    small = gradient_ascent(faithful, start, step=1e-6, n_iter=5)
    assert (np.diff(small.log_likelihood) > 0).all()
    with pytest.raises(ValueError, match="step is 1e"):
        gradient_ascent(faithful, start, step=1e10, n_iter=5)


def test_lbfgs_reaches_ems_optimum(faithful, start):
    run = lbfgs(faithful, start, max_iter=500)
    assert run.log_likelihood[-1] == pytest.approx(-1130.2639601847, abs=1e-3)
    assert run[0].log_likelihood == pytest.approx(
        gradient_ascent(faithful, start, n_iter=0)[0].log_likelihood
    )
    assert len(run) > 5


def test_only_full_covariances_with_positive_weights(faithful):
    with pytest.raises(ValueError, match="parameters are of type 'diag'; expected 'full'"):
        unconstrained(Parameters([1.0], [[0.0]], [[1.0]], "diag"))
    with pytest.raises(ValueError, match="expected all above 0, for their logarithms"):
        unconstrained(Parameters([1.0, 0.0], [[0.0], [1.0]], [[[1.0]], [[1.0]]]))
