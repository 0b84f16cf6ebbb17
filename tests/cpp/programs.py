"""Functions in C++ and the same in Python: loops, branches, overwriting, constants on either side."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Program(NamedTuple):
    """A lambda of C++, the same function in Python, and where both are evaluated."""

    cpp: str
    python: Callable[..., Any]
    points: tuple[tuple[float, float], ...]


def _heron(a: Any, z: Any) -> Any:
    root = a
    for _ in range(6):
        root = 0.5 * (root + a / root)
    return root * z


def _branches(x: Any, z: Any) -> Any:
    y = x * z
    if x < 1:
        return -3 * y
    return y - 1 if y > z else np.exp(y) + 2


def _overwriting(x: Any, z: Any) -> Any:
    y = x
    for k in range(1, 5):
        y = y * np.sin(z + k)
        y = y + x / k
        y = y - y * y / 8
        y = y / (1 + y * y)
    return +y


PROGRAMS = (
    Program(
        "{ auto w = x * z; return w + sin(x); }", lambda x, z: x * z + np.sin(x), ((1.5, 2.0), (-0.3, 7.0))
    ),
    Program(
        "{ auto root = x; for (int i = 0; i < 6; ++i) root = 0.5 * (root + x / root); return root * z; }",
        _heron,
        ((2.0, 3.0), (0.7, -1.0)),
    ),
    Program(
        "{ auto y = x * z; if (x < 1) return -3 * y; return y > z ? y - 1 : exp(y) + 2; }",
        _branches,
        ((0.5, 2.0), (1.5, 2.0), (1.5, -2.0)),
    ),
    Program(
        "{ decltype(x * z) y = x; for (int k = 1; k < 5; ++k) { y *= sin(z + k); y += x / k; y -= y * y / 8; "
        " y /= 1 + y * y; } return +y; }",
        _overwriting,
        ((0.8, 0.1), (-2.0, 1.0)),
    ),
    Program(
        "{ return 2 * fmax(x, z) + fmin(x, z); }",
        lambda x, z: 2 * np.fmax(x, z) + np.fmin(x, z),
        ((1.5, math.nan), (2.0, 2.0)),
    ),
)
