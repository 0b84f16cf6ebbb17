"""How sure is it that a fit is the highest maximum? The same mixture from many starts, and where each one ended."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lecture14.clustering.estimators.base import ConvergenceWarning
from lecture14.clustering.estimators.mixture import GaussianMixture
from lecture14.clustering.inputs import checks as check

SAME = 1e-3  #: nats: two starts that differ by less count as one end


class End(NamedTuple):
    """One log-likelihood at which starts ended."""

    log_likelihood: float  #: summed over samples
    reached: int  #: starts that ended here
    on_floor: bool  #: a component is as narrow as `reg_covar` allows: no maximum of the likelihood


@dataclass(frozen=True)
class Certainty:
    """Where the starts ended, highest first, and how far below the best of them the given fit is."""

    starts: int
    failed: int  #: starts that collapsed
    ends: tuple[End, ...]
    log_likelihood: float  #: of the given fit
    gradient_norm: float  #: of the given fit, 0 at a maximum
    on_floor: bool  #: whether the given fit has a component on the floor

    @property
    def best(self) -> float:
        """The highest log-likelihood of an end off the floor; -inf without one."""
        return max((end.log_likelihood for end in self.ends if not end.on_floor), default=-np.inf)

    @property
    def gap(self) -> float:
        """Nats by which the best end is above the given fit; negative where no start came as high."""
        return self.best - self.log_likelihood

    def __repr__(self) -> str:
        place = "on the floor of reg_covar" if self.on_floor else "off the floor of reg_covar"
        # Below that it is rounding, which differs from machine to machine.
        gradient = f"{self.gradient_norm:.2g}" if self.gradient_norm > 1e-9 else "under 1e-09"
        lines = [
            f"fit: log-likelihood {self.log_likelihood:.3f}, {self.gap:.3f} below the best end, {place}",
            f"|gradient| {gradient}; {self.starts} starts, {self.failed} failed",
            f"{'log-lik':>14} {'starts':>7}",
        ]
        lines += [
            f"{e.log_likelihood:14.3f} {e.reached:7d}" + ("  on the floor" if e.on_floor else "")
            for e in self.ends
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def certainty(model: GaussianMixture, X: npt.ArrayLike, starts: int = 50) -> Certainty:
    """Fit the same mixture from many starts, to tolerance 1e-9, and compare their ends with the given fit.

    Many starts can show that a fit is not the highest maximum; they cannot prove that it is.

    Parameters
    ----------
    model : GaussianMixture, fitted to X; without a prior, sample weights or known labels
    X : (n, d) array
    starts : int, each from rows at random, with the seeds 0, 1, ...

    Returns
    -------
    Certainty

    Raises
    ------
    ValueError
        If the model was fitted with a prior, sample weights or known labels, or `starts` is below 1.

    Examples
    --------
    >>> from lecture14.data import load_faithful
    >>> X = load_faithful().X
    >>> found = certainty(GaussianMixture(2, random_state=0, tol=1e-9).fit(X), X, starts=5)
    >>> abs(found.gap) < 1e-3
    True
    """
    check.check_integer(starts, "starts", 1)
    if model.covariance_prior is not None or model._fitted_with:
        raise ValueError("model was fitted with a prior, weights or labels; expected a plain fit to X")
    settings = model.get_params() | {
        "tol": 1e-9,
        "max_iter": 5000,
        "n_init": 1,
        "init_params": "random_from_data",
        "warm_start": False,
        "weights_init": None,
        "means_init": None,
        "precisions_init": None,
        "store_history": False,
        "verbose": 0,
    }
    levels: list[tuple[float, bool]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for seed in range(starts):
            try:
                fit = GaussianMixture(**settings | {"random_state": seed}).fit(X)
            except ValueError:
                continue
            levels.append((float(fit.score_samples(X).sum()), len(fit.on_floor_) > 0))
    ends: list[End] = []
    for level, floor in sorted(levels, reverse=True):
        if ends and ends[-1].on_floor == floor and ends[-1].log_likelihood - level < SAME:
            ends[-1] = ends[-1]._replace(reached=ends[-1].reached + 1)
        else:
            ends.append(End(level, 1, floor))
    own = float(model.score_samples(X).sum())
    floor = len(model.on_floor_) > 0
    return Certainty(starts, starts - len(levels), tuple(ends), own, model.gradient_norm_, floor)
