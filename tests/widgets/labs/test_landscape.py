"""The landscape lab against `lecture14`: heights, gradients, Hessians, every step, tops and basins, and its cell."""

import itertools

import numpy as np
import pytest

from lecture14 import grad, hessian
from lecture14.clustering import GaussianMixture, means_only
from lecture14.figures.how_em_works import TICKS
from lecture14.figures.maximum_likelihood import ascend, marginal_log_likelihood, tops, two_species
from lecture14.widgets import LandscapeLab
from tests.widgets.scripts import scripts

#: Data, weights, and standard deviations that a reader may choose.
BIRDS = two_species()
CASES = {
    "flippers": (BIRDS.x, BIRDS.weights, (BIRDS.sigma, 3.0, 18.0)),
    "ticks": (TICKS, np.array([0.5, 0.5]), (0.01, 0.005, 0.025, 1.0)),
}


@pytest.fixture(scope="module")
def js():
    with scripts("draw.js", "axes.js", "lab.js", *LandscapeLab.scripts[1:]) as context:
        context(
            "(parts) => { Lecture14.components = parts; return null; }",
            [{"colour": "blue", "sign": "o", "dash": ""}] * 5,
        )
        yield context


def given(data="flippers", **values):
    return {**LandscapeLab(data).given(), **values}


def model(js, data, sigma, body, *arguments):
    """`body` is a function of a model and of what follows."""
    preset = {**given(data)["presets"][data], "sigma": sigma}
    return js(
        f"(p, ...rest) => ({body})(Lecture14.twoMeans.model(JSON.stringify(p)), ...rest)", preset, *arguments
    )


def lab(js, body, **values):
    """`body` is a function of the lab and its first state."""
    return js(
        f"(given) => {{ const L = Lecture14.labs.landscape; return ({body})(L, L.start(given)); }}",
        given(**values),
    )


def log_likelihood(data, sigma):
    x, weights, _ = CASES[data]
    return lambda mu: marginal_log_likelihood(mu, x, weights, sigma)


def em(data, sigma, mu):
    """One step by the package's mixtures."""
    x, weights, _ = CASES[data]
    mixture = GaussianMixture.from_parameters(weights, np.array(mu)[:, None], [sigma**2] * 2, "spherical")
    r = mixture.predict_proba(x[:, None])
    return r.T @ x / r.sum(axis=0)


def somewhere(data, n):
    low, high = given(data)["presets"][data]["limits"]
    return np.random.default_rng(3).uniform(low, high, size=(n, 2))


EACH = [(data, sigma) for data, (_, _, sigmas) in CASES.items() for sigma in sigmas]


@pytest.mark.parametrize(("data", "sigma"), EACH)
class TestModel:
    def test_heights_slopes_and_curvatures_are_the_packages(self, js, data, sigma):
        f, places = log_likelihood(data, sigma), somewhere(data, 12)
        found = model(
            js, data, sigma, "(m, all) => all.map((at) => [m.measure(at), m.second(at)])", places.tolist()
        )
        for mu, (first, second) in zip(places, found, strict=True):
            g, H = grad(f)(mu), hessian(f)(mu)
            assert first["height"] == pytest.approx(f(mu), rel=1e-10)
            assert second["value"] == first["height"]
            for gradient in (first["gradient"], second["gradient"]):
                assert gradient == pytest.approx(g, rel=1e-10, abs=1e-10 * np.abs(g).max())
            assert np.array(second["hessian"]) == pytest.approx(H, rel=1e-10, abs=1e-10 * np.abs(H).max())

    def test_counts_are_sums_of_responsibilities(self, js, data, sigma):
        x, weights, _ = CASES[data]
        for mu in somewhere(data, 4):
            mixture = GaussianMixture.from_parameters(weights, mu[:, None], [sigma**2] * 2, "spherical")
            counts = model(js, data, sigma, "(m, at) => m.measure(at).counts", mu.tolist())
            assert counts == pytest.approx(mixture.predict_proba(x[:, None]).sum(axis=0), rel=1e-10)

    def test_the_grid_has_the_heights_of_the_program(self, js, data, sigma):
        """One formula, recorded or computed at once."""
        worst = model(
            js, data, sigma,
            """(m) => Math.max(...[0, 17, 40, 900, 1680].map((k) => { const [low, high] = m.grid.x,
            at = [k % 41, Math.floor(k / 41)].map((i) => low + (high - low) * i / 40);
            return Math.abs(m.measure(at).height / m.grid.values[k] - 1); }))""",
        )  # fmt: skip
        assert worst < 1e-12

    def test_tops_are_where_the_slope_vanishes_and_em_stays(self, js, data, sigma):
        f = log_likelihood(data, sigma)
        found = model(js, data, sigma, "(m) => m.tops")
        wide = np.ptp(given(data)["presets"][data]["limits"])
        assert found
        for top in found:
            mu = np.array(top["means"])
            assert em(data, sigma, mu) == pytest.approx(mu, abs=1e-6 * wide)
            assert (np.linalg.eigvalsh(hessian(f)(mu)) < 0).all()
        assert [top["height"] for top in found] == sorted(
            (top["height"] for top in found), reverse=True
        ) or len(found) == 2


