"""The slope lab's numbers against `lecture14`, in float64 and float32, and what a reader can do with it."""

import random

import numpy as np
import pytest

from lecture14 import central_difference, derivative, forward_difference
from lecture14.widgets import SlopeLab
from lecture14.widgets.labs.rendering.scripts import COMMON
from tests.widgets.scripts import scripts
from tests.widgets.test_curve import expression, python

GIVEN = {"function": "x**3", "x": 1.0, "h": 0.5}


@pytest.fixture(scope="module")
def js():
    with scripts(*COMMON, *SlopeLab.scripts[1:]) as context:
        yield context


# `lab(f, given)` calls f with a state and what the lab sees there.
LAB = "const lab = Lecture14.labs.slope, at = (state, f) => f(state, lab.look(state));"


def seen(js, what, *given):
    """What `what`, an expression in lab, state and seen, is for each of these first states."""
    return js(
        f"(given) => {{ {LAB} return given.map((g) => at(lab.start(g), (state, seen) => {what})); }}", given
    )


def used(js, what, given, *uses):
    """The same after controls were used and handles moved: [control, value], or [handle, [x, y]] in pixels."""
    return js(
        f"""(given, uses) => {{ {LAB} let state = lab.start(given);
        for (const [id, value] of uses) state = at(state, (s, seen) => Array.isArray(value)
          ? lab.move(s, id, value, 360, seen) : lab.act(s, id, value, seen));
        return at(state, (state, seen) => {what}); }}""",
        given, uses,
    )  # fmt: skip


def arithmetic(rng, depth):
    """A random text in operations whose results IEEE 754 fixes to the last digit."""
    if depth == 0:
        return rng.choice(("x", "x", "x", "2", "0.1", "1/3", "sqrt(3)"))
    a, b = arithmetic(rng, depth - 1), arithmetic(rng, depth - 1)
    return rng.choice((f"({a} + {b})", f"({a} - {b})", f"{a}*{b}", f"{a}/(1 + ({b})*({b}))", f"sqrt(2 + ({a})*({a}))",
                       f"-{a}", f"np.maximum({a}, {b})", f"({a} if x < 0.3 else {b})"))  # fmt: skip


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_quotients_of_arithmetic_are_the_packages_to_the_last_digit(js, precision):
    rng, dtype, cases = random.Random(6), np.dtype(precision).type, []
    for _ in range(300):
        h = 10 ** rng.uniform(-16, 0)
        cases.append(
            {"function": arithmetic(rng, 3), "x": rng.uniform(-2, 2), "h": h, "precision": precision}
        )
    found = seen(js, "[seen.now.forward, seen.now.centred, seen.x, seen.slope]", *cases)
    for case, (forward, centred, x, slope) in zip(cases, found, strict=True):
        f = python(case["function"])
        assert x == dtype(case["x"])
        assert forward == forward_difference(f, dtype(case["x"]), case["h"]), case
        assert centred == central_difference(f, dtype(case["x"]), case["h"]), case
        assert slope == pytest.approx(float(derivative(f)(float(x))), rel=1e-10, abs=1e-10)
    assert sum(forward != centred for forward, centred, *_ in found) > 40


def test_float32_is_not_float64(js):
    """The check above could fail: the same programs in the other precision give other numbers."""
    cases = [{"function": "x*x*x", "x": 0.1, "h": 1e-4, "precision": p} for p in ("float64", "float32")]
    (a,), (b,) = seen(js, "[seen.now.forward]", *cases)
    assert a == forward_difference(lambda x: x * x * x, 0.1, 1e-4)
    assert 1e-8 < abs(a - b) < 1e-2


def test_quotients_of_other_functions_to_the_rounding_of_their_values(js):
    rng, cases = random.Random(5), []
    for _ in range(200):
        cases.append(
            {"function": expression(rng, 2), "x": rng.uniform(-2, 2), "h": 10 ** rng.uniform(-12, 0)}
        )
    for case, (forward, centred) in zip(
        cases, seen(js, "[seen.now.forward, seen.now.centred]", *cases), strict=True
    ):
        f, x, h = python(case["function"]), case["x"], case["h"]
        # Two libraries' sines may differ in the last digit of a value, which h then magnifies.
        rounding = 16 * np.finfo(float).eps * max(1, abs(float(f(x))), abs(float(f(x + h)))) / h
        assert forward == pytest.approx(
            float(forward_difference(f, x, h)), rel=1e-10, abs=1e-10 + rounding
        ), case
        assert centred == pytest.approx(
            float(central_difference(f, x, h)), rel=1e-10, abs=1e-10 + rounding
        ), case


