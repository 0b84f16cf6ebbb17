"""Checks of chapter "The evils of hard assignments"."""

from itertools import permutations
from statistics import NormalDist

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


def _borders(weights, means, sigmas):
    """Where two components are equally probable: the roots of a parabola, or of a line if the widths are equal."""
    (w, v), (m, n), (s, t) = weights, means, sigmas
    parabola = (
        0.5 / t**2 - 0.5 / s**2,
        m / s**2 - n / t**2,
        0.5 * (n / t) ** 2 - 0.5 * (m / s) ** 2 + np.log(w / s) - np.log(v / t),
    )
    roots = np.roots(parabola)
    return np.sort(roots[np.isreal(roots)].real)


def _unavoidable(weights, means, sigmas):
    """Between two borders one component has the larger density all along, so the other's mass is lost."""
    edges = [-np.inf, *_borders(weights, means, sigmas), np.inf]
    below = np.array(
        [[w * NormalDist(m, s).cdf(x) for x in edges] for w, m, s in zip(weights, means, sigmas, strict=True)]
    )
    return float(np.diff(below, axis=1).min(axis=0).sum())


def _as_if_equally_common(weights, means, sigmas):
    return _unavoidable((0.5, 0.5), means, sigmas)


def _cut_at(border, weights, means, sigmas):
    """The error of a single border: what is left of it goes to the component with the lower mean."""
    low, high = np.argsort(means)
    return float(
        weights[low] * (1 - NormalDist(means[low], sigmas[low]).cdf(border))
        + weights[high] * NormalDist(means[high], sigmas[high]).cdf(border)
    )


def _half_way(weights, means, sigmas):
    return _cut_at(np.mean(means), weights, means, sigmas)


def _between(weights, means, sigmas):
    """The borders between the means."""
    borders = _borders(weights, means, sigmas)
    return borders[(borders > min(means)) & (borders < max(means))]


def _one_border(weights, means, sigmas):
    return _cut_at(_between(weights, means, sigmas)[0], weights, means, sigmas)


def _two_on_a_line(rng):
    low, widths = number(rng, -2, 0), np.exp(array(rng, -1, 1, 2)).round(2)
    means = low, round(low + number(rng, 1.5, 4), 2)
    return tuple(shares(rng, 2).tolist()), means, tuple(widths.tolist())


def _every_rule_differs(*components):
    """Whether there are two borders, one of them between the means, and each mistake costs more than rounding."""
    if len(_borders(*components)) != 2 or len(_between(*components)) != 1:
        return False
    error, alike = _unavoidable(*components), _as_if_equally_common(*components)
    values = np.array([error, alike, 2 * alike, 1 - error, _half_way(*components), _one_border(*components)])
    apart = np.abs(values[:, None] - values) + np.eye(len(values))
    return error > 0.02 and apart.min() > 0.002


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
    Exercise(
        "hard-unavoidable",
        _unavoidable,
        [
            ((0.5, 0.5), (0.0, 2.0), (1.0, 1.0)),
            ((0.7, 0.3), (0.0, 1.5), (2.0, 0.5)),
            ((0.4, 0.6), (1.0, -2.0), (1.5, 0.8)),
        ],
        [
            Mistake(
                _half_way,
                "That is the error of the nearest mean, k-means' rule. Another rule makes fewer mistakes.",
            ),
            Mistake(
                _as_if_equally_common,
                "You take both components for equally common. Where are the weights?",
            ),
            Mistake(
                lambda *components: 2 * _as_if_equally_common(*components),
                "That is the area that the two densities share. Each density counts with its weight.",
            ),
            Mistake(
                lambda *components: 1 - _unavoidable(*components),
                "That is the share that is assigned correctly.",
            ),
            Mistake(
                _one_border,
                "You have one border. Where the widths differ, the wide component also wins beyond the narrow one.",
            ),
        ],
        draw=until(_two_on_a_line, _every_rule_differs),
        then="Draw points from such a mixture with `GaussianMixture.sample`, and count the mistakes of `predict`.",
        rtol=1e-4,
    ),
)
