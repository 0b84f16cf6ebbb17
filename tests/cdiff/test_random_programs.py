"""Tangent and adjoint of random programs, all compiled together under the sanitizers, equal to `jvp` and `vjp`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.cdiff.corpus import Case, array
from tests.cdiff.harness import expected, run
from tests.cdiff.random_programs import programs

POINTS = [(0.3, 0.8, array(0.2, -0.4, 0.6), 2), (-0.7, 0.1, array(0.9, 0.5, -0.1), 3)]
NUMBER = 60


def _case(name: str, c: str, python: str) -> Case:
    scope = {"np": np, **{f: getattr(np, f) for f in ("sin", "cos", "tanh", "exp")}}
    exec(compile(python, name, "exec"), scope)

    def stacked(a, b, x, n):
        value, x = scope["f"](a, b, [x[i] for i in range(3)], n)
        return np.stack([value, *x])

    return Case(name, c, stacked, POINTS, writes=(2,))


@pytest.mark.slow
def test_random_programs(gcc, tmp_path: Path) -> None:
    drawn: list[tuple[str, str]] = []

    @settings(max_examples=NUMBER, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(programs())
    def draw(program):
        drawn.append(program)

    draw()
    cases = [_case(f"random{i}", *program) for i, program in enumerate(dict.fromkeys(drawn))]
    assert len(cases) > NUMBER / 2
    rows = run(gcc, tmp_path, cases)
    for case, point in [(c, p) for c in cases for p in c.points]:
        value, tangent, adjoints = expected(case, point)
        for ours, theirs in zip(next(rows), (value, tangent, adjoints), strict=False):
            np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12, err_msg=case.c)
