"""Functions that NumPy lacks: erf, erfc, lgamma, digamma, polygamma, for arrays, floats and the package's
own numbers.

erf, erfc and lgamma call Python's `math`. digamma and polygamma move the argument up to x ≥ 20 by their
recurrence and sum the asymptotic series there (Abramowitz & Stegun 6.3.6, 6.3.18, 6.4.6, 6.4.11).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

# B₂, B₄, …, B₂₀: the Bernoulli numbers of the asymptotic series.
BERNOULLI = (1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6, -3617/510, 43867/798, -174611/330)  # fmt: skip
ASYMPTOTIC_FROM = 20.0


def _polygamma(order: float, x: float) -> float:
    if not (x > 0 and order >= 0 and order == math.floor(order)):
        return math.nan  # poles and branches at x ≤ 0 are outside the table's domain
    if math.isinf(x):
        return math.inf if order == 0 else 0.0
    n = int(order)
    sign = -1.0 if n % 2 == 0 else 1.0
    factorial = math.factorial(n)
    shifted = 0.0
    while x < ASYMPTOTIC_FROM:
        shifted += sign * factorial / x ** (n + 1)
        x += 1.0
    if n == 0:
        series = math.log(x) - 0.5 / x
        return shifted + series - sum(b / (2 * k * x ** (2 * k)) for k, b in enumerate(BERNOULLI, 1))
    series = math.factorial(n - 1) / x**n + factorial / (2 * x ** (n + 1))
    series += sum(
        b * math.factorial(2 * k + n - 1) / (math.factorial(2 * k) * x ** (2 * k + n))
        for k, b in enumerate(BERNOULLI, 1)
    )
    return shifted + sign * series


def _lgamma(x: float) -> float:
    return math.lgamma(x) if x > 0 or x != math.floor(x) else math.inf


def _elementwise(name: str, function: Callable[..., float], count: int, doc: str) -> Callable:
    ufunc = np.frompyfunc(function, count, 1)

    def special(*arguments):
        from lecture14.autodiff.overload import Overloaded, apply
        from lecture14.autodiff.rules import RULES

        if any(isinstance(a, Overloaded) for a in arguments):
            return apply(RULES[name], arguments)
        value = ufunc(*(np.asarray(a, dtype=float) for a in arguments))
        return np.asarray(value, dtype=float)[()]

    special.__name__ = special.__qualname__ = name
    special.__doc__ = doc
    return special


erf = _elementwise("erf", math.erf, 1, "The error function 2/√π ∫₀ˣ exp(−t²) dt.")
erfc = _elementwise("erfc", math.erfc, 1, "The complementary error function 1 − erf x, accurate for large x.")
lgamma = _elementwise("lgamma", _lgamma, 1, "``log |Γ(x)|``.")
digamma = _elementwise(
    "digamma", lambda x: _polygamma(0, x), 1, "ψ(x) = d/dx log Γ(x), for x > 0; nan elsewhere."
)
polygamma = _elementwise(
    "polygamma", _polygamma, 2, "The derivative of digamma of the given order, for x > 0."
)
