"""Values that were not observed, and labels that were."""

import itertools
import time

import dask.array as da
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import multivariate_normal

from lecture14 import GaussianMixture
from lecture14.clustering import Gaussian, supervised
from lecture14.clustering.inputs import rows as rows_module
from lecture14.clustering.sweeps.missing import MissingSweep
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
    w = np.random.default_rng(1).integers(0, 4, size=60, dtype=np.intp)
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


def naive(X, theta):
    """E step and sums of the M step, row by row, from `Gaussian` alone."""
    K, d = theta.means.shape
    full = theta.rule.as_full(theta.covariances, K, d)
    parts = [Gaussian(m, C) for m, C in zip(theta.means, full, strict=True)]
    counts, first, second, total = np.zeros(K), np.zeros((K, d)), np.zeros((K, d, d)), 0.0
    for x in X:
        o, m = np.flatnonzero(~np.isnan(x)), np.flatnonzero(np.isnan(x))
        p = theta.weights * [np.exp(g.marginal(o).log_density(x[o])) if o.size else 1.0 for g in parts]
        total += np.log(p.sum())
        for k, g in enumerate(parts):
            filled, rest = np.array(x), np.zeros((d, d))
            if m.size:
                given = g.conditional(o, x[o]) if o.size else g
                filled[m], rest[np.ix_(m, m)] = given.mean, given.covariance
            r = p[k] / p.sum()
            counts[k] += r
            first[k] += r * filled
            second[k] += r * (np.outer(filled, filled) + rest)
    return counts, first, second, total


