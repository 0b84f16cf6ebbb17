"""Generated Python and C: the text, and that it computes what the other modes compute."""

import ctypes
import math
import shutil
import subprocess

import numpy as np
import pytest
from py_mini_racer import MiniRacer

from lecture14 import adjoint_source, derivative, grad, tangent_source
from lecture14.autodiff import RULES, special
from lecture14.autodiff.text.c import read_c, source_c
from lecture14.autodiff.text.expression import spelled
from tests.autodiff.test_rules import points

approx = pytest.approx
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def slide(x1, x2):
    return x1 * x2 + np.sin(x1)


def run(text, name):
    scope = {}
    exec(text, scope)
    return scope[name]


def function_of(rule):
    base = rule.function
    return (lambda x: base(x)) if len(rule.arguments) == 1 else (lambda x, z: base(x, z))


class TestPython:
    def test_the_lectures_function(self):
        diff = run(tangent_source(slide), "diff_slide")
        assert diff(1.5, 2.0, 1.0, 0.0) == approx((3.9974949866040546, 2.0707372016677))
        both = run(adjoint_source(slide), "grad_slide")
        value, bars = both(1.5, 2.0)
        assert value == approx(3.9974949866040546)
        assert bars == approx((2.0707372016677, 1.5))
        assert both(1.5, 2.0, 2.0)[1] == approx((4.1414744033354, 3.0))

    @pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
    def test_every_line_of_the_table(self, rule):
        f = function_of(rule)
        values = next(iter(points(rule)))
        both = run(adjoint_source(f, *values), "grad_f")
        value, bars = both(*values)
        assert value == approx(float(f(*values)))
        assert bars == approx(tuple(grad(f, argnums=tuple(range(len(values))))(*values)))
        diff = run(tangent_source(f, *values), "diff_f")
        seeds = [1.0] + [0.0] * (len(values) - 1)
        assert diff(*values, *seeds)[1] == approx(bars[0])

    def test_several_outputs_constants_and_unused_inputs(self):
        f = lambda x, y, z: (x * x, 3.0, x - 2 * y)  # noqa: E731
        diff = run(tangent_source(f), "diff_f")
        assert diff(2.0, 1.0, 5.0, 1.0, 0.0, 0.0) == ((4.0, 3.0, 0.0), (4.0, 0.0, 1.0))
        both = run(adjoint_source(f), "grad_f")
        assert "def grad_f(x, y, z, y1_bar, y2_bar, y3_bar):" in adjoint_source(f)
        assert both(2.0, 1.0, 5.0, 1.0, 7.0, 10.0) == ((4.0, 3.0, 0.0), (14.0, -20.0, 0.0))
        assert run(adjoint_source(lambda x: -1.5 * x), "grad_f")(2.0) == (-3.0, (-1.5,))
        assert run(adjoint_source(lambda x: x), "grad_f")(2.0) == (2.0, (1.0,))

    def test_branches_are_checked(self):
        f = lambda x: x * x if x > 0 else -x  # noqa: E731
        diff = run(tangent_source(f, 2.0), "diff_f")
        assert diff(3.0, 1.0) == (9.0, 6.0)
        with pytest.raises(ValueError, match="another branch"):
            diff(-3.0, 1.0)
        with pytest.raises(ValueError, match="another branch"):
            run(adjoint_source(f, 2.0), "grad_f")(-3.0)

    def test_arguments_left_out_are_ones(self):
        f = lambda x: x if x < 1.5 else 2 * x  # noqa: E731
        assert run(tangent_source(f), "diff_f")(1.2, 1.0) == (1.2, 1.0)

    def test_loops_come_out_unrolled(self):
        def newton(a):
            x = a
            for _ in range(3):
                x = 0.5 * (x + a / x)
            return x

        text = tangent_source(newton)
        assert text.count("= 0.5 * ") == 3
        assert run(text, "diff_newton")(2.0, 1.0)[1] == approx(derivative(newton)(2.0))

    def test_default_arguments_stay_out(self):
        def f(x, n=2):
            return x**n

        assert run(adjoint_source(f), "grad_f")(3.0) == (9.0, (6.0,))

    def test_an_array_as_argument_is_named(self):
        def f(x1, data):
            return x1 * data[0]

        message = r"argument data has shape \(2,\); expected a scalar, shape \(\): let f take the entries"
        for write in (tangent_source, adjoint_source, source_c):
            with pytest.raises(ValueError, match=message):
                write(f, 1.0, np.ones(2))

    def test_arrays_are_refused(self):
        with pytest.raises(ValueError, match="is an array operation; expected a program of scalars"):
            tangent_source(lambda x: np.sum(np.stack([x, x])))
        with pytest.raises(ValueError, match="is an array operation; expected a program of scalars"):
            tangent_source(lambda x: x * np.ones(2))


