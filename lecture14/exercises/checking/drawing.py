"""Inputs drawn at random: few digits, so that a message can show them, and far from where rounding decides."""

from collections.abc import Callable

import numpy as np


def number(rng: np.random.Generator, low: float, high: float, digits: int = 2) -> float:
    """A number between two bounds, with few digits.

    Examples
    --------
    >>> number(np.random.default_rng(14), -1, 1)
    0.66
    """
    return round(float(rng.uniform(low, high)), digits)


def either_sign(rng: np.random.Generator, low: float, high: float, digits: int = 2) -> float:
    """A number whose size lies between two bounds, positive or negative: it stays away from zero.

    Examples
    --------
    >>> either_sign(np.random.default_rng(14), 0.5, 2)
    1.75
    """
    return number(rng, low, high, digits) * (1 if rng.random() < 0.5 else -1)


def array(
    rng: np.random.Generator, low: float, high: float, shape: int | tuple[int, ...], digits: int = 2
) -> np.ndarray:
    """An array of such numbers.

    Examples
    --------
    >>> array(np.random.default_rng(14), -1, 1, 3)
    array([ 0.66, -0.28,  0.41])
    """
    return rng.uniform(low, high, shape).round(digits)


def whole(rng: np.random.Generator, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def shares(rng: np.random.Generator, shape: int | tuple[int, ...]) -> np.ndarray:
    """Numbers that add up to one along the last axis, none below a tenth of the even share: weights, responsibilities.

    Examples
    --------
    >>> R = shares(np.random.default_rng(14), (4, 3))
    >>> R.sum(axis=1).round(12), bool(R.min() > 0)
    (array([1., 1., 1., 1.]), True)
    """
    raw = rng.uniform(0.1, 1.0, shape).round(2)
    return raw / raw.sum(axis=-1, keepdims=True)


def covariances(rng: np.random.Generator, K: int, d: int) -> np.ndarray:
    """K symmetric, positive definite d × d matrices, well conditioned.

    Examples
    --------
    >>> bool(np.linalg.eigvalsh(covariances(np.random.default_rng(14), 5, 3)).min() > 0.2)
    True
    """
    root = rng.uniform(-0.6, 0.6, (K, d, d)).round(2)
    return root @ root.transpose(0, 2, 1) + np.eye(d) * rng.uniform(0.3, 1.5, (K, 1, 1)).round(2)


def width(rng: np.random.Generator) -> float:
    """A standard deviation from 0.5 to 2, but none near one, where σ, σ² and 1/σ look alike.

    Examples
    --------
    >>> width(np.random.default_rng(14))
    1.49
    """
    return number(rng, 0.5, 0.85) if rng.random() < 0.5 else number(rng, 1.2, 2.0)


def until(
    draw: Callable[[np.random.Generator], tuple], good: Callable[..., bool]
) -> Callable[[np.random.Generator], tuple]:
    """A drawing function that draws again until ``good(*inputs)``: no ties, no label on which a mistake is right.

    Examples
    --------
    >>> odd = until(lambda rng: (whole(rng, 1, 9),), lambda n: n % 2 == 1)
    >>> [odd(np.random.default_rng(seed))[0] for seed in range(6)]
    [5, 5, 3, 1, 7, 7]
    """

    def again(rng: np.random.Generator) -> tuple:
        inputs = draw(rng)
        while not good(*inputs):
            inputs = draw(rng)
        return inputs

    return again
