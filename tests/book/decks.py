"""The built book with some decks beside it, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from book import slides


def with_decks(book: Path, place: Path, *pages: str) -> Path:
    """The folder place: links to what the book has, and decks of pages. Nothing is written to the book itself."""
    for entry in book.iterdir():
        if entry.name not in ("slides", "teach.html"):
            (place / entry.name).symlink_to(entry)
    slides.write(book, place / "slides", {"": ["index"], "Part": [*pages]})
    return place
