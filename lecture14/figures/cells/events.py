"""The events of three wells, pooled: the scale on which they are drawn, and the plane in which they are sorted."""

from functools import cache
from typing import NamedTuple

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.data import load_cells
from lecture14.figures.clusters import points
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, GRID, MUTED, frame_axes, new_figure

#: The cofactor of the arcsinh scale that the chapter uses, in the instrument's units: near the noise of a dark event.
COFACTOR = 150.0

#: The axes of the plane, and their limits in pictures.
AXES = ("V2′ (cyan)", "B1′ − Y2′ (red below, yellow above)")
LIMITS = ((-1.8, 3.4), (-6.5, 9.0))


def arcsinh_plane(X: np.ndarray) -> np.ndarray:
    """Raw events in the plane of the chapter: V2′, and B1′ − Y2′, where z′ = arcsinh(z/150).

    Parameters
    ----------
    X : (n, 4) array, in the columns of `load_cells`

    Returns
    -------
    (n, 2) array

    Examples
    --------
    >>> arcsinh_plane(np.array([[400.0, 150.0, 0.0, 15000.0]])).round(3)
    array([[0.881, 5.298]])
    """
    cyan, red, yellow = np.arcsinh(X[:, 1:].T / COFACTOR)
    return np.column_stack([cyan, yellow - red])


class Events(NamedTuple):
    """Pooled events of the wells CFP B4, RFP B3 and YFP A7."""

    plane: np.ndarray  #: (3750, 2), see `arcsinh_plane`
    well: np.ndarray  #: (3750,) array of int: 0 CFP, 1 RFP, 2 YFP
    scatter: np.ndarray  #: (3750,), SSC-H
    raw: np.ndarray  #: (3750, 4), the columns of `load_cells`


@cache
def pooled() -> Events:
    """The events of three wells with one strain each, as if they had come from one tube.

    Examples
    --------
    >>> [int(n) for n in np.bincount(pooled().well)]
    [1250, 1250, 1250]
    """
    cells = load_cells()
    three = cells.y < 3
    raw = cells.X[three]
    return Events(arcsinh_plane(raw), cells.y[three], raw[:, 0], raw)


class PooledEvents(Picture):
    """`shown` (n, 2): the points that are drawn, every sixth of the pooled events."""

    shown: np.ndarray


def pooled_events(by_well: bool = False) -> PooledEvents:
    """Events of three wells in one plane, all alike or marked by the well that they came from.

    Parameters
    ----------
    by_well : bool

    Examples
    --------
    >>> len(pooled_events(True).shown)
    625
    """
    P, well = pooled().plane[::6], pooled().well[::6]
    figure, axes = new_figure(5.0, 4.0)
    ax = axes[0, 0]
    if by_well:
        points(ax, P, well, size=9)
        said = "By well: ● CFP, ▲ RFP, ■ YFP"
        alt = (
            "The same events by well. The cloud below is of the RFP well, the one above of the YFP well, the right "
            "half of the middle one of the CFP well; its left half, the dark events, comes from all three."
        )
    else:
        ax.scatter(*P.T, s=9, color=MUTED, linewidth=0)
        said = "As the detector sees them"
        alt = (
            f"{len(P)} of {len(pooled().well)} pooled events. One cloud lies above, one below, and a double one in the "
            "middle, whose halves overlap."
        )
    frame_axes(ax, *LIMITS, *AXES, said)
    return PooledEvents(figure, alt, P)


@cache
def scaled_fit(cofactor: float) -> tuple[GaussianMixture, float]:
    """Three Gaussians on the scale arcsinh(B1/c), for the YFP well, and the mean log-likelihood in the units of B1.

    A density of the scaled values becomes one of the raw values by the factor dz′/dz = 1/√(z² + c²). Without it scales
    could not be compared.

    Examples
    --------
    >>> round(scaled_fit(150.0)[1], 1)
    -10.2
    """
    raw = pooled().raw[pooled().well == 2, 3]
    scaled = np.arcsinh(raw / cofactor)[:, None]
    fit = GaussianMixture(3, random_state=0, tol=1e-6, max_iter=3000).fit(scaled)
    return fit, float(fit.score(scaled) - np.mean(np.log(np.hypot(raw, cofactor))))


class Scale(Picture):
    """`level`, nats per event in raw units; `dark_peaks`, components of the fit whose mean lies within the noise."""

    level: float
    dark_peaks: int


def scale(cofactor: float = COFACTOR) -> Scale:
    """Yellow fluorescence of the YFP well on the scale arcsinh(B1/c), and three Gaussians fitted there.

    Parameters
    ----------
    cofactor : float
        c, in the instrument's units.

    Examples
    --------
    >>> scale(1.0).dark_peaks, scale(150.0).dark_peaks
    (2, 1)
    """
    fit, level = scaled_fit(float(cofactor))
    scaled = np.arcsinh(pooled().raw[pooled().well == 2, 3] / cofactor)
    low, high = float(scaled.min()), float(scaled.max())
    x = np.linspace(low, high, 161)
    figure, axes = new_figure(5.0, 3.2)
    ax = axes[0, 0]
    ax.hist(
        scaled,
        bins=np.linspace(low, high, 51).tolist(),
        density=True,
        color=GRID,
        edgecolor=MUTED,
        linewidth=0.4,
    )
    ax.plot(x, np.exp(fit.score_samples(x[:, None])), color=BLUE)
    top = float(ax.get_ylim()[1])
    frame_axes(
        ax,
        (low, high),
        (0, top),
        "arcsinh(B1/c)",
        "density",
        f"c = {cofactor:.3g}: {level:.3f} nats per event",
    )
    # 300 is beyond the noise of a dark event, and below each bright one.
    means = np.sinh(fit.means_.ravel()) * cofactor
    dark = int(np.sum(np.abs(means) < 300))
    alt = (
        f"B1 of the YFP well on the scale of cofactor {cofactor:.3g}, with three Gaussians, {dark} of them on dark "
        f"events. In raw units they reach {level:.3f} nats per event."
    )
    return Scale(figure, alt, level, dark)


#: Cofactors of the slider and of the sketched curve.
COFACTORS = np.array([float(f"{c:.12g}") for c in np.geomspace(1.0, 1e5, 11)])


def scale_curve() -> Curve:
    """The mean log-likelihood in raw units over the cofactor, to be sketched before `scale` is seen.

    Examples
    --------
    >>> float(COFACTORS[scale_curve().y.argmax()].round())
    316.0
    """
    levels = [scaled_fit(float(c))[1] for c in COFACTORS]
    return Curve(COFACTORS, np.array(levels), "cofactor c", "nats per event", (-10.5, -10.1), "x", knots=6)
