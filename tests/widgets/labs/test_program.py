"""The program lab against `lecture14`: its numbers, its words, its practice, and what it says to a mistyped program."""

import json
import math
import random
import re

import numpy as np
import pytest

from lecture14 import jacobian
from lecture14.autodiff import RULES
from lecture14.widgets import ProgramLab
from tests.widgets.scripts import scripts

COMMON = ("draw.js", "axes.js", "lab.js")
GIVEN = {"program": "x1*x2 + sin(x1)", "inputs": {"x1": 1.5, "x2": 2.0}, "tangents": {}, "cotangents": []}


@pytest.fixture(scope="module")
def js():
    with scripts(*COMMON, *(name for name in ProgramLab.scripts if name != "rules.js")) as context:
        context(f"() => {{ {HELP} return 0; }}")
        yield context


# Values, tangents, adjoints, outputs and the cell at a state; and a state after controls were used.
HELP = """
globalThis.lab = Lecture14.labs.program;
globalThis.used = (state, uses) => uses.reduce((s, [id, value]) => lab.act(s, id, value, lab.look(s)), state);
globalThis.ran = (state) => { let s = state; while (s.playing) s = lab.tick(s, lab.look(s)); return s; };
"""
NUMBERS = """(given, uses) => { const s = used(lab.start(given), uses), seen = lab.look(s), { record, run } = seen;
  return { values: record.values, tangents: run.tangents, adjoints: run.adjoints, jacobian: seen.jacobian().rows,
    python: lab.python(s, seen), table: lab.table(s, seen), total: seen.total, text: s.text }; }"""

EXAMPLES = ["lecture", "speelpenning", "heron", "logistic", "softmax", "own"]


def cell(text):
    """What the copied cell defines: its function, its graph and the table that it shows."""
    scope = {}
    *lines, last = text.strip().splitlines()
    exec("\n".join([*lines, f"table = {last}"]), scope)
    return scope


def floats(numbers):
    return [0.0 if v is None else float(v) for v in numbers]


class Programs:
    """Random programs as a reader types them, with numbers that stay moderate."""

    UNARY = ("sin", "cos", "tanh", "np.exp", "arctan", "expit", "sqrt", "np.log1p", "abs", "-")

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def line(self, names):
        a, b = self.rng.choice(names), self.rng.choice((*names, "2", "0.5", "1.25"))
        f, op = self.rng.choice(self.UNARY), self.rng.choice("+-*/")
        texts = (
            f"{a} {op} {b}",
            f"{a}*{b}",
            f"{f}({a})",
            f"({a} - {b})**2",
            f"np.maximum({a}, {b})",
            f"{b} if {a} > 0.3 else {a}*{a}",
        )
        return self.rng.choice(texts)

    def program(self):
        names = ["x1", "x2", "x3"][: self.rng.randint(1, 3)]
        lines = []
        for i in range(self.rng.randint(1, 6)):
            lines.append(f"v{i} = {self.line(names)}")
            names.append(f"v{i}")
        results = [f"{name} + {self.rng.choice(names)}*x1" for name in names[-self.rng.randint(1, 2) :]]
        return "\n".join([*lines, f"return {', '.join(results)}"])


