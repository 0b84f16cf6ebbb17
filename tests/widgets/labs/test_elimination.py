"""The elimination game against `lecture14`'s elimination: edges, counts, Jacobians; and how it is played."""

import random
from itertools import permutations

import numpy as np
import pytest

from lecture14 import trace
from lecture14.autodiff import Elimination
from lecture14.widgets import EliminationLab
from tests.autodiff.elimination_example import POINT, small_program
from tests.widgets.scripts import scripts

SCRIPTS = ("draw.js", "axes.js", "lab.js", *EliminationLab.scripts[1:])
CHAPTER = EliminationLab.program.default_value
LAB = """const lab = Lecture14.labs.elimination;
const press = (state, ...ids) => ids.reduce((s, id) => lab.act(s, id, null, lab.look(s)), state);
const summary = (state, id = null) => {
  const s = lab.look(state), { whole, totals, total, open, jacobian } = s;
  return { vertices: whole.vertices, edges: [...whole.edges], outputs: whole.outputs, totals, total, open, jacobian,
    order: state.order, error: state.error, said: lab.say(state, s, id), alt: lab.alt(state, s) }; };
"""


@pytest.fixture(scope="module")
def js():
    with scripts(*SCRIPTS) as context:
        context.thread.submit(context.context.eval, LAB).result()
        yield context


def given(program=CHAPTER, inputs=None, order=()):
    return {"program": program, "inputs": inputs or {}, "order": [*order]}


def summary(js, *states):
    return js("(states) => states.map((given) => summary(lab.start(given)))", states)


def played(js, state, *buttons):
    return js("(given, ids) => summary(press(lab.start(given), ...ids), ids.at(-1))", state, buttons)


def in_python(js, state):
    """What the lab's own cell builds: the namespace in which it ran, and the order that it eliminates."""
    text = js("(given) => { const s = lab.start(given); return lab.python(s, lab.look(s)); }", state)
    *lines, last = text.strip().splitlines()
    names: dict = {}
    exec("\n".join(lines), names)
    return names["elimination"], eval(last, names)


def random_program(rng):
    inputs = [f"x{i + 1}" for i in range(rng.randint(1, 4))]
    names, lines = [*inputs], []
    for i in range(rng.randint(2, 9)):
        a, b = rng.choice(names), rng.choice(names)
        forms = (f"{a}*{b}", f"{a} + {b}", f"sin({a})", f"{a} - 0.5*{b}", f"cos({a})", f"{a}*3", f"-{a}")
        lines.append(f"v{i} = {rng.choice(forms)}")
        names.append(f"v{i}")
    results = [rng.choice(names[-4:]) for _ in range(rng.randint(1, 4))]
    return "\n".join([*lines, "return " + ", ".join([*results, " + ".join(inputs)])]), {
        name: round(rng.uniform(-2, 2), 2) for name in inputs
    }


@pytest.mark.slow
def test_random_graphs_have_the_edges_counts_and_jacobians_of_lecture14(js):
    rng, sizes, beaten = random.Random(14), set(), 0
    for _ in range(150):
        program, inputs = random_program(rng)
        state = given(program, inputs)
        (found,) = summary(js, state)
        order = rng.sample(found["vertices"], len(found["vertices"]))
        (ended,) = summary(js, {**state, "order": order})
        ours, end = in_python(js, {**state, "order": order})
        assert tuple(found["vertices"]) == ours.vertices, program
        assert found["outputs"] == ours.outputs, program
        edges = {tuple(map(int, key.split())): c for key, c in found["edges"]}
        assert edges == pytest.approx(ours.edges, rel=1e-12), program
        orders = {name: o.multiplications for name, o in ours.compare().items()}
        if len(ours.vertices) > 9:  # the lab does not try all orders there
            best = min(orders[name] for name in ("forward", "reverse", "greedy"))
            orders = {**orders, "found": best} if orders.pop("optimal") else {}
        assert found["totals"] == orders, program
        assert ended["total"] == end.multiplications, program
        assert np.array(ended["jacobian"]) == pytest.approx(end.jacobian, rel=1e-10, abs=1e-10), program
        assert orders.get("optimal", 0) <= ended["total"]
        sizes.add(len(ours.vertices))
        beaten += orders.get("optimal", 99) < min(orders["forward"], orders["reverse"], orders["greedy"])
    assert {1, 5, 8, 10} <= sizes
    assert beaten > 0


