"""Mixtures of the pooled events: which components make a population, which K the criteria choose."""

from functools import cache
from typing import Any

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.figures.cells.events import AXES, LIMITS, pooled
from lecture14.figures.clusters import ellipses
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, VERMILION, Margins, frame_axes, new_figure

#: What a component's mean says of it, in this order.
POPULATIONS = ("dark", "cyan", "red", "yellow")

#: The largest number of components that the chapter tries.
MOST = 7

#: Settings of every fit of the chapter.
ARRIVE: dict[str, Any] = {"tol": 1e-6, "max_iter": 3000}


@cache
def fitted(components: int) -> GaussianMixture:
    """The mixture of so many components, type full, on all pooled events.

    Examples
    --------
    >>> fitted(4).n_components
    4
    """
    return GaussianMixture(components, random_state=0, **ARRIVE).fit(pooled().plane)


def populations(mixture: GaussianMixture) -> np.ndarray:
    """Where each component's mean lies: above 2 yellow, below -2 red, between them cyan from 1.2 on, else dark.

    Returns
    -------
    (K,) array of int, indices into `POPULATIONS`

    Examples
    --------
    >>> sorted(POPULATIONS[p] for p in populations(fitted(4)))
    ['cyan', 'dark', 'red', 'yellow']
    """
    cyan, contrast = mixture.means_.T
    middle = np.where(cyan > 1.2, 1, 0)
    return np.where(contrast > 2, 3, np.where(contrast < -2, 2, middle))


def merged(mixture: GaussianMixture, X: np.ndarray) -> np.ndarray:
    """Responsibilities of the populations: those of their components, added.

    Returns
    -------
    (n, 4) array

    Examples
    --------
    >>> merged(fitted(6), pooled().plane).sum(axis=1).round(6).max()
    np.float64(1.0)
    """
    return mixture.predict_proba(X) @ np.eye(len(POPULATIONS))[populations(mixture)]


def crossed(mixture: GaussianMixture, kept: np.ndarray | None = None) -> np.ndarray:
    """Events by well (rows: CFP, RFP, YFP) and population of the most probable component (columns).

    Parameters
    ----------
    mixture : GaussianMixture
    kept : (3750,) array of bool, optional
        The events that count; all if not given.

    Examples
    --------
    >>> crossed(fitted(3))[0]
    array([1247,    0,    3,    0])
    """
    P, well, *_ = pooled()
    label = populations(mixture)[mixture.predict(P)]
    kept = np.ones(len(P), bool) if kept is None else kept
    return np.array([np.bincount(label[kept & (well == w)], minlength=len(POPULATIONS)) for w in range(3)])


class Components(Picture):
    """`bic` and `icl` over K = 1 … 7, and how many components each of `POPULATIONS` has."""

    bic: np.ndarray
    icl: np.ndarray
    counts: np.ndarray


def components(K: int = 4) -> Components:
    """K Gaussians on the pooled events, and BIC and ICL over K.

    Parameters
    ----------
    K : int

    Examples
    --------
    >>> components(3).counts
    array([1, 0, 1, 1])
    """
    P, mixture, tried = pooled().plane, fitted(K), np.arange(1, MOST + 1)
    bic, icl = np.array([(fitted(k).bic(P), fitted(k).icl(P)) for k in tried.tolist()]).T
    counts = np.bincount(populations(mixture), minlength=len(POPULATIONS))
    figure, axes = new_figure(5.0, 6.0, Margins(left=0.8, between=0.9), nrows=2, height_ratios=[1.9, 1])
    top, bottom = axes[:, 0]
    top.scatter(*P[::9].T, s=6, color=MUTED, alpha=0.5, linewidth=0)
    ellipses(top, mixture.means_, mixture.covariances_)
    said = ", ".join(f"{name} {n}" for name, n in zip(POPULATIONS, counts, strict=True))
    frame_axes(top, *LIMITS, *AXES, said)
    for name, curve, style, colour in (("BIC", bic, "o-", BLUE), ("ICL", icl, "^--", VERMILION)):
        bottom.plot(tried, curve / 1000, style, color=colour, markersize=5, label=name)
        bottom.plot(K, curve[K - 1] / 1000, "o", markersize=12, markerfacecolor="none", markeredgecolor=INK)
    bottom.legend(fontsize=8.5, loc="upper right", frameon=False, labelcolor=INK)
    frame_axes(
        bottom, (0.7, 7.3), (24.3, 29.6), "K", "thousands", f"BIC {bic[K - 1]:.1f}, ICL {icl[K - 1]:.1f}"
    )
    alt = (
        f"K = {K}: components by population {said}. BIC {bic[K - 1]:.1f}, lowest at K = {tried[bic.argmin()]}; "
        f"ICL {icl[K - 1]:.1f}, lowest at K = {tried[icl.argmin()]}."
    )
    return Components(figure, alt, bic, icl, counts)


