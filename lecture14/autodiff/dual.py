"""Dual numbers x + ẋd with d² = 0: a value and its tangent, carried together through any NumPy program
(slides 7-10).

Layout of tangents, decided here and used everywhere:

- one direction: the tangent has the primal's shape;
- p directions d₁ … d_p at once: the tangent has one more axis, in front: shape (p, *primal.shape), and row
  i belongs to dᵢ. Products dᵢdⱼ are dropped (slide 10). `Dual.seed` makes the identity, from which a whole
  gradient comes.

Arithmetic on Python floats runs through small functions written out from the rule table
(`dual_programs.py`): they are the dual programs of slide 11. Arrays, nested duals, and floats at a pole or at
infinity take the general way, `Dual._apply`.
"""

from __future__ import annotations

import numpy as np

from lecture14.autodiff.arrays import SET_ITEM
from lecture14.autodiff.compiled import OUT_OF_RANGE
from lecture14.autodiff.directions import identity_rows, pushed, rank
from lecture14.autodiff.dual_programs import directions_program, dual_program
from lecture14.autodiff.errors import LeakedValue, here
from lecture14.autodiff.formatting import number
from lecture14.autodiff.overload import Overloaded, apply, chosen, constant, evaluated, settle
from lecture14.autodiff.programs import Programs

# A dual number made by hand of numbers of level l sits this much above l, and below every derivative begun
# later.
LEVEL_STEP = 2.0**-20

# Up to how many directions Python's own arithmetic is quicker than the general way through NumPy.
MOST_IN_A_ROW = 256


class Dual(Overloaded):
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
    Slides 7-10. Comparisons, `if` and `while` see the primal alone.

    Examples
    --------
    >>> x = Dual(3.0, 1.0)
    >>> x * x + 2
    Dual(primal=11.0, tangent=6.0)
    >>> x1, x2 = Dual.seed(1.5, 2.0)
    >>> x1 * x2 + np.sin(x1)
    Dual(primal=3.99749, tangent=[2.07074, 1.5])
    """

    __slots__ = ("level", "primal", "tangent")

    def __init__(self, primal, tangent):
        self.primal = as_real(primal, "Dual's primal")
        self.tangent = as_real(tangent, "Dual's tangent")
        x, t = np.shape(self.primal), np.shape(self.tangent)
        if t != x and (len(t) != len(x) + 1 or t[1:] != x):
            raise ValueError(
                f"tangent has shape {t}; expected the primal's shape {x}, or {_shape_with_directions(x)} "
                "for p directions"
            )
        self.level = LEVEL_STEP + max(
            (v.level for v in (primal, tangent) if isinstance(v, Overloaded)), default=0
        )
        primal, tangent = self.primal, self.tangent
        self.__class__ = _kind(primal, tangent)
        self.tangent = tangent

    @staticmethod
    def seed(*primals) -> tuple[Dual, ...]:
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

    @property
    def _plain(self):
        return self.primal

    def _apply(self, rule, args, params):
        level = self.level
        values, tangents, counts, nested = [], [], [], False
        for a in args:
            if isinstance(a, Dual) and a.level == level:
                a, t = a.primal, a.tangent
                counts.append(None if rank(t) == rank(a) else len(t))
            else:
                t = None
            values.append(a)
            tangents.append(t)
            nested = nested or isinstance(a, Overloaded)
        directions = counts[0]
        if len(counts) > 1 and len(set(counts)) > 1:
            came = " and ".join("a single one" if n is None else str(n) for n in counts)
            raise ValueError(f"{rule.name} got tangents of different numbers of directions{here()}: {came}")
        with np.errstate(all="ignore"):
            y = apply(rule, values, params) if nested else evaluated(rule, values, params)
            tangent = pushed(rule, values, tangents, y, params, directions)
        if tangent is None:
            tangent = settle(np.zeros(np.shape(y) if directions is None else (directions, *np.shape(y))))
        return _dual(y, tangent, level)

    def __setitem__(self, index, value):
        """Item assignment; the arrays that this number was made of are left alone."""
        new = apply(SET_ITEM, (self, value), {"index": index})
        if new.level != self.level:
            raise LeakedValue(f"an item of a Dual was assigned a value of an inner derivative{here()}")
        self.primal, self.tangent = new.primal, new.tangent

    def _predicate(self, ufunc, args):
        level = self.level
        return ufunc(*(a.primal if isinstance(a, Dual) and a.level == level else a for a in args))

    def _choose(self, function, args, kwargs):
        level = self.level
        return chosen(
            function, *(a.primal if isinstance(a, Dual) and a.level == level else a for a in args), **kwargs
        )

    def __reduce__(self):
        return _dual, (self.primal, self.tangent, self.level)

    def __repr__(self) -> str:
        return f"Dual(primal={number(self.primal)}, tangent={number(self.tangent)})"


class FloatDual(Dual):
    """A dual number of two Python floats; every such Dual is one, and looks no different.

    The type answers what the quick functions below would ask at each operation, and without arguments to
    check a new one costs half as much.
    """

    __slots__ = ()
    __init__ = object.__init__  # type: ignore[assignment]


class FloatDirections(Dual):
    """A dual number of a Python float with p tangents, kept as a list of floats, the row.

    A call of NumPy costs as much as some twenty operations on floats.
    """

    __slots__ = ()
    __init__ = object.__init__  # type: ignore[assignment]
    row = vars(Dual)["tangent"]  # the slot, under another name

    @property
    def tangent(self) -> np.ndarray:
        return np.array(self.row)

    @tangent.setter
    def tangent(self, tangent: np.ndarray) -> None:
        self.row = tangent.tolist()


def _kind(primal, tangent) -> type[Dual]:
    if type(primal) is not float:
        return Dual
    if type(tangent) is np.ndarray and len(tangent) <= MOST_IN_A_ROW:
        return FloatDirections
    return FloatDual if type(tangent) is float else Dual


def _dual(primal, tangent, level) -> Dual:
    """A dual number from parts that are known to fit."""
    result = object.__new__(_kind(primal, tangent))
    result.primal = primal
    result.tangent = tangent
    result.level = level
    return result


def as_real(value, name: str):
    """A number or array as the package computes with it: real, and a Python float if a scalar."""
    if isinstance(value, Overloaded):
        return value
    value = np.asarray(constant(value, name))
    if value.dtype.kind != "f":
        value = value.astype(float)
    return value if value.ndim else float(value)


def _shape_with_directions(shape: tuple[int, ...]) -> str:
    return f"(p, {', '.join(map(str, shape))})" if shape else "(p,)"


for _quick, _text in ((FloatDual, dual_program), (FloatDirections, directions_program)):
    _quick.__name__ = _quick.__qualname__ = Dual.__name__  # what errors call it
    Programs(_quick, _text, lambda rule: {"OUT_OF_RANGE": OUT_OF_RANGE}).install()
Dual._programs = FloatDual._programs
