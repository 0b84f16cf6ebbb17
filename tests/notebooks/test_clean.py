"""Notebooks are committed clean and run: nbval would compare nothing in a cell without a count."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from book import refresh
from book._ext import whole_output

BOOK = Path(__file__).parents[2] / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))
LONGEST_CELL, MEDIAN_CELL = 20, 5


def complaints(notebook: nbformat.NotebookNode) -> list[str]:
    """What is not as `make notebooks` leaves it, or too long to be read as a sentence."""
    found = []
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in code]
    if counts != list(range(1, len(code) + 1)):
        found.append(f"execution counts are {counts}; expected 1 to {len(code)} in order")
    kinds = {
        kind
        for cell in code
        for output in cell.outputs
        for kind in output.get("data", {"text/plain": ""})
        if kind != "text/plain"
    }
    if kinds:
        found.append(f"outputs hold {sorted(kinds)}; expected text alone")
    if any(output.output_type == "error" for cell in code for output in cell.outputs):
        found.append("a cell ends in an error")
    if any(output.get("name") == "stderr" for cell in code for output in cell.outputs):
        found.append("a cell writes to stderr")
    if notebook.metadata != refresh.METADATA:
        found.append(f"metadata is {dict(notebook.metadata)}; expected {refresh.METADATA}")
    if unknown := {key for cell in notebook.cells for key in cell.metadata} - refresh.CELL_METADATA:
        found.append(
            f"cells have metadata {sorted(unknown)}; expected nothing but {sorted(refresh.CELL_METADATA)}"
        )
    for cell in notebook.cells:
        fold = refresh.FOLDED if refresh.is_solution(cell) else None
        if cell.metadata.get("jupyter") != fold:
            found.append(
                f"a cell has jupyter {cell.metadata.get('jupyter')}; expected {fold}: {cell.source[:40]}"
            )
    longest = max((len(cell.source.splitlines()) for cell in code), default=0)
    if longest > LONGEST_CELL:
        found.append(f"a cell has {longest} lines; expected at most {LONGEST_CELL}")
    # A stub is mostly the blank lines around its function, and a solution is folded: neither is read in passing.
    text = [cell for cell in code if not {"stub", "solution"} & set(cell.metadata.get("tags", ()))]
    middle = median(len(cell.source.splitlines()) for cell in text) if text else 0
    if middle > MEDIAN_CELL:
        found.append(f"the median cell has {middle} lines; expected at most {MEDIAN_CELL}")
    if code and not any(cell.outputs for cell in code):
        found.append("no cell has an output; expected the text outputs")
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_clean(path: Path) -> None:
    assert complaints(nbformat.read(path, as_version=4)) == [], "run `make notebooks`"


@pytest.fixture
def notebook() -> nbformat.NotebookNode:
    cells = [
        new_markdown_cell("# Title"),
        new_code_cell("1 + 1", metadata={"trusted": True, "tags": ["hide-input"]}),
        new_code_cell("print('a', flush=True); print('b')", metadata={"jupyter": {"source_hidden": False}}),
        new_code_cell(
            "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))",
            metadata={"tags": ["solution"]},
        ),
    ]
    return new_notebook(cells=cells, metadata={"language_info": {"name": "python", "version": "3.11"}})


@pytest.mark.slow
def test_refresh_runs_and_cleans(notebook: nbformat.NotebookNode, tmp_path: Path) -> None:
    path = tmp_path / "page.ipynb"
    nbformat.write(notebook, path)
    refresh.main([str(path)])
    once = path.read_bytes()
    result = nbformat.read(path, as_version=4)
    assert complaints(result) == []
    assert [[o.get("text") or o.data["text/plain"] for o in cell.outputs] for cell in result.cells[1:]] == [
        ["2"],
        ["a\nb\n"],
        ["<IPython.core.display.HTML object>"],
    ]
    refresh.main([str(path)])
    assert path.read_bytes() == once


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda nb: nb.cells[1].update(execution_count=None), "execution counts"),
        (lambda nb: nb.cells[1].update(execution_count=7), "execution counts"),
        (lambda nb: nb.cells[1].update(outputs=[]), "no cell has an output"),
        (lambda nb: nb.cells[1].outputs[0].data.update({"image/png": "…"}), "image/png"),
        (lambda nb: nb.cells[1].outputs[0].data.update({"text/html": "…"}), "text/html"),
        (lambda nb: nb.cells[1].outputs.append(new_output("stream", name="stderr", text="!")), "stderr"),
        (lambda nb: nb.cells[1].outputs.append(new_output("error", ename="E", evalue="")), "error"),
        (lambda nb: nb.metadata.update(widgets={}), "metadata is"),
        (lambda nb: nb.cells[1].metadata.update(collapsed=True), "collapsed"),
        (lambda nb: nb.cells[1].metadata.update(jupyter={"source_hidden": True}), "expected None"),
        (lambda nb: nb.cells[1].metadata.update(tags=["solution"]), "expected {'outputs_hidden': True"),
        (lambda nb: nb.cells[1].update(source="x\n" * 21), "21 lines"),
        (lambda nb: nb.cells[1].update(source="x\n" * 6), "median cell has 6"),
    ],
)
def test_every_fault_is_seen(spoil, complaint: str) -> None:
    cell = new_code_cell(
        "1", execution_count=1, outputs=[new_output("execute_result", {"text/plain": "1"}, execution_count=1)]
    )
    good = refresh.clean(new_notebook(cells=[new_markdown_cell("# Title"), cell]))
    assert complaints(good) == []
    spoil(good)
    assert any(complaint in found for found in complaints(good))


def test_a_stream_cut_before_its_newline_leaves_no_empty_line():
    def pieces():
        return [new_output("stream", name="stdout", text=text) for text in ("1 off", "\n2 off\n", "3 off\n")]

    # What myst-nb makes of them alone; when this fails it has learned it, and `whole_output` may go.
    assert whole_output.joined_by_myst_nb(pieces())[0].text == "1 off\n\n2 off\n3 off\n"
    assert whole_output.joined_by_myst_nb(whole_output.merged(pieces()))[0].text == "1 off\n2 off\n3 off\n"
