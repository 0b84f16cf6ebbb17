"""The mixture lab: what its handles and buttons do, what it says, its cell and its link; in V8, against the package."""

from __future__ import annotations

import json

import numpy as np
import pytest
import traitlets
from sklearn.metrics import log_loss

from lecture14 import GaussianMixture, KMeans
from lecture14.clustering import Parameters, SufficientStatistics, lower_bound, m_step, soft_kmeans
from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.em.ends import variance_floor
from lecture14.clustering.inputs.rows import Rows
from lecture14.data import load_faithful, load_three_groups
from lecture14.widgets import MixtureLab
from lecture14.widgets.labs.mixture import presets
from lecture14.widgets.labs.rendering.scripts import source
from tests.widgets.scripts import scripts

#: Gestures one after the other, each [kind, ...]; and what a reader has in the end. A refusal changes nothing.
PLAY = """const lab = Lecture14.labs.mixture, WIDTH = 390;
const gesture = { act: (s, seen, id, value) => lab.act(s, id, value, seen), run(s, seen) {
    s = lab.act(s, "run", undefined, seen);
    while (s.playing) s = lab.tick(s, lab.look(s));
    return s;
  }, move(s, seen, id, by) {
    const { at: [x, y] } = lab.handles(s, seen, WIDTH).find((h) => h.id === id);
    return lab.move(s, id, [x + by[0], y + by[1]], WIDTH, seen);
  }, tap: (s, seen, x, y) => lab.tap(s, [x, y], WIDTH, seen) ?? s, remove: (s, seen, id) => lab.remove(s, id) };
const play = (given, moves) => {
  let state = given.linked ? Lecture14.unpack(lab, given.linked, given.given) : lab.start(given);
  let refusal = null, id = null;
  for (const [kind, ...rest] of moves) {
    [refusal, id] = [null, kind === "run" ? "run" : kind === "tap" ? "tap" : rest[0]];
    try { state = gesture[kind](state, lab.look(state), ...rest); } catch (error) {
      if (!(error instanceof Lecture14.Refused)) throw error;
      refusal = error.message;
    }
  }
  const seen = lab.look(state);
  const places = Object.fromEntries(lab.handles(state, seen, WIDTH).map((h) => [h.id, h.at]));
  return { state, seen, refusal, places, say: lab.say(state, seen, id), link: Lecture14.pack(lab, state),
    shapes: lab.shapes(state, seen, WIDTH), values: lab.values(state, seen), alt: lab.alt(state, seen),
    python: lab.python(state, seen), table: lab.table(state, seen), controls: lab.controls(state, seen) };
};"""


@pytest.fixture(scope="module")
def js():
    with scripts() as run:
        for text in (source(MixtureLab.scripts), PLAY):
            run.thread.submit(run.context.eval, text).result()
        yield run


@pytest.fixture
def play(js):
    return lambda lab, *moves: js("play", lab.given(), list(moves))


def ids(nodes) -> list[str]:
    return [node["id"] for node in nodes]


def parameters(found) -> Parameters:
    theta = found["seen"]["theta"]
    S = np.array(theta["S"])[:, [[0, 1], [1, 2]]]
    return Parameters(theta["w"], theta["m"], S)


