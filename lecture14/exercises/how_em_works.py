"""Checks of chapter "How EM works"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, shares, until, whole, width


def _shares(x, means, sigma):
    joint = np.exp(-0.5 * ((x[:, None] - means) / sigma) ** 2)
    return joint / joint.sum(axis=1, keepdims=True)


def _hard(x, means, sigma):
    return np.eye(len(means))[_shares(x, means, sigma).argmax(axis=1)]


def _step(x, means, sigma, *, shares=_shares):
    r = shares(x, means, sigma)
    return r.T @ x / r.sum(axis=0)


def _by_components(x, means, sigma):
    """Bells as weights: not normalised, or over the samples, which gives the same means."""
    bells = np.exp(-0.5 * ((x[:, None] - means) / sigma) ** 2)
    return bells / bells.sum(axis=0)


def _line(rng):
    return array(rng, -3, 4, whole(rng, 6, 9)), array(rng, -2, 3, whole(rng, 2, 3)), width(rng)


def _all_move(x, means, sigma, *rest):
    """Whether each mean has samples of its own, none of which it owns alone, and moves."""
    return (
        _hard(x, means, sigma).any(axis=0).all()
        and _shares(x, means, sigma).max(axis=1).mean() < 0.95
        and np.abs(_step(x, means, sigma) - means).max() > 0.1
    )


def _bound(x, means, sigma, q, *, entropy=True, weights=True):
    log_normal = -0.5 * ((x[:, None] - means) / sigma) ** 2 - np.log(sigma * np.sqrt(2 * np.pi))
    terms = log_normal - (np.log(len(means)) if weights else 0.0)
    return np.sum(q * (terms - np.log(q))) if entropy else np.sum(q * terms)


def _entropy_added(x, means, sigma, q):
    return _bound(x, means, sigma, q, entropy=False) + np.sum(q * np.log(q))


def _no_normalisation(x, means, sigma, q):
    return _bound(x, means, sigma, q) + len(x) * np.log(sigma * np.sqrt(2 * np.pi))


def _with_memberships(rng):
    x, means, sigma = _line(rng)
    return x, means, sigma, shares(rng, (len(x), len(means)))


def _log_likelihood(x, means, sigma):
    density = np.exp(-0.5 * ((x[:, None] - means) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    return np.sum(np.log(density.mean(axis=1)))


def _shared_sigma(x, means, sigma, iterations, *, old_means=False, fixed=False, square=False):
    for _ in range(iterations):
        r = _shares(x, means, sigma)
        new = r.T @ x / r.sum(axis=0)
        variance = np.sum(r * (x[:, None] - (means if old_means else new)) ** 2) / len(x)
        means = new
        sigma = sigma if fixed else variance if square else np.sqrt(variance)
    return means, sigma


def _spread(rng):
    return array(rng, -2, 4, whole(rng, 3, 6)), width(rng)


def _not_near_one(x, sigma):
    """Whether the factor is none of its powers, and the mean is not zero."""
    return abs(np.log(np.std(x) / sigma)) > 0.1 and abs(np.mean(x)) > 0.2


_x = np.array([0.0, 0.5, 1.0, 1.8, 4.0, 4.4, 5.5])
_MEANS = np.array([1.0, 3.0])
_q = np.column_stack([np.linspace(0.9, 0.1, 7), np.linspace(0.1, 0.9, 7)])

EXERCISES = (
    Exercise(
        "how-em-step",
        _step,
        [
            (np.array([0.0, 1.0]), np.array([0.0, 1.0]), 1.0),
            (_x, _MEANS, 0.8),
            (_x, np.array([0.0, 2.0, 5.0]), 1.5),
        ],
        [
            Mistake(
                lambda x, m, s: _shares(x, m, s).T @ x / len(x),
                "You divide by n. A mean is divided by the weight of its own samples, Nₖ.",
            ),
            Mistake(
                lambda x, m, s: _step(x, m, s, shares=_hard),
                "You gave each sample to one mean: that is k-means.",
            ),
            Mistake(
                lambda x, m, s: _step(x, m, s / np.sqrt(2)),
                "The exponent is (x − μ)² over 2σ²; the 2 is missing.",
            ),
            Mistake(
                lambda x, m, s: _step(x, m, np.sqrt(s)),
                "The exponent has σ² below; yours has σ.",
            ),
            Mistake(
                lambda x, m, s: _step(x, m, s, shares=_by_components),
                "You weigh by bells that are not shared out. The responsibilities of each sample add up to one.",
            ),
        ],
        draw=until(_line, _all_move),
        then="`means_only` in `lecture14.clustering` repeats this turn, and keeps the path of the means.",
    ),
    Exercise(
        "how-em-bound",
        _bound,
        [(_x, _MEANS, 1.0, _q), (_x, np.array([0.0, 4.0]), 0.7, _q[::-1])],
        [
            Mistake(
                lambda x, m, s, q: _bound(x, m, s, q, entropy=False),
                "The term −Σ q log q is missing: without it the bound does not touch.",
            ),
            Mistake(
                lambda x, m, s, q: _bound(x, m, s, q, weights=False),
                "The mixing weights 1/K are missing inside the logarithm.",
            ),
            Mistake(
                lambda x, m, s, q: _log_likelihood(x, m, s),
                "That is the log-likelihood itself: it does not depend on q, and the bound does.",
            ),
            Mistake(
                _entropy_added,
                "The memberships stand below the fraction line: what is the sign of their logarithm?",
            ),
            Mistake(
                _no_normalisation,
                "Your density lacks the factor in front of the exponential. It moves no top, but the bound's value.",
            ),
        ],
        draw=_with_memberships,
        then="Try the responsibilities as q: the bound becomes the log-likelihood. That is what the E step does.",
    ),
    Exercise(
        "how-em-merge",
        lambda x, sigma: np.var(x) / sigma**2,
        [(_x, 1.0), (_x, 3.0), (np.array([0.01, 0.03, 0.05, 0.07, 0.09]), 1.0)],
        [
            Mistake(
                lambda x, sigma: np.std(x) / sigma,
                "You compare standard deviations. For the hint's ticks yours is 0.03, far above one thousandth.",
            ),
            Mistake(
                lambda x, sigma: np.var(x, ddof=1) / sigma**2,
                "The M step divides by n, so the variance does, too.",
            ),
            Mistake(
                lambda x, sigma: sigma**2 / np.var(x),
                "Upside down: a wide σ makes the difference shrink.",
            ),
            Mistake(
                lambda x, sigma: np.var(x) / sigma,
                "A factor has no unit. Yours has the unit of the data.",
            ),
            Mistake(
                lambda x, sigma: np.mean(np.square(x)) / sigma**2,
                "You count from zero. The means lie at the mean of the data.",
            ),
        ],
        draw=until(_spread, _not_near_one),
        then="Start `means_only` with two means 0.0001 apart: one turn multiplies the difference by your factor.",
    ),
    Exercise(
        "how-em-shared-sigma",
        _shared_sigma,
        [(_x, _MEANS, 1.0, 1), (_x, _MEANS, 2.0, 6)],
        [
            Mistake(
                lambda x, m, s, t: _shared_sigma(x, m, s, t, old_means=True),
                "The variance is taken about the new means, not the old ones.",
            ),
            Mistake(
                lambda x, m, s, t: _shared_sigma(x, m, s, t, fixed=True),
                "σ stays as it was: it is a parameter now.",
            ),
            Mistake(
                lambda x, m, s, t: _shared_sigma(x, m, s, t, square=True),
                "You return and use the variance; σ is its square root.",
            ),
            Mistake(
                lambda x, m, s, t: _shared_sigma(x, m, s, 1),
                "You ran one iteration, or every iteration from the start. Is `return` outside the loop?",
            ),
        ],
        draw=until(lambda rng: (*_line(rng), whole(rng, 2, 4)), _all_move),
        then='In one dimension `covariance_type="tied"` is this model, and there EM learns the weights, too.',
    ),
)
