"""Checks of chapter "EM for Gaussian mixtures"."""

import numpy as np

from lecture14.clustering.textbook import e_step, m_step
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, covariances, number, shares


def _joint(x, weights, means, sigma):
    return np.asarray(weights) * np.exp(-0.5 * ((x - np.asarray(means)) / sigma) ** 2)


def _first_share(joint):
    return joint[0] / joint.sum()


def _hard(R):
    return np.eye(R.shape[1])[R.argmax(axis=1)]


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


def _random_start(rng):
    X = array(rng, -3, 3, (15, 2))
    return X, shares(rng, 2), X[rng.choice(15, 2, replace=False)], covariances(rng, 2, 2), 3


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
        ],
        draw=lambda rng: (
            number(rng, -2, 2),
            tuple(shares(rng, 2)),
            tuple(array(rng, -2, 2, 2)),
            number(rng, 0.6, 2),
        ),
        then="With many samples this is one line of arrays: read `e_step` in `lecture14.clustering.textbook`.",
    ),
    Exercise(
        "em-m-step",
        m_step,
        [(_X, _R)],
        [
            Mistake(
                lambda X, R: m_step(X, _hard(R)),
                "You assigned each sample to one component: that is k-means. Weigh it by its responsibilities.",
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
        ],
        draw=lambda rng: (array(rng, -3, 3, (12, 2)), shares(rng, (12, 2))),
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
        ],
        draw=_random_start,
        then="What your loop lacks is when to stop and what to do with a singular covariance: see the implementation.",
        rtol=1e-5,
    ),
)
