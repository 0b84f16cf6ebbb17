"""Checks of chapter "EM at scale"."""

import numpy as np

from lecture14.clustering import SufficientStatistics
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, number, shares, whole

_rng = np.random.default_rng(1983)


def _of_rows(X):
    """Count, mean and scatter, computed from the rows."""
    return len(X), X.mean(axis=0), (X - X.mean(axis=0)).T @ (X - X.mean(axis=0))


def _part(rows, offset=0.0):
    return _of_rows(_rng.normal(offset, 1.0, (rows, 2)))


def _two_parts(rng):
    d = whole(rng, 2, 3)
    few, more = whole(rng, 2, 4), whole(rng, 5, 9)
    return _of_rows(array(rng, -2, 2, (few, d))), _of_rows(array(rng, 0, 4, (more, d)))


def _counts_and_means(rng):
    few, more = float(whole(rng, 2, 9)), float(whole(rng, 12, 40))
    return few, number(rng, 1, 5), more, number(rng, 6, 12)


def _merge(a, b):
    """The law of Chan, Golub and LeVeque, about the common mean instead of between the two."""
    count = a[0] + b[0]
    mean = (a[0] * np.asarray(a[1]) + b[0] * np.asarray(b[1])) / count
    scatter = sum(S + N * np.outer(m - mean, m - mean) for N, m, S in (a, b))
    return count, mean, scatter


def _statistics(rows):
    X = _rng.normal(size=(rows, 2))
    return SufficientStatistics.from_responsibilities(X, _rng.dirichlet([1.0, 2.0], size=rows))


def _blend(old, new, step, *, keep=None, between=True, scaled_means=False):
    """`keep` is the share that the old statistics keep, 1 − step if it is right."""
    keep = 1 - step if keep is None else keep
    parts = []
    for k in range(len(old.counts)):
        a, b = (
            (c * s.counts[k], (c if scaled_means else 1) * s.means[k], c * s.scatter[k])
            for c, s in ((keep, old), (step, new))
        )
        count, mean, scatter = _merge(a, b)
        parts.append((count, mean, scatter if between else a[2] + b[2]))
    return tuple(np.array(values) for values in zip(*parts, strict=True))


def _old_new_step(rng):
    def statistics(rows):
        return SufficientStatistics.from_responsibilities(
            array(rng, -2, 4, (rows, 2)), shares(rng, (rows, 2))
        )

    step = number(rng, 0.1, 0.4) if rng.random() < 0.5 else number(rng, 0.6, 0.9)
    return statistics(whole(rng, 9, 12)), statistics(whole(rng, 4, 6)), step


def _roof(intensity, threads):
    return min(10.0 * threads, 20.0 * intensity)


def _gain(intensity, threads):
    return _roof(intensity, threads) / _roof(intensity, 1)


def _under_each_roof(rng):
    """One thread waits for the memory, or all do, or none."""
    threads = whole(rng, 3, 16)
    low, high = [(0.1, 0.45), (0.6, 0.4 * threads), (0.6 * threads, threads)][whole(rng, 0, 2)]
    return number(rng, low, high), threads


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
        draw=_counts_and_means,
        then="`SufficientStatistics.__add__` moves a mean by the same rule: find the line that begins `means, rest`.",
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
                "Your term between the means is the same for ten samples and for a million. Try two single samples.",
            ),
            Mistake(
                lambda a, b: (
                    *_merge(a, b)[:2],
                    a[2] + b[2] + a[0] * b[0] * np.outer(b[1] - a[1], b[1] - a[1]),
                ),
                "Your term between the means is too large: the scatter of two single samples, 0 and 2, is 2, not 4.",
            ),
            Mistake(
                lambda a, b: (a[0] + b[0], (a[1] + b[1]) / 2, _merge(a, b)[2]),
                "The mean of the two means is right for equal counts only.",
            ),
        ],
        draw=_two_parts,
        then="Your lines stand in `SufficientStatistics.__add__`; its `rest` keeps what rounding takes from a mean.",
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
                lambda intensity, threads: _roof(intensity, threads) / 10.0,
                "Compare with what one thread attains, which may be less than its core could do.",
            ),
            Mistake(
                lambda intensity, threads: 20.0 * intensity / _roof(intensity, 1),
                "That is the memory's roof alone. A few threads may hit the roof of their cores first.",
            ),
            Mistake(
                _roof,
                "Those are the operations in a nanosecond. How many does one thread do?",
            ),
            Mistake(
                lambda intensity, threads: (
                    max(10.0 * threads, 20.0 * intensity) / max(10.0, 20.0 * intensity)
                ),
                "You took the higher of the two roofs. The lower one is hit first.",
            ),
        ],
        draw=_under_each_roof,
        then="Try 1897/64, blocks with 8 features and 10 components: 16 threads gain 16 times, 64 only 59.",
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
                "A mean is no sum: one that rests on few samples must count less than one that rests on many.",
            ),
            Mistake(
                lambda old, new, step: _blend(old, new, step, between=False),
                "The scatters are about two different means: what lies between the means is missing.",
            ),
            Mistake(
                lambda old, new, step: _blend(old, new, 1 - step),
                "The step is the share of the new statistics.",
            ),
            Mistake(
                lambda old, new, step: _blend(old, new, step, keep=1.0),
                "Your old statistics keep all of their weight. Nothing is forgotten.",
            ),
            Mistake(
                lambda old, new, step: _blend(old, new, step, scaled_means=True),
                "You scale the means, too. Half of the samples have half the count, and the same mean.",
            ),
        ],
        draw=_old_new_step,
        then="Stepwise EM takes an M step after each blend: `m_step` in `lecture14.clustering` takes statistics.",
    ),
)
