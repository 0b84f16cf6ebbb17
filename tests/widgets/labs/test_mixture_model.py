"""The one second place of the mixture's formulas, compared with lecture14.clustering in V8, step by step."""

from __future__ import annotations

import numpy as np
import pytest

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering import (
    Parameters,
    SufficientStatistics,
    lower_bound,
    m_step,
    soft_kmeans,
)
from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.em.ends import on_floor, variance_floor
from lecture14.clustering.inputs.rows import Rows
from lecture14.data import load_faithful, load_three_groups
from lecture14.figures.kmeans_limit import hard_em
from lecture14.figures.soft_assignments import sharpen
from tests.widgets.scripts import STATIC, scripts

TOLERANCE = 1e-10
#: E and M in turn, as the lab does them: [likelihood, R, bound, theta] of each iteration, and BIC at the end.
RUN = """([X, theta, type, reg, turns]) => { const M = Lecture14.mixture, out = [];
  for (let t = 0; t < turns; t++) {
    const L = M.logJoint(X, theta), R = M.eStep(X, theta), likelihood = M.likelihood(L), touches = M.bound(L, R);
    const next = M.mStep(X, R, type, reg, theta), after = M.logJoint(X, next);
    out.push({ R, likelihood, touches, raised: M.bound(after, R), after: M.likelihood(after), ...next });
    theta = next;
  }
  const bic = M.bic(M.likelihood(M.logJoint(X, theta)), X.length, theta.w.length, type);
  return { turns: out, bic, flat: M.onFloor(theta, reg, type) };
}"""


@pytest.fixture(scope="module")
def js():
    with scripts("mixture-model.js") as run:
        yield run


def difference(ours, theirs) -> float:
    """Largest difference, in units of the largest entry."""
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    assert ours.shape == theirs.shape
    return float(np.abs(ours - theirs).max() / max(1.0, np.abs(theirs).max()))


def as_theta(p: Parameters) -> dict:
    """The parameters as the script has them, whatever the type."""
    S = p.rule.as_full(p.covariances, *p.means.shape)
    return {"w": p.weights.tolist(), "m": p.means.tolist(), "S": S[:, [0, 0, 1], [0, 1, 1]].tolist()}


def random_mixture(rng: np.random.Generator, kind: str) -> tuple[np.ndarray, Parameters]:
    """Points of a random mixture, in units and far from 0 as they come, and other parameters to start from."""
    K, n = int(rng.integers(1, 7)), int(rng.integers(20, 60))
    unit, origin = 10 ** rng.uniform(-2, 2, 2), rng.normal(0, 5, 2)
    X = (rng.normal(size=(n, 2)) + rng.normal(0, 3, (K, 2))[rng.integers(0, K, n)] + origin) * unit
    # Well-conditioned: axes of 0.7 to 2 before the units, and no more correlation than that leaves.
    root = np.tril(rng.uniform(-1, 1, (K, 2, 2)), -1) + rng.uniform(0.7, 2, (K, 2))[:, None] * np.eye(2)
    full = (root @ np.swapaxes(root, 1, 2)) * np.multiply.outer(unit, unit)
    covariances = {
        "full": full,
        "tied": full[0],
        "diag": full[:, [0, 1], [0, 1]],
        "spherical": full[:, [0, 1], [0, 1]].mean(axis=1),
    }[kind]
    means = X[rng.choice(n, K, replace=False)]
    return X, Parameters(rng.dirichlet(np.full(K, 3.0)), means, covariances, kind)


def compare(js, seed: int, number: int, turns: int = 3) -> None:
    rng = np.random.default_rng(seed)
    for i in range(number):
        kind = list(TYPES)[i % 4]
        X, theta = random_mixture(rng, kind)
        reg = variance_floor(1e-6, Rows(X).summary())
        found = js(RUN, [X.tolist(), as_theta(theta), kind, reg.tolist(), turns])
        for turn in found["turns"]:
            model = GaussianMixture.from_parameters(theta.weights, theta.means, theta.covariances, kind)
            R, likelihood = model.predict_proba(X), model.score(X) * len(X)
            assert difference(turn["R"], R) < TOLERANCE
            assert difference(turn["likelihood"], likelihood) < TOLERANCE
            assert difference(turn["touches"], likelihood) < TOLERANCE
            new = m_step(SufficientStatistics.from_responsibilities(X, R, kind), reg, theta)
            for name, value in as_theta(new).items():
                assert difference(turn[name], value) < TOLERANCE, name
            bound = lower_bound(X, new, R)
            assert difference(turn["raised"], bound.bound) < TOLERANCE
            assert difference(turn["after"], bound.log_likelihood) < TOLERANCE
            theta = new
        model = GaussianMixture.from_parameters(theta.weights, theta.means, theta.covariances, kind)
        assert difference(found["bic"], model.bic(X)) < TOLERANCE
        assert tuple(found["flat"]) == on_floor(theta, reg)


