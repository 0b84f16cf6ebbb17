"""Checks of chapter "Which model?"."""

from statistics import NormalDist

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, covariances, number, until, whole


def _counts(K, d, full=None, weights=-1):
    means, shares = K * d, K + weights
    return tuple(means + shares + K * each for each in (1, d, d * (d + 1) // 2 if full is None else full(d)))


def _half_axes(covariance, coverage):
    return np.sqrt(-2 * np.log(1 - coverage) * np.linalg.eigvalsh(covariance)[::-1])


def _radius_on_a_line(coverage):
    return NormalDist().inv_cdf((1 + coverage) / 2)


def _tilted(rng):
    long, short = number(rng, 2, 5), number(rng, 0.5, 1.2)
    return np.array([[long, short / 2], [short / 2, short]]), number(rng, 0.55, 0.95)


def _squared_radii(X, mean, covariance):
    """By the coordinates along the ellipse's axes."""
    variances, directions = np.linalg.eigh(covariance)
    return np.sum(((np.asarray(X) - mean) @ directions) ** 2 / variances, axis=1)


def _share_within(X, mean, covariance):
    return 1 - np.exp(-0.5 * _squared_radii(X, mean, covariance))


def _by_the_matrix_itself(X, mean, covariance):
    D = np.asarray(X) - mean
    return 1 - np.exp(-0.5 * np.sum(D @ covariance * D, axis=1))


def _on_a_line(X, mean, covariance):
    return np.array([2 * NormalDist().cdf(r) - 1 for r in np.sqrt(_squared_radii(X, mean, covariance))])


def _cloud(rng):
    return array(rng, -2, 2, (whole(rng, 3, 6), 2)), array(rng, -1, 1, 2), covariances(rng, 1, 2)[0]


def _neither_near_nor_far(X, mean, covariance):
    """Whether no share is rounded to 0 or 1, by no mistake either, and the ellipse is tilted."""
    r2 = _squared_radii(X, mean, covariance)
    return r2.min() > 0.1 and r2.max() < 9 and abs(covariance[0, 1]) > 0.1


def _exchangeable(S):
    d = len(S)
    variance = np.trace(S) / d
    off = (S.sum() - np.trace(S)) / (d * (d - 1))
    return off + (variance - off) * np.eye(d)


def _exchangeable_wrong(S, divisor):
    d = len(S)
    off = (S.sum() - np.trace(S)) / divisor(d)
    return off + (np.trace(S) / d - off) * np.eye(d)


def _all_entries(S):
    d = len(S)
    off = S.mean()
    return off + (np.trace(S) / d - off) * np.eye(d)


_S3 = np.array([[4.0, 1.0, 0.5], [1.0, 2.0, -0.3], [0.5, -0.3, 3.0]])
_S2 = np.array([[2.0, 1.2], [1.2, 3.0]])

EXERCISES = (
    Exercise(
        "which-parameters",
        _counts,
        [(1, 2), (3, 2), (2, 10)],
        [
            Mistake(
                lambda K, d: _counts(K, d, full=lambda d: d * d),
                "A covariance is symmetric: the entries below the diagonal repeat those above.",
            ),
            Mistake(
                lambda K, d: _counts(K, d, weights=0),
                "The weights add up to one, so the last follows from the others.",
            ),
            Mistake(
                lambda K, d: tuple(n - K * d for n in _counts(K, d)),
                "The means are parameters, too.",
            ),
            Mistake(
                lambda K, d: tuple(K * d + K - 1 + each for each in (1, d, d * (d + 1) // 2)),
                "You counted one covariance. Each component has its own.",
            ),
        ],
        draw=lambda rng: (whole(rng, 2, 8), whole(rng, 2, 12)),
        then="Try K = 3 and d = 2: this chapter's two fits to the penguins have 14 and 17 parameters.",
    ),
    Exercise(
        "which-half-axes",
        _half_axes,
        [(_S2, 0.6827), (np.diag([1.0, 9.0]), 0.95)],
        [
            Mistake(
                lambda S, p: -2 * np.log(1 - p) * np.linalg.eigvalsh(S)[::-1],
                "An eigenvalue is a variance; a length is its square root.",
            ),
            Mistake(
                lambda S, p: np.sqrt(-2 * np.log(1 - p) * np.linalg.eigvalsh(S)),
                "The longer half-axis comes first; eigvalsh sorts upwards.",
            ),
            Mistake(
                lambda S, p: np.sqrt(np.linalg.eigvalsh(S)[::-1]),
                "That is the one-sigma ellipse, which holds 39.3 %: scale it to the share that is asked for.",
            ),
            Mistake(
                lambda S, p: np.sqrt(-2 * np.log(1 - p) * np.sort(np.diag(S))[::-1]),
                "The diagonal holds the variances along x₁ and x₂, and this ellipse is tilted: look along its axes.",
            ),
            Mistake(
                lambda S, p: _radius_on_a_line(p) * np.sqrt(np.linalg.eigvalsh(S)[::-1]),
                "An interval of that radius holds the share on a line. In the plane a point has two chances to leave.",
            ),
        ],
        draw=_tilted,
        then="`ellipse` in `lecture14.clustering` returns these two numbers as `semi_axes`: compare.",
    ),
    Exercise(
        "which-outside",
        _share_within,
        [
            (np.array([[0.0, 0.0], [1.0, 1.0], [1.0, -1.0]]), np.array([0.0, 0.0]), _S2),
            (
                np.array([[46.0, 17.0], [40.0, 20.0]]),
                np.array([44.0, 17.5]),
                np.array([[9.0, 2.0], [2.0, 1.5]]),
            ),
        ],
        [
            Mistake(
                lambda X, mean, S: 1 - _share_within(X, mean, S),
                "That is the share outside the ellipse.",
            ),
            Mistake(
                _by_the_matrix_itself,
                "Your form has Σ in place of its inverse. Along the long axis a step counts less, not more.",
            ),
            Mistake(
                lambda X, mean, S: _share_within(X, mean, np.diag(np.diag(S))),
                "Your ellipse lies along the axes of the coordinates. The covariance tilts it.",
            ),
            Mistake(
                lambda X, mean, S: 1 - np.exp(-_squared_radii(X, mean, S)),
                "Check the exponent: half the squared radius.",
            ),
            Mistake(
                _squared_radii,
                "Those are the squared radii. Which share of the Gaussian lies within each?",
            ),
            Mistake(
                _on_a_line,
                "That is the share of an interval on a line. In the plane an ellipse of the same radius holds less.",
            ),
        ],
        draw=until(_cloud, _neither_near_nor_far),
        then="Samples of the Gaussian itself get shares spread evenly from 0 to 1: draw some, and look.",
    ),
    Exercise(
        "which-exchangeable",
        _exchangeable,
        [(_S3,), (_S2,)],
        [
            Mistake(
                _all_entries,
                "Average the covariances without the variances: the diagonal does not belong to that mean.",
            ),
            Mistake(
                lambda S: _exchangeable_wrong(S, lambda d: d * d),
                "You divide by the number of all entries. How many of them stand off the diagonal?",
            ),
            Mistake(
                lambda S: np.diag(np.diag(S)),
                "That is naive Bayes' diagonal: keep one covariance, shared by all pairs.",
            ),
            Mistake(
                lambda S: np.trace(S) / len(S) * np.eye(len(S)),
                "That is the spherical type: the covariance that all pairs share is missing.",
            ),
        ],
        draw=until(
            lambda rng: (covariances(rng, 1, whole(rng, 2, 4))[0],),
            lambda S: abs(S.sum() - np.trace(S)) > 0.2,
        ),
        then='The chapter "Implementation" has one more type to write: a spherical variance that all components share.',
    ),
)
