"""Expectation and maximization (slides 46-52), alone as two functions.

E step   rᵢₖ = πₖ N(xᵢ|μₖ,Σₖ) / Σⱼ πⱼ N(xᵢ|μⱼ,Σⱼ)
M step   πₖ = Nₖ/n,  μₖ = Σᵢ rᵢₖ xᵢ / Nₖ,  Σₖ = Σᵢ rᵢₖ (xᵢ-μₖ)(xᵢ-μₖ)ᵀ / Nₖ   with Nₖ = Σᵢ rᵢₖ

Dempster, Laird & Rubin (1977); Bishop (2006), section 9.2.2. `clustering.textbook` has them formula by formula; here
they work on rows met in blocks, on every covariance type, and on sufficient statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

import numpy as np
import numpy.typing as npt

from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.checks import check_X
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.prior import CovariancePrior
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.sweeps.choice import choose

# Below this share of all samples a count has too few bits left to divide by.
VANISHED = 1e-200


def e_step(
    X: npt.ArrayLike,
    weights: npt.ArrayLike,
    means: npt.ArrayLike,
    precisions_cholesky: npt.ArrayLike,
    covariance_type: str = "full",
) -> tuple[Array, float]:
    """Responsibilities of the components for each row, and the log-likelihood of all rows.

    Parameters
    ----------
    X : (n, d) array
    weights : (K,) mixing weights
    means : (K, d)
    precisions_cholesky : U with Σ⁻¹ = U Uᵀ: (K, d, d) full, (d, d) tied, (K, d) diag, (K,) spherical
    covariance_type : str

    Returns
    -------
    responsibilities : (n, K) array, rows sum to 1
    log_likelihood : float, Σᵢ log p(xᵢ), in nats

    Notes
    -----
    Slide 52, E step; Bishop (2006), eq. 9.23.

    Examples
    --------
    >>> R, log_likelihood = e_step([[0.0], [4.0]], [0.5, 0.5], [[0.0], [4.0]], [[[1.0]], [[1.0]]])
    >>> R.round(4)
    array([[9.997e-01, 3.000e-04],
           [3.000e-04, 9.997e-01]])
    """
    theta = Parameters.from_precisions_cholesky(weights, means, precisions_cholesky, covariance_type)
    R, log_p = responsibilities(Rows(check_X(X, theta.means.shape[1], "e_step")), theta)
    return R, float(log_p.sum())


def m_step(
    statistics: SufficientStatistics,
    reg_covar: npt.ArrayLike = 0.0,
    previous: Parameters | None = None,
    prior: CovariancePrior | None = None,
) -> Parameters:
    """The parameters that maximise the expected complete-data likelihood: weighted maximum likelihood.

    Parameters
    ----------
    statistics : SufficientStatistics
    reg_covar : float or (d,) array, added to each variance
    previous : Parameters, optional
        A component that no sample belongs to keeps its mean and covariance from here.
    prior : CovariancePrior, optional
        Its rows and scatter join those of each component: maximum a posteriori.

    Returns
    -------
    Parameters

    Notes
    -----
    Slide 52, M step; Bishop (2006), eqs. 9.24-9.26. It is the supervised estimate of slide 42 with soft
    counts.

    Examples
    --------
    >>> X = np.array([[0.0], [2.0], [10.0]])
    >>> hard = np.array([[1.0, 0], [1, 0], [0, 1]])
    >>> theta = m_step(SufficientStatistics.from_responsibilities(X, hard), reg_covar=0.01)
    >>> theta.weights.round(3), theta.means.ravel(), theta.covariances.ravel()
    (array([0.667, 0.333]), array([ 1., 10.]), array([1.01, 0.01]))
    """
    d = statistics.means.shape[1]
    kind, counts = statistics.covariance_type, statistics.counts
    rule = Parameters.rule_of(kind)
    gone = counts < VANISHED * counts.sum()
    # Nothing is divided by a single count where all components share one covariance.
    safe = counts if kind == "tied" else np.where(gone, 1.0, counts)
    means = statistics.means
    reg = np.broadcast_to(np.asarray(reg_covar, dtype=float), (d,))
    scatter, rows = (0.0, 0.0) if prior is None else (prior.scatter, prior.rows)
    covariances = rule.add_to_diagonal(rule.estimate(statistics.scatter + scatter, safe + rows, d), reg)
    if gone.any() and previous is not None:
        means = np.where(gone[:, None], previous.means, means)
        if kind != "tied":
            covariances[gone] = previous.covariances[gone]
    return Parameters(counts / counts.sum(), means, covariances, kind)


def responsibilities(rows: Rows, theta: Parameters, summary: Summary | None = None) -> tuple[Array, Array]:
    """Responsibilities (n, K) and log densities (n,) of all rows."""
    R, log_p = np.empty((len(rows), len(theta.weights))), np.empty(len(rows))

    def take(s: slice, block: Array, densities: Array) -> None:
        R[s], log_p[s] = block.T, densities

    visit(rows, theta, take, summary)
    return R, log_p


def visit(
    rows: Rows,
    theta: Parameters,
    take: Callable[[Any, Array, Array], None],
    summary: Summary | None = None,
) -> None:
    """E step on every row, block by block: take(which rows, responsibilities (K, m), log densities (m,))."""
    summary = rows.summary(moments=False) if summary is None else summary
    order: Any = None
    if summary.missing:
        rows, order = rows.by_pattern()
    sweep = choose(theta, summary)

    def part(slices: Iterable[slice]) -> None:
        own = copy(sweep)
        for s in slices:
            X, _, labels = rows.block(s)
            with np.errstate(under="ignore"):
                take(s if order is None else order[s], *own.responsibilities(X, labels))

    rows.map_parts(part, sweep.block_size())
