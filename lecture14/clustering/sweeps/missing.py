"""EM where some values were not observed: they are marginalised, neither dropped nor filled in.

The E step uses each row's observed features alone. The M step adds, for each component, what that component
expects of the rest: the conditional mean in place of the missing values, and their conditional covariance in
the scatter. Ghahramani & Jordan (1994), "Supervised learning from incomplete data via an EM approach"; Little
& Rubin (2002), 11.6. It is right where values are missing at random: whether one is missing must not depend
on what it would have been.

The cost is that of the patterns, each a factorisation for every component. So rows come sorted by pattern
(`Rows.by_pattern`), and patterns with about as many rows are one stack: a single call factorises all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lecture14.clustering.gaussian.density import LOG_2PI, precision_cholesky
from lecture14.clustering.inputs.arrays import Array, Labels, Mask
from lecture14.clustering.inputs.rows import pattern_codes
from lecture14.clustering.model.parameters import Parameters
from lecture14.clustering.model.statistics import SufficientStatistics, two_sum
from lecture14.clustering.sweeps.base import MixtureSweep

# A pattern with more rows than this is a stack of its own.
MANY = 128

# Doubles in the matrices of one block's patterns, for each component.
STACKED = 2**20


@dataclass(frozen=True, eq=False)
class Stack:
    """Patterns with about as many rows each; the last row of a pattern fills up the shorter ones."""

    patterns: Labels  #: (P,) their numbers
    rows: Labels | slice  #: (P, m) row numbers, or a slice for one pattern in rows that follow each other
    real: Mask  #: (P, m) False where a row only fills up


def _changes(codes: npt.NDArray[np.uint64]) -> Labels:
    """Where a row's code is not that of the row before."""
    return np.flatnonzero(np.r_[True, (codes[1:] != codes[:-1]).any(axis=1)])


