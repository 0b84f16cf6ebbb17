"""Slide 48: EM on Old Faithful, a half step at a time."""

from functools import cache
from typing import Any

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.data import load_faithful
from lecture14.figures.clusters import ellipses, mixture_of, soft_points
from lecture14.figures.mixtures.old_faithful import geyser_axes
from lecture14.figures.picture import Picture
from lecture14.figures.style import MUTED, new_figure

#: Where EM starts on Old Faithful, with two round components on the wrong diagonal, as in Bishop (2006), figure 9.8.
GEYSER_START: dict[str, Any] = {
    "weights_init": [0.5, 0.5],
    "means_init": [[1.8, 84.0], [5.2, 57.0]],
    "precisions_init": np.linalg.inv([[[0.6, 0.0], [0.0, 90.0]]] * 2),
}


@cache
def geyser_history():
    """EM on Old Faithful from `GEYSER_START`, every iteration kept."""
    return GaussianMixture(2, **GEYSER_START).fit(load_faithful().X).history_


class HalfStep(Picture):
    """`iteration` and `half` ("start", "E" or "M"), `log_likelihood` of the drawn parameters."""

    iteration: int
    half: str
    log_likelihood: float


def em_half_steps(half_step: int = 0) -> HalfStep:
    """EM on Old Faithful, one half step at a time: E colours the points, M moves the ellipses (slide 48).

    Parameters
    ----------
    half_step : int
        0 is the start; odd ones are E steps, even ones M steps.

    Examples
    --------
    >>> em_half_steps(3).half, em_half_steps(3).iteration
    ('E', 2)
    """
    history = geyser_history()
    X = load_faithful().X
    step = history[half_step // 2]
    iteration = (half_step + 1) // 2
    half = "start" if half_step == 0 else "E" if half_step % 2 else "M"

    figure, axes = new_figure(5.0, 3.9)
    ax = axes[0, 0]
    if half == "start":
        ax.scatter(*X.T, s=16, facecolor="none", edgecolor=MUTED, linewidth=0.8, clip_on=False)
    else:
        soft_points(ax, X, mixture_of(history[iteration - 1]).predict_proba(X), size=18)
    ellipses(ax, step.means, step.covariances)
    said = {
        "start": "Start: two guesses, no point belongs to anyone",
        "E": f"E step {iteration}: the points take their colours",
        "M": f"M step {iteration}: the ellipses follow the colours",
    }[half]
    geyser_axes(ax, said)
    means = " and ".join(f"({m[0]:.2f}, {m[1]:.1f})" for m in step.means)
    alt = (
        f"{said}. Means at {means}, weights {step.weights[0]:.2f} and {step.weights[1]:.2f}, "
        f"log-likelihood {step.log_likelihood:.1f}."
    )
    return HalfStep(figure, alt, iteration, half, step.log_likelihood)
