"""Log density of a Gaussian through a Cholesky factor of its precision (slides 29-31).

The density is evaluated through a Cholesky factor, never through an inverse and a determinant: with Σ = L Lᵀ
and U = L⁻ᵀ, the precision is Σ⁻¹ = U Uᵀ, the quadratic form is |Uᵀ(x - μ)|², and |Σ|^{-1/2} is the product of
U's diagonal.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lecture14.clustering.inputs.arrays import Array, Mask
from lecture14.clustering.inputs.checks import real_array

LOG_2PI = float(np.log(2 * np.pi))


def precision_cholesky(covariance: npt.ArrayLike, name: str = "covariance") -> Array:
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
        If a matrix is not symmetric, or not positive definite to working precision.

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
    require_symmetric(correlation, name)
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
    U: Array = np.swapaxes(np.tril(inverse), -1, -2) / deviations[..., :, None]
    return U


def require_symmetric(correlation: Array, name: str) -> None:
    """Refuse matrices that differ from their transposes by more than rounding, even that of float32.

    They come divided by their diagonals, so that the tolerance does not depend on units.
    """
    skew = np.abs(correlation - np.swapaxes(correlation, -1, -2)).max(axis=(-1, -2), initial=0.0)
    if np.any(skew > 1e-5):
        k = int(np.argmax(skew))
        where = "" if skew.ndim == 0 else f"[{k}]"
        raise ValueError(
            f"{name}{where} is not symmetric: [i, j] and [j, i] differ by up to {skew.flat[k]:.3g} of the diagonal; "
            f"expected a symmetric matrix, such as ({name} + its transpose) / 2"
        )


def require_positive(good: Mask | np.bool_, name: str) -> None:
    if not np.all(good):
        where = "" if np.ndim(good) == 0 else f"[{np.flatnonzero(~good)[0]}]"
        raise ValueError(
            f"{name}{where} is not positive definite; expected a symmetric matrix with positive eigenvalues"
        )


def log_density(X: npt.ArrayLike, mean: npt.ArrayLike, precision_cholesky: npt.ArrayLike) -> Array:
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
    densities: Array = np.log(np.diagonal(U)).sum() - 0.5 * (d * LOG_2PI + np.einsum("...i,...i", z, z))
    return densities
