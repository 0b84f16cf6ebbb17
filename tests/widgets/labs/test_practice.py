"""Practice in the program lab: what is right, which mistakes are named, and that none is named that does not fit."""

import math
import random

import numpy as np
import pytest

from lecture14 import trace
from lecture14.autodiff.core.chain_rule import partial_derivative
from lecture14.widgets import ProgramLab
from tests.widgets.scripts import scripts

GIVEN = {"program": "x1*x2 + sin(x1)", "inputs": {"x1": 1.5, "x2": 2.0}, "tangents": {}, "cotangents": []}
ANSWER = """(given, time, text) => { const lab = Lecture14.labs.program;
  const s = { ...lab.start(given), practice: true, time }, seen = lab.look(s);
  const t = lab.act({ ...s, answer: text }, "check", undefined, seen);
  return [t.time, t.verdict.right, lab.say(t, lab.look(t), "check")]; }"""
JUDGE = """(given, cases) => { const lab = Lecture14.labs.program, s = lab.start(given);
  return cases.map(([time, typed]) => { const { record, run, next, shown } = lab.look({ ...s, time });
    return Lecture14.practice.judge(next, record, run, shown.adjoints, typed); }); }"""


@pytest.fixture(scope="module")
def js():
    with scripts(
        "draw.js", "axes.js", "lab.js", *(name for name in ProgramLab.scripts if name != "rules.js")
    ) as context:
        yield context


# Statements of the lecture's f: w3, ẇ3, w4, ẇ4, w5, ẇ5, w̄3, w̄4, then w̄1 twice, w̄2.
@pytest.mark.parametrize(
    ("statement", "typed", "looks"),
    [
        (0, "3.5", "the operands are added, and this line has them multiplied"),
        (0, "-3", "the sign is the other one"),
        (0, "2", "that is w2, the number of another node"),
        (1, "1.5", "each tangent is multiplied by its own operand, not by the other one"),
        (2, "0.02618", "the calculator is set to degrees, and the lecture's angles are in radians"),
        (2, "1.5", "sin has not been applied"),
        (3, "1", "the factor 0.0707 of ẇ1 is forgotten"),
        (3, "0.9975", "that is w4, the value, not its tangent"),
        (5, "2", "the term with ẇ4 is missing"),
        (9, "2", "w̄1 is overwritten: what arrives must be added to the 0.0707 that it had"),
        (9, "1 + cos(1.5)", "the factor 2 is forgotten"),
        (9, "1.5 + cos(1.5)", "w̄3 is multiplied by the operand itself, not by the other one"),
        (9, "cos(1.5) - 2", "the sign of what arrives is the other one"),
        (10, "2", "w̄3 is multiplied by the operand itself, not by the other one"),
    ],
)
def test_a_mistake_is_recognised(js, statement, typed, looks):
    time, right, said = js(ANSWER, GIVEN, statement, typed)
    assert (time, right) == (statement, False)
    assert said.startswith("Not yet. It looks as if ")
    assert looks in said


@pytest.mark.parametrize("typed", ["2.0707", "2.07", "2 + cos(1.5)", " 2.0707 ", "2,07"])
def test_a_right_number_goes_on_to_the_next_statement(js, typed):
    time, right, said = js(ANSWER, GIVEN, 9, typed)
    assert (time, right) == (10, True)
    assert said == "Right: w̄1 += w2*w̄3 gives 2.07."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2.1", "Nearly: type three significant digits, or an expression."),
        ("17.3", "Not yet, and it is no mistake that this page knows: compute w̄1 += w2*w̄3 once more."),
        ("2, 3", "Line 1, column 1: this is no single number; write one number such as 0.25."),
        (
            "2\n3",
            "Line 1, column 1: the value of this line is lost; write name = before it, or leave it out.",
        ),
        ("x = 2", "Line 1, column 1: this is no single number; write one number such as 0.25."),
        ("w1 + 1", "Line 1, column 1: w1 is no number; write its number in its place."),
        (
            "",
            "Line 1, column 1: there is nothing to compute; write an expression such as x1*x2 + sin(x1).",
        ),
    ],
)
def test_what_is_no_known_mistake_is_not_called_one(js, typed, said):
    assert js(ANSWER, GIVEN, 9, typed) == [9, False, said]


def test_the_asked_number_stands_nowhere(js):
    """Not in picture, table, alt text or sentence; without practice it stands in each."""
    page = """(given, practice) => { const lab = Lecture14.labs.program;
      const s = { ...lab.start(given), practice, time: practice ? 9 : 1000 };
      const seen = lab.look(s), picture = lab.shapes(s, seen, 374).map((n) => Lecture14.draw.text(n)).join("");
      return [picture, JSON.stringify(lab.table(s, seen).rows), lab.alt(s, seen), lab.say(s, seen, null)]; }"""
    given = GIVEN | {"tangents": {"x2": 1.0}}
    assert ["2.07" in text for text in js(page, given, False)] == [True] * 4
    assert ["2.07" in text for text in js(page, given, True)] == [False] * 4


def product(x1, x2, x3):
    w = x1 * x2 - x3 / x1
    return np.exp(-w) * w + x3**3


def smooth(x1, x2, x3):
    w = np.sin(x1) * np.cos(x2)
    return np.tanh(w + x3) / (w * x1) - w


def shares(x1, x2, x3):
    e = [np.exp(x) for x in (x1, x2, x3)]
    return e[0] / (e[0] + e[1]) * e[2] + np.tan(x1)