class TestSteps:
    @pytest.mark.parametrize("kind", list(TYPES))
    def test_each_half_step_is_the_packages(self, play, kind):
        lab = MixtureLab("groups", covariance_type=kind)
        X = load_three_groups()
        reg = variance_floor(1e-6, Rows(X).summary())
        found = play(lab)
        theta = Parameters(lab.weights, lab.means, TYPES[kind].from_full(lab.covariances[0], 3), kind)
        for step in range(4):
            fit = GaussianMixture.from_parameters(theta.weights, theta.means, theta.covariances, kind)
            R = fit.predict_proba(X)
            assert found["seen"]["R"] == pytest.approx(R, abs=1e-10)
            # E: the bound touches.
            assert found["seen"]["level"] == pytest.approx(fit.score(X) * 30, abs=1e-9)
            assert found["seen"]["bound"] == pytest.approx(fit.score(X) * 30, abs=1e-9)
            found = play(lab, *[["act", "m"], ["act", "e"]] * step, ["act", "m"])
            theta = m_step(SufficientStatistics.from_responsibilities(X, R, kind), reg, theta)
            bound = lower_bound(X, theta, R)
            # M: it rises, and lies below again.
            assert found["seen"]["bound"] == pytest.approx(bound.bound, abs=1e-9)
            assert found["seen"]["level"] == pytest.approx(bound.log_likelihood, abs=1e-9)
            assert found["seen"]["bic"] == pytest.approx(
                GaussianMixture.from_parameters(theta.weights, theta.means, theta.covariances, kind).bic(X)
            )
            assert len(found["state"]["trace"]) == 2 * step + 1
            found = play(lab, *[["act", "m"], ["act", "e"]] * (step + 1))

    def test_run_ends_where_the_package_ends(self, play):
        """mclust's maximum for two components of free covariance is -1130.264."""
        found = play(MixtureLab(), ["run"])
        assert found["seen"]["level"] == pytest.approx(-1130.264, abs=1e-3)
        assert found["seen"]["bound"] == pytest.approx(found["seen"]["level"], abs=1e-9)
        assert found["say"].startswith("The last of ")
        assert "−1130.26" in found["say"]
        assert "Another start" not in found["say"]
        # Neither line of the trace ever falls.
        trace = np.array(found["state"]["trace"])
        assert (np.diff(trace, axis=0) > -1e-4).all()

    def test_a_step_that_is_done_changes_nothing_and_says_so(self, play):
        found = play(MixtureLab(), ["act", "e"])
        assert found["state"] == play(MixtureLab())["state"]
        assert found["say"].startswith("The responsibilities belong to this mixture, and the bound touches")
        twice = play(MixtureLab(), ["act", "m"], ["act", "m"])
        assert twice["state"] == play(MixtureLab(), ["act", "m"])["state"]

    def test_the_m_step_says_what_it_did(self, play):
        said = play(MixtureLab("kmeans-trap"), ["act", "m"])["say"]
        assert said == (
            "The M step moved each mean to the middle of its points: inertia 148.76, with the old labels 148.76."
        )
        assert "bound is highest" in play(MixtureLab(), ["act", "m"])["say"]
        assert "middle of its shares" in play(MixtureLab("kmeans-trap", sigma=0.5), ["act", "m"])["say"]

    def test_run_again_stops_it(self, play, js):
        lab = MixtureLab()
        stopped = """(given) => { let s = lab.start(given); s = lab.act(s, "run", undefined, lab.look(s));
          s = lab.tick(s, lab.look(s)); const seen = lab.look(s);
          return lab.act({ ...s, playing: false }, "run", undefined, seen).playing; }"""
        assert js(stopped, lab.given()) is False


