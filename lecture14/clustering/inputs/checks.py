"""What the engine asks of its input: each refusal names the argument, what was expected, and what came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from lecture14.clustering.inputs.arrays import Array, Labels
from lecture14.clustering.inputs.numbers import brief, numbers

#: Where randomness comes from: None takes fresh entropy.
# A string: NumPy loads its random module, 15 ms, when first asked for it, and importing us should not ask.
Seed: TypeAlias = "int | np.random.Generator | np.random.RandomState | None"


def as_generator(random_state: Any) -> np.random.Generator:
    """A numpy Generator from None, a seed, a Generator, a legacy RandomState, or `np.random`, which has one."""
    if random_state is np.random:
        random_state = np.random.mtrand._rand
    if isinstance(random_state, np.random.RandomState):
        return np.random.default_rng(random_state.randint(2**31, size=4))
    try:
        return np.random.default_rng(random_state)
    except (TypeError, ValueError):
        raise ValueError(
            f"random_state is {random_state!r}; expected None, a non-negative integer or a Generator"
        ) from None


def real_array(value: Any, name: str, shape: tuple[int, ...] | None = None) -> Array:
    """`value` as a float64 array of finite numbers, refusing everything else by name."""
    array = np.asarray(numbers(value, name), dtype=float)
    if shape is not None and array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; expected {shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} contains NaN or inf, or is masked; expected finite numbers")
    return array


def check_coverage(coverage: float) -> None:
    if not isinstance(coverage, float | np.floating) or not 0 < coverage < 1:
        raise ValueError(
            f"coverage is {coverage!r}; expected a probability strictly between 0 and 1, e.g. 0.9"
        )


def check_integer(value: Any, name: str, minimum: int) -> int:
    """`value` as an int not below `minimum`."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or value < minimum:
        raise ValueError(f"{name} is {value!r}; expected an integer of at least {minimum}")
    return int(value)


def check_nonnegative(value: Any, name: str) -> float:
    """`value` as a finite float that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 <= value < np.inf:
        raise ValueError(f"{name} is {value!r}; expected a finite number not below 0")
    return float(value)


def check_choice(value: Any, name: str, choices: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, choices))}")
    return value


def check_weights(sample_weight: Any, n: int) -> Array | None:
    """Sample weights as float64 (n,), or None: finite, none negative, not all zero."""
    if sample_weight is None:
        return None
    weights = real_array(sample_weight, "sample_weight")
    if weights.ndim == 0:
        weights = np.full(n, float(weights))
    if weights.shape != (n,):
        raise ValueError(
            f"sample_weight has shape {weights.shape}; expected ({n},), one weight for each row of X"
        )
    if (weights < 0).any():
        row = int(np.argmax(weights < 0))
        raise ValueError(f"sample_weight[{row}] is {weights[row]:g}; expected weights not below 0")
    if not weights.any():
        raise ValueError("sample_weight is zero everywhere; expected at least one positive weight")
    with np.errstate(over="ignore"):
        total = weights.sum()
    if not 1e-100 <= total <= 1e100:
        raise ValueError(
            f"sample_weight has the sum {total:g}; expected 1e-100 to 1e100: divide by the mean weight"
        )
    return weights


def check_labels(labels: Any, n: int, K: int) -> Labels | None:
    """Known labels as int (n,): a component's number, or -1 where unknown."""
    if labels is None:
        return None
    array = numbers(labels, "known_labels")
    if array.shape != (n,):
        raise ValueError(f"known_labels has shape {array.shape}; expected ({n},), one for each row of X")
    if array.dtype.kind not in "iu" or array.min() < -1 or array.max() >= K:
        raise ValueError(
            f"known_labels has dtype {array.dtype} and values like {brief(array[:5].tolist())}; "
            f"expected integers from 0 to {K - 1}, or -1 for unknown"
        )
    return array.astype(np.intp)


def check_features(features: npt.ArrayLike, d: int) -> Labels:
    """Numbers of distinct features among d, counted from 0; negative ones count from the end, as in indexing."""
    array = np.atleast_1d(numbers(features, "features"))
    if array.shape == (d,) and array.dtype.kind == "b":
        array = np.flatnonzero(array)
    if array.ndim != 1 or array.dtype.kind not in "iu" or (array < -d).any() or (array >= d).any():
        raise ValueError(
            f"features is {brief(features)}; expected whole numbers from 0 to {d - 1}, or from -{d} to -1"
        )
    array = array.astype(np.intp) % d
    if len(np.unique(array)) < len(array):
        raise ValueError(f"features is {brief(features)}; expected each feature once")
    return array


def check_X(X: Any, n_features: int | None = None, estimator: str = "this function") -> Any:
    """X as a numeric 2-D array, left in its own dtype and memory; rows are checked for NaN when they are swept.

    float32, integer, Fortran-ordered, strided and memory-mapped arrays pass through untouched: blocks of rows
    become float64 one at a time. A Dask array stays what it is; its rows are elsewhere.
    """
    array = X if hasattr(X, "to_delayed") else numbers(X, "X")
    if array.ndim != 2:
        hint = "; Reshape your data: X.reshape(-1, 1) makes one feature of it" if array.ndim == 1 else ""
        raise ValueError(f"X has shape {array.shape}; expected 2-D, (n_samples, n_features){hint}")
    n, d = array.shape
    if n == 0:
        raise ValueError(f"X has 0 sample(s) (shape={array.shape}) while a minimum of 1 is required.")
    if d == 0:
        raise ValueError(f"X has 0 feature(s) (shape={array.shape}) while a minimum of 1 is required.")
    if n_features is not None and d != n_features:
        raise ValueError(f"X has {d} features, but {estimator} is expecting {n_features} features as input")
    return array


def not_finite(block: Array, rows: Sequence[int] | Labels) -> ValueError:
    """The error for a NaN or inf in a block of rows; `rows` are their numbers."""
    row, column = np.argwhere(~np.isfinite(block))[0]
    value = "NaN" if np.isnan(block[row, column]) else f"{block[row, column]:g}"
    missing = " (masked and NA count as NaN): drop such rows, or set allow_missing=True of a GaussianMixture"
    remedy = missing if value == "NaN" else ""
    return ValueError(f"X[{rows[row]}, {column}] is {value}; expected finite numbers, no NaN or inf{remedy}")
