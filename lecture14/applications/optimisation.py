"""Minimisers that differ in what they know: the gradient, its history, the residuals, or the Hessian (slide 23).

All of them choose the length of a step in the same way: halve it until the value falls by Armijo's share (Nocedal &
Wright 2006, section 3.1).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lecture14.autodiff import hessian, jacobian, value_and_grad


class Descent(NamedTuple):
    """What a minimiser visited.

    Attributes
    ----------
    points : (k + 1, n) array
    values : (k + 1,) array
        f there.
    gradient_norms : (k + 1,) array
    evaluations : int
        Calls of f, those with a gradient included.
    """

    points: np.ndarray
    values: np.ndarray
    gradient_norms: np.ndarray
    evaluations: int


def rosenbrock(x):
    """(1 − x₁)² + 100 (x₂ − x₁²)²: a curved valley whose lowest point is (1, 1).

    Examples
    --------
    >>> float(rosenbrock(np.array([-1.0, 1.0])))
    4.0
    """
    return (1.0 - x[0]) ** 2 + 100.0 * (x[1] - x[0] ** 2) ** 2


def gradient_descent(f: Callable, start, tol: float = 1e-6, max_iterations: int = 1000) -> Descent:
    """Minimise f along −∇f.

    Parameters
    ----------
    f : callable
        From an array of length n to a scalar.
    start : (n,) array
    tol : float
        Stop when ‖∇f‖₂ is no larger.
    max_iterations : int

    Returns
    -------
    Descent

    Examples
    --------
    >>> gradient_descent(lambda x: np.sum(x**2), [3.0, 4.0]).points[-1]
    array([0., 0.])
    """
    return _minimise(f, start, tol, max_iterations, lambda x, g: -g)


def newton_minimise(f: Callable, start, tol: float = 1e-6, max_iterations: int = 100) -> Descent:
    """Minimise f along −H⁻¹∇f, with the Hessian from forward over reverse mode.

    Where H is not positive definite, −H⁻¹∇f may lead uphill; then a multiple of the identity is added to H until
    Cholesky's factorisation exists (Nocedal & Wright 2006, algorithm 3.3). Arguments as in `gradient_descent`.

    Examples
    --------
    >>> path = newton_minimise(rosenbrock, [-1.2, 1.0])
    >>> path.points[-1].round(6), len(path.points) - 1
    (array([1., 1.]), 21)
    """
    H = hessian(f)
    return _minimise(f, start, tol, max_iterations, lambda x, g: -_solve_positive(H(x), g))


def gauss_newton(residuals: Callable, start, tol: float = 1e-6, max_iterations: int = 100) -> Descent:
    """Minimise ½‖r‖² along the least-squares solution of J s = −r, where J is the Jacobian of r.

    JᵀJ stands in for the Hessian: it leaves out the residuals' own curvature, and it never leads uphill (Nocedal &
    Wright 2006, section 10.3). Where columns of J depend on each other, the shortest solution is taken.

    Parameters
    ----------
    residuals : callable
        From an array of length n to one of length m.
    start, tol, max_iterations
        As in `gradient_descent`.

    Returns
    -------
    Descent
        Its values are ½‖r‖².

    Examples
    --------
    Rosenbrock's function is a sum of two squares:

    >>> path = gauss_newton(lambda x: np.stack([1.0 - x[0], 10.0 * (x[1] - x[0] ** 2)]), [-1.2, 1.0])
    >>> path.points[-1].round(6)
    array([1., 1.])
    """
    J = jacobian(residuals)

    def direction(x, g):
        # Columns that are equal but for rounding must count as one, or the step is rounding, magnified.
        return -np.linalg.lstsq(J(x), residuals(x), rcond=1e-10)[0]

    return _minimise(lambda x: 0.5 * np.sum(residuals(x) ** 2), start, tol, max_iterations, direction)


def bfgs(f: Callable, start, tol: float = 1e-6, max_iterations: int = 200) -> Descent:
    """Minimise f with an inverse Hessian that is learned from successive gradients.

    Needs a gradient only; the update is skipped where the step meets no positive curvature (Nocedal & Wright 2006,
    section 6.1). Arguments as in `gradient_descent`.

    Examples
    --------
    >>> bfgs(rosenbrock, [-1.2, 1.0]).points[-1].round(5)
    array([1., 1.])
    """
    inverse: np.ndarray | None = None
    before: tuple | None = None

    def direction(x, g):
        nonlocal inverse, before
        if before is not None:
            s, y = x - before[0], g - before[1]
            if s @ y > 1e-12 * np.linalg.norm(s) * np.linalg.norm(y):
                if inverse is None:
                    inverse = (s @ y) / (y @ y) * np.eye(len(x))
                left = np.eye(len(x)) - np.outer(s, y) / (s @ y)
                inverse = left @ inverse @ left.T + np.outer(s, s) / (s @ y)
        before = x, g
        return -g / max(1.0, np.linalg.norm(g)) if inverse is None else -inverse @ g

    return _minimise(f, start, tol, max_iterations, direction)


def _minimise(f: Callable, start, tol: float, max_iterations: int, direction: Callable) -> Descent:
    both = value_and_grad(f)
    x = np.array(start, dtype=float)
    value, g = both(x)
    evaluations = 1
    points, values, norms = [x], [float(value)], [float(np.linalg.norm(g))]
    while norms[-1] > tol and len(points) <= max_iterations:
        p = direction(x, g)
        t, slope = 1.0, g @ p
        while (evaluations := evaluations + 1) and not f(x + t * p) <= value + 1e-4 * t * slope:
            t /= 2
            if t < 1e-12:
                # Rounding hides any further descent.
                return Descent(np.array(points), np.array(values), np.array(norms), evaluations)
        x = x + t * p
        value, g = both(x)
        evaluations += 1
        points.append(x)
        values.append(float(value))
        norms.append(float(np.linalg.norm(g)))
    return Descent(np.array(points), np.array(values), np.array(norms), evaluations)


def _solve_positive(H: np.ndarray, g: np.ndarray) -> np.ndarray:
    shift = 0.0
    while True:
        try:
            L = np.linalg.cholesky(H + shift * np.eye(len(g)))
        except np.linalg.LinAlgError:
            indefinite = True
        else:
            # Python in a page hears of no floating-point flag: there NumPy answers NaN and raises nothing.
            indefinite = bool(np.isnan(L).any() and np.isfinite(H).all())
        if not indefinite:
            return np.linalg.solve(L.T, np.linalg.solve(L, g))
        shift = max(2 * shift, 1e-3 * np.abs(H).max())
