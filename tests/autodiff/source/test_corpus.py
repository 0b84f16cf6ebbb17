"""Source transformation against `jvp` and `vjp`, program by program."""

import sys

import numpy as np
import pytest

from lecture14.autodiff import jvp, vjp
from lecture14.autodiff.source.python import adjoint_source, tangent_source
from tests.autodiff.source.corpus import CASES

IDS = [f.__name__ for f, _, _ in CASES]


def directions(point, seed=0):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=np.shape(x)) if np.shape(x) else float(rng.normal()) for x in point)


def parts(result):
    return result if isinstance(result, tuple) else (result,)


def agree(ours, expected):
    assert len(parts(ours)) == len(parts(expected))
    for a, b in zip(parts(ours), parts(expected), strict=True):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-13)


def test_corpus_is_large():
    assert len(CASES) >= 80


@pytest.mark.parametrize(("f", "points", "twin"), CASES, ids=IDS)
def test_tangent_equals_jvp(f, points, twin):
    program = tangent_source(f)
    for point in points:
        t = directions(point)
        value, tangent = jvp(twin, point, t)
        ours, slope = program(*point, *t)
        agree(ours, value)
        agree(slope, tangent)


@pytest.mark.parametrize(("f", "points", "twin"), CASES, ids=IDS)
def test_adjoint_equals_vjp(f, points, twin):
    program = adjoint_source(f)
    for point in points:
        value, pullback = vjp(twin, *point)
        seeds = directions(parts(value), 1)
        gradient = pullback(seeds if isinstance(value, tuple) else seeds[0])
        ours, bars = program(*point, *seeds)
        agree(ours, value)
        agree(bars, gradient)


@pytest.mark.parametrize(("f", "points", "twin"), CASES, ids=IDS)
def test_text_computes_what_the_tree_computes(f, points, twin):
    """What is printed is the program that runs, and needs nothing beyond its own imports."""
    program, point = adjoint_source(f), points[0]
    scope = {}
    exec(str(program), scope)
    seeds = (1.0,) * len(parts(f(*point)))
    if all(np.shape(y) == () for y in parts(f(*point))):
        ours, expected = scope[program.name](*point, *seeds), program(*point, *seeds)
        agree(ours[0], expected[0])
        agree(ours[1], expected[1])


@pytest.mark.parametrize(("f", "points", "twin"), CASES, ids=IDS)
def test_points_reach_every_line(f, points, twin):
    """Every line of the function runs at some point, but for the bodies of loops that are empty on purpose."""
    lines = {line for _, _, line in f.__code__.co_lines() if line is not None}
    seen = set()

    def tracer(frame, event, arg):
        if frame.f_code is f.__code__:
            seen.add(frame.f_lineno)
            return tracer
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        for point in points:
            f(*point)
    finally:
        sys.settrace(before)
    missed = lines - seen - {f.__code__.co_firstlineno}
    assert len(missed) <= {"empty_loop": 2, "never_entered": 1}.get(f.__name__, 0)
