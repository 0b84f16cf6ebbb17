"""One article of the book for paper: what to take out, what to put at the end, and where its links lead then."""

from __future__ import annotations

import re
from copy import copy
from html import escape
from itertools import count

from bs4 import BeautifulSoup, Tag

#: What only a hand or a script makes use of.
CONTROLS = """
    script, noscript, button, input, select, legend, .toctree-wrapper, .run-bar, .run-away, .run-not,
    .explorer-controls, .explorer-said,
    .lab-controls, .lab-tools, .lab-hint, .lab-table, .lab-python,
    .predict-cover, .predict-buttons, .predict-settings, .predict-result, .predict-estimate, .predict-hint,
    .picture-code > details, .expanded, .made-size
"""
#: Attributes that name an id of the page, alone or as a fragment.
NAMES = {"id", "for", "aria-labelledby", "aria-describedby", "aria-controls"}
FRAGMENTS = {"href", "xlink:href", "clip-path", "fill", "stroke", "filter", "mask", "style", "marker-end"}


def words(heading: Tag) -> str:
    """What a heading says, a formula as its symbols."""
    heading = copy(heading)
    for hidden in heading.select(".headerlink, .exercise-time"):
        hidden.decompose()
    return re.sub(r"\s+", " ", heading.get_text()).strip()


def strip(article: Tag) -> None:
    """Take out what only a hand or a script makes use of, and make lists and text of what it leaves."""
    # The sentence below a picture, which on a page its script fills in.
    for reading in article.select(".explorer-reading"):
        reading.string = reading.find_parent("figure").svg["aria-label"]
    for control in article.select(CONTROLS):
        control.decompose()
    # A pencil draws on paper: of a sketch the empty axes stay, which are a picture then.
    for pad in article.select(".predict-pad"):
        del pad["role"], pad.svg["aria-hidden"]
        pad.svg["role"], pad.svg["aria-label"] = "img", f"Empty axes. {pad['aria-label']}"
        del pad["aria-label"]
    for form in article.select("form, fieldset"):
        options = form.select(":scope > label")
        if options:
            options[0].insert_before(listed := new("<ul class='paper-options'></ul>"))
            for option in options:
                option.name = "li"
                option.attrs = {}
                listed.append(option.extract())
        form.unwrap()
    for label in article.select("label"):
        label.name, label.attrs = "p", {"class": "paper-label"}
    # A section may begin at the foot of a page and its heading at the head of the next: links lead to headings.
    for heading in article.select("section[id] > :is(h1, h2, h3)"):
        for label in heading.find_previous_siblings("span", id=True):
            heading.insert(0, label.extract())
        heading["id"] = heading.parent["id"]
        del heading.parent["id"]
    # On paper a formula is what is drawn; who hears the PDF hears its TeX. Both notations would be text twice.
    for formula in article.select(".katex"):
        tex = formula.select_one("annotation")
        if tex and (drawn := formula.select_one(".katex-html")):
            formula["role"], formula["aria-label"] = "img", tex.get_text()
            del drawn["aria-hidden"]
            formula.select_one(".katex-mathml").decompose()
    # Chromium prints a closed fold as its name alone: hints and derivations are open, a title and its text.
    for fold in article.select("details.hide"):
        fold.name, fold.attrs = "div", {"class": "paper-fold"}
        fold.summary.name = "div"


def collect(article: Tag) -> list[Tag]:
    """Move answers and solutions out of an article, leave a link in their places, and return them with links back."""
    found: list[Tag] = []
    numbers = count(1)
    for box in article.select(".predict"):
        title = box.select_one(".predict-title")
        title.string = f"Prediction {next(numbers)}"
        move(box.select_one(".predict-answer"), title.string, box["id"], found)
    for box in article.select(".question"):
        move(box.select_one(".question-answer"), words(box.select_one(".question-title")), box["id"], found)
    exercise = None
    for part in article.select(".exercise.admonition, .exercise-fold"):
        if "exercise" in part["class"]:
            exercise = part
        elif exercise and words(part.select_one(".collapsed")).startswith("Solution"):
            move(part, words(exercise.select_one(".admonition-title")), exercise["id"], found)
    return found


def move(answer: Tag, title: str, asked: str, found: list[Tag]) -> None:
    """Move one answer; a second part of a solution goes to the first."""
    name = f"answer-{asked}"
    for summary in answer.select("summary, .paper-fold > div:has(> .collapsed)"):
        summary.decompose()
    if found and found[-1]["id"] == name:
        found[-1].append(answer.extract())
        return
    noun = "Answer" if title.startswith(("Prediction", "Question")) else "Solution"
    answer.insert_before(new(f'<p class="paper-to"><a href="#{name}">{noun}: page {number(name)}</a></p>'))
    back = f'<small><a href="#{asked}">page {number(asked)}</a></small>'
    entry = new(f'<section class="paper-answer" id="{name}"><h3>{escape(title)} {back}</h3></section>')
    answer.name = "div"
    entry.append(answer.extract())
    found.append(entry)


def number(target: str) -> str:
    """Where the number of the page is filled in on which an id of this page stands."""
    return f'<span data-page-of="#{target}"></span>'


def new(html: str) -> Tag:
    return BeautifulSoup(html, "html.parser").contents[0].extract()


def rename(parts: list[Tag], name: str) -> None:
    """Give the ids of a page the page's name, and lead its links inside the one page, or nowhere.

    Parameters
    ----------
    parts : list of Tag
        The page's article, and the answers that stood in it.
    name : str
        The page's, which becomes the beginning of its ids: ``em`` makes ``em--slide-54``.
    """
    for tag in (tag for part in parts for tag in [part, *part.find_all(True)]):
        for key in NAMES & set(tag.attrs):
            tag[key] = " ".join(f"{name}--{one}" for one in tag[key].split())
        if "data-page-of" in tag.attrs:
            tag["data-page-of"] = f"#{name}--{tag['data-page-of'][1:]}"
        for key in FRAGMENTS & set(tag.attrs):
            if tag.name == "a" and key == "href":
                tag[key] = place(tag[key], name)
            elif tag[key].startswith("#") and key.endswith("href"):
                tag[key] = f"#{name}--{tag[key][1:]}"
            else:
                tag[key] = re.sub(r"url\(([\"']?)#", rf"url(\1#{name}--", tag[key])


def place(address: str, name: str) -> str:
    """Where a link of a page leads inside the one page; an address outside the book stays.

    >>> [place(address, "em") for address in ("#slide-9", "graph.html", "graph.html#x", "https://doi.org/1")]
    ['#em--slide-9', '#graph', '#graph--x', 'https://doi.org/1']
    """
    if re.match(r"[a-z]+:", address):
        return address
    page, _, fragment = address.partition("#")
    page = page.removesuffix(".html") or name
    return f"#{page}--{fragment}" if fragment else f"#{page}"


def close_links(book: Tag) -> None:
    """A link to what the one page lacks becomes its words; an id stands once."""
    ids: set[str] = set()
    for tag in book.select("[id]"):
        if tag["id"] in ids:
            del tag["id"]
        else:
            ids.add(tag["id"])
    for link in book.select('a[href^="#"]'):
        if link["href"][1:] not in ids:
            link.unwrap()
