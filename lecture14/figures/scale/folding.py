"""Statistics that add: the blocks' sums, folded like a tree."""

from functools import cache, reduce
from operator import add

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import SufficientStatistics, ellipse, m_step
from lecture14.data import load_faithful
from lecture14.figures.clusters import COVERAGE
from lecture14.figures.picture import Picture
from lecture14.figures.scale.eruptions import BLOCKS, geyser
from lecture14.figures.style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_MARKERS,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    new_figure,
)


class Fold(Picture):
    """`partial`: how many partial sums stand for the blocks so far, the `means` (K, d) estimated from them, and how far
    these are from the whole's at most, as a `distance` in the whole's standard deviations."""

    partial: int
    means: np.ndarray
    distance: float


@cache
def block_statistics() -> tuple[SufficientStatistics, ...]:
    """The statistics of each block of 17 eruptions under the fitted mixture."""
    return tuple(geyser().partial_statistics(block) for block in np.split(load_faithful().X, BLOCKS))


def fold_blocks(blocks: int = 11) -> Fold:
    """The first blocks of Old Faithful, added like a tree, and the components that their sum gives.

    Parameters
    ----------
    blocks : int, 1 to 16

    Examples
    --------
    >>> fold_blocks(11).partial, fold_blocks(16).partial
    (3, 1)
    """
    X, whole = load_faithful().X, geyser()
    theta = m_step(reduce(add, block_statistics()[:blocks]))
    deviations = np.sqrt(np.diagonal(whole.covariances_, axis1=1, axis2=2))
    distance = float(np.max(np.abs(theta.means - whole.means_) / deviations))
    partial = blocks.bit_count()

    figure, axes = new_figure(5.0, 5.6, Margins(between=0.4), nrows=2)
    _tree(axes[0, 0], blocks, partial)
    ax = axes[1, 0]
    rows = blocks * len(X) // BLOCKS
    ax.plot(*X[rows:].T, "o", markersize=3, color=MUTED, alpha=0.3, markeredgewidth=0)
    ax.plot(*X[:rows].T, "o", markersize=3.4, color=INK, alpha=0.65, markeredgewidth=0)
    for k, mean in enumerate(theta.means):
        colour = COMPONENT_COLOURS[k]
        boundary = ellipse(whole.means_[k], whole.covariances_[k], COVERAGE).boundary
        ax.plot(*boundary.T, color=MUTED, linestyle="--", linewidth=1.4)
        boundary = ellipse(mean, theta.covariances[k], COVERAGE).boundary
        ax.plot(*boundary.T, color=colour)
        ax.plot(*mean, COMPONENT_MARKERS[k], color=colour, markersize=8, markeredgecolor=PAPER)
    off = f"{distance:.2f}" if distance >= 0.005 else "less than 0.005"
    frame_axes(
        ax, (1.2, 5.6), (38, 100), "duration (minutes)", "waiting (minutes)",
        f"{rows} of 272 rows: means off by {off}",
    )  # fmt: skip
    alt = (
        f"Above, a tree over 16 blocks of 17 rows, of which {blocks} are in; they stand as {partial} partial "
        f"sum{'s' if partial > 1 else ''}. Below, the two ellipses that these {rows} rows give (solid) beside those of "
        f"all 272 (dashed): the means are off by {off} standard deviations."
    )
    return Fold(figure, alt, partial, theta.means, distance)


def _tree(ax: Axes, blocks: int, partial: int) -> None:
    """Leaves at the bottom, one sum for each pair above; a node is full once all its leaves are in."""
    for level in range(5):
        width = 2**level
        for j in range(BLOCKS // width):
            x = (j + 0.5) * width - 0.5
            full = (j + 1) * width <= blocks
            # A partial sum that no larger one has taken in yet.
            alive = full and (level == 4 or (j // 2 + 1) * 2 * width > blocks)
            if level < 4:
                parent = (j // 2 + 0.5) * 2 * width - 0.5
                ax.plot(
                    [x, parent], [level, level + 1], color=INK if full else MUTED,
                    linewidth=1.3 if full else 0.6, linestyle="-" if full else ":", zorder=1,
                )  # fmt: skip
            ax.plot(
                x, level, "o" if level else "s", markersize=13 if level else 9, zorder=2,
                color=VERMILION if alive else BLUE if full else PAPER,
                markeredgecolor=INK if full else MUTED, markeredgewidth=2.2 if alive else 0.8,
            )  # fmt: skip
            if level:
                ax.text(
                    x, level - 0.02, "+", color=PAPER if full else MUTED, ha="center", va="center", zorder=3
                )
    title = f"{blocks} of {BLOCKS} blocks: {partial} partial sum{'s' if partial > 1 else ''} (thick rim)"
    frame_axes(ax, (-0.8, 15.8), (-0.5, 4.6), "", "", title)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
