"""A class's notebooks become a table; what is broken, endless or greedy is a row and no crash."""

import csv
import io
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lecture14.exercises.__main__ import main
from lecture14.exercises.checking.collecting import collect

RIGHT = "check('dual-by-hand', ((10, 13), (0.1, -0.13)))"
WRONG = "check('graph-by-hand', (1, 2, 3))"
STUB = "check('chain-by-hand', ...)"
SUBMISSIONS = {
    "anna": [RIGHT, STUB],
    "sub/ben": [WRONG, RIGHT],
    "raises": [RIGHT, "1 / 0", "def f(: pass", WRONG],
    "endless": [RIGHT, "while True: pass"],
    "greedy": ["import numpy as np", "x = np.ones(2 * 10**9)", RIGHT],
    "leaves": [RIGHT, "import sys; sys.exit(3)", WRONG],
    "vanishes": [RIGHT, "import os; os._exit(4)"],
    "writes": ["open('progress.json', 'w').write('{}')", "print('x' * 10**6)", RIGHT],
    "empty": [],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    (folder / "sub").mkdir()
    for name, sources in SUBMISSIONS.items():
        cells = [new_code_cell(source) for source in ["from lecture14.exercises import check", *sources]]
        nbformat.write(new_notebook(cells=[new_markdown_cell("# Words"), *cells]), folder / f"{name}.ipynb")
    (folder / "broken.ipynb").write_text("{")
    (folder / "other.ipynb").write_text('{"cells": 3}')
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "anna-checkpoint.ipynb").write_text("{}")
    return folder


@pytest.fixture(scope="module")
def rows(folder):
    return {row.file.removesuffix(".ipynb"): row for row in collect(folder, seconds=20, megabytes=4000)}


def solved(row):
    return {id: entry.passed for id, entry in row.entries.items()}


@pytest.mark.slow
def test_each_notebook_is_a_row_and_nothing_else_is(rows, folder):
    assert list(rows) == sorted([*SUBMISSIONS, "broken", "other"])
    assert not (folder / "progress.json").exists()


@pytest.mark.slow
def test_what_was_attempted_is_told(rows):
    assert solved(rows["anna"]) == {"dual-by-hand": True}
    assert solved(rows["sub/ben"]) == {"dual-by-hand": True, "graph-by-hand": False}
    assert rows["anna"].trouble == rows["sub/ben"].trouble == rows["writes"].trouble == ""
    assert solved(rows["empty"]) == {}


@pytest.mark.slow
def test_a_cell_that_raises_does_not_stop_the_others(rows):
    assert solved(rows["raises"]) == {"dual-by-hand": True, "graph-by-hand": False}
    assert rows["raises"].trouble == "code cell 3 raised ZeroDivisionError, and 1 more"
    assert solved(rows["leaves"]) == {"dual-by-hand": True, "graph-by-hand": False}


@pytest.mark.slow
def test_limits_stop_a_notebook_and_keep_what_it_had_solved(rows):
    assert rows["endless"].trouble == "stopped after 20 s"
    assert rows["vanishes"].trouble.startswith("Python ended with 4")
    for name in ("endless", "vanishes", "greedy"):
        assert solved(rows[name]) == {"dual-by-hand": True}
    if sys.platform == "linux":
        assert (
            "raised MemoryError" in rows["greedy"].trouble
            or "raised _ArrayMemoryError" in rows["greedy"].trouble
        )


@pytest.mark.slow
def test_what_is_no_notebook_is_said(rows):
    for name in ("broken", "other"):
        assert rows[name].trouble.startswith("is no notebook that can be read: ")


@pytest.mark.slow
def test_the_command_prints_a_table(folder, tmp_path, capsys):
    for name in ("anna", "sub/ben"):
        (tmp_path / f"{name.replace('/', '-')}.ipynb").write_bytes((folder / f"{name}.ipynb").read_bytes())
    main(["collect", str(tmp_path)])
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [
        ["file", "solved", "trouble", "dual-by-hand", "graph-by-hand"],
        ["anna.ipynb", "1", "", "1", ""],
        ["sub-ben.ipynb", "1", "", "1", "0"],
    ]


def test_a_folder_without_notebooks_is_named(tmp_path):
    with pytest.raises(SystemExit, match=r"in which there is no notebook; expected some \*\.ipynb"):
        main(["collect", str(tmp_path)])


def test_the_help_says_that_this_is_no_sandbox(capsys):
    with pytest.raises(SystemExit):
        main(["collect", "--help"])
    told = capsys.readouterr().out
    assert "This is no sandbox" in told
    assert "docker run" in told