class TestSteps:
    @pytest.mark.parametrize("start", [(0.01, 0.06), (0.06, 0.01), (0.03, 0.04)])
    def test_em_is_that_of_slide_50_step_by_step(self, js, start):
        paths = lab(js, "(L, s) => s.paths", data="ticks", start=[*start], steps=30)
        expected = means_only(TICKS, start, 0.01, 30).means
        assert np.array(paths[0]) == pytest.approx(expected[: len(paths[0])], rel=1e-10)
        assert len(paths[0]) > 4

    @pytest.mark.parametrize("start", [(183.0, 226.0), (205.0, 199.0), (180.0, 176.0)])
    def test_em_of_the_flippers_is_the_mixtures(self, js, start):
        path = lab(js, "(L, s) => s.paths", start=[*start], steps=25)[0]
        for before, after in itertools.pairwise(path):
            assert after == pytest.approx(em("flippers", BIRDS.sigma, before), rel=1e-10)

    @pytest.mark.parametrize("start", [(183.0, 226.0), (226.0, 231.0)])
    def test_ascent_is_that_of_slide_44_step_by_step(self, js, start):
        rate = 0.2
        step = rate * len(BIRDS.x) / BIRDS.sigma**2
        path = lab(js, "(L, s) => s.paths", start=[*start], step=step, steps=25)[1]
        expected, _ = ascend(start, rate)
        assert np.array(path) == pytest.approx(expected[: len(path)], rel=1e-10)

    @pytest.mark.parametrize(
        ("data", "start"),
        [("flippers", (205.0, 199.0)), ("flippers", (186.0, 222.0)), ("ticks", (0.01, 0.07))],
    )
    def test_newton_solves_with_the_hessian_step_by_step(self, js, data, start):
        f = log_likelihood(data, given(data)["sigma"])
        path = lab(js, "(L, s) => s.paths", data=data, start=[*start], steps=8)[2]
        for before, after in itertools.pairwise(path):
            before = np.array(before)
            move = np.linalg.solve(hessian(f)(before), grad(f)(before))
            assert after == pytest.approx(before - move, rel=1e-9)

    def test_an_em_step_is_a_gradient_step_of_its_own_length(self, js):
        """Equation eq-em-preconditioned of the chapter: σ²/Nₖ in each mean."""
        x, weights, _ = CASES["flippers"]
        mu = np.array([200.0, 210.0])
        mixture = GaussianMixture.from_parameters(weights, mu[:, None], [BIRDS.sigma**2] * 2, "spherical")
        N = mixture.predict_proba(x[:, None]).sum(axis=0)
        expected = mu + BIRDS.sigma**2 / N * grad(log_likelihood("flippers", BIRDS.sigma))(mu)
        assert model(js, "flippers", BIRDS.sigma, "(m, at) => m.next.em(at)", mu.tolist()) == pytest.approx(
            expected, rel=1e-12
        )


