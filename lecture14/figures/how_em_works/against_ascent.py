"""Slides 46 and 47: EM and gradient ascent from the same start."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.figures.maximum_likelihood import ascend, marginal_log_likelihood, tops, two_species
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    PURPLE,
    VERMILION,
    Margins,
    frame_axes,
    new_figure,
)


@cache
def em_means(start: tuple[float, float], n_iter: int = 25) -> tuple[np.ndarray, np.ndarray]:
    """EM for the two means of the flippers; weights and σ stay as they are.

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.
    n_iter : int

    Returns
    -------
    path : (n_iter + 1, 2) array
    log_likelihood : (n_iter + 1,) array

    Examples
    --------
    >>> path, climb = em_means((226.0, 183.0))
    >>> path[-1].round(1), round(float(climb[-1]), 1)
    (array([216.7, 189.5]), -1082.3)
    """
    birds = two_species()
    path = [np.array(start)]
    for _ in range(n_iter):
        r = shares(path[-1])
        path.append(r.T @ birds.x / r.sum(axis=0))
    heights = [marginal_log_likelihood(mu, birds.x, birds.weights, birds.sigma) for mu in path]
    return np.array(path), np.array(heights)


def shares(mu: np.ndarray) -> np.ndarray:
    """Probability of each component for each flipper length, under two means: (274, 2).

    Examples
    --------
    >>> shares(np.array([190.0, 217.0]))[0].round(3)
    array([1., 0.])
    """
    birds = two_species()
    variances = [birds.sigma**2] * 2
    mixture = GaussianMixture.from_parameters(birds.weights, mu[:, None], variances, "spherical")
    return mixture.predict_proba(birds.x[:, None])


class Race(Picture):
    """`em` (26,) log-likelihoods by iteration; `ascent`, the same for each step length, cut where it runs away."""

    em: np.ndarray
    ascent: dict[float, np.ndarray]


def race(start: tuple[float, float] = (183.0, 226.0)) -> Race:
    """EM against gradient ascent from one start: how far below the top after each iteration (slides 46-47).

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.

    Examples
    --------
    >>> bool(race().em[3] > race().ascent[0.02][25])
    True
    """
    path, em = em_means(tuple(start))
    ascent = {rate: ascend(tuple(start), rate)[1] for rate in (0.02, 0.2, 0.6)}
    top = min(tops(), key=lambda t: float(np.abs(t[0] - path[-1]).max()))[1]
    figure, axes = new_figure(5.0, 3.4, Margins(left=0.8))
    ax = axes[0, 0]
    lines = [(em, "EM", "o-", BLUE)] + [
        (ascent[rate], f"ascent, step {rate:g}", style, colour)
        for rate, style, colour in ((0.02, "s:", VERMILION), (0.2, "^--", GREEN), (0.6, "D-.", PURPLE))
    ]
    for values, label, style, colour in lines:
        below = np.clip(top - values, 1e-9, 1e7)
        ax.plot(below, style, color=colour, markersize=3.5, linewidth=1.2, label=label)
    ax.set_yscale("log")
    frame_axes(
        ax,
        (-0.5, 25.5),
        (1e-6, 1e6),
        "iteration",
        "nats below the top",
        f"Start ({start[0]:.0f}, {start[1]:.0f})",
    )
    ax.legend(loc="upper right", fontsize=8, ncols=2, frameon=False, labelcolor=INK)
    ax.set_yticks([1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6])
    ax.minorticks_off()
    reached = int(np.argmax(top - em < 0.01))
    tells = []
    for rate, values in ascent.items():
        close = np.flatnonzero(top - values < 0.01)
        tells.append(
            f"step {rate:g} after {close[0]}"
            if close.size
            else f"step {rate:g} runs away"
            if len(values) < 26
            else f"step {rate:g} not in 25"
        )
    alt = (
        f"Distance from the top by iteration, log scale. From ({start[0]:.0f}, {start[1]:.0f}) EM is within 0.01 nats "
        f"of {top:.1f} after {reached} iterations; gradient ascent with {', '.join(tells)}."
    )
    return Race(figure, alt, em, ascent)
