"""Slides as a page of reveal.js, with the styles, scripts and pictures of the page that they were cut from."""

from __future__ import annotations

import copy
import re
from html import escape
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from book.deck.cut import PICTURE, Slide, for_the_speaker, lines, words

#: The page's scripts that a deck needs: what moves pictures and asks questions. The theme's looks for the theme's page.
SCRIPTS = re.compile(r"_static/(explorer|predict|question)\.js|_static/(frames|labs)/")
REVEAL = ("reveal/reveal.js", "reveal/notes.js", "book.js", "deck.js")
#: Within a tag that Beautiful Soup has written, quotes are double, and < and > are none of its text.
TAGS = re.compile(r"<[a-z][^<>]*>")
ADDRESSES = re.compile(r'(?<= )(href|src)="([^"]*)"')
#: A picture wider than this many times its height stands above its controls, not beside them.
WIDE = 1.75
#: Labs that draw two columns where they have the room, and are tall without it.
COLUMNS = {"program", "landscape", "elimination"}


def deck(page: BeautifulSoup, slides: list[Slide], file: str) -> str:
    """The HTML of a deck.

    Parameters
    ----------
    page : the built page, for its head
    slides : from `cut`
    file : the page's name, "em.html"
    """
    title = words(page.select_one("h1")) if page.select_one("h1") else slides[0].title
    body = "\n".join(section(slide, file) for slide in slides)
    html = f"""<!doctype html>
<html lang="en" data-theme="light">
<head>
{head(page, f"Slides: {title}")}
</head>
<body>
<main id="main-content">
<h1 class="deck-hidden">{escape(title)}</h1>
<div class="reveal"><div class="slides bd-article bd-content">
{body}
</div></div>
<p class="deck-foot"><a href="{file}">{escape(title)}</a><a href="slides/index.html">All decks</a>
<span class="deck-keys"><kbd>S</kbd> notes, <kbd>Esc</kbd> overview, <kbd>F</kbd> full screen,
<kbd>T</kbd> light or dark</span></p>
<p class="deck-said" role="status"></p>
</main>
{scripts(page)}
</body>
</html>
"""
    return moved(html, file)


def head(page: BeautifulSoup, title: str) -> str:
    """The page's head, less what is the page's alone, and the deck's styles."""
    kept = [
        tag
        for tag in page.head.find_all(["meta", "link", "style", "script"], recursive=False)
        if tag.name in ("meta", "style")
        or "stylesheet" in tag.get("rel", ())
        or "icon" in tag.get("rel", ())
        # What settles the colours and the predictions before anything is painted.
        or (tag.name == "script" and not tag.get("src") and "runs-file" not in (tag.string or ""))
    ]
    # Paper has rules of its own in deck.css; reveal.js would make each block a paragraph.
    own = (
        '<link rel="stylesheet" href="slides/reveal/reveal.css" media="screen">'
        '<link rel="stylesheet" href="slides/deck.css">'
    )
    description = f'<meta name="description" content="{escape(title)}">'
    tags = [str(tag) for tag in kept if tag.get("name") != "description"]
    return "\n".join([*tags, description, f"<title>{escape(title)}</title>", own])


def scripts(page: BeautifulSoup) -> str:
    sources = [tag["src"] for tag in page.head.find_all("script", src=SCRIPTS)]
    return "\n".join(
        f'<script defer src="{source}"></script>'
        for source in [*sources, *(f"slides/{name}" for name in REVEAL)]
    )


def section(slide: Slide, file: str) -> str:
    """One slide: its heading, which lecture slide it is, what is shown, and the notes."""
    top = f"{_anchors(slide)}<h2>{_inner(slide.heading)}</h2>{_number(slide)}"
    kinds = [slide.kind]
    if slide.kind == "exercises":
        shown = f"<ol>{''.join(_exercise(part, file) for part in slide.shown)}</ol>"
    else:
        if slide.kind == "picture" and (figure := _figure(slide)) is not None:
            shape = _aspect(figure)
            kinds.append("wide" if shape > WIDE else "beside")
            kinds += ["columns"] * (figure.get("data-lab") in COLUMNS)
            # The words before a picture stand beside it, below the heading.
            *before, picture = slide.shown
            figure["style"] = f"--aspect: {shape:.3f}; --lines: {sum(map(lines, before)):.0f}"
            figure.insert(0, BeautifulSoup(_head(top + "".join(map(str, before))), "html.parser"))
            top, slide.shown = "", [picture]
        shown = "".join(map(str, slide.shown))
    top = top and _head(top)
    notes = for_the_speaker(slide.notes)
    aside = f'<aside class="notes">{notes}</aside>' if notes else ""
    classes = " ".join(f"deck-{kind}" for kind in kinds)
    return f'<section id="{slide.name}" class="{classes}">{top}{shown}{aside}</section>'


def _head(html: str) -> str:
    return f'<div class="deck-head">{html}</div>'


def _anchors(slide: Slide) -> str:
    return "".join(f'<span id="{escape(anchor)}"></span>' for anchor in slide.anchors)


def _inner(heading: Tag) -> str:
    return "".join(map(str, heading.contents))


def _number(slide: Slide) -> str:
    """Such as "slide 17 of the lecture"; the numbers lead to the table of the slides."""
    if not slide.numbers:
        return ""
    links = [f'<a href="index.html#slide-row-{number}">{number}</a>' for number in slide.numbers]
    many = f"s {', '.join(links[:-1])} and {links[-1]}" if links[1:] else f" {links[0]}"
    return f'<p class="deck-number">Slide{many} of the lecture</p>'


def _exercise(part: Tag, file: str) -> str:
    title = copy.copy(part.select_one(".admonition-title"))
    return f'<li><a href="{file}#{part["id"]}">{_inner(title)}</a></li>'


def _figure(slide: Slide) -> Tag | None:
    """The slide's one picture. Of several none has the whole slide."""
    found = [
        figure
        for part in slide.shown
        for figure in ([part] if part.name == "figure" else part.select(PICTURE))
    ]
    return found[0] if len(found) == 1 else None


def _aspect(figure: Tag) -> float:
    """Width by height of the figure's drawing."""
    drawing = figure.select_one("svg[viewbox], svg[viewBox]")
    if drawing is None:
        return WIDE
    _, _, width, height = map(float, (drawing.get("viewbox") or drawing["viewBox"]).split())
    return width / height


def moved(html: str, file: str) -> str:
    """A deck whose addresses lead where they led, from a folder below; what it has itself stays in it.

    >>> moved('<a href="#here"></a><a href="#there"></a><p id="here"><img src="a.png"></p>', "b.html")
    '<a href="#here"></a><a href="../b.html#there"></a><p id="here"><img src="../a.png"></p>'
    """
    here = {match[1] for tag in TAGS.findall(html) for match in re.finditer(r' id="([^"]*)"', tag)}
    return TAGS.sub(lambda tag: ADDRESSES.sub(lambda match: _moved(match, file, here), tag[0]), html)


def _moved(match: re.Match[str], file: str, here: set[str]) -> str:
    attribute, address = match.groups()
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return match[0]
    if parts.path in ("", file) and parts.fragment:
        address = f"#{parts.fragment}" if parts.fragment in here else f"slides/../{file}#{parts.fragment}"
    elif not address.startswith("slides/"):
        address = f"slides/../{address}"
    return f'{attribute}="{address.removeprefix("slides/")}"'
