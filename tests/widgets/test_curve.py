"""A typed function of one variable: its values and slopes against `lecture14`, its curve, its gaps, its mistakes."""

import itertools
import math
import random

import numpy as np
import pytest

from lecture14 import derivative
from tests.widgets.scripts import scripts


@pytest.fixture(scope="module")
def js():
    with scripts("draw.js", "axes.js", "lab.js", "tape.js", "parse.js", "program.js", "curve.js") as context:
        yield context


def python(text):
    """The function that a text means in Python."""
    names = {name: getattr(np, name) for name in ("sin", "cos", "exp", "tanh", "arctan", "sqrt", "log")}
    code = compile(text, "typed", "eval")
    return lambda x: eval(code, {"np": np, **names, "x": x})


def expression(rng, depth):
    """A random text whose values and slopes stay moderate between -2 and 2."""
    if depth == 0:
        return rng.choice(("x", "x", "x", "0.5", "2", "1.75", "np.pi"))
    a, b = expression(rng, depth - 1), expression(rng, depth - 1)
    return rng.choice(
        (f"({a} + {b})", f"({a} - {b})", f"{a}*{b}", f"{a}/(1 + ({b})**2)", f"sin({a})", f"np.cos({a})",
         f"tanh({a})", f"arctan({a})", f"exp(-({a})**2)", f"sqrt(1 + ({a})**2)", f"({a})**3", f"-{a}",
         f"({a} if x < {rng.uniform(-1, 1):.2f} else {b})", f"log(2 + ({a})**2)"),
    )  # fmt: skip


def test_values_and_slopes_of_random_functions(js):
    rng, worst, moved = random.Random(14), 0.0, 0
    for _ in range(400):
        text = expression(rng, 3)
        f, points = python(text), [rng.uniform(-2, 2) for _ in range(4)]
        found = js("(text, points) => points.map(Lecture14.curve.read(text).both)", text, points)
        for x, (y, slope) in zip(points, found, strict=True):
            value, expected = float(f(x)), float(derivative(f)(x))
            if max(abs(value), abs(expected)) < 1e3:
                moved += expected != 0
                worst = max(worst, *(abs(p - q) / max(1, abs(q)) for p, q in ((y, value), (slope, expected))))
    assert worst < 1e-10
    assert moved > 500


SAMPLE = "(text, window) => Lecture14.curve.sample(Lecture14.curve.read(text), window)"


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("1/x", [0]),
        ("np.tan(x)", [-math.pi / 2, math.pi / 2]),
        ("np.floor(x)", [-2, -1, 0, 1, 2]),
        ("x if x < 0.7 else x + 0.5", [0.7]),
        ("sqrt(x*x - 1)", [0]),
        ("tanh(1000*x)", []),
        ("x**3 - 2*x", []),
        ("abs(x)", []),
        ("7", []),
    ],
)
def test_a_curve_has_gaps_where_the_function_has_them(js, text, gaps):
    pieces = js(SAMPLE, text, [-2.9, 2.9])["pieces"]
    assert [pieces[0][0][0], pieces[-1][-1][0]] == [-2.9, 2.9]
    between = [(a[-1][0], b[0][0]) for a, b in itertools.pairwise(pieces)]
    assert len(between) == len(gaps)
    assert all(a <= gap <= b for (a, b), gap in zip(between, gaps, strict=True))


@pytest.mark.parametrize(
    ("text", "edge"), [("sqrt(x)", 0.0), ("log(x)", 0.0), ("x*sqrt(x - 1/3)", 1 / 3), ("np.arccosh(x)", 1.0)]
)
def test_a_curve_begins_at_the_edge_of_the_domain(js, text, edge):
    (piece,) = js(SAMPLE, text, [-2.0, 3.0])["pieces"]
    assert piece[0][0] == pytest.approx(edge, abs=1e-12)


@pytest.mark.parametrize(
    "text", ["sin(8*x)", "exp(-(20*x)**2)", "x**3 - 2*x", "sqrt(x*x + 1e-6)", "1/(1 + 400*x*x)"]
)
def test_between_its_points_the_line_is_the_curve_to_a_pixel(js, text):
    found = js(SAMPLE, text, [-3.0, 3.0])
    (piece,), (low, high) = found["pieces"], found["limits"]
    x, y = np.array(piece).T
    at = np.random.default_rng(3).uniform(-3, 3, 2000)
    assert np.all(np.diff(x) > 0)
    assert np.max(np.abs(np.interp(at, x, y) - python(text)(at))) < (high - low) / 250


def test_few_far_values_do_not_flatten_the_rest(js):
    low, high = js(SAMPLE, "1/x", [-3.0, 3.0])["limits"]
    assert -20 < low < -1 < 1 < high < 20
    # A narrow peak is not far: it ends.
    assert js(SAMPLE, "exp(-(200*x)**2)", [-3.0, 3.0])["limits"][1] == pytest.approx(1.06, abs=1e-3)
    assert js(
        "(t, w) => Lecture14.curve.sample(Lecture14.curve.read(t), w, 0).limits[0] < 0",
        "x**2 + 1",
        [-3.0, 3.0],
    )


def test_a_curve_stays_bounded_however_wild(js):
    for text in ("sin(1e5*x)", "np.tan(1e4*x)", "np.floor(1e4*x)", "np.sin(1/x)", "np.nan*x", "x/0"):
        assert sum(map(len, js(SAMPLE, text, [-3.0, 3.0])["pieces"])) < 6000


def test_where_python_would_raise_there_is_a_gap(js):
    (piece,) = js(SAMPLE, "x if x < 1 else 1/0", [-3.0, 3.0])["pieces"]
    assert piece[-1] == pytest.approx([1, 1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x^2", "line 1, column 2: ^ is not understood; write ** for a power"),
        ("x + t*x", "line 1, column 5: the function has the inputs x and t; write a number in place of t"),
        ("x, 2*x", "line 1, column 1: the function returns 2 values; return one"),
        ("x + 1/0", "line 1, column 6: Python refuses a division by 0; write another number"),
        ("x" * 501, "line 1, column 1: the function has 501 characters; write at most 500"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_remedy(js, text, message):
    assert js("(text) => Lecture14.curve.typed(text)", text) == {"text": text, "error": message}


def test_a_window_zooms_around_a_point_and_stays_bounded(js):
    zoomed = "(w, factor, x) => Lecture14.curve.zoomed(w, factor, x)"
    assert js(zoomed, [-2.0, 2.0], 0.5, 1.0) == [-0.5, 1.5]
    assert js(zoomed, [-0.5, 1.5], 2, 1.0) == [-2.0, 2.0]
    assert js(zoomed, [-1e6, 1e6], 2, 0.0) == [-1e6, 1e6]
    assert js(zoomed, [1.0, 1.000001], 0.5, 1.0) == [1.0, 1.000001]
    assert js("(w, x) => Lecture14.curve.holding(w, x)", [-2.0, 2.0], 10.0) == [8.0, 12.0]
