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
    elif isinstance(value, bool | int | np.integer | np.floating | np.bool_):
        return value
    elif isinstance(value, list | tuple | float | complex | np.generic):
        array = np.asarray(value)
    else:
        raise UnsupportedOperation(
            f"{operation} got a {kind.__name__}{which}{here()}: expected a number or an array"
        )
    if kind is not float and array.dtype.kind not in "biuf":
        what = f"an array of dtype {array.dtype}" if array.ndim else f"a {kind.__name__}"
        raise UnsupportedOperation(f"{operation} got {what}{which}{here()}: expected real numbers")
    return array


def settle(value: Any) -> Any:
    """Scalars of NumPy in double precision as Python floats, which are faster; all else as it is.

    Examples
    --------
    >>> settle(np.float64(2.0)), settle(np.arange(2.0))
    (2.0, array([0., 1.]))
    """
    kind = type(value)
    if kind is np.float64:
        return float(value)
    if kind is np.ndarray and value.ndim == 0:
        return float(value) if value.dtype == np.float64 else value[()]
    return value


def precision(value: Any) -> np.dtype[Any]:
    """The dtype of a number or an array, FLOAT64 for one of Python's floats."""
    dtype: np.dtype[Any] = getattr(value, "dtype", FLOAT64)
    return dtype


def slope_precision(value: Any) -> np.dtype[Any]:
    """The dtype of a derivative of this value: truth values and integers have one of floats.

    Examples
    --------
    >>> slope_precision(np.float32(1.0)), slope_precision(np.array([True]))
    (dtype('float32'), dtype('float64'))
    """
    dtype = precision(value)
    return dtype if dtype.kind == "f" else FLOAT64


def as_precise(value: Any, like: Any) -> Any:
    """A tangent or adjoint in the precision of what it belongs to.

    Examples
    --------
    >>> as_precise(np.ones(2), np.float32(3.0)).dtype, as_precise(1.0, 3.0)
    (dtype('float32'), 1.0)
    """
    dtype = precision(like)
    if precision(value) is dtype or dtype.kind != "f":
        return value
    return value.astype(dtype) if hasattr(value, "astype") else dtype.type(value)
