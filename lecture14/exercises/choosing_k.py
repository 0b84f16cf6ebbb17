"""Checks of chapter "Choosing K and the covariance"."""

import math

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, number, until, whole


def _starts(share, certainty):
    return math.ceil(math.log(1 - certainty) / math.log(1 - share))


def _all_chances_swapped(share, certainty):
    return math.ceil(math.log(1 - certainty) / math.log(share))


def _chances_added(share, certainty):
    return math.ceil(certainty / share)


def _share_and_certainty(rng):
    return number(rng, 0.05, 0.8), float(rng.choice([0.9, 0.95, 0.99, 0.999]))


def _rounding_is_plain(share, certainty):
    """Whether the number before rounding is far from a whole one, and each mistake gives another number."""
    exact, starts = math.log(1 - certainty) / math.log(1 - share), _starts(share, certainty)
    wrong = (_all_chances_swapped(share, certainty), _chances_added(share, certainty))
    return 0.02 < exact % 1 < 0.98 and starts > 1 and starts not in wrong


def _covariance_count(d, kind):
    return {"full": d * (d + 1) // 2, "tied": 0, "diag": d, "spherical": 1}[kind]


def _price(d, kind, n, *, weight=1, mean=1, half=0.5, charge=np.log):
    return half * (_covariance_count(d, kind) + mean * d + weight) * charge(n)


def _features_kind_samples(rng):
    # "tied" more often than the others: one of the mistakes shows there only.
    kind = str(rng.choice(["tied", "tied", "full", "diag", "spherical"]))
    return whole(rng, 2, 6), kind, whole(rng, 20, 500)


def _entropy(R):
    return -sum(float(r) * math.log(r) for r in np.ravel(R) if r > 0)


def _icl(total, p, R, *, factor=2.0):
    return -2 * total + p * math.log(len(R)) + factor * _entropy(R)


def _winners_only(total, p, R):
    return _icl(total, p, R, factor=0.0) - 2 * float(np.sum(np.log(np.max(R, axis=1))))


def _with_zeros(rng):
    n, K = whole(rng, 3, 6), whole(rng, 2, 4)
    R = rng.integers(1, 9, (n, K)).astype(float)
    # One component gives nothing to the first sample.
    R[0, whole(rng, 0, K - 1)] = 0.0
    return number(rng, -40, -5), whole(rng, 3, 12), R / R.sum(axis=1, keepdims=True)


def _naive_icl(total, p, R):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -2 * total + p * np.log(len(R)) - 2 * float(np.sum(R * np.log(R)))


def _moments(x, r):
    count = float(np.sum(r))
    mean = float(np.average(x, weights=r))
    return count, float(np.sum(r * (x - mean) ** 2))


def _posterior_variance(x, r, a, b):
    count, scatter = _moments(x, r)
    return (scatter + 2 * b) / (count + 2 * a + 2)


def _unweighted_variance(x, r, a, b):
    return (float(np.sum((x - np.mean(x)) ** 2)) + 2 * b) / (len(x) + 2 * a + 2)


def _no_exponent(x, r, a, b):
    count, scatter = _moments(x, r)
    return (scatter + 2 * b) / (count + 2 * a)


def _halves_lost(x, r, a, b):
    count, scatter = _moments(x, r)
    return (scatter + b) / (count + a + 1)


def _posterior_mean(x, r, a, b):
    count, scatter = _moments(x, r)
    return (scatter + 2 * b) / (count + 2 * a - 2)


def _weighted_samples(rng):
    n = whole(rng, 3, 6)
    return (
        array(rng, -3, 6, n, digits=1),
        array(rng, 0.1, 1, n),
        number(rng, 1.1, 3, 1),
        number(rng, 0.3, 3, 1),
    )


def _floor(x, r, a, b):
    count, scatter = _moments(x, r)
    return scatter / count + b


_R = np.array([[1.0, 0.0], [0.5, 0.5], [0.2, 0.8], [0.9, 0.1]])
_S = np.array([[0.6, 0.3, 0.1], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5]])
_x = np.array([0.0, 1.0, 3.0, 7.0])

