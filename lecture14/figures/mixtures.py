"""The pictures of chapter "Mixtures", slides 36-37."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.figures.clusters import ellipses
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    COMPONENT_COLOURS,
    GREEN,
    INK,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)

#: The three components on a line (means and standard deviations).
LINE_MEANS = np.array([2.0, 4.4, 7.2])
LINE_SIGMAS = np.array([0.7, 0.9, 1.1])

#: Three components in the plane with weights 0.5, 0.3, 0.2, tilted each its own way, as on slide 37.
PLANE = GaussianMixture.from_parameters(
    [0.5, 0.3, 0.2],
    [[3.0, 3.2], [5.6, 5.0], [7.2, 7.8]],
    [[[1.1, -0.7], [-0.7, 0.9]], [[1.0, 0.75], [0.75, 0.9]], [[0.9, -0.6], [-0.6, 0.8]]],
)

_DASHES = ("--", "-.", ":")


def shares(first: float, rest: float) -> np.ndarray:
    """Three weights that add up to one: the first, and how the rest is split between the others.

    Parameters
    ----------
    first : float in [0, 1]
        Weight of the first component.
    rest : float in [0, 1]
        The second component's part of what the first leaves.

    Examples
    --------
    >>> shares(0.5, 0.6)
    array([0.5, 0.3, 0.2])
    """
    return np.array([first, (1 - first) * rest, (1 - first) * (1 - rest)])


def line_densities(x: np.ndarray) -> np.ndarray:
    """The three components' densities at x, one row each.

    Examples
    --------
    >>> line_densities(np.array([2.0])).round(3).ravel().tolist()
    [0.57, 0.013, 0.0]
    """
    z = (x - LINE_MEANS[:, None]) / LINE_SIGMAS[:, None]
    return np.exp(-0.5 * z**2) / (np.sqrt(2 * np.pi) * LINE_SIGMAS[:, None])


def peaks(values: np.ndarray) -> int:
    """Number of local maxima along a curve.

    Examples
    --------
    >>> peaks(np.array([0, 1, 0, 2, 0]))
    2
    """
    return int(np.sum((values[1:-1] > values[:-2]) & (values[1:-1] >= values[2:])))


class MixingWeights(Picture):
    """The `weights` (3,), the `area` under the sum, and its number of `peaks`."""

    weights: np.ndarray
    area: float
    peaks: int


def mixing_weights(first: float = 0.5, rest: float = 0.6) -> MixingWeights:
    """Three weighted components on a line, and their sum (slide 36).

    Parameters
    ----------
    first, rest : float in [0, 1]
        See `shares`.

    Examples
    --------
    >>> picture = mixing_weights(0.5, 0.6)
    >>> picture.weights, picture.peaks
    (array([0.5, 0.3, 0.2]), 3)
    """
    weights = shares(first, rest)
    fine = np.linspace(-4, 14, 3601)
    total = weights @ line_densities(fine)
    area = float(total.sum() * (fine[1] - fine[0]))
    number = peaks(total)
    x = np.linspace(-0.8, 11, 119)
    parts = weights[:, None] * line_densities(x)

    figure, axes = new_figure(5.0, 3.1)
    ax = axes[0, 0]
    for k, part in enumerate(parts):
        ax.plot(x, part, color=COMPONENT_COLOURS[k], linestyle=_DASHES[k], linewidth=1.4)
        if part.max() > 0.045:
            with lecture_style():
                ax.text(LINE_MEANS[k], part.max() / 2, f"{k + 1}", ha="center", va="center",
                        color=INK)  # fmt: skip
    ax.plot(x, parts.sum(axis=0), color=INK, linewidth=2)
    said = ", ".join(f"{w:.2f}" for w in weights)
    heading = f"Weights {said}: {number} peak{'s' if number > 1 else ''}"
    frame_axes(ax, (-0.8, 11), (0, 0.6), "x", "density", heading)
    alt = (
        f"Three Gaussians on a line with weights {said} (dashed) and their sum (solid). The sum has {number} "
        f"peak{'s' if number > 1 else ''} and area {area:.3f}."
    )
    return MixingWeights(figure, alt, weights, area, number)


class SumOrMixture(Picture):
    """Share of draws within 1 of their mean: `mixture` and `summed`."""

    mixture: float
    summed: float


@cache
def both_draws() -> tuple[np.ndarray, np.ndarray]:
    """100 000 draws of the mixture with weights ½, ½ of N(-3, 1) and N(3, 1), and of the same weighted sum.

    Examples
    --------
    >>> [a.shape for a in both_draws()]
    [(100000,), (100000,)]
    """
    rng = np.random.default_rng(36)
    X = rng.normal([-3.0, 3.0], 1.0, (100_000, 2))
    chosen = rng.integers(0, 2, len(X))
    return X[np.arange(len(X)), chosen], X @ [0.5, 0.5]


def sum_or_mixture() -> SumOrMixture:
    """A mixture of two, and the weighted sum of two random numbers: not the same (slide 36).

    Examples
    --------
    >>> picture = sum_or_mixture()
    >>> picture.mixture < 0.05, picture.summed > 0.8
    (True, True)
    """
    mixture, summed = both_draws()
    figure, axes = new_figure(5.0, 2.7, Margins(between=0.25), ncols=2, sharey=True)
    bins = np.linspace(-7, 7, 57)
    x = np.linspace(-7, 7, 141)

    def bell(mean, sigma):
        return np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))

    curves = (0.5 * bell(-3, 1) + 0.5 * bell(3, 1), bell(0, np.sqrt(0.5)))
    names = ("Choose one of two", "Average both")
    for ax, draws, curve, name, colour in zip(
        axes[0], (mixture, summed), curves, names, (BLUE, GREEN), strict=True
    ):
        heights, edges = np.histogram(draws, bins, density=True)
        ax.stairs(heights, edges, fill=True, color=colour, alpha=0.35)
        ax.plot(x, curve, color=VERMILION, linewidth=1.4)
        frame_axes(ax, (-7, 7), (0, 0.6), "x", "", name)
    axes[0, 0].set_ylabel("density")
    inside = [float(np.mean(np.abs(d) < 1)) for d in (mixture, summed)]
    alt = (
        "Histograms of 100000 draws with their densities. Choosing one of two Gaussians at −3 and 3 gives two peaks, "
        f"with {100 * inside[0]:.0f} % of the draws between −1 and 1; averaging one draw of each gives a single peak, "
        f"with {100 * inside[1]:.0f} % there."
    )
    return SumOrMixture(figure, alt, *inside)


@cache
def _plane(points: int, turn: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """The mixture's density over a square grid around its mean, the grid turned by so many degrees."""
    s = np.linspace(-5.2, 5.2, points)
    a, b = np.meshgrid(s, s)
    c, d = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    grid = np.array([4.9, 5.0]) + np.stack([c * a - d * b, d * a + c * b], axis=-1)
    return s, np.exp(PLANE.score_samples(grid.reshape(-1, 2))).reshape(a.shape)


