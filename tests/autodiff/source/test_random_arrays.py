"""Random programs of arrays, with writes to entries and rows, branches, loops and calls, against `jvp` and `vjp`.

What source transformation refuses, an array under two names for example, is no program of this test.
"""

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from lecture14.autodiff import jvp, vjp
from lecture14.autodiff.source.python import adjoint_source, tangent_source
from lecture14.autodiff.source.reading.text import UnsupportedSyntax
from tests.autodiff.source.test_random_programs import close, compiled

# In a form {x} is a vector's name, {n} a number's; {X} stands for an expression of vectors, {N} for one of numbers,
# {T} for a vector without derivative.
NAMES = {"x": ("x", "y", "v"), "n": ("a", "s")}
FORMS = {
    "N": (
        "{n}", "{x}[0]", "{x}[-1]", "0.3", "np.sum({X})", "np.sin({N})", "({N} - {N})", "(0.7 * {N} * {N})", "t.sum()",
        "({x} @ {x})", "np.mean({x})", "np.max({x})", "({N} if {x}[0] < {n} else {N})", "np.sum(M * {x})", "M[1, 2]",
        "(len({x}) * {N})", "np.sum({x}[1:] * {x}[:-1])", "np.argmax(t)", "np.sum({T} * {N})", "entry({x}, 1)",
    ),
    "X": (
        "{x}", "np.sin({X})", "({X} + {X})", "({X} * {N})", "({N} - {X})", "np.exp(-({X}**2))", "{x}[::-1]",
        "(M @ {x})", "(M.T @ {x})", "(M[:, 2] * {x})", "np.sum(M, axis=0)", "np.sum(M * {x}, axis=1)", "np.abs({X})",
        "np.where({x} > 0.2, {X}, {X})", "np.maximum({X}, {N})", "{x}.copy()", "changed({x}, {N})", "np.ones(3)",
        "{T}",
    ),
    "T": ("t", "t.copy()", "(0.5 < t)", "np.any(t > np.eye(3), axis=0)", "np.linspace(0.0, 1.0, 3)", "np.sin(t)"),
}  # fmt: skip
LINES = (
    "{n} = {N}", "{x} = {X}", "{n} = 0.4", "{x} = np.ones(3)", "{n} += {N}", "{n} *= {N}", "{x} = {x} * {N}",
    "y[{k}] = {N}", "y[{k}] += {N}", "y[1:] = {N}", "y[:2] = {x}[1:]", "y[:] = {X}", "y[0], y[1] = y[1], y[0]",
    "M[1, {k}] = {N}", "M[{k}] = {X}", "M[:, 0] = {X}", "M[1:] = {X}", "M[2] += {X}", "M[2, :] = 0.4", "M[:] = M",
    "M[0] = M[1]", "M = M * {X}", "M = np.tanh(M)", "M = np.ones((3, 3))", "M = M.T + 0.0", "a, s = s, a",
    "v, x = x * 2.0, v + 0.0", "{x}, {n} = both({x}, {N})", "t = 2 * t", "t = t / 2", "t = np.where(t > 1, 1, t)",
)  # fmt: skip
CONDITIONS = ("a > 0.2", "s < a", "x[0] > y[1]", "np.sum(v) > 0.1", "s < 0.5", "y[2] < 0.0")
LOOPS = ("for k in range(2):", "for k, p in enumerate({x}):", "for p, q in zip({x}, {x}):", "for p in {x}:")
COUNT = itertools.count()


def entry(u, k):
    return u[k] * 0.5 + u[0]


def changed(u, w):
    u = u.copy()
    for k in range(2):
        u[k] = w * u[k + 1]
        if w > 0.4:
            u[0] = 0.25
            break
    return u


def both(u, w):
    if w > 0.3:
        return u * w, np.sum(u)
    return np.sin(u), w * 0.5


CALLED = {f.__name__: f for f in (entry, changed, both)}


def filled(draw, form, depth=2):
    """A form whose gaps are drawn: names, indices, and expressions as long as depth lasts."""
    gaps = {gap: draw(st.sampled_from(names)) for gap, names in NAMES.items()}
    for gap, forms in FORMS.items():
        if "{" + gap + "}" in form:
            some = draw(st.sampled_from(forms if depth else forms[:3] if gap == "N" else forms[:1]))
            gaps[gap] = filled(draw, some, depth - 1)
    return form.format(**gaps, k=draw(st.integers(0, 2)))


def block(draw, depth, in_loop):
    """The lines of a block, indented."""
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(
            st.sampled_from(["line"] * 5 + ["if", "loop", "while"] * (depth > 0) + ["leave"] * in_loop)
        )
        condition = draw(st.sampled_from(CONDITIONS))
        if kind == "line":
            lines.append(filled(draw, draw(st.sampled_from(LINES))))
        elif kind == "leave":
            lines += [
                f"if {condition}:",
                f"    {draw(st.sampled_from(['break', 'continue', 'return x, s']))}",
            ]
        elif kind == "if":
            lines += [f"if {condition}:", *block(draw, depth - 1, in_loop)]
            lines += ["else:", *block(draw, depth - 1, in_loop)] if draw(st.booleans()) else []
        elif kind == "loop":
            lines += [filled(draw, draw(st.sampled_from(LOOPS))), *block(draw, depth - 1, in_loop=True)]
        else:
            turns = f"n{next(COUNT)}"
            lines += [f"{turns} = 0", f"while {turns} < 2 and {condition}:", f"    {turns} += 1"]
            lines += block(draw, depth - 1, in_loop=True)
    return [f"    {line}" for line in lines]


@st.composite
def programs(draw):
    start = ["y = np.zeros(3)", "y[:] = x * a", "v = x + 1.0", "s = a * a", "t = np.arange(3)"]
    start += ["M = np.zeros((3, 3))", "M[:] = x", "M[:, 2] = y * a"]
    body = [f"    {line}" for line in start] + block(draw, depth=2, in_loop=False)
    return "\n".join(
        ["def f(x, a):", *body, "    return x * s + y, a * s + v @ y + np.sum(np.sin(M) * v)", ""]
    )


def overloaded(text):
    """The same program where new arrays can hold numbers with derivatives."""
    for name in ("zeros", "ones"):
        text = text.replace(f"np.{name}(3)", f"np.{name}_like(x)")
        text = text.replace(f"np.{name}((3, 3))", f"np.{name}_like(np.outer(x, x))")
    return compiled(text, **CALLED)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(), st.integers(0, 2**31))
def test_random_programs_of_arrays_agree_with_jvp_and_vjp(text, seed):
    f, twin = compiled(text, **CALLED), overloaded(text)
    rng = np.random.default_rng(seed)
    point, direction, seeds = ((rng.normal(size=3), rng.normal()) for _ in range(3))
    try:
        tangent_program, adjoint_program = tangent_source(f), adjoint_source(f)
    except UnsupportedSyntax:
        reject()
    with np.errstate(all="ignore"):
        value, tangent = jvp(twin, point, direction)
        if not all(np.all(np.abs(part) < 1e6) for part in (*value, *tangent)):
            return
        ours, slope = tangent_program(*point, *direction)
        close(ours, value)
        close(slope, tangent)
        ours, bars = adjoint_program(*point, *seeds)
        close(ours, value)
        close(bars, vjp(twin, *point)[1](seeds))
