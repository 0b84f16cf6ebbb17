"""Checks of chapter "EM for Gaussian mixtures"."""

import numpy as np

from lecture14.clustering.textbook import e_step, m_step
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, covariances, number, shares, until, whole, width


def _joint(x, weights, means, sigma):
    return np.asarray(weights) * np.exp(-0.5 * ((x - np.asarray(means)) / sigma) ** 2)


def _first_share(joint):
    return joint[0] / joint.sum()


def _two_components(rng):
    return (
        number(rng, -2, 2),
        tuple(shares(rng, 2).tolist()),
        tuple(array(rng, -2, 2, 2).tolist()),
        width(rng),
    )


def _both_likely(x, weights, means, sigma):
    """Whether neither component is sure of x, nor both are alike: then every mistake shows."""
    apart = abs(means[0] - means[1]) > 0.3 and abs(abs(x - means[0]) - abs(x - means[1])) > 0.1
    return (
        apart
        and abs(weights[0] - 0.5) > 0.05
        and 0.05 < _first_share(_joint(x, weights, means, sigma)) < 0.95
    )


def _samples_and_shares(rng):
    n = whole(rng, 8, 12)
    return array(rng, -3, 3, (n, 2)), shares(rng, (n, whole(rng, 2, 3)))


def _hard(R):
    return np.eye(R.shape[1])[R.argmax(axis=1)]


def about_the_overall_mean(X, R):
    weights, means, _ = m_step(X, R)
    deviations = X - X.mean(axis=0)
    return (
        weights,
        means,
        np.einsum("ik,id,ie->kde", R, deviations, deviations) / R.sum(axis=0)[:, None, None],
    )


def _divided_by_all(X, R):
    weights, means, covariances = m_step(X, R)
    return weights, means, covariances * weights[:, None, None]


def _em(
    X, weights, means, covariances, iterations, *, hard=False, keep_weights=False, keep_covariances=False
):
    for _ in range(iterations):
        R = e_step(X, weights, means, covariances)
        new = m_step(X, _hard(R) if hard else R)
        weights = weights if keep_weights else new[0]
        means = new[1]
        covariances = covariances if keep_covariances else new[2]
    return means


def _samples():
    rng = np.random.default_rng(14)
    return np.vstack([rng.normal([0, 0], 1.0, (12, 2)), rng.normal([3, 2], [0.5, 1.5], (8, 2))])


_X = _samples()
_START = (np.array([0.3, 0.7]), np.array([[-1.0, 1.0], [2.0, 0.0]]), np.array([np.eye(2), 2 * np.eye(2)]))
_R = e_step(_X, *_START)
_SHARES = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.2, 0.6, 0.2], [0.0, 0.9, 0.1]])


def _random_start(rng):
    X = array(rng, -2, 2, (15, 2)) + np.repeat([[0.0, 0.0], [2.0, 1.0]], [8, 7], axis=0)
    return X, shares(rng, 2), X[rng.choice(15, 2, replace=False)], covariances(rng, 2, 2), whole(rng, 2, 4)


def _both_survive(X, weights, means, covariances, iterations):
    """Whether either component keeps four samples even in hard assignments: no covariance becomes singular."""
    for _ in range(iterations):
        R = _hard(e_step(X, weights, means, covariances))
        if R.sum(axis=0).min() < 4:
            return False
        weights, means, covariances = m_step(X, R)
    return True


def _known_weight(R, known):
    counts = R.sum(axis=0)
    multiplier = (len(R) - counts[0]) / (1 - known)
    return np.array([known, *counts[1:] / multiplier])


def _known_beside_the_rest(R, known):
    return np.array([known, *R.mean(axis=0)[1:]])


def _all_rescaled(R, known):
    weights = _known_beside_the_rest(R, known)
    return weights / weights.sum()


def _others_alone(R, known):
    others = R.sum(axis=0)[1:]
    return np.array([known, *others / others.sum()])


def _shares_and_weight(rng):
    return shares(rng, (whole(rng, 8, 12), whole(rng, 3, 4))), number(rng, 0.05, 0.6)


def _far_from_estimates(R, known):
    """Whether the known weight is not what would be estimated, and the others differ: then every mistake shows."""
    weights = R.mean(axis=0)
    return abs(known - weights[0]) > 0.05 and np.ptp(weights[1:]) > 0.02


