"""Checks of chapter "Cells: which population is this?"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake
from lecture14.exercises.checking.drawing import array, number, shares, until, whole


def _raw_log_density(z, c, scaled):
    return scaled - 0.5 * np.log(z**2 + c**2)


def _channel(rng):
    n = whole(rng, 3, 6)
    return array(rng, -300, 9000, n, digits=1), number(rng, 20, 400, 1), array(rng, -4, -0.2, n)


def _counts(values, own):
    """The errors of every gate: false ones, missed ones, in the order of the thresholds from below all values up."""
    order = np.argsort(values)
    mine = np.asarray(own, bool)[order]
    missed = np.concatenate([[0], np.cumsum(mine)])
    false = np.concatenate([[0], np.cumsum(~mine)])
    return false[-1] - false, missed


def _fewest(values, own):
    return int(np.min(np.add(*_counts(values, own))))


def _half_way(values, own):
    """The gate half-way between the two means."""
    mine = np.asarray(own, bool)
    called = values > (values[mine].mean() + values[~mine].mean()) / 2
    return int(np.sum(called != mine))


def _even(values, own):
    """The gate at which the two kinds of errors differ least."""
    false, missed = _counts(values, own)
    at = int(np.argmin(np.abs(false - missed)))
    return int(false[at] + missed[at])


def _values_and_wells(rng):
    n = whole(rng, 8, 14)
    own = rng.random(n) < rng.choice([0.3, 0.7])
    own[:2] = True, False
    values = (rng.normal(0, 1, n) + np.where(own, 1.6, 0.0)).round(2)
    return values, own


def _gates_differ(values, own):
    fewest = _fewest(values, own)
    false, missed = _counts(values, own)
    wrong = (_half_way(values, own), _even(values, own), int(false.min()), int(missed.min()))
    return len(set(values)) == len(values) and fewest not in wrong


def _sort(r, threshold):
    """The strain's share of all events, the purity and the yield of those above the threshold."""
    kept = [share for share in r if share > threshold]
    return sum(r) / len(r), sum(kept) / len(kept), sum(kept) / sum(r)


def _shares_of_a_strain(rng):
    n = whole(rng, 7, 10)
    return np.where(rng.random(n) < 0.5, array(rng, 0, 0.5, n), array(rng, 0.4, 1, n)), number(rng, 0.4, 0.9)


def _sorting_matters(r, threshold):
    """Whether events are kept and others thrown away, none on the border, and counting differs from adding up."""
    kept = r > threshold
    clear = np.abs(r - threshold).min() > 0.01 and 0 < kept.sum() < len(r)
    return clear and abs(kept.sum() - r.sum()) > 0.05 and abs(r[kept].mean() - threshold) > 0.01


def _entropy(R):
    return -float(np.sum(R * np.log(np.where(R > 0, R, 1.0))))


def _pairs(R, score):
    """The pair j < k with the largest score."""
    K = R.shape[1]
    return max(((j, k) for j in range(K) for k in range(j + 1, K)), key=lambda pair: score(*pair))


def _fall(R):
    """By how much the entropy falls when two components become one."""

    def of(j, k):
        both = R[:, [j, k]]
        return _entropy(both) - _entropy(both.sum(axis=1))

    return of


def _merge(R):
    return _pairs(R, _fall(R))


def _least(R):
    fall = _fall(R)
    return _pairs(R, lambda j, k: -fall(j, k))


def _smallest(R):
    """The two components with the fewest samples."""
    return _pairs(R, lambda j, k: -float(R[:, j].sum() + R[:, k].sum()))


def _per_sample(R):
    """The fall for each sample that the pair holds."""
    fall = _fall(R)
    return _pairs(R, lambda j, k: fall(j, k) / float(R[:, [j, k]].sum()))


def _responsibilities(rng):
    R = shares(rng, (whole(rng, 5, 8), whole(rng, 3, 4))) ** 3
    return (R / R.sum(axis=1, keepdims=True),)


def _pair_is_clear(R):
    """Whether the best pair leads by more than rounding, and no mistake names it."""
    fall, K = _fall(R), R.shape[1]
    second, first = sorted(fall(j, k) for j in range(K) for k in range(j + 1, K))[-2:]
    return first - second > 1e-3 and _merge(R) not in (_least(R), _smallest(R), _per_sample(R))


