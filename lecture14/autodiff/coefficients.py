"""Arithmetic of truncated Taylor series, held as lists of coefficients; each costs at most O(order²)
operations.

With x(t) = Σ xₖ tᵏ and y = φ(x), the chain rule y' = φ'(x)·x' gives, coefficient by coefficient,
k·yₖ = Σⱼ₌₁ᵏ j·xⱼ·v₍ₖ₋ⱼ₎ with v = φ'(x): `integrated` is that line. Griewank & Walther (2008), section 13.2;
Knuth, TAOCP vol. 2, section 4.7. The functions of the rule table are made of these in `recurrences.py`.
"""

from __future__ import annotations

from collections.abc import Callable

Coefficients = list


def add(x, z):
    """Sums are term by term."""
    return [a + b for a, b in zip(x, z, strict=True)]


def subtract(x, z):
    """Differences are term by term."""
    return [a - b for a, b in zip(x, z, strict=True)]


def scale(factor, x):
    """A multiple by what does not move, such as a constant or a sign."""
    return [factor * a for a in x]


def multiply(x, z):
    """yₖ = Σⱼ xⱼ z₍ₖ₋ⱼ₎, the convolution."""
    return [sum(x[j] * z[k - j] for j in range(k + 1)) for k in range(len(x))]


def divide(x, z):
    """y·z = x solved for yₖ."""
    y: Coefficients = []
    for k in range(len(x)):
        y.append((x[k] - sum(y[j] * z[k - j] for j in range(k))) / z[0])
    return y


def integrated(y0, slope: Callable[[int], object], x):
    """y from y₀ and the coefficients of its slope v, asked in order: k·yₖ = Σⱼ j·xⱼ·v₍ₖ₋ⱼ₎."""
    y, v = [y0], []
    for k in range(1, len(x)):
        v.append(slope(k - 1))
        y.append(sum(j * x[j] * v[k - j] for j in range(1, k + 1)) / k)
    return y


def from_slope(value: Callable, slope: Callable) -> Callable:
    """The recurrence of φ from φ' as a series."""

    def recurrence(x):
        v = slope(x)
        return integrated(value(x[0]), lambda k: v[k], x)

    return recurrence


def one(x):
    """The series of the constant 1."""
    return [1.0 + 0.0 * x[0], *[0.0 * x[0]] * (len(x) - 1)]
