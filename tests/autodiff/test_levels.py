"""Dual numbers made by hand: side by side they are one derivative, inside another they are not confused with it."""

import numpy as np
import pytest

from lecture14 import Dual, derivative, grad, jvp, taylor, trace, vjp
from lecture14.autodiff import LeakedValue, UnsupportedOperation


def by_hand(f, x):
    return f(Dual(x, 1.0)).tangent


NESTED = {
    "x + y": lambda x: x * by_hand(lambda y: x + y, 1.0),
    "x y": lambda x: by_hand(lambda y: x * y, 2.0),
    "an array": lambda x: by_hand(lambda y: np.stack([x, y + x]), 1.0),
    "an item": lambda x: by_hand(
        lambda y: (lambda a: (a.__setitem__(0, x), a[0] * a[1])[1])(y * np.ones(2)), 1.0
    ),
    "a seed": lambda x: (lambda y: (x * y).tangent)(Dual.seed(3.0)[0]),
    "twice": lambda x: by_hand(lambda y: by_hand(lambda z: x + y * z, 1.0), 1.0),
    "arctan2": lambda x: by_hand(lambda y: np.arctan2(x, y), 1.0),
}


@pytest.mark.parametrize("f", NESTED.values(), ids=NESTED)
@pytest.mark.parametrize("x", [1.0, np.array([1.0, 2.0])], ids=["scalar", "array"])
def test_nested_derivatives_by_hand_are_refused(f, x):
    with pytest.raises(
        UnsupportedOperation, match=r"made by hand in calls of different depth meet at test_levels\.py"
    ):
        f(Dual(x, np.ones(np.shape(x))))


@pytest.mark.parametrize("outer", [derivative, grad], ids=["derivative", "grad"])
def test_a_derivative_by_hand_inside_one_that_is_taken(outer):
    assert outer(lambda x: x * by_hand(lambda y: x + y, 1.0))(1.0) == 1.0
    assert outer(lambda x: by_hand(lambda y: x * x * y**3, 2.0))(3.0) == 6.0 * 12.0
    assert outer(lambda x: by_hand(lambda y: outer(lambda z: x * y * z * z)(5.0), 2.0))(3.0) == 10.0


def test_a_derivative_that_is_taken_inside_one_by_hand():
    assert by_hand(lambda x: x * derivative(lambda y: x + y)(1.0), 1.0) == 1.0
    assert by_hand(lambda x: grad(lambda y: x * x * y * y)(3.0), 2.0) == 24.0


def test_side_by_side_they_are_one_derivative():
    x, y = Dual(1.5, 1.0), Dual(2.0, 3.0)
    assert (x * y).tangent == 2.0 + 4.5
    first = x * x + 1.0
    z = Dual(3.0, 1.0)  # made after operations
    assert (first * z).tangent == 3.0 * 3.0 + 3.25
    a, b = [Dual(v, 1.0) for v in (1.0, 2.0)]
    assert (a * b * z).tangent == 6.0 + 3.0 + 2.0
    pair = dict(zip("pq", (Dual(v, t) for v, t in ((1.0, 1.0), (2.0, 0.0))), strict=True))
    assert (pair["p"] * pair["q"] * z).tangent == 6.0 + 2.0
    derivative(np.sin)(1.0)  # a derivative in between changes nothing
    assert (x * Dual(2.0, 1.0)).tangent == 3.5
    s, t = Dual.seed(1.5, 2.0)
    assert (s * t + np.sin(Dual(0.0, [1.0, 1.0]))).tangent.tolist() == [3.0, 2.5]


def test_made_by_one_helper():
    def seeded(v):
        return Dual(v, 1.0)

    x, y = seeded(1.5), seeded(2.0)
    assert (x * y).tangent == 3.5
    with pytest.raises(UnsupportedOperation, match=r"side by side, as Dual\.seed does"):
        x * Dual(2.0, 1.0)  # whether this one is inside the derivative along x, nobody can know
    assert (x * Dual(2.0, 0.0)).tangent == 2.0


def test_constants_are_constants_at_every_depth():
    def f(x):
        c, zeros = Dual(2.0, 0.0), Dual(np.zeros(2), np.zeros(2))
        zeros[0] = x * c
        zeros[1:] += c * x
        return np.sum(c * zeros) + np.where(x > c, x, c)

    result = f(Dual(3.0, 1.0))
    assert (result.primal, result.tangent) == (2 * 12.0 + 3.0, 2 * 4.0 + 1.0)
    assert isinstance(result.primal, float)
    rows = Dual(3.0, [1.0, 2.0]) * Dual(2.0, [0.0, 0.0])
    assert rows.tangent.tolist() == [2.0, 4.0]


def test_higher_derivatives_by_hand():
    x = Dual(Dual(2.0, 1.0), 1.0)
    assert (x**3).tangent.tangent == 12.0
    y = Dual(Dual(Dual(2.0, 1.0), 1.0), 1.0)
    assert (y**4).tangent.tangent.tangent == 48.0


def test_numbers_of_derivatives_that_have_ended():
    kept = []
    derivative(lambda x: kept.append(x) or x)(2.0)
    taylor(lambda x: kept.append(x) or x, 2.0, 1)
    for leaked in kept:
        for run in (
            lambda f: derivative(f)(3.0),
            lambda f: grad(f)(3.0),
            lambda f: vjp(f, 3.0),
            lambda f: trace(f)(3.0),
            lambda f: jvp(f, (3.0,), (1.0,)),
        ):
            with pytest.raises(LeakedValue, match="of another derivative that has already ended"):
                run(lambda y, leaked=leaked: y * leaked)
    for d in (derivative, grad):
        with pytest.raises(LeakedValue, match="made by hand in it"):
            d(lambda x: x * Dual(2.0, 1.0))(3.0)
