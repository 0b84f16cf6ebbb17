"""Streaming: EM, incremental EM and stepwise EM by passes over the data."""

from dataclasses import replace
from functools import cache, reduce
from itertools import pairwise
from operator import add

import numpy as np

from lecture14.clustering import Parameters, SufficientStatistics, m_step
from lecture14.data import load_faithful
from lecture14.figures.clusters import mixture_of
from lecture14.figures.em import GEYSER_START
from lecture14.figures.picture import Picture
from lecture14.figures.scale.eruptions import top
from lecture14.figures.style import (
    BLUE,
    GREEN,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)

#: Passes over the data in `streaming`.
PASSES = 10


def scaled(statistics: SufficientStatistics, factor: float) -> SufficientStatistics:
    """The statistics of the same rows, each with its weight multiplied by a factor.

    Examples
    --------
    >>> from lecture14.figures.scale import block_statistics
    >>> scaled(block_statistics()[0], 2.0).n_samples
    34.0
    """
    return replace(
        statistics,
        counts=factor * statistics.counts,
        scatter=factor * statistics.scatter,
        log_likelihood=factor * statistics.log_likelihood,
    )


def _start() -> Parameters:
    return Parameters(
        np.array(GEYSER_START["weights_init"]),
        np.array(GEYSER_START["means_init"]),
        np.linalg.inv(np.array(GEYSER_START["precisions_init"])),
    )


def _short(theta: Parameters) -> float:
    X = load_faithful().X
    return top() - float(mixture_of(theta).score(X) * len(X))


def _blocks(size: int) -> list[np.ndarray]:
    X = load_faithful().X
    return [X[a:b] for a, b in pairwise(range(0, len(X) + 1, size))]


@cache
def incremental_path(size: int) -> tuple[float, ...]:
    """Nats below the top after each pass: one block's statistics replaced at a time (Neal & Hinton 1998).

    With a block of all 272 rows it is EM itself.
    """
    blocks, theta = _blocks(size), _start()
    kept = [mixture_of(theta).partial_statistics(block) for block in blocks]
    theta = m_step(reduce(add, kept))
    path = [_short(_start()), _short(theta)]
    while len(path) <= PASSES:
        for j, block in enumerate(blocks):
            kept[j] = mixture_of(theta).partial_statistics(block)
            theta = m_step(reduce(add, kept))
        path.append(_short(theta))
    return tuple(path)


@cache
def stepwise_path(size: int, alpha: float) -> tuple[float, ...]:
    """Nats below the top after each pass: statistics that forget, with step (t + 1)^−α (Cappé & Moulines 2009)."""
    blocks, theta = _blocks(size), _start()
    total, t = None, 0
    path = [_short(theta)]
    for _ in range(PASSES):
        for block in blocks:
            new = scaled(mixture_of(theta).partial_statistics(block), 1 / len(block))
            t += 1
            step = (t + 1) ** -alpha
            total = new if total is None else scaled(total, 1 - step) + scaled(new, step)
            theta = m_step(total)
        path.append(_short(theta))
    return tuple(path)


class Streaming(Picture):
    """Nats below the top after each pass: `batch` (EM), `incremental` and `stepwise`."""

    batch: tuple[float, ...]
    incremental: tuple[float, ...]
    stepwise: tuple[float, ...]


def streaming(size: int = 16, alpha: float = 0.6) -> Streaming:
    """EM, incremental EM and stepwise EM on Old Faithful, by passes over the data.

    Parameters
    ----------
    size : int
        Rows of a block: a divisor of 272.
    alpha : float
        How fast stepwise EM's steps shrink: above 0.5, at most 1.

    Examples
    --------
    >>> picture = streaming(272)
    >>> picture.batch == picture.incremental
    True
    """
    batch, incremental, stepwise = incremental_path(272), incremental_path(size), stepwise_path(size, alpha)
    figure, axes = new_figure(5.0, 3.8, Margins(left=0.75))
    ax = axes[0, 0]
    curves = {
        "EM": (batch, BLUE, "-", "o"),
        "incremental": (incremental, GREEN, "-.", "s"),
        "stepwise": (stepwise, VERMILION, "--", "^"),
    }
    for name, (path, colour, line, marker) in curves.items():
        values = np.maximum(path, 1e-5)
        ax.semilogy(
            range(PASSES + 1), values, color=colour, linestyle=line, marker=marker, markersize=4.5, label=name
        )
    title = f"blocks of {size} rows, steps (t + 1)^−{alpha:g}"
    frame_axes(ax, (-0.2, PASSES + 0.2), (1e-4, 3e3), "passes over the data", "nats below the top", title)
    with lecture_style():
        ax.legend(loc="lower left", fontsize=8.5)
    early, late = (
        ", ".join(f"{name} {_nats(path[at])}" for name, (path, *_) in curves.items()) for at in (2, PASSES)
    )
    alt = f"Blocks of {size} rows. Nats below the top after 2 passes: {early}. After {PASSES}: {late}."
    return Streaming(figure, alt, batch, incremental, stepwise)


def _nats(value: float) -> str:
    if value < 1e-3:
        return "under 0.001"
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"
