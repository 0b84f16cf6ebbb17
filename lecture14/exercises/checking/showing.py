"""How messages write numbers, arrays and inputs: short, and two different values never alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

#: Entries of an array that a message still shows.
SHOWN = 12


def show(value: Any, digits: int = 6) -> str:
    """A value as a message writes it.

    Parameters
    ----------
    value : object
    digits : int
        Significant digits of a number.

    Returns
    -------
    str

    Examples
    --------
    >>> show((1 / 3, 2, [0.5])), show(np.array([[1.0, 0.25]])), show(np.zeros((50, 2)))
    ('(0.333333, 2, [0.5])', '[[1.0, 0.25]]', 'an array of shape (50, 2)')
    """
    if isinstance(value, np.ndarray) and value.ndim:
        if value.size > SHOWN:
            return f"an array of shape {value.shape}"
        return show(value.tolist(), digits)
    if isinstance(value, np.generic | np.ndarray):
        value = value.item()
    if isinstance(value, float):
        return repr(float(f"{value:.{digits}g}"))
    if isinstance(value, complex):
        return repr(complex(float(f"{value.real:.{digits}g}"), float(f"{value.imag:.{digits}g}")))
    if type(value) is tuple:
        return f"({', '.join(show(v, digits) for v in value)}{',' * (len(value) == 1)})"
    if isinstance(value, list):
        return f"[{', '.join(show(v, digits) for v in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{show(k)}: {show(v, digits)}' for k, v in value.items())}}}"
    if callable(value) and hasattr(value, "__name__"):
        return value.__name__ if value.__name__ != "<lambda>" else "a function"
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"


def show_apart(truth: Any, answer: Any) -> tuple[str, str]:
    """Two values with as many digits as tell them apart.

    Examples
    --------
    >>> show_apart(1.0, 1.00000001)
    ('1.0', '1.00000001')
    """
    for digits in (6, 9, 12, 15, 17):
        texts = show(truth, digits), show(answer, digits)
        if texts[0] != texts[1]:
            break
    return texts


def show_input(case: tuple) -> str:
    """The arguments of a call, separated by commas.

    Examples
    --------
    >>> show_input((0.5, np.array([1.0, 2.0])))
    '0.5, [1.0, 2.0]'
    """
    return ", ".join(show(argument) for argument in case)
