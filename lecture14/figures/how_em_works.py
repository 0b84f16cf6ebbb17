"""The pictures of chapter "How EM works", slides 46, 47 and 49-51."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from ..clustering import (
    GaussianMixture,
    Parameters,
    SufficientStatistics,
    lower_bound,
    m_step,
    means_only,
)
from .clusters import mixture_of
from .maximum_likelihood import ascend, marginal_log_likelihood, tops, two_species
from .picture import Picture
from .style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_DASHES,
    GREEN,
    INK,
    MUTED,
    PAPER,
    PURPLE,
    VERMILION,
    Margins,
    frame_axes,
    minus,
    new_figure,
)

# -- EM and gradient ascent from the same start ------------------------------------------------------------


@cache
def em_means(start: tuple[float, float], n_iter: int = 25) -> tuple[np.ndarray, np.ndarray]:
    """EM for the two means of the flippers; weights and σ stay as they are.

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.
    n_iter : int

    Returns
    -------
    path : (n_iter + 1, 2) array
    log_likelihood : (n_iter + 1,) array

    Examples
    --------
    >>> path, climb = em_means((226.0, 183.0))
    >>> path[-1].round(1), round(float(climb[-1]), 1)
    (array([216.7, 189.5]), -1082.3)
    """
    birds = two_species()
    path = [np.array(start)]
    for _ in range(n_iter):
        r = _shares(path[-1])
        path.append(r.T @ birds.x / r.sum(axis=0))
    heights = [marginal_log_likelihood(mu, birds.x, birds.weights, birds.sigma) for mu in path]
    return np.array(path), np.array(heights)


def _shares(mu: np.ndarray) -> np.ndarray:
    birds = two_species()
    variances = [birds.sigma**2] * 2
    mixture = GaussianMixture.from_parameters(birds.weights, mu[:, None], variances, "spherical")
    return mixture.predict_proba(birds.x[:, None])


@dataclass(frozen=True, eq=False, repr=False)
class Race(Picture):
    """`em` (26,) log-likelihoods by iteration; `ascent`, the same for each step length, cut where it runs away."""

    em: np.ndarray
    ascent: dict[float, np.ndarray]


def race(start: tuple[float, float] = (183.0, 226.0)) -> Race:
    """EM against gradient ascent from one start: how far below the top after each iteration (slides 46-47).

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.

    Examples
    --------
    >>> bool(race().em[3] > race().ascent[0.02][25])
    True
    """
    path, em = em_means(tuple(start))
    ascent = {rate: ascend(tuple(start), rate)[1] for rate in (0.02, 0.2, 0.6)}
    top = min(tops(), key=lambda t: float(np.abs(t[0] - path[-1]).max()))[1]
    figure, axes = new_figure(5.0, 3.4, Margins(left=0.8))
    ax = axes[0, 0]
    lines = [(em, "EM", "o-", BLUE)] + [
        (ascent[rate], f"ascent, step {rate:g}", style, colour)
        for rate, style, colour in ((0.02, "s:", VERMILION), (0.2, "^--", GREEN), (0.6, "D-.", PURPLE))
    ]
    for values, label, style, colour in lines:
        below = np.clip(top - values, 1e-9, 1e7)
        ax.plot(below, style, color=colour, markersize=3.5, linewidth=1.2, label=label)
    ax.set_yscale("log")
    frame_axes(
        ax,
        (-0.5, 25.5),
        (1e-6, 1e6),
        "iteration",
        "nats below the top",
        f"Start ({start[0]:.0f}, {start[1]:.0f})",
    )
    ax.legend(loc="upper right", fontsize=8, ncols=2, frameon=False, labelcolor=INK)
    ax.set_yticks([1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6])
    ax.minorticks_off()
    reached = int(np.argmax(top - em < 0.01))
    tells = []
    for rate, values in ascent.items():
        close = np.flatnonzero(top - values < 0.01)
        tells.append(
            f"step {rate:g} after {close[0]}"
            if close.size
            else f"step {rate:g} runs away"
            if len(values) < 26
            else f"step {rate:g} not in 25"
        )
    alt = (
        f"Distance from the top by iteration, log scale. From ({start[0]:.0f}, {start[1]:.0f}) EM is within 0.01 nats "
        f"of {top:.1f} after {reached} iterations; gradient ascent with {', '.join(tells)}."
    )
    return Race(figure, minus(alt), em, ascent)


# -- the loop of slide 49 ----------------------------------------------------------------------------------

#: Where the loop starts: two wide Gaussians close together.
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


@dataclass(frozen=True, eq=False, repr=False)
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
    frame_axes(ax, (170, 234), (0, 60), "flipper length (mm)", "birds", minus(said))
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
    return LoopStep(figure, minus(alt), box, turn + 1, drawn[2])


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


# -- the lower bound ---------------------------------------------------------------------------------------

#: The first mean is held here, so that one parameter is left, mm.
HELD = 200.0

#: Starts of the second mean, mm.
BOUND_STARTS = {"206 mm": 206.0, "178 mm": 178.0, "232 mm": 232.0}

_GRID = np.linspace(172, 236, 97)


@cache
def _section() -> np.ndarray:
    birds = two_species()
    return np.array(
        [marginal_log_likelihood(np.array([HELD, m]), birds.x, birds.weights, birds.sigma) for m in _GRID]
    )


@cache
def bound_path(start: float, n_iter: int = 8) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """EM in the second mean alone: its path, and the memberships at each of its points.

    Examples
    --------
    >>> bound_path(206.0)[0][:3].round(2)
    array([206.  , 213.92, 217.66])
    """
    birds = two_species()
    path, memberships = [start], []
    for _ in range(n_iter + 1):
        q = _shares(np.array([HELD, path[-1]]))
        memberships.append(q)
        path.append(float(q[:, 1] @ birds.x / q[:, 1].sum()))
    return np.array(path[:-1]), tuple(memberships)


@dataclass(frozen=True, eq=False, repr=False)
class BoundStep(Picture):
    """`mean`, the moving parameter; `bound`, `gap` and `log_likelihood` there (nats)."""

    mean: float
    bound: float
    gap: float
    log_likelihood: float


def lower_bound_steps(half_step: int = 1, start: float = 206.0) -> BoundStep:
    """The bound that touches the log-likelihood, and the step to its top, in one parameter (beyond slide 49).

    Parameters
    ----------
    half_step : int
        Odd: an E step draws a bound that touches. Even: an M step moves to the bound's top. 0 is the start.
    start : float
        The second mean at the start, mm.

    Examples
    --------
    >>> [round(lower_bound_steps(h).gap, 1) for h in (1, 2, 3, 4)]
    [0.0, 48.5, 0.0, 2.8]
    """
    birds = two_species()
    path, memberships = bound_path(start)
    turn = (half_step + 1) // 2
    e_half = half_step % 2 == 1
    q = memberships[max(turn - 1, 0)]
    at = path[turn - 1] if e_half else path[turn]
    theta = Parameters(birds.weights, np.array([[HELD], [at]]), np.full(2, birds.sigma**2), "spherical")
    bound, gap, total = lower_bound(birds.x[:, None], theta, q)
    # In one mean the bound is a parabola: Σ qᵢ₂ (xᵢ − μ)²/2σ² with its top at the weighted mean.
    peak = q[:, 1] @ birds.x / q[:, 1].sum()
    height = bound + q[:, 1].sum() * (at - peak) ** 2 / (2 * birds.sigma**2)
    parabola = height - q[:, 1].sum() * (_GRID - peak) ** 2 / (2 * birds.sigma**2)

    figure, axes = new_figure(5.0, 3.7, Margins(left=0.82))
    ax = axes[0, 0]
    ax.plot(_GRID, _section(), color=BLUE)
    ax.text(176, -1400, "log-likelihood", color=BLUE, fontsize=9)
    if half_step:
        ax.plot(_GRID, parabola, color=VERMILION, linestyle="--")
        ax.plot([peak], [height], "^", color=VERMILION, markersize=7, markeredgecolor=PAPER)
        ax.plot([at, at], [bound, total], color=INK, linewidth=2.4)
    ax.plot([at], [total], "o", color=BLUE, markersize=8, markeredgecolor=PAPER)
    if half_step == 0:
        said = f"Start: {total:.1f}"
    elif e_half:
        said = f"E step {turn}: the bound touches at {at:.1f} mm"
    else:
        said = f"M step {turn}: to the bound's top; gap {gap:.2f}"
    frame_axes(ax, (172, 236), (-2100, -1200), "second mean (mm)", "nats", minus(said))
    alt = (
        f"The log-likelihood over the second mean, the first held at {HELD:.0f} mm, has a low top near 187 mm and a "
        f"high one near 218. {said}. At {at:.2f} mm the log-likelihood is {total:.2f}"
        + (f", the bound {bound:.2f}, the gap {gap:.2f}." if half_step else ".")
    )
    return BoundStep(figure, minus(alt), at, bound, gap, total)


# -- means only --------------------------------------------------------------------------------------------

#: Ticks on an axis from .01 to .09, as on slide 50.
TICKS = np.array([0.01, 0.02, 0.03, 0.07, 0.08, 0.09])

#: Starts of the two means.
MEANS_STARTS = {"(.01, .06)": (0.01, 0.06), "(.06, .01)": (0.06, 0.01), "(.03, .03)": (0.03, 0.03)}


@dataclass(frozen=True, eq=False, repr=False)
class MeansOnly(Picture):
    """`path` (T+1, 2) of the means and `log_likelihood` (T+1,); `spread`, the data's standard deviation."""

    path: np.ndarray
    log_likelihood: np.ndarray
    spread: float


