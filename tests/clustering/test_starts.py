"""Starts: units, labels, short runs, degenerate ends; the prior; standard errors."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lecture14 import GaussianMixture
from lecture14.bridge import standard_errors
from lecture14.clustering import supervised
from lecture14.clustering.em.search import WAYS
from lecture14.data import load_penguins
from tests.clustering.conftest import TYPES, start_at


@pytest.mark.parametrize("how", WAYS)
def test_the_start_does_not_depend_on_the_columns_units(how, clouds):
    units = np.array([2.0**40, 2.0**-30, 2.0**-3])
    for kind in ("full", "tied", "diag"):
        params = {"covariance_type": kind, "init_params": how, "random_state": 1, "reg_covar": 0.0}
        plain = GaussianMixture(3, **params).fit(clouds[0])
        scaled = GaussianMixture(3, **params).fit(clouds[0] * units)
        assert np.array_equal(plain.predict(clouds[0]), scaled.predict(clouds[0] * units))
        assert_allclose(scaled.means_, plain.means_ * units, rtol=1e-4)


def test_a_wide_column_of_noise_hides_nothing():
    rng = np.random.default_rng(5)
    y = np.repeat([0, 1], 400)
    X = np.column_stack([rng.normal(8 * y, 1), rng.normal(size=800) * 1e3])
    for seed in range(3):
        labels = GaussianMixture(2, random_state=seed).fit(X).predict(X)
        assert max((labels == y).mean(), (labels != y).mean()) > 0.99


# mclust 6.0.0, Mclust(faithful, G = K, modelNames = m) at tol = 1e-10: the same as in benchmarks/clustering_starts.csv.
@pytest.mark.parametrize(
    ("kind", "K", "level"), [("tied", 3, -1126.316), ("full", 2, -1130.264), ("tied", 2, -1140.187)]
)
def test_one_fit_reaches_the_optimum_of_mclust(faithful, kind, K, level):
    for seed in range(3):
        fit = GaussianMixture(K, covariance_type=kind, random_state=seed).fit(faithful)
        assert fit.score(faithful) * len(faithful) > level - 0.05


@pytest.mark.parametrize("kind", TYPES)
def test_random_responsibilities_do_not_stop_at_the_saddle(kind):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20_000, 2)) + 8.0 * rng.integers(0, 2, 20_000)[:, None]
    fit = GaussianMixture(2, covariance_type=kind, init_params="random", random_state=2).fit(X)
    assert abs(fit.means_[0] - fit.means_[1]).min() > 7


def test_equal_components_are_no_convergence(faithful):
    start = start_at(faithful, 2, "full", (0, 0))
    with pytest.warns(UserWarning, match="components 0 and 1 coincide"):
        fit = GaussianMixture(2, **start).fit(faithful)
    assert not fit.converged_


def test_labelled_rows_are_the_start():
    birds = load_penguins()
    known = np.full(len(birds.X), -1)
    for species in range(3):
        known[np.flatnonzero(birds.y == species)[:12]] = species
    for kind in TYPES:
        fit = GaussianMixture(3, covariance_type=kind, random_state=0, max_iter=0).fit(
            birds.X, known_labels=known
        )
        own = supervised(birds.X[known >= 0], known[known >= 0], kind)
        assert_allclose(fit.means_, own.means, rtol=1e-12)
    # A species without labels is sought among the others.
    known[birds.y == 2] = -1
    fit = GaussianMixture(3, covariance_type="tied", random_state=0).fit(birds.X, known_labels=known)
    assert (fit.predict(birds.X) == birds.y).mean() > 0.95


@pytest.mark.slow
def test_a_collapse_costs_only_its_own_start():
    X = np.random.default_rng(0).normal(size=(60, 1))
    params = {"reg_covar": 0.0, "init_params": "random_from_data", "tol": 1e-6, "max_iter": 1000}
    for seed in range(5):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            fit = GaussianMixture(3, n_init=6, random_state=seed, **params).fit(X)
        assert fit.converged_
    points = np.repeat([[0.0], [1.0]], 20, axis=0)
    with pytest.raises(ValueError, match="a component has collapsed"):
        GaussianMixture(2, n_init=3, random_state=0, **params).fit(points)


def test_a_component_on_the_floor_is_named():
    X = np.concatenate([np.random.default_rng(0).normal(size=40), np.full(15, 9.0)])[:, None]
    with pytest.warns(UserWarning, match=r"components \[1\] sit on the floor of reg_covar"):
        fit = GaussianMixture(2, component_order="mean", random_state=0).fit(X)
    assert fit.on_floor_.tolist() == [1]


@pytest.mark.parametrize("kind", TYPES)
def test_the_prior_climbs_its_own_bound_and_cures_the_collapse(kind):
    rng = np.random.default_rng(3)
    X = np.concatenate([rng.normal(size=(30, 2)), np.full((10, 2), 7.0)])
    fit = GaussianMixture(
        3, covariance_type=kind, covariance_prior="data", random_state=0, tol=1e-9, max_iter=3000
    )
    fit.fit(X)
    assert fit.on_floor_.size == 0
    assert fit.converged_
    start = start_at(X, 3, kind, (0, 1, 35))
    run = GaussianMixture(3, covariance_prior="data", max_iter=30, tol=1e-15, **start)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        run.fit(X)
    assert (np.diff(run.lower_bounds_) > -1e-12).all()


def test_the_mode_of_one_gaussian_under_the_prior(clouds):
    X, _ = clouds
    scale, nu = np.diag([1.0, 2.0, 3.0]), 9.0
    scatter = (X - X.mean(axis=0)).T @ (X - X.mean(axis=0))
    modes = {
        "full": ((scatter + scale) / (300 + nu + 4))[None],
        "tied": (scatter + scale) / (300 + nu + 4),
        "diag": (np.diag(scatter + scale) / (300 + nu + 2))[None],
        "spherical": [(np.trace(scatter) + 2.0) / (300 * 3 + nu + 2)],
    }
    for kind, mode in modes.items():
        fit = GaussianMixture(1, covariance_type=kind, covariance_prior=(nu, scale)).fit(X)
        assert_allclose(fit.covariances_, mode, rtol=1e-12)


def test_bad_priors_are_refused_by_name(clouds):
    for prior, words in (
        ("mdl", "covariance_prior is 'mdl'"),
        ((1.0, np.eye(3)), "1 degrees of freedom"),
        ((5.0, np.eye(2)), r"has shape \(2, 2\)"),
        ((5.0, -np.eye(3)), "not symmetric and positive definite"),
    ):
        with pytest.raises(ValueError, match=words):
            GaussianMixture(2, covariance_prior=prior).fit(clouds[0])


def test_standard_errors_of_one_gaussian_are_the_textbooks(clouds):
    X, _ = clouds
    errors = standard_errors(GaussianMixture(1, reg_covar=0.0).fit(X), X)
    S, n = np.cov(X.T, bias=True), len(X)
    assert_allclose(errors.means[0], np.sqrt(np.diag(S) / n), rtol=1e-9)
    assert_allclose(errors.covariances[0], np.sqrt((S**2 + np.outer(np.diag(S), np.diag(S))) / n), rtol=1e-8)


@pytest.mark.parametrize("kind", TYPES)
def test_standard_errors_do_not_depend_on_units_and_weights_are_rows(faithful, kind):
    fit = GaussianMixture(2, covariance_type=kind, tol=1e-11, max_iter=5000, random_state=0).fit(faithful)
    once = standard_errors(fit, faithful)
    assert (np.diff(once.parameters.means[:, 0]) > 0).all()
    twice = standard_errors(fit, faithful, sample_weight=np.full(272, 2.0))
    assert_allclose(twice.means * np.sqrt(2), once.means, rtol=1e-6)
    assert_allclose(twice.weights * np.sqrt(2), once.weights, rtol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("kind", TYPES)
def test_standard_errors_against_a_bootstrap(faithful, kind):
    fit = GaussianMixture(2, covariance_type=kind, tol=1e-11, max_iter=5000, random_state=0).fit(faithful)
    errors = standard_errors(fit, faithful)
    theta, rng, drawn = errors.parameters, np.random.default_rng(0), []
    start = {"weights_init": theta.weights, "means_init": theta.means, "precisions_init": None}
    for _ in range(200):
        X = fit.sample(272, random_state=rng)[0]
        again = GaussianMixture(2, covariance_type=kind, tol=1e-9, max_iter=3000, **start).fit(X)
        drawn.append(np.concatenate([again.weights_, again.means_.ravel(), again.covariances_.ravel()]))
    ours = np.concatenate([errors.weights, errors.means.ravel(), errors.covariances.ravel()])
    assert_allclose(ours, np.std(drawn, axis=0), rtol=0.3)


def test_standard_errors_are_refused_off_a_maximum_and_on_the_floor(faithful):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        early = GaussianMixture(2, max_iter=1, **start_at(faithful, 2, "full", (0, 1))).fit(faithful)
        flat = np.concatenate([np.random.default_rng(0).normal(size=40), np.full(15, 9.0)])[:, None]
        floored = GaussianMixture(2, random_state=0).fit(flat)
    with pytest.raises(ValueError, match=r"standard errors from a maximum|not at a maximum"):
        standard_errors(early, faithful)
    with pytest.raises(ValueError, match="sit on the floor of reg_covar"):
        standard_errors(floored, flat)
    known = np.r_[0, 1, np.full(270, -1)]
    labelled = GaussianMixture(2, random_state=0).fit(faithful, known_labels=known)
    with pytest.raises(ValueError, match="fitted with known_labels"):
        standard_errors(labelled, faithful)
