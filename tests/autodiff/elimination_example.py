"""A program of three inputs, three outputs and five results between: small enough to try every order of elimination."""

import numpy as np

#: Where it is traced.
POINT = (1.0, 2.0, 0.5)


def small_program(x1, x2, x3):
    w4 = x2 * x3
    w5 = x1 * w4
    w6 = w4 + w5
    w7 = np.sin(w6)
    w8 = w6 * w7
    return np.exp(w7), np.cos(w7), w4 * w8
