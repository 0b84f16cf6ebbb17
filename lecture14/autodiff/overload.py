"""What all of the package's numbers share: Python's operators and NumPy's functions, turned into table
look-ups.

`Overloaded` is the base of `Dual` (forward mode), `Variable` (graph) and `Series` (Taylor). It answers `x *
y`, `np.sin(x)` and `np.sum(x)` by finding the rule and handing it to `apply`, which gives it to the
innermost derivative being taken. That is the whole of operator overloading (slide 15); what a rule then
does is the subclass's affair.

Every number carries a level. A derivative inside a derivative gets a higher level, and an operation on
mixed levels belongs to the highest, which sees the others as constants. So perturbations cannot be confused
(Siskind & Pearlmutter 2008; Manzyuk et al. 2019).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from lecture14.autodiff.errors import UnsupportedOperation, here, not_a_float
from lecture14.autodiff.protocols import FUNCTIONS, NumPyProtocols, top_of
from lecture14.autodiff.rules import RULES

FLOAT64 = np.dtype(float)

# Levels of derivatives in progress; numbers made by hand sit at 0 and a little above what they are made of.
new_level = itertools.count(1).__next__


def apply(rule, args, params=None) -> Any:
    """Apply a rule to values of any kind; the number of the highest level decides how."""
    top = None
    for a in args:
        if isinstance(a, Overloaded) and (top is None or a.level > top.level):
            top = a
    if top is not None:
        return top._apply(rule, args, params or {})
    with np.errstate(all="ignore"):
        return evaluated(rule, args, params)


def evaluated(rule, values, params=None) -> Any:
    """A rule's value for plain numbers and arrays; the caller silences NumPy."""
    plain = [
        v
        if (kind := type(v)) is float or (kind is np.ndarray and v.dtype is FLOAT64)
        else constant(v, rule.name, i)
        for i, v in enumerate(values, 1)
    ]
    return settle(rule.evaluate(*plain, **(params or {})))


def constant(value, operation: str, position: int | None = None):
    """A plain operand as NumPy sees it: a float stays one, lists become arrays, anything else is an error."""
    kind = type(value)
    which = f" as argument {position}" if position else ""
    if kind is float or kind is np.ndarray:
        array = value
    elif isinstance(value, bool | int | np.generic):
        return value
    elif isinstance(value, list | tuple | float):
        array = np.asarray(value)
    else:
        raise UnsupportedOperation(
            f"{operation} got a {kind.__name__}{which}{here()}: expected a number or an array"
        )
    if kind is not float and array.dtype.kind not in "biuf":
        raise UnsupportedOperation(
            f"{operation} got an array of dtype {array.dtype}{which}{here()}: expected real numbers"
        )
    return array


def settle(value):
    """Scalars of NumPy as Python floats, which are faster; all else as it is.

    Examples
    --------
    >>> settle(np.float64(2.0)), settle(np.arange(2.0))
    (2.0, array([0., 1.]))
    """
    kind = type(value)
    if kind is np.float64 or (kind is np.ndarray and value.ndim == 0 and value.dtype == np.float64):
        return float(value)
    return value


def _operator(name: str):
    rule = RULES[name]

    def forward(self, other):
        return apply(rule, (self, other))

    def reflected(self, other):
        return apply(rule, (other, self))

    return forward, reflected


def _comparison(ufunc: np.ufunc):
    def compare(self, other):
        return self._predicate(ufunc, (self, other))

    return compare


