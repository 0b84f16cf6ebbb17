"""The two steps alone, their statistics, and the loop."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import multivariate_normal

from lecture14 import GaussianMixture
from lecture14.clustering import Parameters, SufficientStatistics, e_step, m_step
from tests.clustering.conftest import TYPES, start_at


def soft(n, K, seed=3):
    return np.random.default_rng(seed).dirichlet(np.ones(K), n)


def by_the_formulas(X, R):
    """Slide 52's M step, literally."""
    N = R.sum(axis=0)
    means = R.T @ X / N[:, None]
    covariances = np.array(
        [
            sum(r * np.outer(x - m, x - m) for r, x in zip(R[:, k], X, strict=True)) / N[k]
            for k, m in enumerate(means)
        ]
    )
    return N / len(X), means, covariances


def test_e_step_is_bayes_rule(clouds):
    X, _ = clouds
    weights = np.array([0.2, 0.5, 0.3])
    covariances = np.array([np.eye(3), 2 * np.eye(3) + 0.5, np.diag([1.0, 4.0, 0.3])])
    theta = Parameters(weights, X[:3], covariances)
    R, log_likelihood = e_step(X, weights, X[:3], theta.precisions_cholesky)
    joint = weights * np.column_stack(
        [multivariate_normal(m, S).pdf(X) for m, S in zip(X[:3], covariances, strict=True)]
    )
    assert_allclose(R, joint / joint.sum(axis=1, keepdims=True), rtol=1e-9, atol=1e-15)
    assert log_likelihood == pytest.approx(np.log(joint.sum(axis=1)).sum(), rel=1e-12)


def test_m_step_is_the_slides_formulas(clouds):
    X, _ = clouds
    R = soft(len(X), 3)
    weights, means, covariances = by_the_formulas(X, R)
    within = np.einsum("k,kij->ij", weights, covariances)
    variances = np.diagonal(covariances, axis1=1, axis2=2)
    expected = {
        "full": covariances,
        "tied": within,
        "diag": variances,
        "spherical": variances.mean(axis=1),
    }
    for covariance_type in TYPES:
        theta = m_step(SufficientStatistics.from_responsibilities(X, R, covariance_type))
        assert_allclose(theta.weights, weights)
        assert_allclose(theta.means, means)
        assert_allclose(theta.covariances, expected[covariance_type], atol=1e-14)


def test_statistics_of_parts_add_up_to_those_of_the_whole(clouds, covariance_type):
    X, _ = clouds
    R = soft(len(X), 3)
    whole = SufficientStatistics.from_responsibilities(X, R, covariance_type)
    cuts = [0, 1, 7, 150, 300]
    parts = sum(
        SufficientStatistics.from_responsibilities(X[a:b], R[a:b], covariance_type)
        for a, b in itertools.pairwise(cuts)
    )
    for name in ("counts", "means", "scatter"):
        assert_allclose(getattr(parts, name), getattr(whole, name), rtol=1e-12, atol=1e-11)


def test_statistics_of_weighted_rows_are_those_of_copies(clouds, covariance_type):
    X = clouds[0][:90]
    R, w = soft(len(X), 3), np.random.default_rng(2).integers(0, 4, size=len(X), dtype=np.intp)
    weighted = SufficientStatistics.from_responsibilities(X, R, covariance_type, sample_weight=w)
    copies = SufficientStatistics.from_responsibilities(
        np.repeat(X, w, axis=0), np.repeat(R, w, axis=0), covariance_type
    )
    for name in ("counts", "means", "scatter"):
        assert_allclose(getattr(weighted, name), getattr(copies, name), rtol=1e-12, atol=1e-11)


def test_statistics_of_different_kinds_do_not_add(clouds):
    X, _ = clouds
    full = SufficientStatistics.from_responsibilities(X, soft(len(X), 3))
    with pytest.raises(ValueError, match=r"cannot add SufficientStatistics\(full, K=3, d=3, samples=300\)"):
        full + SufficientStatistics.from_responsibilities(X, soft(len(X), 3), "diag")
    with pytest.raises(TypeError):
        full + 1


def test_partial_statistics_make_one_iteration_of_em(clouds, covariance_type):
    X, _ = clouds
    start = start_at(X, 3, covariance_type, (0, 1, 2))
    fit = GaussianMixture(3, max_iter=1, reg_covar=0.0, **start)
    with pytest.warns(UserWarning, match="did not converge"):
        fit.fit(X)
    zero = GaussianMixture(3, max_iter=0, **start).fit(X)
    theta = m_step(zero.partial_statistics(X[:100]) + zero.partial_statistics(X[100:]))
    assert_allclose(theta.means, fit.means_, rtol=1e-11)
    assert_allclose(theta.covariances, fit.covariances_, rtol=1e-9, atol=1e-12)


