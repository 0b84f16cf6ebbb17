"""The gradient lab against `lecture14`: its numbers, its path, its cell, and what it answers to mistakes."""

import json
import random

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from lecture14 import grad, jvp
from lecture14.widgets import GradientLab
from tests.widgets.scripts import scripts

FUNCTIONS = {
    "x1*x2 + sin(x1)": lambda x1, x2: x1 * x2 + np.sin(x1),
    "x2 = x2**2\nexp(-x1/3) - log(5 + x1)*x2": lambda x1, x2: np.exp(-x1 / 3) - np.log(5 + x1) * x2**2,
    "x1**2 if x1 > x2 else tanh(x2)": lambda x1, x2: x1**2 if x1 > x2 else np.tanh(x2),
    "maximum(x1, 2*x2) + abs(x1)": lambda x1, x2: np.maximum(x1, 2 * x2) + np.abs(x1),
    "x2**3": lambda x1, x2: x2**3,
    "7": lambda x1, x2: 7.0,
}


@pytest.fixture(scope="module")
def js():
    with scripts("draw.js", "axes.js", "lab.js", *GradientLab.scripts[1:]) as context:
        yield context


def given(function="x1*x2 + sin(x1)", point=(1.5, 2.0), seed=(1.0, 0.0)):
    return {"function": function, "point": [*point], "seed": [*seed]}


def look(js, **values):
    return js(
        "(given) => { const L = Lecture14.labs.gradient; return L.look(L.start(given)); }", given(**values)
    )


def refusal(js, **values):
    return js(
        """(given) => { try { Lecture14.labs.gradient.start(given); return ""; } catch (error) {
        if (error instanceof Lecture14.Refused) return error.message; throw error; } }""",
        {**given(), **values},
    )


def acted(js, id, value=None, **values):
    """The state after a control was used, and what the lab says then."""
    return js(
        """(given, id, value) => { const L = Lecture14.labs.gradient, first = L.start(given), seen = L.look(first);
        const state = L.act(first, id, value, seen), next = L.look(state);
        return { state, said: L.say(state, next, id), seen: next, error: L.controls(state, next)[0].error ?? "" }; }""",
        given(**values), id, value,
    )  # fmt: skip


