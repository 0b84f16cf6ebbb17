"""Divided differences, their error curve, and the step that is best (slides 5 and 6).

The error of a quotient has two arms: the formula's own error, h·|f''|/2 for the forward and h²·|f'''|/6 for
the centred quotient, and the rounding error of the subtraction, about ε·|f|/h. The best step balances them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lecture14.autodiff.core.boundary import check_function, one_result, scalar
from lecture14.autodiff.series import taylor

EPSILON = float(np.finfo(float).eps)
SCHEMES = ("forward", "central")


def _quotient(f: Callable, x, h, scheme: str):
    if scheme == "forward":
        return (f(x + h) - f(x)) / h
    return (f(x + h) - f(x - h)) / (2 * h)


def _checked(f: Callable) -> Callable:
    """f, whose results are looked at: each one a number or an array."""
    check_function(f)
    return lambda x: one_result(f(x))


def _difference(f: Callable, x, h, scheme: str):
    f = _checked(f)
    x = np.asarray(x)
    if x.dtype.kind not in "biuf":
        raise TypeError(f"x has dtype {x.dtype}; expected real numbers")
    x = x if x.dtype.kind == "f" else x.astype(float)
    if h is None:
        root = 1 / 2 if scheme == "forward" else 1 / 3
        h = np.finfo(x.dtype).eps ** root * max(1.0, float(np.max(np.abs(x), initial=0)))
    elif not (isinstance(h, int | float | np.number) and np.isreal(h) and h > 0):
        raise ValueError(f"h is {h!r}; expected a positive number")
    if x.ndim == 0:
        return _quotient(f, x[()], x.dtype.type(h), scheme)
    if x.size == 0:
        return np.zeros((*np.shape(f(x)), *x.shape))
    steps = (np.eye(x.size, dtype=x.dtype) * x.dtype.type(h)).reshape(-1, *x.shape)
    if scheme == "forward":
        base = f(x)
        columns = np.stack([(f(x + step) - base) / h for step in steps], axis=-1)
    else:
        columns = np.stack([(f(x + step) - f(x - step)) / (2 * h) for step in steps], axis=-1)
    return columns.reshape(columns.shape[:-1] + x.shape)


def forward_difference(f: Callable, x, h: float | None = None):
    """The quotient (f(x + h) − f(x))/h.

    Parameters
    ----------
    f : callable
    x : float or array
        For an array every entry is stepped in turn and the Jacobian is returned, of shape
        `(*f(x).shape, *x.shape)`.
    h : float, optional
        The step; ``√ε·max(1, |x|)`` when left out.

    Notes
    -----
    Slide 5. The error is about ``h·|f''|/2 + 2ε·|f|/h``.

    Examples
    --------
    >>> forward_difference(np.sin, 0.0, h=0.1).round(6)
    np.float64(0.998334)
    """
    return _difference(f, x, h, "forward")


def central_difference(f: Callable, x, h: float | None = None):
    """The centred quotient (f(x + h) − f(x − h))/(2h); parameters as in `forward_difference`.

    Notes
    -----
    Slide 6. The error is about ``h²·|f'''|/6 + ε·|f|/h``; h is ``∛ε·max(1, |x|)`` when left out.

    Examples
    --------
    >>> central_difference(lambda x: x**3, 2.0, h=0.5)
    np.float64(12.25)
    """
    return _difference(f, x, h, "central")


class ErrorCurve(NamedTuple):
    """The error of a divided difference against the step."""

    h: np.ndarray
    error: np.ndarray


def difference_errors(
    f: Callable, exact: float, x: float, h=None, scheme: str = "forward", dtype=np.float64
) -> ErrorCurve:
    """``|difference − exact|`` for a range of steps, as data (slide 6's picture).

    Parameters
    ----------
    f : callable
        Must keep the dtype of its argument.
    exact : float
        The derivative to compare with.
    x : float
    h : array, optional
        The steps; 10⁻¹⁶ … 1, eight a decade, when left out.
    scheme : {"forward", "central"}
    dtype : dtype
        The precision in which the quotient is computed.

    Examples
    --------
    >>> curve = difference_errors(lambda x: x * x * x, 0.03, 0.1, h=[1e-2, 1e-1, 1.0])
    >>> curve.error.round(4)
    array([0.0031, 0.04  , 1.3   ])
    """
    if scheme not in SCHEMES:
        raise ValueError(f"scheme is {scheme!r}; expected 'forward' or 'central'")
    steps = np.logspace(-16, 0, 129) if h is None else np.asarray(h, dtype=float)
    f = _checked(f)
    point = np.dtype(dtype).type(scalar(x, "x"))
    with np.errstate(all="ignore"):
        quotients = [float(_quotient(f, point, point.dtype.type(step), scheme)) for step in steps]
    return ErrorCurve(steps, np.abs(np.array(quotients) - exact))


def optimal_step(f: Callable, x: float, scheme: str = "forward", epsilon: float = EPSILON) -> float:
    """The step at which formula error and rounding error balance, from f's own higher derivatives.

    Notes
    -----
    Minimising ``h·|f''|/2 + 2ε·|f|/h`` gives ``h = 2·√(ε·|f/f''|)``; minimising ``h²·|f'''|/6 + ε·|f|/h``
    gives ``h = ∛(3ε·|f/f'''|)``. f'' and f''' come from Taylor arithmetic. inf where they vanish.

    Examples
    --------
    >>> round(optimal_step(np.exp, 0.0) * 1e8, 2)
    2.98
    """
    if scheme not in SCHEMES:
        raise ValueError(f"scheme is {scheme!r}; expected 'forward' or 'central'")
    value, _, second, third = np.abs(taylor(f, scalar(x, "x"), 3))
    with np.errstate(divide="ignore"):
        if scheme == "forward":
            return float(2 * np.sqrt(epsilon * value / (2 * second)))
        return float(np.cbrt(3 * epsilon * value / (6 * third)))
