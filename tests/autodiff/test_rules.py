"""The rule table, line by line, against mpmath at 30 digits and SymPy, independent of every interpreter."""

import itertools
import math
import re
from pathlib import Path

import mpmath
import numpy as np
import pytest
import sympy

import lecture14.autodiff
from lecture14 import Dual, derivative, grad, hessian, jvp, taylor, trace
from lecture14.autodiff import RULES, Rule, define, special
from lecture14.autodiff.extension import check_against_differences
from tests.autodiff.texts import in_c, tangent_text

DIGITS = 30
# Functions whose first operand is a whole-numbered order: nothing to vary.
ORDERS = ("polygamma", "sinc_derivative")
POINTS = (-2.75, -1.25, -0.57, -0.17, 0.31, 0.57, 0.73, 1.5, 2.2, 3.6)


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
        "lgamma": lambda x: mp.log(abs(mp.gamma(x))), "log": mp.log, "log10": mp.log10, "log1p": mp.log1p,
        "log2": lambda x: mp.log(x, 2), "logaddexp": lambda x, z: mp.log(mp.exp(x) + mp.exp(z)),
        "logaddexp2": lambda x, z: mp.log(mp.mpf(2) ** x + mp.mpf(2) ** z, 2), "maximum": max,
        "minimum": min, "pi": mp.pi, "polygamma": lambda n, x: mp.polygamma(int(n), x),
        "rad2deg": mp.degrees, "remainder": lambda x, z: x - z * mp.floor(x / z), "rint": mp.nint,
        "sign": mp.sign, "sin": mp.sin, "sinh": mp.sinh, "sqrt": mp.sqrt, "tan": mp.tan,
        "tanh": mp.tanh, "trunc": lambda x: trunc(x),
        "sinc": lambda x: mp.sinc(mp.pi * x), "sinc_derivative": sinc_derivative,
        "expit": lambda x: 1 / (1 + mp.exp(-x)), "softplus": lambda x: mp.log(1 + mp.exp(x)),
        "share": lambda x, z: 1 / (1 + mp.exp(z - x)), "share2": lambda x, z: 1 / (1 + mp.mpf(2) ** (z - x)),
        "sech2": lambda x: mp.sech(x) ** 2,
        "arcsin_slope": lambda x: 1 / mp.sqrt(1 - x * x), "arctan_slope": lambda x: 1 / (1 + x * x),
        "arcsinh_slope": lambda x: 1 / mp.sqrt(1 + x * x), "arccosh_slope": lambda x: 1 / mp.sqrt(x * x - 1),
        "arctanh_slope": lambda x: 1 / (1 - x * x), "exp_square": lambda x: mp.exp(-x * x),
        "unit": lambda x, z: x / mp.hypot(x, z), "turn": lambda x, z: z / (x * x + z * z), "side": mp.sign,
        "wins": lambda x, z: mp.mpf(x > z) if x != z else mp.mpf(0.5),
        "fmax": max, "fmin": min, "logit": lambda x: mp.log(x / (1 - x)), "ndtr": mp.ncdf, "normal_density": mp.npdf,
    }  # fmt: skip


def sinc_derivative(n, x):
    """Of sin(πx)/(πx) = ∫₀¹ cos(πxu) du under the integral; ∫₀¹ uⁿ exp(tu) du is Kummer's M(n+1, n+2, t)/(n+1)."""
    n, t = int(n), 1j * mpmath.pi * x
    waves = (1j**n * mpmath.hyp1f1(n + 1, n + 2, t), (-1j) ** n * mpmath.hyp1f1(n + 1, n + 2, -t))
    wave = sum(waves) / 2
    return mpmath.pi**n / (n + 1) * (wave if mpmath.im(x) else mpmath.re(wave))


def trunc(x):
    return mpmath.floor(x) if x > 0 else mpmath.ceil(x)


def points(rule):
    """Sample points inside the line's own domain, from the grid."""
    grid = (0.0, 1.0, 2.0) if rule.name in ORDERS else POINTS
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
                if rule.name in ORDERS and i == 0:
                    continue  # the order is an integer: nothing to vary
                text = eval(partial, mp_names(), scope)
                assert abs(text - exact_partial(rule, i, values)) <= mpmath.mpf(10) ** -20 * max(1, abs(text))
                tried += 1
    assert tried >= 3


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_what_runs_agrees_with_the_exact_line(rule):
    """Value and partials as dual numbers, sweeps and arrays compute them, against mpmath's value of the text."""
    with mpmath.workdps(DIGITS):
        for values in points(rule):
            check_what_runs(rule, values)


