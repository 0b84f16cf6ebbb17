"""Slides 43-45: penguins with their labels hidden, as a mixture sorts them."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture, match, supervised
from lecture14.data import load_penguins
from lecture14.figures.clusters import mixture_of


@cache
def _fit(features: tuple[int, ...]) -> GaussianMixture:
    X = load_penguins().X[:, features]
    return GaussianMixture(3, n_init=50, random_state=0, tol=1e-9, max_iter=2000).fit(X)


def climbs(features: tuple[int, ...]) -> np.ndarray:
    """Log-likelihoods in nats at which the fifty starts of `recover` end: (50,), in the order of the starts.

    Examples
    --------
    >>> climbs((0, 1)).max().round(2)
    np.float64(-1634.19)
    """
    return np.array([run.bounds[-1] for run in _fit(features).runs_])


@cache
def recover(features: tuple[int, ...]) -> tuple[GaussianMixture, np.ndarray, int]:
    """Fit three Gaussians to the penguins without their labels, the best of fifty starts, and name them afterwards.

    Parameters
    ----------
    features : tuple of int

    Returns
    -------
    mixture : GaussianMixture
        Components in the order of the species that they match.
    guess : (342,) array of int
    supervised_hits : int
        Birds that the estimates with known labels put into their species.

    Examples
    --------
    >>> birds = load_penguins()
    >>> int(np.sum(recover((0, 1, 2, 3))[1] == birds.y))
    337
    """
    birds = load_penguins()
    X = birds.X[:, features]
    fit, known = _fit(features), mixture_of(supervised(X, birds.y))
    order = match(known, fit)
    mixture = GaussianMixture.from_parameters(fit.weights_[order], fit.means_[order], fit.covariances_[order])
    return mixture, mixture.predict(X), int(np.sum(known.predict(X) == birds.y))
