"""The numbers in the pictures of chapter "Source transformation and operator overloading"."""

import math

import numpy as np
import pytest
import sympy

from lecture14.figures import source_and_overloading as figures

X1, X2 = 1.5, 2.0


@pytest.mark.parametrize("seed", [(1.0, 0.0), (0.0, 1.0)])
def test_tangent_program_is_diff_function_of_slide_14(seed):
    picture = figures.tangent_program(6, seed)
    assert picture.lines == (
        "w3 = x1 * x2",
        "dw3 = x2*dx1 + x1*dx2",
        "w4 = np.sin(x1)",
        "dw4 = np.cos(x1)*dx1",
        "w5 = w3 + w4",
        "dw5 = dw3 + dw4",
    )
    d3, d4 = X2 * seed[0] + X1 * seed[1], math.cos(X1) * seed[0]
    expected = (X1 * X2, d3, math.sin(X1), d4, X1 * X2 + math.sin(X1), d3 + d4)
    assert picture.values == pytest.approx(expected)


def test_adjoint_program_ends_in_the_gradient():
    picture = figures.adjoint_program(9)
    last = {line.split()[0]: value for line, value in zip(picture.lines, picture.values, strict=True)}
    assert last["x1_bar"] == pytest.approx(math.cos(X1) + X2)
    assert last["x2_bar"] == pytest.approx(X1)


@pytest.mark.parametrize(("kind", "derivative"), [("tangent", 3), ("adjoint", 6)])
def test_derivative_lines_are_told_apart(kind, derivative):
    lines = figures.generated_lines(kind)
    assert [line for line in lines if not figures.is_derivative(line)] == [
        "w3 = x1 * x2", "w4 = np.sin(x1)", "w5 = w3 + w4",
    ]  # fmt: skip
    assert sum(map(figures.is_derivative, lines)) == derivative


def test_executed_lines_are_counted():
    assert [len(figures.adjoint_program(k).values) for k in range(10)] == list(range(10))


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
