"""The rule table, line by line, against mpmath at 30 digits and SymPy, independent of every interpreter."""

import itertools
import math
import re
from pathlib import Path

import mpmath
import numpy as np
import pytest
import sympy

from lecture14 import autodiff
from lecture14.autodiff import RULES, special
from lecture14.autodiff.expressions.compiled import OUT_OF_RANGE

DIGITS = 30
POINTS = (-2.75, -1.25, -0.57, -0.17, 0.31, 0.73, 1.5, 2.2, 3.6)


def mp_names():
    """mpmath's meaning of the names in the table."""
    mp = mpmath
    return {
        "abs": abs, "arccos": mp.acos, "arccosh": mp.acosh, "arcsin": mp.asin, "arcsinh": mp.asinh,
        "arctan": mp.atan, "arctan2": mp.atan2, "arctanh": mp.atanh,
        "cbrt": lambda x: mp.sign(x) * abs(x) ** (mp.mpf(1) / 3), "ceil": mp.ceil,
        "copysign": lambda x, z: abs(x) if z > 0 else -abs(x), "cos": mp.cos, "cosh": mp.cosh,
        "deg2rad": mp.radians, "digamma": mp.digamma, "erf": mp.erf, "erfc": mp.erfc, "exp": mp.exp,
        "exp2": lambda x: mp.mpf(2) ** x, "expm1": mp.expm1, "float_power": mp.power, "floor": mp.floor,
        "floor_divide": lambda x, z: mp.floor(x / z), "fmod": lambda x, z: x - z * trunc(x / z),
        "heaviside": lambda x, z: z if x == 0 else mp.mpf(x > 0), "hypot": mp.hypot,
        "lgamma": mp.loggamma, "log": mp.log, "log10": mp.log10, "log1p": mp.log1p,
        "log2": lambda x: mp.log(x, 2), "logaddexp": lambda x, z: mp.log(mp.exp(x) + mp.exp(z)),
        "logaddexp2": lambda x, z: mp.log(mp.mpf(2) ** x + mp.mpf(2) ** z, 2), "maximum": max,
        "minimum": min, "pi": mp.pi, "polygamma": lambda n, x: mp.polygamma(int(n), x),
        "rad2deg": mp.degrees, "remainder": lambda x, z: x - z * mp.floor(x / z), "rint": mp.nint,
        "sign": mp.sign, "sin": mp.sin, "sinh": mp.sinh, "sqrt": mp.sqrt, "tan": mp.tan,
        "tanh": mp.tanh, "trunc": lambda x: trunc(x),
    }  # fmt: skip


def trunc(x):
    return mpmath.floor(x) if x > 0 else mpmath.ceil(x)


def points(rule):
    """Sample points inside the line's own domain, from the grid."""
    grid = (0.0, 1.0, 2.0) if rule.name == "polygamma" else POINTS
    for values in itertools.product(grid, *[POINTS] * (len(rule.arguments) - 1)):
        scope = dict(zip(rule.arguments, map(mpmath.mpf, values), strict=True))
        if not rule.domain or eval(rule.domain, mp_names(), scope):
            yield values


def exact_value(rule, values):
    scope = dict(zip(rule.arguments, map(mpmath.mpf, values), strict=True))
    return eval(rule.expression, mp_names(), scope)


