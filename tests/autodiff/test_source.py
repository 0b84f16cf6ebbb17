"""Generated Python and C: the text, and that it computes what the other modes compute."""

import ctypes
import math
import random
import re
import shutil
import subprocess
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from lecture14 import derivative, grad, trace, value_and_grad
from lecture14.autodiff import RULES, special
from lecture14.autodiff.text.c_names import RESERVED, as_c
from lecture14.autodiff.text.expression import spelled
from lecture14.autodiff.views.names import Names
from tests.autodiff.test_rules import points
from tests.autodiff.texts import adjoint_text, in_c, tangent_text

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
        diff = run(tangent_text(slide), "diff_slide")
        assert diff(1.5, 2.0, 1.0, 0.0) == approx((3.9974949866040546, 2.0707372016677))
        both = run(adjoint_text(slide), "grad_slide")
        value, bars = both(1.5, 2.0)
        assert value == approx(3.9974949866040546)
        assert bars == approx((2.0707372016677, 1.5))
        assert both(1.5, 2.0, 2.0)[1] == approx((4.1414744033354, 3.0))

    @pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
    def test_every_line_of_the_table(self, rule):
        f = function_of(rule)
        values = next(iter(points(rule)))
        both = run(adjoint_text(f, *values), "grad_f")
        value, bars = both(*values)
        assert value == approx(float(f(*values)))
        assert bars == approx(tuple(grad(f, argnums=tuple(range(len(values))))(*values)))
        diff = run(tangent_text(f, *values), "diff_f")
        seeds = [1.0] + [0.0] * (len(values) - 1)
        assert diff(*values, *seeds)[1] == approx(bars[0])

    def test_several_outputs_constants_and_unused_inputs(self):
        f = lambda x, y, z: (x * x, 3.0, x - 2 * y)  # noqa: E731
        diff = run(tangent_text(f), "diff_f")
        assert diff(2.0, 1.0, 5.0, 1.0, 0.0, 0.0) == ((4.0, 3.0, 0.0), (4.0, 0.0, 1.0))
        both = run(adjoint_text(f), "grad_f")
        assert "def grad_f(x, y, z, y1_bar, y2_bar, y3_bar):" in adjoint_text(f)
        assert both(2.0, 1.0, 5.0, 1.0, 7.0, 10.0) == ((4.0, 3.0, 0.0), (14.0, -20.0, 0.0))
        assert run(adjoint_text(lambda x: -1.5 * x), "grad_f")(2.0) == (-3.0, (-1.5,))
        assert run(adjoint_text(lambda x: x), "grad_f")(2.0) == (2.0, (1.0,))

    def test_branches_are_checked(self):
        f = lambda x: x * x if x > 0 else -x  # noqa: E731
        diff = run(tangent_text(f, 2.0), "diff_f")
        assert diff(3.0, 1.0) == (9.0, 6.0)
        with pytest.raises(ValueError, match="another branch"):
            diff(-3.0, 1.0)
        with pytest.raises(ValueError, match="another branch"):
            run(adjoint_text(f, 2.0), "grad_f")(-3.0)

    def test_arguments_left_out_are_ones(self):
        f = lambda x: x if x < 1.5 else 2 * x  # noqa: E731
        assert run(tangent_text(f), "diff_f")(1.2, 1.0) == (1.2, 1.0)

    def test_loops_come_out_unrolled(self):
        def newton(a):
            x = a
            for _ in range(3):
                x = 0.5 * (x + a / x)
            return x

        text = tangent_text(newton)
        assert text.count("= 0.5 * ") == 3
        assert run(text, "diff_newton")(2.0, 1.0)[1] == approx(derivative(newton)(2.0))

    def test_default_arguments_stay_out(self):
        def f(x, n=2):
            return x**n

        assert run(adjoint_text(f), "grad_f")(3.0) == (9.0, (6.0,))

    def test_an_array_as_argument_is_named(self):
        def f(x1, data):
            return x1 * data[0]

        message = r"argument data has shape \(2,\); expected a scalar, shape \(\): let f take the entries"
        for write in (tangent_text, adjoint_text):
            with pytest.raises(ValueError, match=message):
                write(f, 1.0, np.ones(2))

    def test_arrays_are_refused(self):
        with pytest.raises(ValueError, match="is an array operation; expected a program of scalars"):
            tangent_text(lambda x: np.sum(np.stack([x, x])))
        with pytest.raises(ValueError, match="is an array operation; expected a program of scalars"):
            tangent_text(lambda x: x * np.ones(2))


