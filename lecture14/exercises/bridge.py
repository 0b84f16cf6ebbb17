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


def _shares_of_means(x, means, sigma):
    joint = np.exp(-0.5 * ((x[:, None] - means) / sigma) ** 2)
    return joint / joint.sum(axis=1, keepdims=True)


def _settled(x, means, sigma):
    """The means after 500 turns of EM."""
    for _ in range(500):
        r = _shares_of_means(x, means, sigma)
        means = r.T @ x / r.sum(axis=0)
    return means


def _turn_jacobian(x, means, sigma):
    """The derivatives of one turn of EM, in closed form: those of the responsibilities, then of the quotient."""
    r = _shares_of_means(x, means, sigma)
    N = r.sum(axis=0)
    from_new = r * (x[:, None] - r.T @ x / N) / N
    from_old = (x[:, None] - means) / sigma**2
    return np.diag(np.sum(from_new * from_old, axis=0)) - from_new.T @ (r * from_old)


def _largest(matrix):
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def _rate(x, means, sigma):
    return _largest(_turn_jacobian(x, _settled(x, means, sigma), sigma))


def _two_groups(rng):
    n = whole(rng, 3, 4)
    x = np.concatenate([array(rng, -3, 0.5, n), array(rng, 0, 3, n)])
    return x, np.array([number(rng, -3, -1.5), number(rng, 1.5, 3)]), width(rng)


def _arrives(x, means, sigma):
    """Whether the means settle apart and in time, at a rate that no mistake shows."""
    end = _settled(x, means, sigma)
    J, rate = _turn_jacobian(x, end, sigma), _rate(x, means, sigma)
    wrong = (1 - rate, float(J.max()), _largest(_turn_jacobian(x, means, sigma)))
    return np.ptp(end) > 0.5 and 0.1 < rate < 0.85 and min(abs(rate - other) for other in wrong) > 0.005


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
    Exercise(
        "bridge-rate",
        _rate,
        [(np.array([-2.1, -1.6, -1.2, 1.0, 1.5, 2.3, 2.9]), np.array([-1.0, 1.0]), 1.4)],
        [
            Mistake(
                lambda x, means, sigma: _largest(_turn_jacobian(x, means, sigma)),
                "You differentiate at the first means. How fast EM arrives is decided where it stands still.",
            ),
            Mistake(
                lambda x, means, sigma: 1 - _rate(x, means, sigma),
                "That is the part of the error that a turn takes away. Return the part that is left.",
            ),
            Mistake(
                lambda x, means, sigma: float(_turn_jacobian(x, _settled(x, means, sigma), sigma).max()),
                "The largest entry is what one mean does to one. The error of all means goes with an eigenvalue.",
            ),
            Mistake(
                lambda x, means, sigma: 0.0,
                "With the responsibilities held, new means do not depend on old ones. Let them be differentiated.",
            ),
        ],
        draw=until(_two_groups, _arrives),
        then="Bring the groups of x nearer: while the means stay apart, the rate rises, and EM gets slower.",
        # Whoever stops when the means stand still to ten digits is right.
        rtol=1e-6,
    ),
)