EXERCISES = (
    Exercise(
        "choosing-starts",
        _starts,
        [(0.75, 0.99), (0.2, 0.99), (0.05, 0.95), (0.6, 0.999)],
        [
            Mistake(
                lambda share, certainty: math.log(1 - certainty) / math.log(1 - share),
                "Starts come whole. Round up, or you fall short of the certainty.",
            ),
            Mistake(
                lambda share, certainty: math.ceil(math.log(certainty) / math.log(1 - share)),
                "The chance that every start misses must be at most one minus the certainty.",
            ),
            Mistake(
                _all_chances_swapped,
                "A start misses with one minus the share. You multiplied the chances that all of them hit.",
            ),
            Mistake(
                _chances_added,
                "Chances of independent starts multiply; they do not add up.",
            ),
            Mistake(
                lambda share, certainty: math.floor(math.log(1 - certainty) / math.log(1 - share)),
                "You rounded down, and fall a little short of the certainty.",
            ),
        ],
        draw=until(_share_and_certainty, _rounding_is_plain),
        then="In this chapter 12 of 15 starts reached the best top: your function says 5 starts for 99.9 %.",
    ),
    Exercise(
        "choosing-price",
        _price,
        [(2, kind, 150) for kind in ("full", "tied", "diag", "spherical")] + [(4, "full", 342)],
        [
            Mistake(
                lambda d, kind, n: _price(d, kind, n, half=1.0),
                "BIC counts minus two log-likelihoods, so the log-likelihood itself must gain only half of that.",
            ),
            Mistake(
                lambda d, kind, n: _price(d, kind, n, weight=0),
                "The new component brings a mixing weight, too.",
            ),
            Mistake(
                lambda d, kind, n: _price(d, kind, n, charge=lambda n: 2.0),
                "That is AIC's price. BIC charges log n for each parameter.",
            ),
            Mistake(
                lambda d, kind, n: _price(d, "full" if kind == "tied" else kind, n),
                "A tied covariance is shared: the new component brings none of its own.",
            ),
            Mistake(
                lambda d, kind, n: _price(d, kind, n, mean=0),
                "The new component brings a mean, too.",
            ),
        ],
        draw=_features_kind_samples,
        then='Under "A floor under the variances" a spike costs 14 nats, and each tenth of σ pays up to 32.',
    ),
    Exercise(
        "choosing-icl",
        _icl,
        [(-10.0, 5, _R), (-7.5, 8, _S)],
        [
            Mistake(
                _naive_icl,
                "0 log 0 counts as 0, its limit. NumPy makes it NaN.",
            ),
            Mistake(
                lambda total, p, R: _icl(total, p, R, factor=1.0),
                "The entropy counts twice: the criterion is on the scale of minus two log-likelihoods.",
            ),
            Mistake(
                lambda total, p, R: _icl(total, p, R, factor=-2.0),
                "The sign: log r is negative, and shared samples must make the criterion larger.",
            ),
            Mistake(
                lambda total, p, R: _icl(total, p, R, factor=0.0),
                "That is BIC. What do samples cost that no component is sure of?",
            ),
            Mistake(
                _winners_only,
                "You charge for the largest responsibility of each sample only. The sum goes over all components.",
            ),
        ],
        draw=_with_zeros,
        then="`GaussianMixture.icl` computes this; of the tied models here it prefers two components, and BIC four.",
    ),
    Exercise(
        "choosing-prior",
        _posterior_variance,
        [
            (_x, np.array([0.9, 0.5, 0.3, 0.0]), 1.0, 0.5),
            (_x, np.array([0.0, 0.0, 1.0, 0.0]), 2.0, 0.1),
            (_x, np.ones(4), 0.5, 1.0),
        ],
        [
            Mistake(
                _floor,
                "That adds a constant, as reg_covar does. Maximise the likelihood times the prior instead.",
            ),
            Mistake(
                _no_exponent,
                "The prior's exponent is −(a + 1), not −a: one power is missing.",
            ),
            Mistake(
                _unweighted_variance,
                "The responsibilities are missing: each sample counts by its share.",
            ),
            Mistake(
                _halves_lost,
                "N and S come with a factor ½ in the sum to be maximised, a and b without.",
            ),
            Mistake(
                _posterior_mean,
                "That is the mean of the posterior distribution. Here its maximum is asked for.",
            ),
        ],
        draw=_weighted_samples,
        then='`covariance_prior="data"` does this for whole matrices, too: read `lecture14/clustering/model/prior.py`.',
    ),
)
