"""The Newton lab's iterates, and every sentence on what became of them, against `lecture14.derivative`."""

import itertools
import math
import random

import numpy as np
import pytest

from lecture14 import derivative
from lecture14.widgets import NewtonLab
from lecture14.widgets.labs.rendering.scripts import COMMON
from tests.widgets.scripts import scripts
from tests.widgets.test_curve import expression, python

GIVEN = {"function": "x**2 - 2", "start": 0.5}
MOST = 100


@pytest.fixture(scope="module")
def js():
    with scripts(*COMMON, *NewtonLab.scripts[1:]) as context:
        yield context


RUN = """(text, starts) => starts.map((x) => {
  const lab = Lecture14.labs.newton, state = lab.start({ function: text, start: x }), seen = lab.look(state);
  return [seen.points.map((p) => [p.x, p.y, p.slope]), seen.end, lab.say(state, seen, null)];
})"""  # fmt: skip


def used(js, what, given, *uses):
    """What `what`, an expression in lab, state and seen, is after controls were used: [control, value]."""
    return js(
        f"""(given, uses) => {{
        const lab = Lecture14.labs.newton;
        let state = lab.start(given);
        for (const [id, value] of uses) state = lab.act(state, id, value, lab.look(state));
        const seen = lab.look(state);
        return {what}; }}""",
        given, uses,
    )  # fmt: skip


def value_and_slope(f, x):
    with np.errstate(all="ignore"):
        return float(f(np.float64(x))), float(derivative(f)(np.float64(x)))


def step(f, x):
    y, slope = value_and_slope(f, x)
    with np.errstate(all="ignore"):
        return float(np.float64(x) - np.float64(y) / np.float64(slope))


def is_root(f, x):
    """Whether f is 0 near x: it changes its sign, or touches 0 to rounding."""
    room = 1e-8 * max(1, abs(x))
    with np.errstate(all="ignore"):
        signs = {float(np.sign(f(np.float64(v)))) for v in (x - room, x, x + room)}
        return 0.0 in signs or {-1.0, 1.0} <= signs or abs(float(f(np.float64(x)))) < 1e-20


def true(f, points, end):
    """Whether what the lab says of the last points is so, by Python's own arithmetic."""
    xs = [x for x, _, _ in points]
    x, n = xs[-1], len(xs) - 1
    y, slope = value_and_slope(f, x)
    match end["kind"]:
        case "root":
            return is_root(f, x)
        case "flat":
            return slope == 0 and y != 0 and math.isfinite(y)
        case "vertical":
            return math.isinf(slope)
        case "slopeless":
            return math.isnan(slope)
        case "undefined":
            return math.isnan(y)
        case "infinite":
            return math.isinf(y)
        case "far":
            return not math.isfinite(x) or (abs(x) > 1e9 and abs(x) > abs(xs[-2]) > abs(xs[-3]))
        case "drift":
            return n == MOST and all(abs(b) > abs(a) for a, b in itertools.pairwise(xs[-21:]))
        case "stuck":
            return y != 0 and step(f, x) == x
        case "cycle":
            path = [xs[-end["period"] - 1]]
            for _ in range(end["period"]):
                path.append(step(f, path[-1]))
            return path[-1] == pytest.approx(path[0], rel=1e-8, abs=1e-8) and abs(path[1] - path[0]) > 1e-7
        case "open":
            return n == MOST and y != 0
    raise AssertionError(end)


