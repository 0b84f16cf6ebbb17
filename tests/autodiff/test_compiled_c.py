"""Recorded programs compiled from C: the same numbers as the other modes, and calls that cannot go wrong silently."""

import gc
import math
import os
import subprocess
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture14 import Dual, grad, jvp, trace, vjp
from lecture14.autodiff import ControlFlowChanged, source_c, special
from lecture14.autodiff.text import c, c_pieces
from lecture14.autodiff.text.c_compiler import Library, compiler
from lecture14.autodiff.text.c_function import CFunction, call_text
from tests.autodiff.test_wrong_calls import NO_NUMBERS, stumble

approx = pytest.approx
STRICT = ("-Wall", "-Wextra", "-pedantic", "-Werror")
try:
    compiler()
except RuntimeError as error:
    if os.environ.get("CI") == "true":
        raise
    pytest.skip(str(error), allow_module_level=True)


def newton(a, b):
    x = a
    for _ in range(5):
        x = 0.5 * (x + b / x)
    return x


def rosenbrock(x):
    total = 0.0
    for i in range(len(x) - 1):
        total = total + 100.0 * (x[i + 1] - x[i] ** 2) ** 2 + (1.0 - x[i]) ** 2
    return total


def determinant(m):
    (a, b), (p, q) = m
    return a * q - b * p + m[-1, 0] * m[0][1]


def containers(pair, w, scale):
    first, second = pair
    return first * w["rate"] + second * w["bias"][1] ** 2 - scale * w["bias"][0]


def slices(x, unused):
    total = 1.0
    for value in x[1:][::-1]:
        total = total * value + x[0]
    return total


SCALARS = {
    "slide": lambda a, b: a * b + np.sin(a),
    "powers": lambda a, b: a**b + b**3 - 2.0**a + a**-1.5,
    "logs": lambda a, b: np.log(a) * np.exp(-b) + np.log1p(b) * np.expm1(a) + np.logaddexp(a, b),
    "angles": lambda a, b: np.arctan2(a, b) + np.hypot(a, b) * np.tanh(a) - np.tan(0.5 * b),
    "roots": lambda a, b: np.sqrt(a + b) * np.cbrt(b) / (1.0 + a),
    "rests": lambda a, b: np.remainder(-a, b) + a * np.floor_divide(a, b) + np.fmod(a, b),
    "kinks": lambda a, b: np.maximum(a, b) * 3 + np.minimum(a * a, b) + np.abs(a - b) * np.sign(b - a),
    "bells": lambda a, b: special.erfc(a) * special.ndtr(b) + special.erf(a * b),
    "comparisons": lambda a, b: (a > b) * a + (a <= b) * b * b,
    "newton": newton,
    "flat": lambda a, b: np.maximum(np.sqrt(a), 1.0) + b,
    "truth": lambda a, b: a < b,
    "constant": lambda a, b: 7.0,
    "input": lambda a, b: b,
    "signs": lambda a, b: -(a * -1.0) * -0.5 - (-2.0) ** 3 * b - -a / -b,
}
POINT = (0.7, 1.2)
OTHERS = {
    "rosenbrock": (rosenbrock, (np.linspace(0.5, 1.5, 5),)),
    "determinant": (determinant, (np.array([[1.0, 2.0], [3.0, 5.0]]),)),
    "containers": (containers, ((2.0, 3.0), {"rate": 0.5, "bias": np.array([1.5, 2.5])}, 4.0)),
    "slices": (slices, (np.array([0.3, 0.5, 1.1, 0.9]), 2.0)),
}
CORPUS = {name: (f, POINT) for name, f in SCALARS.items()} | OTHERS
KINDS = ("function", "tangent", "adjoint")


def named(f, name):
    """f under another name, with its own parameters' names."""
    scope = {"f": f}
    parameters = ", ".join(f.__code__.co_varnames[: f.__code__.co_argcount])
    exec(f"def {name}({parameters}): return f({parameters})", scope)
    return scope[name]