class TestStaleness:
    @pytest.mark.parametrize("handle", ["mean0", "axis1.0", "axis0.1", "p7"])
    def test_a_drag_leaves_the_responsibilities_until_the_next_e_step(self, play, handle):
        lab = MixtureLab("groups")
        before, after = play(lab), play(lab, ["move", handle, [-14, 9]])
        assert after["seen"]["R"] == before["seen"]["R"]
        assert after["seen"]["stale"]
        assert not before["seen"]["stale"]
        theta = parameters(after)
        assert after["state"]["theta"] != before["state"]["theta"] or handle == "p7"
        expected = lower_bound(after["state"]["X"], theta, after["seen"]["R"])
        assert after["seen"]["level"] == pytest.approx(expected.log_likelihood, abs=1e-9)
        assert after["seen"]["bound"] == pytest.approx(expected.bound, abs=1e-9)
        assert expected.gap > 1e-3
        again = play(lab, ["move", handle, [-14, 9]], ["act", "e"])
        assert again["seen"]["bound"] == pytest.approx(again["seen"]["level"], abs=1e-9)
        assert again["seen"]["R"] != before["seen"]["R"]

    def test_the_mixture_of_the_colours_stays_visible(self, play):
        lab = MixtureLab("groups")
        inside = {node["id"]: node for node in play(lab, ["move", "mean0", [30, 0]])["shapes"]}["inside"]
        assert {"old0", "old1", "old2", "e0", "e1", "e2"} <= set(ids(inside["parts"]))
        inside = {node["id"]: node for node in play(lab)["shapes"]}["inside"]
        assert not {"old0", "old1", "old2"} & set(ids(inside["parts"]))

    def test_a_new_point_waits_for_an_e_step(self, play):
        lab = MixtureLab("groups")
        found = play(lab, ["tap", 200, 100])
        assert len(found["values"]["points"]) == 31
        assert found["seen"]["R"][30] is None
        assert found["seen"]["bound"] is None
        refused = play(lab, ["tap", 200, 100], ["act", "m"])
        assert refused["refusal"] == "A new point has no responsibilities yet: the E step gives them"
        assert refused["state"] == found["state"]
        assert play(lab, ["tap", 200, 100], ["act", "e"], ["act", "m"])["refusal"] is None
        assert play(lab, ["tap", 5, 5])["values"]["points"] == lab.points.tolist()

    def test_points_go(self, play):
        found = play(MixtureLab("groups"), ["remove", "p3"], ["remove", "p0"])
        assert found["values"]["points"] == load_three_groups()[[1, 2, *range(4, 30)]].tolist()
        assert len(found["seen"]["R"]) == 28
        dragged = play(MixtureLab("groups"), ["move", "p3", [9, 9]], ["act", "drop"])
        assert len(dragged["values"]["points"]) == 29


class TestWhatGoesWrong:
    def test_a_component_collapses(self, play):
        """Three equal points under a narrow component: nothing but the floor holds its variance."""
        X = [[5.0, 5.0]] * 3 + load_three_groups().tolist()
        covariances = [np.eye(2) * 1e-3, np.eye(2) * 9]
        lab = MixtureLab(points=X, means=[[5.0, 5.0], [5.0, 5.0]], covariances=covariances)
        found = play(lab, ["act", "m"])
        assert found["seen"]["flat"] == [0]
        assert "Component 1 has collapsed" in found["say"]
        assert found["values"]["covariances"][0] == [pytest.approx([1e-6, 0]), pytest.approx([0, 1e-6])]
        assert "collapsed" not in play(lab)["say"]

    def test_fewer_points_than_components(self, play):
        lab = MixtureLab(points=[[0.0, 0.0], [1.0, 1.0]], means=[[0, 0], [1, 0], [0, 1]])
        before = play(lab)
        for button in ("e", "m", "run"):
            found = play(lab, ["move", "mean0", [5, 5]], ["act", button])
            assert found["refusal"].startswith("3 components need at least as many points")
            assert found["state"] == play(lab, ["move", "mean0", [5, 5]])["state"]
        assert "fewer points than components, 3" in before["say"]

    def test_an_empty_cluster_of_k_means_stays(self, play):
        X = load_three_groups()
        means = [[5.0, 4.0], [100.0, 100.0]]
        lab = MixtureLab(points=X, means=means, method="soft_kmeans")
        found = play(lab, ["act", "m"], ["act", "e"])
        assert found["seen"]["empty"] == [1]
        assert found["values"]["means"] == [pytest.approx(X.mean(axis=0)), [100.0, 100.0]]
        assert found["values"]["means"] == pytest.approx(soft_kmeans(X, means, 0.0).means)
        assert "Component 2 has no points and stays where it is" in found["say"]
        # As it says, KMeans does move it.
        moved = KMeans(2, init=np.array(means), tol=0.0).fit(X)
        assert np.bincount(moved.labels_).min() > 0

    def test_points_are_bounded(self, play):
        lab = MixtureLab(points=np.random.default_rng(0).normal(size=(400, 2)), means=[[3.0, 4.0]])
        found = play(lab, ["tap", 200, 100])
        assert found["refusal"] == "The picture holds at most 400 points: remove one first"
        with pytest.raises(ValueError, match="points has 401 entries; expected 0 to 400"):
            _ = MixtureLab(points=np.arange(802.0).reshape(401, 2), means=[[3.0, 4.0]]).alt


