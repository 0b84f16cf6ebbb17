"""Laws that hold for any data: what may be moved, scaled, permuted or repeated without changing the fit."""

import warnings
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering import Parameters, SufficientStatistics
from tests.clustering import reference
from tests.clustering.conftest import TYPES, unit_precisions

# Multiples of 1/64: moving and scaling them by powers of two is exact.
numbers = st.integers(-640, 640).map(lambda i: i / 64)
types = st.sampled_from(TYPES)
few = settings(max_examples=30)


@st.composite
def data(draw, max_features=3):
    n, d = draw(st.integers(8, 40)), draw(st.integers(1, max_features))
    X = draw(arrays(float, (n, d), elements=numbers))
    # A little of every row's number keeps columns from being constant and rows from being equal.
    return X + np.outer(np.arange(n), np.arange(1, d + 1)) / 1024


def fit(X, covariance_type, rows=(0, 5), weights=(0.25, 0.75), scale=1.0, sample_weight=None):
    """Five iterations from means on two rows; the start scales with the data.

    Each is a fit of its own: where a step changes the log-likelihood by less than its last digit, rounding would say
    whether a fit of five iterations makes the next one, and the means still move by 1e-7.
    """
    start = {
        "weights_init": weights,
        "means_init": X[list(rows)],
        "precisions_init": unit_precisions(covariance_type, 2, X.shape[1]) / (16.0 * scale**2),
    }
    for _ in range(5):
        mixture = GaussianMixture(
            2, covariance_type=covariance_type, reg_covar=1e-3, max_iter=1, tol=0.0, **start
        )
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="EM did not converge")
            warnings.filterwarnings("ignore", message="components")
            mixture.fit(X, sample_weight=sample_weight)
        start = {
            "weights_init": mixture.weights_,
            "means_init": mixture.means_,
            "precisions_init": mixture.precisions_,
        }
    return mixture