def sources(prefix=""):
    """(name, kind) -> CSource for the whole corpus."""
    graphs = {name: trace(named(f, f"{prefix}{name}"))(*at) for name, (f, at) in CORPUS.items()}
    return {(name, kind): graph.to_c(kind) for name, graph in graphs.items() for kind in KINDS}


def together(found, flags=()):
    """The functions of all these sources, from one library."""
    calls = {key: call_text(source._program, source.name) for key, source in found.items()}
    text = "\n".join(source.text + calls[key][1] for key, source in found.items())
    library = Library(text, ("-O1", *STRICT, *flags))
    return {
        key: CFunction(source._recording, source._program, library, calls[key][0])
        for key, source in found.items()
    }


@pytest.fixture(scope="module")
def corpus():
    return together(sources())


@pytest.fixture(scope="module")
def in_pieces():
    """The same, each in pieces of three lines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(c, "LONG", 0)
        patch.setattr(c_pieces, "LINES", 3)
        return together(sources("long_"))


def flat(tree):
    if isinstance(tree, dict):
        tree = list(tree.values())
    return (
        [x for part in tree for x in flat(part)]
        if isinstance(tree, list | tuple)
        else np.ravel(tree).tolist()
    )


def check(functions, name, at, tangents):
    f = CORPUS[name][0]
    value, pullback = vjp(f, *at)
    assert functions[name, "function"](*at) == approx(float(value), rel=1e-14, abs=1e-14)
    assert flat(functions[name, "adjoint"](*at)) == approx(flat((value, pullback(1.0))), rel=1e-14, abs=1e-14)
    expected = jvp(f, at, tangents)
    assert flat(functions[name, "tangent"](*at, *tangents)) == approx(flat(expected), rel=1e-14, abs=1e-14)


numbers = st.floats(0.3, 2.0)
unit = st.floats(-1.0, 1.0)


class TestNumbers:
    @pytest.mark.slow
    @given(numbers, numbers, unit, unit)
    @settings(deadline=None, max_examples=40)
    def test_scalars(self, corpus, in_pieces, a, b, da, db):
        for name in SCALARS:
            check(corpus, name, (a, b), (da, db))
            check(in_pieces, name, (a, b), (da, db))

    @pytest.mark.slow
    @given(st.data())
    @settings(deadline=None, max_examples=40)
    def test_arrays_and_containers(self, corpus, in_pieces, data):
        def drawn(tree, values):
            if isinstance(tree, dict):
                return {key: drawn(part, values) for key, part in tree.items()}
            if isinstance(tree, tuple):
                return tuple(drawn(part, values) for part in tree)
            if np.ndim(tree):
                return np.array([data.draw(values) for _ in range(tree.size)]).reshape(tree.shape)
            return data.draw(values)

        for name, (_, model) in OTHERS.items():
            at, tangents = drawn(model, numbers), drawn(model, unit)
            check(corpus, name, at, tangents)
            check(in_pieces, name, at, tangents)

    def test_the_lectures_function(self, corpus):
        value, bars = corpus["slide", "adjoint"](1.5, 2.0)
        assert value == approx(3.9974949866040546, rel=1e-15)
        assert bars == approx((2.0707372016677, 1.5), rel=1e-14)
        assert corpus["slide", "function"](1.5, 2) == approx(3.9974949866040546, rel=1e-15)

    def test_adjoints_come_in_the_containers_of_the_arguments(self, corpus):
        value, (pair, w, scale) = corpus["containers", "adjoint"](
            [2, 3], {"bias": [1.5, 2.5], "rate": 0.5}, 4.0
        )
        assert (value, pair, scale) == (13.75, (0.5, 6.25), -1.5)
        assert w["rate"] == 2.0
        assert w["bias"].tolist() == [-4.0, 15.0]
        _, (bar,) = corpus["determinant", "adjoint"](np.array([[1.0, 2.0], [3.0, 5.0]]))
        assert bar.tolist() == [[5.0, 0.0], [0.0, 1.0]]

    def test_an_answer_is_a_copy(self, corpus):
        at = np.full(5, 0.5)
        first = corpus["rosenbrock", "adjoint"](at)[1][0]
        kept = first.copy()
        corpus["rosenbrock", "adjoint"](2 * at)
        assert np.array_equal(first, kept)
        assert corpus["rosenbrock", "function"](np.full(10, 0.5)[::2]) == corpus["rosenbrock", "function"](at)

    @pytest.mark.parametrize("name", [n for n in SCALARS if n != "constant"])
    def test_poles_and_nan_as_python_has_them(self, corpus, name):
        both = trace(SCALARS[name])(*POINT).compiled()
        for a in (0.0, -0.0, -1.5, math.inf, -math.inf, math.nan, 1e200):
            for at in ((a, 0.7), (0.7, a), (a, a)):
                expected = flat(both(*at))
                assert flat(corpus[name, "adjoint"](*at)) == approx(expected, nan_ok=True), at

    def test_a_comparison_is_a_truth_value(self, corpus):
        assert corpus["truth", "function"](1.0, 2.0) is True
        assert corpus["truth", "adjoint"](2.0, 1.0) == (False, (0.0, 0.0))

    def test_a_known_zero_at_a_pole(self, corpus):
        """C computes 0·∞ there; the replay knows that nothing of the root arrives."""
        assert corpus["flat", "adjoint"](0.0, 3.0) == (4.0, (0.0, 1.0))
        assert corpus["flat", "tangent"](0.0, 3.0, 1.0, 5.0) == (4.0, 5.0)

    @pytest.mark.slow
    def test_sanitized(self, tmp_path):
        """Every function of the corpus in a program of its own, where no store may miss its array."""
        with pytest.MonkeyPatch.context() as patch:
            found = sources()
            patch.setattr(c, "LONG", 0)
            found |= {(f"long_{name}", kind): source for (name, kind), source in sources("long_").items()}
        text, body, expected = "#include <stdio.h>\n#include <stdlib.h>\n", "", []
        for (name, kind), source in found.items():
            call, entry = call_text(source._program, source.name)
            text += source.text + entry
            at = CORPUS[name.removeprefix("long_")][1]
            given = [x for part in at for x in flat(part)] * (2 if kind == "tangent" else 1)
            count = 1 + (kind == "tangent") + (len(given) if kind == "adjoint" else 0)
            body += f"{{ double *in = malloc({len(given)}*sizeof *in), *out = malloc({count}*sizeof *out);\n"
            body += "".join(f"in[{k}] = {x!r};\n" for k, x in enumerate(given))
            body += f'if ({call}(in, out)) return 1;\nprintf("%.17g\\n", out[{count - 1}]);\nfree(in); free(out); }}\n'
            f = CORPUS[name.removeprefix("long_")][0]
            expected.append(
                float(f(*at)) if kind == "function" else float(jvp(f, at, at)[1]) if kind == "tangent"
                else flat(vjp(f, *at)[1](1.0))[-1]
            )  # fmt: skip
        file, program = tmp_path / "all.c", tmp_path / "all"
        file.write_text(f"{text}int main(void)\n{{\n{body}return 0;\n}}\n")
        sanitize = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-ffp-contract=off"]
        command = [*compiler(), *STRICT, "-std=c11", *sanitize, "-o", str(program), str(file), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        done = subprocess.run([str(program)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert [float(line) for line in done.stdout.split()] == approx(expected, rel=1e-14, abs=1e-14)


def chooser(x, flag):
    if flag:
        return x[0] * x[1] if x[0] > x[1] else x[1] ** 2
    return x[0]


class TestChoices:
    @pytest.fixture(scope="class")
    @staticmethod
    def choosing():
        with pytest.MonkeyPatch.context() as patch:
            found = {kind: trace(chooser)(np.array([2.0, 1.0]), 1.0).to_c(kind) for kind in KINDS}
            patch.setattr(c, "LONG", 0)
            longer = trace(named(chooser, "longer"))(np.array([2.0, 1.0]), 1.0)
            found |= {f"long {kind}": longer.to_c(kind) for kind in KINDS}
        return together(found)

    def test_a_choice_that_holds(self, choosing):
        for prefix in ("", "long "):
            value, (x_bar, flag_bar) = choosing[f"{prefix}adjoint"](np.array([3.0, 2.0]), 5.0)
            assert (value, x_bar.tolist(), flag_bar) == (6.0, [2.0, 3.0], 0.0)
            assert choosing[f"{prefix}function"](np.array([3.0, 2.0]), 5.0) == 6.0
            assert choosing[f"{prefix}tangent"]([3.0, 2.0], 5.0, [1.0, 10.0], 0.0) == (6.0, 32.0)

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_choice_that_changes_raises(self, choosing, kind):
        for prefix in ("", "long "):
            for x, flag in (([1.0, 2.0], 1.0), ([2.0, 2.0], 1.0), ([2.0, 1.0], 0.0), ([math.nan, 1.0], 1.0)):
                seeds = ([1.0, 0.0], 0.0) if kind == "tangent" else ()
                with pytest.raises(ControlFlowChanged, match="the program chose by bool of w"):
                    choosing[prefix + kind](x, flag, *seeds)

    def test_the_text_says_what_it_returns(self):
        text = str(trace(chooser)([2.0, 1.0], 1.0).to_c())
        assert "It returns 0, or the number of the run's first choice that comes out differently." in text
        assert (
            "int grad_chooser(const double *restrict x, double flag, double *y, double *restrict x_bar,"
            in text
        )
        assert "if (flag == 0.0) return 1;" in text
        assert "if (w4 == 0.0) return 2;" in text


class TestCalls:
    @pytest.mark.parametrize(
        ("name", "args", "error", "message"),
        [
            ("slide", (1.0,), ValueError, "got 1 arguments; expected 2: a, b"),
            ("slide", (1.0, 2.0, 3.0), ValueError, "got 3 arguments; expected 2: a, b"),
            (
                "slide",
                (1.0, np.ones(2)),
                ValueError,
                r"argument b has shape \(2,\); expected that of the run, \(\)",
            ),
            ("slide", (1.0, "2"), TypeError, "argument b got a str"),
            ("slide", (1j, 2.0), TypeError, "argument a got a complex"),
            ("slide", (Dual(1.0, 1.0), 2.0), TypeError, "argument a is a Dual; expected plain numbers"),
            (
                "rosenbrock",
                (np.ones(4),),
                ValueError,
                r"argument x has shape \(4,\); expected that of the run, \(5,\)",
            ),
            ("rosenbrock", (np.ones((5, 1)),), ValueError, r"argument x has shape \(5, 1\)"),
            ("rosenbrock", (1.0,), ValueError, r"argument x has shape \(\)"),
            ("rosenbrock", (None,), TypeError, "argument x got a NoneType"),
            (
                "containers",
                ((1.0,), {}, 1.0),
                ValueError,
                "argument pair has length 1; expected a tuple or a list of",
            ),
            (
                "containers",
                (1.0, {}, 1.0),
                ValueError,
                "argument pair is a float; expected a tuple or a list",
            ),
            (
                "containers",
                ((1.0, 2.0), {"rate": 1.0}, 1.0),
                ValueError,
                r"argument w has the keys \['rate'\]",
            ),
            (
                "containers",
                ((1.0, 2.0), 3.0, 1.0),
                ValueError,
                "argument w is a float; expected a dict with the keys",
            ),
            (
                "containers",
                ((1.0, 2.0), {"rate": 1.0, "bias": np.ones(3)}, 1.0),
                ValueError,
                r"argument w\['bias'\] has shape \(3,\); expected that of the run, \(2,\)",
            ),
        ],
    )
    def test_wrong_arguments_are_named(self, corpus, name, args, error, message):
        with pytest.raises(error, match=message):
            corpus[name, "adjoint"](*args)

    @pytest.mark.parametrize("wrong", NO_NUMBERS)
    def test_what_is_no_number(self, corpus, wrong):
        for name, rest in (("slide", (1.0,)), ("rosenbrock", ()), ("containers", ({}, 1.0))):
            assert (
                stumble(lambda name=name, rest=rest: corpus[name, "adjoint"](NO_NUMBERS[wrong], *rest)) == ""
            )

    def test_tangents_are_named_too(self, corpus):
        with pytest.raises(ValueError, match=r"argument db has shape \(1,\)"):
            corpus["slide", "tangent"](1.0, 2.0, 1.0, [1.0])
        with pytest.raises(ValueError, match="got 2 arguments; expected 4: a, b, da, db"):
            corpus["slide", "tangent"](1.0, 2.0)

    def test_threads_do_not_meet(self, in_pieces):
        both, wrong = in_pieces["rosenbrock", "adjoint"], []
        points = [np.linspace(0.1 * k, 1.0 + k, 5) for k in range(4)]

        def calls(x):
            expected = grad(rosenbrock)(x)
            wrong.extend(k for k in range(500) if not np.allclose(both(x)[1][0], expected, rtol=1e-12))

        threads = [threading.Thread(target=calls, args=(x,)) for x in points]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []


class TestCompiler:
    def test_none_says_so(self, monkeypatch, tmp_path):
        source = trace(SCALARS["slide"])(*POINT).to_c()
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.delenv("CC", raising=False)
        sentence = r"no C compiler found \(looked for cc, gcc, clang\): install .*, or use Graph.compiled\(\)"
        with pytest.raises(RuntimeError, match=sentence):
            source.compile()
        monkeypatch.setenv("CC", "absent-cc -m64")
        with pytest.raises(RuntimeError, match="CC names 'absent-cc', which is not there"):
            source.compile()

    def test_one_that_fails_is_quoted_and_leaves_nothing(self, monkeypatch, tmp_path):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        with pytest.raises(RuntimeError, match=r"the C compiler .* failed: [\s\S]*error: "):
            Library("int f(void) { return", ())
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc")
    def test_the_library_lives_as_long_as_its_function(self, monkeypatch, tmp_path):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

        def loaded():
            return str(tmp_path) in Path("/proc/self/maps").read_text()

        function = trace(SCALARS["slide"])(*POINT).to_c("function").compile()
        assert list(tmp_path.iterdir()) == []
        assert loaded()
        assert function(1.5, 2.0) == approx(3.9974949866040546)
        del function
        gc.collect()
        assert not loaded()

    def test_what_the_user_names_stays_outside_the_language(self):
        f = lambda x: x * x  # noqa: E731
        f.__name__ = "g(void) { } */ int main"
        text = trace(f)(3.0).to_c("function").text
        assert text.startswith("/* Written by lecture14: f, from one run at x = 3.0. */\n#include <math.h>\n")
        assert "main" not in text


@pytest.mark.parametrize("kind", ["function", "tangent", "adjoint"])
def test_source_c_is_the_text_of_a_run(kind):
    def f(x1, x2):
        return x1 * x2 + np.sin(x1)

    assert source_c(f, kind=kind) == trace(f)(1.0, 1.0).to_c(kind).text
    assert source_c(f, 1.5, 2.0, kind=kind) == trace(f)(1.5, 2.0).to_c(kind).text


def test_source_c_refuses_a_choice():
    with pytest.raises(ValueError, match=r"f chooses by its values; trace\(f\)\(...\).to_c\(\)"):
        source_c(lambda x: x if x > 0 else -x, 2.0)


def test_not_told_what_source_c_is_read_and_to_c_is_called():
    def f(x1, x2):
        return x1 * x2 + np.sin(x1)

    assert source_c(f, 1.5, 2.0) == trace(f)(1.5, 2.0).to_c("tangent").text
    assert trace(f)(1.5, 2.0).to_c().text == trace(f)(1.5, 2.0).to_c("adjoint").text
