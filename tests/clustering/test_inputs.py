"""One gate: whatever comes in is read right or refused by name, and a failed fit changes nothing."""

import re
import warnings
from decimal import Decimal
from importlib.util import find_spec

import dask.array as da
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering import Gaussian, Parameters, SufficientStatistics, e_step
from lecture14.clustering.estimators.base import ConvergenceWarning
from lecture14.clustering.inputs.gate import rows_of

RNG = np.random.default_rng(0)
X = np.vstack([RNG.normal(0, 1, (150, 2)), RNG.normal(9, 1, (150, 2))])
Y = np.repeat([0, 1], 150)
FRAME = pd.DataFrame(X, columns=["a", "b"])
ESTIMATORS = [GaussianMixture(2, random_state=0), KMeans(2, random_state=0)]
both = pytest.mark.parametrize("model", ESTIMATORS, ids=lambda m: type(m).__name__)


def centres(model, X, **given):
    fit = type(model)(**model.get_params()).fit(X, **given)
    found = fit.means_ if isinstance(fit, GaussianMixture) else fit.cluster_centers_
    return found[np.argsort(found[:, 0])]


def frame_with(values):
    return FRAME.assign(c=values)


@both
@pytest.mark.parametrize(
    "same",
    [
        FRAME,
        FRAME.astype("Float64"),
        *([FRAME.astype("float64[pyarrow]")] if find_spec("pyarrow") else []),
        FRAME.assign(a=FRAME["a"].astype(object)),
        np.ma.array(X),
        [np.ma.array(row) for row in X],
        X.astype(object),
        [[Decimal(str(v)) for v in row] for row in X],
        da.from_array(X, chunks=(70, 1)),
        da.from_array(X, chunks=(70, 2)).astype(object),
        da.concatenate([da.from_array(part, chunks=(70, 2)) for part in (X[:0], X[:9], X[9:9], X[9:])]),
    ],
    ids=lambda v: type(v).__name__,
)
def test_the_same_numbers_in_other_dress(model, same):
    assert_allclose(centres(model, same), centres(model, X), rtol=1e-12)


@both
@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (frame_with("x"), r"X\['c'\] has dtype str\w*; expected numbers|X(\['c'\])? contains the string 'x'"),
        (frame_with(pd.Categorical(["u", "v"] * 150)), r"X\['c'\] has dtype category; expected numbers"),
        (frame_with(pd.Timestamp("2020-01-01")), r"X\['c'\] has dtype datetime64\[\w+\]; expected numbers"),
        (frame_with(pd.array([1, 2, None] * 100, dtype="Int64")), r"X\[2, 2\] is NaN; expected finite"),
        (X.astype("M8[s]"), r"X has dtype datetime64\[s\]; expected numbers"),
        (np.array([[b"1"], [b"2"]]), "X contains the string .*1.*; expected numbers only"),
        (X.astype(object) + 1j, "X is not numeric; expected an array of numbers"),
        ([[10**400], [1], [2]], "X is not numeric.*too large"),
        ([[1, 2], [3]], "X is ragged; expected rows of one length"),
        (None, r"X has shape \(\); expected 2-D"),
        (np.ma.array(X, mask=np.eye(300, 2)), r"X\[0, 0\] is NaN; expected .*masked"),
        (da.from_array(X, chunks=(70, 2)) + 1j, "X is a Dask array of dtype complex128; expected numbers"),
        (da.ma.masked_greater(da.from_array(X, chunks=(70, 2)), 5), r"X\[\d+, 0\] is NaN"),
        (da.from_array(X, chunks=(70, 2))[:, 0], r"X has shape \(300,\); expected 2-D"),
    ],
)
def test_what_holds_no_numbers_is_refused_by_name(model, bad, message):
    with pytest.raises((ValueError, TypeError), match=message):
        centres(model, bad)


def holes():
    gaps = np.zeros(X.shape, bool)
    gaps[[3, 60, 200], [1, 0, 0]] = True
    return gaps


@pytest.mark.parametrize(
    "masked",
    [
        np.ma.array(np.where(holes(), 1e6, X), mask=holes()),
        FRAME.astype("Float64").mask(holes()),
        FRAME.astype("Float64").astype(object).mask(holes(), pd.NA),
        np.where(holes(), None, X.astype(object)),
        da.ma.masked_array(da.from_array(np.where(holes(), 1e6, X), chunks=(70, 2)), mask=holes()),
    ],
    ids=["masked", "Float64", "object with NA", "object with None", "Dask"],
)
def test_masked_cells_and_na_are_missing_values(masked):
    model = GaussianMixture(2, allow_missing=True, random_state=0)
    assert_allclose(centres(model, masked), centres(model, np.where(holes(), np.nan, X)), rtol=1e-10)