class TestTopsAndBasins:
    def test_the_flippers_tops_are_the_chapters(self, js):
        for mine, (means, height) in zip(
            model(js, "flippers", BIRDS.sigma, "(m) => m.tops"), tops(), strict=True
        ):
            assert mine["means"] == pytest.approx(means, abs=1e-4)
            assert mine["height"] == pytest.approx(height, abs=1e-6)

    def test_means_merge_where_sigma_is_wider_than_the_data(self, js):
        """Their standard deviation is 0.0311 (slide 50)."""
        assert len(model(js, "ticks", 0.029, "(m) => m.tops")) == 2
        for sigma in (0.034, 1.0):
            (top,) = model(js, "ticks", sigma, "(m) => m.tops")
            assert top["means"] == pytest.approx([0.05, 0.05], abs=1e-9)

    @pytest.mark.slow
    @pytest.mark.parametrize("sigma", [0.01, 0.025])
    def test_basins_of_the_ticks_are_those_of_the_packages_em(self, js, sigma):
        found = model(js, "ticks", sigma, "(m) => [m.basins(), m.tops.map((t) => t.means)]")
        basins, places = found[0], np.array(found[1])
        centres = -0.005 + (np.arange(15) + 0.5) * 0.11 / 15
        for k, top in enumerate(basins):
            start = centres[k % 15], centres[k // 15]
            if k % 15 == k // 15:
                assert top == -1
                continue
            end = means_only(TICKS, start, sigma, 300).means[-1]
            assert np.abs(places - end).max(axis=1).argmin() == top

    def test_basins_of_the_flippers(self, js):
        basins = model(js, "flippers", BIRDS.sigma, "(m) => m.basins()")
        places = np.array([means for means, _ in tops()])
        centres = 172 + (np.arange(15) + 0.5) * 64 / 15
        for k in [*range(1, 225, 16), 33, 111, 118, 200]:
            mu = np.array([centres[k % 15], centres[k // 15]])
            for _ in range(200):
                mu = em("flippers", BIRDS.sigma, mu)
            apart = np.abs(places - mu).max(axis=1)
            assert basins[k] == (apart.argmin() if apart.min() < 0.64 else -1)

    def test_basins_are_computed_when_asked_for(self, js):
        seen = lab(
            js,
            "(L, s) => [L.look(s).basins, L.look(L.act(s, 'basins', true, L.look(s))).basins.length]",
            data="ticks",
        )
        assert seen == [None, 225]
        told = lab(
            js,
            "(L, s) => { const t = L.act(s, 'basins', true, null); return L.say(t, L.look(t), 'basins'); }",
            data="ticks",
        )
        assert told == "Of 225 starts EM reaches A from 105, B from 105, neither from 15."


class TestLab:
    def test_each_method_says_where_it_ended(self, js):
        ends = "(L, s) => L.look(s).ends.map((end) => [end.place, end.arrived])"
        assert lab(js, ends) == [["B", True], ["B", True], ["A", True]]
        # On the diagonal both means stay equal; Newton's method goes to the saddle from beside it, too.
        assert lab(js, ends, start=[210.0, 210.0], steps=60)[0] == ["a saddle", False]
        assert lab(js, ends, start=[205.0, 202.0], steps=60)[2] == ["a saddle", False]
        assert lab(js, ends, step=6.0)[1][0] == "away"
        assert lab(js, ends, steps=1)[1] == ["", False]

    def test_counters_are_steps_to_a_hundredth_of_a_nat(self, js):
        """The chapter's race: EM 2, a step of 0.2 mm² 6, one of 0.02 mm² more than 25."""
        scale = len(BIRDS.x) / BIRDS.sigma**2
        for rate, steps in ((0.2, 6), (0.02, None)):
            ends = lab(js, "(L, s) => L.look(s).ends", start=[183.0, 226.0], step=rate * scale, steps=25)
            assert (ends[0]["steps"], ends[0]["arrived"]) == (2, True)
            assert (ends[1]["steps"] if ends[1]["arrived"] else None) == steps

    def test_a_new_start_waits_and_run_steps_to_the_end(self, js):
        found = lab(
            js,
            """(L, s) => { let t = L.move(s, "start", [100, 100], 390, L.look(s));
            const waits = [t.steps, t.paths.length];
            t = L.act(t, "one", null, L.look(t)); const one = t.paths.map((p) => p.length);
            t = L.act(t, "run", null, L.look(t)); while (t.playing) t = L.tick(t, L.look(t));
            const seen = L.look(t), off = L.act(t, "one", null, seen) === t, again = L.act(t, "run", null, seen);
            return { waits, one, steps: t.steps, over: seen.over, off, again: [again.steps, again.playing] }; }""",
        )
        assert found["waits"] == [0, 3]
        assert found["one"] == [2, 2, 2]
        assert found["over"] is True
        assert found["off"] is True
        assert 3 < found["steps"] <= 60
        assert found["again"] == [1, True]

    def test_a_tap_puts_the_start_and_beside_the_map_it_means_nothing(self, js):
        assert lab(js, "(L, s) => L.tap(s, [100, 100], 390).start") == pytest.approx([183.0, 217.0], abs=2)
        assert lab(js, "(L, s) => L.tap(s, [100, 600], 390)") is None

    def test_other_data_and_other_sigma_begin_anew(self, js):
        found = lab(
            js,
            """(L, s) => { const t = L.act(s, "data", "ticks", null), u = L.act(t, "sigma", Math.log(0.02), null);
            return [t.data, t.sigma, t.start, t.steps, u.sigma, u.steps, L.act(s, "step", 99, null).step]; }""",
        )
        assert found == ["ticks", 0.01, [0.01, 0.06], 0, 0.02, 0, 6]

    @pytest.mark.parametrize("methods", [["ascent"], ["newton", "em"]])
    def test_methods_that_are_left_out_are_in_no_part_of_the_lab(self, js, methods):
        everything = lab(js, "(L, s) => [s.paths, L.look(s).ends.map((end) => end.means)]")
        names = ["em", "ascent", "newton"]
        chosen = [k for k, name in enumerate(names) if name in methods]
        found = lab(
            js,
            "(L, s) => { const seen = L.look(s); return { paths: s.paths, alt: L.alt(s, seen),"
            "rows: L.table(s, seen).rows.map((row) => row[0]), values: L.values(s).methods, cell: L.python(s),"
            "step: L.controls(s, seen).find((c) => c.id === 'step').hidden, texts: L.shapes(s, seen, 390)"
            ".filter((p) => p.id.startsWith('said')).map((p) => p.text) }; }",
            methods=methods,
        )
        assert found["paths"] == [everything[0][k] for k in chosen]
        assert found["values"] == [names[k] for k in chosen]
        words = ["EM", "gradient ascent", "Newton’s method"]
        assert [row for row in found["rows"] if row in words] == [words[k] for k in chosen]
        assert [word for word in words if f"{word}: " in found["alt"]] == [words[k] for k in chosen]
        assert len(found["texts"]) == len(chosen)
        assert found["step"] == ("ascent" not in methods)
        scope = {}
        lines = found["cell"].strip().split("\n")
        exec("\n".join(lines[:-1]), scope)
        ends = np.array([*scope["ends"].values()])
        assert ends == pytest.approx(np.array([everything[1][k] for k in chosen]), rel=1e-9)

    @pytest.mark.parametrize("data", CASES)
    def test_the_cell_reaches_what_the_picture_shows(self, js, data):
        cell, shown = lab(
            js, "(L, s) => [L.python(s, L.look(s)), s.paths.map((p) => p.at(-1))]", data=data, steps=7
        )
        lines, names = cell.strip().split("\n"), {}
        exec("\n".join(lines[:-1]), names)
        ends = eval(lines[-1], names)
        assert [*ends] == ["em", "ascent", "newton"]
        assert np.array([*ends.values()]) == pytest.approx(np.array(shown), rel=1e-9)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"data": "cells"}, 'data is "cells"; expected flippers, ticks'),
            ({"sigma": 0}, "sigma is 0; expected a number from 3 to 30"),
            ({"start": [0, 0]}, "start 1 is 0; expected a number from 172 to 236"),
            ({"start": "ab"}, "start has no entries; expected 2 to 2"),
            ({"step": 60}, "step is 60; expected a number from 0.1 to 6"),
            ({"steps": 1e9}, "steps is 1000000000; expected a number from 0 to 60"),
            ({"methods": []}, "methods has 0 entries; expected 1 to 3"),
            ({"methods": ["sgd"]}, 'methods is "sgd"; expected em, ascent, newton'),
            ({"steps": 2.5}, "steps is 2.5; expected a whole number"),
        ],
    )
    def test_what_does_not_fit_is_refused_in_a_sentence(self, js, values, message):
        said = js(
            """(given) => { try { Lecture14.labs.landscape.start(given); return ""; } catch (error) {
            if (error instanceof Lecture14.Refused) return error.message; throw error; } }""",
            {**given(), **values},
        )
        assert said == message


