"""Power series whose coefficients are computed when first asked for, and the chain rule for them (slide 21).

For y = φ(x) along a series x(t) = Σ xₖ tᵏ the chain rule y' = φ'(x)·x' says, coefficient by coefficient,

    k·yₖ = Σⱼ j·xⱼ·v₍ₖ₋ⱼ₎   with v = φ'(x).

The series of v is what the rule table's text of the derivative says of the series of x and y, and its coefficient
k - 1 needs only earlier ones of theirs. So a `Stream` computes each when it is asked for, and exp' = exp or
sin' = cos, cos' = -sin unwind by themselves: no function needs a recurrence of its own. Griewank & Walther (2008),
section 13.2; McIlroy (1999), "Power series, power serious".
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lecture14.autodiff.core.number import apply
from lecture14.autodiff.core.rules import RULES, Rule
from lecture14.autodiff.core.values import settle
from lecture14.autodiff.expressions.compiled import compile_function, names_in, over_arrays


class Stream:
    """Coefficients c₀, c₁, … of a power series, each computed when first asked for, and kept.

    Parameters
    ----------
    first : number or array, c₀
    rest : callable, optional
        k ↦ cₖ for k > 0, asked in order; a constant when left out.
    memo : dict
        The streams of one evaluation by function and operands, so that sin's slope's slope is this very sin.
    """

    __slots__ = ("known", "memo", "rest")
    __array_ufunc__ = None  # NumPy's scalars and arrays leave arithmetic with streams to us

    def __init__(self, first: Any, rest: Callable[[int], Any] | None, memo: dict[Any, Any]):
        self.known = [np.float64(first) if type(first) is float else first]
        self.rest = rest
        self.memo = memo

    def __getitem__(self, k: int) -> Any:
        if self.rest is None:
            return self.known[0] if k == 0 else 0.0
        while len(self.known) <= k:
            self.known.append(self.rest(len(self.known)))
        return self.known[k]

    def upto(self, k: int) -> list[Any]:
        """c₀ … cₖ of a stream that is no constant."""
        self[k]
        return self.known[: k + 1]

    def lift(self, z: Any) -> Stream:
        """An operand as a stream of the same evaluation."""
        return z if isinstance(z, Stream) else Stream(z, None, self.memo)

    def __add__(self, z: Any) -> Stream:
        z = self.lift(z)
        return self._made(z, self[0] + z[0], lambda k: self[k] + z[k])

    def __sub__(self, z: Any) -> Stream:
        z = self.lift(z)
        return self._made(z, self[0] - z[0], lambda k: self[k] - z[k])

    def __mul__(self, z: Any) -> Stream:
        z = self.lift(z)
        if z.rest is None:
            return self._made(z, self[0] * z[0], lambda k: self[k] * z[0])
        if self.rest is None:
            return z * self
        return self._made(z, self[0] * z[0], lambda k: convolved(self.upto(k), z.upto(k)))

    def __truediv__(self, z: Any) -> Stream:
        z = self.lift(z)
        if z.rest is None:
            return self._made(z, self[0] / z[0], lambda k: self[k] / z[0])
        # y·z = x, solved for yₖ
        y = self._made(z, self[0] / z[0], lambda k: (self[k] - convolved(y.known, z.upto(k)[1:])) / z[0])
        return y

    def _made(self, z: Stream, first: Any, rest: Callable[[int], Any]) -> Stream:
        return Stream(first, None if self.rest is z.rest is None else rest, self.memo)

    def __neg__(self) -> Stream:
        return Stream(-self[0], None if self.rest is None else lambda k: -self[k], self.memo)

    def __pow__(self, z: Any) -> Stream:
        return stream_of(RULES["power"], [self, self.lift(z)])

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, z: Any) -> Stream:
        return self.lift(z) - self

    def __rtruediv__(self, z: Any) -> Stream:
        return self.lift(z) / self

    def __rpow__(self, z: Any) -> Stream:
        return self.lift(z) ** self

    # A comparison in a derivative's text chooses by the value, as everywhere.

    def __lt__(self, z: Any) -> Any:
        return self.lift(self[0] < self.lift(z)[0])

    def __gt__(self, z: Any) -> Any:
        return self.lift(self[0] > self.lift(z)[0])

    def __eq__(self, z: Any) -> Any:
        return self.lift(self[0] == self.lift(z)[0])

    def __ne__(self, z: Any) -> Any:
        return self.lift(self[0] != self.lift(z)[0])

    __hash__ = object.__hash__


def convolved(x: list[Any], z: list[Any]) -> Any:
    """Σⱼ xⱼ z₍ₙ₋ⱼ₎ over two lists of one length."""
    return sum(map(operator.mul, x, reversed(z)))


ARITHMETIC = {
    "add": Stream.__add__, "subtract": Stream.__sub__, "multiply": Stream.__mul__, "divide": Stream.__truediv__,
}  # fmt: skip


def stream_of(rule: Rule, operands: list[Stream]) -> Stream:
    """The stream of φ(x, …), from the streams of its operands and the text of its partial derivatives."""
    if rule.name in ARITHMETIC:
        return ARITHMETIC[rule.name](*operands)
    if rule.name in ("power", "float_power"):
        power = _power(rule, *operands)
        if power is not None:
            return power
    memo = operands[0].memo
    key = (rule, *((x[0],) if isinstance(x[0], np.generic) and not x.rest else id(x) for x in operands))
    if key in memo:
        return memo[key][0]
    y = Stream(apply(rule, [settle(x[0]) for x in operands]), None, memo)
    memo[key] = y, operands  # the operands too: an id must not be given away
    moving = [i for i, x in enumerate(operands) if x.rest is not None and rule.moves(i)]
    shares: list[tuple[Stream, Stream, list[Any]]] = []  # an operand x, y's slope v in it, and j·xⱼ so far

    def coefficient(k: int) -> Any:
        if not shares:  # asked for here, not above: a slope may name y
            shares.extend((operands[i], y.lift(slopes_of(rule)[i](*operands, y)), []) for i in moving)
        return sum(_share(*share, k) for share in shares)

    y.rest = coefficient if moving else None
    return y


def _share(x: Stream, v: Stream, dx: list[Any], k: int) -> Any:
    """One operand's share of yₖ: Σⱼ j·xⱼ·v₍ₖ₋ⱼ₎ / k."""
    if v.rest is None:
        return x[k] * v[0]
    dx.append(k * x[k])
    return convolved(dx, v.upto(k - 1)) / k


