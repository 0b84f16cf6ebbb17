"""Checks of chapter "From hard to soft"."""

import numpy as np

from lecture14.exercises.checking import Exercise, Mistake


def _border(weights, means, sigma, *, sign=-1, power=2):
    (a, b), (m, n) = weights, means
    return (m + n) / 2 + sign * sigma**power * np.log(a / b) / (m - n)


def _sharpen(R, sharpness):
    R = np.asarray(R, float) ** sharpness
    return R / R.sum(axis=1, keepdims=True)


def _softmax(R, sharpness):
    R = np.exp(sharpness * np.asarray(R))
    return R / R.sum(axis=1, keepdims=True)


def _reject(R, threshold):
    R = np.asarray(R)
    return np.where(R.max(axis=1) >= threshold, R.argmax(axis=1), -1)


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
                "The border moves the wrong way: away from the common component, not towards it.",
            ),
            Mistake(
                lambda *arguments: _border(*arguments, power=1),
                "The exponent has σ² below, so the shift has σ² above, not σ.",
            ),
        ],
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
        ],
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
        ],
    ),
)
