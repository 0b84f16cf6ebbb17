"""Slide 42, labels known: one Gaussian, and one a species."""

import numpy as np

from lecture14.clustering import Parameters, supervised
from lecture14.data import load_penguins
from lecture14.figures.clusters import ellipses, points
from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, INK, MUTED, PAPER, VERMILION, Margins, frame_axes, new_figure

#: Index of the flipper length among the penguins' features.
FLIPPER = 2

#: Pairs of features, by what a reader calls them.
PAIRS = {
    "bill length, bill depth": (0, 1),
    "bill length, flipper": (0, 2),
    "flipper, body mass": (2, 3),
}


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
    frame_axes(bottom, (198, 236), (-960, -380), "μ (mm)", "log-likelihood", f"log-likelihood {here:.1f}")
    side = "at" if abs(mean - x.mean()) < 0.5 else "left of" if mean < x.mean() else "right of"
    alt = (
        f"Histogram of the flipper lengths of {n} Gentoo penguins under a Gaussian of mean {mean:.0f} mm, {side} the "
        f"data's mean {x.mean():.1f}; below, the log-likelihood over μ is a parabola with one top. "
        f"Here it is {here:.1f}, {best - here:.1f} below the top."
    )
    return OneGaussian(figure, alt, here, best)


class Species(Picture):
    """`parameters` of the three classes."""

    parameters: Parameters


def species_estimates() -> Species:
    """The supervised estimates of three species: one Gaussian for each class (slide 42).

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
    frame_axes(
        ax,
        (31, 61),
        (170, 234),
        "bill length (mm)",
        "flipper length (mm)",
        "Labels known: each class on its own",
    )
    means = "; ".join(
        f"{s} {m[0]:.1f} and {m[1]:.1f}" for s, m in zip(birds.species, parameters.means, strict=True)
    )
    alt = (
        "Flipper length against bill length of 342 penguins, a marker and an 80 % ellipse for each species. "
        f"Means in mm: {means}."
    )
    return Species(figure, alt, parameters)