PROGRAMS = {
    "w = x1*x2 - x3/x1\nreturn exp(-w)*w + x3**3": product,
    "w = sin(x1)*cos(x2)\nreturn tanh(w + x3)/(w*x1) - w": smooth,
    "a = exp(x1)\nb = exp(x2)\nc = exp(x3)\nreturn a/(a + b)*c + tan(x1)": shares,
}


class Wrong:
    """The numbers to which each mistake leads, statement by statement, from the package's own graph."""

    def __init__(self, f, inputs, tangents):
        self.graph = graph = trace(f)(*inputs)
        self.values = [float(node.value) for node in graph.nodes]
        self.tangents = [0.0 if t is None else float(t) for t in graph.tangents(*tangents)]
        self.adjoints = [0.0] * len(self.values)
        self.adjoints[graph.outputs] = 1.0
        self.statements = []
        for node in graph.nodes[graph.n_inputs :]:
            self.statements += [(node, self.of_value(node)), (node, self.of_tangent(node))]
        for node in reversed(graph.nodes):
            for k, i in node.active():
                self.statements.append((node, self.of_adjoint(node, k, i)))

    def slope(self, node, k):
        return float(partial_derivative(node.rule, k, self.graph.operands(node), node.value))

    def of_value(self, node):
        v, operands = self.values[node.index], [float(x) for x in self.graph.operands(node)]
        wrong = {"right": [v], "sign": [-v], "neighbour": self.values[: node.index]}
        if len(operands) == 1:
            x = operands[0]
            return wrong | {"forgotten": [x], "degrees": [float(node.rule.evaluate(math.radians(x)))]}
        a, b = operands
        with np.errstate(invalid="ignore"):
            power = float(np.power(a, b))
        results = {"add": a + b, "subtract": a - b, "multiply": a * b, "divide": a / b, "power": power}
        others = [r for name, r in results.items() if name != node.rule.name and math.isfinite(r)]
        return wrong | {"order": [float(node.rule.evaluate(b, a))], "operation": others}

    def of_tangent(self, node):
        active = node.active()
        t, s = [self.tangents[i] for _, i in active], [self.slope(node, k) for k, _ in active]
        total = sum(x * y for x, y in zip(s, t, strict=True))
        without = [total - x * y for x, y in zip(s, t, strict=True)]
        wrong = {
            "right": [total],
            "factor": [w + x for w, pair in zip(without, zip(s, t, strict=True), strict=True) for x in pair],
            "term": without,
            "sign": [-total, *(w - x * y for w, x, y in zip(without, s, t, strict=True))],
            "value": [self.values[node.index]],
            "neighbour": self.tangents[: node.index],
        }
        if node.rule.name == "multiply" and len(t) == 2:
            wrong |= {"operand": [s[1] * t[0] + s[0] * t[1]], "both": [t[0] * t[1]]}
        return wrong

    def of_adjoint(self, node, k, i):
        bar, before, slope = self.adjoints[node.index], self.adjoints[i], self.slope(node, k)
        known = list(self.adjoints)
        self.adjoints[i] = result = before + slope * bar
        wrong = {
            "right": [result],
            "overwritten": [slope * bar],
            "factor": [before + bar, before + slope],
            "sign": [before - slope * bar, -result],
            "term": [before],
            "value": [self.values[i]],
            "neighbour": [v for j, v in enumerate(known) if j != i],
        }
        own = float(self.graph.operands(node)[k])
        return wrong | ({"operand": [before + own * bar]} if node.rule.name == "multiply" else {})


def close(typed, number):
    return abs(typed - number) <= 0.0051 * abs(number)


@pytest.mark.parametrize("text", PROGRAMS)
def test_every_mistake_is_found_and_none_is_named_that_does_not_fit(js, text):
    rng = random.Random(15)
    inputs, seeds = [rng.uniform(0.4, 1.4) for _ in range(3)], [1.0, -0.5, 0.25]
    wrong = Wrong(PROGRAMS[text], inputs, seeds)
    names = ("x1", "x2", "x3")
    given = GIVEN | {
        "program": text,
        "inputs": dict(zip(names, inputs, strict=True)),
        "tangents": dict(zip(names, seeds, strict=True)),
    }
    cases = []
    for time, (_, numbers) in enumerate(wrong.statements):
        cases += [(time, kind, v) for kind, list_ in numbers.items() for v in list_]
        cases += [(time, None, rng.gauss(0, 2)) for _ in range(40)]
    named = 0
    for (time, kind, typed), found in zip(
        cases, js(JUDGE, given, [(time, typed) for time, _, typed in cases]), strict=True
    ):
        numbers = wrong.statements[time][1]
        if found["right"]:
            assert close(typed, numbers["right"][0])
            continue
        assert kind != "right"
        kinds = {mistake["kind"] for mistake in found["mistakes"]}
        for mistake in kinds:
            assert any(close(typed, v) for v in numbers[mistake]), (time, typed, mistake, numbers)
            named += 1
        # A zero before anything has arrived is no number of a neighbour yet.
        if kind and not (typed == 0.0 or (kind == "degrees" and "degrees" not in kinds)):
            assert kind in kinds, (time, kind, typed, found)
    assert named > 300


def test_the_oracle_can_fail():
    """Of the second statement of w̄1, 2 is an overwritten adjoint, and 2.07 is none."""
    numbers = Wrong(lambda x1, x2: x1 * x2 + np.sin(x1), (1.5, 2.0), (1.0, 0.0)).statements[9][1]
    assert close(2.0, numbers["overwritten"][0])
    assert not close(2.0707, numbers["overwritten"][0])
    assert not any(close(1.9, v) for v in numbers["factor"] + numbers["operand"])
