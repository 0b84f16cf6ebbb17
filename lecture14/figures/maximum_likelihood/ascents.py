"""Slides 43-45, labels unknown: gradient ascent on the likelihood's surface over two means."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lecture14.autodiff import logsumexp, value_and_grad
from lecture14.clustering import supervised
from lecture14.data import load_penguins
from lecture14.figures.maximum_likelihood.features import FLIPPER
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, PAPER, VERMILION, frame_axes, new_figure

#: Where gradient ascent may start, as (μ₁, μ₂) in mm.
STARTS = {
    "near the truth": (183.0, 226.0),
    "the other way round": (226.0, 183.0),
    "close together": (205.0, 199.0),
    "both too long": (226.0, 231.0),
    "both too short": (180.0, 176.0),
}

#: Step lengths of gradient ascent, in mm².
RATES = {"short: 0.02": 0.02, "fair: 0.2": 0.2, "long: 0.6": 0.6}


@dataclass(frozen=True, eq=False)
class Flippers:
    """Flipper lengths of two species, and what is taken as known of them.

    Attributes
    ----------
    x : (274,) array, mm
    y : (274,) array of int, 0 Adelie and 1 Gentoo
    weights : (2,) shares of the species
    sigma : float, standard deviation within a species, mm
    """

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    sigma: float


@cache
def two_species() -> Flippers:
    """Adelie and Gentoo penguins by flipper length: two groups on one axis.

    Examples
    --------
    >>> birds = two_species()
    >>> len(birds.x), birds.weights.round(3), round(birds.sigma, 2)
    (274, array([0.551, 0.449]), 6.49)
    """
    birds = load_penguins()
    two = birds.y != 1
    x, y = birds.X[two, FLIPPER], birds.y[two] // 2
    theta = supervised(x[:, None], y, "tied")
    return Flippers(x, y, theta.weights, float(np.sqrt(theta.covariances[0, 0])))


def marginal_log_likelihood(means, x, weights, sigma):
    """Log-likelihood of a 1-D mixture as a function of its means, written so that it can be differentiated.

    Parameters
    ----------
    means : (K,) array, or one that reverse mode hands in
    x : (n,) array
    weights : (K,) array
    sigma : float

    Examples
    --------
    >>> round(float(marginal_log_likelihood(np.array([0.0, 0.0]), np.zeros(1), np.array([0.5, 0.5]), 1.0)), 4)
    -0.9189
    """
    z = (x[:, None] - means) / sigma
    log_joint = np.log(weights) - 0.5 * z**2 - np.log(sigma * np.sqrt(2 * np.pi))
    return np.sum(logsumexp(log_joint, axis=1))


#: Axes of the surface, mm.
LOW, HIGH = 172.0, 236.0


@cache
def _surface() -> tuple[np.ndarray, np.ndarray]:
    birds = two_species()
    grid = np.linspace(LOW, HIGH, 49)
    z = -0.5 * ((birds.x - grid[:, None]) / birds.sigma) ** 2 - np.log(birds.sigma * np.sqrt(2 * np.pi))
    first, second = (np.log(w) + z for w in birds.weights)
    # Rows are μ₂, columns μ₁, as contour wants it.
    return grid, np.logaddexp(first[None], second[:, None]).sum(axis=-1)


@cache
def tops() -> tuple[tuple[np.ndarray, float], ...]:
    """The two tops of the surface, the higher first: (means, log-likelihood).

    Where the gradient vanishes each mean is the average of the data weighted by its responsibilities; repeated,
    that equation finds the top next to its start.

    Examples
    --------
    >>> [(means.round(1).tolist(), round(height, 1)) for means, height in tops()]
    [([189.7, 216.9], -1078.0), ([216.7, 189.5], -1082.3)]
    """
    birds = two_species()
    found = []
    for mu in (np.array([190.0, 217.0]), np.array([217.0, 190.0])):
        for _ in range(60):
            z = (birds.x[:, None] - mu) / birds.sigma
            joint = birds.weights * np.exp(-0.5 * z**2)
            r = joint / joint.sum(axis=1, keepdims=True)
            mu = r.T @ birds.x / r.sum(axis=0)
        found.append((mu, float(marginal_log_likelihood(mu, birds.x, birds.weights, birds.sigma))))
    return tuple(found)


class Ascent(Picture):
    """`path` (T+1, 2) of the means, `log_likelihood` (T+1,) along it, and where it `arrived`."""

    path: np.ndarray
    log_likelihood: np.ndarray
    arrived: str


@cache
def ascend(start: tuple[float, float], rate: float, steps: int = 25) -> tuple[np.ndarray, np.ndarray]:
    """Gradient ascent on the marginal likelihood, the gradient by reverse mode.

    Returns
    -------
    path : (T + 1, 2) array
        T is `steps`, or less if the path runs a metre away.
    log_likelihood : (T + 1,) array

    Examples
    --------
    >>> path, climb = ascend((183.0, 226.0), 0.2)
    >>> path[-1].round(1)
    array([189.7, 216.9])
    """
    birds = two_species()
    climb = value_and_grad(lambda mu: marginal_log_likelihood(mu, birds.x, birds.weights, birds.sigma))
    path = [np.array(start)]
    heights: list[float] = []
    while len(heights) <= steps:
        value, gradient = climb(path[-1])
        heights.append(float(value))
        if np.abs(path[-1] - birds.x.mean()).max() > 1000:
            break  # it never comes back
        path.append(path[-1] + rate * gradient)
    return np.array(path[: len(heights)]), np.array(heights)


def ascent_paths(start: tuple[float, float] = (183.0, 226.0), rate: float = 0.2) -> Ascent:
    """Gradient ascent on the surface of the marginal likelihood over (μ₁, μ₂) (slides 43-45).

    Parameters
    ----------
    start : (float, float)
        μ₁ and μ₂ in mm.
    rate : float
        Step length in mm².

    Examples
    --------
    >>> ascent_paths((226.0, 183.0), 0.2).arrived
    'the lower top'
    """
    path, heights = ascend(tuple(start), rate)
    (high, high_value), (low, low_value) = tops()
    grid, surface = _surface()
    figure, axes = new_figure(5.0, 4.5)
    ax = axes[0, 0]
    levels = high_value - np.array([2400, 1600, 1000, 600, 350, 180, 80, 25, 6])
    ax.contour(grid, grid, surface, levels=levels, colors=MUTED, linewidths=0.8, linestyles="solid")
    ax.plot([LOW, HIGH], [LOW, HIGH], color=MUTED, linewidth=0.8, linestyle=":")
    for mean, name, offset in ((high, "top", (4, 4)), (low, "lower top", (-9, 5))):
        ax.plot(*mean, marker="P", markersize=9, color=VERMILION, markeredgecolor=PAPER)
        ax.text(mean[0] + offset[0], mean[1] + offset[1], name, color=INK, fontsize=9)
    ax.plot(*path.T, "-", color=BLUE, linewidth=1.2)
    ax.plot(*path.T, ".", color=BLUE, markersize=5)
    ax.plot(*path[0], "s", markersize=8, markerfacecolor="none", markeredgecolor=BLUE, markeredgewidth=1.8)
    ax.plot(*path[-1], "o", markersize=6, color=BLUE, markeredgecolor=PAPER)
    distance = [np.linalg.norm(path[-1] - top) for top in (high, low)]
    arrived = "the top" if distance[0] < 1 else "the lower top" if distance[1] < 1 else "neither top"
    if len(path) < 26:
        arrived = "far off the data"
    taken = len(path) - 1
    title = f"{taken} steps of length {rate:g}: {arrived}"
    frame_axes(ax, (LOW, HIGH), (LOW, HIGH), "μ₁ (mm)", "μ₂ (mm)", title)
    ax.set_aspect("equal")
    end = (
        f"at ({path[-1][0]:.1f}, {path[-1][1]:.1f}), log-likelihood {heights[-1]:.1f}: {arrived}."
        if taken == 25
        else f"{arrived}: the step is too long."
    )
    alt = (
        "Contours of the log-likelihood over the two means, mirrored about the diagonal but for their height: a top at "
        f"({high[0]:.1f}, {high[1]:.1f}) with {high_value:.1f} and a lower one at ({low[0]:.1f}, {low[1]:.1f}) with "
        f"{low_value:.1f}. Gradient ascent from ({path[0][0]:.0f}, {path[0][1]:.0f}) with step length {rate:g} ends "
        f"after {taken} steps {end}"
    )
    return Ascent(figure, alt, path, heights, arrived)
