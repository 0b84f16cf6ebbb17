"""Slides 30-33: contours of a covariance, its axes and its matrix."""

import numpy as np
from matplotlib.axes import Axes

from lecture14.clustering import Gaussian, ellipse
from lecture14.figures.picture import Picture
from lecture14.figures.style import (
    BLUE,
    GREEN,
    INK,
    VERMILION,
    Margins,
    frame_axes,
    lecture_style,
    minus,
    new_figure,
)


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
    return CovarianceByHand(figure, alt, S, half_axes**2, angle)


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
