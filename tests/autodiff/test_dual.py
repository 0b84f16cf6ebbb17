"""Dual numbers: literals from the slides, laws by Hypothesis, and what must fail with a clear message."""

import array
import copy
import math
import operator
import pickle

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture14 import Dual, derivative, jvp
from lecture14.autodiff import RULES, LeakedValue, UnsupportedOperation
from lecture14.autodiff.support import errors

approx = pytest.approx
numbers = st.floats(-10, 10, allow_nan=False)
duals = st.builds(Dual, numbers, numbers)


def parts(d):
    return d.primal, d.tangent


class TestSlide7Arithmetic:
    def test_sum_product_negation_reciprocal(self):
        x, z = Dual(3.0, 0.5), Dual(2.0, -1.0)
        assert parts(x + z) == (5.0, -0.5)
        assert parts(x - z) == (1.0, 1.5)
        assert parts(x * z) == (6.0, -2.0)
        assert parts(-x) == (-3.0, -0.5)
        assert parts(1 / z) == (0.5, 0.25)
        assert parts(x / z) == (1.5, 1.0)
        assert +x is x

    def test_constants_on_either_side(self):
        x = Dual(3.0, 0.5)
        assert parts(x + 1) == parts(1 + x) == (4.0, 0.5)
        assert parts(x - 1) == (2.0, 0.5)
        assert parts(1 - x) == (-2.0, -0.5)
        assert parts(2 * x) == parts(x * 2.0) == parts(True * x * 2) == (6.0, 1.0)
        assert parts(x / 2) == (1.5, 0.25)
        assert parts(6 / x) == approx((2.0, -1 / 3))
        assert parts(x**2) == (9.0, 3.0)
        assert parts(2**x) == approx((8.0, 4 * math.log(2)))
        assert parts(x % 2) == (1.0, 0.5)
        assert parts(7 % x) == (1.0, -1.0)
        assert parts(x // 2) == (1.0, 0.0)
        assert parts(7 // x) == (2.0, 0.0)
        assert [parts(d) for d in divmod(x, 2)] == [(1.0, 0.0), (1.0, 0.5)]
        assert [parts(d) for d in divmod(7, x)] == [(2.0, 0.0), (1.0, -1.0)]
        assert parts(abs(Dual(-3.0, 0.5))) == (3.0, -0.5)
        assert parts(round(Dual(2.6, 1.0))) == (3.0, 0.0)
        assert parts(round(Dual(2.66, 1.0), 1)) == (2.7, 0.0)

    @settings(deadline=None)
    @given(duals, duals, duals)
    def test_ring_laws(self, x, y, z):
        assert parts(x + y) == parts(y + x)
        assert parts(x * y) == parts(y * x)
        assert parts((x + y) + z) == approx(parts(x + (y + z)), abs=1e-12)
        assert parts((x * y) * z) == approx(parts(x * (y * z)), rel=1e-12, abs=1e-9)
        assert parts(x * (y + z)) == approx(parts(x * y + x * z), rel=1e-12, abs=1e-9)

    def test_the_dual_unit_squares_to_zero(self):
        d = Dual(0.0, 1.0)
        assert parts(d * d) == (0.0, 0.0)


@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=8), st.floats(-2, 2))
def test_slide_8_polynomials(coefficients, x):
    """P(x + ẋd) = P(x) + P'(x)ẋd, against NumPy's own derivative of a polynomial."""
    value, slope = jvp(lambda x: sum(p * x**k for k, p in enumerate(coefficients)), (x,), (1.0,))
    p = np.polynomial.Polynomial(coefficients)
    assert value == approx(p(x), rel=1e-9, abs=1e-9)
    assert slope == approx(p.deriv()(x), rel=1e-9, abs=1e-9)


