"""The same fit in blocks, on threads, from a file, and on a Dask cluster."""

import os
import pickle
import tracemalloc
from contextlib import contextmanager
from copy import deepcopy

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering.estimators import mixture as mixture_module
from lecture14.clustering.inputs import rows as rows_module
from lecture14.clustering.inputs.chunks import is_dask
from lecture14.clustering.kmeans.nearest import Scratch
from lecture14.clustering.sweeps import base
from tests.clustering.conftest import start_at


@pytest.fixture(scope="module")
def many():
    rng = np.random.default_rng(8)
    means = np.array([[0.0, 0.0, 0.0], [5.0, 1.0, -2.0], [-3.0, 4.0, 4.0]])
    return means[rng.integers(3, size=20_001)] + rng.normal(size=(20_001, 3))


def fit(X, covariance_type="full", **params):
    start = start_at(np.asarray(X[:3]), 3, covariance_type, (0, 1, 2))
    return GaussianMixture(3, tol=1e-6, **start, **params)


@pytest.mark.parametrize("cache", [2**6, 2**12, 2**30])
def test_the_size_of_blocks_does_not_matter(many, covariance_type, cache, monkeypatch):
    whole = fit(many, covariance_type).fit(many)
    monkeypatch.setattr(base, "CACHE", cache)
    blocks = fit(many, covariance_type).fit(many)
    assert_allclose(blocks.means_, whole.means_, rtol=1e-11)
    assert_allclose(blocks.covariances_, whole.covariances_, rtol=1e-10, atol=1e-12)


@pytest.fixture
def small_parts(monkeypatch):
    """Threads for a few blocks already, and small blocks."""
    monkeypatch.setattr(rows_module, "WORTHWHILE", 1)
    monkeypatch.setattr(base, "CACHE", 2**6)


@pytest.mark.parametrize(
    ("n", "n_jobs", "parts"), [(31_999, 9, 1), (64_000, 9, 2), (10**6, 9, 9), (10**6, 1, 1)]
)
def test_each_row_is_met_once_and_no_thread_for_a_few(n, n_jobs, parts):
    found = [list(part) for part in rows_module.Rows(np.empty((n, 1)), n_jobs=n_jobs).parts(1000)]
    assert len(found) == parts
    rows = np.arange(n)
    assert np.array_equal(np.concatenate([rows[s] for part in found for s in part]), rows)
    longest = 1000 if parts == 1 else 1000 * rows_module.WIDER
    assert max(s.stop - s.start for part in found for s in part) == longest


@pytest.mark.slow
@pytest.mark.parametrize("threads", [2, 3, 7])
def test_threads_give_the_fit_of_one(many, covariance_type, threads, small_parts):
    assert len(rows_module.Rows(many, n_jobs=threads).parts(512)) == threads
    w = np.random.default_rng(0).random(len(many))
    one = fit(many, covariance_type).fit(many, sample_weight=w)
    several = fit(many, covariance_type, n_jobs=threads).fit(many, sample_weight=w)
    assert_allclose(several.means_, one.means_, rtol=1e-11)
    assert np.array_equal(several.predict(many), one.predict(many))
    again = fit(many, covariance_type, n_jobs=threads).fit(many, sample_weight=w)
    assert np.array_equal(again.means_, several.means_)  # whichever thread ends first


def test_more_threads_than_rows():
    X = np.random.default_rng(0).normal(size=(5, 2))
    assert_allclose(
        GaussianMixture(2, n_jobs=9, random_state=0).fit(X).means_,
        GaussianMixture(2, random_state=0).fit(X).means_,
    )


def test_a_mapped_file_is_read_in_blocks_and_not_copied(tmp_path, many):
    path = tmp_path / "rows.npy"
    X = np.tile(many, (20, 1))
    np.save(path, X)
    mapped = np.load(path, mmap_mode="r")
    expected = fit(many).fit(X)
    tracemalloc.start()
    found = fit(many).fit(mapped)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert np.array_equal(found.means_, expected.means_)
    assert X.nbytes > 9e6
    assert peak < 6e6


@pytest.mark.slow
@pytest.mark.parametrize("covariance_type", ["full", "diag"])
def test_memory_beyond_the_data_does_not_grow_with_it(covariance_type):
    rng = np.random.default_rng(0)
    peaks = []
    for n in (50_000, 400_000):
        X = rng.normal(size=(n, 8)).astype(np.float32)
        model = GaussianMixture(
            5, covariance_type=covariance_type, max_iter=2, tol=1.0, init_params="k-means++"
        )
        tracemalloc.start()
        model.fit(X)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 64e6
    assert peaks[1] < 1.1 * peaks[0] + 1e6


