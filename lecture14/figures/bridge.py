"""The pictures of chapter "The bridge": EM and gradients on the same likelihood."""

from functools import cache

import numpy as np

from lecture14.bridge import gradient_ascent, lbfgs, preconditioned_step
from lecture14.clustering import GaussianMixture, History, Parameters
from lecture14.clustering.confidence import End, certainty
from lecture14.data import load_faithful, load_three_groups
from lecture14.figures.clusters import ellipses
from lecture14.figures.em import after
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    COMPONENT_COLOURS,
    GREEN,
    INK,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)

#: How each optimiser is drawn (colour, line, marker).
STYLES = {"EM": (BLUE, "-", "o"), "gradient ascent": (VERMILION, "--", "^"), "L-BFGS": (GREEN, "-.", "s")}

#: Iterations that the race runs for.
LAPS = 512


@cache
def overlapping_groups() -> np.ndarray:
    """300 points of two round groups whose centres are two standard deviations apart: (300, 2)."""
    rng = np.random.default_rng(14)
    points = rng.standard_normal((300, 2))
    points[150:, 0] += 2.0
    return np.round(points, 3)


@cache
def _standard_faithful() -> np.ndarray:
    X = load_faithful().X
    return (X - X.mean(axis=0)) / X.std(axis=0)


def race_data(data: str) -> tuple[np.ndarray, Parameters]:
    """The samples of a race, and where all three optimisers start.

    Parameters
    ----------
    data : "far apart" or "overlapping"
        Old Faithful in units of standard deviations, or `overlapping_groups`.
    """
    X = {"far apart": _standard_faithful, "overlapping": overlapping_groups}[data]()
    centre = X.mean(axis=0)
    means = centre + np.array([[-1.0, 0.5], [1.0, -0.5]])
    return X, Parameters(np.array([0.5, 0.5]), means, np.array([np.eye(2)] * 2))


@cache
def _race_em(data: str) -> GaussianMixture:
    X, start = race_data(data)
    return GaussianMixture(
        2, tol=0.0, reg_covar=0.0, max_iter=10_000, weights_init=start.weights, means_init=start.means,
        precisions_init=np.linalg.inv(start.covariances),
    ).fit(X)  # fmt: skip


@cache
def race_histories(data: str) -> dict[str, History]:
    """Every iteration of EM, gradient ascent with backtracking, and L-BFGS from the same start."""
    X, start = race_data(data)
    return {
        "EM": _race_em(data).history_,
        "gradient ascent": gradient_ascent(X, start, n_iter=LAPS),
        "L-BFGS": lbfgs(X, start, max_iter=LAPS, tol=1e-15),
    }


@cache
def shortfalls(data: str) -> dict[str, np.ndarray]:
    """How far each optimiser is, after every iteration, below the highest point that any of the three reaches (nats).

    Examples
    --------
    >>> {name: int(np.argmax(short < 1e-3)) for name, short in shortfalls("far apart").items()}
    {'EM': 13, 'gradient ascent': 275, 'L-BFGS': 33}
    """
    climbs = {name: history.log_likelihood for name, history in race_histories(data).items()}
    best = max(climb.max() for climb in climbs.values())
    return {name: best - climb for name, climb in climbs.items()}


@cache
def ends(data: str) -> tuple[End, ...]:
    """Where 50 other starts of EM end, highest first: the race's common top need not be the highest."""
    return certainty(_race_em(data), race_data(data)[0]).ends


class Race(Picture):
    """`short`: how far below their common top each optimiser is after `iteration` iterations, in nats."""

    iteration: int
    short: dict[str, float]


