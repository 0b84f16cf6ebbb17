"""Where digits are lost: far from zero, in tiny and huge units, narrow and far-apart clusters; against 50 digits."""

import warnings
from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering import Parameters, SufficientStatistics, m_step
from lecture14.clustering.estimators.base import ConvergenceWarning
from tests.clustering import reference
from tests.clustering.conftest import TYPES, unit_precisions


def groups(n=36, d=2, seed=0):
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 3
    return np.array([[0.0, 0], [4, 1], [-2, 5]])[y][:, :d] + rng.normal(size=(n, d)), y


PLAIN, Y = groups()
SQUEEZED = (
    np.array([1.0, 1e-4, 1e-8])[Y][:, None] * (PLAIN - PLAIN[0]) + np.array([[0.0, 0], [1, 0], [0, 1]])[Y]
)
CASES = {
    "plain": PLAIN,
    "offset 1e6": PLAIN + 1e6,
    "offset 1e9": PLAIN + 1e9,
    "offset of one column": PLAIN + np.array([0.0, 3e8]),
    "scale 1e-5": PLAIN * 1e-5,
    "scale 1e8": PLAIN * 1e8,
    "units 13 orders apart": PLAIN * [1e-5, 1e8],
    "clusters 1e6 widths apart": PLAIN + 1e6 * np.array([[0.0, 0], [1, 2], [-3, 1]])[Y],
    "widths from 1 to 1e-8": SQUEEZED,
    "an outlier at 1e3": np.vstack([PLAIN, [1e3, -1e3]]),
    "an outlier at 1e8": np.vstack([PLAIN, [1e8, 0.0]]),
}
ITERATIONS = 4


def fit_both(X, covariance_type, reg_covar=0.0, sample_weight=None):
    """Ours and the reference, from means on three rows and precisions of the data's own width."""
    precision = 1 / X.var(axis=0)
    if covariance_type == "spherical":
        precision = np.full(2, 1 / X.var(axis=0).mean())
    given = {
        "full": np.tile(np.diag(precision), (3, 1, 1)),
        "tied": np.diag(precision),
        "diag": np.tile(precision, (3, 1)),
        "spherical": np.full(3, precision[0]),
    }[covariance_type]
    weights = np.array([0.25, 0.25, 0.5])
    fit = GaussianMixture(
        3,
        covariance_type=covariance_type,
        weights_init=weights,
        means_init=X[:3],
        precisions_init=given,
        max_iter=ITERATIONS,
        tol=0.0,
        reg_covar=reg_covar,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="EM did not converge")
        fit.fit(X, sample_weight=sample_weight)
    reg = reg_covar * np.minimum(1.0, X.var(axis=0))
    exact = reference.em(
        X, weights, X[:3], [np.diag(precision)] * 3, covariance_type, ITERATIONS, reg, sample_weight
    )
    return fit, exact


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("covariance_type", TYPES)
def test_parameters_and_log_likelihood_have_nine_digits(covariance_type, name):
    X = CASES[name]
    fit, (weights, means, covariances, levels) = fit_both(X, covariance_type, reg_covar=1e-18)
    full = Parameters.rule_of(covariance_type).as_full(fit.covariances_, 3, 2)
    errors = {"weights": reference.largest_error(fit.weights_, weights)}
    for k in range(3):
        errors[f"mean {k}"] = reference.largest_error(fit.means_[k], [means[k]])
        for j in range(2):
            # Entry by entry of the diagonal: a norm would hide the small unit behind the large one.
            errors[f"variance {k} {j}"] = reference.largest_error(full[k, j, j], [covariances[k][j, j]])
    for t, level in enumerate(levels):
        errors[f"log-likelihood {t}"] = reference.largest_error(fit.history_.log_likelihood[t], [level])
    assert {what: error for what, error in errors.items() if not error < 1e-9} == {}


def test_the_reference_can_tell_a_wrong_ninth_digit():
    _, (weights, means, _, levels) = fit_both(PLAIN, "full")
    wrong = float(levels[-1]) * (1 + 2e-9)
    assert reference.largest_error(wrong, [levels[-1]]) > 1e-9
    assert reference.largest_error([float(v) for v in means[0]], [means[0]]) < 1e-15
    assert reference.largest_error([float(v) for v in weights], weights) < 1e-15


@pytest.mark.parametrize("offset", [0.0, 1e6, 1e9, [0.0, 3e8]])
def test_statistics_of_blocks_far_from_zero_have_nine_digits(covariance_type, offset):
    X = PLAIN + offset
    weights = [0.25, 0.25, 0.5]
    given = GaussianMixture.from_parameters(
        weights, X[:3], unit_precisions(covariance_type, 3, 2), covariance_type
    )
    total = sum(given.partial_statistics(block) for block in np.array_split(X, 12))
    _, means, covariances, levels = reference.em(X, weights, X[:3], [np.eye(2)] * 3, covariance_type, 1)
    theta = m_step(total)
    full = theta.rule.as_full(theta.covariances, 3, 2)
    for k in range(3):
        assert reference.largest_error(theta.means[k], [means[k]]) < 1e-15
        assert reference.largest_error(full[k], [covariances[k]]) < 1e-12
    assert reference.largest_error(total.log_likelihood, [levels[0]]) < 1e-12


