"""k-means: against scikit-learn from the same start, and as the limit of the soft version."""

import itertools
import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.cluster import KMeans as Reference

from lecture14 import KMeans
from lecture14.clustering import soft_kmeans
from lecture14.clustering.inputs import rows
from lecture14.clustering.kmeans.seeds import merge_equal
from lecture14.clustering.sweeps import base
from lecture14.data import load_penguins


def test_same_start_same_end_as_scikit_learn(clouds):
    X, _ = clouds
    for K in (1, 2, 3, 6):
        ours = KMeans(K, init=X[:K], tol=0).fit(X)
        theirs = Reference(K, init=X[:K], n_init=1, tol=0, algorithm="lloyd").fit(X)
        assert_allclose(ours.cluster_centers_, theirs.cluster_centers_, rtol=1e-12, atol=1e-12)
        assert np.array_equal(ours.labels_, theirs.labels_)
        assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-12)
        assert_allclose(ours.transform(X), theirs.transform(X), rtol=1e-9)
        assert ours.score(X) == pytest.approx(theirs.score(X), rel=1e-12)


def test_weights_count_as_copies(clouds):
    X = clouds[0][:80]
    w = np.random.default_rng(0).integers(0, 4, size=80, dtype=np.intp)
    weighted = KMeans(3, random_state=4, tol=0).fit(X, sample_weight=w)
    repeated = KMeans(3, random_state=4, tol=0).fit(np.repeat(X, w, axis=0))
    assert_allclose(weighted.cluster_centers_, repeated.cluster_centers_, rtol=1e-12)
    assert weighted.inertia_ == pytest.approx(repeated.inertia_, rel=1e-12)
    assert weighted.score(X, sample_weight=w) == pytest.approx(-weighted.inertia_)


@pytest.mark.parametrize("values", [3, 10**6])
def test_seeds_are_sought_among_distinct_rows_with_their_weights(values):
    rng = np.random.default_rng(3)
    X, w = rng.integers(0, values, size=(500, 3)).astype(float), rng.integers(1, 5, size=500).astype(float)
    expected, index = np.unique(X, axis=0, return_inverse=True)
    rows, weights = merge_equal(X, w)
    assert np.array_equal(rows, expected)
    assert np.array_equal(weights, np.bincount(np.ravel(index), w))


def test_seeds_are_found_though_hardly_a_row_of_many_carries_weight():
    X = np.random.default_rng(0).normal(size=(100_000, 1))
    w = np.zeros(len(X))
    w[[5, 50_000, 99_999]] = 1.0
    fit = KMeans(3, random_state=0).fit(X, sample_weight=w)
    assert np.array_equal(np.sort(fit.cluster_centers_.ravel()), np.sort(X[w > 0].ravel()))


def test_inertia_never_rises_and_history_tells_it(clouds):
    fit = KMeans(5, init="random", n_init=1, random_state=0, tol=0).fit(clouds[0])
    inertias = [inertia for _, inertia in fit.history_]
    assert len(inertias) >= 3
    assert (np.diff(inertias) <= 1e-9).all()
    assert np.array_equal(fit.history_[0][0].shape, (5, 3))
    assert inertias[-1] == pytest.approx(fit.inertia_, rel=1e-9)


def test_tol_ends_at_the_first_move_that_is_small_for_the_spread_of_the_data(clouds):
    X = clouds[0]
    for scale, tol in ((1.0, 1e-4), (1e3, 1e-4), (1.0, 1e-2)):
        fit = KMeans(5, init=X[:5] * scale, tol=tol).fit(X * scale)
        path = np.array([centres for centres, _ in fit.history_])
        assert len(path) == fit.n_iter_ + 1
        assert np.array_equal(path[-1], fit.cluster_centers_)
        assert fit.history_[-1][1] == pytest.approx(fit.inertia_, rel=1e-9)
        moves = (np.diff(path, axis=0) ** 2).sum(axis=(1, 2)) / (X * scale).var(axis=0).mean()
        assert moves[-1] <= tol < moves[:-1].min()


def test_an_empty_cluster_moves_to_the_worst_served_row():
    X = np.array([[0.0], [1.0], [2.0], [50.0]])
    fit = KMeans(2, init=np.array([[1.0], [1000.0]]), tol=0).fit(X)
    assert sorted(fit.cluster_centers_.ravel()) == [1.0, 50.0]
    assert fit.inertia_ == pytest.approx(2.0)


def test_a_zero_weight_row_is_no_refuge_for_an_empty_cluster():
    X = np.array([[0.0], [1.0], [2.0], [50.0], [400.0]])
    fit = KMeans(2, init=np.array([[1.0], [-1000.0]]), tol=0).fit(X, sample_weight=[1, 1, 1, 1, 0])
    assert sorted(fit.cluster_centers_.ravel()) == [1.0, 50.0]


