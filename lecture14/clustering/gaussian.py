"""One multivariate Gaussian: density, estimate, sampling, parts, and the ellipse that shows it (slides 29-35, 42).

The density is evaluated through a Cholesky factor, never through an inverse and a determinant: with Σ = L Lᵀ
and U = L⁻ᵀ, the precision is Σ⁻¹ = U Uᵀ, the quadratic form is |Uᵀ(x - μ)|², and |Σ|^{-1/2} is the product of
U's diagonal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from lecture14.clustering._checks import as_generator, check_coverage, check_weights, check_X, real_array

LOG_2PI = float(np.log(2 * np.pi))


def precision_cholesky(covariance, name="covariance"):
    """Upper-triangular U with Σ⁻¹ = U Uᵀ, for one covariance matrix or a stack of them.

    The factorisation runs on the correlation matrix, so features in very different units lose nothing.

    Parameters
    ----------
    covariance : (..., d, d) array, symmetric and positive definite
    name : str, how to call the matrix in an error

    Returns
    -------
    (..., d, d) array

    Raises
    ------
    ValueError
        If a matrix is not positive definite to working precision.

    Examples
    --------
    >>> precision_cholesky(np.array([[4.0, 0.0], [0.0, 1.0]])).round(3)
    array([[0.5, 0. ],
           [0. , 1. ]])
    """
    covariance = real_array(covariance, name)
    d = covariance.shape[-1]
    variances = np.diagonal(covariance, axis1=-2, axis2=-1)
    require_positive(np.all(variances > 0, axis=-1), name)
    deviations = np.sqrt(variances)
    correlation = covariance / deviations[..., :, None] / deviations[..., None, :]
    try:
        factor = np.linalg.cholesky(correlation)
    except np.linalg.LinAlgError:
        smallest = np.linalg.eigvalsh(correlation)[..., 0]
        require_positive(smallest > smallest.min(), name)
        raise
    pivots = np.diagonal(factor, axis1=-2, axis2=-1)
    require_positive(np.all(pivots**2 > d * np.finfo(float).eps, axis=-1), name)
    inverse = np.linalg.solve(factor, np.broadcast_to(np.eye(d), factor.shape))
    # A general solver leaves rounding below the diagonal; the factor's inverse has exact zeros there.
    return np.swapaxes(np.tril(inverse), -1, -2) / deviations[..., :, None]


def require_positive(good, name):
    if not np.all(good):
        where = "" if np.ndim(good) == 0 else f"[{np.flatnonzero(~good)[0]}]"
        raise ValueError(
            f"{name}{where} is not positive definite; expected a symmetric matrix with positive eigenvalues"
        )


def log_density(X, mean, precision_cholesky):
    """Log of the multivariate normal density at each row of X.

    Parameters
    ----------
    X : (n, d) array
    mean : (d,) array
    precision_cholesky : (d, d) upper-triangular array U with Σ⁻¹ = U Uᵀ

    Returns
    -------
    (n,) array, in nats

    Raises
    ------
    ValueError
        If the last axis of X and the length of mean differ.

    Notes
    -----
    Slide 30 (its ``‖Σ‖`` is the determinant ``|Σ|``); Bishop (2006), eq. 2.43.

    Examples
    --------
    >>> log_density(np.zeros((1, 2)), np.zeros(2), np.eye(2)).round(4)
    array([-1.8379])
    """
    X, mean, U = np.asarray(X, float), np.asarray(mean, float), np.asarray(precision_cholesky, float)
    d = mean.shape[-1]
    if X.shape[-1] != d or U.shape != (d, d):
        raise ValueError(
            f"X has shape {X.shape}, precision_cholesky {U.shape}; expected (n, {d}) and ({d}, {d})"
        )
    z = (X - mean) @ U
    return np.log(np.diagonal(U)).sum() - 0.5 * (d * LOG_2PI + np.einsum("...i,...i", z, z))


class Ellipse(NamedTuple):
    """An ellipse of stated coverage: what `ellipse` returns."""

    center: np.ndarray  #: (2,) the mean
    semi_axes: np.ndarray  #: (2,) half lengths, the longer first, in the units of the data
    angle: float  #: of the longer axis, radians from the first feature's axis, in (-π/2, π/2]
    boundary: np.ndarray  #: (n_points, 2) closed curve: the last point repeats the first


def ellipse(mean, covariance, coverage, n_points=100):
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


def principal_axes(covariance):
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


@dataclass(frozen=True, eq=False)
class Gaussian:
    """A multivariate normal distribution N(μ, Σ).

    Parameters
    ----------
    mean : (d,) array
    covariance : (d, d) array, symmetric positive definite

    Examples
    --------
    >>> g = Gaussian([0.0, 0.0], [[1.0, 0.8], [0.8, 1.0]])
    >>> g.conditional([1], [2.0]).mean
    array([1.6])
    """

    mean: np.ndarray
    covariance: np.ndarray

    def __post_init__(self):
        mean, covariance = real_array(self.mean, "mean"), real_array(self.covariance, "covariance")
        d = mean.size
        if mean.ndim != 1 or covariance.shape != (d, d):
            raise ValueError(
                f"covariance has shape {covariance.shape}; expected ({d}, {d}) for a mean of length {d}"
            )
        object.__setattr__(self, "mean", mean.copy())
        object.__setattr__(self, "covariance", covariance.copy())
        precision_cholesky(covariance)

    @classmethod
    def estimate(cls, X, sample_weight=None):
        """Maximum-likelihood Gaussian of the rows of X (slide 42): weighted mean, scatter over Σw.

        The divisor is n, not n - 1: this is the maximum of the likelihood, not the unbiased estimate.
        """
        X = check_X(X)
        w = check_weights(sample_weight, len(X))
        w = np.ones(len(X)) if w is None else w
        X = np.asarray(X, float)
        # Centring first keeps the mean's digits when the data sit far from zero.
        centre = X[0]
        mean = centre + w @ (X - centre) / w.sum()
        residual = X - mean
        return cls(mean, (residual * w[:, None]).T @ residual / w.sum())

    @cached_property
    def precision_cholesky(self):
        """Upper-triangular U with Σ⁻¹ = U Uᵀ."""
        return precision_cholesky(self.covariance)

    def log_density(self, X):
        """Log density at each row of X, in nats; see `gaussian.log_density`."""
        return log_density(X, self.mean, self.precision_cholesky)

    def sample(self, n_samples=1, random_state=None):
        """(n_samples, d) draws μ + L z with z standard normal; random_state is a seed or a numpy Generator."""
        factor = np.linalg.cholesky(self.covariance)
        return self.mean + as_generator(random_state).standard_normal((n_samples, self.mean.size)) @ factor.T

    def marginal(self, features):
        """The Gaussian of some features alone: rows and columns of μ and Σ (Bishop 2006, eq. 2.98)."""
        keep = np.atleast_1d(features)
        return Gaussian(self.mean[keep], self.covariance[np.ix_(keep, keep)])

    def conditional(self, features, values):
        """The Gaussian of the other features, given that `features` have `values` (Bishop 2006, eqs.
        2.81-2.82)."""
        known = np.atleast_1d(features)
        values = np.atleast_1d(real_array(values, "values"))
        if values.shape != known.shape:
            raise ValueError(
                f"values has shape {values.shape}; expected one value for each of {known.size} features"
            )
        rest = np.setdiff1d(np.arange(self.mean.size), known)
        if rest.size == 0:
            raise ValueError("features names every feature; expected at least one left to describe")
        gain = np.linalg.solve(self.covariance[np.ix_(known, known)], self.covariance[np.ix_(known, rest)]).T
        mean = self.mean[rest] + gain @ (values - self.mean[known])
        covariance = self.covariance[np.ix_(rest, rest)] - gain @ self.covariance[np.ix_(known, rest)]
        return Gaussian(mean, (covariance + covariance.T) / 2)

    def axes(self):
        """Principal axes: standard deviations along the eigenvectors, and the eigenvectors as columns (slide 33)."""
        return principal_axes(self.covariance)

    def ellipse(self, coverage, n_points=100):
        """The ellipse that holds the fraction `coverage`; two features only. See `gaussian.ellipse`."""
        return ellipse(self.mean, self.covariance, coverage, n_points)
