"""Functions that NumPy lacks: erf, erfc, exp(−x²), lgamma, digamma, polygamma, the shares of exponentials in their sum,
and the derivatives of sinc, for arrays, floats and the package's own numbers.

erf, erfc and lgamma call Python's `math`. digamma and polygamma move the argument up to x ≥ 20 by their
recurrence and sum the asymptotic series there (Abramowitz & Stegun 6.3.6, 6.3.18, 6.4.6, 6.4.11); a negative one they
reflect (6.3.7, 6.4.7). About its positive root digamma is its Taylor series.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = [
    "digamma",
    "erf",
    "erfc",
    "exp_square",
    "lgamma",
    "polygamma",
    "share",
    "share2",
    "sinc_derivative",
]

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
            with np.errstate(all="ignore"):  # math's own overflow reaches the ufunc's flags
                return np.asarray(ufunc(*(np.asarray(a, dtype=float) for a in operands)), dtype=dtype)[()]

        answer = elementary(values, count)
        answer.of_float = function  # type: ignore[attr-defined]  # what programs on floats call
        return answer

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
    """The logarithm of abs(Γ(x))."""
    try:
        return math.lgamma(x)
    except (ArithmeticError, ValueError):
        return math.inf  # beyond the range, and at the poles


@_entry_by_entry(1)
def exp_square(x: float) -> float:
    """exp(−x²), whose exponent is split so that no digit of the square is lost."""
    if not abs(x) < 40:
        return x if math.isnan(x) else 0.0
    coarse = x - math.fmod(x, 2.0**-20)  # its square has no more than 53 digits
    return math.exp(-coarse * coarse) * math.exp(-(x - coarse) * (x + coarse))


def _share(name: str, exp: Any, scale: float) -> Callable[..., Any]:
    """bˣ/(bˣ + bᶻ): the difference d = x − z decides, and what d lost to rounding is put back to first order."""

    def of_arrays(x: Any, z: Any) -> Any:
        with np.errstate(all="ignore"):
            d = np.subtract(x, z)
            moved = d - x
            lost = (x - (d - moved)) - (z + moved)
            y = 1 / (1 + exp(-d))
            return y + np.where(np.isfinite(d), y * lost * scale / (1 + exp(d)), 0.0)

    def of_float(x: float, z: float) -> float:
        return float(of_arrays(np.float64(x), np.float64(z)))

    of_arrays.__name__ = of_arrays.__qualname__ = name
    of_arrays.__doc__ = (
        f"``{name}(x, z)``, the weight of x in the sum of two exponentials: the slope of its logarithm."
    )
    answer = elementary(of_arrays, 2)
    answer.of_float = of_float  # type: ignore[attr-defined]
    return answer


share, share2 = _share("share", np.exp, 1.0), _share("share2", np.exp2, math.log(2))


@_entry_by_entry(1)
def digamma(x: float) -> float:
    """ψ(x), the derivative of the logarithm of abs(Γ(x)); nan at the poles 0, −1, −2, …"""
    return _polygamma(0, x)


@_entry_by_entry(2)
def polygamma(x: float, z: float) -> float:
    """The derivative of digamma of order x at z."""
    return _polygamma(x, z)


def _polygamma(order: float, x: float) -> float:
    if not 0 <= order < math.inf or order != math.floor(order) or math.isnan(x):
        return math.nan
    if x == math.inf:
        return math.inf if order == 0 else 0.0
    if x == -math.inf or (x <= 0 and x == math.floor(x)):
        return math.nan
    n = _whole("polygamma", order, 150)
    if x < 0:
        return (-1.0) ** n * _polygamma(n, 1.0 - x) - _cotangent(n, x)
    sign = -1.0 if n % 2 == 0 else 1.0
    factorial = math.factorial(n)
    terms: list[float] = []
    while x < ASYMPTOTIC_FROM:
        if n == 0 and abs(x - DIGAMMA_ROOT[0]) < 0.5:
            return _about_the_root(x) + math.fsum(terms)
        power = x ** (n + 1)
        terms.append(sign * (factorial / power if power else math.inf))
        x += 1.0
    if n == 0:
        terms += [math.log(x), -0.5 / x]
        return math.fsum(terms + [_over(-b / (2 * k), x, 2 * k) for k, b in enumerate(BERNOULLI, 1)])
    terms += [_over(sign * math.factorial(n - 1), x, n), _over(sign * factorial / 2, x, n + 1)]
    return math.fsum(terms + [
        _over(sign * b * math.factorial(2 * k + n - 1) / math.factorial(2 * k), x, 2 * k + n)
        for k, b in enumerate(BERNOULLI, 1)
    ])  # fmt: skip


def _whole(name: str, order: float, highest: int) -> int:
    """The order of a derivative, while its factorials and powers fit a float."""
    if order > highest:
        raise ValueError(
            f"{name} has order {order:g}; expected at most {highest}, beyond which its factors overflow"
        )
    return int(order)


def _over(a: float, x: float, n: int) -> float:
    """a/xⁿ; Python raises where the power overflows, and the quotient is next to nothing."""
    try:
        return a / x**n
    except OverflowError:
        return a * (1 / x) ** n


# The root of digamma at 1.4616…, as a sum of two floats.
DIGAMMA_ROOT = (1.4616321449683622, 9.549995429965697e-17)


@functools.cache
def _series_about_the_root() -> list[float]:
    root = DIGAMMA_ROOT[0]
    return [_polygamma(k, root) / math.factorial(k) for k in range(1, 40)]


def _about_the_root(x: float) -> float:
    distance = (x - DIGAMMA_ROOT[0]) - DIGAMMA_ROOT[1]
    total = 0.0
    for coefficient in reversed(_series_about_the_root()):
        total = total * distance + coefficient
    return total * distance


def _cotangent(n: int, x: float) -> float:
    """The derivative of π·cot(πx) of order n: a polynomial in the cotangent, since cot' = −1 − cot²."""
    part = x - round(x)
    if abs(part) < 0.25:
        cot = 1 / math.tan(math.pi * part)
    else:  # exactly 0 between two poles
        cot = math.copysign(math.tan(math.pi * (0.5 - abs(part))), part)
    polynomial = np.polynomial.Polynomial([0.0, math.pi])
    for _ in range(n):
        polynomial = polynomial.deriv() * np.polynomial.Polynomial([-math.pi, 0.0, -math.pi])
    with np.errstate(all="ignore"):
        return float(polynomial(cot))


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
    if not 0 <= x < math.inf or x != math.floor(x) or math.isnan(z):
        return math.nan
    if math.isinf(z):
        return 0.0
    n, t = _whole("sinc_derivative", x, 600), math.pi * z
    turns = (np.cos, lambda u: -np.sin(u), lambda u: -np.cos(u), np.sin)  # cos(· + n·π/2), exact at 0
    if abs(t) < n + 0.5:
        u, weight = _unit_interval()
        return float(math.pi**n * np.dot(weight * u**n, turns[n % 4](t * u)))
    half_turns = round(z)
    phase, sign = math.pi * (z - half_turns), -1.0 if half_turns % 2 else 1.0
    s = sign * math.sin(phase) / t
    for k in range(1, n + 1):
        s = (sign * float(turns[(k - 1) % 4](phase)) - k * s) / t
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