class TestReadC:
    def test_the_slides_function(self):
        text = """
        #include <math.h>
        /* the lecture's function */
        double f(double x1, double x2) {
            double w3, w4, w5;
            w3 = x1*x2;   // product
            w4 = sin(x1);
            w5 = w3;
            w5 += w4;
            return w5;
        }
        """
        f = read_c(text)
        assert f.__name__ == "f"
        assert f(1.5, 2.0) == approx(3.9974949866040546)
        assert grad(f, argnums=(0, 1))(1.5, 2.0) == approx((2.0707372016677, 1.5))

    def test_names_of_math_h(self):
        f = read_c("double f(double x) { return asin(x) + pow(x, 2) + fabs(x) + log1p(x); }")
        assert f(0.5) == approx(math.asin(0.5) + 0.25 + 0.5 + math.log1p(0.5))

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("int f(double x) { return 1; }", "the text is no C function"),
            ("double f(int n) { return 1.0; }", "parameter 'int n' of f; expected double and a name"),
            (
                "double f(double x) { while (x) x = 1; }",
                r"statement 'while \(x\) x = 1'; expected a declaration",
            ),
            (
                "double f(double x) { double y = x ? 1 : 2; return y; }",
                "expected arithmetic and functions of math.h",
            ),
        ],
    )
    def test_what_is_not_understood_is_named(self, text, message):
        with pytest.raises(ValueError, match=message):
            read_c(text)


class TestCText:
    def test_three_kinds(self):
        assert source_c(slide, kind="function").splitlines()[2] == "double slide(double x1, double x2)"
        text = source_c(slide, kind="adjoint")
        assert "void grad_slide(double x1, double x2, double *y, double *x1_bar, double *x2_bar)" in text
        assert "*x1_bar = cos(x1)*w4_bar;" in text
        assert "*x1_bar += x2*w3_bar;" in text
        assert "double w5_bar = 1.0;" in text

    def test_errors(self):
        with pytest.raises(
            ValueError, match="kind is 'gradient'; expected one of 'function', 'tangent', 'adjoint'"
        ):
            source_c(slide, kind="gradient")
        with pytest.raises(ValueError, match="f branches on its values"):
            source_c(lambda x: x if x > 0 else -x)
        with pytest.raises(ValueError, match="f returned 2 values"):
            source_c(lambda x: (x, x))
        with pytest.raises(ValueError, match="C's library has no digamma"):
            source_c(lambda x: special.digamma(x))

    def test_constants(self):
        assert "x * -INFINITY" in source_c(lambda x: x * -math.inf, kind="function")
        assert "x * NAN" in source_c(lambda x: x * math.nan, kind="function")


# What math.h lacks, and lgamma, whose derivative it lacks.
ABSENT_IN_C = {"digamma", "lgamma", "polygamma", "sinc", "sinc_derivative"}


