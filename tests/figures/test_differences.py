"""The numbers in the pictures of chapter "Divided differences and their accuracy"."""

import math
from fractions import Fraction

import numpy as np
import pytest

from lecture14.exercises import check
from lecture14.figures import differences as figures

EPS = 2.0**-52


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


@pytest.mark.parametrize("scheme", ["forward", "central"])
@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("relative", [False, True])
def test_no_step_beats_automatic_differentiation_at_the_same_point(scheme, precision, relative):
    picture = figures.error_curves(scheme, precision, relative)
    assert picture.beaten == {10.0: 0, 0.1: 0, 0.001: 0}
    assert all(picture.automatic[x] < picture.least[x] for x in figures.POINTS)


def test_steps_that_beat_automatic_differentiation_are_counted(monkeypatch):
    # A slope that is wrong by 3 % is worse than quotients with these steps.
    monkeypatch.setattr(figures.measured, "STEPS", np.array([2.0**-3, 1e-9]))
    figures.errors_of.cache_clear()
    monkeypatch.setattr(figures.errors, "jvp", lambda f, x, t: (f(x[0]), 2.9 * x[0] ** 2))
    assert figures.error_curves(relative=True).beaten[10.0] == 2
    figures.errors_of.cache_clear()


def test_secants_are_the_binomial():
    assert figures.secants().slopes == pytest.approx([3 + 3 * h + h * h for h in figures.secants().h])


def test_digits_left_follow_the_balance_of_both_errors():
    # The best relative error is about 2√(ε |f f″|)/|f′|: Higham (2002), section 1.11.
    for f, x, size in [(np.exp, 1.0, 1.0), (np.cos, 1e-3, 1e3), (np.sin, 1e-3, 1e-3)]:
        assert figures.digits_left(f, x) == pytest.approx(-math.log10(2 * math.sqrt(EPS) * size), abs=0.7)
    assert figures.digits_left(lambda x: 3.0 * x + 1.0, 1.0) > 15


def test_exact_slope_is_exact():
    assert figures.exact_slope(0.1) == 3 * Fraction(3602879701896397, 2**55) ** 2


def test_extrapolation_beats_its_parts():
    result = check("differences-extrapolate", lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h))
    assert result.passed is False


def test_alternative_says_the_finding():
    alt = figures.error_curves().alt
    assert "a V for each x" in alt
    assert "flat lines at 0, 2e−18, 5e−23" in alt


def test_the_curve_to_sketch_has_the_binomials_right_arm_and_the_v():
    curve = figures.error_against_step()
    curve.check()
    h, error = curve.at_knots()
    assert error[-3:] == pytest.approx(3 * h[-3:] + h[-3:] ** 2, rel=1e-3)
    # 1 + 1e-16 is 1: the quotient is 0. On the left arm the error is at most that of rounding both values.
    assert error[0] == pytest.approx(3.0, rel=1e-12)
    assert np.all(error[1:4] < 2 * EPS / h[1:4])
    assert np.all(error[1:4] > 1e-3 * EPS / h[1:4])
    assert int(np.argmin(error)) == 4
