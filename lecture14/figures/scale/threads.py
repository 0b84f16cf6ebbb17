"""What threads can gain: operations against bytes on a roofline."""

import numpy as np

from lecture14.figures.picture import Picture
from lecture14.figures.scale.counted import count_sweep
from lecture14.figures.style import BLUE, INK, MUTED, PAPER, VERMILION, Margins, frame_axes, new_figure

#: Operations per second of one core of an imagined machine, and bytes per second from memory for all cores together.
CORE, BANDWIDTH = 10e9, 20e9

#: Features and components of the problems of `roofline`.
PROBLEMS = {"2 features, 3 components": (2, 3), "8 features, 10 components": (8, 10)}


class Roofline(Picture):
    """Arithmetic intensity (operations per byte) and speed-up over one thread, with the working arrays in the cache
    (`blocked`) and in memory (`unblocked`)."""

    blocked: float
    unblocked: float
    blocked_gain: float
    unblocked_gain: float


def attainable(intensity, threads):
    """The roofline: operations per second, limited by the cores or by the memory.

    Examples
    --------
    >>> float(attainable(0.25, 4)) / 1e9, float(attainable(8.0, 4)) / 1e9
    (5.0, 40.0)
    """
    return np.minimum(threads * CORE, np.asarray(intensity) * BANDWIDTH)


def roofline(threads: int = 8, problem: str = "2 features, 3 components") -> Roofline:
    """What threads can gain at best, by operations against bytes (Williams, Waterman & Patterson 2009).

    Parameters
    ----------
    threads : int
    problem : a key of `PROBLEMS`

    Examples
    --------
    >>> picture = roofline(8)
    >>> picture.blocked_gain, picture.unblocked_gain
    (8.0, 1.0)
    """
    work = count_sweep(*PROBLEMS[problem])
    gains = [
        float(attainable(i, threads) / attainable(i, 1)) for i in (work.blocked, work.unblocked)
    ]  # fmt: skip
    figure, axes = new_figure(5.0, 3.7, Margins(left=0.75))
    ax = axes[0, 0]
    intensity = np.geomspace(0.05, 250, 200)
    ax.loglog(intensity, attainable(intensity, 1) / 1e9, color=MUTED, linestyle=":", linewidth=1.4)
    ax.loglog(intensity, attainable(intensity, threads) / 1e9, color=INK)
    ax.text(240, CORE / 1e9 * 0.72, "1 thread", color=INK, fontsize=8.5, ha="right", va="top")
    ax.text(
        0.056,
        300,
        "slope: memory, 20 Gbyte/s\nflat: cores, 10 Gflop/s each",
        color=INK,
        fontsize=8.5,
        va="top",
    )
    styles = ((work.blocked, BLUE, "o", "in blocks"), (work.unblocked, VERMILION, "^", "all rows at once"))
    for (x, colour, marker, name), gain in zip(styles, gains, strict=True):
        y = float(attainable(x, threads)) / 1e9
        ax.plot([x, x], [0.5, y], color=colour, linewidth=1.0, linestyle="--")
        ax.plot(x, y, marker, color=colour, markersize=10, markeredgecolor=PAPER)
        ax.text(
            x * 1.12,
            1.1,
            f"{name}\n{x:.2g} per byte\n{gain:.1f}× faster",
            color=INK,
            fontsize=8.5,
            va="center",
        )
    frame_axes(
        ax, (0.05, 250), (0.5, 400), "operations for each byte from memory", "10⁹ operations per second",
        f"{threads} thread{'s' if threads > 1 else ''}, {problem}",
    )  # fmt: skip
    alt = (
        f"Roofline of an imagined machine, 10 Gflop/s per core and 20 Gbyte/s for all: a sloping roof of memory, then "
        f"a flat one of {threads} thread{'s' if threads > 1 else ''}. With {problem}, in blocks the sweep does "
        f"{work.blocked:.2g} operations per byte and can be {gains[0]:.1f} times as fast as with one thread; over all "
        f"rows at once {work.unblocked:.2g} per byte, {gains[1]:.1f} times."
    )
    return Roofline(figure, alt, work.blocked, work.unblocked, *gains)
