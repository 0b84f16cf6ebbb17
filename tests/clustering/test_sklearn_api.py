"""scikit-learn's own tools must take our classes for its own, though we never import it."""

import inspect
import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import sklearn
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from lecture14 import GaussianMixture, KMeans

# Skipped by scikit-learn itself where pandas or its array API are not there.
OPTIONAL = {
    "check_sample_weights_pandas_series",
    "check_array_api_input",
    "check_dataframe_column_names_consistency",
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("estimator", [GaussianMixture(), KMeans()], ids=repr)
def test_check_estimator_passes(estimator):
    if "on_fail" not in inspect.signature(check_estimator).parameters:
        # Before 1.6 it counts nothing, and raises at the first fault.
        assert check_estimator(estimator) is None
        return
    results = check_estimator(estimator, on_fail=None, on_skip=None)
    failed = {r["check_name"]: str(r["exception"]) for r in results if r["status"] == "failed"}
    assert failed == {}
    assert {r["check_name"] for r in results if r["status"] == "skipped"} <= OPTIONAL
    assert sum(r["status"] == "passed" for r in results) >= 40


def test_import_brings_in_numpy_alone():
    code = (
        "import sys, lecture14.clustering, lecture14.data;"
        "print([m for m in ('sklearn', 'scipy', 'matplotlib', 'dask', 'pandas') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_without_sklearn_our_own_error_classes_serve():
    code = """
import sys
from lecture14 import GaussianMixture
try:
    GaussianMixture().predict([[0.0]])
except (ValueError, AttributeError) as error:
    print(type(error).__module__, 'sklearn' in sys.modules)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == "lecture14.clustering.estimators.base False\n"


def test_clone_copies_parameters_and_no_fit(faithful):
    fit = GaussianMixture(2, covariance_type="diag", tol=1e-5, random_state=3).fit(faithful)
    copy = clone(fit)
    assert copy.get_params() == fit.get_params()
    with pytest.raises(NotFittedError):
        copy.predict(faithful)


def test_pipeline_and_grid_search_choose_two_components(faithful):
    pipe = make_pipeline(StandardScaler(), GaussianMixture(random_state=0))
    grid = {
        "gaussianmixture__n_components": [1, 2],
        "gaussianmixture__covariance_type": ["full", "spherical"],
    }
    search = GridSearchCV(pipe, grid, cv=3).fit(faithful)
    assert search.best_params_["gaussianmixture__n_components"] == 2
    assert search.best_estimator_.predict(faithful).shape == (272,)


def test_set_params_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="Invalid parameter 'clusters' for GaussianMixture; expected one of"):
        GaussianMixture().set_params(clusters=3)
    assert GaussianMixture().set_params(n_components=3).n_components == 3


def test_repr_shows_what_was_changed():
    assert repr(GaussianMixture(2, tol=0.1)) == "GaussianMixture(n_components=2, tol=0.1)"
    assert repr(GaussianMixture()) == "GaussianMixture()"


def test_column_names_are_remembered_and_compared():
    class Frame:
        """As much of a data frame as an estimator looks at."""

        def __init__(self, X, columns):
            self.X, self.columns = X, columns

        def __array__(self, dtype=None, copy=None):
            return self.X

    X = np.random.default_rng(0).normal(size=(30, 2))
    fit = GaussianMixture(2, random_state=0).fit(Frame(X, ["a", "b"]))
    assert fit.feature_names_in_.tolist() == ["a", "b"]
    assert fit.predict(Frame(X, ["a", "b"])).shape == (30,)
    with pytest.raises(ValueError, match="must be in the same order"):
        fit.predict(Frame(X, ["b", "a"]))
    with pytest.raises(
        ValueError, match="unseen at fit time:\n- c\nFeature names seen at fit time, yet now missing"
    ):
        fit.predict(Frame(X, ["a", "c"]))
    with pytest.warns(UserWarning, match="X does not have valid feature names, but GaussianMixture"):
        fit.predict(X)
    with pytest.warns(UserWarning, match="X has feature names, but GaussianMixture was fitted without"):
        fit.fit(X).predict(Frame(X, ["a", "b"]))
    assert not hasattr(fit, "feature_names_in_")


def test_non_convergence_is_scikit_learns_warning(faithful):
    with pytest.warns(ConvergenceWarning, match="did not converge in max_iter=1 iterations"):
        fit = GaussianMixture(2, max_iter=1, tol=0.0, random_state=0).fit(faithful)
    assert not fit.converged_


def test_warm_start_goes_on_where_the_last_fit_ended(faithful):
    start = {"means_init": faithful[:2], "tol": 0.0, "warm_start": True, "random_state": 0}
    step = GaussianMixture(2, max_iter=5, **start)
    with pytest.warns(UserWarning, match="did not converge"):
        step.fit(faithful).fit(faithful)
    with pytest.warns(UserWarning, match="did not converge"):
        straight = GaussianMixture(2, max_iter=10, **start).fit(faithful)
    assert_allclose(step.means_, straight.means_, rtol=1e-12)
    assert step.n_iter_ == 5


def test_several_starts_keep_the_best_and_report_all(clouds):
    X, _ = clouds
    fit = GaussianMixture(4, n_init=5, init_params="random_from_data", random_state=2).fit(X)
    ends = [run.statistics.log_likelihood for run in fit.runs_]
    assert len(ends) == 5
    assert fit.lower_bound_ * len(X) == pytest.approx(max(ends))
    assert len({round(e, 3) for e in ends}) > 1


@pytest.mark.parametrize("how", ["kmeans", "k-means++", "random", "random_from_data"])
def test_every_start_is_reproducible(clouds, covariance_type, how):
    X, _ = clouds
    params = {"covariance_type": covariance_type, "init_params": how, "max_iter": 300}
    first, second = (GaussianMixture(3, random_state=5, **params).fit(X) for _ in range(2))
    assert np.array_equal(first.means_, second.means_)
    assert first.converged_
    assert first.history_[0].log_likelihood < first.history_[-1].log_likelihood + 1e-9
    by_generator = GaussianMixture(3, random_state=np.random.default_rng(5), **params).fit(X)
    assert np.array_equal(first.means_, by_generator.means_)


def test_legacy_random_states_serve(faithful):
    for state in (None, np.random.RandomState(3), np.random.mtrand._rand):
        assert GaussianMixture(2, random_state=state).fit(faithful).means_.shape == (2, 2)


def test_verbose_prints_progress(faithful, capsys):
    fit = GaussianMixture(2, verbose=2, verbose_interval=2, random_state=0).fit(faithful)
    lines = capsys.readouterr().out.splitlines()
    printed = [float(line.split("log-likelihood ")[1].split(",")[0]) for line in lines[1:]]
    reached = fit.history_.log_likelihood[::2] / len(faithful)
    assert np.allclose(printed, reached, rtol=0, atol=1e-6)
    assert lines[0] == "start 1 of 1"
    assert lines[1].startswith("  iteration 0: mean log-likelihood -4.")
    assert lines[2].startswith("  iteration 2: mean log-likelihood -4.")
    assert "gain" in lines[2]


def test_component_order(clouds):
    X, _ = clouds
    by_weight = GaussianMixture(3, component_order="weight", random_state=1).fit(X)
    assert (np.diff(by_weight.weights_) <= 0).all()
    by_mean = GaussianMixture(3, component_order="mean", random_state=1).fit(X)
    assert (np.diff(by_mean.means_[:, 0]) >= 0).all()
    assert np.array_equal(by_mean.history_[-1].means, by_mean.means_)
    assert sorted(by_mean.weights_) == sorted(by_weight.weights_)


def test_without_store_history_only_start_and_end_are_kept(clouds):
    X, _ = clouds
    kept = GaussianMixture(3, random_state=1).fit(X).history_
    short = GaussianMixture(3, random_state=1, store_history=False).fit(X).history_
    assert len(short) == 2
    assert (short[0].log_likelihood, short[1].log_likelihood) == (
        kept[0].log_likelihood,
        kept[-1].log_likelihood,
    )


def test_from_parameters_predicts_samples_and_counts_parameters(covariance_type):
    covariances = {
        "full": [[[1.0, 0], [0, 2]]] * 2,
        "tied": np.eye(2),
        "diag": np.ones((2, 2)),
        "spherical": [1.0, 2.0],
    }
    mixture = GaussianMixture.from_parameters(
        [0.3, 0.7], [[0.0, 0], [9, 9]], covariances[covariance_type], covariance_type
    )
    X, y = mixture.sample(20_000, random_state=0)
    assert (mixture.predict(X) == y).mean() > 0.999
    assert y.mean() == pytest.approx(0.7, abs=0.01)
    assert_allclose(X[y == 1].mean(axis=0), [9, 9], atol=0.05)
    assert mixture.n_parameters() == {"full": 11, "tied": 8, "diag": 9, "spherical": 7}[covariance_type]
    assert np.array_equal(mixture.sample(5, random_state=1)[0], mixture.sample(5, random_state=1)[0])


def test_score_takes_weights(faithful):
    fit = GaussianMixture(2, random_state=0).fit(faithful)
    w = np.arange(272.0)
    assert fit.score(faithful, sample_weight=w) == pytest.approx(
        np.average(fit.score_samples(faithful), weights=w)
    )


# -- pipelines -------------------------------------------------------------------------------------------------


def test_transformed_columns_have_names_and_may_be_a_frame(faithful):
    frame = pd.DataFrame(faithful, columns=["eruptions", "waiting"], index=np.arange(272) + 7)
    pipe = make_pipeline(StandardScaler(), KMeans(2, random_state=0)).set_output(transform="pandas")
    out = pipe.fit(frame).transform(frame)
    assert list(out.columns) == ["kmeans0", "kmeans1"] == pipe.get_feature_names_out().tolist()
    assert out.index.equals(frame.index)
    plain = clone(pipe[-1]).set_output(transform="default").fit(pipe[0].transform(frame))
    assert_allclose(out.to_numpy(), plain.transform(pipe[0].transform(frame)), rtol=1e-12)
    assert isinstance(clone(pipe[-1]).fit_transform(frame), pd.DataFrame)
    with sklearn.config_context(transform_output="pandas"):
        assert isinstance(KMeans(2, random_state=0).fit_transform(faithful), pd.DataFrame)
    with pytest.raises(ValueError, match="transform is 'xarray'; expected one of 'default', 'pandas'"):
        KMeans(2).set_output(transform="xarray")
    with pytest.raises(NotFittedError):
        KMeans(2).get_feature_names_out()


def test_metadata_routing_hands_on_what_was_asked_for(faithful):
    w = np.random.default_rng(0).random(272)
    with sklearn.config_context(enable_metadata_routing=True):
        asked = GaussianMixture(2, random_state=0).set_fit_request(sample_weight=True, known_labels=False)
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        pipe = make_pipeline(scaler, clone(asked)).fit(faithful, sample_weight=w)
        scaled = StandardScaler().fit_transform(faithful)
        expected = GaussianMixture(2, random_state=0).fit(scaled, sample_weight=w)
        assert_allclose(pipe[-1].means_, expected.means_, rtol=1e-12)
        with pytest.raises(Exception, match="sample_weight"):  # neither asked for nor declined
            make_pipeline(scaler, GaussianMixture(2)).fit(faithful, sample_weight=w)
        search = GridSearchCV(
            KMeans(2, random_state=0).set_fit_request(sample_weight="w"), {"n_init": [1]}, cv=2
        )
        assert search.fit(faithful, w=w).best_estimator_.inertia_ > 0
        with pytest.raises(TypeError, match=r"set_score_request got .*'labels'"):
            asked.set_score_request(labels=True)
    with pytest.raises(RuntimeError, match="enable_metadata_routing=True"):
        GaussianMixture().set_fit_request(sample_weight=True)


def test_k_means_starts_where_a_function_says(faithful):
    seen = []

    def first_rows(X, n_clusters, random_state):
        seen.append(random_state.randint(100))
        return X[:n_clusters]

    fit = KMeans(2, init=first_rows, n_init=2, random_state=0).fit(faithful)
    assert_allclose(fit.history_[0][0], faithful[:2])
    assert len(set(seen)) == 2
    with pytest.raises(
        ValueError, match=r"init\(X, n_clusters, random_state\) has shape \(3, 2\); expected \(2, 2\)"
    ):
        KMeans(2, init=lambda X, n_clusters, random_state: X[:3]).fit(faithful)
    with pytest.warns(RuntimeWarning, match="init is an array of centres and n_init is 5"):
        KMeans(2, init=faithful[:2], n_init=5).fit(faithful)


def test_known_labels_reach_fit_predict(faithful):
    known = np.full(272, -1)
    known[:2] = [1, 0]
    labels = GaussianMixture(2, random_state=0).fit_predict(faithful, known_labels=known)
    assert_array_equal(
        labels, GaussianMixture(2, random_state=0).fit(faithful, known_labels=known).predict(faithful)
    )
    assert labels[:2].tolist() == [1, 0]


def test_numpys_global_state_is_followed(faithful):
    def means(seed):
        np.random.seed(seed)  # noqa: NPY002
        mixture = GaussianMixture(3, init_params="random_from_data", random_state=np.random, max_iter=0)
        return mixture.fit(faithful).means_

    assert_array_equal(means(0), means(0))
    assert not np.array_equal(means(0), means(1))


@pytest.mark.filterwarnings("ignore:EM did not converge")
@pytest.mark.parametrize("store_history", [True, False])
def test_a_warm_start_of_single_steps_converges(faithful, store_history):
    step = GaussianMixture(
        2, warm_start=True, max_iter=1, random_state=0, means_init=faithful[:2], store_history=store_history
    )
    whole = GaussianMixture(2, random_state=0, means_init=faithful[:2]).fit(faithful)
    done = next(n for n in range(1, 100) if step.fit(faithful).converged_)
    assert done == whole.n_iter_
    assert_allclose(step.means_, whole.means_, rtol=1e-10)
    # Other data: what was gained on the old ones says nothing.
    assert not step.fit(faithful[::2] * [1.0, 1.01]).converged_


# -- pickles -----------------------------------------------------------------------------------------------------


def test_errors_and_warnings_survive_pickling(faithful):
    with pytest.raises(NotFittedError) as raised:
        GaussianMixture().predict(faithful)
    again = pickle.loads(pickle.dumps(raised.value))
    assert type(again) is type(raised.value)
    assert str(again) == str(raised.value)
    assert isinstance(again, NotFittedError)
    with pytest.warns(ConvergenceWarning) as caught:
        GaussianMixture(2, max_iter=1, tol=0.0).fit(faithful)
    assert isinstance(pickle.loads(pickle.dumps(caught[0].message)), ConvergenceWarning)


@pytest.mark.filterwarnings("ignore:EM did not converge")
def test_without_histories_a_pickle_is_small():
    X = np.random.default_rng(0).normal(size=(600, 20))
    params = {"n_init": 3, "max_iter": 30, "tol": 0, "random_state": 0}
    sizes = {}
    for keep in (True, False):
        fit = GaussianMixture(5, store_history=keep, **params).fit(X)
        sizes[keep] = len(pickle.dumps(fit))
        assert all(len(run.history) == (31 if keep else 2) for run in fit.runs_)
        assert len(fit.lower_bounds_) == 30
    one = fit.covariances_.nbytes + fit.means_.nbytes
    # Start and end of four histories, parameters and statistics of three runs, and the fit's own.
    assert sizes[False] < 30 * one < sizes[True]
