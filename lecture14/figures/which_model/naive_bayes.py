"""Slides 28 and 29: naive Bayes against full covariances, on penguins and on tilted clouds."""

from functools import cache

import numpy as np

from lecture14.clustering import GaussianMixture
from lecture14.data import load_penguins
from lecture14.figures.clusters import best_names, ellipses, matrices, misassigned, points
from lecture14.figures.picture import Picture
from lecture14.figures.style import INK, Margins, frame_axes, new_figure

NAMES = {"diag": "naive Bayes (diagonal)", "full": "full covariance"}

#: Means of the best of ten random starts, so that a page need not search again; a test does.
BILL_START = {
    "diag": [[38.8, 18.3], [49.4, 17.4], [46.0, 14.4]],
    "full": [[39.0, 18.3], [49.1, 18.4], [47.6, 15.0]],
}

#: Means of the two tilted clouds, which differ across the tilt.
CLOUD_MEANS = np.array([[-0.7, 0.7], [0.7, -0.7]])


def bills() -> np.ndarray:
    """Bill length and depth of 342 penguins, in mm.

    Examples
    --------
    >>> bills().shape
    (342, 2)
    """
    return load_penguins().X[:, :2]


@cache
def bill_mixture(covariance: str = "full") -> GaussianMixture:
    """Three components fitted to the bills without the species, from `BILL_START`: the best of ten starts.

    Components are numbered as the species are: Adelie, Chinstrap, Gentoo, wherever they fit best.

    Parameters
    ----------
    covariance : "diag" or "full"

    Examples
    --------
    >>> bill_mixture("diag").covariances_.shape
    (3, 2)
    """
    mixture = GaussianMixture(
        3,
        covariance_type=covariance,
        means_init=BILL_START[covariance],
        random_state=0,
        tol=1e-6,
        max_iter=1000,
    ).fit(bills())
    order = np.argsort(best_names(load_penguins().y, mixture.predict(bills())))
    return GaussianMixture.from_parameters(
        mixture.weights_[order], mixture.means_[order], mixture.covariances_[order], covariance
    )


class BillFit(Picture):
    """`wrong` birds out of 342; `log_likelihood` (nats) and `bic` of the fit."""

    wrong: int
    log_likelihood: float
    bic: float


def penguin_bills(covariance: str = "diag") -> BillFit:
    """Penguins' bills under a mixture of three, naive Bayes or full (slides 28-29).

    Parameters
    ----------
    covariance : "diag" or "full"

    Examples
    --------
    >>> penguin_bills("diag").wrong, penguin_bills("full").wrong
    (55, 13)
    """
    X, mixture = bills(), bill_mixture(covariance)
    labels = mixture.predict(X)
    wrong = misassigned(load_penguins().y, labels)
    log_likelihood = float(mixture.score(X) * len(X))
    figure, axes = new_figure(5.0, 3.9)
    ax = axes[0, 0]
    points(ax, X, labels, wrong)
    ellipses(ax, mixture.means_, matrices(mixture))
    name = NAMES[covariance]
    frame_axes(
        ax, (31, 61), (12.4, 22.6), "bill length (mm)", "bill depth (mm)",
        f"{name[0].upper()}{name[1:]}: {wrong.sum()} of {len(X)} misassigned",
    )  # fmt: skip
    alt = f"Bill depth against bill length of {len(X)} penguins with three fitted ellipses of {name}: "
    alt += f"{wrong.sum()} birds, ringed, fall in the cluster of another species; log-likelihood {log_likelihood:.1f}. "
    alt += (
        "The ellipses cannot tilt, so they cut across the slanted groups."
        if covariance == "diag"
        else "The ellipses tilt with the groups: long bills are deep bills within each species."
    )
    return BillFit(figure, alt, int(wrong.sum()), log_likelihood, mixture.bic(X))


@cache
def _cloud_draws() -> np.ndarray:
    return np.random.default_rng(28).standard_normal((2, 120, 2))


@cache
def _clouds(correlation: float):
    """Two clouds of 120 points, and what each model makes of them, started at the true parameters."""
    S = np.array([[1.0, correlation], [correlation, 1.0]])
    X = np.vstack(_cloud_draws() @ np.linalg.cholesky(S).T + CLOUD_MEANS[:, None])
    y = np.repeat([0, 1], 120)
    fits = {}
    for kind, precision in (("diag", np.ones(2)), ("full", np.linalg.inv(S))):
        fits[kind] = GaussianMixture(
            2, covariance_type=kind, weights_init=[0.5, 0.5], means_init=CLOUD_MEANS,
            precisions_init=np.array([precision] * 2), tol=1e-6, max_iter=1000,
        ).fit(X)  # fmt: skip
    return X, y, fits


class TiltedClouds(Picture):
    """Points of 240 that each model misassigns: `diagonal` and `full`."""

    diagonal: int
    full: int


def tilted_clouds(correlation: float = 0.8) -> TiltedClouds:
    """Two parallel clouds under naive Bayes and under full covariances, side by side (slide 29).

    Both fits are one run each, from the true means, weights and variances; a better top may exist.

    Parameters
    ----------
    correlation : float in [0, 1)
        Of the two features within each cloud; the variances are 1.

    Examples
    --------
    >>> picture = tilted_clouds(0.9)
    >>> picture.diagonal > 10 * picture.full
    True
    """
    X, y, fits = _clouds(correlation)
    figure, axes = new_figure(5.0, 3.1, Margins(between=0.25), ncols=2, sharey=True)
    counts = {}
    for ax, kind in zip(axes[0], ("diag", "full"), strict=True):
        mixture = fits[kind]
        labels = best_names(y, mixture.predict(X))[mixture.predict(X)]
        wrong = labels != y
        counts[kind] = int(wrong.sum())
        points(ax, X, labels, size=9)
        ax.plot(*X[wrong].T, "x", color=INK, markersize=3.5, markeredgewidth=0.8)
        ellipses(ax, mixture.means_, matrices(mixture))
        frame_axes(
            ax, (-4.4, 4.4), (-4.4, 4.4), "x₁", "",
            f"{'Diagonal' if kind == 'diag' else 'Full'}: {counts[kind]} wrong",
        )  # fmt: skip
        ax.set_aspect("equal")
    axes[0, 0].set_ylabel("x₂")
    alt = (
        f"Two clouds of 120 points, correlation {correlation:.1f} within each, fitted twice. The diagonal model "
        f"misassigns {counts['diag']} of 240 points (crosses), the full one {counts['full']}."
    )
    return TiltedClouds(figure, alt, counts["diag"], counts["full"])