class Overloaded(NumPyProtocols):
    """A number that NumPy and Python's operators know how to use; see the module's docstring."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]  # == compares values, as for arrays

    # Answers of the subclass ------------------------------------------------------------------------------

    def _apply(self, rule, args, params):
        raise NotImplementedError

    @property
    def _plain(self):
        """The value without its derivative; it may be a number of a lower level."""
        raise NotImplementedError

    def _choose(self, function, args, kwargs):
        raise NotImplementedError

    # Python's operators -----------------------------------------------------------------------------------

    __add__, __radd__ = _operator("add")
    __sub__, __rsub__ = _operator("subtract")
    __mul__, __rmul__ = _operator("multiply")
    __truediv__, __rtruediv__ = _operator("divide")
    __pow__, __rpow__ = _operator("power")
    __mod__, __rmod__ = _operator("remainder")
    __floordiv__, __rfloordiv__ = _operator("floor_divide")
    __lt__ = _comparison(np.less)
    __le__ = _comparison(np.less_equal)
    __gt__ = _comparison(np.greater)
    __ge__ = _comparison(np.greater_equal)
    __eq__ = _comparison(np.equal)  # type: ignore[assignment]
    __ne__ = _comparison(np.not_equal)  # type: ignore[assignment]

    def __neg__(self):
        return apply(RULES["negative"], (self,))

    def __pos__(self):
        return self

    def __abs__(self):
        return apply(RULES["absolute"], (self,))

    def __matmul__(self, other):
        return np.matmul(self, other)

    def __rmatmul__(self, other):
        return np.matmul(other, self)

    def __divmod__(self, other):
        return self // other, self % other

    def __rdivmod__(self, other):
        return other // self, other % self

    def __round__(self, digits=None):
        return np.round(self, digits or 0)

    def __bool__(self):
        return chosen(bool, self)

    # What would lose the derivative -----------------------------------------------------------------------

    def __float__(self):
        raise not_a_float(type(self).__name__, "float()")

    def __int__(self):
        raise not_a_float(type(self).__name__, "int()")

    def __complex__(self):
        raise not_a_float(type(self).__name__, "complex()")

    def __index__(self):
        raise not_a_float(type(self).__name__, "an index or range()")

    def __array__(self, dtype=None, copy=None):
        name = type(self).__name__
        raise UnsupportedOperation(
            f"a NumPy array cannot hold a {name}{here()}: build arrays with np.stack or np.concatenate, "
            f"and fill them by item assignment only if they were made with np.zeros_like of a {name}"
        )

    # An array's attributes and methods --------------------------------------------------------------------

    @property
    def shape(self):
        return np.shape(self._plain)

    @property
    def ndim(self):
        return len(np.shape(self._plain))

    @property
    def size(self):
        return int(np.prod(np.shape(self._plain)))

    @property
    def dtype(self):
        return getattr(self._plain, "dtype", np.dtype(float))

    @property
    def T(self):
        return np.transpose(self)

    def __getitem__(self, index):
        return FUNCTIONS[Overloaded.__getitem__](self, index)

    def reshape(self, *shape):
        """Same as `np.reshape`; the shape may be given as one tuple or as several numbers."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes):
        """Same as `np.transpose`; the axes may be given as one tuple or as several numbers."""
        return np.transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def __len__(self):
        if not self.shape:
            raise TypeError(
                f"len() of a scalar {type(self).__name__}{here()}: it has no length, like a float"
            )
        return self.shape[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))


def chosen(function: Callable, *args, **kwargs):
    """What a function answers that only chooses (an index, an argmax, a truth value): it sees plain values.

    A trace remembers the choice, so that a replay on other inputs can tell whether it still holds.
    """
    if not any(isinstance(a, Overloaded) for a in args):
        return function(*args, **kwargs)
    return top_of(args)._choose(function, args, kwargs)


def _method(name: str, function: Callable):
    def method(self, *args, **kwargs):
        return function(self, *args, **kwargs)

    method.__name__ = name
    method.__doc__ = f"Same as `np.{function.__name__}`."
    return method


for _name in [
    "sum",
    "mean",
    "prod",
    "cumsum",
    "max",
    "min",
    "ravel",
    "squeeze",
    "dot",
    "clip",
    "trace",
    "diagonal",
    "swapaxes",
    "repeat",
    "round",
]:
    setattr(Overloaded, _name, _method(_name, getattr(np, _name)))
