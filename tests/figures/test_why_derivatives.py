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
