"""The covariance types by name, and what each of them offers."""

from __future__ import annotations

from typing import Protocol

from lecture14.clustering.covariances import diag, full, spherical, tied
from lecture14.clustering.inputs.arrays import Array


class CovarianceType(Protocol):
    """The functions that a covariance type's module defines.

    K components, d features, n rows. C stands for the shape of the type's covariances: (K, d, d) full, (d, d) tied,
    (K, d) diag, (K,) spherical; U, of shape C, is a precision factor with Σ⁻¹ = U Uᵀ; `delta` holds differences from
    a mean, as rows.
    """

    def shape(self, K: int, d: int) -> tuple[int, ...]:
        """C."""

    def n_parameters(self, K: int, d: int) -> int:
        """Free parameters in the covariances."""

    # -- the M step: from sums to covariances

    def scatter(self, r: Array, delta: Array) -> Array:
        """One component's scatter from its responsibilities r (n,) and delta (n, d): C without K."""

    def outer(self, weights: Array, delta: Array) -> Array:
        """The scatter of one point for each component: weights (K,), delta (K, d) to C."""

    def estimate(self, scatter: Array, counts: Array, d: int) -> Array:
        """Covariances C from scatter C and counts (K,)."""

    def add_to_diagonal(self, covariances: Array, reg: Array) -> Array:
        """Covariances C with reg (d,) on every diagonal."""

    # -- covariances, precisions and their factor

    def factor(self, covariances: Array) -> Array:
        """U of the covariances; a covariance that is not positive definite is refused by name."""

    def unfactor(self, U: Array) -> Array:
        """The covariances that U is the factor of."""

    def precisions(self, U: Array) -> Array:
        """Σ⁻¹ = U Uᵀ, of shape C."""

    def invert(self, values: Array, name: str) -> Array:
        """Covariances from precisions, or the other way; an error calls them `name`."""

    def log_det(self, U: Array, K: int, d: int) -> Array:
        """log |Uₖ| = log |Σₖ|^{-1/2}, (K,)."""

    def component(self, array: Array, k: int) -> Array:
        """Component k's part of an array of shape C."""

    def whiten(self, delta: Array, U: Array) -> Array:
        """Uᵀδ for each row of delta (n, d), with one component's U: its square is (x - μ)ᵀΣ⁻¹(x - μ)."""

    # -- from and to full covariance

    def as_full(self, covariances: Array, K: int, d: int) -> Array:
        """The same covariances as K full matrices, (K, d, d)."""

    def from_full(self, matrix: Array, K: int) -> Array:
        """What this type keeps of one matrix (d, d), the same for each component: C."""

    def narrow(self, scatter: Array) -> Array:
        """What this type keeps of a full scatter (K, d, d): C."""

    # -- the linear form in features

    def n_features(self, d: int) -> int:
        """p, the number of features: 1, x, and those of second order."""

    def features(self, F: Array, U: Array) -> None:
        """Fill F (p, n), whose first 1 + d rows hold 1 and x, with the features of second order."""

    def quadratic(self, nu: Array, U: Array) -> tuple[Array, Array, Array]:
        """Coefficients of -½(x - ν)ᵀΣ⁻¹(x - ν): linear (K, d), second order (K, p-1-d), and νᵀΣ⁻¹ν (K,)."""

    def second_moment(self, sums: Array, F: Array, weights: Array | None) -> Array:
        """Σ r xxᵀ, of shape C, read from the sums (K, p) of the features F (p, n); weights (n,) or None."""


TYPES: dict[str, CovarianceType] = {"full": full, "tied": tied, "diag": diag, "spherical": spherical}
