"""The programs that the chapter transforms (slides 13 and 16)."""

import numpy as np


def f(x1, x2):
    """The lecture's function, statement by statement as in function.c (slide 13).

    Examples
    --------
    >>> round(float(f(1.5, 2.0)), 4)
    3.9975
    """
    w3 = x1 * x2
    w4 = np.sin(x1)
    w5 = w3 + w4
    return w5


def heron(a, iterations):
    """Heron's square root, a loop of three operations.

    Examples
    --------
    >>> round(heron(2.0, 5), 4)
    1.4142
    """
    root = a
    for _ in range(iterations):
        root = 0.5 * (root + a / root)
    return root