def test_fewer_distinct_rows_than_clusters_is_reported():
    X = np.repeat([[0.0, 0.0], [1.0, 1.0]], 5, axis=0)
    with pytest.warns(UserWarning, match="only 2 distinct centres for n_clusters=3"):
        fit = KMeans(3, random_state=0).fit(X)
    assert fit.inertia_ == 0


def test_plus_plus_finds_well_separated_groups():
    centres = np.array([[0.0, 0], [20, 0], [0, 20], [20, 20], [10, 40]])
    X = np.repeat(centres, 30, axis=0) + np.random.default_rng(1).normal(size=(150, 2))
    for seed in range(5):
        fit = KMeans(5, random_state=seed).fit(X)
        found = {tuple(c) for c in np.round(fit.cluster_centers_ / 10) * 10}
        assert found == {tuple(c) for c in centres}


def test_far_from_zero_and_in_small_units_it_is_the_same_clustering(clouds):
    X = np.round(clouds[0] * 2**10) / 2**10
    plain = KMeans(3, init=X[:3], tol=0).fit(X)
    for offset, scale in ((2.0**30, 1.0), (0.0, 2.0**-40), (0.0, 2.0**60)):
        moved = KMeans(3, init=X[:3] * scale + offset, tol=0).fit(X * scale + offset)
        assert np.array_equal(moved.labels_, plain.labels_)
        assert moved.inertia_ == pytest.approx(plain.inertia_ * scale**2, rel=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.int16])
def test_other_number_types_give_the_clusters_of_their_values(clouds, dtype):
    X = np.round(clouds[0] * 8).astype(dtype)
    plain = KMeans(3, random_state=0).fit(X.astype(float))
    other = KMeans(3, random_state=0).fit(X)
    assert np.array_equal(other.cluster_centers_, plain.cluster_centers_)
    assert np.array_equal(other.predict(X), plain.labels_)


def test_layout_in_memory_does_not_matter_and_nothing_is_modified(clouds):
    X = clouds[0]
    wide = np.zeros((2 * len(X), 7))
    wide[::2, 1:6:2] = X
    w, start = np.linspace(0, 1, len(X)), X[:3].copy()
    fits = []
    for layout in (X.copy(), np.asfortranarray(X), wide[::2, 1:6:2], X[::-1].copy()[::-1]):
        for array in (layout, w, start):
            array.flags.writeable = False
        fits.append(KMeans(3, init=start, tol=0).fit(layout, sample_weight=w))
    for fit in fits[1:]:
        assert_allclose(fit.cluster_centers_, fits[0].cluster_centers_, rtol=1e-13)
        assert np.array_equal(fit.labels_, fits[0].labels_)
    assert np.array_equal(wide[::2, 1:6:2], X)


def test_as_many_clusters_as_rows_one_feature_and_a_constant_column():
    X = np.array([[3.0, 7.0], [1.0, 7.0], [8.0, 7.0]])
    fit = KMeans(3, random_state=0).fit(X)
    assert fit.inertia_ == 0
    assert sorted(fit.labels_) == [0, 1, 2]
    assert np.array_equal(np.sort(fit.cluster_centers_[:, 0]), [1.0, 3.0, 8.0])
    assert np.array_equal(KMeans(3, random_state=0).fit(X[:, :1]).labels_, fit.labels_)


def test_identical_starting_centres_part(clouds):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = KMeans(2, init=np.zeros((2, 3)), tol=0).fit(clouds[0])
    assert len(np.unique(fit.labels_)) == 2


def test_more_threads_same_result(clouds, monkeypatch):
    X = np.tile(clouds[0], (40, 1))
    monkeypatch.setattr(rows, "WORTHWHILE", 1)
    monkeypatch.setattr(base, "CACHE", 2**6)
    assert len(rows.Rows(X, n_jobs=2).parts(512)) == 2
    one, two = (KMeans(4, random_state=0, n_jobs=j).fit(X) for j in (1, 2))
    assert_allclose(one.cluster_centers_, two.cluster_centers_, rtol=1e-12)


def test_predict_gives_the_nearest_and_max_iter_zero_the_start(clouds):
    X, _ = clouds
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # who asks for the start is not told that it did not converge
        fit = KMeans(3, init=X[:3], max_iter=0).fit(X)
    assert np.array_equal(fit.cluster_centers_, X[:3])
    distances = np.linalg.norm(X[:, None] - X[:3], axis=2)
    assert np.array_equal(fit.predict(X), distances.argmin(axis=1))
    assert fit.predict([[1e160, 0.0, 0.0]]).shape == (1,)
    with pytest.warns(UserWarning, match="did not converge in max_iter=1"):
        KMeans(3, init=X[:3], max_iter=1, tol=0).fit(X)


