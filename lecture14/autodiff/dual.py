"""Dual numbers x + ẋd with d² = 0: a value and its tangent, carried together through any NumPy program
(slides 7-10).

Layout of tangents, decided here and used everywhere:

- one direction: the tangent has the primal's shape;
- p directions d₁ … d_p at once: the tangent has one more axis, in front: shape (p, *primal.shape), and row
  i belongs to dᵢ. Products dᵢdⱼ are dropped (slide 10). `Dual.seed` makes the identity, from which a whole
  gradient comes.

Arithmetic on Python floats runs through small functions written out from the rule table below
(`_dual_program`): they are the dual programs of slide 11. Arrays, nested duals, and floats at a pole take
the general way, `Dual._apply`.
"""

from __future__ import annotations

import itertools

import numpy as np

from lecture14.autodiff.compiled import (
    OUT_OF_RANGE,
    compile_function,
    float_expression,
    float_names,
    linear_combination,
)
from lecture14.autodiff.directions import lined_up, scaled_by_partial
from lecture14.autodiff.errors import here
from lecture14.autodiff.overload import Overloaded, apply, constant, settle
from lecture14.autodiff.rules import ALIASES, RULES, Rule

# A dual number made by hand of numbers of level l sits this much above l, and below every derivative begun
# later.
LEVEL_STEP = 2.0**-20


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
        self.primal = _as_real(primal, "primal")
        self.tangent = _as_real(tangent, "tangent")
        x, t = np.shape(self.primal), np.shape(self.tangent)
        if t != x and (len(t) != len(x) + 1 or t[1:] != x):
            raise ValueError(
                f"tangent has shape {t}; expected the primal's shape {x}, or {_shape_with_directions(x)} "
                "for p directions"
            )
        self.level = LEVEL_STEP + max(
            (v.level for v in (primal, tangent) if isinstance(v, Overloaded)), default=0
        )

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
        shapes = [np.shape(x) for x in primals]
        sizes = [int(np.prod(s)) for s in shapes]
        identity = np.eye(sum(sizes))
        starts = itertools.accumulate(sizes, initial=0)
        return tuple(
            Dual(x, identity[:, start : start + size].reshape(-1, *shape))
            for x, start, size, shape in zip(primals, starts, sizes, shapes, strict=False)
        )

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
        active = [i for i, a in enumerate(args) if type(a) is Dual and a.level == level]
        primals = [a.primal if i in active else a for i, a in enumerate(args)]
        p = _common_directions([args[i] for i in active], rule.name)
        y = apply(rule, primals, params)
        tangent = None
        for i in active:
            t = args[i].tangent
            if rule.elementwise:
                if rule.partials[i] == "0":
                    continue
                if p is not None:
                    t = lined_up(t, np.ndim(primals[i]), np.ndim(y))
                t = scaled_by_partial(rule, i, primals, y, t)
            elif p is None:
                t = rule.push(i, t, y, primals, params)
            else:
                t = np.stack([rule.push(i, row, y, primals, params) for row in t])
            tangent = t if tangent is None else tangent + t
        shape = np.shape(y) if p is None else (p, *np.shape(y))
        if tangent is None:
            tangent = np.zeros(shape)
        elif np.shape(tangent) != shape:
            tangent = np.broadcast_to(tangent, shape)
        return _dual(settle(y), settle(tangent), level)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        if method == "__call__" and not kwargs:
            program = _PROGRAMS[ufunc]
            if program is not None:
                return program(*inputs)
        return super().__array_ufunc__(ufunc, method, *inputs, **kwargs)

    def _predicate(self, ufunc, args):
        level = self.level
        return ufunc(*(a.primal if type(a) is Dual and a.level == level else a for a in args))

    def __repr__(self) -> str:
        return f"Dual(primal={_text(self.primal)}, tangent={_text(self.tangent)})"


def _dual(primal, tangent, level) -> Dual:
    """A dual number from parts that are known to fit."""
    result = object.__new__(Dual)
    result.primal = primal
    result.tangent = tangent
    result.level = level
    return result