class TestTraps:
    def test_em_ends_lower_and_is_told(self, play):
        found = play(MixtureLab("em-trap"), ["run"])
        assert found["seen"]["level"] == pytest.approx(-100.44, abs=0.01)
        assert found["say"].endswith("Another start reaches −90.45: move the means and run again.")

    @pytest.mark.slow
    @pytest.mark.parametrize("preset", [entry["id"] for entry in presets() if "best" in entry])
    def test_what_the_best_of_50_starts_reaches(self, preset):
        lab = MixtureLab(preset)
        best = {entry["id"]: entry.get("best") for entry in presets()}[preset]
        X, K = lab.points, len(lab.means)
        fits = [
            GaussianMixture(K, init_params="random", tol=1e-9, max_iter=5000, random_state=seed).fit(X)
            for seed in range(50)
        ]
        assert max(fit.score(X) * len(X) for fit in fits) == pytest.approx(best["em"], abs=0.005)
        if "inertia" in best:
            kmeans = KMeans(K, n_init=50, random_state=0, tol=0.0).fit(X)
            assert kmeans.inertia_ == pytest.approx(best["inertia"], abs=0.005)

    def test_k_means_is_stuck_and_soft_k_means_walks_out(self, play):
        """The chapter on the limit: at σ = 0.6 the means leave the trap."""
        X = load_three_groups()
        stuck = play(MixtureLab("kmeans-trap"), ["run"])
        kmeans = KMeans(3, init=X[[8, 9, 20]], tol=0.0).fit(X)
        assert stuck["values"]["means"] == pytest.approx(kmeans.cluster_centers_, abs=1e-10)
        assert stuck["seen"]["level"] == pytest.approx(kmeans.inertia_)
        assert "Another start reaches 37" in stuck["say"]
        out = play(MixtureLab("kmeans-trap"), ["act", "sigma", 0.6], ["run"])
        assert out["values"]["means"] == pytest.approx(soft_kmeans(X, X[[8, 9, 20]], 0.6).means, abs=1e-2)
        hard = play(MixtureLab("kmeans-trap"), ["act", "sigma", 0.6], ["run"], ["act", "sigma", 0], ["run"])
        assert hard["seen"]["level"] == pytest.approx(37.0, abs=0.005)

    def test_the_best_start_is_not_told_of_another(self, play):
        found = play(MixtureLab("em-trap", means=[[2, 6.5], [7.5, 6], [5, 2.5]]), ["run"])
        assert found["seen"]["level"] == pytest.approx(-90.45, abs=0.005)
        assert "Another start" not in found["say"]


