"""Expectation and maximization, in turn, from a start until nothing is gained (slides 46-52).

Dempster, Laird & Rubin (1977). The loop never holds the responsibilities of all rows: each block's are used and
forgotten, and what remains is `SufficientStatistics`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lecture14.clustering.em.ends import coincident
from lecture14.clustering.em.steps import m_step
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.model.history import History
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.prior import CovariancePrior
from lecture14.clustering.model.statistics import SufficientStatistics, two_sum
from lecture14.clustering.sweeps.base import MixtureSweep
from lecture14.clustering.sweeps.centred import CentredSweep
from lecture14.clustering.sweeps.choice import choose

REMEDY = "raise reg_covar, lower n_components, or start elsewhere"


@dataclass(frozen=True, eq=False)
class Run:
    """One run of EM from one start."""

    parameters: Parameters
    history: History
    statistics: SufficientStatistics  #: under the final parameters; .log_likelihood is theirs
    converged: bool
    n_iter: int
    bounds: Array  #: (T+1,) what was climbed, at the start and after each iteration: ℓ(θ), plus log p(Σ) with a prior

    def moved(self, shift: Array) -> Run:
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


def em(
    rows: Rows,
    start: Parameters,
    *,
    tol: float = 1e-3,
    max_iter: int = 100,
    reg: float | Array = 0.0,
    prior: CovariancePrior | None = None,
    summary: Summary | None = None,
    on_step: Callable[[int, Parameters, float], None] | None = None,
    before: float | None = None,
) -> Run:
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
    prior : CovariancePrior, if any
        What no iteration decreases, and what `tol` refers to, is then ℓ(θ) + log p(Σ).
    summary : Summary of the rows, if it is already known
    on_step : called with (iteration, Parameters, log-likelihood, plus log p(Σ) with a prior)
    before : what the iteration that led to `start` began with, where an earlier run did it

    Returns
    -------
    Run
        Where two components are equal it has not converged: EM does not leave that saddle by itself.
    """
    facts = rows.summary() if summary is None else summary

    def expect(theta: Parameters) -> tuple[MixtureSweep, SufficientStatistics]:
        try:
            _ = theta.precisions_cholesky
        except ValueError as error:
            raise ValueError(f"a component has collapsed: {error}; {REMEDY}") from None
        sweep = choose(theta, facts)
        return sweep, rows.fold(sweep)

    def maximise(sweep: MixtureSweep, statistics: SufficientStatistics, theta: Parameters) -> Parameters:
        """M step; from the careful sums if the new components turn out too narrow for the fast ones."""
        new = m_step(statistics, reg, theta, prior)
        try:
            if sweep.careful or sweep.trusts(new):
                return new
        except ValueError:
            # Not positive definite: perhaps only for want of digits.
            pass
        return m_step(rows.fold(CentredSweep(theta)), reg, theta, prior)

    def bound(statistics: SufficientStatistics, theta: Parameters) -> float:
        return statistics.log_likelihood + (prior.log_density(theta) if prior else 0.0)

    sweep, statistics = expect(start)
    path = [start]
    levels, gained = [statistics.log_likelihood], [bound(statistics, start)]
    if on_step:
        on_step(0, start, gained[0])
    converged = False
    exact = not np.any(np.asarray(reg) > 0)
    while len(path) <= max_iter and not converged:
        theta = maximise(sweep, statistics, path[-1])
        sweep, new = expect(theta)
        earlier = gained[-2] if len(path) > 1 else before
        converged = earlier is not None and abs(gained[-1] - earlier) <= tol * facts.count
        reached = bound(new, theta)
        if exact and reached < gained[-1]:
            # Only rounding can do this: the climb is over.
            converged = True
            break
        statistics = new
        path.append(theta)
        levels.append(new.log_likelihood)
        gained.append(reached)
        if on_step:
            on_step(len(path) - 1, theta, gained[-1])
    converged = converged and coincident(path[-1]) is None
    return Run(path[-1], History.of(path, levels), statistics, converged, len(path) - 1, np.array(gained))
