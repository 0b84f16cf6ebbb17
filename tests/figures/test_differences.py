"""The numbers in the pictures of chapter "Divided differences and their accuracy"."""

import math
from fractions import Fraction

import numpy as np
import pytest

from lecture14.exercises import check
from lecture14.figures import differences as figures
from lecture14.widgets import Slider

EPS = 2.0**-52


@pytest.mark.parametrize("h", [1.0, 0.1, 1e-3])
def test_secant_is_the_binomial(h):
    picture = figures.secant_tangent(h)
    assert picture.quotient == pytest.approx(3 + 3 * h + h * h)
    assert picture.error == pytest.approx(3 * h + h * h)
    assert picture.slope == 3.0


def test_secant_turns_away_again():
    errors = [figures.secant_tangent(h).error for h in (1e-2, 1e-8, 1e-12, 1e-15, 1e-16)]
    assert errors[1] < errors[0]
    assert errors[1] < errors[2] < errors[3] < errors[4] == 3.0


def test_point_moves_on_the_drawn_curve():
    steps = Slider("h", 1e-16, 1.0, frames=33, log=True).values
    assert set(steps) <= set(figures.STEPS.tolist())


@pytest.mark.parametrize(
    ("h", "says"), [(0.1, "formula's own"), (1e-8, "as small as"), (1e-13, "mostly rounding")]
)
def test_secant_says_which_arm(h, says):
    assert says in figures.secant_tangent(h).alt


@pytest.mark.parametrize("x", figures.POINTS)
def test_predicted_steps_are_the_closed_forms(x):
    # f = x³, f″ = 6x, f‴ = 6
    forward = figures.error_curves("forward").predicted[x]
    central = figures.error_curves("central").predicted[x]
    assert forward == pytest.approx(2 * math.sqrt(EPS * x**3 / (6 * x)))
    assert central == pytest.approx((3 * EPS * x**3 / 6) ** (1 / 3))


@pytest.mark.parametrize("scheme", ["forward", "central"])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_minimum_lies_near_the_prediction(scheme, precision):
    picture = figures.error_curves(scheme, precision)
    for x in figures.POINTS:
        assert 0.05 < picture.best[x] / picture.predicted[x] < 20


def test_digits_kept():
    # Half of 16 digits forward, two thirds centred: Higham (2002), section 1.11.
    forward = figures.error_curves("forward", relative=True).least
    central = figures.error_curves("central", relative=True).least
    for x in figures.POINTS:
        assert 1e-10 < forward[x] < 1e-7
        assert 1e-13 < central[x] < 1e-10


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_automatic_differentiation_is_flat_at_rounding(precision):
    picture = figures.error_curves(precision=precision, relative=True)
    assert max(picture.automatic.values()) <= 2 * np.finfo(precision).eps


def test_exact_slope_is_exact():
    assert figures.exact_slope(0.1) == 3 * Fraction(3602879701896397, 2**55) ** 2


def test_extrapolation_beats_its_parts():
    result = check("differences-extrapolate", lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h))
    assert result.passed is False


def test_alternative_says_the_finding():
    alt = figures.error_curves().alt
    assert "a V for each x" in alt
    assert "flat line" in alt