class TestEllipses:
    @pytest.mark.parametrize("kind", list(TYPES))
    def test_a_type_keeps_its_shape_however_it_is_pulled(self, play, kind):
        lab = MixtureLab("penguins")
        moves = [["act", "type", kind], ["move", "axis1.0", [25, 14]], ["move", "mean1", [3, 3]]]
        found = play(lab, *moves)
        S = np.array(found["values"]["covariances"])
        assert (np.linalg.eigvalsh(S) > 0).all()
        off, first, second = S[:, 0, 1], S[:, 0, 0], S[:, 1, 1]
        changed = (play(lab, moves[0])["values"]["covariances"] != S).any(axis=(1, 2))
        assert changed.tolist() == ([True] * 3 if kind == "tied" else [False, True, False])
        assert (off != 0).any() == (kind in ("full", "tied"))
        assert (first == second).all() == (kind == "spherical")

    def test_a_tip_follows_the_hand(self, play):
        for handle in ("axis0.0", "axis0.1"):
            before = play(MixtureLab("groups"))
            after = play(MixtureLab("groups"), ["move", handle, [-20, 11]])
            place = [found["places"][handle] for found in (before, after)]
            assert np.subtract(place[1], place[0]) == pytest.approx([-20, 11], abs=1e-6)

    def test_two_standard_deviations(self, play):
        """A round component of variance 2 reaches 2√2 from its mean."""
        places = play(MixtureLab("em-trap"))["places"]
        scale = (places["mean1"][0] - places["mean0"][0]) / 3.0
        assert (places["axis0.0"][0] - places["mean0"][0]) / scale == pytest.approx(8**0.5)

    def test_a_type_keeps_the_nearest_covariance(self, play):
        given = [[[4.0, 1.0], [1.0, 2.0]], [[1.0, 0.5], [0.5, 6.0]]]
        lab = MixtureLab(
            points=load_three_groups(), means=[[2, 6], [7, 5]], weights=[0.25, 0.75], covariances=given
        )
        expected = {
            "full": given,
            "tied": [[[1.75, 0.625], [0.625, 5.0]]] * 2,
            "diag": [[[4.0, 0], [0, 2.0]], [[1.0, 0], [0, 6.0]]],
            "spherical": [[[3.0, 0], [0, 3.0]], [[3.5, 0], [0, 3.5]]],
        }
        for kind, S in expected.items():
            found = play(lab, ["act", "type", kind])["values"]["covariances"]
            assert found == pytest.approx(np.array(S), abs=1e-12)

    def test_matrices_of_a_fit_are_taken_although_rounding_leaves_them_a_little_askew(self, play):
        X = load_three_groups()
        askew = [[[4.0, 1.0 + 1e-13], [1.0, 2.0]], [[1.0, 0.5], [0.5, 6.0]]]
        found = play(MixtureLab(points=X, means=[[2, 6], [7, 5]], covariances=askew))
        (a, b), (b2, c) = found["values"]["covariances"][0]
        assert (a, b, c) == pytest.approx((4.0, 1.0, 2.0))
        assert b == b2


class TestComponents:
    def test_from_one_to_six(self, play):
        lab = MixtureLab("groups")
        options = {c["id"]: c for c in play(lab)["controls"]}["k"]["options"]
        assert [value for value, _ in options] == list("123456")
        for K in options:
            found = play(lab, ["act", "k", K[0]], ["run"])
            assert len(found["values"]["weights"]) == int(K[0])
            assert sum(found["values"]["weights"]) == pytest.approx(1)
            assert np.isfinite(found["seen"]["level"])

    def test_a_component_more_starts_where_the_points_are_explained_least(self, play):
        lab = MixtureLab("groups", means=[[2.3, 6.6], [7.4, 6.2], [7.4, 6.0]], covariances=[np.eye(2)] * 3)
        found = play(lab, ["act", "k", "4"])
        X = load_three_groups()
        model = GaussianMixture.from_parameters(lab.weights, lab.means, lab.covariances)
        assert found["values"]["means"][3] == X[np.argmin(model.score_samples(X))].tolist()
        assert found["values"]["weights"] == pytest.approx([0.25] * 4)
        assert found["seen"]["R"] == [None] * 30
        assert "an E step gives them their points" in found["say"]

    def test_fewer_keep_the_first(self, play):
        lab = MixtureLab("groups", weights=[0.5, 0.25, 0.25])
        found = play(lab, ["act", "k", "2"])
        assert found["values"]["means"] == lab.means[:2].tolist()
        assert found["values"]["weights"] == pytest.approx([2 / 3, 1 / 3])

    def test_an_empty_plane_fills_up(self, play):
        clicks = [["tap", 60 + 37 * i % 300, 40 + 53 * i % 200] for i in range(12)]
        found = play(MixtureLab("own"), ["act", "k", "3"], *clicks, ["act", "add"], ["run"])
        assert len(found["values"]["points"]) == 13
        assert found["seen"]["bound"] == pytest.approx(found["seen"]["level"], abs=1e-6)
        assert play(MixtureLab("own"))["alt"].startswith("0 points")


