"""The count of misassigned points does not depend on how clusters are numbered."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import confusion_matrix

from lecture14.figures.clusters import best_names


@pytest.mark.parametrize("seed", range(5))
def test_count_is_the_best_over_all_namings(seed):
    rng = np.random.default_rng(seed)
    truth, labels = rng.integers(0, 3, 40), rng.integers(0, 3, 40)
    table = confusion_matrix(truth, labels)

    rows, columns = linear_sum_assignment(-table)
    wrong = best_names(truth, labels)[labels] != truth
    assert wrong.sum() == 40 - table[rows, columns].sum()


def test_renaming_changes_nothing():
    truth = np.array([0, 0, 1, 1, 2, 2])
    turned = np.array([2, 0, 1])[truth]
    np.testing.assert_array_equal(best_names(truth, turned)[turned], truth)
