"""The numbers in the pictures of chapter "EM at scale", and the counts that it argues from."""

import tracemalloc
from fractions import Fraction
from itertools import accumulate
from statistics import pvariance

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.mixture import GaussianMixture as Peer

from lecture14 import GaussianMixture
from lecture14.clustering.sweeps import base
from lecture14.clustering.sweeps.features import FeatureSweep
from lecture14.data import load_faithful
from lecture14.figures import scale as figures
from lecture14.figures.em import GEYSER_START

X = load_faithful().X


def test_the_geysers_mixture_is_scikit_learns():
    peer = Peer(2, tol=1e-12, max_iter=1000, reg_covar=0, **GEYSER_START).fit(X)
    order = np.argsort(peer.means_[:, 0])
    np.testing.assert_allclose(figures.geyser().means_, peer.means_[order], rtol=1e-5)
    assert figures.top() == pytest.approx(peer.score(X) * len(X), abs=1e-3)


def test_exact_variance_is_the_standard_librarys():
    x = X[:, 0] + 1e6
    assert figures.exact_variance(x) == pvariance([Fraction(v) for v in x])


def test_sketched_digits_are_pythons():
    """Plain additions from left to right, as no library's sum does them, against rational numbers."""
    for exponent, digits in figures.offset_curve().at_knots().T:
        x = [float(v) for v in X[:, 0] + 10.0**exponent]
        *_, total = accumulate(x)
        *_, squares = accumulate(v * v for v in x)
        exact = pvariance([Fraction(v) for v in x])
        raw = squares / len(x) - (total / len(x)) ** 2
        assert 10**-digits == pytest.approx(float(abs(Fraction(raw) - exact) / exact), rel=1e-6)


@pytest.mark.parametrize("exponent", range(10))
def test_digits_go_with_the_square_of_the_offset_or_not_at_all(exponent):
    picture = figures.offset_error(exponent)
    x = X[:, 0] + 10.0**exponent
    truth = float(pvariance([Fraction(v) for v in x]))
    assert picture.raw_error == pytest.approx(abs(picture.raw - truth) / truth, rel=1e-6, abs=1e-15)
    # 272 sums of numbers of size offset², each rounded to 1.1e-16: the bound of Chan, Golub and LeVeque.
    assert picture.raw_error < 272 * 1.2e-16 * (1 + (10.0**exponent + 5.1) ** 2 / truth)
    assert max(picture.added_error, picture.shifted_error) < 1e-14


def test_raw_moments_are_the_same_wreck_on_every_machine():
    assert figures.offset_error(8).raw == -2.0
    assert figures.offset_error(9).raw == -768.0
    assert f"{figures.offset_error(7).raw:.4g}" == "1.375"


@pytest.mark.slow
@pytest.mark.parametrize("blocks", range(1, 17))
def test_partial_sums_are_the_binary_digits(blocks):
    assert figures.fold_blocks(blocks).partial == bin(blocks).count("1")


@pytest.mark.parametrize("blocks", [1, 5, 16])
def test_folded_means_are_weighted_averages(blocks):
    rows = X[: 17 * blocks]
    fit = figures.geyser()
    densities = [
        multivariate_normal(m, S).pdf(rows) for m, S in zip(fit.means_, fit.covariances_, strict=True)
    ]
    R = fit.weights_[:, None] * densities
    R /= R.sum(axis=0)
    picture = figures.fold_blocks(blocks)
    np.testing.assert_allclose(picture.means, [np.average(rows, axis=0, weights=r) for r in R], rtol=1e-9)
    deviations = [np.sqrt(np.diag(S)) for S in fit.covariances_]
    assert picture.distance == pytest.approx(np.max(np.abs(picture.means - fit.means_) / deviations))


def test_the_whole_tree_gives_the_fit():
    assert figures.fold_blocks(16).distance < 1e-5 < figures.fold_blocks(1).distance


@pytest.mark.parametrize(("rows", "block", "blocks"), [(1e4, 256, 40), (1e9, 1048576, 954), (1e4, 1e6, 1)])
def test_memory_is_counted(rows, block, blocks):
    picture = figures.memory(rows, block)
    assert picture.data == rows * 64
    assert picture.everything == rows * 8 * (45 + 20)
    assert picture.block == min(rows, block) * 8 * (45 + 20)
    assert picture.statistics == 8 * (10 + 10 * 8 + 10 * 64 + 1)
    assert picture.blocks == blocks


