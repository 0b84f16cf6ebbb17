"""Newton's method for n equations in n unknowns; the Jacobian comes from the equations' code (slides 4 and 23)."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lecture14.autodiff import jacobian


class Iterates(NamedTuple):
    """What Newton's method visited.

    Attributes
    ----------
    points : (k + 1, n) array
        The start and each iterate.
    residuals : (k + 1,) array
        ‖F‖₂ there.
    """

    points: np.ndarray
    residuals: np.ndarray


def circle_and_exponential(x):
    """F(x) = (x₁² + x₂² − 4, e^x₁ + x₂ − 1): where a circle meets an exponential.

    Examples
    --------
    >>> circle_and_exponential(np.array([0.0, 2.0]))
    array([0., 2.])
    """
    return np.stack([x[0] ** 2 + x[1] ** 2 - 4.0, np.exp(x[0]) + x[1] - 1.0])


def newton(F: Callable, start, tol: float = 1e-12, max_iterations: int = 50) -> Iterates:
    """Solve F(x) = 0 by x ← x − J(x)⁻¹F(x).

    Parameters
    ----------
    F : callable
        Takes and returns an array of length n.
    start : (n,) array
    tol : float
        Stop when ‖F(x)‖₂ is no larger.
    max_iterations : int

    Returns
    -------
    Iterates

    Raises
    ------
    ValueError
        If F returns another number of equations than there are unknowns.
    numpy.linalg.LinAlgError
        If the Jacobian is singular at an iterate.

    Notes
    -----
    Slides 4 and 23.

    Examples
    --------
    >>> path = newton(circle_and_exponential, [1.0, -1.0])
    >>> path.points[-1].round(6), len(path.points) - 1
    (array([ 1.004169, -1.729637]), 5)
    """
    x = np.array(start, dtype=float)
    J = jacobian(F)
    value = np.asarray(F(x))
    if value.shape != x.shape:
        raise ValueError(f"F returned shape {value.shape}; expected that of start, {x.shape}")
    points, residuals = [x], [float(np.linalg.norm(value))]
    while residuals[-1] > tol and len(points) <= max_iterations:
        x = x - np.linalg.solve(J(x), value)
        value = np.asarray(F(x))
        points.append(x)
        residuals.append(float(np.linalg.norm(value)))
    return Iterates(np.array(points), np.array(residuals))