def exact_partial(rule, i, values):
    """The i-th partial derivative of the line's own expression, by mpmath's numerical differentiation."""

    def along(t):
        return exact_value(rule, (*values[:i], t, *values[i + 1 :]))

    return mpmath.diff(along, values[i], h=mpmath.mpf(10) ** -15)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_line_agrees_with_mpmath_at_thirty_digits(rule):
    """The partial's text, evaluated in mpmath, is the derivative of the expression's text to 20 digits."""
    tried = 0
    with mpmath.workdps(2 * DIGITS):
        for values in points(rule):
            y = exact_value(rule, values)
            scope = dict(zip((*rule.arguments, "y"), (*map(mpmath.mpf, values), y), strict=True))
            for i, partial in enumerate(rule.partials):
                if rule.name == "polygamma" and i == 0:
                    continue  # the order is an integer: nothing to vary
                text = eval(partial, mp_names(), scope)
                assert abs(text - exact_partial(rule, i, values)) <= mpmath.mpf(10) ** -20 * max(1, abs(text))
                tried += 1
    assert tried >= 3


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_floats_and_arrays_agree_with_the_exact_line(rule):
    """Both compiled forms, value and partials, against mpmath's exact value of the same text."""
    with mpmath.workdps(DIGITS):
        for values in points(rule):
            y = float(exact_value(rule, values))
            floats, arrays = rule.compiled.float_value(*values), rule.evaluate(*map(np.array, values))
            assert floats == pytest.approx(y, rel=1e-13, abs=1e-13)
            assert arrays == pytest.approx(y, rel=1e-13, abs=1e-13)
            named = getattr(np, rule.name, None) or getattr(special, rule.name)
            assert named(*values) == pytest.approx(y, rel=1e-13, abs=1e-13)
            scope = dict(
                zip(
                    (*rule.arguments, "y"), (*map(mpmath.mpf, values), exact_value(rule, values)), strict=True
                )
            )
            for i, partial in enumerate(rule.partials):
                exact = float(eval(partial, mp_names(), scope))
                got = (
                    rule.compiled.float_partials[i](*values, y),
                    rule.compiled.array_partials[i](*values, np.float64(y)),
                )
                assert got == pytest.approx((exact, exact), rel=1e-12, abs=1e-12)


SYMPY_NAMES = {
    "abs": sympy.Abs, "arccos": sympy.acos, "arccosh": sympy.acosh, "arcsin": sympy.asin,
    "arcsinh": sympy.asinh, "arctan": sympy.atan, "arctan2": sympy.atan2, "arctanh": sympy.atanh,
    "cos": sympy.cos, "cosh": sympy.cosh, "erf": sympy.erf, "erfc": sympy.erfc, "exp": sympy.exp,
    "log": sympy.log, "log1p": lambda x: sympy.log(1 + x), "expm1": lambda x: sympy.exp(x) - 1,
    "exp2": lambda x: 2**x, "log2": lambda x: sympy.log(x, 2), "log10": lambda x: sympy.log(x, 10),
    "hypot": lambda x, z: sympy.sqrt(x**2 + z**2), "pi": sympy.pi, "sin": sympy.sin, "sinh": sympy.sinh,
    "sqrt": sympy.sqrt, "tan": sympy.tan, "tanh": sympy.tanh,
    "cbrt": lambda x: x ** sympy.Rational(1, 3), "digamma": sympy.digamma, "lgamma": sympy.loggamma,
    "polygamma": sympy.polygamma, "logaddexp": lambda x, z: sympy.log(sympy.exp(x) + sympy.exp(z)),
    "deg2rad": lambda x: x * sympy.pi / 180, "rad2deg": lambda x: x * 180 / sympy.pi,
}  # fmt: skip
SMOOTH = [
    "add subtract multiply divide negative positive reciprocal square sqrt cbrt hypot exp exp2 expm1 log",
    "log2 log10 log1p logaddexp sin cos tan arcsin arccos arctan arctan2 deg2rad rad2deg sinh cosh tanh",
    "arcsinh arccosh arctanh erf erfc lgamma digamma",
]


@pytest.mark.parametrize("name", " ".join(SMOOTH).split())
def test_smooth_lines_are_symbolic_derivatives(name):
    """SymPy differentiates the expression; the difference to the table's partial simplifies to zero."""
    rule = RULES[name]
    x, z = sympy.symbols("x z", positive=True)
    y = eval(rule.expression, SYMPY_NAMES, {"x": x, "z": z})
    for symbol, partial in zip((x, z), rule.partials, strict=False):
        mine = sympy.sympify(eval(partial.replace("(y == 0)", "0"), SYMPY_NAMES, {"x": x, "z": z, "y": y}))
        difference = mine - sympy.diff(y, symbol)
        numbers = [abs(difference.subs({x: a, z: b}).evalf(30)) for a, b in ((0.3, 0.7), (0.9, 0.2))]
        assert sympy.simplify(difference) == 0 or max(numbers) < 1e-25


