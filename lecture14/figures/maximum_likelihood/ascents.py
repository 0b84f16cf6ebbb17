"""Slides 43-45, labels unknown: gradient ascent on the likelihood's surface over two means."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lecture14.autodiff import logsumexp, value_and_grad
from lecture14.clustering import supervised
from lecture14.data import load_penguins
from lecture14.figures.maximum_likelihood.labelled import FLIPPER

#: Where gradient ascent may start, as (μ₁, μ₂) in mm.
STARTS = {
    "near the truth": (183.0, 226.0),
    "the other way round": (226.0, 183.0),
    "close together": (205.0, 199.0),
    "both too long": (226.0, 231.0),
    "both too short": (180.0, 176.0),
}


@dataclass(frozen=True, eq=False)
class Flippers:
    """Flipper lengths of two species, and what is taken as known of them.

    Attributes
    ----------
    x : (274,) array, mm
    y : (274,) array of int, 0 Adelie and 1 Gentoo
    weights : (2,) shares of the species
    sigma : float, standard deviation within a species, mm
    """

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    sigma: float


@cache
def two_species() -> Flippers:
    """Adelie and Gentoo penguins by flipper length: two groups on one axis.

    Examples
    --------
    >>> birds = two_species()
    >>> len(birds.x), birds.weights.round(3), round(birds.sigma, 2)
    (274, array([0.551, 0.449]), 6.49)
    """
    birds = load_penguins()
    two = birds.y != 1
    x, y = birds.X[two, FLIPPER], birds.y[two] // 2
    theta = supervised(x[:, None], y, "tied")
    return Flippers(x, y, theta.weights, float(np.sqrt(theta.covariances[0, 0])))


def marginal_log_likelihood(means, x, weights, sigma):
    """Log-likelihood of a 1-D mixture as a function of its means, written so that it can be differentiated.

    Parameters
    ----------
    means : (K,) array, or one that reverse mode hands in
    x : (n,) array
    weights : (K,) array
    sigma : float

    Examples
    --------
    >>> round(float(marginal_log_likelihood(np.array([0.0, 0.0]), np.zeros(1), np.array([0.5, 0.5]), 1.0)), 4)
    -0.9189
    """
    z = (x[:, None] - means) / sigma
    log_joint = np.log(weights) - 0.5 * z**2 - np.log(sigma * np.sqrt(2 * np.pi))
    return np.sum(logsumexp(log_joint, axis=1))


#: Axes of the surface, mm.
LOW, HIGH = 172.0, 236.0


@cache
def tops() -> tuple[tuple[np.ndarray, float], ...]:
    """The two tops of the surface, the higher first: (means, log-likelihood).

    Where the gradient vanishes each mean is the average of the data weighted by its responsibilities; repeated,
    that equation finds the top next to its start.

    Examples
    --------
    >>> [(means.round(1).tolist(), round(height, 1)) for means, height in tops()]
    [([189.7, 216.9], -1078.0), ([216.7, 189.5], -1082.3)]
    """
    birds = two_species()
    found = []
    for mu in (np.array([190.0, 217.0]), np.array([217.0, 190.0])):
        for _ in range(60):
            z = (birds.x[:, None] - mu) / birds.sigma
            joint = birds.weights * np.exp(-0.5 * z**2)
            r = joint / joint.sum(axis=1, keepdims=True)
            mu = r.T @ birds.x / r.sum(axis=0)
        found.append((mu, float(marginal_log_likelihood(mu, birds.x, birds.weights, birds.sigma))))
    return tuple(found)


@cache
def ascend(start: tuple[float, float], rate: float, steps: int = 25) -> tuple[np.ndarray, np.ndarray]:
    """Gradient ascent on the marginal likelihood, the gradient by reverse mode.

    Returns
    -------
    path : (T + 1, 2) array
        T is `steps`, or less if the path runs a metre away.
    log_likelihood : (T + 1,) array

    Examples
    --------
    >>> path, climb = ascend((183.0, 226.0), 0.2)
    >>> path[-1].round(1)
    array([189.7, 216.9])
    """
    birds = two_species()
    climb = value_and_grad(lambda mu: marginal_log_likelihood(mu, birds.x, birds.weights, birds.sigma))
    path = [np.array(start)]
    heights: list[float] = []
    while len(heights) <= steps:
        value, gradient = climb(path[-1])
        heights.append(float(value))
        if np.abs(path[-1] - birds.x.mean()).max() > 1000:
            break  # it never comes back
        path.append(path[-1] + rate * gradient)
    return np.array(path[: len(heights)]), np.array(heights)


def arrival(start: tuple[float, float], rate: float) -> str:
    """Where 25 steps of gradient ascent lead: "the top", "the lower top", "neither top" or "far off the data".

    Examples
    --------
    >>> arrival((226.0, 183.0), 0.2)
    'the lower top'
    """
    path, _ = ascend(start, rate)
    if len(path) < 26:
        return "far off the data"
    distances = [np.linalg.norm(path[-1] - means) for means, _ in tops()]
    return "the top" if distances[0] < 1 else "the lower top" if distances[1] < 1 else "neither top"
