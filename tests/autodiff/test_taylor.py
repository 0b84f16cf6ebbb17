"""Taylor arithmetic: every line of the rule table against mpmath and against nested dual numbers."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture14 import derivative, grad, taylor, trace
from lecture14.autodiff import RULES, LeakedValue, Rule, Series, logsumexp, special
from lecture14.autodiff.core.number import apply
from lecture14.autodiff.expressions.compiled import VOCABULARY
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


@pytest.mark.slow
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

    @pytest.mark.parametrize(
        "name", ["logsumexp", "norm", "solve", "det", "inv", "slogdet", "cholesky", "einsum", "std"]
    )
    def test_array_operations_agree_with_nested_derivatives(self, name):
        rng = np.random.default_rng(3)
        A, B = rng.normal(size=(2, 3, 3))
        b, spd = A[0], A @ A.T + np.eye(3)
        f = {
            "logsumexp": lambda t: logsumexp(np.stack([t, 2 * t, t * t])),
            "norm": lambda t: np.linalg.norm(np.stack([t, 2 * t + 1])),
            "solve": lambda t: np.linalg.solve(A + t * B, b * np.exp(t)),
            "det": lambda t: np.linalg.det(A + t * B),
            "inv": lambda t: np.linalg.inv(A + np.sin(t) * B),
            "slogdet": lambda t: np.linalg.slogdet(A + t * B)[1],
            "cholesky": lambda t: np.linalg.cholesky(spd + np.exp(t) * spd @ spd),
            "einsum": lambda t: np.einsum("ij,jk,k->i", A + t * B, B * t, np.sin(t * b)),
            "std": lambda t: np.std(np.exp(t * b)),
        }[name]
        coefficients = taylor(f, 0.3, 3)
        for k, factorial in enumerate((1, 1, 2, 6)):
            assert coefficients[k] * factorial == approx(f(0.3), rel=1e-10, abs=1e-10)
            f = derivative(f)

    def test_systems_and_logarithms_by_hand(self):
        geometric = np.linalg.solve(Series([np.eye(2), -np.eye(2), *[np.zeros((2, 2))] * 3]), np.ones(2))
        assert [c.tolist() for c in geometric.coefficients] == [[1.0, 1.0]] * 5
        assert taylor(lambda t: np.linalg.slogdet(np.eye(2) * (1 + t))[1], 0.0, 3) == approx(
            np.array([0, 2, -1, 2 / 3])
        )
        assert taylor(lambda t: np.linalg.det(t * np.eye(3)), 0.0, 4).tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]
        assert taylor(lambda t: np.logaddexp(t, -np.inf), 1.0, 2).tolist() == [1.0, 1.0, 0.0]

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


def exact_coefficients(f, x, order):
    """By mpmath, which takes contour or divided differences with digits to spare."""
    with mpmath.workdps(30 + 2 * order):
        return np.array([float(mpmath.re(c)) for c in mpmath.taylor(f, mpmath.mpf(x), order)])


class TestHighOrders:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("f", "exact", "x", "order"),
        [
            (np.tan, mpmath.tan, 0.6, 40),
            (np.arctan, mpmath.atan, 0.4, 40),
            (np.arcsinh, mpmath.asinh, 0.7, 30),
            pytest.param(special.erf, mpmath.erf, 0.3, 40, marks=pytest.mark.slow),
            (lambda x: np.exp(np.sin(x)), lambda x: mpmath.exp(mpmath.sin(x)), 0.8, 40),
            (lambda x: np.sqrt(1 + x**4.5), lambda x: mpmath.sqrt(1 + x ** mpmath.mpf("4.5")), 1.2, 30),
            (lambda x: x**x, lambda x: x**x, 1.5, 30),
            (lambda x: np.hypot(x, x * x), lambda x: mpmath.hypot(x, x * x), 1.3, 20),
        ],
        ids=["tan", "arctan", "arcsinh", "erf", "exp(sin)", "sqrt(1 + x**4.5)", "x**x", "hypot"],
    )
    def test_agree_with_mpmath(self, f, exact, x, order):
        radius = 0.5  # compares cₖ·rᵏ, so that late coefficients are not judged by the largest
        powers = radius ** np.arange(order + 1)
        assert taylor(f, x, order) * powers == approx(exact_coefficients(exact, x, order) * powers, abs=1e-11)

    def test_log_gamma_is_a_series_of_zeta_values(self):
        """log Γ(x + t) has the coefficients (−1)ᵏ ζ(k, x)/k for k ≥ 2; each comes from a polygamma of its own."""
        got = taylor(special.lgamma, 3.3, 150)
        expected = [(-1) ** k * float(mpmath.zeta(k, 3.3)) / k for k in range(2, 151)]
        assert got[2:] == approx(np.array(expected), rel=1e-11, abs=0)

    def test_a_slope_that_is_ever_another_function_needs_no_deep_recursion(self, monkeypatch):
        """z⁻ˣ, whose slope is −x·z⁻⁽ˣ⁺¹⁾: a stream for each of the 200 coefficients of 1/(2 + t)."""
        line = Rule("inverse_power", "z**(-x)", ("0", "-x*inverse_power(x + 1, z)"))
        monkeypatch.setitem(RULES._lines, "inverse_power", line)
        monkeypatch.setitem(VOCABULARY, "inverse_power", line.function)
        got = taylor(lambda z: apply(line, (1.0, z)), 2.0, 200)
        assert got == approx(np.array([(-1) ** k / 2.0 ** (k + 1) for k in range(201)]), rel=1e-12, abs=0)

    @pytest.mark.parametrize("f", [np.sin, np.tan, np.arctan, np.log, np.sqrt, lambda x: x**2.5])
    def test_order_200_of_the_table(self, f):
        assert np.isfinite(taylor(f, 1.3, 200)).all()


class TestRulesAddedLater:
    def test_the_text_of_the_slope_is_what_counts(self):
        wrong = Rule("sine", "sin(x)", ("1.0005*cos(x)",))
        assert taylor(lambda x: apply(wrong, (x,)), 0.3, 3) != approx(taylor(np.sin, 0.3, 3), rel=1e-6)


class TestRemovablePoints:
    def test_a_real_power_at_zero_has_its_derivatives_as_long_as_they_exist(self):
        got = taylor(lambda x: x**2.5, 0.0, 5)
        assert got[:3].tolist() == [0.0, 0.0, 0.0]
        assert got[3] == np.inf
        assert not np.isfinite(got[4:]).any()

    @pytest.mark.parametrize("x", [0.0, 1e-9, 2.0])
    def test_an_array_of_whole_exponents(self, x):
        got = taylor(lambda t: t ** np.array([0, 1, 2, 3]), x, 4).T
        powers = [[1, 0, 0, 0, 0], [x, 1, 0, 0, 0], [x**2, 2 * x, 1, 0, 0], [x**3, 3 * x**2, 3 * x, 1, 0]]
        assert got == approx(np.array(powers), rel=1e-14, abs=1e-300)

    def test_whole_powers_beside_zero_stay_exact(self):
        """(t + t² + ε)³: the recurrence of real powers would lose all digits to the division by ε."""
        for exponent in (3, np.array([3])):
            got = np.ravel(taylor(lambda t, n=exponent: (t + t * t + 1e-12) ** n, 0.0, 6))
            assert got == approx(np.array([1e-36, 3e-24, 3e-12, 1, 3, 3, 1]), rel=1e-11)

    def test_arrays_whose_entries_lie_at_zero_and_beside(self):
        got = taylor(lambda x: x ** np.array([2.5, 2.5, 2.0]), np.array([0.0, 1.0, -1.0]), 2).T
        assert got.tolist() == [[0.0, 0.0, 0.0], [1.0, 2.5, 1.875], [1.0, -2.0, 1.0]]

    def test_a_moving_exponent(self):
        l2 = math.log(2)
        assert taylor(lambda t: (2 + t) ** t, 0.0, 2) == approx(np.array([1.0, l2, l2**2 / 2 + 0.5]))
        assert taylor(lambda z: 0.0**z, 2.0, 3).tolist() == [0.0] * 4

    def test_hypot_at_the_origin_has_no_second_derivative(self):
        """hypot(t, 0) is |t|, of slopes ±1, whose convention 0 has no derivative of its own."""
        assert taylor(lambda x: np.hypot(x, 0.0), 0.0, 3).tolist()[:2] == [0.0, 0.0]
        assert np.isnan(taylor(lambda x: np.hypot(x, 0.0), 0.0, 3)[2:]).all()
        assert taylor(lambda x: np.hypot(x, 1.0), 0.0, 4).tolist() == [1.0, 0.0, 0.5, 0.0, -0.125]

    def test_hypot_of_an_array_with_the_origin_in_it(self):
        got = taylor(lambda x: np.hypot(x, x), np.array([0.0, 1.0]), 2)
        assert got[:, 1] == approx(np.array([math.sqrt(2), math.sqrt(2), 0.0]), abs=1e-15)
        assert got[:2, 0].tolist() == [0.0, 0.0]

    def test_ties_and_kinks_follow_the_table(self):
        kinks = np.abs, lambda x: np.maximum(x, 2 * x + x * x), lambda x: np.max(np.stack([x, 2 * x]))
        for f, slope in zip(kinks, (0.0, 1.5, 1.5), strict=True):
            assert taylor(f, 0.0, 2) == approx(np.array([0.0, slope, np.nan]), nan_ok=True)
        assert taylor(lambda x: np.max(np.stack([x, x * x])), 2.0, 2).tolist() == [4.0, 4.0, 1.0]


coefficient_lists = st.lists(st.floats(-2, 2), min_size=6, max_size=6)


def products(a, b):
    return [sum(a[j] * b[k - j] for j in range(k + 1)) for k in range(len(a))]


class TestLaws:
    @settings(max_examples=50, deadline=None)
    @given(coefficient_lists, coefficient_lists)
    def test_products(self, a, b):
        assert (Series(a) * Series(b)).coefficients == approx(products(a, b), abs=1e-12)

    @settings(max_examples=50, deadline=None)
    @given(st.floats(0.5, 3), coefficient_lists)
    def test_inverse_functions_undo_each_other(self, first, rest):
        x = Series([first, *rest])
        for there, back in (
            (np.log, np.exp),
            (np.sqrt, np.square),
            (np.arctan, np.tan),
            (np.cbrt, lambda y: y**3),
        ):
            assert back(there(x)).coefficients == approx(x.coefficients, rel=1e-9, abs=1e-6)

    @settings(max_examples=50, deadline=None)
    @given(coefficient_lists)
    def test_squares_of_sine_and_cosine_add_to_one(self, a):
        x = Series(a)
        one = (np.sin(x) ** 2 + np.cos(x) ** 2).coefficients
        assert one == approx([1.0, *[0.0] * 5], abs=1e-10)

    @settings(max_examples=50, deadline=None)
    @given(st.floats(0.5, 3), coefficient_lists, st.floats(-3, 3), st.floats(-3, 3))
    def test_powers_multiply(self, first, rest, a, b):
        x = Series([first, *rest])
        expected = (x ** (a + b)).coefficients
        scale = 1 + max(map(abs, expected)) * 50**2
        assert products((x**a).coefficients, (x**b).coefficients) == approx(expected, abs=1e-11 * scale)


def test_outer_derivatives_and_traces_see_the_coefficients():
    def f(x):
        return np.sum(taylor(lambda t: np.hypot(t, 2.0) * np.maximum(t, t * t), x, 3))

    assert grad(f)(1.5) == approx((f(1.5 + 1e-6) - f(1.5 - 1e-6)) / 2e-6, rel=1e-7)
    assert trace(f)(1.5).replay(1.2).value == approx(f(1.2))
    assert derivative(lambda a: taylor(lambda t: t**a, 1.0, 2)[2])(2.5) == approx(2.0)  # d/da a(a − 1)/2