def _power(rule: Rule, x: Stream, z: Stream) -> Stream | None:
    """Powers where the rule's own text would be a tower of ever lower exponents, or a logarithm of zero.

    A whole exponent squares and multiplies. For another constant one and x₀ ≠ 0, x·y' = z·y·x' solved for yₖ. At
    x₀ = 0 the tower is right: it ends where the derivatives do.
    """
    if z.rest is not None and x.rest is not None:
        y = stream_of(RULES["exp"], [z * stream_of(RULES["log"], [x])])
        return Stream(apply(rule, (settle(x[0]), settle(z[0]))), lambda k: y[k], x.memo)
    if z.rest is not None or x.rest is None:
        return None
    a: Any = z[0]
    if np.isscalar(z[0]) and 0 <= a < np.inf and a == np.floor(a):
        half = x ** (a // 2) if a > 1 else x.lift(1.0)
        y = half * half * x if a % 2 else half * half
        return Stream(apply(rule, (settle(x[0]), settle(a))), y.rest, x.memo)
    if not np.all(x[0] != 0) or np.any((a >= 0) & (a == np.floor(a))):
        return None
    y = Stream(
        apply(rule, (settle(x[0]), settle(a))),
        lambda k: sum((j * (a + 1) - k) * x[j] * y[k - j] for j in range(1, k + 1)) / (k * x[0]),
        x.memo,
    )
    return y


@cache
def slopes_of(rule: Rule) -> tuple[Callable[..., Any], ...]:
    """The partial derivatives' texts as functions of streams."""
    parameters = ", ".join((*rule.arguments, "y"))
    return tuple(
        compile_function(
            f"def slope({parameters}):\n    return {text}\n",
            "slope",
            {n: _on_streams(n) for n in names_in(text)},
        )
        for text in rule.partials
    )


def _on_streams(name: str) -> Any:
    """What a name in such a text means: a line of the table, on streams and on plain numbers."""
    plain = over_arrays(name)
    if not callable(plain):
        return plain

    def function(*operands: Any) -> Any:
        first = next((x for x in operands if isinstance(x, Stream)), None)
        if first is None:
            return plain(*operands)
        return stream_of(RULES[{"abs": "absolute"}.get(name, name)], [first.lift(x) for x in operands])

    return function
