"""Expectation and maximization (slides 46-52), alone as two functions and together as a loop.

E step   rᵢₖ = πₖ N(xᵢ|μₖ,Σₖ) / Σⱼ πⱼ N(xᵢ|μⱼ,Σⱼ)
M step   πₖ = Nₖ/n,  μₖ = Σᵢ rᵢₖ xᵢ / Nₖ,  Σₖ = Σᵢ rᵢₖ (xᵢ-μₖ)(xᵢ-μₖ)ᵀ / Nₖ   with Nₖ = Σᵢ rᵢₖ

Dempster, Laird & Rubin (1977); Bishop (2006), section 9.2.2. The loop never holds the responsibilities of all
rows: each block's are used and forgotten, and what remains is `SufficientStatistics`.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from lecture14.clustering._checks import check_X, real_array
from lecture14.clustering.history import History
from lecture14.clustering.parameters import Parameters, check_mixing_weights
from lecture14.clustering.rows import Rows
from lecture14.clustering.statistics import SufficientStatistics, two_sum
from lecture14.clustering.sweep import CentredSweep, choose

# Below this a count has too few bits left to divide by.
VANISHED = 1e-200

REMEDY = "raise reg_covar, lower n_components, or start elsewhere"


def e_step(X, weights, means, precisions_cholesky, covariance_type="full"):
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


def m_step(statistics, reg_covar=0.0, previous=None):
    """The parameters that maximise the expected complete-data likelihood: weighted maximum likelihood.

    Parameters
    ----------
    statistics : SufficientStatistics
    reg_covar : float or (d,) array, added to each variance
    previous : Parameters, optional
        A component that no sample belongs to keeps its mean and covariance from here.

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
    rule, counts = Parameters.rule_of(statistics.covariance_type), statistics.counts
    gone = counts < VANISHED
    safe = np.where(gone, 1.0, counts)
    means = statistics.means
    reg = np.broadcast_to(np.asarray(reg_covar, dtype=float), (d,))
    covariances = rule.add_to_diagonal(rule.estimate(statistics.scatter, safe, d), reg)
    if gone.any() and previous is not None:
        means = np.where(gone[:, None], previous.means, means)
        if rule.name != "tied":
            covariances[gone] = previous.covariances[gone]
    return Parameters(counts / counts.sum(), means, covariances, rule.name)


def responsibilities(rows, theta, summary=None):
    """Responsibilities (n, K) and log densities (n,) of all rows."""
    R, log_p = np.empty((len(rows), len(theta.weights))), np.empty(len(rows))

    def take(s, block, densities):
        R[s], log_p[s] = block.T, densities

    visit(rows, theta, take, summary)
    return R, log_p


def visit(rows, theta, take, summary=None):
    """E step on every row, block by block: take(slice, responsibilities (K, m), log densities (m,))."""
    summary = rows.summary(moments=False) if summary is None else summary

    sweep = choose(theta, summary)

    def part(slices):
        own = copy(sweep)
        for s in slices:
            X, _, labels = rows.block(s)
            with np.errstate(under="ignore"):
                take(s, *own.responsibilities(X, labels))

    rows.map_parts(part, sweep.block_size())


@dataclass(frozen=True, eq=False)
class Run:
    """One run of EM from one start."""

    parameters: Parameters
    history: History
    statistics: SufficientStatistics  #: under the final parameters; .log_likelihood is theirs
    converged: bool
    n_iter: int

    def moved(self, shift):
        """The same run for rows that lie `shift` further out."""
        if not shift.any():
            return self
        theta, statistics = self.parameters, self.statistics
        means, rest = two_sum(statistics.means, shift)
        return replace(
            self,
            parameters=Parameters(
                theta.weights, theta.means + shift, theta.covariances, theta.covariance_type
            ),
            history=replace(self.history, means=self.history.means + shift),
            statistics=replace(statistics, means=means, rest=statistics.rest + rest),
        )


def em(rows, start, *, tol=1e-3, max_iter=100, reg=0.0, summary=None, on_step: Callable | None = None):
    """Alternate E and M from `start` until the mean log-likelihood of a sample gains no more than `tol`.

    As scikit-learn does, it compares the gain of the iteration before the current one, so both stop at the
    same count; unlike it, the log-likelihood reported is evaluated at the parameters returned.

    Parameters
    ----------
    rows : Rows
    start : Parameters
    tol : float, in nats per sample
    max_iter : int
    reg : float or (d,) array
        Added to each variance. Without it the log-likelihood never decreases; with it, what an iteration cannot
        decrease is the penalised one, ℓ(θ) - ½ Σₖ Nₖ Σⱼ regⱼ (Σₖ⁻¹)ⱼⱼ with that iteration's Nₖ.
    summary : Summary of the rows, if it is already known
    on_step : called with (iteration, Parameters, log-likelihood)

    Returns
    -------
    Run
    """
    summary = rows.summary() if summary is None else summary

    def expect(theta):
        try:
            _ = theta.precisions_cholesky
        except ValueError as error:
            raise ValueError(f"a component has collapsed: {error}; {REMEDY}") from None
        sweep = choose(theta, summary)
        return sweep, rows.fold(sweep)

    def maximise(sweep, statistics, theta):
        """M step; from the careful sums if the new components turn out too narrow for the fast ones."""
        new = m_step(statistics, reg, theta)
        try:
            if sweep.careful or sweep.trusts(new):
                return new
        except ValueError:
            # Not positive definite: perhaps only for want of digits.
            pass
        return m_step(rows.fold(CentredSweep(theta)), reg, theta)

    sweep, statistics = expect(start)
    path = [start]
    gained = [statistics.log_likelihood]
    if on_step:
        on_step(0, start, gained[0])
    converged = False
    exact = not np.any(np.asarray(reg) > 0)
    while len(path) <= max_iter and not converged:
        theta = maximise(sweep, statistics, path[-1])
        sweep, new = expect(theta)
        converged = len(path) > 1 and abs(gained[-1] - gained[-2]) <= tol * summary.count
        if exact and new.log_likelihood < gained[-1]:
            # Only rounding can do this: the climb is over.
            converged = True
            break
        statistics = new
        path.append(theta)
        gained.append(new.log_likelihood)
        if on_step:
            on_step(len(path) - 1, theta, gained[-1])
    return Run(path[-1], History.of(path, gained), statistics, converged, len(path) - 1)


def check_start(weights, means, precisions, K, d, rule, shift):
    """User-given starting parameters, each checked by name; None stays None.

    Means come back less `shift`, precisions as covariances.
    """
    if weights is not None:
        weights = check_mixing_weights(weights, "weights_init", K)
    if means is not None:
        means = real_array(means, "means_init")
        if means.shape != (K, d):
            raise ValueError(
                f"means_init has shape {means.shape}; expected (n_components, n_features) = ({K}, {d})"
            )
        means = means - shift
    if precisions is not None:
        precisions = real_array(precisions, "precisions_init")
        if precisions.shape != rule.shape(K, d):
            raise ValueError(
                f"precisions_init has shape {precisions.shape}; expected {rule.shape(K, d)} for {rule.name!r}"
            )
        precisions = rule.invert(precisions, "precisions_init")
    return weights, means, precisions