def test_verbose_prints_the_inertia(clouds, capsys):
    KMeans(2, random_state=0, verbose=1).fit(clouds[0])
    assert capsys.readouterr().out.startswith("start 1, iteration 0: inertia ")


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"n_clusters": 0}, "n_clusters is 0; expected an integer of at least 1"),
        ({"init": "best"}, "init is 'best'; expected one of 'k-means"),
        ({"init": np.zeros((3, 3))}, r"init has shape \(3, 3\); expected \(2, 3\)"),
        ({"n_init": "many"}, "n_init is 'many'; expected one of 'auto'"),
        ({"n_init": 0}, "n_init is 0; expected an integer of at least 1"),
        ({"tol": -1}, "tol is -1; expected a finite number not below 0"),
        ({"n_jobs": 0}, "n_jobs is 0"),
    ],
)
def test_parameters_out_of_range(clouds, params, message):
    with pytest.raises(ValueError, match=message):
        KMeans(**({"n_clusters": 2} | params)).fit(clouds[0])


def test_fewer_rows_than_clusters():
    with pytest.raises(
        ValueError, match=r"n_samples = 3 sample\(s\); expected at least 4 for n_clusters = 4"
    ):
        KMeans(4).fit(np.eye(3))


@pytest.mark.parametrize("sigma", [0.0, 1e-300, 1e-8, 1e-3])
def test_soft_assignments_reach_k_means_exactly_as_sigma_falls(sigma):
    X = load_penguins().X
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    start = X[[0, 160, 300]]
    hard = KMeans(3, init=start, tol=0).fit(X)
    soft = soft_kmeans(X, start, sigma)
    assert np.array_equal(soft.labels, hard.labels_)
    assert_allclose(soft.means, hard.cluster_centers_, rtol=1e-9, atol=1e-12)
    assert set(np.unique(soft.responsibilities)) == {0.0, 1.0}


def test_memberships_soften_as_sigma_grows():
    X = load_penguins().X
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    certainty = [
        soft_kmeans(X, X[[0, 160, 300]], s).responsibilities.max(axis=1).mean() for s in (0.0, 0.3, 0.6, 3.0)
    ]
    assert all(a > b for a, b in itertools.pairwise(certainty))
    assert certainty[-1] == pytest.approx(1 / 3, abs=1e-3)


def test_soft_k_means_checks_its_arguments():
    with pytest.raises(ValueError, match=r"means has shape \(2,\); expected \(K, 1\)"):
        soft_kmeans([[0.0], [1.0]], [0.0, 1.0], 0.1)
    with pytest.raises(ValueError, match="sigma is -1; expected a finite number not below 0"):
        soft_kmeans([[0.0], [1.0]], [[0.0], [1.0]], -1)


def test_distances_keep_their_digits_near_and_far():
    centres = np.array([[1e9, 0.0], [1e9 + 2.0**-10, 0.0], [-3.0, 4.0]])
    fit = KMeans(3, init=centres, max_iter=0).fit(centres)
    near = fit.transform([[1e9, 0.0], [1e9 + 2.0**-10, 2.0**-30]])
    assert_allclose(near[:, :2], [[0, 2.0**-10], [np.hypot(2.0**-10, 2.0**-30), 2.0**-30]], rtol=1e-14)
    assert_allclose(near[:, 2], [1e9 + 3, 1e9 + 3 + 2.0**-10], rtol=3e-16)
    far = fit.transform([[3e200, 4e200], [-3e300, 4e300], [0.0, 0.0]])
    assert_allclose(far, [[5e200] * 3, [5e300] * 3, [1e9, 1e9, 5.0]], rtol=1e-8)
    assert far[2, 2] == pytest.approx(5.0, rel=1e-14)


@pytest.mark.filterwarnings("ignore:k-means did not converge")
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_many_centres_take_another_way_to_the_same_place(weighted, offset, monkeypatch):
    rng = np.random.default_rng(4)
    X = rng.normal(size=(3000, 6)) + offset
    w = rng.integers(0, 4, 3000) if weighted else None
    ends = []
    for many in (2, 1000):
        monkeypatch.setattr("lecture14.clustering.kmeans.nearest.MANY", many)
        fit = KMeans(50, init=X[:50], max_iter=15, tol=0).fit(X, sample_weight=w)
        ends.append((fit.cluster_centers_, fit.inertia_, fit.predict(X), fit.labels_))
    assert_allclose(ends[0][0], ends[1][0], rtol=1e-12, atol=1e-12)
    assert ends[0][1] == pytest.approx(ends[1][1], rel=1e-12)
    assert all((a == b).all() for a, b in zip(ends[0][2:], ends[1][2:], strict=True))
