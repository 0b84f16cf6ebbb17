"""Checks of chapter "Maximum likelihood with and without labels"."""

import numpy as np

from lecture14.clustering.textbook import m_step
from lecture14.exercises.checking import Exercise, Mistake


def _per_class(X, y):
    # Known labels are responsibilities of zero and one.
    return m_step(X, np.eye(y.max() + 1)[y])


def _shares(x, means, weights, sigma):
    joint = weights * np.exp(-0.5 * ((x[:, None] - means) / sigma) ** 2)
    return joint / joint.sum(axis=1, keepdims=True)


def _gradient(x, means, weights, sigma, *, shares=_shares, power=2):
    r = shares(x, means, weights, sigma)
    return np.sum(r * (x[:, None] - means), axis=0) / sigma**power


def _hard(x, means, weights, sigma):
    return np.eye(len(means))[_shares(x, means, weights, sigma).argmax(axis=1)]


def _softmax(logits):
    e = np.exp(logits - logits.max())
    return e / e.sum()


def _logit_gradient(logits, x, means, sigma):
    weights = _softmax(logits)
    return _shares(x, means, weights, sigma).sum(axis=0) - len(x) * weights


_rng = np.random.default_rng(42)
_y = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
_X = _rng.normal(size=(15, 2)) @ np.array([[1.0, 0.4], [0.0, 0.7]]) + 3.0 * _y[:, None]
_x = _X[:, 0]
_MEANS, _WEIGHTS = np.array([0.5, 5.0]), np.array([0.3, 0.7])

EXERCISES = (
    Exercise(
        "ml-one-gaussian",
        lambda x: (np.mean(x), np.var(x)),
        [(np.array([1.0, 2.0, 6.0]),), (np.array([-1.0, 0.0, 0.0, 3.0]),)],
        [
            Mistake(
                lambda x: (np.mean(x), np.var(x, ddof=1)),
                "You divide by n − 1. That is unbiased, but the likelihood is largest with n.",
            ),
            Mistake(
                lambda x: (np.mean(x), np.std(x)),
                "That is the standard deviation. The exercise asks for the variance.",
            ),
            Mistake(
                lambda x: (np.mean(x), np.mean(np.square(x))),
                "Deviations count from the mean, not from zero.",
            ),
        ],
    ),
    Exercise(
        "ml-per-class",
        _per_class,
        [(_X, _y)],
        [
            Mistake(
                lambda X, y: (
                    *_per_class(X, y)[:2],
                    _per_class(X, y)[2] * _per_class(X, y)[0][:, None, None],
                ),
                "The covariances divide by the size of the class, not by the number of all samples.",
            ),
            Mistake(
                lambda X, y: (*_per_class(X, y)[:2], np.array([np.cov(X[y == k].T) for k in range(3)])),
                "np.cov divides by n − 1 unless told otherwise: ddof=0.",
            ),
            Mistake(
                lambda X, y: (*_per_class(X, y)[:2], np.array([np.cov(X.T, ddof=0)] * 3)),
                "Every class got the covariance of all samples. Each has its own.",
            ),
        ],
    ),
    Exercise(
        "ml-gradient",
        _gradient,
        [(_x, _MEANS, _WEIGHTS, 1.5), (_x, np.array([2.0, 4.0]), np.array([0.5, 0.5]), 0.8)],
        [
            Mistake(
                lambda x, m, w, s: _gradient(x, m, np.full(len(m), 1 / len(m)), s),
                "The mixing weights are missing in the responsibilities.",
            ),
            Mistake(
                lambda x, m, w, s: _gradient(x, m, w, s, power=1),
                "The derivative of (x − μ)²/2σ² keeps σ² below the line; you have σ.",
            ),
            Mistake(
                lambda x, m, w, s: _gradient(x, m, w, s, shares=_hard),
                "You gave each sample to one component. The derivative of the logarithm shares it.",
            ),
            Mistake(
                lambda x, m, w, s: -_gradient(x, m, w, s),
                "The sign is turned round: a mean is pulled towards its samples.",
            ),
        ],
        rtol=1e-7,
    ),
    Exercise(
        "ml-logits",
        _logit_gradient,
        [(np.array([0.0, 0.0]), _x, _MEANS, 1.5), (np.array([0.3, -1.0]), _x, _MEANS, 1.0)],
        [
            Mistake(
                lambda a, x, m, s: _shares(x, m, _softmax(a), s).sum(axis=0) / _softmax(a),
                "That is the gradient in the weights. Differentiate in the logits, through the softmax.",
            ),
            Mistake(
                lambda a, x, m, s: _shares(x, m, np.exp(a), s).sum(axis=0),
                "Your weights do not add up to one: divide the exponentials by their sum.",
            ),
            Mistake(
                lambda a, x, m, s: _logit_gradient(a, x, m, s) / len(x),
                "You took the mean over the samples. The log-likelihood is their sum.",
            ),
        ],
        rtol=1e-7,
    ),
)
