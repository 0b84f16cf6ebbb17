"""Points where zero meets infinity, kinks and poles, in every mode: all agree, and a finite answer is the true one.

The truth is a difference quotient by mpmath with steps of 1e-40, from both sides where both are real.
"""

import itertools

import mpmath
import numpy as np
import pytest

from lecture14 import (
    Dual,
    derivative,
    grad,
    hessian,
    jacobian,
    jvp,
    taylor,
    trace,
    vjp,
)
from lecture14.autodiff import RULES, ControlFlowChanged, logsumexp
from lecture14.autodiff.core import sweep
from lecture14.autodiff.core.activity import pulled_with_care
from tests.autodiff.texts import adjoint_text, tangent_text

expit, softplus = RULES["expit"].function, RULES["softplus"].function

# First derivatives ---------------------------------------------------------------------------------------------


def along(f):
    """The same function of an array, entry by entry."""
    return lambda v: np.sum(np.stack([f(v[0]), f(v[1])]))


def generated(source, kind, f, x, *more):
    scope = {}
    with np.errstate(all="ignore"):
        try:
            exec(source(f, x), scope)
            result = next(g for name, g in scope.items() if name.startswith(kind))(x, *more)[1]
        except (ArithmeticError, ValueError):
            return np.nan  # Python's floats raise at a pole
    return result[0] if isinstance(result, tuple) else result


def replayed(f, x):
    try:
        return trace(f)(x + 1e-3).replay(x).reverse()[0]
    except ControlFlowChanged:
        return trace(f)(x).replay(x).reverse()[0]


SWEEPS = {
    "forward": lambda f, x: derivative(f)(x),
    "reverse": lambda f, x: grad(f)(x),
    "forward along an array": lambda f, x: jacobian(along(f), "forward")(np.array([x, x]))[0],
    "reverse along an array": lambda f, x: grad(along(f))(np.array([x, x]))[1],
    "the graph's forward sweep": lambda f, x: trace(f)(x).forward(1.0),
    "the graph's reverse sweep": lambda f, x: trace(f)(x).reverse()[0],
    "replayed": replayed,
    "two directions": lambda f, x: jvp(f, (x,), (np.array([1.0, 2.0]),))[1][0],
    "two cotangents": lambda f, x: vjp(f, x)[1](np.array([2.0, 1.0]))[0][1],
    "beside another input": lambda f, x: grad(lambda t, u: f(t) + u)(x, 1.0),
}
# These know no zero by structure, or not all: nan where a sweep has a number.
CAUTIOUS = {
    "Taylor": lambda f, x: taylor(f, x, 1)[1],
    "a dual number made by hand": lambda f, x: getattr(f(Dual(x, 1.0)), "tangent", 0.0),
    "an array of them": lambda f, x: getattr(np.sum(f(Dual(np.array([x]), np.ones(1)))), "tangent", 0.0),
    "a generated tangent": lambda f, x: generated(tangent_text, "diff", f, x, 1.0),
    "a generated adjoint": lambda f, x: generated(adjoint_text, "grad", f, x),
}
SECOND = {
    "forward over forward": lambda f, x: derivative(derivative(f))(x),
    "forward over reverse": lambda f, x: derivative(grad(f))(x),
    "reverse over forward": lambda f, x: grad(derivative(f))(x),
    "along an array": lambda f, x: hessian(along(f))(np.array([x, x]))[0, 0],
}

# The inner sweep of reverse over reverse saw no nan, and so recorded no zero by structure: it may say nan, too.
TWICE_REVERSE = lambda f, x: grad(grad(f))(x)  # noqa: E731

INNER = {
    "x": lambda m, x: x,
    "x**2": lambda m, x: x**2,
    "x**3": lambda m, x: x**3,
    "x**4": lambda m, x: x**4,
    "x*|x|": lambda m, x: x * abs(x),
    "sin(x)**2": lambda m, x: m.sin(x) ** 2,
    "x - x": lambda m, x: x - x,
    "0*x": lambda m, x: 0.0 * x,
    "2*x": lambda m, x: 2 * x,
    "|x|": lambda m, x: abs(x),
}
OUTER = {
    "sqrt": lambda m, u: m.sqrt(u),
    "cbrt": lambda m, u: m.sign(u) * m.cbrt(abs(u)),
    "cbrt itself": lambda m, u: m.sign(u) * m.cbrt(abs(u)) if m is mpmath else np.cbrt(u),
    "sqrt squared": lambda m, u: m.sqrt(u) ** 2,
    "abs squared": lambda m, u: abs(u) ** 2,
    "hypot squared": lambda m, u: m.hypot(u, 0.0) ** 2,
    "x**1.5": lambda m, u: u**1.5,
    "arccosh(1 + .)": lambda m, u: m.acosh(1 + u) if m is mpmath else np.arccosh(1 + u),
    "exp(-sqrt)": lambda m, u: m.exp(-m.sqrt(u)),
    "u*sqrt(u)": lambda m, u: u * m.sqrt(u),
}
COMPOSED = [pytest.param(i, o, id=f"{o} of {i}") for i, o in itertools.product(INNER, OUTER)]


