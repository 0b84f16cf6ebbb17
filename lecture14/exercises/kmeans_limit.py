"""Checks of chapter "Hard assignments: k-means as σ → 0"."""

from statistics import NormalDist

import numpy as np

from lecture14.clustering import soft_kmeans
from lecture14.clustering.textbook import assignment, kmeans, squared_distances
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, number, shares, until, whole, width


def _blur(means, sigma, *, power=2, share=2, odds=9.0):
    return share * np.log(odds) * sigma**power / (means[1] - means[0])


def _two_means(rng):
    left = number(rng, -3, 3)
    return (left, round(left + number(rng, 1.5, 5), 2)), width(rng)


def _averages(X, R):
    return R.T @ X / R.sum(axis=0)[:, None]


def _hard(scores):
    return np.eye(scores.shape[1])[scores.argmax(axis=1)]


def _soft(X, centres):
    D = squared_distances(X, centres)
    R = np.exp(-0.5 * (D - D.min(axis=1, keepdims=True)))
    return _averages(X, R / R.sum(axis=1, keepdims=True))


def _to_the_end(X, centres):
    for _ in range(10):
        shares = _hard(-squared_distances(X, centres))
        centres = np.where(
            shares.any(axis=0)[:, None], shares.T @ X / shares.sum(axis=0).clip(1)[:, None], centres
        )
    return centres


def _samples_and_centres(rng):
    X = array(rng, -3, 3, (whole(rng, 7, 9), whole(rng, 2, 3)))
    return X, X[rng.choice(len(X), whole(rng, 2, 3), replace=False)]


def _leads(scores):
    """Whether each row's best score leads by more than rounding."""
    second, first = np.sort(scores, axis=1).T[-2:]
    return np.all(first - second > 0.05)


def _every_centre_wins(X, centres):
    """Whether no sample is on a border, no cluster is empty, near or far, and one turn is not yet the end."""
    D = squared_distances(X, centres)
    return (
        _leads(-D)
        and _hard(-D).any(axis=0).all()
        and _hard(D).any(axis=0).all()
        and not np.allclose(_to_the_end(X, centres), kmeans(X, centres, iterations=1))
    )


def _anneal(X, means, sigmas, turns):
    for sigma in sigmas:
        means = soft_kmeans(X, means, float(sigma), max_iter=turns).means
    return means


def _annealed(X, means, sigmas, turns, *, two=2.0, hard=False, again=False):
    """The means, and the least that a component has held on the way; the options are mistakes."""
    start, least = means, np.inf
    for sigma in sigmas:
        means = start if again else means
        for _ in range(turns):
            scores = -squared_distances(X, means) / (two * sigma**2)
            R = np.exp(scores - scores.max(axis=1, keepdims=True))
            R = _hard(scores) if hard else R / R.sum(axis=1, keepdims=True)
            N = R.sum(axis=0)[:, None]
            # A component that holds nothing stays where it is.
            means = np.where(N > 1e-9, R.T @ X / N.clip(1e-9), means)
            least = min(least, float(N.min()))
    return means, least


def _upwards(X, means, sigmas, turns):
    return _annealed(X, means, sigmas[::-1], turns)


def _start_and_sigmas(rng):
    X, centres = _samples_and_centres(rng)
    sigmas = np.array([number(rng, 1.2, 2.2), number(rng, 0.5, 0.9), number(rng, 0.01, 0.03, 3)])
    return X, centres, sigmas, whole(rng, 1, 2)


def _cooling_matters(*arguments):
    """Whether every component holds a sample all the way, and each mistake ends elsewhere."""
    means, least = _annealed(*arguments)
    hard, again, warm = (
        _annealed(*arguments, **parts)[0] for parts in ({"hard": True}, {"again": True}, {"two": 1.0})
    )
    # With so small a last σ, whoever begins again runs k-means, only for fewer turns.
    pairs = [(means, wrong) for wrong in (hard, again, warm, _upwards(*arguments)[0])] + [(hard, again)]
    return least > 0.5 and all(np.abs(a - b).max() > 0.01 for a, b in pairs)


def _scores(X, weights, means, variances, *, use_weights=True, power=None):
    """Logarithms of weight and density, whose factor in front is 1 over the width to the power, d if it is right."""
    power = X.shape[1] if power is None else power
    score = -0.5 * (squared_distances(X, means) / variances + power * np.log(variances))
    return score + np.log(weights) if use_weights else score


def _labels(*arguments, **parts):
    return _scores(*arguments, **parts).argmax(axis=1)


def _nearest(X, weights, means, variances):
    return assignment(X, means)


