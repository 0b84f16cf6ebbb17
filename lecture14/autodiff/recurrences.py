"""Recurrences of the rule table's functions on Taylor coefficients; each costs O(order²) operations.

A function needs only the series of its derivative: where the rule table's partial derivative is made of
functions that have their series, that is all there is to say (`from_slope`). Functions that appear in their
own derivative (exp, tan, sin and cos …) are solved for term by term. Griewank & Walther (2008), section 13.2;
the arithmetic of the series is in `coefficients.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lecture14.autodiff import special
from lecture14.autodiff.coefficients import add, divide, from_slope, multiply, one, scale, subtract


def exp(x):
    """y' = y·x'."""
    y = [np.exp(x[0])]
    for k in range(1, len(x)):
        y.append(sum(j * x[j] * y[k - j] for j in range(1, k + 1)) / k)
    return y


def log(x):
    """x·y' = x' solved for yₖ."""
    y = [np.log(x[0])]
    for k in range(1, len(x)):
        y.append((x[k] - sum(j * y[j] * x[k - j] for j in range(1, k)) / k) / x[0])
    return y


def real_power(x, a):
    """x·y' = a·y·x' for a constant exponent a that is no natural number (x₀ ≠ 0)."""
    y = [x[0] ** a]
    for k in range(1, len(x)):
        y.append(sum((j * (a + 1) - k) * x[j] * y[k - j] for j in range(1, k + 1)) / (k * x[0]))
    return y


def natural_power(x, n: int):
    """Repeated squaring: exact at x₀ = 0 as well."""
    result, base = one(x), x
    while n:
        if n & 1:
            result = multiply(result, base)
        n >>= 1
        if n:
            base = multiply(base, base)
    return result


def power(x, z):
    """By squaring for a natural constant z, by its recurrence for another constant, else exp(z·log x)."""
    if all(not np.any(c) for c in z[1:]):
        exponent = z[0]
        if np.ndim(exponent) == 0:
            if exponent == int(exponent) and exponent >= 0:
                return natural_power(x, int(exponent))
            return real_power(x, exponent)
        return real_power(x, exponent)
    y = exp(multiply(z, log(x)))
    return [x[0] ** z[0], *y[1:]]


def sqrt(x):
    """2·y₀·yₖ = xₖ − Σ yⱼ y₍ₖ₋ⱼ₎."""
    y = [np.sqrt(x[0])]
    for k in range(1, len(x)):
        y.append((x[k] - sum(y[j] * y[k - j] for j in range(1, k))) * 0.5 / y[0])
    return y


def pair(first: Callable, second: Callable, sign: float) -> Callable:
    """Two functions that are each other's slope up to a sign: s' = c·x', c' = sign·s·x'."""

    def both(x):
        s, c = [first(x[0])], [second(x[0])]
        for k in range(1, len(x)):
            s.append(sum(j * x[j] * c[k - j] for j in range(1, k + 1)) / k)
            c.append(sign * sum(j * x[j] * s[k - j] for j in range(1, k + 1)) / k)
        return s, c

    return both


sin_cos = pair(np.sin, np.cos, -1.0)
sinh_cosh = pair(np.sinh, np.cosh, 1.0)


def squared_slope(value: Callable, sign: float) -> Callable:
    """tan and tanh: y' = (1 ± y²)·x'."""

    def recurrence(x):
        y, v = [value(x[0])], []
        for k in range(1, len(x)):
            square = sum(y[j] * y[k - 1 - j] for j in range(k))
            v.append(sign * square + (1.0 if k == 1 else 0.0))
            y.append(sum(j * x[j] * v[k - j] for j in range(1, k + 1)) / k)
        return y

    return recurrence


def inverse_of_root(value: Callable, inside: Callable, sign: float = 1.0) -> Callable:
    """arcsin and its kin: slope ±1/√(…)."""
    return from_slope(value, lambda x: scale(sign, divide(one(x), sqrt(inside(x)))))


def step(function: Callable) -> Callable:
    """Piecewise constant functions: no slope."""

    def recurrence(*operands):
        y0 = function(*(a[0] for a in operands))
        return [y0, *[0.0 * y0] * (len(operands[0]) - 1)]

    return recurrence


def choice(function: Callable) -> Callable:
    """maximum and minimum: the operand that wins; at a tie the mean of both, as in the rule table."""

    def recurrence(x, z):
        y0 = function(x[0], z[0])
        tie, first = x[0] == z[0], y0 == x[0]
        return [
            y0,
            *(np.where(tie, 0.5 * (a + b), np.where(first, a, b)) for a, b in zip(x[1:], z[1:], strict=True)),
        ]

    return recurrence


def cbrt(x):
    """The power 1/3 of |x|, with x's sign."""
    sign = np.sign(x[0])
    return [np.cbrt(x[0]), *scale(sign, real_power(scale(sign, x), 1 / 3))[1:]]


def modulo(quotient: Callable, remainder: Callable) -> Callable:
    """x − q·z with the whole-numbered quotient q held fixed."""

    def recurrence(x, z):
        q = quotient(x[0] / z[0])
        return [remainder(x[0], z[0]), *(a - q * b for a, b in zip(x[1:], z[1:], strict=True))]

    return recurrence


def hypot(x, z):
    """The root of the sum of squares; all 0 at the origin, where no series exists."""
    return [np.hypot(x[0], z[0]), *sqrt(add(multiply(x, x), multiply(z, z)))[1:]]