# Names that the text, the languages, the lecture and the C library use themselves.
NASTY = [
    "w1", "w2", "w3", "w4", "w3_", "w1_bar", "w3_bar", "dw1", "dw3", "x", "x1", "x2", "dx", "ddx", "x_bar",
    "x_bar_bar", "y", "dy", "y_", "y_bar", "y1", "y1_bar", "np", "pi", "inf", "nan", "e", "where",
    "special", "bool", "float", "print", "sum", "ValueError", "math", "_", "__", "_x", "__y", "__LINE__",
    "_Bool", "f", "grad_f", "diff_f", "double", "int", "char", "register", "I", "main", "sin", "cos", "exp",
    "pow", "log", "fabs", "fmax", "y0", "j1", "gamma", "lgamma", "signgam", "M_PI", "NAN", "INFINITY",
    "linux", "ouble", "rem", "lambda_", "el", "μ", "ẋ", "σ", "ß", "x̄", "中", "Ω", "ﬁ",
]  # fmt: skip
PROGRAMS = (
    "a * b + np.sin(a)", "np.exp(a * -0.0) * b", "a / b - b / a", "(a > 0) * a + b", "(a > b) * b",
    "np.maximum(a, b) * 2",
    "np.minimum(a, np.inf) * np.fmax(b, -np.inf)", "a ** b + 1e300 * a - 1e-300 / b", "np.fmod(a, b) * 3 + b",
    "(lambda w: w * w + np.hypot(w, a) * np.pi)(a + b * 2)", "0.5 * a + np.array(2.0) * b + 3",
    "np.heaviside(a, b) + a * np.sign(b)", "np.rad2deg(a) * np.logaddexp(a, b)", "a", "b * 0", "7.0 + 0 * a",
)  # fmt: skip
POINT = (1.2, 0.7)


def program(names, text, called="f"):
    """The function `called` with these parameters and this expression in them, a and b."""
    substituted = re.sub(r"\b([ab])\b", lambda m: names["ab".index(m[0])], text)
    if "np" in {*names, called}:
        substituted = re.sub(r"\bnp\.", "numpy.", substituted)
    scope = {"np": np, "numpy": np}
    exec(f"def {called}({', '.join(names)}): return {substituted}", scope)
    return scope[normalize("NFKC", called)]


def by_the_tape(f, *at):
    value, bars = value_and_grad(f, argnums=tuple(range(len(at))))(*at)
    return [float(value), *map(float, bars)]


two_names = st.lists(st.sampled_from(NASTY), min_size=2, max_size=2, unique=True)


