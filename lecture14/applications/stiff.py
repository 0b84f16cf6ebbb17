"""A stiff ODE by an implicit method; its Jacobian by forward mode, or by differences (slide 23).

Each implicit step solves a nonlinear system by Newton's method. Here every iteration takes a fresh Jacobian, so that
its quality shows in their number. Production codes keep one Jacobian for many steps.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lecture14.autodiff import jacobian

#: Alexander's two-stage method, the only γ < 1/2 that makes it L-stable and of order 2 (Alexander 1977).
GAMMA = 1 - np.sqrt(0.5)


def robertson(y):
    """ẏ of Robertson's three reactions, whose rates 0.04, 1e4 and 3e7 span nine orders of magnitude.

    Parameters
    ----------
    y : array (3, …) of concentrations; they add up to 1.

    Notes
    -----
    Robertson (1966); Hairer & Wanner (1996), equation IV.1.4.

    Examples
    --------
    >>> robertson(np.array([1.0, 0.0, 0.0]))
    array([-0.04,  0.04,  0.  ])
    """
    slow, back, fast = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] ** 2
    return np.stack([-slow + back, slow - back - fast, fast])


def difference_jacobian(f: Callable, h: float, floor: float | None = None) -> Callable:
    """The Jacobian function of f by forward differences, a column for each unknown.

    Parameters
    ----------
    f : callable
        From an array of length d to an array of length d.
    h : float
        The step; with a floor, the step relative to the unknown's size.
    floor : float, optional
        The step of unknown xᵢ is then h · max(|xᵢ|, floor), as codes for stiff equations choose it.

    Examples
    --------
    >>> difference_jacobian(lambda x: x**2, 0.5)(np.array([1.0, 2.0]))
    array([[2.5, 0. ],
           [0. , 4.5]])
    >>> difference_jacobian(lambda x: x**2, 0.5, floor=0.1)(np.array([1.0, 2.0]))
    array([[2.5, 0. ],
           [0. , 5. ]])
    """

    def columns(x):
        base = f(x)
        steps = np.full(len(x), h) if floor is None else h * np.maximum(np.abs(x), floor)
        moved = zip(steps, np.diag(steps), strict=True)
        return np.stack([(f(x + step) - base) / size for size, step in moved], axis=1)

    return columns


class Solution(NamedTuple):
    """An implicit solution and its price.

    Attributes
    ----------
    t : (m,) array
    y : (m, d) array
    iterations : int
        Newton iterations over all steps; each takes a Jacobian.
    failed : bool
        Whether some step's iteration did not converge; t and y end before it.
    """

    t: np.ndarray
    y: np.ndarray
    iterations: int
    failed: bool


def implicit_solve(
    f: Callable,
    y,
    t,
    jacobian_of: Callable | None = None,
    tol: float = 1e-11,
    max_iterations: int = 20,
) -> Solution:
    """Integrate ẏ = f(y) over the given times by Alexander's L-stable method of order 2.

    Parameters
    ----------
    f : callable
        From an array of length d to an array of length d.
    y : (d,) array
        The state at t[0].
    t : (m,) array
        Times; every interval is one step.
    jacobian_of : callable, optional
        Returns the (d, d) Jacobian of f; by default forward mode.
    tol : float
        A stage is solved when Newton's correction of the state, in the maximum norm, is no larger.
    max_iterations : int
        For one stage; more is a failure.

    Returns
    -------
    Solution

    Notes
    -----
    Each of two stages solves k = f(y + hγk + …) for the state z = y + hγk + …, by Newton's method with the matrix
    I − hγJ.

    Examples
    --------
    >>> solution = implicit_solve(robertson, [1.0, 0.0, 0.0], np.geomspace(1e-4, 40.0, 100))
    >>> solution.y[-1].round(4)
    array([0.7158, 0.    , 0.2842])
    """
    J = jacobian(f, mode="forward") if jacobian_of is None else jacobian_of
    y = np.array(y, dtype=float)
    states, iterations = [y], 0
    for step in np.diff(t):
        a = GAMMA * step
        base, z = y, y
        for weight in (1 - GAMMA, None):
            for _ in range(max_iterations):
                iterations += 1
                correction = np.linalg.solve(np.eye(len(y)) - a * J(z), base + a * f(z) - z)
                z = z + correction
                if not np.abs(correction).max() > tol:
                    break
            else:
                return Solution(np.asarray(t)[: len(states)], np.array(states), iterations, True)
            if weight is not None:
                base = y + weight * step * (z - base) / a
        y = z
        states.append(y)
    return Solution(np.asarray(t), np.array(states), iterations, False)
