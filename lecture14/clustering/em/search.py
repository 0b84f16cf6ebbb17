"""The best of a few short runs: where EM's long run starts (Biernacki, Celeux & Govaert 2003).

One start in three ends at a lower maximum than the best that is known. So EM runs a few iterations from each of some
starts, and the best is carried on. A run that collapses costs only itself; one with a component on the floor of
`reg_covar`, or with two components that coincide, is taken only if there is no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.em.ends import coincident, on_floor
from lecture14.clustering.em.initial import Given, Sample, around_known, at_means, estimate, guess, of_known
from lecture14.clustering.em.loop import Run, em
from lecture14.clustering.em.together import run_together
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.rows import Rows
from lecture14.clustering.inputs.summary import Summary
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.prior import CovariancePrior

#: The starts among which one is chosen: how, and whether in whitened columns. By default several, of which the best
#: short run is carried on (no single way wins on all data); by any other name that way alone, once.
WAYS = {
    "kmeans": (
        ("kmeans", False), ("kmeans", True), ("k-means++", False), ("random_from_data", False), ("k-means++", False),
        ("k-means++", True), ("k-means++", False), ("random_from_data", False), ("k-means++", False),
    ),
    "k-means++": (("k-means++", False),),
    "random": (("random", False),),
    "random_from_data": (("random_from_data", False),),
}  # fmt: skip

# How often a single start is drawn anew that collapses, or ends on the floor of `reg_covar` or on a saddle.
ANEW = 5

# Iterations of a short run, and of the best at most when it is carried on; the gain in nats at which it is done.
SHORT, LONG, DONE = 40, 1000, 1e-4

# What the short runs, and the long one, may cost: iterations x rows x components x features, about a nanosecond each.
SHORT_BUDGET, LONG_BUDGET = 3e8, 3e8

# Doubles in the working arrays of runs together.
TOGETHER = 2**18

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

    def sound(self, theta: Parameters) -> bool:
        """Whether no component is on the floor, and no two coincide."""
        return not on_floor(theta, self.reg) and coincident(theta) is None

    def best(self, ends: list[tuple[Parameters, float]]) -> int:
        """Number of the best end of a run: first of all, it should be no degenerate one; the first of equals."""
        ranks = [(self.sound(theta), level) for theta, level in ends]
        sound, top = max(ranks)
        # Rounding, and so the units, should not choose between equals that are numbered otherwise.
        return next(i for i, rank in enumerate(ranks) if rank[0] == sound and rank[1] >= top - 10 * DONE)


def long_run(
    problem: Problem, how: str, given: Given, rng: np.random.Generator, go: Callable[[Parameters], Run]
) -> Run:
    """`go` from a start, and from another while what comes of it is no maximum worth having.

    Raises
    ------
    ValueError
        If every run collapses.
    """
    runs, failure = list[Run](), None
    chance = how != "kmeans" and given[1] is None and problem.rows.labels is None
    for _ in range(ANEW if chance else 1):
        try:
            runs.append(go(start(problem, how, given, rng)))
        except ValueError as error:
            failure = error
            continue
        if problem.sound(runs[-1].parameters):
            return runs[-1]
    if not runs:
        assert failure is not None, "a run ends well or fails"
        raise failure
    return runs[problem.best([_end(run) for run in runs])]


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
    labelled = 0 if rows.labels is None else int(np.count_nonzero(rows.labels >= 0))
    if means is not None:
        theta = at_means(sample, means, kind, reg)
    elif labelled:
        known = rows.total(of_known, kind, K, sample.mean)
        if (known.counts > 0).all():
            theta = estimate(known, labelled, reg, sample.mean)
        else:
            theta = best(problem, sample, (around_known(sample, known, rng, reg) for _ in WAYS[how]))
    elif weights is not None or covariances is not None:
        theta = guess(sample, how, False, kind, K, rng, reg)
    else:
        draws = (guess(sample, way, white, kind, K, rng, reg) for way, white in WAYS[how])
        if how == "random" and K > 1:
            anew = (guess(sample, how, False, kind, K, rng, reg) for _ in range(ANEW))
            return off_the_saddle(problem, sample, anew)
        return best(problem, sample, draws)
    weights = theta.weights if weights is None else weights
    means = theta.means if means is None else means
    return Parameters(weights, means, theta.covariances if covariances is None else covariances, kind)


def off_the_saddle(problem: Problem, sample: Sample, draws: Iterator[Parameters]) -> Parameters:
    """Where EM leads on the sample, from the first start that it leads away from a single Gaussian.

    Random responsibilities make components that are nearly equal. There the likelihood has a saddle: EM's first gains
    are tiny, and may stay so. A fit that gains less over one Gaussian than it has parameters more is still there.
    """
    part = replace(problem, rows=sample.rows, summary=sample.rows.summary())
    kind, K, d = problem.covariance_type, problem.K, len(sample.mean)
    alone = sample.clusters(np.zeros(len(sample.X), np.intp), 1, kind, problem.floor)
    level = replace(part, K=1, prior=None).run(alone, 0.0, 1).bounds[-1]
    more = TYPES[kind].n_parameters(K, d) - TYPES[kind].n_parameters(1, d) + (K - 1) * (d + 1)
    ends = []
    for theta in draws:
        with suppress(ValueError):
            ends.append(_end(part.run(theta, 1e-9, 5 * SHORT)))
            if ends[-1][1] > level + more:
                return ends[-1][0]
    return ends[part.best(ends)][0] if ends else theta


def best(problem: Problem, sample: Sample, draws: Iterator[Parameters]) -> Parameters:
    """Where the best short run leads: to its end if the sample is all rows, since it costs little there."""
    work: float = len(sample.rows) * problem.K * TYPES[problem.covariance_type].n_features(len(sample.mean))
    if problem.summary.missing:
        work += PATTERN * len(np.unique(np.isnan(sample.rows.X), axis=0))
    starts = list(islice(draws, 1 if problem.K == 1 else max(1, int(SHORT_BUDGET // (work * SHORT)))))
    if len(starts) == 1:
        return starts[0]
    part = replace(problem, rows=sample.rows, summary=sample.rows.summary())
    ends = _short(part, starts)
    if not ends:
        # The long run will say what collapsed.
        return starts[0]
    carried = set[int]() if sample.whole else set(range(len(ends)))
    while (i := part.best(ends)) not in carried:
        carried.add(i)
        # One that collapses now will do so in the hands of the caller, who has other starts.
        with suppress(ValueError):
            ends[i] = _end(
                part.run(ends[i][0], DONE / part.summary.count, int(min(LONG, LONG_BUDGET // work)))
            )
    return ends[i][0]


def _end(run: Run) -> tuple[Parameters, float]:
    return run.parameters, float(run.bounds[-1])


def _short(part: Problem, starts: list[Parameters]) -> list[tuple[Parameters, float]]:
    """The ends of short runs, of those that do not collapse."""
    rows = part.rows
    if rows.labels is None and not part.summary.missing:
        X = np.asarray(rows.X, dtype=float)
        w = np.ones(len(X)) if rows.weights is None else rows.weights
        size = max(1, int(TOGETHER // (X.size * part.K)))
        groups = [starts[i : i + size] for i in range(0, len(starts), size)]
        return [end for group in groups for end in run_together(X, w, group, SHORT, part.reg, part.prior)]
    ends = []
    for theta in starts:
        with suppress(ValueError):
            ends.append(_end(part.run(theta, DONE / part.summary.count, SHORT)))
    return ends
