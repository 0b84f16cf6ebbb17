"""The directive ``{slide-table}``: every slide of the lecture with the section that brings it to life.

The rows come from ``book/slides.csv``. A row links to the label ``slide-N`` if some page sets it, and says "coming" if
none does: so the table is true in every state of the book, and a link in it cannot be dead.
"""

import csv
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx


class slide_link(nodes.Inline, nodes.TextElement):
    """Stands for a link until all labels of the book are known."""


def _row(*cells: nodes.Node) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


class SlideTable(Directive):
    """Read the table; the links follow in `resolve`."""

    def run(self) -> list[nodes.Node]:
        env = self.state.document.settings.env
        source = Path(env.srcdir) / "slides.csv"
        env.note_dependency(str(source))
        with source.open(encoding="utf-8", newline="") as file:
            slides = list(csv.DictReader(file))
        head = _row(nodes.Text("Slide"), nodes.Text("Title"), nodes.Text("In this book"))
        body = [
            _row(
                nodes.Text(slide["slide"]),
                nodes.Text(slide["title"]),
                slide_link("", slide["chapter"], label=f"slide-{slide['slide']}"),
            )
            for slide in slides
        ]
        group = nodes.tgroup(
            "",
            *(nodes.colspec(colwidth=width) for width in (1, 6, 5)),
            nodes.thead("", head),
            nodes.tbody("", *body),
            cols=3,
        )
        return [nodes.table("", group, classes=["slide-table"])]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn each placeholder into a link to its slide's section, or into the word "coming"."""
    labels = app.env.get_domain("std").anonlabels
    for node in list(doctree.findall(slide_link)):
        chapter = node.astext()
        if node["label"] in labels:
            target, anchor = labels[node["label"]]
            uri = f"{app.builder.get_relative_uri(docname, target)}#{anchor}"
            node.replace_self(nodes.reference("", chapter, refuri=uri, internal=True))
        else:
            node.replace_self(nodes.emphasis("", f"{chapter}: coming"))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_node(slide_link)
    app.add_directive("slide-table", SlideTable)
    app.connect("doctree-resolved", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
