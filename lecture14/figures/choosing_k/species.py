"""Penguins: does the K that BIC chooses find the species?"""

from functools import cache

import numpy as np

from lecture14.clustering import choose_model, ellipse
from lecture14.clustering.selection import Selection
from lecture14.data import load_penguins
from lecture14.figures.choosing_k.known_answer import model_in
from lecture14.figures.clusters import COVERAGE, matrices
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    COMPONENT_COLOURS,
    COMPONENT_MARKERS,
    INK,
    Margins,
    frame_axes,
    new_figure,
)


@cache
def penguin_selection() -> Selection:
    """K from 1 to 6 with types full and tied, on all four measurements of 342 penguins."""
    return choose_model(load_penguins().X, range(1, 7), ["full", "tied"], tol=1e-5)


def adjusted_rand(table) -> float:
    """Agreement of two groupings from their table of counts: 1 if equal, 0 on average if by chance.

    Hubert & Arabie (1985).

    Examples
    --------
    >>> adjusted_rand([[3, 0], [0, 4]])
    1.0
    """
    table = np.asarray(table, float)

    def pairs(counts):
        return float(np.sum(counts * (counts - 1) / 2))

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / pairs(table.sum())
    return (pairs(table) - chance) / ((rows + columns) / 2 - chance)


class Penguins(Picture):
    """`bic` of tied models for K = 1 … 6; for the drawn one, `table` (species × component) and `agreement`, the
    adjusted Rand index."""

    bic: np.ndarray
    table: np.ndarray
    agreement: float


def penguins(components: int = 3) -> Penguins:
    """Tied mixtures of all four measurements, projected on two, with the species that no fit has seen.

    Parameters
    ----------
    components : int

    Examples
    --------
    >>> penguins(3).agreement.__round__(2)
    0.96
    """
    birds, chosen = load_penguins(), penguin_selection()
    curve = np.array([c.bic for c in chosen if c.covariance_type == "tied"])
    mixture = model_in(chosen, components, "tied")[1]
    # By bill length: the components' own order means nothing.
    labels = np.argsort(np.argsort(mixture.means_[:, 0]))[mixture.predict(birds.X)]
    table = np.array([[np.sum((birds.y == s) & (labels == k)) for k in range(components)] for s in range(3)])
    agreement = adjusted_rand(table) if components > 1 else 0.0
    figure, axes = new_figure(5.0, 6.0, Margins(left=0.8, between=1.0), nrows=2, height_ratios=[1.9, 1])
    top, bottom = axes[:, 0]
    for s, name in enumerate(birds.species):
        top.scatter(
            *birds.X[birds.y == s][:, [0, 2]].T,
            s=11,
            marker=COMPONENT_MARKERS[s],
            color=COMPONENT_COLOURS[s],
            alpha=0.6,
            linewidth=0,
            label=name,
        )
    pair = np.ix_([0, 2], [0, 2])
    for mean, S in zip(mixture.means_, matrices(mixture), strict=True):
        top.plot(*ellipse(mean[[0, 2]], S[pair], COVERAGE, 48).boundary.T, color=INK, linewidth=1.4)
    top.legend(
        fontsize=8.5, loc="upper left", borderaxespad=0.1, handletextpad=0.2, frameon=False, labelcolor=INK
    )
    frame_axes(
        top,
        (30, 62),
        (166, 236),
        "bill length (mm)",
        "flipper length (mm)",
        f"K = {components}, tied: adjusted Rand index {agreement:.2f}",
    )
    counts = np.arange(1, 7)
    bottom.plot(counts, curve, "o-", color=BLUE, markersize=5)
    bottom.plot(
        components, curve[components - 1], "o", markersize=12, markerfacecolor="none", markeredgecolor=INK
    )
    frame_axes(bottom, (0.7, 6.3), (10430, 11200), "K", "BIC", f"BIC {curve[components - 1]:.1f}")
    alt = (
        f"342 penguins by bill and flipper, marked by species; K = {components}, tied, fitted to four "
        f"measurements without species. BIC is {curve[components - 1]:.1f}, the lowest at K = "
        f"{counts[curve.argmin()]}; the adjusted Rand index against the species is {agreement:.2f}."
    )
    return Penguins(figure, alt, curve, table, agreement)
