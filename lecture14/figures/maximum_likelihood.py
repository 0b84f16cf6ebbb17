"""The pictures of chapter "Maximum likelihood with and without labels", slides 42-45."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.axes import Axes

from ..autodiff import logsumexp, value_and_grad
from ..clustering import GaussianMixture, Parameters, match, supervised
from ..data import load_penguins
from .clusters import ellipses, mixture_of, points
from .picture import Picture
from .style import (
    BLUE,
    INK,
    MUTED,
    PAPER,
    VERMILION,
    Margins,
    frame_axes,
    minus,
    new_figure,
)

#: Index of the flipper length among the penguins' features.
FLIPPER = 2

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

#: Pairs of features, by what a reader calls them.
PAIRS = {
    "bill length, bill depth": (0, 1),
    "bill length, flipper": (0, 2),
    "flipper, body mass": (2, 3),
}

_AXES = (
    ("bill length (mm)", (31, 61)),
    ("bill depth (mm)", (12.5, 22.5)),
    ("flipper length (mm)", (170, 234)),
    ("body mass (g)", (2500, 6500)),
)


# -- labels known ------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class OneGaussian(Picture):
    """`log_likelihood` (nats) of the drawn Gaussian, and that of the `best` one."""

    log_likelihood: float
    best: float


def one_gaussian(mean: float = 210.0) -> OneGaussian:
    """Flipper lengths of the Gentoo penguins under N(μ, σ²), and the log-likelihood over μ (slide 42).

    Parameters
    ----------
    mean : float
        μ in mm; σ² is the data's variance.

    Examples
    --------
    >>> picture = one_gaussian(210.0)
    >>> round(picture.best - picture.log_likelihood, 1)
    76.2
    """
    birds = load_penguins()
    x = birds.X[birds.y == 2, FLIPPER]
    n, sigma = len(x), x.std()

    def log_likelihood(mu):
        mu = np.asarray(mu, float)[..., None]
        return np.sum(-0.5 * ((x - mu) / sigma) ** 2, axis=-1) - n * np.log(sigma * np.sqrt(2 * np.pi))

    here, best = float(log_likelihood(mean)), float(log_likelihood(x.mean()))
    figure, axes = new_figure(5.0, 4.6, Margins(left=0.75, between=0.62), nrows=2, height_ratios=[1, 1.1])
    top, bottom = axes[:, 0]
    top.hist(x, bins=np.arange(199.5, 236, 2), color=MUTED, alpha=0.35, linewidth=0)
    t = np.linspace(198, 236, 120)
    density = 2 * n * np.exp(-0.5 * ((t - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    top.plot(t, density, color=BLUE)
    top.axvline(mean, color=VERMILION, linestyle="--", linewidth=1.2)
    frame_axes(top, (198, 236), (0, 25), "", "birds", f"Flipper length in mm, and μ = {mean:.0f}")
    bottom.plot(t, log_likelihood(t), color=BLUE)
    bottom.axvline(x.mean(), color=MUTED, linestyle=":", linewidth=1.2)
    bottom.text(x.mean() + 0.4, -935, "mean of the data", color=INK, fontsize=8.5, va="bottom")
    bottom.plot([mean], [here], "o", markersize=9, color=VERMILION, markeredgecolor=PAPER, clip_on=False)
    frame_axes(
        bottom, (198, 236), (-960, -380), "μ (mm)", "log-likelihood", minus(f"log-likelihood {here:.1f}")
    )
    side = "at" if abs(mean - x.mean()) < 0.5 else "left of" if mean < x.mean() else "right of"
    alt = (
        f"Histogram of the flipper lengths of {n} Gentoo penguins under a Gaussian of mean {mean:.0f} mm, {side} the "
        f"data's mean {x.mean():.1f}; below, the log-likelihood over μ is a parabola with one top. "
        f"Here it is {here:.1f}, {best - here:.1f} below the top."
    )
    return OneGaussian(figure, minus(alt), here, best)


@dataclass(frozen=True, eq=False, repr=False)
class Species(Picture):
    """`parameters` of the three classes."""

    parameters: Parameters


def species_estimates() -> Species:
    """The supervised estimates of three species: one Gaussian a class (slide 42).

    Examples
    --------
    >>> species_estimates().parameters.means.round(1)
    array([[ 38.8, 190. ],
           [ 48.8, 195.8],
           [ 47.5, 217.2]])
    """
    birds = load_penguins()
    pair = PAIRS["bill length, flipper"]
    X = birds.X[:, pair]
    parameters = supervised(X, birds.y)
    figure, axes = new_figure(5.0, 3.9)
    ax = axes[0, 0]
    points(ax, X, birds.y)
    ellipses(ax, parameters.means, parameters.covariances)
    for name, (u, v) in zip(birds.species, [(33, 207), (54.2, 188), (37, 226)], strict=True):
        ax.text(u, v, name, color=INK, fontsize=9)
    _pair_axes(ax, pair, "Labels known: each class on its own")
    means = "; ".join(
        f"{s} {m[0]:.1f} and {m[1]:.1f}" for s, m in zip(birds.species, parameters.means, strict=True)
    )
    alt = (
        "Flipper length against bill length of 342 penguins, a marker and an 80 % ellipse for each species. "
        f"Means in mm: {means}."
    )
    return Species(figure, alt, parameters)


def _pair_axes(ax: Axes, pair: tuple[int, int], title: str) -> None:
    (xlabel, xlim), (ylabel, ylim) = _AXES[pair[0]], _AXES[pair[1]]
    frame_axes(ax, xlim, ylim, xlabel, ylabel, title)


# -- labels unknown ----------------------------------------------------------------------------------------


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


@dataclass(frozen=True, eq=False, repr=False)
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
    return Ascent(figure, minus(alt), path, heights, arrived)


# -- penguins with their labels hidden ---------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class Hidden(Picture):
    """`recovered` and `supervised_hits`: birds, of 342, given their species by EM without labels and by estimates
    with labels."""

    recovered: int
    supervised_hits: int


@cache
def recover(features: tuple[int, ...]) -> tuple[GaussianMixture, np.ndarray, int]:
    """Fit three Gaussians to the penguins without their labels, and name the components afterwards.

    Parameters
    ----------
    features : tuple of int

    Returns
    -------
    mixture : GaussianMixture
        Components in the order of the species that they match.
    guess : (342,) array of int
    supervised_hits : int
        Birds that the estimates with known labels put into their species.

    Examples
    --------
    >>> birds = load_penguins()
    >>> int(np.sum(recover((0, 1, 2, 3))[1] == birds.y))
    337
    """
    birds = load_penguins()
    X = birds.X[:, features]
    fit = GaussianMixture(3, n_init=3, random_state=0, tol=1e-8, max_iter=500).fit(X)
    known = mixture_of(supervised(X, birds.y))
    order = match(known, fit)
    mixture = GaussianMixture.from_parameters(fit.weights_[order], fit.means_[order], fit.covariances_[order])
    return mixture, mixture.predict(X), int(np.sum(known.predict(X) == birds.y))


def hidden_labels(features: tuple[int, int] = (0, 1), view: str = "guess") -> Hidden:
    """Penguins with their labels hidden, as EM sorts them, and as they are (slides 43-45).

    Parameters
    ----------
    features : (int, int)
        Columns of the penguins' X.
    view : "hidden", "guess" or "truth"

    Examples
    --------
    >>> picture = hidden_labels((2, 3))
    >>> picture.recovered, picture.supervised_hits
    (201, 281)
    """
    birds = load_penguins()
    X = birds.X[:, features]
    mixture, guess, supervised_hits = recover(tuple(features))
    recovered = int(np.sum(guess == birds.y))
    figure, axes = new_figure(5.0, 3.9, Margins(left=0.75))
    ax = axes[0, 0]
    if view == "hidden":
        u, v = X.T
        ax.scatter(u, v, s=15, facecolor="none", edgecolor=MUTED, linewidth=0.8)
    else:
        points(ax, X, guess if view == "guess" else birds.y)
        ellipses(ax, mixture.means_, mixture.covariances_)
    title = {
        "hidden": "No labels: 342 birds",
        "guess": f"EM without labels: {recovered} of 342 right",
        "truth": "The species, and EM's ellipses",
    }[view]
    _pair_axes(ax, features, title)
    names = " and ".join(_AXES[f][0].split(" (")[0] for f in features)
    alt = f"342 penguins by {names}. {title}. With labels known the estimates get {supervised_hits} right."
    return Hidden(figure, alt, recovered, supervised_hits)