class TestNumbers:
    @pytest.mark.parametrize("example", EXAMPLES)
    def test_an_example_computes_what_its_copied_cell_computes(self, js, example):
        found = js(NUMBERS, GIVEN, [["example", example]])
        scope = cell(found["python"])
        graph, rows = scope["graph"], scope["table"].rows
        assert found["values"] == pytest.approx([float(n.value) for n in graph.nodes], rel=1e-12)
        assert found["tangents"] == pytest.approx([float(r.tangent) for r in rows], rel=1e-12)
        assert found["adjoints"] == pytest.approx([float(r.bar) for r in rows], rel=1e-12)
        at = np.array([float(n.value) for n in graph.nodes[: graph.n_inputs]])
        expected = jacobian(lambda x: np.stack(np.atleast_1d(scope["f"](*x))))(at)
        assert np.array(found["jacobian"]) == pytest.approx(np.array(expected), rel=1e-12)

    def test_literal_numbers(self, js):
        """Slide 17's f; Heron's second step from 2; the product without each of its factors."""
        lecture = js(NUMBERS, GIVEN, [])
        assert lecture["jacobian"][0] == pytest.approx([2.0 + math.cos(1.5), 1.5])
        heron = js(NUMBERS, GIVEN, [["example", "heron"]])
        assert heron["values"][-1] == pytest.approx(17 / 12)
        product = js(NUMBERS, GIVEN, [["example", "speelpenning"], ["size", 3]])
        assert product["text"] == "x1*x2*x3"
        assert product["jacobian"] == [[4.5, 6.0, 3.0]]
        softmax = np.array(js(NUMBERS, GIVEN, [["example", "softmax"]])["jacobian"])
        assert softmax.sum(axis=0) == pytest.approx([0, 0, 0], abs=1e-15)

    def test_random_programs(self, js):
        programs, count = Programs(14), 0
        for _ in range(250):
            text, rng = programs.program(), programs.rng
            inputs = {name: round(rng.uniform(0.2, 2.0), 3) for name in ("x1", "x2", "x3")}
            seeds = {name: rng.choice((0.0, 1.0, -0.5)) for name in inputs}
            given = {
                "program": text,
                "inputs": inputs,
                "tangents": seeds,
                "cotangents": [rng.uniform(-1, 1), 0.5],
            }
            found = js(NUMBERS, given, [])
            with np.errstate(all="ignore"):
                scope = cell(found["python"])
            rows = scope["table"].rows
            ours = [[float(r.value), float(r.tangent), float(r.bar)] for r in rows]
            theirs = [*zip(found["values"], found["tangents"], found["adjoints"], strict=True)]
            for mine, yours in zip(ours, theirs, strict=True):
                for expected, got in zip(mine, yours, strict=True):
                    count += 1
                    assert got == pytest.approx(expected, rel=1e-10, abs=1e-10, nan_ok=True), text
        assert count > 5000


LISTED = """(given) => { const { record: { nodes }, run } = lab.look(lab.start(given)), S = Lecture14.statements;
  return nodes.map((_, i) => [S.original(nodes, i), S.dual(nodes, i), S.adjoint(nodes, i).join("; ")]); }"""


def same_words(text):
    """Without the brackets around a positive constant and with a comparison as it is typed."""
    return re.sub(
        r"\((\d[\d.e+-]*)\)(?![*\w])", r"\1", re.sub(r"= greater\((.*), (.*)\)", r"= \1 > \2", text)
    )


@pytest.mark.slow
def test_statements_are_worded_as_the_packages_table_words_them(js):
    programs, count = Programs(3), 0
    for _ in range(300):
        text = programs.program()
        given = {
            "program": text,
            "inputs": {"x1": 0.7, "x2": 1.3, "x3": 0.4},
            "tangents": {},
            "cotangents": [],
        }
        with np.errstate(all="ignore"):
            rows = cell(js(NUMBERS, given, [])["python"])["table"].rows
        for row, found in zip(rows, js(LISTED, given), strict=True):
            count += 1
            assert found == [same_words(t) for t in (row.original, row.dual, "; ".join(row.adjoint))], text
    assert count > 2000


def worded_alike(js, text):
    """The lab's statements of a program in x1, and the package's."""
    given = {"program": text, "inputs": {"x1": 0.7}, "tangents": {}, "cotangents": []}
    with np.errstate(all="ignore"):
        rows = cell(js(NUMBERS, given, [])["python"])["table"].rows
    return js(LISTED, given), [
        [same_words(t) for t in (row.original, row.dual, "; ".join(row.adjoint))] for row in rows
    ]


BINARY = [name for name, rule in RULES.items() if len(rule.partials) == 2 and hasattr(np, name)]


@pytest.mark.parametrize("number", ["2", "3", "(-1)", "0.5", "1", "0", "(-2.5)", "0.33333333333", "1e-7"])
def test_statements_beside_a_constant_are_worded_alike(js, number):
    forms = [f"x1{op}{number}" for op in ("+", "-", "*", "**")] + [f"{number}{op}x1" for op in "+-*/"]
    forms += [f"{number}**x1", *([f"x1/{number}"] if number != "0" else [])]
    forms += [f"np.{name}({a})" for name in BINARY for a in (f"x1, {number}", f"{number}, x1")]
    known = js(f"""() => {json.dumps(forms)}.filter((text) => {{
        try {{ Lecture14.program.read(text); return true; }} catch {{ return false; }} }})""")
    assert len(known) > 40
    for k in range(0, len(known), 6):
        found, expected = worded_alike(js, ", ".join(known[k : k + 6]))
        assert found == expected


