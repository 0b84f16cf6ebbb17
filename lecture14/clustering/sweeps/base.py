"""What all sweeps share: log-sum-exp, the E step on one block, and adding a block to the running sums."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics

# Doubles in the working arrays of one block: about a core's second-level cache.
CACHE = 3 * 2**15


def rows_in_cache(doubles: int) -> int:
    """Rows of one block, if a row needs so many doubles of working memory."""
    return max(512, CACHE // doubles)


def log_sum_exp(L: Array) -> Array:
    """Turn log joint densities (K, n) into responsibilities, in place; return each column's log density.

    Subtracting the largest entry first leaves a one among the exponentials, so nothing overflows and the sum
    is never 0.
    """
    top = L.max(axis=0)
    L -= top
    np.exp(L, out=L)
    total = L.sum(axis=0)
    L /= total
    log_density: Array = top + np.log(total)
    return log_density


class Sweep:
    """What all sweeps share: responsibilities of a block, and adding a block to the running sums.

    A sweep that has met no rows yet may be copied, one copy for each thread: sums are replaced, never changed
    in place.
    """

    def __init__(self) -> None:
        self.log_likelihood = 0.0

    def __copy__(self) -> Self:
        # The copy module's own way takes as long as the arithmetic of a small block.
        new = object.__new__(type(self))
        vars(new).update(vars(self))
        return new

    def responsibilities(self, X: Any, labels: Labels | None = None) -> tuple[Array, Array]:
        """E step on one block: rₖᵢ = πₖ N(xᵢ|μₖ,Σₖ) / p(xᵢ) as (K, n), and log p(xᵢ) as (n,).

        The array is working memory: the next block overwrites it. A row with a known label (>= 0) belongs to
        that component alone.
        """
        L = self.log_joint(X)
        if labels is not None:
            known = np.flatnonzero(labels >= 0)
            own = L[labels[known], known]
            L[:, known] = -np.inf
            L[labels[known], known] = own
        return L, log_sum_exp(L)

    def add(self, X: Any, weights: Array | None = None, labels: Labels | None = None) -> None:
        """One block of rows: E step, then its share of the M step's sums."""
        with np.errstate(under="ignore"):
            R, log_p = self.responsibilities(X, labels)
            if weights is None:
                self.log_likelihood += float(log_p.sum())
            else:
                R *= weights
                self.log_likelihood += float(weights @ log_p)
            self.accumulate(R, X, weights)

    # Subclasses: rows per block, log πₖ N(x|k) as (K, n), the running sums, and their end.
    def block_size(self) -> int:
        raise NotImplementedError

    def log_joint(self, X: Any) -> Array:
        raise NotImplementedError

    def accumulate(self, R: Array, X: Any, weights: Array | None) -> None:
        raise NotImplementedError

    def result(self) -> SufficientStatistics:
        raise NotImplementedError


class MixtureSweep(Sweep):
    """A sweep whose log densities are those of a mixture with given parameters."""

    #: whether the sums keep all digits whatever the parameters
    careful = False

    def __init__(self, parameters: Parameters) -> None:
        super().__init__()
        self.parameters = parameters

    def trusts(self, new: Parameters) -> bool:
        """Whether these sums carry enough digits for the parameters that were estimated from them."""
        return True

    def rescue(self, L: Array, X: Any) -> Array:
        """Rows so far out that every density underflows, even as a logarithm, still belong to the nearest component."""
        lost = np.flatnonzero(~np.isfinite(L).any(axis=0))
        if not lost.size:
            return L
        theta = self.parameters
        L[:, lost] = -np.inf
        largest = np.abs(theta.precisions_cholesky).max()
        for i in lost.tolist():
            x = np.asarray(X[i], dtype=float)
            scale, distance = np.nanmax(np.abs(x)), np.full(len(L), np.inf)
            for k in np.flatnonzero(theta.weights).tolist():
                delta = x / scale - theta.means[k] / scale
                z = theta.rule.whiten(np.where(np.isnan(x), 0.0, delta)[None], self.factor_of(k, x) / largest)
                distance[k] = np.einsum("ij,ij->", z, z)
            L[distance.argmin(), i] = -np.finfo(float).max
        return L

    def factor_of(self, k: int, x: Array) -> Array:
        """Component k's factor U of the features that the row x has."""
        return self.parameters.rule.component(self.parameters.precisions_cholesky, k)