#: The share of rare events in `rare`, as their number beside the 1250 of the RFP well.
RARE = (13, 50, 313)
#: The place of the rare population, by the well that it comes from.
PLACES = {"CFP": (0, [2.0, 0.3], 1), "YFP": (2, [1.4, 5.7], 3)}
#: How many starts `rare` counts.
STARTS = 8


def diluted(strain: str, number: int) -> np.ndarray:
    """The events of the RFP well with some, evenly spaced, of another well: (1250 + number, 2).

    Examples
    --------
    >>> diluted("CFP", 13).shape
    (1263, 2)
    """
    P, well, *_ = pooled()
    other = P[well == PLACES[strain][0]]
    return np.vstack([P[well == 1], other[np.linspace(0, len(other) - 1, number).round().astype(int)]])


@cache
def search(strain: str, number: int) -> tuple[int, float, float, bool]:
    """Three Gaussians on `diluted`: starts of `STARTS` that end with the rare population in a component of its own.

    Returns
    -------
    found : int
    best, begun : float
        The log-likelihood of the best start, and of a run that begins with a mean at the rare population.
    stays : bool
        Whether that run ends there.

    Examples
    --------
    >>> search("CFP", 13)[0], search("CFP", 13)[3]
    (0, False)
    """
    X, (_, place, population) = diluted(strain, number), PLACES[strain]
    runs = [
        GaussianMixture(3, init_params="random_from_data", random_state=seed, **ARRIVE).fit(X)
        for seed in range(STARTS)
    ]
    begun = GaussianMixture(3, means_init=[[0.2, 0.0], [0.9, -3.8], place], **ARRIVE).fit(X)
    found = sum(population in populations(run) for run in runs)
    best = max(run.score(X) for run in runs)
    return found, best * len(X), begun.score(X) * len(X), population in populations(begun)


class Rare(Picture):
    """`found`: for each strain, how many starts find it at the shares of `RARE`; `stays`: the run begun there does."""

    found: dict[str, list[int]]
    stays: dict[str, list[bool]]


def rare() -> Rare:
    """How many starts of three Gaussians find a rare strain beside the RFP well.

    Examples
    --------
    >>> rare().found["CFP"][:2]
    [0, 0]
    """
    runs = {strain: [search(strain, number) for number in RARE] for strain in PLACES}
    found = {strain: [run[0] for run in those] for strain, those in runs.items()}
    stays = {strain: [run[3] for run in those] for strain, those in runs.items()}
    shares = [100 * number / (1250 + number) for number in RARE]
    figure, axes = new_figure(5.0, 3.0)
    ax = axes[0, 0]
    for strain, style, colour in (("YFP", "s-", BLUE), ("CFP", "o--", VERMILION)):
        ax.plot(
            shares, found[strain], style, color=colour, markersize=6, clip_on=False, label=f"{strain} well"
        )
    ax.set_xscale("log")
    ax.set_xticks(shares, [f"{share:.0f} %" for share in shares])
    ax.minorticks_off()
    ax.legend(fontsize=8.5, loc="upper left", frameon=False, labelcolor=INK)
    frame_axes(
        ax,
        (0.9, 25),
        (-0.4, STARTS + 0.4),
        "share of the rare well",
        f"of {STARTS} starts",
        "Starts that find it",
    )
    told = " and ".join(f"{strain} {', '.join(map(str, found[strain]))}" for strain in ("YFP", "CFP"))
    at = ", ".join(f"{share:.0f}" for share in shares)
    alt = (
        f"Of {STARTS} starts find the rare strain, at shares of {at} %: {told}. Runs begun at the rare strain "
        f"stay there in {sum(stays['YFP'])} of {len(RARE)} cases for YFP, in {sum(stays['CFP'])} for CFP."
    )
    return Rare(figure, alt, found, stays)
