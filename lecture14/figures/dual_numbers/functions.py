"""Slides 9 and 10: a function's tangent, and a gradient in one pass."""

import numpy as np

from lecture14.autodiff import jvp
from lecture14.figures.curve import Curve


def lecture_function(x1, x2):
    """The function that accompanies the first half of the lecture, x₁x₂ + sin x₁ (slide 10)."""
    return x1 * x2 + np.sin(x1)


def slope_of_abs() -> Curve:
    """For a sketch: the tangent of abs(x + d) against x; it jumps at 0, where the package takes the middle.

    Examples
    --------
    >>> slope_of_abs().at_knots()[1]
    array([-1., -1., -1.,  0.,  1.,  1.,  1.])
    """
    # Two points close to the jump draw it upright.
    x = np.array([-3.0, -1e-9, 0.0, 1e-9, 3.0])
    _, slopes = jvp(np.abs, (x,), (np.ones_like(x),))
    return Curve(x, slopes, "x", "tangent of |x + d|", (-3.0, 3.0), knots=7)
