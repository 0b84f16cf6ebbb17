"""Checks of chapter "Maximum likelihood with and without labels"."""

import numpy as np

from lecture14.clustering.textbook import m_step
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, shares, until, whole, width
from lecture14.exercises.em import about_the_overall_mean


def _known(y):
    """Known labels are responsibilities of zero and one."""
    return np.eye(y.max() + 1)[y]


def _per_class(X, y):
    return m_step(X, _known(y))


def _labelled(rng):
    d, K = whole(rng, 2, 3), whole(rng, 2, 3)
    y = rng.permutation(np.concatenate([np.repeat(np.arange(K), 3), rng.integers(0, K, 3)]))
    return array(rng, -3, 3, (len(y), d)), y.astype(np.intp)


def _shares(x, means, weights, sigma):
    joint = weights * np.exp(-0.5 * ((x[:, None] - means) / sigma) ** 2)
    return joint / joint.sum(axis=1, keepdims=True)


def _gradient(x, means, weights, sigma, *, shares=_shares, power=2):
    r = shares(x, means, weights, sigma)
    return np.sum(r * (x[:, None] - means), axis=0) / sigma**power


def _undivided(x, means, weights, sigma):
    """The derivative of the sum of densities, not of its logarithm."""
    deviation = x[:, None] - means
    density = weights * np.exp(-0.5 * (deviation / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    return np.sum(density * deviation, axis=0) / sigma**2


def _overlapping(rng):
    K = whole(rng, 2, 3)
    return array(rng, -3, 3, whole(rng, 5, 8)), array(rng, -1.5, 1.5, K), shares(rng, K), width(rng)


def _hard(x, means, weights, sigma):
    return np.eye(len(means))[_shares(x, means, weights, sigma).argmax(axis=1)]


def _softmax(logits):
    e = np.exp(logits - logits.max())
    return e / e.sum()


def _logit_gradient(logits, x, means, sigma):
    weights = _softmax(logits)
    return _shares(x, means, weights, sigma).sum(axis=0) - len(x) * weights


def _one_sample(logits, x, means, sigma):
    weights = _softmax(logits)
    return _shares(x, means, weights, sigma).sum(axis=0) - weights


def _logits(rng):
    x, means, _, sigma = _overlapping(rng)
    return array(rng, -1.5, 1.5, len(means)), x, means, sigma


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
            Mistake(
                lambda x: (np.mean(x), np.var(x) * len(x)),
                "That is the sum of the squared deviations. It grows with every sample; a variance does not.",
            ),
        ],
        draw=until(
            lambda rng: (array(rng, -4, 6, whole(rng, 3, 6), digits=1),), lambda x: abs(x.mean()) > 0.2
        ),
        then="`Gaussian.estimate` in `lecture14.clustering` does this for any number of features, and divides by n.",
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
                "Your covariances are divided by the number of all samples, whatever the size of the class.",
            ),
            Mistake(
                lambda X, y: (*_per_class(X, y)[:2], np.array([np.cov(X[y == k].T) for k in np.unique(y)])),
                "You divide by one less than the class has samples. np.cov does so unless told otherwise.",
            ),
            Mistake(
                lambda X, y: (*_per_class(X, y)[:2], np.array([np.cov(X.T, ddof=0)] * (y.max() + 1))),
                "Every class got the covariance of all samples. Each has its own.",
            ),
            Mistake(
                lambda X, y: about_the_overall_mean(X, _known(y)),
                "Your deviations count from the mean of all samples. Each class has a mean of its own.",
            ),
            Mistake(
                lambda X, y: (np.bincount(y), *_per_class(X, y)[1:]),
                "Your weights are counts. The weights of a mixture add up to one.",
            ),
        ],
        draw=_labelled,
        then="`supervised` in `lecture14.clustering` is the M step with labels as responsibilities of 0 and 1.",
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
            Mistake(
                _undivided,
                "That is the derivative of the densities' sum. The logarithm of the sum is differentiated here.",
            ),
        ],
        draw=until(_overlapping, lambda *arguments: np.abs(_gradient(*arguments)).min() > 0.05),
        then="Hold the responsibilities, set the gradient to zero, solve for μₖ: out comes the next chapter's M step.",
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
                "That is the gradient if the weights were the exponentials alone, which do not add up to one.",
            ),
            Mistake(
                lambda a, x, m, s: _logit_gradient(a, x, m, s) / len(x),
                "You took the mean over the samples. The log-likelihood is their sum.",
            ),
            Mistake(
                _one_sample,
                "The sum over j in the softmax stands in the logarithm of each sample, so it counts n times.",
            ),
        ],
        draw=until(_logits, lambda *arguments: np.abs(_logit_gradient(*arguments)).min() > 0.05),
        then='The last exercise of "The bridge" asks for this gradient by hand, from responsibilities and weights.',
        rtol=1e-7,
    ),
)
