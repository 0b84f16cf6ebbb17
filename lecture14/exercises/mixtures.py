"""Checks of chapter "Mixtures"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake


def _bell(x, mean, sigma):
    return np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


def _density(x, weights, means, sigmas):
    return float(sum(w * _bell(x, m, s) for w, m, s in zip(weights, means, sigmas, strict=True)))


def _moments(weights, means, sigmas, *, between=True, power=1):
    weights, means, sigmas = (np.asarray(a, float) for a in (weights, means, sigmas))
    mean = weights @ means
    return float(mean), float(weights**power @ sigmas**2 + between * (weights @ (means - mean) ** 2))


def _conditional(x1, weights, means, covariances, *, keep_weights=False, keep_means=False, keep_widths=False):
    new_weights, new_means, variances = [], [], []
    for w, m, S in zip(weights, means, covariances, strict=True):
        slope = S[0, 1] / S[0, 0]
        new_weights.append(w if keep_weights else w * _bell(x1, m[0], np.sqrt(S[0, 0])))
        new_means.append(m[1] if keep_means else m[1] + slope * (x1 - m[0]))
        variances.append(S[1, 1] if keep_widths else S[1, 1] - slope * S[0, 1])
    return np.array(new_weights) / sum(new_weights), np.array(new_means), np.array(variances)


_THREE = ((0.5, 0.3, 0.2), (2.0, 4.4, 7.2), (0.7, 0.9, 1.1))
_PLANE = (
    np.array([0.5, 0.3, 0.2]),
    np.array([[3.0, 3.2], [5.6, 5.0], [7.2, 7.8]]),
    np.array([[[1.1, -0.7], [-0.7, 0.9]], [[1.0, 0.75], [0.75, 0.9]], [[0.9, -0.6], [-0.6, 0.8]]]),
)

EXERCISES = (
    Exercise(
        "mixtures-density",
        _density,
        [
            (0.0, (0.5, 0.5), (0.0, 2.0), (1.0, 1.0)),
            (3.0, *_THREE),
            (-1.0, (0.9, 0.1), (0.0, 1.0), (2.0, 0.5)),
        ],
        [
            Mistake(
                lambda x, w, m, s: _density(x, np.ones(len(w)) / len(w), m, s),
                "You averaged the components: weigh each by its own πₖ.",
            ),
            Mistake(
                lambda x, w, m, s: float(_bell(x, np.dot(w, m), np.sqrt(np.dot(np.square(w), np.square(s))))),
                "That is the density of a weighted sum of random numbers: one Gaussian. A mixture adds densities.",
            ),
            Mistake(
                lambda x, w, m, s: _density(x, w, m, s) * np.sqrt(2 * np.pi),
                "The factor 1/√(2π) is missing.",
            ),
        ],
    ),
    Exercise(
        "mixtures-moments",
        _moments,
        [((0.5, 0.5), (-3.0, 3.0), (1.0, 1.0)), _THREE],
        [
            Mistake(
                lambda *arguments: _moments(*arguments, between=False),
                "The components' means differ, and that spreads the mixture, too.",
            ),
            Mistake(
                lambda *arguments: _moments(*arguments, between=False, power=2),
                "That is the variance of a weighted sum of random numbers. A draw comes from one component, whole.",
            ),
            Mistake(
                lambda *arguments: (_moments(*arguments)[0], float(np.sqrt(_moments(*arguments)[1]))),
                "That is the standard deviation; the variance is asked for.",
            ),
        ],
    ),
    Exercise(
        "mixtures-conditional",
        _conditional,
        [(5.0, *_PLANE), (2.5, *_PLANE)],
        [
            Mistake(
                lambda *arguments: _conditional(*arguments, keep_weights=True),
                "x₁ tells something about the component: weigh πₖ by the density of x₁ under component k.",
            ),
            Mistake(
                lambda *arguments: _conditional(*arguments, keep_means=True, keep_widths=True),
                "Within a component x₂ depends on x₁: use the conditional mean and variance.",
            ),
            Mistake(
                lambda *arguments: _conditional(*arguments, keep_widths=True),
                "Knowing x₁ makes x₂ more certain: the variance shrinks by Σ₁₂²/Σ₁₁.",
            ),
        ],
    ),
)
