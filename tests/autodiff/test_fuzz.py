"""NumPy's meaning at random: some 5,000 calls here, more in the slow part, as many as one likes by ``make fuzz``."""

import inspect

import numpy as np
import pytest

from lecture14.autodiff.arrays import maps
from lecture14.autodiff.core.number import Number, apply
from lecture14.autodiff.core.protocols import FUNCTIONS, UFUNC_METHODS, UFUNCS
from tests.autodiff.fuzz.calls import CALLS
from tests.autodiff.fuzz.compare import Fault, compare, tried
from tests.autodiff.fuzz.draw import Call, Draw, Operand

SEED, QUICK, LONG = 14, 20, 120
# Answers that a differential test has nothing to say about: text, two names of one function, and what others draw.
ELSEWHERE = {
    "allclose", "array2string", "array_equal", "array_equiv", "array_repr", "array_str", "astype", "empty_like",
    "iscomplexobj", "isclose", "isrealobj", "lexsort", "nanargmax", "nanargmin", "trapz",
}  # fmt: skip
REFUSED_AT_MOST = 0.02


@pytest.mark.parametrize("name", CALLS)
def test_calls_mean_what_numpy_means(name):
    for turn in range(QUICK):
        tried(name, SEED, turn)


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
def test_more_calls(name):
    for turn in range(QUICK, LONG):
        tried(name, SEED, turn)


@pytest.mark.slow
def test_few_calls_are_refused_and_every_function_agrees_somewhere():
    outcomes = {name: [tried(name, SEED, turn) for turn in range(12)] for name in CALLS}
    everything = [ended for found in outcomes.values() for ended in found]
    assert everything.count("refused") < REFUSED_AT_MOST * len(everything)
    assert [name for name, ended in outcomes.items() if "agree" not in ended] == []


def test_every_function_that_is_answered_is_drawn():
    def name_of(function):
        return f"{function.__module__}.{function.__name__}".removeprefix("numpy.")

    answered = {name_of(f) for f in FUNCTIONS if not f.__qualname__.startswith(Number.__mro__[1].__name__)}
    answered = {name for name in answered if not name.startswith("lecture14")} | UFUNCS.keys()
    answered |= {".".join(key) for key in UFUNC_METHODS}
    assert answered - CALLS.keys() - ELSEWHERE <= {"matvec", "vecmat"}
    assert CALLS.keys() >= {
        f".{name}" for name in ("copy", "astype", "argmax", "std", "flatten", "any", "all", "item")
    }


def test_handlers_have_numpys_names():
    """A handler with another name for its first argument would never see it."""
    for function, handler in FUNCTIONS.items():
        names = inspect.signature(handler).parameters
        if function.__module__.startswith("numpy") and "args" not in names:
            try:
                theirs = list(inspect.signature(function).parameters)
            except ValueError:
                continue  # NumPy 2.0 does not tell those of its functions in C
            plain = [
                n for n, p in names.items() if p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty
            ]
            assert set(plain) <= set(theirs) or any(p.kind is p.VAR_POSITIONAL for p in names.values()), (
                function
            )


def many(name):
    for turn in range(100):
        tried(name, SEED, turn)


def many_of(function):
    for seed in range(20):
        compare(Call(function, (Operand(np.array([0.1, 0.7])),)), Draw(np.random.default_rng(seed)))


class TestTheFuzzCanFail:
    """Each plants a handler with another meaning."""

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            (
                "flip",
                lambda m, axis=None: (
                    m if isinstance(axis, tuple) else np.take(m, range(-1, -len(m) - 1, -1), 0)
                ),
            ),
            ("mean", lambda a, axis=None, keepdims=False: np.sum(a, axis=axis)),  # a value
            ("sort", lambda a, axis=-1, kind=None: a[np.argsort(a)]),  # an axis
            ("squeeze", lambda a, axis=None: [][0]),  # a bare IndexError
            ("expand_dims", lambda a, axis: np.expand_dims(a, axis)),  # a recursion
            ("copy", lambda a: a.astype(float)),  # a precision
        ],
        ids=lambda value: value if isinstance(value, str) else "wrong",
    )
    def test_a_wrong_handler(self, monkeypatch, name, wrong):
        monkeypatch.setitem(FUNCTIONS, getattr(np, name), wrong)
        with pytest.raises(Fault):
            many(name)

    def test_a_wrong_derivative(self, monkeypatch):
        doubled = maps.ArrayRule(
            "cumsum",
            np.cumsum,
            (lambda t, y, a, axis: 2 * np.cumsum(t, axis),),
            (lambda g, y, a, axis: 2 * np.flip(np.cumsum(np.flip(g, axis), axis), axis),),
        )
        monkeypatch.setitem(FUNCTIONS, np.cumsum, lambda a: apply(doubled, (a,), {"axis": 0}))
        with pytest.raises(Fault, match="differences give"):
            many_of(np.cumsum)

    def test_modes_that_disagree(self, monkeypatch):
        monkeypatch.setattr(maps.CUMSUM, "transposes", (lambda g, y, a, axis: g,))
        with pytest.raises(Fault, match="reverse mode"):
            many_of(np.cumsum)
