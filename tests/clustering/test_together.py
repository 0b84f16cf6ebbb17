"""Short runs of EM in one batch are the runs of the one EM, start by start."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lecture14.clustering.em import together
from lecture14.clustering.em.loop import em
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.prior import CovariancePrior
from tests.clustering.conftest import start_at

ITERATIONS = 7


def problem(clouds, covariance_type, with_prior=False):
    X, _ = clouds
    w = np.random.default_rng(0).uniform(0.5, 2.0, len(X))
    starts = []
    for rows in ((0, 1, 2), (5, 40, 80), (7, 8, 9)):
        given = start_at(X, 3, covariance_type, rows)
        unit = given["precisions_init"]  # as covariances
        starts.append(Parameters(given["weights_init"], given["means_init"], unit, covariance_type))
    d = X.shape[1]
    prior = CovariancePrior.given((d + 2.0, np.eye(d)), covariance_type, 3) if with_prior else None
    return X, w, starts, np.full(d, 1e-6), prior


@pytest.mark.parametrize("with_prior", [False, True])
def test_each_start_goes_where_em_takes_it(clouds, covariance_type, with_prior):
    X, w, starts, reg, prior = problem(clouds, covariance_type, with_prior)
    ends = together.run_together(X, w, starts, ITERATIONS, reg, prior)
    assert len(ends) == len(starts)
    for start, (theta, level) in zip(starts, ends, strict=True):
        run = em(Rows(X, w), start, tol=0.0, max_iter=ITERATIONS, reg=reg, prior=prior)
        assert_allclose(theta.weights, run.parameters.weights, rtol=1e-10)
        assert_allclose(theta.means, run.parameters.means, rtol=1e-9, atol=1e-12)
        assert_allclose(theta.covariances, run.parameters.covariances, rtol=1e-9, atol=1e-12)
        assert level == pytest.approx(run.bounds[-1], rel=1e-12)


def test_a_start_that_collapses_leaves_the_others(clouds):
    X, w, starts, _, _ = problem(clouds, "full")
    flat = Parameters([0.4, 0.3, 0.3], X[:3], np.zeros((3, X.shape[1], X.shape[1])), "full")
    ends = together.run_together(X, w, [flat, *starts[:1]], ITERATIONS, np.zeros(X.shape[1]))
    run = em(Rows(X, w), starts[0], tol=0.0, max_iter=ITERATIONS)
    assert len(ends) == 1
    assert ends[0][1] == pytest.approx(run.bounds[-1], rel=1e-12)


def test_another_responsibility_would_be_seen(clouds, monkeypatch):
    X, w, starts, reg, _ = problem(clouds, "diag")
    expect = together._expect
    monkeypatch.setattr(together, "_expect", lambda *given: (expect(*given)[0] ** 1.001, expect(*given)[1]))
    ends = together.run_together(X, w, starts, ITERATIONS, reg)
    run = em(Rows(X, w), starts[0], tol=0.0, max_iter=ITERATIONS, reg=reg)
    assert abs(ends[0][1] - run.bounds[-1]) > 1e-9 * abs(run.bounds[-1])