EXERCISES = (
    Exercise(
        "em-responsibilities",
        lambda x, weights, means, sigma: _first_share(_joint(x, weights, means, sigma)),
        [
            (0.0, (0.5, 0.5), (-1.0, 1.0), 1.0),
            (0.4, (0.2, 0.8), (0.0, 1.0), 0.5),
            (-2.0, (0.7, 0.3), (1.0, -1.0), 2.0),
        ],
        [
            Mistake(
                lambda x, weights, means, sigma: _first_share(_joint(x, (0.5, 0.5), means, sigma)),
                "The mixing weights are missing: how common is each component?",
            ),
            Mistake(
                lambda x, weights, means, sigma: _joint(x, weights, means, sigma)[0],
                "That is the numerator. The responsibilities of a sample add up to one.",
            ),
            Mistake(
                lambda x, weights, means, sigma: _first_share(_joint(x, weights, means, np.sqrt(sigma))),
                "The exponent divides by σ²; you divided by σ.",
            ),
            Mistake(
                lambda x, weights, means, sigma: 1 - _first_share(_joint(x, weights, means, sigma)),
                "That is the responsibility of the second component.",
            ),
        ],
        draw=until(_two_components, _both_likely),
        then="For all samples and any covariances it is two lines: read `e_step` in `lecture14.clustering.textbook`.",
    ),
    Exercise(
        "em-m-step",
        m_step,
        [(_X, _R)],
        [
            Mistake(
                lambda X, R: m_step(X, _hard(R)),
                "You assigned each sample to one component, as k-means does. Weigh it by its responsibilities.",
            ),
            Mistake(
                lambda X, R: (R.sum(axis=0), *m_step(X, R)[1:]),
                "Your weights are the counts Nₖ. Mixing weights add up to one.",
            ),
            Mistake(
                lambda X, R: (
                    *m_step(X, R)[:2],
                    m_step(X, R)[2] * (R.sum(axis=0) / (R.sum(axis=0) - 1))[:, None, None],
                ),
                "You divide by Nₖ − 1. The likelihood is largest with Nₖ.",
            ),
            Mistake(
                about_the_overall_mean,
                "Your deviations count from the mean of all samples. Each component has a mean of its own.",
            ),
            Mistake(
                _divided_by_all,
                "Your covariances are divided by the number of all samples, however few of them a component has.",
            ),
        ],
        draw=until(_samples_and_shares, lambda X, R: _hard(R).any(axis=0).all()),
        then="The package has these formulas as `m_step` in `lecture14.clustering.textbook`: compare line by line.",
    ),
    Exercise(
        "em-loop",
        _em,
        [(_X, *_START, 1), (_X, *_START, 5)],
        [
            Mistake(
                lambda X, w, m, S, iterations: _em(X, w, m, S, 1),
                "You ran one iteration, or every iteration from the start: hand the new parameters on.",
            ),
            Mistake(
                lambda X, w, m, S, iterations: _em(
                    X, w, m, S, iterations, keep_weights=True, keep_covariances=True
                ),
                "Only the means change in your loop. Weights and covariances are parameters, too.",
            ),
            Mistake(
                lambda X, w, m, S, iterations: _em(X, w, m, S, iterations, hard=True),
                "You assigned each sample to one component: that is k-means' way. Use the responsibilities as weights.",
            ),
            Mistake(
                lambda X, w, m, S, iterations: _em(X, w, m, S, iterations, keep_weights=True),
                "Every E step of yours has the weights of the start. Hand the new ones on, too.",
            ),
            Mistake(
                lambda X, w, m, S, iterations: _em(X, w, m, S, iterations, keep_covariances=True),
                "Every E step of yours has the covariances of the start. Hand the new ones on, too.",
            ),
        ],
        draw=until(_random_start, _both_survive),
        then="The package's loop knows when to stop, and names a collapse: read `lecture14/clustering/em/loop.py`.",
        rtol=1e-5,
    ),
    Exercise(
        "em-known-weight",
        _known_weight,
        [(_SHARES, 0.5), (_SHARES, 0.1)],
        [
            Mistake(
                lambda R, known: R.mean(axis=0),
                "That is the plain M step: it estimates the first weight, too, which is known here.",
            ),
            Mistake(
                _known_beside_the_rest,
                "Your other weights are still Nₖ / n. With the known one they do not add up to one.",
            ),
            Mistake(
                _all_rescaled,
                "Your weights add up to one, but the known one has changed. Only the others may be rescaled.",
            ),
            Mistake(
                _others_alone,
                "Your other weights add up to one by themselves. How much does the known one leave to them?",
            ),
            Mistake(
                lambda R, known: np.array([known, *np.full(R.shape[1] - 1, (1 - known) / (R.shape[1] - 1))]),
                "You divide what is left evenly. A component that holds more samples gets more of it.",
            ),
        ],
        draw=until(_shares_and_weight, _far_from_estimates),
        then="Use it in your `my_em`, from the culture's known share: only the line of the weights changes.",
    ),
)
