"""How many components, and of which covariance type: BIC, AIC and ICL over a grid, as one table."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt

from lecture14.clustering import selection_picture
from lecture14.clustering.covariances.table import TYPES
from lecture14.clustering.estimators.base import ConvergenceWarning
from lecture14.clustering.estimators.mixture import GaussianMixture
from lecture14.clustering.inputs import checks as check

CRITERIA = ("bic", "aic", "icl")


class Candidate(NamedTuple):
    """One model of the table. All criteria are on the scale of -2 log-likelihood: lower is better."""

    n_components: int
    covariance_type: str
    n_parameters: int
    log_likelihood: float  #: of the best start, summed over samples
    bic: float  #: -2 ℓ + q log n, with q the number of free parameters (Schwarz 1978)
    aic: float  #: -2 ℓ + 2q (Akaike 1974)
    icl: float  #: BIC + 2 × entropy of the responsibilities: also asks for clear clusters (Biernacki et al. 2000)
    converged: bool
    starts: tuple[float, ...]  #: log-likelihood that each start reached, plus log p(Σ) with a prior
    #: components narrower, in some direction, than what `reg_covar` adds: `GaussianMixture.on_floor_`
    on_floor: tuple[int, ...]
    note: str  #: why the model could not be fitted, or ""
    begun: tuple[float, ...] = ()  #: the same at the start of each run
    gradient_norm: float = float("nan")  #: `GaussianMixture.gradient_norm_`: 0 at a maximum

    @property
    def eligible(self) -> bool:
        """Whether it can be chosen: fitted, and with no component on the floor of `reg_covar`."""
        return not self.note and not self.on_floor


@dataclass(frozen=True, eq=False)
class Selection(Sequence[Candidate]):
    """Every model that was tried, in the order of trial; prints as a table, best BIC first, and draws itself."""

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

    @property
    def left_out(self) -> tuple[tuple[int, str], ...]:
        """(K, covariance type) of the models that `best` leaves out: a component is on the floor of `reg_covar`."""
        return tuple((c.n_components, c.covariance_type) for c in self.candidates if c.on_floor)

    def best(self, criterion: str = "bic") -> GaussianMixture:
        """The fitted mixture with the lowest value of a criterion, of those without a component on the floor.

        Raises
        ------
        ValueError
            If the criterion is not "bic", "aic" or "icl", no model could be fitted, or all are on the floor.
        """
        check.check_choice(criterion, "criterion", CRITERIA)
        values = [getattr(c, criterion) if c.eligible else np.inf for c in self.candidates]
        if not np.isfinite(values).any():
            if self.left_out:
                raise ValueError(
                    "every model that could be fitted has a component on the floor of reg_covar: "
                    f"{_names(self.left_out)}; try fewer components, or covariance_prior='data'"
                )
            raise ValueError("no model could be fitted; see .candidates[i].note")
        chosen = self.models[int(np.argmin(values))]
        assert chosen is not None, "a model with a criterion was fitted"
        return chosen

    def column(self, name: str) -> npt.NDArray[Any]:
        """One field of every candidate as an array."""
        return np.array([getattr(c, name) for c in self.candidates])

    def search(self) -> str:
        """How each model was sought: where long runs began, after short ones, and ended, and how flat it is there."""
        lines = [f"{'K':>3} {'type':>10} {'|gradient|':>10}  log-likelihood of each run, from → to"]
        for c in self.candidates:
            runs = ", ".join(f"{a:.2f} → {b:.2f}" for a, b in zip(c.begun, c.starts, strict=True))
            lines.append(
                f"{c.n_components:>3} {c.covariance_type:>10} {c.gradient_norm:10.2g}  {c.note or runs}"
            )
        return "\n".join(lines)

    def plot(self, criterion: str = "bic", ax: Any = None) -> Any:
        """Draw a criterion over K, a line for each covariance type; needs matplotlib.

        Models on the floor of `reg_covar` are crosses apart from the lines, the best has a ring.

        Parameters
        ----------
        criterion : "bic", "aic" or "icl"
        ax : matplotlib Axes, or None for a new figure

        Returns
        -------
        matplotlib Axes
        """
        check.check_choice(criterion, "criterion", CRITERIA)
        return selection_picture.plot(self.candidates, criterion, ax)

    def _repr_html_(self) -> str:
        return selection_picture.html(self.candidates, [(c, " ".join(_remarks(c))) for c in _sorted(self)])

    def __repr__(self) -> str:
        lines = [f"{'K':>3} {'type':>10} {'q':>5} {'log-lik':>12} {'BIC':>12} {'AIC':>12} {'ICL':>12}"]
        for c in _sorted(self):
            numbers = f"{c.log_likelihood:12.2f} {c.bic:12.2f} {c.aic:12.2f} {c.icl:12.2f}"
            lines.append(
                f"{c.n_components:>3} {c.covariance_type:>10} {c.n_parameters:>5} "
                + (c.note[:60] if c.note else numbers + "".join(f"  {remark}" for remark in _remarks(c)))
            )
        return "\n".join(lines)


def _sorted(table: Selection) -> list[Candidate]:
    return sorted(table, key=lambda c: (bool(c.note), not c.eligible, c.bic))


def _names(models: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{K} {kind}" for K, kind in models)


def _remarks(candidate: Candidate) -> Iterator[str]:
    if not candidate.converged:
        yield "not converged"
    if candidate.on_floor:
        yield "left out: on the floor of reg_covar"


def choose_model(
    X: npt.ArrayLike,
    n_components: Iterable[int] = range(1, 7),
    covariance_types: Iterable[str] = tuple(TYPES),
    *,
    n_init: int = 3,
    random_state: check.Seed = 0,
    sample_weight: npt.ArrayLike | None = None,
    known_labels: npt.ArrayLike | None = None,
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
    sample_weight : (n,) array, optional; a weight of 2 counts as two equal rows, in the criteria too
    known_labels : (n,) array of int, optional; as in `GaussianMixture.fit`
    params : passed on to GaussianMixture; tol is 1e-6 and max_iter 2000 unless given

    Returns
    -------
    Selection
        A model that cannot be fitted (more components than rows, a collapse) is listed with the reason. One with a
        component on the floor of `reg_covar` is listed and marked. `best` chooses among the others.

    Raises
    ------
    ValueError
        For arguments that no model could be fitted with.

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
    grid = [
        GaussianMixture(K, covariance_type=kind, n_init=n_init, random_state=random_state, **params)
        for K in n_components
        for kind in tuple(covariance_types)
    ]
    for model in grid:
        model._check_parameters(known_labels)
    # What is wrong with the rows themselves is no model's fault.
    of_rows = {name: value for name, value in params.items() if name in ("allow_missing", "n_jobs")}
    probe = GaussianMixture(covariance_type="diag", **of_rows)
    probe.fit(X, sample_weight=sample_weight)
    candidates = [_fitted(model, X, sample_weight, known_labels) for model in grid]
    fits = zip(grid, candidates, strict=True)
    return Selection(tuple(candidates), tuple(None if c.note else model for model, c in fits))


def _fitted(model: GaussianMixture, X: Any, sample_weight: Any, known_labels: Any) -> Candidate:
    """The row of one model, which is fitted here; of one that cannot be, with the reason."""
    try:
        with warnings.catch_warnings():
            # Whether it converged, and what sits on the floor, are columns of the table.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(X, sample_weight=sample_weight, known_labels=known_labels)
    except ValueError as error:
        nan = float("nan")
        return Candidate(
            model.n_components, model.covariance_type, 0, nan, nan, nan, nan, False, (), (), str(error)
        )
    bic, aic, icl, level = model._criteria(X, sample_weight, known_labels)
    return Candidate(
        model.n_components,
        model.covariance_type,
        model.n_parameters(),
        level,
        bic,
        aic,
        icl,
        model.converged_,
        tuple(float(run.bounds[-1]) for run in model.runs_),
        tuple(model.on_floor_.tolist()),
        "",
        tuple(float(run.bounds[0]) for run in model.runs_),
        model.gradient_norm_,
    )
