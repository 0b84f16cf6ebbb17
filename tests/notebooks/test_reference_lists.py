"""The glossary and the bibliography are in order: sorted, each entry once, so that a new one has one place."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from pybtex.database import parse_file

BOOK = Path(__file__).parents[2] / "book"


def in_order(names: list[str]) -> bool:
    return len(names) > 10 and names == sorted(set(names), key=str.lower)


def test_bibliography() -> None:
    """pybtex stops at a broken or repeated entry."""
    assert in_order(list(parse_file(BOOK / "references.bib").entries))


def glossary() -> list[str]:
    return (
        (BOOK / "glossary.md").read_text("utf-8").split("```{glossary}\n")[1].split("\n```")[0].split("\n\n")
    )


def linked_terms(text: str) -> set[str]:
    """Terms that a page links to: `{term}` followed by a name, or by other words and the name in brackets."""
    found = re.findall(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`", text)
    return {" ".join(term.split()).lower() for term in found}


def test_glossary() -> None:
    entries = glossary()
    assert in_order([entry.splitlines()[0] for entry in entries])
    for entry in entries:
        assert all(line.startswith("  ") for line in entry.splitlines()[1:]), entry


def test_every_entry_is_linked_from_a_page() -> None:
    texts = [page.read_text("utf-8") for page in BOOK.glob("*.md") if page.name != "glossary.md"]
    for page in BOOK.glob("*.ipynb"):
        cells = nbformat.read(page, as_version=4).cells
        texts += [cell.source for cell in cells if cell.cell_type == "markdown"]
    linked = linked_terms("\n".join(texts))
    assert {
        entry.splitlines()[0] for entry in glossary() if entry.splitlines()[0].lower() not in linked
    } == set()


def test_links_are_seen_over_lines_and_in_brackets() -> None:
    assert linked_terms("a {term}`dual\nnumber`, {term}`duals <Dual number>` and `seed`") == {"dual number"}


def malformed(text: str) -> list[str]:
    """Outside links of a page that are not https with a host and a path, or that stand in the text bare."""
    links = re.findall(r"\]\((?!#)([^)\s]*)\)", text)
    bare = re.findall(r"(?<!\]\()\bhttps?://\S+", text)
    return [link for link in links if not re.fullmatch(r"https://[\w.-]+\.[a-z]+/\S+", link)] + bare


def test_further_reading_links_outside() -> None:
    text = (BOOK / "further-reading.md").read_text("utf-8")
    assert text.count("](https://") >= 3
    assert malformed(text) == []


def test_a_malformed_link_is_seen() -> None:
    text = "[a](http://a.org/b) [b](https://a.org/b) [c](https://nowhere) https://a.org/d"
    assert malformed(text) == ["http://a.org/b", "https://nowhere", "https://a.org/d"]
