"""Slides 13, 14 and 18 as text: the generated programs, executed line by line."""

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
