"""Differential tests: the same start must lead where scikit-learn goes, to rounding."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.mixture import GaussianMixture as Reference

from lecture14 import GaussianMixture
from lecture14.clustering import e_step
from tests.clustering.conftest import start_at


@pytest.fixture(params=("full", "tied", "diag", "spherical"))
def covariance_type(request):
    """The types that scikit-learn has, whatever others there are here."""
    return request.param


def both(X, K, rows, covariance_type, **params):
    start = start_at(X, K, covariance_type, rows) | {"tol": 1e-9, "max_iter": 200} | params
    return GaussianMixture(K, **start).fit(X), Reference(K, **start).fit(X)


def test_every_fitted_attribute_agrees(clouds, covariance_type):
    X, _ = clouds
    ours, theirs = both(X, 3, (0, 1, 2), covariance_type)
    assert ours.n_iter_ == theirs.n_iter_
    assert (ours.converged_, theirs.converged_) == (True, True)
    for name in ("weights_", "means_", "covariances_", "precisions_", "precisions_cholesky_"):
        assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-8, atol=1e-10, err_msg=name)


def test_every_method_agrees(clouds, covariance_type):
    X, _ = clouds
    ours, theirs = both(X, 3, (0, 1, 2), covariance_type)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), rtol=1e-7, atol=1e-12)
    assert_allclose(ours.score_samples(X), theirs.score_samples(X), rtol=1e-9)
    assert_allclose(
        [ours.score(X), ours.aic(X), ours.bic(X)], [theirs.score(X), theirs.aic(X), theirs.bic(X)], rtol=1e-10
    )
    assert np.array_equal(ours.predict(X), theirs.predict(X))


@pytest.mark.parametrize("iterations", [1, 2, 5])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_each_iteration_agrees_not_only_the_end(faithful, covariance_type, iterations):
    ours, theirs = both(faithful, 2, (0, 1), covariance_type, max_iter=iterations, tol=0.0)
    assert_allclose(ours.means_, theirs.means_, rtol=1e-10)
    assert_allclose(ours.covariances_, theirs.covariances_, rtol=1e-9, atol=1e-12)
    assert ours.lower_bound_ == pytest.approx(theirs.score(faithful), rel=1e-11)


def test_e_step_agrees_with_a_fitted_reference(clouds, covariance_type):
    X, _ = clouds
    theirs = Reference(3, covariance_type=covariance_type, random_state=0).fit(X)
    R, log_likelihood = e_step(
        X, theirs.weights_, theirs.means_, theirs.precisions_cholesky_, covariance_type
    )
    assert_allclose(R, theirs.predict_proba(X), rtol=1e-8, atol=1e-12)
    assert log_likelihood == pytest.approx(theirs.score_samples(X).sum(), rel=1e-12)


def test_default_starts_reach_an_optimum_as_good(clouds, covariance_type):
    X, _ = clouds
    ours = GaussianMixture(3, covariance_type=covariance_type, random_state=0, n_init=3).fit(X)
    theirs = Reference(3, covariance_type=covariance_type, random_state=0, n_init=3).fit(X)
    assert ours.score(X) > theirs.score(X) - 1e-2
