"""Where mathematics leaves a choice: what this package returns at kinks, jumps, poles and ties.

The table is data. The book prints it and the tests go through it, so it cannot fall out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lecture14.autodiff.expressions import special


class Convention(NamedTuple):
    """One choice.

    Attributes
    ----------
    case : str
        The expression and the point.
    f : callable
        The function of one argument.
    x : float or array
        The point.
    slope : float or array
        The derivative (gradient) that all modes return there.
    why : str
    """

    case: str
    f: Callable
    x: float | np.ndarray
    slope: float | np.ndarray
    why: str


# fmt: off
CONVENTIONS = (
    #          case, function, point, slope, why
    Convention("|x| at 0", np.abs, 0.0, 0.0, "the middle of [-1, 1], and what np.sign(0) says"),
    Convention("sqrt(x) at 0", np.sqrt, 0.0, np.inf, "the limit from the right; floats and arrays alike"),
    Convention("cbrt(x) at 0", np.cbrt, 0.0, np.inf, "the limit"),
    Convention("log(x) at 0", np.log, 0.0, np.inf, "the limit from the right"),
    Convention("1/x at 0", lambda x: 1 / x, 0.0, -np.inf, "the limit of -1/x²"),
    Convention("x**0 at 0", lambda x: x**0, 0.0, 0.0, "x⁰ is the constant 1"),
    Convention("x**1 at 0", lambda x: x**1, 0.0, 1.0, "a polynomial, exact to every order"),
    Convention("0**x at 2", lambda x: 0.0**x, 2.0, 0.0, "0ˣ is 0 for all positive x"),
    Convention("x**2.0 at -3", lambda x: x**2.0, -3.0, -6.0, "only the base moves: no logarithm is taken"),
    Convention("(-2)**x at 2", lambda x: (-2.0) ** x, 2.0, np.nan, "undefined beside whole exponents"),
    Convention("hypot(x, 0) at 0", lambda x: np.hypot(x, 0.0), 0.0, 0.0, "the middle of the subgradients"),
    Convention("hypot(x, 1) at inf", lambda x: np.hypot(x, 1.0), np.inf, 1.0, "the limit"),
    Convention("norm(x) at 0", np.linalg.norm, np.zeros(2), np.zeros(2), "the middle of the subgradients"),
    Convention("std([x, 2]) at 2", lambda x: np.std(np.stack([x, 2.0])), 2.0, 0.0, "the norm of the deviations"),
    Convention("sqrt(x)**2 at 0", lambda x: np.sqrt(x) ** 2, 0.0, np.nan, "a computed 0 times infinity: not known"),
    Convention("cbrt(x**3) at 0", lambda x: np.cbrt(x**3), 0.0, np.nan, "a computed 0 times infinity: not known"),
    Convention("1/(1 + exp(-x)) at -1000", lambda x: 1 / (1 + np.exp(-x)), -1000.0, np.nan,
               "exp overflows: not known, where expit is exact"),
    Convention("maximum(x, 2) at 2", lambda x: np.maximum(x, 2.0), 2.0, 0.5, "a tie is shared"),
    Convention("minimum(2, x) at 2", lambda x: np.minimum(2.0, x), 2.0, 0.5, "a tie is shared"),
    Convention("maximum(x, x) at 1", lambda x: np.maximum(x, x), 1.0, 1.0, "the shares add up to 1"),
    Convention("max([1, 5, 5])", np.max, np.array([1.0, 5.0, 5.0]), np.array([0.0, 0.5, 0.5]), "ties share weight 1"),
    Convention("clip(x, 0, 1) at 1", lambda x: np.clip(x, 0.0, 1.0), 1.0, 0.5, "made of maximum and minimum"),
    Convention("sign(x) at 0", np.sign, 0.0, 0.0, "steps have derivative 0, at the jump too"),
    Convention("floor(x) at 1", np.floor, 1.0, 0.0, "steps have derivative 0, at the jump too"),
    Convention("heaviside(0, x) at 0.5", lambda x: np.heaviside(0.0, x), 0.5, 1.0,
               "at the jump it is its second argument"),
    Convention("heaviside(1, x) at 0.5", lambda x: np.heaviside(1.0, x), 0.5, 0.0, "beside the jump it is not"),
    Convention("polygamma(x, 2) at 1", lambda x: special.polygamma(x, 2.0), 1.0, 0.0, "the order is a whole number"),
    Convention("x % 2 at 4", lambda x: x % 2.0, 4.0, 1.0, "the slope on both sides"),
    Convention("tanh(x) at 1000", np.tanh, 1000.0, 0.0, "below the smallest number"),
    Convention("logaddexp(x, 1000) at 1000", lambda x: np.logaddexp(x, 1000.0), 1000.0, 0.5,
               "computed about the larger"),
    Convention("where(x >= 0, x, sqrt(-x)) at 1", lambda x: np.where(x >= 0, x, np.sqrt(-x)), 1.0, 1.0,
               "a branch that is not taken has no influence"),
    Convention("sqrt(x[0]) + x[1] at (0, 1)", lambda x: np.sqrt(x[0]) + x[1],
               np.array([0.0, 1.0]), np.array([np.inf, 1.0]),
               "an infinite slope spoils its own direction alone"),
    Convention("prod([x, 2, 3]) at 0", lambda x: np.prod(np.stack([x, 2.0, 3.0])), 0.0, 6.0,
               "no division by the entry"),
    Convention("sum(x²) at 0", lambda x: np.sum(x**2), np.zeros(2), np.zeros(2), "exact, for floats and arrays"),
)
# fmt: on

# What has no single number: one sentence each, each with a test of its own.
REMARKS = (
    "Python floats are computed by the C library's math, arrays by NumPy; their last digits may differ.",
    "Derivatives are computed without warnings; ask Graph.first_nonfinite() where a nan was born.",
    "Cholesky takes its argument as symmetric: only the symmetric part of a tangent counts.",
    "det has its derivatives at a singular matrix too; slogdet and inv have none: numpy.linalg.LinAlgError is raised.",
    "The sign that slogdet returns, argmax, argsort and comparisons are constants.",
    "Comparisons, if and while see values alone; the derivative is that of the branch that was taken.",
    "Integers and booleans become floats; complex numbers are refused.",
    "Second derivatives at a kink are nan: the slope at a kink is a convention, and a convention has no derivative.",
    "All modes agree on zero times infinity. A zero by structure (a branch that is not taken, an entry that is not "
    "chosen, a direction that does not reach) stays zero past an infinite slope; a zero that was computed makes nan.",
    "A generated program, a Taylor series, a dual number made by hand and reverse over reverse may say nan where "
    "the other modes know a zero by structure.",
    "A constant result has derivative zero, in the result's own shape.",
    "An entry that is taken by an index several times adds up what comes back.",
    "y += 1 and y[0] = 1 change all names and views of an array, as in NumPy, but never the caller's own array.",
    "A plain array cannot hold our numbers: the error names the fix, of a dual number made by hand as NumPy's cause.",
    "np.array of traced values holds them as objects; where they meet one of ours, or are returned, they become one.",
    "eigh and eigvalsh read one triangle, as NumPy's do. Where eigenvalues or singular values coincide, what depends "
    "on how they are told apart is nan.",
    "out= is refused, and where= of elementwise functions; np.add.reduce and its kin are the sums that they stand for.",
    "A value that outlives its derivative or trace raises LeakedValue when a later one meets it.",
)


def table() -> str:
    """The conventions as plain text, one line each.

    Examples
    --------
    >>> print(table().splitlines()[0])
    |x| at 0: derivative 0.0, the middle of [-1, 1], and what np.sign(0) says
    """
    lines = [f"{c.case}: derivative {np.asarray(c.slope).tolist()}, {c.why}" for c in CONVENTIONS]
    return "\n".join([*lines, *REMARKS])