def race(iteration: float = 16, data: str = "far apart") -> Race:
    """EM, gradient ascent and L-BFGS climb the same log-likelihood from the same start.

    Parameters
    ----------
    iteration : float
        Rounded to a whole number of iterations, 1 to 512.
    data : "far apart" or "overlapping"

    Examples
    --------
    >>> race(16, "far apart").short["EM"] < race(16, "far apart").short["gradient ascent"]
    True
    """
    iteration = round(iteration)
    after_laps = f"{iteration} iteration{'s' if iteration > 1 else ''}"
    short = {}
    figure, axes = new_figure(5.0, 3.6, Margins(left=0.75))
    ax = axes[0, 0]
    for name, below in shortfalls(data).items():
        colour, line, marker = STYLES[name]
        below = below[1 : LAPS + 1]
        deficit = np.maximum(below, 1e-9)
        ax.loglog(np.arange(1, len(below) + 1), deficit, color=colour, linestyle=line, label=name)
        at = min(iteration, len(below)) - 1
        ax.plot([at + 1], [deficit[at]], marker, color=colour, markersize=8)
        short[name] = float(below[at])
    ax.axvline(iteration, color=MUTED, linewidth=0.8, linestyle=":")
    frame_axes(
        ax, (0.9, LAPS * 1.1), (3e-10, 1e3), "iteration", "nats below the common top",
        f"groups {data}, after {after_laps}",
    )  # fmt: skip
    with lecture_style():
        ax.legend(loc="lower left", fontsize=8.5)
    ranks = ", ".join(f"{name} {_nats(value)}" for name, value in short.items())
    alt = f"Groups {data}. Nats below the common top after {after_laps}: {ranks}."
    return Race(figure, alt, iteration, short)


def _nats(value: float) -> str:
    if value < 1e-6:
        return "under 0.000001"
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}"


class StepArrows(Picture):
    """`gradient` (K, 2) at the means, EM's next `means`, the largest `angle` between the two in degrees, and the factor
    by which EM's steps are drawn `magnified`."""

    gradient: np.ndarray
    means: np.ndarray
    angle: float
    magnified: float


def step_arrows(iteration: int = 2) -> StepArrows:
    """For each mean, the gradient's direction and EM's step: the gradient, turned and scaled by Σₖ/Nₖ.

    The longest arrow of each kind has the same length in every frame, since EM's steps shrink as it converges.

    Parameters
    ----------
    iteration : int
        Which iteration of EM on the three groups of slides 53-60 to start from.

    Examples
    --------
    >>> 0 < step_arrows(2).angle < 90
    True
    """
    X = load_three_groups()
    now = after(iteration)
    step = preconditioned_step(X, Parameters(now.weights, now.means, now.covariances))
    moves = step.em - now.means
    cosines = np.sum(moves * step.gradient, axis=1) / (
        np.linalg.norm(moves, axis=1) * np.linalg.norm(step.gradient, axis=1)
    )
    angle = float(np.degrees(np.arccos(np.clip(cosines, -1, 1))).max())

    figure, axes = new_figure(5.0, 4.3)
    ax = axes[0, 0]
    ax.plot(*X.T, "o", color=MUTED, markersize=3.5, alpha=0.6, markeredgewidth=0)
    ellipses(ax, now.means, now.covariances)
    longest = np.linalg.norm(step.gradient, axis=1).max()
    magnified = float(f"{1.5 / np.linalg.norm(moves, axis=1).max():.2g}")
    for k, mean in enumerate(now.means):
        colour = COMPONENT_COLOURS[k]
        tip = mean + 2.2 * step.gradient[k] / longest
        ax.annotate("", tip, mean, arrowprops={"arrowstyle": "->", "color": INK, "lw": 1.2, "ls": "--"})
        end = mean + magnified * moves[k]
        ax.annotate("", end, mean, arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2.2})
    frame_axes(
        ax,
        (0, 10),
        (-1.2, 9),
        "x₁",
        "x₂",
        f"iteration {iteration} → {iteration + 1}: angles up to {angle:.0f}°",
    )
    ax.set_aspect("equal")
    key = f"solid: EM's step × {magnified:g}\ndashed: direction of the gradient"
    ax.text(0.15, -1.1, key, color=INK, fontsize=8.5, va="bottom")
    lengths = ", ".join(f"{length:.2g}" for length in np.linalg.norm(moves, axis=1))
    alt = (
        f"Three components as ellipses around their means, at iteration {iteration}. From there the means move by "
        f"{lengths}, drawn {magnified:g} times as long. The dashed arrows show the gradient; EM's solid steps "
        f"turn away from it by up to {angle:.0f} degrees, always less than 90."
    )
    return StepArrows(figure, alt, step.gradient, step.em, angle, magnified)
