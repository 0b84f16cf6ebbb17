"""Many starts: where each ends, for four ways to start."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.ticker import MultipleLocator

from lecture14.clustering import GaussianMixture
from lecture14.figures.choosing_k.known_answer import ARRIVE, training
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

#: How many starts the pictures show.
STARTS = 15

#: So small a tolerance that none of these starts stops on a plateau.
PATIENT: dict[str, Any] = {"tol": 1e-10, "max_iter": 10_000}


@cache
def many(init_params: str) -> GaussianMixture:
    """Four tied components on `training`, from `STARTS` starts of one kind; all runs are in `runs_`."""
    mixture = GaussianMixture(
        4, covariance_type="tied", n_init=STARTS, init_params=init_params, random_state=0, **PATIENT
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


class Ways(Picture):
    """`reached`: for each way to start, the sorted log-likelihoods; `hits`: how many of them are the best."""

    reached: dict[str, np.ndarray]
    hits: dict[str, int]


def ways_to_start() -> Ways:
    """Where fifteen starts end, for the package's four ways to start: one strip each.

    Examples
    --------
    >>> ways_to_start().hits["kmeans"]
    15
    """
    values = {how: np.sort(reached(how)) for how in ("kmeans", "k-means++", "random_from_data", "random")}
    best = max(v.max() for v in values.values())
    hits = {how: int(np.sum(v > best - 0.1)) for how, v in values.items()}
    lowest = min(v.min() for v in values.values())
    figure, axes = new_figure(5.0, 3.7, Margins(left=1.6))
    ax = axes[0, 0]
    for row, v in enumerate(values.values()):
        # Equal ends are stacked, so that a strip is also a histogram.
        places, counts = np.unique(np.round(2 * v) / 2, return_counts=True)
        for place, count in zip(places, counts, strict=True):
            y = -row - 0.38 + 0.84 * np.arange(count) / STARTS
            ax.plot(
                np.full(count, place),
                y,
                COMPONENT_MARKERS[row],
                color=COMPONENT_COLOURS[row],
                markersize=2.6,
                markeredgewidth=0,
            )
    # No wider than what was reached: the gap between the tops is what there is to see.
    ends = (lowest - 3, best + 3)
    frame_axes(ax, ends, (-3.55, 0.65), "log-likelihood at the end (steps of ½)", "", f"{STARTS} starts each")
    # A page's letters are larger than those that matplotlib chooses ticks for.
    ax.xaxis.set_major_locator(MultipleLocator(5))
    ax.set_yticks(-np.arange(4), [f"{how}\n{hits[how]} at the top" for how in values])
    alt = (
        f"Strips of the log-likelihoods that {STARTS} starts reach. At the best top, {best:.1f}, end "
        + ", ".join(f"{hits[how]} of {how}" for how in values)
        + f". The others end at {lowest:.1f}."
    )
    return Ways(figure, alt, values, hits)


class EarlyStop(Picture):
    """`levels`: log-likelihood (nats) before and after each iteration; `stop`: the iteration at which the stopping rule
    of the table would end the run; `asked`: the gain (nats) that this rule asks of an iteration."""

    levels: np.ndarray
    stop: int
    asked: float


def early_stop() -> EarlyStop:
    """Start 13 of fifteen, and the plateau on which it would stop with the tolerance of the table.

    Examples
    --------
    >>> picture = early_stop()
    >>> picture.stop, picture.levels[[picture.stop, -1]].round(1).tolist()
    (115, [-568.5, -567.3])
    """
    history = many("random_from_data").runs_[12].history
    levels = np.array([step.log_likelihood for step in history])
    gains, asked = np.diff(levels), ARRIVE["tol"] * len(training())
    # EM's rule sees the gain of a step when the next E step has measured it.
    stop = int(np.argmax(gains < asked)) + 2
    figure, axes = new_figure(5.0, 5.0, Margins(left=0.8, between=1.0), nrows=2)
    upper, lower = axes[:, 0]
    end = len(gains)
    upper.plot(levels, color=BLUE, linewidth=1.6)
    upper.plot(stop, levels[stop], "o", color=VERMILION, markersize=8)
    upper.text(
        stop, levels[stop] + 0.12, "would stop here", color=INK, fontsize=8.5, ha="center", va="bottom"
    )
    title = f"after {stop} iterations {levels[stop]:.1f}, after {end} {levels[-1]:.1f}"
    frame_axes(upper, (-5, 480), (-569.2, -567.0), "iteration", "log-likelihood", title)
    lower.axhline(np.log10(asked), color=MUTED, linestyle=":", linewidth=1.3)
    lower.text(
        300,
        np.log10(asked) - 0.15,
        "stopping rule of the table",
        color=INK,
        fontsize=8.5,
        ha="center",
        va="top",
    )
    lower.plot(np.arange(1, end + 1), np.log10(gains), color=BLUE, linewidth=1.6)
    lower.plot(stop, np.log10(gains[stop - 1]), "o", color=VERMILION, markersize=8)
    frame_axes(lower, (-5, 480), (-8.3, 2.0), "iteration", "log₁₀ gain", "what each iteration gains, in nats")
    alt = (
        f"Start 13: the log-likelihood over the iterations, and what each gains. After {stop} iterations, at "
        f"{levels[stop]:.1f}, the gain is below the {asked:.5f} nats that the table's stopping rule asks for. With "
        f"the smaller tol the gains rise again, up to {gains[stop:].max():.2f} at iteration "
        f"{stop + 1 + gains[stop:].argmax()}, and the run ends at {levels[-1]:.1f} after {end}."
    )
    return EarlyStop(figure, alt, levels, stop, asked)
