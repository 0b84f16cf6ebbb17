"""The picture of chapter "Implementation", slide 62: the four covariance types."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from ..clustering import GaussianMixture
from ..clustering.gaussian import ellipse
from ..data import load_penguins
from .picture import Picture
from .style import COMPONENT_COLOURS, COMPONENT_MARKERS, MUTED, frame_axes, minus, new_figure

#: Share of a component's own probability inside its drawn ellipse.
COVERAGE = 0.9


@cache
def bills_and_flippers() -> np.ndarray:
    """Bill length and flipper length of 342 penguins, in millimetres: (342, 2)."""
    return load_penguins().X[:, [0, 2]]


@cache
def penguin_fit(covariance_type: str) -> GaussianMixture:
    """Three components on `bills_and_flippers`, the best of ten starts."""
    return GaussianMixture(
        3, covariance_type=covariance_type, n_init=10, tol=1e-7, max_iter=1000, random_state=0
    ).fit(bills_and_flippers())


@dataclass(frozen=True, eq=False, repr=False)
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
    bic = float(fit.bic(X))
    # BIC = −2ℓ + p log n: the count is what the package itself charges for.
    n_parameters = round((bic + 2 * log_likelihood) / np.log(len(X)))
    covariances = {
        "full": lambda k: fit.covariances_[k],
        "tied": lambda k: fit.covariances_,
        "diag": lambda k: np.diag(fit.covariances_[k]),
        "spherical": lambda k: fit.covariances_[k] * np.eye(2),
    }[covariance_type]

    figure, axes = new_figure(5.0, 4.2)
    ax = axes[0, 0]
    owner = fit.predict(X)
    # The components come in any order; by flipper length they keep their colours from type to type.
    for rank, k in enumerate(np.argsort(fit.means_[:, 1])):
        colour, marker = COMPONENT_COLOURS[rank], COMPONENT_MARKERS[rank]
        x, y = X[owner == k].T
        ax.plot(x, y, marker, color=colour, markersize=3.2, alpha=0.6, markeredgewidth=0)
        boundary = ellipse(fit.means_[k], covariances(k), COVERAGE).boundary
        ax.plot(*boundary.T, color=colour, linestyle=("-", "--", "-.")[rank])
        ax.plot(*fit.means_[k], "+", color=MUTED, markersize=9)
    title = (
        f"{covariance_type}: {n_parameters} parameters, log-likelihood {log_likelihood:.0f}, BIC {bic:.0f}"
    )
    frame_axes(ax, (30, 62), (166, 236), "bill length (mm)", "flipper length (mm)", minus(title))
    shape = {
        "full": "ellipses of any shape and tilt",
        "tied": "three equal ellipses",
        "diag": "ellipses along the axes",
        "spherical": "three circles (drawn flat, for the axes have different scales)",
    }[covariance_type]
    alt = f"342 penguins under {shape}: {n_parameters} parameters, log-likelihood {log_likelihood:.0f}, BIC {bic:.0f}."
    return CovarianceTypes(figure, minus(alt), log_likelihood, n_parameters, bic)
