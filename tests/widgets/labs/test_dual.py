"""The dual calculator against `lecture14`'s dual numbers: results, what is dropped, what has no result."""

import math
import random
import re

import numpy as np
import pytest

from lecture14 import Dual
from lecture14.widgets import DualLab
from lecture14.widgets.labs.dual import OPERATIONS
from tests.widgets.scripts import scripts

TWO = OPERATIONS[:5]
SCRIPTS = ("draw.js", "axes.js", "lab.js", *DualLab.scripts[1:])
TOLERANCE = 1e-10


@pytest.fixture(scope="module")
def js():
    with scripts(*SCRIPTS) as context:
        yield context


def state(operation, a=(3.0, 1.0), b=(2.0, 1.0), step=0.5):
    return {"a": [*a], "b": [*b], "operation": operation, "step": step}


def seen(js, *states):
    return js(
        """(states) => states.map((given) => {
        const lab = Lecture14.labs.dual, state = lab.start(given), { at, ...seen } = lab.look(state);
        return {...seen, alt: lab.alt(state, seen), said: lab.say(state, seen, null)}; })""",
        states,
    )


def by_lecture14(given):
    """The dual number and, with the step in place of d, the float."""
    function = getattr(np, given["operation"])
    pairs = [given["a"], given["b"]] if given["operation"] in TWO else [given["a"]]
    with np.errstate(all="ignore"):
        value = function(*(Dual(*pair) for pair in pairs))
        moved = function(*(x + given["step"] * t for x, t in pairs))
    return float(value.primal), float(value.tangent), float(moved)


def random_states(count):
    rng = random.Random(7)
    for _ in range(count):
        a, b = ([round(rng.uniform(-5, 5), 2), rng.choice((0.0, rng.uniform(-3, 3)))] for _ in "ab")
        yield state(rng.choice(OPERATIONS), a, b, rng.uniform(0.05, 1))


def close(got, expected):
    return (math.isnan(got) and math.isnan(expected)) or got == pytest.approx(
        expected, rel=TOLERANCE, abs=TOLERANCE
    )


def test_results_are_those_of_dual(js):
    states, troubled = [*random_states(3000)], 0
    for given, found in zip(states, seen(js, *states), strict=True):
        primal, tangent, moved = by_lecture14(given)
        assert close(found["result"][0], primal), given
        assert close(found["result"][1], tangent), given
        assert close(found["value"], moved), given
        assert (found["trouble"] is None) == (math.isfinite(primal) and math.isfinite(tangent)), given
        troubled += found["trouble"] is not None
    assert 200 < troubled < 1500


def test_slide_7_by_hand(js):
    """(3 + d)(2 + d) = 6 + 5d; (2 + 3d)(5 - d) = 10 + 13d; 1/(2 + d) = 1/2 - d/4."""
    found = seen(js, state("multiply"), state("multiply", (2, 3), (5, -1)), state("reciprocal", (2, 1)))
    assert [f["result"] for f in found] == [[6, 5], [10, 13], [0.5, -0.25]]
    assert found[0]["dropped"] == 0.25
    assert "the strips change the area by 2.5 and the corner by 0.25, which d² = 0 drops" in found[0]["alt"]


@pytest.mark.parametrize("step", [0.5, 0.25, 0.05])
def test_the_corner_is_quadratic_in_the_step(js, step):
    """Strips halve, the corner falls to a quarter."""
    (found,) = seen(js, state("multiply", (1.5, -2.0), (-4.0, 0.5), step))
    assert found["linear"] == pytest.approx(step * (1.5 * 0.5 + 2.0 * 4.0))
    assert found["dropped"] == pytest.approx(-1.0 * step**2)


def test_sums_drop_nothing(js):
    for found in seen(
        js, *(state(name, (0.1, 0.7), (0.2, -1.3)) for name in ("add", "subtract", "negative"))
    ):
        assert found["dropped"] == 0
        assert "d² = 0 drops nothing" in found["alt"]


@pytest.mark.parametrize(("given", "sentence"), [
    (state("divide", b=(0, 1)), "b has the primal 0: division by it does not exist, whatever its tangent is."),
    (state("divide", (0, 1), (0, 0)), "b has the primal 0: division by it"),
    (state("reciprocal", (0, 1)), "a has the primal 0: it has no reciprocal"),
    (state("power", (-2, 1), (0.5, 0)), "A negative base has no real power with the exponent 0.5."),
    (state("power", (-2, 1), (3, 1)), "b's tangent must be 0 here, not 1."),
    (state("power", (0, 1), (-1, 0)), "The base 0 has no power with the negative exponent −1."),
    (state("power", (0, 1), (0.5, 0)), "At the base 0 the power 0.5 has a value and no slope"),
    (state("power", (0, 1), (0, 1)), "0 ** 0 is 1, but the power jumps as soon as its exponent moves"),
    (state("log", (-1, 1)), "log has no real value at −1."),
    (state("log", (0, 1)), "log has no real value at 0."),
    (state("sqrt", (0, 1)), "sqrt has the value 0 at 0 and no slope there"),
    (state("arcsin", (2, 1)), "arcsin has no real value at 2."),
    (state("arccos", (1, 1)), "arccos has the value 0 at 1 and no slope there"),
])  # fmt: skip
def test_what_has_no_result_is_said_and_not_drawn(js, given, sentence):
    (found,) = seen(js, given)
    assert sentence in found["trouble"]
    assert found["said"] == found["trouble"]
    assert found["alt"].endswith(found["trouble"])
    names = drawn(js, given)
    assert "r-shaft" not in names
    assert not {"line", "gap", "from", "to"} & {*names}


