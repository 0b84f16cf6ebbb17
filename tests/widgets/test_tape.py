"""The tape in JavaScript against `lecture14`: line by line of the rule table, and on thousands of programs."""

import itertools
import math
import random

import numpy as np
import pytest

from lecture14 import jacobian, trace
from lecture14.autodiff import RULES
from lecture14.autodiff.checks.conventions import CONVENTIONS
from lecture14.autodiff.core.chain_rule import partial_derivative
from tests.autodiff.test_source import ABSENT_IN_JAVASCRIPT
from tests.widgets.scripts import scripts

EDGES = (0.0, -0.0, math.inf, -math.inf, math.nan)
ORDINARY = (
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    2.0,
    -2.0,
    2.5,
    3.0,
    -3.5,
    0.1,
    -0.75,
    1e-9,
    -1e-9,
    30.0,
    -30.0,
    0.3,
    7.0,
)
LINES = {name: rule for name, rule in RULES.items() if name not in ABSENT_IN_JAVASCRIPT | {"sinc"}}
TOLERANCE = 1e-10


@pytest.fixture(scope="module")
def js():
    with scripts("tape.js") as context:
        yield context


def error(expected, got):
    """Relative to the larger of 1 and what is expected; infinite where one of two is not finite."""
    expected, got = float(expected), float(got)
    if expected == got or (math.isnan(expected) and math.isnan(got)):
        return 0.0
    both = math.isfinite(expected) and math.isfinite(got)
    return abs(expected - got) / max(1.0, abs(expected)) if both else math.inf


def at_points(js, name, points):
    """Value and partial derivatives, null where the line says "0", at each point."""
    line = f"Lecture14.tape.table.lines.{name}"
    return js(
        f"(points) => points.map((a) => {{ const r = {line}, y = +r.f(...a); "
        "return [y, ...r.d.map((d) => d && +d(...a, y))]; })",
        points,
    )


class TestRules:
    @pytest.mark.parametrize("name", LINES)
    def test_a_line_at_edges_and_at_ordinary_points(self, js, name):
        rule = RULES[name]
        points = [*itertools.product(EDGES + ORDINARY, repeat=len(rule.arguments))]
        wrong = []
        for point, (y, *slopes) in zip(points, at_points(js, name, points), strict=True):
            with np.errstate(all="ignore"):
                value = rule.evaluate(*point)
                expected = [value] + [
                    partial_derivative(rule, i, point, np.float64(value)) if rule.moves(i) else 0.0
                    for i in range(len(point))
                ]
            got = [y, *(0.0 if slope is None else slope for slope in slopes)]
            if max(map(error, expected, got)) > TOLERANCE:
                wrong.append((point, expected, got))
        assert wrong == []

    def test_a_wrong_line_is_seen(self, js):
        """arcsin's values, compared as if they were arctan's."""
        got = [y for y, _ in at_points(js, "arcsin", [(0.5,)])]
        assert error(RULES["arctan"].evaluate(0.5), got[0]) > TOLERANCE
        assert error(0.0, math.nan) == error(math.inf, 1.0) == math.inf

    def test_lines_are_the_tables_or_named_as_lacking(self, js):
        table = js("() => ({lines: Object.keys(Lecture14.tape.table.lines), lacking: Lecture14.tape.table.lacking, "
                   "aliases: Lecture14.tape.table.aliases})")  # fmt: skip
        rules = {name for name in RULES if not name.startswith("test_")}  # other tests define some
        assert set(LINES) == set(table["lines"]) & rules
        assert rules - set(LINES) == {
            "digamma", "erf", "erfc", "lgamma", "ndtr", "polygamma", "sinc", "sinc_derivative",
        }  # fmt: skip
        assert set(table["lacking"]) == rules - set(LINES) | {"gammaln", "psi"}
        assert table["aliases"]["asin"] == "arcsin"
        assert table["aliases"]["degrees"] == "rad2deg"
        assert set(table["aliases"].values()) <= set(table["lines"])


