"""Slide 36: weighted components on a line, and the sum of densities against the sum of random variables."""

from functools import cache

import numpy as np

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
