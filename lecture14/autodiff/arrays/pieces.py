"""NumPy's functions that call the program's own on parts of an array."""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.arrays.functions import as_array, implements
from lecture14.autodiff.core.number import Number
from lecture14.autodiff.support.errors import here


@implements(np.piecewise)
def _piecewise(x, condlist, funclist, *args, **kw):
    """Each function sees the entries for which its condition holds; where several hold, the last one."""
    x = as_array(x)
    nested = isinstance(condlist, list | tuple) and (
        np.ndim(x) == 0 or isinstance(condlist[0], list | np.ndarray | Number)
    )
    conditions = [np.asarray(c, bool) for c in (condlist if nested else [condlist])]
    n = len(conditions)
    if len(funclist) == n + 1:  # the last one is for what no condition holds for
        conditions.append(~np.any(conditions, axis=0))
    elif len(funclist) != n:
        raise ValueError(
            f"np.piecewise got {n} conditions and {len(funclist)} functions{here()}: expected {n} or {n + 1}"
        )
    flat = np.reshape(x, -1)
    y = np.zeros_like(flat)
    for condition, function in zip(conditions, funclist, strict=True):
        where = np.ravel(np.broadcast_to(condition, np.shape(x)))
        if where.any():
            y[where] = function(flat[where], *args, **kw) if callable(function) else function
    return np.reshape(y, np.shape(x))
