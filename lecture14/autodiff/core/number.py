"""What all of the package's numbers share: Python's operators and NumPy's functions, turned into table look-ups.

`Number` is the base of `Dual` (forward mode), `Variable` (reverse mode) and `Series` (Taylor). It answers `x * y`,
`np.sin(x)` and `np.sum(x)` by finding the rule and handing it to `apply`, which gives it to the innermost
derivative being taken. That is the whole of operator overloading (slide 15); what a rule then does is the
subclass's affair.

Every number carries a level. A derivative inside a derivative gets a higher level, and an operation on mixed
levels belongs to the highest, which sees the others as constants. So perturbations cannot be confused (Siskind &
Pearlmutter 2008; Manzyuk et al. 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from lecture14.autodiff.core.protocols import FUNCTIONS, ArrayMethods, top_of
from lecture14.autodiff.core.rules import ALIASES, RULES, rule_of
from lecture14.autodiff.core.values import FLOAT64, constant, settle
from lecture14.autodiff.core.writing import Writable
from lecture14.autodiff.support.errors import here, inside, not_a_float, not_an_array
from lecture14.autodiff.support.tree import leaves

Params = Mapping[str, Any] | None


def apply(rule: Any, args: Sequence[Any], params: Params = None) -> Any:
    """Apply a rule to values of any kind; the number of the highest level decides how."""
    top = None
    for a in args:
        if isinstance(a, Number):
            if top is None or a.level > top.level:
                top = a
        elif type(a) in (list, tuple) or (type(a) is np.ndarray and a.dtype.hasobject):
            parts = list(map(gathered, args))
            if any(part is not a for part, a in zip(parts, args, strict=True)):
                return apply(rule, parts, params)
    if top is not None:
        return top._apply(rule, args, params)
    with np.errstate(all="ignore"):
        return evaluated(rule, args, params)


def gathered(value: Any) -> Any:
    """Numbers of ours in a list, or in an array of objects, as one number; lists become arrays, all else stays."""
    boxed = type(value) is np.ndarray and value.dtype.hasobject
    parts = value.tolist() if boxed else value
    if type(parts) in (list, tuple):
        if any(isinstance(leaf, Number) for leaf in leaves(parts)):
            return np.stack([gathered(part) for part in parts])
        return value if boxed else np.asarray(value)
    return parts if isinstance(parts, Number) else value


def evaluated(rule: Any, values: Sequence[Any], params: Params = None) -> Any:
    """A rule's value for plain numbers and arrays; the caller silences NumPy."""
    plain = [
        v
        if (kind := type(v)) is float or (kind is np.ndarray and v.dtype is FLOAT64)
        else constant(v, rule.name, i)
        for i, v in enumerate(values, 1)
    ]
    try:
        return settle(rule.evaluate(*plain, **(params or {})))
    except TypeError as error:  # a shape or an axis that is none
        raise TypeError(f"{rule.name} failed{here()}: {error}") from error


def innermost(value: Any) -> Any:
    """The plain value below all derivatives."""
    while isinstance(value, Number):
        value = value._plain
    return value


def as_real(value: Any, name: str) -> Any:
    """A number or array as the package computes with it: real, and a Python float if a scalar."""
    if isinstance(value, Number):
        return value
    value = np.asarray(constant(value, name))
    if value.dtype.kind != "f":
        value = value.astype(float)
    return settle(value)


class Answers(dict[Callable[..., Any], Callable[..., Any] | None]):
    """NumPy's function -> the function of our numbers that applies its rule, made when first called for."""

    def __missing__(self, function: Callable[..., Any]) -> Callable[..., Any] | None:
        rule = rule_of(function)
        answer = self[function] = None if rule is None else self.answer(rule)
        return answer

    def answer(self, rule: Any) -> Callable[..., Any]:
        """The function that applies a rule."""
        return lambda *args: apply(rule, args)


# Operands that no operator leaves to their class: numbers and arrays, and what is refused by name.
OURS_TO_ANSWER = (np.ndarray, np.generic, float, int, complex, list, tuple, str, bytes)
REFLECTED = {
    "add": "__radd__", "subtract": "__rsub__", "multiply": "__rmul__", "divide": "__rtruediv__",
    "power": "__rpow__", "remainder": "__rmod__", "floor_divide": "__rfloordiv__",
}  # fmt: skip


def operated(rule: Any, a: Any, b: Any) -> Any:
    """An operation with one of our numbers on the left; a class of the reader's may know it, as in `k * vector`."""
    kind = type(b)
    if not isinstance(b, (Number, *OURS_TO_ANSWER)) and not hasattr(kind, "__array__"):
        answer = getattr(kind, REFLECTED.get(rule.name, ""), lambda b, a: NotImplemented)(b, a)
        if answer is not NotImplemented:
            return answer
    return apply(rule, (a, b))


