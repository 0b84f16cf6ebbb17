"""Where a run of EM ended: how far from a maximum, with a component on the floor of `reg_covar`, or on a saddle.

The likelihood of a mixture with free covariances has no upper bound: a component may shrink onto one row, or onto a
line of equal values (Day 1969). Where two components are equal, EM moves both alike and never tells them apart: the
likelihood has a saddle there.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lecture14.clustering.em.steps import m_step
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.prior import CovariancePrior
from lecture14.clustering.model.statistics import SufficientStatistics

# An eigenvalue of a correlation matrix below this is rounding.
ROUNDING = 1e-13

# Two components closer than this, in standard deviations and in the logarithm of their variances, are one.
CLOSE = 1e-2


def variance_floor(reg_covar: float, summary: Summary) -> Array:
    """(d,) what is added to each variance: `reg_covar`, or that share of a feature's own variance if it is less.

    A constant feature has no variance to take a share of: it borrows the least of the others.
    """
    least = summary.variance.min(where=~summary.constant, initial=1.0)
    floor: Array = reg_covar * np.minimum(1.0, np.where(summary.constant, least, summary.variance))
    return floor


def on_floor(theta: Parameters, reg: Array) -> tuple[int, ...]:
    """Numbers of the components whose variance, in some direction, comes from `reg_covar` more than from the data.

    Such a component lies flat on a few rows or on a line of rounded values. Its likelihood, and so every
    criterion, says how low the floor is, not how well the model fits.

    Parameters
    ----------
    theta : Parameters
    reg : (d,) what was added to each variance

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> theta = Parameters([0.5, 0.5], [[0.0], [6.0]], [1e-6, 1.5], "spherical")
    >>> on_floor(theta, np.array([1e-6]))
    (0,)
    """
    rule, (K, d) = theta.rule, theta.means.shape
    S = rule.as_full(theta.covariances, K, d)
    # A round component has one variance for all features, and the mean of their floors.
    floor = rule.as_full(rule.from_full(np.diag(reg), K), K, d)

    def least(unit: Array) -> Array:
        """Each component's least eigenvalue in these units."""
        root = np.sqrt(np.diagonal(unit, axis1=1, axis2=2))
        return np.asarray(np.linalg.eigvalsh(S / root[:, :, None] / root[:, None, :])[:, 0], dtype=float)

    # In units of the floor an eigenvalue is 1 + the data's own share; in the component's own, it is of a correlation.
    flat = least(S) < ROUNDING
    if (reg > 0).all():
        flat |= least(floor) < 2
    return tuple(np.flatnonzero(flat).tolist())


def coincident(theta: Parameters) -> tuple[int, int] | None:
    """Two components with weight that are equal for all purposes, or None.

    Examples
    --------
    >>> coincident(Parameters([0.5, 0.3, 0.2], [[0.0], [3.0], [3.001]], [1.0, 1.0, 1.0], "spherical"))
    (1, 2)
    """
    rule = theta.rule
    for k in np.flatnonzero(theta.weights).tolist():
        U = rule.component(theta.precisions_cholesky, k)
        distance = np.square(rule.whiten(theta.means - theta.means[k], U)).sum(axis=1)
        for j in np.flatnonzero((distance < CLOSE**2) & (theta.weights > 0)):
            if j > k and _alike(theta, k, int(j)):
                return k, int(j)
    return None


def _alike(theta: Parameters, k: int, j: int) -> bool:
    """Whether the covariances of two components agree in every direction."""
    S = theta.rule.as_full(theta.covariances, *theta.means.shape)
    root = np.linalg.cholesky(S[k])
    ratio = np.linalg.solve(root, np.linalg.solve(root, S[j]).T)
    return bool(np.abs(ratio - np.eye(len(ratio))).max() < CLOSE)


def gradient_norm(
    theta: Parameters,
    statistics: SufficientStatistics,
    reg: Array | float = 0.0,
    prior: CovariancePrior | None = None,
) -> float:
    """Length of the gradient of what EM climbs, in nats: 0 at a maximum.

    Parameters
    ----------
    theta : Parameters
    statistics : SufficientStatistics of the rows under them
    reg, prior : as EM had them

    Notes
    -----
    Means are measured in the component's own standard deviations and covariances as a share of themselves, so that
    units do not matter. EM's step is the gradient times a matrix (Xu & Jordan 1996), so the gradient is read off it:
    Nₖ Uₖᵀ(μₖ' - μₖ), ½ Nₖ (UₖᵀΣₖ'Uₖ - I), and n (πₖ' - πₖ)/√πₖ, where a dash marks the parameters after one more step.
    """
    rule, (K, d) = theta.rule, theta.means.shape
    counts = statistics.counts
    offset = (statistics.means - theta.means) + statistics.rest
    about = statistics.scatter + rule.outer(counts, offset)
    after = m_step(replace(statistics, scatter=about), reg, theta, prior)
    known = counts + (0.0 if prior is None else prior.rows)
    S = rule.as_full(after.covariances, K, d)
    lead = counts - counts.sum() * theta.weights
    squares = float(np.sum(lead**2 / np.maximum(theta.weights, 1e-300)))
    tied = theta.covariance_type == "tied"
    for k in range(1 if tied else K):
        U = _root(theta, k)
        excess = 0.5 * (known.sum() if tied else known[k]) * (U.T @ S[k] @ U - np.eye(d))
        squares += float((excess**2).sum())
    for k in range(K):
        squares += float(np.sum((counts[k] * offset[k] @ _root(theta, k)) ** 2))
    return float(np.sqrt(squares))


def _root(theta: Parameters, k: int) -> Array:
    """U of one component as a matrix (d, d)."""
    d = theta.means.shape[1]
    U = np.asarray(theta.rule.component(theta.precisions_cholesky, k))
    return U if U.ndim == 2 else np.eye(d) * U