@both
@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (["1"] * 300, "sample_weight contains the string '1'; expected numbers only"),
        (np.ma.array(np.ones(300), mask=Y), "sample_weight contains NaN or inf, or is masked"),
        (pd.array([1.0] * 299 + [None], dtype="Float64"), "sample_weight contains NaN or inf"),
        (np.ones(300) + 0j, "sample_weight has complex numbers; expected real ones"),
        (np.full(300, 1e-200), "sample_weight has the sum 3e-198; expected 1e-100 to 1e100"),
        (np.full(300, 1e307), "sample_weight has the sum inf; expected 1e-100 to 1e100"),
    ],
)
def test_weights_pass_the_same_gate(model, weights, message):
    with pytest.raises(ValueError, match=message):
        centres(model, X, sample_weight=weights)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (pd.array([0] * 299 + [None], dtype="Int64"), "known_labels has dtype float64 .*expected integers"),
        (np.ma.array(Y, mask=Y), "known_labels has dtype float64 .*expected integers"),
        (["a"] * 300, "known_labels contains the string 'a'"),
    ],
)
def test_labels_pass_the_same_gate(labels, message):
    with pytest.raises(ValueError, match=message):
        GaussianMixture(2).fit(X, known_labels=labels)
    same = GaussianMixture(2, random_state=0).fit(X, known_labels=pd.array(Y, dtype="Int64"))
    assert_array_equal(same.predict(X), Y)


# -- rows of weight zero -----------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("value", [np.nan, np.inf, 1.7e308, -1e200, 1e9])
def test_a_row_of_weight_zero_is_absent_whatever_it_holds(model, value):
    more, w = np.vstack([X[:7], [[value, 0.0]], X[7:]]), np.ones(301)
    w[7] = 0
    assert_array_equal(centres(model, more, sample_weight=w), centres(model, X, sample_weight=np.ones(300)))
    chunks = da.from_array(more, chunks=(50, 2))
    assert_allclose(centres(model, chunks, sample_weight=w), centres(model, X), rtol=1e-12, atol=1e-14)


def test_what_a_row_of_weight_zero_is_called():
    more, w = np.vstack([X, [[np.nan, 0.0], [100.0, 100.0]]]), np.r_[np.ones(300), 0, 0]
    for rows in (more, da.from_array(more, chunks=(50, 2))):
        fit = KMeans(2, random_state=0).fit(rows, sample_weight=w)
        assert_array_equal(fit.labels_[:300], fit.predict(X))
        assert fit.labels_[300:].tolist() == [-1, fit.labels_[299]]
        assert fit.score(rows, sample_weight=w) == pytest.approx(-fit.inertia_)


def test_scores_statistics_and_estimates_leave_it_out():
    more, w = np.vstack([[[np.inf, np.nan]], X]), np.r_[0, np.arange(1.0, 301)]
    fit = GaussianMixture(2, random_state=0).fit(X)
    mean = np.average(fit.score_samples(X), weights=w[1:])
    assert fit.score(more, sample_weight=w) == pytest.approx(mean, rel=1e-12)
    found, expected = fit.partial_statistics(more, w), fit.partial_statistics(X, w[1:])
    assert_allclose(found.means, expected.means, rtol=1e-13)
    R = np.eye(2)[np.r_[0, Y]]
    found = SufficientStatistics.from_responsibilities(more, R, sample_weight=w)
    assert_allclose(found.means[0], np.average(X[:150], axis=0, weights=w[1:151]), rtol=1e-12)
    assert_allclose(Gaussian.estimate(more, w).mean, np.average(X, axis=0, weights=w[1:]), rtol=1e-12)


def test_an_error_names_the_row_as_it_was_given():
    more, w = np.vstack([X[:5], [[0.0, np.nan]]]), np.r_[0, 0, np.ones(4)]
    with pytest.raises(ValueError, match=r"X\[5, 1\] is NaN"):
        rows_of(more, w).summary()


def test_a_mapped_file_is_not_copied_for_its_absent_rows(tmp_path):
    np.save(tmp_path / "rows.npy", X)
    mapped = np.load(tmp_path / "rows.npy", mmap_mode="r")
    assert isinstance(rows_of(mapped, Y).X, np.memmap)
    assert_array_equal(rows_of(mapped, Y).block(slice(3, 5))[0], X[153:155])


# -- chunks ------------------------------------------------------------------------------------------------


