"""The E step and the sums of the M step, in one sweep over blocks of rows (slides 48 and 52).

A sweep takes parameters, meets each block once, and ends in `SufficientStatistics`. Two ways to do the same
arithmetic:

`FeatureSweep`
    One matrix product for all log densities and one for all sums (see `covariances`). Fast; it expands |x -
    μ|² about a common centre, so its rounding grows with the square of (data's reach / narrowest component's
    width).
`WhitenedSweep`
    Full covariance only: squares Uᵀ(x - μ) of each component, and sums about the old means.
`CentredSweep`
    Subtracts each component's own mean before it squares: keeps its digits whatever the data, for several
    times the cost.

`choose` measures that ratio and takes a fast one while it is harmless; after the M step, `trusts` says
whether the sums were still good for the components that came out of it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lecture14.clustering.parameters import Parameters
from lecture14.clustering.statistics import SufficientStatistics

# Rounding of the expanded form is about this times 1e-16: small against the 1e-9 that results must keep.
HARMLESS = 2.0**19

# Doubles in the working arrays of one block: about a core's second-level cache.
CACHE = 3 * 2**15

# From so many features on, K matrix products a row are cheaper than d²/2 products of features.
MANY = 20


def choose(parameters: Parameters, summary):
    """A fresh sweep for these parameters, over the rows that the summary describes."""
    if summary.missing:
        from lecture14.clustering.missing import MissingSweep

        return MissingSweep(parameters)
    centre, reach = summary.mean, summary.reach
    K, d = parameters.means.shape
    full = parameters.covariance_type == "full"
    if full and d >= MANY and 10 * d >= K * MANY:
        return WhitenedSweep(parameters)
    if expansion(parameters, centre, reach) < HARMLESS:
        return FeatureSweep(parameters, centre, reach)
    return WhitenedSweep(parameters) if full else CentredSweep(parameters)


def expansion(parameters, centre, reach):
    """How much larger the terms of the expanded quadratic form can be than its result: max Σᵢⱼ |Σₖ⁻¹|ᵢⱼ Rᵢ Rⱼ."""
    K, d = parameters.means.shape
    rule, U = parameters.rule, parameters.precisions_cholesky
    R = np.maximum(reach, np.abs(parameters.means - centre).max(axis=0))
    with np.errstate(over="ignore", under="ignore"):
        if U.ndim < 2 or rule.name == "diag":
            return float(np.max((R * np.reshape(U, (K, -1))) ** 2) * d)
        return float(np.max((np.abs(U).swapaxes(-1, -2) @ R) ** 2) * d)


def log_sum_exp(L):
    """Turn log joint densities (K, n) into responsibilities, in place; return each column's log density.

    Subtracting the largest entry first leaves a one among the exponentials, so nothing overflows and the sum
    is never 0.
    """
    top = L.max(axis=0)
    L -= top
    np.exp(L, out=L)
    total = L.sum(axis=0)
    L /= total
    return top + np.log(total)


class Sweep:
    """What all sweeps share: responsibilities of a block, and adding a block to the running sums.

    A sweep that has met no rows yet may be copied, one copy for each thread: sums are replaced, never changed
    in place.
    """

    #: whether the sums keep all digits whatever the parameters
    careful = False

    def __init__(self, parameters):
        self.parameters = parameters
        self.log_likelihood = 0.0

    def __copy__(self):
        # The copy module's own way takes as long as the arithmetic of a small block.
        new = object.__new__(type(self))
        vars(new).update(vars(self))
        return new

    def responsibilities(self, X, labels=None):
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

    def add(self, X, weights=None, labels=None):
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

    def log_joint(self, X) -> np.ndarray:
        raise NotImplementedError

    def accumulate(self, R, X, weights) -> None:
        raise NotImplementedError

    def result(self) -> SufficientStatistics:
        raise NotImplementedError

    def trusts(self, new) -> bool:
        """Whether these sums carry enough digits for the parameters that were estimated from them."""
        return True

    def rescue(self, L, X):
        """Rows so far out that every density underflows, even as a logarithm, still belong to the nearest component."""
        lost = np.flatnonzero(np.isneginf(L).all(axis=0))
        if not lost.size:
            return L
        theta, rule = self.parameters, self.parameters.rule
        largest = np.abs(theta.precisions_cholesky).max()
        scale = np.abs(X[lost]).max(axis=1, keepdims=True)
        q = np.full((len(L), lost.size), np.inf)
        for k in np.flatnonzero(theta.weights):
            U = rule.component(theta.precisions_cholesky, k) / largest
            z = rule.whiten(X[lost] / scale - theta.means[k] / scale, U)
            q[k] = np.einsum("ij,ij->i", z, z)
        L[q.argmin(axis=0), lost] = -np.finfo(float).max
        return L


class FeatureSweep(Sweep):
    """Both steps as matrix products with the features of x - centre."""

    def __init__(self, parameters, centre, reach):
        super().__init__(parameters)
        self.reach = reach
        rule, U = parameters.rule, parameters.precisions_cholesky
        self.K, self.d = parameters.means.shape
        self.p = rule.n_features(self.d)
        self.centre = np.asarray(centre, dtype=float)
        linear, quadratic, at_mean = rule.quadratic(parameters.means - self.centre, U)
        self.coefficients = np.column_stack([parameters.log_scale - 0.5 * at_mean, linear, quadratic])
        self.sums = np.zeros((self.K, self.p))
        self.second = 0.0
        self.F = self.L = np.empty((0, 0))

    def block_size(self):
        return max(512, CACHE // (self.p + 2 * self.K))

    def log_joint(self, X):
        n = len(X)
        if self.F.shape[1] != n:
            self.F, self.L = np.empty((self.p, n)), np.empty((self.K, n))
            self.F[0] = 1.0
        # Copying first and subtracting in place meets memory in its own order twice, and is faster than both
        # at once.
        np.copyto(self.F[1 : 1 + self.d], X.T)
        self.F[1 : 1 + self.d] -= self.centre[:, None]
        self.parameters.rule.features(self.F, self.parameters.precisions_cholesky)
        return np.matmul(self.coefficients, self.F, out=self.L)

    def accumulate(self, R, X, weights):
        # dot lets other threads run meanwhile; @ holds them up where its result has fewer than 500 entries.
        sums = np.dot(R, self.F.T)
        self.sums = self.sums + sums
        self.second = self.second + self.parameters.rule.second_moment(sums, self.F, weights)

    def trusts(self, new):
        return expansion(new, self.centre, self.reach) < HARMLESS

    def result(self):
        counts, first = self.sums[:, 0], self.sums[:, 1 : 1 + self.d]
        rule = self.parameters.rule
        return SufficientStatistics.from_moments(
            rule, counts, first, self.second, self.centre, self.log_likelihood
        )


class WhitenedSweep(Sweep):
    """Both steps in each component's own coordinates z = Uᵀ(x - μ): for full covariance in many dimensions.

    There d²/2 features a row cost more than K matrix products. Its sums are about the old means and in units
    of the old widths, so they lose digits only if a component jumps far or shrinks much in one step.
    """

    def __init__(self, parameters):
        super().__init__(parameters)
        self.K, self.d = parameters.means.shape
        self.UT = np.ascontiguousarray(np.swapaxes(parameters.precisions_cholesky, 1, 2))
        self.counts, self.first = np.zeros(self.K), np.zeros((self.K, self.d))
        self.second = np.zeros((self.K, self.d, self.d))
        self.Z = self.Y = np.empty((0, 0, 0))

    def block_size(self):
        return max(512, CACHE // (self.d * (self.K + 2)))

    def log_joint(self, X):
        n = len(X)
        if self.Z.shape[2] != n:
            self.Z, self.Y = np.empty((self.K, self.d, n)), np.empty((self.K, self.d, n))
            self.L, self.delta = np.empty((self.K, n)), np.empty((self.d, n))
        XT = np.ascontiguousarray(X.T, dtype=float)
        with np.errstate(over="ignore"):
            for k, mean in enumerate(self.parameters.means):
                np.subtract(XT, mean[:, None], out=self.delta)
                np.matmul(self.UT[k], self.delta, out=self.Z[k])
            np.multiply(self.Z, self.Z, out=self.Y)
            np.sum(self.Y, axis=1, out=self.L)
        self.L *= -0.5
        self.L += self.parameters.log_scale[:, None]
        return self.rescue(self.L, X)

    def accumulate(self, R, X, weights):
        np.multiply(self.Z, R[:, None, :], out=self.Y)
        self.counts = self.counts + R.sum(axis=1)
        self.first = self.first + self.Y.sum(axis=2)
        self.second = self.second + self.Y @ np.swapaxes(self.Z, 1, 2)

    def trusts(self, new):
        """Whether Σ - δδᵀ, taken in the old coordinates, left the new components' digits."""
        old = np.linalg.inv(np.swapaxes(self.UT, 1, 2))
        U = new.precisions_cholesky
        shrunk = (np.abs(old @ U) ** 2).sum(axis=(1, 2))
        moved = (np.einsum("kij,ki->kj", U, new.means - self.parameters.means) ** 2).sum(axis=1)
        return bool(np.max(shrunk * (self.d + moved)) < HARMLESS)

    def result(self):
        theta = self.parameters
        # Σ = L Lᵀ with L = U⁻ᵀ takes z back to x - μ.
        back = np.linalg.inv(self.UT)
        first = np.einsum("kij,kj->ki", back, self.first)
        second = back @ self.second @ np.swapaxes(back, 1, 2)
        return SufficientStatistics.from_moments(
            theta.rule, self.counts, first, second, theta.means, self.log_likelihood
        )


class CentredSweep(Sweep):
    """Both steps about each component's own mean."""

    careful = True

    def __init__(self, parameters):
        super().__init__(parameters)
        self.K, self.d = parameters.means.shape
        self.rule = parameters.rule
        self.total: SufficientStatistics | None = None

    def block_size(self):
        return max(512, CACHE // (3 * self.d + 2 * self.K))

    def log_joint(self, X):
        X = np.asarray(X, dtype=float)
        theta = self.parameters
        rule, U = theta.rule, theta.precisions_cholesky
        L = np.empty((self.K, len(X)))
        with np.errstate(over="ignore"):
            for k in range(self.K):
                z = rule.whiten(X - theta.means[k], rule.component(U, k))
                L[k] = theta.log_scale[k] - 0.5 * np.einsum("ij,ij->i", z, z)
        return self.rescue(L, X)

    def accumulate(self, R, X, weights):
        X = np.asarray(X, dtype=float)
        block = SufficientStatistics.from_rows(self.rule, X, R, self.parameters.means, 0.0)
        self.total = block if self.total is None else self.total + block

    def result(self):
        total = self.total
        assert total is not None, "a sweep meets at least one block"
        return replace(total, log_likelihood=self.log_likelihood)
