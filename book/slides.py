"""Cut the built book into decks of slides: ``python book/slides.py``, which ``make slides`` and ``make site`` do.

Reads ``_build/html`` and writes ``_build/html/slides``: a deck for each chapter, with its pictures alive, and a page
that lists the decks. `book/deck/cut.py` says what a slide is. reveal.js, which turns the slides, comes in the package
sphinx-revealjs; of that only the files in `REVEAL` are used.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
sys.path.append(str(ROOT / "book" / "_ext"))

from chapters import parts  # noqa: E402

from book.deck.cut import Slide, cut  # noqa: E402
from book.deck.write import deck, head, moved  # noqa: E402
from book.downloads import links  # noqa: E402
from lecture14.widgets.lean import lean  # noqa: E402

OWN = Path(__file__).with_name("deck")
#: The file in the package's reveal.js -> its name in slides/reveal.
REVEAL = {
    "LICENSE": "LICENSE",
    "dist/reveal.css": "reveal.css",
    "dist/reveal.js": "reveal.js",
    "plugin/notes/notes.js": "notes.js",
}
COLUMNS = ("Deck", "Slides of the lecture", "In the deck")
#: The front page has slides 1 and 2; its deck is not the list of the decks.
FRONT = {"index": "front-page"}


class Missing(Exception):
    """What the decks are made of is not there; says what to do."""


def reveal() -> Path:
    """The folder of reveal.js in the installed package, which is not imported."""
    found = importlib.util.find_spec("sphinx_revealjs")
    if found is None or found.origin is None:
        raise Missing("sphinx-revealjs is not installed: `make slides` installs what requirements.txt lists")
    return Path(found.origin).parent / "_static" / "revealjs"


def chapters(root: Path = ROOT) -> dict[str, list[str]]:
    """Caption of a part -> its chapters, from _toc.yml; the front page before them."""
    return {"": ["index"]} | parts(root / "_toc.yml")


def write(html: Path, place: Path, pages: dict[str, list[str]]) -> dict[str, list[Slide]]:
    """Write the decks of pages in the folder html into place, and the list of them; page -> its slides."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "reveal").mkdir(exist_ok=True)
    for source, target in REVEAL.items():
        shutil.copy(reveal() / source, place / "reveal" / target)
    shutil.copy(OWN / "deck.css", place)
    for script in (OWN / "deck.js", ROOT / "book/assets/static/book.js"):
        (place / script.name).write_text(lean(script.read_text(encoding="utf-8")), encoding="utf-8")
    decks = {}
    for name in (name for part in pages.values() for name in part):
        page = BeautifulSoup((html / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        decks[name] = cut(page, numbered_only=name in FRONT)
        text = deck(page, decks[name], f"{name}.html")
        (place / f"{FRONT.get(name, name)}.html").write_text(text, encoding="utf-8")
    front = BeautifulSoup((html / "index.html").read_text(encoding="utf-8"), "html.parser")
    (place / "index.html").write_text(contents(front, pages, decks), encoding="utf-8")
    return decks


def contents(front: BeautifulSoup, pages: dict[str, list[str]], decks: dict[str, list[Slide]]) -> str:
    """The page that lists the decks, with the front page's head."""
    lists = []
    for caption, names in pages.items():
        rows = "".join(f"<tr>{_row(name, decks[name])}</tr>" for name in names)
        columns = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
        table = f"<table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>"
        lists.append(f"<h2>{escape(caption or 'Front page')}</h2>{table}")
    text = f"""<!doctype html>
<html lang="en" data-theme="light"><head>{head(front, "Slides: a deck a chapter")}</head>
<body class="deck-list"><main id="main-content"><h1>A deck a chapter</h1>
<p>Each deck is cut from its chapter, with the same living pictures. <kbd>S</kbd> opens the speaker's notes, which needs
a server; <kbd>Esc</kbd> shows all slides at once. <a href="teach.html">Teach with this book</a> has plans for 50, 75
and 110 minutes. <a href="index.html">Back to the book</a></p>
{"".join(lists)}</main></body></html>
"""
    return moved(text, "index.html")


def _row(name: str, slides: list[Slide]) -> str:
    numbers = sorted({number for slide in slides for number in slide.numbers})
    link = f'<a href="slides/{FRONT.get(name, name)}.html">{escape(slides[0].title)}</a>'
    return f"<td>{link}</td><td>{', '.join(map(str, numbers)) or 'beyond them'}</td><td>{len(slides)}</td>"


def main() -> None:
    html = ROOT / "_build" / "html"
    if not (html / "index.html").exists():
        raise Missing("there is no built book in _build/html: run `make book` first")
    place = html / "slides"
    shutil.rmtree(place, ignore_errors=True)
    decks = write(html, place, chapters())
    links.fill(html)
    print(f"{len(decks)} decks, {sum(map(len, decks.values()))} slides: {(place / 'index.html').as_uri()}")


if __name__ == "__main__":
    try:
        main()
    except Missing as why:
        sys.exit(f"The slides are not there: {why}")