def test_random_mixtures_step_by_step(js):
    compare(js, 0, 60)


@pytest.mark.slow
def test_thousands_of_random_mixtures_step_by_step(js):
    compare(js, 1, 2000, turns=1)


@pytest.mark.parametrize(
    "slip",
    [("0.5 * (u * u", "0.5001 * (u * u"), ("a / n, b / n", "a / n, 1.0001 * b / n"), ("K - 1 +", "K +")],
)
def test_a_slip_is_found(slip):
    """In the density, in the M step, in the count of parameters."""
    text = (STATIC / "mixture-model.js").read_text("utf-8")
    assert text.count(slip[0]) == 1
    with scripts() as js:
        js.thread.submit(js.context.eval, text.replace(*slip)).result()
        with pytest.raises(AssertionError):
            compare(js, 0, 8)


class TestOldFaithful:
    """Numbers of R's mclust 6: two components of free covariance."""

    def test_end_of_em(self, js):
        X = load_faithful().X
        start = {"w": [0.5, 0.5], "m": [[2, 55], [4, 80]], "S": [[0.1, 0.0, 30.0]] * 2}
        found = js(RUN, [X.tolist(), start, "full", [0.0, 0.0], 200])
        last = found["turns"][-1]
        # Azzalini & Bowman's data in mclust: logLik -1130.264, BIC (its sign turned) 2322.192, 11 parameters.
        assert last["after"] == pytest.approx(-1130.264, abs=1e-3)
        assert found["bic"] == pytest.approx(2322.192, abs=1e-2)
        assert last["w"] == pytest.approx([0.3559, 0.6441], abs=1e-4)

    def test_the_bound_touches_and_neither_falls(self, js):
        X = load_faithful().X
        start = {"w": [0.5, 0.5], "m": [[1.8, 84], [5.2, 57]], "S": [[0.6, 0.0, 90.0]] * 2}
        turns = js(RUN, [X.tolist(), start, "full", [0.0, 0.0], 40])["turns"]
        for turn in turns:
            assert turn["touches"] == pytest.approx(turn["likelihood"], abs=1e-9)
            assert turn["likelihood"] <= turn["raised"] + 1e-9
            assert turn["raised"] <= turn["after"] + 1e-9


@pytest.mark.parametrize("softness", [0.05, 0.25, 0.5, 1.0, 2.0])
def test_softness_is_the_books_sharpness(js, softness):
    rng = np.random.default_rng(5)
    X, theta = random_mixture(rng, "full")
    R = GaussianMixture.from_parameters(theta.weights, theta.means, theta.covariances).predict_proba(X)
    found = js("(X, t, s) => Lecture14.mixture.eStep(X, t, s)", X.tolist(), as_theta(theta), softness)
    assert difference(found, sharpen(R, 1 / softness)) < 1e-9


def test_softness_0_is_hard_em(js):
    """The book's own hard EM on the three groups, from the identity and equal weights."""
    X = load_three_groups()
    means = X[[0, 8, 20]]
    expected, labels = hard_em(X, means, "full")
    run = """(X, theta) => { const M = Lecture14.mixture; let R;
      for (let t = 0; t < 100; t++) { R = M.eStep(X, theta, 0); theta = M.mStep(X, R, "full", [0, 0], theta); }
      return { R, ...theta }; }"""
    start = {"w": [1 / 3] * 3, "m": means.tolist(), "S": [[1.0, 0.0, 1.0]] * 3}
    found = js(run, X.tolist(), start)
    assert np.argmax(found["R"], axis=1).tolist() == labels.tolist()
    for name, value in as_theta(expected).items():
        assert difference(found[name], value) < TOLERANCE


SOFT_KMEANS = """(X, m, sigma, turns) => { const M = Lecture14.mixture; let theta = M.round(m, sigma);
  const expect = () => sigma ? M.eStep(X, theta) : M.nearest(X, theta.m);
  for (let t = 0; t < turns; t++) theta = M.means(X, expect(), theta);
  return { m: theta.m, R: expect() }; }"""


@pytest.mark.parametrize("sigma", [0.0, 0.05, 0.3, 0.6, 1.8])
@pytest.mark.parametrize("rows", [[8, 9, 20], [0, 8, 20], [0, 1, 2, 3, 20, 21]])
def test_k_means_is_the_end_of_soft_k_means(js, sigma, rows):
    X = load_three_groups()
    for turns in (0, 1, 2, 7):
        theirs = soft_kmeans(X, X[rows], sigma, max_iter=turns)
        found = js(SOFT_KMEANS, X.tolist(), X[rows].tolist(), sigma, turns)
        assert difference(found["m"], theirs.means) < TOLERANCE
        assert difference(found["R"], theirs.responsibilities) < TOLERANCE


