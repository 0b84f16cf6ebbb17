"""Every line of the rule table against mpmath: at most 8 ulp in dual and reverse mode, up to 1e±300.

The points and the exact values are the benchmark's, `benchmarks/autodiff_ulps.py`, here a part of them.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

from lecture14 import derivative, grad, taylor
from lecture14.autodiff import RULES, Rule, logsumexp, special
from lecture14.autodiff.core.number import apply

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
ulps = pytest.importorskip("autodiff_ulps")

# Lines with a bound of their own. x**z: the exponent z - 1 is rounded, which counts log x times. lgamma: its slope is
# ψ(1 - x) less π·cot(πx), which nearly cancel at -1.5708, 0.0027 from a root. sinc: the terms of its slopes are π².
BOUNDS = {"power": 280.0, "float_power": 280.0, "lgamma": 110.0, "sinc": 20.0}


def worst(name, every):
    (line,) = ulps.table([name], every=every).values()
    return max((line[mode] for mode in ("dual", "reverse", "second")), key=lambda w: w[0])


@pytest.mark.parametrize("name", ulps.EXACT)
def test_slopes_hold_their_digits(name):
    error, where = worst(name, every=7 if len(RULES[name].arguments) == 1 else 97)
    assert error <= BOUNDS.get(name, 8.0), (error, where)


@pytest.mark.slow
@pytest.mark.parametrize("name", ulps.EXACT)
def test_slopes_hold_their_digits_everywhere(name):
    error, where = worst(name, every=1)
    assert error <= BOUNDS.get(name, 8.0), (error, where)


def test_the_measure_can_fail(monkeypatch):
    monkeypatch.setitem(ulps.RULES._lines, "tanh", Rule("tanh", "tanh(x)", ("1 - y*y",)))
    wrong = ulps.RULES["tanh"]
    exact = ulps.exact("tanh", (1,), (6.0,))
    assert ulps.ulps(derivative(lambda x: apply(wrong, (x,)))(6.0), exact) > 1e4
    assert ulps.ulps(derivative(np.tanh)(6.0), exact) < 4


def test_weights_of_logarithms_of_sums():
    for x in (-1e8, 1e11, 1e17, 1e300):
        entries = x + np.array([0.0, 1.0, 1.0])
        weights = np.exp(entries - x)
        assert grad(logsumexp)(entries) == pytest.approx(weights / weights.sum(), rel=1e-15)
        assert grad(lambda t: np.logaddexp(t, t))(x) == 1.0
        assert derivative(lambda t, x=x: np.logaddexp(t, x))(x) == 0.5


def test_slopes_at_the_ends():
    assert grad(np.sqrt)(-0.0) == derivative(np.sqrt)(-0.0) == np.inf
    assert grad(lambda x: np.hypot(x, 1.0))(-np.inf) == -1.0
    erf = special.erf
    assert derivative(erf)(np.inf) == grad(erf)(-np.inf) == 0.0
    assert derivative(special.lgamma)(-0.5) == pytest.approx(0.03648997397857652, rel=1e-15)
    assert derivative(RULES["tanh"].function)(-np.inf) == 0.0


@pytest.mark.parametrize("x", [1 - 1e-8, -1 + 1e-8, 1 - 1e-3])
@pytest.mark.parametrize("name", ["arcsin", "arccos", "arctanh"])
def test_series_near_the_ends_of_the_domain(name, x):
    f = RULES[name].function
    coefficients = taylor(f, x, 2)
    assert coefficients[1] == pytest.approx(derivative(f)(x), rel=1e-15)
    assert 2 * coefficients[2] == pytest.approx(derivative(derivative(f))(x), rel=1e-14)


def test_series_of_arccosh_near_1():
    for x in (1 + 1e-12, 1 + 1e-6):
        exact = [float(ulps.exact("arccosh", (k,), (x,))) for k in (1, 2)]
        assert taylor(np.arccosh, x, 2)[1:] * [1, 2] == pytest.approx(np.array(exact), rel=1e-14)
