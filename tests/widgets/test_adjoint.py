"""The reverse sweep as a program in JavaScript, against the package's gradients and Hessians."""

import numpy as np
import pytest

from lecture14 import grad, hessian, trace
from tests.widgets.scripts import scripts
from tests.widgets.test_tape import as_nodes, outputs_of

SECOND = """(nodes, [output], inputs) =>
  Lecture14.second(Lecture14.adjoint(nodes, output), output, inputs, inputs.length)"""

FUNCTIONS = [
    lambda x: x[0] * x[1] + np.sin(x[0]),
    lambda x: np.exp(x[0] / x[1]) - np.log(x[1]) ** 3 * x[2],
    lambda x: np.logaddexp(x[0], 2 * x[1]) * np.logaddexp(x[2], x[2] * x[0]),
    lambda x: np.sqrt(x[0] ** 2 + x[1] ** 2 + x[2] ** 2) + np.arctan2(x[0], x[1]) + np.hypot(x[1], x[2]),
    lambda x: np.tanh(x[0]) * np.arctan(x[1]) / np.cosh(x[2]) + x[0] ** x[1],
    lambda x: np.maximum(x[0], x[1]) * np.abs(x[2]) + np.minimum(x[2], 0.1) * x[0],
    lambda x: np.log1p(x[0]) - np.expm1(-x[1]) + np.cbrt(x[2]) - np.tan(x[0] * 0.3),
    lambda x: -x[0],
]


@pytest.fixture(scope="module")
def js():
    with scripts("tape.js", "parse.js", "program.js", "adjoint.js") as context:
        yield context


@pytest.mark.parametrize("f", FUNCTIONS)
def test_gradient_and_hessian_are_the_packages(js, f):
    rng = np.random.default_rng(7)
    for _ in range(5):
        x = rng.uniform(0.5, 2.0, size=3)
        graph = trace(lambda *w: f(w))(*x)
        found = js(SECOND, as_nodes(graph), outputs_of(graph), x.tolist())
        assert found["value"] == pytest.approx(f(x), rel=1e-14)
        assert found["gradient"] == pytest.approx(grad(f)(x), rel=1e-12, abs=1e-14)
        assert np.array(found["hessian"]) == pytest.approx(hessian(f)(x), rel=1e-10, abs=1e-12)


def test_an_input_that_nothing_uses_has_slope_zero(js):
    graph = trace(lambda x, z: x * x)(3.0, 4.0)
    found = js(SECOND, as_nodes(graph), outputs_of(graph), [3.0, 4.0])
    assert (found["gradient"], found["hessian"]) == ([6.0, 0.0], [[2.0, 0.0], [0.0, 0.0]])
