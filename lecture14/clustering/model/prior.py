"""A conjugate prior on covariances: maximum a posteriori in place of maximum likelihood, and no collapse.

Fraley & Raftery (2007), "Bayesian regularization for normal mixture estimation and model-based clustering",
Journal of Classification 24: inverse Wishart for full and tied covariances, inverse gamma for each variance of
diagonal and spherical ones. mclust's `priorControl` is the same, but adds one on the means.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.model.parameters import Parameters


@dataclass(frozen=True, eq=False)
class CovariancePrior:
    """log p(Σ) = -½ Σₖ (rows · log|Σₖ| + tr(scatter Σₖ⁻¹)) + constant: it acts like so many more rows of this scatter.

    Examples
    --------
    >>> prior = CovariancePrior.given((3.0, [[2.0]]), "full", 1)
    >>> prior.rows, prior.scatter.ravel()
    (5.0, array([2.]))
    """

    rows: float  #: added to each component's count where its covariance is estimated
    scatter: Array  #: added to each component's scatter, in the shape of the covariances

    @classmethod
    def given(cls, value: tuple[float, Array], covariance_type: str, K: int) -> CovariancePrior:
        """From degrees of freedom ν and a scale matrix Λ (d, d), for K components of a covariance type."""
        nu, matrix = value[0], np.asarray(value[1], dtype=float)
        d, rule = len(matrix), TYPES[covariance_type]
        matrices = covariance_type in ("full", "tied")
        # The exponents of |Σ|^(-½) in the densities of inverse Wishart and inverse gamma.
        rows = {"full": nu + d + 1, "tied": (nu + d + 1) / K, "diag": nu + 2, "spherical": (nu + 2) / d}
        return cls(rows[covariance_type], rule.from_full(matrix if matrices else np.diag(np.diag(matrix)), K))

    def log_density(self, theta: Parameters) -> float:
        """log p(Σ) without its constant, in nats."""
        rule, (K, d) = theta.rule, theta.means.shape
        U = theta.precisions_cholesky
        return float(
            self.rows * rule.log_det(U, K, d).sum() - 0.5 * np.sum(self.scatter * rule.precisions(U))
        )
