"""The tools of slide 22 and lecture14 compute the same digits, today and in the recorded run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from book.tools import reference
from book.tools.programs import run
from book.tools.registry import TOOLS, Tool
from book.tools.run import FILE, lines
from lecture14.data import load_faithful

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-tools" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
#: The extra `test` brings these; the wheel of CppAD is for Linux and macOS.
ALWAYS = {"HIPS autograd", "CasADi", *(() if os.name == "nt" else ("CppAD",))}
SINGLE = "JAX, single precision"
ANSWERS = reference.answers()
ROWS = {row["name"]: row for row in json.loads(FILE.read_text(encoding="utf-8"))["rows"]}


def named(tool: Tool) -> str:
    return tool.name


def agrees(name: str, answer: dict) -> bool:
    """To rounding in double precision; in single precision roughly, and not better than it can."""
    apart = max(reference.difference(answer[program], ANSWERS[program]) for program in ANSWERS)
    return 1e-8 < apart < 1e-3 if name == SINGLE else apart < 1e-12


@pytest.mark.slow
@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.name in ALWAYS], ids=named)
def test_a_tool_of_every_test_run(tool: Tool) -> None:
    assert agrees(tool.name, run(tool, reference.problem(), sys.executable))


@pytest.mark.slow
@pytest.mark.skipif(not PYTHON.exists(), reason="make tools makes the environment .venv-tools")
@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool.name not in ALWAYS], ids=named)
def test_a_tool_of_the_environment_of_tools(tool: Tool) -> None:
    if tool.name == "Adept" and "ADEPT_ROOT" not in os.environ:
        pytest.skip(tool.get)
    assert agrees(tool.name, run(tool, reference.problem(), str(PYTHON)))


def test_the_recorded_run_has_every_row() -> None:
    assert list(ROWS) == [tool.name for tool in TOOLS]
    assert {row["state"] for row in ROWS.values()} <= {"run", "recorded"}


@pytest.mark.parametrize("tool", TOOLS, ids=named)
def test_a_recorded_row(tool: Tool) -> None:
    row = ROWS[tool.name]
    assert agrees(tool.name, row)
    for program, expected in ANSWERS.items():
        # The page shows the row's own difference; on another machine lecture14 itself rounds differently.
        now = reference.difference(row[program], expected)
        assert row[program]["difference"] == pytest.approx(now, rel=0.01, abs=1e-12)
        assert row[program]["seconds"] > 0
    assert row["lines"] == lines(tool)
    assert [row["forward"], row["reverse"]] == [tool.forward, tool.reverse]
    assert row["source"].startswith("https://")
    assert "/" not in row["machine"] + row["version"] + row["with"]


def test_digits_that_are_wrong_are_seen() -> None:
    row = json.loads(json.dumps(ROWS["CasADi"]))
    assert agrees("CasADi", row)
    row["mixture"]["gradient"][4] *= 1 + 1e-9
    assert not agrees("CasADi", row)
    assert not agrees("CasADi", ROWS[SINGLE])
    assert not agrees(SINGLE, ROWS["JAX"])
    with pytest.raises(ValueError, match="answer has 1 slopes; expected 2"):
        reference.difference({"value": 1.0, "gradient": [1.0]}, ANSWERS["f"])


def test_the_worst_entry_in_single_precision_is_one_whose_terms_cancel() -> None:
    """The page says so: there the terms' sizes add up to more than a hundred times their sum."""
    X, p, expected = load_faithful().X, reference.PARAMETERS, np.array(ANSWERS["mixture"]["gradient"])
    apart = np.abs(np.array(ROWS[SINGLE]["mixture"]["gradient"]) - expected)
    worst = int(np.argmax(apart / np.where(expected == 0, 1.0, np.abs(expected))))
    densities = zip(p.weights, p.means, p.covariances, strict=True)
    joint = np.stack([w * multivariate_normal(m, S).pdf(X) for w, m, S in densities])
    pull = np.stack([(X - m) @ np.linalg.inv(S) for m, S in zip(p.means, p.covariances, strict=True)])
    terms = (joint / joint.sum(axis=0))[:, :, None] * pull
    # Entries 2 to 5 are the means'.
    assert terms.sum(axis=1).ravel() == pytest.approx(expected[2:6])
    assert np.abs(terms).sum(axis=1).ravel()[worst - 2] > 100 * abs(expected[worst])


def test_the_reference_of_f() -> None:
    with mpmath.workdps(30):
        x1, x2 = map(mpmath.mpf, reference.POINT)
        value, slopes = x1 * x2 + mpmath.sin(x1), [x2 + mpmath.cos(x1), x1]
    exact = {"value": float(value), "gradient": [float(slope) for slope in slopes]}
    assert reference.difference(ANSWERS["f"], exact) < 1e-15


def test_the_reference_of_the_mixture() -> None:
    """SciPy's densities at the mixture's parameters, and their central differences in the means."""
    X, p = load_faithful().X, reference.PARAMETERS

    def likelihood(means: np.ndarray) -> float:
        parts = zip(p.weights, means, p.covariances, strict=True)
        joint = [np.log(w) + multivariate_normal(m, S).logpdf(X) for w, m, S in parts]
        return float(np.sum(logsumexp(joint, axis=0)))

    mixture = ANSWERS["mixture"]
    assert mixture["value"] == pytest.approx(likelihood(p.means), rel=1e-13)
    for i, slope in enumerate(mixture["gradient"][2:6]):
        step = 1e-5 * np.eye(4)[i].reshape(2, 2)
        quotient = (likelihood(p.means + step) - likelihood(p.means - step)) / 2e-5
        assert slope == pytest.approx(quotient, rel=1e-6, abs=1e-6)
