"""What a fit leaves behind travels by plain pickle, to another process or to a file."""

import copy
import pickle

import numpy as np
import pytest

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering import Gaussian, Parameters, SufficientStatistics, choose_model, compare, ellipse
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.kmeans.nearest import HardCentredSweep
from lecture14.clustering.sweeps.centred import CentredSweep
from lecture14.clustering.sweeps.choice import choose
from lecture14.clustering.sweeps.missing import MissingSweep


def again(value):
    return pickle.loads(pickle.dumps(value))


def test_fitted_mixture(faithful, covariance_type):
    fit = GaussianMixture(2, covariance_type=covariance_type, random_state=0).fit(faithful)
    copied = again(fit)
    assert np.array_equal(copied.predict_proba(faithful), fit.predict_proba(faithful))
    assert np.array_equal(copied.history_.log_likelihood, fit.history_.log_likelihood)
    assert copied.runs_[0].statistics.log_likelihood == fit.runs_[0].statistics.log_likelihood
    assert repr(copied) == repr(fit)


def test_fitted_kmeans(faithful):
    fit = KMeans(3, random_state=0).fit(faithful)
    assert np.array_equal(again(fit).predict(faithful), fit.labels_)


def test_parameters(faithful):
    theta = Parameters([0.5, 0.5], faithful[:2], [1.0, 2.0], "spherical")
    _ = theta.precisions_cholesky
    copied = again(theta)
    assert np.array_equal(copied.covariances, theta.covariances)
    assert copied.covariance_type == "spherical"
    assert np.array_equal(copied.precisions_cholesky, theta.precisions_cholesky)


def test_statistics_still_add(faithful):
    R = np.random.default_rng(3).dirichlet([1.0, 1.0], len(faithful))
    a, b = (
        SufficientStatistics.from_responsibilities(faithful[s], R[s]) for s in (slice(99), slice(99, None))
    )
    assert np.array_equal((again(a) + again(b)).scatter, (a + b).scatter)


def test_other_results(faithful):
    gaussian = again(Gaussian.estimate(faithful))
    assert np.array_equal(gaussian.log_density(faithful), Gaussian.estimate(faithful).log_density(faithful))
    shape = ellipse(gaussian.mean, gaussian.covariance, 0.9)
    assert np.array_equal(again(shape).boundary, shape.boundary)
    table = choose_model(faithful, [1, 2], ["tied"])
    assert repr(again(table)) == repr(table)
    assert again(compare(table.models[1], table.models[1])).means == 0


@pytest.mark.parametrize(
    "make",
    [CentredSweep, MissingSweep, lambda theta: HardCentredSweep(theta, "full")],
    ids=["centred", "missing", "hard"],
)
def test_sweeps_travel_to_workers(faithful, make):
    theta = Parameters([0.5, 0.5], faithful[:2], [9.0, 9.0], "spherical")
    rows = Rows(faithful)
    for sweep in (make(theta), choose(theta, rows.summary())):
        here, there = rows.fold(sweep), rows.fold(again(copy.copy(sweep)))
        assert np.array_equal(here.scatter, there.scatter)
        assert here.log_likelihood == there.log_likelihood
