"""Slides 52-60: EM on three groups, each point a pie of its responsibilities."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from lecture14.clustering import GaussianMixture
from lecture14.data import load_three_groups
from lecture14.figures.clusters import ellipses, mixture_of
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    COMPONENT_COLOURS,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    new_figure,
)

#: Where EM starts on the three groups, huge and nearly concentric, each with weight 1/3, as on slide 53.
THREE_START: dict[str, Any] = {
    "weights_init": [1 / 3, 1 / 3, 1 / 3],
    "means_init": [[3.9, 5.4], [6.1, 5.4], [5.0, 4.0]],
    "precisions_init": np.linalg.inv([[[5.0, 0.0], [0.0, 5.0]]] * 3),
}

# Wide enough for the ellipses of the start.
_X, _Y = (-0.5, 10.5), (-0.5, 9.9)


@cache
def three_groups_history():
    """EM on the three groups from `THREE_START`, every iteration kept until one changes nothing."""
    return GaussianMixture(3, tol=0.0, max_iter=100, **THREE_START).fit(load_three_groups()).history_


def after(iteration: int):
    """The three groups' mixture after so many iterations; once EM stands still, every later one is the last.

    Examples
    --------
    >>> after(20).weights.round(2)
    array([0.23, 0.33, 0.43])
    """
    history = three_groups_history()
    return history[min(iteration, len(history) - 1)]


class PieStep(Picture):
    """`weights` (K,) and `log_likelihood` after `iteration` iterations; `responsibilities` (n, K) under them."""

    iteration: int
    weights: np.ndarray
    log_likelihood: float
    responsibilities: np.ndarray


def three_groups(iteration: int = 0) -> PieStep:
    """EM on three groups of points, each drawn as a pie of its responsibilities (slides 53-60).

    Parameters
    ----------
    iteration : int
        0 (the start) to 20.

    Examples
    --------
    >>> three_groups(20).weights.round(2)
    array([0.23, 0.33, 0.43])
    """
    figure, axes = new_figure(5.0, 4.3)
    responsibilities = _pies(axes[0, 0], iteration)
    step = after(iteration)
    weights = ", ".join(f"{w:.2f}" for w in step.weights)
    unsure = int(np.sum(responsibilities.max(axis=1) < 0.9))
    alt = (
        f"{_after(iteration)}: weights {weights}; {unsure} of {len(responsibilities)} points are shared, "
        f"no component being 90 % sure of them; log-likelihood {step.log_likelihood:.1f}."
    )
    return PieStep(figure, alt, iteration, step.weights, step.log_likelihood, responsibilities)


def _after(iteration: int) -> str:
    return "Start" if iteration == 0 else f"Iteration {iteration}"


def _pies(ax: Axes, iteration: int, radius: float = 0.2) -> np.ndarray:
    X, step = load_three_groups(), after(iteration)
    responsibilities = mixture_of(step).predict_proba(X)
    turns = np.round(np.cumsum(responsibilities, axis=1) * 48) / 48
    for point, ends in zip(X, turns, strict=True):
        for k, (a, b) in enumerate(zip([0.0, *ends[:-1]], ends, strict=True)):
            if b > a:
                # Clockwise from the top, component 1 first: order tells the components apart without colour.
                ax.add_patch(
                    Wedge(point, radius, 90 - 360 * b, 90 - 360 * a, facecolor=COMPONENT_COLOURS[k], edgecolor=PAPER,
                          linewidth=0.4, clip_on=False)
                )  # fmt: skip
    ellipses(ax, step.means, step.covariances)
    weights = " ".join(f"{w:.2f}" for w in step.weights)
    frame_axes(ax, _X, _Y, "x₁", "x₂", f"{_after(iteration)}: {weights}")
    ax.set_aspect("equal")
    return responsibilities


def side_by_side(*iterations: int) -> Picture:
    """Some of the pictures of slides 53-60, side by side in rows of two.

    Parameters
    ----------
    *iterations : int
        An even number of them; 0 is the start.

    Examples
    --------
    >>> side_by_side(0, 1).alt.split(". ")[2]
    'Iteration 1: 30 points are shared; weights 0.32, 0.34, 0.35.'
    """
    rows = len(iterations) // 2
    figure, axes = new_figure(
        5.0, 2.5 * rows + 0.1, Margins(between=0.42), nrows=rows, ncols=2, sharex=True, sharey=True
    )
    tells = []
    for ax, iteration in zip(axes.flat, iterations, strict=True):
        shared = int(np.sum(_pies(ax, iteration, radius=0.3).max(axis=1) < 0.9))
        ax.label_outer()
        weights = ", ".join(f"{w:.2f}" for w in after(iteration).weights)
        tells.append(f"{_after(iteration)}: {shared} points are shared; weights {weights}.")
    return Picture(figure, f"Pies of 30 points. {' '.join(tells)}")


class Climb(Picture):
    """`log_likelihood` before and after every iteration."""

    log_likelihood: np.ndarray


def log_likelihood_climb(iteration: int = 20) -> Climb:
    """The log-likelihood of the three groups over the iterations, up to a chosen one.

    Examples
    --------
    >>> log_likelihood_climb().log_likelihood[[0, 20]].round(1)
    array([-131.3,  -90.5])
    """
    values = np.array([after(t).log_likelihood for t in range(21)])
    figure, axes = new_figure(5.0, 2.9, Margins(left=0.75))
    ax = axes[0, 0]
    ax.plot(values, color=MUTED, linewidth=0.8, linestyle=":")
    ax.plot(values[: iteration + 1], "o-", color=BLUE, markersize=4)
    ax.plot([iteration], [values[iteration]], "o", markersize=9, color=VERMILION)
    low, high = values.min(), values.max()
    frame_axes(
        ax, (-0.6, 20.6), (low - 3, high + 4), "iteration", "log-likelihood",
        f"{_after(iteration)}: {values[iteration]:.2f}",
    )  # fmt: skip
    ax.set_xticks(range(0, 21, 5))
    gain = values[iteration] - values[max(iteration - 1, 0)]
    alt = f"The log-likelihood climbs from {values[0]:.1f} to {values[-1]:.1f}. "
    alt += f"{_after(iteration)}: {values[iteration]:.2f}"
    alt += (
        f", {gain:.2f} more than before." if gain > 0.005 else "." if iteration == 0 else "; EM stands still."
    )
    return Climb(figure, alt, values)


def climb_curve() -> Curve:
    """The log-likelihood of the three groups over 16 iterations, to be sketched before its picture is seen.

    Examples
    --------
    >>> climb_curve().y[[0, 8, 16]].round(1)
    array([-131.3,  -91.3,  -90.5])
    """
    iterations = np.arange(17.0)
    values = np.array([after(int(t)).log_likelihood for t in iterations])
    return Curve(iterations, values, "iteration", "log-likelihood", (-140.0, -80.0), knots=9)
