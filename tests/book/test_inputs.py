"""Which notebooks run again when a file of the package changes: those that use it, through others too."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from book.inputs import to_run_again

FILES = {
    "__init__.py": "from lecture14 import engine",
    "engine/__init__.py": "from lecture14.engine.core import f",
    "engine/core.py": "def f():\n    from lecture14 import later",
    "later.py": "",
    "figures/__init__.py": "",
    "figures/em.py": "from lecture14.data import load",
    "figures/graph.py": "",
    "data/__init__.py": "",
    "data/load.py": "",
    "data/birds/birds.csv": "1,2",
    "by_name/__init__.py": "from importlib import import_module\nimport_module('lecture14.by_name.a')",
    "by_name/a.py": "",
    "exercises/__init__.py": "from importlib import import_module\nimport_module('lecture14.exercises.em')",
    "exercises/em.py": "",
    "exercises/graph.py": "",
}
CELLS = {
    "em": ["from lecture14.figures import em as figures\nfrom lecture14.exercises import check"],
    "graph": ["import lecture14.figures.graph", "from lecture14.exercises import check"],
    "by-name": ["from lecture14 import by_name"],
    "plain": ["import math"],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / "lecture14" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "book").mkdir()
    for name, sources in CELLS.items():
        write(tmp_path, name, *map(new_code_cell, sources))
    return tmp_path


def write(root: Path, name: str, *cells: nbformat.NotebookNode) -> None:
    nbformat.write(new_notebook(cells=[*cells]), root / "book" / f"{name}.ipynb")


@pytest.mark.parametrize(
    ("file", "again"),
    [
        ("lecture14/figures/graph.py", "graph"),
        ("lecture14/figures/em.py", "em"),
        # Through another module, and from a function's own line.
        ("lecture14/data/load.py", "em"),
        ("lecture14/later.py", "by-name em graph"),
        # Whoever imports a part of the package runs its __init__.
        ("lecture14/engine/core.py", "by-name em graph"),
        # Data belong to the package around them.
        ("lecture14/data/birds/birds.csv", "em"),
        ("lecture14/by_name/a.py", "by-name"),
        # A page asks for the exercises of its own name.
        ("lecture14/exercises/em.py", "em"),
        ("lecture14/exercises/__init__.py", "em graph"),
        # Nobody can say who used what is gone, or what another version of a library does.
        ("lecture14/gone.py", "by-name em graph plain"),
        ("requirements.txt", "by-name em graph plain"),
    ],
)
def test_the_notebooks_that_use_a_changed_file_run_again(root: Path, file: str, again: str) -> None:
    assert {page.stem for page in to_run_again(root, [file])} == set(again.split())


def test_what_a_page_names_in_its_text_counts(root: Path) -> None:
    write(root, "sketch", new_markdown_cell("```{predict}\n:curve: lecture14.figures.graph.curve\n```"))
    assert {page.stem for page in to_run_again(root, ["lecture14/figures/graph.py"])} == {"graph", "sketch"}
