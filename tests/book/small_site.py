"""A site of one page, for the tests of the extensions in ``book/_ext``."""

from __future__ import annotations

import re
import sys
from io import StringIO
from pathlib import Path

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

sys.path.insert(0, str(Path(__file__).parents[2] / "book" / "_ext"))


class SmallSite:
    """A one-page site built from MyST text with the math extension and those that are named."""

    def __init__(self, folder: Path, text: str, *extensions: str, **settings: object) -> None:
        (folder / "index.md").write_text(text, encoding="utf-8")
        warnings = StringIO()
        with docutils_namespace():
            app = Sphinx(
                srcdir=folder,
                confdir=None,
                outdir=folder / "out",
                doctreedir=folder / "trees",
                buildername="html",
                confoverrides={
                    "extensions": ["myst_parser", "katex_math", *extensions],
                    "html_theme": "basic",
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
        self.html = (folder / "out" / "index.html").read_text(encoding="utf-8")
        self.soup = BeautifulSoup(self.html, "html.parser")
        self.out = folder / "out"
        self.static = self.out / "_static"
