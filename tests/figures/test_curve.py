"""Curves that a reader sketches: where their points lie on the axes, and what is no such curve."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lecture14.figures.curve import Curve

X = np.geomspace(1e-4, 1.0, 9)


def test_a_power_is_a_straight_line_on_two_logarithmic_axes():
    curve = Curve(X, X**2, "h", "error", (1e-8, 1.0), "xy", knots=5)
    across, up = curve.places()
    assert_allclose(across, np.arange(9) / 8, atol=1e-14)
    assert_allclose(up, across, atol=1e-14)
    assert_allclose(curve.at_knots(), [[1e-4, 1e-3, 1e-2, 1e-1, 1], [1e-8, 1e-6, 1e-4, 1e-2, 1]], rtol=1e-12)


def test_linear_axes_begin_and_end_where_they_are_told():
    curve = Curve(np.array([2.0, 3.0, 6.0]), np.array([0.0, 5.0, -10.0]), "x", "y", (-10.0, 10.0))
    assert_allclose(curve.places(), [[0, 0.25, 1], [0.5, 0.75, 0]])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x": X[::-1]}, "x does not rise"),
        ({"y": X[:-1]}, "expected two of one length"),
        ({"y": np.where(X > 0.5, np.nan, X)}, "not finite"),
        ({"log": "y"}, "expected only positive values on a logarithmic axis"),
        ({"ylim": (0.0, 0.5)}, "y runs from 0.0001 to 1; expected it inside"),
        ({"knots": 4}, "expected 5 to 9"),
        ({"knots": 10}, "expected 5 to 9"),
    ],
)
def test_what_nobody_can_sketch(change, said):
    good = Curve(X, X, "x", "y", (0.0, 1.0))
    good.check()
    with pytest.raises(ValueError, match=said):
        good._replace(**change).check()