class TestNames:
    @given(two_names, st.sampled_from(PROGRAMS), st.sampled_from(["f", *NASTY]))
    @example(["w1", "ﬁ"], "a * b + np.sin(a)", "np")
    @settings(deadline=None, max_examples=100)
    def test_python_computes_the_same_whatever_the_names(self, names, text, called):
        f = program(names, text, called)
        expected = by_the_tape(f, *POINT)
        value, bars = run(adjoint_text(f, *POINT), next_name(adjoint_text(f, *POINT)))(*POINT)
        assert [value, *bars] == approx(expected, rel=1e-14, nan_ok=True)
        value, slope = run(tangent_text(f, *POINT), next_name(tangent_text(f, *POINT)))(*POINT, 1.0, 2.0)
        assert [value, slope] == approx([expected[0], expected[1] + 2 * expected[2]], rel=1e-13, nan_ok=True)

    def test_inputs_keep_their_names_where_they_can(self):
        def f(w3, y, dy, np):
            return w3 * y + dy * np

        assert adjoint_text(f).startswith("def grad_f(w3, y, dy, np_, y_bar=1.0):")
        assert "w7 = w5 + w6" in adjoint_text(f)
        assert "def grad_f(w6, x2, x3, y_bar=1.0)" in adjoint_text(
            lambda w6, *rest: w6 * sum(rest), 1.0, 2.0, 3.0
        )
        assert "w6_ = " in adjoint_text(
            lambda w6, *rest: w6 * rest[0] + rest[1] * rest[2], 1.0, 2.0, 3.0, 4.0
        )

    def test_containers_and_keywords_after_them(self):
        f = lambda x, x_1, *more, scale=2.0: scale * x[0] * x_1 + x[1] * more[0]  # noqa: E731
        text = adjoint_text(f, (1.0, 2.0), 3.0, 5.0)
        assert "def grad_f(x_1, x_2, x_1_, x3, y_bar=1.0):" in text
        assert run(text, "grad_f")(1.0, 2.0, 3.0, 5.0) == (16.0, (6.0, 5.0, 2.0, 2.0))

    def test_several_outputs_named_like_their_seeds(self):
        f = lambda y1, y2: (y2, 3 * y1)  # noqa: E731
        assert run(adjoint_text(f), "grad_f")(2.0, 5.0, 10.0, 100.0) == ((5.0, 6.0), (300.0, 10.0))

    @pytest.mark.parametrize("constant", [math.inf, -math.inf, math.nan, -0.0, 1e308, 5e-324, 10**20, True])
    def test_constants(self, constant):
        f = lambda x: np.maximum(x, constant) + x * 2  # noqa: E731
        value, (slope,) = run(adjoint_text(f, 1.5), "grad_f")(1.5)
        assert [value, slope] == approx(by_the_tape(f, 1.5), nan_ok=True)

    def test_a_comparison_as_a_factor_and_as_a_result(self):
        assert run(adjoint_text(lambda x: (x > 0) * x), "grad_f")(-2.0) == (0.0, (0.0,))
        assert run(tangent_text(lambda x: (x > 0) * x), "diff_f")(3.0, 1.0) == (3.0, 1.0)
        assert run(tangent_text(lambda x: x > 0), "diff_f")(3.0, 1.0) == (True, 0.0)

    def test_the_table_keeps_the_lectures_names_for_nodes(self):
        rows = trace(lambda w2, w3: w2 * w3)(1.5, 2.0).table().rows
        assert [row.original for row in rows] == ["w1 = w2_", "w2 = w3_", "w3 = w1 * w2"]

    def test_readable_names_in_c(self):
        text = in_c(lambda double, μ, y: double * μ + y, kind="adjoint")
        head = "void grad_f(double double_, double mu, double y, double *y_, double *double__bar,"
        assert head in text

    def test_ordinary_names_are_left_alone_in_c(self):
        names = [
            "x1",
            "x2",
            "price",
            "rate",
            "n",
            "k",
            "mu",
            "sigma",
            "alpha",
            "beta",
            "theta",
            "A",
            "B",
            "time",
            "index_",
            "weight",
            "w3",
            "d_x",
            "velocity",
        ]
        assert [Names(RESERVED, as_c)(name) for name in names] == names


def next_name(text):
    """The function that a generated text defines."""
    return re.search(r"(?:def|double|void) ([^ (]+)\(", text)[1]