def _round_components(rng):
    d, K = whole(rng, 2, 3), whole(rng, 2, 3)
    weights = shares(rng, K) ** 2
    variances = np.array([width(rng) ** 2 for _ in range(K)]).round(2)
    return array(rng, -3, 3, (10, d)), weights / weights.sum(), array(rng, -1.5, 1.5, (K, d)), variances


def _all_parts_count(*arguments):
    """Whether no sample is on a border, and each mistake gives at least one sample another label."""
    truth = _labels(*arguments)
    wrong = (
        _nearest(*arguments),
        _labels(*arguments, power=0),
        _labels(*arguments, power=1),
        _labels(*arguments, use_weights=False),
    )
    return _leads(_scores(*arguments)) and all(np.any(truth != labels) for labels in wrong)


_rng = np.random.default_rng(61)
_X = np.vstack([_rng.normal([0.0, 0.0], 1.6, (25, 2)), _rng.normal([2.5, 0.5], 0.4, (25, 2))])
_CENTRES = np.array([[-0.5, 0.0], [2.0, 1.0], [0.5, -2.0]])
# Three groups of three; a start with two means in one group is a trap for k-means.
_GROUPS = np.vstack(
    [
        [[0.0, 0.0], [0.8, 0.1], [0.3, 0.9]],
        [[5.0, 0.2], [4.4, 0.9], [5.3, 1.0]],
        [[0.2, 5.0], [1.0, 4.4], [0.7, 5.5]],
    ]
)
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
                "The exponent divides by σ². How does the width of the blur grow with σ?",
            ),
            Mistake(
                lambda m, s: _blur(m, s, odds=0.9 / 0.5),
                "At 90 % the odds are 9 to 1: the other component holds 10 %.",
            ),
            Mistake(
                lambda m, s: 2 * NormalDist().inv_cdf(0.9) * s,
                "There the distribution function of one Gaussian rises from 10 to 90 %. A responsibility compares two.",
            ),
        ],
        draw=_two_means,
        then='In the picture under "One responsibility" σ sets the blur; another weight only shifts it. Try both.',
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
                "You divide by the number of all samples: your centres are too near zero.",
            ),
            Mistake(
                lambda X, c: _averages(X, _hard(squared_distances(X, c))),
                "You took the farthest centre.",
            ),
            Mistake(
                _to_the_end,
                "You went on until the centres stood still. Return them after one turn.",
            ),
        ],
        draw=until(_samples_and_centres, _every_centre_wins),
        then="`KMeans` repeats this turn: read `lecture14/clustering/kmeans/lloyd.py`, also on empty clusters.",
    ),
    Exercise(
        "kmeans-anneal",
        _anneal,
        [(_GROUPS, _GROUPS[[3, 4, 0]], np.array([1.5, 0.7, 0.02]), 2)],
        [
            Mistake(
                lambda *arguments: _annealed(*arguments, hard=True)[0],
                "That is k-means at every σ. While σ is wide, each mean has a share in every sample.",
            ),
            Mistake(
                lambda *arguments: _annealed(*arguments, again=True)[0],
                "Every σ begins at the first means again. What the wider σ found is lost: hand the means on.",
            ),
            Mistake(
                lambda *arguments: _annealed(*arguments, two=1.0)[0],
                "Your shares are too hard: the exponent of a Gaussian divides by 2σ².",
            ),
            Mistake(
                lambda *arguments: _upwards(*arguments)[0],
                "You begin with the narrowest σ. It decides at once, and the wide ones come too late.",
            ),
        ],
        draw=until(_start_and_sigmas, _cooling_matters),
        then="From the trap of this chapter, σ of 1, 0.5, 0.2 and 0.05 with 20 turns each finds the three groups.",
    ),
    Exercise(
        "kmeans-hard-em",
        _labels,
        [
            (_X, np.array([0.5, 0.5]), _MEANS, np.array([2.5, 0.2])),
            (_X, np.array([0.9, 0.1]), _MEANS, np.array([1.0, 0.5])),
        ],
        [
            Mistake(
                _nearest,
                "That is the nearest mean, as in k-means. Weights and widths count, too.",
            ),
            Mistake(
                lambda X, w, m, v: _labels(X, w, m, v, power=0),
                "The density's factor in front of the exponential is missing: a wide component is thin.",
            ),
            Mistake(
                lambda X, w, m, v: _labels(X, w, m, v, use_weights=False),
                "The mixing weights are missing.",
            ),
            Mistake(
                lambda X, w, m, v: _labels(X, w, m, v, power=1),
                "1/σₖ is the density's factor on a line. How does it grow with the number of features?",
            ),
        ],
        draw=until(_round_components, _all_parts_count),
        then='Under "Where hard EM is not k-means" this rule leaves 21 points in the wrong group, and k-means 51.',
    ),
)
