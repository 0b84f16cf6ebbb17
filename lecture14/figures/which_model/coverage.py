"""Slide 33: what the ellipse of so many sigmas holds."""

from functools import cache
from math import erf, sqrt

import numpy as np

from lecture14.clustering import ellipse
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, MUTED, VERMILION, Margins, frame_axes, lecture_style, new_figure
from lecture14.figures.which_model.covariance import covariance_matrix


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
    S = covariance_matrix(1.5, 1.0, 0.6)
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