def check_what_runs(rule, values):
    f = rule.function  # as a program calls it: NumPy asks the number, which runs what was written for it
    y = exact_value(rule, values)
    scope = dict(zip((*rule.arguments, "y"), (*map(mpmath.mpf, values), y), strict=True))
    exact = [float(eval(partial, mp_names(), scope)) for partial in rule.partials]
    near = {"rel": 1e-12, "abs": 1e-12}
    assert f(*values) == pytest.approx(float(y), rel=1e-13, abs=1e-13)
    everywhere = tuple(range(len(values)))
    assert grad(f, argnums=everywhere)(*values) == pytest.approx(exact, **near)
    graph = trace(f)(*values)
    duals = [f(*(Dual(v, float(k == i)) for k, v in enumerate(values))) for i in everywhere]
    several = f(*Dual.seed(*values))
    columns = [jvp(f, tuple(map(np.array, [[v] for v in values])), unit(i, len(values))) for i in everywhere]
    # math's and NumPy's functions may differ in the last bit: which ones do depends on the processor.
    assert [*(d.primal for d in duals), several.primal] == pytest.approx(
        [graph.value] * (len(duals) + 1), rel=4e-16
    )
    assert [duals[0].primal, columns[0][0][0]] == pytest.approx([float(y)] * 2, rel=1e-13, abs=1e-13)
    assert [d.tangent for d in duals] == pytest.approx(exact, **near)
    assert list(several.tangent) == pytest.approx(exact, **near)
    assert [float(tangent[0]) for _, tangent in columns] == pytest.approx(exact, **near)
    assert [graph.forward(*(float(k == i) for k in everywhere)) for i in everywhere] == pytest.approx(
        exact, **near
    )


def unit(i, n):
    return tuple(np.array([float(k == i)]) for k in range(n))


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
    "expit": lambda x: 1 / (1 + sympy.exp(-x)), "sech2": lambda x: 1 / sympy.cosh(x) ** 2,
    "share": lambda x, z: 1 / (1 + sympy.exp(z - x)),
    "arcsin_slope": lambda x: 1 / sympy.sqrt(1 - x**2), "arctan_slope": lambda x: 1 / (1 + x**2),
    "arcsinh_slope": lambda x: 1 / sympy.sqrt(1 + x**2), "arccosh_slope": lambda x: 1 / sympy.sqrt(x**2 - 1),
    "arctanh_slope": lambda x: 1 / (1 - x**2), "exp_square": lambda x: sympy.exp(-(x**2)),
    "unit": lambda x, z: x / sympy.sqrt(x**2 + z**2), "turn": lambda x, z: z / (x**2 + z**2),
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
        mine = sympy.sympify(
            eval(
                partial,
                SYMPY_NAMES,
                {"x": x, "z": z, "y": y},
            )
        )
        difference = mine - sympy.diff(y, symbol)
        numbers = [abs(difference.subs({x: a, z: b}).evalf(30)) for a, b in ((0.3, 0.7), (0.9, 0.2))]
        assert sympy.simplify(difference) == 0 or max(numbers) < 1e-25


def test_the_checks_against_mpmath_can_fail():
    wrong = Rule("sin", "sin(x)", ("cos(x)*1.0005",))
    with pytest.raises(AssertionError):
        test_every_line_agrees_with_mpmath_at_thirty_digits(wrong)
    with mpmath.workdps(DIGITS), pytest.raises(AssertionError):
        check_what_runs(Rule("sin", "sin(x)", ("cos(x)*1.00000001",)), (0.3,))
    with mpmath.workdps(DIGITS), pytest.raises(AssertionError):
        check_what_runs(Rule("sin", "sin(x)*1.00000001", ("cos(x)",)), (0.3,))


def test_literal_lines():
    assert RULES["sin"].partials == ("cos(x)",)
    assert RULES["multiply"].partials == ("z", "x")
    assert derivative(lambda x: x**2)(0.0) == 0.0
    assert derivative(lambda x: x**2)(3.0) == 6.0
    assert derivative(lambda z: 0.0**z)(2.0) == 0.0
    assert {"softplus", "expit", "sinc"} < set(RULES)


