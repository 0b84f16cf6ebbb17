"""The pictures of chapter "Hard assignments: k-means as σ → 0", slide 61."""

from functools import cache
from itertools import permutations

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import (
    GaussianMixture,
    KMeans,
    Parameters,
    SufficientStatistics,
    m_step,
    soft_kmeans,
)
from lecture14.data import load_three_groups
from lecture14.figures.clusters import mixture_of, soft_points
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


# -- sigma to zero -----------------------------------------------------------------------------------------

#: Rows of the three groups at which the means start.
STARTS = {"one in each group": (0, 8, 20), "two in one group": (8, 9, 20)}


class Softness(Picture):
    """`shared`: points of which no mean is 99 % sure; `differing`: points grouped unlike k-means from the same start;
    `inertia` of k-means and of the soft groups."""

    shared: int
    differing: int
    kmeans_inertia: float
    inertia: float


@cache
def _kmeans(rows: tuple[int, ...]) -> KMeans:
    X = load_three_groups()
    return KMeans(3, init=X[list(rows)], tol=0.0).fit(X)


def differing(labels: np.ndarray, others: np.ndarray) -> int:
    """How many points two groupings into three treat differently, whatever the groups' numbers.

    Examples
    --------
    >>> differing(np.array([0, 0, 1, 2]), np.array([2, 2, 0, 0]))
    1
    """
    return min(int(np.sum(np.array(p)[labels] != others)) for p in permutations(range(3)))


def soften(sigma: float = 1.0, rows: tuple[int, ...] = (0, 8, 20)) -> Softness:
    """EM with one fixed round covariance σ²I beside k-means from the same start (slide 61).

    Parameters
    ----------
    sigma : float
    rows : tuple of int
        The points at which the means start.

    Examples
    --------
    >>> picture = soften(0.1)
    >>> picture.shared, picture.differing
    (0, 0)
    """
    X = load_three_groups()
    start = X[list(rows)]
    soft, hard = soft_kmeans(X, start, sigma), _kmeans(tuple(rows))
    differ = differing(soft.labels, hard.labels_)
    shared = int(np.sum(soft.responsibilities.max(axis=1) < 0.99))
    inertia = sum(float(((X[soft.labels == k] - m) ** 2).sum()) for k, m in enumerate(soft.means))
    figure, axes = new_figure(5.0, 4.3)
    ax = axes[0, 0]
    soft_points(ax, X, soft.responsibilities, size=52)
    ax.plot(*start.T, "s", markersize=13, markerfacecolor="none", markeredgecolor=MUTED, markeredgewidth=1.2)
    for k, mean in enumerate(soft.means):
        ax.plot(*mean, COMPONENT_MARKERS[k], markersize=11, color=COMPONENT_COLOURS[k], markeredgecolor=INK)
    ax.plot(*hard.cluster_centers_.T, "+", color=INK, markersize=13, markeredgewidth=1.8)
    title = f"σ = {sigma:.2g}: {shared} point{'s' * (shared != 1)} shared, {differ} unlike k-means"
    frame_axes(ax, (0, 10), (0.4, 9), "x₁", "x₂", title)
    ax.set_aspect("equal")
    alt = (
        f"30 points in three groups, coloured by responsibility; rimmed markers are EM's means, crosses those of "
        f"k-means, squares the start. With σ = {sigma:.2g}, {shared} {'point is' if shared == 1 else 'points are'} "
        f"shared and {differ} grouped unlike k-means" + ("." if differ else ": the same groups.")
    )
    return Softness(figure, alt, shared, differ, float(hard.inertia_), inertia)


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


class Groups(Picture):
    """`labels` (n,) that the model gives, how many are `wrong`, and the `share` of points in the compact group."""

    labels: np.ndarray
    wrong: int
    share: float


@cache
def _fit(model: str) -> tuple[np.ndarray, GaussianMixture]:
    X, _ = compact_in_wide()
    if model == "k-means":
        fit = KMeans(2, init=PAIR_START, tol=0.0).fit(X)
        even = GaussianMixture.from_parameters([0.5, 0.5], fit.cluster_centers_, [1.0, 1.0], "spherical")
        return fit.labels_, even
    if model == "soft":
        soft = GaussianMixture(2, means_init=PAIR_START, random_state=0, tol=1e-9, max_iter=1000).fit(X)
        return soft.predict(X), soft
    theta, labels = hard_em(X, PAIR_START, model)
    return labels, GaussianMixture.from_parameters(
        theta.weights, theta.means, theta.covariances, theta.covariance_type
    )


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
    labels, mixture = _fit(model)
    wrong = labels != y
    figure, axes = new_figure(5.0, 3.9)
    ax = axes[0, 0]
    _groups(ax, X, labels)
    ax.scatter(*X[wrong].T, 70, facecolor="none", edgecolor=INK, linewidth=0.9)
    u, v = np.meshgrid(np.linspace(-6, 6, 81), np.linspace(-3.6, 3.6, 61))
    R = mixture.predict_proba(np.column_stack([u.ravel(), v.ravel()]))
    odds = np.log(np.maximum(R[:, 1], 1e-300)) - np.log(np.maximum(R[:, 0], 1e-300))
    ax.contour(u, v, odds.reshape(u.shape), levels=[0.0], colors=INK, linewidths=1.4, linestyles="--")
    name = next(text for text, value in MODELS.items() if value == model)
    count = int(wrong.sum())
    name = name[0].upper() + name[1:]
    title = f"{name}: {count} wrong"
    frame_axes(ax, (-6, 6.8), (-3.6, 3.6), "x₁", "x₂", title)
    share = float(np.mean(labels == 1))
    alt = (
        f"A compact group of 80 points inside the edge of a wide one of 150, cut by a dashed border. {name}: {count} "
        f"of 230 points are in the wrong group; the compact group holds {share:.0%} of the points, in truth 35%."
    )
    return Groups(figure, alt.replace("%", " %"), labels, count, share)


def _groups(ax: Axes, X: np.ndarray, labels: np.ndarray) -> None:
    for k in range(2):
        u, v = X[labels == k].T
        ax.scatter(
            u, v, s=16, marker=COMPONENT_MARKERS[k], color=COMPONENT_COLOURS[k], alpha=0.7, linewidth=0
        )