@few
@given(data(), types, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(X, covariance_type, random):
    order = list(range(len(X)))
    random.shuffle(order)
    shuffled = fit(X[order], covariance_type, rows=(order.index(0), order.index(5)))
    plain = fit(X, covariance_type)
    assert_allclose(shuffled.means_, plain.means_, rtol=1e-7, atol=1e-7)
    assert_allclose(shuffled.predict_proba(X), plain.predict_proba(X), atol=1e-6)


@few
@given(data(), types, st.sampled_from([-(2.0**20), -3.0, 0.5, 2.0**12]))
def test_translation_moves_the_means_and_nothing_else(X, covariance_type, offset):
    moved, plain = fit(X + offset, covariance_type), fit(X, covariance_type)
    assert_allclose(moved.means_ - offset, plain.means_, rtol=1e-6, atol=1e-6)
    assert_allclose(moved.covariances_, plain.covariances_, rtol=1e-5, atol=1e-8)
    assert_allclose(moved.lower_bound_, plain.lower_bound_, rtol=1e-7)


@few
@given(data(), types, st.sampled_from([2.0**-40, 2.0**-12, 0.25]))
def test_below_unit_variance_scaling_changes_nothing_but_the_unit(X, covariance_type, scale):
    X = X / 1024  # above unit variance reg_covar is absolute, as in scikit-learn
    plain, scaled = (
        fit(X, covariance_type, scale=1 / 1024),
        fit(X * scale, covariance_type, scale=scale / 1024),
    )
    assert_allclose(scaled.means_, plain.means_ * scale, rtol=1e-7, atol=1e-7 * scale)
    assert_allclose(scaled.covariances_, plain.covariances_ * scale**2, rtol=1e-6, atol=1e-9 * scale**2)
    shift = X.shape[1] * np.log(scale)
    assert_allclose(scaled.score_samples(X * scale) + shift, plain.score_samples(X), rtol=1e-6, atol=1e-6)


@few
@given(data(), types, st.data())
def test_a_weight_of_three_is_three_rows(X, covariance_type, draws):
    w = np.array(draws.draw(st.lists(st.integers(0, 3), min_size=len(X), max_size=len(X))))
    w[[0, 5]] = 1, 2
    repeated = np.repeat(X, w, axis=0)
    if (np.ptp(repeated, axis=0) == 0).any():
        return
    last = int(w[:5].sum())
    weighted, plain = fit(X, covariance_type, sample_weight=w), fit(repeated, covariance_type, rows=(0, last))
    assert_allclose(weighted.means_, plain.means_, rtol=1e-7, atol=1e-7)
    assert_allclose(weighted.lower_bound_, plain.lower_bound_, rtol=1e-8)


@few
@given(data(), types)
def test_renumbering_the_start_renumbers_the_end(X, covariance_type):
    a, b = fit(X, covariance_type), fit(X, covariance_type, rows=(5, 0), weights=(0.75, 0.25))
    assert_allclose(a.means_, b.means_[::-1], rtol=1e-7, atol=1e-7)


@few
@given(data(), types)
def test_responsibilities_are_probabilities(X, covariance_type):
    mixture = narrow(X, covariance_type)
    R = mixture.predict_proba(X)
    assert (R >= 0).all()
    assert_allclose(R.sum(axis=1), 1.0, rtol=1e-12)
    assert np.array_equal(R.argmax(axis=1), mixture.predict(X))
    assert_allclose(mixture.weights_.sum(), 1.0, rtol=1e-12)


def narrow(X, covariance_type):
    """A fit whose components may become a billion times narrower in one direction than in another."""
    mixture = GaussianMixture(
        2, covariance_type=covariance_type, reg_covar=1e-9, tol=0.0, max_iter=20, random_state=0,
        init_params="random_from_data",
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return mixture.fit(X)


@pytest.mark.slow
@few
@given(data(), types)
def test_the_likelihood_climbs(X, covariance_type):
    """By 50 digits: in floats, the log-likelihood of so narrow a component is uncertain by more than it climbs."""
    assert max(falls(X, covariance_type, narrow(X, covariance_type).history_)) <= 1


def test_a_fall_of_the_likelihood_would_be_seen():
    X = np.random.default_rng(0).normal(size=(12, 2)).round(2)
    run = narrow(X, "full").history_
    assert max(falls(X, "full", run)) <= 1
    backwards = replace(
        run, weights=run.weights[::-1], means=run.means[::-1], covariances=run.covariances[::-1]
    )
    assert max(falls(X, "full", backwards)) > 1e6


def falls(X, covariance_type, run):
    """How far the penalised log-likelihood fell in each iteration, by what rounding may take.

    Rounding leaves a covariance of condition κ uncertain by d κ ε of itself, and a log-likelihood by as much of each
    row. An iteration loses less: the M step stands at a maximum of the lower bound, and so does the E step, where an
    error enters by its square: n (d κ ε)². Of first order are the errors of the counts alone, sums of n terms, which
    weigh the penalty's at most d: n d n ε.
    """
    n, d = X.shape
    reg = 1e-9 * np.minimum(1, X.var(axis=0))
    if covariance_type == "spherical":
        reg = np.full(d, reg.mean())
    covariances = [Parameters.rule_of(covariance_type).as_full(S, 2, d) for S in run.covariances]
    thetas = zip(run.weights, run.means, covariances, strict=True)
    exact = [reference.log_likelihood(X, *theta) for theta in thetas]
    found, eps = [], np.finfo(float).eps
    for i in range(1, len(exact)):
        both = covariances[i - 1 : i + 1]
        old, new = (reference.penalty(run.weights[i], S, n, reg) for S in both)
        uncertain = d * eps * max(correlation_condition(S) for S in np.concatenate(both))
        found.append(float((exact[i - 1] - old - exact[i] + new) / (n * (uncertain**2 + n * d * eps))))
    return found


def correlation_condition(S):
    """κ of the correlation matrix: units cost no digits."""
    width = np.sqrt(np.diagonal(S))
    return np.linalg.cond(S / np.outer(width, width))


@few
@given(data(), types, st.integers(1, 4), st.integers(0, 7))
def test_statistics_add_in_any_grouping(X, covariance_type, K, cut):
    R = np.random.default_rng(0).dirichlet(np.ones(K), len(X))
    whole = SufficientStatistics.from_responsibilities(X, R, covariance_type)
    cuts = [0, 1 + cut // 2, 5 + cut // 4, len(X)]
    a, b, c = (
        SufficientStatistics.from_responsibilities(X[i:j], R[i:j], covariance_type) for i, j in pairwise(cuts)
    )
    for total in ((a + b) + c, a + (b + c), (c + a) + b, sum([b, c, a])):
        assert_allclose(total.counts, whole.counts, rtol=1e-12)
        assert_allclose(total.means, whole.means, rtol=1e-10, atol=1e-10)
        assert_allclose(total.scatter, whole.scatter, rtol=1e-9, atol=1e-9)


@few
@given(data(), st.integers(1, 4), st.integers(0, 3))
def test_k_means_centres_are_means_and_rows_go_to_the_nearest(X, K, seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        fit = KMeans(K, random_state=seed, tol=0).fit(X)
    distances = np.linalg.norm(X[:, None] - fit.cluster_centers_, axis=2)
    assert_allclose(distances[np.arange(len(X)), fit.labels_], distances.min(axis=1), rtol=1e-9, atol=1e-9)
    assert_allclose((distances.min(axis=1) ** 2).sum(), fit.inertia_, rtol=1e-9, atol=1e-12)
    for k in np.unique(fit.labels_):
        assert_allclose(fit.cluster_centers_[k], X[fit.labels_ == k].mean(axis=0), rtol=1e-9, atol=1e-9)
