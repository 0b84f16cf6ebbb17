"""Nothing from any other host, nothing that is not used: what the theme and its friends add to every page, trimmed.

Most of it is configuration (see `_config.yml`) or a template (see `templates/`); here is the rest:

- scripts wait until the page has been read (``defer``), so text shows first;
- every page gets a description for search engines and link previews: its first paragraph;
- files that no page asks for (source maps, Font Awesome's 1.5 MB of script) are left out of the built book.
"""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript

UNUSED = [
    "**/*.map",
    "scripts/fontawesome.js*",
    "images/logo_*",
    "locales",
    "webpack-macros.html",
    "sbt-webpack-macros.html",
]


def defer_scripts(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Let scripts of their own file run after parsing, in their order."""
    for script in context["script_files"]:
        if isinstance(script, _JavaScript) and script.filename and "async" not in script.attributes:
            script.attributes.setdefault("defer", "defer")


def describe_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Add a description unless the page's front matter (`html_meta`) gives one."""
    if 'name="description"' in (context.get("metatags") or ""):
        return
    paragraph = next(iter(doctree.findall(nodes.paragraph)), None) if doctree else None
    text = " ".join(paragraph.astext().split()) if paragraph else app.config.html_title
    if len(text) > 160:
        text = text[:159].rsplit(" ", 1)[0] + "…"
    context["metatags"] = (
        f'{context.get("metatags") or ""}\n    <meta name="description" content="{escape(text)}" />'
    )


def remove_unused(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    for pattern in UNUSED:
        for path in list(static.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    # Jupyter Book sets this value of sphinx_comments (scripts from other hosts), which _config.yml leaves out.
    app.add_config_value("comments_config", {}, "html")
    # Late: after the extensions have added theirs.
    app.connect("html-page-context", defer_scripts, priority=900)
    app.connect("html-page-context", describe_page, priority=900)
    app.connect("build-finished", remove_unused, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
