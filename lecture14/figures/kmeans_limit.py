"""The pictures of chapter "Hard assignments: k-means as σ → 0", slide 61."""

from functools import cache
from typing import NamedTuple

import numpy as np

from lecture14.clustering import (
    GaussianMixture,
    KMeans,
    Parameters,
    SufficientStatistics,
    m_step,
)
from lecture14.figures.clusters import mixture_of
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_MARKERS,
    INK,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    new_figure,
)

# -- one responsibility ------------------------------------------------------------------------------------


class Share(Picture):
    """`border`, where both components are equally probable, and `width`, between responsibilities of 10 and 90 %."""

    border: float
    width: float


def share_curve(sigma: float = 1.0, weight: float = 0.5) -> Share:
    """The responsibility of the right one of two components at 0 and 4, over x (slide 61).

    Parameters
    ----------
    sigma : float
        Standard deviation of both.
    weight : float
        Mixing weight of the left one.

    Examples
    --------
    >>> share_curve(1.0, 0.9).border.round(3), share_curve(0.1, 0.9).border.round(3)
    (np.float64(2.549), np.float64(2.005))
    """
    x = np.linspace(-1, 5, 241)
    log_odds = np.log((1 - weight) / weight) + 4 * (x - 2) / sigma**2
    r = 1 / (1 + np.exp(-np.clip(log_odds, -700, 700)))
    border = 2 + sigma**2 * np.log(weight / (1 - weight)) / 4
    width = sigma**2 * np.log(9) / 2
    figure, axes = new_figure(5.0, 3.4, Margins(left=0.7))
    ax = axes[0, 0]
    ax.plot([-1, 2, 2, 5], [0, 0, 1, 1], color=MUTED, linestyle=":", linewidth=1.4)
    ax.plot(x, r, color=BLUE)
    ax.axvline(border, color=VERMILION, linestyle="--", linewidth=1.2)
    for k, mean in enumerate((0, 4)):
        ax.plot(
            mean, 0.0, marker=COMPONENT_MARKERS[k], markersize=9, color=COMPONENT_COLOURS[k], clip_on=False
        )
    ax.text(-0.9, 1.02, "dotted: k-means", color=INK, fontsize=8.5)
    frame_axes(
        ax, (-1, 5), (0, 1.12), "x", "share of the right one", f"σ = {sigma:.2g}: border at {border:.3f}"
    )
    alt = (
        f"Responsibility of the right component over x, for means 0 and 4 and weights {weight:g} and {1 - weight:g}. "
        f"With σ = {sigma:.2g} it rises from 10 to 90 % within {width:.3g} and equals one half at {border:.3f}; "
        "k-means jumps at 2."
    )
    return Share(figure, alt, border, width)


# -- where hard EM is not k-means --------------------------------------------------------------------------

#: Where all models of `compact_in_wide` start.
PAIR_START = np.array([[0.0, 0.0], [3.0, 0.0]])

#: The models of `compact_in_wide`, by what a reader calls them.
MODELS = {
    "k-means": "k-means",
    "hard EM, all shared": "shared",
    "hard EM, own weight and width": "spherical",
    "hard EM, own covariance": "full",
    "soft EM, own covariance": "soft",
}


@cache
def compact_in_wide() -> tuple[np.ndarray, np.ndarray]:
    """230 points: a small compact group of 80 inside the edge of a wide one of 150.

    Examples
    --------
    >>> X, y = compact_in_wide()
    >>> X.shape, np.bincount(y)
    ((230, 2), array([150,  80]))
    """
    rng = np.random.default_rng(61)
    wide = rng.normal([0.0, 0.0], [2.2, 1.0], (150, 2))
    compact = rng.normal([3.2, 0.3], [0.35, 0.35], (80, 2))
    return np.vstack([wide, compact]), np.repeat([0, 1], [150, 80])


def hard_em(X, means, kind="spherical", max_iter=100):
    """EM whose E step gives each sample wholly to its most probable component.

    Parameters
    ----------
    X : (n, d) array
    means : (K, d) array, the start; weights start equal, covariances at the identity
    kind : "shared" (equal weights, one round covariance), "spherical" or "full" (weights and covariances free)
    max_iter : int

    Returns
    -------
    Parameters
    labels : (n,) array of int

    Examples
    --------
    >>> theta, labels = hard_em(np.array([[0.0], [1.0], [8.0], [9.0]]), np.array([[0.0], [3.0]]))
    >>> theta.means.ravel(), labels
    (array([0.5, 8.5]), array([0, 0, 1, 1]))
    """
    K, d = means.shape
    name = "full" if kind == "full" else "spherical"
    unit = np.array([np.eye(d)] * K) if name == "full" else np.ones(K)
    theta, labels = Parameters(np.full(K, 1 / K), means, unit, name), None
    for _ in range(max_iter):
        new = mixture_of(theta, name).predict(X)
        if labels is not None and np.array_equal(new, labels):
            break
        labels = new
        theta = m_step(SufficientStatistics.from_responsibilities(X, np.eye(K)[labels], name))
        if kind == "shared":
            variance = theta.weights @ theta.covariances
            theta = Parameters(np.full(K, 1 / K), theta.means, np.full(K, variance), name)
    return theta, labels


class Groups(NamedTuple):
    """`labels` (n,) that a model gives, how many are `wrong`, and the `share` of points in the compact group."""

    labels: np.ndarray
    wrong: int
    share: float


@cache
def hard_models(model: str = "k-means") -> Groups:
    """A compact group in the edge of a wide one, under k-means, three hard EMs and the soft one (slide 61).

    Parameters
    ----------
    model : one of the values of `MODELS`

    Examples
    --------
    >>> hard_models("k-means").wrong == hard_models("shared").wrong > hard_models("spherical").wrong
    True
    """
    X, y = compact_in_wide()
    if model == "k-means":
        labels = KMeans(2, init=PAIR_START, tol=0.0).fit(X).labels_
    elif model == "soft":
        labels = (
            GaussianMixture(2, means_init=PAIR_START, random_state=0, tol=1e-9, max_iter=1000)
            .fit(X)
            .predict(X)
        )
    else:
        labels = hard_em(X, PAIR_START, model)[1]
    return Groups(labels, int(np.sum(labels != y)), float(np.mean(labels == 1)))
