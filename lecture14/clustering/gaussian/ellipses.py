"""Principal axes of a covariance, and the ellipse that shows it (slides 30-33)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.checks import check_coverage, real_array


class Ellipse(NamedTuple):
    """An ellipse of stated coverage: what `ellipse` returns."""

    center: Array  #: (2,) the mean
    semi_axes: Array  #: (2,) half lengths, the longer first, in the units of the data
    angle: float  #: of the longer axis, radians from the first feature's axis, in (-π/2, π/2]
    boundary: Array  #: (n_points, 2) closed curve: the last point repeats the first


def ellipse(mean: npt.ArrayLike, covariance: npt.ArrayLike, coverage: float, n_points: int = 100) -> Ellipse:
    """The ellipse that holds the fraction `coverage` of a 2-D Gaussian.

    Its half-axes are √(-2 ln(1-p)) √λᵢ along the eigenvectors of Σ. It takes a probability, not a number of
    standard deviations, because "one sigma holds 68 %" is a fact about one dimension: in two the 1, 2 and 3
    sigma ellipses hold 39.3, 86.5 and 98.9 %.

    Parameters
    ----------
    mean : (2,) array
    covariance : (2, 2) array, symmetric, positive semidefinite
    coverage : float in (0, 1)
    n_points : int, points on the boundary

    Returns
    -------
    Ellipse with center, semi_axes, angle and boundary

    Raises
    ------
    ValueError
        If the arrays are not 2-D, the covariance is not symmetric, or coverage is outside (0, 1).

    Notes
    -----
    Slides 30-33. ``|Uᵀ(x - μ)|²`` is chi-squared with two degrees of freedom, whose distribution function is
    1 - e^{-r²/2}.

    Examples
    --------
    >>> e = ellipse([0, 0], [[4, 0], [0, 1]], coverage=1 - np.exp(-0.5))
    >>> e.semi_axes.round(6), round(e.angle, 6)
    (array([2., 1.]), 0.0)
    """
    mean, covariance = real_array(mean, "mean"), real_array(covariance, "covariance")
    if mean.shape != (2,) or covariance.shape != (2, 2):
        raise ValueError(
            f"mean and covariance have shapes {mean.shape} and {covariance.shape}; expected (2,) and (2, 2)"
        )
    check_coverage(coverage)
    lengths, directions = principal_axes(covariance)
    semi_axes = np.sqrt(-2 * np.log1p(-coverage)) * lengths
    t = np.linspace(0, 2 * np.pi, n_points)
    boundary = mean + np.column_stack([np.cos(t), np.sin(t)]) * semi_axes @ directions.T
    boundary[-1] = boundary[0]
    # An axis that is upright to rounding may point a hair to the left.
    angle = min(float(np.arctan2(directions[1, 0], directions[0, 0])), np.pi / 2)
    return Ellipse(mean.copy(), semi_axes, angle, boundary)


def principal_axes(covariance: npt.ArrayLike) -> tuple[Array, Array]:
    """Standard deviations along the eigenvectors of Σ, largest first, and those eigenvectors as columns (slide 33).

    Each eigenvector points to the right (first non-zero entry positive), so that pictures do not flip between
    runs.

    Examples
    --------
    >>> lengths, directions = principal_axes([[1.0, 0.0], [0.0, 9.0]])
    >>> lengths
    array([3., 1.])
    """
    covariance = real_array(covariance, "covariance")
    if covariance.ndim != 2 or covariance.shape[0] != covariance.shape[1]:
        raise ValueError(f"covariance has shape {covariance.shape}; expected a square matrix")
    if not np.allclose(covariance, covariance.T, rtol=1e-8, atol=1e-12 * np.abs(covariance).max()):
        raise ValueError("covariance is not symmetric; expected covariance[i, j] == covariance[j, i]")
    values, vectors = np.linalg.eigh(covariance)
    values, vectors = values[::-1], vectors[:, ::-1]
    leading = np.take_along_axis(vectors, np.argmax(np.abs(vectors) > 1e-12, axis=0)[None], axis=0)
    return np.sqrt(np.maximum(values, 0)), vectors * np.where(leading < 0, -1.0, 1.0)
