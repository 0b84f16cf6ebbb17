"""Truncated Taylor arithmetic: derivatives of any order in one pass (slide 21, higher derivatives).

A `Series` holds the coefficients c₀ … c_p of x(t) = Σ cₖ tᵏ. For y = φ(x) the chain rule y' = φ'(x)·x' says,
coefficient by coefficient, k·yₖ = Σⱼ j·xⱼ·v₍ₖ₋ⱼ₎ with v = φ'(x). The series of v is what the rule table's text of
the derivative says of the series of x and y; its coefficient k - 1 needs only earlier ones of theirs. So a `Stream`
computes each coefficient when it is asked for, and exp' = exp or sin' = cos, cos' = -sin unwind by themselves: no
function needs a recurrence of its own. The work grows quadratically with the order, where nested dual numbers
double it with every order. Griewank & Walther (2008), chapter 13; McIlroy (1999), "Power series, power serious".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from lecture14.autodiff.core.number import (
    LEVEL_STEP,
    Number,
    Params,
    apply,
    as_real,
    constant,
    new_level,
    settle,
)
from lecture14.autodiff.core.rules import RULES, Rule
from lecture14.autodiff.expressions.compiled import compile_function, names_in, over_arrays
from lecture14.autodiff.support.errors import here, no_rule
from lecture14.autodiff.support.formatting import number

JOINTLY_LINEAR = ("concatenate", "where", "set_item")
PIECEWISE_LINEAR = ("max", "min")
STRIDE = 8  # coefficients that streams may ask of each other in one go


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
        return self._made(z, self[0] * z[0], lambda k: sum(self[j] * z[k - j] for j in range(k + 1)))

    def __truediv__(self, z: Any) -> Stream:
        z = self.lift(z)
        if z.rest is None:
            return self._made(z, self[0] / z[0], lambda k: self[k] / z[0])
        # y·z = x, solved for yₖ
        y = self._made(z, self[0] / z[0], lambda k: (self[k] - sum(y[j] * z[k - j] for j in range(k))) / z[0])
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
    slopes: list[tuple[Stream, Stream]] = []

    def coefficient(k: int) -> Any:
        if not slopes:  # asked for here, not above: a slope may name y
            slopes.extend((operands[i], y.lift(slopes_of(rule)[i](*operands, y))) for i in moving)
        return sum(_handed_on(x, v, k) for x, v in slopes)

    y.rest = coefficient if moving else None
    return y


def _handed_on(x: Stream, v: Stream, k: int) -> Any:
    """One operand's share of yₖ: Σⱼ j·xⱼ·v₍ₖ₋ⱼ₎ / k."""
    return x[k] * v[0] if v.rest is None else sum(j * x[j] * v[k - j] for j in range(1, k + 1)) / k


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
    a = z[0]
    if isinstance(a, np.generic) and 0 <= a < np.inf and a == np.floor(a):
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


