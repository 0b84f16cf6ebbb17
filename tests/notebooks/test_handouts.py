"""Hand-outs, the notebooks without their solutions, run from top to bottom: no cell leans on a solution.

Half of what a hand-out costs is the start of its kernel and its imports, so one kernel a worker runs them, each in an
empty namespace. `nbval` has run the same cells with the solutions, from fresh kernels.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

BOOK = Path(__file__).parents[2] / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))


def handout(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """What nbconvert's removal of the tag ``solution`` leaves of a notebook (CONTRIBUTING.md has the command)."""
    return TagRemovePreprocessor(remove_cell_tags={"solution"}).preprocess(notebook, {})[0]


@pytest.fixture(scope="session")
def kernel() -> Iterator[KernelManager]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LECTURE14_BOOK", raising=False)
        patch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
        manager = KernelManager(kernel_name="python3")
        manager.start_kernel(cwd=str(BOOK))
        yield manager
        manager.shutdown_kernel(now=True)


def run(notebook: nbformat.NotebookNode, kernel: KernelManager) -> None:
    """Run a notebook's hand-out; a cell that ends in an error is raised with its traceback."""
    without = handout(notebook)
    without.cells.insert(0, new_code_cell("%reset -f"))
    NotebookClient(without, km=kernel, timeout=300).execute()


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_handout_runs(path: Path, kernel: KernelManager) -> None:
    run(nbformat.read(path, as_version=4), kernel)


@pytest.mark.slow
def test_a_cell_that_leans_on_a_solution_is_found(kernel: KernelManager) -> None:
    solution = new_code_cell("import math\nsolved = 1", metadata={"tags": ["hide-cell", "solution"]})
    words = new_markdown_cell("In words.", metadata={"tags": ["solution"]})
    for leans in ("solved + 1", "math.pi"):
        notebook = new_notebook(cells=[solution, words, new_code_cell(leans)])
        assert len(handout(notebook.copy()).cells) == 1
        with pytest.raises(CellExecutionError, match="NameError"):
            run(notebook, kernel)
