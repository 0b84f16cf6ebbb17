"""BIC, AIC and ICL over K."""

import numpy as np

from lecture14.clustering.covariances.table import TYPES
from lecture14.figures.choosing_k.known_answer import selection
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    COMPONENT_COLOURS,
    COMPONENT_DASHES,
    COMPONENT_MARKERS,
    INK,
    Margins,
    frame_axes,
    new_figure,
)


class Criteria(Picture):
    """`best`: (K, type) with the lowest BIC."""

    best: tuple[int, str]


def criteria() -> Criteria:
    """BIC over K for the four covariance types, on data whose answer is known.

    Examples
    --------
    >>> criteria().best
    (4, 'tied')
    """
    table = selection()
    winner = min(table, key=lambda c: c.bic)
    figure, axes = new_figure(5.0, 3.4, Margins(left=0.8))
    ax = axes[0, 0]
    for i, kind in enumerate(TYPES):
        curve = [c for c in table if c.covariance_type == kind]
        ax.plot(
            [c.n_components for c in curve],
            [c.bic for c in curve],
            COMPONENT_MARKERS[i],
            linestyle=COMPONENT_DASHES[i],
            color=COMPONENT_COLOURS[i],
            markersize=4.5,
            label=kind,
        )
    ax.plot(winner.n_components, winner.bic - 12, marker=6, markersize=8, color=INK)
    ax.legend(fontsize=8.5, ncols=2, loc="upper right", borderaxespad=0.1, frameon=False, labelcolor=INK)
    name = f"K = {winner.n_components}, {winner.covariance_type}"
    frame_axes(ax, (0.7, 6.3), (1150, 1350), "K", "BIC", f"Lowest BIC {winner.bic:.1f} at {name}")
    alt = (
        f"BIC over K for four covariance types on 150 points. The lowest of all is {winner.bic:.1f}, at {name}, marked "
        "by a triangle."
    )
    return Criteria(figure, alt, (winner.n_components, winner.covariance_type))


class ThreeCriteria(Picture):
    """`bic`, `aic` and `icl` for K = 1 … 6, and the K that each likes `best`, in this order."""

    bic: np.ndarray
    aic: np.ndarray
    icl: np.ndarray
    best: tuple[int, ...]


def three_criteria(covariance_type: str = "full") -> ThreeCriteria:
    """BIC, AIC and ICL over K for one covariance type, on data whose answer is known.

    Parameters
    ----------
    covariance_type : str

    Examples
    --------
    >>> three_criteria("tied").best
    (4, 6, 2)
    """
    rows = [c for c in selection() if c.covariance_type == covariance_type]
    counts = np.array([c.n_components for c in rows])
    values = {name: np.array([getattr(c, name) for c in rows]) for name in ("bic", "aic", "icl")}
    best = tuple(int(counts[v.argmin()]) for v in values.values())
    figure, axes = new_figure(5.0, 3.3, Margins(left=0.8))
    ax = axes[0, 0]
    for i, (name, v) in enumerate(values.items()):
        colour = COMPONENT_COLOURS[i]
        ax.plot(
            counts, v, COMPONENT_MARKERS[i], linestyle=COMPONENT_DASHES[i], color=colour, label=name.upper()
        )
        ax.plot(counts[v.argmin()], v.min(), "o", markersize=13, markerfacecolor="none", markeredgecolor=INK)
    ax.legend(fontsize=8.5, ncols=3, loc="upper right", borderaxespad=0.1, frameon=False, labelcolor=INK)
    title = f"{covariance_type}: " + ", ".join(
        f"{name.upper()} likes {K}" for name, K in zip(values, best, strict=True)
    )
    frame_axes(ax, (0.7, 6.3), (1060, 1480), "K", "criterion", title)
    alt = (
        f"Three criteria over K for covariance type {covariance_type}, minima ringed: BIC is lowest at K = {best[0]} "
        f"({values['bic'].min():.1f}), AIC at {best[1]} ({values['aic'].min():.1f}), ICL at {best[2]} "
        f"({values['icl'].min():.1f})."
    )
    return ThreeCriteria(figure, alt, values["bic"], values["aic"], values["icl"], best)
