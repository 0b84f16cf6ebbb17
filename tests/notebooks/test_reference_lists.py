"""The glossary and the bibliography are in order: sorted, each entry once, so that a new one has one place."""

from __future__ import annotations

from pathlib import Path

from pybtex.database import parse_file

BOOK = Path(__file__).parents[2] / "book"


def in_order(names: list[str]) -> bool:
    return len(names) > 10 and names == sorted(set(names), key=str.lower)


def test_bibliography() -> None:
    """pybtex stops at a broken or repeated entry."""
    assert in_order(list(parse_file(BOOK / "references.bib").entries))


def test_glossary() -> None:
    entries = (
        (BOOK / "glossary.md").read_text("utf-8").split("```{glossary}\n")[1].split("\n```")[0].split("\n\n")
    )
    assert in_order([entry.splitlines()[0] for entry in entries])
    for entry in entries:
        assert all(line.startswith("  ") for line in entry.splitlines()[1:]), entry
