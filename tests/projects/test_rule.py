"""Project "A rule": `log1mexp`, log(1 - exp(-x)), and `logsubexp`, log(exp(x) - exp(z)), both by `define`."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from lecture14 import Dual, check_derivatives, derivative, grad, hessian, jvp, taylor, trace
from lecture14.autodiff import RULES, adjoint_source, source_c, tangent_source

NAMES = "log1mexp", "logsubexp"

#: Both sides of log 2, and where exp(-x) or 1 - exp(-x) rounds to 1.
POINTS = [1e-12, 1e-5, 1e-3, 0.1, 0.5, 0.6931471805599453, 0.7, 1.0, 2.5, 10.0, 37.0, 100.0, 600.0]


def exactly(x):
    """log(1 - exp(-x)), to 50 digits of which a double shows 16."""
    with mpmath.workdps(400):
        return mpmath.log(-mpmath.expm1(-mpmath.mpf(x)))


def exact_derivatives(x, order):
    """The function and its derivatives, which are polynomials in u = 1/expm1(x), since u' = -u - u²."""
    with mpmath.workdps(60):
        u, polynomial, found = 1 / mpmath.expm1(mpmath.mpf(x)), [0, 1], [exactly(x)]
        for _ in range(order):
            found.append(mpmath.fsum(c * u**k for k, c in enumerate(polynomial)))
            slope = [k * c for k, c in enumerate(polynomial)][1:]
            polynomial = [
                -(slope[k - 1] if 1 <= k <= len(slope) else 0)
                - (slope[k - 2] if 2 <= k <= len(slope) + 1 else 0)
                for k in range(len(polynomial) + 1)
            ]
        return [float(value) for value in found]


def test_literal_values(solution):
    """At log 2 half is left; at 1 it is log(1 - 1/e)."""
    assert solution.log1mexp(np.log(2.0)) == pytest.approx(-np.log(2.0), rel=4e-15)
    assert solution.log1mexp(1.0) == pytest.approx(-0.45867514538708193, rel=4e-15)
    assert solution.logsubexp(np.log(5.0), np.log(3.0)) == pytest.approx(np.log(2.0), rel=4e-15)


@given(x=st.floats(1e-300, 700.0))
def test_every_digit_of_the_value(solution, x):
    assert solution.log1mexp(x) == pytest.approx(float(exactly(x)), rel=4e-15)


@pytest.mark.parametrize("x", POINTS)
def test_derivatives_of_any_order(solution, x):
    """Forward mode in forward mode, reverse in reverse, and series: all against mpmath."""
    expected = exact_derivatives(x, 5)
    forward = reverse = solution.log1mexp
    for order, value in enumerate(expected):
        if order:
            forward, reverse = derivative(forward), grad(reverse)
        assert forward(x) == pytest.approx(value, rel=1e-13), f"forward, order {order}"
        assert reverse(x) == pytest.approx(value, rel=1e-13), f"reverse, order {order}"
    factorials = np.cumprod([1.0, *range(1, 6)])
    assert_allclose(taylor(solution.log1mexp, x, 5) * factorials, expected, rtol=1e-13)


def test_the_exact_derivatives_are_mpmath_s(solution):
    with mpmath.workdps(60):
        series = mpmath.taylor(lambda x: mpmath.log(1 - mpmath.exp(-x)), mpmath.mpf(2), 5)
        by_mpmath = [float(c * mpmath.factorial(k)) for k, c in enumerate(series)]
    assert_allclose(exact_derivatives(2.0, 5), by_mpmath, rtol=1e-15)


def test_far_out_nothing_overflows(solution):
    """exp(800) is no number; the slope there is 0 and not 0/0, and so are all others."""
    slope = derivative(solution.log1mexp)
    assert [f(800.0) for f in (solution.log1mexp, slope, derivative(slope), grad(grad(slope)))] == [
        0,
        0,
        0,
        0,
    ]
    assert slope(1e-300) == pytest.approx(1e300)


def test_arrays_of_both_kinds(solution):
    """In one array each number takes its own form, without a warning."""
    x = np.array([[1e-300, 1e-9, 0.3], [2.0, 40.0, 800.0]])
    expected = [[float(exactly(v)) for v in row] for row in x]
    with np.errstate(all="raise", under="ignore"):
        values = solution.log1mexp(x)
    assert_allclose(values, expected, rtol=4e-15)
    slopes = grad(lambda x: np.sum(solution.log1mexp(x)))(x)
    assert_allclose(slopes, np.exp(-x) / -np.expm1(-x), rtol=1e-14)


def test_at_the_edge_and_beyond(solution):
    assert solution.log1mexp(0.0) == -np.inf
    assert np.isnan(solution.log1mexp(-1.0))
    assert solution.logsubexp(3.0, 3.0) == -np.inf


@given(z=st.floats(-1000, 1000), gap=st.floats(1e-3, 100))
def test_a_difference_of_exponentials(solution, z, gap):
    """Where no double holds them: exp(1000) - exp(999), and exp(-1000) - exp(-1001)."""
    x = z + gap
    with mpmath.workdps(1000):
        expected = mpmath.log(mpmath.exp(mpmath.mpf(x)) - mpmath.exp(mpmath.mpf(z)))
    assert solution.logsubexp(x, z) == pytest.approx(float(expected), rel=1e-14, abs=1e-14)


@given(z=st.floats(-1000, 1000), gap=st.floats(1e-3, 100))
def test_its_gradient_and_hessian_by_hand(solution, z, gap):
    """With a = 1/(1 - exp(z - x)) the gradient is (a, 1 - a), the Hessian a (1 - a) times ((1, -1), (-1, 1))."""
    x = z + gap
    a, b = -1 / np.expm1(z - x), 1 / -np.expm1(x - z)  # b is 1 - a without its cancellation
    assert_allclose(grad(solution.logsubexp, (0, 1))(x, z), (a, b), rtol=1e-12)
    assert jvp(solution.logsubexp, (x, z), (1.0, 1.0))[1] == pytest.approx(1.0, rel=1e-9)
    H = hessian(lambda v: solution.logsubexp(v[0], v[1]))(np.array([x, z]))
    assert_allclose(H, a * b * np.array([[1, -1], [-1, 1]]), rtol=1e-11)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_one_line_of_the_table(solution, name):
    """So a program records one operation, and every interpreter knows it."""
    f = getattr(solution, name)
    assert RULES[name].function is f
    arguments = [2.0, 1.0][: len(RULES[name].arguments)]
    assert len(trace(f)(*arguments).nodes) == len(arguments) + 1
    assert check_derivatives(f, *arguments, order=2)


def test_dual_numbers(solution):
    y = solution.log1mexp(Dual(1.0, 2.0))
    assert (y.primal, y.tangent) == pytest.approx((-0.45867514538708193, 2 / (np.e - 1)))


def test_generated_programs(solution):
    """The derivative as Python's text, run; and as C's."""
    log1mexp = solution.log1mexp

    def f(x):
        return 3 * log1mexp(x)

    for write, run in ((tangent_source, "diff_f"), (adjoint_source, "grad_f")):
        scope = {}
        exec(str(write(f)), scope)
        for x in (1e-9, 1.0, 50.0):
            value, slope = scope[run](x, 1.0)
            assert value == pytest.approx(3 * float(exactly(x)), rel=1e-14)
            assert np.ravel(slope)[0] == pytest.approx(3 / np.expm1(x), rel=1e-14)
    assert "expm1(" in source_c(f)
