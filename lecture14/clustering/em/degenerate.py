"""Fits that are no maximum worth having: components on the floor of `reg_covar`, and components that coincide.

The likelihood of a mixture with free covariances has no upper bound: a component may shrink onto one row, or onto a
line of equal values (Day 1969). Where two components are equal, EM moves both alike and never tells them apart: the
likelihood has a saddle there.
"""

from __future__ import annotations

import numpy as np

from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.model.parameters import Parameters

# A variance below this share of the data's own is rounding.
ROUNDING = 1e-12

# Two components closer than this, in standard deviations and in the logarithm of their variances, are one.
CLOSE = 1e-2


def variance_floor(reg_covar: float, summary: Summary) -> Array:
    """(d,) what is added to each variance: `reg_covar`, or that share of a feature's own variance if it is less.

    A constant feature has no variance to take a share of: it borrows the least of the others.
    """
    least = summary.variance.min(where=~summary.constant, initial=1.0)
    floor: Array = reg_covar * np.minimum(1.0, np.where(summary.constant, least, summary.variance))
    return floor


def on_floor(theta: Parameters, reg: Array, variance: Array) -> tuple[int, ...]:
    """Numbers of the components whose variance, in some direction, comes from `reg_covar` more than from the data.

    Such a component lies flat on a few rows or on a line of rounded values. Its likelihood, and so every
    criterion, says how low the floor is, not how well the model fits.

    Parameters
    ----------
    theta : Parameters
    reg : (d,) what was added to each variance
    variance : (d,) of the data; a share of 1e-12 of it counts as floor, too

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> theta = Parameters([0.5, 0.5], [[0.0], [6.0]], [1e-6, 1.5], "spherical")
    >>> on_floor(theta, np.array([1e-6]), np.array([9.0]))
    (0,)
    """
    rule, (K, d) = theta.rule, theta.means.shape
    floor = np.maximum(reg, ROUNDING * variance)
    # A round component has one variance for all features, and the mean of their floors.
    unit = np.sqrt(np.diagonal(rule.as_full(rule.from_full(np.diag(floor), K), K, d), axis1=1, axis2=2))
    unit = np.where(unit > 0, unit, 1.0)
    # In units of the floor an eigenvalue is 1 + the data's own share.
    values = np.linalg.eigvalsh(rule.as_full(theta.covariances, K, d) / unit[:, :, None] / unit[:, None, :])
    return tuple(int(k) for k in np.flatnonzero(values[:, 0] < 2))


def coincident(theta: Parameters) -> tuple[int, int] | None:
    """Two components with weight that are equal for all purposes, or None.

    Examples
    --------
    >>> coincident(Parameters([0.5, 0.3, 0.2], [[0.0], [3.0], [3.001]], [1.0, 1.0, 1.0], "spherical"))
    (1, 2)
    """
    rule, (K, d) = theta.rule, theta.means.shape
    for k in np.flatnonzero(theta.weights):
        U = rule.component(theta.precisions_cholesky, k)
        distance = np.square(rule.whiten(theta.means - theta.means[k], U)).sum(axis=1)
        for j in np.flatnonzero((distance < CLOSE**2) & (theta.weights > 0)):
            if j > k and _alike(theta, int(k), int(j)):
                return int(k), int(j)
    return None


def _alike(theta: Parameters, k: int, j: int) -> bool:
    """Whether the covariances of two components agree in every direction."""
    S = theta.rule.as_full(theta.covariances, *theta.means.shape)
    root = np.linalg.cholesky(S[k])
    ratio = np.linalg.solve(root, np.linalg.solve(root, S[j]).T)
    return bool(np.abs(ratio - np.eye(len(ratio))).max() < CLOSE)
