"""A site of one page or two, for the tests of the extensions in ``book/_ext``."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Page
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

EXTENSIONS = Path(__file__).parents[2] / "book" / "_ext"
sys.path.insert(0, str(EXTENSIONS))
SCRIPTS = EXTENSIONS.parent / "assets" / "static"
#: Settings of a site that looks as the book does.
IN_THE_BOOKS_THEME = {
    "html_theme": "sphinx_book_theme",
    "html_css_files": ["book.css"],
    "templates_path": [str(EXTENSIONS / "templates")],
}


class SmallSite:
    """A site built from the MyST text of its first page, with the math extension and those that are named."""

    def __init__(self, folder: Path, text: str, *extensions: str, **settings: object) -> None:
        (folder / "index.md").write_text(text, encoding="utf-8")
        warnings = StringIO()
        # MyST-NB brings its own parser, and would leave its suffixes to the next site of this process.
        notebooks = "myst_nb" in extensions
        parser = [] if notebooks else ["myst_parser"]
        suffixes = {".md": "myst-nb", ".ipynb": "myst-nb"} if notebooks else {".md": "markdown"}
        with docutils_namespace():
            app = Sphinx(
                srcdir=folder,
                confdir=None,
                outdir=folder / "out",
                doctreedir=folder / "trees",
                buildername="html",
                confoverrides={
                    "extensions": [*parser, "katex_math", *extensions],
                    "source_suffix": suffixes,
                    "html_theme": "basic",
                    "templates_path": [str(EXTENSIONS / "templates")],
                    "myst_enable_extensions": ["dollarmath", "amsmath"],
                    "katex_macros": {r"\R": r"\mathbb{R}", r"\vect": r"\boldsymbol{#1}"},
                    **settings,
                },
                status=None,
                warning=warnings,
                warningiserror=True,
                keep_going=True,
            )
            app.build()
        self.status = app.statuscode
        self.dependencies = app.env.dependencies["index"]
        self.warnings = re.sub(r"\x1b\[\d+m", "", warnings.getvalue())
        self.out = folder / "out"
        self.static = self.out / "_static"
        self.html = (self.out / "index.html").read_text(encoding="utf-8")
        self.soup = BeautifulSoup(self.html, "html.parser")

    def page(self, name: str) -> BeautifulSoup:
        """Another page of the site."""
        return BeautifulSoup((self.out / name).read_text(encoding="utf-8"), "html.parser")


def builder(folders: pytest.TempPathFactory, *extensions: str) -> Callable[..., SmallSite]:
    """What makes a page of a text: ``build(text, "one_more", **settings)``, with the book's scripts."""

    def build(text: str, *more: str, **settings: object) -> SmallSite:
        static = [str(SCRIPTS)]
        folder = folders.mktemp("site")
        return SmallSite(
            folder, f"# A page\n\n{text}", *extensions, *more, html_static_path=static, **settings
        )

    return build


def violations(page: Page) -> list[str]:
    """What axe-core finds in the page's article, formulas and all."""
    found = Axe().run(page, context="article").response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]
