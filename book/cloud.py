"""Copies of the notebooks for Colab and Binder: ``python -m book.cloud FOLDER``.

A notebook that opens there is alone: the package is in no index, and nothing is installed. So a copy begins with a cell
that installs it from the repository, and the folder says the same to Binder. For the rest it is a hand-out: without
solutions, questions as text. The workflow puts the folder on the branch `notebooks`, which Colab and Binder open; the
sources stay as they are.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from book import handouts

# `handouts` has made the build's extensions known.
from public.setting import Site  # isort: skip

WORDS = """*This is a copy of [{title}]({page}) to work in, without the solutions, which are there. The next cell
installs what the other cells import, unless it is installed already.*"""
INSTALL = """# No index has the book's package: without it, as in Colab, this installs it from its repository.
import importlib.util

if not importlib.util.find_spec("lecture14"):
    %pip install --quiet "{requirement}"
"""
README = """# Notebooks

The chapters of {book} as Colab and Binder open them. A workflow writes this branch; its sources are in [the
repository]({repository}), where changes belong.

{chapters}
"""
#: Binder reads these. Its default Python may be older than the package needs; without jupyterlab-myst JupyterLab would
#: show references and boxes as their source.
BINDER = {"runtime.txt": "python-3.12\n", "requirements.txt": "{requirement}\njupyterlab-myst>=2.4\n"}


def copy(notebook: NotebookNode, page: str, site: Site) -> NotebookNode:
    """A hand-out that installs what it needs.

    Parameters
    ----------
    notebook : NotebookNode
    page : str
        The page's name.
    site : Site
        Where the package comes from; where the page is, if it has an address.
    """
    title = handouts.title(notebook)
    copied = handouts.emptied(handouts.in_words(notebook))
    address = site.page(page) if site.address else site.repository
    install = INSTALL.format(requirement=site.requirement())
    copied.cells[:0] = [
        new_markdown_cell(WORDS.format(title=title, page=address), id="about-this-copy"),
        new_code_cell(install, id="install", metadata={"tags": ["install"]}),
    ]
    return copied


def write(folder: Path, site: Site, book: str) -> None:
    """Fill a folder with the copies, what Binder reads, and a page that says what all this is."""
    if not site.repository:
        raise SystemExit(
            "site: repository is empty in _config.yml; expected the address that the notebooks install the package from"
        )
    (folder / ".binder").mkdir(parents=True)
    links = {}
    for path in sorted(handouts.BOOK.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        links[path] = f"[{handouts.title(notebook)}]({path.name})"
        _write(folder / path.name, nbformat.writes(copy(notebook, path.stem, site)))
    chapters = handouts.chapters()
    order = [*chapters, *(path for path in links if path not in chapters)]
    listed = "\n".join(f"{number}. {links[path]}" for number, path in enumerate(order, start=1))
    _write(folder / "README.md", README.format(book=book, repository=site.repository, chapters=listed))
    for name, text in BINDER.items():
        _write(folder / ".binder" / name, text.format(requirement=site.requirement()))


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    config = yaml.safe_load((handouts.BOOK.parent / "_config.yml").read_text(encoding="utf-8"))
    try:
        site = Site.read(config["sphinx"]["config"]["site"], os.environ)
    except ValueError as error:
        sys.exit(str(error))
    write(folder, site, config["title"])
    print(f"{folder}: the notebooks, which install {site.requirement()}")


if __name__ == "__main__":
    main()