def as_nodes(graph):
    """A trace as the tape's nodes."""
    return [
        {
            "op": node.rule.name if node.rule else None,
            "args": [i if type(i) is int else {"c": float(i)} for i in node.inputs] if node.rule else [],
        }
        for node in graph.nodes
    ]


def outputs_of(graph):
    outputs = graph.outputs if isinstance(graph.outputs, tuple | list) else [graph.outputs]
    return [o if type(o) is int else {"c": float(o.value)} for o in outputs]


def numbers(sweep):
    return [0.0 if t is None else float(t) for t in sweep]


def random_program(rng):
    """A function of one to four scalars in the table's functions: up to 20 of them, one after the other."""
    inputs = rng.randint(1, 4)
    plan = []
    for i in range(rng.randint(2, 20)):
        rule = LINES[rng.choice(sorted(LINES))]
        operands = [
            rng.randrange(inputs + i) if rng.random() < 0.85 else [rng.uniform(-3, 3)] for _ in rule.arguments
        ]
        if all(isinstance(o, list) for o in operands):
            operands[0] = rng.randrange(inputs + i)
        plan.append((rule.function, operands))

    def f(*w):
        w = [*w]
        for function, operands in plan:
            w.append(function(*(o[0] if isinstance(o, list) else w[o] for o in operands)))
        return w[-1], w[-2]

    return f, [rng.uniform(-2.5, 2.5) for _ in range(inputs)]


SWEEPS = """(cases) => cases.map(([nodes, inputs, tangents, outputs, cotangents]) => {
  const T = Lecture14.tape, w = T.evaluate(nodes, inputs);
  return [w, T.forward(nodes, w, tangents), T.reverse(nodes, w, outputs, cotangents)];
})"""


@pytest.mark.slow
def test_thousands_of_random_programs(js):
    """Where all numbers stay below a thousand, so that no rounding error grows past the tolerance."""
    rng = random.Random(14)
    cases, expected = [], []
    while len(cases) < 2000:
        f, inputs = random_program(rng)
        seeds, cotangents = (
            [rng.choice((0.0, rng.uniform(-1, 1))) for _ in inputs],
            [1.0, rng.choice((0.0, -0.5))],
        )
        with np.errstate(all="ignore"):
            graph = trace(f)(*inputs)
            sweeps = [
                [float(node.value) for node in graph.nodes],
                numbers(graph.tangents(*seeds)),
                numbers(graph.adjoints(tuple(cotangents))),
            ]
        if all(abs(v) < 1e3 for sweep in sweeps for v in sweep):
            cases.append((as_nodes(graph), inputs, seeds, outputs_of(graph), cotangents))
            expected.append(sweeps)
    worst = 0.0
    for sweeps, got in zip(expected, js(SWEEPS, cases), strict=True):
        for ours, theirs in zip(sweeps, got, strict=True):
            worst = max(worst, *map(error, ours, theirs))
    assert worst < TOLERANCE
    assert sum(len(nodes) for nodes, *_ in cases) > 15_000


def compared(js, f, inputs, tangents, cotangents):
    """The three sweeps of the package and of the tape, as pairs of lists."""
    with np.errstate(all="ignore"):
        graph = trace(f)(*inputs)
        ours = [
            [float(node.value) for node in graph.nodes],
            numbers(graph.tangents(*tangents)),
            numbers(graph.adjoints(tuple(cotangents))),
        ]
    (theirs,) = js(SWEEPS, [(as_nodes(graph), inputs, tangents, outputs_of(graph), cotangents)])
    return zip(ours, theirs, strict=True)


def can_be_typed(line):
    """Whether a convention is about a program of scalars in functions that JavaScript has."""
    nodes = trace(line.f)(line.x).nodes if np.ndim(line.x) == 0 else []
    return bool(nodes) and all(node.rule is None or node.rule.name in LINES for node in nodes)


