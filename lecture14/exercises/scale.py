"""Checks of chapter "EM at scale"."""

import numpy as np

from lecture14.clustering import SufficientStatistics
from lecture14.exercises.checking import Exercise, Mistake

_rng = np.random.default_rng(1983)


def _part(rows, offset=0.0):
    """Count, mean and scatter of some random rows, computed from the rows."""
    X = _rng.normal(offset, 1.0, (rows, 2))
    return rows, X.mean(axis=0), (X - X.mean(axis=0)).T @ (X - X.mean(axis=0))


def _merge(a, b):
    """The law of Chan, Golub and LeVeque, about the common mean instead of between the two."""
    count = a[0] + b[0]
    mean = (a[0] * np.asarray(a[1]) + b[0] * np.asarray(b[1])) / count
    scatter = sum(S + N * np.outer(m - mean, m - mean) for N, m, S in (a, b))
    return count, mean, scatter


def _statistics(rows):
    X = _rng.normal(size=(rows, 2))
    return SufficientStatistics.from_responsibilities(X, _rng.dirichlet([1.0, 2.0], size=rows))


def _blend(old, new, step, between=True):
    parts = []
    for k in range(len(old.counts)):
        a = ((1 - step) * old.counts[k], old.means[k], (1 - step) * old.scatter[k])
        b = (step * new.counts[k], new.means[k], step * new.scatter[k])
        count, mean, scatter = _merge(a, b)
        parts.append((count, mean, scatter if between else a[2] + b[2]))
    return tuple(np.array(values) for values in zip(*parts, strict=True))


def _gain(intensity, threads, core=10.0, bandwidth=20.0):
    one = min(core, intensity * bandwidth)
    return min(threads * core, intensity * bandwidth) / one


_PAIRS = [(_part(5), _part(9, 3.0)), (_part(1), _part(4, 1e3))]

EXERCISES = (
    Exercise(
        "scale-two-means",
        lambda n_a, mean_a, n_b, mean_b: (n_a * mean_a + n_b * mean_b) / (n_a + n_b),
        [(3.0, 2.0, 1.0, 10.0), (97.0, 4.3, 175.0, 2.0)],
        [
            Mistake(
                lambda n_a, mean_a, n_b, mean_b: (mean_a + mean_b) / 2,
                "The two parts do not count alike: the larger one pulls harder.",
            ),
            Mistake(
                lambda n_a, mean_a, n_b, mean_b: (n_b * mean_a + n_a * mean_b) / (n_a + n_b),
                "Each mean got the other part's count.",
            ),
            Mistake(
                lambda n_a, mean_a, n_b, mean_b: (n_a * mean_a + n_b * mean_b) / 2,
                "That is half the sum of all values. Divide by how many there are.",
            ),
        ],
    ),
    Exercise(
        "scale-add",
        _merge,
        _PAIRS,
        [
            Mistake(
                lambda a, b: (*_merge(a, b)[:2], a[2] + b[2]),
                "The scatters are about two different means: add what lies between the means.",
            ),
            Mistake(
                lambda a, b: (*_merge(a, b)[:2], a[2] + b[2] + np.outer(b[1] - a[1], b[1] - a[1])),
                "The outer product of the means' difference needs the factor N_a N_b / N.",
            ),
            Mistake(
                lambda a, b: (
                    *_merge(a, b)[:2],
                    a[2] + b[2] + a[0] * b[0] * np.outer(b[1] - a[1], b[1] - a[1]),
                ),
                "Divide the term between the means by N = N_a + N_b.",
            ),
            Mistake(
                lambda a, b: (a[0] + b[0], (a[1] + b[1]) / 2, _merge(a, b)[2]),
                "The mean of the two means is right for equal counts only.",
            ),
        ],
    ),
    Exercise(
        "scale-threads",
        _gain,
        [(5.9, 4), (5.9, 16), (0.17, 8), (0.76, 8)],
        [
            Mistake(
                lambda intensity, threads: float(threads),
                "That is the promise of the cores. The memory did not get faster.",
            ),
            Mistake(
                lambda intensity, threads: min(threads * 10.0, intensity * 20.0) / 10.0,
                "Compare with what one thread attains, which may be less than its core could do.",
            ),
            Mistake(
                lambda intensity, threads: intensity * 20.0 / min(10.0, intensity * 20.0),
                "That is the memory's roof alone. A few threads may hit the roof of their cores first.",
            ),
        ],
    ),
    Exercise(
        "scale-forget",
        _blend,
        [(_statistics(30), _statistics(8), 0.25), (_statistics(12), _statistics(12), 0.9)],
        [
            Mistake(
                lambda old, new, step: (
                    _blend(old, new, step)[0],
                    (1 - step) * old.means + step * new.means,
                    _blend(old, new, step)[2],
                ),
                "The means are not sums: blend Σ r x, or weigh each mean by its scaled count.",
            ),
            Mistake(
                lambda old, new, step: _blend(old, new, step, between=False),
                "The scatters are about two different means: what lies between the means is missing.",
            ),
            Mistake(
                lambda old, new, step: _blend(old, new, 1 - step),
                "The step is the share of the new statistics.",
            ),
        ],
    ),
)
