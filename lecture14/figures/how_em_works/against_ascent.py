"""Slide 47: EM and gradient ascent from the same start."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.figures.maximum_likelihood import ascend, marginal_log_likelihood, tops, two_species
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, VERMILION, Margins, frame_axes, new_figure


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


def iterations(start: tuple[float, float], step: float | None = None) -> int | None:
    """After how many iterations a run is within 0.01 nats of the top at which EM arrives from the same start.

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.
    step : float or None
        Step length of gradient ascent in mm²; None runs EM.

    Returns
    -------
    int, or None if 25 iterations are not enough

    Examples
    --------
    >>> iterations((183.0, 226.0)), iterations((183.0, 226.0), 0.2), iterations((183.0, 226.0), 0.02)
    (2, 6, None)
    """
    path, em = em_means(tuple(start))
    top = _top_near(path[-1])
    climb = em if step is None else ascend(tuple(start), float(step))[1]
    close = np.flatnonzero(np.abs(top - climb) < 0.01)
    return int(close[0]) if close.size else None


def _top_near(means: np.ndarray) -> float:
    return min(tops(), key=lambda top: float(np.abs(top[0] - means).max()))[1]


class Race(Picture):
    """`em` (26,) log-likelihoods by iteration; `ascent`, the same of gradient ascent, cut where it runs away."""

    em: np.ndarray
    ascent: np.ndarray


def race(start: tuple[float, float] = (183.0, 226.0), step: float = 0.18) -> Race:
    """EM against gradient ascent from one start: how far below the top after each iteration (slide 47).

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.
    step : float
        Step length of gradient ascent, mm².

    Examples
    --------
    >>> bool(race(step=0.02).em[3] > race(step=0.02).ascent[25])
    True
    """
    path, em = em_means(tuple(start))
    ascent, top = ascend(tuple(start), step)[1], _top_near(path[-1])
    figure, axes = new_figure(5.0, 3.4, Margins(left=0.8))
    ax = axes[0, 0]
    for values, label, style, colour in (
        (em, "EM", "o-", BLUE),
        (ascent, f"gradient ascent, step {step:g} mm²", "^--", VERMILION),
    ):
        below = np.clip(top - values, 1e-9, 1e7)
        ax.plot(below, style, color=colour, markersize=3.5, linewidth=1.2, label=label)
    ax.set_yscale("log")
    counts = iterations(start), iterations(start, step)
    said = [f"{n} iteration{'s' * (n != 1)}" if n is not None else "more than 25" for n in counts]
    title = f"To 0.01 nats: EM {said[0]}, ascent {said[1]}"
    frame_axes(ax, (-0.5, 25.5), (1e-6, 1e6), "iteration", "nats below the top", title)
    ax.legend(loc="upper right", fontsize=8, frameon=False, labelcolor=INK)
    ax.set_yticks([1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6])
    ax.minorticks_off()
    tells = f"after {said[1]}" if counts[1] is not None else "not in 25"
    if len(ascent) < len(em):
        tells = "never: it runs away"
    alt = (
        f"Distance from the top by iteration, log scale. From ({start[0]:.0f}, {start[1]:.0f}) EM is within 0.01 nats "
        f"of {top:.1f} after {said[0]}, gradient ascent with step {step:g} {tells}."
    )
    return Race(figure, alt, em, ascent)