def test_inertia_of_k_means(js):
    X = load_three_groups()
    kmeans = KMeans(3, init=X[[8, 9, 20]], tol=0.0).fit(X)
    for centres, inertia in kmeans.history_:
        m = centres.tolist()
        found = js(
            "(X, m) => Lecture14.mixture.inertia(X, m, Lecture14.mixture.nearest(X, m))", X.tolist(), m
        )
        assert found == pytest.approx(inertia, rel=1e-12)


class TestEdges:
    def test_equal_distances_go_to_the_first(self, js):
        assert js("() => Lecture14.mixture.nearest([[0, 0]], [[1, 0], [-1, 0]])") == [[1, 0]]

    def test_a_far_point_has_responsibilities(self, js):
        theta = {"w": [0.5, 0.5], "m": [[0, 0], [1, 0]], "S": [[1e-3, 0, 1e-3]] * 2}
        R, likelihood = js(
            "(t, M = Lecture14.mixture) => [M.eStep([[1e4, 0]], t), M.likelihood(M.logJoint([[1e4, 0]], t))]",
            theta,
        )
        assert R == [[0, 1]]
        # log ½ - log 2π - log 1e-3 - ½ (9999² / 1e-3), by hand.
        assert likelihood == pytest.approx(np.log(0.5) - np.log(2 * np.pi) - np.log(1e-3) - 9999**2 / 2e-3)

    @pytest.mark.parametrize("kind", ["full", "diag", "spherical"])
    def test_a_component_without_points_stays(self, js, kind):
        rng = np.random.default_rng(2)
        X, R = rng.normal(size=(9, 2)), np.tile([0.25, 0.75, 0.0], (9, 1))
        start = TYPES[kind].from_full(np.diag([2.0, 2.0]), 3)
        before = Parameters([0.3, 0.3, 0.4], rng.normal(size=(3, 2)), start, kind)
        theirs = m_step(SufficientStatistics.from_responsibilities(X, R, kind), 1e-6, before)
        arguments = X.tolist(), R.tolist(), kind, [1e-6] * 2, as_theta(before)
        found = js("(...a) => Lecture14.mixture.mStep(...a)", *arguments)
        for name, value in as_theta(theirs).items():
            assert difference(found[name], value) < TOLERANCE, name

    def test_a_component_without_points_and_the_covariance_of_all(self, js):
        """Two components with shares of everything are one: the covariance is that of all points."""
        X = np.random.default_rng(2).normal(size=(9, 2))
        before = {"w": [0.3, 0.3, 0.4], "m": [[0, 0], [1, 1], [2, 2]], "S": [[2, 0, 2]] * 3}
        R = [[0.25, 0.75, 0.0]] * 9
        found = js("(...a) => Lecture14.mixture.mStep(...a)", X.tolist(), R, "tied", [0.0, 0.0], before)
        (a, b), (_, c) = np.cov(X.T, bias=True)
        assert found["S"] == [pytest.approx([a, b, c], rel=1e-12)] * 3
        assert found["m"][2] == [2, 2]

    def test_a_weight_of_zero(self, js):
        theta = {"w": [1.0, 0.0], "m": [[0, 0], [1, 0]], "S": [[1, 0, 1]] * 2}
        run = """(t, M = Lecture14.mixture) => { const X = [[1, 0]], L = M.logJoint(X, t);
          return [M.eStep(X, t), M.likelihood(L), M.bound(L, [[1, 0]])]; }"""
        R, likelihood, bound = js(run, theta)
        assert R == [[1, 0]]
        # -log 2π - ½, by hand.
        assert (likelihood, bound) == pytest.approx((-2.3378770664093453,) * 2)

    @pytest.mark.parametrize(
        "X",
        [
            [[0.0, 0.0], [1e-4, 100.0]],
            [[3.0, 1.0], [3.0, 2.0]],
            [[3.0, 1.0], [3.0, 1.001]],
            [[2.0, 2.0], [2.0, 2.0]],
        ],
    )
    def test_the_floor_is_the_packages(self, js, X):
        expected = variance_floor(1e-6, Rows(np.array(X)).summary())
        assert js("(X) => Lecture14.mixture.floor(X)", X) == pytest.approx(expected.tolist(), rel=1e-12)

    def test_a_collapsed_component_lies_on_the_floor(self, js):
        theta = Parameters([0.5, 0.5], [[0.0, 0.0], [6.0, 6.0]], [np.diag([1e-6, 1.0]), np.diag([1.0, 2.0])])
        reg = np.full(2, 1e-6)
        assert js("(...a) => Lecture14.mixture.onFloor(...a)", as_theta(theta), reg.tolist(), "full") == [0]
        assert on_floor(theta, reg) == (0,)