def test_adding_row_by_row_at_1e9_is_exact_to_the_last_digits():
    x = 1e9 + np.random.default_rng(5).normal(size=500)
    total = sum(SufficientStatistics.from_responsibilities([[v]], [[1.0]]) for v in x)
    exact = [Fraction(v) for v in x]
    mean = sum(exact) / len(exact)
    scatter = sum((v - mean) ** 2 for v in exact)
    assert total.counts == [500.0]
    assert total.means == [[float(mean)]]
    assert abs(Fraction(total.means[0, 0]) + Fraction(total.rest[0, 0]) - mean) < Fraction(1e-14)
    assert total.scatter.item() == pytest.approx(float(scatter), rel=1e-14)


def test_weights_in_fifty_digits():
    w = np.random.default_rng(1).random(len(PLAIN))
    w[5] = 0.0
    fit, (weights, means, _, levels) = fit_both(PLAIN, "full", reg_covar=1e-6, sample_weight=w)
    assert reference.largest_error(fit.weights_, weights) < 1e-12
    assert reference.largest_error(fit.means_[1], [means[1]]) < 1e-12
    assert reference.largest_error(fit.history_.log_likelihood[-1], [levels[-1]]) < 1e-12


@pytest.mark.parametrize("name", ["offset 1e9", "widths from 1 to 1e-8", "an outlier at 1e8"])
def test_a_converged_fit_still_climbs(covariance_type, name):
    fit = GaussianMixture(
        3, covariance_type=covariance_type, reg_covar=1e-20, tol=0.0, max_iter=300, random_state=0
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="EM did not converge")
        fit.fit(CASES[name])
    gains = np.diff(fit.history_.log_likelihood)
    assert (gains >= -1e-9 * abs(fit.history_.log_likelihood[-1])).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.int16])
def test_other_number_types_give_the_fit_of_their_values(covariance_type, dtype):
    X = np.round(PLAIN * 8).astype(dtype)
    plain = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(X.astype(float))
    other = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(X)
    assert np.array_equal(other.means_, plain.means_)
    assert np.array_equal(other.predict_proba(X), plain.predict_proba(X.astype(float)))


def test_layout_in_memory_does_not_matter_and_nothing_is_modified(covariance_type):
    wide = np.zeros((2 * len(PLAIN), 5))
    wide[::2, 1:4:2] = PLAIN
    layouts = [PLAIN.copy(), np.asfortranarray(PLAIN), wide[::2, 1:4:2], PLAIN[::-1].copy()[::-1]]
    w, labels = np.linspace(0, 1, len(PLAIN)), np.where(np.arange(len(PLAIN)) < 3, np.arange(len(PLAIN)), -1)
    start = PLAIN[:3].copy()
    fits = []
    for X in layouts:
        for array in (X, w, labels, start):
            array.flags.writeable = False
        fit = GaussianMixture(3, covariance_type=covariance_type, means_init=start, random_state=0)
        fits.append(fit.fit(X, sample_weight=w, known_labels=labels))
        fit.predict_proba(X)
    for fit in fits[1:]:
        assert_allclose(fit.means_, fits[0].means_, rtol=1e-13)
    assert np.array_equal(wide[::2, 1:4:2], PLAIN)


def test_default_regularisation_follows_small_units(covariance_type):
    """At scale 1e-5 an absolute 1e-6 would be ten thousand variances; labels must not change with the unit."""
    X, _ = groups(300, seed=3)
    plain = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(X)
    for scale in (1e-5, 1e8):
        scaled = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(X * scale)
        assert np.array_equal(scaled.predict(X * scale), plain.predict(X))
        assert_allclose(scaled.means_, plain.means_ * scale, rtol=1e-4, atol=1e-4 * scale)


def test_a_point_at_1e160_still_belongs_to_the_nearest_component(covariance_type):
    fit = GaussianMixture(3, covariance_type=covariance_type, random_state=0).fit(PLAIN)
    # In direction of column 0 and back: all densities underflow even as logarithms.
    far = np.array([[1e160, 0.0], [-1e160, 0.0], [1e3, 0.0]])
    R = fit.predict_proba(far)
    assert_allclose(R.sum(axis=1), 1.0)
    full = Parameters.rule_of(covariance_type).as_full(fit.covariances_, 3, 2)
    along = np.array([np.linalg.inv(S)[0, 0] for S in full])
    if covariance_type != "tied":
        assert (R[:2].argmax(axis=1) == along.argmin()).all()
    assert (fit.score_samples(far) < -1e5).all()