class TestCText:
    def test_three_kinds(self):
        assert in_c(slide, kind="function").splitlines()[3] == "double slide(double x1, double x2)"
        text = in_c(slide, kind="adjoint")
        assert "void grad_slide(double x1, double x2, double *y, double *x1_bar, double *x2_bar)" in text
        assert text.startswith(
            "/* Written by lecture14: the adjoint of slide, from one run at x1 = 1.0, x2 = 1.0. */"
        )
        assert "double x1_sum = cos(x1)*w4_bar;" in text
        assert "x1_sum += x2*w3_bar;" in text
        assert "*x1_bar = x1_sum;" in text
        assert "double w5_bar = 1.0;" in text

    def test_errors(self):
        with pytest.raises(
            ValueError, match="kind is 'gradient'; expected one of 'function', 'tangent', 'adjoint'"
        ):
            in_c(slide, kind="gradient")
        with pytest.raises(
            ValueError, match="the program chose by argmax of w1 = x; expected comparisons of scalars"
        ):
            in_c(lambda x: x[np.argmax(x)], np.ones(2))
        with pytest.raises(ValueError, match=r"w2 = sum\(w1, .*\) is an array operation; expected a program"):
            in_c(lambda x: np.sum(x), np.ones(2))
        with pytest.raises(ValueError, match=r"f returned an array of shape \(2,\); expected one number"):
            in_c(lambda x: x[1:], np.ones(3))
        with pytest.raises(ValueError, match="f returned 2 values"):
            in_c(lambda x: (x, x))
        with pytest.raises(ValueError, match="C's library has no digamma"):
            in_c(lambda x: special.digamma(x))

    def test_constants(self):
        assert "x * -INFINITY" in in_c(lambda x: x * -math.inf, kind="function")
        assert "x * NAN" in in_c(lambda x: x * math.nan, kind="function")


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
            parts += [in_c(f, *values, kind=kind) for kind in ("function", "tangent", "adjoint")]
            cases[rule.name] = (f, list(points(rule))[:8])
        parts += [in_c(slide, kind=kind) for kind in ("function", "tangent", "adjoint")]
        cases["slide"] = (slide, [(1.5, 2.0), (-0.3, 4.0)])
        (folder / "all.c").write_text("\n".join(parts))
        target = folder / "all.so"
        flags = [
            "-O1",
            "-Wall",
            "-Wextra",
            "-Wno-unused-parameter",
            "-Wno-unused-variable",
            "-Werror",
            "-std=c11",
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


def compiled(texts, folder):
    """Texts of C as one library, under the strictest warnings."""
    (folder / "all.c").write_text("\n".join(texts))
    strict = ["-Wall", "-Wextra", "-Werror", "-O0", "-ffp-contract=off"]
    command = [COMPILER, *strict, "-shared", "-fPIC", "-o", folder / "all.so", folder / "all.c", "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return ctypes.CDLL(str(folder / "all.so"))


def called(function, kind, at):
    """Value and derivatives from a function of generated C."""
    double, pointer = ctypes.c_double, ctypes.POINTER(ctypes.c_double)
    if kind == "function":
        function.restype, function.argtypes = double, [double] * len(at)
        return [function(*at)]
    inputs = [*at, 1.0, 2.0] if kind == "tangent" else list(at)
    out = [double() for _ in range(2 if kind == "tangent" else 1 + len(at))]
    function.argtypes = [double] * len(inputs) + [pointer] * len(out)
    function(*inputs, *map(ctypes.byref, out))
    return [o.value for o in out]


@pytest.mark.slow
@pytest.mark.skipif(COMPILER is None, reason="no C compiler")
class TestNamesInCompiledC:
    def test_every_nasty_pair_in_some_program(self, tmp_path):
        draw = random.Random(1)
        pool = [n for n in NASTY for _ in range(4)]
        functions = []
        for k in range(160):
            names = draw.sample(pool, 2)
            if names[0] != names[1]:
                functions.append(program(names, PROGRAMS[k % len(PROGRAMS)], f"f{k}"))
        kinds = ("function", "tangent", "adjoint")
        texts = [in_c(f, *POINT, kind=kind) for f in functions for kind in kinds]
        library = compiled(texts, tmp_path)
        for (f, kind), text in zip(((f, kind) for f in functions for kind in kinds), texts, strict=True):
            value, a, b = by_the_tape(f, *POINT)
            expected = {"function": [value], "tangent": [value, a + 2 * b], "adjoint": [value, a, b]}[kind]
            got = called(getattr(library, next_name(text)), kind, POINT)
            assert got == approx(expected, rel=1e-13, nan_ok=True), text

    def test_functions_named_like_words_of_c(self, tmp_path):
        names = [
            "double",
            "sin",
            "main",
            "y0",
            "j1",
            "gamma",
            "lgamma_r",
            "printf",
            "malloc",
            "abs",
            "isalpha",
            "isnan",
            "exit",
            "strlen",
            "μ",
            "ẋ",
            "__x",
            "I",
            "linux",
            "index",
        ]
        functions = [program(("x", "y"), "a * b", name) for name in names]
        texts = [in_c(f, kind="function") for f in functions]
        library = compiled(texts, tmp_path)
        for text in texts:
            assert called(getattr(library, next_name(text)), "function", POINT) == [1.2 * 0.7]


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


@pytest.mark.parametrize("kind", ["function", "tangent", "adjoint"])
def test_a_choice_on_an_input_itself_is_checked(kind):
    text = trace(lambda x: x * x if x else x + 1.0)(2.0).source(kind)
    generated = run(text, next_name(text))
    seeds = (1.0,) if kind == "tangent" else ()
    assert np.ravel(generated(3.0, *seeds)[0] if kind != "function" else generated(3.0)) == [9.0]
    with pytest.raises(ValueError, match="another branch"):
        generated(0.0, *seeds)