class PlaneMixture(Picture):
    """The mixture's `weights` and its density at the three component means, `heights` (3,)."""

    weights: np.ndarray
    heights: np.ndarray


def plane_mixture() -> PlaneMixture:
    """Three weighted components in the plane, and the contours of their sum (slide 37).

    Examples
    --------
    >>> plane_mixture().weights
    array([0.5, 0.3, 0.2])
    """
    heights = np.exp(PLANE.score_samples(PLANE.means_))
    figure, axes = new_figure(5.0, 2.85, Margins(between=0.25), ncols=2, sharey=True)
    parts, total = axes[0]
    ellipses(parts, PLANE.means_, PLANE.covariances_, 0.5)
    ellipses(parts, PLANE.means_, PLANE.covariances_, 0.9)
    for weight, mean, shift in zip(
        PLANE.weights_, PLANE.means_, ((-1.6, -1.9), (-2.2, 1.2), (1.9, -2.6)), strict=True
    ):
        with lecture_style():
            parts.text(*(mean + shift), f"{weight:.1f}", ha="center", va="center")
    s, density = _plane(61)
    total.contour(
        4.9 + s, 5.0 + s, density, levels=0.098 * np.arange(1, 8) / 7.5, colors=BLUE, linewidths=1.1
    )
    frame_axes(parts, (0, 10), (0, 10), "x₁", "x₂", "Components, πₖ")
    frame_axes(total, (0, 10), (0, 10), "x₁", "", "Their sum")
    for ax in (parts, total):
        ax.set_xticks([0, 5, 10])
    alt = (
        "Left: ellipses of three tilted Gaussians with weights 0.5, 0.3 and 0.2. Right: contours of the weighted sum; "
        f"its density at the three means is {heights[0]:.3f}, {heights[1]:.3f} and {heights[2]:.3f}."
    )
    return PlaneMixture(figure, alt, PLANE.weights_, heights)


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
    # One profile for each second row, from front to back: what lies below the horizon so far is hidden.
    horizon = np.full(len(s), -np.inf)
    for row in range(0, len(s), 2):
        profile = 0.5 * s[row] + 36 * density[row]
        ax.plot(s, np.where(profile >= horizon, profile, np.nan), color=BLUE, linewidth=0.9)
        horizon = np.maximum(horizon, profile)
    frame_axes(ax, (-5.3, 5.3), (-2.8, 6.2), "", "", f"Density over the plane, turned by {turn:.0f}°")
    top = float(density.max())
    alt = (
        f"The mixture's density as a surface, turned by {turn:.0f} degrees: three ridges, the highest, over 0.11, "
        "where the component of weight 0.5 sits."
    )
    return Surface(figure, alt, top)
