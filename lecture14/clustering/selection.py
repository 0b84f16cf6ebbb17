"""How many components, and of which covariance type: BIC, AIC and ICL over a grid, as one table."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt

from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.estimators.base import ConvergenceWarning
from lecture14.clustering.estimators.mixture import GaussianMixture, variance_floor
from lecture14.clustering.inputs import checks as check
from lecture14.clustering.inputs.gate import rows_of

CRITERIA = ("bic", "aic", "icl")


class Candidate(NamedTuple):
    """One model of the table. All criteria are on the scale of -2 log-likelihood: lower is better."""

    n_components: int
    covariance_type: str
    n_parameters: int
    log_likelihood: float  #: of the best start, summed over samples
    bic: float  #: -2 ℓ + p log n (Schwarz 1978)
    aic: float  #: -2 ℓ + 2p (Akaike 1974)
    icl: float  #: BIC + 2 × entropy of the responsibilities: also asks for clear clusters (Biernacki et al. 2000)
    converged: bool
    starts: tuple[float, ...]  #: log-likelihood that each start reached
    #: components narrower, in some direction, than what `reg_covar` adds: see `on_floor`
    on_floor: tuple[int, ...]
    note: str  #: why the model could not be fitted, or ""


@dataclass(frozen=True, eq=False)
class Selection(Sequence[Candidate]):
    """Every model that was tried, in the order of trial; prints as a table, best BIC first."""

    candidates: tuple[Candidate, ...]
    models: tuple[GaussianMixture | None, ...]

    def __len__(self) -> int:
        return len(self.candidates)

    @overload
    def __getitem__(self, i: int) -> Candidate: ...

    @overload
    def __getitem__(self, i: slice) -> tuple[Candidate, ...]: ...

    def __getitem__(self, i: int | slice) -> Candidate | tuple[Candidate, ...]:
        return self.candidates[i]

    def best(self, criterion: str = "bic") -> GaussianMixture:
        """The fitted mixture with the lowest value of a criterion.

        Raises
        ------
        ValueError
            If the criterion is not "bic", "aic" or "icl", or no model could be fitted.
        """
        check.check_choice(criterion, "criterion", CRITERIA)
        values = [getattr(c, criterion) if not c.note else np.inf for c in self.candidates]
        if not np.isfinite(values).any():
            raise ValueError("no model could be fitted; see .candidates[i].note")
        chosen = self.models[int(np.argmin(values))]
        assert chosen is not None, "a model with a criterion was fitted"
        return chosen

    def column(self, name: str) -> npt.NDArray[Any]:
        """One field of every candidate as an array."""
        return np.array([getattr(c, name) for c in self.candidates])

    def __repr__(self) -> str:
        lines = [f"{'K':>3} {'type':>10} {'p':>5} {'log-lik':>12} {'BIC':>12} {'AIC':>12} {'ICL':>12}"]
        for c in sorted(self.candidates, key=lambda c: (bool(c.note), c.bic)):
            numbers = f"{c.log_likelihood:12.2f} {c.bic:12.2f} {c.aic:12.2f} {c.icl:12.2f}"
            lines.append(
                f"{c.n_components:>3} {c.covariance_type:>10} {c.n_parameters:>5} "
                + (c.note[:60] if c.note else numbers + "".join(f"  {remark}" for remark in _remarks(c)))
            )
        return "\n".join(lines)


def _remarks(candidate: Candidate) -> Iterator[str]:
    if not candidate.converged:
        yield "not converged"
    if candidate.on_floor:
        yield "on the floor of reg_covar"


def on_floor(model: GaussianMixture, X: npt.ArrayLike) -> tuple[int, ...]:
    """Numbers of the components whose variance, in some direction, comes from `reg_covar` more than from the data.

    Such a component lies flat on a few rows or on a line of rounded values. Its likelihood, and so every
    criterion, says how low the floor is, not how well the model fits.

    Parameters
    ----------
    model : GaussianMixture, fitted to X
    X : (n, d) array

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> X = np.array([[0.0], [0.0], [0.0], [5.0], [6.0], [8.0]])
    >>> on_floor(GaussianMixture(2, component_order="mean", random_state=0).fit(X), X)
    (0,)
    """
    rows = rows_of(X, n_jobs=model.n_jobs, allow_missing=model.allow_missing)
    reg = variance_floor(model.reg_covar, rows.summary())
    if not reg.any():
        return ()
    rule, (K, d) = TYPES[model.covariance_type], model.means_.shape
    floor = rule.as_full(rule.add_to_diagonal(np.zeros_like(model.covariances_), reg), K, d)
    unit = np.sqrt(np.diagonal(floor, axis1=1, axis2=2))
    # In units of the floor an eigenvalue is 1 + the data's own share.
    values = np.linalg.eigvalsh(rule.as_full(model.covariances_, K, d) / unit[:, :, None] / unit[:, None, :])
    return tuple(int(k) for k in np.flatnonzero(values[:, 0] < 2))


def choose_model(
    X: npt.ArrayLike,
    n_components: Iterable[int] = range(1, 7),
    covariance_types: Iterable[str] = tuple(TYPES),
    *,
    n_init: int = 3,
    random_state: check.Seed = 0,
    **params: Any,
) -> Selection:
    """Fit every combination of K and covariance type, from several starts each, and tabulate the criteria.

    Parameters
    ----------
    X : (n, d) array
    n_components : iterable of int
    covariance_types : iterable of str
    n_init : int, starts for each model; the best is kept, all are reported
    random_state : seed
    params : passed on to GaussianMixture; tol is 1e-6 and max_iter 2000 unless given

    Returns
    -------
    Selection
        A model that cannot be fitted (a component collapses) is listed with the reason and never chosen. One
        whose component sits on the floor of `reg_covar` is marked, and chosen if its criterion is the lowest.

    Examples
    --------
    >>> from lecture14.data import load_faithful
    >>> table = choose_model(load_faithful().X, range(1, 4), ["full", "tied"])
    >>> table.best("bic").n_components, table.best("bic").covariance_type
    (3, 'tied')
    >>> table.best("icl").n_components
    2
    """
    # Criteria compare maxima, so stopping early would compare accidents.
    params = {"tol": 1e-6, "max_iter": 2000} | params
    candidates: list[Candidate] = []
    models: list[GaussianMixture | None] = []
    for K in n_components:
        for covariance_type in covariance_types:
            model = GaussianMixture(
                K, covariance_type=covariance_type, n_init=n_init, random_state=random_state, **params
            )
            try:
                with warnings.catch_warnings():
                    # Whether it converged is a column of the table.
                    warnings.simplefilter("ignore", ConvergenceWarning)
                    model.fit(X)
            except ValueError as error:
                if "collapsed" not in str(error):
                    raise
                nan = float("nan")
                candidates.append(
                    Candidate(K, covariance_type, 0, nan, nan, nan, nan, False, (), (), str(error))
                )
                models.append(None)
                continue
            candidates.append(_candidate(model, X))
            models.append(model)
    return Selection(tuple(candidates), tuple(models))


def _candidate(model: GaussianMixture, X: npt.ArrayLike) -> Candidate:
    R, log_p = model.predict_proba(X), model.score_samples(X)
    p, n, total = model.n_parameters(), len(log_p), float(log_p.sum())
    bic = -2 * total + p * np.log(n)
    with np.errstate(divide="ignore"):
        entropy = -float((R * np.log(np.where(R > 0, R, 1.0))).sum())
    return Candidate(
        model.n_components,
        model.covariance_type,
        p,
        total,
        float(bic),
        -2 * total + 2 * p,
        float(bic + 2 * entropy),
        model.converged_,
        tuple(run.statistics.log_likelihood for run in model.runs_),
        on_floor(model, X),
        "",
    )