def test_the_chapters_graph_is_that_of_its_program(js):
    (found,) = summary(js, given())
    expected = Elimination(trace(small_program)(*POINT))
    assert {tuple(map(int, key.split())): c for key, c in found["edges"]} == pytest.approx(expected.edges)
    assert found["totals"] == {"forward": 27, "reverse": 23, "greedy": 20, "optimal": 18}


class TestTheGame:
    def test_vertices_cost_edges_in_times_edges_out(self, js):
        found = played(js, given(), "v3")
        assert found["total"] == 6
        assert found["said"] == "w4 went for 2·3 = 6 multiplications, 6 so far; 4 vertices are left."
        assert "w4 went for 6 multiplications; 14 edges and 4 inner vertices are left" in found["alt"]

    def test_the_optimum_is_named(self, js):
        found = played(js, given(), "v4", "v6", "v7", "v5", "v3")
        assert found["total"] == 18
        assert "18 in all: the optimum over all orders; the edges are the Jacobian." in found["said"]

    def test_a_dearer_order_is_told_how_much(self, js):
        found = played(js, given(), "v3", "v4", "v5", "v6", "v7")
        assert "27 in all: 9 multiplications above the optimum, 18" in found["said"]

    def test_a_vertex_goes_once(self, js):
        assert played(js, given(), "v4", "v4")["order"] == [4]

    @pytest.mark.parametrize("rule", ["forward", "reverse", "greedy", "optimal"])
    def test_a_rule_can_be_followed_to_its_end(self, js, rule):
        found = played(js, given(), *[rule] * 5)
        assert (found["open"], found["total"]) == ([], found["totals"][rule])
        assert played(js, given(), *[rule] * 6) == found

    @pytest.mark.parametrize(("first", "total"), [("v3", 22), ("v4", 18)])
    def test_the_optimum_goes_on_from_where_the_reader_is(self, js, first, total):
        """By all 4! ways on: nothing is cheaper after this vertex."""
        found = played(js, given(), first, *["optimal"] * 4)
        assert found["total"] == total == least_after(int(first[1:]))

    def test_the_jacobian_follows_the_inputs(self, js):
        inputs = {"x1": -0.5, "x2": 1.5, "x3": 2.0}
        (found,) = summary(js, given(inputs=inputs, order=[3, 4, 5, 6, 7]))
        expected = Elimination(trace(small_program)(*inputs.values())).reverse().jacobian
        assert np.array(found["jacobian"]) == pytest.approx(expected, rel=1e-10)

    def test_clicks_meet_inner_vertices_alone(self, js):
        found = js(
            """(given) => { const state = lab.start(given), seen = lab.look(state);
            const { at } = Lecture14.graph.plan(seen.drawn, 344, { lines: 2, gap: 44 });
            const order = ([x, y]) => lab.tap(state, [x + 8, y], 360, seen)?.order ?? null;
            return [...at].map(([v, place]) => [v, order(place)]).concat([["beside", order([2, 200])]]); }""",
            given(),
        )
        assert dict(map(tuple, found)) == {v: [v] if 3 <= v <= 7 else None for v in range(11)} | {
            "beside": None
        }

    def test_a_step_leaves_the_state_before_it_as_it_was(self, js):
        """So that Undo finds it."""
        before, after = js(
            """(given) => { const state = lab.start(given), text = JSON.stringify(state);
            press(state, "v4", "greedy"); return [text, JSON.stringify(state)]; }""",
            given(),
        )
        assert before == after


