"""The table of derivative rules: one line for each function, read by every part of the package.

Each line holds a function's name (NumPy's, where NumPy has it), its expression in the inputs x and z, and its
partial derivatives as expressions in the inputs and the output y. Dual numbers, the graph's two sweeps, Taylor
series, the generated Python and C, and the table printed in the book are all made from these lines (slides 7-9 and
12). `lecture14.autodiff.define` adds a line from outside. The idea of a table that belongs to no interpreter is
JuliaDiff's DiffRules; the formulas are in Griewank & Walther (2008), table 2.3, and Abramowitz & Stegun.

Where a function has a kink, a jump or a pole the line also fixes a convention; `checks.conventions` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from inspect import Parameter, Signature
from typing import Any

import numpy as np

from lecture14.autodiff.expressions.compiled import (
    VOCABULARY,
    WRITTEN_OUT,
    as_numpy,
    function_of,
    is_choice,
)
from lecture14.autodiff.expressions.special import elementary
from lecture14.autodiff.support.formatting import html_table, text_table


class Rule:
    """One line of the table.

    Attributes
    ----------
    name : str
        NumPy's name of the function, where NumPy has it.
    expression : str
        The function in the inputs x and z.
    partials : tuple of str
        One expression for each input, in the inputs and the output y.
    domain : str
        Where the rule holds over the reals, as a condition on x and z; empty means everywhere.

    Examples
    --------
    >>> RULES["sin"].partials
    ('cos(x)',)
    >>> RULES["multiply"]
    Rule(multiply: x * z; z, x)
    """

    elementwise = True
    pull_into = None  # see `arrays.maps.ArrayRule`

    def __init__(self, name: str, expression: str, partials: tuple[str, ...], domain: str = ""):
        self.name = name
        self.expression = expression
        self.partials = partials
        self.domain = domain
        self.arguments = ("x", "z")[: len(partials)]

    @cached_property
    def value(self) -> Callable[..., Any]:
        """The expression as a function of arrays and of our own numbers."""
        return function_of(self.arguments, self.expression)

    @cached_property
    def slopes(self) -> tuple[Callable[..., Any], ...]:
        """The partial derivatives likewise, each a function of the inputs and the output."""
        return tuple(function_of((*self.arguments, "y"), partial) for partial in self.partials)

    @cached_property
    def function(self) -> Callable[..., Any]:
        """What a program calls: NumPy's function of this name, or one that behaves like it."""
        if self.name in VOCABULARY or hasattr(np, self.name):
            return VOCABULARY.get(self.name) or getattr(np, self.name)

        def values(*operands: Any) -> Any:
            with np.errstate(all="ignore"):
                return self.evaluate(*(np.asarray(a, dtype=float)[()] for a in operands))

        values.__name__ = values.__qualname__ = self.name
        values.__doc__ = f"``{self.expression}``, a line of the rule table."
        function = elementary(values, len(self.arguments))
        operands = [Parameter(name, Parameter.POSITIONAL_ONLY) for name in self.arguments]
        function.__signature__ = Signature(operands)  # type: ignore[attr-defined]
        return function

    def evaluate(self, *values: Any) -> Any:
        """The function itself, on plain numbers and arrays."""
        return self.value(*as_numpy(values))

    def moves(self, i: int) -> bool:
        """Whether the result has a derivative in argument i at all."""
        return self.partials[i] != "0"

    @cached_property
    def chooses(self) -> tuple[bool, ...]:
        """Whether a 0 of a partial derivative is a choice and no number."""
        return tuple(map(is_choice, self.partials))

    def __reduce__(self) -> tuple[Any, ...]:
        return Rule, (self.name, self.expression, self.partials, self.domain)

    def __repr__(self) -> str:
        return f"Rule({self.name}: {self.expression}; {', '.join(self.partials)})"


