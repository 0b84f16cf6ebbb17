"""Slide 37: three weighted components in the plane, as ellipses, as contours and as a surface."""

from functools import cache
from typing import Any

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.figures.clusters import ellipses
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, Margins, frame_axes, lecture_style, new_figure

#: Three components in the plane with weights 0.5, 0.3, 0.2, tilted each its own way, as on slide 37.
PLANE = GaussianMixture.from_parameters(
    [0.5, 0.3, 0.2],
    [[3.0, 3.2], [5.6, 5.0], [7.2, 7.8]],
    [[[1.1, -0.7], [-0.7, 0.9]], [[1.0, 0.75], [0.75, 0.9]], [[0.9, -0.6], [-0.6, 0.8]]],
)


@cache
def _weighted(first: float) -> GaussianMixture:
    """The components of `PLANE` with this weight of the first; the others share the rest as 0.3 to 0.2."""
    weights = np.round([first, 0.6 * (1 - first), 0.4 * (1 - first)], 12)
    return GaussianMixture.from_parameters(weights, PLANE.means_, PLANE.covariances_)


@cache
def _plane(points: int, turn: float = 0.0, first: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """The mixture's density over a square grid around its mean, the grid turned by so many degrees."""
    s = np.linspace(-5.2, 5.2, points)
    a, b = np.meshgrid(s, s)
    c, d = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    grid = np.array([4.9, 5.0]) + np.stack([c * a - d * b, d * a + c * b], axis=-1)
    return s, np.exp(_weighted(first).score_samples(grid.reshape(-1, 2))).reshape(a.shape)


def _profiles(ax: Any, s: np.ndarray, density: np.ndarray, scale: float) -> None:
    """One profile for each second row, from front to back: what lies below the horizon so far is hidden."""
    horizon = np.full(len(s), -np.inf)
    for row in range(0, len(s), 2):
        profile = 0.5 * s[row] + scale * density[row]
        ax.plot(s, np.where(profile >= horizon, profile, np.nan), color=BLUE, linewidth=0.9)
        horizon = np.maximum(horizon, profile)


class PlaneMixture(Picture):
    """The mixture's `weights` and its density at the three component means, `heights` (3,)."""

    weights: np.ndarray
    heights: np.ndarray


def plane_mixture(first: float = 0.5) -> PlaneMixture:
    """Three weighted components in the plane, and their sum as contours and as a surface (slide 37).

    Parameters
    ----------
    first : float
        Weight of the first component. The second and third share the rest as 0.3 to 0.2.

    Examples
    --------
    >>> plane_mixture().weights
    array([0.5, 0.3, 0.2])
    """
    mixture = _weighted(first)
    heights = np.exp(mixture.score_samples(mixture.means_))
    figure, axes = new_figure(5.0, 5.6, Margins(between=0.75), nrows=2, ncols=2)
    parts, total = axes[0]
    ellipses(parts, mixture.means_, mixture.covariances_, 0.5)
    ellipses(parts, mixture.means_, mixture.covariances_, 0.9)
    for weight, mean, shift in zip(
        mixture.weights_, mixture.means_, ((-1.6, -1.9), (-2.2, 1.2), (1.9, -2.6)), strict=True
    ):
        with lecture_style():
            parts.text(*(mean + shift), f"{weight:.2g}", ha="center", va="center")
    s, density = _plane(61, first=first)
    # The same levels for all weights, so that more lines are a higher hill.
    levels = 0.098 * np.arange(1, 17) / 7.5
    total.contour(4.9 + s, 5.0 + s, density, levels=levels, colors=BLUE, linewidths=1.1)
    frame_axes(parts, (0, 10), (0, 10), "x₁", "x₂", "Components, πₖ")
    frame_axes(total, (0, 10), (0, 10), "x₁", "", "Their sum")
    for ax in (parts, total):
        ax.set_xticks([0, 5, 10])
    for ax in axes[1]:
        ax.remove()
    below = figure.add_subplot(axes[1, 0].get_gridspec()[1, :])
    below.axis("off")
    _profiles(below, *_plane(65, 45.0, first), 27.0)
    frame_axes(below, (-5.3, 5.3), (-2.8, 5.2), "", "", "The sum as a surface, turned by 45°")
    named = [f"{weight:.2g}" for weight in mixture.weights_]
    alt = (
        f"Ellipses of three tilted Gaussians with weights {named[0]}, {named[1]} and {named[2]}, and their weighted "
        "sum as contours and as a surface; "
        f"its density at the three means is {heights[0]:.3f}, {heights[1]:.3f} and {heights[2]:.3f}."
    )
    return PlaneMixture(figure, alt, mixture.weights_, heights)


class Surface(Picture):
    """The `top`: the highest density on the drawn grid."""

    top: float


def surface(turn: float = 20.0) -> Surface:
    """The same sum as a surface, seen from a side that the reader picks (slide 37).

    Parameters
    ----------
    turn : float
        Degrees by which the plane is turned.

    Examples
    --------
    >>> 0.08 < surface(0.0).top < 0.12
    True
    """
    s, density = _plane(65, turn)
    figure, axes = new_figure(5.0, 3.0, Margins(left=0.1, right=0.1, bottom=0.1))
    ax = axes[0, 0]
    ax.axis("off")
    _profiles(ax, s, density, 36.0)
    frame_axes(ax, (-5.3, 5.3), (-2.8, 6.2), "", "", f"Density over the plane, turned by {turn:.0f}°")
    top = float(density.max())
    alt = (
        f"The mixture's density as a surface, turned by {turn:.0f} degrees: three ridges, the highest, over 0.11, "
        "where the component of weight 0.5 sits."
    )
    return Surface(figure, alt, top)
