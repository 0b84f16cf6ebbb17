"""Wrong calls of the public functions: a sentence of ours refuses each, never a stumble of Python's or NumPy's."""

import linecache
import traceback
from pathlib import Path

import numpy as np
import pytest

import lecture14
from lecture14 import Dual, derivative, grad, hessian, hvp, jacobian, jvp, taylor, trace, value_and_grad, vjp
from lecture14.autodiff import (
    Elimination,
    Series,
    adjoint_source,
    central_difference,
    check_derivatives,
    define,
    difference_errors,
    forward_difference,
    logsumexp,
    optimal_step,
    source_c,
    tangent_source,
)

HOUSE = Path(lecture14.__file__).parent


def square(x):
    return x * x


class Odd:
    """No number, and no container."""


NO_NUMBERS = {
    "None": None, "text": "a", "object": Odd(), "function": len, "set": {1.0}, "bytes": b"a", "complex": 1j,
    "generator": (i for i in range(2)), "complex128": np.complex128(1j), "text of NumPy": np.str_("a"),
    "objects": np.array([None, 1], object), "texts": np.array(["a"]),
    "date": np.datetime64("2020-01-01"), "None in a list": [1.0, None], "text in a dict": {"a": 1.0, "b": "relu"},
}  # fmt: skip
# Ways to take a derivative of f at x.
WAYS = {
    "grad": lambda f, x: grad(f)(x), "value_and_grad": lambda f, x: value_and_grad(f)(x),
    "derivative": lambda f, x: derivative(f)(x), "jacobian": lambda f, x: jacobian(f)(x),
    "forward": lambda f, x: jacobian(f, "forward")(x), "reverse": lambda f, x: jacobian(f, "reverse")(x),
    "hessian": lambda f, x: hessian(f)(x), "hvp": lambda f, x: hvp(f)(x, x), "jvp": lambda f, x: jvp(f, (x,), (x,)),
    "vjp": lambda f, x: vjp(f, x), "trace": lambda f, x: trace(f)(x), "taylor": lambda f, x: taylor(f, x, 2),
    "check_derivatives": lambda f, x: check_derivatives(f, x), "source": lambda f, x: trace(f)(x).source("adjoint"),
    "tangent_source": lambda f, x: tangent_source(f)(x, 1.0), "adjoint_source": lambda f, x: adjoint_source(f)(x),
    "to_c": lambda f, x: trace(f)(x).to_c(), "source_c": source_c,
    "forward_difference": forward_difference, "central_difference": central_difference,
    "difference_errors": lambda f, x: difference_errors(f, 1.0, x), "optimal_step": optimal_step,
}  # fmt: skip
GRAPH = trace(lambda x, z: x * z)(2.0, 3.0)
ROWS = trace(lambda x: x * 2.0)(np.ones(2))
CALLS = {
    "Dual's primal": lambda w: Dual(w, 1.0), "Dual's tangent": lambda w: Dual(1.0, w), "seed": Dual.seed,
    "Series": lambda w: Series(1.0 if hasattr(w, "__iter__") else w), "Series of": lambda w: Series([1.0, w]),
    "taylor's order": lambda w: taylor(square, 1.0, w),
    "argnums": lambda w: grad(square, w)(1.0), "argnums of": lambda w: grad(square, (0, w))(1.0),
    "argnum": lambda w: jacobian(square, argnum=w)(1.0), "derivative's argnum": lambda w: derivative(square, w)(1.0),
    "hessian's argnum": lambda w: hessian(square, w)(1.0), "mode": lambda w: jacobian(square, w),
    "tangents": lambda w: jvp(square, (1.0,), w), "a tangent": lambda w: jvp(square, (1.0,), (w,)),
    "primals": lambda w: jvp(square, w, (1.0,)), "v": lambda w: hvp(np.sum)(np.ones(2), w),
    "cotangent": lambda w: vjp(square, 1.0)[1](w), "cotangents": lambda w: ROWS.reverse(w),
    "a graph's tangents": lambda w: GRAPH.forward(w, 1.0), "replay": lambda w: GRAPH.replay(w, 1.0),
    "compiled": lambda w: GRAPH.compiled()(w, 1.0), "table": lambda w: GRAPH.table(w, 1.0),
    "table's cotangent": lambda w: GRAPH.table(cotangent=w), "order": lambda w: check_derivatives(square, 1.0, order=w),
    "directions": lambda w: check_derivatives(square, 1.0, directions=w),
    "gradient": lambda w: check_derivatives(square, 1.0, gradient=lambda x: w),
    "gradient function": lambda w: check_derivatives(square, 1.0, gradient=w if w not in (None, len) else 1.0),
    "tolerance": lambda w: check_derivatives(square, 1.0, tolerance=w),
    "h": lambda w: central_difference(square, 1.0, w) if w is not None else grad(None),
    "scheme": lambda w: optimal_step(square, 1.0, w), "Elimination": Elimination,
    "C's kind": GRAPH.to_c, "source's kind": GRAPH.source,
    "tangent_source of": tangent_source, "adjoint_source of": adjoint_source,
    "define's name": lambda w: define(1 if isinstance(w, str) else w, "x*x", "2*x"),
    "define's expression": lambda w: define("bowl", w, "2*x"), "define's partial": lambda w: define("bowl", "x*x", w),
    "define's domain": lambda w: define("bowl", "x*x", "2*x", domain=w), "logsumexp": logsumexp,
    "logsumexp's axis": lambda w: logsumexp(np.ones(2), w) if w is not None else grad(None),
    "operator": lambda w: derivative(lambda x: x * w)(1.0), "reflected": lambda w: derivative(lambda x: w - x)(1.0),
    "power": lambda w: grad(lambda x: x**w)(1.0), "matmul": lambda w: grad(lambda x: x @ w)(np.ones(2)),
    "comparison": lambda w: grad(lambda x: x if x < w else -x)(1.0),
    "index": lambda w: grad(lambda x: x[w])(np.ones(2)),
    "item": lambda w: grad(lambda x: (y := x * 1.0).__setitem__(0, w) or np.sum(y))(np.ones(2)),
    "maximum": lambda w: grad(lambda x: np.maximum(x, w))(1.0),
    "where": lambda w: grad(lambda x: np.where(x > 0, x, w))(1.0),
    "sum's axis": lambda w: grad(lambda x: np.sum(x, axis=w))(np.ones(2)) if w is not None else grad(None),
    "reshape": lambda w: grad(lambda x: np.reshape(x, w))(np.ones(2)),
}  # fmt: skip


