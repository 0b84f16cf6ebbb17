"""The pictures of chapter "The evils of hard assignments", slides 24-27."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import GaussianMixture, KMeans, ellipse
from lecture14.figures.clusters import COVERAGE, best_names, ellipses, points
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    COMPONENT_COLOURS,
    COMPONENT_MARKERS,
    GRID,
    INK,
    MUTED,
    PAPER,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)

#: The long, wide cluster and the small, compact one (weights, covariances, numbers of points).
WEIGHTS = np.array([0.7, 0.3])
COVARIANCES = np.array([[[6.0, 0.0], [0.0, 1.2]], [[0.12, 0.0], [0.0, 0.12]]])
SIZES = (140, 60)

#: Three components of different size and tilt, as in the picture of slide 27.
STORY = GaussianMixture.from_parameters(
    [0.5, 0.3, 0.2],
    [[2.6, 2.6], [7.2, 5.6], [3.0, 7.4]],
    [[[1.5, 0.5], [0.5, 0.5]], [[0.5, -0.6], [-0.6, 1.6]], [[0.35, 0.0], [0.0, 0.2]]],
)

#: Points that the sampler's slider runs through.
SAMPLED = 12


@cache
def _draws() -> np.ndarray:
    return np.random.default_rng(25).standard_normal((sum(SIZES), 2))


@cache
def overlapping(position: float) -> tuple[np.ndarray, np.ndarray]:
    """A compact cluster of 60 points at a distance from the middle of a long, wide one of 140.

    Parameters
    ----------
    position : float
        First coordinate of the compact cluster; the wide one sits at 0 and has standard deviation 2.4 there.

    Returns
    -------
    X : (200, 2) array
    y : (200,) array of int, 0 for the wide cluster

    Examples
    --------
    >>> X, y = overlapping(4.0)
    >>> X.shape, y.sum()
    ((200, 2), np.int64(60))
    """
    z, n = _draws(), SIZES[0]
    factors = np.linalg.cholesky(COVARIANCES)
    X = np.vstack([z[:n] @ factors[0].T, _means(position)[1] + z[n:] @ factors[1].T])
    return X, np.repeat([0, 1], SIZES)


def _means(position: float) -> np.ndarray:
    return np.array([[0.0, 0.0], [position, 0.5]])


@cache
def _overlap_fits(position: float) -> tuple[KMeans, GaussianMixture, GaussianMixture]:
    """k-means and the mixture, both started at the true means, and the mixture that the points came from."""
    X, _ = overlapping(position)
    means = _means(position)
    fit = GaussianMixture(
        2, weights_init=WEIGHTS, means_init=means, precisions_init=np.linalg.inv(COVARIANCES), tol=1e-6, max_iter=500
    ).fit(X)  # fmt: skip
    return KMeans(2, init=means).fit(X), fit, GaussianMixture.from_parameters(WEIGHTS, means, COVARIANCES)


class Overlap(Picture):
    """Points of 200 misassigned by k-means, by the fitted mixture, and under the `true` parameters."""

    kmeans: int
    mixture: int
    true: int


def overlap(position: float = 4.0) -> Overlap:
    """A compact cluster moved into the edge of a wide one: k-means beside the mixture (slides 24-25).

    Both start at the true means.

    Parameters
    ----------
    position : float
        First coordinate of the compact cluster.

    Examples
    --------
    >>> picture = overlap(4.0)
    >>> picture.kmeans, picture.mixture
    (43, 7)
    """
    X, y = overlapping(position)
    kmeans, mixture, true = _overlap_fits(position)
    figure, axes = new_figure(5.0, 4.6, Margins(between=0.36), nrows=2, sharex=True)
    counts = []
    assigned = (("k-means", kmeans.predict(X)), ("Mixture", mixture.predict(X)))
    for ax, (name, found) in zip(axes[:, 0], assigned, strict=True):
        labels = best_names(y, found)[found]
        wrong = labels != y
        counts.append(int(wrong.sum()))
        points(ax, X, labels)
        ax.plot(*X[wrong].T, "x", color=INK, markersize=4, markeredgewidth=0.9)
        frame_axes(ax, (-6.8, 10.4), (-3.6, 4.0), "", "x₂", f"{name}: {counts[-1]} of {len(X)} misassigned")
    axes[1, 0].set_xlabel("x₁")
    _border(axes[0, 0], kmeans.cluster_centers_)
    ellipses(axes[1, 0], mixture.means_, mixture.covariances_)
    best = int(np.sum(true.predict(X) != y))
    alt = (
        f"A compact cluster at x₁ = {position:.1f} beside a long, wide one. k-means cuts half-way between its centres "
        f"and misassigns {counts[0]} of {len(X)} points (crosses); the mixture misassigns {counts[1]}. "
        f"The true parameters would misassign {best}."
    )
    return Overlap(figure, alt, counts[0], counts[1], best)


def overlap_curve() -> Curve:
    """The points that k-means misassigns while the compact cluster moves, to be sketched before `overlap` is seen.

    Examples
    --------
    >>> overlap_curve().y[[0, -1]].astype(int)
    array([56,  9])
    """
    positions, wrong = np.linspace(2.0, 9.0, 15), []
    for position in positions:
        X, y = overlapping(position)
        found = _overlap_fits(position)[0].predict(X)
        wrong.append(np.sum(best_names(y, found)[found] != y))
    return Curve(
        positions, np.array(wrong, float), "compact cluster at", "misassigned points", (0.0, 100.0), knots=8
    )


def _border(ax: Axes, centres: np.ndarray) -> None:
    """k-means' two centres, and the line where their distances are equal."""
    middle, across = centres.mean(axis=0), centres[1] - centres[0]
    along = np.array([-across[1], across[0]]) / np.hypot(*across)
    ax.plot(*np.array([middle - 9 * along, middle + 9 * along]).T, color=INK, linestyle="--", linewidth=1)
    for k, centre in enumerate(centres):
        ax.plot(
            *centre,
            marker=COMPONENT_MARKERS[k],
            markersize=8,
            color=COMPONENT_COLOURS[k],
            markeredgecolor=PAPER,
        )


