"""Divided differences, the derivative checker (which must be able to fail), and vertex elimination."""

import itertools
import math

import numpy as np
import pytest

from lecture14 import central_difference, check_derivatives, forward_difference, grad, jacobian, trace
from lecture14.autodiff import (
    RULES,
    DerivativeMismatch,
    Elimination,
    Rule,
    difference_errors,
    optimal_step,
)
from lecture14.autodiff.arrays import maps
from lecture14.autodiff.core.number import apply

approx = pytest.approx
SIZES = (1e-8, 1e-3, 0.5, 1.3, 30.0, 1e5, 1e8)


def points(rule):
    """Operands of all sizes and signs inside a line's own domain."""
    grid = [sign * size for size in SIZES for sign in (1, -1)]
    orders = (0.0, 2.0) if rule.name in ("polygamma", "sinc_derivative") else grid[::5]
    for point in itertools.product(*[orders] * (len(rule.arguments) - 1), grid):
        scope = dict(zip(rule.arguments, point, strict=True)) | {
            "abs": abs,
            "cos": math.cos,
            "floor": math.floor,
        }
        if not rule.domain or eval(rule.domain, {}, scope):
            yield point


def cube(x):
    return x * x * x


class TestDifferences:
    def test_literals(self):
        assert forward_difference(cube, 2.0, h=0.5) == 15.25
        assert central_difference(cube, 2.0, h=0.5) == 12.25
        assert forward_difference(cube, 2, h=1) == 19.0

    def test_default_steps(self):
        assert forward_difference(np.sin, 1.0) == approx(math.cos(1), rel=1e-7)
        assert central_difference(np.sin, 1.0) == approx(math.cos(1), rel=1e-9)
        assert central_difference(cube, 1e6) == approx(3e12, rel=1e-9)

    @pytest.mark.parametrize("difference", [forward_difference, central_difference])
    def test_arrays(self, difference):
        A = np.arange(6.0).reshape(2, 3)
        assert difference(lambda x: A @ x, np.ones(3)) == approx(A, rel=1e-6, abs=1e-6)
        step = 0.5 if difference is forward_difference else 0.0
        squares = difference(lambda x: x * x, np.array([1.0, 2.0]), h=0.5)
        assert squares.tolist() == [[2.0 + step, 0.0], [0.0, 4.0 + step]]
        assert difference(np.sum, np.ones((2, 2))) == approx(np.ones((2, 2)), rel=1e-6)
        assert difference(lambda x: np.ones(2) * np.sum(x), np.zeros(0)).shape == (2, 0)
        assert difference(np.sin, np.ones(2, dtype=np.float32)).dtype == np.float32

    def test_errors(self):
        with pytest.raises(ValueError, match=r"h is 0; expected a positive number"):
            forward_difference(np.sin, 1.0, h=0)
        with pytest.raises(ValueError, match=r"h is -0.1; expected a positive number"):
            central_difference(np.sin, 1.0, h=-0.1)
        with pytest.raises(TypeError, match="x has dtype complex128; expected real numbers"):
            central_difference(np.sin, 1j)
        with pytest.raises(ValueError, match="scheme is 'upwind'; expected 'forward' or 'central'"):
            difference_errors(cube, 0.03, 0.1, scheme="upwind")
        with pytest.raises(ValueError, match="scheme is 'upwind'"):
            optimal_step(cube, 0.1, "upwind")

    def test_error_curve_of_slide_6(self):
        for x in (10.0, 0.1, 0.001):
            curve = difference_errors(cube, 3 * x * x, x)
            assert curve.h[0] == 1e-16
            assert curve.h[-1] == 1.0
            assert curve.h[8] == approx(1e-15, rel=1e-9, abs=0)  # eight steps a decade
            assert curve.error[-1] == approx(3 * x + 1, rel=1e-12)  # the formula's own error 3xh + h²
            best = curve.h[np.argmin(curve.error)]
            assert 1e-3 < best / optimal_step(cube, x) < 1e3
        central = difference_errors(cube, 300.0, 10.0, scheme="central")
        assert central.error[-1] == approx(1.0)
        single = difference_errors(cube, 300.0, 10.0, h=[1e-3], dtype=np.float32)
        assert single.error[0] > 2 * difference_errors(cube, 300.0, 10.0, h=[1e-3]).error[0]

    def test_optimal_steps(self):
        eps = np.finfo(float).eps
        assert optimal_step(np.exp, 0.0) == approx(2 * math.sqrt(eps))
        assert optimal_step(np.exp, 0.0, "central") == approx((3 * eps) ** (1 / 3))
        assert optimal_step(lambda x: np.exp(2 * x), 0.0) == approx(math.sqrt(eps))
        assert optimal_step(lambda x: np.exp(2 * x), 0.0, "central") == approx((3 * eps) ** (1 / 3) / 2)
        assert optimal_step(lambda x: 2 * x + 1, 1.0) == math.inf
        assert optimal_step(np.exp, 0.0, epsilon=1e-4) == approx(0.02)


