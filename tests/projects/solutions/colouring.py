"""Sparse Jacobians by colouring: columns without a common row share a direction (Curtis, Powell & Reid 1974)."""

import numpy as np

from lecture14 import jvp


def colours(pattern):
    """A colour for each column, so that no two columns of one colour have an entry in the same row.

    Parameters
    ----------
    pattern : (m, n) array of bool
        Where the Jacobian may differ from zero.

    Returns
    -------
    (n,) array of int
        Colours 0, 1, 2, …: each column takes the first that no column before it forbids.

    Examples
    --------
    >>> colours(np.eye(4) + np.eye(4, k=1) + np.eye(4, k=-1))
    array([0, 1, 2, 0])
    """
    pattern = np.asarray(pattern, dtype=bool)
    if pattern.ndim != 2:
        raise ValueError(f"pattern has shape {pattern.shape}; expected (m, n)")
    chosen = np.zeros(pattern.shape[1], dtype=int)
    taken = np.zeros((0, pattern.shape[0]), dtype=bool)  # the rows of each colour's columns
    for j, rows in enumerate(pattern.T):
        free = np.flatnonzero(~(taken & rows).any(axis=1))
        if not free.size:
            taken = np.vstack([taken, np.zeros_like(rows)])
        chosen[j] = free[0] if free.size else len(taken) - 1
        taken[chosen[j]] |= rows
    return chosen


def sparse_jacobian(f, pattern):
    """The Jacobian of f, of shape (m, n), in one forward sweep that has a direction for each colour.

    Parameters
    ----------
    f : callable
        From an array (n,) to an array (m,).
    pattern : (m, n) array of bool
        Where the Jacobian may differ from zero; elsewhere it is zero.

    Examples
    --------
    >>> sparse_jacobian(lambda x: x**2, np.eye(3))(np.array([1.0, 2.0, 3.0]))
    array([[2., 0., 0.],
           [0., 4., 0.],
           [0., 0., 6.]])
    """
    pattern = np.asarray(pattern, dtype=bool)
    colour = colours(pattern)
    rows, columns = np.nonzero(pattern)
    # Row c marks the columns of colour c.
    seeds = (colour == np.arange(colour.max(initial=-1) + 1)[:, None]).astype(float)

    def jacobian(x):
        if np.shape(x) != colour.shape:
            raise ValueError(f"x has shape {np.shape(x)}; expected {colour.shape}, the pattern's columns")
        value, compressed = jvp(f, (x,), (seeds,))
        if np.shape(value) != pattern.shape[:1]:
            raise ValueError(
                f"f(x) has shape {np.shape(value)}; expected {pattern.shape[:1]}, the pattern's rows"
            )
        J = np.zeros(pattern.shape)
        J[rows, columns] = compressed[colour[columns], rows]
        return J

    return jacobian
