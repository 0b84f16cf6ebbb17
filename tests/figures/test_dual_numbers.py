"""The numbers in the pictures of chapter "Dual numbers", which nbval cannot see."""

import math

import numpy as np
import pytest

from lecture14.figures import dual_numbers as figures


@pytest.mark.parametrize("name", figures.POLYNOMIALS)
@pytest.mark.parametrize("x", [-1.5, 0.0, 0.8])
def test_terms_add_up_to_value_and_derivative(name, x):
    polynomial = np.polynomial.Polynomial(figures.POLYNOMIALS[name])
    picture = figures.polynomial_terms(name, x)
    assert picture.primals.sum() == pytest.approx(polynomial(x))
    assert picture.tangents.sum() == pytest.approx(polynomial.deriv()(x))


def test_terms_cancel_where_the_curve_is_flat():
    assert figures.polynomial_terms("1 − 2x + x³", math.sqrt(2 / 3)).tangents.sum() == pytest.approx(
        0, abs=1e-12
    )


DERIVATIVES = {
    "sin": math.cos,
    "cos": lambda x: -math.sin(x),
    "exp": math.exp,
    "log": lambda x: 1 / x,
    "sqrt": lambda x: 0.5 / math.sqrt(x),
    "tan": lambda x: 1 / math.cos(x) ** 2,
    "tanh": lambda x: 1 / math.cosh(x) ** 2,
    "abs": lambda x: math.copysign(1.0, x),
}


def test_alternatives_say_the_numbers():
    assert "P(x) = 0.5 to the slope P′(x) = −2" not in figures.polynomial_terms("x²", 1.0).alt


@pytest.mark.parametrize("order", range(5))
def test_nested_derivatives_of_a_damped_wave(order):
    # e^(−x/2) sin 2x is the imaginary part of e^(cx) with c = −1/2 + 2i, so the derivative of order n is Im(cⁿ e^(cx)).
    c = complex(-0.5, 2.0)
    picture = figures.nested_derivative(order)
    np.testing.assert_allclose(picture.values, (c**order * np.exp(c * picture.x)).imag, rtol=1e-9, atol=1e-12)
    # A component that is a tangent at j of the levels is the derivative of order j: binomially many of each.
    expected = [(c ** bin(k).count("1")).imag for k in range(2**order)]
    np.testing.assert_allclose(picture.components, expected, atol=1e-12)
    assert f"{order + 1} different" in picture.alt


def test_the_slope_to_sketch_is_the_sign():
    curve = figures.slope_of_abs()
    curve.check()
    x, slope = curve.at_knots()
    np.testing.assert_array_equal(slope, np.sign(np.round(x, 6)))
