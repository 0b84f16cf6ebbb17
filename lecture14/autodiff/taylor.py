"""Truncated Taylor arithmetic: derivatives of any order in one pass (slide 21, higher derivatives).

A `Series` holds the coefficients c₀ … c_p of x(t) = Σ cₖ tᵏ. Products are convolutions, and every function
of the rule table has a recurrence that costs at most quadratically many operations in the order, where
nested dual numbers double the work with every order. Griewank & Walther (2008), chapter 13, tables 13.1
and 13.2; Knuth, TAOCP vol. 2, section 4.7.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lecture14.autodiff.arrays import SET_ITEM
from lecture14.autodiff.dual import as_real
from lecture14.autodiff.errors import LeakedValue, here, no_rule
from lecture14.autodiff.formatting import number
from lecture14.autodiff.overload import Overloaded, apply, chosen, constant, new_level, settle
from lecture14.autodiff.recurrences import TABLE
from lecture14.autodiff.rules import ALIASES, RULES

JOINTLY_LINEAR = ("concatenate", "where", "set_item")
PIECEWISE_LINEAR = ("max", "min")


class Series(Overloaded):
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
            max((c.level for c in self.coefficients if isinstance(c, Overloaded)), default=0.0) + 2.0**-20
        )

    @property
    def _plain(self):
        return self.coefficients[0]

    def _apply(self, rule, args, params):
        order = len(self.coefficients) - 1
        for a in args:
            if type(a) is Series and a.level == self.level and len(a.coefficients) != order + 1:
                raise ValueError(
                    f"{rule.name} got series of different orders{here()}: "
                    f"{order} and {len(a.coefficients) - 1}"
                )
        recurrence = TABLE.get(rule.name)
        if recurrence is not None:
            with np.errstate(all="ignore"):
                result = recurrence(*(self._coefficients_of(a, rule) for a in args))
        else:
            result = self._through(rule, args, params)
        series = Series([settle(c) for c in result])
        series.level = self.level
        return series

    def _mine(self, a) -> bool:
        return type(a) is Series and a.level == self.level

    def _coefficients_of(self, a, rule) -> list:
        if self._mine(a):
            return [np.float64(c) if type(c) is float else c for c in a.coefficients]
        a = a if isinstance(a, Overloaded) else np.asarray(constant(a, rule.name))[()]
        return [a * 1.0] + [0.0 * a] * (len(self.coefficients) - 1)

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

    def __setitem__(self, index, value):
        """Item assignment; the arrays that this series was made of are left alone."""
        new = apply(SET_ITEM, (self, value), {"index": index})
        if new.level != self.level:
            raise LeakedValue(f"an item of a Series was assigned a value of an inner derivative{here()}")
        self.coefficients = new.coefficients

    def _predicate(self, ufunc, args):
        return ufunc(*(a.coefficients[0] if self._mine(a) else a for a in args))

    def _choose(self, function, args, kwargs):
        return chosen(function, *(a.coefficients[0] if self._mine(a) else a for a in args), **kwargs)

    def __repr__(self) -> str:
        return f"Series([{', '.join(map(number, self.coefficients))}])"


class _NoPrograms:
    def __getitem__(self, ufunc):
        """Series have no quick way for floats; ufuncs of the table go straight to `apply`."""
        rule = RULES.get(ALIASES.get(ufunc.__name__, ufunc.__name__))
        return None if rule is None else lambda *args: apply(rule, args)


Series._programs = _NoPrograms()


def taylor(f: Callable, x, order: int):
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
        return np.stack([np.asarray(c) if not isinstance(c, Overloaded) else c for c in y.coefficients])
    return np.stack([np.asarray(y, dtype=float), *[np.zeros(np.shape(y))] * order])
