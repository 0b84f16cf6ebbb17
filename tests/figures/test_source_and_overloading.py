"""The numbers in the pictures of chapter "Source transformation and operator overloading"."""

import math

import pytest

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


@pytest.mark.parametrize("iterations", [1, 4, 8])
def test_lines_grow_linearly_and_terms_exponentially(iterations):
    assert figures.swell(iterations) == (2 + 6 * iterations, 2**iterations)


def test_calls_are_counted():
    def twice(x):
        return figures.f(x, x) + figures.f(x, 1.0)

    assert figures.calls(twice, 2.0) == 3