class RuleTable(Mapping[str, Rule]):
    """The lines in order, found by name; prints itself as text and as HTML.

    Examples
    --------
    >>> print(RULES.select("sin", "exp", "log"))
    name  expression  derivative  where
    sin   sin(x)      cos(x)
    exp   exp(x)      y
    log   log(x)      1/x         x > 0
    """

    headings = ("name", "expression", "derivative", "where")

    def __init__(self, *lines: Rule):
        self._lines: dict[str, Rule] = {}
        for line in lines:
            self.add(line)

    def add(self, line: Rule) -> None:
        """Append a line; from now on the expressions of other lines may name it."""
        self._lines[line.name] = line
        if not hasattr(np, line.name) and line.name not in VOCABULARY:
            VOCABULARY[line.name] = line.function
            WRITTEN_OUT[line.name] = line.arguments, line.expression

    def __getitem__(self, name: str) -> Rule:
        return self._lines[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def select(self, *names: str) -> RuleTable:
        """The lines of these names, as a table of its own."""
        return RuleTable(*(self[name] for name in names))

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table as plain data: (name, expression, partials joined by a comma, domain) a line."""
        return [(r.name, r.expression, ", ".join(r.partials), r.domain) for r in self.values()]

    def __str__(self) -> str:
        return text_table([self.headings, *self.rows()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table([self.headings, *self.rows()], row_headers=True)


def rule(name: str, expression: str, *partials: str, domain: str = "") -> Rule:
    """A line of the table; see `Rule`."""
    return Rule(name, expression, partials, domain)


# fmt: off
RULES = RuleTable(
    #    name            expression            partial derivatives (inputs x, z; output y)
    # arithmetic (slide 7)
    rule("add",          "x + z",              "1", "1"),
    rule("subtract",     "x - z",              "1", "-1"),
    rule("multiply",     "x * z",              "z", "x"),
    rule("divide",       "x / z",              "1/z", "-y/z",                domain="z != 0"),
    rule("negative",     "-x",                 "-1"),
    rule("positive",     "+x",                 "1"),
    rule("reciprocal",   "1 / x",              "-y*y",                       domain="x != 0"),
    # powers: (z == 0)*(…) keeps 0·x⁻¹ out of x⁰ where 1/x overflows; x + (x == 0)*(y == 0) keeps log 0 out of 0ᶻ,
    # not out of 0⁰, which falls from 1 to 0 as z rises; y + 0 keeps the sign of −0 out of a pole
    rule("power",        "x ** z",             "z*x**(z - 1 + (z == 0)*(abs(x) < 5.6e-309))",
         "y*log(x + (x == 0)*(y == 0))",                                     domain="x > 0"),
    rule("float_power",  "float_power(x, z)",  "z*float_power(x, z - 1 + (z == 0)*(abs(x) < 5.6e-309))",
         "y*log(x + (x == 0)*(y == 0))",                                     domain="x > 0"),
    rule("square",       "x * x",              "2*x"),
    rule("sqrt",         "sqrt(x)",            "0.5/(y + 0)",                domain="x > 0"),
    rule("cbrt",         "cbrt(x)",            "1/(3*y*y)",                  domain="x != 0"),
    rule("hypot",        "hypot(x, z)",        "unit(x, z)", "unit(z, x)",  domain="x != 0 or z != 0"),
    # exponentials and logarithms (slide 9)
    rule("exp",          "exp(x)",             "y"),
    rule("exp2",         "exp2(x)",            "y*log(2)"),
    rule("expm1",        "expm1(x)",           "exp(x)"),
    rule("log",          "log(x)",             "1/x",                        domain="x > 0"),
    rule("log2",         "log2(x)",            "1/(x*log(2))",               domain="x > 0"),
    rule("log10",        "log10(x)",           "1/(x*log(10))",              domain="x > 0"),
    rule("log1p",        "log1p(x)",           "1/(1 + x)",                  domain="x > -1"),
    rule("logaddexp",    "logaddexp(x, z)",    "share(x, z)", "share(z, x)"),
    rule("logaddexp2",   "logaddexp2(x, z)",   "share2(x, z)", "share2(z, x)"),
    # trigonometric functions and their inverses (slide 9)
    rule("sin",          "sin(x)",             "cos(x)"),
    rule("cos",          "cos(x)",             "-sin(x)"),
    rule("tan",          "tan(x)",             "1 + y*y",                    domain="cos(x) != 0"),
    rule("arcsin",       "arcsin(x)",          "arcsin_slope(x)",            domain="abs(x) < 1"),
    rule("arccos",       "arccos(x)",          "-arcsin_slope(x)",           domain="abs(x) < 1"),
    rule("arctan",       "arctan(x)",          "arctan_slope(x)"),
    rule("arctan2",      "arctan2(x, z)",      "turn(x, z)", "-turn(z, x)",
         domain="x != 0 or z > 0"),
    rule("deg2rad",      "deg2rad(x)",         "pi/180"),
    rule("rad2deg",      "rad2deg(x)",         "180/pi"),
    # hyperbolic functions and their inverses
    rule("sinh",         "sinh(x)",            "cosh(x)"),
    rule("cosh",         "cosh(x)",            "sinh(x)"),
    rule("tanh",         "tanh(x)",            "sech2(x)"),
    rule("arcsinh",      "arcsinh(x)",         "arcsinh_slope(x)"),
    rule("arccosh",      "arccosh(x)",         "arccosh_slope(x)",           domain="x > 1"),
    rule("arctanh",      "arctanh(x)",         "arctanh_slope(x)",           domain="abs(x) < 1"),
    # kinks: a tie shares the derivative, |x|' = 0 at 0
    rule("absolute",     "abs(x)",             "side(x)",                    domain="x != 0"),
    rule("maximum",      "maximum(x, z)",      "wins(x, z)", "wins(z, x)",   domain="x != z"),
    rule("minimum",      "minimum(x, z)",      "wins(z, x)", "wins(x, z)",   domain="x != z"),
    rule("copysign",     "copysign(x, z)",     "copysign(1, x)*copysign(1, z)", "0",
         domain="x != 0 and z != 0"),
    # steps: the derivative is 0, at the jump too
    rule("sign",         "sign(x)",            "0",                          domain="x != 0"),
    rule("floor",        "floor(x)",           "0",                          domain="x != floor(x)"),
    rule("ceil",         "ceil(x)",            "0",                          domain="x != floor(x)"),
    rule("trunc",        "trunc(x)",           "0",                          domain="x != floor(x)"),
    rule("rint",         "rint(x)",            "0",                  domain="x + 0.5 != floor(x + 0.5)"),
    rule("heaviside",    "heaviside(x, z)",    "0", "(x == 0) + 0",          domain="x != 0"),
    rule("floor_divide", "floor_divide(x, z)", "0", "0",                     domain="z != 0 and x/z != floor(x/z)"),
    rule("remainder",    "remainder(x, z)",    "1", "-floor(x/z)",           domain="z != 0 and x/z != floor(x/z)"),
    rule("fmod",         "fmod(x, z)",         "1", "-trunc(x/z)",           domain="z != 0 and x/z != floor(x/z)"),
    # the slope's cancellation at 0 is its helper's affair
    rule("sinc",         "sinc(x)",            "sinc_derivative(1, x)"),
    # special functions (lecture14.autodiff.special; NumPy has none of them)
    rule("erf",          "erf(x)",             "2/sqrt(pi)*exp_square(x)"),
    rule("erfc",         "erfc(x)",            "-2/sqrt(pi)*exp_square(x)"),
    rule("exp_square",   "exp_square(x)",      "-2*x*y"),
    rule("share",        "share(x, z)",        "y*share(z, x)", "-y*share(z, x)"),
    rule("share2",       "share2(x, z)",       "y*share2(z, x)*log(2)", "-y*share2(z, x)*log(2)"),
    rule("lgamma",       "lgamma(x)",          "digamma(x)",                 domain="x > 0 or x != floor(x)"),
    rule("digamma",      "digamma(x)",         "polygamma(1, x)",            domain="x > 0 or x != floor(x)"),
    rule("polygamma",    "polygamma(x, z)",    "0", "polygamma(x + 1, z)",
         domain="x == floor(x) and x >= 0 and (z > 0 or z != floor(z))"),
    rule("sinc_derivative", "sinc_derivative(x, z)", "0", "sinc_derivative(x + 1, z)",
         domain="x == floor(x) and x >= 0"),
    # what NumPy has not: a line's own expression is all there is
    rule("expit",        "1/(1 + exp(-x))",    "sech2(x/2)/4"),
    rule("softplus",     "logaddexp(0, x)",    "expit(x)"),
    # SciPy's names
    rule("log_expit",    "-logaddexp(0, -x)",  "expit(-x)"),
    rule("logit",        "logit(x)",           "1/(x*(1 - x))",              domain="0 < x and x < 1"),
    rule("ndtr",         "ndtr(x)",            "normal_density(x)"),
    rule("normal_density", "normal_density(x)", "-x*y"),
    # 0·log is 0, whatever the logarithm
    rule("xlogy",        "x*log(z**((x != 0) + (z != z)))", "log(z)", "x/z",      domain="z > 0"),
    rule("xlog1py",      "x*log1p(z*((x != 0) + (z != z)))", "log1p(z)", "x/(1 + z)", domain="z > -1"),
    # as maximum and minimum, but nan is no number
    rule("fmax", "fmax(x, z)", "wins(x, z) + (x == x)*(z != z)", "wins(z, x) + (z == z)*(x != x)", domain="x != z"),
    rule("fmin", "fmin(x, z)", "wins(z, x) + (x == x)*(z != z)", "wins(x, z) + (z == z)*(x != x)", domain="x != z"),
    # slopes of lines above, whose own derivatives would cancel or overflow if they were read off the formula
    rule("sech2",         "1/cosh(x)**2",      "-2*tanh(x)*y"),
    rule("arcsin_slope",  "1/sqrt((1 - x)*(1 + x))", "x*y*y*y",              domain="abs(x) < 1"),
    rule("arctan_slope",  "1/(1 + x*x)",       "-2*x*y*y"),
    rule("arcsinh_slope", "1/hypot(1, x)",     "-x*y*y*y"),
    rule("arccosh_slope", "1/(sqrt(x - 1)*sqrt(x + 1))", "-x*y*y*y",         domain="x > 1"),
    rule("arctanh_slope", "1/((1 - x)*(1 + x))", "2*x*y*y",                  domain="abs(x) < 1"),
    rule("unit",          "sin(arctan2(x, abs(z)))", "unit(z, x)/hypot(x, z)*unit(z, x)", "-y/hypot(x, z)*unit(z, x)",
         domain="x != 0 or z != 0"),
    rule("turn",          "unit(z, x)/hypot(x, z)", "-2*y*unit(x, z)/hypot(x, z)",
         "(x - z)/hypot(x, z)*((x + z)/hypot(x, z))/hypot(x, z)/hypot(x, z)", domain="x != 0 or z != 0"),
    # slopes of kinks: a number of their own has no derivative at the kink, so 0/0
    rule("side",          "sign(x)",           "0/abs(x)",                   domain="x != 0"),
    rule("wins",          "(x > z) + 0.5*(x == z)", "0/abs(x - z)", "0/abs(x - z)", domain="x != z"),
)
# fmt: on

# NumPy's second names of the same functions, and SciPy's.
ALIASES = {
    "degrees": "rad2deg", "fabs": "absolute", "gammaln": "lgamma", "psi": "digamma", "radians": "deg2rad",
    "true_divide": "divide",
}  # fmt: skip


def rule_of(function: Callable[..., Any]) -> Rule | None:
    """The line of the table that one of NumPy's functions stands for, or the ufunc behind `Rule.function`."""
    name = function.__name__.removesuffix(
        " (vectorized)"
    )  # what NumPy adds to ufuncs made of Python functions
    if not isinstance(function, np.ufunc) and function is not getattr(np, name, None):
        return None  # np.emath.sqrt is another function than np.sqrt
    return RULES.get(ALIASES.get(name, name))


# Ufuncs whose result has no derivative because it is a truth value: they see the primals alone.
PREDICATES = frozenset((
    "equal", "greater", "greater_equal", "isfinite", "isinf", "isnan", "less", "less_equal",
    "logical_and", "logical_not", "logical_or", "logical_xor", "not_equal", "signbit",
))  # fmt: skip