def arctan2(x, z):
    """Slope (z·x' − x·z')/(x² + z²)."""
    order = len(x)
    derivative_x = [(k + 1) * x[k + 1] for k in range(order - 1)] + [0.0 * x[0]]
    derivative_z = [(k + 1) * z[k + 1] for k in range(order - 1)] + [0.0 * z[0]]
    top = subtract(multiply(z, derivative_x), multiply(x, derivative_z))
    slope = divide(top, add(multiply(x, x), multiply(z, z)))
    return [np.arctan2(x[0], z[0]), *(slope[k - 1] / k for k in range(1, order))]


def logaddexp(x, z):
    """log(eˣ + eᶻ) about the larger of the two, so that nothing overflows."""
    top = np.maximum(x[0], z[0])
    total = add(exp([x[0] - top, *x[1:]]), exp([z[0] - top, *z[1:]]))
    return [np.logaddexp(x[0], z[0]), *log(total)[1:]]


def polygamma_of(order: int) -> Callable:
    """ψ⁽ⁿ⁾: the derivatives at x₀ are known in closed form, ψ⁽ⁿ⁺ᵏ⁾(x₀)/k!, and are composed with x − x₀."""

    def recurrence(x):
        moving = [0.0 * x[0], *x[1:]]
        result = scale(0.0, one(x))
        powers, factorial = one(x), 1.0
        for k in range(len(x)):
            factorial *= max(k, 1)
            result = add(result, scale(special.polygamma(order + k, x[0]) / factorial, powers))
            powers = multiply(powers, moving)
        return result

    return recurrence


def _polygamma(x, z):
    return polygamma_of(int(x[0]))(z)


LOG2, LOG10 = np.log(2.0), np.log(10.0)

TABLE: dict[str, Callable] = {
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": divide,
    "negative": lambda x: scale(-1.0, x),
    "positive": lambda x: x,
    "reciprocal": lambda x: divide(one(x), x),
    "power": power,
    "float_power": power,
    "square": lambda x: multiply(x, x),
    "sqrt": sqrt,
    "cbrt": cbrt,
    "hypot": hypot,
    "exp": exp,
    "exp2": lambda x: [np.exp2(x[0]), *exp(scale(LOG2, x))[1:]],
    "expm1": lambda x: [np.expm1(x[0]), *exp(x)[1:]],
    "log": log,
    "log2": lambda x: [np.log2(x[0]), *scale(1 / LOG2, log(x))[1:]],
    "log10": lambda x: [np.log10(x[0]), *scale(1 / LOG10, log(x))[1:]],
    "log1p": lambda x: [np.log1p(x[0]), *log(add(one(x), x))[1:]],
    "logaddexp": logaddexp,
    "logaddexp2": lambda x, z: [
        np.logaddexp2(x[0], z[0]), *scale(1 / LOG2, logaddexp(scale(LOG2, x), scale(LOG2, z)))[1:]
    ],
    "sin": lambda x: sin_cos(x)[0],
    "cos": lambda x: sin_cos(x)[1],
    "tan": squared_slope(np.tan, 1.0),
    "arcsin": inverse_of_root(np.arcsin, lambda x: subtract(one(x), multiply(x, x))),
    "arccos": inverse_of_root(np.arccos, lambda x: subtract(one(x), multiply(x, x)), -1.0),
    "arctan": from_slope(np.arctan, lambda x: divide(one(x), add(one(x), multiply(x, x)))),
    "arctan2": arctan2,
    "deg2rad": lambda x: [np.deg2rad(x[0]), *scale(np.pi / 180, x)[1:]],
    "rad2deg": lambda x: [np.rad2deg(x[0]), *scale(180 / np.pi, x)[1:]],
    "sinh": lambda x: sinh_cosh(x)[0],
    "cosh": lambda x: sinh_cosh(x)[1],
    "tanh": squared_slope(np.tanh, -1.0),
    "arcsinh": inverse_of_root(np.arcsinh, lambda x: add(one(x), multiply(x, x))),
    "arccosh": inverse_of_root(np.arccosh, lambda x: subtract(multiply(x, x), one(x))),
    "arctanh": from_slope(np.arctanh, lambda x: divide(one(x), subtract(one(x), multiply(x, x)))),
    "absolute": lambda x: scale(np.sign(x[0]), x),
    "maximum": choice(np.maximum),
    "minimum": choice(np.minimum),
    "copysign": lambda x, z: scale(np.copysign(1.0, x[0]) * np.copysign(1.0, z[0]), x),
    "sign": step(np.sign),
    "floor": step(np.floor),
    "ceil": step(np.ceil),
    "trunc": step(np.trunc),
    "rint": step(np.rint),
    "heaviside": lambda x, z: [np.heaviside(x[0], z[0]), *(np.where(x[0] == 0, c, 0.0 * c) for c in z[1:])],
    "floor_divide": step(np.floor_divide),
    "remainder": modulo(np.floor, np.remainder),
    "fmod": modulo(np.trunc, np.fmod),
    "erf": from_slope(special.erf, lambda x: scale(2 / np.sqrt(np.pi), exp(scale(-1.0, multiply(x, x))))),
    "erfc": from_slope(special.erfc, lambda x: scale(-2 / np.sqrt(np.pi), exp(scale(-1.0, multiply(x, x))))),
    "lgamma": lambda x: [special.lgamma(x[0]), *from_slope(special.lgamma, polygamma_of(0))(x)[1:]],
    "digamma": polygamma_of(0),
    "polygamma": _polygamma,
}  # fmt: skip
