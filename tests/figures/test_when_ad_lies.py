"""The numbers in the picture of chapter "When AD lies", and what its habit finds."""

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest

from lecture14 import central_difference, derivative
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


@pytest.fixture(scope="module")
def chapter():
    """The chapter's programs by name."""
    path = Path(__file__).parents[2] / "book" / "when-ad-lies.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    programs = {"np": np}
    for cell in cells:
        if cell["cell_type"] == "code" and cell["source"] and cell["source"][0].startswith("def "):
            exec("".join(cell["source"]).split("\n\n\n")[0], programs)
    return programs


@pytest.mark.parametrize(
    ("name", "x"),
    [("lens", 1e-5), ("patched", 0.0), ("wave", 0.7), ("typed", 1.4), ("bisect", 2.0), ("simulated", 0.5)],
)
def test_a_difference_finds_five_of_the_seven(chapter, name, x):
    difference = central_difference(chapter[name], x, 1e-6)
    assert abs(derivative(chapter[name])(x) - difference) > 0.01


@pytest.mark.parametrize(
    ("name", "x", "slope"), [("series", 0.9, -np.log(0.1) / 0.9), ("solve", 2.0, -0.0981158)]
)
def test_a_difference_runs_the_same_loop(chapter, name, x, slope):
    by_ad = derivative(chapter[name])(x, 1e-4)
    assert central_difference(lambda x: chapter[name](x, 1e-4), x, 1e-5) == pytest.approx(by_ad, rel=1e-6)
    assert by_ad != pytest.approx(slope, rel=1e-3)
