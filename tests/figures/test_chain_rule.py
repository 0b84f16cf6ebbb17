"""The numbers in the pictures of chapter "Programs and the chain rule"."""

import numpy as np

from lecture14 import trace
from lecture14.figures import chain_rule as figures


def test_paths_double_and_products_do_not():
    picture = figures.path_count(figures.MOST_SQUARINGS)
    np.testing.assert_array_equal(picture.paths, 2 ** np.arange(1, 13))
    np.testing.assert_array_equal(picture.products, 2 * np.arange(1, 13))


def test_paths_of_the_lectures_function():
    # x₁ reaches the result through the product and through the sine.
    assert figures.paths(trace(lambda x1, x2: x1 * x2 + np.sin(x1))(1.5, 2.0)) == 2


def test_alternatives_say_the_finding():
    assert "4096 paths" in figures.path_count(12).alt
    assert "24 products" in figures.path_count(12).alt