@pytest.mark.parametrize("text", FUNCTIONS)
def test_both_passes_are_the_packages(js, text):
    f, rng = FUNCTIONS[text], random.Random(text)
    for _ in range(40):
        point = [rng.uniform(-3, 3) for _ in range(2)]
        seed = [rng.uniform(-1, 1) for _ in range(2)]
        seen = look(js, function=text, point=point, seed=seed)
        value, slope = jvp(f, tuple(point), tuple(seed))
        gradient = grad(f, argnums=(0, 1))(*point)
        assert [seen["value"], seen["slope"]] == pytest.approx([value, slope], rel=1e-10, abs=1e-12)
        assert seen["gradient"] == pytest.approx([*gradient], rel=1e-10, abs=1e-12)
        assert seen["product"] == pytest.approx(float(np.dot(gradient, seed)), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("text", FUNCTIONS)
def test_the_cell_gives_what_the_picture_shows(js, text):
    values = given(text, (-1.25, 0.5), (0.25, -2.0))
    cell = js(
        "(given) => { const L = Lecture14.labs.gradient, s = L.start(given); return L.python(s, L.look(s)); }",
        values,
    )
    lines, names = cell.strip().split("\n"), {}
    exec("\n".join(lines[:-1]), names)
    value, slope, gradient = eval(lines[-1], names)
    seen = look(js, **values)
    assert [value, slope] == pytest.approx([seen["value"], seen["slope"]], rel=1e-12)
    assert [*gradient] == pytest.approx(seen["gradient"], rel=1e-12)


class TestSteepestAscent:
    def test_it_is_the_curve_along_the_gradient(self, js):
        """Against SciPy's solution by arc length, at the path's own arc lengths."""
        f = FUNCTIONS["x1*x2 + sin(x1)"]
        path = np.array(look(js, point=(-2.0, 1.0))["climb"]["path"])
        lengths = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]

        def way(_, x):
            g = np.array(grad(f, argnums=(0, 1))(*x))
            return g / np.linalg.norm(g)

        curve = solve_ivp(way, (0, lengths[-1]), path[0], t_eval=lengths, rtol=1e-9, atol=1e-9).y.T
        assert np.abs(path - curve).max() < 0.02
        assert len(path) > 20

    @pytest.mark.parametrize(
        ("function", "point", "end", "place"),
        [
            ("-(x1 - 1)**2 - 6*(x2 + 1)**2", (-2.0, 2.0), "top", (1.0, -1.0)),
            ("cos(x1) + cos(x2)", (1.0, -2.0), "top", (0.0, 0.0)),
            ("-abs(x1) - abs(x2 - 1)", (-2.0, -1.5), "kink", None),
            ("x1*x2 + sin(x1)", (1.5, 2.0), "edge", None),
            ("x1 + x2", (3.0, -3.0), "edge", (4.0, -2.0)),
            ("x1**2 - x2**2", (0.0, 2.0), "flat", (0.0, 0.0)),
            ("x1**2 - x2**2", (0.0, 0.0), "flat", (0.0, 0.0)),
            ("maximum(x1, 0)", (-2.0, 1.0), "flat", (-2.0, 1.0)),
            ("7", (1.0, 1.0), "flat", (1.0, 1.0)),
            ("-cos(x1)", (0.0, 0.0), "flat", (0.0, 0.0)),
            ("-10*abs(x2 - x1**2/4) + x1/9", (-2.0, 0.0), "kink", None),
            ("-x1**4 - x2**4", (1.0, -2.0), "top", (0.0, 0.0)),
            ("sin(x1) - x2**2", (1.571, 0.0), "top", (1.5708, 0.0)),
            ("x1**2/1000 - (x2 - x1/7)**2", (0.0, 2.0), "unfinished", None),
            ("-maximum(10*x1, -x1/9) - x2**2", (1.0, 0.0), "kink", (0.0, 0.0)),
            ("log(x1) + x2 - 3*x1", (3.0, 1.0), "edge", None),
            ("-sqrt(x1)", (2.0, 0.0), "hole", None),
            ("log(x1)", (-1.0, 0.0), "hole", (-1.0, 0.0)),
        ],
    )
    def test_ends_have_names(self, js, function, point, end, place):
        climb = look(js, function=function, point=point, seed=(0.5, 0.5))["climb"]
        assert climb["end"] == end
        if place:
            assert climb["path"][-1] == pytest.approx([*place], abs=2e-3)
        rounded = [f"{x:.1f}" for x in climb["path"][0]]
        assert rounded == [f"{x:.1f}" for x in point]

    def test_a_long_program_leaves_it_unfinished_and_every_step_climbs(self, js):
        """A narrow curved ridge, and a program of many operations: each path is bounded."""
        long = "y = x1*x2\n" + "y = sin(y) + x1\n" * 20 + "y - x2**2/40"
        for function in ("-(1 - x1)**2 - 100*(x2 - x1**2)**2", long):
            path = look(js, function=function, point=(-1.2, 1.0))["climb"]["path"]
            assert len(path) <= 161
        f = FUNCTIONS["x1*x2 + sin(x1)"]
        heights = [f(*x) for x in look(js, point=(-3.0, -0.5))["climb"]["path"]]
        assert all(np.diff(heights) > 0)


class TestTyping:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("x1*y", "line 1, column 4: y is no axis of this picture; write x1 and x2"),
            ("x1^2", "line 1, column 3: ^ is not understood; write ** for a power"),
            ("x1, x2", "line 1, column 5: the program returns 2 values; return one"),
            ("def f(a, b):\n  return a*b", "line 1, column 1: def has the inputs a, b; write def f(x1, x2):"),
            ("sin x1", "line 1, column 5: x1 follows sin; write sin*x1"),
            ("1/0", "line 1, column 2: Python refuses a division by 0; write another number"),
            ("x1 + " * 90 + "x2", "the text has 452 characters; write at most 400"),
            (
                "",
                "line 1, column 1: there is nothing to compute; write an expression such as x1*x2 + sin(x1)",
            ),
        ],
    )
    def test_a_mistake_is_named_with_its_place_and_the_picture_stays(self, js, text, message):
        after = acted(js, "text", text)
        assert after["error"] == message
        assert message in after["said"]
        assert (after["state"]["function"], after["state"]["text"]) == ("x1*x2 + sin(x1)", text)

    def test_a_text_that_can_be_read_is_drawn(self, js):
        after = acted(js, "text", "x1**2*x2")
        assert after["error"] == ""
        assert after["seen"]["gradient"] == [6.0, 2.25]

    def test_a_branch_that_cannot_be_run_is_a_hole_until_the_point_stands_in_it(self, js):
        text = "x1 if x1 > 0 else 1/0"
        assert look(js, function=text)["value"] == 1.5
        assert refusal(js, function=text, point=[-1.0, 0.0]) == (
            "function: line 1, column 20: Python refuses a division by 0; write another number"
        )

    @pytest.mark.parametrize("known", ["x1*x2 + sin(x1)", "x1**2 - x2**2"])
    def test_an_example_is_chosen_and_ones_own_text_is_named_so(self, js, known):
        controls = (
            "(given) => { const L = Lecture14.labs.gradient, s = L.start(given); return L.controls(s)[1]; }"
        )
        assert js(controls, given(known))["value"] == known
        own = js(controls, given("x1 + 2*x2"))
        assert own["value"] == "own"
        assert acted(js, "example", known, function="x2")["state"]["function"] == known


