"""Functions that NumPy lacks: erf, erfc, lgamma, digamma, polygamma and the derivatives of sinc, for arrays,
floats and the package's own numbers.

erf, erfc and lgamma call Python's `math`. digamma and polygamma move the argument up to x ≥ 20 by their
recurrence and sum the asymptotic series there (Abramowitz & Stegun 6.3.6, 6.3.18, 6.4.6, 6.4.11).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["digamma", "erf", "erfc", "lgamma", "polygamma", "sinc_derivative"]

# B₂, B₄, …, B₂₀: the Bernoulli numbers of the asymptotic series.
BERNOULLI = (1/6, -1/30, 1/42, -1/30, 5/66, -691/2730, 7/6, -3617/510, 43867/798, -174611/330)  # fmt: skip
ASYMPTOTIC_FROM = 20.0


def elementary(values: Callable[..., Any], count: int) -> Callable[..., Any]:
    """A function of `count` operands that our own numbers answer as they answer NumPy's.

    Plain numbers and arrays go to `values`. Where an operand is more than that, the call goes through a ufunc of
    the same name, which NumPy takes to the operand's `__array_ufunc__`: so this module knows no number of ours.
    """
    messenger = np.frompyfunc(values, count, 1)

    @functools.wraps(values)
    def function(*operands: Any) -> Any:
        if any(
            hasattr(a, "__array_ufunc__") and not isinstance(a, np.ndarray | np.generic) for a in operands
        ):
            return messenger(*operands)
        return values(*operands)

    return function


def _entry_by_entry(count: int) -> Callable[[Callable[..., float]], Callable[..., Any]]:
    def decorate(function: Callable[..., float]) -> Callable[..., Any]:
        ufunc = np.frompyfunc(function, count, 1)

        @functools.wraps(function)
        def values(*operands: Any) -> Any:
            weak = (a if isinstance(a, int | float) else np.asarray(a) for a in operands)
            dtype = np.result_type(*weak, 1.0)
            return np.asarray(ufunc(*(np.asarray(a, dtype=float) for a in operands)), dtype=dtype)[()]

        return elementary(values, count)

    return decorate


@_entry_by_entry(1)
def erf(x: float) -> float:
    """The error function 2/√π ∫₀ˣ exp(−t²) dt."""
    return math.erf(x)


@_entry_by_entry(1)
def erfc(x: float) -> float:
    """The complementary error function 1 − erf x, accurate for large x."""
    return math.erfc(x)


@_entry_by_entry(1)
def lgamma(x: float) -> float:
    """``log |Γ(x)|``."""
    return math.lgamma(x) if x > 0 or x != math.floor(x) else math.inf


@_entry_by_entry(1)
def digamma(x: float) -> float:
    """ψ(x) = d/dx log Γ(x), for x > 0; nan elsewhere."""
    return _polygamma(0, x)


@_entry_by_entry(2)
def polygamma(x: float, z: float) -> float:
    """The derivative of digamma of order x at z > 0."""
    return _polygamma(x, z)


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


@functools.cache
def _unit_interval() -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of Gauss and Legendre's rule on [0, 1], exact to rounding where we need it."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    return (nodes + 1) / 2, weights / 2


@_entry_by_entry(2)
def sinc_derivative(x: float, z: float) -> float:
    """The derivative of `np.sinc` of order x at z, without the cancellation of its formulas near 0.

    With t = πz it is πˣ ∫₀¹ uˣ cos(tu + xπ/2) du: a quadrature near 0, beyond the recurrence that comes of
    differentiating t·s = sin t.
    """
    if not (x >= 0 and x == math.floor(x)) or math.isnan(z):
        return math.nan
    if math.isinf(z):
        return 0.0
    n, t = int(x), math.pi * z
    turns = (np.cos, lambda u: -np.sin(u), lambda u: -np.cos(u), np.sin)  # cos(· + n·π/2), exact at 0
    if abs(t) < max(ASYMPTOTIC_FROM, 2 * n):
        u, weight = _unit_interval()
        return float(math.pi**n * np.dot(weight * u**n, turns[n % 4](t * u)))
    s = math.sin(t) / t
    for k in range(1, n + 1):
        s = (float(turns[(k - 1) % 4](t)) - k * s) / t
    return math.pi**n * s


@_entry_by_entry(1)
def logit(x: float) -> float:
    """log(x/(1 − x)), the inverse of expit: −inf at 0, inf at 1, nan beyond."""
    if x in (0.0, 1.0):
        return math.inf if x else -math.inf
    if not 0.0 < x < 1.0:
        return math.nan
    return 2.0 * math.atanh(2.0 * x - 1.0) if 0.25 < x < 0.75 else math.log(x / (1.0 - x))


@_entry_by_entry(1)
def normal_density(x: float) -> float:
    """exp(−x²/2)/√(2π); a part of x whose square is exact goes first, since x² alone would lose digits."""
    if not abs(x) < 40.0:
        return x if math.isnan(x) else 0.0
    coarse = math.floor(16.0 * x) / 16.0
    product = math.exp(-0.5 * coarse * coarse) * math.exp(-0.5 * (x - coarse) * (x + coarse))
    return product / math.sqrt(2.0 * math.pi)


# 1/√2 = ROOT_HALF + ROOT_REST; the first cut into halves whose products with halves are exact.
ROOT_HALF, ROOT_REST = 0.7071067811865476, -4.833646656726457e-17
SPLITTER = 134217729.0


def _halves(x: float) -> tuple[float, float]:
    high = SPLITTER * x - (SPLITTER * x - x)
    return high, x - high


@_entry_by_entry(1)
def ndtr(x: float) -> float:
    """The normal distribution function ½ erfc(−x/√2); the rounding of x/√2 is made good (Dekker's product)."""
    if not abs(x) < 40.0:
        return x if math.isnan(x) else float(x > 0)
    u, (high, low), (h, l) = -x * ROOT_HALF, _halves(-x), _halves(ROOT_HALF)
    lost = ((high * h - u) + high * l + low * h) + low * l - x * ROOT_REST
    return 0.5 * math.erfc(u) - lost * math.exp(-u * u) / math.sqrt(math.pi)


__all__ += ["logit", "ndtr", "normal_density"]
