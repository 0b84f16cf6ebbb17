"""The pictures of chapter "Which model?", slides 28-33."""

from dataclasses import dataclass
from functools import cache
from math import erf, sqrt

import numpy as np
from matplotlib.axes import Axes

from ..clustering import Gaussian, GaussianMixture, ellipse
from ..data import load_penguins
from .clusters import best_names, ellipses, matrices, misassigned, points
from .picture import Picture
from .style import BLUE, GREEN, INK, MUTED, VERMILION, Margins, frame_axes, lecture_style, minus, new_figure

NAMES = {"diag": "naive Bayes (diagonal)", "full": "full covariance"}

#: Means of the best of ten random starts, so that a page need not search again; a test does.
BILL_START = {
    "diag": [[38.8, 18.3], [49.4, 17.4], [46.0, 14.4]],
    "full": [[39.0, 18.3], [49.1, 18.4], [47.6, 15.0]],
}

#: Means of the two tilted clouds: they differ across the tilt.
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


@dataclass(frozen=True, eq=False, repr=False)
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
    (55, 12)
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
    return BillFit(figure, minus(alt), int(wrong.sum()), log_likelihood, mixture.bic(X))


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


@dataclass(frozen=True, eq=False, repr=False)
class TiltedClouds(Picture):
    """Points of 240 that each model misassigns: `diagonal` and `full`."""

    diagonal: int
    full: int


