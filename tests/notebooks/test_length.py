"""No chapter explains for longer than an hour's reading."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

BOOK = Path(__file__).parents[2] / "book"
LONGEST = 2200
APART = {"exercise", "hint", "solution"}


def words(notebook: nbformat.NotebookNode) -> int:
    """The words of a chapter's explanation: without exercises, questions, derivations, formulas and code."""
    text = "\n\n".join(
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and not APART & set(cell.metadata.get("tags", ()))
    )
    text = re.sub(r"```\{(?:predict|question|admonition\} Derivation).*?```", "", text, flags=re.S)
    text = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`\n]*`|^:\w+:[^\n]*$", "", text, flags=re.S | re.M)
    return len(re.findall(r"[A-Za-z][\w'’-]*", text))


@pytest.mark.parametrize("page", sorted(BOOK.glob("*.ipynb")), ids=lambda page: page.stem)
def test_a_chapter_is_read_in_an_hour(page: Path) -> None:
    assert 100 < words(nbformat.read(page, as_version=4)) <= LONGEST


def test_what_counts_as_a_word() -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("Two words $x + y$ and `code`."),
            nbformat.v4.new_markdown_cell("```{admonition} Derivation: a\nmany words\n```"),
            nbformat.v4.new_markdown_cell("hidden", metadata={"tags": ["hint"]}),
            nbformat.v4.new_code_cell("x = 1"),
        ]
    )
    assert words(notebook) == 3
