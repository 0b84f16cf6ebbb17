"""Slides 50 and 51: EM for two means alone, which merge where σ is too wide."""

from functools import cache

import numpy as np

from lecture14.clustering import means_only
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_DASHES,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    new_figure,
)

#: Ticks on an axis from .01 to .09, as on slide 50.
TICKS = np.array([0.01, 0.02, 0.03, 0.07, 0.08, 0.09])

#: Starts of the two means.
MEANS_STARTS = {"(.01, .06)": (0.01, 0.06), "(.06, .01)": (0.06, 0.01), "(.03, .03)": (0.03, 0.03)}


class MeansOnly(Picture):
    """`path` (T+1, 2) of the means and `log_likelihood` (T+1,); `spread`, the data's standard deviation."""

    path: np.ndarray
    log_likelihood: np.ndarray
    spread: float


@cache
def _ticks_surface(sigma: float) -> tuple[np.ndarray, np.ndarray]:
    grid = np.linspace(-0.005, 0.105, 45)
    density = np.exp(-0.5 * ((TICKS - grid[:, None]) / sigma) ** 2)
    return grid, np.log(density[None] + density[:, None]).sum(axis=-1)


@cache
def _ticks_path(start: tuple[float, float], sigma: float):
    # Equal means sit on a saddle once they reach the data's mean: rounding would push them off in the end.
    return means_only(TICKS, start, sigma, 400 if start[0] != start[1] else 5)


def means_path(sigma: float = 0.01, start: tuple[float, float] = (0.01, 0.06)) -> MeansOnly:
    """EM for two means with σ fixed, on the surface of the likelihood (slides 50-51).

    Parameters
    ----------
    sigma : float
    start : (float, float)

    Examples
    --------
    >>> means_path(0.01).path[-1].round(3), means_path(1.0).path[-1].round(3)
    (array([0.02, 0.08]), array([0.05, 0.05]))
    """
    path, heights = _ticks_path(tuple(start), sigma)
    end = path[-1]
    grid, surface = _ticks_surface(sigma)
    figure, axes = new_figure(5.0, 5.5, Margins(left=0.75, between=0.62), nrows=2, height_ratios=[3.6, 1])
    ax, ground = axes[:, 0]
    low, high = surface.min(), surface.max()
    levels = high - (high - low) * np.array([0.75, 0.5, 0.33, 0.2, 0.12, 0.06, 0.02])
    ax.contour(grid, grid, surface, levels=levels, colors=MUTED, linewidths=0.8, linestyles="solid")
    ax.plot([-0.005, 0.105], [-0.005, 0.105], color=MUTED, linestyle=":", linewidth=0.8)
    moved = np.abs(np.diff(path, axis=0)).max(axis=1) > 1e-4
    shown = path[: int(moved.sum()) + 1][:40]
    ax.plot(*np.vstack([shown, end]).T, "-", color=BLUE, linewidth=1.2)
    ax.plot(*shown.T, ".", color=BLUE, markersize=5)
    ax.plot(*path[0], "s", markersize=8, markerfacecolor="none", markeredgecolor=BLUE, markeredgewidth=1.8)
    ax.plot(*end, "P", markersize=9, color=VERMILION, markeredgecolor=PAPER)
    apart = abs(end[1] - end[0])
    outcome = f"means at {end[0]:.3f} and {end[1]:.3f}" if apart > 5e-4 else f"both means at {end[0]:.3f}"
    frame_axes(ax, (-0.005, 0.105), (-0.005, 0.105), "μ₁", "μ₂", f"σ = {sigma:.2g}: {outcome}")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks([0, 0.02, 0.04, 0.06, 0.08, 0.1])
    ground.plot(TICKS, np.zeros(6), "|", color=INK, markersize=14, markeredgewidth=1.6, clip_on=False)
    t = np.linspace(-0.005, 0.105, 90)
    for k in range(2):
        bump = np.exp(-0.5 * ((t - end[k]) / sigma) ** 2)
        ground.plot(t, bump, color=COMPONENT_COLOURS[k], linestyle=COMPONENT_DASHES[k])
    frame_axes(ground, (-0.005, 0.105), (0, 1.15), "x", "")
    ground.set_yticks([])
    ground.set_xticks([0, 0.02, 0.04, 0.06, 0.08, 0.1])
    spread = float(TICKS.std())
    wider = "narrower" if sigma < spread else "wider"
    alt = (
        f"Path of EM from ({start[0]:g}, {start[1]:g}) on the contours of the log-likelihood over two means; six "
        f"data under the two bumps. With σ = {sigma:.2g}, {wider} than the data's standard deviation {spread:.3f}, "
        f"EM ends with {outcome}."
    )
    return MeansOnly(figure, alt, path, heights, spread)


class Merging(Picture):
    """`sigma` (m,) and the final `means` (m, 2); `spread`, the data's standard deviation."""

    sigma: np.ndarray
    means: np.ndarray
    spread: float


def merging() -> Merging:
    """Where the two means end, over σ: a fork that closes at the data's own spread (slide 50).

    Examples
    --------
    >>> round(merging().spread, 4)
    0.0311
    """
    spread = float(TICKS.std())
    # Beside the fork EM creeps; a step of 3 % keeps away from it.
    sigma = spread * 1.03 ** np.concatenate([np.arange(-45, 0, 2), np.arange(1, 62, 4)])
    means = np.array([means_only(TICKS, [0.02, 0.081], s, 400).means[-1] for s in sigma])
    figure, axes = new_figure(5.0, 3.2, Margins(left=0.7))
    ax = axes[0, 0]
    ax.plot(sigma, means[:, 0], color=BLUE)
    ax.plot(sigma, means[:, 1], color=VERMILION, linestyle="--")
    ax.axvline(spread, color=MUTED, linestyle=":")
    ax.text(spread * 1.06, 0.016, "standard deviation\nof the data", fontsize=8.5, color=INK)
    ax.plot(np.full(6, 0.0083), TICKS, "_", color=INK, markersize=10, markeredgewidth=1.5)
    ax.set_xscale("log")
    frame_axes(ax, (0.008, 0.2), (0, 0.1), "σ", "final means", "Wider than the data, the means merge")
    ax.set_xticks([0.01, 0.02, 0.05, 0.1, 0.2], ["0.01", "0.02", "0.05", "0.1", "0.2"])
    ax.minorticks_off()
    alt = (
        "The two final means over σ: apart at 0.02 and 0.08 while σ is small, they approach each other and merge at "
        f"0.05 where σ reaches the data's standard deviation, {spread:.4f}."
    )
    return Merging(figure, alt, sigma, means, spread)
