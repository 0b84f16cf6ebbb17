"""The built book with some decks beside it, in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from book import slides
from book.downloads import links


def with_decks(book: Path, place: Path, *pages: str) -> Path:
    """The folder place: links to what the book has, and decks of pages. Nothing is written to the book itself."""
    for entry in book.iterdir():
        if entry.name not in ("slides", *links.PAGES):
            (place / entry.name).symlink_to(entry)
    # These are written to: not through a link.
    for name in links.PAGES:
        shutil.copy(book / name, place)
    slides.write(book, place / "slides", {"": ["index"], "Part": [*pages]})
    return place