class Series(Number):
    """A truncated Taylor series with coefficients that are floats or arrays of one shape.

    Examples
    --------
    >>> x = Series([2.0, 1.0, 0.0])
    >>> x * x
    Series([4.0, 4.0, 1.0])
    """

    __slots__ = ("coefficients", "level")

    def __init__(self, coefficients):
        self.coefficients = list(coefficients)
        self.level = (
            max((c.level for c in self.coefficients if isinstance(c, Number)), default=0.0) + LEVEL_STEP
        )

    @property
    def _plain(self):
        return self.coefficients[0]

    def _apply(self, rule: Any, args: Sequence[Any], params: Params | None) -> Series:
        for a in args:
            if self._mine(a) and len(a.coefficients) != len(self.coefficients):
                raise ValueError(
                    f"{rule.name} got series of different orders{here()}: "
                    f"{len(self.coefficients) - 1} and {len(a.coefficients) - 1}"
                )
        with np.errstate(all="ignore"):
            result = self._entries(rule, args) if rule.elementwise else self._through(rule, args, params)
        series = Series([settle(c) for c in result])
        series.level = self.level
        return series

    def _entries(self, rule: Rule, args: Sequence[Any]) -> list[Any]:
        """The coefficients of an elementwise function, read off its stream."""
        memo: dict[Any, Any] = {}
        operands = [
            Stream(a.coefficients[0], a.coefficients.__getitem__, memo)
            if self._mine(a)
            else Stream(
                a if isinstance(a, Number) else np.asarray(constant(a, rule.name))[()] * 1.0, None, memo
            )
            for a in args
        ]
        y = stream_of(rule, operands)
        shape = np.shape(y[0])
        for known in range(STRIDE, len(self.coefficients), STRIDE):
            # The youngest first, so that none has to go far for what it needs: polygamma's slope, its slope's slope
            # and so on are as many streams as there are coefficients, too many for a recursion.
            for born, _ in reversed(list(memo.values())):
                born[min(len(born.known), known) + STRIDE - 1]
        coefficients = (y[k] for k in range(len(self.coefficients)))
        return [c if np.shape(c) == shape else c + np.zeros(shape) for c in coefficients]

    def _through(self, rule, args, params) -> list:
        """Array operations that are linear: what they do to each coefficient, or each pair of them."""
        mine = [i for i, a in enumerate(args) if self._mine(a)]
        orders = range(len(self.coefficients))

        def at(k: int, *indices: int) -> tuple:
            """The operands with coefficient k (or the given ones) in place of the series."""
            chosen_ = dict(zip(mine, indices or [k] * len(mine), strict=True))
            return tuple(a.coefficients[chosen_[i]] if i in chosen_ else a for i, a in enumerate(args))

        if not any(rule.moves(i) for i in mine):  # comparisons, templates: constants
            y = apply(rule, at(0), params)
            return [y, *[np.zeros(np.shape(y))] * (len(orders) - 1)]
        if rule.name in JOINTLY_LINEAR:

            def part(i: int, a, k: int):
                if not rule.moves(i):
                    return a.coefficients[0] if i in mine else a
                return a.coefficients[k] if i in mine else np.zeros(np.shape(a))

            rest = [[part(i, a, k) for i, a in enumerate(args)] for k in orders[1:]]
            return [apply(rule, at(0), params), *(apply(rule, r, params) for r in rest)]
        if rule.name in PIECEWISE_LINEAR:
            y = apply(rule, at(0), params)
            return [y, *(rule.push(mine[0], self.coefficients[k], y, at(0), params) for k in orders[1:])]
        if getattr(rule, "linear", False) and len(mine) == 1:
            return [apply(rule, at(k), params) for k in orders]
        if getattr(rule, "linear", False) and len(mine) == 2:
            return [sum(apply(rule, at(k, j, k - j), params) for j in range(k + 1)) for k in orders]
        raise no_rule(f"np.{rule.name}", "Series", remedy="nest derivative() instead")

    def _become(self, other: Series) -> None:
        self.coefficients = other.coefficients

    def __repr__(self) -> str:
        return f"Series([{', '.join(map(number, self.coefficients))}])"


Series._kind = Series


def taylor(f: Callable[..., Any], x: Any, order: int) -> Any:
    """Taylor coefficients of t ↦ f(x + t) at t = 0, up to the given order.

    Parameters
    ----------
    f : callable
        A function of one scalar (or of an array, entry by entry).
    x : float or array
        Where to expand.
    order : int
        The highest power of t.

    Returns
    -------
    (order + 1, *f(x).shape) array
        Entry k is f⁽ᵏ⁾(x)/k!.

    Notes
    -----
    Slide 21: higher derivatives at a cost quadratic in the degree. Griewank & Walther (2008), chapter 13.

    Examples
    --------
    >>> taylor(np.exp, 0.0, 4)
    array([1.        , 1.        , 0.5       , 0.16666667, 0.04166667])
    """
    if not isinstance(order, int | np.integer) or order < 0:
        raise ValueError(f"order is {order!r}; expected an integer of at least 0")
    x = as_real(x, "taylor's x")
    one = 1.0 if np.shape(x) == () else np.ones(np.shape(x))
    series = Series([x, one, *[0.0 * one] * (order - 1)][: order + 1])
    series.level = new_level()
    y = f(series)
    if isinstance(y, Series) and y.level == series.level:
        return np.stack([np.asarray(c) if not isinstance(c, Number) else c for c in y.coefficients])
    return np.stack([np.asarray(y, dtype=float), *[np.zeros(np.shape(y))] * order])