class TestSlide9Functions:
    def test_literals(self):
        x = Dual(0.5, 2.0)
        assert parts(np.sin(x)) == approx((0.479425538604203, 1.7551651237807455))
        assert parts(np.cos(x)) == approx((0.8775825618903728, -0.958851077208406))
        assert parts(np.exp(x)) == approx((1.6487212707001282, 3.2974425414002564))
        assert parts(np.log(x)) == approx((-0.6931471805599453, 4.0))
        assert parts(np.sqrt(x)) == approx((0.7071067811865476, 1.4142135623730951))

    @pytest.mark.parametrize("name", [n for n, r in RULES.items() if len(r.arguments) == 1])
    @pytest.mark.parametrize("x", [0.37, 0.83, 1.7])
    def test_every_unary_function_on_floats_and_arrays(self, name, x):
        """Same value and slope for a float, an array, and mpmath's derivative at 30 digits."""
        from tests.autodiff.test_rules import exact_partial, points

        rule = RULES[name]
        if rule.domain and not eval(rule.domain, vars(math) | vars(np), {"x": x}):
            ((x,), *_) = points(rule)
        function = RULES[name].function
        one, many = function(Dual(x, 2.0)), function(Dual(np.array([x, x]), np.array([2.0, -1.0])))
        with mpmath.workdps(30):
            slope = float(exact_partial(rule, 0, (x,)))
        assert one.tangent == approx(2 * slope, rel=1e-12, abs=1e-12)
        assert many.tangent == approx(np.array([2, -1]) * slope, rel=1e-12, abs=1e-12)
        assert many.primal == approx(one.primal, rel=1e-15)


class TestSlide10SeveralDirections:
    def test_gradient_of_the_lectures_function(self):
        x1, x2 = Dual.seed(1.5, 2.0)
        y = x1 * x2 + np.sin(x1)
        assert y.primal == approx(3.9974949866040546)
        assert y.tangent == approx([2.0707372016677, 1.5])
        assert y.directions == 2

    def test_seeding_arrays_gives_jacobians(self):
        (v,) = Dual.seed(np.array([1.0, 2.0, 3.0]))
        assert v.tangent.tolist() == np.eye(3).tolist()
        A = np.arange(6.0).reshape(2, 3)
        assert (A @ v).tangent.T.tolist() == A.tolist()
        M, s = Dual.seed(np.ones((2, 2)), 3.0)
        assert M.tangent.shape == (5, 2, 2)
        assert s.tangent.tolist() == [0, 0, 0, 0, 1]
        assert (M * s).tangent[4].tolist() == [[1, 1], [1, 1]]

    def test_broadcasting_keeps_directions_in_front(self):
        a, b = Dual.seed(np.ones((3, 1)), np.ones((1, 4)))
        y = a + 2 * b
        assert y.shape == (3, 4)
        assert y.tangent.shape == (7, 3, 4)
        assert y.tangent.sum(axis=(1, 2)).tolist() == [4.0] * 3 + [6.0] * 4
        s, v = Dual.seed(2.0, np.ones(4))
        assert (s * v).tangent[0].tolist() == [1.0] * 4
        assert (v + s).tangent.sum(axis=1).tolist() == [4, 1, 1, 1, 1]

    def test_an_infinite_slope_spoils_only_its_own_direction(self):
        for zero in (0.0, np.zeros(1)):
            x1, x2 = Dual.seed(zero, zero + 1.0)
            for f in (np.sqrt, np.cbrt, np.log):
                assert np.ravel((f(x1) + x2).tangent).tolist() == [np.inf, 1.0]

    def test_different_numbers_of_directions_do_not_mix(self):
        x, y = Dual(1.0, np.ones(2)), Dual(np.ones(2), np.ones((3, 2)))
        with pytest.raises(
            ValueError, match=r"multiply got tangents of different numbers .*test_dual.py.*2 and 3"
        ):
            x * y
        with pytest.raises(ValueError, match="2 and a single one"):
            x + Dual(1.0, 1.0)
        for mixed in (operator.add, operator.mul, np.hypot):
            with pytest.raises(ValueError, match=r"numbers of directions.*: 1 and 2"):
                mixed(Dual(2.0, [1.0]), Dual(3.0, [1.0, 2.0]))

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("wrap", [float, np.atleast_1d])
    def test_zero_times_infinity_is_zero_and_nothing_warns(self, wrap):
        at_infinity = Dual(wrap(2.0), wrap(0.0)) * Dual(wrap(np.inf), wrap(1.0))
        assert np.ravel(at_infinity.tangent).tolist() == [2.0]
        x, z = Dual.seed(wrap(2.0), wrap(np.inf))
        assert np.ravel((x * z).tangent).tolist() == [np.inf, 2.0]
        assert np.ravel((z * 0.5).tangent).tolist() == [0.0, 0.5]
        steep = Dual(wrap(1.0), np.multiply.outer([1e200, -np.inf], wrap(1.0)))
        assert np.ravel((1e200 * steep - steep).tangent).tolist()[0] == np.inf
        assert np.ravel(np.floor(steep).tangent).tolist() == [0.0, 0.0]
        with pytest.raises(ValueError, match=r"tangents have different numbers of directions: \[2, None\]"):
            jvp(lambda x, y: x, (1.0, 1.0), (np.ones(2), 1.0))


