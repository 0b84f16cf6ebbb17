"""Plain operands: what a number of ours may meet that is none, checked and brought into one form."""

from __future__ import annotations

from typing import Any

import numpy as np

from lecture14.autodiff.support.errors import UnsupportedOperation, here

FLOAT64 = np.dtype(float)


def constant(value: Any, operation: str, position: int | None = None) -> Any:
    """A plain operand as NumPy sees it: a float stays one, lists become arrays, anything else is an error."""
    kind = type(value)
    which = f" as argument {position}" if position else ""
    if kind is float or kind is np.ndarray:
        array = value
    elif isinstance(value, bool | int | np.generic):
        return value
    elif isinstance(value, list | tuple | float):
        array = np.asarray(value)
    else:
        raise UnsupportedOperation(
            f"{operation} got a {kind.__name__}{which}{here()}: expected a number or an array"
        )
    if kind is not float and array.dtype.kind not in "biuf":
        raise UnsupportedOperation(
            f"{operation} got an array of dtype {array.dtype}{which}{here()}: expected real numbers"
        )
    return array


def settle(value: Any) -> Any:
    """Scalars of NumPy as Python floats, which are faster; all else as it is.

    Examples
    --------
    >>> settle(np.float64(2.0)), settle(np.arange(2.0))
    (2.0, array([0., 1.]))
    """
    kind = type(value)
    if kind is np.float64 or (kind is np.ndarray and value.ndim == 0 and value.dtype == np.float64):
        return float(value)
    return value
