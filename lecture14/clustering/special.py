"""The slides' special cases: means only, labels known, features independent, and why EM climbs.

`means_only`            1-D EM with σ and the mixing weights fixed (slides 50-51)
`supervised`            maximum likelihood when the labels are known (slide 42)
`feature_log_density`   the naive-Bayes factors of a diagonal mixture (slide 28)
`lower_bound`           the bound that EM raises, and its gap to the log-likelihood (slide 49)
`soft_kmeans`           EM with one fixed round covariance σ²I; σ → 0 is k-means (slide 61)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lecture14.clustering.em.steps import m_step, responsibilities
from lecture14.clustering.gaussian.density import LOG_2PI
from lecture14.clustering.inputs import checks as check
from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.kmeans.nearest import harden
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics
from lecture14.clustering.sweeps.base import log_sum_exp
from lecture14.clustering.sweeps.choice import choose


class MeansPath(NamedTuple):
    """Where means-only EM went: entry t is after t iterations, entry 0 the start."""

    means: Array  #: (T+1, K)
    log_likelihood: Array  #: (T+1,) in nats


def means_only(x: npt.ArrayLike, means: npt.ArrayLike, sigma: float = 1.0, n_iter: int = 20) -> MeansPath:
    """EM for the means of a 1-D mixture of K equally likely Gaussians with known σ.

    E: rᵢₖ ∝ exp(-(xᵢ - μₖ)²/2σ²);  M: μₖ = Σᵢ rᵢₖ xᵢ / Σᵢ rᵢₖ.

    The means separate only if the data's variance exceeds σ² (K = 2): with a wider σ they merge at the mean
    of the data. The slide's σ = 1 for data from .01 to .09 does just that.

    Parameters
    ----------
    x : (n,) array
    means : (K,) array, the start
    sigma : float > 0
    n_iter : int

    Returns
    -------
    MeansPath

    Notes
    -----
    Slides 50-51.

    Examples
    --------
    >>> x = np.array([0.01, 0.02, 0.03, 0.07, 0.08, 0.09])
    >>> means_only(x, [0.0, 0.1], sigma=0.01).means[-1].round(4)
    array([0.02, 0.08])
    >>> means_only(x, [0.0, 0.1], sigma=1.0).means[-1].round(4)
    array([0.05, 0.05])
    """
    x, mu = check.real_array(x, "x"), check.real_array(means, "means")
    if x.ndim != 1 or x.size == 0 or mu.ndim != 1 or mu.size == 0:
        raise ValueError(f"x and means have shapes {x.shape} and {mu.shape}; expected (n,) and (K,)")
    if not isinstance(sigma, int | float | np.number) or not 0 < sigma < np.inf:
        raise ValueError(f"sigma is {sigma!r}; expected a positive number")
    path, log_likelihood = [mu], []
    for _ in range(check.check_integer(n_iter, "n_iter", 0) + 1):
        mu = path[-1]
        with np.errstate(under="ignore"):
            L = -0.5 * ((x - mu[:, None]) / sigma) ** 2 - np.log(len(mu) * sigma) - 0.5 * LOG_2PI
            log_likelihood.append(log_sum_exp(L).sum())  # L now holds the responsibilities
            counts = L.sum(axis=1)
            path.append(np.where(counts > 0, L @ x / np.where(counts > 0, counts, 1), mu))
    return MeansPath(np.array(path[:-1]), np.array(log_likelihood))


def supervised(
    X: npt.ArrayLike, y: npt.ArrayLike, covariance_type: str = "full", reg_covar: float = 0.0
) -> Parameters:
    """Maximum likelihood when the class of every row is known: the M step with hard counts.

    Parameters
    ----------
    X : (n, d) array
    y : (n,) array of class labels, any type that sorts
    covariance_type : str
    reg_covar : float, added to each variance

    Returns
    -------
    Parameters
        One component for each class, in the order of `np.unique(y)`: weights are class frequencies, means and
        covariances are those of the class.

    Notes
    -----
    Slide 42; Bishop (2006), section 4.2.2.

    Examples
    --------
    >>> theta = supervised([[1.0], [3.0], [10.0], [14.0]], ["a", "a", "b", "b"])
    >>> theta.weights, theta.means.ravel(), theta.covariances.ravel()
    (array([0.5, 0.5]), array([ 2., 12.]), array([1., 4.]))
    """
    rows: Array = np.asarray(check.check_X(X), dtype=float)
    classes, index = np.unique(np.asarray(y), return_inverse=True)
    if np.shape(y) != (len(rows),):
        raise ValueError(f"y has shape {np.shape(y)}; expected ({len(rows)},), one label for each row of X")
    Rows(rows).summary()
    R = np.eye(len(classes))[index]
    return m_step(SufficientStatistics.from_responsibilities(rows, R, covariance_type), reg_covar)


def feature_log_density(X: npt.ArrayLike, parameters: Parameters) -> Array:
    """log N(xᵢⱼ | μₖⱼ, σₖⱼ²) for each row, component and feature: the factors of naive Bayes.

    Within a component of diagonal covariance the features are independent, so these add up, over features, to
    the log density of the row.

    Parameters
    ----------
    X : (n, d) array
    parameters : Parameters of type "diag" or "spherical"

    Returns
    -------
    (n, K, d) array

    Notes
    -----
    Slide 28: P(Xᵢ=x | Y=yₖ) = N(x | μᵢₖ, σᵢₖ).
    """
    if parameters.covariance_type not in ("diag", "spherical"):
        raise ValueError(
            f"parameters are of type {parameters.covariance_type!r}; expected 'diag' or 'spherical'"
        )
    K, d = parameters.means.shape
    X = np.asarray(check.check_X(X, d), dtype=float)
    u = parameters.precisions_cholesky
    u = np.broadcast_to(u if u.ndim == 2 else u[:, None], (K, d))
    densities: Array = np.log(u) - 0.5 * LOG_2PI - 0.5 * ((X[:, None, :] - parameters.means) * u) ** 2
    return densities


class Bound(NamedTuple):
    """The log-likelihood taken apart: log_likelihood = bound + gap."""

    bound: float  #: Σᵢₖ qᵢₖ log(πₖ N(xᵢ|μₖ,Σₖ) / qᵢₖ)
    gap: float  #: Σᵢ KL(qᵢ ‖ rᵢ), never negative
    log_likelihood: float


def lower_bound(X: npt.ArrayLike, parameters: Parameters, q: npt.ArrayLike) -> Bound:
    """The bound that both steps of EM raise, for any memberships q, and how far it lies below the log-likelihood.

    The E step sets q to the responsibilities: the gap closes and the bound touches. The M step raises the
    bound with q held. So the log-likelihood, which lies above, cannot fall.

    Parameters
    ----------
    X : (n, d) array
    parameters : Parameters
    q : (n, K) array, rows sum to 1

    Returns
    -------
    Bound

    Notes
    -----
    Slide 49 and beyond; Neal & Hinton (1998); Bishop (2006), eqs. 9.70-9.72.

    Examples
    --------
    >>> from lecture14.clustering import Parameters
    >>> theta = Parameters([0.5, 0.5], [[0.0], [2.0]], [1.0, 1.0], "spherical")
    >>> b = lower_bound([[0.0], [2.0]], theta, [[0.5, 0.5], [0.5, 0.5]])
    >>> [round(v, 4) for v in b]
    [-3.8379, 0.8676, -2.9703]
    """
    rows = Rows(check.check_X(X, parameters.means.shape[1]))
    q = check.real_array(q, "q", (len(rows), len(parameters.weights)))
    if (q < 0).any() or not np.allclose(q.sum(axis=1), 1.0, rtol=0, atol=1e-8):
        raise ValueError(
            "q has rows that are not probabilities; expected none below 0 and each row to sum to 1"
        )
    summary = rows.summary(moments=False)
    # A responsibility may underflow to 0 where its logarithm is an ordinary number.
    joint = choose(parameters, summary).log_joint(rows.X).T.copy()
    log_p = responsibilities(rows, parameters, summary)[1]
    with np.errstate(under="ignore"):
        log_ratio = np.where(q > 0, np.log(np.where(q > 0, q, 1.0)) - joint + log_p[:, None], 0.0)
    gap = float((q * log_ratio).sum())
    total = float(log_p.sum())
    return Bound(total - gap, max(gap, 0.0), total)


@dataclass(frozen=True, eq=False)
class SoftKMeans:
    """What `soft_kmeans` found."""

    means: Array  #: (K, d)
    responsibilities: Array  #: (n, K)
    labels: Labels  #: (n,) the most probable component
    n_iter: int


def soft_kmeans(X: npt.ArrayLike, means: npt.ArrayLike, sigma: float, max_iter: int = 300) -> SoftKMeans:
    """EM with equal mixing weights and one fixed covariance σ²I: k-means made soft, and k-means itself at σ = 0.

    Parameters
    ----------
    X : (n, d) array
    means : (K, d) array, the start
    sigma : float, not negative, in the units of the data
    max_iter : int, iterations at most; it ends earlier when the means stop moving

    Returns
    -------
    SoftKMeans

    Notes
    -----
    Slide 61. A row's memberships differ from 0 and 1 only while σ² is not small against the differences of
    its squared distances to the means; once it is, soft and hard steps are the same numbers. Hard EM equals
    k-means only because weights and covariance are shared; with free ones it does not.

    Examples
    --------
    >>> X = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> soft_kmeans(X, [[0.0], [4.0]], sigma=0.0).means.ravel()
    array([0.5, 9.5])
    """
    rows: Array = np.asarray(check.check_X(X), dtype=float)
    Rows(rows).summary()
    centres = check.real_array(means, "means")
    if centres.ndim != 2 or centres.shape[1] != rows.shape[1]:
        raise ValueError(f"means has shape {centres.shape}; expected (K, {rows.shape[1]})")
    sigma = check.check_nonnegative(sigma, "sigma")
    shift = rows.mean(axis=0)
    rows, centres = rows - shift, centres - shift
    steps, still = 0, False
    R = _memberships(rows, centres, sigma)
    while steps < check.check_integer(max_iter, "max_iter", 0) and not still:
        steps += 1
        counts = R.sum(axis=1)
        new = np.where(counts[:, None] > 0, R @ rows / np.where(counts > 0, counts, 1.0)[:, None], centres)
        still = bool(np.abs(new - centres).max() <= 1e-15 * np.abs(rows).max())
        centres, R = new, _memberships(rows, new, sigma)
    return SoftKMeans(centres + shift, R.T.copy(), R.argmax(axis=0), steps)


def _memberships(X: Array, centres: Array, sigma: float) -> Array:
    """(K, n) responsibilities; squared distances are compared before they are divided by a small σ²."""
    D = np.stack([np.einsum("ij,ij->i", X - c, X - c) for c in centres])
    if sigma == 0:
        return harden(-D)[0]
    with np.errstate(over="ignore", under="ignore"):
        L: Array = -0.5 * ((D - D.min(axis=0)) / sigma) / sigma
        log_sum_exp(L)
    return L
