"""Whatever holds numbers, as an array of them; whatever does not is refused by the argument's name.

Lists, arrays, masked arrays, data frames of any dtype. A masked cell, None and pandas' NA become NaN, which says
whether it may stay once rows are swept. Text is refused even if it reads as a number, and so are dates: nobody meant
them as measurements.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

# Kinds of NumPy's dtypes: float, signed, unsigned, bool.
NUMERIC = "fiub"


def numbers(value: Any, name: str) -> npt.NDArray[Any]:
    """`value` as a numeric array, in its own dtype and memory where it is one already.

    Parameters
    ----------
    value : array, masked array, sequence, data frame, series
    name : str, how an error calls it

    Raises
    ------
    ValueError, TypeError
        For text, dates, complex numbers, sparse matrices, ragged sequences and other objects.

    Examples
    --------
    >>> numbers(np.ma.array([1, 2, 3], mask=[0, 1, 0]), "X")
    array([ 1., nan,  3.])
    >>> numbers([["1", "2"]], "X")
    Traceback (most recent call last):
    ValueError: X contains the string '1'; expected numbers only
    """
    if isinstance(value, np.ma.MaskedArray):
        return _unmasked(value, name)
    if isinstance(value, np.ndarray) and value.dtype.kind in NUMERIC:
        return value
    if hasattr(value, "tocsr"):
        raise TypeError(f"{name} is a sparse matrix; expected a dense array: use {name}.toarray()")
    if hasattr(value, "to_numpy") and hasattr(value, "dtypes"):
        value = _of_frame(value, name)
    if isinstance(value, list | tuple) and any(isinstance(row, np.ma.MaskedArray) for row in value):
        return _unmasked(np.ma.stack(value), name)
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} is ragged; expected rows of one length, got {brief(value)}") from None
    return _checked(array, name)


def brief(value: object) -> str:
    """A value in an error: its repr, cut where it is long."""
    text = repr(value).replace("\n", " ")
    return text if len(text) <= 40 else text[:37] + "..."


def _unmasked(value: Any, name: str) -> npt.NDArray[Any]:
    array = _checked(value.data, name)
    if np.ma.is_masked(value):
        array = np.where(np.ma.getmaskarray(value), np.nan, array.astype(float))
    return array


def _checked(array: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """The array, if it is numeric; objects that are numbers become float64."""
    kind = array.dtype.kind
    if kind in NUMERIC:
        return array
    if kind == "c":
        raise ValueError(f"Complex data not supported: {name} has complex numbers; expected real ones")
    values = array.ravel().tolist()
    text = next((v for v in values if isinstance(v, str | bytes)), None)
    if text is not None:
        raise ValueError(f"{name} contains the string {str(text)!r}; expected numbers only")
    if kind != "O":
        raise ValueError(f"{name} has dtype {array.dtype}; expected numbers")
    try:
        # Matched by name: pandas is the user's.
        found = [np.nan if v is None or type(v).__name__ == "NAType" else float(v) for v in values]
    except (TypeError, ValueError, OverflowError) as error:
        kind_of_error = ValueError if isinstance(error, OverflowError) else TypeError
        raise kind_of_error(f"{name} is not numeric; expected an array of numbers ({error})") from None
    return np.array(found, dtype=float).reshape(array.shape)


def _of_frame(frame: Any, name: str) -> Any:
    """A data frame or series as an array: columns of an extension dtype by their own conversion, NA as NaN."""
    if not hasattr(frame, "columns"):
        return frame if isinstance(frame.dtype, np.dtype) else _of_column(frame, name)
    if not hasattr(frame, "items") or all(
        isinstance(t, np.dtype) and t.kind in NUMERIC for t in frame.dtypes
    ):
        return frame
    columns = [_of_column(column, f"{name}[{label!r}]") for label, column in frame.items()]
    return np.column_stack(columns) if columns else np.empty(frame.shape)


def _of_column(column: Any, name: str) -> npt.NDArray[Any]:
    if getattr(column.dtype, "kind", "O") in NUMERIC:
        values: npt.NDArray[Any] = column.to_numpy(dtype=float, na_value=np.nan)
        return values
    if not isinstance(column.dtype, np.dtype):
        raise ValueError(f"{name} has dtype {column.dtype}; expected numbers")
    return _checked(np.asarray(column), name)
