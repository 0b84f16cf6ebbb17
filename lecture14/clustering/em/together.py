"""Short runs of EM from several starts at once: for few rows, one long product is cheaper than many short ones.

T starts of K components are one model of TK components, whose responsibilities are normalised start by start.
"""

from __future__ import annotations

import numpy as np

from lecture14.clustering.em.steps import VANISHED, m_step
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.prior import CovariancePrior
from lecture14.clustering.model.statistics import SufficientStatistics


def run_together(
    X: Array,
    w: Array,
    starts: list[Parameters],
    iterations: int,
    reg: Array,
    prior: CovariancePrior | None = None,
) -> list[tuple[Parameters, float]]:
    """Each start's parameters after so many iterations, and ℓ(θ) (plus log p(Σ) with a prior) there.

    Parameters
    ----------
    X : (m, d) array, finite
    w : (m,) array of weights
    starts : list of Parameters, of equal types and sizes
    iterations : int
    reg : (d,) added to each variance
    prior : CovariancePrior, optional

    Returns
    -------
    list of (Parameters, float), without the starts that collapsed
    """
    K, kind = len(starts[0].weights), starts[0].covariance_type
    theta = _stack(starts)
    for iteration in range(iterations + 1):
        if not _factors(theta):
            starts = [one for one in _split(theta, K, kind) if _factors(one)]
            if not starts:
                return []
            theta = _stack(starts)
        delta = X - theta.means[:, None]
        R, levels = _expect(delta, w, theta, K)
        if iteration < iterations:
            theta = _maximise(delta, R, theta, K, kind == "tied", reg, prior)
    ends = _split(theta, K, kind)
    penalties = [0.0 if prior is None else prior.log_density(end) for end in ends]
    return [(end, float(level) + extra) for end, level, extra in zip(ends, levels, penalties, strict=True)]


def _stack(starts: list[Parameters]) -> Parameters:
    """T starts as one model; a tied matrix stands once for each component."""
    kind, shape = starts[0].covariance_type, starts[0].means.shape
    whole = [
        one.rule.as_full(one.covariances, *shape) if kind == "tied" else one.covariances for one in starts
    ]
    return Parameters(
        np.concatenate([one.weights for one in starts]) / len(starts),
        np.concatenate([one.means for one in starts]),
        np.concatenate(whole),
        "full" if kind == "tied" else kind,
    )


def _split(theta: Parameters, K: int, kind: str) -> list[Parameters]:
    """The T models of K components."""
    starts = []
    for first in range(0, len(theta.weights), K):
        own = slice(first, first + K)
        covariances = theta.covariances[first] if kind == "tied" else theta.covariances[own]
        weights = theta.weights[own] / theta.weights[own].sum()
        starts.append(Parameters(weights, theta.means[own], covariances, kind))
    return starts


def _factors(theta: Parameters) -> bool:
    try:
        return theta.precisions_cholesky is not None
    except ValueError:
        return False


def _expect(delta: Array, w: Array, theta: Parameters, K: int) -> tuple[Array, Array]:
    """Weighted responsibilities (TK, m), and ℓ of each start (T,)."""
    U = theta.precisions_cholesky
    z = delta @ U if theta.covariance_type == "full" else delta * U.reshape(len(U), 1, -1)
    L = theta.log_scale[:, None] - 0.5 * np.einsum("kmd,kmd->km", z, z)
    L = L.reshape(len(U) // K, K, -1)
    top = L.max(axis=1, keepdims=True)
    with np.errstate(under="ignore"):
        R = np.exp(L - top)
        total = R.sum(axis=1, keepdims=True)
        R *= w / total
        # A start's weights sum to 1/T.
        levels = ((top + np.log(total * len(L)))[:, 0] * w).sum(axis=1)
    return R.reshape(len(U), -1), levels


def _maximise(
    delta: Array, R: Array, theta: Parameters, K: int, tied: bool, reg: Array, prior: CovariancePrior | None
) -> Parameters:
    """The M step of all, from sums about their means."""
    rule, counts, kind = theta.rule, R.sum(axis=1), theta.covariance_type
    share = np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)
    with np.errstate(under="ignore"):
        offset = np.einsum("km,kmd->kd", R, delta) * share[:, None]
        if kind == "full":
            scatter = np.swapaxes(delta * R[:, :, None], 1, 2) @ delta
        else:
            scatter = np.einsum("km,kmd->kd", R, delta**2)
            scatter = scatter.sum(axis=1) if kind == "spherical" else scatter
        scatter = scatter - rule.outer(counts, offset)
    if tied:
        # Each component gets its part of what all of its start have together.
        d = offset.shape[1]
        together = scatter.reshape(-1, K, d, d).sum(axis=1) + (0.0 if prior is None else prior.scatter)
        rows = counts.reshape(-1, K).sum(axis=1) + (0.0 if prior is None else K * prior.rows)
        scatter = (
            np.repeat(together / rows[:, None, None], K, axis=0) * np.maximum(counts, VANISHED)[:, None, None]
        )
        prior = None
    elif prior is not None:
        prior = CovariancePrior(prior.rows, np.concatenate([prior.scatter] * (len(counts) // K)))
    return m_step(SufficientStatistics(counts, theta.means + offset, scatter, kind), reg, theta, prior)
