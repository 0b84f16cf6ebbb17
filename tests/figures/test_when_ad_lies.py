"""The numbers in the picture of chapter "When AD lies"."""

import mpmath
import numpy as np
import pytest

from lecture14 import derivative
from lecture14.figures import when_ad_lies as figures


@pytest.mark.parametrize("x", [1e-6, 1e-3, 0.3, 1.0])
def test_slope_against_fifty_digits(x):
    with mpmath.workdps(50):
        at = mpmath.mpf(x)
        exact = (at * mpmath.sin(at) - 2 * (1 - mpmath.cos(at))) / at**3
        assert figures.lens_slope(x) == pytest.approx(float(exact), rel=3e-16)
        value = (1 - mpmath.cos(at)) / at**2
        assert figures.careful_lens(x) == pytest.approx(float(value), rel=1e-15)


def test_the_careful_program_keeps_its_digits_and_the_other_loses_all():
    picture = figures.lens_errors()
    assert picture.careful.max() < 1e-14
    assert np.all(picture.cancels[picture.x > 0.1] < 1e-9)
    assert picture.cancels[picture.x < 1e-4].min() > 1
    assert "below 1e−4" in picture.alt


def test_the_error_to_sketch_grows_from_rounding_to_no_digit():
    curve = figures.error_towards_zero()
    curve.check()
    x, error = curve.at_knots()
    for at, wrong in zip(x[2:], error[2:], strict=True):
        with mpmath.workdps(50):
            exact = mpmath.diff(lambda t: (1 - mpmath.cos(t)) / t**2, mpmath.mpf(float(at)))
            off = abs(derivative(figures.lens)(float(at)) / exact - 1)
        # Rounding moves from x to x; the median of those around has the size.
        assert 1e-2 < wrong / max(float(off), 1e-16) < 1e2
    assert np.all(error[:3] > 1)
    assert np.all(np.diff(np.log(error)) < 0)
