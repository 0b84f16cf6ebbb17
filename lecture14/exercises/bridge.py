"""Checks of chapter "The bridge"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake

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
        lambda x, r, mean, sigma: float(sum(ri * (xi - mean) for xi, ri in zip(x, r, strict=True))) / sigma**2,
        [(_x, _r, 0.3, 2.0), (_x, 1 - _r, -1.0, 0.5)],
        [
            Mistake(
                lambda x, r, mean, sigma: r @ (x - mean) / sigma,
                "Divide by the variance σ², not by the standard deviation.",
            ),
            Mistake(
                lambda x, r, mean, sigma: r @ (mean - x) / sigma**2,
                "The sign: samples to the right of the mean pull it to the right.",
            ),
            Mistake(
                lambda x, r, mean, sigma: np.sum(x - mean) / sigma**2,
                "Every sample pulls with full weight in your sum: where are the responsibilities?",
            ),
        ],
    ),
    Exercise(
        "bridge-step",
        lambda means, gradient, covariances, counts: np.array(
            [m + S @ g / N for m, g, S, N in zip(means, gradient, covariances, counts, strict=True)]
        ),
        [(_means, _gradient, _covariances, _counts)],
        [
            Mistake(
                lambda means, gradient, covariances, counts: means + gradient / counts[:, None],
                "Without the covariances that is plain gradient ascent.",
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
                "Divide by Nₖ: the gradient is a sum over the samples, the mean an average.",
            ),
        ],
    ),
    Exercise(
        "bridge-logits",
        lambda R, weights: np.array([sum(row[k] - weights[k] for row in R) for k in range(len(weights))]),
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
        ],
    ),
)  # fmt: skip
