"""One multivariate Gaussian: estimate, density, sampling, parts (slides 29-35 and 42)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from lecture14.clustering.gaussian.density import log_density, precision_cholesky
from lecture14.clustering.gaussian.ellipses import Ellipse, ellipse, principal_axes
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.checks import Seed, as_generator, check_features, real_array
from lecture14.clustering.inputs.gate import dense


@dataclass(frozen=True, eq=False, init=False)
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

    mean: Array
    covariance: Array

    def __init__(self, mean: npt.ArrayLike, covariance: npt.ArrayLike) -> None:
        mean, covariance = real_array(mean, "mean"), real_array(covariance, "covariance")
        d = mean.size
        if mean.ndim != 1 or covariance.shape != (d, d):
            raise ValueError(
                f"covariance has shape {covariance.shape}; expected ({d}, {d}) for a mean of length {d}"
            )
        object.__setattr__(self, "mean", mean.copy())
        object.__setattr__(self, "covariance", covariance.copy())
        precision_cholesky(covariance)

    @classmethod
    def estimate(cls, X: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None) -> Self:
        """Maximum-likelihood Gaussian of the rows of X (slide 42): weighted mean, scatter over Σw.

        The divisor is n, not n - 1: this is the maximum of the likelihood, not the unbiased estimate.
        """
        rows, w = dense(X, sample_weight)
        # Centring first keeps the mean's digits when the data sit far from zero.
        centre = rows[0]
        mean = centre + w @ (rows - centre) / w.sum()
        residual = rows - mean
        return cls(mean, (residual * w[:, None]).T @ residual / w.sum())

    @cached_property
    def precision_cholesky(self) -> Array:
        """Upper-triangular U with Σ⁻¹ = U Uᵀ."""
        return precision_cholesky(self.covariance)

    def log_density(self, X: npt.ArrayLike) -> Array:
        """Log density at each row of X, in nats; see `lecture14.clustering.log_density`."""
        return log_density(X, self.mean, self.precision_cholesky)

    def sample(self, n_samples: int = 1, random_state: Seed = None) -> Array:
        """(n_samples, d) draws μ + L z with z standard normal; random_state is a seed or a numpy Generator."""
        factor = np.linalg.cholesky(self.covariance)
        return self.mean + as_generator(random_state).standard_normal((n_samples, self.mean.size)) @ factor.T

    def marginal(self, features: npt.ArrayLike) -> Gaussian:
        """The Gaussian of some features alone: rows and columns of μ and Σ (Bishop 2006, eq. 2.98).

        `features` are their numbers; -1 is the last.
        """
        keep = check_features(features, self.mean.size)
        return Gaussian(self.mean[keep], self.covariance[np.ix_(keep, keep)])

    def conditional(self, features: npt.ArrayLike, values: npt.ArrayLike) -> Gaussian:
        """The Gaussian of the other features, given that `features` have `values` (Bishop 2006, eqs.
        2.81-2.82)."""
        known = check_features(features, self.mean.size)
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

    def axes(self) -> tuple[Array, Array]:
        """Principal axes: standard deviations along the eigenvectors, and the eigenvectors as columns (slide 33)."""
        return principal_axes(self.covariance)

    def ellipse(self, coverage: float, n_points: int = 100) -> Ellipse:
        """The ellipse that holds the fraction `coverage`; two features only. See `lecture14.clustering.ellipse`."""
        return ellipse(self.mean, self.covariance, coverage, n_points)