class TestSeed:
    def test_along_the_gradient_the_slope_is_its_length(self, js):
        seen = acted(js, "steepest")["seen"]
        assert seen["slope"] == pytest.approx(np.linalg.norm(seen["gradient"]), rel=1e-3)

    def test_along_the_contour_the_slope_is_zero(self, js):
        assert abs(acted(js, "level")["seen"]["slope"]) < 2e-3

    def test_without_slope_no_direction_is_steepest(self, js):
        with pytest.raises(Exception, match="no direction is steepest"):
            acted(js, "steepest", function="x1**2 - x2**2", point=(0.0, 0.0))

    def test_the_tip_stays_in_the_picture(self, js):
        """Whatever is dragged, and whichever button turns the seed at the edge."""
        states = js(
            """(given) => { const L = Lecture14.labs.gradient, found = []; let s = L.start(given);
            const moves = [["point", [999, -999]], ["seed", [-999, 999]], ["point", [-999, -999]], ["seed", [390, 0]]];
            for (const [id, at] of moves) {
              s = L.move(s, id, at, 390); found.push(s);
              for (const b of ["steepest", "level"]) found.push(L.act(s, b, null, L.look(s))); }
            return found; }""",
            given(),
        )
        for state in states:
            tip = np.add(state["point"], state["seed"])
            assert (np.abs(tip) <= 4 + 1e-9).all()
            assert (np.abs(state["point"]) <= 4).all()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"point": [9, 0]}, "point 1 is 9; expected a number from −4 to 4"),
        (
            {"point": [3.5, 0]},
            "seed (1, 0) points from (3.5, 0) out of the picture; expected a tip within −4 to 4",
        ),
        ({"seed": [1]}, "seed has 1 entries; expected 2 to 2"),
        ({"function": 5}, "function is 5; expected a text of at most 400 characters"),
        ({"function": "<img src=x>"}, "function: line 1, column 1: < stands where a value should"),
        ({"function": "x3"}, "function: line 1, column 1: x3 is no axis"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(js, values, message):
    assert refusal(js, **values).startswith(message)


def test_python_hears_the_same_sentence():
    with pytest.raises(ValueError, match=r"function: line 1, column 4: y is no axis of this picture"):
        _ = GradientLab(function="x1*y").alt


def test_the_picture_says_what_it_found():
    alt = GradientLab(function="x1**2 - x2**2", point=[0.0, 2.0], seed=[0.0, 1.0]).alt
    assert alt == (
        "Contours of x1**2 - x2**2 for x1 and x2 from −4 to 4. At (0, 2) f is −4 and its gradient (0, −4); along the "
        "seed (0, 1) the slope is −4. Steepest ascent from there: to a place without slope, where f is −4.08e−31."
    )


def test_numbers_of_the_table_are_the_pictures(js):
    rows = dict(
        js(
            "(given) => { const L = Lecture14.labs.gradient, s = L.start(given); return L.table(s, L.look(s)).rows; }",
            given(),
        )
    )
    assert rows["∂f/∂x1, one reverse pass"] == pytest.approx(2 + np.cos(1.5), rel=1e-14)
    assert rows["slope along the seed, one forward pass"] == rows["∂f/∂x1, one reverse pass"]
    assert json.dumps(rows)
