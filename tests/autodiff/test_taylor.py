"""Taylor arithmetic: every line of the rule table against mpmath and against nested dual numbers."""

import math

import mpmath
import numpy as np
import pytest

from lecture14 import derivative, grad, taylor
from lecture14.autodiff import RULES, LeakedValue, UnsupportedOperation
from lecture14.autodiff.series import Series
from tests.autodiff.test_rules import ORDERS, exact_value, points

approx = pytest.approx
STEPS = [
    "sign",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "heaviside",
    "floor_divide",
    "copysign",
    "absolute",
    "maximum",
    "minimum",
    "remainder",
    "fmod",
]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_coefficients_agree_with_mpmath(rule):
    """f(x(t)) along a curved path x(t), so that the chain rule takes part, to order 6."""
    order, tried = 6, 0
    for values in list(points(rule))[:: 4 if len(rule.arguments) == 2 else 1]:
        paths = [
            (v, 0.3, -0.2) if k == len(values) - 1 or rule.name not in ORDERS else (v,)
            for k, v in enumerate(values)
        ]

        def along(t, paths=paths):
            return exact_value(rule, [sum(c * t**k for k, c in enumerate(path)) for path in paths])

        series = [Series([*map(float, path), *[0.0] * (order + 1 - len(path))]) for path in paths]
        if rule.name in ORDERS:
            series[0] = values[0]
        got = rule.function(*series).coefficients
        if rule.name in STEPS:
            exact = [
                along(0),
                mpmath.diff(along, 0, h=mpmath.mpf(10) ** -8),
                mpmath.diff(along, 0, 2, h=mpmath.mpf(10) ** -6) / 2,
            ]
            exact = [float(c) for c in exact]
            assert got[:3] == approx(exact, rel=1e-4, abs=1e-4)
        else:
            with mpmath.workdps(60):
                exact = [float(mpmath.re(c)) for c in mpmath.taylor(along, 0, order)]
            scale = max(map(abs, exact)) or 1.0
            assert [g / scale for g in got] == approx([e / scale for e in exact], rel=1e-9, abs=1e-11)
        tried += 1
    assert tried >= 2