class TestSurface:
    def test_slices_lie_one_before_the_other_at_every_turn(self, js):
        depths = js(
            """() => [0, 30, 90, 135, 180, 271, 360].map((turn) => { const S = Lecture14.surface,
            view = S.view(turn, { x: 100, y: 100, unit: 50, high: 40, gap: 60 });
            const grid = Lecture14.contours.grid((x, y) => -x * x - y * y, [-1, 1], [-1, 1], 9);
            const { found, height } = S.slices(grid, view);
            return { depths: found.map((s) => s.depth),
                     numbers: found.flatMap((s) => s.shapes.map((p) => p.a.d)).join(""),
                     middle: height([0, 0]), corner: height([1, 1]) }; })"""
        )
        for view in depths:
            assert all(np.diff(view["depths"]) < 0)
            assert "NaN" not in view["numbers"]
            assert (view["middle"], view["corner"]) == (1.0, 0.0)

    def test_a_pin_behind_the_nearer_slices(self, js):
        order = js(
            """() => { const S = Lecture14.surface, view = S.view(0, { x: 0, y: 0, unit: 50, high: 40, gap: 60 });
            const grid = Lecture14.contours.grid((x, y) => -x * x - y * y, [-1, 1], [-1, 1], 9);
            const pin = { at: [0, 0.5], shape: () => ({ id: "pin" }) };
            return S.standing(S.slices(grid, view), view, [pin]).map((s) => s.id); }"""
        )
        assert order.index("pin") == pytest.approx(len(order) / 4, abs=2)

    def test_the_floors_matrix_and_places_agree(self, js):
        found = js(
            """() => { const view = Lecture14.surface.view(50, { x: 10, y: 20, unit: 50, high: 40, gap: 60 });
            return [Lecture14.surface.matrix(41, view), view.floor([0.5, -0.25])]; }"""
        )
        a, b, c, d, e, f = map(float, found[0][7:-1].split())
        i, j = 40 * 0.75, 40 * 0.375
        assert [a * i + c * j + e, b * i + d * j + f] == pytest.approx(found[1], abs=0.01)
