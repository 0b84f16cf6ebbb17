"""What the chapter's pictures share: a fit on a plane, above a curve."""

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import GaussianMixture
from lecture14.figures.choosing_k.known_answer import training
from lecture14.figures.clusters import ellipses, matrices
from lecture14.figures.style import INK, MUTED, Margins, frame_axes

#: Room for two pictures, one above the other.
SPLIT = Margins(left=0.8, between=0.6)


def draw_fit(ax: Axes, X: np.ndarray, mixture: GaussianMixture) -> None:
    """Points and the ellipses of a fit, its components numbered from left to right."""
    ax.scatter(X[:, 0], X[:, 1], s=9, color=MUTED, alpha=0.55, linewidth=0)
    order = np.argsort(mixture.means_[:, 0])
    ellipses(ax, mixture.means_[order], matrices(mixture)[order])


def how_many(number: int, kind: str = "") -> str:
    """A number of components in words.

    Examples
    --------
    >>> how_many(1), how_many(3, "tied ")
    ('1 component', '3 tied components')
    """
    return f"{number} {kind}component{'s' if number > 1 else ''}"


def name_below(ax: Axes, text: str) -> None:
    """Name of the horizontal axis inside the frame: below it the next panel's title stands."""
    ax.text(0.015, 0.03, text, transform=ax.transAxes, color=INK, fontsize=8.5)


def draw_plane(ax: Axes, mixture: GaussianMixture, title: str) -> None:
    """A fit on `training`, in fixed limits."""
    draw_fit(ax, training(), mixture)
    name_below(ax, "x₁ to the right")
    frame_axes(ax, (-6.6, 7.6), (-4.6, 4.8), "", "x₂", title)
