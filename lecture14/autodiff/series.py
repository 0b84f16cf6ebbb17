"""Truncated Taylor series: derivatives of any order in one pass (slide 21, higher derivatives).

A `Series` holds the coefficients c₀ … c_p of x(t) = Σ cₖ tᵏ, and a program computes with it as with a number. Its
elementwise functions are those of the rule table, by the streams of `streams.py`: the work grows quadratically with
the order, where nested dual numbers double it with every order. Array operations that are linear in each argument
multiply out, all others follow from their tangent maps. Griewank & Walther (2008), chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from lecture14.autodiff.core.boundary import check_function, one_result, running
from lecture14.autodiff.core.chain_rule import sum_of
from lecture14.autodiff.core.number import Number, Params, apply, as_real
from lecture14.autodiff.core.rules import Rule
from lecture14.autodiff.core.tape import level_by_hand, new_level, takes_derivatives
from lecture14.autodiff.core.values import constant, settle
from lecture14.autodiff.core.writing import own
from lecture14.autodiff.streams import Stream, stream_of
from lecture14.autodiff.support.errors import here
from lecture14.autodiff.support.formatting import number

JOINTLY_LINEAR = ("concatenate", "where", "set_item")
STRIDE = 8  # coefficients that streams may ask of each other in one go


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
        if not isinstance(coefficients, Iterable) or not (coefficients := list(coefficients)):
            raise TypeError(f"coefficients is {coefficients!r}; expected one coefficient or more, in a list")
        self.coefficients = [own(as_real(c, "Series's coefficient")) for c in coefficients]
        self.level = level_by_hand(self.coefficients, constant=True)

    @property
    def _plain(self):
        return self.coefficients[0]

    def _apply(self, rule: Any, args: Sequence[Any], params: Params) -> Series:
        for a in args:
            if self._mine(a) and len(a.coefficients) != len(self.coefficients):
                raise ValueError(
                    f"{rule.name} got series of different orders{here()}: "
                    f"{len(self.coefficients) - 1} and {len(a.coefficients) - 1}"
                )
        with np.errstate(all="ignore"):
            result = self._entries(rule, args) if rule.elementwise else self._through(rule, args, params)
        return self._like([settle(c) for c in result])

    def _entries(self, rule: Rule, args: Sequence[Any]) -> list[Any]:
        """The coefficients of an elementwise function, read off its stream."""
        memo: dict[Any, Any] = {}

        def stream(a: Any) -> Stream:
            if not self._mine(a):
                first = a if isinstance(a, Number) else np.asarray(constant(a, rule.name))[()] * 1.0
                return Stream(first, None, memo)
            first, *others = a.coefficients
            return Stream(first, lambda k: others[k - 1] if k <= len(others) else 0.0, memo)

        operands = [stream(a) for a in args]
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
        """The coefficients of an array operation: its own doing where it is linear, else by its tangent map."""
        mine = [i for i, a in enumerate(args) if self._mine(a)]
        orders = range(len(self.coefficients))

        def at(*indices: int) -> tuple:
            """The operands with these coefficients in place of the series."""
            chosen_ = dict(zip(mine, indices, strict=True))
            return tuple(a.coefficients[chosen_[i]] if i in chosen_ else a for i, a in enumerate(args))

        y = apply(rule, at(*[0] * len(mine)), params)
        if not any(rule.moves(i) for i in mine):  # comparisons, templates: constants
            return [y, *[np.zeros(np.shape(y))] * (len(orders) - 1)]
        if rule.name in JOINTLY_LINEAR:

            def part(i: int, a, k: int):
                if not rule.moves(i):
                    return a.coefficients[0] if i in mine else a
                return a.coefficients[k] if i in mine else np.zeros(np.shape(a))

            rest = [[part(i, a, k) for i, a in enumerate(args)] for k in orders[1:]]
            return [y, *(apply(rule, r, params) for r in rest)]
        if rule.linear:
            return [
                sum_of(apply(rule, at(*indices), params) for indices in compositions(k, len(mine)))
                for k in orders
            ]
        if rule.name == "linalg.solve":
            return self._solved(args[0], args[1], y)
        return self._integrated(rule, args, params, y)

    def _integrated(self, rule, args, params, first) -> list:
        """y' = Σ ∂y/∂xᵢ·xᵢ' by the rule's tangent map, of which each coefficient of y gives the next."""
        y = [first]
        for k in range(1, len(self.coefficients)):
            cut = [self._like(a.coefficients[:k]) if self._mine(a) else a for a in args]
            slopes = [
                rule.push(
                    i,
                    self._like([j * a.coefficients[j] for j in range(1, k + 1)]),
                    self._like(y),
                    cut,
                    params or {},
                )
                for i, a in enumerate(args)
                if self._mine(a) and rule.moves(i)
            ]
            y.append(sum(slopes).coefficients[-1] / k)
        return y

    def _solved(self, A, b, first) -> list:
        """A·y = b, solved for yₖ: the matrix of all systems is A₀."""
        orders = range(len(self.coefficients))
        A, b = (
            a.coefficients if self._mine(a) else [a, *(np.zeros(np.shape(a)) for _ in orders[1:])]
            for a in (A, b)
        )
        y = [first]
        for k in orders[1:]:
            y.append(np.linalg.solve(A[0], b[k] - sum(A[j] @ y[k - j] for j in range(1, k + 1))))
        return y

    def _become(self, other: Series) -> None:
        self.coefficients = other.coefficients

    def _like(self, coefficients: list[Any]) -> Series:
        """A series of the same level."""
        series = object.__new__(Series)
        series.coefficients, series.level = coefficients, self.level
        return series

    def _snapshot(self) -> Series:
        return self._like(self.coefficients)

    def __repr__(self) -> str:
        return f"Series([{', '.join(map(number, self.coefficients))}])"


Series._kind = Series


def compositions(k: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to write k as an ordered sum of so many whole numbers ≥ 0.

    Examples
    --------
    >>> list(compositions(2, 2))
    [(0, 2), (1, 1), (2, 0)]
    """
    if parts == 1:
        yield (k,)
        return
    for j in range(k + 1):
        for rest in compositions(k - j, parts - 1):
            yield j, *rest


@takes_derivatives
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
    check_function(f)
    if not isinstance(order, int | np.integer) or order < 0:
        raise ValueError(f"order is {order!r}; expected an integer of at least 0")
    x = as_real(x, "taylor's x")
    one = 1.0 if np.shape(x) == () else np.ones(np.shape(x))
    series = Series([x, one, *[0.0 * one] * (order - 1)][: order + 1])
    series.level = level = new_level()
    with running(level):
        y = one_result(f(series), level)
    if isinstance(y, Series) and y.level == series.level:
        return np.stack([np.asarray(c) if not isinstance(c, Number) else c for c in y.coefficients])
    return np.stack([np.asarray(y, dtype=float), *[np.zeros(np.shape(y))] * order])
