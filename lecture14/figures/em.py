"""The pictures of chapter "EM for Gaussian mixtures", slides 34-35, 48 and 52-60."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from ..clustering import GaussianMixture
from ..data import load_faithful, load_three_groups
from .clusters import ellipses, mixture_of, soft_points
from .picture import Picture
from .style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_MARKERS,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    minus,
    new_figure,
)

#: Where EM starts on Old Faithful: two round components on the wrong diagonal, as in Bishop (2006), figure 9.8.
GEYSER_START = {
    "weights_init": [0.5, 0.5],
    "means_init": [[1.8, 84.0], [5.2, 57.0]],
    "precisions_init": np.linalg.inv([[[0.6, 0.0], [0.0, 90.0]]] * 2),
}

#: Where EM starts on the three groups: huge and nearly concentric, each with weight 1/3, as on slide 53.
THREE_START = {
    "weights_init": [1 / 3, 1 / 3, 1 / 3],
    "means_init": [[3.9, 5.4], [6.1, 5.4], [5.0, 4.0]],
    "precisions_init": np.linalg.inv([[[5.0, 0.0], [0.0, 5.0]]] * 3),
}

#: The iterations that slides 53-60 show.
SHOWN_ITERATIONS = (0, 1, 2, 3, 4, 5, 6, 20)


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


@dataclass(frozen=True, eq=False, repr=False)
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
    return GeyserFit(figure, minus(alt), log_likelihood, mixture)


def _geyser_axes(ax: Axes, title: str) -> None:
    frame_axes(
        ax, (1.2, 5.6), (33, 102), "duration of the eruption (min)", "time to the next (min)", minus(title)
    )


@dataclass(frozen=True, eq=False, repr=False)
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
    return HalfStep(figure, minus(alt), iteration, half, step.log_likelihood)


@dataclass(frozen=True, eq=False, repr=False)
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
    return PieStep(figure, minus(alt), iteration, step.weights, step.log_likelihood, responsibilities)


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
    frame_axes(ax, (0, 10), (0.4, 9), "x₁", "x₂", f"{_after(iteration)}: {weights}")
    ax.set_aspect("equal")
    return responsibilities


def eight_pictures() -> Picture:
    """The eight pictures of slides 53-60: start, iterations 1 to 6, and 20.

    Examples
    --------
    >>> eight_pictures().alt.startswith("Eight small pictures")
    True
    """
    figure, axes = new_figure(5.0, 9.2, Margins(between=0.42), nrows=4, ncols=2, sharex=True, sharey=True)
    for ax, iteration in zip(axes.flat, SHOWN_ITERATIONS, strict=True):
        _pies(ax, iteration, radius=0.28)
        ax.label_outer()
    first, last = after(SHOWN_ITERATIONS[0]), after(SHOWN_ITERATIONS[-1])
    alt = (
        "Eight small pictures of 30 pie charts and three ellipses: the ellipses start huge and nearly concentric with "
        f"weights {first.weights[0]:.2f} each, part from iteration to iteration, and end on three groups with weights "
        f"{', '.join(f'{w:.2f}' for w in last.weights)}."
    )
    return Picture(figure, alt)


@dataclass(frozen=True, eq=False, repr=False)
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
        minus(f"{_after(iteration)}: {values[iteration]:.2f}"),
    )  # fmt: skip
    ax.set_xticks(range(0, 21, 5))
    gain = values[iteration] - values[max(iteration - 1, 0)]
    alt = f"The log-likelihood climbs from {values[0]:.1f} to {values[-1]:.1f}. "
    alt += f"{_after(iteration)}: {values[iteration]:.2f}"
    alt += (
        f", {gain:.2f} more than before." if gain > 0.005 else "." if iteration == 0 else "; EM stands still."
    )
    return Climb(figure, minus(alt), values)
