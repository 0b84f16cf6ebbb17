"""Every internal link, anchor, image and file of the book is there, and none is on another host."""

from __future__ import annotations

from pathlib import Path

from tests.book import checks


def test_links_resolve(book: Path) -> None:
    assert checks.links(book) == []
