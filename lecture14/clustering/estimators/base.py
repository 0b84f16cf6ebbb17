"""scikit-learn's estimator conventions without scikit-learn: parameters by name, a repr, and lazily its tags.

Nothing here imports scikit-learn unless scikit-learn itself calls (`__sklearn_tags__`) or is already loaded
(so that its tools recognise our errors and warnings).
"""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable
from copy import copy
from functools import cache, wraps
from typing import Any, ParamSpec, Self, TypeVar

import numpy as np
import numpy.typing as npt

from lecture14.clustering.estimators.pipeline import Routed
from lecture14.clustering.inputs.chunks import by_rows
from lecture14.clustering.inputs.gate import matrix

E = TypeVar("E", bound=Exception)
P = ParamSpec("P")
R = TypeVar("R")


class _Known:
    """An error or warning whose class may also be scikit-learn's: a pickle has to make that class again."""

    def __reduce__(self) -> tuple[Any, ...]:
        ours = NotFittedError if isinstance(self, NotFittedError) else ConvergenceWarning
        return _revive, (ours, self.args)  # type: ignore[attr-defined]


class NotFittedError(_Known, ValueError, AttributeError):
    """A method that needs a fitted model was called before `fit`."""


class ConvergenceWarning(_Known, UserWarning):
    """The fit ended in a state that its user should know about."""


def _like_sklearn(ours: type[E]) -> type[E]:
    """Our class, or one that is also scikit-learn's class of the same name if scikit-learn is in use."""
    theirs = getattr(sys.modules.get("sklearn.exceptions"), ours.__name__, None)
    known: Any = ours
    both: type[E] = ours if theirs is None else _both(known, theirs)
    return both


@cache
def _both(ours: Any, theirs: Any) -> Any:
    """One class for each pair, so that two errors of a kind are of one class."""
    return type(ours.__name__, (ours, theirs), {"__module__": ours.__module__, "__doc__": ours.__doc__})


def _revive(ours: type[E], arguments: tuple[Any, ...]) -> E:
    return _like_sklearn(ours)(*arguments)


def warn_convergence(message: str) -> None:
    """Warn in the caller's caller's name."""
    warnings.warn(message, _like_sklearn(ConvergenceWarning), stacklevel=5)


def all_or_nothing(fit: Callable[P, R]) -> Callable[P, R]:
    """A method that leaves its object as it was if it fails, by an error or by a warning that was made one."""

    @wraps(fit)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        attributes = vars(args[0])
        before = dict(attributes)
        try:
            return fit(*args, **kwargs)
        except BaseException:
            attributes.clear()
            attributes.update(before)
            raise

    return guarded


class Estimator(Routed):
    """get_params, set_params, repr and tags for a class whose __init__ only stores its arguments."""

    _estimator_kind: str | None = None
    n_features_in_: int

    @classmethod
    def _parameter_names(cls) -> list[str]:
        return sorted(p for p in inspect.signature(cls.__init__).parameters if p != "self")

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Constructor arguments by name. `deep` has no effect: there are no nested estimators."""
        return {name: getattr(self, name) for name in self._parameter_names()}

    def set_params(self, **params: Any) -> Self:
        """Change constructor arguments by name; returns self."""
        known = self._parameter_names()
        for name, value in params.items():
            if name not in known:
                raise ValueError(
                    f"Invalid parameter {name!r} for {type(self).__name__}; expected one of {known}"
                )
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        defaults = inspect.signature(type(self).__init__).parameters
        changed = [
            f"{name}={getattr(self, name)!r}"
            for name, p in defaults.items()
            if name != "self" and not _same(getattr(self, name), p.default)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "n_features_in_")

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise _like_sklearn(NotFittedError)(
                f"This {type(self).__name__} is not fitted yet; expected fit or from_parameters first"
            )

    def _lazily(self, method: str, X: Any, columns: int | None = None, dtype: npt.DTypeLike = float) -> Any:
        """A method of this model on each chunk of a Dask array or data frame; `columns` is its result's width."""
        self._check_columns(X)
        array = matrix(X, self.n_features_in_, type(self).__name__)
        # Every chunk gets a copy: less what grows with the rows of the fit, and without names, which chunks lack.
        light = copy(self)
        for name in ("labels_", "history_", "runs_", "feature_names_in_"):
            vars(light).pop(name, None)
        return by_rows(getattr(light, method), array, columns, dtype)

    def _remember_columns(self, X: Any) -> None:
        """Store the column names of a data frame, or forget those of an earlier fit."""
        names = _column_names(X)
        if names is not None:
            self.feature_names_in_ = names
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_

    def _check_columns(self, X: Any) -> None:
        """Data frames must come with the names, in the order, of those at fit."""
        names, fitted = _column_names(X), getattr(self, "feature_names_in_", None)
        who = type(self).__name__
        if names is None and fitted is not None:
            warnings.warn(
                f"X does not have valid feature names, but {who} was fitted with feature names",
                UserWarning,
                stacklevel=3,
            )
        elif names is not None and fitted is None:
            warnings.warn(
                f"X has feature names, but {who} was fitted without feature names", UserWarning, stacklevel=3
            )
        elif names is not None and fitted is not None and list(names) != list(fitted):
            raise ValueError(_column_complaint(list(names), list(fitted)))

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags, TransformerTags

        kind = self._estimator_kind
        return Tags(
            estimator_type=kind,
            target_tags=TargetTags(required=False),
            transformer_tags=TransformerTags() if hasattr(self, "transform") else None,
            input_tags=InputTags(allow_nan=bool(getattr(self, "allow_missing", False))),
        )


def _same(value: Any, default: Any) -> bool:
    try:
        return bool(np.array_equal(value, default)) if value is not None else default is None
    except (TypeError, ValueError):
        return False


def _column_names(X: Any) -> npt.NDArray[np.object_] | None:
    columns = getattr(X, "columns", None)
    if columns is None or not all(isinstance(c, str) for c in columns):
        return None
    return np.asarray(columns, dtype=object)


def _column_complaint(names: list[str], fitted: list[str]) -> str:
    lines = ["The feature names should match those that were passed during fit."]
    unexpected = sorted(set(names) - set(fitted))
    missing = sorted(set(fitted) - set(names))
    if unexpected:
        lines += ["Feature names unseen at fit time:", *(f"- {name}" for name in unexpected[:5])]
    if missing:
        lines += ["Feature names seen at fit time, yet now missing:", *(f"- {name}" for name in missing[:5])]
    if not unexpected and not missing:
        lines.append("Feature names must be in the same order as they were in fit.")
    return "\n".join(lines) + "\n"
