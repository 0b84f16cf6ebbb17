"""What pictures of clusters share: points by component, hard or soft, and ellipses."""

from itertools import permutations

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import GaussianMixture, ellipse
from lecture14.clustering.covariances.table import TYPES
from lecture14.figures.style import COMPONENT_COLOURS, COMPONENT_DASHES, COMPONENT_MARKERS, PAPER, mix

#: Share of a component's own probability inside its drawn ellipse.
COVERAGE = 0.8


def best_names(truth: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Rename clusters so that as many points as possible agree with the truth.

    Clusters have no order: a fit may call "1" what the data call "0".

    Parameters
    ----------
    truth, labels : (n,) arrays of int, both in 0 … K-1

    Returns
    -------
    (K,) array: the true name of each cluster

    Examples
    --------
    >>> best_names(np.array([0, 0, 1]), np.array([1, 1, 0]))
    array([1, 0])
    """
    K = int(max(truth.max(), labels.max())) + 1
    agree = np.array([[np.sum((labels == a) & (truth == b)) for b in range(K)] for a in range(K)])
    return np.array(max(permutations(range(K)), key=lambda names: agree[range(K), names].sum()))


def points(ax: Axes, X: np.ndarray, labels: np.ndarray, size=14) -> None:
    """Points with the colour and the marker of their component."""
    for k in np.unique(labels):
        x, y = X[labels == k].T
        ax.scatter(
            x,
            y,
            s=size,
            marker=COMPONENT_MARKERS[k],
            color=COMPONENT_COLOURS[k],
            alpha=0.75,
            linewidth=0,
            clip_on=False,
        )


def soft_points(ax: Axes, X: np.ndarray, responsibilities: np.ndarray, size=13) -> None:
    """Points in blended colours, with the marker of the most probable component."""
    # Twelve shades are more than an eye tells apart, and frames share the points that keep their shade.
    colours = mix(np.round(responsibilities * 12) / 12)
    owner = responsibilities.argmax(axis=1)
    for k in range(responsibilities.shape[1]):
        mine = owner == k
        x, y = X[mine].T
        ax.scatter(x, y, s=size, marker=COMPONENT_MARKERS[k], c=colours[mine], linewidth=0, clip_on=False)


def mixture_of(theta, covariance_type: str = "full") -> GaussianMixture:
    """The mixture of some parameters, or of an iteration that carries weights, means and covariances.

    Examples
    --------
    >>> mixture_of(GaussianMixture(1).fit([[0.0], [2.0]]).history_[-1]).means_
    array([[1.]])
    """
    return GaussianMixture.from_parameters(theta.weights, theta.means, theta.covariances, covariance_type)


def matrices(mixture: GaussianMixture) -> np.ndarray:
    """The covariances of a mixture as (K, d, d), whatever their type.

    Examples
    --------
    >>> round_ones = GaussianMixture.from_parameters([0.5, 0.5], [[0, 0], [1, 1]], [1.0, 4.0], "spherical")
    >>> matrices(round_ones)[1]
    array([[4., 0.],
           [0., 4.]])
    """
    K, d = mixture.means_.shape
    return TYPES[mixture.covariance_type].as_full(mixture.covariances_, K, d)


def ellipses(ax: Axes, means, covariances, coverage: float = COVERAGE) -> None:
    """One ellipse of coverage for each component, told apart by colour, dashes and the marker at its mean."""
    for k, (mean, covariance) in enumerate(zip(means, covariances, strict=True)):
        colour = COMPONENT_COLOURS[k % len(COMPONENT_COLOURS)]
        marker = COMPONENT_MARKERS[k % len(COMPONENT_MARKERS)]
        boundary = ellipse(mean, covariance, coverage, 60).boundary
        ax.plot(
            *boundary.T, color=colour, linestyle=COMPONENT_DASHES[k % len(COMPONENT_DASHES)], linewidth=1.4
        )
        ax.plot(*mean, marker=marker, markersize=8, color=colour, markeredgecolor=PAPER)