def _operator(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    rule = RULES[name]

    def forward(self: Any, other: Any) -> Any:
        return operated(rule, self, other)

    def reflected(self: Any, other: Any) -> Any:
        return apply(rule, (other, self))

    return forward, reflected


def _comparison(ufunc: np.ufunc) -> Any:
    def compare(self: Any, other: Any) -> Any:
        return self._predicate(ufunc, (self, other))

    return compare


def _refusal(target: str) -> Callable[[Any], NoReturn]:
    def refuse(self: Any) -> NoReturn:
        raise not_a_float(type(self).__name__, target)

    return refuse


class Number(ArrayMethods, Writable):
    """A number that NumPy and Python's operators know how to use; see the module's docstring."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]  # == compares values, as for arrays
    _answers = Answers()
    _kind: type[Number]  # the class whose numbers of the same level belong together

    # Answers of the subclass ------------------------------------------------------------------------------

    def _apply(self, rule: Any, args: Sequence[Any], params: Params) -> Any:
        """The rule's result as a number of this level."""
        raise NotImplementedError

    def _has_nan(self) -> bool:
        """Whether any entry is nan, its derivatives included where it carries them."""
        return bool(np.isnan(innermost(self)).any())

    def _mine(self, a: Any) -> bool:
        """Whether an operand belongs to the same derivative; all others are constants to it."""
        return isinstance(a, self._kind) and a.level == self.level

    def _values(self, args: Sequence[Any]) -> list[Any]:
        return [a._plain if self._mine(a) else a for a in args]

    def _predicate(self, ufunc: np.ufunc, args: Sequence[Any]) -> Any:
        return ufunc(*self._values(args))

    def _choose(self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return chosen(function, *self._values(args), **kwargs)

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
    __eq__ = _comparison(np.equal)
    __ne__ = _comparison(np.not_equal)

    def __neg__(self) -> Any:
        return apply(RULES["negative"], (self,))

    def __pos__(self) -> Any:
        return apply(RULES["positive"], (self,)) if self.shape else self

    def __abs__(self) -> Any:
        return apply(RULES["absolute"], (self,))

    def __matmul__(self, other: Any) -> Any:
        return np.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return np.matmul(other, self)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __round__(self, digits: int | None = None) -> Any:
        return np.round(self, digits or 0)

    def __bool__(self) -> bool:
        return bool(self._choose(bool, (self,), {}))

    # What would lose the derivative -----------------------------------------------------------------------

    __float__, __int__ = _refusal("float()"), _refusal("int()")
    __floor__, __ceil__, __trunc__ = __int__, __int__, __int__
    as_integer_ratio = _refusal(
        "as_integer_ratio()"
    )  # by which `statistics` and `fractions` take numbers apart
    __complex__, __index__ = _refusal("complex()"), _refusal("an index or range()")

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        """What np.array([x, y]) holds: the entries as objects, which `gathered` makes one number again."""
        if dtype is not None or inside():
            raise not_an_array(type(self).__name__)
        entries = np.empty(self.shape, dtype=object)
        for index in np.ndindex(self.shape):
            entries[index] = self[index] if index else self
        return entries

    def __getattr__(self, name: str) -> Any:
        """A function of the table as a method: NumPy asks the entries of an array of objects for theirs."""
        rule = None if name.startswith("_") else RULES.get(ALIASES.get(name, name))
        if rule is None:
            where = (
                f"{here()}: an array of NumPy has it, with no derivative" if hasattr(np.ndarray, name) else ""
            )
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{where}")
        return lambda *others: apply(rule, (self, *others))

    # An array's attributes and methods --------------------------------------------------------------------

    def __getitem__(self, index: Any) -> Any:
        return FUNCTIONS[Number.__getitem__](self, index)

    def __setitem__(self, index: Any, value: Any) -> None:
        """Item assignment; the arrays that this number was made of are left alone."""
        FUNCTIONS[Number.__setitem__](self, index, value)

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError(
                f"len() of a scalar {type(self).__name__}{here()}: it has no length, like a float"
            )
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))


def chosen(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What a function answers that only chooses (an index, an argmax, a truth value): it sees plain values.

    A trace remembers the choice, so that a replay on other inputs can tell whether it still holds.
    """
    if not any(isinstance(a, Number) for a in args):
        return function(*args, **kwargs)
    return top_of(args)._choose(function, args, kwargs)
