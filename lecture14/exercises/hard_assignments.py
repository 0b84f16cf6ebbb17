"""Checks of chapter "The evils of hard assignments"."""

from itertools import permutations

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake


def _winner(x, weights, means, sigmas, *, by_weight=True, by_width=True):
    weights, means, sigmas = (np.asarray(a, float) for a in (weights, means, sigmas))
    score = -0.5 * ((x - means) / sigmas) ** 2
    score = score + np.log(weights) * by_weight - np.log(sigmas) * by_width
    return int(np.argmax(score))


def _sample(u, z, weights, means, factors, *, turned=False, likeliest=False):
    means, factors = np.asarray(means), np.asarray(factors)
    # The first component whose cumulated weight exceeds u.
    y = [int(np.sum(np.cumsum(weights)[:-1] <= v)) for v in u]
    if likeliest:
        y = [int(np.argmax(weights))] * len(u)
    X = [means[k] + (factors[k].T if turned else factors[k]) @ row for k, row in zip(y, z, strict=True)]
    return np.array(X), np.array(y)


def _misassigned(truth, labels):
    names = range(int(max(truth.max(), labels.max())) + 1)
    return min(int(np.sum(np.array(p)[labels] != truth)) for p in permutations(names))


def _majority(truth, labels):
    """Every cluster takes its most frequent class, even if another cluster has it already."""
    return sum(int((labels == k).sum() - np.bincount(truth[labels == k]).max()) for k in np.unique(labels))


_rng = np.random.default_rng(24)
_TRUTH = np.repeat([0, 1, 2], [10, 6, 4])
# The first class is split over two clusters, and both have it as their majority.
_LABELS = np.array([2] * 6 + [0] * 4 + [1] * 5 + [0] + [0] * 3 + [2])
_PAIR = (np.array([0, 0, 0, 1, 1]), np.array([1, 1, 0, 0, 0]))
_MIX = (
    np.array([0.5, 0.3, 0.2]),
    np.array([[0.0, 0.0], [4.0, 1.0], [-2.0, 3.0]]),
    np.array([[[1.0, 0.0], [0.5, 2.0]], [[0.5, 0.0], [-0.2, 0.5]], [[2.0, 0.0], [1.0, 0.3]]]),
)

EXERCISES = (
    Exercise(
        "hard-winner",
        _winner,
        [
            (3.0, (0.5, 0.5), (0.0, 4.0), (2.5, 0.4)),
            (0.4, (0.9, 0.1), (0.0, 0.6), (1.0, 1.0)),
            (0.1, (0.5, 0.5), (0.0, 0.3), (3.0, 0.5)),
        ],
        [
            Mistake(
                lambda x, weights, means, sigmas: int(np.argmin(np.abs(x - np.asarray(means)))),
                "That is the nearest mean, k-means' answer. How wide is each component, and how common?",
            ),
            Mistake(
                lambda *arguments: _winner(*arguments, by_weight=False),
                "The mixing weights are missing: a common component wins more often.",
            ),
            Mistake(
                lambda *arguments: _winner(*arguments, by_width=False),
                "The factor 1/σ in front of the exponential is missing: a wide component is a low one.",
            ),
        ],
    ),
    Exercise(
        "hard-sampler",
        _sample,
        [(_rng.random(8), _rng.standard_normal((8, 2)), *_MIX)],
        [
            Mistake(
                lambda *arguments: _sample(*arguments, turned=True),
                "Multiply each z by the factor L, not by its transpose: L z as a column, or z @ L.T as a row.",
            ),
            Mistake(
                lambda *arguments: _sample(*arguments, likeliest=True),
                "You always take the component with the largest weight. It is to be chosen at random, by u.",
            ),
            Mistake(
                lambda *arguments: _sample(*arguments)[::-1],
                "First the points, then their components.",
            ),
        ],
    ),
    Exercise(
        "hard-misassigned",
        _misassigned,
        [(_TRUTH, _LABELS), _PAIR],
        [
            Mistake(
                lambda truth, labels: int(np.sum(truth != labels)),
                "Clusters have no names: try every way to name them and keep the best.",
            ),
            Mistake(
                _majority,
                "You gave two clusters the same name. Each name goes to one cluster only.",
            ),
            Mistake(
                lambda truth, labels: len(truth) - _misassigned(truth, labels),
                "That counts the points that agree.",
            ),
        ],
    ),
)