class TestCheckDerivatives:
    def test_passes_on_good_functions(self):
        done = check_derivatives(lambda x1, x2: x1 * x2 + np.sin(x1), 1.5, 2.0)
        assert len(done) == 2 * 2 * 7
        assert {c.argument for c in done} == {0, 1}
        assert all(c.left == approx(c.right, rel=1e-5, abs=1e-8) for c in done)
        check_derivatives(lambda x: np.linalg.solve(np.diag(x), np.ones(3)), np.array([1.0, 2.0, 3.0]))
        assert len(check_derivatives(np.sin, 1.0, order=1, directions=3)) == 3 * 4
        assert check_derivatives(np.sin, 0.0)

    def test_containers(self):
        def loss(p):
            return np.sum(p["w"] ** 2) * p["b"]

        assert check_derivatives(loss, {"w": np.ones(2), "b": 3.0})

    def test_a_right_gradient_by_hand_passes(self):
        f = lambda x, y: np.sum(x**2) * y  # noqa: E731
        assert check_derivatives(f, np.ones(2), 3.0, gradient=lambda x, y: (2 * x * y, np.sum(x**2)))
        assert check_derivatives(np.sin, 1.0, gradient=np.cos)

    def test_fails_on_a_slope_off_by_half_a_permille(self):
        with pytest.raises(
            DerivativeMismatch,
            match=r"at \[1.0, 2.0\], argument 0\[1\]: the given gradient is 4.002, reverse mode gives 4",
        ):
            check_derivatives(
                lambda x: np.sum(x**2), np.array([1.0, 2.0]), gradient=lambda x: 2 * x * [1.0, 1.0005]
            )

    def test_fails_on_a_wrong_rule(self, monkeypatch):
        monkeypatch.setitem(vars(RULES["sin"]), "slopes", (lambda x, y: 1.0005 * np.cos(x),))
        with pytest.raises(DerivativeMismatch, match="argument 0 along a random direction: forward mode is"):
            check_derivatives(lambda x: np.sum(np.sin(x)), np.array([0.3, 0.4]))

    def test_fails_on_a_wrong_transpose(self, monkeypatch):
        (right,) = maps.CUMSUM.transposes
        monkeypatch.setattr(maps.CUMSUM, "transposes", (lambda g, y, a, axis: right(g, y, a, axis) * 1.0005,))
        with pytest.raises(DerivativeMismatch, match=r"reverse mode is .*forward mode gives"):
            check_derivatives(np.cumsum, np.array([0.3, 0.4]))

    def test_fails_on_a_wrong_second_derivative(self, monkeypatch):
        """A transpose whose own derivative is wrong: right to first order, caught at second."""
        (right,) = maps.LOGSUMEXP.transposes

        def frozen(g, y, a, axis, keepdims):
            plain = np.array([v.primal if hasattr(v, "primal") else v for v in a])
            return right(g, maps.LOGSUMEXP.evaluate(plain, axis, keepdims), plain, axis, keepdims)

        monkeypatch.setattr(maps.LOGSUMEXP, "transposes", (frozen,))
        from lecture14.autodiff import logsumexp

        point = np.array([0.3, 0.4, 1.0])
        assert check_derivatives(logsumexp, point, order=1)
        with pytest.raises(DerivativeMismatch, match="forward over reverse is"):
            check_derivatives(logsumexp, point)

    @pytest.mark.slow
    @pytest.mark.parametrize("name", RULES)
    def test_every_rule_from_1e_minus_8_to_1e8(self, name):
        """Right slopes of both orders pass, slopes off by half a permille do not, wherever the function moves."""
        rule = RULES[name]
        told = 0
        for point in points(rule):
            f, operands, i = rule.function, point, len(point) - 1
            if name in ("polygamma", "sinc_derivative"):
                f, operands = (lambda z, n=point[0]: rule.function(n, z)), point[1:]
            value = float(rule.function(*point))
            if not np.isfinite(value):
                continue
            assert check_derivatives(f, *operands, directions=1)
            slope = float(rule.slopes[i](*map(np.float64, point), np.float64(value)))
            if slope and np.isfinite(slope) and abs(slope * point[i]) > 1e-7 * abs(value):
                wrong = Rule(name, rule.expression, (*rule.partials[:i], f"1.0005*({rule.partials[i]})"))
                wrong.evaluate = rule.evaluate
                with pytest.raises(DerivativeMismatch, match="forward mode is"):
                    check_derivatives(
                        lambda t, w=wrong, p=point: apply(w, (*p[:-1], t)), point[i], directions=1, order=1
                    )
                told += 1
        assert told or rule.partials[-1].startswith("0") or name == "heaviside"

    def test_where_a_fixed_step_would_fail(self):
        for f, x in (
            (np.log, 1e-3),
            (lambda x: 1 / x, 1e-4),
            (np.sqrt, 1e-8),
            (np.sin, 1e8),
            (np.exp, 600.0),
        ):
            assert check_derivatives(f, x)
        mixed = np.array([1e-8, 1.0, 1e8])
        assert check_derivatives(lambda x: np.sum(np.log(x)), mixed)
        with pytest.raises(DerivativeMismatch, match="the given gradient") as caught:
            check_derivatives(lambda x: np.sum(np.log(x)), mixed, gradient=lambda x: 1 / x * [1.0005, 1, 1])
        assert "\n" not in str(caught.value)

    def test_errors(self):
        with pytest.raises(ValueError, match="order is 3; expected 1 or 2"):
            check_derivatives(np.sin, 1.0, order=3)
        with pytest.raises(
            DerivativeMismatch, match=r"gradient of argument 0 has shape \(2,\); expected \(\)"
        ):
            check_derivatives(np.sin, 1.0, gradient=lambda x: np.ones(2))
        with pytest.raises(
            DerivativeMismatch, match=r"gradient of argument 0 has shape \(\); expected \(2,\)"
        ):
            check_derivatives(np.sum, np.ones(2), gradient=lambda x: 1.0)


