"""The built book as one page for paper: `one_page` joins the articles of ``_build/html`` in the order of ``_toc.yml``.

What paper cannot do goes: controls, covers, the code behind a picture, and links to pages that are left out (their
words stay). What a reader is to find alone goes to the end: the answers of predictions and questions, and the
solutions, each with a link there and one back. Nothing is computed or laid out anew: formulas, outputs and pictures
are those of the pages, a picture as it first stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import yaml
from bs4 import BeautifulSoup, Tag

from book.pdf.article import close_links, collect, new, number, rename, strip, words

ROOT = Path(__file__).parents[2]
STYLE = Path(__file__).with_name("paper.css")
#: The reference of functions and pictures would be a third of the PDF, and reads better as pages.
LEFT_OUT = ("api/",)
#: What the front page says here in place of how the book is used on a screen, a paragraph a line.
ON_PAPER = (
    "This is *{title}* on paper: its chapters, each picture as it first stands, and what the cells printed. On the "
    "book's pages the pictures move and the cells run: where the text says drag, press or choose, it speaks of those.",
    "Hints stand beside their exercises. The answers of predictions and questions, and the solutions of the exercises, "
    "are at the end under {answers}, by chapter.",
    "*Left out* are the reference of the functions, the reference of the pictures, and the source code. All three are "
    "pages of the book: `make book` builds it and prints where it is, and *Reference* in its table of contents leads "
    "there.",
)
ANSWERS = "Answers and solutions"


class Page(NamedTuple):
    """A page of the book: its name without ``.html``, and its article."""

    name: str
    article: Tag


class Heading(NamedTuple):
    """A line of the table of contents or of the bookmarks: how deep it stands, its words, and where it leads."""

    level: int
    title: str
    id: str


def parts(contents: dict) -> Iterator[tuple[str, list[str]]]:
    """The parts of a table of contents and their pages, the front page first, in a part without a name.

    >>> list(parts({"root": "index", "parts": [{"caption": "I", "chapters": [{"file": "a"}, {"file": "api/b"}]}]}))
    [('', ['index']), ('I', ['a'])]
    """
    yield "", [contents["root"]]
    for part in contents["parts"]:
        files = [chapter["file"] for chapter in part["chapters"]]
        yield part["caption"], [file for file in files if not file.startswith(LEFT_OUT)]


def headings(page: Page, level: int) -> Iterator[Heading]:
    """The title of a page and those of its sections, down to their sections."""
    for heading in page.article.select("section > :is(h1, h2, h3)"):
        depth = int(heading.name[1])
        target = page.name if depth == 1 else heading.get("id")
        if target:
            yield Heading(level + depth - 1, words(heading), target)


def read(html: Path, name: str, styles: dict[str, None]) -> Page:
    """A built page's article; its styles are added to those that there are."""
    soup = BeautifulSoup((html / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    for style in soup.select('link[rel="stylesheet"], head > style'):
        if style.name == "link":
            style["href"] = (html / style["href"]).resolve().as_uri()
        styles[str(style)] = None
    article = soup.select_one("article.bd-article").extract()
    for image in article.select("img[src]"):
        image["src"] = (html / image["src"]).resolve().as_uri()
    return Page(name, article)


def one_page(html: Path, about: dict[str, str], contents: dict | None = None) -> tuple[str, list[Heading]]:
    """The book as one page, and its headings.

    Parameters
    ----------
    html : Path
        The built book, which is read only.
    about : dict of str
        The ``title`` of the book, its ``authors``, ``lecture``, ``version`` and ``licence``, which the first page says.
    contents : dict, optional
        A table of contents as `_toc.yml` has it, which is the default.
    """
    contents = contents or yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    styles: dict[str, None] = {}
    lines: list[Heading] = []
    answers: list[tuple[Page, str, list[Tag]]] = []
    book = new('<main class="bd-content"></main>')
    for serial, (caption, names) in enumerate(parts(contents)):
        if caption and names:
            lines.append(Heading(0, caption, f"part-{serial}"))
        for name in names:
            page = read(html, name, styles)
            strip(page.article)
            moved = collect(page.article)
            if name == contents["root"]:
                say_what_this_is(page.article, about["title"])
            rename([page.article, *moved], name)
            page.article["id"] = name
            if caption and name == names[0]:
                part = new(f'<h1 class="paper-part" id="part-{serial}">{escape(caption)}</h1>')
                page.article.insert(0, part)
            found = list(headings(page, 1 if caption else 0))
            lines += found
            styles[running(page.article, found[0].title, len(lines))] = None
            book.append(page.article)
            if moved:
                answers.append((page, found[0].title, moved))
    if answers:
        lines.append(Heading(0, ANSWERS, "answers"))
        serial = len(lines)
        for article in appendix(answers):
            lines.append(Heading(1, words(article.h2), article["id"]))
            # One head for all: another begins a new page.
            styles[running(article, ANSWERS, serial)] = None
            book.append(article)
    close_links(book)
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    head = f'<meta charset="utf-8"><title>{escape(about["title"])}</title>{"".join(styles)}{style}'
    page = f"<head>{head}</head><body>{front(about, lines)}{book}</body>"
    return f'<!DOCTYPE html><html lang="en" data-theme="light">{page}</html>', lines


def say_what_this_is(article: Tag, title: str) -> None:
    """How to use the book on a screen, and the ways into it, make room for what the book on paper is."""
    heading = article.select_one("#how-to-use-this-book")
    if heading is None:
        return
    section = heading.parent
    for part in article.select(".on-screen, .ways"):
        part.decompose()
    for part in heading.find_next_siblings():
        part.decompose()
    there = f'<a href="#answers">{ANSWERS}</a>'
    for paragraph in ON_PAPER:
        text = re.sub(r"`(.+?)`", r"<code>\1</code>", re.sub(r"\*(.+?)\*", r"<em>\1</em>", paragraph))
        section.append(new(f"<p>{text.format(title=escape(title), answers=there)}</p>"))


def running(article: Tag, title: str, serial: int) -> str:
    """The style by which a page of paper says at its top which chapter it belongs to."""
    article["style"] = f"page: paper-{serial}"
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'<style>@page paper-{serial} {{ @top-right {{ content: "{quoted}" }} }}</style>'


def appendix(answers: list[tuple[Page, str, list[Tag]]]) -> Iterator[Tag]:
    """The answers, by chapter."""
    for serial, (page, title, moved) in enumerate(answers):
        name = f"{page.name}--answers"
        heading = f'<h1 id="answers">{ANSWERS}</h1>' if not serial else ""
        article = new(f'<article class="bd-article paper-answers" id="{name}">{heading}</article>')
        # Chromium notes the place of what a link of the page leads to: a bookmark asks for it.
        here = f'<a class="headerlink" href="#{name}"></a>'
        article.append(new(f"<h2>{escape(title)}{here}</h2>"))
        article.extend(moved)
        yield article


def front(about: dict[str, str], lines: list[Heading]) -> str:
    """The title page and the table of contents: parts and chapters."""
    said = "".join(f"<p>{escape(words)}</p>" for name, words in about.items() if name != "title")
    rows = "".join(
        f'<li class="paper-{line.level}"><a href="#{line.id}">{escape(line.title)}</a> {number(line.id)}</li>'
        for line in lines
        if line.level < 2 and not line.id.endswith("--answers")
        if line.level == 0 or "--" not in line.id
    )
    return (
        f'<section class="paper-title"><h1>{escape(about["title"])}</h1>{said}</section>'
        f'<nav class="paper-contents" aria-label="Contents"><h1>Contents</h1><ol>{rows}</ol></nav>'
    )
