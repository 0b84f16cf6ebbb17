"""Sufficient statistics: all that the M step needs to know about the data, in an object that adds.

For each component: how many samples (Σᵢ rᵢₖ), where (their weighted mean), how spread (their scatter about
that mean). Two blocks of rows give two such objects, and their sum is the object of both blocks together.
That one law is why the same EM runs over blocks that fit in cache, over threads, over a file larger than
memory, and over a cluster.

Scatter is kept about the mean, not about zero: Σ r xxᵀ - N m mᵀ would lose every digit of a small variance
far from the origin. Adding therefore uses the parallel-axis rule (Chan, Golub & LeVeque 1983, "Algorithms for
computing the sample variance", eq. 2.1). Its differences of means would lose those digits after all: at 1e9 a
mean is rounded by 1e-7. So each mean keeps what its rounding cut off (Knuth's two-sum; Ogita, Rump & Oishi 2005,
"Accurate sum and dot product", algorithm 3.1), and the sum of blocks is as good as one pass over all rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.checks import check_choice, real_array
from lecture14.clustering.inputs.gate import rows_of


@dataclass(frozen=True, eq=False)
class SufficientStatistics:
    """Counts, means and scatter of K components, and the log-likelihood of the rows they came from.

    Parameters
    ----------
    counts : (K,) array, Nₖ = Σᵢ wᵢ rᵢₖ
    means : (K, d) array, Σᵢ wᵢ rᵢₖ xᵢ / Nₖ
    scatter : array in the shape of the covariances
        Σᵢ wᵢ rᵢₖ (xᵢ - mean)(xᵢ - mean)ᵀ: (K, d, d) full, (d, d) tied (summed over k), (K, d) diag (the
        diagonals), (K,) spherical (the traces).
    covariance_type : "full", "tied", "diag" or "spherical"
    log_likelihood : float
        Σᵢ wᵢ log p(xᵢ) under the parameters that gave the responsibilities; NaN if none did.
    rest : (K, d) array, what rounding cut off the means, or 0

    Examples
    --------
    >>> X = np.array([[0.0], [2.0], [10.0]])
    >>> everyone_in_one = np.ones((3, 1))
    >>> a = SufficientStatistics.from_responsibilities(X[:2], everyone_in_one[:2])
    >>> b = SufficientStatistics.from_responsibilities(X[2:], everyone_in_one[2:])
    >>> whole = a + b
    >>> whole.counts, whole.means, whole.scatter
    (array([3.]), array([[4.]]), array([[[56.]]]))
    """

    counts: Array
    means: Array
    scatter: Array
    covariance_type: str = "full"
    log_likelihood: float = float("nan")
    rest: Array | float = 0.0

    def __add__(self, other: SufficientStatistics) -> SufficientStatistics:
        if not isinstance(other, SufficientStatistics):
            return NotImplemented
        if (self.covariance_type, self.means.shape) != (other.covariance_type, other.means.shape):
            raise ValueError(
                f"cannot add {self!r} and {other!r}; expected equal covariance types, components and features"
            )
        counts = self.counts + other.counts
        share = np.divide(other.counts, counts, out=np.zeros_like(counts), where=counts > 0)
        # In the products below 0 * inf cannot occur: means are finite even where a count is zero.
        delta = (other.means - self.means) + (other.rest - self.rest)
        means, rest = two_sum(self.means, self.rest + delta * share[:, None])
        between = TYPES[self.covariance_type].outer(self.counts * share, delta)
        return SufficientStatistics(
            counts,
            means,
            self.scatter + other.scatter + between,
            self.covariance_type,
            self.log_likelihood + other.log_likelihood,
            rest,
        )

    def __radd__(self, other: int) -> SufficientStatistics:
        # sum() starts from 0.
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def __repr__(self) -> str:
        K, d = self.means.shape
        return f"SufficientStatistics({self.covariance_type}, K={K}, d={d}, samples={self.n_samples:.6g})"

    @property
    def n_samples(self) -> float:
        """Σₖ Nₖ: the number of rows, or the sum of their weights."""
        return float(self.counts.sum())

    @classmethod
    def from_responsibilities(
        cls,
        X: npt.ArrayLike,
        responsibilities: npt.ArrayLike,
        covariance_type: str = "full",
        sample_weight: npt.ArrayLike | None = None,
    ) -> Self:
        """The statistics of rows X whose memberships are given, soft or hard.

        Parameters
        ----------
        X : (n, d) array
        responsibilities : (n, K) array, rows sum to 1
        covariance_type : str
        sample_weight : (n,) array, optional

        Returns
        -------
        SufficientStatistics
        """
        check_choice(covariance_type, "covariance_type", TYPES)
        rows = rows_of(X, sample_weight)
        rows.summary(moments=False)
        R, n = real_array(responsibilities, "responsibilities"), len(rows.X)
        if R.ndim != 2 or len(R) != n:
            raise ValueError(
                f"responsibilities has shape {R.shape}; expected ({n}, K), one row for each row of X"
            )
        block, w, _ = rows.block(slice(None))
        present = np.asarray(block, dtype=float)
        R = R.T if rows.index is None else R[rows.index].T
        return cls.from_rows(covariance_type, present, R if w is None else R * w, present.mean(axis=0)[None])

    @classmethod
    def from_rows(
        cls,
        covariance_type: str,
        X: Array,
        R: Array,
        reference: Array,
        log_likelihood: float = float("nan"),
    ) -> Self:
        """Two passes over rows that are already checked: means first, then scatter about them.

        `R` is (K, n); `reference` is (1, d) or (K, d), points near the rows, where a component without any
        weight keeps its mean.
        """
        rule, counts = TYPES[covariance_type], R.sum(axis=1)
        reference = np.broadcast_to(reference, (len(R), X.shape[1]))
        share = np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)
        means, rest = np.empty_like(reference), np.empty_like(reference)
        scatter = np.zeros(rule.shape(*means.shape))
        for k, r in enumerate(R):
            means[k], rest[k] = two_sum(reference[k], (r @ (X - reference[k])) * share[k])
            delta = X - means[k]
            delta -= rest[k]
            part = rule.scatter(r, delta)
            if covariance_type == "tied":
                scatter += part
            else:
                scatter[k] = part
        return cls(counts, means, scatter, covariance_type, log_likelihood, rest)

    @classmethod
    def from_moments(
        cls,
        covariance_type: str,
        counts: Array,
        first: Array,
        second: Array,
        centre: Array,
        log_likelihood: float,
    ) -> Self:
        """From Σr, Σr(x-c) and Σr(x-c)(x-c)ᵀ about a centre c near the data: shift them to the means."""
        share = np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)
        offset = first * share[:, None]
        means, rest = two_sum(centre, offset)
        scatter = second - TYPES[covariance_type].outer(counts, offset)
        return cls(counts, means, scatter, covariance_type, log_likelihood, rest)


def two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """a + b rounded, and what the rounding cut off: both together are exact."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)
