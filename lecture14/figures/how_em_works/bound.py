"""Beyond slide 49: the lower bound that touches the log-likelihood, in one parameter."""

from functools import cache

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import Parameters, lower_bound
from lecture14.figures.how_em_works.against_ascent import shares
from lecture14.figures.maximum_likelihood import marginal_log_likelihood, two_species
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, PAPER, VERMILION, Margins, frame_axes, new_figure

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
        q = shares(np.array([HELD, path[-1]]))
        memberships.append(q)
        path.append(float(q[:, 1] @ birds.x / q[:, 1].sum()))
    return np.array(path[:-1]), tuple(memberships)


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
        _name_bound(ax, parabola, float(peak))
        ax.plot([peak], [height], "^", color=VERMILION, markersize=7, markeredgecolor=PAPER)
        ax.plot([at, at], [bound, total], color=INK, linewidth=2.4)
    ax.plot([at], [total], "o", color=BLUE, markersize=8, markeredgecolor=PAPER)
    if half_step == 0:
        said = f"Start: {total:.1f}"
    elif e_half:
        said = f"E step {turn}: the bound touches at {at:.1f} mm"
    else:
        said = f"M step {turn}: to the bound's top; gap {gap:.2f}"
    frame_axes(ax, (172, 236), (-2100, -1200), "second mean (mm)", "nats", said)
    if not e_half and 0.005 < gap < 20:
        _close_up(ax, parabola, at, bound, total)
    alt = (
        f"The log-likelihood over the second mean, the first held at {HELD:.0f} mm, has a low top near 187 mm and a "
        f"high one near 218. {said}. At {at:.2f} mm the log-likelihood is {total:.2f}"
        + (f", the bound {bound:.2f}, the gap {gap:.2f}." if half_step else ".")
    )
    return BoundStep(figure, alt, at, bound, gap, total)


def _name_bound(ax: Axes, parabola: np.ndarray, peak: float) -> None:
    """The dashed curve's name, under its arch."""
    left = peak > _GRID.mean()
    flank = (peak > _GRID) == left
    place = int(np.argmin(np.where(flank, np.abs(parabola + 1900), np.inf)))
    ax.text(
        _GRID[place] + (2 if left else -2), -1950, "lower bound", color=VERMILION, fontsize=9,
        ha="left" if left else "right", va="center",
    )  # fmt: skip


def _close_up(ax: Axes, parabola: np.ndarray, at: float, bound: float, total: float) -> None:
    """The surroundings of a gap that is too small to be seen in the large picture."""
    inset = ax.inset_axes((0.04 if at > _GRID.mean() else 0.68, 0.06, 0.28, 0.4))
    near = np.abs(_GRID - at) < 3.4
    inset.plot(_GRID[near], _section()[near], color=BLUE)
    inset.plot(_GRID[near], parabola[near], color=VERMILION, linestyle="--")
    inset.plot([at, at], [bound, total], color=INK, linewidth=2.4)
    inset.plot([at], [total], "o", color=BLUE, markersize=6, markeredgecolor=PAPER)
    room = total - bound
    inset.set(xlim=(at - 2, at + 2), ylim=(bound - 2 * room, total + 2 * room), xticks=[], yticks=[])
    inset.set_title("close up", fontsize=8, color=INK)