@pytest.mark.parametrize("function", ["sin", "exp", "tanh", "arctan", "log"])
def test_functions_in_float32_are_numpys_to_a_few_roundings(js, function):
    x = np.random.default_rng(2).uniform(0.1, 3, 500).astype(np.float32)
    found = js(
        "(text, x) => x.map((v) => Lecture14.curve.read(text).narrow(v).y)",
        f"{function}(x)",
        x.tolist(),
    )
    expected = getattr(np, function)(x)
    assert np.array_equal(np.float32(found), found)
    assert np.max(np.abs((found - expected) / np.spacing(expected))) <= 4


def test_slide_six_in_literal_numbers(js):
    """(1.1³ − 1)/0.1 = 3.31, (1.1³ − 0.9³)/0.2 = 3.01, 3."""
    (found,) = seen(
        js, "[seen.now.forward, seen.now.centred, seen.slope, seen.now.errors.centred]", {**GIVEN, "h": 0.1}
    )
    assert found == pytest.approx([3.31, 3.01, 3, 0.01], rel=1e-12)


class TestVisited:
    def test_the_error_is_drawn_at_visited_steps_alone(self, js):
        marks = """[state.visited,
          lab.shapes(state, seen, 360).find((s) => s.id === "forward-marks").a.d.split("Z").length - 1]"""
        assert used(js, marks, GIVEN) == [[0.5], 1]
        assert used(js, marks, {**GIVEN, "visited": [1e-3, 1e-8]}) == [[0.5, 1e-3, 1e-8], 3]
        assert used(js, marks, GIVEN, ["function", "sin(x)"]) == [[0.5], 1]

    def test_a_drag_passes_every_eighth_of_a_decade_however_fast(self, js):
        place = "(() => { const [step] = lab.handles(state, seen, 360); return [step.x, step.at[1]]; })()"
        (low, high), y = used(js, place, GIVEN)
        visited = used(js, "state.visited", GIVEN, ["step", [low, y]])
        assert visited[-1] == pytest.approx(1e-16)
        assert np.diff(np.log10(visited[1:])) == pytest.approx(-1 / 8)
        assert used(js, "state.h", GIVEN, ["step", [high + 50, y]]) == 1

    def test_one_step_an_eighth_of_a_decade_is_kept_the_latest(self, js):
        assert used(js, "state.visited", {**GIVEN, "h": 0.51, "visited": [0.5, 0.25]}) == [0.51, 0.25]

    def test_a_sweep_goes_down_to_the_last_step_and_finds_the_best(self, js):
        sweep = """(given) => {
          const lab = Lecture14.labs.slope;
          let state = lab.start(given), seen = lab.look(state), n = 0;
          state = lab.act(state, "sweep", null, seen);
          for (; state.playing && n < 500; n++) state = lab.tick(state, lab.look(state));
          seen = lab.look(state);
          const errors = seen.steps.map((s) => s.errors.forward);
          return [n, state.h, state.visited, errors, lab.say(state, seen, "sweep")]; }"""
        n, h, visited, errors, sentence = js(sweep, GIVEN)
        assert n <= 129
        assert h == pytest.approx(1e-16)
        assert len(visited) == len(errors) > 120
        best = visited[int(np.argmin(errors))]
        assert 1e-9 < best < 1e-7
        said = f"{best:.2e}".replace("e-0", "e−")
        assert sentence.startswith(
            f"Of {len(visited)} steps visited, the secant was best at h = {said}, off by"
        )

    def test_the_least_error_is_told(self, js):
        (alt,) = seen(js, "lab.alt(state, seen)", {**GIVEN, "visited": [1e-4, 1e-8]})
        errors = [abs(forward_difference(lambda x: x**3, 1.0, h) - 3) for h in (0.5, 1e-4, 1e-8)]
        assert min(errors) == errors[2]
        assert (
            f"at 3 visited steps; the least: secant {errors[2]:.1e} at h = 1.00e−8".replace("e-0", "e−")
            in alt
        )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"function": "log(x)", "x": -1.0, "h": 0.1}, "f has no finite value at x = −1."),
        ({"function": "np.cbrt(x)", "x": 0.0, "h": 0.1}, "f has no finite slope at x = 0."),
        ({"function": "sqrt(1 - x)", "x": 0.5, "h": 0.75}, "With h = 0.75 the secant at x = 0.5 has no finite slope."),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_and_drawn_without_numbers_that_are_none(js, given, sentence):
    drawn = "JSON.stringify([lab.shapes(state, seen, 360), lab.handles(state, seen, 360)])"
    ((said, alt, text),) = seen(js, f"[lab.say(state, seen, null), lab.alt(state, seen), {drawn}]", given)
    assert said == sentence
    assert sentence in alt
    assert "NaN" not in text
    assert "null" not in text