_VALUES = np.array([0.1, 0.4, 0.5, 0.9, 1.1, 1.4, 1.5, 2.2, 2.6, 3.0])
_OWN = np.array([False, False, True, False, False, False, True, True, False, True])
_R = np.array(
    [
        [0.6, 0.4, 0.0, 0.0],
        [0.5, 0.5, 0.0, 0.0],
        [0.7, 0.3, 0.0, 0.0],
        [0.9, 0.0, 0.1, 0.0],
        [0.0, 0.0, 0.9, 0.1],
        [0.0, 0.0, 0.5, 0.5],
    ]
)

EXERCISES = (
    Exercise(
        "cells-scale",
        _raw_log_density,
        [
            (np.array([0.0, 150.0, -60.0]), 150.0, np.array([-1.0, -1.0, -1.0])),
            (np.array([20000.0, 35.5]), 5.0, np.array([-0.7, -3.2])),
        ],
        [
            Mistake(
                lambda z, c, scaled: scaled + 0.5 * np.log(z**2 + c**2),
                "The sign: where the scale squeezes, the same probability is spread over more raw units.",
            ),
            Mistake(
                lambda z, c, scaled: np.asarray(scaled, float),
                "A density has a unit, one over that of z. Which factor turns one per z′ into one per z?",
            ),
            Mistake(
                lambda z, c, scaled: scaled - 0.5 * np.log((z / c) ** 2 + 1),
                "That is the derivative with respect to z/c. The inner derivative, 1/c, is missing.",
            ),
            Mistake(
                lambda z, c, scaled: scaled - np.log(z**2 + c**2),
                "The derivative of arcsinh has a square root in it.",
            ),
        ],
        draw=_channel,
        then="With it `figures.scaled_fit` compares scales: each level in this chapter is in raw units.",
    ),
    Exercise(
        "cells-gate",
        _fewest,
        [(_VALUES, _OWN)],
        [
            Mistake(
                _half_way,
                "That gate lies half-way between the means. Spreads and numbers differ, so try every place.",
            ),
            Mistake(
                _even,
                "Equal numbers of both errors are fair, and not the fewest. Minimise the sum.",
            ),
            Mistake(
                lambda values, own: int(np.min(_counts(values, own)[0])),
                "A gate above all values has no false events. Count the missed ones, too.",
            ),
            Mistake(
                lambda values, own: int(np.max(np.add(*_counts(values, own)))),
                "That is the worst gate.",
            ),
        ],
        draw=until(_values_and_wells, _gates_differ),
        then="Such a gate is tuned on labels: it says what is possible, and flatters itself on the same events.",
    ),
    Exercise(
        "cells-sort",
        _sort,
        [(np.array([0.02, 0.97, 0.1, 0.6, 0.0, 0.85, 0.3, 0.04]), 0.5)],
        [
            Mistake(
                lambda r, threshold: (float(np.mean(r > threshold)), *_sort(r, threshold)[1:]),
                "Your share counts the events above the threshold. A doubtful event counts by its responsibility.",
            ),
            Mistake(
                lambda r, threshold: (_sort(r, threshold)[0], threshold, _sort(r, threshold)[2]),
                "The threshold is what the least sure of the kept events exceeds. On average they promise more.",
            ),
            Mistake(
                lambda r, threshold: (*_sort(r, threshold)[:2], float(r[r > threshold].sum() / len(r))),
                "For the yield you divide by all events. How many events of the strain can be expected at all?",
            ),
            Mistake(
                lambda r, threshold: (*_sort(r, threshold)[:2], float(np.sum(r > threshold) / r.sum())),
                "Your yield counts every kept event as one of the strain. Count its responsibility.",
            ),
        ],
        draw=until(_shares_of_a_strain, _sorting_matters),
        then="Try it on cyan: `figures.fitted(4).predict_proba(P)[:, 1]`, with a threshold of 0.5 and one of 0.9.",
    ),
    Exercise(
        "cells-merge",
        _merge,
        [(_R,)],
        [
            Mistake(_least, "That pair is told apart best. Look for the pair that nobody can tell apart."),
            Mistake(_smallest, "Small components may still be clear. It is doubt that counts, not size."),
            Mistake(
                _per_sample,
                "You divide by the samples of the pair. The total entropy is to fall as much as it can.",
            ),
        ],
        draw=until(_responsibilities, _pair_is_clear),
        then="Do it again with two columns added: Baudry and others (2010) go on until the fall becomes small.",
    ),
)
