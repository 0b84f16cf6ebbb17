"""What EM did, step by step: the pictures of slides 53-60 are drawn from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self, overload

import numpy as np

from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.model.parameters import Parameters


class Step(NamedTuple):
    """The mixture after `iteration` iterations (0: the start)."""

    iteration: int
    weights: Array  #: (K,)
    means: Array  #: (K, d)
    covariances: Array  #: in the shape of the covariance type
    log_likelihood: float  #: of the data under exactly these parameters, nats, summed over samples


@dataclass(frozen=True, eq=False)
class History(Sequence[Step]):
    """Every step of one EM run; index 0 is the start, index t the mixture after iteration t.

    ``history[t]`` is a `Step`; the arrays stack all steps along a first axis of length T + 1 for T
    iterations. ``log_likelihood[t]`` belongs to the parameters at t, so ``np.diff(log_likelihood)`` is
    what each iteration gained.

    Attributes
    ----------
    weights : (T+1, K) array
    means : (T+1, K, d) array
    covariances : (T+1, K, d, d) full, (T+1, d, d) tied, (T+1, K, d) diag, (T+1, K) spherical
    log_likelihood : (T+1,) array
        In nats, summed over the samples.

    Examples
    --------
    >>> from lecture14 import GaussianMixture
    >>> X = np.array([[0.0], [1.0], [9.0], [10.0]])
    >>> run = GaussianMixture(2, means_init=[[0.0], [10.0]], random_state=0).fit(X).history_
    >>> run[0].means.ravel()
    array([ 0., 10.])
    >>> bool(np.all(np.diff(run.log_likelihood) >= 0))
    True
    """

    weights: Array
    means: Array
    covariances: Array
    log_likelihood: Array
    covariance_type: str = "full"

    @classmethod
    def of(cls, parameters: Sequence[Parameters], log_likelihood: Sequence[float]) -> Self:
        """Stack lists of Parameters and of their log-likelihoods."""
        return cls(
            np.stack([p.weights for p in parameters]),
            np.stack([p.means for p in parameters]),
            np.stack([p.covariances for p in parameters]),
            np.array(log_likelihood, dtype=float),
            parameters[0].covariance_type,
        )

    def rate(self) -> float:
        """Estimate of EM's linear rate of convergence at the end of the run, in [0, 1]: near 1 is slow.

        Close to the optimum each step is about this fraction of the one before; it is the largest share of
        information that the missing labels take away (Dempster, Laird & Rubin 1977). Estimated from the last
        movements of the means and mixing weights that still stand out from rounding; NaN if there are fewer
        than two.

        Examples
        --------
        >>> from lecture14 import GaussianMixture
        >>> from lecture14.data import load_faithful
        >>> X = load_faithful().X
        >>> fit = GaussianMixture(2, tol=1e-12, max_iter=500, means_init=X[:2]).fit(X)
        >>> 0 < fit.history_.rate() < 0.6
        True
        """
        scale = np.abs(self.means).max() + 1e-300
        theta = np.concatenate([self.weights, self.means.reshape(len(self), -1) / scale], axis=1)
        steps = np.linalg.norm(np.diff(theta, axis=0), axis=1)
        steps = steps[steps > 1e-12]
        if len(steps) < 2:
            return float("nan")
        ratios = steps[1:] / steps[:-1]
        return float(np.clip(np.median(ratios[-3:]), 0.0, 1.0))

    def limit(self) -> float:
        """Where the log-likelihood is heading: Aitken's Δ² extrapolation of its last three values.

        McLachlan & Krishnan (2008), section 4.9. The last value itself if the gains no longer shrink.
        """
        if len(self) < 3:
            return float(self.log_likelihood[-1])
        a, b, c = self.log_likelihood[-3:]
        return float(c + (c - b) ** 2 / ((b - a) - (c - b))) if 0 < c - b < b - a else float(c)

    def reordered(self, order: Labels) -> History:
        """The same history with the components in another order."""
        tied = self.covariance_type == "tied"
        return History(
            self.weights[:, order],
            self.means[:, order],
            self.covariances if tied else self.covariances[:, order],
            self.log_likelihood,
            self.covariance_type,
        )

    def __len__(self) -> int:
        return len(self.log_likelihood)

    @overload
    def __getitem__(self, t: int) -> Step: ...

    @overload
    def __getitem__(self, t: slice) -> History: ...

    def __getitem__(self, t: int | slice) -> Step | History:
        if isinstance(t, slice):
            return History(
                self.weights[t],
                self.means[t],
                self.covariances[t],
                self.log_likelihood[t],
                self.covariance_type,
            )
        t = range(len(self))[t]
        return Step(t, self.weights[t], self.means[t], self.covariances[t], float(self.log_likelihood[t]))

    def __repr__(self) -> str:
        K, d = self.means.shape[1:]
        first, last = self.log_likelihood[0], self.log_likelihood[-1]
        return (
            f"History of {len(self) - 1} iterations (K={K}, d={d}): log-likelihood {first:.4f} → {last:.4f}; "
            "history[0] is the start, history[t] has .weights, .means, .covariances, .log_likelihood "
            "after iteration t"
        )
