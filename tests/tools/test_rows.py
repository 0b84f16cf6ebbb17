"""What a row says when a tool is there, missing or broken, and how its lines are counted."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest

import book.tools.run as runner
from book.tools import changed_lines, reference
from book.tools.programs import Failed, Missing, run
from book.tools.registry import TOOLS, Tool

ANSWERS = reference.answers()
ADEPT = next(tool for tool in TOOLS if tool.name == "Adept")
OLD = {
    "version": "1.0",
    "with": "c++ 1",
    "date": "2020-01-01",
    "machine": "a machine",
    "f": {"value": 1.0},
    "mixture": {"value": 2.0},
}


def broken(folder: str, **names: str) -> Tool:
    return Tool("broken", folder, False, True, "by nothing", "https://example.org/", **names)


def answering(answer):
    def execute(tool, text):
        if isinstance(answer, Exception):
            raise answer
        return json.loads(json.dumps(answer))

    return execute


def test_a_tool_that_is_there_gets_todays_row() -> None:
    row = runner.row(ADEPT, OLD, ANSWERS, answering({"version": "2", "with": "c++ 2", **ANSWERS}))
    assert [row["state"], row["version"], row["f"]["difference"]] == ["run", "2", 0.0]
    assert row["date"] > "2026"


def test_a_missing_tool_keeps_its_row_marked_as_recorded() -> None:
    row = runner.row(ADEPT, OLD, ANSWERS, answering(Missing("no header adept_source.h")))
    assert row["state"] == "recorded"
    assert row["missing"] == "no header adept_source.h"
    assert {name: row[name] for name in OLD} == OLD
    assert "./configure && make" in row["get"]


@pytest.mark.parametrize("old", [None, {"state": "failed", "error": "so", "date": "2020-01-01"}])
def test_a_missing_tool_that_never_ran_has_no_numbers(old) -> None:
    row = runner.row(ADEPT, old, ANSWERS, answering(Missing("no header")))
    assert row["state"] == "missing"
    assert not {"f", "mixture", "version", "date"} & set(row)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Failed("Traceback\n  File x\nValueError: so it is"), "ValueError: so it is"),
        (Failed("a.cpp:3:5: error: 'x' was not declared\n1 error generated."), "'x' was not declared"),
    ],
)
def test_a_tool_that_fails_has_its_error_and_no_numbers_of_another_day(error, said) -> None:
    row = runner.row(ADEPT, OLD, ANSWERS, answering(error))
    assert [row["state"], row["error"]] == ["failed", said]
    assert not {"f", "mixture", "version"} & set(row)


def test_a_tool_that_answers_another_question_has_failed() -> None:
    answer = {**ANSWERS, "mixture": {"value": 1.0, "gradient": [1.0]}}
    row = runner.row(ADEPT, OLD, ANSWERS, answering(answer))
    assert row["error"] == "answer has 1 slopes; expected 14"


@pytest.mark.parametrize(("state", "code"), [("run", 0), ("recorded", 0), ("missing", 0), ("failed", 1)])
def test_only_a_failure_ends_the_task_with_an_error(tmp_path, monkeypatch, state, code) -> None:
    monkeypatch.setattr(runner, "FILE", tmp_path / "tools.json")
    monkeypatch.setattr(runner, "row", lambda tool, old, expected: {"name": tool.name, "state": state})
    assert runner.main() == code
    assert len(json.loads(runner.FILE.read_text(encoding="utf-8"))["rows"]) == len(TOOLS)


def test_what_is_not_installed_is_missing() -> None:
    with pytest.raises(Missing, match="no Python module there_is_no_such_module"):
        run(broken("jax", module="there_is_no_such_module"), "")


def test_a_header_that_is_nowhere_is_missing(monkeypatch) -> None:
    monkeypatch.delenv("ADEPT_ROOT", raising=False)
    monkeypatch.setenv("CXX", "python3")
    with pytest.raises(Missing, match=r"no header adept_source\.h"):
        run(ADEPT, "")
    monkeypatch.setenv("CXX", "there-is-no-such-compiler")
    with pytest.raises(Missing, match=r"no C\+\+ compiler"):
        run(ADEPT, "")


def test_a_script_that_stops_has_failed() -> None:
    """lecture14's script, which misses the name of its way."""
    with pytest.raises(Failed, match="IndexError"):
        run(broken("lecture14", module="lecture14"), reference.problem())


def test_lines_are_counted_in_the_programs_alone() -> None:
    plain = "import numpy as np\ndef f(x): return np.sin(x)\ndef log_likelihood(x):\n    return np.sum(np.exp(x))\n"
    changed = plain.replace("numpy", "other").replace("np.sum", "np.total")
    rest = '"""A text."""\nimport sys\n# A comment.\n'
    before = changed_lines.python_program(plain)
    assert changed_lines.difference(before, changed_lines.python_program(rest + plain + "f(1)\n")) == (0, 5)
    assert changed_lines.difference(before, changed_lines.python_program(rest + changed)) == (2, 5)
    with pytest.raises(ValueError, match="text defines f; expected f and log_likelihood"):
        changed_lines.python_program("def f(x): return x")


def test_a_template_is_counted_against_doubles() -> None:
    text = "#include <cmath>\ntemplate <class T>\nT f(T x) {\n    return x;  // T\n}\n"
    plain = changed_lines.cpp_program(changed_lines.plain_cpp(text))
    assert plain == ["double f(double x) {", "return x;", "}"]
    assert changed_lines.difference(plain, changed_lines.cpp_program(text)) == (2, 4)


@pytest.mark.parametrize("module", [changed_lines, reference])
def test_examples_in_docstrings(module) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_each_tool_has_a_folder_and_each_folder_a_tool() -> None:
    folders = {path.name for path in Path(runner.HERE).iterdir() if path.is_dir()}
    assert folders - {"__pycache__", "harness", "plain"} == {tool.folder for tool in TOOLS}
