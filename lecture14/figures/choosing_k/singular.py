"""Singular solutions: a component that shrinks on a sample, or on a rounded value."""

import warnings
from functools import cache
from typing import Any

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.data import load_faithful
from lecture14.figures.choosing_k.known_answer import ARRIVE
from lecture14.figures.clusters import ellipses, matrices
from lecture14.figures.curve import Curve
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, PAPER, VERMILION, Margins, frame_axes, new_figure

#: Twelve samples on a line, and the wide component (mean, standard deviation) that explains them.
LINE = np.array([-2.1, -1.4, -1.2, -0.7, -0.3, 0.1, 0.4, 0.8, 1.1, 1.5, 2.2, 2.9])

WIDE = (0.3, 1.4)

#: Where the narrow component sits.
SEATS = {"on a sample": 0.8, "between two samples": 0.6}


def _normal(x, mean, sigma):
    return np.exp(-0.5 * ((x - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


def spike_log_likelihood(sigma, seat: float) -> np.ndarray:
    """Log-likelihood of `LINE` under ½ N(WIDE) + ½ N(seat, σ²), for an array of σ.

    Examples
    --------
    >>> spike_log_likelihood(np.array([1e-3, 1e-4]), 0.8).round(2)
    array([-22.45, -20.15])
    """
    sigma = np.asarray(sigma, float)[..., None]
    return np.log(0.5 * _normal(LINE, *WIDE) + 0.5 * _normal(LINE, seat, sigma)).sum(axis=-1)


class Spike(Picture):
    """`log_likelihood` here; of the local top at moderate σ (`top_sigma`, `top`); `overtaken`: the σ below which the
    spike is higher than that top, 0 if it never is."""

    log_likelihood: float
    top_sigma: float
    top: float
    overtaken: float


def spike(sigma: float = 1.0, seat: float = 0.8) -> Spike:
    """A component that shrinks on a sample, or beside one: its density, and the log-likelihood over σ.

    Parameters
    ----------
    sigma : float
        Standard deviation of the narrow component.
    seat : float
        Its mean; a value of `SEATS`.

    Examples
    --------
    >>> spike(1e-6, 0.8).log_likelihood > spike(1.0, 0.8).log_likelihood > spike(1e-6, 0.6).log_likelihood
    True
    """
    grid = np.geomspace(1e-8, 10**0.5, 852)
    values = spike_log_likelihood(grid, seat)
    moderate = grid > 0.25
    at = int(np.flatnonzero(moderate)[values[moderate].argmax()])
    top, top_sigma = float(values[at]), float(grid[at])
    above = grid[~moderate][values[~moderate] > top]
    overtaken = float(above.max()) if above.size else 0.0
    here = float(spike_log_likelihood(sigma, seat))
    figure, axes = new_figure(5.0, 5.4, Margins(left=0.8, between=1.0), nrows=2, height_ratios=[1, 1.2])
    upper, lower = axes[:, 0]
    t = np.unique(np.concatenate([np.linspace(-4, 4.6, 160), seat + sigma * np.linspace(-5, 5, 41)]))
    t = t[(t >= -4) & (t <= 4.6)]
    upper.plot(t, 0.5 * _normal(t, *WIDE) + 0.5 * _normal(t, seat, sigma), color=BLUE)
    upper.plot(LINE, np.full(LINE.size, -0.045), "|", color=INK, markersize=11, markeredgewidth=1.6)
    peak = 0.5 * _normal(seat, *WIDE) + 0.5 * _normal(seat, seat, sigma)
    upper.text(-3.9, -0.12, "samples", color=INK, fontsize=8.5)
    frame_axes(upper, (-4, 4.6), (-0.16, 1.1), "x", "density", f"σ = {sigma:.2g}: peak of height {peak:.3g}")
    lower.axhline(top, color=MUTED, linestyle=":", linewidth=1.2)
    for name, place in SEATS.items():
        own = place == seat
        lower.plot(
            np.log10(grid[::6]),
            spike_log_likelihood(grid[::6], place),
            color=BLUE if own else MUTED,
            linestyle="-" if own else "--",
            linewidth=1.8 if own else 1.2,
        )
        edge = float(spike_log_likelihood(1e-5, place))
        lower.text(
            -5.0, edge + (1.3 if name == "on a sample" else 0.5), name, color=INK, fontsize=8.5, va="bottom"
        )
    lower.plot(np.log10(sigma), here, "o", markersize=9, color=VERMILION, markeredgecolor=PAPER)
    frame_axes(lower, (-6.2, 0.5), (-32, -13), "log₁₀ σ", "log-likelihood", f"log-likelihood {here:.2f}")
    where = next(name for name, place in SEATS.items() if place == seat)
    alt = (
        f"Twelve samples under a wide Gaussian and a narrow one that sits {where}. With σ = {sigma:.2g} the "
        f"log-likelihood is {here:.2f}; its top at a moderate width, σ = {top_sigma:.2f}, has {top:.2f}. "
        + (
            f"Below σ = {overtaken:.1g} the spike is higher than that, and it grows without bound."
            if overtaken
            else "Shrinking only loses."
        )
    )
    return Spike(figure, alt, here, top_sigma, top, overtaken)


def spike_curve() -> Curve:
    """The log-likelihood while the narrow component shrinks on a sample, to be sketched before `spike` is seen.

    Examples
    --------
    >>> spike_curve().y[[0, -1]].round(2)
    array([-15.55, -22.23])
    """
    sigma = np.geomspace(1e-6, 1.0, 61)
    values = spike_log_likelihood(sigma, SEATS["on a sample"])
    return Curve(sigma, values, "σ", "log-likelihood", (-40.0, 0.0), "x", knots=7)


#: Values of `reg_covar` in squared minutes, by what a reader sees.
FLOORS = {"0.000001": 1e-6, "0.0001": 1e-4, "0.001": 1e-3, "0.01": 1e-2, "0.1": 1e-1}


class Rounded(Picture):
    """`narrowest`: smallest standard deviation of any component in waiting time (minutes), the waiting time at which
    that component sits (`seat`), the `weight` it has, and the fit's `bic`."""

    narrowest: float
    seat: float
    weight: float
    bic: float


#: A start with a component that is already flat on the line "83 minutes": the default start avoids it.
FLAT_START: dict[str, Any] = {
    "weights_init": [0.2, 0.2, 0.25, 0.25, 0.1],
    "means_init": [[1.9, 52.0], [2.2, 58.0], [4.2, 76.0], [4.4, 82.0], [4.3, 83.0]],
    "precisions_init": [[10.0, 0.03], [10.0, 0.03], [6.0, 0.03], [6.0, 0.03], [6.0, 1e4]],
}


@cache
def geyser(reg_covar: float) -> GaussianMixture:
    """Five diagonal components on Old Faithful, from `FLAT_START`."""
    mixture = GaussianMixture(5, covariance_type="diag", reg_covar=reg_covar, **FLAT_START, **ARRIVE)
    with warnings.catch_warnings():
        # That a component sits on the floor is what the picture shows.
        warnings.simplefilter("ignore", UserWarning)
        return mixture.fit(load_faithful().X)


def rounded(reg_covar: float = 1e-6) -> Rounded:
    """Old Faithful's waiting times are whole minutes, and a component can sit on one of them.

    Parameters
    ----------
    reg_covar : float
        What is added to each variance, in squared minutes.

    Examples
    --------
    >>> rounded(1e-6).narrowest.__round__(4), rounded(1e-6).seat.__round__(2)
    (0.001, 83.0)
    """
    X, mixture = load_faithful().X, geyser(reg_covar)
    widths = np.sqrt(mixture.covariances_[:, 1])
    k = int(widths.argmin())
    bic = mixture.bic(X)
    figure, axes = new_figure(5.0, 3.8)
    ax = axes[0, 0]
    ax.scatter(X[:, 0], X[:, 1], s=9, color=MUTED, alpha=0.55, linewidth=0)
    order = np.argsort(mixture.means_[:, 0])
    ellipses(ax, mixture.means_[order], matrices(mixture)[order])
    name = next(text for text, value in FLOORS.items() if value == reg_covar)
    title = f"BIC {bic:.1f}, narrowest σ {widths[k]:.3g} min"
    frame_axes(ax, (1.3, 5.5), (40, 99), "eruption (min)", "waiting (min)", title)
    alt = (
        f"Old Faithful under five diagonal components with reg_covar {name}: BIC {bic:.1f}. The flattest "
        f"component has a standard deviation of {widths[k]:.3g} minutes in waiting time, about "
        f"{mixture.means_[k, 1]:.1f} minutes, and weight {mixture.weights_[k]:.2f}."
    )
    return Rounded(
        figure, alt, float(widths[k]), float(mixture.means_[k, 1]), float(mixture.weights_[k]), float(bic)
    )