class TestNesting:
    def test_no_perturbation_confusion(self):
        D = derivative
        assert D(lambda x: x * D(lambda y: x + y)(1.0))(1.0) == 1.0
        assert D(lambda x: x * D(lambda y: x * y)(1.0))(4.0) == 8.0

    def test_third_derivatives(self):
        D = derivative
        assert D(D(D(lambda x: x**4)))(2.0) == 48.0
        assert D(D(D(np.sin)))(0.5) == approx(-math.cos(0.5))
        assert D(D(np.tan))(0.3) == approx(2 * math.tan(0.3) / math.cos(0.3) ** 2)
        assert D(D(lambda x: np.sum(np.array([1.0, 2.0]) * x**2)))(3.0) == 6.0

    @pytest.mark.parametrize(("n", "expected"), [(0, (1, 0, 0, 0)), (1, (0, 1, 0, 0)), (2, (0, 0, 2, 0))])
    def test_small_powers_at_zero_to_third_order(self, n, expected):
        f = lambda x: x**n  # noqa: E731
        got = []
        for _ in range(4):
            got.append(f(0.0))
            f = derivative(f)
        assert tuple(got) == expected

    def test_by_hand(self):
        x = Dual(Dual(2.0, 1.0), Dual(1.0, 0.0))
        y = x * x * x
        assert (y.primal.primal, y.primal.tangent, y.tangent.primal, y.tangent.tangent) == (8, 12, 12, 12)
        assert repr(y) == (
            "Dual(primal=Dual(primal=8.0, tangent=12.0), tangent=Dual(primal=12.0, tangent=12.0))"
        )  # fmt: skip

    def test_a_dual_made_of_a_dual_treats_it_as_a_constant(self):
        part = Dual(2.0, 1.0)
        whole = Dual(part, 1.0)
        for product in (whole * part, part * whole):
            assert 1 > product.level == whole.level > part.level > 0
            assert parts(product.primal) == (4.0, 4.0)
            assert parts(product.tangent) == (2.0, 1.0)
        slope = derivative(lambda x: x * x * whole)(3.0)
        assert (parts(slope.primal), slope.tangent) == ((12.0, 6.0), 6.0)

    def test_a_leaked_dual_is_a_clear_error(self):
        kept = []
        derivative(lambda x: kept.append(x) or x)(1.0)
        assert derivative(lambda x: x * 2.0 + 0 * kept[0].primal)(1.0) == 2.0

        def leak(x):
            derivative(lambda y: kept.append(y) or y)(2.0)
            return x * kept[-1]

        with pytest.raises(LeakedValue, match="f returned a Dual of another derivative"):
            derivative(leak)(1.0)

    def test_an_exception_leaves_nothing_behind(self):
        with pytest.raises(ZeroDivisionError):
            derivative(lambda x: x * (1 // 0))(1.0)
        assert derivative(lambda x: x * x)(3.0) == 6.0


class TestConventions:
    def test_powers(self):
        assert derivative(lambda x: x**2.0)(-3.0) == -6.0
        assert derivative(lambda x: x**x)(2.0) == approx(4 * (math.log(2) + 1))
        assert derivative(lambda x: 2**x)(3.0) == approx(8 * math.log(2))
        assert parts((-2.0) ** Dual(2.0, 0.0)) == (4.0, 0.0)
        assert math.isnan(derivative(lambda y: (-2.0) ** y)(2.0))
        assert math.isnan(derivative(lambda x: x**0.5)(-2.0))
        assert derivative(lambda x: x**-1)(2.0) == -0.25

    @pytest.mark.parametrize(
        ("f", "x", "value", "slope"),
        [
            (np.sqrt, 0.0, 0.0, np.inf),
            (np.cbrt, 0.0, 0.0, np.inf),
            (np.log, 0.0, -np.inf, np.inf),
            (np.reciprocal, 0.0, np.inf, -np.inf),
            (np.abs, 0.0, 0.0, 0.0),
            (np.sign, 0.0, 0.0, 0.0),
            (np.tanh, 1000.0, 1.0, 0.0),
            (np.exp, 1000.0, np.inf, np.inf),
            (lambda x: np.logaddexp(x, 1000.0), 1000.0, 1000 + math.log(2), 0.5),
            (lambda x: np.maximum(x, 2.0), 2.0, 2.0, 0.5),
            (lambda x: np.minimum(2.0, x), 2.0, 2.0, 0.5),
            (lambda x: np.hypot(x, 0.0), 0.0, 0.0, 0.0),
            (lambda x: np.where(x >= 0, x, np.sqrt(-x)), 1.0, 1.0, 1.0),
            (lambda x: x / 0.0, 1.0, np.inf, np.inf),
            (lambda x: x / 0, 1.0, np.inf, np.inf),
        ],
    )
    def test_edges_agree_between_floats_and_arrays(self, f, x, value, slope):
        assert jvp(f, (x,), (1.0,)) == approx((value, slope))
        arrays = jvp(f, (np.array([x]),), (np.ones(1),))
        assert (arrays[0].item(), arrays[1].item()) == approx((value, slope))

    def test_heaviside_takes_its_second_argument_at_the_jump(self):
        assert parts(np.heaviside(0.0, Dual(0.5, 2.0))) == (0.5, 2.0)
        assert parts(np.heaviside(Dual(0.0, 1.0), 0.5)) == (0.5, 0.0)
        assert np.heaviside(np.zeros(1), Dual(np.array([0.5]), np.ones(1))).primal.tolist() == [0.5]

    def test_integers_promote(self):
        assert derivative(lambda x: x * x // 1 + x * x)(3) == 6.0
        assert isinstance(Dual(3, 1).primal, float)
        assert isinstance(Dual(np.int64(3), np.float64(1)).tangent, float)
        value, slope = jvp(lambda x: x * np.array([1, 2]), (np.array([1, 2]),), (np.array([1, 0]),))
        assert value.tolist() == [1, 4]
        assert slope.dtype == float
        assert slope.tolist() == [1, 0]

    def test_single_precision_stays(self):
        y = np.sin(Dual(np.ones(2, np.float32), np.ones(2, np.float32)) * 2.0) / 3
        assert y.primal.dtype == y.tangent.dtype == np.float32


class TestNumPyIsTheLanguage:
    def test_plain_numbers_on_the_left_keep_the_type(self):
        x = Dual(np.ones(2), np.array([1.0, 2.0]))
        assert isinstance(np.ones(2) * x, Dual)
        assert isinstance(np.float64(2) * x, Dual)
        assert isinstance(np.float64(2) - Dual(1.0, 1.0), Dual)
        assert (np.eye(2) @ x).tangent.tolist() == [1, 2]
        assert (np.arange(2) @ x).tangent == 2.0
        assert (np.add([1.0, 2.0], x)).primal.tolist() == [2, 3]

    def test_rounding_is_numpys_and_has_no_slope(self):
        x = Dual(np.array([123.456, -0.5, 2.5]), np.ones(3))
        for decimals in (0, 1, 2, -1, -2, 14):
            y = np.round(x, decimals)
            assert y.primal.tolist() == np.round(x.primal, decimals).tolist()
            assert y.tangent.tolist() == [0.0, 0.0, 0.0]
            assert np.around(x, decimals).primal.tolist() == y.primal.tolist()
            assert x.round(decimals).primal.tolist() == y.primal.tolist()
        assert np.fix(x).primal.tolist() == [123.0, 0.0, 2.0]
        assert np.fix(x).tangent.tolist() == [0.0, 0.0, 0.0]
        assert parts(round(Dual(123.456, 1.0), -1)) == (120.0, 0.0)

    def test_comparisons_see_primals(self):
        x, y = Dual(1.0, 5.0), Dual(2.0, -5.0)
        assert x < y
        assert y > x
        assert x <= 1.0 <= y
        assert x >= 1
        assert x == 1.0
        assert x != y
        assert bool(x)
        assert not Dual(0.0, 1.0)
        assert np.isfinite(x)
        assert (Dual(np.arange(3.0), np.ones(3)) > 1).tolist() == [False, False, True]
        with pytest.raises(TypeError, match="unhashable"):
            hash(x)

    def test_control_flow(self):
        def f(x):
            while x < 100:
                x = x * x if x > 3 else x + 1.5
            return x

        assert jvp(f, (2.0,), (1.0,)) == (150.0625, 4 * 3.5**3)

    def test_methods_and_attributes(self):
        x = Dual(np.arange(6.0).reshape(2, 3), np.ones((2, 3)))
        assert (x.shape, x.ndim, x.size, len(x), x.dtype) == ((2, 3), 2, 6, 2, np.dtype(float))
        assert x.sum().tangent == 6.0
        assert x.mean(axis=0).tangent.tolist() == [1, 1, 1]
        assert x.reshape((3, 2)).shape == x.reshape([3, 2]).shape == (3, 2)
        assert x.reshape(6).shape == x.reshape(-1).shape == (6,)
        assert x.T.shape == x.transpose().shape == x.reshape(3, 2).shape == x.swapaxes(0, 1).shape == (3, 2)
        y = Dual(np.ones((2, 3, 4)), np.ones((2, 3, 4)))
        assert y.transpose((0, 2, 1)).shape == y.transpose(0, 2, 1).shape == (2, 4, 3)
        assert x.transpose(0, 1).shape == x.transpose((0, 1)).shape == (2, 3)
        assert [row.shape for row in x] == [(3,), (3,)]
        assert x[1, 2].primal == 5.0
        assert np.sum(x, dtype=None, out=None).tangent == 6.0
        assert np.add.reduce(x).shape == (3,)
        assert np.add.reduce(x, axis=1).shape == np.add.reduce(x, 1).shape == (2,)
        assert Dual(1.0, 1.0).dtype == np.dtype(float)

    def test_floats_and_arrays_mix_on_either_side(self):
        x, a = Dual(2.0, 1.0), Dual(np.array([1.0, 3.0]), np.array([0.0, 1.0]))
        for product in (x * a, a * x):
            assert type(product) is Dual
            assert product.primal.tolist() == [2.0, 6.0]
            assert product.tangent.tolist() == [1.0, 5.0]
        assert (a - x).tangent.tolist() == [-1.0, 0.0]
        assert (x - a).tangent.tolist() == [1.0, 0.0]
        assert a.sum().tangent == 1.0
        assert (a.sum() * x).tangent == 6.0
        assert abs(Dual(-2.0, 1.0)).tangent == -1.0
        assert (Dual(7.0, 2.0) % 3.0).tangent == 2.0
        assert (Dual(7.0, 2.0) // 3.0).tangent == 0.0
        assert (7.0 % Dual(3.0, 1.0)).tangent == -2.0

    def test_copies_and_pickles(self):
        for x in (Dual(2.0, 1.0), Dual(np.ones(2), np.zeros(2))):
            for twin in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
                assert repr(twin) == repr(x)
                assert twin.level == x.level

    def test_repr_is_short_and_stable(self):
        assert repr(np.sin(Dual(1.0, 1.0))) == "Dual(primal=0.841471, tangent=0.540302)"
        assert repr(Dual(1e-12, np.inf)) == "Dual(primal=1e-12, tangent=inf)"
        assert repr(Dual(np.zeros(100), np.zeros(100))).count("0.0") == 200
        assert repr(Dual(np.zeros(101), 0 * np.ones(101))).count("array of shape (101,)") == 2
        assert repr(Dual(np.zeros(2000), np.zeros(2000))) == (
            "Dual(primal=array of shape (2000,), tangent=array of shape (2000,))"
        )


class TestErrors:
    @pytest.mark.parametrize(
        ("primal", "tangent", "message"),
        [
            (
                np.ones(2),
                np.ones(3),
                r"tangent has shape \(3,\); expected the primal's shape \(2,\), or \(p, 2\)",
            ),
            (
                1.0,
                np.ones((2, 2)),
                r"tangent has shape \(2, 2\); expected the primal's shape \(\), or \(p,\)",
            ),
            (np.ones(2), 1.0, r"tangent has shape \(\)"),
            (np.ones((2, 2)), np.ones((3, 2, 1)), r"tangent has shape \(3, 2, 1\)"),
        ],
    )
    def test_shapes(self, primal, tangent, message):
        with pytest.raises(ValueError, match=message):
            Dual(primal, tangent)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (1j, "Dual's primal got a complex at"),
            ("a", "Dual's primal got a str at"),
            (np.array(["a"]), "dtype <U1 at test_dual.py"),
            (np.array([1j]), "dtype complex128"),
            (None, "NoneType at"),
        ],
    )
    def test_kinds(self, value, message):
        with pytest.raises(UnsupportedOperation, match=message):
            Dual(value, 1.0)
        with pytest.raises(UnsupportedOperation, match="as argument 2"):
            np.add(Dual(np.ones(1), np.ones(1)), value)
        with pytest.raises(UnsupportedOperation, match="multiply got"):
            value * Dual(1.0, 1.0) if not isinstance(value, np.ndarray) else Dual(
                np.ones(1), np.ones(1)
            ) * value

    def test_what_would_lose_the_derivative_names_the_remedy(self):
        x = Dual(1.0, 1.0)
        line = "at test_dual.py line"
        with pytest.raises(
            TypeError, match=rf"math.sin got a Dual {line} \d+: use np.sin, which knows dual numbers"
        ):
            math.sin(x)
        with pytest.raises(TypeError, match=r"use np\.arctan2"):
            math.atan2(x, 1.0)
        with pytest.raises(TypeError, match=r"math\.sin got a Dual"):
            math.cos(0.5) * math.sin(x)
        with pytest.raises(TypeError, match=r"math\.exp got a Dual"):
            math.exp(
                x,
            )
        with pytest.raises(TypeError, match=r"float\(\) got a Dual"):
            array.array("d", [x])
        sine = math.fabs
        with pytest.raises(TypeError, match=r"math\.fabs got a Dual.*use np\.abs"):
            sine(x)
        with pytest.raises(TypeError, match=rf"float\(\) got a Dual {line}.*take .primal of it"):
            float(x)
        with pytest.raises(TypeError, match=r"int\(\) got a Dual"):
            int(x)
        with pytest.raises(TypeError, match=r"complex\(\) got a Dual"):
            complex(x)
        with pytest.raises(TypeError, match="an index or range"):
            range(x)
        with pytest.raises(TypeError, match="len\\(\\) of a scalar Dual"):
            len(x)

    def test_messages_without_a_line_of_the_user(self, monkeypatch):
        monkeypatch.setattr(errors, "user_frame", lambda: None)
        with pytest.raises(TypeError, match=r"^float\(\) got a Dual: the derivative would be lost"):
            math.sin(Dual(1.0, 1.0))
        with pytest.raises(UnsupportedOperation, match=r"^np\.unique got a Dual as argument 1: it has no"):
            np.unique(Dual(np.ones(2), np.ones(2)))

    def test_item_assignment_to_a_plain_array_names_the_fix(self):
        """NumPy puts its own message before what `float(item)` raised; arrays of integers show ours alone."""
        whole = np.zeros(2, dtype=int)
        with pytest.raises(
            TypeError, match=r"an item .* was assigned a Dual at test_dual.py .*np.zeros_like"
        ):
            whole[0] = Dual(1.0, 1.0)
        rows = np.zeros((2, 2))
        with pytest.raises(UnsupportedOperation, match=r"cannot hold a Dual .*np.zeros_like of a Dual"):
            rows[0] = Dual(np.ones(2), np.ones(2))
        a = np.zeros(2)
        with pytest.raises(ValueError, match="setting an array element") as caught:
            a[0] = Dual(1.0, 1.0)
        assert "assigned a Dual at test_dual.py line" in str(caught.value.__cause__)
        assert "np.zeros_like of a Dual" in str(caught.value.__cause__)
        assert a.tolist() == [0, 0]

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (
                lambda x: np.unique(x),
                r"np.unique got a Dual as argument 1 at test_dual.py line \d+: it has no",
            ),
            (lambda x: np.bincount([0, 1], x), "np.bincount got a Dual as argument 2"),
            (lambda x: np.spacing(x), "np.spacing got a Dual as argument 1 at test_dual.py"),
            (lambda x: np.nextafter(1.0, x), "np.nextafter got a Dual as argument 2"),
            (lambda x: np.multiply.reduceat(x, [0]), "np.multiply.reduceat got a Dual as argument 1"),
            (lambda x: np.add.at(np.ones(2), [0], x), "np.add.at got a Dual as argument 3"),
            (lambda x: np.fft.fft(x), "np.fft.fft got a Dual"),
            (lambda x: np.add(x, 1.0, out=np.zeros(2)), "np.add with out=ndarray at test_dual.py"),
            (lambda x: np.add(x, 1.0, where=np.array([True, False])), "np.add with where="),
            (lambda x: np.zeros(2).__iadd__(x), "np.add with out=ndarray"),
            (
                lambda x: np.array([x, x], dtype=float),
                "floats cannot hold a Dual at test_dual.py .*np.stack",
            ),
            (lambda x: x[x], "an index is a Dual"),
            (lambda x: x[0, x], "an index is a Dual"),
            (lambda x: np.reshape(x, (2, 1), order="A"), "np.reshape with order='A'"),
        ],
    )
    def test_unsupported_operations_name_themselves_and_the_line(self, call, message):
        with pytest.raises(UnsupportedOperation, match=message):
            call(Dual(np.ones(2), np.ones(2)))

    def test_jvp_and_derivative_check_their_arguments(self):
        with pytest.raises(ValueError, match="tangents has 1 entries; expected one a primal, 2"):
            jvp(lambda x, y: x, (1.0, 2.0), (1.0,))
        with pytest.raises(ValueError, match=r"argument 0 has shape \(2,\); expected a scalar"):
            derivative(np.sum)(np.ones(2))
        with pytest.raises(ValueError, match="argnum is 1; expected a position among the 1 arguments"):
            derivative(np.sin, argnum=1)(1.0)


