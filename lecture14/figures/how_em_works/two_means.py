"""Slides 50 and 51: EM for two means alone, which merge where σ is too wide."""

import numpy as np

from lecture14.clustering import means_only
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, VERMILION, Margins, frame_axes, new_figure

#: Ticks on an axis from .01 to .09, as on slide 50.
TICKS = np.array([0.01, 0.02, 0.03, 0.07, 0.08, 0.09])


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