class TestElimination:
    @staticmethod
    def wide(x1, x2, x3):
        """Three inputs through a narrow waist to three outputs: the golden mean wins."""
        w = np.sin(x1 * x2) + x3
        w = np.exp(w) * w
        return w * x1, np.cos(w), w / x3

    def test_every_order_yields_the_jacobian(self):
        graph = trace(self.wide)(0.3, 0.7, 1.2)
        expected = jacobian(lambda x: np.stack(self.wide(*x)))(np.array([0.3, 0.7, 1.2]))
        orders = Elimination(graph).compare()
        assert list(orders) == ["forward", "reverse", "greedy", "optimal"]
        for order in orders.values():
            assert order.jacobian == approx(expected, rel=1e-12)

    def test_counts(self):
        orders = Elimination(trace(self.wide)(0.3, 0.7, 1.2)).compare()
        counts = {name: order.multiplications for name, order in orders.items()}
        assert counts["optimal"] <= counts["greedy"]
        assert counts["optimal"] <= min(counts["forward"], counts["reverse"])
        assert counts == {"forward": 22, "reverse": 24, "greedy": 16, "optimal": 15}

    def test_a_chain_costs_its_edges_in_forward_and_reverse_by_hand(self):
        def lion(x1, x2):  # two inputs, a chain, two outputs
            w = np.sin(x1 * x2)
            return np.exp(w), np.cos(w)

        elimination = Elimination(trace(lion)(1.0, 2.0))
        assert elimination.vertices == (2, 3)
        assert elimination.forward().multiplications == 2 + 4
        assert elimination.reverse().multiplications == 2 + 4
        one = Elimination(trace(lambda x1, x2: np.sin(x1 * x2))(1.0, 2.0))
        assert one.reverse().multiplications == 2

    def test_optimum_agrees_with_trying_all_orders(self):
        import itertools

        def f(x1, x2):
            a = x1 * x2
            b = np.sin(a)
            c = a * b
            return b * c, c * x1

        elimination = Elimination(trace(f)(1.0, 2.0))
        costs = [
            elimination.eliminate(o).multiplications for o in itertools.permutations(elimination.vertices)
        ]
        assert elimination.optimal().multiplications == min(costs)

    def test_outputs_that_are_used_further_inputs_and_constants(self):
        def f(x):
            y = np.sin(x)
            return y, np.exp(y) + np.floor(x), x, 3.0, y

        twice = Elimination(trace(lambda x, y: (x, y * y, y * y))(1.0, 3.0)).forward()
        assert twice.jacobian.tolist() == [[1, 0], [0, 6], [0, 6]]

        def repeated(x, y):
            z = y * y
            return x, z, z

        assert Elimination(trace(repeated)(1.0, 3.0)).forward().jacobian.tolist() == [[1, 0], [0, 6], [0, 6]]
        order = Elimination(trace(f)(0.5)).forward()
        c = math.cos(0.5)
        assert order.jacobian == approx(np.array([[c], [math.exp(math.sin(0.5)) * c], [1], [0], [c]]))

    def test_a_comparison_is_no_array_operation(self):
        """It has no derivative, and so no edges; its choice is that of the traced inputs."""

        def f(x, z):
            w = x * z
            return w * w if w > 0 else z

        elimination = Elimination(trace(f)(1.0, 2.0))
        assert elimination.vertices == (2,)
        assert elimination.forward().jacobian.tolist() == [[8, 4]]

    def test_errors(self):
        with pytest.raises(ValueError, match="is an array operation; expected a program of scalars"):
            Elimination(trace(np.sum)(np.ones(2)))
        elimination = Elimination(trace(lambda x: np.exp(np.sin(x)))(1.0))
        with pytest.raises(ValueError, match=r"order is \(7,\); expected a permutation of \(1,\)"):
            elimination.eliminate([7])

        def long(x):
            for _ in range(20):
                x = np.sin(x)
            return x

        elimination = Elimination(trace(long)(1.0))
        assert list(elimination.compare()) == ["forward", "reverse", "greedy"]
        with pytest.raises(
            ValueError, match=r"has 19 intermediate vertices; expected at most 16 .*use greedy"
        ):
            elimination.optimal()


def test_the_gradient_of_a_solver_passes_the_check():
    def root(a):
        x = a
        for _ in range(8):
            x = x - (x**3 - a) / (3 * x**2)
        return x

    assert grad(root)(2.0) == approx(1 / (3 * 2 ** (2 / 3)))
    assert check_derivatives(root, 2.0)