@both
def test_chunks_of_unknown_length_and_empty_ones(model):
    D = da.from_array(X, chunks=(70, 2))
    unknown = D[D[:, 0] > 5]
    fit = type(model)(**model.get_params()).fit(D)
    methods = (
        ["predict", "transform"] if isinstance(fit, KMeans) else ["predict", "predict_proba", "score_samples"]
    )
    for name in methods:
        method = getattr(fit, name)
        lazy = method(unknown)
        assert np.isnan(lazy.chunks[0]).any(), "nothing is computed before it is asked for"
        assert_allclose(lazy.compute(), method(X[X[:, 0] > 5]), rtol=1e-12)
        assert_allclose(method(da.concatenate([D[:0], D, D[:0]])).compute(), method(X), rtol=1e-12)
    assert fit.score(unknown) == pytest.approx(fit.score(X[X[:, 0] > 5]))
    assert_allclose(centres(model, D[D[:, 0] > -99]), centres(model, X), rtol=1e-12)
    assert np.isnan(unknown.chunks[0]).any(), "the array is as it was"
    with pytest.raises(ValueError, match=r"X has 0 sample\(s\)"):
        centres(model, D[D[:, 0] > 99])


@both
def test_dask_data_frames(model):
    frames = pytest.importorskip("dask.dataframe")
    lazy = frames.from_pandas(FRAME, npartitions=3)
    assert_allclose(centres(model, lazy), centres(model, X), rtol=1e-12)
    fit = type(model)(**model.get_params()).fit(FRAME)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_array_equal(fit.predict(lazy).compute(), fit.predict(FRAME))
    with pytest.raises(ValueError, match="X contains the string 'x'"):
        centres(model, frames.from_pandas(frame_with("x"), npartitions=3))


# -- matrices ----------------------------------------------------------------------------------------------

SKEW = np.array([[2.0, 0.9], [0.0, 1.0]])
INDEFINITE = np.array([[1.0, 2.0], [2.0, 1.0]])


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda S: GaussianMixture.from_parameters([1.0], [[0, 0]], [S]), r"covariances\[0\]"),
        (lambda S: GaussianMixture.from_parameters([1.0], [[0, 0]], S, "tied"), "covariances"),
        (lambda S: GaussianMixture(2, precisions_init=[np.eye(2), S]).fit(X), r"precisions_init\[1\]"),
        (lambda S: GaussianMixture(2, covariance_type="tied", precisions_init=S).fit(X), "precisions_init"),
        (lambda S: Gaussian([0, 0], S), "covariance"),
        (lambda S: Parameters([1.0], [[0, 0]], [S]).precisions_cholesky, r"covariances\[0\]"),
    ],
)
@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e12])
def test_matrices_that_are_no_covariances(make, name, unit):
    with pytest.raises(ValueError, match=rf"^{name} is not symmetric: .* by up to 0.636"):
        make(unit * SKEW)
    with pytest.raises(ValueError, match=rf"^{name} is not positive definite"):
        make(unit * INDEFINITE)


def test_the_rounding_of_float32_is_not_asymmetry():
    S = np.linalg.inv(np.linalg.inv(np.array([[2.0, 0.9], [0.9, 1.0]], np.float32))) * np.float32(1e-6)
    S[0, 1] *= 1 + np.float32(1e-6)
    assert S[0, 1] != S[1, 0]
    assert GaussianMixture.from_parameters([1.0], [[0, 0]], [S]).predict([[0, 0]]) == [0]


def test_a_factor_that_is_not_triangular_would_give_a_wrong_determinant():
    with pytest.raises(ValueError, match="precisions_cholesky has entries below the diagonal"):
        e_step(X, [1.0], [[0, 0]], [INDEFINITE + 2 * np.eye(2)])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16])
def test_weights_that_sum_to_one_as_well_as_their_dtype_can(dtype):
    for seed in range(40):
        w = np.random.default_rng(seed).dirichlet(np.ones(8)).astype(dtype)
        w[0] += dtype(1) - w.sum(dtype=dtype) if dtype == np.float16 else 0
        if abs(float(w.astype(float).sum()) - 1) < 1e-6:
            theta = Parameters(w, np.zeros((8, 1)), np.ones(8), "spherical")
            assert theta.weights.sum() == pytest.approx(1.0, abs=1e-12)
    with pytest.raises(ValueError, match=r"sum 1.00001; expected none below 0 and a sum of 1"):
        Parameters([0.5, 0.50001], np.zeros((2, 1)), np.ones(2), "spherical")


