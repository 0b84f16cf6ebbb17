"""One page becomes a PDF: printed by Chromium, with bookmarks, page numbers and tags that are worth their bytes.

Chromium prints twice: where things are is known after the first time, and the second says it. Its own bookmarks say a
title that runs over two lines twice, and know no parts; so pypdf sets them, with the title, the authors and the
language.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, Fit, NameObject, NumberObject, TextStringObject

from book.pdf.one_page import ROOT, Heading, one_page

NAME = "lecture14.pdf"
FILL = """pages => document.querySelectorAll("[data-page-of]").forEach(
    (number) => (number.textContent = pages?.[number.dataset.pageOf.slice(1)] ?? "000"))"""


def about() -> dict[str, str]:
    """What the title page says."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    lecture = cited["references"][0]
    people = " ".join(lecture["authors"][0][name] for name in ("given-names", "family-names"))
    authors = " and ".join(author["name"] for author in cited["authors"])
    return {
        "title": cited["title"],
        "authors": f"By {authors[0].lower()}{authors[1:]}" if authors.startswith("The ") else f"By {authors}",
        "lecture": f"After the lecture “{lecture['title']}” by {people}, {lecture['year']}",
        "version": f"Version {cited['version']}, {cited['date-released']}",
        "licence": "Text and pictures: CC BY 4.0. Code: BSD 3-Clause.",
    }


def print_page(page: Page, address: str) -> bytes:
    """The file at an address as a PDF, with the numbers of its pages filled in."""
    page.goto(address, wait_until="load", timeout=120_000)
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("document.fonts.ready")
    page.evaluate(FILL, None)
    page.evaluate(FILL, places(PdfReader(BytesIO(paper(page, tagged=False)))))
    return paper(page, tagged=True)


def paper(page: Page, tagged: bool) -> bytes:
    """A page as PDF; its tags, for screen readers, take as long as the rest."""
    return page.pdf(prefer_css_page_size=True, print_background=True, tagged=tagged)


def lighten(pdf: PdfReader) -> None:
    """Take the tags out of a PDF that say nothing: one around each piece of text, without a kind, half of its bytes."""
    # All text of a page has its number there, and beside it the tag that it is in.
    root = pdf.root_object.get("/StructTreeRoot")
    numbers = root["/ParentTree"].get("/Nums", []) if root else []
    for of_page in (entry.get_object() for entry in numbers[1::2]):
        if not isinstance(of_page, ArrayObject):
            continue
        for text, reference in enumerate(of_page):
            leaf = reference.get_object()
            if not isinstance(leaf, DictionaryObject) or (leaf.get("/S"), leaf.get("/K")) != (
                "/NonStruct",
                text,
            ):
                continue
            above = leaf["/P"]
            if "/Pg" not in above:
                above[NameObject("/Pg")] = leaf.raw_get("/Pg")
            elif above.raw_get("/Pg") != leaf.raw_get("/Pg"):
                continue
            inside = above["/K"]
            if isinstance(inside, ArrayObject):
                inside[inside.index(reference)] = NumberObject(text)
            else:
                above[NameObject("/K")] = NumberObject(text)
            of_page[text] = leaf.raw_get("/P")


def places(pdf: PdfReader) -> dict[str, int]:
    """The number of the page on which each place stands that a link leads to."""
    found = pdf.named_destinations.items()
    return {name.lstrip("/"): (pdf.get_destination_page_number(to) or 0) + 1 for name, to in found}


def finish(printed: bytes, lines: list[Heading], said: dict[str, str]) -> PdfWriter:
    """The PDF with bookmarks, and with what a catalogue and a screen reader ask for."""
    reader = PdfReader(BytesIO(printed))
    lighten(reader)
    writer = PdfWriter(clone_from=reader)
    numbers = places(reader)
    found = {name.lstrip("/"): to for name, to in reader.named_destinations.items()}
    above: list[Any] = []
    for line in lines:
        del above[line.level :]
        parent, to = above[-1] if above else None, found[line.id]
        fit = Fit.xyz(left=to.left, top=to.top)
        at = {"page_number": numbers[line.id] - 1, "fit": fit, "parent": parent, "is_open": False}
        above.append(writer.add_outline_item(title=line.title, **at))
    writer.add_metadata({"/Title": said["title"], "/Author": said["authors"].removeprefix("By ")})
    writer.root_object[NameObject("/Lang")] = TextStringObject("en")
    writer.page_mode = "/UseOutlines"
    return writer


def make(page: Page, html: Path, work: Path, contents: dict | None = None) -> Path:
    """Print a built book by a page of a browser; the PDF is in work.

    Parameters
    ----------
    page : playwright.sync_api.Page
        Of Chromium: no other browser prints here.
    html, work : Path
        The built book, which stays as it is, and a folder for what is made.
    contents : dict, optional
        What to print, as `_toc.yml` has it, which is the default.
    """
    work.mkdir(parents=True, exist_ok=True)
    said = about()
    text, lines = one_page(html, said, contents)
    (work / "book.html").write_text(text, encoding="utf-8")
    printed = print_page(page, (work / "book.html").resolve().as_uri())
    finish(printed, lines, said).write(work / NAME)
    return work / NAME
