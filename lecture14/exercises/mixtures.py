"""Checks of chapter "Mixtures"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, covariances, number, shares, until, whole, width


def _bell(x, mean, sigma):
    return np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


def _density(x, weights, means, sigmas):
    return float(sum(w * _bell(x, m, s) for w, m, s in zip(weights, means, sigmas, strict=True)))


def _equal_heights(x, weights, means, sigmas):
    return float(np.dot(weights, np.exp(-0.5 * np.square((x - np.asarray(means)) / sigmas)))) / np.sqrt(
        2 * np.pi
    )


def _components(rng):
    K = whole(rng, 2, 3)
    return (
        tuple(shares(rng, K).tolist()),
        tuple(array(rng, -3, 3, K).tolist()),
        tuple(width(rng) for _ in range(K)),
    )


def _moments(weights, means, sigmas, *, between=True, power=1):
    weights, means, sigmas = (np.asarray(a, float) for a in (weights, means, sigmas))
    mean = weights @ means
    return float(mean), float(weights**power @ sigmas**2 + between * (weights @ (means - mean) ** 2))


def _second_moment(weights, means, sigmas):
    return _moments(weights, means, sigmas)[0], float(np.dot(weights, np.square(sigmas) + np.square(means)))


def _equal_spread(weights, means, sigmas):
    mean, within = _moments(weights, means, sigmas, between=False)
    return mean, within + float(np.var(means))


def _pieces(u, weights):
    """The number of the piece into which each u falls."""
    return (np.asarray(u)[:, None] >= np.cumsum(weights)[:-1]).sum(axis=1)


def _drawn(u, z, weights, means, sigmas, *, pieces=_pieces, power=1):
    k = pieces(u, weights)
    return np.asarray(means)[k] + np.asarray(sigmas)[k] ** power * np.asarray(z)


def _equal_pieces(u, weights):
    return _pieces(u, np.full(len(weights), 1 / len(weights)))


def _from_the_right(u, weights):
    return _pieces(1 - np.asarray(u), weights)


def _sum_of_all(u, z, weights, means, sigmas):
    return np.dot(weights, means) + np.dot(weights, sigmas) * np.asarray(z)


def _numbers_and_mixture(rng):
    n = whole(rng, 6, 10)
    return array(rng, 0, 1, n), array(rng, -2, 2, n), *_components(rng)


def _all_pieces_hit(u, z, weights, means, sigmas):
    """Whether each component is chosen, no u is near an end, and every mistake shows."""
    ends = np.cumsum(weights)[:-1]
    k = _pieces(u, weights)
    clear = min(np.abs(u[:, None] - ends).min(), np.abs(1 - u[:, None] - ends).min()) > 1e-3
    other = all(np.any(pieces(u, weights) != k) for pieces in (_equal_pieces, _from_the_right))
    return bool(
        clear and other and len(set(k)) == len(weights) and np.ptp(means) > 0.5 and abs(z).min() > 0.05
    )


def _conditional(x1, weights, means, covariances, *, keep_weights=False, keep_means=False, keep_widths=False):
    new_weights, new_means, variances = [], [], []
    for w, m, S in zip(weights, means, covariances, strict=True):
        slope = S[0, 1] / S[0, 0]
        new_weights.append(w if keep_weights else w * _bell(x1, m[0], np.sqrt(S[0, 0])))
        new_means.append(m[1] if keep_means else m[1] + slope * (x1 - m[0]))
        variances.append(S[1, 1] if keep_widths else S[1, 1] - slope * S[0, 1])
    return np.array(new_weights) / sum(new_weights), np.array(new_means), np.array(variances)


def _unnormalised(x1, weights, means, covariances):
    joint = [
        w * _bell(x1, m[0], np.sqrt(S[0, 0])) for w, m, S in zip(weights, means, covariances, strict=True)
    ]
    return np.array(joint), *_conditional(x1, weights, means, covariances)[1:]


def _other_slope(x1, weights, means, covariances):
    """The slope is divided by the variance of x₂, the feature that is not known."""
    new_weights, _, variances = _conditional(x1, weights, means, covariances)
    slopes = covariances[:, 0, 1] / covariances[:, 1, 1]
    return new_weights, means[:, 1] + slopes * (x1 - means[:, 0]), variances


def _plane(rng):
    K = whole(rng, 2, 3)
    return number(rng, -2, 2), shares(rng, K), array(rng, -2, 2, (K, 2)), covariances(rng, K, 2)


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
            Mistake(
                _equal_heights,
                "The factor 1/σₖ is missing: a narrow component is a high one.",
            ),
            Mistake(
                lambda x, w, m, s: _density(x, w, m, np.sqrt(s)),
                "You took the standard deviations for variances.",
            ),
        ],
        draw=until(
            lambda rng: (number(rng, -3, 3), *_components(rng)),
            lambda *arguments: _density(*arguments) > 0.01,
        ),
        then="`GaussianMixture.score_samples` returns the logarithm of this density, in any number of dimensions.",
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
            Mistake(
                _second_moment,
                "You add the squares of the means. A variance counts deviations from the mixture's mean.",
            ),
            Mistake(
                _equal_spread,
                "The spread of the means is weighted, too: a rare component counts less.",
            ),
        ],
        draw=until(
            _components,
            lambda w, m, s: np.ptp(w) > 0.1 and np.ptp(m) > 1 and abs(np.dot(w, m)) > 0.1,
        ),
        then='In the plane the same two terms are matrices: read the last lines of "Not a sum of random variables".',
    ),
    Exercise(
        "mixtures-draws",
        _drawn,
        [
            (np.array([0.1, 0.45, 0.7, 0.95]), np.array([0.5, -1.0, 2.0, -0.3]), *_THREE),
            (np.array([0.85, 0.2, 0.92]), np.array([1.0, -0.5, 0.8]), (0.9, 0.1), (-3.0, 3.0), (1.5, 0.5)),
        ],
        [
            Mistake(
                _sum_of_all,
                "Each of your numbers takes a bit of every component. A draw comes from one component, whole.",
            ),
            Mistake(
                lambda *arguments: _drawn(*arguments, pieces=_equal_pieces),
                "Your pieces are equally long. Each is as long as its component's weight.",
            ),
            Mistake(
                lambda *arguments: _drawn(*arguments, pieces=_from_the_right),
                "Your pieces lie from right to left: small numbers u choose the last component.",
            ),
            Mistake(
                lambda *arguments: _drawn(*arguments, power=2),
                "You stretch z by the variance. Its unit would be a squared one: take the standard deviation.",
            ),
            Mistake(
                lambda u, z, weights, means, sigmas: _drawn(u, 0 * np.asarray(z), weights, means, sigmas),
                "Those are the means of the components that were chosen. The draws scatter about them.",
            ),
        ],
        draw=until(_numbers_and_mixture, _all_pieces_hit),
        then='Draw 100,000 numbers this way. Their mean and variance are nearly those of "Mean and variance".',
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
                "Within a component, knowing x₁ makes x₂ more certain: its variance shrinks.",
            ),
            Mistake(
                _unnormalised,
                "Your weights are joint densities. Those of a mixture add up to one.",
            ),
            Mistake(
                _other_slope,
                "Look at the slope of the means: a step in x₁ counts in units of the spread of x₁.",
            ),
        ],
        draw=until(_plane, lambda *arguments: np.abs(arguments[-1][:, 0, 1]).min() > 0.1),
        then="Plot Σ πₖμₖ of your mixture over x₁: it predicts x₂ from x₁, along a curve and not a straight line.",
    ),
)