def test_features_are_counted_as_in_indexing():
    g = Gaussian([1.0, 2, 3], [[2, 0.5, 0.1], [0.5, 1, 0.2], [0.1, 0.2, 3]])
    # By hand: 1 + .1/3 (5 - 3) and 2 - .1²/3.
    assert g.conditional([-1], [5.0]).mean[0] == pytest.approx(1 + 0.2 / 3)
    assert g.conditional([-1], [5.0]).covariance[0, 0] == pytest.approx(2 - 0.01 / 3)
    assert_array_equal(g.marginal([False, False, True]).mean, [3.0])
    for bad in ([3], [-4], [0.5], [0, 0], [2, -1], ["a"]):
        with pytest.raises(ValueError, match="features"):
            g.conditional(bad, np.zeros(len(bad)))


# -- rows and columns that tell little ------------------------------------------------------------------------


@pytest.mark.parametrize("value", [3.5, 1e9 + 0.1, 1.234e200, 0.0, -1e-200])
def test_a_constant_column_is_fitted_with_a_warning_and_changes_nothing_else(covariance_type, value):
    with pytest.warns(ConvergenceWarning, match=r"X\[:, 2\] is constant .*: its variance is what reg_covar"):
        fit = GaussianMixture(2, covariance_type=covariance_type, random_state=0).fit(
            np.column_stack([X, np.full(300, value)])
        )
    plain = GaussianMixture(2, covariance_type=covariance_type, random_state=0).fit(X)
    assert_allclose(fit.means_[:, :2], plain.means_, rtol=1e-6)
    assert_array_equal(fit.means_[:, 2], [value, value])
    with pytest.raises(ValueError, match=r"X\[:, 2\] is constant .* and reg_covar is 0; expected"):
        GaussianMixture(2, reg_covar=0).fit(np.column_stack([X, np.full(300, value)]))


def test_a_constant_column_does_not_drown_small_units():
    small = np.column_stack([X * 1e-8, np.full(300, 7.0)])
    with pytest.warns(ConvergenceWarning, match="constant"):
        fit = GaussianMixture(
            2, covariance_type="spherical", means_init=[[0, 0, 7.0], [9e-8, 9e-8, 7.0]]
        ).fit(small)
    # Two columns of variance 1e-16 and one of none.
    assert_allclose(fit.covariances_, 2e-16 / 3, rtol=0.2)


def test_raw_digits_can_be_fitted():
    from sklearn.datasets import load_digits

    with pytest.warns(ConvergenceWarning, match=r"X\[:, 0\] is constant .* and so are 2 other columns"):
        fit = GaussianMixture(10, covariance_type="diag", random_state=0).fit(load_digits().data)
    assert len(np.unique(fit.predict(load_digits().data))) == 10


@pytest.mark.parametrize("K", [3, 4, 10])
def test_more_clusters_than_different_rows(K):
    D = np.repeat([[0.0, 0], [5, 5], [9, 0]], 20, axis=0)
    fit = KMeans(K, random_state=0)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        fit.fit(D)
    assert bool(seen) == (K > 3)
    assert fit.inertia_ == 0
    assert fit.n_iter_ <= 3
    assert len(np.unique(fit.labels_)) == 3
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mixture = GaussianMixture(K, random_state=0).fit(D)
    assert len(np.unique(mixture.predict(D))) == 3


def test_duplicate_rows_stop_at_once():
    """scikit-learn's issue 28055: five clusters of four different rows."""
    D = np.array([[0.0, 0], [1, 1], [1, 1], [1, 0], [0, 1]])
    with pytest.warns(ConvergenceWarning, match="only 4 distinct centres for n_clusters=5"):
        assert KMeans(5, init=D).fit(D).n_iter_ <= 2
    many = np.random.default_rng(0).integers(0, 5, (5000, 2)).astype(float)
    with pytest.warns(ConvergenceWarning, match="only 25 distinct centres"):
        fit = KMeans(60, init="random", n_init=1, random_state=0, tol=0).fit(many)
    assert fit.inertia_ == 0
    assert fit.n_iter_ < 20


@pytest.mark.parametrize("value", [3.1, 0.0, 3.1e-200, -1e200])
def test_identical_rows(value):
    with pytest.warns(ConvergenceWarning, match="only 1 distinct centres for n_clusters=2"):
        fit = KMeans(2, random_state=0).fit(np.full((6, 2), value))
    assert fit.inertia_ == 0
    assert_array_equal(fit.cluster_centers_[fit.labels_], np.full((6, 2), value))
    with pytest.warns(ConvergenceWarning, match="only 1"):
        far = KMeans(2, init=[[0.0], [100.0]]).fit(np.full((6, 1), 3.0))
    assert (far.inertia_, far.history_[0][1]) == (0, 54.0)


