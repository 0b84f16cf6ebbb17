"""The generated C compiles without a warning, is clean under the sanitizers, and computes what `jvp` and `vjp` do."""

from __future__ import annotations

import ctypes
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lecture14.cdiff import differentiate
from tests.cdiff.corpus import CASES
from tests.cdiff.harness import expected, is_double, run

POINTS = [(case, point) for case in CASES for point in case.points]


@pytest.fixture(scope="module")
def printed(gcc, tmp_path_factory: pytest.TempPathFactory) -> list[list[np.ndarray]]:
    """What the program with all cases printed: four rows of numbers for each point."""
    return list(run(gcc, tmp_path_factory.mktemp("c"), CASES))


@pytest.mark.slow
@pytest.mark.parametrize("index", range(len(POINTS)), ids=lambda i: f"{POINTS[i][0].name}-{i}")
def test_as_jvp_and_vjp(printed, index: int) -> None:
    case, point = POINTS[index]
    value, tangent, adjoints = expected(case, point)
    for ours, theirs in zip(printed[index], (value, tangent, adjoints), strict=False):
        scale = max(1.0, np.max(np.abs(theirs)))
        np.testing.assert_allclose(ours, theirs, rtol=1e-14, atol=1e-14 * scale)
    doubles = [np.ravel(v) for v in point if is_double(v)]
    np.testing.assert_array_equal(printed[index][3], np.concatenate(doubles))


@pytest.mark.slow
@pytest.mark.parametrize("row", [1, 2])
def test_a_slope_off_by_a_permille_is_seen(printed, row: int) -> None:
    wrong = replace(CASES[0], python=lambda x1, x2: x1 * x2 + 1.001 * np.sin(x1))
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(printed[0][row], expected(wrong, wrong.points[0])[row], rtol=1e-6)


def test_the_lectures_function_in_literal_numbers(gcc, tmp_path: Path) -> None:
    source = tmp_path / "diff_function.c"
    source.write_text(differentiate("double f(double x1, double x2) { return x1*x2 + sin(x1); }"))
    library = ctypes.CDLL(str(gcc(tmp_path / "function.so", source, flags=["-shared", "-fPIC"])))
    y, dy, x1_bar, x2_bar = (ctypes.c_double(0.0) for _ in range(4))
    double = ctypes.c_double
    library.diff_f(*map(double, (1.5, 2.0, 1.0, 0.0)), ctypes.byref(y), ctypes.byref(dy))
    assert (y.value, dy.value) == pytest.approx((3.997494986604054, 2.0707372016677), abs=1e-13)
    library.grad_f(*map(double, (1.5, 2.0, 1.0)), *map(ctypes.byref, (y, x1_bar, x2_bar)))
    assert (x1_bar.value, x2_bar.value) == pytest.approx((2.0707372016677, 1.5), abs=1e-13)
    library.grad_f(*map(double, (1.5, 2.0, 1.0)), *map(ctypes.byref, (y, x1_bar, x2_bar)))
    assert x2_bar.value == 3.0, "the adjoint adds"


def test_fmax_of_a_number_and_nan_is_the_number(gcc, tmp_path: Path) -> None:
    source = tmp_path / "diff_larger.c"
    source.write_text(differentiate("double larger(double x, double z) { return fmax(x, z); }", "tangent"))
    library = ctypes.CDLL(str(gcc(tmp_path / "larger.so", source, flags=["-shared", "-fPIC"])))
    y, dy = ctypes.c_double(0.0), ctypes.c_double(0.0)
    library.diff_larger(*map(ctypes.c_double, (1.5, np.nan, 1.0, 0.0)), ctypes.byref(y), ctypes.byref(dy))
    assert (y.value, dy.value) == (1.5, 1.0)


def test_mode(gcc) -> None:
    text = "double f(double x) { return x; }"
    assert "grad_f" not in differentiate(text, "tangent")
    assert "diff_f" not in differentiate(text, "adjoint")
    with pytest.raises(ValueError, match="mode is 'reverse'; expected one of 'tangent', 'adjoint', 'both'"):
        differentiate(text, "reverse")


def test_loops_and_branches_stay_and_carry_their_origin() -> None:
    text = differentiate(next(c for c in CASES if c.name == "dot").text, "both", "dot.c")
    assert text.startswith("/* Written by lecture14.cdiff from dot.c: edit that file, not this one. */")
    assert "/* line 1: s += x[i] * p[i] */" in text
    assert "for (int i = n - 1; i >= 0; --i) {" in text
    assert "push" not in text, "a loop that counts needs no memory here"


def test_a_files_name_does_not_leave_its_comment() -> None:
    text = differentiate("double f(double x) { return x; }", "tangent", "a*/ int main() {} /*??/.c")
    assert text.splitlines()[0].count("*/") == 1
    assert "??/" not in text


def test_long_programs_and_many_ways_out_stay_short() -> None:
    straight = "".join(f"s = sin(s)*x + {i}; " for i in range(300))
    assert (
        len(differentiate(f"double f(double x) {{ double s = x; {straight}return s; }}").splitlines()) < 6000
    )
    exits = "".join(f"if (s > {i}) {{ if (x > {i}) return s; s *= x; }} s += x; " for i in range(30))
    assert len(differentiate(f"double f(double x) {{ double s = x; {exits}return s; }}").splitlines()) < 3000


def test_halves_are_written_for_functions_that_are_called() -> None:
    text = differentiate("double g(double x) { return x*x; } double f(double x) { return g(x); }", "adjoint")
    assert "static double g_forward(" in text
    assert "f_forward" not in text
