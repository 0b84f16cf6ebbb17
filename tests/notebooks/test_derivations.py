"""Derivations stand folded in one form, and a cell behind each checks it with numbers.

A derivation is an admonition ``Derivation: …`` of the classes ``dropdown derivation``, the last one of its cell.
What checks it is the code cell that follows, open to all readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

BOOK = Path(__file__).parents[2] / "book"

#: Chapters whose results are derived, with how many derivations they have at least.
DERIVED = {
    "dual-numbers": 2,
    "graph": 1,
    "em": 1,
    "how-em-works": 1,
    "bridge": 1,
    "kmeans-limit": 1,
    "choosing-k": 1,
}

FOLD = re.compile(r"(?ms)^(`{3,})\{admonition\} ([^\n]*)\n:class: ([^\n]*)\n(.*?)^\1$")


def derivations(cell: nbformat.NotebookNode) -> list[re.Match[str]]:
    """The folds of a cell that are derivations, by name or by class."""
    if cell.cell_type != "markdown":
        return []
    return [m for m in FOLD.finditer(cell.source) if m[2].startswith("Derivation") or "derivation" in m[3]]


def complaints(cells: list[nbformat.NotebookNode]) -> Iterator[str]:
    """What is wrong with the derivations of a notebook."""
    for cell, after in zip(cells, [*cells[1:], new_markdown_cell()], strict=True):
        folds = derivations(cell)
        for fold in folds:
            if not fold[2].startswith("Derivation: "):
                yield f"{fold[2]!r} is a derivation; expected a title 'Derivation: …'"
            if fold[3] != "dropdown derivation":
                yield f"{fold[2]!r} has the classes {fold[3]!r}; expected 'dropdown derivation'"
            if "{math}" not in fold[4] and "$$" not in fold[4]:
                yield f"{fold[2]!r} has no formula on a line of its own; expected steps"
            if "\n:label:" in fold[4]:
                yield f"{fold[2]!r} numbers an equation, which a folded box would hide from its references"
        if len(folds) > 1:
            yield f"{folds[0][2]!r} shares its cell with another derivation; expected a check between them"
        if folds and not (after.cell_type == "code" and re.search(r"\d", said(after))):
            yield f"{folds[0][2]!r} is not followed by a code cell that prints numbers"
        if folds and "hide-cell" in after.metadata.get("tags", ()):
            yield f"the check of {folds[0][2]!r} is hidden"


def said(cell: nbformat.NotebookNode) -> str:
    """The text that a code cell prints or returns."""
    return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)


@pytest.mark.parametrize("page", sorted(BOOK.glob("*.ipynb")), ids=lambda page: page.stem)
def test_derivations_have_one_form_and_a_check(page: Path) -> None:
    cells = nbformat.read(page, as_version=4).cells
    assert list(complaints(cells)) == []
    assert sum(map(len, map(derivations, cells))) >= DERIVED.get(page.stem, 0)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("Derivation: a", "Derivation of a"), "expected a title"),
        (("dropdown derivation", "dropdown"), "has the classes 'dropdown'"),
        (("dropdown derivation", "derivation"), "has the classes 'derivation'"),
        (("$$", ""), "no formula"),
        (("$$\n1 = 1\n$$", "```{math}\n:label: eq\n1 = 1\n```"), "numbers an equation"),
        (
            ("Checked:", "````{admonition} Derivation: b\n:class: dropdown derivation\n$$\n2\n$$\n````"),
            "shares",
        ),
    ],
)
def test_every_fault_of_a_fold_is_seen(change: tuple[str, str], complaint: str) -> None:
    text = "````{admonition} Derivation: a\n:class: dropdown derivation\n\n$$\n1 = 1\n$$\n````\n\nChecked:"
    check = new_code_cell("print(1)", outputs=[new_output("stream", text="1\n")])
    assert list(complaints([new_markdown_cell(text), check])) == []
    assert change[0] in text
    (found,) = complaints([new_markdown_cell(text.replace(*change)), check])
    assert complaint in found


@pytest.mark.parametrize(
    ("after", "complaint"),
    [
        ([], "not followed"),
        ([new_markdown_cell("1")], "not followed"),
        ([new_code_cell("x = 1")], "not followed"),
        ([new_code_cell("f()", outputs=[new_output("stream", text="good\n")])], "not followed"),
        (
            [new_code_cell("1", outputs=[new_output("stream", text="1")], metadata={"tags": ["hide-cell"]})],
            "hidden",
        ),
    ],
)
def test_a_derivation_without_a_check_is_seen(after: list[nbformat.NotebookNode], complaint: str) -> None:
    text = "````{admonition} Derivation: a\n:class: dropdown derivation\n\n$$\n1 = 1\n$$\n````"
    (found,) = complaints([new_markdown_cell(text), *after])
    assert complaint in found