def shown(table):
    """As a reader sees it: numbers with four digits."""
    return [[f"{v:.4g}" if isinstance(v, int | float) else v for v in row] for row in table["rows"]], table[
        "caption"
    ]


CASES = [
    ("faithful", []),
    ("faithful", [["act", "m"], ["act", "e"], ["act", "m"]]),
    ("penguins", [["act", "type", "tied"], ["run"]]),
    ("penguins", [["act", "type", "diag"], ["act", "softness", 0.5], ["act", "e"]]),
    ("groups", [["act", "type", "spherical"], ["act", "softness", 0], ["act", "e"]]),
    ("groups", [["tap", 200, 100], ["move", "p0", [20, 20]], ["act", "e"], ["act", "m"], ["act", "e"]]),
    ("own", [*[["tap", 60 + 67 * i % 300, 40 + 53 * i % 200] for i in range(9)], ["act", "e"]]),
    ("kmeans-trap", []),
    ("kmeans-trap", [["act", "sigma", 0.6], ["act", "e"]]),
]


@pytest.mark.parametrize(("preset", "moves"), CASES)
class TestOutside:
    def test_the_cell_computes_the_same(self, play, preset, moves, capsys):
        found = play(MixtureLab(preset), *moves)
        names: dict = {}
        exec(found["python"], names)
        seen = found["seen"]
        assert names["X"] == pytest.approx(np.array(found["values"]["points"]), rel=1e-9)
        if found["state"]["method"] == "em":
            # The cell's are those of an E step, which a picture may still wait for.
            fresh = play(MixtureLab(preset), *moves, ["act", "e"])["seen"]["R"]
            assert names["R"] == pytest.approx(np.array(fresh), abs=1e-7)
            likelihood, bic = map(float, capsys.readouterr().out.split())
            assert (likelihood, bic) == pytest.approx((seen["level"], seen["bic"]), rel=1e-8)
        else:
            assert names["now"].responsibilities == pytest.approx(np.array(seen["R"]), abs=1e-7)
            end = play(MixtureLab(preset), *moves, ["run"])["values"]["means"]
            assert names["end"].means == pytest.approx(np.array(end), abs=1e-2)

    def test_a_link_opens_what_was_seen(self, play, js, preset, moves):
        lab = MixtureLab("faithful")
        for more in ([], [["move", "mean0", [7, -4]]], [["move", "p1", [7, -4]], ["tap", 210, 110]]):
            found = play(MixtureLab(preset), *moves, *more)
            link = found["link"]
            again = js("play", {"linked": link, "given": lab.given()}, [])
            assert shown(again["table"]) == shown(found["table"])
            assert again["seen"]["stale"] == found["seen"]["stale"]
            assert again["values"]["points"] == pytest.approx(np.array(found["values"]["points"]), rel=1e-5)
            own = found["state"]["preset"] == "changed"
            assert ("points" in json.loads(link)) == own

    def test_python_reads_and_sets_what_was_made(self, play, preset, moves):
        values = play(MixtureLab(preset), *moves)["values"]
        lab = MixtureLab(**values)
        assert lab.values() == values
        again = play(lab)["values"]
        assert again.keys() == values.keys()
        for key in ("points", "weights", "means", "covariances"):
            assert again[key] == pytest.approx(np.array(values[key]), rel=1e-14, abs=1e-14)