def test_a_mistyped_function_is_told_and_the_last_one_stays(js):
    found = used(
        js,
        "[state.function, state.text, lab.say(state, seen, 'function'), lab.controls(state, seen)[0].error]",
        GIVEN,
        ["function", "x^2"],
    )
    message = "line 1, column 2: ^ is not understood; write ** for a power"
    assert found == ["x**3", "x^2", f"The function stays x**3: {message}.", message]
    assert used(js, "[state.function, state.error]", GIVEN, ["function", "x^2"], ["function", "x**2"]) == [
        "x**2",
        None,
    ]


def test_the_point_can_be_typed_and_dragged(js):
    assert used(js, "[state.x, state.window]", GIVEN, ["x", 10]) == [10, [8, 12]]
    assert used(js, "[state.x, state.window]", GIVEN, ["x", float("nan")]) == [1, [-2, 2]]
    right = "lab.handles(state, seen, 360).at(-1).x[1]"
    assert used(js, "state.x", GIVEN, ["x", [used(js, right, GIVEN) + 99, 0]]) == 2
    assert used(js, "state.window", GIVEN, ["in", None]) == [-0.5, 1.5]


def test_the_second_point_drags_h(js):
    at = "lab.handles(state, seen, 360)[1].at"
    x, y = used(js, at, GIVEN)
    assert used(js, "[state.h, state.visited]", GIVEN, ["second", [x, y]]) == [0.5, [0.5]]
    assert used(js, "state.h", GIVEN, ["second", [x - 500, y]]) == pytest.approx(0.004)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "function is missing"),
        ({**GIVEN, "function": "import os"}, "labs do not know import"),
        ({**GIVEN, "function": "<b>x</b>"}, "stands where a value should"),
        ({**GIVEN, "function": "x" * 2000}, "expected a text of at most 500 characters"),
        ({**GIVEN, "h": 2}, "h is 2; expected a number from"),
        ({**GIVEN, "h": 0}, "h is 0; expected a number from"),
        ({**GIVEN, "x": None}, "x is null; expected a number"),
        ({**GIVEN, "window": [1, 1]}, "window is [1, 1]; expected its end above its beginning"),
        ({**GIVEN, "window": [1]}, "window has 1 entries; expected 2 to 2"),
        ({**GIVEN, "visited": [0.1] * 130}, "visited has 130 entries"),
        ({**GIVEN, "visited": ["a"]}, 'a visited step is "a"; expected a number'),
        ({**GIVEN, "precision": "float16"}, "expected float64, float32"),
    ],
)  # fmt: skip
def test_a_link_with_bad_data_is_refused_with_a_sentence(js, data, why):
    refusal = """(data) => { try { Lecture14.labs.slope.unpack(data, {}); } catch (error) {
      return [error instanceof Lecture14.Refused, error.message]; } }"""
    refused, message = js(refusal, data)
    assert refused
    assert why in message


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_copied_cell_computes_what_the_lab_shows(js, precision):
    for function in ("x*x*x", "t = x*x; t/(1 + t)", "np.sqrt(2)*x", "abs(-3)*x", "x if x < 2 else 2*x"):
        given = {"function": function, "x": 1.1, "h": 1e-3, "precision": precision}
        ((cell, *numbers),) = seen(
            js, "[lab.python(state, seen), seen.now.forward, seen.now.centred, seen.slope]", given
        )
        scope = {}
        body, last = cell.rstrip().rsplit("\n", 1)
        exec(body, scope)
        assert list(eval(last, scope)) == pytest.approx(numbers, rel=1e-14), function


def test_python_and_page_hold_the_same_values(js):
    lab = SlopeLab(function="np.sin(x)", x=0.25, h=0.125, precision="float32", visited=[1e-3])
    (values,) = seen(js, "lab.values(state, seen)", lab.given())
    assert values == {**lab.values(), "visited": [0.125, 1e-3]}
    assert seen(js, "lab.values(state, seen)", values) == [values]


def test_a_wrong_function_is_refused_in_python():
    with pytest.raises(
        ValueError, match=r"function: line 1, column 2: \^ is not understood; write \*\* for a power"
    ):
        _ = SlopeLab(function="x^3").alt
