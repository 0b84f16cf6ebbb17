"""Random programs, with loops, branches, jumps and overwriting, against `jvp` and `vjp`.

All functions in them are smooth and bounded by their arguments, so a difference is a fault and no rounding.
"""

import itertools
import linecache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lecture14.autodiff import jvp, vjp
from lecture14.autodiff.source.python import adjoint_source, tangent_source

NAMES = ("x", "z", "a", "b")
FORMS = (
    "np.sin({0})", "np.cos({0})", "np.tanh({0})", "({0} + {1})", "({0} - {1})", "0.7 * {0} * {1}", "-{0}",
    "{0} / (2 + {1} * {1})", "np.exp(-{0} * {0})", "({0} if {1} > 0.1 else {2})", "0.5 * {0}**2",
    "np.maximum({0}, {1})", "abs({0})", "inner({0}, {1})",
)  # fmt: skip
COUNT = itertools.count()


def inner(a, b):
    for k in range(3):
        if a > b:
            return a * k
        a = np.sin(a) + 0.4 * b
    return a * b


@st.composite
def expressions(draw, depth=2):
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from([*NAMES, "0.3", "1.1"]))
    form = draw(st.sampled_from(FORMS))
    return form.format(*(draw(expressions(depth=depth - 1)) for _ in range(3)))


@st.composite
def conditions(draw):
    a, b = draw(st.sampled_from(NAMES)), draw(st.sampled_from([*NAMES, "0.2", "-0.3"]))
    return f"{a} {draw(st.sampled_from('<>'))} {b}"


@st.composite
def blocks(draw, depth, in_loop):
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        lines += draw(statements(depth=depth, in_loop=in_loop))
    return [f"    {line}" for line in lines]


@st.composite
def statements(draw, depth, in_loop):
    kinds = ["assign", "assign", "update", "pair", "settle"]
    kinds += ["if", "if", "for", "while", "leave"] if depth else []
    kind = draw(st.sampled_from(kinds))
    target, other = draw(st.permutations(NAMES))[:2]
    if kind == "assign":
        return [f"{target} = {draw(expressions())}"]
    if kind == "settle":  # what it held before has no derivative from here on
        return [f"{target} = {draw(st.sampled_from(['0.3', 'inner(0.5, 0.3)', 'b']))}"]
    if kind == "update":
        return [f"{target} {draw(st.sampled_from(['+=', '-=', '*=']))} {draw(expressions())}"]
    if kind == "pair":
        return [f"{target}, {other} = {draw(expressions(depth=1))}, {draw(expressions(depth=1))}"]
    if kind == "leave":
        jumps = ["return x, z * a"] + (["break", "continue"] if in_loop else [])
        jump = [f"    {draw(st.sampled_from(jumps))}"]
        return [f"if {draw(conditions())}:", *draw(blocks(depth=0, in_loop=False)), *jump]
    body = draw(blocks(depth=depth - 1, in_loop=in_loop or kind != "if"))
    if kind == "if":
        lines = [f"if {draw(conditions())}:", *body]
        return (
            [*lines, "else:", *draw(blocks(depth=depth - 1, in_loop=in_loop))]
            if draw(st.booleans())
            else lines
        )
    if kind == "for":
        counter = draw(st.sampled_from(["i", "j", *NAMES]))
        sequence = draw(st.sampled_from([f"range({k})" for k in range(4)] + ["(0.3, 0.8)"]))
        return [f"for {counter} in {sequence}:", f"    a = a + 0.1 * {counter}", *body]
    counter = f"n{next(COUNT)}"
    guard = [f"{counter} = 0", f"while {counter} < 3 and {draw(conditions())}:", f"    {counter} += 1"]
    return [*guard, *body]


@st.composite
def programs(draw):
    body = ["    a = x * z", "    b = 0.5"]
    for _ in range(draw(st.integers(1, 4))):
        body += [f"    {line}" for line in draw(statements(depth=3, in_loop=False))]
    return "\n".join(["def f(x, z):", *body, "    return x + a, b * z", ""])


def compiled(text, **names):
    """The function of a text, which `inspect` finds too; it sees NumPy and the names."""
    name = f"<random {next(COUNT)}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    scope = {"np": np, **names}
    exec(compile(text, name, "exec"), scope)
    return scope["f"]


def close(ours, expected):
    for a, b in zip(ours, expected, strict=True):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-11)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs(), st.tuples(*[st.floats(-2, 2, width=16)] * 2), st.tuples(*[st.floats(-2, 2, width=16)] * 2))
def test_random_programs_agree_with_jvp_and_vjp(text, point, direction):
    f = compiled(text, inner=inner)
    with np.errstate(all="ignore"):
        value, tangent = jvp(f, point, direction)
        if not np.all(np.abs([*value, *tangent]) < 1e6):
            return
        ours, slope = tangent_source(f)(*point, *direction)
        close(ours, value)
        close(slope, tangent)
        pullback = vjp(f, *point)[1]
        ours, bars = adjoint_source(f)(*point, *direction)
        close(ours, value)
        close(bars, pullback(direction))