class MissingSweep(MixtureSweep):
    """Both steps for rows with NaN, pattern of missing features by pattern."""

    careful = True

    def __init__(self, parameters: Parameters) -> None:
        super().__init__(parameters)
        self.K, self.d = parameters.means.shape
        self.covariances = parameters.rule.as_full(parameters.covariances, self.K, self.d)
        self.log_weights = parameters.log_scale - parameters.rule.log_det(
            parameters.precisions_cholesky, self.K, self.d
        )
        self.log_weights = self.log_weights + 0.5 * self.d * LOG_2PI
        self.total: SufficientStatistics | None = None

    def block_size(self) -> int:
        rows: int = max(256, min(4096, STACKED // self.d**2))
        return rows

    def group(self, X: Array) -> tuple[Mask, list[Stack]]:
        """The observed features (P, d) of each pattern in a block, and the rows that have them."""
        seen = ~np.isnan(X)
        codes, order = pattern_codes(seen), np.arange(len(X))
        first = _changes(codes)
        in_order = MANY * len(first) < len(X)
        if not in_order:
            order = np.lexsort(codes.T)
            first = _changes(codes[order])
        sizes = np.diff(first, append=len(X))
        # Sizes up to a power of two share a stack: less than half of it only fills up.
        classes = np.where(sizes > MANY, -1 - np.arange(len(sizes)), np.ceil(np.log2(sizes)))
        stacks = []
        for size_class in np.unique(classes):
            some = np.flatnonzero(classes == size_class)
            size = sizes[some, None]
            place = np.arange(size.max())
            rows: Labels | slice = order[first[some, None] + np.minimum(place, size - 1)]
            if in_order and size_class < 0:
                rows = slice(int(first[some[0]]), int(first[some[0]] + size[0, 0]))
            stacks.append(Stack(some, rows, place < size))
        return seen[order[first]], stacks

    def factors(self, observed: Mask) -> list[Array]:
        """For each component U (P, d, d) of each pattern's observed features, zero where one is missing."""
        together = observed[:, :, None] & observed[:, None, :]
        theta = self.parameters
        if theta.covariance_type in ("diag", "spherical"):
            whole: Iterable[Array] = theta.rule.as_full(theta.precisions_cholesky, self.K, self.d)
        else:
            # A missing feature stays in the matrix, by itself; its part of the factor is struck out.
            kept = together | np.eye(self.d, dtype=bool)
            different = 1 if theta.covariance_type == "tied" else self.K
            alone = [np.where(kept, S, 0.0) for S in self.covariances[:different]]
            whole = [precision_cholesky(S, "covariances") for S in alone] * (self.K // different)
        return [np.where(together, U, 0.0) for U in whole]

    def log_joint(self, X: Any) -> Array:
        X = np.asarray(X, dtype=float)
        L = np.empty((self.K, len(X)))
        self.observed, self.stacks = self.group(X)
        self.U, self.whitened = self.factors(self.observed), []
        normal = 0.5 * LOG_2PI * self.observed.sum(axis=1)
        scales = [
            np.log(np.where(self.observed, np.diagonal(U, axis1=1, axis2=2), 1.0)).sum(axis=1) - normal
            for U in self.U
        ]
        # Whatever stands for a missing value, U multiplies it by zero.
        filled = np.where(np.isnan(X), 0.0, X)
        with np.errstate(over="ignore", invalid="ignore"):
            for stack in self.stacks:
                part = filled[stack.rows].reshape(len(stack.patterns), -1, self.d)
                for k, U in enumerate(self.U):
                    delta = part - self.parameters.means[k]
                    z = delta @ U[stack.patterns]
                    scale = self.log_weights[k] + scales[k][stack.patterns]
                    L[k, stack.rows] = scale[:, None] - 0.5 * np.einsum("pij,pij->pi", z, z)
                    self.whitened.append((delta, z))
        return self.rescue(L, X)

    def factor_of(self, k: int, x: Array) -> Array:
        factor: Array = self.factors(~np.isnan(x)[None])[k][0]
        return factor

    def gain(self, k: int) -> Array:
        """(P, d, d) what component k expects of each pattern's missing features, from whitened observed ones."""
        gain: Array = np.where(
            self.observed[:, None, :], 0.0, np.swapaxes(self.U[k], 1, 2) @ self.covariances[k]
        )
        return gain

    def deviations(self, k: int, gain: Array) -> Array:
        """(n, d) deviations from mean k in the block that `log_joint` met last, the missing ones as expected."""
        result = np.empty((sum(stack.real.sum() for stack in self.stacks), self.d))
        # 0 - μ + μ is exactly 0.
        back = np.where(self.observed, 0.0, self.parameters.means[k])
        for stack, (delta, z) in zip(self.stacks, self.whitened[k :: self.K], strict=True):
            delta += back[stack.patterns][:, None, :]
            result[stack.rows] = np.add(delta, z @ gain[stack.patterns], out=delta)
        return result

    def accumulate(self, R: Array, X: Any, weights: Array | None) -> None:
        counts, means = R.sum(axis=1), self.parameters.means
        share = np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)
        offset, scatter = np.empty_like(means), np.zeros((self.K, self.d, self.d))
        missing, owned = (~self.observed).astype(float), np.empty(len(self.observed))
        for k, r in enumerate(R):
            gain = self.gain(k)
            delta = self.deviations(k, gain)
            offset[k] = (r @ delta) * share[k]
            delta -= offset[k]
            scatter[k] = (delta * r[:, None]).T @ delta
            for stack in self.stacks:
                owned[stack.patterns] = np.where(stack.real, r[stack.rows], 0.0).sum(axis=1)
            # What stays open of the missing features: Σ - gainᵀ gain, weighted by who has the pattern.
            flat = gain.reshape(-1, self.d)
            scatter[k] += self.covariances[k] * ((missing * owned[:, None]).T @ missing)
            scatter[k] -= (flat * np.repeat(owned, self.d)[:, None]).T @ flat
        moved, rest = two_sum(means, offset)
        block = SufficientStatistics(counts, moved, scatter, log_likelihood=0.0, rest=rest)
        self.total = block if self.total is None else self.total + block

    def result(self) -> SufficientStatistics:
        total = self.total
        assert total is not None, "a sweep meets at least one block"
        return replace(
            total,
            scatter=self.parameters.rule.narrow(total.scatter),
            covariance_type=self.parameters.covariance_type,
            log_likelihood=self.log_likelihood,
        )