class TestDefine:
    """Every test has names of its own: a line stays in the table for the whole process."""

    def test_a_defined_function_works_in_every_mode(self):
        f = define("test_swish", "x*expit(x)", "expit(x) + x*expit(x)*expit(-x)")
        x = 0.7
        with mpmath.workdps(DIGITS):
            exact = [float(c) for c in mpmath.taylor(lambda t: t / (1 + mpmath.exp(-t)), x, 4)]
        near = {"rel": 1e-12, "abs": 1e-13}
        assert f(x) == pytest.approx(exact[0], **near)
        assert f(np.array([x, x])) == pytest.approx(np.full(2, exact[0]), **near)
        assert f(Dual(x, 1.0)).tangent == pytest.approx(exact[1], **near)
        assert f(*Dual.seed(x)).tangent == pytest.approx([exact[1]], **near)
        assert derivative(derivative(derivative(f)))(x) == pytest.approx(6 * exact[3], **near)
        assert grad(f)(x) == pytest.approx(exact[1], **near)
        assert grad(lambda v: np.sum(f(v)))(np.array([x, 0.0])) == pytest.approx([exact[1], 0.5], **near)
        assert hessian(lambda v: np.sum(f(v)))(np.array([x])) == pytest.approx(2 * exact[2], **near)
        graph = trace(f)(0.1).replay(x)
        assert (graph.value, *graph.reverse(), graph.forward(1.0)) == pytest.approx((*exact[:2], exact[1]))
        assert trace(f)(0.1).compiled()(x) == (pytest.approx(exact[0]), (pytest.approx(exact[1]),))
        assert taylor(f, x, 4) == pytest.approx(exact, **near)
        scope = {}
        exec(tangent_text(lambda x: f(x) * 2.0), scope)
        assert next(v for k, v in scope.items() if k.startswith("diff"))(x, 1.0) == pytest.approx(
            (2 * exact[0], 2 * exact[1])
        )
        assert "x * (1 / (1 + exp(-x)))" in in_c(f, kind="tangent")
        assert str(RULES.select("test_swish")).splitlines()[1].startswith("test_swish  x*expit(x)")

    def test_two_inputs_a_domain_and_lists(self):
        f = define(
            "test_ratio", "x/(x + z)", "z/((x + z)*(x + z))", "-x/((x + z)*(x + z))", domain="x > 0 and z > 0"
        )
        assert grad(f, argnums=(0, 1))(1.0, 3.0) == pytest.approx((3 / 16, -1 / 16))
        assert f([1.0, 3.0], 1.0).tolist() == [0.5, 0.75]
        assert RULES["test_ratio"].domain == "x > 0 and z > 0"

    def test_the_same_again_is_the_same_function(self):
        first = define("test_again", "2*x", "2")
        assert define("test_again", "2*x", "2") is first
        assert define("softplus", "logaddexp(0, x)", "1/(1 + exp(-x))") is RULES["softplus"].function

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (("sin", "x", "1"), "name is 'sin', which the table has as sin.x.: choose another"),
            (("sort", "x", "1"), "name is 'sort', which NumPy uses for something else"),
            (("lambda", "x", "1"), "name is 'lambda'; expected an identifier"),
            (("test_bad", "sin(x", "1"), "expression is 'sin.x', which is no expression"),
            (("test_bad", "np.sin(x)", "1"), "'np.sin' is not in the table"),
            (
                ("test_bad", "x if x else 1", "1"),
                "expected numbers, .* comparisons, .* not x if x else 1",
            ),
            (("test_bad", "4*x^3", "12*x**2"), r"not \^, which is written \*\*"),
            (("test_bad", "x//2", "0"), "bare names, not //, which jumps"),
            (("test_bad", "x + w", "1"), "expected the inputs x and pi, not 'w'"),
            (("test_bad", "sin(x, x)", "1"), "sin takes 1 operands"),
            (("test_bad", "x*z", "z"), "not 'z'"),
            (("test_bad", "x"), "got 0 partial derivatives"),
            (("test_bad", "2", "0"), "expression is '2'; expected it to use x as well"),
            (("test_bad", "x**2", "2*x", "0"), "expected it to use z as well$"),
            (
                ("test_bad", "log(x)", "1/x", "x > 0"),
                "expected it to use z as well: a domain is given by its name",
            ),
            (("test_bad", "x % 2", "1"), r"not %, which jumps: write remainder\(x, z\)"),
            (("test_bad", "sin(x)", "cos(x)*1.0005"), "by cos.x..1.0005, but .* by differences"),
            (("test_bad", "log(x)", "1/x"), "test_bad is nan at x = -7.3: say where it holds"),
            (("test_bad", "floor(x)", "0"), "the derivative of test_bad in x is 0 at x = 0"),
        ],
    )
    def test_refusals_name_what_is_wrong_and_leave_the_table_alone(self, line, message):
        before = list(RULES)
        with pytest.raises(ValueError, match=message):
            define(*line)
        assert list(RULES) == before

    def test_a_number_is_no_text(self):
        with pytest.raises(TypeError, match="partial derivative is 1; expected a text, in quotation marks"):
            define("test_bad", "x", 1)
        with pytest.raises(TypeError, match="name is 3; expected a text"):
            define(3, "x", "1")

    def test_refuses_a_domain_without_a_sample(self):
        with pytest.raises(
            ValueError, match="domain is 'x > 1e9'; expected one that holds some of the points"
        ):
            define("test_bad", "x", "1", domain="x > 1e9")
        with pytest.raises(ValueError, match="domain is 'x > y'; expected the inputs x and pi, not 'y'"):
            define("test_bad", "x", "1", domain="x > y")

    @pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
    def test_built_in_lines_would_be_taken(self, rule):
        check_against_differences(rule)

    def test_an_exact_second_number_stands_in_the_message(self):
        with pytest.raises(ValueError, match=r"is 2 at x = -7.3 by 2, but 3 by differences"):
            define("test_bad", "3*x", "2")


