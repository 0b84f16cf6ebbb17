"""Checks of chapter "Implementation"."""

from typing import Any

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.exercises.checking import Exercise, Mistake


def _covariance_count(K, d, covariance_type):
    return {"full": K * d * (d + 1) // 2, "tied": d * (d + 1) // 2, "diag": K * d, "spherical": K}[
        covariance_type
    ]


def _count(K, d, covariance_type):
    return _covariance_count(K, d, covariance_type) + K * d + K - 1


def _mixture(covariance_type):
    covariances: dict[str, Any] = {
        "full": [[[1.0, 0.3], [0.3, 2.0]], [[1.0, 0.0], [0.0, 0.5]]],
        "tied": [[1.0, 0.3], [0.3, 2.0]],
        "diag": [[1.0, 2.0], [1.0, 0.5]],
        "spherical": [1.0, 0.5],
    }
    return GaussianMixture.from_parameters(
        [0.4, 0.6], [[0.0, 1.0], [3.0, -1.0]], covariances[covariance_type], covariance_type
    )


_X = np.random.default_rng(62).normal(size=(9, 2))
_R = np.random.default_rng(63).dirichlet([1.0, 2.0, 1.0], size=9)


def _bic(mixture, X):
    K, d = mixture.means_.shape
    total = float(np.sum(mixture.score_samples(X)))
    return -2 * total + _count(K, d, mixture.covariance_type) * np.log(len(X))


def _scatter(X, R):
    """Weighted squared distances to the components' means, one component at a time."""
    total = 0.0
    for r in R.T:
        mean = np.average(X, axis=0, weights=r)
        total += float(r @ np.sum((X - mean) ** 2, axis=1))
    return total


EXERCISES = (
    Exercise(
        "implementation-count",
        _count,
        [(K, d, kind) for K, d in [(3, 2), (2, 4)] for kind in ("full", "tied", "diag", "spherical")],
        [
            Mistake(
                lambda K, d, kind: _count(K, d, kind) + 1,
                "One too many: the mixing weights add up to one, so only K − 1 of them are free.",
            ),
            Mistake(
                lambda K, d, kind: _covariance_count(K, d, kind) + K - 1,
                "The means are missing.",
            ),
            Mistake(
                lambda K, d, kind: (
                    {"full": K * d * d, "tied": d * d, "diag": K * d, "spherical": K}[kind] + K * d + K - 1
                ),
                "A covariance is symmetric: the entries above the diagonal repeat those below.",
            ),
        ],
    ),
    Exercise(
        "implementation-bic",
        _bic,
        [(_mixture(kind), _X) for kind in ("full", "tied", "diag", "spherical")],
        [
            Mistake(
                lambda mixture, X: (
                    _bic(mixture, X) + 2 * (len(X) - 1) * float(np.mean(mixture.score_samples(X)))
                ),
                "`score` is the mean log-likelihood of a sample; BIC wants the sum.",
            ),
            Mistake(
                lambda mixture, X: -_bic(mixture, X),
                "The sign: −2ℓ makes a good fit small, and parameters make it larger.",
            ),
        ],
    ),
    Exercise(
        "implementation-shared-variance",
        lambda X, R: _scatter(X, R) / X.size,
        [(_X, _R)],
        [
            Mistake(
                lambda X, R: _scatter(X, R) / len(X),
                "That is the sum over the features. A spherical covariance has one variance for each of them.",
            ),
            Mistake(
                lambda X, R: float(np.mean((X - X.mean(axis=0)) ** 2)),
                "Measure distances to each component's own mean, not to the mean of all samples.",
            ),
        ],
    ),
)
