"""Hand-outs, the notebooks without their solutions, run from top to bottom: no cell leans on a solution.

Half of what a hand-out costs is the start of its kernel and its imports, so one kernel a worker runs them, each in an
empty namespace. `nbval` has run the same cells with the solutions, from fresh kernels.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from book import handouts
from book.handouts import handout

NOTEBOOKS = sorted(handouts.BOOK.glob("*.ipynb"))


@pytest.fixture(scope="session")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KernelManager]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LECTURE14_BOOK", raising=False)
        patch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
        manager = KernelManager(kernel_name="python3")
        # Not beside the book's own files: a reader's folder has none of them.
        manager.start_kernel(cwd=str(tmp_path_factory.mktemp("work")))
        yield manager
        manager.shutdown_kernel(now=True)


def run(notebook: nbformat.NotebookNode, kernel: KernelManager) -> nbformat.NotebookNode:
    """A notebook's hand-out, run; a cell that ends in an error is raised with its traceback."""
    without = handout(notebook)
    without.cells.insert(0, new_code_cell("%reset -f"))
    return NotebookClient(without, km=kernel, timeout=300).execute()


def verdicts(notebook: nbformat.NotebookNode) -> list[str]:
    """What the checks of its stubs say."""
    stubs = [cell for cell in notebook.cells if "stub" in cell.metadata.get("tags", ())]
    return [cell.outputs[-1].data["text/plain"] for cell in stubs]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_handout_runs(path: Path, kernel: KernelManager) -> None:
    stored = nbformat.read(path, as_version=4)
    assert verdicts(run(stored, kernel)) == verdicts(stored)
    assert all(said.endswith(": not attempted yet") for said in verdicts(stored))


@pytest.mark.slow
def test_a_cell_that_leans_on_a_solution_is_found(kernel: KernelManager) -> None:
    solution = new_code_cell("import math\nsolved = 1", metadata={"tags": ["hide-cell", "solution"]})
    words = new_markdown_cell("In words.", metadata={"tags": ["solution"]})
    for leans in ("solved + 1", "math.pi"):
        notebook = new_notebook(cells=[solution, words, new_code_cell(leans)])
        assert len(handout(notebook.copy()).cells) == 1
        with pytest.raises(CellExecutionError, match="NameError"):
            run(notebook, kernel)


# The folder that a reader works in.


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("folder") / "work"
    handouts.write(folder)
    return folder


def test_the_folder_has_the_chapters_in_reading_order(work: Path) -> None:
    names = [path.name for path in sorted(work.glob("*.ipynb"))]
    assert names[:3] == ["00-start-here.ipynb", "01-why-derivatives.ipynb", "02-differences.ipynb"]
    assert names[-1] == "25-projects.ipynb"
    start = nbformat.read(work / names[0], as_version=4)
    linked = re.findall(r"\d+\. \[(.+)\]\((.+)\)", start.cells[0].source)
    assert [file for _, file in linked] == names[1:]
    assert linked[2][0] == "Dual numbers"
    nbformat.validate(start)


def test_a_hand_out_has_neither_solutions_nor_outputs(work: Path) -> None:
    notebook = nbformat.read(work / "03-dual-numbers.ipynb", as_version=4)
    tags = {tag for cell in notebook.cells for tag in cell.metadata.get("tags", ())}
    assert {"exercise", "stub", "hint"} <= tags
    assert "solution" not in tags
    assert "solved_" not in "".join(cell.source for cell in notebook.cells)
    assert not any(cell.get("outputs") for cell in notebook.cells)


def test_questions_and_predictions_are_text_with_the_answer_folded(work: Path) -> None:
    for path in sorted(work.glob("*.ipynb")):
        words = "\n".join(
            c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown"
        )
        assert "{predict}" not in words
        assert "{question}" not in words
        assert words.count("**Predict.**") + words.count("**Question.**") == words.count(
            "<summary>Answer</summary>"
        )
    assert "**Predict.**" in (work / "02-differences.ipynb").read_text(encoding="utf-8")


def test_who_teaches_has_the_solutions(tmp_path: Path) -> None:
    handouts.write(tmp_path, solutions=True)
    notebook = nbformat.read(tmp_path / "03-dual-numbers.ipynb", as_version=4)
    stored = nbformat.read(handouts.BOOK / "dual-numbers.ipynb", as_version=4)
    assert notebook == handouts.in_words(stored.copy())
    assert notebook.cells[-1] == stored.cells[-1]
    assert handouts.HERE in nbformat.read(tmp_path / handouts.START, as_version=4).cells[0].source


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "02-differences.ipynb").write_text("mine")
    (tmp_path / "progress.json").write_text('{"dual-by-hand": {"passed": true, "tries": 0}}')
    written = handouts.write(tmp_path)
    assert len(written) == 25
    assert handouts.write(tmp_path) == []
    assert (tmp_path / "02-differences.ipynb").read_text() == "mine"
    assert "true" in (tmp_path / "progress.json").read_text()


@pytest.mark.slow
def test_the_page_to_start_from_shows_what_is_solved(work: Path, tmp_path: Path) -> None:
    shutil.copytree(work, tmp_path, dirs_exist_ok=True)
    (tmp_path / "progress.json").write_text('{"dual-by-hand": {"passed": true, "tries": 0}}')
    start = nbformat.read(tmp_path / handouts.START, as_version=4)
    NotebookClient(start, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = start.cells[-1].outputs[0].data["text/plain"]
    assert "Dual numbers: 1 of 5" in shown
    assert shown.startswith("All chapters: 1 of ")
