"""The chapters that are handed out, and the directive ``{hand-outs}``, which lists them with their files' addresses.

An address is plain text until the files are there (book/downloads/links.py).
"""

from __future__ import annotations

from pathlib import Path

from chapters import parts
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

#: Where they lie in a site.
PLACE = "downloads/notebooks"


def names(contents: Path, book: Path) -> dict[str, str]:
    """A chapter's page -> its hand-out's name: the notebooks of the book's two parts in the order of the contents.

    Parameters
    ----------
    contents : Path
        The table of contents, _toc.yml.
    book : Path
        The folder of the pages.
    """
    notebooks = [
        page for pages in parts(contents).values() for page in pages if (book / f"{page}.ipynb").exists()
    ]
    return {page: f"{number:02}-{page}.ipynb" for number, page in enumerate(notebooks, start=1)}


class HandOuts(SphinxDirective):
    """A numbered list: each chapter, and the address of its hand-out."""

    def run(self) -> list[nodes.Node]:
        contents = Path(self.config.external_toc_path)
        self.env.note_dependency(str(contents))
        lines = [
            f"1. {{doc}}`/{page}`: `{PLACE}/{name}`"
            for page, name in names(contents, Path(self.env.srcdir)).items()
        ]
        listed = nodes.container(classes=["hand-outs"])
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, listed)
        return [listed]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("hand-outs", HandOuts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