def drawn(js, given):
    """The names of all shapes, at all widths without a number that is none."""
    return js(
        """(given) => { const lab = Lecture14.labs.dual, state = lab.start(given), seen = lab.look(state), names = [];
        const walk = (shape) => { names.push(shape.id); (shape.parts ?? []).forEach(walk); };
        for (const width of [260, 360, 640]) lab.shapes(state, seen, width).forEach((shape) => {
          if (/NaN|Infinity|undefined/.test(Lecture14.draw.text(shape))) throw Error(Lecture14.draw.text(shape));
          walk(shape); });
        return names; }""",
        given,
    )


def test_every_drawing_has_finite_places(js):
    assert all(drawn(js, given) for given in random_states(300))


def test_a_power_of_a_negative_base_has_a_tangent_while_its_exponent_rests(js):
    (found,) = seen(js, state("power", (-2, 1), (3, 0)))
    assert (found["result"], found["trouble"]) == ([-8, 12], None)


@pytest.mark.parametrize("operation", ["tan", "reciprocal", "divide"])
def test_curves_are_not_joined_across_a_pole(js, operation):
    """Neighbouring points of a piece lie less than half of the frame apart, or outside of it."""
    d = js(
        """(given) => { const lab = Lecture14.labs.dual, state = lab.start(given), seen = lab.look(state);
        return lab.shapes(state, seen, 360).find((s) => s.id === "g-inside").parts[0].a.d; }""",
        state(operation, (1, 1), (0.4, 1)),
    )
    pieces = [
        [float(y) for _, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", piece)] for piece in d.split("M")[1:]
    ]
    assert len(pieces) > 1
    # A tangent's branch rises, a hyperbola's falls; across a pole it would be the other way round.
    for piece in pieces:
        steps = np.diff(piece)
        assert (steps <= 0).all() if operation == "tan" else (steps >= 0).all()


def moved(js, given, handle, place, width=360):
    return js(
        """(given, handle, place, width) => {
        const lab = Lecture14.labs.dual, state = lab.start(given), seen = lab.look(state);
        const at = lab.handles(state, seen, width).find((h) => h.id === handle).at;
        return lab.move(state, handle, [at[0] + place[0], at[1] + place[1]], width, seen); }""",
        given, handle, [*place], width,
    )  # fmt: skip


class TestHands:
    def test_a_tip_carries_primal_and_tangent(self, js):
        after = moved(js, state("add"), "a", (-30, -30))
        assert after["a"][0] < 3
        assert after["a"][1] > 1
        assert after["b"] == [2, 1]

    def test_a_tip_stays_inside_its_bounds(self, js):
        assert moved(js, state("add"), "b", (9000, -9000))["b"] == [5, 3]
        assert moved(js, state("add"), "b", (-9000, 9000))["b"] == [-5, -3]

    @pytest.mark.parametrize("step", [0.05, 0.5, 1.0])
    def test_the_outer_corner_sets_both_tangents(self, js, step):
        given = state("multiply", (3, 0), (2, 0), step)
        after = moved(js, given, "corner", (9000, 9000))
        assert (after["a"], after["b"]) == ([3, 3], [2, -3])
        small = moved(js, given, "corner", (3 * step, -3 * step))
        assert small["a"][1] > 0
        assert small["b"][1] > 0

    def test_the_primal_of_a_function_moves_along_its_axis(self, js):
        after = moved(js, state("sin", (1, 0.5)), "point", (40, 40))
        assert after["a"][0] > 1
        assert after["a"][1] == 0.5

    def test_functions_show_one_number(self, js):
        names = js(
            """(given) => { const lab = Lecture14.labs.dual, state = lab.start(given);
            return lab.handles(state, lab.look(state), 360).map((h) => h.id); }""",
            state("exp"),
        )
        assert names == ["a", "point"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_cell_computes_what_is_shown(js, operation):
    given = state(operation, (0.7, -1.25), (-0.4, 2.0))
    if operation == "power":
        given["b"][0] = 3
    text, (found,) = (
        js("(given) => Lecture14.labs.dual.python(Lecture14.labs.dual.start(given))", given),
        seen(js, given),
    )
    *lines, last = text.splitlines()
    names: dict = {}
    exec("\n".join(lines), names)
    value = eval(last, names)
    assert found["result"] == pytest.approx([value.primal, value.tangent], rel=TOLERANCE)


def test_every_operation_is_offered(js):
    offered = js("(s) => Lecture14.labs.dual.controls(s)[0].options.map(([name]) => name)", state("add"))
    assert tuple(offered) == OPERATIONS


@pytest.mark.parametrize(("change", "sentence"), [
    ({"a": [9, 1]}, "primal of a is 9; expected a number from −5 to 5"),
    ({"b": [1, "<b>"]}, 'tangent of b is "<b>"; expected a number from −3 to 3'),
    ({"a": [1]}, "a has 1 entries; expected 2 to 2"),
    ({"operation": "constructor"}, 'operation is "constructor"; expected add, subtract'),
    ({"step": 0}, "step is 0; expected a number from 0.05 to 1"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(js, change, sentence):
    said = js(
        """(given) => { try { Lecture14.labs.dual.start(given); }
        catch (error) { return error instanceof Lecture14.Refused && error.message; } }""",
        state("add") | change,
    )
    assert said.startswith(sentence)


def test_python_hears_what_does_not_fit():
    with pytest.raises(ValueError, match="primal of a is 9; expected a number from −5 to 5"):
        _ = DualLab(a=[9.0, 1.0]).alt
