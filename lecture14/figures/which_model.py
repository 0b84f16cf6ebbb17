"""The data and the fits of chapter "Which model?", slides 28-33."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.data import load_penguins
from lecture14.figures.clusters import best_names

#: Means of the best of ten random starts, so that a page need not search again; a test does.
BILL_START = {
    "diag": [[38.8, 18.3], [49.4, 17.4], [46.0, 14.4]],
    "full": [[39.0, 18.3], [49.1, 18.4], [47.6, 15.0]],
}

#: Means of the two tilted clouds, which differ across the tilt.
CLOUD_MEANS = np.array([[-0.7, 0.7], [0.7, -0.7]])


@cache
def bill_mixture(covariance: str = "full") -> GaussianMixture:
    """Three components fitted to the penguins' bills without the species, from `BILL_START`: the best of ten starts.

    Components are numbered as the species are: Adelie, Chinstrap, Gentoo, wherever they fit best.

    Parameters
    ----------
    covariance : "diag" or "full"

    Examples
    --------
    >>> bill_mixture("diag").covariances_.shape
    (3, 2)
    """
    birds = load_penguins()
    X = birds.X[:, :2]
    mixture = GaussianMixture(
        3, covariance_type=covariance, means_init=BILL_START[covariance], tol=1e-9, max_iter=2000
    ).fit(X)
    order = np.argsort(best_names(birds.y, mixture.predict(X)))
    return GaussianMixture.from_parameters(
        mixture.weights_[order], mixture.means_[order], mixture.covariances_[order], covariance
    )


@cache
def clouds(correlation: float) -> tuple[np.ndarray, np.ndarray]:
    """Two clouds of 120 points side by side, with variances 1 and the same correlation, and the cloud of each point.

    Parameters
    ----------
    correlation : float in [0, 1)
        Of the two features within each cloud.

    Examples
    --------
    >>> X, y = clouds(0.8)
    >>> X.shape, np.bincount(y)
    ((240, 2), array([120, 120]))
    """
    draws = np.random.default_rng(28).standard_normal((2, 120, 2))
    factor = np.linalg.cholesky([[1.0, correlation], [correlation, 1.0]])
    return np.vstack(draws @ factor.T + CLOUD_MEANS[:, None]), np.repeat([0, 1], 120)
