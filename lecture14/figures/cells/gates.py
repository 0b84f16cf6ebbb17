"""A gate by hand against a mixture, and whether the mixture's probabilities hold what they promise."""

from functools import cache
from typing import NamedTuple

import numpy as np

from lecture14.figures.cells.events import pooled
from lecture14.figures.cells.mixtures import fitted, merged, populations
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, GRID, INK, MUTED, VERMILION, frame_axes, new_figure

#: The side scatter that makes an event "large": most dark events lie below.
LARGE = 1500.0


def between_colours() -> np.ndarray:
    """Which pooled events are neither red nor yellow: B1′ and Y2′ are less than 2 apart.

    Examples
    --------
    >>> int(between_colours().sum())
    2217
    """
    return np.abs(pooled().plane[:, 1]) < 2


class Errors(NamedTuple):
    """Events of other wells that are called cyan, and events of the CFP well that are not."""

    false: int
    missed: int


def errors(called: np.ndarray, least_scatter: float = 0.0) -> Errors:
    """The errors of a choice of events, counted by wells.

    Parameters
    ----------
    called : (3750,) array of bool
        The events that are called cyan.
    least_scatter : float
        Only events with a side scatter above it are counted.

    Examples
    --------
    >>> errors(pooled().well == 0)
    Errors(false=0, missed=0)
    """
    _, well, scatter, _ = pooled()
    kept = scatter > least_scatter
    own = well == 0
    return Errors(int(np.sum(kept & called & ~own)), int(np.sum(kept & ~called & own)))


def gated(threshold: float) -> np.ndarray:
    """The events in the gate by hand: between the colours, and V2′ above the threshold: (3750,) array of bool.

    Examples
    --------
    >>> int(gated(1.4).sum())
    615
    """
    return between_colours() & (pooled().plane[:, 0] > threshold)


def by_mixture(K: int = 4) -> np.ndarray:
    """The events whose most probable component is cyan, under the mixture of K components: (3750,) array of bool.

    Examples
    --------
    >>> errors(by_mixture())
    Errors(false=38, missed=662)
    """
    mixture = fitted(K)
    return populations(mixture)[mixture.predict(pooled().plane)] == 1


class Gate(Picture):
    """The `errors` of the drawn gate."""

    errors: Errors


def gate(threshold: float = 1.4, least_scatter: float = 0.0) -> Gate:
    """A gate on V2′, moved by hand, over the events between the colours; errors counted by wells.

    Parameters
    ----------
    threshold, least_scatter : float

    Examples
    --------
    >>> gate(1.0).errors
    Errors(false=107, missed=556)
    """
    P, well, scatter, _ = pooled()
    kept = between_colours() & (scatter > least_scatter)
    counted = errors(gated(threshold), least_scatter)
    figure, axes = new_figure(5.0, 3.2)
    ax = axes[0, 0]
    bins = np.linspace(-2.0, 3.4, 46).tolist()
    for own, colour, style, name in (
        (well == 0, BLUE, "-", "CFP well"),
        (well != 0, VERMILION, "--", "other wells"),
    ):
        ax.hist(
            P[kept & own, 0],
            bins=bins,
            histtype="step",
            color=colour,
            linestyle=style,
            linewidth=1.6,
            label=name,
        )
    top = 1.05 * float(ax.get_ylim()[1])
    ax.axvspan(threshold, 3.4, color=GRID, alpha=0.5, linewidth=0)
    ax.axvline(threshold, color=INK, linewidth=1.2)
    ax.legend(fontsize=8.5, loc="upper left", frameon=False, labelcolor=INK)
    said = f"{counted.false} false, {counted.missed} missed, together {sum(counted)}"
    frame_axes(ax, (-2.0, 3.4), (0, top), "V2′", "events", said)
    which = f"side scatter above {least_scatter:.0f}" if least_scatter else "any side scatter"
    alt = (
        f"Events between red and yellow, {which}, over V2′. A gate from {threshold:.1f} on takes {counted.false} "
        f"events of other wells and misses {counted.missed} of the CFP well: {sum(counted)} errors."
    )
    return Gate(figure, alt, counted)


#: Edges of the bins of responsibility in `doubtful`.
EDGES = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0)


@cache
def binned(K: int = 4) -> np.ndarray:
    """Events between the colours by their responsibility for cyan.

    Returns
    -------
    (bins, 3) array
        Events, their mean responsibility, and the share of them that comes from the CFP well; a bin for each pair of
        neighbours in `EDGES`.

    Examples
    --------
    >>> binned().shape
    (8, 3)
    """
    P, well, *_ = pooled()
    kept = between_colours()
    r, own = merged(fitted(K), P)[kept, 1], well[kept] == 0
    bins = np.clip(np.searchsorted(EDGES, r, side="right") - 1, 0, len(EDGES) - 2)
    return np.array(
        [(np.sum(bins == b), r[bins == b].mean(), own[bins == b].mean()) for b in range(len(EDGES) - 1)]
    )


class Doubtful(Picture):
    """`bins`, see `binned`; `foretold` and `counted`, events of the CFP well among those with r from 0.1 to 0.9."""

    bins: np.ndarray
    foretold: float
    counted: float


def doubtful(K: int = 4) -> Doubtful:
    """Responsibility for cyan against the share of events that come from the CFP well.

    Parameters
    ----------
    K : int

    Examples
    --------
    >>> picture = doubtful()
    >>> picture.counted > picture.foretold
    True
    """
    bins = binned(K)
    n, r, share = bins.T
    # A dark event comes from any well: the honest share begins at that of dark events, and ends at that of cyan ones.
    line = share[0] + r * (share[-1] - share[0])
    inner = slice(2, 6)
    foretold, counted = float(n[inner] @ line[inner]), float(n[inner] @ share[inner])
    figure, axes = new_figure(5.0, 3.4)
    ax = axes[0, 0]
    ax.plot(r[[0, -1]], share[[0, -1]], "--", color=MUTED, linewidth=1.2, label="honest")
    # Two standard errors of a share.
    bars = 2 * np.sqrt(share * (1 - share) / n)
    ax.errorbar(r, share, bars, fmt="o", color=BLUE, markersize=5, linewidth=1.2, label="counted, ± 2 s.e.")
    ax.legend(fontsize=8.5, loc="lower right", frameon=False, labelcolor=INK)
    frame_axes(
        ax, (-0.03, 1.03), (0.3, 1.03), "responsibility for cyan", "share from the CFP well",
        f"r from 0.1 to 0.9: {counted:.0f} of {n[inner].sum():.0f}, foretold {foretold:.0f}",
    )  # fmt: skip
    alt = (
        f"Share of events from the CFP well over the responsibility for cyan, K = {K}. It rises from {share[0]:.2f} "
        f"to {share[-1]:.2f}, above the honest line: of {n[inner].sum():.0f} doubtful events {counted:.0f} come "
        f"from the CFP well, foretold were {foretold:.0f}."
    )
    return Doubtful(figure, alt, bins, foretold, counted)
