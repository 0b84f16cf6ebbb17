"""Constants folded in a statement change no value, at no float; what is written is literal."""

import math

import numpy as np
import pytest

from lecture14 import trace
from lecture14.autodiff import RULES
from lecture14.autodiff.expressions.compiled import compile_function, names_in, over_arrays, times
from lecture14.autodiff.expressions.folding import folded
from tests.autodiff.texts import adjoint_text, in_c, tangent_text

EDGES = [0.0, -0.0, 1.0, -1.0, 2.0, 3.0, 0.5, math.inf, -math.inf, math.nan, 5e-324, -1e-310, 1e308, -1e-200]
BESIDE = [
    (rule, k, constant)
    for rule in RULES.values()
    for k in range(len(rule.partials))
    for constant in range(len(rule.partials))
    if constant != k and rule.moves(k)
]


def same(a, b):
    return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))


def term(partial):
    """The term x, z, y, d ↦ partial·d as a statement computes it."""
    names = {name: over_arrays(name) for name in names_in(partial)}
    return compile_function(f"def term(x, z, y, d):\n    return {times(partial, 'd')}\n", "term", names)


@pytest.mark.parametrize(("rule", "k", "constant"), BESIDE, ids=lambda part: getattr(part, "name", part))
def test_every_term_beside_a_constant_is_what_it_was(rule, k, constant):
    rng = np.random.default_rng(14)
    before = term(rule.partials[k])
    numbers = [c for c in EDGES if math.isfinite(c)] + rng.uniform(-5, 5, 20).tolist()
    operands = [*EDGES, *rng.normal(size=6), *np.exp(rng.normal(scale=200, size=4))]
    if rule.name in ("polygamma", "sinc_derivative"):  # of orders, and without a value far out
        numbers, operands = [0.0, 1.0, 2.0], [0.3, 1.0, 2.5]
    for number in numbers:
        text = folded(rule.partials[k], {"xz"[constant]: number})
        after = term(text)
        for operand in operands:
            x, z = np.float64([number, operand] if constant == 0 else [operand, number])
            factor = np.float64(rng.choice([1.0, -0.0, 0.3, -7.0, math.inf]))
            with np.errstate(all="ignore"):
                y = np.float64(rule.evaluate(x, z))
                assert same(float(before(x, z, y, factor)), float(after(x, z, y, factor))), (text, operand)


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.5, 2.0, 3.0, -1.0, -2.0, 1 / 3, 0.0])
def test_generated_python_at_the_edges(exponent):
    """Floats of Python's own: its power would raise at a pole where the original program has a value."""
    scope = {}
    exec(tangent_text(lambda x: x**exponent, 2.0), scope)
    rule = RULES["power"]
    for x in (c for c in EDGES if c >= 0 and math.copysign(1, c) > 0):
        try:
            _ = x**exponent
        except ArithmeticError:
            continue
        with np.errstate(all="ignore"):
            expected = float(rule.slopes[0](np.float64(x), np.float64(exponent), np.float64(0.0)))
            assert same(float(scope["diff_f"](x, 1.0)[1]), expected)


@pytest.mark.parametrize(
    ("f", "dual"),
    [
        (lambda x: x**2, "2.0*w1*ẇ1"),
        (lambda x: x**3, "3.0*w1**2.0*ẇ1"),
        (lambda x: x**0.5, "0.5*w1**-0.5*ẇ1"),
        (lambda x: x**-1, "-w1**-2.0*ẇ1"),
        (lambda x: x**1, "ẇ1"),
        (lambda x: x ** (1 / 3), "0.333333*w1**-0.666667*ẇ1"),
        (lambda x: x / 2, "ẇ1/2.0"),
        (lambda x: x / -2, "ẇ1/-2.0"),
        (lambda x: x * -1, "-ẇ1"),
        (lambda x: 2**x, "w2*log(2.0)*ẇ1"),
        (lambda x: np.maximum(x, -1), "wins(w1, -1.0)*ẇ1"),
        (lambda x: x * 1.0000000001, "1.0*ẇ1"),
    ],
)
def test_statements_beside_a_constant(f, dual):
    assert trace(f)(1.5).table().rows[1].dual == f"ẇ2 = {dual}"


def test_the_same_in_python_and_in_c():
    assert "    x_bar = 3.0*x**2.0*w2_bar\n" in adjoint_text(lambda x: x**3)
    assert "    dw2 = 0.5*x**np.float64(-0.5)*dx\n" in tangent_text(lambda x: x**0.5)
    assert "double dw2 = -pow(x, -2.0)*dx;" in in_c(lambda x: x**-1, kind="tangent")


def test_what_folding_leaves_alone():
    """0·e is nan at infinity, e + 0 has another sign at −0, 1/3 and 1e200·1e200 round."""
    texts = ("z*x", "x + z", "1/z", "z*z*x", "x**z")
    numbers = (0.0, 0.0, 3.0, 1e200, 0.5)
    left = [folded(text, {"z": number}) for text, number in zip(texts, numbers, strict=True)]
    assert left == ["0.0*x", "x + 0.0", "1/3.0", "1e+200*1e+200*x", "x**0.5"]
