"""Checks of chapter "Implementation"."""

from itertools import permutations

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, covariances, shares, until, whole

_KINDS = ("full", "tied", "diag", "spherical")


def _count(K, d, kind, **wrong):
    """Free parameters; `wrong` says what a mistake counts in the covariances of some types."""
    matrix = d * (d + 1) // 2
    entries = {"full": K * matrix, "tied": matrix, "diag": K * d, "spherical": K, **wrong}
    return entries[kind] + K * d + K - 1


def _components_features_kind(rng):
    return whole(rng, 2, 6), whole(rng, 2, 6), str(rng.choice(_KINDS))


def _of_type(matrices, kind):
    variances = np.diagonal(matrices, axis1=1, axis2=2)
    return {"full": matrices, "tied": matrices[0], "diag": variances, "spherical": variances[:, -1]}[kind]


_MATRICES = np.array([[[1.0, 0.3], [0.3, 2.0]], [[1.0, 0.0], [0.0, 0.5]]])


def _mixture(kind):
    return GaussianMixture.from_parameters(
        [0.4, 0.6], [[0.0, 1.0], [3.0, -1.0]], _of_type(_MATRICES, kind), kind
    )


def _mixture_and_samples(rng):
    K, d, kind = whole(rng, 2, 3), whole(rng, 2, 3), str(rng.choice(_KINDS))
    mixture = GaussianMixture.from_parameters(
        shares(rng, K), array(rng, -2, 2, (K, d)), _of_type(covariances(rng, K, d), kind), kind
    )
    return mixture, array(rng, -3, 3, (whole(rng, 5, 9), d))


_X = np.random.default_rng(62).normal(size=(9, 2))
_R = np.random.default_rng(63).dirichlet([1.0, 1.0, 1.0], size=9)


def _bic(mixture, X):
    K, d = mixture.means_.shape
    total = float(np.sum(mixture.score_samples(X)))
    return -2 * total + _count(K, d, mixture.covariance_type) * np.log(len(X))


def _bic_with_charge(mixture, X, charge):
    K, d = mixture.means_.shape
    return _bic(mixture, X) + _count(K, d, mixture.covariance_type) * (charge - np.log(len(X)))


def _hard(R):
    return np.eye(R.shape[1])[R.argmax(axis=1)]


def _mean_of_variances(X, R):
    """Each component's own variance, averaged as if all were equally large."""
    means = R.T @ X / R.sum(axis=0)[:, None]
    squares = np.sum((X[:, None, :] - means) ** 2, axis=2)
    return float(np.mean(np.sum(R * squares, axis=0) / R.sum(axis=0))) / X.shape[1]


def _samples_and_shares(rng):
    n, K = whole(rng, 6, 9), whole(rng, 2, 3)
    # Sharpened, so that the components' means and variances differ.
    R = shares(rng, (n, K)) ** 3
    return array(rng, -3, 3, (n, whole(rng, 2, 3))), R / R.sum(axis=1, keepdims=True)


def _scatter(X, R):
    """Weighted squared distances to the components' means, one component at a time."""
    total = 0.0
    for r in R.T:
        mean = np.average(X, axis=0, weights=r)
        total += float(r @ np.sum((X - mean) ** 2, axis=1))
    return total


def _shared_variance(X, R):
    return _scatter(X, R) / X.size


def _components_differ(X, R):
    """Whether each component wins a sample, and the sizes and widths matter."""
    return _hard(R).any(axis=0).all() and abs(_mean_of_variances(X, R) / _shared_variance(X, R) - 1) > 0.01


def _squares(ours, theirs):
    return np.sum((ours[:, None, :] - theirs) ** 2, axis=2)


def _orders(cost):
    """All orders, and the cost of each, from the least on."""
    orders = np.array(list(permutations(range(len(cost)))))
    totals = cost[np.arange(len(cost)), orders].sum(axis=1)
    by_cost = np.argsort(totals)
    return orders[by_cost], totals[by_cost]


def _match(ours, theirs):
    return _orders(_squares(ours, theirs))[0][0]


def _nearest(ours, theirs):
    return _squares(ours, theirs).argmin(axis=1)


def _closest_first(ours, theirs):
    """The closest pair, then the closest of those that are left, and so on."""
    cost = _squares(ours, theirs)
    order = np.zeros(len(cost), dtype=int)
    for _ in order:
        i, j = np.unravel_index(cost.argmin(), cost.shape)
        order[i] = j
        cost[i], cost[:, j] = np.inf, np.inf
    return order


