"""Hand-outs: the chapters as notebooks to work in, in reading order: ``python book/handouts.py FOLDER [--solutions]``.

A hand-out is a chapter without its solutions, by nbconvert's own removal of tagged cells, and without outputs, which
the reader makes. With ``--solutions`` it is the whole chapter, for who teaches. What is in the folder already stays: it
holds a reader's work.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor, TagRemovePreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

BOOK = Path(__file__).parent
CONTENTS = BOOK.parent / "_toc.yml"
sys.path.append(str(BOOK / "_ext"))
from hand_outs import names  # noqa: E402
from question.text import as_text  # noqa: E402

START = "00-start-here.ipynb"
WORDS = """# Start here

These are the chapters of the book in reading order. Run a cell with Shift+Enter, from the top of a notebook to its end.

**Exercises.** Write your answer in place of the `...` and run the cell. Its last line checks it:

- `✓` It is right, and you read what comes next.
- `✗` It is not. You read what kind of mistake it looks like, and what your code returned for which input. What was
  expected is told after the third wrong try.
- `○` You have not begun.

Each exercise has hints below it, folded. {solutions}

**Your work is yours.** It is on your disk, and nothing is sent anywhere. `progress.json` keeps what you have solved. To
begin a chapter afresh, put its notebook as it came in its place. In a copy of the project `make lab` writes what is
missing, and leaves alone what is there.

{chapters}

What you have solved so far:"""
LATER = "The solutions are in the book."
HERE = "The solutions follow, folded."


def chapters() -> list[Path]:
    """The notebooks of the book's two parts, in the order of the table of contents.

    >>> [path.stem for path in chapters()][:2]
    ['why-derivatives', 'differences']
    """
    return [BOOK / f"{page}.ipynb" for page in names(CONTENTS, BOOK)]


def handout(notebook: NotebookNode) -> NotebookNode:
    """A notebook without the cells of its solutions."""
    return TagRemovePreprocessor(remove_cell_tags={"solution"}).preprocess(notebook, {})[0]


def emptied(notebook: NotebookNode) -> NotebookNode:
    """A hand-out without outputs, which the reader makes."""
    return ClearOutputPreprocessor().preprocess(handout(notebook), {})[0]


def in_words(notebook: NotebookNode) -> NotebookNode:
    """A notebook with its questions and predictions as text that JupyterLab shows."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = as_text(cell.source)
    return notebook


def title(notebook: NotebookNode) -> str:
    """The first heading of a notebook."""
    heading = re.search(r"(?m)^# (.+)$", "\n".join(cell.source for cell in notebook.cells))
    return heading[1] if heading else ""


def write(folder: Path, solutions: bool = False) -> list[Path]:
    """Fill a folder with the chapters, a page to start from, and a file in which progress is kept.

    Parameters
    ----------
    folder : Path
        Is made if it is not there. Files in it stay as they are.
    solutions : bool
        Leave the solutions in, and the outputs with them.

    Returns
    -------
    list of Path
        The files that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written, links = [], []
    for number, (page, name) in enumerate(names(CONTENTS, BOOK).items(), start=1):
        notebook = in_words(nbformat.read(BOOK / f"{page}.ipynb", as_version=4))
        target = folder / name
        links.append(f"{number}. [{title(notebook)}]({target.name})")
        if not solutions:
            notebook = emptied(notebook)
        written += _new(target, nbformat.writes(notebook))
    words = WORDS.format(chapters="\n".join(links), solutions=HERE if solutions else LATER)
    solved = "from lecture14.exercises import check\n\ncheck()"
    cells = [new_markdown_cell(words, id="words"), new_code_cell(solved, id="solved")]
    start = new_notebook(cells=cells, metadata=nbformat.read(chapters()[0], as_version=4).metadata)
    return written + _new(folder / START, nbformat.writes(start)) + _new(folder / "progress.json", "{}\n")


def _new(file: Path, text: str) -> list[Path]:
    """Write a file unless it is there."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        return []
    return [file]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--solutions", action="store_true", help="leave the solutions in")
    arguments = parser.parse_args()
    written = write(arguments.folder, arguments.solutions)
    print(f"{arguments.folder}: {len(written)} files written; what was there stays as it was")


if __name__ == "__main__":
    main()
