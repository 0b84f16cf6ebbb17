"""Many starts: where each ends, for four ways to start."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.figures.choosing_k.drawing import SPLIT, draw_plane
from lecture14.figures.choosing_k.known_answer import ARRIVE, training
from lecture14.figures.clusters import mixture_of
from lecture14.figures.picture import Picture
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

#: How many starts the pictures show.
STARTS = 15


@cache
def many(init_params: str) -> GaussianMixture:
    """Four tied components on `training`, from `STARTS` starts of one kind; all runs are in `runs_`."""
    mixture = GaussianMixture(
        4, covariance_type="tied", n_init=STARTS, init_params=init_params, random_state=0, **ARRIVE
    )
    return mixture.fit(training())


def reached(init_params: str) -> np.ndarray:
    """The log-likelihoods that the starts of one kind reach: (STARTS,), in nats.

    Examples
    --------
    >>> reached("random_from_data").max().round(1)
    np.float64(-553.4)
    """
    return np.array([run.statistics.log_likelihood for run in many(init_params).runs_])


class Start(Picture):
    """`log_likelihood` of this start, `best` of all, `hits`: how many starts reach it, and the final `means`."""

    log_likelihood: float
    best: float
    hits: int
    means: np.ndarray


def one_start(start: int = 1) -> Start:
    """EM from four samples drawn at random, and where the other starts ended.

    Parameters
    ----------
    start : int
        From 1 to `STARTS`.

    Examples
    --------
    >>> one_start(1).best.__round__(1)
    -553.4
    """
    run, values = many("random_from_data").runs_[start - 1], reached("random_from_data")
    theta, best = run.parameters, float(values.max())
    hits, here = int(np.sum(values > best - 0.1)), float(values[start - 1])
    fitted = mixture_of(theta, "tied")
    figure, axes = new_figure(5.0, 5.2, SPLIT, nrows=2, height_ratios=[2.1, 1])
    top, bottom = axes[:, 0]
    draw_plane(top, fitted, f"start {start}: {run.n_iter} iterations")
    top.plot(
        *run.history[0].means.T, "s", markersize=12, markerfacecolor="none", markeredgecolor=INK, zorder=4
    )
    bottom.axhline(best, color=MUTED, linestyle=":", linewidth=1.2)
    bottom.plot(np.arange(1, STARTS + 1), values, "o", color=BLUE, markersize=5)
    bottom.plot(start, here, "D", color=VERMILION, markersize=10, markeredgecolor=PAPER)
    frame_axes(
        bottom,
        (0, STARTS + 1),
        (-572, -549),
        "start",
        "log-likelihood",
        f"here {here:.1f}, best {best:.1f}",
    )
    bottom.set_xticks([1, 5, 10, 15])
    reach = "the best top" if here > best - 0.1 else f"{best - here:.1f} below the best"
    alt = (
        f"Four components on 150 points, started at four samples (squares). Start {start} ends at log-likelihood "
        f"{here:.1f}, {reach}; {hits} of {STARTS} starts reach {best:.1f}."
    )
    return Start(figure, alt, here, best, hits, theta.means)


class Ways(Picture):
    """`reached`: for each way to start, the sorted log-likelihoods; `hits`: how many of them are the best."""

    reached: dict[str, np.ndarray]
    hits: dict[str, int]


def ways_to_start() -> Ways:
    """Where `STARTS` starts end, for the package's four ways to start: one strip each.

    Examples
    --------
    >>> ways_to_start().hits["kmeans"]
    15
    """
    values = {how: np.sort(reached(how)) for how in ("kmeans", "k-means++", "random_from_data", "random")}
    best = max(v.max() for v in values.values())
    hits = {how: int(np.sum(v > best - 0.1)) for how, v in values.items()}
    stuck = int(np.sum(values["random"] < values["random"][0] + 0.1))
    figure, axes = new_figure(5.0, 3.7, Margins(left=1.6))
    ax = axes[0, 0]
    for row, v in enumerate(values.values()):
        # Equal ends are stacked, so that a strip is also a histogram.
        places, counts = np.unique(np.round(v / 2) * 2, return_counts=True)
        for place, count in zip(places, counts, strict=True):
            y = -row - 0.38 + 0.84 * np.arange(count) / STARTS
            ax.plot(
                np.full(count, place),
                y,
                COMPONENT_MARKERS[row],
                color=COMPONENT_COLOURS[row],
                markersize=3.4,
                markeredgewidth=0,
            )
    frame_axes(
        ax, (-650, -546), (-3.55, 0.65), "log-likelihood at the end (steps of 2)", "", f"{STARTS} starts each"
    )
    ax.set_yticks(-np.arange(4), [f"{how}\n{hits[how]} at the top" for how in values])
    alt = (
        f"Strips of the log-likelihoods that {STARTS} starts reach. At the best top, {best:.1f}, end "
        + ", ".join(f"{hits[how]} of {how}" for how in values)
        + f". {stuck} of random stop at {values['random'][0]:.1f}."
    )
    return Ways(figure, alt, values, hits)