def stumble(call):
    """What is wrong with how a call is refused; "" if nothing is."""
    try:
        result = call()
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        # A refusal of ours, or NumPy's ValueError or IndexError, which says what is wrong with a shape or an index.
        ours = Path(frame.filename).is_relative_to(HOUSE) and "raise" in linecache.getline(
            frame.filename, frame.lineno
        )
        if ours or not isinstance(error, TypeError | AttributeError | RecursionError | KeyError):
            return ""
        return f"{type(error).__name__}: {error} ({Path(frame.filename).name} line {frame.lineno})"
    return f"no error: a {type(result).__name__}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("wrong", NO_NUMBERS)
class TestNoNumbers:
    def test_as_an_argument(self, way, wrong):
        assert stumble(lambda: WAYS[way](lambda x: x, NO_NUMBERS[wrong])) == ""

    def test_as_what_f_returns(self, way, wrong):
        assert stumble(lambda: WAYS[way](lambda x: NO_NUMBERS[wrong], 1.0)) == ""


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("wrong", NO_NUMBERS)
def test_elsewhere(call, wrong):
    assert stumble(lambda: CALLS[call](NO_NUMBERS[wrong])) == ""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("wrong", [None, 2.0, "f", Dual(1.0, 1.0)], ids=str)
def test_no_function(way, wrong):
    assert stumble(lambda: WAYS[way](wrong, 1.0)) == ""