@cache
def _ticks_surface(sigma: float) -> tuple[np.ndarray, np.ndarray]:
    grid = np.linspace(-0.005, 0.105, 45)
    density = np.exp(-0.5 * ((TICKS - grid[:, None]) / sigma) ** 2)
    return grid, np.log(density[None] + density[:, None]).sum(axis=-1)


@cache
def _ticks_path(start: tuple[float, float], sigma: float):
    # Equal means sit on a saddle once they reach the data's mean: rounding would push them off in the end.
    return means_only(TICKS, start, sigma, 400 if start[0] != start[1] else 5)


def means_path(sigma: float = 0.01, start: tuple[float, float] = (0.01, 0.06)) -> MeansOnly:
    """EM for two means with σ fixed, on the surface of the likelihood (slides 50-51).

    Parameters
    ----------
    sigma : float
    start : (float, float)

    Examples
    --------
    >>> means_path(0.01).path[-1].round(3), means_path(1.0).path[-1].round(3)
    (array([0.02, 0.08]), array([0.05, 0.05]))
    """
    path, heights = _ticks_path(tuple(start), sigma)
    end = path[-1]
    grid, surface = _ticks_surface(sigma)
    figure, axes = new_figure(5.0, 5.5, Margins(left=0.75, between=0.62), nrows=2, height_ratios=[3.6, 1])
    ax, ground = axes[:, 0]
    low, high = surface.min(), surface.max()
    levels = high - (high - low) * np.array([0.75, 0.5, 0.33, 0.2, 0.12, 0.06, 0.02])
    ax.contour(grid, grid, surface, levels=levels, colors=MUTED, linewidths=0.8, linestyles="solid")
    ax.plot([-0.005, 0.105], [-0.005, 0.105], color=MUTED, linestyle=":", linewidth=0.8)
    moved = np.abs(np.diff(path, axis=0)).max(axis=1) > 1e-4
    shown = path[: int(moved.sum()) + 1][:40]
    ax.plot(*np.vstack([shown, end]).T, "-", color=BLUE, linewidth=1.2)
    ax.plot(*shown.T, ".", color=BLUE, markersize=5)
    ax.plot(*path[0], "s", markersize=8, markerfacecolor="none", markeredgecolor=BLUE, markeredgewidth=1.8)
    ax.plot(*end, "P", markersize=9, color=VERMILION, markeredgecolor=PAPER)
    apart = abs(end[1] - end[0])
    outcome = f"means at {end[0]:.3f} and {end[1]:.3f}" if apart > 5e-4 else f"both means at {end[0]:.3f}"
    frame_axes(ax, (-0.005, 0.105), (-0.005, 0.105), "μ₁", "μ₂", f"σ = {sigma:.2g}: {outcome}")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks([0, 0.02, 0.04, 0.06, 0.08, 0.1])
    ground.plot(TICKS, np.zeros(6), "|", color=INK, markersize=14, markeredgewidth=1.6, clip_on=False)
    t = np.linspace(-0.005, 0.105, 90)
    for k in range(2):
        bump = np.exp(-0.5 * ((t - end[k]) / sigma) ** 2)
        ground.plot(t, bump, color=COMPONENT_COLOURS[k], linestyle=COMPONENT_DASHES[k])
    frame_axes(ground, (-0.005, 0.105), (0, 1.15), "x", "")
    ground.set_yticks([])
    ground.set_xticks([0, 0.02, 0.04, 0.06, 0.08, 0.1])
    spread = float(TICKS.std())
    wider = "narrower" if sigma < spread else "wider"
    alt = (
        f"Path of EM from ({start[0]:g}, {start[1]:g}) on the contours of the log-likelihood over two means; six "
        f"data under the two bumps. With σ = {sigma:.2g}, {wider} than the data's standard deviation {spread:.3f}, "
        f"EM ends with {outcome}."
    )
    return MeansOnly(figure, minus(alt), path, heights, spread)