def _as_real(value, name: str):
    if isinstance(value, Overloaded):
        return value
    value = np.asarray(constant(value, f"Dual's {name}", 1 if name == "primal" else 2))
    if value.dtype.kind != "f":
        value = value.astype(float)
    return value if value.ndim else float(value)


def _shape_with_directions(shape: tuple[int, ...]) -> str:
    return f"(p, {', '.join(map(str, shape))})" if shape else "(p,)"


def _common_directions(duals: list[Dual], operation: str) -> int | None:
    counts = {d.directions for d in duals}
    if len(counts) > 1:
        came = " and ".join("a single one" if n is None else str(n) for n in (d.directions for d in duals))
        raise ValueError(f"{operation} got tangents of different numbers of directions{here()}: {came}")
    return counts.pop()


def _text(value) -> str:
    """Six significant digits, the same on every machine."""
    if isinstance(value, Overloaded):
        return repr(value)
    array = np.asarray(value)
    if array.ndim == 0:
        text = f"{float(array):.6g}"
        return text if set(text) & set(".en") else text + ".0"
    if array.size > 1000:
        return f"array of shape {array.shape}"
    return "[" + ", ".join(map(_text, array)) + "]"


# The dual programs of single operations on Python floats
# -------------------------------------------------------------


def _program(rule: Rule, kinds: str, indent: str) -> str:
    """Lines that compute primal and tangent for operands that are dual (d) or constant (c)."""
    pairs = list(zip(rule.arguments, "ab", kinds, rule.partials, strict=False))
    loads = "; ".join(f"{x} = {a}.primal" if kind == "d" else f"{x} = {a}" for x, a, kind, _ in pairs)
    first = next(a for _, a, kind, _ in pairs if kind == "d")
    floats = " and ".join(f"type({x}) is float" for x, _, kind, _ in pairs if kind == "d")
    if kinds == "dd":
        floats += " and type(a.tangent) is type(b.tangent)"
    terms = [(float_expression(d), f"{a}.tangent") for _, a, kind, d in pairs if kind == "d"]
    tangent = linear_combination(terms) or f"0.0*{first}.tangent"
    body = f"""{loads}
if {floats}:
    try:
        y = {float_expression(rule.expression)}
        result = new(Dual)
        result.primal = y
        result.tangent = {tangent}
        result.level = {first}.level
        return result
    except OUT_OF_RANGE:
        pass
"""
    return "".join(indent + line + "\n" for line in body.splitlines())


def _dual_program(rule: Rule):
    """The function of one or two operands, at least one of them a Dual, written out from the rule."""
    if len(rule.arguments) == 1:
        source = "def program(a):\n" + _program(rule, "d", "    ") + "    return apply(rule, (a,))\n"
    else:
        source = (
            "def program(a, b):\n"
            "    if type(a) is Dual:\n"
            "        if type(b) is Dual:\n"
            "            if a.level == b.level:\n"
            f"{_program(rule, 'dd', ' ' * 16)}"
            "        elif type(b) is float or type(b) is int:\n"
            f"{_program(rule, 'dc', ' ' * 12)}"
            "    elif type(a) is float or type(a) is int:\n"
            f"{_program(rule, 'cd', ' ' * 8)}"
            "    return apply(rule, (a, b))\n"
        )
    names = float_names() | {
        "Dual": Dual, "new": object.__new__, "apply": apply, "rule": rule, "OUT_OF_RANGE": OUT_OF_RANGE
    }  # fmt: skip
    return compile_function(source, "program", names)


class _Programs(dict):
    """Ufunc -> its dual program, written when first called for."""

    def __missing__(self, ufunc: np.ufunc):
        rule = RULES.get(ALIASES.get(ufunc.__name__, ufunc.__name__))
        program = self[ufunc] = None if rule is None else _dual_program(rule)
        return program


_PROGRAMS = _Programs()


def _install() -> None:
    operators = {
        "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.divide, "pow": np.power,
    }  # fmt: skip
    for name, ufunc in operators.items():
        program = _PROGRAMS[ufunc]
        setattr(Dual, f"__{name}__", program)
        setattr(Dual, f"__r{name}__", lambda self, other, program=program: program(other, self))
    setattr(Dual, "__neg__", _PROGRAMS[np.negative])  # noqa: B010


_install()