def test_the_longest_link_is_short_enough(play, js):
    from urllib.parse import quote

    points = np.random.default_rng(0).normal(size=(400, 2)) * 1e-3
    lab = MixtureLab(points=points, means=np.ones((6, 2)) * 1e-3 / 7)
    link = quote(play(lab, ["move", "p0", [3, 3]])["link"], safe="")
    assert len(link) < 20000


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"points": [1, 2, 3]}, "points has an odd number of entries; expected pairs"),
        ({"points": [1, 2], "limits": ["x", 1, 2, 3]}, 'limits is "x"'),
        ({"points": list(range(900))}, "points has 900 entries; expected 0 to 800"),
        ({"points": [None, None]}, "point is null"),
        ({"points": [1, -1]}, "point is -1; expected a number from 0 to"),
        ({"points": "<b>"}, "points has no entries"),
        ({"means": [[0, 0]] * 7}, "means has 7 entries; expected 1 to 6"),
        ({"weights": [0.5, 0.6]}, "weights sum to 1.1"),
        ({"weights": [1.5, -0.5]}, "weight 1 is 1.5"),
        ({"covariances": [[[1, 2], [2, 1]]] * 2}, "covariance 1 is not symmetric and positive definite"),
        ({"covariances": [[[1, 0.5], [0.4, 1]]] * 2}, "covariance 1 is not symmetric"),
        ({"covariance_type": "<img src=x>"}, "expected full, tied, diag, spherical"),
        ({"softness": 3}, "softness is 3; expected a number from 0 to 2"),
        ({"sigma": -1}, "sigma is -1"),
        ({"feature_names": ["a" * 30, "b"]}, "expected a text of at most 24 characters"),
        ({"points": [1, 2], "limits": [1, 1, 0, 1]}, "limits are empty"),
        ({"held": 7}, "moved points has no entries"),
        ({"held": {"moved": []}}, "means has no entries"),
        ({"held": {"moved": [[999]]}}, "number of a point is 999"),
        ({"held": None, "last": "X"}, "last is"),
        ({"view": "3d"}, "expected pies, blends"),
    ],
)
def test_a_link_with_bad_data_is_refused_with_a_sentence(js, data, sentence):
    if "points" in data:
        data = {"limits": [0, 1, 0, 1], **data}
    given = MixtureLab().given()
    read = """(text, given) => { try { Lecture14.unpack(lab, text, given); return [false, ""]; }
      catch (error) { return [error instanceof Lecture14.Refused, error.message]; } }"""
    refused, message = js(read, json.dumps(data), given)
    assert refused
    assert sentence in message


def test_a_link_cannot_bring_presets(play, js):
    given = MixtureLab().given()
    found = js("play", {"linked": json.dumps({"presets": [], "covariance_type": "diag"}), "given": given}, [])
    assert len(found["state"]["presets"]) == len(presets())


class TestPythonSide:
    def test_own_points(self):
        lab = MixtureLab(points=load_faithful().X[:50], means=[[2.0, 55.0], [4.0, 80.0]])
        assert lab.weights.tolist() == [0.5, 0.5]
        assert lab.covariances[0] == pytest.approx(np.cov(load_faithful().X[:50].T, bias=True))
        assert lab.alt.startswith("50 points, x₁ across")

    @pytest.mark.parametrize(
        ("values", "error", "message"),
        [
            ({"preset": "cells"}, ValueError, "expected one of faithful, groups"),
            ({"points": [[0.0, 0.0]]}, ValueError, "points came without means"),
            ({"means": [[0.0, 0.0, 0.0]]}, traitlets.TraitError, r"means has shape \(1, 3\)"),
            ({"covariance_type": "round"}, traitlets.TraitError, "full"),
            ({"sharpness": 2}, TypeError, "MixtureLab got sharpness"),
        ],
    )
    def test_errors(self, values, error, message):
        with pytest.raises(error, match=message):
            MixtureLab(**values)

    def test_values_that_do_not_fit_together(self):
        with pytest.raises(ValueError, match="weights has 2 entries; expected 1 to 1"):
            _ = MixtureLab(means=[[3.0, 70.0]]).alt

    @pytest.mark.parametrize("preset", [entry["id"] for entry in presets()])
    def test_every_preset_is_drawn(self, preset):
        lab = MixtureLab(preset)
        assert lab.alt.startswith(f"{len(lab.points)} points")
        assert lab.alt in lab.html().replace("&#39;", "'")