def test_counted_memory_is_what_the_engine_allocates(monkeypatch):
    rng = np.random.default_rng(0)
    data = rng.normal(size=(16_384, 8))
    model = GaussianMixture.from_parameters(
        np.full(10, 0.1), rng.normal(size=(10, 8)), np.repeat(np.eye(8)[None], 10, axis=0)
    )
    theta = model._parameters()
    for block in (512, 2048, 16_384):
        monkeypatch.setattr(base, "CACHE", block * (45 + 20))
        engine = FeatureSweep(theta, data.mean(axis=0), np.ptp(data, axis=0))
        assert engine.block_size() == block
        tracemalloc.start()
        model._rows(data).fold(engine)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert 0.75 * figures.working_bytes(block) < peak < figures.working_bytes(block) + 100_000


@pytest.mark.parametrize(("d", "K"), [(2, 3), (8, 10), (5, 2)])
def test_operations_and_bytes_are_those_counted_by_hand(d, K):
    p = (d + 1) * (d + 2) // 2
    work = figures.count_sweep(d, K)
    # Two matrix products, the features, five steps of log-sum-exp for each component and three for each row.
    operations = 4 * K * p + d + d * (d + 1) // 2 + 5 * K + 3
    moved = 2 * d + 2 * d + d + d * (d + 1) + 2 * (p + K) + (K + 1) + (2 * K + 1) + 2 * K + (K + 1)
    moved += (2 * K + 1) + 2 + 3 + 1
    assert work.operations == pytest.approx(operations, rel=0.01)
    assert work.moved == pytest.approx(8 * moved, rel=0.01)
    assert work.row == 8 * d


def test_counting_changes_nothing():
    tally = [0, 0]
    a = np.arange(6.0).reshape(2, 3).view(figures.Counted)
    a.tally = tally
    np.testing.assert_array_equal(np.asarray(np.exp(a)), np.exp(np.arange(6.0).reshape(2, 3)))
    assert tally == [6, 96]
    np.testing.assert_array_equal(np.asarray(a @ a.T), [[5, 14], [14, 50]])
    assert tally == [6 + 2 * 2 * 3 * 2, 96 + 48 + 48 + 32]
    a -= 1
    assert tally[0] == 30 + 6
    assert np.asarray(a)[0, 0] == -1


@pytest.mark.parametrize("threads", [1, 2, 8, 16])
@pytest.mark.parametrize("problem", figures.PROBLEMS)
def test_gains_obey_both_roofs(threads, problem):
    picture = figures.roofline(threads, problem)
    for intensity, gain in (
        (picture.blocked, picture.blocked_gain),
        (picture.unblocked, picture.unblocked_gain),
    ):
        cores, memory = threads * 10.0, 20.0 * intensity
        assert gain == pytest.approx(min(cores, memory) / min(10.0, memory))
    assert picture.blocked_gain >= picture.unblocked_gain


def test_all_rows_at_once_gain_nothing_from_eight_threads():
    picture = figures.roofline(8)
    assert (picture.blocked_gain, picture.unblocked_gain) == (8.0, 1.0)
    assert picture.blocked == pytest.approx(95 / 16, rel=0.01)
    assert picture.unblocked == pytest.approx(95 / 544, rel=0.01)


def test_em_in_the_race_is_the_estimators():
    history = GaussianMixture(2, tol=0.0, reg_covar=0.0, max_iter=100, **GEYSER_START).fit(X).history_
    np.testing.assert_allclose(
        figures.streaming().batch,
        history.log_likelihood.max() - history.log_likelihood[: figures.PASSES + 1],
        atol=1e-4,
    )


def test_incremental_reaches_the_top_and_stepwise_is_early():
    picture = figures.streaming(16, 0.6)
    assert picture.incremental[-1] < 1e-3 < picture.batch[-1]
    assert picture.stepwise[2] < picture.batch[2] / 5
    assert picture.stepwise[-1] > picture.batch[-1]


def test_first_stepwise_block_by_hand():
    """One block of all rows: the first pass is EM's first iteration, whatever the step."""
    assert figures.stepwise_path(272, 1.0)[1] == pytest.approx(figures.incremental_path(272)[1])
