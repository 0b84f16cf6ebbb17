"""The directive ``{slide-table} 3-23``: slides of the lecture, what can be done with each here, and the section.

Without an argument the table has all slides. The script of the page with the tables adds a field that searches them.

The rows come from ``book/slides.csv``. A row links to the label ``slide-N`` if some page sets it, and says "coming" if
none does: so the table is true in every state of the book, and a link in it cannot be dead. A section that has such a
label says so under its heading, and leads back to the row.
"""

import csv
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx


class slide_link(nodes.Inline, nodes.TextElement):
    """Stands for a link until all labels of the book are known."""


#: The page with the table.
TABLE = "index"
LABEL = re.compile(r"slide-(\d+)")


def _row(*cells: nodes.Node, ids: list[str] | None = None) -> nodes.row:
    entries = (nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells)
    return nodes.row("", *entries, ids=ids or [])


class SlideTable(Directive):
    """Read the table; the links follow in `resolve`."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        first, _, last = (self.arguments or ["1-63"])[0].partition("-")
        env = self.state.document.settings.env
        source = Path(env.srcdir) / "slides.csv"
        env.note_dependency(str(source))
        with source.open(encoding="utf-8", newline="") as file:
            slides = [row for row in csv.DictReader(file) if int(first) <= int(row["slide"]) <= int(last)]
        head = _row(*map(nodes.Text, ("Slide", "Title", "What you can do", "In this book")))
        body = [
            _row(
                nodes.Text(slide["slide"]),
                nodes.Text(slide["title"]),
                nodes.Text(slide["here"]),
                slide_link("", slide["chapter"], label=f"slide-{slide['slide']}"),
                ids=[f"slide-row-{slide['slide']}"],
            )
            for slide in slides
        ]
        group = nodes.tgroup(
            "",
            *(nodes.colspec(colwidth=width) for width in (1, 4, 6, 4)),
            nodes.thead("", head),
            nodes.tbody("", *body),
            cols=4,
        )
        return [nodes.table("", group, classes=["slide-table"])]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn each placeholder into a link to its slide's section, or into the word "coming"; link sections back."""
    labels = app.env.get_domain("std").anonlabels
    for node in list(doctree.findall(slide_link)):
        chapter = node.astext()
        if node["label"] in labels:
            target, anchor = labels[node["label"]]
            uri = f"{app.builder.get_relative_uri(docname, target)}#{anchor}"
            node.replace_self(nodes.reference("", chapter, refuri=uri, internal=True))
        else:
            node.replace_self(nodes.emphasis("", f"{chapter}: coming"))
    table = app.builder.get_relative_uri(docname, TABLE)
    for section in list(doctree.findall(nodes.section)):
        numbers = sorted(int(match[1]) for name in section["ids"] if (match := LABEL.fullmatch(name)))
        if numbers and docname != TABLE:
            section.insert(1, _back(numbers, table))


def _back(numbers: list[int], table: str) -> nodes.paragraph:
    """The line under a section's heading: its slides' numbers, each a link to the slide's row."""
    line = nodes.paragraph("", "Slide " if len(numbers) == 1 else "Slides ", classes=["slide-numbers"])
    for position, number in enumerate(numbers):
        line += nodes.Text(", " if position else "")
        line += nodes.reference("", str(number), refuri=f"{table}#slide-row-{number}", internal=True)
    return line


def add_search(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """The script, on the page with the tables."""
    if pagename == TABLE and app.builder.format == "html":
        app.add_js_file("slides.js", defer="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    # After `self_hosted` (900), which puts what all pages load into one file.
    app.connect("html-page-context", add_search, priority=960)
    app.add_node(slide_link)
    app.add_directive("slide-table", SlideTable)
    app.connect("doctree-resolved", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
