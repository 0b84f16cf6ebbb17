"""Slide 19: what the sweeps hold in memory, and what a gradient costs."""

from collections.abc import Callable, Mapping

import numpy as np

from lecture14.autodiff import Graph, trace
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, VERMILION, frame_axes, lecture_style, new_figure


def heron(iterations: int) -> Callable:
    """Heron's square root with so many iterations, as a function of a.

    Examples
    --------
    >>> round(heron(5)(2.0), 4)
    1.4142
    """

    def root_of(a):
        root = a
        for _ in range(iterations):
            root = 0.5 * (root + a / root)
        return root

    return root_of


def held_values(graph: Graph) -> tuple[np.ndarray, np.ndarray]:
    """Numbers held over time, by a forward sweep and by a reverse sweep.

    Parameters
    ----------
    graph : Graph
        Of scalars.

    Returns
    -------
    forward : (s,) array
        Values and tangents held while each of the s statements runs, if each is dropped after its last use.
    reverse : (2 s,) array
        Values and adjoints held: s statements up, then s down. A value may go once its node has been swept.

    Examples
    --------
    >>> forward, reverse = held_values(trace(heron(2))(2.0))
    >>> int(forward.max()), int(reverse.max())
    (6, 9)
    """
    n, total = graph.n_inputs, len(graph.nodes)
    last = {i: i for i in range(total)}
    for node in graph.nodes:
        for i in node.inputs:
            if type(i) is int:
                last[i] = node.index
    statements = range(n, total)
    forward = [2 * sum(1 for i in range(s + 1) if last[i] >= s) for s in statements]
    up = [s + 1 for s in statements]
    down = []
    known: set[int] = {total - 1}
    for s in reversed(statements):
        known |= {i for i in graph.nodes[s].inputs if type(i) is int}
        down.append(s + 1 + sum(1 for i in known if i <= s))
    return np.array(forward), np.array(up + down)


class MemoryOverTime(Picture):
    """`forward` and `reverse`: numbers held over time; their peaks are the sweeps' memory."""

    forward: np.ndarray
    reverse: np.ndarray


def memory_over_time(iterations: int = 4) -> MemoryOverTime:
    """Numbers held by a forward and by a reverse sweep through Heron's loop (slide 19: memory).

    Parameters
    ----------
    iterations : int
        1 to 12.

    Examples
    --------
    >>> int(memory_over_time(3).forward.max()), int(memory_over_time(12).forward.max())
    (8, 8)
    """
    graph = trace(heron(iterations))(2.0)
    forward, reverse = held_values(graph)
    figure, axes = new_figure(5.0, 3.3)
    ax = axes[0, 0]
    ax.step(
        range(1, len(reverse) + 1),
        reverse,
        where="mid",
        color=VERMILION,
        linewidth=1.6,
        label="reverse sweep",
    )
    ax.step(
        range(1, len(forward) + 1), forward, where="mid", color=BLUE, linestyle="--", label="forward sweep"
    )
    peak = int(reverse.argmax())
    ax.plot([peak + 1], [reverse[peak]], "^", color=VERMILION, markersize=7)
    ax.axvline(len(forward) + 0.5, color=MUTED, linestyle=":", linewidth=1)
    frame_axes(
        ax, (0, 74), (0, 46), "statements executed", "numbers held",
        f"{len(forward)} statements: peak {forward.max()} forward, {reverse.max()} reverse",
    )  # fmt: skip
    with lecture_style():
        ax.text(len(forward) + 1.2, 44.5, "turning point", fontsize=8.5, color=INK, va="top")
        ax.legend(loc="upper right", bbox_to_anchor=(1.0, 0.93), fontsize=8.5)
    alt = (
        f"Heron's loop with {iterations} iteration{'s' * (iterations > 1)} has {len(forward)} statements. "
        f"A forward sweep never holds more than {forward.max()} numbers; a reverse sweep climbs to {reverse.max()} "
        "at the turning point and comes down again."
    )
    return MemoryOverTime(figure, alt, forward, reverse)


def product(*x):
    """x₁x₂⋯xₙ, from left to right: Speelpenning's example.

    Examples
    --------
    >>> product(2.0, 3.0, 4.0)
    24.0
    """
    y = x[0]
    for factor in x[1:]:
        y = y * factor
    return y


def gradient_work(n: int) -> Mapping[str, int]:
    """Multiplications for the whole gradient of Speelpenning's product of n factors, counted by the package.

    Examples
    --------
    >>> gradient_work(10)
    {'function': 9, 'forward': 180, 'reverse': 18}
    """
    cost = trace(product)(*(1.0 + 0.1 * i for i in range(n))).cost()
    return {
        "function": cost.operations,
        "forward": n * cost.multiplications,
        "reverse": cost.multiplications,
    }


def memory_of_reverse() -> Curve:
    """For a sketch: numbers that a reverse sweep through six iterations of Heron's loop holds, over time.

    Examples
    --------
    >>> memory_of_reverse().at_knots()[1]
    array([ 2.,  7., 12., 17., 20., 16., 10.,  4.])
    """
    _, reverse = held_values(trace(heron(6))(2.0))
    statements = np.arange(1.0, len(reverse) + 1)
    return Curve(statements, reverse, "statements executed", "numbers held", (0.0, 46.0), knots=8)