def test_identical_starts_stay_one_gaussian(covariance_type):
    fit = GaussianMixture(
        2,
        covariance_type=covariance_type,
        means_init=[[0.0, 0], [0, 0]],
        weights_init=[0.5, 0.5],
        precisions_init=unit_precisions(covariance_type, 2, 2),
    )
    fit.fit(PLAIN)
    assert np.array_equal(fit.means_[0], fit.means_[1])
    one = GaussianMixture(1, covariance_type=covariance_type).fit(PLAIN)
    assert fit.score(PLAIN) == pytest.approx(one.score(PLAIN), rel=1e-9)


def test_as_many_components_as_rows():
    X = PLAIN[:5]
    fit = GaussianMixture(5, random_state=0).fit(X)
    assert sorted(fit.predict(X)) == [0, 1, 2, 3, 4]
    assert_allclose(np.sort(fit.means_, axis=0), np.sort(X, axis=0), rtol=1e-9)


def test_duplicated_rows_need_regularisation_and_get_it():
    X = np.repeat([[0.0, 1.0], [3.0, 2.0], [9.0, -1.0]], 10, axis=0)
    fit = GaussianMixture(3, random_state=0).fit(X)
    assert_allclose(fit.covariances_, np.tile(1e-6 * np.eye(2), (3, 1, 1)), rtol=1e-6, atol=1e-12)
    with pytest.raises(ValueError, match="raise reg_covar, lower n_components, or start elsewhere"):
        GaussianMixture(3, random_state=0, reg_covar=0.0).fit(X)


def test_one_feature(covariance_type):
    x = np.concatenate([np.linspace(0, 1, 50), np.linspace(5, 7, 100)])[:, None]
    fit = GaussianMixture(2, covariance_type=covariance_type, random_state=0, component_order="mean").fit(x)
    assert_allclose(fit.means_.ravel(), [0.5, 6.0], atol=0.02)
    assert_allclose(fit.weights_, [1 / 3, 2 / 3], atol=0.01)


def test_zero_weights_are_absent_rows(covariance_type):
    w = (np.arange(len(PLAIN)) % 5 > 0).astype(float)
    params = {"covariance_type": covariance_type, "random_state": 0}
    weighted = GaussianMixture(3, **params).fit(PLAIN, sample_weight=w)
    without = GaussianMixture(3, **params).fit(PLAIN[w > 0])
    assert_allclose(weighted.means_, without.means_, rtol=1e-10)


def test_a_dead_component_is_reported_and_keeps_its_place(covariance_type):
    start = np.array([[0.0, 0.0], [4.0, 1.0], [1e4, 1e4]])
    fit = GaussianMixture(
        3,
        covariance_type=covariance_type,
        means_init=start,
        precisions_init=unit_precisions(covariance_type, 3, 2),
        random_state=0,
    )
    with pytest.warns(UserWarning, match=r"components \[2\] hold less than a millionth of a sample"):
        fit.fit(PLAIN)
    assert fit.dead_components_.tolist() == [2]
    assert fit.weights_[2] == 0
    assert np.array_equal(fit.means_[2], [1e4, 1e4])
    assert np.isfinite(fit.score(PLAIN))
    assert not (fit.predict(PLAIN) == 2).any()


def test_max_iter_zero_is_the_start(covariance_type):
    fit = GaussianMixture(
        3, covariance_type=covariance_type, max_iter=0, means_init=PLAIN[:3], random_state=0
    )
    fit.fit(PLAIN)
    assert np.array_equal(fit.means_, PLAIN[:3])
    assert (fit.n_iter_, fit.converged_, len(fit.history_)) == (0, False, 1)
    assert fit.lower_bounds_ == []
    assert fit.lower_bound_ == pytest.approx(fit.score(PLAIN))


def test_no_warning_leaks_even_when_numpy_is_told_to_raise(covariance_type):
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        # A component may lie on the outlier alone, and the fit says so.
        warnings.filterwarnings("ignore", ".*floor of reg_covar", ConvergenceWarning)
        for name in ("plain", "scale 1e8", "widths from 1 to 1e-8", "an outlier at 1e8"):
            fit = GaussianMixture(
                3, covariance_type=covariance_type, random_state=0, tol=1e-2, max_iter=1000
            ).fit(CASES[name])
            shares = fit.predict_proba(np.array([[1e160, 0.0], [0.0, 0.0]]))
            assert np.allclose(shares.sum(axis=1), 1.0)
            assert np.isfinite(fit.sample(5)[0]).all()


def test_an_outlier_in_one_of_many_blocks_leaks_no_warning():
    X = np.random.default_rng(0).normal(size=(100_000, 2))
    mixture, centres = (
        GaussianMixture(2, random_state=0).fit(X[:1000]),
        KMeans(2, random_state=0).fit(X[:1000]),
    )
    X[70_000] = 1e160
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(mixture.predict(X)) == len(centres.predict(X)) == len(X)
        with pytest.raises(ValueError, match=r"X\[:, 0\] runs from -\S+ to 1e\+160; expected a spread"):
            mixture.fit(X)
