"""The numbers in the pictures of chapter "The computational graph"."""

import math

import numpy as np
import pytest

from lecture14 import trace
from lecture14.figures import graph as figures

POINTS = [(1.5, 2.0), (0.5, 2.0), (3.0, -1.0)]


def test_edges_carry_the_table():
    assert figures.local_derivatives().partials == {
        (0, 2): "w2", (1, 2): "w1", (0, 3): "cos(w1)", (2, 4): "1", (3, 4): "1",
    }  # fmt: skip


@pytest.mark.parametrize("iterations", [1, 4, 12])
def test_memory_agrees_with_the_engines_counters(iterations):
    cost = trace(figures.heron(iterations))(2.0).cost()
    picture = figures.memory_over_time(iterations)
    assert picture.forward.max() == 2 * cost.live
    assert picture.reverse[: cost.operations].max() == cost.stored == 1 + 3 * iterations


def test_memory_of_the_reverse_sweep_grows_and_that_of_the_forward_sweep_does_not():
    peaks = [figures.memory_over_time(k) for k in (3, 6, 12)]
    assert [p.forward.max() for p in peaks] == [8, 8, 8]
    assert [p.reverse.max() for p in peaks] == [12, 21, 39]


def test_work_for_a_gradient():
    # n − 1 products, two partial derivatives each; a forward sweep for every input.
    for n in (2, 10, 50):
        assert figures.gradient_work(n) == {
            "function": n - 1,
            "forward": 2 * n * (n - 1),
            "reverse": 2 * (n - 1),
        }


def test_heron_finds_the_root():
    assert np.isclose(figures.heron(6)(2.0), math.sqrt(2.0))


def test_the_memory_to_sketch_is_the_pictures():
    curve = figures.memory_of_reverse()
    curve.check()
    np.testing.assert_array_equal(curve.y, figures.memory_over_time(6).reverse)
    # Up one number a statement: value by value, the first two at once.
    np.testing.assert_array_equal(curve.y[:18], np.arange(2, 20))
    assert curve.y.max() == 21
    assert curve.y[-1] < curve.y[20]
