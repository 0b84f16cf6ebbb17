"""The built book with some decks beside it, in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from book import slides
from book.downloads import links


def with_decks(book: Path, place: Path, *pages: str) -> Path:
    """The folder place: links to what the book has, and decks of pages. Nothing is written to the book itself."""
    for entry in book.iterdir():
        if entry.name in links.PAGES:
            # Written to, so not through a link.
            shutil.copy(entry, place)
        elif entry.name != "slides":
            (place / entry.name).symlink_to(entry)
    slides.write(book, place / "slides", {"": ["index"], "Part": [*pages]})
    return place
