"""Cells that the browser's Python cannot run are tagged `no-browser`: those that import what has no place there."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from book import pyodide

NOTEBOOKS = sorted((Path(__file__).parents[2] / "book").glob("*.ipynb"))


def there() -> set[str]:
    """What can be imported in a page: Python's own, the pinned packages, ours but for what reads C."""
    packages = json.loads(pyodide.LOCK.read_text(encoding="utf-8"))["packages"]
    ours = [
        name for entry in pyodide.needed(packages, pyodide.PACKAGES).values() for name in entry["imports"]
    ]
    return {*sys.stdlib_module_names, *ours, "lecture14"}


def complaints(notebook: nbformat.NotebookNode) -> list[str]:
    """Each cell whose tag and imports contradict each other."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        statements = list(ast.walk(ast.parse(cell.source)))
        modules = {alias.name for s in statements if isinstance(s, ast.Import) for alias in s.names}
        modules |= {s.module or "" for s in statements if isinstance(s, ast.ImportFrom)}
        # Reading C takes pycparser.
        absent = sorted({m if m == "lecture14.cdiff" else m.partition(".")[0] for m in modules} - there())
        if bool(absent) != ("no-browser" in cell.metadata.get("tags", ())):
            what = f"imports {absent}" if absent else "imports nothing that a page lacks"
            found.append(f"cell {cell.execution_count} {what}; its tags are {cell.metadata.get('tags', [])}")
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_cell_is_tagged_if_it_imports_what_a_page_lacks(path: Path) -> None:
    assert complaints(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize(
    ("source", "tags", "seen"),
    [
        ("import dask.array", ["no-browser"], []),
        ("import dask.array", [], ["cell 1 imports ['dask']; its tags are []"]),
        ("def f():\n    from dask import config", [], ["cell 1 imports ['dask']; its tags are []"]),
        ("import numpy, lecture14.data, itertools", [], []),
        (
            "from scipy import optimize",
            ["no-browser"],
            ["cell 1 imports nothing that a page lacks; its tags are ['no-browser']"],
        ),
    ],
)
def test_every_contradiction_is_seen(source: str, tags: list[str], seen: list[str]) -> None:
    cell = new_code_cell(source, execution_count=1, metadata={"tags": tags})
    assert complaints(new_notebook(cells=[cell])) == seen