def _back(ours, theirs):
    return np.argsort(_match(ours, theirs))


def _by_first_feature(ours, theirs):
    return np.argsort(theirs[:, 0])[np.argsort(np.argsort(ours[:, 0]))]


def _two_fits(rng):
    K = whole(rng, 3, 4)
    ours = array(rng, -2, 2, (K, 2))
    return ours, (ours + array(rng, -1.5, 1.5, (K, 2)))[rng.permutation(K)].round(2)


def _order_is_clear(ours, theirs):
    """Whether one order leads, by distances as by their squares, and each mistake gives another."""
    cost = _squares(ours, theirs)
    orders, totals = _orders(cost)
    wrong = (_nearest, _closest_first, _back, _by_first_feature)
    clear = totals[1] - totals[0] > 0.05 and np.array_equal(_orders(np.sqrt(cost))[0][0], orders[0])
    return clear and not any(np.array_equal(orders[0], other(ours, theirs)) for other in wrong)


_OURS = np.array([[1.0, 0.0], [2.0, 2.0], [4.0, 1.0]])
_THEIRS = np.array([[2.9, 1.5], [1.4, 0.3], [1.0, 2.8]])

EXERCISES = (
    Exercise(
        "implementation-count",
        _count,
        [(K, d, kind) for K, d in [(3, 2), (2, 4)] for kind in _KINDS],
        [
            Mistake(
                lambda K, d, kind: _count(K, d, kind) + 1,
                "One too many: the mixing weights add up to one, so only K − 1 of them are free.",
            ),
            Mistake(
                lambda K, d, kind: _count(K, d, kind) - K * d,
                "The means are missing.",
            ),
            Mistake(
                lambda K, d, kind: _count(K, d, kind, full=K * d * d, tied=d * d),
                "A covariance is symmetric: the entries above the diagonal repeat those below.",
            ),
            Mistake(
                lambda K, d, kind: _count(K, d, kind, tied=K * d * (d + 1) // 2),
                "You count the tied covariance once for each component. What does its name say?",
            ),
            Mistake(
                lambda K, d, kind: _count(K, d, kind, spherical=1),
                "You count one variance for all spherical components. Each has its own.",
            ),
        ],
        draw=_components_features_kind,
        then="`GaussianMixture.n_parameters()` counts this for a fit: try it on one of each type.",
    ),
    Exercise(
        "implementation-bic",
        _bic,
        [(_mixture(kind), _X) for kind in _KINDS],
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
            Mistake(
                lambda mixture, X: _bic_with_charge(mixture, X, 2.0),
                "That is AIC: it charges 2 for each parameter.",
            ),
            Mistake(
                lambda mixture, X: _bic_with_charge(mixture, X, np.log(X.size)),
                "The charge takes the logarithm of the number of samples. You count every number in X.",
            ),
            Mistake(
                lambda mixture, X: _bic(mixture, X) + float(np.sum(mixture.score_samples(X))),
                "You count the log-likelihood once. Where a parameter costs log n, it counts twice.",
            ),
        ],
        draw=_mixture_and_samples,
        then="Compare with `mixture.bic(X)`; for the penguins of this chapter BIC chooses the type `tied`.",
    ),
    Exercise(
        "implementation-match",
        _match,
        [(_OURS, _THEIRS)],
        [
            Mistake(
                _nearest,
                "Two of ours get the same one of theirs. Match them one to one, and compare whole orders.",
            ),
            Mistake(
                _closest_first,
                "You take the closest pair first, and those that are left pay for it. Compare whole orders.",
            ),
            Mistake(
                _back,
                "You say to which of ours each of theirs belongs. Asked is which of theirs belongs to each of ours.",
            ),
            Mistake(
                _by_first_feature,
                "Both are sorted by the first feature. The others count, too, and may tell components apart better.",
            ),
        ],
        draw=until(_two_fits, _order_is_clear),
        then="Try it on two fits of the penguins from other seeds, and compare the weights in the matched order.",
    ),
    Exercise(
        "implementation-shared-variance",
        _shared_variance,
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
            Mistake(
                lambda X, R: _scatter(X, _hard(R)) / X.size,
                "You gave each sample to one component. Weigh it by its responsibilities.",
            ),
            Mistake(
                _mean_of_variances,
                "You average the components' own variances as if all were equally large.",
            ),
        ],
        draw=until(_samples_and_shares, _components_differ),
        then="The tied type adds up matrices where you add squares: read `lecture14/clustering/covariances/tied.py`.",
    ),
)
