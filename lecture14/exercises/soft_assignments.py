"""Checks of chapter "From hard to soft"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import number, shares, until, whole, width


def _border(weights, means, sigma, *, sign=-1, power=2):
    (a, b), (m, n) = weights, means
    return (m + n) / 2 + sign * sigma**power * np.log(a / b) / (m - n)


def _no_distance(weights, means, sigma):
    return sum(means) / 2 + sigma**2 * np.log(weights[1] / weights[0])


def _two_components(rng):
    rare, left, apart = number(rng, 0.1, 0.4), number(rng, -3, 2), number(rng, 1.5, 4)
    turn = rng.choice([-1, 1])
    return (
        (rare, round(1 - rare, 2))[::turn],
        (left, round(left + apart, 2))[:: rng.choice([-1, 1])],
        width(rng),
    )


def _sharpen(R, sharpness):
    R = np.asarray(R, float) ** sharpness
    return R / R.sum(axis=1, keepdims=True)


def _softmax(R, sharpness):
    R = np.exp(sharpness * np.asarray(R))
    return R / R.sum(axis=1, keepdims=True)


def _by_columns(R, sharpness):
    R = np.asarray(R) ** sharpness
    return R / R.sum(axis=0)


def _responsibilities(rng):
    sharpness = number(rng, 0.3, 0.8) if rng.random() < 0.5 else number(rng, 1.3, 3)
    return shares(rng, (whole(rng, 2, 5), whole(rng, 2, 4))), sharpness


def _reject(R, threshold):
    R = np.asarray(R)
    return np.where(R.max(axis=1) >= threshold, R.argmax(axis=1), -1)


def _zero_for_undecided(R, threshold):
    R = np.asarray(R)
    return np.where(R.max(axis=1) >= threshold, R.argmax(axis=1), 0)


def _twentieths(rng):
    n, K = whole(rng, 4, 8), whole(rng, 2, 4)
    R = rng.multinomial(20, shares(rng, (n, K))) / 20
    # One row's largest responsibility: reaching the threshold exactly counts.
    return R, float(R[whole(rng, 0, n - 1)].max())


def _some_undecided(R, threshold):
    """Whether each row has one winner, and some rows are undecided, but not all."""
    second, first = np.sort(R, axis=1).T[-2:]
    undecided = first < threshold
    return bool(np.all(first > second) and undecided.any() and not undecided.all())


def _expected(R, costs):
    return (np.asarray(R)[:, :, None] * costs).sum(axis=1)


def _decide(R, costs):
    return _expected(R, costs).argmin(axis=1)


def _most_probable(R, costs):
    return np.asarray(R).argmax(axis=1)


def _never_again(R, costs):
    return _expected(R, costs)[:, :-1].argmin(axis=1)


def _worst_case(R, costs):
    return np.full(len(R), np.max(costs, axis=0).argmin())


def _one_cost_for_all(R, costs):
    return np.full(len(R), np.sum(costs, axis=0).argmin())


def _shares_and_costs(rng):
    n, K = whole(rng, 6, 9), whole(rng, 2, 3)
    mistakes = np.where(np.eye(K), 0.0, rng.integers(2, 20, (K, K)))
    return shares(rng, (n, K)), np.column_stack([mistakes, np.full(K, number(rng, 0.5, 2))])


def _costs_decide(R, costs):
    """Whether every sample has one cheapest action, and every mistake shows."""
    second, first = np.sort(_expected(R, costs), axis=1).T[1::-1]
    right = _decide(R, costs)
    wrong = (_most_probable, _never_again, _worst_case, _one_cost_for_all)
    return bool(np.all(second - first > 0.01)) and all(np.any(w(R, costs) != right) for w in wrong)


_R = np.array([[0.8, 0.15, 0.05], [0.4, 0.35, 0.25], [0.1, 0.0, 0.9], [0.5, 0.5, 0.0]])

EXERCISES = (
    Exercise(
        "soft-border",
        _border,
        [((0.5, 0.5), (0.0, 4.0), 1.0), ((0.8, 0.2), (0.0, 4.0), 1.5), ((0.3, 0.7), (2.0, -1.0), 0.5)],
        [
            Mistake(
                lambda weights, means, sigma: sum(means) / 2,
                "Half-way is right for equal weights only: the common component takes more of the line.",
            ),
            Mistake(
                lambda *arguments: _border(*arguments, sign=1),
                "Your border moves towards the common component, which then gets less of the line.",
            ),
            Mistake(
                lambda *arguments: _border(*arguments, power=1),
                "Check the units: a border is a length, and your shift has none.",
            ),
            Mistake(
                _no_distance,
                "A border is a length, and your shift is a length squared. What is it divided by?",
            ),
            Mistake(
                lambda weights, means, sigma: np.dot(weights, means),
                "That is the mean of the mixture. It lies on the common component's side of the border.",
            ),
        ],
        draw=_two_components,
        then="Let σ shrink, 1, 0.5, 0.1: your border goes to the midpoint, where k-means has it.",
    ),
    Exercise(
        "soft-sharpen",
        _sharpen,
        [(_R, 1.0), (_R, 3.0), (_R[:2], 0.5)],
        [
            Mistake(
                lambda R, b: np.asarray(R) ** b,
                "Each row has to add up to one again.",
            ),
            Mistake(
                _softmax,
                "That takes exponentials of probabilities. Raise the probabilities themselves to the power.",
            ),
            Mistake(
                lambda R, b: np.asarray(R) * b / np.sum(np.asarray(R) * b, axis=1, keepdims=True),
                "A common factor cancels: raise to the power instead of multiplying.",
            ),
            Mistake(
                _by_columns,
                "Your columns add up to one. Each row is a sample, and its shares are to add up to one.",
            ),
        ],
        draw=_responsibilities,
        then="Try [[0.5, 0.3, 0.2]] with sharpness 0 and 50: first all shares are equal, then one takes all.",
    ),
    Exercise(
        "soft-reject",
        _reject,
        [(_R, 0.75), (_R, 0.5), (_R, 0.95)],
        [
            Mistake(
                lambda R, threshold: np.asarray(R).argmax(axis=1),
                "You never abstain: give −1 where the largest responsibility is below the threshold.",
            ),
            Mistake(
                lambda R, threshold: np.where(_reject(R, threshold) < 0, np.asarray(R).argmax(axis=1), -1),
                "The other way round: abstain where the largest responsibility is small.",
            ),
            Mistake(
                lambda R, threshold: np.where(
                    np.asarray(R).max(axis=1) > threshold, np.asarray(R).argmax(axis=1), -1
                ),
                "At the threshold itself a component may still be named.",
            ),
            Mistake(
                _zero_for_undecided,
                "0 is the name of the first component. What is returned where none is named?",
            ),
        ],
        draw=until(_twentieths, _some_undecided),
        then="Try it on the penguins below with thresholds 0.6, 0.9 and 0.99, and count the undecided birds.",
    ),
    Exercise(
        "soft-decide",
        _decide,
        [
            (
                np.array([[0.9, 0.1], [0.6, 0.4], [0.97, 0.03], [0.2, 0.8]]),
                np.array([[0.0, 2.0, 1.0], [20.0, 0.0, 1.0]]),
            ),
            (_R, np.array([[0.0, 3.0, 3.0, 0.8], [9.0, 0.0, 2.0, 0.8], [1.0, 5.0, 0.0, 0.8]])),
        ],
        [
            Mistake(
                _most_probable,
                "You name the most probable component, whatever a mistake costs.",
            ),
            Mistake(
                lambda R, costs: _expected(R, costs).argmax(axis=1),
                "Your actions have the highest expected cost.",
            ),
            Mistake(
                _expected,
                "Those are the expected costs, a column for each action. Which column has the least in each row?",
            ),
            Mistake(
                _never_again,
                "You never take the last action, although it may be the cheapest.",
            ),
            Mistake(
                _worst_case,
                "You guard against the worst case, however improbable it is for the sample at hand.",
            ),
            Mistake(
                _one_cost_for_all,
                "You add up the costs as if all components were equally probable. Weigh them by the responsibilities.",
            ),
        ],
        draw=until(_shares_and_costs, _costs_decide),
        then="Double the cost of the worst mistake, and see which of your decisions change.",
    ),
)
