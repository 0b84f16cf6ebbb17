"""The pictures of chapter "EM for Gaussian mixtures", slides 48 and 52-60."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from lecture14.clustering import GaussianMixture
from lecture14.data import load_faithful, load_three_groups
from lecture14.figures.clusters import ellipses, mixture_of
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import COMPONENT_COLOURS, PAPER, Margins, frame_axes, new_figure

#: Where EM starts on Old Faithful, with two round components on the wrong diagonal, as in Bishop (2006), figure 9.8.
GEYSER_MEANS, GEYSER_COVARIANCE = [[1.8, 84.0], [5.2, 57.0]], np.diag([0.6, 90.0])

#: Where EM starts on the three groups, huge and nearly concentric, as on slide 53.
THREE_MEANS, THREE_COVARIANCE = [[3.9, 5.4], [6.1, 5.4], [5.0, 4.0]], np.diag([5.0, 5.0])


def _start(means: list[list[float]], covariance: np.ndarray) -> dict[str, Any]:
    """Components of one weight and one covariance, as `GaussianMixture` takes a start."""
    K = len(means)
    precisions = np.linalg.inv([covariance] * K)
    return {"weights_init": [1 / K] * K, "means_init": means, "precisions_init": precisions}


GEYSER_START = _start(GEYSER_MEANS, GEYSER_COVARIANCE)
THREE_START = _start(THREE_MEANS, THREE_COVARIANCE)


@cache
def geyser_history():
    """EM on Old Faithful from `GEYSER_START`, every iteration kept."""
    return GaussianMixture(2, **GEYSER_START).fit(load_faithful().X).history_


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


def shared(iteration: int) -> int:
    """How many of the 30 points no component is 90 % sure of, after so many iterations.

    Examples
    --------
    >>> [shared(iteration) for iteration in (0, 3, 6)]
    [30, 23, 4]
    """
    responsibilities = mixture_of(after(iteration)).predict_proba(load_three_groups())
    return int(np.sum(responsibilities.max(axis=1) < 0.9))


def side_by_side(*iterations: int) -> Picture:
    """Iterations of EM on three groups, each point a pie of its responsibilities, in rows of two (slides 54-60).

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
        5.0, 2.5 * rows + 0.1, Margins(top=0.5, between=0.56), nrows=rows, ncols=2, sharex=True, sharey=True
    )
    tells = []
    for ax, iteration in zip(axes.flat, iterations, strict=True):
        name = "Start" if iteration == 0 else f"Iteration {iteration}"
        weights = [f"{w:.2f}" for w in after(iteration).weights]
        _pies(ax, iteration)
        # Wide enough for the ellipses of the start.
        frame_axes(ax, (-0.8, 10.8), (-0.7, 10.1), "x₁", "x₂", f"{name}\n{' '.join(weights)}")
        ax.set_aspect("equal")
        ax.label_outer()
        tells.append(f"{name}: {shared(iteration)} points are shared; weights {', '.join(weights)}.")
    return Picture(figure, f"Pies of 30 points. {' '.join(tells)}")


def _pies(ax: Axes, iteration: int) -> None:
    X, step = load_three_groups(), after(iteration)
    turns = np.round(np.cumsum(mixture_of(step).predict_proba(X), axis=1) * 48) / 48
    for point, ends in zip(X, turns, strict=True):
        for k, (a, b) in enumerate(zip([0.0, *ends[:-1]], ends, strict=True)):
            if b > a:
                # Clockwise from the top, component 1 first: order tells the components apart without colour.
                ax.add_patch(
                    Wedge(point, 0.3, 90 - 360 * b, 90 - 360 * a, facecolor=COMPONENT_COLOURS[k], edgecolor=PAPER,
                          linewidth=0.4, clip_on=False)
                )  # fmt: skip
    # Two standard deviations, as in the lab.
    ellipses(ax, step.means, step.covariances, coverage=1 - np.exp(-2))


def climb_curve() -> Curve:
    """The log-likelihood of the three groups over 16 iterations, to be sketched before it is seen.

    Examples
    --------
    >>> climb_curve().y[[0, 8, 16]].round(1)
    array([-131.3,  -91.3,  -90.5])
    """
    iterations = np.arange(17.0)
    values = np.array([after(int(t)).log_likelihood for t in iterations])
    return Curve(iterations, values, "iteration", "log-likelihood", (-140.0, -80.0), knots=9)
