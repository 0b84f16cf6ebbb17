"""Labs on a page: their script and style, and a page of each lab alone.

A page's script holds what its labs need and nothing else: the common part, the labs' own, and the rule table where one
asks for it (`lecture14/widgets/labs/rendering/scripts.py`). It is one classic script, which works from ``file://``, and
runs when the page has been read.

Every lab also stands alone at ``labs/ID.html``, in one file, for a frame of another site such as a course's.

A page that is no notebook has the directive ``{lab}``, with what its class takes as YAML:

    ```{lab} MixtureLab
    preset: groups
    name: front
    ```
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from docutils.nodes import document, title
from page_style import add_style
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lecture14.figures.style import palette_css
from lecture14.widgets import labs
from lecture14.widgets.labs.rendering.scripts import STATIC, source
from lecture14.widgets.labs.rendering.standing_alone import standing_alone

logger = logging.getLogger(__name__)
FIGURE = re.compile(
    r'<figure class="lab" id="(?P<name>[^"]+)"[^>]*? data-scripts="(?P<scripts>[^"]*)"[^>]*>.*?</figure>',
    re.DOTALL,
)


class LabDirective(SphinxDirective):
    """A lab on a page without cells."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        values = yaml.safe_load("\n".join(self.content)) or {}
        html = getattr(labs, self.arguments[0])(**values).html()
        return [nodes.raw("", html, format="html")]


def add_labs(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: document | None
) -> None:
    figures = [*FIGURE.finditer(context.get("body", ""))]
    if not figures or app.builder.format != "html":
        return
    for name, count in Counter(figure["name"] for figure in figures).items():
        if count > 1:
            message = '%s: %d labs have the id "%s"; expected a name= of its own for each'
            logger.warning(message, pagename, count, name, location=pagename)
    scripts = [script for figure in figures for script in figure["scripts"].split()]
    static = Path(app.outdir) / "_static" / "labs"
    _write(static / f"{pagename}.js", f"{source(scripts)}\nLecture14.page();\n")
    add_style(context, palette_css())
    add_style(context, (STATIC / "lab.css").read_text(encoding="utf-8"))
    app.add_js_file(f"labs/{pagename}.js", defer="defer")
    heading = next(iter(doctree.findall(title)), None) if doctree else None
    chapter = heading.astext() if heading else pagename
    for figure in figures:
        file = f"labs/{figure['name']}.html"
        back = posixpath.relpath(f"{pagename}.html", "labs") + f"#{figure['name']}"
        own = figure["scripts"].split()
        page = standing_alone(
            figure[0], own, f"{chapter}: {figure['name']}", back, f"In the chapter “{chapter}”"
        )
        _write(Path(app.outdir) / file, page)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("lab", LabDirective)
    # After `pictures` (950), before `predict` (960), whose covers belong to the chapter alone.
    app.connect("html-page-context", add_labs, priority=955)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