# -- units -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [3e-140, 1e-100, 1e-30, 1e30, 1e100, 1e138])
def test_units_far_from_one(covariance_type, unit):
    start = {"n_components": 2, "covariance_type": covariance_type, "reg_covar": 0.0, "tol": 1e-9}
    middle = np.array([[0.0, 0], [9, 9]])
    one = GaussianMixture(**start, means_init=middle, weights_init=[0.5, 0.5]).fit(X, known_labels=Y)
    fit = GaussianMixture(**start, means_init=middle * unit, weights_init=[0.5, 0.5])
    fit.fit(X * unit, known_labels=Y)
    assert_allclose(fit.means_ / unit, one.means_, rtol=1e-9)
    assert_allclose(fit.covariances_ / unit / unit, one.covariances_, rtol=1e-9, atol=1e-12)
    shift = 2 * np.log(unit)
    assert_allclose(fit.score_samples(X * unit) + shift, one.score_samples(X), rtol=1e-9, atol=1e-9)
    assert_allclose(
        centres(KMeans(2, random_state=0), X * unit) / unit, centres(KMeans(2, random_state=0), X)
    )


@pytest.mark.parametrize("weight", [1e-60, 1e-9, 1e9, 1e60])
def test_a_common_factor_of_the_weights_changes_nothing(weight):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = GaussianMixture(2, random_state=0).fit(X, sample_weight=np.full(300, weight))
    assert_allclose(fit.means_, GaussianMixture(2, random_state=0).fit(X).means_, rtol=1e-9)
    assert fit.dead_components_.size == 0


def test_weights_and_units_that_no_square_can_hold_are_refused():
    with pytest.raises(ValueError, match="at a total weight of 3e-88; expected a spread of 1e-140 to 1e140"):
        GaussianMixture(2).fit(X * 1e-130, sample_weight=np.full(300, 1e-90))


# -- nothing half-fitted ------------------------------------------------------------------------------------

FAILURES = {
    "X": lambda m: m.fit([["a"]]),
    "NaN": lambda m: m.fit(np.where(np.eye(300, 2), np.nan, X)),
    "too few": lambda m: m.fit(X[:1]),
    "spread": lambda m: m.fit(np.vstack([X, [[1e200, 0]]])),
    "weights": lambda m: m.fit(X, sample_weight=-np.ones(300)),
    "names": lambda m: m.fit(FRAME.rename(columns={"a": "c"}), sample_weight=[1]),
    "parameter": lambda m: m.set_params(max_iter=-1).fit(FRAME.rename(columns={"a": "c"})),
    "state": lambda m: m.set_params(random_state="seven").fit(FRAME.rename(columns={"a": "c"})),
    "warning": lambda m: m.set_params(max_iter=1, tol=0.0).fit(np.random.default_rng(1).normal(size=(99, 2))),
}
ONLY_MIXTURES = {
    "labels": lambda m: m.fit(X, known_labels=np.full(300, 7)),
    "weights_init": lambda m: m.set_params(weights_init=[0.5, 0.7]).fit(X),
    "means_init": lambda m: m.set_params(means_init=np.zeros((3, 3))).fit(X),
    "precisions_init": lambda m: m.set_params(precisions_init=[SKEW, SKEW]).fit(X),
    "column": lambda m: m.set_params(reg_covar=0.0).fit(np.zeros((9, 2))),
    "collapse": lambda m: m.set_params(reg_covar=0.0, means_init=[[0, 0], [9, 9]]).fit(
        np.vstack([np.zeros((9, 2)), X[150:]])
    ),
}


@both
@pytest.mark.parametrize("kind", [*FAILURES, *ONLY_MIXTURES])
@pytest.mark.parametrize("fitted", [False, True])
@pytest.mark.filterwarnings("error::UserWarning")
def test_a_failed_fit_changes_nothing(model, kind, fitted):
    fail = (FAILURES | ONLY_MIXTURES)[kind]
    if kind in ONLY_MIXTURES and isinstance(model, KMeans):
        return
    model = type(model)(**model.get_params())
    if fitted:
        model.fit(FRAME)
    before = dict(vars(model))
    with pytest.raises((ValueError, TypeError, UserWarning)):
        fail(model)
    after = vars(model)
    assert after.keys() == before.keys()
    changed = [name for name, value in before.items() if after[name] is not value]
    assert set(changed) <= set(model.get_params()), "but for what set_params set"


def test_messages_are_one_line():
    for bad in (["a"], np.full((3, 2), np.nan), X[:, 0], [[1, 2], [3]], frame_with("x")):
        for model in ESTIMATORS:
            with pytest.raises((ValueError, TypeError)) as raised:
                centres(model, bad)
            assert not re.search(r"\n", str(raised.value))
