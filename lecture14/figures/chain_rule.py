"""The pictures of chapter "Programs and the chain rule", slides 11-12."""

import numpy as np
from matplotlib.patches import FancyArrowPatch

from lecture14.autodiff import Graph, trace
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    INK,
    MUTED,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    new_figure,
)


class PathCount(Picture):
    """For 1, 2, … squarings: `paths` from x to the result, `products` that the dual program computes."""

    paths: np.ndarray
    products: np.ndarray


#: The longest program in `path_count`.
MOST_SQUARINGS = 12


def squared(x, times: int):
    """The program that multiplies a number by itself, again and again."""
    for _ in range(times):
        x = x * x
    return x


def paths(graph: Graph) -> int:
    """How many paths lead from the first input to the last node: one term each in the multiplied-out chain rule.

    Examples
    --------
    >>> paths(trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0))
    2
    """
    count = [1] + [0] * (len(graph.nodes) - 1)
    for node in graph.nodes[graph.n_inputs :]:
        count[node.index] = sum(count[i] for i in node.inputs if type(i) is int)
    return count[-1]


def path_count(squarings: int = 6) -> PathCount:
    """Paths through a chain of squarings, against products in its dual program (slide 11).

    Parameters
    ----------
    squarings : int
        How often x is multiplied by itself, at most `MOST_SQUARINGS`.

    Examples
    --------
    >>> picture = path_count(3)
    >>> picture.paths, picture.products
    (array([2, 4, 8]), array([2, 4, 6]))
    """
    steps = np.arange(1, squarings + 1)
    graphs = [trace(squared)(1.0, times=int(n)) for n in steps]
    routes = np.array([paths(g) for g in graphs])
    products = np.array([g.cost().multiplications for g in graphs])

    figure, axes = new_figure(5.0, 3.7, Margins(left=0.7, between=0.3), nrows=2, height_ratios=[1, 3.2])
    chain, counts = axes[:, 0]
    frame_axes(chain, (0.3, MOST_SQUARINGS + 4), (-1.1, 1.1), "", "", "each × reads its operand twice")
    chain.axis("off")
    chain.title.set_visible(True)
    for k in range(1, squarings + 1):
        for bend in (-0.5, 0.5):
            chain.add_patch(
                FancyArrowPatch(
                    (k, 0), (k + 1, 0), connectionstyle=f"arc3,rad={bend}", arrowstyle="-|>",
                    mutation_scale=8, shrinkA=5, shrinkB=5, color=MUTED, linewidth=1,
                )
            )  # fmt: skip
    chain.plot(np.arange(1, squarings + 2), np.zeros(squarings + 1), "o", color=BLUE, markersize=6)
    counts.semilogy(steps, routes, "o-", base=2, color=VERMILION, markersize=5)
    counts.semilogy(steps, products, "s--", base=2, color=BLUE, markersize=5)
    frame_axes(counts, (0.3, MOST_SQUARINGS + 4), (1, 2.0**13), "squarings", "count")
    counts.set_xticks(range(2, MOST_SQUARINGS + 1, 2))
    counts.set_yticks([2.0**k for k in range(0, 13, 3)], [str(2**k) for k in range(0, 13, 3)])
    counts.minorticks_off()
    with lecture_style():
        for ys, name, up in [(routes, "paths", 6), (products, "products", -6)]:
            counts.annotate(
                f"{ys[-1]} {name}", (steps[-1], ys[-1]), (8, up), textcoords="offset points",
                va="center", fontsize=9, color=INK,
            )  # fmt: skip
    alt = (
        f"A chain of {squarings} squaring{'s' * (squarings > 1)}: {routes[-1]} paths lead from x to the "
        f"result, one term each in the chain rule multiplied out; the dual program computes {products[-1]} products."
    )
    return PathCount(figure, alt, routes, products)
