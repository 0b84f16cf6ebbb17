"""Checks of chapter "The bridge"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, covariances, number, shares, until, whole, width


def _pull(x, r, mean, sigma):
    return float(sum(ri * (xi - mean) for xi, ri in zip(x, r, strict=True))) / sigma**2


def _samples_of_one(rng):
    n = whole(rng, 4, 7)
    return array(rng, -3, 3, n), array(rng, 0.05, 1, n), number(rng, -1, 1), width(rng)


def _step(means, gradient, covariances, counts):
    return np.array([m + S @ g / N for m, g, S, N in zip(means, gradient, covariances, counts, strict=True)])


def _step_of_variances(means, gradient, covariances, counts):
    return means + np.diagonal(covariances, axis1=1, axis2=2) * gradient / counts[:, None]


def _gradients(rng):
    K, d = whole(rng, 2, 3), whole(rng, 2, 3)
    return array(rng, -3, 3, (K, d)), array(rng, -4, 4, (K, d)), covariances(rng, K, d), array(rng, 1.5, 6, K)


def _logit_gradient(R, weights):
    return np.array([sum(row[k] - weights[k] for row in R) for k in range(len(weights))])


def _shares_and_weights(rng):
    K = whole(rng, 2, 4)
    return shares(rng, (whole(rng, 3, 7), K)), shares(rng, K)


_rng = np.random.default_rng(47)
_x = _rng.normal(size=8)
_r = _rng.uniform(size=8)
_means = _rng.normal(size=(3, 2))
_gradient = _rng.normal(size=(3, 2))
_factors = _rng.normal(size=(3, 2, 2))
_covariances = _factors @ np.swapaxes(_factors, 1, 2) + np.eye(2)
_counts = np.array([3.0, 5.5, 1.5])
_R = _rng.dirichlet([1.0, 2.0, 0.5], size=10)
_weights = np.array([0.2, 0.5, 0.3])

EXERCISES = (
    Exercise(
        "bridge-pull",
        _pull,
        [(_x, _r, 0.3, 2.0), (_x, 1 - _r, -1.0, 0.5)],
        [
            Mistake(
                lambda x, r, mean, sigma: r @ (x - mean) / sigma,
                "Your pull has no unit. A derivative by a length has the unit one over a length.",
            ),
            Mistake(
                lambda x, r, mean, sigma: r @ (mean - x) / sigma**2,
                "The sign: samples to the right of the mean pull it to the right.",
            ),
            Mistake(
                lambda x, r, mean, sigma: np.sum(x - mean) / sigma**2,
                "Every sample pulls with full weight in your sum: where are the responsibilities?",
            ),
            Mistake(
                lambda x, r, mean, sigma: r @ (x - mean) / np.sum(r),
                "That is how far EM moves the mean. The gradient is no average, and knows σ.",
            ),
        ],
        draw=until(_samples_of_one, lambda *arguments: abs(_pull(*arguments)) > 0.1),
        then="`preconditioned_step` in `lecture14.bridge` has this pull from reverse mode and in closed form.",
    ),
    Exercise(
        "bridge-step",
        _step,
        [(_means, _gradient, _covariances, _counts)],
        [
            Mistake(
                lambda means, gradient, covariances, counts: means + gradient / counts[:, None],
                "That is gradient ascent with steps of 1/Nₖ: the shapes of the components do not count.",
            ),
            Mistake(
                lambda means, gradient, covariances, counts: np.array(
                    [
                        m + np.linalg.solve(S, g) / N
                        for m, g, S, N in zip(means, gradient, covariances, counts, strict=True)
                    ]
                ),
                "You multiply by the inverse covariance; the gradient already holds it, and the step takes it out.",
            ),
            Mistake(
                lambda means, gradient, covariances, counts: (
                    means + np.einsum("kij,kj->ki", covariances, gradient)
                ),
                "The gradient is a sum over the samples, and EM's mean is an average: your step is too long.",
            ),
            Mistake(
                _step_of_variances,
                "You use the diagonals only. The other entries turn the step.",
            ),
        ],
        draw=_gradients,
        then="In `lecture14.bridge` the fields `em` and `preconditioned` of `preconditioned_step` are both sides.",
    ),
    Exercise(
        "bridge-logits",
        _logit_gradient,
        [(_R, _weights)],
        [
            Mistake(
                lambda R, weights: R.sum(axis=0) / weights,
                "That is the derivative by the weights themselves. Go on through the softmax.",
            ),
            Mistake(
                lambda R, weights: R.sum(axis=0),
                "Raising one logit lowers the other weights: a second term is missing.",
            ),
            Mistake(
                lambda R, weights: R.sum(axis=0) - weights,
                "The softmax stands in the logarithm of every sample, so its term counts as often.",
            ),
            Mistake(
                lambda R, weights: R.sum(axis=0) * (1 - weights),
                "You keep the case j = k only. The other log πⱼ depend on aₖ, too.",
            ),
        ],
        draw=until(_shares_and_weights, lambda *arguments: np.abs(_logit_gradient(*arguments)).min() > 0.02),
        then="Set it to zero: the weights are the means of the responsibilities, as in the M step.",
    ),
)
