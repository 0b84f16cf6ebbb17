"""Standard errors of a mixture's parameters, from the observed information: slide 43, twice differentiated.

Near its maximum the log-likelihood is a paraboloid, and its curvature there, minus the Hessian, is the information that
the data carry: its inverse estimates the covariance of the estimates (Efron & Hinkley 1978; McLachlan & Peel 2000,
section 2.15). The Hessian comes column by column from the package's own Hessian-vector products.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lecture14.autodiff import grad, hvp, logsumexp
from lecture14.clustering import Parameters
from lecture14.clustering.gaussian.density import LOG_2PI
from lecture14.clustering.inputs import checks as check
from lecture14.clustering.model.parameters import component_order

# Further from the maximum than this, in standard errors, the paraboloid is another one.
NEAR = 0.1


class StandardErrors(NamedTuple):
    """Estimates and their standard errors, components in the order asked for.

    Attributes
    ----------
    parameters : Parameters
        The estimates.
    weights : (K,) array
    means : (K, d) array
    covariances : array in the shape of the covariance type
    order : (K,) array of int
        order[k] is the component of the mixture that stands at k here.
    """

    parameters: Parameters
    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray
    order: np.ndarray


def standard_errors(mixture, X, sample_weight=None, order="mean"):
    """Standard errors of mixing weights, means and covariances.

    Parameters
    ----------
    mixture : GaussianMixture, fitted to X by maximum likelihood
    X : (n, d) array
    sample_weight : (n,) array, optional, as in the fit; a weight of 2 counts as two rows
    order : "mean" or "weight"
        Components have no order of their own, and a standard error needs one: by rising first mean, or falling weight.

    Returns
    -------
    StandardErrors

    Raises
    ------
    ValueError
        If a component sits on the floor of `reg_covar` or has no weight, the fit had a prior or known labels, or it is
        not at a maximum: the gradient is too long, or the information is not positive definite.

    Notes
    -----
    The information is computed in logits of the weights (the last is fixed) and in factors U with Σ⁻¹ = U Uᵀ, whose
    diagonal is taken as a logarithm, and carried over to weights and covariances by the delta method.

    Examples
    --------
    >>> from lecture14.clustering import GaussianMixture
    >>> X = np.array([[0.0], [1.0], [2.0], [5.0]])
    >>> errors = standard_errors(GaussianMixture(1, reg_covar=0).fit(X), X)
    >>> bool(np.isclose(errors.means, X.std() / 2)), bool(np.isclose(errors.covariances, X.var() / 2**0.5))
    (True, True)
    """
    theta, rows = mixture._for_rows(X, sample_weight)
    _refuse(mixture, theta)
    order = component_order(theta, check.check_choice(order, "order", ("weight", "mean")))
    theta = theta.reordered(order)
    X = np.asarray(X, dtype=float)
    if np.isnan(X).any():
        raise ValueError(f"X has {int(np.isnan(X).sum())} missing values; expected none, for standard errors")
    w = np.ones(len(X)) if rows.weights is None else rows.weights
    # In columns of unit variance the numbers of the Hessian are of one size.
    centre = w @ X / w.sum()
    unit = np.sqrt(w @ (X - centre) ** 2 / w.sum())
    scaled = _Coordinates(theta, centre, unit)
    Z = (X - centre) / unit

    def climb(flat):
        return scaled.log_likelihood(flat, Z, w)

    start, product = scaled.start(), hvp(climb)
    information = -np.array([product(start, e) for e in np.eye(len(start))])
    information = (information + information.T) / 2
    values, vectors = np.linalg.eigh(information)
    if not values[0] > 1e-9 * values[-1]:
        raise ValueError(
            f"mixture is not at a maximum: its information has the eigenvalue {values[0]:.3g}; expected all positive: "
            "raise n_init, or lower n_components"
        )
    inverse = vectors / values @ vectors.T
    gradient = grad(climb)(start)
    distance = float(np.sqrt(gradient @ inverse @ gradient))
    if not distance < NEAR:
        raise ValueError(
            f"mixture is {distance:.2g} standard errors from a maximum; expected less than {NEAR}: "
            "fit with a smaller tol and a larger max_iter"
        )
    weights, means, covariances = (
        np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", J, inverse, J), 0.0)) for J in scaled.jacobians()
    )
    return StandardErrors(
        theta, weights, means.reshape(theta.means.shape), covariances.reshape(theta.covariances.shape), order
    )


def _refuse(mixture, theta):
    if getattr(mixture, "on_floor_", np.empty(0)).size:
        raise ValueError(
            f"components {mixture.on_floor_.tolist()} sit on the floor of reg_covar; expected none there, "
            "for their likelihood has no maximum: lower n_components"
        )
    if not (theta.weights > 0).all():
        raise ValueError(
            f"weights_ has minimum {theta.weights.min():g}; expected all above 0: lower n_components"
        )
    if mixture.covariance_prior is not None:
        raise ValueError("mixture has a covariance_prior; expected a fit by maximum likelihood, without")
    if "known_labels" in getattr(mixture, "_fitted_with", ()):
        raise ValueError("mixture was fitted with known_labels; expected a fit to X alone")


class _Coordinates:
    """Free numbers in place of a mixture's parameters, in columns that were shifted and scaled."""

    def __init__(self, theta, centre, unit):
        self.kind, (self.K, self.d) = theta.covariance_type, theta.means.shape
        self.weights, self.unit, self.means = theta.weights, unit, (theta.means - centre) / unit
        full = theta.rule.as_full(theta.covariances, self.K, self.d)
        # A round component stays round in its own units only: it keeps its factor, and the columns their scale.
        self.full = full / unit[:, None] / unit
        self.factors = Parameters(theta.weights, self.means, self.full).precisions_cholesky
        self.basis = self._basis()

    def _basis(self):
        """(p, K, d, d): how each free number of the covariances moves the factors; a diagonal entry's logarithm."""
        K, d = self.K, self.d
        eye = np.eye(d)
        pairs = [(i, j) for i in range(d) for j in range(i, d)]
        one = np.array([np.outer(eye[i], eye[j]) for i, j in pairs])
        each = np.eye(K)[:, None, :, None, None]
        if self.kind == "full":
            return (each * one[None, :, None]).reshape(-1, K, d, d)
        if self.kind == "tied":
            return np.repeat(one[:, None], K, axis=1)
        diagonal = np.array([np.outer(e, e) for e in eye])
        if self.kind == "diag":
            return (each * diagonal[None, :, None]).reshape(-1, K, d, d)
        return each[:, 0] * eye

    def start(self):
        """The flat vector of these parameters: K - 1 logits, K d means, and steps of the factors from here."""
        logits = np.log(self.weights[:-1] / self.weights[-1])
        return np.concatenate([logits, self.means.ravel(), np.zeros(len(self.basis))])

    def log_likelihood(self, flat, Z, w):
        """Σᵢ wᵢ log p(zᵢ), in operations that our autodiff knows."""
        K, d = self.K, self.d
        logits = np.concatenate([flat[: K - 1], np.zeros(1)])
        means = np.reshape(flat[K - 1 : K - 1 + K * d], (K, d))
        step = np.reshape(flat[K - 1 + K * d :] @ self.basis.reshape(len(self.basis), -1), (K, d, d))
        log_diagonal = np.sum(step * np.eye(d), axis=2)
        diagonal = np.diagonal(self.factors, axis1=1, axis2=2)
        U = np.triu(self.factors, 1) + step * np.triu(np.ones((d, d)), 1)
        U = U + (np.exp(log_diagonal) * diagonal)[:, :, None] * np.eye(d)
        z = (Z - means[:, None, :]) @ U
        log_density = np.sum(log_diagonal + np.log(diagonal), axis=1)[:, None] - 0.5 * (
            d * LOG_2PI + np.sum(z * z, axis=2)
        )
        return np.sum(w * logsumexp((logits - logsumexp(logits))[:, None] + log_density, axis=0))

    def jacobians(self):
        """Derivatives of weights, means and covariances, in the units of the data, by the flat vector."""
        K, d, p = self.K, self.d, len(self.basis)
        of_weights = (np.diag(self.weights) - np.outer(self.weights, self.weights))[:, :-1]
        of_means = np.eye(K * d) * np.tile(self.unit, K)[:, None]
        diagonal = np.diagonal(self.factors, axis1=1, axis2=2)
        eye = np.eye(d)
        dU = self.basis * np.where(eye > 0, (diagonal[:, :, None] * eye), 1.0)
        forward = dU @ np.swapaxes(self.factors, 1, 2)
        # Σ⁻¹ = U Uᵀ, so dΣ = -Σ (dU Uᵀ + U dUᵀ) Σ.
        dS = -self.full @ (forward + np.swapaxes(forward, 2, 3)) @ self.full * self.unit[:, None] * self.unit
        kept = {
            "full": lambda S: S,
            "tied": lambda S: S[:, 0],
            "diag": lambda S: np.diagonal(S, axis1=2, axis2=3),
            "spherical": lambda S: S[:, :, 0, 0],
        }[self.kind](dS)
        of_covariances = kept.reshape(p, -1).T
        columns = K - 1 + K * d + p
        result = []
        for J, first in ((of_weights, 0), (of_means, K - 1), (of_covariances, K - 1 + K * d)):
            wide = np.zeros((len(J), columns))
            wide[:, first : first + J.shape[1]] = J
            result.append(wide)
        return result
