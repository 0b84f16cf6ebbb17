"""A neural network with one hidden layer, trained by reverse mode (slide 23).

"Backpropagation" is the reverse sweep of slide 18 on the graph of the loss.
"""

from typing import NamedTuple

import numpy as np

from lecture14.autodiff import value_and_grad


def two_moons(n: int = 200, noise: float = 0.15, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two half circles that reach into each other.

    Parameters
    ----------
    n : int
        Samples, half of them in each class.
    noise : float
        Standard deviation of the normal noise on both features.
    seed : int

    Returns
    -------
    X : (n, 2) array
    labels : (n,) array of 0 and 1

    Examples
    --------
    >>> X, labels = two_moons(6, noise=0.0)
    >>> X[:3].round(3) + 0.0
    array([[ 1.,  0.],
           [ 0.,  1.],
           [-1.,  0.]])
    """
    half = n // 2
    angle = np.pi * np.linspace(0, 1, half)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    X = np.vstack([upper, lower])
    X = X + noise * np.random.default_rng(seed).standard_normal(X.shape)
    return X, np.repeat([0, 1], half)


def initial_weights(hidden: int = 8, seed: int = 0) -> dict[str, np.ndarray]:
    """Random weights: W1 (2, hidden), b1 (hidden,), W2 (hidden,), b2 ().

    Examples
    --------
    >>> {name: w.shape for name, w in initial_weights(3).items()}
    {'W1': (2, 3), 'b1': (3,), 'W2': (3,), 'b2': ()}
    """
    rng = np.random.default_rng(seed)
    return {
        "W1": rng.standard_normal((2, hidden)),
        "b1": np.zeros(hidden),
        "W2": rng.standard_normal(hidden) / np.sqrt(hidden),
        "b2": np.zeros(()),
    }


def classify(weights, X):
    """The network's logit at each row of X: positive for class 1.

    Examples
    --------
    >>> classify(initial_weights(), np.zeros((1, 2)))
    array([0.])
    """
    hidden = np.tanh(X @ weights["W1"] + weights["b1"])
    return hidden @ weights["W2"] + weights["b2"]


def cross_entropy(weights, X, labels):
    """Mean negative log-likelihood of the labels, in nats.

    With logit z a label t costs log(1 + eᶻ) − tz; `np.logaddexp` keeps large z from overflowing.

    Examples
    --------
    >>> zero = {name: 0 * w for name, w in initial_weights().items()}
    >>> round(float(cross_entropy(zero, *two_moons())), 6)
    0.693147
    """
    z = classify(weights, X)
    return np.mean(np.logaddexp(0.0, z) - labels * z)


class Training(NamedTuple):
    """The course of a training.

    Attributes
    ----------
    weights : list of dict
        Before the first step and after each.
    losses : (steps + 1,) array
    """

    weights: list[dict[str, np.ndarray]]
    losses: np.ndarray


def train(X, labels, weights, steps: int = 200, rate: float = 0.3, momentum: float = 0.9) -> Training:
    """Gradient descent with momentum on all samples at once.

    Parameters
    ----------
    X : (n, 2) array
    labels : (n,) array of 0 and 1
    weights : dict
        As from `initial_weights`; not changed.
    steps : int
    rate : float
        Step size η: v ← momentum·v − η∇loss, weights ← weights + v.
    momentum : float in [0, 1)

    Returns
    -------
    Training

    Examples
    --------
    >>> course = train(*two_moons(), initial_weights(), steps=20)
    >>> bool(course.losses[-1] < course.losses[0])
    True
    """
    both = value_and_grad(cross_entropy)
    velocity = {name: np.zeros_like(w) for name, w in weights.items()}
    course, losses = [weights], []
    for _ in range(steps):
        loss, gradient = both(weights, X, labels)
        velocity = {name: momentum * velocity[name] - rate * gradient[name] for name in weights}
        weights = {name: weights[name] + velocity[name] for name in weights}
        course.append(weights)
        losses.append(float(loss))
    losses.append(float(cross_entropy(weights, X, labels)))
    return Training(course, np.array(losses))
