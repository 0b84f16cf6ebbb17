"""The best of a few short runs: where EM's long run starts (Biernacki, Celeux & Govaert 2003).

One start in three ends at a lower maximum than the best that is known. So EM runs a few iterations from each of some
starts, and the best is carried on. A run that collapses costs only itself; one with a component on the floor of
`reg_covar`, or with two components that coincide, is taken only if there is no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.em.ends import coincident, on_floor
from lecture14.clustering.em.initial import Given, Sample, around_known, at_means, estimate, guess, of_known
from lecture14.clustering.em.loop import Run, em
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.prior import CovariancePrior

#: The start of each short run: how, and whether in whitened columns. No single way wins on all data.
WAYS = {
    "kmeans": (
        ("kmeans", False), ("kmeans", True), ("k-means++", False), ("random_from_data", False), ("k-means++", False),
        ("k-means++", True), ("k-means++", False), ("random_from_data", False), ("k-means++", False),
    ),
    "k-means++": (("k-means++", False), ("k-means++", True)) * 4,
    "random": (("random", False),) * 8,
    "random_from_data": (("random_from_data", False),) * 8,
}  # fmt: skip

# Iterations of a short run, and of the best at most when it is carried on; the gain in nats at which it is done.
SHORT, LONG, DONE = 25, 1000, 1e-4

# What the short runs, and the long one, may cost: iterations x rows x components x features, about a nanosecond each.
SHORT_BUDGET, LONG_BUDGET = 3e8, 3e8

# What each pattern of missing values costs in an iteration, however few rows have it.
PATTERN = 1e5


@dataclass(frozen=True, eq=False)
class Problem:
    """What is to be fitted, and to what."""

    rows: Rows
    summary: Summary
    covariance_type: str
    K: int
    reg: Array  #: (d,) added to each variance
    prior: CovariancePrior | None = None

    @property
    def floor(self) -> Array:
        """(d,) what is added to each variance of a start."""
        return self.reg if self.prior is None else 1e-6 * self.summary.variance

    def run(
        self,
        start: Parameters,
        tol: float,
        max_iter: int,
        on_step: Callable[[int, Parameters, float], None] | None = None,
        before: float | None = None,
    ) -> Run:
        """EM from a start; see `loop.em`."""
        return em(
            self.rows,
            start,
            tol=tol,
            max_iter=max_iter,
            reg=self.reg,
            prior=self.prior,
            summary=self.summary,
            on_step=on_step,
            before=before,
        )

    def rank(self, run: Run) -> tuple[bool, float]:
        """What makes one run better than another: first of all, that it is no degenerate one."""
        theta = run.parameters
        sound = not on_floor(theta, self.reg, self.summary.variance) and coincident(theta) is None
        return sound, float(run.bounds[-1])


def start(problem: Problem, how: str, given: Given, rng: np.random.Generator) -> Parameters:
    """Parameters to start EM from.

    Parameters
    ----------
    problem : Problem
    how : "kmeans", "k-means++", "random" or "random_from_data"
    given : (weights, means, covariances), each None where the user gave none
    rng : numpy Generator

    Returns
    -------
    Parameters
        Those given, or the clusters around given means. Else the labelled rows' own, if there are some of each
        component. Else the best of a few short runs.

    Raises
    ------
    ValueError
        If every run collapses.
    """
    weights, means, covariances = given
    rows, kind, K, reg = problem.rows, problem.covariance_type, problem.K, problem.floor
    if weights is not None and means is not None and covariances is not None:
        return Parameters(weights, means, covariances, kind)
    sample = Sample.of(rows, K, rng, problem.summary)
    labelled = rows.labels is not None and (rows.labels >= 0).any()
    if means is not None:
        theta = at_means(sample, means, kind, reg)
    elif labelled:
        known = rows.total(of_known, kind, K, sample.mean)
        if (known.counts > 0).all():
            theta = estimate(known, int((rows.labels >= 0).sum()), reg, sample.mean)
        else:
            theta = best(problem, sample, (around_known(sample, known, rng, reg) for _ in WAYS[how]))
    elif weights is not None or covariances is not None:
        theta = guess(sample, how, False, kind, K, rng, reg)
    else:
        draws = (guess(sample, way, white, kind, K, rng, reg) for way, white in WAYS[how])
        return best(problem, sample, draws)
    weights = theta.weights if weights is None else weights
    means = theta.means if means is None else means
    return Parameters(weights, means, theta.covariances if covariances is None else covariances, kind)


def best(problem: Problem, sample: Sample, draws: Iterator[Parameters]) -> Parameters:
    """Where the best short run leads: to its end if the sample is all rows, since it costs little there."""
    work = len(sample.rows) * problem.K * TYPES[problem.covariance_type].n_features(len(sample.mean))
    if problem.summary.missing:
        work += PATTERN * len(np.unique(np.isnan(sample.rows.X), axis=0))
    if work * SHORT > SHORT_BUDGET / 2 or problem.K == 1:
        return next(draws)
    part = replace(problem, rows=sample.rows, summary=sample.rows.summary())
    runs, failure, spent = list[Run](), None, 0
    for theta in draws:
        try:
            runs.append(part.run(theta, 0.0, SHORT))
        except ValueError as error:
            failure = error
        spent += work * SHORT
        if spent > SHORT_BUDGET and runs:
            break
    if not runs:
        assert failure is not None, "a run ends well or fails"
        raise failure
    ranks = [part.rank(run) for run in runs]
    carried = set[int]()
    while True:
        i = max(range(len(runs)), key=lambda i: ranks[i])
        if i in carried or not sample.whole:
            return runs[i].parameters
        carried.add(i)
        try:
            runs[i] = part.run(
                runs[i].parameters, DONE / part.summary.count, int(min(LONG, LONG_BUDGET // work))
            )
            ranks[i] = part.rank(runs[i])
        except ValueError as error:
            ranks[i], failure = (False, -np.inf), error
