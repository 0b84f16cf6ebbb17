"""Checks of chapter "Hard assignments: k-means as σ → 0"."""

import numpy as np

from lecture14.clustering.textbook import assignment, kmeans, squared_distances
from lecture14.exercises.checking import Exercise, Mistake


def _blur(means, sigma, *, power=2, share=2, odds=9.0):
    return share * np.log(odds) * sigma**power / (means[1] - means[0])


def _averages(X, R):
    return R.T @ X / R.sum(axis=0)[:, None]


def _hard(scores):
    return np.eye(scores.shape[1])[scores.argmax(axis=1)]


def _soft(X, centres):
    D = squared_distances(X, centres)
    R = np.exp(-0.5 * (D - D.min(axis=1, keepdims=True)))
    return _averages(X, R / R.sum(axis=1, keepdims=True))


def _hard_labels(X, weights, means, variances, *, use_weights=True, width=True, d=None):
    d = X.shape[1] if d is None else d
    score = -0.5 * squared_distances(X, means) / variances
    if width:
        score = score - 0.5 * d * np.log(variances)
    if use_weights:
        score = score + np.log(weights)
    return score.argmax(axis=1)


_rng = np.random.default_rng(61)
_X = np.vstack([_rng.normal([0.0, 0.0], 1.6, (25, 2)), _rng.normal([2.5, 0.5], 0.4, (25, 2))])
_CENTRES = np.array([[-0.5, 0.0], [2.0, 1.0], [0.5, -2.0]])
_MEANS = np.array([[0.0, 0.0], [2.5, 0.5]])

EXERCISES = (
    Exercise(
        "kmeans-blur",
        _blur,
        [((0.0, 4.0), 1.0), ((0.0, 4.0), 0.1), ((-1.0, 2.0), 0.5)],
        [
            Mistake(
                lambda m, s: _blur(m, s, share=1),
                "That is the way from one half to 90 %. It begins at 10 %, as far on the other side of the border.",
            ),
            Mistake(
                lambda m, s: _blur(m, s, power=1),
                "The exponent divides by σ², so the width is proportional to σ².",
            ),
            Mistake(
                lambda m, s: _blur(m, s, odds=0.9 / 0.5),
                "At 90 % the odds are 9 to 1: the other component holds 10 %.",
            ),
        ],
    ),
    Exercise(
        "kmeans-step",
        lambda X, c: kmeans(X, c, iterations=1),
        [(_X, _CENTRES), (_X, _MEANS)],
        [
            Mistake(
                _soft,
                "Your assignments are soft. In k-means each sample belongs to its nearest centre alone.",
            ),
            Mistake(
                lambda X, c: _hard(-squared_distances(X, c)).T @ X / len(X),
                "Divide by the number of samples in the cluster, not by all.",
            ),
            Mistake(
                lambda X, c: _averages(X, _hard(squared_distances(X, c))),
                "You took the farthest centre.",
            ),
        ],
    ),
    Exercise(
        "kmeans-hard-em",
        _hard_labels,
        [
            (_X, np.array([0.5, 0.5]), _MEANS, np.array([2.5, 0.2])),
            (_X, np.array([0.9, 0.1]), _MEANS, np.array([1.0, 0.5])),
        ],
        [
            Mistake(
                lambda X, w, m, v: assignment(X, m),
                "That is the nearest mean, as in k-means. Weights and widths count, too.",
            ),
            Mistake(
                lambda X, w, m, v: _hard_labels(X, w, m, v, width=False),
                "The density's own factor, 1 over the width to the power d, is missing: a wide component is thin.",
            ),
            Mistake(
                lambda X, w, m, v: _hard_labels(X, w, m, v, use_weights=False),
                "The mixing weights are missing.",
            ),
        ],
    ),
)
