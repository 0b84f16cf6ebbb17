"""The picture of chapter "Implementation", slide 62: the four covariance types."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.data import load_penguins
from lecture14.figures.clusters import ellipses, matrices, points
from lecture14.figures.picture import Picture
from lecture14.figures.style import frame_axes, new_figure

#: Share of a component's own probability inside its drawn ellipse.
COVERAGE = 0.9


@cache
def bills_and_flippers() -> np.ndarray:
    """Bill length and flipper length of 342 penguins, in millimetres: (342, 2)."""
    return load_penguins().X[:, [0, 2]]


@cache
def penguin_fit(covariance_type: str) -> GaussianMixture:
    """Three components on `bills_and_flippers`, the best of fifty starts."""
    return GaussianMixture(
        3, covariance_type=covariance_type, n_init=50, tol=1e-9, max_iter=5000, random_state=0
    ).fit(bills_and_flippers())


class CovarianceTypes(Picture):
    """`log_likelihood` in nats, `n_parameters` of the fit, and its `bic` (small is good)."""

    log_likelihood: float
    n_parameters: int
    bic: float


def covariance_types(covariance_type: str = "full") -> CovarianceTypes:
    """Penguins under a mixture of three, with one of the four covariance types (slide 62).

    Parameters
    ----------
    covariance_type : "full", "tied", "diag" or "spherical"

    Examples
    --------
    >>> covariance_types("spherical").n_parameters
    11
    """
    X, fit = bills_and_flippers(), penguin_fit(covariance_type)
    log_likelihood = float(fit.score(X) * len(X))
    bic, n_parameters = float(fit.bic(X)), fit.n_parameters()

    figure, axes = new_figure(5.0, 4.2)
    ax = axes[0, 0]
    # The components come in any order; by flipper length they keep their colours from type to type.
    order = np.argsort(fit.means_[:, 1])
    points(ax, X, np.argsort(order)[fit.predict(X)], size=10)
    ellipses(ax, fit.means_[order], matrices(fit)[order], COVERAGE)
    title = (
        f"{covariance_type}: {n_parameters} parameters, log-likelihood {log_likelihood:.0f}, BIC {bic:.0f}"
    )
    frame_axes(ax, (30, 62), (166, 236), "bill length (mm)", "flipper length (mm)", title)
    shape = {
        "full": "ellipses of any shape and tilt",
        "tied": "three equal ellipses",
        "diag": "ellipses along the axes",
        "spherical": "three circles (drawn flat, for the axes have different scales)",
    }[covariance_type]
    alt = f"342 penguins under {shape}: {n_parameters} parameters, log-likelihood {log_likelihood:.0f}, BIC {bic:.0f}."
    return CovarianceTypes(figure, alt, log_likelihood, n_parameters, bic)
