"""Slides 43-45: penguins with their labels hidden, as a mixture sorts them."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture, match, supervised
from lecture14.data import load_penguins
from lecture14.figures.clusters import ellipses, mixture_of, points
from lecture14.figures.picture import Picture
from lecture14.figures.style import Margins, frame_axes, new_figure


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


def hidden_labels() -> Picture:
    """Penguins by flipper length and body mass, sorted by a mixture that knew no species (slides 43-45).

    Examples
    --------
    >>> hidden_labels().alt[:55]
    '342 penguins by flipper length and body mass, and three'
    """
    X = load_penguins().X[:, [2, 3]]
    mixture, guess, _ = recover((2, 3))
    figure, axes = new_figure(5.0, 3.9, Margins(left=0.75))
    ax = axes[0, 0]
    points(ax, X, guess)
    ellipses(ax, mixture.means_, mixture.covariances_)
    frame_axes(
        ax,
        (170, 234),
        (2500, 6500),
        "flipper length (mm)",
        "body mass (g)",
        "Sorted by a mixture without labels",
    )
    shares = ", ".join(f"{np.sum(guess == k)}" for k in range(3))
    alt = (
        f"{len(X)} penguins by flipper length and body mass, and three Gaussian components, of {shares} birds: one "
        "over the light birds, one over the heavy ones, and a small one on the heaviest."
    )
    return Picture(figure, alt)