def least_after(vertex):
    """By trying: the cheapest order that begins with this vertex."""
    elimination = Elimination(trace(small_program)(*POINT))
    rest = [v for v in elimination.vertices if v != vertex]
    return min(elimination.eliminate((vertex, *order)).multiplications for order in permutations(rest))


class TestAboveNineVertices:
    """The lab's own graph of ten, whose optimum `lecture14` knows."""

    @pytest.fixture
    def ten(self, js):
        return given(js("(given) => lab.act(lab.start(given), 'graph', 'large', null).text", given()))

    def test_the_best_found_stands_where_the_optimum_would(self, js, ten):
        (found,) = summary(js, ten)
        assert len(found["vertices"]) == 10
        assert set(found["totals"]) == {"forward", "reverse", "greedy", "found"}
        assert found["totals"]["found"] == min(found["totals"][k] for k in ("forward", "reverse", "greedy"))
        assert "optimum" not in found["alt"]

    def test_a_cheaper_order_of_the_readers_becomes_the_best_found(self, js, ten):
        (before,) = summary(js, ten)
        best = in_python(js, ten)[0].optimal()
        assert best.multiplications < before["totals"]["found"]
        after = played(js, ten, *[f"v{v}" for v in best.order])
        assert after["totals"]["found"] == after["total"] == best.multiplications
        assert "the best found; not all orders were tried" in after["said"]
        worse = played(js, ten, *["forward"] * 10)
        assert worse["totals"] == before["totals"]
        gap = worse["total"] - before["totals"]["found"]
        assert gap == 1
        assert f"1 multiplication above the best found, {before['totals']['found']}" in worse["said"]


class TestTypedPrograms:
    def test_a_mistake_is_said_and_the_picture_stays(self, js):
        found = js(
            """(given) => { const state = lab.start(given);
            return summary(lab.act(state, "program", "x1 ^ 2", lab.look(state)), "program"); }""",
            given("sin(x1)*x2"),
        )
        assert found["error"].startswith("line 1, column 4: ^ is not understood; write ** for a power")
        assert found["said"].endswith("The picture shows the last program that could be read.")
        assert found["outputs"] == [3]

    @pytest.mark.parametrize(("program", "sentence"), [
        ("3 + 4", "the program has no input"),
        ("*".join(f"x{i}" for i in range(7)), "the program has 7 inputs; write at most 6"),
        ("x = a\n" + "x = sin(x)\n" * 20 + "return x", "the program has 19 inner vertices; write one with at most 16"),
        ("x" * 601, "expected a text of at most 600 characters"),
        ("erf(x)", "JavaScript has no erf"),
    ])  # fmt: skip
    def test_what_has_no_room_is_refused(self, js, program, sentence):
        assert sentence in refused(js, given(program))

    def test_a_program_without_inner_vertices(self, js):
        (found,) = summary(js, given("x1*x2"))
        assert (
            found["said"] == "No vertex lies between inputs and outputs: the edges are the Jacobian already."
        )
        assert found["jacobian"] == [[1, 1]]


def refused(js, state):
    return js(
        """(given) => { try { lab.start(given); }
        catch (error) { return error instanceof Lecture14.Refused && error.message; } }""",
        state,
    )


@pytest.mark.parametrize(("change", "sentence"), [
    ({"order": [4, 4]}, "order holds 4; expected each of 3, 4, 5, 6, 7 at most once"),
    ({"order": [9]}, "order holds 9"),
    ({"order": ["<b>"]}, "order holds undefined"),
    ({"order": [3] * 9}, "order has 9 entries; expected 0 to 5"),
    ({"order": None}, "order has no entries"),
    ({"inputs": [1]}, "inputs is no object of names and numbers"),
    ({"inputs": {"x1": 1e9}}, "input x1 is 1000000000"),
    ({"program": 7}, "program is 7; expected a text"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(js, change, sentence):
    assert sentence in refused(js, given() | change)


def test_python_hears_what_does_not_fit():
    with pytest.raises(ValueError, match="order holds 2; expected each of 3, 4, 5, 6, 7"):
        _ = EliminationLab(order=[2]).alt
