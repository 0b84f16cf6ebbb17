"""Slide 19: one Jacobian, filled by columns and by rows."""

from collections.abc import Callable
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lecture14.autodiff import trace
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, VERMILION, Margins, lecture_style, new_figure

#: Shapes of the map whose Jacobian is filled, as (inputs n, outputs m).
SHAPES = {
    "5 inputs, 3 outputs": (5, 3),
    "3 inputs, 5 outputs": (3, 5),
    "5 inputs, 5 outputs": (5, 5),
}


def power_sums(m: int) -> Callable:
    """The map from x to its first m power sums, Σx, Σx², …, Σxᵐ; powers by repeated multiplication.

    Examples
    --------
    >>> power_sums(3)((1.0, 2.0))
    [3.0, 5.0, 9.0]
    """

    def sums(x):
        powers, result = list(x), [sum(x[1:], x[0])]
        for _ in range(m - 1):
            powers = [power * entry for power, entry in zip(powers, x, strict=True)]
            result.append(sum(powers[1:], powers[0]))
        return result

    return sums


@cache
def _power_sum_graph(n: int, m: int):
    return trace(power_sums(m))(tuple(float(j + 1) for j in range(n)))


class JacobianSweeps(Picture):
    """`columns` and `rows`: the (m, n) matrix as far as each mode has filled it, NaN elsewhere.

    `forward_work` and `reverse_work` are the multiplications so far.
    """

    columns: np.ndarray
    rows: np.ndarray
    forward_work: int
    reverse_work: int


def jacobian_sweeps(sweeps: int = 2, shape: tuple[int, int] = (5, 3)) -> JacobianSweeps:
    """One Jacobian, filled by columns (forward) and by rows (reverse), sweep by sweep (slide 19).

    Parameters
    ----------
    sweeps : int
        Sweeps made by each mode; a mode stops when its matrix is full.
    shape : (n, m)
        Inputs and outputs. The map is `power_sums` at x = (1, 2, …, n).

    Examples
    --------
    >>> jacobian_sweeps(1, (3, 2)).rows
    array([[ 1.,  1.,  1.],
           [nan, nan, nan]])
    """
    n, m = shape
    graph = _power_sum_graph(n, m)
    work = graph.cost().multiplications
    columns, rows = np.full((m, n), np.nan), np.full((m, n), np.nan)
    done = min(sweeps, n), min(sweeps, m)
    for j in range(done[0]):
        columns[:, j] = graph.forward(list(np.eye(n)[j]))
    for i in range(done[1]):
        (rows[i],) = graph.reverse(list(np.eye(m)[i]))
    counts = done[0] * work, done[1] * work

    figure, axes = new_figure(
        5.0, 3.4, Margins(left=0.12, right=0.12, bottom=0.55, top=0.6, between=0.3), ncols=2
    )
    for ax, matrix, name, unit, finished, needed, count, by_columns in [
        (axes[0, 0], columns, "forward", "columns", done[0], n, counts[0], True),
        (axes[0, 1], rows, "reverse", "rows", done[1], m, counts[1], False),
    ]:
        unit = unit if needed > 1 else unit.rstrip("s")
        _matrix(ax, matrix, finished - 1 if sweeps <= needed else -1, by_columns)
        with lecture_style():
            ax.text(
                0,
                1.04,
                f"{name}: {finished} of {needed} {unit}",
                transform=ax.transAxes,
                fontsize=10,
                color=INK,
            )
            ax.text(
                0.5, -0.09, f"{count} multiplications" + (", done" if finished == needed else ""),
                transform=ax.transAxes, ha="center", va="top", fontsize=9.5, color=INK,
            )  # fmt: skip
    alt = (
        f"The {m} by {n} Jacobian of the power sums after {sweeps} sweep{'s' * (sweeps != 1)}: forward mode has "
        f"{done[0]} of {n} columns for {counts[0]} multiplications, reverse mode {done[1]} of {m} "
        f"row{'s' * (m > 1)} for {counts[1]}."
    )
    if sweeps >= min(n, m):
        full = [name for name, complete in (("forward", done[0] == n), ("reverse", done[1] == m)) if complete]
        alt += f" Complete: {' and '.join(full)}."
    return JacobianSweeps(figure, alt, columns, rows, *counts)


def _matrix(ax: Axes, matrix: np.ndarray, newest: int, by_columns: bool) -> None:
    """A matrix as a table; unknown entries are dots, the newest column or row is boxed."""
    m, n = matrix.shape
    for (i, j), value in np.ndenumerate(matrix):
        known = not np.isnan(value)
        latest = known and (j if by_columns else i) == newest
        if known:
            ax.add_patch(
                Rectangle((j, i), 1, 1, facecolor=VERMILION if latest else BLUE, alpha=0.22, linewidth=0)
            )
        with lecture_style():
            text = f"{value:g}" if known else "·"
            ax.text(j + 0.5, i + 0.5, text, ha="center", va="center", fontsize=9.5, color=INK)
    if newest >= 0:
        corner, width, height = ((newest, 0), 1, m) if by_columns else ((0, newest), n, 1)
        ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=VERMILION, linewidth=2.2))
    ax.add_patch(Rectangle((0, 0), n, m, fill=False, edgecolor=MUTED, linewidth=0.8))
    ax.set(xlim=(-0.05, 5.05), ylim=(5.05, -0.05))
    ax.set_axis_off()
