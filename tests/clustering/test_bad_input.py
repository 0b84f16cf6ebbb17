"""Each refusal names the argument, what was expected, and what came."""

import numpy as np
import pytest

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering import Parameters, SufficientStatistics, e_step

GOOD = np.random.default_rng(0).normal(size=(20, 2))


def with_value(value, row=3, column=1):
    X = GOOD.copy()
    X[row, column] = value
    return X


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (with_value(np.nan), r"X\[3, 1\] is NaN; expected finite numbers"),
        (with_value(np.inf), r"X\[3, 1\] is inf; expected finite numbers"),
        (with_value(-np.inf, 19, 0), r"X\[19, 0\] is -inf; expected finite numbers"),
        (GOOD[:, 0], r"X has shape \(20,\); expected 2-D.*Reshape your data"),
        (GOOD[None], r"X has shape \(1, 20, 2\); expected 2-D"),
        (GOOD[:2], r"X has n_samples = 2 sample\(s\); expected at least 3 for n_components = 3"),
        (GOOD[:0], r"X has 0 sample\(s\)"),
        (GOOD[:, :0], r"X has 0 feature\(s\)"),
        ([["a", "b"]] * 5, "X contains the string 'a'; expected numbers only"),
        (GOOD + 1j, "Complex data not supported"),
        (with_value(1e160), r"X\[:, 1\] runs from .* to 1e\+160; expected a spread of 1e-140 to 1e140"),
    ],
)
def test_data_that_cannot_be_fitted(X, message):
    with pytest.raises(ValueError, match=message):
        GaussianMixture(3).fit(X)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (with_value(np.nan), r"X\[3, 1\] is NaN; expected finite numbers"),
        (with_value(np.inf), r"X\[3, 1\] is inf; expected finite numbers"),
        (GOOD[:, 0], r"X has shape \(20,\); expected 2-D.*Reshape your data"),
        (GOOD[:2], r"X has n_samples = 2 sample\(s\); expected at least 3 for n_clusters = 3"),
        (GOOD[:0], r"X has 0 sample\(s\)"),
        (GOOD[:, :0], r"X has 0 feature\(s\)"),
        ([["1.5", "b"]] * 5, "X contains the string '1.5'; expected numbers only"),
        (GOOD + 1j, "Complex data not supported"),
        (with_value(1e160), r"X\[:, 1\] runs from .* to 1e\+160; expected a spread of 1e-140 to 1e140"),
    ],
)
def test_data_that_k_means_cannot_take(X, message):
    with pytest.raises(ValueError, match=message):
        KMeans(3).fit(X)


def test_objects_that_are_no_numbers_are_refused():
    X = GOOD.astype(object)
    X[4, 0] = {}
    for model in (GaussianMixture(2), KMeans(2)):
        with pytest.raises(TypeError, match=r"X is not numeric; expected an array of numbers \(.*dict"):
            model.fit(X)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"n_components": 0}, "n_components is 0; expected an integer of at least 1"),
        ({"n_components": 2.5}, "n_components is 2.5; expected an integer"),
        ({"n_components": True}, "n_components is True; expected an integer"),
        ({"covariance_type": "round"}, "covariance_type is 'round'; expected one of 'full', 'tied'"),
        ({"tol": -1.0}, "tol is -1.0; expected a finite number not below 0"),
        ({"reg_covar": np.nan}, "reg_covar is nan; expected a finite number"),
        ({"max_iter": -1}, "max_iter is -1; expected an integer of at least 0"),
        ({"n_init": 0}, "n_init is 0; expected an integer of at least 1"),
        ({"init_params": "guess"}, "init_params is 'guess'; expected one of 'kmeans'"),
        ({"random_state": "seven"}, "random_state is 'seven'; expected None"),
        ({"n_jobs": 0}, "n_jobs is 0; expected an integer of at least 1"),
        ({"component_order": "size"}, "component_order is 'size'; expected one of 'weight', 'mean'"),
        ({"verbose": -1}, "verbose is -1; expected an integer of at least 0"),
        ({"verbose_interval": 0}, "verbose_interval is 0; expected an integer of at least 1"),
        ({"weights_init": [0.5, 0.2]}, "weights_init has minimum 0.2 and sum 0.7; expected"),
        ({"weights_init": [1.5, -0.5]}, "weights_init has minimum -0.5 and sum 1; expected none below 0"),
        ({"weights_init": [1.0]}, r"weights_init has shape \(1,\); expected \(2,\)"),
        (
            {"means_init": np.zeros((3, 2))},
            r"means_init has shape \(3, 2\); expected \(n_components, n_features\) = \(2, 2\)",
        ),
        (
            {"means_init": [["a", "b"], ["c", "d"]]},
            "means_init contains the string 'a'; expected numbers only",
        ),
        ({"precisions_init": np.eye(2)}, r"precisions_init has shape \(2, 2\); expected \(2, 2, 2\)"),
        ({"precisions_init": -np.array([np.eye(2)] * 2)}, r"precisions_init\[0\] is not positive definite"),
    ],
)
def test_parameters_out_of_range(params, message):
    with pytest.raises(ValueError, match=message):
        GaussianMixture(**({"n_components": 2} | params)).fit(GOOD)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (-np.ones(20), r"sample_weight\[0\] is -1; expected weights not below 0"),
        (np.zeros(20), "sample_weight is zero everywhere"),
        (np.ones(19), r"sample_weight has shape \(19,\); expected \(20,\)"),
        (np.ones((20, 1)), r"sample_weight has shape \(20, 1\); expected \(20,\)"),
        (np.full(20, np.nan), "sample_weight contains NaN or inf"),
    ],
)
def test_weights_that_make_no_sense(weights, message):
    for model in (GaussianMixture(2), KMeans(2)):
        with pytest.raises(ValueError, match=message):
            model.fit(GOOD, sample_weight=weights)