class TestSweeps:
    def test_statements_run_one_after_the_other(self, js):
        """Value and tangent of each node, then what each adjoint gets, until the gradient is there."""
        order = js(
            """(given) => lab.look(lab.start(given)).run.steps.map((s) => [s.text, s.before, s.result])""",
            GIVEN,
        )
        texts = [text for text, *_ in order]
        assert texts == [
            "w3 = w1 * w2", "ẇ3 = w2*ẇ1 + w1*ẇ2", "w4 = sin(w1)", "ẇ4 = cos(w1)*ẇ1", "w5 = w3 + w4", "ẇ5 = ẇ3 + ẇ4",
            "w̄3 += w̄5", "w̄4 += w̄5", "w̄1 += cos(w1)*w̄4", "w̄1 += w2*w̄3", "w̄2 += w1*w̄3",
        ]  # fmt: skip
        assert order[8][1:] == pytest.approx([0.0, math.cos(1.5)])
        assert order[9][1:] == pytest.approx([math.cos(1.5), 2 + math.cos(1.5)])

    def test_step_run_and_start_again(self, js):
        times = js(
            """(given) => { let s = lab.start(given); const seen = () => lab.look(s), times = [seen().done];
            for (const id of ["step", "step", "run", "again", "step", "again"]) {
              s = ran(lab.act(s, id, undefined, seen())); times.push(seen().time); }
            return times; }""",
            GIVEN,
        )
        assert times == [11, 1, 2, 11, 0, 1, 0]

    def test_a_number_on_its_way_is_multiplied_at_the_edges_factor(self, js):
        """ẇ1 = 1 leaves x1, and w2·ẇ1 = 2 arrives at w3."""
        texts = js(
            """(given) => [1.25, 1.75].map((time) => { const s = { ...lab.start(given), time }, seen = lab.look(s);
            const { parts } = lab.shapes(s, seen, 374).find(({ id }) => id === "graph");
            return JSON.stringify(parts.filter(({ id }) => id[0] === "t").map(({ parts }) => parts[1].text)); })""",
            GIVEN,
        )
        assert texts == ['["1","0"]', '["2","0"]']

    def test_nothing_is_shown_before_it_is_computed(self, js):
        rows = js(
            """(given) => { const s = { ...lab.start(given), time: 2 }; return lab.table(s, lab.look(s)).rows; }""",
            GIVEN,
        )
        assert [row[1] for row in rows[:5]] == [1.5, 2, 3, "", ""]
        assert [row[3] for row in rows[:5]] == [1, 0, 2, "", ""]
        assert [row[5] for row in rows[:5]] == [""] * 5

    def test_a_dragged_input_takes_the_numbers_along(self, js):
        """A handle on the middle of its track is 0, where sin has slope 1."""
        row = js(
            """(given) => { const s = lab.start(given), seen = lab.look(s), h = lab.handles(s, seen, 374)[0];
            const t = lab.move(s, h.id, [(h.x[0] + h.x[1]) / 2, 0], 374, seen);
            return [t.inputs.x1, ...lab.look(t).jacobian().rows[0]]; }""",
            GIVEN,
        )
        assert row == [0, 3, 0]

    def test_number_and_slider_set_what_is_chosen(self, js):
        uses = [
            ["which", "tangents x2"],
            ["type", 3],
            ["which", "cotangents 0"],
            ["slide", -2],
            ["which", "inputs x1"],
            ["type", 40],
        ]
        state = js(
            """(given, uses) => { const s = used(lab.start(given), uses);
            return [s.tangents, s.cotangents, s.inputs, s.reach.x1]; }""",
            GIVEN,
            uses,
        )
        assert state == [{"x1": 1, "x2": 3}, [-2], {"x1": 40, "x2": 2}, 100]

    def test_inputs_keep_their_numbers_when_the_program_is_typed_anew(self, js):
        state = js(
            """(given) => { const s = used(lab.start(given), [["program", "x2*t"]]);
            return [s.inputs, s.tangents, s.example]; }""",
            GIVEN,
        )
        assert state == [{"x2": 2, "t": 1}, {"x2": 0, "t": 0}, "own"]