def test_sums_are_those_of_a_loop_over_rows(clouds, covariance_type):
    X = with_gaps(clouds[0], 0.4)
    X[:40, 1] = np.nan
    X[7] = np.nan
    fit = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(clouds[0])
    fit.allow_missing = True
    found, (counts, first, second, total) = fit.partial_statistics(X), naive(X, fit._parameters())
    assert_allclose(found.counts, counts, rtol=1e-11)
    assert_allclose(found.means, first / counts[:, None], rtol=1e-11, atol=1e-12)
    assert found.log_likelihood == pytest.approx(total, rel=1e-12)
    scatter = second - np.einsum("k,ki,kj->kij", counts, found.means, found.means)
    expected = fit._parameters().rule.narrow(scatter)
    assert_allclose(found.scatter, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("d", [1, 3, 65, 130])
def test_patterns_of_any_width(d):
    """Words of 64 features tell patterns apart; one Gaussian with independent features has a closed form."""
    X = with_gaps(np.random.default_rng(d).normal(size=(60, d)), 0.3)
    fit = GaussianMixture(
        1, covariance_type="diag", allow_missing=True, reg_covar=0.0, tol=0.0, max_iter=300
    ).fit(X)
    assert_allclose(fit.means_[0], np.nanmean(X, axis=0), rtol=1e-6, atol=1e-7)
    assert_allclose(fit.covariances_[0], np.nanvar(X, axis=0), rtol=1e-5)


@pytest.mark.filterwarnings("ignore:EM did not converge")
def test_missing_values_on_threads_from_a_file_and_in_chunks(clouds, monkeypatch, tmp_path):
    rng = np.random.default_rng(2)
    X = with_gaps(np.repeat(clouds[0], 30, axis=0) + rng.normal(size=(9000, 3)), 0.3)
    w = rng.random(9000)
    start = start_at(clouds[0], 3, "full", (0, 1, 2)) | {"allow_missing": True, "max_iter": 7, "tol": 0.0}
    one = GaussianMixture(3, **start).fit(X, sample_weight=w)
    found = {"shuffled": GaussianMixture(3, **start).fit(X[::-1], sample_weight=w[::-1])}
    monkeypatch.setattr(rows_module, "WORTHWHILE", 0.1)
    monkeypatch.setattr(MissingSweep, "block_size", lambda self: 300)
    assert len(rows_module.Rows(X, n_jobs=2).parts(300)) == 2
    found["threads"] = GaussianMixture(3, n_jobs=2, **start).fit(X, sample_weight=w)
    assert_allclose(found["threads"].predict_proba(X), one.predict_proba(X), rtol=1e-7, atol=1e-12)
    np.save(tmp_path / "rows.npy", X)
    monkeypatch.setattr(rows_module, "SMALL", 0)
    found["file"] = GaussianMixture(3, **start).fit(
        np.load(tmp_path / "rows.npy", mmap_mode="r"), sample_weight=w
    )
    found["chunks"] = GaussianMixture(3, **start).fit(da.from_array(X, chunks=(1000, 3)), sample_weight=w)
    for name, fit in found.items():
        assert_allclose(fit.means_, one.means_, rtol=1e-9, err_msg=name)
        assert_allclose(fit.covariances_, one.covariances_, rtol=1e-8, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("far", [1e160, -1e300, 1.7e308])
def test_a_far_row_with_a_gap_spoils_no_other(clouds, covariance_type, far):
    fit = GaussianMixture(3, covariance_type=covariance_type, allow_missing=True, random_state=0).fit(
        clouds[0]
    )
    rows = np.vstack([[far, np.nan, 0.0], [far, far, np.nan], [np.nan] * 3, clouds[0][:5], [far, 0.0, 1.0]])
    R = fit.predict_proba(rows)
    assert_allclose(R.sum(axis=1), 1.0, rtol=1e-12)
    assert_allclose(R[3:8], fit.predict_proba(clouds[0][:5]), rtol=1e-12, atol=1e-15)
    if covariance_type == "spherical":
        # At that distance the widest component is the nearest.
        assert R[0].argmax() == fit.covariances_.argmax()


@pytest.mark.slow
@pytest.mark.parametrize(("patterns", "most"), [(50, 6), (None, 25)])
def test_the_cost_of_gaps_is_that_of_their_patterns(patterns, most):
    """Measured 2.8 and 4.3 times the complete fit; the limits leave room for a busy machine."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20_000, 10))
    X[:10_000] += 3
    gaps = rng.random((patterns or 20_000, 10)) < 0.3
    G = np.where(gaps[np.arange(20_000) % len(gaps)], np.nan, X)
    times = {False: [], True: []}
    for _ in range(3):
        for missing, data in ((False, X), (True, G)):
            model = GaussianMixture(2, random_state=0, max_iter=3, tol=0.0, allow_missing=missing)
            begin = time.process_time()
            with pytest.warns(UserWarning, match="did not converge"):
                model.fit(data)
            times[missing].append(time.process_time() - begin)
    assert min(times[True]) < most * min(times[False])


# -- completing rows -----------------------------------------------------------------------------------------


def mixture_of(covariance_type):
    covariances = {
        "full": [[[1.0, 0.6], [0.6, 2.0]], [[2.0, -0.9], [-0.9, 1.0]]],
        "tied": [[1.5, 0.8], [0.8, 1.0]],
        "diag": [[1.0, 2.0], [0.5, 3.0]],
        "spherical": [1.0, 2.5],
    }[covariance_type]
    return GaussianMixture.from_parameters(
        [0.3, 0.7], [[0.0, 1.0], [2.0, -3.0]], covariances, covariance_type
    )


@pytest.mark.parametrize("known", [0, 1])
@pytest.mark.parametrize("value", [-1.3, 0.4, 2.0])
def test_conditional_is_the_joint_density_over_its_integral(covariance_type, known, value):
    mixture, other = mixture_of(covariance_type), 1 - known
    grid = np.linspace(-25, 25, 5001)
    rows = np.empty((5001, 2))
    rows[:, known], rows[:, other] = value, grid
    joint = np.exp(mixture.score_samples(rows))
    density = joint / np.trapezoid(joint, grid)
    x = np.full(2, np.nan)
    x[known] = value
    given = mixture.conditional(x)
    assert given.covariance_type == covariance_type
    assert_allclose(np.exp(given.score_samples(grid[:, None])), density, rtol=1e-9, atol=1e-13)
    mean = np.trapezoid(grid * density, grid)
    assert mixture.impute([x])[0, other] == pytest.approx(mean, rel=1e-9)
    assert mixture.impute([x])[0, known] == value
    assert given.weights_ @ given.means_[:, 0] == pytest.approx(mean, rel=1e-9)


def test_one_component_is_the_gaussian():
    rng = np.random.default_rng(3)
    A = rng.normal(size=(4, 4))
    g = Gaussian(rng.normal(size=4), A @ A.T + np.eye(4))
    mixture = GaussianMixture.from_parameters([1.0], [g.mean], [g.covariance])
    for known in ([0], [1, 3], [0, 1, 2]):
        values = rng.normal(size=len(known))
        x = np.full(4, np.nan)
        x[known] = values
        expected, found = g.conditional(known, values), mixture.conditional(x)
        assert_allclose(found.means_[0], expected.mean, rtol=1e-12)
        assert_allclose(found.covariances_[0], expected.covariance, rtol=1e-11, atol=1e-13)
        assert_allclose(mixture.impute([x])[0][np.isnan(x)], expected.mean, rtol=1e-12)


def test_imputing_many_rows_at_once(clouds):
    X = with_gaps(clouds[0], 0.4)
    X[9] = np.nan
    fit = GaussianMixture(3, random_state=0).fit(clouds[0])
    full = fit.impute(X)
    assert_array_equal(full[~np.isnan(X)], X[~np.isnan(X)])
    assert_allclose(full, np.vstack([fit.impute(x[None]) for x in X]), rtol=1e-12)
    assert_allclose(full[9], fit.weights_ @ fit.means_, rtol=1e-12)
    assert_allclose(fit.impute(da.from_array(X, chunks=(70, 3))).compute(), full, rtol=1e-12)
    assert_array_equal(fit.impute(clouds[0]), clouds[0])
    # Better than the columns' means, of course.
    error, crude = full - clouds[0], np.nanmean(X, axis=0) - clouds[0]
    assert (error[np.isnan(X)] ** 2).mean() < 0.5 * (crude[np.isnan(X)] ** 2).mean()


def test_what_cannot_be_completed(clouds):
    fit = GaussianMixture(3, random_state=0).fit(clouds[0])
    with pytest.raises(ValueError, match="x has no NaN; expected NaN for each feature"):
        fit.conditional(clouds[0][0])
    with pytest.raises(ValueError, match="X has 2 features, but GaussianMixture is expecting 3"):
        fit.conditional([np.nan, 1.0])
    with pytest.raises(ValueError, match=r"X\[0, 1\] is inf"):
        fit.impute([[np.nan, np.inf, 0.0]])
    with pytest.raises(ValueError, match="not fitted yet"):
        GaussianMixture(2).impute(clouds[0])


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
