"""Numbers as text: six significant digits, the same on every machine."""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.overload import Overloaded


def number(value) -> str:
    """A float or an array of them; large arrays by their shape.

    Examples
    --------
    >>> number(2.0), number(1 / 3), number(np.array([1.0, 1e-12])), number(np.zeros((50, 40)))
    ('2.0', '0.333333', '[1.0, 1e-12]', 'array of shape (50, 40)')
    >>> number(True), number(np.array([True, False]))
    ('True', '[True, False]')
    """
    if isinstance(value, Overloaded):
        return repr(value)
    array = np.asarray(value)
    if array.dtype == bool:
        return str(array.tolist())
    if array.ndim == 0:
        text = f"{float(array):.6g}"
        return text if set(text) & set(".en") else text + ".0"
    if array.size > 100:
        return f"array of shape {array.shape}"
    return "[" + ", ".join(map(number, array)) + "]"