def test_history_holds_the_start_and_every_iteration(clouds, covariance_type):
    X, _ = clouds
    fit = GaussianMixture(3, **start_at(X, 3, covariance_type, (0, 1, 2))).fit(X)
    run = fit.history_
    assert len(run) == fit.n_iter_ + 1
    assert np.array_equal(run[0].means, X[:3])
    assert np.array_equal(run[-1].covariances, fit.covariances_)
    assert [step.iteration for step in run] == list(range(len(run)))
    assert run.covariances.shape == (len(run), *fit.covariances_.shape)
    for step in (run[0], run[1], run[-1]):
        mixture = GaussianMixture.from_parameters(*step[1:4], covariance_type)
        assert step.log_likelihood == pytest.approx(mixture.score_samples(X).sum(), rel=1e-12)
    assert fit.lower_bounds_ == pytest.approx(run.log_likelihood[1:] / len(X))
    assert fit.lower_bound_ == pytest.approx(fit.score(X), rel=1e-13)


def test_history_slices_and_speaks(clouds):
    X, _ = clouds
    run = GaussianMixture(3, **start_at(X, 3, "full", (0, 1, 2))).fit(X).history_
    assert len(run[:3]) == 3
    assert run[:3][1].log_likelihood == run[1].log_likelihood
    assert repr(run).startswith(f"History of {len(run) - 1} iterations (K=3, d=3): log-likelihood -")
    with pytest.raises(IndexError):
        run[len(run)]


@pytest.mark.parametrize("seed", range(5))
def test_log_likelihood_never_decreases(clouds, covariance_type, seed):
    X, _ = clouds
    settings = {"init_params": "random_from_data", "reg_covar": 0.0, "tol": 1e-10, "max_iter": 500}
    fit = GaussianMixture(4, covariance_type=covariance_type, random_state=seed, **settings).fit(X)
    assert (np.diff(fit.history_.log_likelihood) >= 0).all()
    assert fit.n_iter_ > 3


def test_with_regularisation_the_penalised_log_likelihood_never_decreases(clouds, covariance_type):
    X, _ = clouds
    reg = 0.3  # large enough to see
    fit = GaussianMixture(
        4, covariance_type=covariance_type, reg_covar=reg, tol=0.0, max_iter=40, random_state=1
    )
    with pytest.warns(UserWarning, match="did not converge"):
        fit.fit(X)
    run, rule = fit.history_, Parameters.rule_of(covariance_type)
    for before, after in itertools.pairwise(run):
        counts = after.weights * len(X)

        def penalised(step, counts=counts):
            full = rule.as_full(step.covariances, 4, 3)
            traces = np.trace(np.linalg.inv(full), axis1=1, axis2=2)
            return step.log_likelihood - 0.5 * reg * (counts @ traces)

        assert penalised(after) >= penalised(before) - 1e-9


def test_tol_zero_terminates_at_the_limit_of_rounding(faithful):
    fit = GaussianMixture(2, reg_covar=0.0, tol=0.0, max_iter=10_000, random_state=0).fit(faithful)
    assert fit.converged_
    assert fit.n_iter_ < 1000
    assert fit.history_.log_likelihood[-1] == pytest.approx(-1130.2639601847, abs=1e-9)


@pytest.mark.parametrize("reg_covar", [0.0, 1e-6, 1e-2])
def test_tol_zero_terminates_for_every_type_with_and_without_regularisation(
    clouds, covariance_type, reg_covar
):
    fit = GaussianMixture(
        3, covariance_type=covariance_type, reg_covar=reg_covar, tol=0.0, max_iter=2000, random_state=0
    ).fit(clouds[0])
    assert fit.converged_
    assert fit.n_iter_ < 1000


def test_old_faithful_has_the_published_fit(faithful):
    """Two components, full covariance: the values that R's mclust reports (model VVV)."""
    fit = GaussianMixture(2, tol=1e-10, max_iter=500, random_state=0, component_order="mean").fit(faithful)
    assert_allclose(fit.means_, [[2.036, 54.479], [4.290, 79.968]], atol=1e-3)
    assert_allclose(fit.weights_, [0.356, 0.644], atol=1e-3)
    assert_allclose(fit.covariances_[1], [[0.170, 0.941], [0.941, 36.046]], atol=1e-3)