def test_the_check_against_mpmath_can_fail():
    wrong = type(RULES["sin"])("sin", "sin(x)", ("cos(x)*1.0005",))
    with pytest.raises(AssertionError):
        test_every_line_agrees_with_mpmath_at_thirty_digits(wrong)
    with pytest.raises(AssertionError):
        test_floats_and_arrays_agree_with_the_exact_line(type(RULES["sin"])("sin", "cos(x)", ("-cos(x)",)))


def test_literal_lines():
    assert RULES["sin"].partials == ("cos(x)",)
    assert RULES["multiply"].partials == ("z", "x")
    assert RULES["power"].compiled.float_partials[0](0.0, 2, 0.0) == 0.0
    assert RULES["power"].compiled.float_partials[0](3.0, 2, 9.0) == 6.0
    assert RULES["power"].compiled.float_partials[1](0.0, 2.0, 0.0) == 0.0
    assert RULES["exp"].compiled.float_value(1.0) == math.e
    assert len(RULES) == 55
    assert all(getattr(np, name, None) or getattr(special, name) for name in RULES)


def test_float_forms_raise_at_a_pole_for_callers_to_fall_back():
    for name, point in (("log", 0.0), ("reciprocal", 0.0), ("exp", 1e4), ("sqrt", -1.0)):
        with pytest.raises(OUT_OF_RANGE):
            RULES[name].compiled.float_value(point)


def test_table_shows_itself_in_a_terminal():
    assert repr(RULES.select("sin")) == ("name  expression  derivative  where\nsin   sin(x)      cos(x)")


def test_table_prints_itself():
    table = RULES.select("sin", "log")
    assert str(table) == (
        "name  expression  derivative  where\n"
        "sin   sin(x)      cos(x)\n"
        "log   log(x)      1/x         x > 0"
    )  # fmt: skip
    page = table._repr_html_()
    assert page.count("<tr>") == 3
    assert "<code>x &gt; 0</code>" in page
    assert table.rows()[0] == ("sin", "sin(x)", "cos(x)", "")
    assert repr(RULES["log"]) == "Rule(log: log(x); 1/x)"
    assert list(table) == ["sin", "log"]


@pytest.mark.parametrize("order", range(5))
@pytest.mark.parametrize("x", [0.01, 0.5, 1.0, 3.3, 19.999, 20.0, 150.0])
def test_polygamma_agrees_with_mpmath(order, x):
    assert special.polygamma(order, x) == pytest.approx(float(mpmath.polygamma(order, x)), rel=2e-14, abs=0)


def test_asymptotic_series_of_polygamma():
    """High orders lean on the late terms, which low orders barely feel."""
    assert tuple(float(mpmath.bernoulli(2 * k)) for k in range(1, 11)) == special.BERNOULLI
    for order in (10, 20):
        exact = float(mpmath.polygamma(order, 20.0))
        assert special.polygamma(order, 20.0) == pytest.approx(exact, rel=1e-12, abs=0)


def test_special_functions_outside_their_domain():
    assert np.isnan(special.digamma([-1.0, 0.0, -0.5])).all()
    assert np.isnan(special.polygamma(0.5, 1.0))
    assert np.isnan(special.polygamma(-1.0, 1.0))
    assert special.digamma(np.inf) == np.inf
    assert special.polygamma(1, np.inf) == 0.0
    assert special.lgamma(0.0) == special.lgamma(-3.0) == np.inf
    assert special.lgamma(-0.5) == pytest.approx(1.2655121234846454)


def test_the_packages_table_of_modules_names_each_of_them():
    modules = {path.stem for path in Path(autodiff.__file__).parent.glob("*.py")} - {"__init__"}
    assert {"rules", "dual", "graph"} < modules
    assert modules <= set(re.findall(r"`(\w+)`", autodiff.__doc__))
