"""Slides 34, 35 and 48: Old Faithful under one Gaussian and two, and EM's half steps."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import GaussianMixture
from lecture14.data import load_faithful
from lecture14.figures.clusters import ellipses, mixture_of, soft_points
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    COMPONENT_MARKERS,
    MUTED,
    PAPER,
    VERMILION,
    frame_axes,
    new_figure,
)

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


class GeyserFit(Picture):
    """`log_likelihood` (nats, all eruptions together), and the fitted `mixture`."""

    log_likelihood: float
    mixture: GaussianMixture


@cache
def _geyser_fit(components: int) -> GaussianMixture:
    start = GEYSER_START if components == 2 else {}
    return GaussianMixture(components, tol=1e-9, max_iter=500, random_state=0, **start).fit(load_faithful().X)


def geyser_fit(components: int = 2) -> GeyserFit:
    """Old Faithful under one Gaussian, or under a mixture (slides 34-35).

    Parameters
    ----------
    components : int
        K.

    Examples
    --------
    >>> bool(geyser_fit(2).log_likelihood > geyser_fit(1).log_likelihood)
    True
    """
    X = load_faithful().X
    mixture = _geyser_fit(components)
    log_likelihood = float(mixture.score(X) * len(X))
    figure, axes = new_figure(5.0, 3.7)
    ax = axes[0, 0]
    ax.plot(*X.T, "o", markersize=3, color=MUTED, alpha=0.55, markeredgewidth=0)
    u, v = np.meshgrid(np.linspace(1.2, 5.6, 90), np.linspace(33, 102, 90))
    density = np.exp(mixture.score_samples(np.column_stack([u.ravel(), v.ravel()]))).reshape(u.shape)
    ax.contour(u, v, density, levels=np.geomspace(0.0005, 0.032, 7), colors=BLUE, linewidths=1.1)
    for k, mean in enumerate(mixture.means_):
        ax.plot(*mean, marker=COMPONENT_MARKERS[k], markersize=9, color=VERMILION, markeredgecolor=PAPER)
    name = {1: "one Gaussian", 2: "a mixture of two"}.get(components, f"a mixture of {components}")
    _geyser_axes(ax, f"{name[0].upper()}{name[1:]}: log-likelihood {log_likelihood:.1f}")
    inside = float(np.mean(np.abs(X[:, 0] - 3.0) < 0.35))
    alt = (
        f"Waiting time against duration of 272 eruptions, with the contours of {name}; "
        f"log-likelihood {log_likelihood:.1f}. "
    ) + (
        f"Its peak lies between the two groups: only {100 * inside:.0f} % of the eruptions last 2.65 to 3.35 min."
        if components == 1
        else "Each group has a peak of its own."
    )
    return GeyserFit(figure, alt, log_likelihood, mixture)


def _geyser_axes(ax: Axes, title: str) -> None:
    frame_axes(ax, (1.2, 5.6), (33, 102), "duration of the eruption (min)", "time to the next (min)", title)


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
    _geyser_axes(ax, said)
    means = " and ".join(f"({m[0]:.2f}, {m[1]:.1f})" for m in step.means)
    alt = (
        f"{said}. Means at {means}, weights {step.weights[0]:.2f} and {step.weights[1]:.2f}, "
        f"log-likelihood {step.log_likelihood:.1f}."
    )
    return HalfStep(figure, alt, iteration, half, step.log_likelihood)
