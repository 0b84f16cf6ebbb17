"""Slides 43-45: penguins with their labels hidden, as a mixture sorts them."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture, match, supervised
from lecture14.data import load_penguins
from lecture14.figures.clusters import ellipses, mixture_of, points
from lecture14.figures.maximum_likelihood.features import FEATURE_AXES, pair_axes
from lecture14.figures.picture import Picture
from lecture14.figures.style import MUTED, Margins, new_figure


class Hidden(Picture):
    """`recovered` and `supervised_hits`: birds, of 342, given their species by a mixture without labels and by
    estimates with labels."""

    recovered: int
    supervised_hits: int


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


def hidden_labels(features: tuple[int, int] = (0, 1), view: str = "guess") -> Hidden:
    """Penguins with their labels hidden, as a mixture sorts them, and as they are (slides 43-45).

    Parameters
    ----------
    features : (int, int)
        Columns of the penguins' X.
    view : "hidden", "guess" or "truth"

    Examples
    --------
    >>> picture = hidden_labels((2, 3))
    >>> picture.recovered, picture.supervised_hits
    (170, 281)
    """
    birds = load_penguins()
    X = birds.X[:, features]
    mixture, guess, supervised_hits = recover(tuple(features))
    recovered = int(np.sum(guess == birds.y))
    figure, axes = new_figure(5.0, 3.9, Margins(left=0.75))
    ax = axes[0, 0]
    if view == "hidden":
        u, v = X.T
        ax.scatter(u, v, s=15, facecolor="none", edgecolor=MUTED, linewidth=0.8)
    else:
        points(ax, X, guess if view == "guess" else birds.y)
        ellipses(ax, mixture.means_, mixture.covariances_)
    title = {
        "hidden": "No labels: 342 birds",
        "guess": f"Mixture without labels: {recovered} of 342 right",
        "truth": "The species, and the mixture's ellipses",
    }[view]
    pair_axes(ax, features, title)
    names = " and ".join(FEATURE_AXES[f][0].split(" (")[0] for f in features)
    alt = f"342 penguins by {names}. {title}. With labels known the estimates get {supervised_hits} right."
    return Hidden(figure, alt, recovered, supervised_hits)
