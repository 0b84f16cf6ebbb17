"""Project "One shape, K volumes": a module like those of `lecture14/clustering/covariances`, for Σₖ = λₖC."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.optimize import minimize
from scipy.stats import multivariate_normal

from lecture14 import GaussianMixture, value_and_grad
from lecture14.clustering.covariances.table import TYPES

NAMES = "estimate", "n_parameters"


@pytest.fixture(scope="module", autouse=True)
def offered(solution):
    """The package knows the type meanwhile."""
    TYPES["volumes"] = solution
    yield
    del TYPES["volumes"]


def fit(X, K=2, kind="volumes", **more):
    start = {"means_init": X[:K], "weights_init": np.full(K, 1 / K), **more}
    return GaussianMixture(K, covariance_type=kind, reg_covar=0.0, tol=1e-10, max_iter=500, **start).fit(X)


def groups(seed=0, n=80, d=2, K=2):
    """Rows of K groups, each larger than the one before, of one shape; the first K rows lie in one each."""
    rng = np.random.default_rng(seed)
    A = np.eye(d) + 0.5 * np.tri(d, k=-1)
    which = np.arange(n) % K
    return (1.0 + 2 * which[:, None]) * (rng.normal(size=(n, d)) @ A.T) + 9.0 * which[:, None]


def scatters(seed, K, d):
    """K matrices Σ δδᵀ and their counts."""
    rng = np.random.default_rng(seed)
    delta = rng.normal(size=(K, d + 4, d)) * 10.0 ** rng.uniform(-1, 1, size=(K, 1, 1))
    return delta.swapaxes(1, 2) @ delta, rng.uniform(2.0, 9.0, size=K)


def expected_log_likelihood(covariances, scatter, counts):
    """What the M step maximises, but for a constant."""
    parts = [
        -0.5 * (N * np.linalg.slogdet(S)[1] + np.trace(np.linalg.solve(S, W)))
        for S, W, N in zip(covariances, scatter, counts, strict=True)
    ]
    return sum(parts)


def test_parameters_are_counted(solution):
    """K volumes, and a matrix of determinant one."""
    assert [solution.n_parameters(*of) for of in ((1, 1), (1, 3), (3, 2), (4, 5), (7, 1))] == [1, 6, 5, 18, 7]


def test_bic_counts_them():
    """Two volumes and two more for the shape, two means of two numbers, and one weight."""
    X = groups(n=40)
    mixture = fit(X)
    assert mixture.bic(X) == pytest.approx(-2 * 40 * mixture.score(X) + 9 * np.log(40))


def test_literal_values(solution):
    """Proportional scatter stays as it is; crossed scatter meets in the middle, each with its own volume."""
    W = np.array([[[4.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 4.0]]])
    assert_allclose(
        solution.estimate(W, np.array([1.0, 1.0]), 2), np.array([2.5, 2.5])[:, None, None] * np.eye(2)
    )
    W[1] = 9 * W[0]
    assert_allclose(solution.estimate(W, np.array([1.0, 3.0]), 2), [W[0], W[1] / 3])


@given(seed=st.integers(0, 10_000), K=st.integers(1, 4), d=st.integers(1, 4))
def test_the_matrices_are_proportional(solution, seed, K, d):
    W, N = scatters(seed, K, d)
    covariances = solution.estimate(W, N, d)
    assert covariances.shape == (K, d, d)
    ratios = np.linalg.det(covariances / np.trace(covariances, axis1=1, axis2=2)[:, None, None])
    assert_allclose(ratios, ratios[0], rtol=1e-9)
    shapes = covariances / covariances[:, :1, :1]
    assert_allclose(shapes, np.broadcast_to(shapes[0], shapes.shape), rtol=1e-9, atol=1e-12)


@given(seed=st.integers(0, 10_000), K=st.integers(1, 4), d=st.integers(1, 3))
def test_the_m_step_is_stationary(solution, seed, K, d):
    """At the maximum tr(Wₖ C⁻¹) = d Nₖ λₖ, and Σₖ Wₖ/λₖ is a multiple of C."""
    W, N = scatters(seed, K, d)
    covariances = solution.estimate(W, N, d)
    traces = [np.trace(np.linalg.solve(S, w)) for S, w in zip(covariances, W, strict=True)]
    assert_allclose(traces, d * N, rtol=1e-8)
    volumes = np.linalg.det(covariances) ** (1 / d)
    total = np.sum(W / volumes[:, None, None], axis=0)
    assert_allclose(total, N.sum() * covariances[0] / volumes[0], rtol=1e-7, atol=1e-7 * np.abs(total).max())


@pytest.mark.parametrize("seed", range(3))
def test_the_m_step_is_where_a_maximiser_ends(solution, seed):
    """SciPy's, by the package's gradient, from the logarithms of volumes and a triangular root of the shape."""
    K, d = 3, 3
    W, N = scatters(seed, K, d)
    i, j = np.tril_indices(d)
    places = np.eye(d * d)[d * i + j]

    def covariances(u):
        root = (u[K:] @ places).reshape(d, d)
        return np.exp(u[:K])[:, None, None] * (root @ root.T)

    def loss(u):
        return -expected_log_likelihood(covariances(u), W, N) / N.sum()

    start = np.concatenate([np.log(np.trace(W, axis1=1, axis2=2) / N), np.eye(d)[i, j]])
    best = minimize(value_and_grad(loss), start, jac=True, tol=1e-11)
    found = solution.estimate(W, N, d)
    size = np.trace(found, axis1=1, axis2=2)[:, None, None]
    assert_allclose(found / size, covariances(best.x) / size, atol=1e-4)
    assert expected_log_likelihood(found, W, N) >= -best.fun * N.sum() - 1e-9


@pytest.mark.parametrize(("d", "K"), [(1, 2), (2, 2), (3, 3)])
def test_no_iteration_lowers_the_likelihood(solution, d, K):
    X = groups(1, d=d, K=K)
    mixture = fit(X, K)
    rises = np.diff(mixture.history_.log_likelihood)
    assert len(rises) > 3
    assert rises.min() >= -1e-9 * abs(mixture.history_.log_likelihood[0])
    densities = [
        w * multivariate_normal(m, S).pdf(X)
        for w, m, S in zip(mixture.weights_, mixture.means_, mixture.covariances_, strict=True)
    ]
    assert mixture.score(X) == pytest.approx(np.mean(np.log(np.sum(densities, axis=0))))


def test_one_component_has_the_data_s_covariance(solution):
    X = groups(d=3)
    assert_allclose(fit(X, 1).covariances_[0], np.cov(X.T, bias=True), rtol=1e-10)


def test_in_one_dimension_it_is_spherical(solution):
    X = groups(d=1)
    assert_allclose(fit(X).covariances_[:, 0, 0], fit(X, kind="spherical").covariances_, rtol=1e-6)
    assert fit(X).score(X) == pytest.approx(fit(X, kind="spherical").score(X), rel=1e-9)


def test_equal_volumes_make_it_tied(solution):
    """Two groups of which the second is the first, moved: the fits are one."""
    one = np.random.default_rng(3).normal(size=(40, 2)) @ np.array([[1.0, 0.4], [0.0, 1.0]])
    X = np.concatenate([one - 10.0, one + 10.0])
    start = {"means_init": [[-10.0, -10.0], [10.0, 10.0]]}
    tied = fit(X, kind="tied", **start).covariances_
    assert_allclose(fit(X, **start).covariances_, [tied, tied], rtol=1e-8)


def test_between_tied_and_full(solution):
    X = groups(4, n=200)
    tied, volumes, full = (fit(X, kind=kind).score(X) for kind in ("tied", "volumes", "full"))
    assert tied < volumes < full
    # These groups have one shape: BIC pays for the volumes and for no more.
    best = min(("tied", "volumes", "full"), key=lambda kind: fit(X, kind=kind).bic(X))
    assert best == "volumes"


@given(seed=st.integers(0, 1000))
def test_other_axes_give_the_same_matrices(solution, seed):
    """AΣAᵀ for any A: shapes turn and stretch with the data."""
    W, N = scatters(seed, 3, 2)
    A = np.array([[2.0, -1.0], [0.5, 3.0]])
    assert_allclose(
        solution.estimate(A @ W @ A.T, N, 2), A @ solution.estimate(W, N, 2) @ A.T, rtol=1e-7, atol=1e-7
    )


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
def test_volumes_of_all_sizes(solution, scale):
    """Twelve orders of magnitude between the components, whatever the unit."""
    C = np.array([[2.0, 0.5], [0.5, 1.0]])
    volumes = scale * np.array([1e-6, 1.0, 1e6])
    N = np.array([3.0, 50.0, 7.0])
    W = (N * volumes)[:, None, None] * C
    assert_allclose(solution.estimate(W, N, 2), volumes[:, None, None] * C, rtol=1e-9)


def test_the_scatter_stays_as_it_was(solution):
    W, N = scatters(0, 2, 2)
    copies = W.copy(), N.copy()
    solution.estimate(W, N, 2)
    for a, b in zip((W, N), copies, strict=True):
        assert_allclose(a, b, rtol=0)
