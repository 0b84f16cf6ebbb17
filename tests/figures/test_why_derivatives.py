"""The numbers in the pictures of chapter "Why derivatives, and three ways to get them"."""

import math
from io import StringIO
from tokenize import OP, generate_tokens

import numpy as np
import pytest

from lecture14 import trace
from lecture14.figures import why_derivatives as figures


def test_square_has_four_corners():
    picture = figures.tool_square()
    assert len(picture.corners) == 4
    assert "automatic differentiation" in picture.alt


@pytest.mark.parametrize(
    ("function", "start", "zero"),
    [
        ("x² − 2", 1.0, math.sqrt(2)),
        ("x² − 2", -0.5, -math.sqrt(2)),
        ("x³ − 2x + 2", -1.0, -1.7692923542386314),
        ("arctan x", 1.0, 0.0),
    ],
)
def test_newton_converges(function, start, zero):
    picture = figures.newton_steps(function, start)
    assert picture.outcome == "converged"
    assert picture.iterates[-1] == pytest.approx(zero, abs=1e-12)


@pytest.mark.parametrize(
    ("start", "converges"), [(1.39174, True), (-1.39174, True), (1.39175, False), (-1.39175, False)]
)
def test_how_far_newton_may_start_on_the_arctangent(start, converges):
    """The page prints 1.3917452003: nearer starts converge, farther ones do not."""
    iterates = figures.newton(np.arctan, start, 60)
    assert (abs(iterates[-1]) < 1e-12) == converges


def test_newton_solves_keplers_equation():
    x = figures.newton_steps("x − 0.8 sin x − 1", 0.0).iterates[-1]
    assert x - 0.8 * math.sin(x) == pytest.approx(1.0)


def test_first_iterates_are_herons():
    iterates = figures.newton_steps("x² − 2", 1.0).iterates
    np.testing.assert_allclose(iterates[:4], [1, 3 / 2, 17 / 12, 577 / 408])


@pytest.mark.parametrize(
    ("function", "start", "outcome"),
    [
        ("x² − 2", 0.0, "stuck"),
        ("x³ − 2x + 2", 0.0, "cycles"),
        ("arctan x", 1.5, "runs away"),
        ("x³ − 2x + 2", 3.0, "not there yet"),
    ],
)
def test_newton_fails(function, start, outcome):
    picture = figures.newton_steps(function, start)
    assert picture.outcome == outcome
    assert abs(picture.residual) > 1e-3


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_formula_is_the_derivative(steps):
    # d/dx sin²(2ⁿ θ) with x = sin² θ
    theta = math.asin(math.sqrt(0.3))
    expected = 2**steps * math.sin(2 ** (steps + 1) * theta) / math.sin(2 * theta)
    formula = figures.derivative_formula(trace(figures.logistic)(0.3, steps=steps))
    assert eval(formula, {"x": 0.3}) == pytest.approx(expected)


def test_formula_swells_and_program_does_not():
    picture = figures.swell(8)
    assert picture.formula.tolist() == [6, 25, 75, 199, 495, 1183, 2751, 6271]
    np.testing.assert_array_equal(picture.dual, 7 * np.arange(1, 9))


def test_alternatives_say_the_finding():
    assert "never gets out" in figures.newton_steps("x³ − 2x + 2", 0.0).alt
    assert "never meets the axis" in figures.newton_steps("x² − 2", 0.0).alt
    assert "6271" in figures.swell(8).alt


def test_the_curve_to_sketch_counts_the_formulas():
    curve = figures.formula_growth()
    curve.check()
    for steps, count in curve.at_knots().T:
        formula = figures.derivative_formula(trace(figures.logistic)(0.3, steps=round(steps)))
        # Signs and operators of the printed text, counted apart from the tree.
        tokens = [t.string for t in generate_tokens(StringIO(formula).readline) if t.type == OP]
        assert round(count) == sum(token in {"+", "-", "*"} for token in tokens)
    assert np.all(curve.y[1:] > 2 * curve.y[:-1])
