"""Slide 20, the golden mean: vertices eliminated in any order."""

from functools import cache

import numpy as np

from lecture14.autodiff import trace
from lecture14.autodiff.views.elimination import Elimination, Order
from lecture14.figures.graph import blank, draw_edge, draw_node, draw_title, subscripts
from lecture14.figures.picture import Picture
from lecture14.figures.style import MUTED


def small_program(x1, x2, x3):
    """Three inputs, three outputs, five intermediate results: small enough to try every order.

    Examples
    --------
    >>> [round(float(y), 4) for y in small_program(1.0, 2.0, 0.5)]
    [2.4826, 0.6143, 1.8186]
    """
    w4 = x2 * x3
    w5 = x1 * w4
    w6 = w4 + w5
    w7 = np.sin(w6)
    w8 = w6 * w7
    return np.exp(w7), np.cos(w7), w4 * w8


#: The point at which the small program is traced.
POINT = (1.0, 2.0, 0.5)

#: Where its nodes are drawn, inputs below and outputs on top.
ELIMINATION_PLACES = (
    (1.2, 0.6), (4.9, 0.6), (8.3, 0.6), (6.3, 2.2), (2.9, 2.9), (4.6, 4.3), (2.3, 5.4), (5.9, 6.0),
    (1.2, 7.5), (4.3, 7.5), (8.3, 7.5),
)  # fmt: skip

_DOT = 0.42


@cache
def small_elimination() -> Elimination:
    """The small program's graph of local derivatives, ready to be eliminated."""
    return Elimination(trace(small_program)(*POINT))


@cache
def elimination_orders() -> dict[str, Order]:
    """Forward, reverse, greedy and optimal order of the small program.

    Examples
    --------
    >>> {name: order.multiplications for name, order in elimination_orders().items()}
    {'forward': 27, 'reverse': 23, 'greedy': 20, 'optimal': 18}
    """
    return small_elimination().compare()


class EliminationStep(Picture):
    """`edges` left after the step, `cost` of the step and `total` so far, in multiplications."""

    edges: frozenset[tuple[int, int]]
    cost: int
    total: int


def elimination_steps(order: str = "optimal", step: int = 2) -> EliminationStep:
    """Vertex elimination on the small program's graph, one vertex at a time (slide 20).

    Parameters
    ----------
    order : {"forward", "reverse", "greedy", "optimal"}
    step : int
        Vertices eliminated so far, 0 to 5.

    Examples
    --------
    >>> elimination_steps("optimal", 5).total
    18
    """
    chosen = elimination_orders()[order]
    present, total, cost = set(small_elimination().edges), 0, 0
    new: set[tuple[int, int]] = set()
    before: list[int] = []
    after: list[int] = []
    for vertex in chosen.order[:step]:
        before = [i for i, k in present if k == vertex]
        after = [k for i, k in present if i == vertex]
        new = {(i, k) for i in before for k in after}
        present = {edge for edge in present if vertex not in edge} | new
        cost = len(before) * len(after)
        total += cost

    figure, ax = blank(4.5, (-0.1, 8.1))
    gone, places = chosen.order[:step], ELIMINATION_PLACES
    for edge in sorted(present):
        look = "now" if edge in new else "done"
        draw_edge(ax, places[edge[0]], places[edge[1]], look, radius=_DOT)
    for index, place in enumerate(places):
        if index in gone[:-1]:
            ax.plot(*place, ".", color=MUTED, markersize=4, zorder=2)
            continue
        kind = f"x{index + 1}" if index < 3 else f"y{index - 7}" if index > 7 else f"w{index + 1}"
        draw_node(ax, place, subscripts(kind), "waiting" if index in gone else "done", _DOT)
    if step == 0:
        title = f"{order.capitalize()} order: {len(present)} edges, 5 vertices to eliminate"
        said = (
            f"{order.capitalize()} order, at the start: {len(present)} edges, and 5 vertices between inputs and "
            "outputs."
        )
    else:
        name = subscripts(f"w{chosen.order[step - 1] + 1}")
        title = f"Step {step}: eliminate {name} for {len(before)}·{len(after)} = {cost}; {total} so far"
        said = (
            f"{order.capitalize()} order, step {step} of 5: {name} goes; edges in times edges out, "
            f"{len(before)}·{len(after)} = {cost} multiplications, {total} so far; {len(present)} edges are left."
        )
    if step == 5:
        said += " They are the Jacobian."
    draw_title(ax, title)
    return EliminationStep(figure, said, frozenset(present), cost, total)
