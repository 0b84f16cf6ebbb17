"""Slides 5 and 6: the errors of divided differences, measured."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import numpy as np

from lecture14.autodiff import derivative, difference_errors
from lecture14.autodiff.checks.differences import ErrorCurve
from lecture14.figures.curve import Curve

#: Eight steps a decade, in digits that are the same on every machine. The left arm is a matter of last bits.
STEPS = np.array([float(f"{h:.12g}") for h in np.geomspace(1e-16, 1.0, 129)])


def cube(x):
    """x³ as two products, whose rounding is the same on every machine (slide 6).

    Examples
    --------
    >>> cube(2.0)
    8.0
    """
    return x * x * x


def exact_slope(x: float) -> Fraction:
    """3x² without rounding, at the floating-point number x itself.

    Examples
    --------
    >>> exact_slope(0.5)
    Fraction(3, 4)
    """
    return 3 * Fraction(x) ** 2


def digits_left(f: Callable, x: float) -> float:
    """Digits of f′(x) that a forward difference keeps at its best step, as the median of the steps around.

    Parameters
    ----------
    f : callable
        With a derivative other than 0 at x, which AD supplies.
    x : float

    Examples
    --------
    >>> 7 < digits_left(np.exp, 1.0) < 9
    True
    """
    slope = float(derivative(f)(x))
    error = difference_errors(f, slope, x, h=STEPS).error
    return float(-np.log10(np.maximum(typical(error), np.finfo(float).eps * abs(slope)).min() / abs(slope)))


@cache
def errors_of(x: float, scheme: str, dtype: str) -> ErrorCurve:
    """The error of the quotient of x³ at each of `STEPS`, against the exact slope at the point as stored.

    Parameters
    ----------
    x : float
    scheme : {"forward", "central"}
    dtype : str
        The precision's name.

    Examples
    --------
    >>> data = errors_of(1.0, "forward", "float64")
    >>> [round(float(error), 6) for h, error in zip(data.h, data.error) if h in (0.1, 1.0)]
    [0.31, 4.0]
    """
    at = float(np.dtype(dtype).type(x))
    return difference_errors(cube, float(exact_slope(at)), at, h=STEPS, scheme=scheme, dtype=np.dtype(dtype))


def typical(error: np.ndarray, reach: int = 3) -> np.ndarray:
    """The running median of an error curve, over so many of its points to each side.

    Examples
    --------
    >>> typical(np.array([1.0, 2.0, 0.0, 4.0, 5.0]), reach=1)
    array([1., 1., 2., 4., 5.])
    """
    padded = np.pad(error, reach, mode="edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1), axis=1)


def error_against_step() -> Curve:
    """For a sketch: the error of the forward difference of x³ at 1 against its step (slide 6).

    Examples
    --------
    >>> h, error = error_against_step().at_knots()
    >>> f"{h[4]:.0e}", bool(error[4] < error[2] < error[0]), bool(error[4] < error[6] < error[8])
    ('1e-08', True, True)
    """
    data = errors_of(1.0, "forward", "float64")
    return Curve(data.h, typical(data.error), "h", "error", (1e-16, 1e4), "xy", knots=9)
