"""Checks of chapter "The evils of hard assignments"."""

from itertools import permutations

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, number, shares, until, whole


def _scores(x, weights, means, sigmas, *, by_weight=True, by_width=True):
    weights, means, sigmas = (np.asarray(a, float) for a in (weights, means, sigmas))
    score = -0.5 * ((x - means) / sigmas) ** 2
    return score + np.log(weights) * by_weight - np.log(sigmas) * by_width


def _winner(*arguments, **parts):
    return int(np.argmax(_scores(*arguments, **parts)))


def _nearest(x, weights, means, sigmas):
    return int(np.argmin(np.abs(x - np.asarray(means))))


def _components(rng):
    K = whole(rng, 3, 5)
    # Skewed weights, so that who forgets them often names another component.
    weights = shares(rng, K) ** 2
    return (
        number(rng, -2, 2),
        tuple((weights / weights.sum()).tolist()),
        tuple(array(rng, -2, 2, K).tolist()),
        tuple(np.exp(array(rng, -1.2, 1.2, K)).round(2).tolist()),
    )


def _a_clear_winner(*arguments):
    """Whether the winner leads by more than rounding, and is not whom the mistakes name."""
    second, first = np.sort(_scores(*arguments))[-2:]
    wrong = (
        _nearest(*arguments),
        _winner(*arguments, by_weight=False),
        _winner(*arguments, by_width=False),
        _winner(*arguments, by_weight=False, by_width=False),
    )
    return first - second > 0.05 and _winner(*arguments) not in wrong


def _sample(u, z, weights, means, factors, *, turned=False, likeliest=False):
    means, factors = np.asarray(means), np.asarray(factors)
    # The first component whose cumulated weight exceeds u.
    y = [int(np.sum(np.cumsum(weights)[:-1] <= v)) for v in u]
    if likeliest:
        y = [int(np.argmax(weights))] * len(u)
    X = [means[k] + (factors[k].T if turned else factors[k]) @ row for k, row in zip(y, z, strict=True)]
    return np.array(X), np.array(y)


def _random_numbers(rng):
    n, K = whole(rng, 5, 8), whole(rng, 2, 3)
    factors = np.tril(array(rng, 0.3, 1.5, (K, 2, 2)))
    return (
        array(rng, 0, 0.99, n),
        array(rng, -2, 2, (n, 2)),
        shares(rng, K),
        array(rng, -4, 4, (K, 2)),
        factors,
    )


def _no_edge_is_hit(u, z, weights, means, factors):
    """Whether no u lies on a cumulated weight, where rounding would choose, and not all points have one component."""
    edges = np.cumsum(weights)[:-1]
    return np.abs(u[:, None] - edges).min() > 1e-3 and np.ptp(_sample(u, z, weights, means, factors)[1]) > 0


def _misassigned(truth, labels):
    names = range(int(max(truth.max(), labels.max())) + 1)
    return min(int(np.sum(np.array(p)[labels] != truth)) for p in permutations(names))


def _majority(truth, labels):
    """Every cluster takes its most frequent class, even if another cluster has it already."""
    return sum(int((labels == k).sum() - np.bincount(truth[labels == k]).max()) for k in np.unique(labels))


def _one_by_one(truth, labels):
    """Clusters choose in turn: each takes its most frequent class among those that are left."""
    left = list(range(int(max(truth.max(), labels.max())) + 1))
    agree = 0
    for k in np.unique(labels):
        counts = np.array([np.sum(truth[labels == k] == c) for c in left])
        agree += int(counts.max())
        left.pop(int(counts.argmax()))
    return len(truth) - agree


def _two_groupings(rng):
    K = whole(rng, 3, 4)
    n = whole(rng, 3 * K, 12)
    truth = np.sort(np.concatenate([np.arange(K), rng.integers(0, K, n - K)]))
    # A third of the points keep their class, under another name.
    labels = np.where(rng.random(n) < 1 / 3, rng.permutation(K)[truth], rng.integers(0, K, n))
    # What a reader counts by np.bincount are indices, in a page as well.
    return truth.astype(np.intp), labels.astype(np.intp)


def _the_name_counts(truth, labels):
    best = _misassigned(truth, labels)
    wrong = (np.sum(truth != labels), _majority(truth, labels), len(truth) - best, _one_by_one(truth, labels))
    return len(np.unique(labels)) == truth.max() + 1 and best not in wrong


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
                _nearest,
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
            Mistake(
                lambda *arguments: _winner(*arguments, by_weight=False, by_width=False),
                "You compare distances in standard deviations only. How common and how high is each component?",
            ),
        ],
        draw=until(_components, _a_clear_winner),
        then="`GaussianMixture.predict` names the winner of every sample, and `predict_proba` says how sure that is.",
    ),
    Exercise(
        "hard-sampler",
        _sample,
        [(_rng.random(8), _rng.standard_normal((8, 2)), *_MIX)],
        [
            Mistake(
                lambda *arguments: _sample(*arguments, turned=True),
                "You multiply by the transposes of the factors. A row of z and a column meet L from different sides.",
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
        draw=until(_random_numbers, _no_edge_is_hit),
        then="`GaussianMixture.sample` tells this story with its own random numbers: points first, then components.",
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
            Mistake(
                _one_by_one,
                "Your clusters choose in turn, and the first may take a name that another needs more. Try all namings.",
            ),
        ],
        draw=until(_two_groupings, _the_name_counts),
        then="`assign` in `lecture14.clustering.matching` finds the best of all K! namings without trying them all.",
    ),
)
