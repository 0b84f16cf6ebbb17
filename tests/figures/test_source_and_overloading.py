"""The numbers in the pictures of chapter "Source transformation and operator overloading"."""

import math

import numpy as np
import pytest
import sympy

from lecture14.figures import source_and_overloading as figures

X1, X2 = 1.5, 2.0


def test_generated_code_grows_with_the_loop():
    # Three statements an iteration, each with its derivative line, in a frame of two lines.
    picture = figures.code_size(16)
    assert picture.tangent.tolist() == [2 + 6 * k for k in range(1, 17)]
    assert picture.adjoint.tolist() == [3 + 8 * k for k in range(1, 17)]


@pytest.mark.parametrize("iterations", [0, 1, 2, 16])
@pytest.mark.parametrize("a", [2.0, 0.3, 9.0])
def test_programs_with_the_loop_kept_compute_the_derivative(iterations, a):
    scope = {}
    for text in (figures.LOOP, figures.TANGENT_LOOP, figures.ADJOINT_LOOP):
        exec(text, scope)
    x = sympy.Symbol("x")
    exact = scope["heron"](x, min(iterations, 2))
    slope = float(exact.diff(x).subs(x, a)) if iterations <= 2 else 0.5 / math.sqrt(a)
    value, tangent = scope["diff_heron"](a, 1.0, iterations)
    assert (value, tangent) == pytest.approx((scope["heron"](a, iterations), slope))
    assert scope["diff_heron"](a, -2.0, iterations)[1] == pytest.approx(-2.0 * slope)
    assert scope["grad_heron"](a, iterations) == pytest.approx((value, slope))


def test_programs_with_the_loop_kept_have_one_length():
    sizes = [figures.code_size(k) for k in (1, 16)]
    assert [(s.written, s.kept) for s in sizes] == [(7, (11, 15))] * 2


def test_calls_are_counted():
    def twice(x):
        return figures.f(x, x) + figures.f(x, 1.0)

    assert figures.calls(twice, 2.0) == 3


def test_the_lines_to_sketch_are_six_for_each_iteration():
    curve = figures.recorded_lines()
    curve.check()
    np.testing.assert_array_equal(curve.y, 2 + 6 * curve.x)