def agrees(a, b):
    return np.isclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)


def quotients(exact, order):
    """The truth at 0: the derivative from the right and, where real, from the left."""
    with mpmath.workdps(400):
        h, sides = mpmath.mpf(10) ** -40, []
        for sign in (1, -1):
            values = [mpmath.mpmathify(exact(sign * k * h)) for k in range(order + 1)]
            if any(isinstance(v, mpmath.mpc) for v in values):
                continue
            difference = values[1] - values[0] if order == 1 else values[2] - 2 * values[1] + values[0]
            sides.append(float(difference / (sign * h) ** order))
    return sides


def is_true(answer, sides):
    return any(agrees(answer, side) or abs(answer - side) < 1e-6 for side in sides)


@pytest.mark.parametrize(("inner", "outer"), COMPOSED)
def test_first_derivatives_at_zero_agree_and_are_true(inner, outer):
    f = lambda x: OUTER[outer](np, INNER[inner](np, x))  # noqa: E731
    exact = lambda x: OUTER[outer](mpmath, INNER[inner](mpmath, x))  # noqa: E731
    check(f, 0.0, quotients(exact, 1))


def check(f, x, sides):
    found = {mode: float(d(f, x)) for mode, d in SWEEPS.items()}
    assert all(agrees(a, found["forward"]) for a in found.values()), found
    for mode, d in CAUTIOUS.items():
        answer = float(d(f, x))
        assert np.isnan(answer) or agrees(answer, found["forward"]), (mode, answer, found["forward"])
    if np.isfinite(found["forward"]):
        smooth = len(sides) < 2 or agrees(*sides)
        middle = (
            [] if smooth else [0.0, *sides]
        )  # a kink, of which the table of conventions chooses the middle
        assert is_true(found["forward"], middle or sides), (found, sides)


@pytest.mark.parametrize(("inner", "outer"), COMPOSED)
def test_second_derivatives_at_zero_agree_and_are_true(inner, outer):
    f = lambda x: OUTER[outer](np, INNER[inner](np, x))  # noqa: E731
    exact = lambda x: OUTER[outer](mpmath, INNER[inner](mpmath, x))  # noqa: E731
    answer = second_of_all_modes(f, 0.0)
    assert not np.isfinite(answer) or is_true(answer, quotients(exact, 2))


def second_of_all_modes(f, x):
    found = {mode: float(d(f, x)) for mode, d in SECOND.items()}
    answer, cautious = found["forward over forward"], float(TWICE_REVERSE(f, x))
    assert all(agrees(a, answer) for a in found.values()), found
    assert np.isnan(cautious) or agrees(cautious, answer), (cautious, found)
    return answer


# Zeros by structure, and points of overflow ------------------------------------------------------------------


def overwritten(x):
    y = np.zeros_like(np.stack([x, x]))
    y[0] = np.sqrt(x)
    y[0] = x
    return np.sum(y)


def triangle(x):
    return np.sum(np.tril(np.reshape(np.stack([x, np.sqrt(x), x, x]), (2, 2))))


def matern(x):
    z = np.stack([x, x + 3.0])
    distances = np.sqrt((z[:, None] - z[None, :]) ** 2 + np.eye(2))
    return np.sum(np.where(np.eye(2) > 0, 1.0, np.exp(-np.where(np.eye(2) > 0, 1.0, distances))))


#                  function, point, first and second derivative; nan: none that is finite
LITERALS = {
    "where, not taken": (lambda x: np.where(x >= 0, x, np.sqrt(-x)), 0.0, 1.0, 0.0),
    "where, a power not taken": (lambda x: np.where(x >= 0, x * x, x**1.5), 0.0, 0.0, 2.0),
    "where before and after": (lambda x: np.where(x > 0, np.sqrt(np.where(x > 0, x, 1.0)), x), 0.0, 1.0, 0.0),
    "a root of a constant branch": (lambda x: np.sqrt(np.where(x > 0, x, 0.0)) + x, 0.0, 1.0, 0.0),
    "loser of a maximum": (lambda x: np.maximum(1 + x, np.sqrt(x)), 0.0, 1.0, 0.0),
    "loser of a minimum": (lambda x: np.minimum(x - 1, np.cbrt(x)), 0.0, 1.0, 0.0),
    "loser of a max": (lambda x: np.max(np.stack([np.sqrt(x), 1 + x * x])), 0.0, 0.0, 2.0),
    "an entry left out": (lambda x: np.stack([np.sqrt(x), x * x])[1], 0.0, 0.0, 2.0),
    "an entry overwritten": (overwritten, 0.0, 1.0, 0.0),
    "a triangle left out": (triangle, 0.0, 3.0, 0.0),
    "a product with an array": (lambda x: np.stack([x, x * x]) @ np.array([1.0, 2.0]), 0.0, 1.0, 4.0),
    "Matérn kernel": (matern, 2.0, 0.0, 0.0),
    "std of equal entries": (lambda x: np.std(np.stack([x, x, x])), 2.0, 0.0, np.nan),
    "norm squared": (lambda x: np.linalg.norm(np.stack([x, 2 * x])) ** 2, 0.0, 0.0, 10.0),
    "logistic far left": (lambda x: 1 / (1 + np.exp(-x)), -1000.0, 0.0, 0.0),
    "logistic far right": (lambda x: 1 / (1 + np.exp(-x)), 1000.0, 0.0, 0.0),
    "expit far left": (expit, -1000.0, 0.0, 0.0),
    "softplus by hand": (lambda x: np.log(1 + np.exp(x)), 800.0, 1.0, 0.0),
    "softplus": (softplus, 800.0, 1.0, 0.0),
    "logaddexp of -inf": (lambda x: np.logaddexp(x, -np.inf), 1.0, 1.0, 0.0),
    "logsumexp with -inf": (lambda x: logsumexp(np.stack([x, x * x - np.inf])), 1.0, 1.0, 0.0),
    "hypot at infinity": (lambda x: np.hypot(x, 1.0), np.inf, 1.0, 0.0),
    "tanh far right": (np.tanh, 1000.0, 0.0, 0.0),
    "maximum of a sign": (lambda x: np.maximum(x, -x) ** 2, 0.0, 0.0, 2.0),
    "x**2.5": (lambda x: x**2.5, 0.0, 0.0, 0.0),
}
# Arrays with entries that are ours cannot be made of a hand-made number of another shape, nor written as scalars.
BY_STRUCTURE = ("where", "a root", "loser", "an entry", "a triangle")
ARRAYS_ALONE = (
    "loser of a max", "an entry left out", "an entry overwritten", "a triangle left out", "a product with an array",
    "Matérn kernel", "std of equal entries", "norm squared", "logsumexp with -inf", "logaddexp of -inf",
)  # fmt: skip