class TestConventions:
    @pytest.mark.parametrize("line", [*filter(can_be_typed, CONVENTIONS)], ids=lambda c: c.case)
    def test_the_same_slope_at_a_kink(self, js, line):
        graph = trace(line.f)(line.x)
        outputs = outputs_of(graph)
        row = js(
            "(nodes, inputs, outputs) => { const T = Lecture14.tape, w = T.evaluate(nodes, inputs); return "
            "[T.forward(nodes, w, [1])[outputs[0]], T.reverse(nodes, w, outputs, [1])[0]]; }",
            as_nodes(graph), [line.x], outputs,
        )  # fmt: skip
        assert [error(line.slope, slope) for slope in row] == pytest.approx([0.0, 0.0], abs=1e-14)

    def test_zeros_by_structure_stay_zero_past_an_infinite_slope(self, js):
        """Slide 9's sqrt at 0, in a direction that does not reach it, and one that does."""

        def f(x1, x2):
            return np.sqrt(x1) * x2, np.maximum(x2, np.sqrt(x1))

        for tangents in ([0.0, 1.0], [1.0, 0.0]):
            for cotangents in ([1.0, 0.0], [0.0, 1.0]):
                for ours, theirs in compared(js, f, [0.0, 2.0], tangents, cotangents):
                    assert [*map(error, ours, theirs)] == [0.0] * len(ours)

    def test_programs_at_edges_have_the_same_nans_and_infinities(self, js):
        names = (
            "add",
            "multiply",
            "divide",
            "sqrt",
            "absolute",
            "maximum",
            "minimum",
            "log",
            "power",
            "negative",
        )
        rng, count = random.Random(3), 0
        for _ in range(300):
            plan = [
                (LINES[rng.choice(names)].function, rng.randrange(99), rng.randrange(98)) for _ in range(5)
            ]

            def f(*w, plan=plan):
                w = [*w]
                for function, i, j in plan:
                    first, second = w[i % len(w)], w[j % len(w)]
                    w.append(function(first, second) if function.nin == 2 else function(first))
                return w[-1], w[-2]

            inputs = [rng.choice((*EDGES, 1.0, -2.0)) for _ in range(2)]
            seeds = [rng.choice((0.0, 1.0)) for _ in range(2)]
            for ours, theirs in compared(js, f, inputs, seeds, [1.0, rng.choice((0.0, 1.0))]):
                count += sum(map(math.isnan, ours))
                assert max(map(error, ours, theirs)) < TOLERANCE, (inputs, seeds, trace(f)(*inputs).table())
        assert count > 100


def speelpenning(*x):
    product = x[0]
    for factor in x[1:]:
        product = product * factor
    return product


def heron(a):
    x = a
    for _ in range(4):
        x = 0.5 * (x + a / x)
    return x


def softmax(x1, x2, x3):
    e = [np.exp(x) for x in (x1, x2, x3)]
    return tuple(part / (e[0] + e[1] + e[2]) for part in e)


@pytest.mark.parametrize(
    ("f", "inputs"), [(speelpenning, (1.5, 2.0, 3.0, 4.0)), (heron, (2.0,)), (softmax, (0.5, -1.0, 2.0)),
                      (lambda x1, x2: x1 * x2 + np.sin(x1), (1.5, 2.0)), (lambda x: (x, 3.0, -x), (1.0,))],
)  # fmt: skip
def test_counts_and_jacobians(js, f, inputs):
    graph = trace(f)(*inputs)
    nodes, outputs = as_nodes(graph), outputs_of(graph)
    assert list(js("(nodes) => Object.values(Lecture14.tape.counts(nodes))", nodes)) == list(graph.cost())
    found = js(
        "(n, x, o) => Lecture14.tape.jacobian(n, Lecture14.tape.evaluate(n, x), o)", nodes, inputs, outputs
    )
    expected = np.atleast_2d(np.array(jacobian(lambda x: np.stack(np.atleast_1d(f(*x))))(np.array(inputs))))
    assert np.array(found["rows"]) == pytest.approx(expected, rel=1e-14)
    assert found["mode"] == ("reverse" if len(outputs) < len(inputs) else "forward")
    assert found["sweeps"] == min(len(outputs), len(inputs))
