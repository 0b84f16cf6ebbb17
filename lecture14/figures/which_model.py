"""The data and the pictures of chapter "Which model?", slides 28-33."""

from functools import cache
from math import erf, sqrt

import numpy as np

from lecture14.clustering import GaussianMixture, ellipse
from lecture14.data import load_penguins
from lecture14.figures.clusters import best_names
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, MUTED, VERMILION, Margins, frame_axes, lecture_style, new_figure

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


@cache
def coverage_draws() -> np.ndarray:
    """200 000 standard normal points in the plane.

    Examples
    --------
    >>> coverage_draws().shape
    (200000, 2)
    """
    return np.random.default_rng(30).standard_normal((200_000, 2))


class Coverage(Picture):
    """Share inside `radius` sigmas: `line` in one dimension, `plane` in two (closed forms), `counted` in the draws."""

    radius: float
    line: float
    plane: float
    counted: float


def sigma_coverage(radius: float = 1.0) -> Coverage:
    """What the ellipse of so many sigmas holds, beside what the interval holds (slide 33).

    Parameters
    ----------
    radius : float
        In standard deviations.

    Examples
    --------
    >>> round(sigma_coverage(1.0).plane, 4)
    0.3935
    """
    draws = coverage_draws()
    inside = np.hypot(*draws.T) <= radius
    counted = float(inside.mean())
    line, plane = erf(radius / sqrt(2)), float(1 - np.exp(-(radius**2) / 2))
    S = np.array([[2.25, 0.9], [0.9, 1.0]])
    X, shown = draws[:300] @ np.linalg.cholesky(S).T, inside[:300]

    figure, axes = new_figure(5.0, 3.1, Margins(between=0.62), ncols=2)
    cloud, curve = axes[0]
    cloud.plot(*X[shown].T, "o", color=BLUE, markersize=3, markeredgewidth=0)
    cloud.plot(*X[~shown].T, "x", color=MUTED, markersize=3, markeredgewidth=0.7)
    cloud.plot(*ellipse([0, 0], S, plane, 60).boundary.T, color=VERMILION)
    frame_axes(cloud, (-5, 5), (-4.2, 4.2), "x₁", "x₂", f"{radius:.2f} σ: {100 * counted:.1f} % inside")
    r = np.linspace(0, 3, 61)
    curve.plot(r, [100 * erf(v / sqrt(2)) for v in r], color=MUTED, linestyle="--")
    curve.plot(r, 100 * (1 - np.exp(-(r**2) / 2)), color=VERMILION)
    curve.plot([radius], [100 * line], "s", color=MUTED, markersize=7)
    curve.plot([radius], [100 * plane], "o", color=VERMILION, markersize=7)
    with lecture_style():
        curve.text(0.62, 60, "line", ha="right")
        curve.text(1.75, 60, "plane")
    frame_axes(
        curve, (0, 3.08), (0, 103), "radius (σ)", "% inside", f"{100 * line:.1f} % and {100 * plane:.1f} %"
    )
    alt = (
        f"The ellipse of {radius:.2f} sigma holds {100 * counted:.1f} % of 200000 sampled points; the closed form says "
        f"{100 * plane:.1f} %. In one dimension the interval of {radius:.2f} sigma holds {100 * line:.1f} %."
    )
    return Coverage(figure, alt, radius, line, plane, counted)