@pytest.mark.parametrize("case", LITERALS)
def test_first_derivatives_agree_with_literals(case, monkeypatch):
    f, x, slope, _ = LITERALS[case]
    if case in ARRAYS_ALONE:
        for mode in ("an array of them", "a generated tangent", "a generated adjoint"):
            monkeypatch.delitem(CAUTIOUS, mode)
    check(f, x, [slope])


@pytest.mark.parametrize("case", LITERALS)
def test_second_derivatives_agree_with_literals(case):
    f, x, _, curvature = LITERALS[case]
    answer = second_of_all_modes(f, x)
    assert not np.isfinite(answer) or agrees(answer, curvature)


@pytest.mark.parametrize("case", [c for c in LITERALS if c.startswith(BY_STRUCTURE)])
def test_zeros_by_structure_stay_zero(case):
    f, x, slope, curvature = LITERALS[case]
    assert agrees(grad(f)(x), slope)
    assert agrees(derivative(f)(x), slope)
    assert agrees(derivative(derivative(f))(x), curvature)
    assert agrees(derivative(grad(f))(x), curvature)


def test_directions_and_cotangents_that_do_not_reach():
    f = lambda x, z: np.stack([np.sqrt(x) + z, z * z])  # noqa: E731
    assert jvp(f, (0.0, 1.0), (0.0, 1.0))[1].tolist() == [1.0, 2.0]
    eye = np.eye(2)
    assert jvp(f, (0.0, 1.0), (eye[0], eye[1]))[1].tolist() == [[np.inf, 0.0], [1.0, 2.0]]
    assert [c.tolist() for c in vjp(f, 0.0, 1.0)[1](eye)] == [[np.inf, 0.0], [1.0, 2.0]]
    assert jacobian(lambda x: np.sqrt(x), "reverse")(np.array([0.0, 4.0])).tolist() == [
        [np.inf, 0.0],
        [0.0, 0.25],
    ]
    assert jacobian(lambda x: np.sqrt(x), "forward")(np.array([0.0, 4.0])).tolist() == [
        [np.inf, 0.0],
        [0.0, 0.25],
    ]


def test_an_adjoint_that_is_zero_and_depends_on_an_outer_variable():
    def slopes(b):
        inner = lambda a, c: np.sum(np.exp(a) * b) + np.sum(np.where(c > 0, np.sqrt(c), 0.0))  # noqa: E731
        return np.sum(grad(inner, (0, 1))(np.array([1.0, 2.0]), np.array([0.0, 1.0]))[0])

    assert grad(slopes)(0.0) == pytest.approx(np.e + np.e**2)
    assert derivative(slopes)(0.0) == pytest.approx(np.e + np.e**2)


def test_the_matrix_can_fail(monkeypatch):
    """With a reverse sweep that takes every zero for a known one, and with a slope of |x| that is a constant."""

    def known(*args):
        share, reached = pulled_with_care(*args)
        return np.nan_to_num(share), reached

    monkeypatch.setattr(sweep, "pulled_with_care", known)
    with pytest.raises(AssertionError):
        test_first_derivatives_at_zero_agree_and_are_true("x", "sqrt squared")
    monkeypatch.undo()
    monkeypatch.setitem(vars(RULES["side"]), "slopes", (lambda x, y: 0.0 * x,))
    with pytest.raises(AssertionError):
        test_second_derivatives_at_zero_agree_and_are_true("x", "abs squared")
