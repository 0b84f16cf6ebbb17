"""Numbers, lines of the table and records survive pickling, and compute afterwards what they did before."""

import copy
import pickle

import numpy as np
import pytest

from lecture14 import Dual, trace
from lecture14.autodiff import RULES, Elimination, Series


def f(x1, x2):
    """The lecture's function, with a choice."""
    return x1 * x2 + np.sin(x1) if x1 > 0 else x2


def restored(value):
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize(
    "value",
    [Dual(2.0, 1.0), Dual(2.0, [1.0, 0.5]), Dual(Dual(2.0, 1.0), 1.0), Dual(np.ones(2), np.ones((3, 2)))],
    ids=["float", "directions", "nested", "array"],
)
def test_dual_numbers(value):
    again = restored(value)
    assert (type(again), repr(again), again.level) == (type(value), repr(value), value.level)
    assert repr(again * again + np.sin(again)) == repr(value * value + np.sin(value))


def test_series_and_rules():
    assert repr(restored(Series([1.0, 0.5]))) == "Series([1.0, 0.5])"
    assert repr(restored(RULES["sin"])) == repr(RULES["sin"])
    assert restored(RULES["sin"]).evaluate(0.0) == 0.0
    assert str(restored(RULES)) == str(RULES)


@pytest.mark.parametrize("stored", [restored, copy.deepcopy], ids=["pickle", "deepcopy"])
def test_a_graph_keeps_its_sweeps_places_and_guards(stored):
    graph = trace(f)(1.5, 2.0)
    again = stored(graph)
    assert (again.value, again.reverse(), again.forward(1.0, 0.0)) == (
        graph.value, graph.reverse(), graph.forward(1.0, 0.0),
    )  # fmt: skip
    assert str(again.table()) == str(graph.table())
    assert "test_pickle.py line" in again.place(4)
    assert again.place(4) == graph.place(4)
    assert again.replay(0.5, 2.0).value == graph.replay(0.5, 2.0).value
    with pytest.raises(ValueError, match="the program chose"):
        again.replay(-1.0, 2.0)


def test_an_elimination():
    elimination = restored(Elimination(trace(lambda x: np.exp(x) * x)(1.0)))
    assert elimination.compare()["reverse"].multiplications == 1
