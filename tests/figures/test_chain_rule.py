"""The numbers in the pictures of chapter "Programs and the chain rule"."""

import math

import numpy as np
import pytest

from lecture14 import trace
from lecture14.figures import chain_rule as figures


@pytest.mark.parametrize("seed", figures.SEEDS.values())
def test_programs_are_the_slides(seed):
    (x1, x2), (s1, s2) = figures.POINT, seed
    picture = figures.two_programs(5, seed)
    np.testing.assert_allclose(picture.values, [x1, x2, x1 * x2, math.sin(x1), x1 * x2 + math.sin(x1)])
    w3, w4 = x2 * s1 + x1 * s2, math.cos(x1) * s1
    np.testing.assert_allclose(picture.tangents, [s1, s2, w3, w4, w3 + w4])


def test_only_the_lines_that_ran_have_numbers():
    assert [len(figures.two_programs(n).values) for n in range(1, 6)] == [1, 2, 3, 4, 5]


def test_work_is_the_line_in_numbers():
    works = [figures.two_programs(n, (0.0, 1.0)).work for n in range(1, 6)]
    assert works == [
        "ẇ1 = 0",
        "ẇ2 = 1",
        "ẇ3 = 2·0 + 1.5·1 = 1.5",
        "ẇ4 = 0.07074·0 = 0",
        "ẇ5 = 1.5 + 0 = 1.5",
    ]
    assert figures.two_programs(3, (1.0, -2.0)).work == "ẇ3 = 2·1 + 1.5·(−2) = −1"


def test_paths_double_and_products_do_not():
    picture = figures.path_count(figures.MOST_SQUARINGS)
    np.testing.assert_array_equal(picture.paths, 2 ** np.arange(1, 13))
    np.testing.assert_array_equal(picture.products, 2 * np.arange(1, 13))


def test_paths_of_the_lectures_function():
    # x₁ reaches the result through the product and through the sine.
    assert figures.paths(trace(figures.lecture_function)(1.5, 2.0)) == 2


def test_alternatives_say_the_finding():
    assert "4096 paths" in figures.path_count(12).alt
    assert "24 products" in figures.path_count(12).alt
    assert "It reads w1 and w2." in figures.two_programs(3).alt
    assert "input" in figures.two_programs(1).alt