@pytest.mark.skipif(COMPILER is None, reason="no C compiler: install cc to compare generated C with Python")
class TestCompiledC:
    @pytest.fixture(scope="class")
    @staticmethod
    def library(tmp_path_factory):
        """Every line of the table, function, tangent and adjoint, compiled into one library."""
        folder = tmp_path_factory.mktemp("c")
        parts, cases = [], {}
        for rule in RULES.values():
            if rule.name in ABSENT_IN_C:
                continue
            values = next(iter(points(rule)))
            f = function_of(rule)
            f.__name__ = f"rule_{rule.name}"
            parts += [source_c(f, *values, kind=kind) for kind in ("function", "tangent", "adjoint")]
            cases[rule.name] = (f, list(points(rule))[:8])
        slide_c = read_c(source_c(slide, kind="function"))
        parts += [source_c(slide_c, kind=kind) for kind in ("function", "tangent", "adjoint")]
        cases["slide"] = (slide_c, [(1.5, 2.0), (-0.3, 4.0)])
        (folder / "all.c").write_text("\n".join(parts))
        target = folder / "all.so"
        flags = [
            "-O1",
            "-Wall",
            "-Wextra",
            "-Wno-unused-parameter",
            "-Wno-unused-variable",
            "-Werror",
            "-std=c99",
        ]
        subprocess.run(
            [
                COMPILER,
                *flags,
                "-ffp-contract=off",
                "-shared",
                "-fPIC",
                "-o",
                target,
                folder / "all.c",
                "-lm",
            ],
            check=True,
        )
        return ctypes.CDLL(str(target)), cases

    def test_function_tangent_and_adjoint_agree_with_python(self, library):
        compiled, cases = library
        assert len(cases) == len(RULES) - len(ABSENT_IN_C) + 1
        for f, values in cases.values():
            n = len(values[0])
            name = f.__name__
            plain, diff, both = (getattr(compiled, p + name) for p in ("", "diff_", "grad_"))
            plain.restype = ctypes.c_double
            plain.argtypes = [ctypes.c_double] * n
            pointer = ctypes.POINTER(ctypes.c_double)
            diff.argtypes = [ctypes.c_double] * (2 * n) + [pointer] * 2
            both.argtypes = [ctypes.c_double] * n + [pointer] * (n + 1)
            for x in values:
                expected = grad(f, argnums=tuple(range(n)))(*x)
                out = [ctypes.c_double() for _ in range(n + 1)]
                both(*x, *map(ctypes.byref, out))
                assert plain(*x) == approx(float(f(*x)), rel=1e-14, abs=1e-14), name
                assert out[0].value == approx(float(f(*x)), rel=1e-14, abs=1e-14), name
                assert [o.value for o in out[1:]] == approx(list(expected), rel=1e-13, abs=1e-13), name
                y, dy = ctypes.c_double(), ctypes.c_double()
                diff(*x, *[1.0] * n, ctypes.byref(y), ctypes.byref(dy))
                assert dy.value == approx(sum(expected), rel=1e-13, abs=1e-13), name


# What JavaScript's Math lacks besides: the error function.
ABSENT_IN_JAVASCRIPT = ABSENT_IN_C | {"erf", "erfc", "ndtr"}


def test_expressions_in_javascript_compute_the_same():
    """Values and partial derivatives of every line, in V8."""
    with MiniRacer() as v8:
        for rule in RULES.values():
            if rule.name in ABSENT_IN_JAVASCRIPT:
                continue
            for values in list(points(rule))[:8]:
                y = float(rule.function(*values))
                scope = dict(zip((*rule.arguments, "y"), (*map(repr, values), repr(y)), strict=True))
                scope = {name: f"({text})" for name, text in scope.items()}
                texts = [spelled("JavaScript", text, scope) for text in (rule.expression, *rule.partials)]
                got = v8.eval(f"[{', '.join(f'+({text})' for text in texts)}]")
                expected = [y, *grad(rule.function, argnums=tuple(range(len(values))))(*values)]
                assert list(got) == approx(expected, rel=1e-13, abs=1e-13), rule.name


def test_a_target_without_the_function_says_so():
    with pytest.raises(ValueError, match="JavaScript's library has no erf; expected functions of Math"):
        spelled("JavaScript", "erf(x)")