@pytest.mark.parametrize("name", [n for n, r in RULES.items() if len(r.arguments) == 1])
def test_coefficients_agree_with_nested_duals(name):
    f = RULES[name].function
    x = next(v for (v,) in points(RULES[name]) if v > 0)
    nested, g = [], f
    for k in range(4):
        nested.append(float(g(x)) / math.factorial(k))
        g = derivative(g)
    assert taylor(f, x, 3) == approx(np.array(nested), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_order_zero_is_the_value(rule):
    values = next(iter(points(rule)))
    series = [v if rule.name in ORDERS and k == 0 else Series([v]) for k, v in enumerate(values)]
    (got,) = rule.function(*series).coefficients
    assert float(got) == approx(float(rule.function(*values)))


class TestTaylor:
    def test_literals(self):
        assert taylor(np.exp, 0.0, 4) == approx(np.array([1, 1, 1 / 2, 1 / 6, 1 / 24]))
        assert taylor(lambda x: 1 / (1 - x), 0.0, 5).tolist() == [1.0] * 6
        assert taylor(np.sin, 0.0, 5) == approx(np.array([0, 1, 0, -1 / 6, 0, 1 / 120]))
        assert taylor(lambda x: x**3, 2.0, 4).tolist() == [8.0, 12.0, 6.0, 1.0, 0.0]
        assert taylor(lambda x: x, 2.0, 0).tolist() == [2.0]
        assert taylor(lambda x: np.sum(x * np.ones(2)), 2.0, 0).tolist() == [4.0]
        assert taylor(lambda x: 5.0, 2.0, 2).tolist() == [5.0, 0.0, 0.0]

    @pytest.mark.parametrize("n", range(4))
    def test_natural_powers_at_zero(self, n):
        assert taylor(lambda x: x**n, 0.0, 3).tolist() == [float(k == n) for k in range(4)]

    def test_powers(self):
        assert taylor(lambda x: x**x, 2.0, 1) == approx(np.array([4.0, 4 * (math.log(2) + 1)]))
        assert taylor(lambda x: 2**x, 0.0, 2) == approx(np.array([1, math.log(2), math.log(2) ** 2 / 2]))
        assert taylor(lambda x: x**-1, 2.0, 2) == approx(np.array([0.5, -0.25, 0.125]))
        assert taylor(lambda x: (x * np.ones(2)) ** np.array([2.0, 0.5]), 1.0, 2)[:, 1] == approx(
            np.array([1, 0.5, -0.125])
        )

    def test_arrays(self):
        x = np.array([0.5, 1.0])
        assert taylor(np.log, x, 2) == approx(np.stack([np.log(x), 1 / x, -1 / (2 * x**2)]))
        assert taylor(lambda x: x, x, 2).tolist() == [[0.5, 1.0], [1.0, 1.0], [0.0, 0.0]]
        A = np.arange(4.0).reshape(2, 2)
        assert taylor(lambda t: np.sum(A @ np.stack([t, t * t])), 1.0, 2).tolist() == [6.0, 10.0, 4.0]
        assert taylor(lambda t: (t * np.ones(3))[1:].reshape(2, 1).T, 2.0, 1).shape == (2, 1, 2)

    def test_operators(self):
        assert taylor(lambda x: -x + abs(-x) * +x, 2.0, 2).tolist() == [2.0, 3.0, 1.0]

    def test_control_flow_and_comparisons(self):
        assert taylor(lambda x: x * x if x > 0 else -x, 2.0, 2).tolist() == [4.0, 4.0, 1.0]
        assert taylor(lambda x: np.argmax(x) + x, 2.0, 1).tolist() == [2.0, 1.0]

    def test_derivatives_pass_through(self):
        assert derivative(lambda a: taylor(lambda t: a * np.exp(a * t), 0.0, 2)[2])(2.0) == approx(6.0)

    def test_errors(self):
        with pytest.raises(ValueError, match="order is -1; expected an integer of at least 0"):
            taylor(np.sin, 0.0, -1)
        with pytest.raises(
            ValueError, match=r"multiply got series of different orders at test_taylor\.py .*: 1 and 2"
        ):
            Series([1.0, 1.0]) * Series([1.0, 1.0, 1.0])
        with pytest.raises(UnsupportedOperation, match=r"np\.linalg\.inv got a Series .*nest derivative\(\)"):
            taylor(lambda t: np.linalg.inv(t * np.eye(2)), 1.0, 2)
        with pytest.raises(UnsupportedOperation, match="got a Series"):
            np.einsum("i,i,i", *[Series([np.ones(2), np.ones(2)])] * 3)

    def test_linear_array_operations(self):
        m = Series([np.eye(2), np.ones((2, 2)), np.zeros((2, 2))])
        square = (m @ m).coefficients
        assert [c.tolist() for c in square] == [[[1, 0], [0, 1]], [[2, 2], [2, 2]], [[2, 2], [2, 2]]]
        assert [float(c) for c in np.max(m[0]).coefficients] == [1.0, 1.0, 0.0]
        chosen = np.where(m > 0, m, 7.0).coefficients
        assert [c.tolist() for c in chosen[:2]] == [[[1, 7], [7, 1]], [[1, 0], [0, 1]]]

    def test_extremes_and_choices_see_the_constant_term(self):
        x = Series([np.array([1.0, 5.0]), np.array([9.0, 2.0]), np.array([0.0, 3.0])])
        assert [float(c) for c in np.max(x).coefficients] == [5.0, 2.0, 3.0]
        assert [float(c) for c in np.min(x).coefficients] == [1.0, 9.0, 0.0]
        assert np.argmax(x) == 1
        assert np.allclose(x, [1.0, 5.0])

    def test_products_of_einsum(self):
        a = np.arange(4.0).reshape(2, 2)
        x = Series([np.array([1.0, 2.0]), np.array([3.0, 0.0]), np.zeros(2)])
        assert [c.tolist() for c in np.einsum("ij,j->i", a, x).coefficients] == [[2, 8], [0, 6], [0, 0]]
        assert [float(c) for c in np.einsum("i,i->", x, x).coefficients] == [5.0, 6.0, 9.0]

    def test_logaddexp_far_out(self):
        expected = np.array([1000 + math.log(2), 0.5, 0.125])
        assert taylor(lambda x: np.logaddexp(x, 1000.0), 1000.0, 2) == approx(expected)
        assert taylor(lambda x: np.logaddexp(1000.0, x), 1000.0, 2) == approx(expected)

    def test_gradients_inside_see_comparisons_of_series(self):
        f = lambda x: np.where(x >= 0, x, -3 * x) * x if x < 5 else x  # noqa: E731
        assert taylor(grad(f), 1.0, 2).tolist() == [2.0, 2.0, 0.0]
        assert taylor(grad(f), -1.0, 2).tolist() == [6.0, -6.0, 0.0]

    def test_heaviside_at_the_jump_is_its_second_argument(self):
        assert taylor(lambda z: np.heaviside(0.0, z), 0.3, 1).tolist() == [0.3, 1.0]
        assert taylor(lambda z: np.heaviside(-1.0, z), 0.3, 1).tolist() == [0.0, 0.0]

    def test_item_assignment(self):
        def f(x):
            y = np.zeros_like(x * np.ones(3))
            y[0] = x * x
            y[1:] = 3 * x
            return y

        assert taylor(f, 2.0, 2).tolist() == [[4, 6, 6], [4, 3, 3], [1, 0, 0]]

        def leak(x):
            y = np.zeros_like(x * np.ones(1))
            derivative(lambda z: y.__setitem__(0, z) or z)(1.0)
            return y

        with pytest.raises(LeakedValue, match=r"an item of a Series was assigned .* at test_taylor\.py line"):
            taylor(leak, 1.0, 1)

    def test_series_made_by_hand_lie_below_every_derivative(self):
        series = Series([2.0, 1.0])
        assert 0 < series.level < Series([series, 0.0]).level < 1
        assert repr(derivative(lambda x: x * x * series)(3.0)) == "Series([12.0, 6.0])"

    def test_prints_its_coefficients(self):
        assert repr(Series([1.0, 0.5])) == "Series([1.0, 0.5])"