def test_sinc_has_its_derivatives_at_zero_to_every_order():
    assert taylor(np.sinc, 0.0, 4) == pytest.approx([1, 0, -(math.pi**2) / 6, 0, math.pi**4 / 120])
    assert derivative(np.sinc)(0.0) == 0.0
    assert derivative(derivative(np.sinc))(0.0) == pytest.approx(-(math.pi**2) / 3)


@pytest.mark.parametrize("order", [0, 1, 2, 5, 9])
@pytest.mark.parametrize("x", [1e-9, 0.3, 6.2, 6.5, 30.1])
def test_derivatives_of_sinc_agree_with_mpmath(order, x):
    with mpmath.workdps(DIGITS):
        exact = float(sinc_derivative(order, mpmath.mpf(x)))
    assert special.sinc_derivative(order, x) == pytest.approx(exact, rel=1e-12, abs=1e-14 * math.pi**order)


def test_derivatives_of_sinc_outside_their_domain():
    assert special.sinc_derivative(1, np.inf) == 0.0
    assert np.isnan(special.sinc_derivative([0.5, -1.0], 1.0)).all()


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
    assert np.isnan(special.digamma([-1.0, 0.0])).all()
    assert special.digamma(-0.5) == pytest.approx(0.03648997397857652, rel=1e-15)
    assert np.isnan(special.polygamma(0.5, 1.0))
    assert np.isnan(special.polygamma(-1.0, 1.0))
    assert special.digamma(np.inf) == np.inf
    assert special.polygamma(1, np.inf) == 0.0
    assert np.isnan([special.digamma(-np.inf), derivative(special.lgamma)(-np.inf)]).all()
    assert np.isnan([special.polygamma(np.inf, 2.0), special.sinc_derivative(np.inf, 2.0)]).all()
    assert special.lgamma(0.0) == special.lgamma(-3.0) == np.inf
    assert special.lgamma(-0.5) == pytest.approx(1.2655121234846454)
    assert special.lgamma([-np.inf, np.inf, 1e308]).tolist() == [np.inf] * 3
    assert np.isnan(special.lgamma(np.nan))


@pytest.mark.parametrize("x", [1e19, 1e20, 1e100, 1e155, 1e300])
def test_polygamma_far_out(x):
    assert derivative(special.lgamma)(x) == pytest.approx(np.log(x), rel=1e-15)
    assert [special.polygamma(n, x) for n in (1.0, 2.0)] == pytest.approx(
        [1 / x, -1 / x / x], rel=1e-15, abs=0
    )


def test_orders_beyond_the_floats_are_refused():
    assert special.polygamma(150.0, 3.0) == pytest.approx(float(mpmath.psi(150, 3)), rel=1e-13)
    with pytest.raises(ValueError, match="polygamma has order 151; expected at most 150"):
        special.polygamma(151.0, 3.0)
    with pytest.raises(ValueError, match="sinc_derivative has order 800; expected at most 600"):
        special.sinc_derivative(800.0, 0.5)


def test_the_packages_table_of_rooms_names_each_of_them():
    folder = Path(lecture14.autodiff.__file__).parent
    rooms = {p.stem for p in folder.iterdir() if p.is_dir() or p.suffix == ".py"} - {
        "__init__",
        "__pycache__",
    }
    assert {"core", "graph"} < rooms
    assert rooms | {"fast"} == set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\|[^|]+\|", lecture14.autodiff.__doc__, re.M)))
    )
