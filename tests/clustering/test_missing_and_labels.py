"""Values that were not observed, and labels that were."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import multivariate_normal

from lecture14 import GaussianMixture
from lecture14.clustering import supervised
from lecture14.data import load_penguins
from tests.clustering.conftest import start_at


def with_gaps(X, share, seed=0):
    X = X.copy()
    X[np.random.default_rng(seed).random(X.shape) < share] = np.nan
    return X


def test_nan_needs_the_explicit_option(clouds):
    with pytest.raises(ValueError, match=r"NaN; expected finite numbers.*set allow_missing=True"):
        GaussianMixture(3).fit(with_gaps(clouds[0], 0.1))
    X = with_gaps(clouds[0], 0.1)
    X[7, 1] = np.inf
    with pytest.raises(ValueError, match=r"X\[7, 1\] is inf"):
        GaussianMixture(3, allow_missing=True).fit(X)


def test_log_likelihood_is_that_of_the_observed_features(clouds, covariance_type):
    X = with_gaps(clouds[0], 0.3)
    fit = GaussianMixture(3, covariance_type=covariance_type, allow_missing=True, random_state=0).fit(X)
    S = fit.history_  # the covariances in full, whatever the type
    full = {
        "full": lambda c: c,
        "tied": lambda c: np.tile(c, (3, 1, 1)),
        "diag": lambda c: c[:, :, None] * np.eye(3),
        "spherical": lambda c: c[:, None, None] * np.eye(3),
    }[covariance_type](S[-1].covariances)
    for x in X[:25]:
        o = np.flatnonzero(~np.isnan(x))
        if not o.size:
            continue
        p = sum(
            w * multivariate_normal(m[o], C[np.ix_(o, o)]).pdf(x[o])
            for w, m, C in zip(fit.weights_, fit.means_, full, strict=True)
        )
        assert fit.score_samples(x[None])[0] == pytest.approx(np.log(p), rel=1e-9)


def test_it_climbs_without_ever_falling(clouds, covariance_type):
    X = with_gaps(clouds[0], 0.3)
    fit = GaussianMixture(
        3,
        covariance_type=covariance_type,
        allow_missing=True,
        reg_covar=0.0,
        tol=1e-9,
        max_iter=1000,
        random_state=0,
    ).fit(X)
    assert fit.converged_
    assert (np.diff(fit.history_.log_likelihood) >= 0).all()


def test_without_gaps_the_option_changes_nothing(clouds, covariance_type):
    X, _ = clouds
    start = start_at(X, 3, covariance_type, (0, 1, 2))
    plain = GaussianMixture(3, **start).fit(X)
    option = GaussianMixture(3, allow_missing=True, **start).fit(X)
    assert_allclose(option.means_, plain.means_, rtol=1e-13)


def test_one_gaussian_with_a_monotone_gap_has_a_closed_form():
    """Second feature missing in some rows: the exact estimate is a regression on the first (Anderson 1957)."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=400)
    y = 2 + 1.5 * x + 0.5 * rng.normal(size=400)
    X = np.column_stack([x, y])
    X[x > 0.4, 1] = np.nan
    seen = ~np.isnan(X[:, 1])
    slope, intercept = np.polyfit(x[seen], y[seen], 1)
    fit = GaussianMixture(1, allow_missing=True, reg_covar=0.0, tol=1e-14, max_iter=5000).fit(X)
    assert_allclose(fit.means_[0], [x.mean(), intercept + slope * x.mean()], rtol=1e-6)
    assert fit.covariances_[0, 0, 1] / fit.covariances_[0, 0, 0] == pytest.approx(slope, rel=1e-6)


def test_a_row_without_any_value_gets_the_mixing_weights(clouds):
    X = clouds[0].copy()
    X[5] = np.nan
    fit = GaussianMixture(3, allow_missing=True, random_state=0).fit(X)
    assert_allclose(fit.predict_proba(X)[5], fit.weights_, rtol=1e-12)
    assert fit.score_samples(X)[5] == pytest.approx(0.0, abs=1e-12)


def test_a_column_without_any_value_is_named(clouds):
    X = clouds[0].copy()
    X[:, 2] = np.nan
    with pytest.raises(ValueError, match=r"X\[:, 2\] has no value at all"):
        GaussianMixture(2, allow_missing=True).fit(X)


def test_weights_and_gaps_together(clouds):
    X = with_gaps(clouds[0], 0.2)[:60]
    w = np.random.default_rng(1).integers(0, 4, size=60)
    params = {"allow_missing": True, "means_init": clouds[0][[0, 1, 2]], "random_state": 0}
    weighted = GaussianMixture(3, **params).fit(X, sample_weight=w)
    repeated = GaussianMixture(3, **params).fit(np.repeat(X, w, axis=0))
    assert_allclose(weighted.means_, repeated.means_, rtol=1e-9)


def test_all_penguins_count_even_the_unmeasured():
    birds = load_penguins(missing="keep")
    fit = GaussianMixture(3, allow_missing=True, random_state=0, n_init=3).fit(birds.X)
    labels = fit.predict(birds.X)
    hits = max(np.mean(np.array(order)[labels] == birds.y) for order in itertools.permutations(range(3)))
    assert hits > 0.95


def test_all_labels_known_is_the_supervised_estimate(clouds, covariance_type):
    X, y = clouds
    fit = GaussianMixture(3, covariance_type=covariance_type, reg_covar=0.0, random_state=0).fit(
        X, known_labels=y
    )
    theta = supervised(X, y, covariance_type)
    assert_allclose(fit.means_, theta.means, rtol=1e-12)
    assert_allclose(fit.covariances_, theta.covariances, rtol=1e-10, atol=1e-13)
    assert_allclose(fit.weights_, theta.weights, rtol=1e-12)


def test_a_few_labels_fix_the_numbering():
    birds = load_penguins()
    known = np.full(342, -1)
    for species in range(3):
        known[np.flatnonzero(birds.y == species)[:5]] = species
    X = (birds.X - birds.X.mean(axis=0)) / birds.X.std(axis=0)
    for how in ("kmeans", "k-means++"):
        fit = GaussianMixture(3, init_params=how, random_state=0).fit(X, known_labels=known)
        assert (fit.predict(X) == birds.y).mean() > 0.95
    assert (np.diff(fit.history_.log_likelihood) > -1e-6).all()


def test_unknown_labels_are_no_labels(clouds):
    X, _ = clouds
    start = start_at(X, 3, "full", (0, 1, 2))
    none = GaussianMixture(3, **start).fit(X)
    unknown = GaussianMixture(3, **start).fit(X, known_labels=np.full(300, -1))
    assert_allclose(none.means_, unknown.means_, rtol=1e-13)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.zeros(299, int), r"known_labels has shape \(299,\); expected \(300,\)"),
        (np.full(300, 3), r"values like \[3, 3, 3, 3, 3\]; expected integers from 0 to 2, or -1"),
        (np.full(300, -2), "expected integers from 0 to 2, or -1"),
        (np.zeros(300), "known_labels has dtype float64"),
    ],
)
def test_labels_that_make_no_sense(clouds, labels, message):
    with pytest.raises(ValueError, match=message):
        GaussianMixture(3).fit(clouds[0], known_labels=labels)


def test_an_order_cannot_be_asked_for_when_labels_number_the_components(clouds):
    with pytest.raises(ValueError, match="component_order is 'weight'; expected None with known_labels"):
        GaussianMixture(3, component_order="weight").fit(clouds[0], known_labels=clouds[1])
