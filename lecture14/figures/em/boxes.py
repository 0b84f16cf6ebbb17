"""Slide 49: the loop of three boxes, driven by hand."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from lecture14.clustering import Parameters, SufficientStatistics, m_step
from lecture14.figures.clusters import mixture_of
from lecture14.figures.maximum_likelihood import two_species
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_DASHES,
    INK,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    new_figure,
)

#: Where the loop starts, with two wide Gaussians close together.
LOOP_START = Parameters(np.full(2, 0.5), np.array([[195.0], [205.0]]), np.full(2, 80.0), "spherical")

_BOXES = ("parameters", "estimate the\nclasses", "relearn from\nweighted data")


@cache
def loop(kind: str, turns: int = 5) -> tuple[tuple[Parameters, np.ndarray, float], ...]:
    """EM on the flippers: parameters, memberships under them, and their log-likelihood, turn by turn.

    Parameters
    ----------
    kind : "soft" or "hard"
        Hard EM gives each bird wholly to its most probable component.
    turns : int

    Examples
    --------
    >>> [round(ll, 1) for _, _, ll in loop("soft", 2)]
    [-1188.8, -1116.9, -1106.2]
    """
    X = two_species().x[:, None]
    theta, seen = LOOP_START, []
    for _ in range(turns + 1):
        mixture = mixture_of(theta, "spherical")
        R = mixture.predict_proba(X)
        if kind == "hard":
            R = np.eye(2)[R.argmax(axis=1)]
        seen.append((theta, R, float(mixture.score(X) * len(X))))
        theta = m_step(SufficientStatistics.from_responsibilities(X, R, "spherical"))
    return tuple(seen)


class LoopStep(Picture):
    """`box` (0 parameters, 1 classes, 2 relearn), `turn`, and the `log_likelihood` of the drawn parameters."""

    box: int
    turn: int
    log_likelihood: float


def em_loop(step: int = 0, kind: str = "soft") -> LoopStep:
    """The loop of slide 49, driven by hand: parameters, classes, relearning, and round again.

    Parameters
    ----------
    step : int
        0 to 15; three steps are one turn.
    kind : "soft" or "hard"

    Examples
    --------
    >>> em_loop(5).box, em_loop(5).turn
    (2, 2)
    """
    turn, box = step // 3, step % 3
    states = loop(kind)
    drawn = states[turn + (box == 2)]
    x = two_species().x
    figure, axes = new_figure(5.0, 4.6, Margins(between=0.35), nrows=2, height_ratios=[1, 2.6])
    _boxes(axes[0, 0], box)
    ax = axes[1, 0]
    edges = np.arange(170.5, 234, 3)
    whole = np.histogram(x, edges)[0]
    centres, width = (edges[1:] + edges[:-1]) / 2, edges[1] - edges[0]
    if box == 0:
        ax.bar(centres, whole, width * 0.94, color=MUTED, alpha=0.35)
    else:
        first = np.histogram(x, edges, weights=states[turn][1][:, 0])[0].round(2)
        ax.bar(centres, first, width * 0.94, color=BLUE, alpha=0.55)
        ax.bar(
            centres, whole - first, width * 0.94, bottom=first, facecolor="none", edgecolor=VERMILION, hatch="////",
            linewidth=0.6,
        )  # fmt: skip
    theta = drawn[0]
    t = np.linspace(170, 236, 90)
    for k in range(2):
        variance = theta.covariances[k]
        density = theta.weights[k] * np.exp(-0.5 * (t - theta.means[k, 0]) ** 2 / variance)
        density *= len(x) * width / np.sqrt(2 * np.pi * variance)
        ax.plot(t, density, color=COMPONENT_COLOURS[k], linestyle=COMPONENT_DASHES[k])
    said = (
        f"turn {turn + 1}: log-likelihood {drawn[2]:.1f}",
        f"turn {turn + 1}: each bird is " + ("shared" if kind == "soft" else "given away"),
        f"turn {turn + 1}: new parameters, log-likelihood {drawn[2]:.1f}",
    )[box]
    frame_axes(ax, (170, 234), (0, 60), "flipper length (mm)", "birds", said)
    means = " and ".join(f"{m:.1f}" for m in theta.means[:, 0])
    shared = int(np.sum(states[turn][1].max(axis=1) < 0.9))
    doing = (
        "The parameters stand in the first box",
        f"The classes are estimated: {shared} of {len(x)} birds are shared, neither component 90 % sure",
        "The parameters are relearned from the weighted birds",
    )[box]
    alt = (
        f"A loop of three boxes and a histogram of flipper lengths. Turn {turn + 1}, {kind} EM. {doing}; "
        f"means {means} mm, log-likelihood {drawn[2]:.1f}."
    )
    return LoopStep(figure, alt, box, turn + 1, drawn[2])


def _boxes(ax: Axes, active: int) -> None:
    for i, text in enumerate(_BOXES):
        here = i == active
        ax.add_patch(
            FancyBboxPatch(
                (0.02 + 1.1 * i, 0.35), 0.8, 0.6, boxstyle="round,pad=0,rounding_size=0.06",
                facecolor="none", edgecolor=VERMILION if here else MUTED, linewidth=2.6 if here else 1.0,
            )
        )  # fmt: skip
        ax.text(
            0.42 + 1.1 * i,
            0.65,
            text,
            ha="center",
            va="center",
            fontsize=8.5,
            color=INK,
            weight="bold" if here else "normal",
        )
        if i < 2:
            ax.annotate(
                "",
                (1.1 * (i + 1), 0.65),
                (0.84 + 1.1 * i, 0.65),
                arrowprops={"arrowstyle": "->", "color": INK},
            )
    ax.plot([2.62, 2.62, 0.42], [0.35, 0.1, 0.1], color=INK, linewidth=1)
    ax.annotate("", (0.42, 0.34), (0.42, 0.09), arrowprops={"arrowstyle": "->", "color": INK})
    ax.set(xlim=(0, 3.05), ylim=(0, 1))
    ax.axis("off")