@pytest.mark.slow
def test_memory_of_k_means_beyond_the_data_has_a_bound():
    rng = np.random.default_rng(0)
    for n in (200_000, rows_module.SMALL // 8, 3_000_000):  # the second is the largest that is turned
        X = rng.normal(size=(n, 8)).astype(np.float32)
        tracemalloc.start()
        fit = KMeans(5, max_iter=2, tol=1.0, random_state=0).fit(X)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak - fit.labels_.nbytes < 40e6


@pytest.mark.parametrize("offset", [0.0, 2.0**30])
def test_k_means_on_turned_rows_is_the_same_to_the_last_bit(many, offset, monkeypatch):
    w = np.random.default_rng(0).random(len(many))
    start = many[:3] + offset
    turned = KMeans(3, init=start, tol=0).fit(many + offset, sample_weight=w)
    monkeypatch.setattr(rows_module, "SMALL", 0)
    as_they_lie = KMeans(3, init=start, tol=0).fit(many + offset, sample_weight=w)
    assert np.array_equal(turned.cluster_centers_, as_they_lie.cluster_centers_)
    assert np.array_equal(turned.labels_, as_they_lie.labels_)


def test_working_arrays_are_handed_on_but_do_not_travel():
    scratch = Scratch()
    large = scratch.take(3, 2, 100)
    scratch.give(large)
    assert scratch.take(3, 2, 40) is large
    scratch.give(large)
    assert pickle.loads(pickle.dumps(scratch)).free == []
    assert scratch.take(3, 2, 101)[0].shape == (3, 101)


@pytest.fixture(scope="module")
def dask_array():
    """dask.array; missing on a user's machine it is a loud skip, in continuous integration a failure."""
    try:
        import dask.array
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail("Dask is missing: pip install 'lecture14[scale]'")
        pytest.skip("Dask is missing: pip install 'lecture14[scale]'")
    return dask.array


def test_dask_chunks_give_the_fit_of_one_array(many, covariance_type, dask_array):
    X = dask_array.from_array(many, chunks=(3_000, 2))
    w = np.random.default_rng(0).random(len(many))
    lazy = fit(many, covariance_type).fit(X, sample_weight=w)
    plain = fit(many, covariance_type).fit(many, sample_weight=w)
    assert_allclose(lazy.means_, plain.means_, rtol=1e-10)
    assert_allclose(lazy.covariances_, plain.covariances_, rtol=1e-10, atol=1e-12)
    assert lazy.n_iter_ == plain.n_iter_
    for method in ("predict", "predict_proba", "score_samples"):
        result = getattr(lazy, method)(X)
        assert is_dask(result)
        assert_allclose(result.compute(), getattr(lazy, method)(many), rtol=1e-12, atol=1e-300)
    assert lazy.score(X) == pytest.approx(lazy.score(many))
    assert lazy.bic(X, sample_weight=w) == pytest.approx(lazy.bic(many, sample_weight=w))


def test_dask_starts_of_its_own_and_chunks_of_unknown_length(many, dask_array):
    X = dask_array.from_array(many, chunks=(4_000, 3))
    unknown = X[X[:, 0] > -100]
    plain = GaussianMixture(3, random_state=0).fit(many)
    assert_allclose(GaussianMixture(3, random_state=0).fit(X).means_, plain.means_, rtol=1e-10)
    assert_allclose(GaussianMixture(3, random_state=0).fit(unknown).means_, plain.means_, rtol=1e-10)


def test_dask_far_from_zero_and_with_gaps(many, dask_array):
    far = many + 2.0**30
    lazy = GaussianMixture(3, random_state=0).fit(dask_array.from_array(far, chunks=(5_000, 3)))
    assert_allclose(lazy.covariances_, GaussianMixture(3, random_state=0).fit(far).covariances_, rtol=1e-9)
    gaps = many[:2000].copy()  # a start looks at more of them by draws
    gaps[::7, 1] = np.nan
    # Rows in memory are sorted by their gaps, so that a draw among them is another: one start for both.
    settings = {"means_init": many[:3], "allow_missing": True}
    lazy = GaussianMixture(3, **settings).fit(dask_array.from_array(gaps, chunks=(1_000, 3)))
    plain = GaussianMixture(3, **settings).fit(gaps)
    assert_allclose(lazy.means_, plain.means_, rtol=1e-10)


def test_dask_knows_labels_and_random_starts(many, dask_array):
    X = dask_array.from_array(many, chunks=(7_000, 3))
    w = np.random.default_rng(0).random(len(many))
    known = np.full(len(many), -1)
    known[np.argsort(many[:, 1])[:50]] = 2  # the number is not where a start of its own would put them
    for how in ("kmeans", "random"):
        model = GaussianMixture(3, init_params=how, random_state=0, max_iter=500)
        lazy, plain = (
            deepcopy(model).fit(rows, sample_weight=w, known_labels=known).means_ for rows in (X, many)
        )
        assert_allclose(lazy, plain, rtol=1e-9)
        assert plain[:, 1].argmin() == 2
    with pytest.raises(ValueError, match=r"known_labels has shape \(5,\); expected \(20001,\)"):
        GaussianMixture(3).fit(X, known_labels=known[:5])


def test_dask_chunks_give_the_k_means_of_one_array(many, dask_array):
    w = np.random.default_rng(0).integers(0, 3, size=len(many))
    for rows, start in (
        (many, many[:3]),
        (many, np.vstack([many[:2], [[1e3, 0, 0]]])),  # the last is empty, and moves to the farthest row
        (many + 2.0**30, many[:3] + 2.0**30),
    ):
        X = dask_array.from_array(rows, chunks=(3_000, 2))
        plain = KMeans(3, init=start, tol=0).fit(rows, sample_weight=w)
        lazy = KMeans(3, init=start, tol=0).fit(X, sample_weight=w)
        assert_allclose(lazy.cluster_centers_, plain.cluster_centers_, rtol=1e-12)
        assert np.array_equal(lazy.labels_, plain.labels_)
        assert lazy.inertia_ == pytest.approx(plain.inertia_, rel=1e-10)
        assert lazy.score(X, sample_weight=w) == pytest.approx(plain.score(rows, sample_weight=w), rel=1e-10)
        for method in ("predict", "transform"):
            result = getattr(lazy, method)(X)
            assert is_dask(result)
            computed = result.compute()
            assert computed.dtype == result.dtype
            assert_allclose(computed, getattr(lazy, method)(rows), rtol=1e-12)
    unknown = dask_array.from_array(many, chunks=(4_000, 3))
    unknown = unknown[unknown[:, 0] > -100]
    assert_allclose(
        KMeans(3, random_state=0).fit(unknown).cluster_centers_,
        KMeans(3, random_state=0).fit(many).cluster_centers_,
        rtol=1e-12,
    )


def test_dask_names_the_bad_row(many, dask_array):
    bad = many.copy()
    bad[7_123, 2] = np.nan
    X = dask_array.from_array(bad, chunks=(3_000, 3))
    with pytest.raises(ValueError, match=r"X\[7123, 2\] is NaN"):
        GaussianMixture(3, random_state=0).fit(X)
    with pytest.raises(ValueError, match=r"X\[7123, 2\] is NaN"):
        KMeans(3, random_state=0).fit(X)


@pytest.mark.slow
def test_two_workers_agree_and_a_killed_one_loses_nothing(many, dask_array, monkeypatch):
    distributed = (
        pytest.importorskip("distributed") if not os.environ.get("CI") else __import__("distributed")
    )
    plain = fit(many, max_iter=30).fit(many)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        X = dask_array.from_array(many, chunks=(2_000, 3))
        assert_allclose(fit(many, max_iter=30).fit(X).means_, plain.means_, rtol=1e-10)
        persisted = X.persist()
        distributed.wait(persisted)
        model = fit(many, max_iter=30, verbose=2)
        killed = []

        @contextmanager
        def reporting(*_):
            def on_step(iteration, theta, log_likelihood):
                if iteration == 3:
                    # os._exit in the worker's own process: no farewell, its chunks are gone.
                    address = sorted(client.scheduler_info()["workers"])[0]
                    client.submit(os._exit, 1, workers=[address], allow_other_workers=False, retries=0)
                    killed.append(address)

            yield on_step

        monkeypatch.setattr(mixture_module, "reporting", reporting)
        model.fit(persisted)
    assert len(killed) == 1
    assert_allclose(model.means_, plain.means_, rtol=1e-10)
    assert_allclose(model.covariances_, plain.covariances_, rtol=1e-10, atol=1e-12)