def test_too_few_rows_of_positive_weight():
    with pytest.raises(ValueError, match=r"n_samples = 1 sample\(s\) of positive weight"):
        GaussianMixture(2).fit(GOOD, sample_weight=np.eye(20)[0])


def test_wrong_feature_count_after_the_fit():
    fit = GaussianMixture(2, random_state=0).fit(GOOD)
    for method in (fit.predict, fit.predict_proba, fit.score_samples, fit.score, fit.partial_statistics):
        with pytest.raises(ValueError, match="X has 3 features, but GaussianMixture is expecting 2 features"):
            method(np.zeros((4, 3)))
    with pytest.raises(ValueError, match=r"X\[3, 1\] is NaN"):
        fit.predict(with_value(np.nan))
    centres = KMeans(2, random_state=0).fit(GOOD)
    for method in (centres.predict, centres.transform, centres.score):
        with pytest.raises(ValueError, match="X has 3 features, but KMeans is expecting 2 features"):
            method(np.zeros((4, 3)))


@pytest.mark.parametrize("call", ["predict", "predict_proba", "score", "score_samples", "aic", "bic"])
def test_not_fitted(call):
    with pytest.raises(
        ValueError, match="This GaussianMixture is not fitted yet; expected fit or from_param"
    ):
        getattr(GaussianMixture(2), call)(GOOD)
    with pytest.raises(AttributeError, match="not fitted yet"):
        GaussianMixture(2).sample()
    with pytest.raises(ValueError, match="This KMeans is not fitted yet; expected fit"):
        KMeans(2).predict(GOOD)


def test_sample_needs_a_positive_number():
    fit = GaussianMixture(2, random_state=0).fit(GOOD)
    with pytest.raises(ValueError, match="n_samples is 0; expected an integer of at least 1"):
        fit.sample(0)


def test_a_sparse_matrix_is_told_how_to_become_dense():
    from scipy.sparse import csr_matrix

    with pytest.raises(TypeError, match=r"X is a sparse matrix; expected a dense array: use X.toarray\(\)"):
        GaussianMixture(2).fit(csr_matrix(GOOD))


def test_parameters_and_steps_check_their_shapes():
    with pytest.raises(ValueError, match=r"covariances has shape \(2, 2\); expected \(2, 2, 2\)"):
        Parameters([0.5, 0.5], np.zeros((2, 2)), np.eye(2))
    with pytest.raises(ValueError, match=r"means has shape \(2,\); expected \(K, d\)"):
        Parameters([0.5, 0.5], [0.0, 1.0], [1.0, 1.0], "spherical")
    with pytest.raises(ValueError, match=r"precisions_cholesky has shape \(2,\); expected \(2, 2\)"):
        e_step(GOOD, [0.5, 0.5], np.zeros((2, 2)), np.ones(2), "diag")
    with pytest.raises(ValueError, match=r"responsibilities has shape \(3, 2\); expected \(20, K\)"):
        SufficientStatistics.from_responsibilities(GOOD, np.ones((3, 2)))


def test_a_collapsed_component_is_an_error_that_names_it():
    X = np.array([[0.0, 0.0], [0.0, 0.0], [5.0, 1.0], [6.0, 3.0], [7.0, 1.0]])
    with pytest.raises(ValueError, match=r"covariances\[\d\] is not positive definite"):
        GaussianMixture(2, reg_covar=0.0, means_init=[[0.0, 0.0], [6.0, 2.0]], random_state=0).fit(X)