def tilted_clouds(correlation: float = 0.8) -> TiltedClouds:
    """Two parallel clouds under naive Bayes and under full covariances, side by side (slide 29).

    Both fits start at the true means, weights and variances, so a failure is the model's and not the start's.

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


def covariance_matrix(scale1: float, scale2: float, correlation: float) -> np.ndarray:
    """Σ from two standard deviations and a correlation.

    Examples
    --------
    >>> covariance_matrix(2.0, 1.0, 0.5)
    array([[4., 1.],
           [1., 1.]])
    """
    off = correlation * scale1 * scale2
    return np.array([[scale1**2, off], [off, scale2**2]])


def kind_of(covariance: np.ndarray) -> str:
    """Spherical, diagonal or arbitrary: the slides' three kinds.

    Examples
    --------
    >>> kind_of(np.eye(2))
    'spherical'
    """
    if covariance[0, 1]:
        return "arbitrary"
    return "spherical" if covariance[0, 0] == covariance[1, 1] else "diagonal"


def _contours(ax: Axes, covariance: np.ndarray) -> None:
    for coverage, width in ((1 - np.exp(-0.5), 1.8), (0.8, 1.1), (0.95, 0.8)):
        ax.plot(*ellipse([0, 0], covariance, coverage, 60).boundary.T, color=BLUE, linewidth=width)


@dataclass(frozen=True, eq=False, repr=False)
class ThreeKinds(Picture):
    """`covariances` (3, 2, 2) of the three panels."""

    covariances: np.ndarray


def three_kinds() -> ThreeKinds:
    """Contours of a spherical, a diagonal and an arbitrary covariance (slides 30-32).

    Examples
    --------
    >>> [kind_of(S) for S in three_kinds().covariances]
    ['spherical', 'diagonal', 'arbitrary']
    """
    covariances = np.array([covariance_matrix(*p) for p in ((1, 1, 0), (1.4, 0.6, 0), (1.2, 1.0, 0.8))])
    figure, axes = new_figure(5.0, 2.25, Margins(between=0.2), ncols=3, sharey=True)
    for ax, S in zip(axes[0], covariances, strict=True):
        _contours(ax, S)
        frame_axes(ax, (-3.7, 3.7), (-3.7, 3.7), "x₁", "", kind_of(S).capitalize())
        ax.set_aspect("equal")
        ax.set_xticks([-2, 0, 2])
    axes[0, 0].set_ylabel("x₂")
    alt = (
        "Contours of three Gaussians: circles for a multiple of the identity, ellipses along the axes for a diagonal "
        "covariance, tilted ellipses for an arbitrary one (correlation 0.8)."
    )
    return ThreeKinds(figure, alt, covariances)


@dataclass(frozen=True, eq=False, repr=False)
class CovarianceByHand(Picture):
    """The `covariance`, its `eigenvalues` (larger first) and the `angle` of u₁ in degrees."""

    covariance: np.ndarray
    eigenvalues: np.ndarray
    angle: float


def covariance_by_hand(
    scale1: float = 1.4, scale2: float = 1.0, correlation: float = 0.6
) -> CovarianceByHand:
    """Contours, eigenvectors and matrix of one covariance, side by side (slides 30-33).

    Parameters
    ----------
    scale1, scale2 : float
        Standard deviations σ₁ and σ₂ of the two features.
    correlation : float in (-1, 1)

    Examples
    --------
    >>> covariance_by_hand(1.0, 1.0, 0.6).eigenvalues.round(6)
    array([1.6, 0.4])
    """
    S = covariance_matrix(scale1, scale2, correlation)
    half_axes, directions = Gaussian(np.zeros(2), S).axes()
    shape = ellipse([0, 0], S, 1 - np.exp(-0.5))
    angle = float(np.degrees(shape.angle))
    figure, axes = new_figure(5.0, 3.35, Margins(between=0.1, right=0.05), ncols=2, width_ratios=[1.45, 1])
    ax, table = axes[0]
    _contours(ax, S)
    for k, (colour, style) in enumerate(((VERMILION, "-"), (GREEN, (0, (2, 1))))):
        tip = half_axes[k] * directions[:, k]
        ax.plot(*np.array([[0, 0], tip]).T, color=colour, linestyle=style, linewidth=2.4)
        ax.plot(*tip, "^s"[k], color=colour, markersize=7)
        away = tip + 0.42 * directions[:, k]
        with lecture_style():
            ax.text(*away, f"u{'₁₂'[k]}", ha="center", va="center", color=INK, fontsize=11)
    frame_axes(ax, (-3.9, 3.9), (-3.9, 3.9), "x₁", "x₂", f"{kind_of(S).capitalize()}")
    ax.set_aspect("equal")
    _matrix(table, S, half_axes, angle)
    alt = (
        f"Contours of a Gaussian with {kind_of(S)} covariance ({S[0, 0]:.2f}, {S[0, 1]:.2f}; {S[1, 0]:.2f}, "
        f"{S[1, 1]:.2f}). The half-axes of the one-sigma ellipse are √λ₁ = {half_axes[0]:.2f} along u₁ and "
        f"√λ₂ = {half_axes[1]:.2f} along u₂; "
    )
    alt += (
        "a circle has no preferred direction."
        if kind_of(S) == "spherical"
        else f"u₁ lies at {angle:.0f} degrees."
    )
    return CovarianceByHand(figure, minus(alt), S, half_axes**2, angle)


def _matrix(ax: Axes, S: np.ndarray, half_axes: np.ndarray, angle: float) -> None:
    ax.axis("off")
    ax.set(xlim=(0, 1), ylim=(0, 1))
    with lecture_style():
        ax.text(0.5, 0.93, "Σ =", ha="center", fontsize=11)
        for i in range(2):
            for j in range(2):
                ax.text(0.27 + 0.46 * j, 0.79 - 0.13 * i, minus(f"{S[i, j]:.2f}"), ha="center", fontsize=12,
                        weight="bold" if i != j and S[i, j] else "normal")  # fmt: skip
        for x, turn in ((0.04, 1), (0.96, -1)):
            ax.plot(
                [x + 0.05 * turn, x, x, x + 0.05 * turn], [0.87, 0.87, 0.62, 0.62], color=INK, linewidth=1.2
            )
        lines = [
            f"√λ₁ = {half_axes[0]:.2f}  (▲ u₁)",
            f"√λ₂ = {half_axes[1]:.2f}  (■ u₂)",
            f"|Σ| = {np.linalg.det(S):.2f}",
        ]
        round_one = np.isclose(*half_axes)
        lines.append("no tilt" if round_one else minus(f"tilt {angle:.0f}°"))
        for row, line in enumerate(lines):
            ax.text(0.04, 0.44 - 0.125 * row, line, fontsize=10)


@cache
def coverage_draws() -> np.ndarray:
    """200 000 standard normal points in the plane.

    Examples
    --------
    >>> coverage_draws().shape
    (200000, 2)
    """
    return np.random.default_rng(30).standard_normal((200_000, 2))


@dataclass(frozen=True, eq=False, repr=False)
class Coverage(Picture):
    """Share inside `radius` sigmas: `line` in one dimension, `plane` in two (closed forms), `counted` in the draws."""

    radius: float
    line: float
    plane: float
    counted: float


def sigma_coverage(radius: float = 1.0) -> Coverage:
    """What the ellipse of so many sigmas holds, beside what the interval holds (slide 33).

    Parameters
    ----------
    radius : float
        In standard deviations.

    Examples
    --------
    >>> round(sigma_coverage(1.0).plane, 4)
    0.3935
    """
    draws = coverage_draws()
    inside = np.hypot(*draws.T) <= radius
    counted = float(inside.mean())
    line, plane = erf(radius / sqrt(2)), float(1 - np.exp(-(radius**2) / 2))
    S = covariance_matrix(1.5, 1.0, 0.6)
    X, shown = draws[:300] @ np.linalg.cholesky(S).T, inside[:300]

    figure, axes = new_figure(5.0, 3.1, Margins(between=0.62), ncols=2)
    cloud, curve = axes[0]
    cloud.plot(*X[shown].T, "o", color=BLUE, markersize=3, markeredgewidth=0)
    cloud.plot(*X[~shown].T, "x", color=MUTED, markersize=3, markeredgewidth=0.7)
    cloud.plot(*ellipse([0, 0], S, plane, 60).boundary.T, color=VERMILION)
    frame_axes(cloud, (-5, 5), (-4.2, 4.2), "x₁", "x₂", f"{radius:.2f} σ: {100 * counted:.1f} % inside")
    r = np.linspace(0, 3, 61)
    curve.plot(r, [100 * erf(v / sqrt(2)) for v in r], color=MUTED, linestyle="--")
    curve.plot(r, 100 * (1 - np.exp(-(r**2) / 2)), color=VERMILION)
    curve.plot([radius], [100 * line], "s", color=MUTED, markersize=7)
    curve.plot([radius], [100 * plane], "o", color=VERMILION, markersize=7)
    with lecture_style():
        curve.text(0.62, 60, "line", ha="right")
        curve.text(1.75, 60, "plane")
    frame_axes(
        curve, (0, 3.08), (0, 103), "radius (σ)", "% inside", f"{100 * line:.1f} % and {100 * plane:.1f} %"
    )
    alt = (
        f"The ellipse of {radius:.2f} sigma holds {100 * counted:.1f} % of 200000 sampled points; the closed form says "
        f"{100 * plane:.1f} %. In one dimension the interval of {radius:.2f} sigma holds {100 * line:.1f} %."
    )
    return Coverage(figure, alt, radius, line, plane, counted)