class TestJvpAndDerivative:
    def test_shapes_of_results(self):
        A = np.arange(6.0).reshape(2, 3)
        value, tangent = jvp(lambda x: A @ x, (np.ones(3),), (np.array([0.0, 1.0, 0.0]),))
        assert value.tolist() == [3, 12]
        assert tangent.tolist() == [1, 4]
        assert derivative(lambda x: np.stack([x, x * x]))(3.0).tolist() == [1, 6]
        assert derivative(lambda x: {"a": x, "b": [x * x, 1.0]})(3.0) == {"a": 1.0, "b": [6.0, 0.0]}
        assert derivative(lambda x, y: x * y, argnum=1)(3.0, 2.0) == 3.0
        assert derivative(lambda x, y: x * y, argnum=-1)(3.0, 2.0) == 3.0
        assert derivative(lambda x, y, z: x * y * z)(3.0, 2.0, 5.0) == 10.0
        assert derivative(lambda x, *, k: x * k)(3.0, k=2.0) == 2.0

    def test_constant_results_give_zeros_of_the_right_shape(self):
        assert derivative(lambda x: 1.0)(2.0) == 0.0
        assert derivative(lambda x: np.ones((2, 3)))(2.0).tolist() == np.zeros((2, 3)).tolist()
        assert jvp(lambda x: np.ones(2), (np.ones(3),), (np.ones((4, 3)),))[1].shape == (4, 2)
        assert jvp(lambda x: x + np.zeros((2, 3)), (np.ones(3),), (np.ones(3),))[1].shape == (2, 3)

    def test_many_directions(self):
        value, tangents = jvp(np.exp, (0.0,), (np.array([1.0, 2.0]),))
        assert value == 1.0
        assert tangents.tolist() == [1, 2]