NAMED = [
    ("x**2 - 2", 1.0, "root", "From 1 Newton’s method reaches the root 1.414214 in 6 steps."),
    ("x**2 - 4", 2.0, "root", "The start, 2, is a root."),
    ("x**2 - 2", 0.0, "flat", "The slope is 0 at the start, 0: the tangent never meets the axis."),
    ("x**3 - 2*x + 2", 0.0, "cycle", "From 0 the iterates go round for ever, 2 steps in each round: 0, 1."),
    ("x**3 - 2*x + 2", 0.1, "cycle", "From 0.1 the iterates go round for ever, 2 steps in each round: "),
    ("sqrt(abs(x))", 2.0, "cycle", "From 2 the iterates go round for ever, 2 steps in each round: "),
    ("arctan(x)", 1.5, "far", "From 1.5 the iterates run away: x₇ = −2.38303e13."),
    ("arctan(x)", 1.3, "root", "From 1.3 Newton’s method reaches the root 0 in "),
    ("1/x", 1.0, "far", "From 1 the iterates run away: "),
    ("exp(x)", 0.0, "drift", "From 0 no root is reached in 100 steps: the last of them all lead farther from 0"),
    ("sqrt(x)", 0.5, "undefined", "From 0.5 the iterates leave the domain of f, which has no value at x₁ = −0.5."),
    ("log(x)", -1.0, "undefined", "f has no value at the start, −1."),
    ("log(x)", 0.0, "infinite", "f is infinite at the start, 0."),
    ("np.cbrt(x) + 1", 0.0, "vertical", "The slope is infinite at the start, 0: the tangent is vertical"),
    ("x**2 + 1", 1.5, "open", "From 1.5 no root is reached in 100 steps: x₁₀₀ = "),
    ("(x - 1)**3", 2.0, "root", "From 2 Newton’s method reaches the root 1 in "),
    ("7", 1.0, "flat", "The slope is 0 at the start, 1: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "start", "kind", "sentence"), NAMED)
def test_what_became_of_a_start_is_named(js, text, start, kind, sentence):
    ((points, end, said),) = js(RUN, text, [start])
    assert end["kind"] == kind
    assert said.startswith(sentence)
    assert true(python(text), points, end)


def functions(rng):
    """Random typed functions: polynomials, and others of which some have no root, poles, or a limited domain."""
    c = [round(rng.uniform(-3, 3), 2) for _ in range(5)]
    yield f"({c[0]})*x**3 + ({c[1]})*x**2 + ({c[2]})*x + ({c[3]})"
    yield f"x**5 + ({c[4]})*x**2 + ({c[0]})"
    yield f"log(x + ({c[1]})) + ({c[2]})*x"
    yield f"sqrt(x) - ({c[3]})/x"
    yield f"arctan(({c[4]})*x) + ({c[0]})/4"
    yield f"exp(x) + ({c[1]})*x"
    yield f"sin(({c[2]})*x) + ({c[3]})/2"
    yield f"np.cbrt(x + ({c[4]})) + ({c[0]})"
    yield f"abs(x) + ({c[1]})"
    yield f"np.floor(({c[2]})*x)"
    yield expression(rng, 3)


@pytest.mark.slow
def test_every_step_and_every_sentence_is_true(js):
    """Each step is taken again in Python, from the point at which the lab stood."""
    rng, kinds, steps = random.Random(4), set(), 0
    for text in itertools.chain.from_iterable(functions(rng) for _ in range(12)):
        f = python(text)
        for points, end, _ in js(RUN, text, [rng.uniform(-3, 3) for _ in range(4)]):
            kinds.add(end["kind"])
            for (x, y, slope), (after, *_) in itertools.pairwise(points[:12]):
                value, expected = value_and_slope(f, x)
                assert y == pytest.approx(value, rel=1e-10, abs=1e-10), (text, x)
                assert slope == pytest.approx(expected, rel=1e-10, abs=1e-10), (text, x)
                # Exactly the step of the lab's own numbers: nothing else moves x.
                assert after == pytest.approx(x - y / slope, rel=1e-14, abs=1e-14), (text, x)
                steps += 1
            assert true(f, points, end), (text, points[-3:], end)
    assert {"root", "flat", "undefined", "far", "open"} <= kinds
    assert steps > 2000


def test_a_false_sentence_is_seen():
    f = python("x**2 + 1")
    points = [[1.5, 0, 0], [0.4, 0, 0], [-1.0, 0, 0]]
    for end in ({"kind": "root"}, {"kind": "flat"}, {"kind": "undefined"}, {"kind": "far"}, {"kind": "drift"},
                {"kind": "stuck"}, {"kind": "cycle", "period": 2}, {"kind": "open"}):  # fmt: skip
        assert not true(f, points, end), end


class TestBasins:
    BASINS = "(text, window) => Lecture14.iterates.basins(Lecture14.curve.read(text), window)"

    @pytest.mark.parametrize(
        ("text", "roots"),
        [
            ("x**2 - 2", [-math.sqrt(2), math.sqrt(2)]),
            ("x**3 - 3*x + 1", [2 * math.cos(a * math.pi / 9) for a in (8, 4, 2)]),
            ("sin(x)", [0.0]),
            ("x**2 + 1", []),
        ],
    )
    def test_roots_from_left_to_right(self, js, text, roots):
        found = js(self.BASINS, text, [-3.0, 3.0])
        assert found["roots"] == pytest.approx(roots, abs=1e-9)
        parts = found["parts"]
        assert parts[0]["from"] == -3
        assert parts[-1]["to"] == pytest.approx(3)
        assert all(
            a["to"] == pytest.approx(b["from"]) and a["root"] != b["root"]
            for a, b in itertools.pairwise(parts)
        )

    def test_the_edge_of_arctans_basin_is_where_newton_jumps_to_the_mirror_image(self, js):
        """The chapter's 1.3917, from arctan x = 2x/(1 + x²)."""
        edge = 1.3917452002707
        assert np.arctan(edge) == pytest.approx(2 * edge / (1 + edge**2))
        none, zero, again = js(self.BASINS, "arctan(x)", [-4.0, 4.0])["parts"]
        assert [none["root"], zero["root"], again["root"]] == ["none", 0, "none"]
        assert zero["to"] == pytest.approx(edge, abs=8 / 240)

    def test_each_start_is_what_python_reaches(self, js):
        text, window = "x*x*x - 2*x + 2", (-3.0, 3.0)
        found, f, wrong = js(self.BASINS, text, [*window]), python(text), 0
        for i in range(240):
            x = start = window[0] + (i + 0.5) * (6 / 240)
            for _ in range(MOST):
                x = step(f, x)
            (part,) = [p for p in found["parts"] if p["from"] < start < p["to"]]
            reached = 0 if abs(x - found["roots"][0]) < 1e-9 else "none"
            wrong += part["root"] != reached
        assert wrong == 0
        assert {p["root"] for p in found["parts"]} == {0, "none"}

    def test_patterns_differ_and_none_has_its_own(self, js):
        shapes = used(
            js, "lab.shapes(state, seen, 360)", {"function": "sin(x)", "start": 1.0, "window": [-10, 10]}
        )
        patterns = {s["a"]["id"]: s["parts"][1]["a"]["d"] for s in shapes if s["tag"] == "pattern"}
        assert len(set(patterns.values())) == len(patterns) == 7
        fills = {s["a"]["fill"] for s in shapes if s["id"].startswith("b")}
        assert {"url(#p-0)", "url(#p-4)", "url(#p-other)"} <= fills <= {f"url(#{name})" for name in patterns}
        assert [s["text"] for s in shapes if s["id"].startswith("t") and s["id"][1:].isdigit()][:2] == [
            "1: −9.424778", "2: −6.283185",
        ]  # fmt: skip


class TestSteps:
    def test_step_back_and_run(self, js):
        assert used(js, "seen.shown", GIVEN, ["step", None]) == 3
        assert used(js, "[seen.shown, lab.say(state, seen, 'back')]", GIVEN, ["back", None]) == [
            0, "At the start x is 0.5 and f is −1.75.",
        ]  # fmt: skip
        run = """(given) => { const lab = Lecture14.labs.newton; let state = lab.start(given), n = 0;
          state = lab.act(state, "run", null, lab.look(state));
          for (; state.playing && n < 500; n++) state = lab.tick(state, lab.look(state));
          return [n, state.steps]; }"""
        assert js(run, GIVEN) == [5, 7]

    def test_at_the_end_a_step_says_what_became_of_it(self, js):
        ends = "[seen.shown, lab.say(state, seen, 'step')]"
        flat = {"function": "x**2 - 2", "start": 0.0}
        assert used(js, ends, flat, ["step", None], ["run", None])[0] == 0
        assert used(js, ends, flat, ["step", None])[1].startswith("The slope is 0 at the start")

    def test_the_table_has_the_iterates_that_are_drawn(self, js):
        rows = used(js, "lab.table(state, seen).rows", GIVEN)
        assert [row[1] for row in rows] == ["0.5", "2.25", "1.56944444444"]
        assert (0.5 + 2 / 0.5) / 2 == 2.25

    @pytest.mark.parametrize("preset", range(4))
    def test_presets_open_with_their_function_and_start(self, js, preset):
        kinds = ("root", "root", "cycle", "far")
        end = used(
            js,
            "[seen.end.kind, seen.shown, lab.controls(state, seen)[0].value]",
            GIVEN,
            ["preset", str(preset)],
        )
        assert end == [kinds[preset], 0, str(preset)]

    def test_a_typed_function_is_the_readers_own(self, js):
        own = "[lab.controls(state, seen)[0].value, state.function, state.error]"
        assert used(js, own, GIVEN, ["function", "cos(x)"]) == ["own", "cos(x)", None]
        assert used(js, own, GIVEN, ["function", "cosh x"]) == [
            "own", "x**2 - 2", "line 1, column 6: x follows cosh; write cosh*x",
        ]  # fmt: skip

    def test_the_start_is_typed_tapped_and_kept_in_the_window(self, js):
        assert used(js, "[state.start, state.window]", GIVEN, ["start", 7]) == [7, [4, 10]]
        tap = "lab.tap(state, [lab.handles(state, seen, 360)[0].x[1] - 1, 100], 360, seen).start"
        assert used(js, tap, GIVEN) == pytest.approx(2.98, abs=0.02)
        assert used(js, "lab.tap(state, [2, 2], 360, seen)", GIVEN) is None

    def test_wild_iterates_are_drawn_with_numbers_that_are_some(self, js):
        wild = [
            *(case[:2] for case in NAMED),
            ("1e300*x**3 - 1", 1e5),
            ("exp(x)", 700.0),
            ("np.tan(x)", 1.57),
        ]
        for text, start in wild:
            given = {"function": text, "start": start, "steps": 100}
            drawn = used(
                js, "JSON.stringify([lab.shapes(state, seen, 360), lab.handles(state, seen, 360)])", given
            )
            assert not any(word in drawn for word in ("NaN", "Infinity", "null")), text


def test_the_copied_cell_takes_the_same_steps(js, capsys):
    for text, start in (("x**2 - 2", 0.5), ("x if x < 0 else x**3 - 1", 2.0), ("expit(x) - 0.3", 0.1)):
        given = {"function": text, "start": start, "steps": 4}
        cell, x, shown = used(js, "[lab.python(state, seen), seen.points[seen.shown].x, seen.shown]", given)
        exec(cell, {})
        printed = [float(line) for line in capsys.readouterr().out.split()]
        assert len(printed) == shown > 2
        assert printed[-1] == pytest.approx(x, rel=1e-12)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "function is missing"),
        ({**GIVEN, "function": "x + y"}, "the function has the inputs x and y"),
        ({**GIVEN, "start": 1e9}, "start is 1000000000; expected a number from"),
        ({**GIVEN, "steps": 1.5}, "steps is 1.5; expected a whole number"),
        ({**GIVEN, "steps": 1e6}, "steps is 1000000; expected a number from 0 to 100"),
        ({**GIVEN, "window": [0, 1e9]}, "window's end is 1000000000; expected a number from"),
    ],
)
def test_a_link_with_bad_data_is_refused_with_a_sentence(js, data, why):
    refused, message = js(
        """(data) => { try { Lecture14.labs.newton.unpack(data, {}); } catch (error) {
        return [error instanceof Lecture14.Refused, error.message]; } }""",
        data,
    )
    assert refused
    assert why in message


def test_python_and_page_hold_the_same_values(js):
    lab = NewtonLab(function="cos(x)", start=0.25, steps=5, window=[-1.0, 8.0])
    assert used(js, "lab.values(state, seen)", lab.given()) == lab.values()