class TestTruth:
    """Misassigned points, where a lab knows which class each point comes from."""

    X = np.array([[0.0, 0.0], [1.0, 0.0], [8.0, 0.0], [9.0, 0.0], [4.9, 0.0]])
    means = ((0.5, 0.0), (8.5, 0.0))

    def lab(self, truth, **values):
        round_ones = GaussianMixture.from_parameters([0.5, 0.5], self.means, [1.0, 1.0], "spherical")
        return MixtureLab(points=self.X, truth=truth, mixture=round_ones, **values)

    def test_names_are_those_that_suit_best(self, play):
        # The last point lies nearer to the right mean; the classes' names are the components' turned round.
        marks = play(self.lab([1, 1, 0, 0, 1]))["seen"]["marks"]
        assert (marks["wrong"], marks["known"]) == ([4], 5)

    def test_score_is_scikit_learns_log_loss(self, play):
        truth = [0, 0, 1, 1, 0]
        lab = self.lab(truth, softness=0.5)
        R = GaussianMixture.from_parameters([0.5, 0.5], self.means, [1.0, 1.0], "spherical").predict_proba(
            self.X
        )
        R = R**2 / (R**2).sum(axis=1, keepdims=True)
        assert play(lab)["seen"]["marks"]["score"] == pytest.approx(-log_loss(truth, R), rel=1e-9)

    def test_hard_and_wrong_has_no_score(self, play):
        found = play(self.lab([0, 0, 1, 1, 0]), ["act", "softness", 0], ["act", "e"])
        assert found["say"].endswith("1 of 5 points misassigned; the mean log responsibility of the component that "
                                     "a point came from is −∞.")  # fmt: skip

    def test_it_is_ringed_said_and_listed(self, play):
        found = play(self.lab([0, 0, 1, 1, 0]))
        assert "Rings mark 1 of 5 points misassigned." in found["alt"]
        assert ["1 of 5 points misassigned", "", "", "", ""] in found["table"]["rows"]
        assert "wrong" in ids(found["shapes"])
        assert play(self.lab([]))["seen"]["marks"] is None

    def test_a_new_point_has_no_class_and_a_removed_one_takes_its_own_along(self, play):
        found = play(self.lab([0, 0, 1, 1, 0]), ["act", "add"], ["act", "e"])
        assert found["values"]["truth"] == [0, 0, 1, 1, 0, -1]
        assert found["seen"]["marks"]["known"] == 5
        found = play(self.lab([0, 0, 1, 1, 0]), ["remove", "p4"], ["act", "e"])
        assert found["values"]["truth"] == [0, 0, 1, 1]
        assert found["seen"]["marks"]["wrong"] == []

    def test_the_pages_points_can_be_chosen_again_and_linked(self, play):
        lab = self.lab([0, 0, 1, 1, 0])
        away = play(lab, ["act", "preset", "groups"])
        assert away["seen"]["marks"] is None
        back = play(lab, ["act", "preset", "groups"], ["act", "preset", "page"])
        assert back["seen"]["marks"]["wrong"] == [4]
        linked = play(lab, ["act", "e"])["link"]
        assert "points" not in linked
        assert json.loads(linked)["preset"] == "page"

    @pytest.mark.parametrize(
        ("truth", "said"),
        [
            ([0, 1], "truth has 2 entries; expected 5 to 5"),
            ([0, 0, 1, 1, 6], "truth is 6; expected a number from −1 to 5"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, truth, said):
        with pytest.raises(ValueError, match=said):
            _ = self.lab(truth).alt
