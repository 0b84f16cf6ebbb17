"""Slide 47: EM and gradient ascent from the same start."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.figures.maximum_likelihood import ascend, marginal_log_likelihood, tops, two_species


@cache
def em_means(start: tuple[float, float], n_iter: int = 25) -> tuple[np.ndarray, np.ndarray]:
    """EM for the two means of the flippers; weights and σ stay as they are.

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.
    n_iter : int

    Returns
    -------
    path : (n_iter + 1, 2) array
    log_likelihood : (n_iter + 1,) array

    Examples
    --------
    >>> path, climb = em_means((226.0, 183.0))
    >>> path[-1].round(1), round(float(climb[-1]), 1)
    (array([216.7, 189.5]), -1082.3)
    """
    birds = two_species()
    path = [np.array(start)]
    for _ in range(n_iter):
        r = shares(path[-1])
        path.append(r.T @ birds.x / r.sum(axis=0))
    heights = [marginal_log_likelihood(mu, birds.x, birds.weights, birds.sigma) for mu in path]
    return np.array(path), np.array(heights)


def shares(mu: np.ndarray) -> np.ndarray:
    """Probability of each component for each flipper length, under two means: (274, 2).

    Examples
    --------
    >>> shares(np.array([190.0, 217.0]))[0].round(3)
    array([1., 0.])
    """
    birds = two_species()
    variances = [birds.sigma**2] * 2
    mixture = GaussianMixture.from_parameters(birds.weights, mu[:, None], variances, "spherical")
    return mixture.predict_proba(birds.x[:, None])


def iterations(start: tuple[float, float], step: float | None = None) -> int | None:
    """After how many iterations a run is within 0.01 nats of the top at which EM arrives from the same start.

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.
    step : float or None
        Step length of gradient ascent in mm²; None runs EM.

    Returns
    -------
    int, or None if 25 iterations are not enough

    Examples
    --------
    >>> iterations((183.0, 226.0)), iterations((183.0, 226.0), 0.2), iterations((183.0, 226.0), 0.02)
    (2, 6, None)
    """
    path, em = em_means(tuple(start))
    top = _top_near(path[-1])
    climb = em if step is None else ascend(tuple(start), float(step))[1]
    close = np.flatnonzero(np.abs(top - climb) < 0.01)
    return int(close[0]) if close.size else None


def _top_near(means: np.ndarray) -> float:
    return min(tops(), key=lambda top: float(np.abs(top[0] - means).max()))[1]
