"""The numbers in the pictures of chapter "What AD promises, and what it does not"."""

import mpmath
import numpy as np
import pytest
from scipy.optimize import brentq

from lecture14.figures import promises as figures


def test_the_exact_values_are_exact():
    mpmath.mp.dps = 50
    programs = [
        lambda x: x**3,
        mpmath.sin,
        mpmath.exp,
        mpmath.log,
        lambda x: mpmath.exp(mpmath.sin(x)),
        lambda x: x / (1 + x * x),
        lambda x: (1 - mpmath.cos(x)) / x**2,
    ]
    for program, (_, x, exact) in zip(programs, figures.EXACT.values(), strict=True):
        point = mpmath.mpf(str(x))
        assert float(mpmath.diff(program, point)) == pytest.approx(exact, rel=3e-16)


def test_modes_have_all_digits_but_for_the_program_that_cancels():
    picture = figures.accuracy()
    *forward, cancelled = picture.forward
    *reverse, cancelled_too = picture.reverse
    assert min(*forward, *reverse) > 14.5
    assert 4 < picture.differences[:-1].min() < 6
    assert picture.differences.max() < 13
    assert cancelled == cancelled_too == 0


def test_a_digit_is_a_digit():
    assert figures.correct_digits(1.001, 1.0) == pytest.approx(3.0)
    assert figures.correct_digits(1.0, 1.0) == 16
    assert figures.correct_digits(-5.0, 1.0) == 0


def test_ratios_keep_the_bounds_for_every_n():
    picture = figures.gradient_cost()
    for name in figures.PROGRAMS:
        assert np.all((picture.tangent[name] >= 2) & (picture.tangent[name] <= 2.5))
        assert np.all((picture.gradient[name] >= 3) & (picture.gradient[name] <= 4))


@pytest.mark.parametrize("e", [0.1, 0.5, 0.9])
def test_kepler_against_brentq(e):
    E = brentq(lambda E: E - e * np.sin(E) - 1.0, 0, 3, xtol=1e-14)
    assert figures.kepler(e, 30, "Newton") == pytest.approx(E, rel=1e-13)
    assert figures.kepler(0.1, 30) == pytest.approx(figures.kepler(0.1, 30, "Newton"), rel=1e-13)


def test_slope_lags_behind_the_value():
    picture = figures.solver_errors(0.5)
    # The slope's error is the derivative of the value's: of ρᵏ it is kρᵏ⁻¹ρ′, of a squared error twice error and slope.
    linear = picture.slope["fixed point"][4:9] / picture.value["fixed point"][4:9]
    np.testing.assert_allclose(np.diff(linear), np.diff(linear).mean(), rtol=0.05)
    doubling = picture.slope["Newton"][1:4] / picture.value["Newton"][1:4]
    np.testing.assert_allclose(doubling[1:] / doubling[:-1], 2, rtol=0.15)
    slope = picture.slope["Newton"]
    assert np.all(picture.slope["fixed point"][2:10] > picture.value["fixed point"][2:10])
    assert max(slope[-1], picture.slope["fixed point"][-1]) < 1e-13


def test_taylor_operations_lie_on_a_parabola():
    picture = figures.degree_cost()
    np.testing.assert_allclose(np.diff(picture.taylor[1:], 3), 0)
    assert picture.nested[6] / picture.nested[5] > 2


def test_ripple_deceives_ad_more_than_a_wide_difference():
    exact, rippled = figures.noisy_slope(0.0, 1e-5), figures.noisy_slope(1e-3, 0.1)
    assert exact.ad < 1e-15 < exact.difference
    # By hand: AD adds 0.997 cos(998).
    assert rippled.ad == pytest.approx(abs(0.997 * np.cos(998.0)))
    assert rippled.difference < 0.05 * rippled.ad


def test_the_differences_line_goes_through_its_own_points():
    picture = figures.noisy_slope(0.01, 1e-3)
    x = np.array([1 - 1e-3, 1 + 1e-3])
    y = figures.rippled_sine(x, 0.01)
    assert picture.middle == pytest.approx(y.mean(), rel=1e-14)
    # The ripple lifts both points off the law: a line through sin 1 would miss them.
    assert abs(picture.middle - np.sin(1.0)) > 1e-3
    (line,) = (line for line in picture.figure.axes[0].lines if line.get_label() == "difference")
    np.testing.assert_allclose(np.interp(x, *line.get_data()), y, rtol=1e-6)