@dataclass(frozen=True, eq=False, repr=False)
class Merging(Picture):
    """`sigma` (m,) and the final `means` (m, 2); `spread`, the data's standard deviation."""

    sigma: np.ndarray
    means: np.ndarray
    spread: float


def merging() -> Merging:
    """Where the two means end, over σ: a fork that closes at the data's own spread (slide 50).

    Examples
    --------
    >>> round(merging().spread, 4)
    0.0311
    """
    spread = float(TICKS.std())
    # Beside the fork EM creeps; a step of 3 % keeps away from it.
    sigma = spread * 1.03 ** np.concatenate([np.arange(-45, 0, 2), np.arange(1, 62, 4)])
    means = np.array([means_only(TICKS, [0.02, 0.081], s, 400).means[-1] for s in sigma])
    figure, axes = new_figure(5.0, 3.2, Margins(left=0.7))
    ax = axes[0, 0]
    ax.plot(sigma, means[:, 0], color=BLUE)
    ax.plot(sigma, means[:, 1], color=VERMILION, linestyle="--")
    ax.axvline(spread, color=MUTED, linestyle=":")
    ax.text(spread * 1.06, 0.016, "standard deviation\nof the data", fontsize=8.5, color=INK)
    ax.plot(np.full(6, 0.0083), TICKS, "_", color=INK, markersize=10, markeredgewidth=1.5)
    ax.set_xscale("log")
    frame_axes(ax, (0.008, 0.2), (0, 0.1), "σ", "final means", "Wider than the data, the means merge")
    ax.set_xticks([0.01, 0.02, 0.05, 0.1, 0.2], ["0.01", "0.02", "0.05", "0.1", "0.2"])
    ax.minorticks_off()
    alt = (
        "The two final means over σ: apart at 0.02 and 0.08 while σ is small, they approach each other and merge at "
        f"0.05 where σ reaches the data's standard deviation, {spread:.4f}."
    )
    return Merging(figure, alt, sigma, means, spread)
