"""scikit-learn's own tools must take our classes for its own, though we never import it."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose
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
