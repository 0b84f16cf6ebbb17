"""Run notebooks from a fresh kernel and store them clean: ``python book/refresh.py book/*.ipynb``.

Text outputs and execution counts stay, because the tests compare them; pictures, HTML, widget state,
timings and the names of this machine's kernel go, because they differ between machines and bury a change of
the text in the history. The result depends on nothing but the notebook and what its cells print.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

sys.path.append(str(Path(__file__).parent / "_ext"))
from whole_output import merged

# What a notebook's own metadata may say; everything else is some editor's note to itself.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# A cell's metadata that means something to the book.
CELL_METADATA = {"tags", "mystnb", "jupyter"}
# JupyterLab opens a solution folded, below the stub that it answers.
FOLDED = {"outputs_hidden": True, "source_hidden": True}


def run(notebook: NotebookNode, folder: Path) -> None:
    """Execute in place, in order, counting from one."""
    # As a reader sees it: not as the build of the book, which asks for pictures in another form.
    os.environ.pop("LECTURE14_BOOK", None)
    os.environ |= {"JUPYTER_PREFER_ENV_PATH": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()


def clean(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs between machines."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in CELL_METADATA})
        cell.pop("attachments", None)
        # Whoever saves a notebook saves what was open.
        cell.metadata.pop("jupyter", None)
        if is_solution(cell):
            cell.metadata.jupyter = nbformat.from_dict(FOLDED)
        if cell.cell_type == "code":
            cell.outputs = [kept for output in merged(cell.outputs) if (kept := text_of(output)) is not None]
    return notebook


def is_solution(cell: NotebookNode) -> bool:
    """Whether a cell holds the code of a solution."""
    return cell.cell_type == "code" and "solution" in cell.metadata.get("tags", ())


def text_of(output: NotebookNode) -> NotebookNode | None:
    """An output reduced to its text, or None if it has none worth keeping."""
    if output.output_type in {"display_data", "execute_result"}:
        output.metadata = nbformat.from_dict({})
        output.data = nbformat.from_dict({k: v for k, v in output.data.items() if k == "text/plain"})
        if not output.data:
            return None
    return output


def main(paths: list[str]) -> None:
    for path in map(Path, paths):
        notebook = nbformat.read(path, as_version=4)
        run(notebook, path.parent)
        nbformat.write(clean(notebook), path)
        print(f"{path}: {sum(cell.cell_type == 'code' for cell in notebook.cells)} code cells")


if __name__ == "__main__":
    main(sys.argv[1:])