@cache
def story_draws() -> tuple[np.ndarray, np.ndarray]:
    """The sampler's points (12, 2) and their components (12,), in the order in which they are drawn.

    Examples
    --------
    >>> X, y = story_draws()
    >>> np.bincount(y)
    array([8, 2, 2])
    """
    return STORY.sample(SAMPLED, random_state=27)


class Story(Picture):
    """`chosen` component of the present point (None before the first); `counts` (3,) of the points drawn."""

    chosen: int | None
    counts: np.ndarray


def generative_story(half_step: int = 0) -> Story:
    """The generative process, a half step at a time: choose a component, draw a point from it (slide 27).

    Parameters
    ----------
    half_step : int
        0 is the start; odd ones choose, even ones draw.

    Examples
    --------
    >>> generative_story(24).counts.sum()
    np.int64(12)
    """
    X, y = story_draws()
    drawn = half_step // 2
    choosing = bool(half_step % 2)
    chosen = None if half_step == 0 else int(y[(half_step - 1) // 2])
    counts = np.bincount(y[:drawn], minlength=3)

    figure, axes = new_figure(5.0, 3.6, Margins(between=0.5, right=0.1), ncols=2, width_ratios=[2.1, 1])
    plane, bars = axes[0]
    ellipses(plane, STORY.means_, STORY.covariances_)
    if choosing and chosen is not None:
        area = ellipse(STORY.means_[chosen], STORY.covariances_[chosen], COVERAGE, 60).boundary
        plane.fill(*area.T, color=COMPONENT_COLOURS[chosen], alpha=0.25)
    for k in range(3):
        mine = y[:drawn] == k
        plane.plot(
            *X[:drawn][mine].T,
            COMPONENT_MARKERS[k],
            color=COMPONENT_COLOURS[k],
            markersize=5,
            markeredgewidth=0,
        )
    if drawn and not choosing:
        plane.plot(
            *X[drawn - 1],
            "o",
            markersize=13,
            markerfacecolor="none",
            markeredgecolor=INK,
            markeredgewidth=1.2,
        )
    number = (half_step + 1) // 2
    said = (
        "Three components, no point yet"
        if chosen is None
        else f"Point {number}: component {chosen + 1} is chosen"
        if choosing
        else f"Point {number}: drawn from component {chosen + 1}"
    )
    frame_axes(plane, (-0.4, 10), (0.2, 9.6), "x₁", "x₂", said)
    for k in range(3):
        now = choosing and chosen == k
        bars.bar(k, STORY.weights_[k], color=COMPONENT_COLOURS[k], alpha=0.8 if now else 0.3, width=0.7,
                 edgecolor=INK if now else GRID, linewidth=1.5 if now else 0.6)  # fmt: skip
        with lecture_style():
            bars.text(k, STORY.weights_[k] + 0.015, f"{counts[k]}", ha="center", color=INK)
    bars.set_xticks(range(3), ["1", "2", "3"])
    frame_axes(bars, (-0.6, 2.6), (0, 0.6), "component", "", "πₖ, and drawn")
    alt = f"{said}. Weights 0.5, 0.3 and 0.2; drawn so far {counts[0]}, {counts[1]} and {counts[2]}."
    if drawn and not choosing:
        alt += f" The new point lies at ({X[drawn - 1, 0]:.1f}, {X[drawn - 1, 1]:.1f})."
    return Story(figure, alt, chosen, counts)


def story_many(n_samples: int = 300) -> Story:
    """Many points of the same story, without their components: what a fit gets to see (slide 27).

    Examples
    --------
    >>> story_many().counts.sum()
    np.int64(300)
    """
    X, y = STORY.sample(n_samples, random_state=26)
    counts = np.bincount(y, minlength=3)
    figure, axes = new_figure(5.0, 2.9, Margins(between=0.25), ncols=2, sharey=True)
    told, untold = axes[0]
    points(told, X, y, size=9)
    untold.plot(*X.T, "o", color=MUTED, markersize=3, markeredgewidth=0)
    frame_axes(told, (-1.5, 10.5), (-0.5, 10), "x₁", "x₂", "As drawn")
    frame_axes(untold, (-1.5, 10.5), (-0.5, 10), "x₁", "", "As observed: y = ??")
    shares = ", ".join(f"{100 * c / n_samples:.0f} %" for c in counts)
    alt = (
        f"{n_samples} points from three components, on the left with colour and marker of their component (shares "
        f"{shares}), on the right all alike, as a fit sees them."
    )
    return Story(figure, alt, None, counts)
