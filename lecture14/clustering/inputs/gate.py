"""The gate: every X, with its weights and labels, comes in through `rows_of`.

What may come is an array of any numeric dtype (masked, memory-mapped, of objects), nested lists, a data frame, or a
Dask array or data frame. A masked cell, None and NA are NaN. Rows of weight zero are absent: whatever they hold, NaN,
inf or 1e308 too, the result is that of the other rows alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lecture14.clustering.inputs import checks as check
from lecture14.clustering.inputs.arrays import Array
from lecture14.clustering.inputs.chunks import DaskRows, as_dask_array, is_dask, with_known_chunks
from lecture14.clustering.inputs.rows import Rows


def matrix(X: Any, n_features: int | None = None, estimator: str = "this function") -> Any:
    """X as a numeric 2-D array of `n_features` columns, or as a Dask array whose chunks are checked where they are."""
    if not is_dask(X):
        return check.check_X(X, n_features, estimator)
    array = as_dask_array(X)
    if array.dtype.kind not in "fiubO":
        raise ValueError(f"X is a Dask array of dtype {array.dtype}; expected numbers")
    return check.check_X(array, n_features, estimator)


def rows_of(
    X: Any,
    sample_weight: Any = None,
    known_labels: Any = None,
    n_jobs: int | None = None,
    allow_missing: bool = False,
    *,
    K: int = 0,
    n_features: int | None = None,
    estimator: str = "this function",
) -> Rows:
    """The rows of X that carry weight.

    Parameters
    ----------
    X : (n, d), see above
    sample_weight : (n,) array or a number, optional; not negative
    known_labels : (n,) array of int, optional; from -1, unknown, to K - 1
    n_jobs : int or None, the most threads that may sweep the rows
    allow_missing : bool, whether NaN may stay
    K : int, number of components, for the labels
    n_features, estimator : the number of columns to ask for, and who asks

    Returns
    -------
    Rows
        Finite or not: `Rows.summary` looks at the values, in one pass.

    Examples
    --------
    >>> rows = rows_of([[1.0], [float("inf")], [3.0]], sample_weight=[1, 0, 2])
    >>> len(rows), float(rows.summary().mean[0])
    (2, 2.3333333333333335)
    """
    X = matrix(X, n_features, estimator)
    lazy = is_dask(X)
    if lazy:
        X = with_known_chunks(X)
    n = X.shape[0]
    if n == 0:
        raise ValueError(f"X has 0 sample(s) (shape={X.shape}) while a minimum of 1 is required.")
    weights, labels = check.check_weights(sample_weight, n), check.check_labels(known_labels, n, K)
    index = None
    if weights is not None and not weights.all():
        index = np.flatnonzero(weights)
        weights, labels = weights[index], None if labels is None else labels[index]
    if lazy:
        X = X if index is None else X[index]
        return DaskRows(X, weights, labels, 1, bool(allow_missing), index=index)
    return Rows(X, weights, labels, n_jobs or 1, bool(allow_missing), index=index)


def dense(X: Any, sample_weight: Any = None, n_features: int | None = None) -> tuple[Array, Array]:
    """The rows of X that carry weight as finite float64 in memory, and their weights (1 where none are given)."""
    rows = rows_of(X, sample_weight, n_features=n_features)
    rows.summary(moments=False)
    block, weights, _ = rows.block(slice(None))
    array = np.asarray(block, dtype=float)
    return array, np.ones(len(array)) if weights is None else weights
