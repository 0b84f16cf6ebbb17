"""Dual numbers x + ẋd with d² = 0: a value and its tangent, carried together through any NumPy program
(slides 7-10).

Layout of tangents, decided here and used everywhere:

- one direction: the tangent has the primal's shape;
- p directions d₁ … d_p at once: the tangent has one more axis, in front: shape (p, *primal.shape), and row
  i belongs to dᵢ. Products dᵢdⱼ are dropped (slide 10). `Dual.seed` makes the identity, from which a whole
  gradient comes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lecture14.autodiff.core.activity import Active, nonzero, pushed_with_care
from lecture14.autodiff.core.chain_rule import has_nan, identity_rows, pushed, rank
from lecture14.autodiff.core.number import Number, Params, apply, as_real, evaluated
from lecture14.autodiff.core.tape import by_one_hand, level_by_hand
from lecture14.autodiff.core.values import as_precise, settle, slope_precision
from lecture14.autodiff.core.writing import own
from lecture14.autodiff.support.errors import UnsupportedOperation, here
from lecture14.autodiff.support.formatting import number


class Dual(Number):
    """A dual number x + ẋd over the reals, or an array of them.

    Parameters
    ----------
    primal : float or array
        The value x. Integers become floats.
    tangent : float or array
        The derivative ẋ along one direction (same shape as `primal`), or along p directions at once
        (shape `(p, *primal.shape)`).

    Raises
    ------
    ValueError
        If the tangent's shape is neither of these.
    UnsupportedOperation
        If either is not real and numeric.

    Notes
    -----
    Slides 7-10. Comparisons, `if` and `while` see the primal alone. Dual numbers of one derivative are made side by
    side. One that a function makes while another's derivative is being taken by hand is not mixed with it, unless
    its tangent is zero: that is what `derivative` and `jvp` can keep apart.

    Examples
    --------
    >>> x = Dual(3.0, 1.0)
    >>> x * x + 2
    Dual(primal=11.0, tangent=6.0)
    >>> x1, x2 = Dual.seed(1.5, 2.0)
    >>> x1 * x2 + np.sin(x1)
    Dual(primal=3.99749, tangent=[2.07074, 1.5])
    """

    __slots__ = ("active", "level", "primal", "tangent")
    primal: Any
    tangent: Any
    # Where the tangent is more than a zero of the seed; nothing is said where all of it is (see `activity`).
    active: Active
    # The class that holds such parts; a quicker one where there is one (see `fast`).
    class_for: Callable[[Any, Any], type[Dual]]

    def __init__(self, primal: Any, tangent: Any):
        primal, tangent = _parts(primal, tangent)
        active = nonzero(tangent)
        if np.all(active):
            self.__class__ = Dual.class_for(primal, tangent)
        else:
            self.active = active
        self.primal, self.tangent = primal, tangent
        self.level = level_by_hand((primal, tangent), constant=not np.any(active))

    @staticmethod
    def seed(*primals: Any) -> tuple[Dual, ...]:
        """Dual numbers whose directions d₁, d₂, … are the entries of all primals in turn: the whole
        gradient at once.

        Parameters
        ----------
        *primals : float or array
            The inputs x₁, x₂, …, of p entries altogether.

        Returns
        -------
        tuple of Dual
            One a primal; together their tangents are the (p, p) identity.

        Notes
        -----
        Slide 10: f(x₁ + ẋ₁d₁, x₂ + ẋ₂d₂) with ẋ₁ = ẋ₂ = 1.

        Examples
        --------
        >>> Dual.seed(1.5, 2.0)
        (Dual(primal=1.5, tangent=[1.0, 0.0]), Dual(primal=2.0, tangent=[0.0, 1.0]))
        """
        return tuple(map(Dual, primals, identity_rows(map(np.shape, primals))))

    @property
    def directions(self) -> int | None:
        """How many directions the tangent holds; None for a single one without an axis of its own."""
        shape = np.shape(self.tangent)
        return shape[0] if len(shape) > self.ndim else None

    def _apply(self, rule: Any, args: Sequence[Any], params: Params) -> Dual:
        """y + ẏd with ẏ = Σ ∂y/∂xᵢ · ẋᵢ: the derivative is taken in passing (slide 11)."""
        level, values, tangents, counts, nested = self.level, [], [], set(), False
        for a in args:
            t = None
            if isinstance(a, Dual) and a.level == level:
                a, t = a.primal, a.tangent
                counts.add(None if rank(t) == rank(a) else len(t))
            elif isinstance(a, Dual) and by_one_hand(a.level, level):
                a = a._as_constant()
            values.append(a)
            tangents.append(t)
            nested = nested or isinstance(a, Number)
        if len(counts) > 1:
            came = " and ".join("a single one" if n is None else str(n) for n in sorted(counts, key=str))
            raise ValueError(f"{rule.name} got tangents of different numbers of directions{here()}: {came}")
        (directions,) = counts
        with np.errstate(all="ignore"):
            y = apply(rule, values, params) if nested else evaluated(rule, values, params)
            if level % 1:  # made by hand: no driver looks at what comes out, to run again with care
                active = [a.activity if self._mine(a) else None for a in args]
                tangent, reached = pushed_with_care(rule, values, tangents, active, y, params, directions)
            else:
                tangent, reached = pushed(rule, values, tangents, y, params, directions), True
        if tangent is None:
            zeros = np.zeros(
                np.shape(y) if directions is None else (directions, *np.shape(y)), slope_precision(y)
            )
            tangent, reached = settle(zeros), True if reached is True else np.full(np.shape(zeros), False)
        if reached is True or reached.all():
            return dual(y, tangent, level)
        result = object.__new__(Dual)
        result.primal, result.tangent, result.level, result.active = y, tangent, level, reached
        return result

    @property
    def activity(self) -> Active:
        """Where the tangent is more than a zero of the seed: truth values in its shape."""
        return self.active if hasattr(self, "active") else np.full(np.shape(self.tangent), True)

    def _as_constant(self) -> Any:
        """The primal of a dual number by hand that meets one made deeper inside, or less deep."""
        if np.any(nonzero(self.tangent)):
            raise UnsupportedOperation(
                f"dual numbers that were made by hand in calls of different depth meet{here()}: the derivative of an "
                "inner function would be confused with that of the outer; take one of them with derivative or jvp, "
                "or make the dual numbers of one derivative side by side, as Dual.seed does"
            )
        return self.primal

    def _admits(self, new: Any) -> bool:
        return isinstance(new, Dual) and by_one_hand(new.level, self.level)

    def _become(self, other: Dual) -> None:
        self.primal, self.tangent, self.level = other.primal, other.tangent, other.level
        self.active = other.activity

    def _snapshot(self) -> Dual:
        copy = dual(self.primal, self.tangent, self.level)
        if hasattr(self, "active"):
            copy.__class__, copy.active = Dual, self.active
        return copy

    def _has_nan(self) -> bool:
        return has_nan(self.primal) or has_nan(self.tangent)

    def __reduce__(self) -> tuple[Any, ...]:
        return dual, (self.primal, self.tangent, self.level)

    def __repr__(self) -> str:
        return f"Dual(primal={number(self.primal)}, tangent={number(self.tangent)})"


Dual._kind = Dual
Dual._plain = vars(Dual)["primal"]  # the slot, under another name
Dual.class_for = staticmethod(lambda primal, tangent: Dual)


def seeded(primal: Any, tangent: Any, level: float) -> Dual:
    """A dual number of a level, from parts of a user."""
    return dual(*_parts(primal, tangent), level)


def _parts(primal: Any, tangent: Any) -> tuple[Any, Any]:
    """Primal and tangent from outside, checked and copied."""
    primal, tangent = own(as_real(primal, "Dual's primal")), own(as_real(tangent, "Dual's tangent"))
    x, t = np.shape(primal), np.shape(tangent)
    if t != x and (len(t) != len(x) + 1 or t[1:] != x):
        raise ValueError(
            f"tangent has shape {t}; expected the primal's shape {x}, or {_shape_with_directions(x)} "
            "for p directions"
        )
    return primal, as_precise(tangent, primal)


def dual(primal: Any, tangent: Any, level: float) -> Dual:
    """A dual number of a level, from parts that are known to fit."""
    result = object.__new__(Dual.class_for(primal, tangent))
    result.primal = primal
    result.tangent = tangent
    result.level = level
    return result


def _shape_with_directions(shape: tuple[int, ...]) -> str:
    return f"(p, {', '.join(map(str, shape))})" if shape else "(p,)"
