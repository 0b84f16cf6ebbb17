"""What the book is made from, and what has to be done again when a part of that has changed.

The build keeps three things (`build.py`): executed notebooks, pages that Sphinx has read, and pages that it has
written. Each is dropped here only where it can have changed: a notebook is run again when its cells changed, or a
module that it imports, directly or through others; a page is read again when its file changed; when the package, the
frame or the address of the site changed, all are written again. What one page says of another, a title or a number
say, is looked after by `_ext/written_again.py`.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent / "_ext"))
from imports import Graph, imported, imports, modules, reached

#: Group of inputs -> what is in it: a hash for each file, or one value.
Inputs = dict[str, Any]
IGNORED = {"__pycache__", ".ipynb_checkpoints"}
PACKAGE = "lecture14"
EXERCISES = f"{PACKAGE}.exercises"
# What a page's text names of the package: the curve of a prediction, a listing.
NAMED = re.compile(rf"\b{PACKAGE}(?:\.\w+)+")


def inputs(root: Path) -> Inputs:
    """What the book is made from, grouped by what has to be done again when something in a group changes."""

    def below(folder: str) -> set[Path]:
        return {p for p in (root / folder).rglob("*") if p.is_file() and not IGNORED & set(p.parts)}

    book = below("book")
    pages = {p for p in book if p.suffix in {".md", ".ipynb"}}
    return {
        "python": sys.version,
        "code": hashes(below(PACKAGE) | set(root.glob("requirements.txt")), root),
        "frame": hashes((book - pages) | {root / "_config.yml", root / "_toc.yml"}, root),
        "pages": hashes(pages, root),
        # A page shows when it last changed (_ext/page_dates.py), which a commit settles.
        "history": history(root),
        # What stands above `site` in _config.yml.
        "site": {k: v for k, v in os.environ.items() if k.startswith("LECTURE14_SITE_")},
    }


def hashes(files: Iterable[Path], root: Path) -> dict[str, str]:
    """Name -> hash, of files below root."""
    return {
        file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
    }


def history(root: Path) -> str:
    """The last commit of pages and package, and what differs from it; empty where git knows nothing of them."""
    asked = (["log", "-1", "--format=%H"], ["status", "--porcelain"])
    try:
        return "".join(
            subprocess.run(
                ["git", *question, "--", "book", PACKAGE],
                cwd=root,
                capture_output=True,
                encoding="utf-8",
                check=True,
            ).stdout
            for question in asked
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""


def changed(before: dict[str, str], now: dict[str, str]) -> set[str]:
    """The names of files that are new, gone, or not what they were.

    Examples
    --------
    >>> sorted(changed({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}))
    ['b', 'c', 'd']
    """
    return {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def touched(names: Iterable[str], graph: Graph) -> set[str] | None:
    """The modules that changed files of the package belong to; None if anything may have changed.

    A file that is no module, data say, belongs to the package in whose folder it lies, or to the next one above. Who
    imported a module that is gone is not known any more.

    Examples
    --------
    >>> graph = {"lecture14": set(), "lecture14.data": set(), "lecture14.data.load": set()}
    >>> sorted(touched(["lecture14/data/load.py", "lecture14/data/cells/birds.csv"], graph))
    ['lecture14.data', 'lecture14.data.load']
    >>> touched(["requirements.txt"], graph), touched(["lecture14/gone.py"], graph)
    (None, None)
    """
    found = set()
    for name in names:
        file = Path(name)
        if file.suffix == ".py":
            parts = file.with_suffix("").parts
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        else:
            folders = (".".join(folder.parts) for folder in file.parents)
            module = next((folder for folder in folders if folder in graph), "")
        if module not in graph:
            return None
        found.add(module)
    return found


def package_graph(root: Path) -> Graph:
    """Who imports whom in the package; who imports by names made at run time may import all that lies below.

    The checks of exercises are the exception: a page asks for those of the module with its own name (`uses`).
    """
    files = modules(root / PACKAGE)
    graph = imports(root / PACKAGE)
    for module, file in files.items():
        if module != EXERCISES and "import_module(" in file.read_text(encoding="utf-8"):
            graph[module] |= {name for name in files if name.startswith(f"{module}.")}
    return graph


def uses(notebook: Path, graph: Graph) -> set[str]:
    """The modules of the package that a notebook imports or names, and those that these import, and so on."""
    found = {f"{EXERCISES}.{notebook.stem.replace('-', '_')}"} & set(graph)
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        for name in NAMED.findall(text):
            parts = name.split(".")
            found |= {".".join(parts[: i + 1]) for i in range(len(parts))} & set(graph)
        if cell["cell_type"] == "code":
            found |= imported(ast.parse(text), [], graph)
    return reached(graph, found)


def to_run_again(root: Path, names: Iterable[str]) -> set[Path]:
    """The notebooks that use what the changed files of the package hold."""
    notebooks = set((root / "book").glob("*.ipynb"))
    graph = package_graph(root)
    changes = touched(names, graph)
    return {page for page in notebooks if changes is None or uses(page, graph) & changes}
