"""The sidebar of pages that stand in no table of contents is made once, not for each of them.

Two hundred pages show the package's source. Their sidebars are the same but for the way back to the root, which their
depth decides; Sphinx would resolve the whole table of contents for each, 0.1 s at a time, half of a build.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def remember(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if pagename in app.env.all_docs or "toctree" not in context:
        return
    resolve = context["toctree"]
    made = app.__dict__.setdefault("contents_once", {})

    def toctree(**options: Any) -> str:
        key = (pagename.count("/"), *sorted(options.items()))
        if key not in made:
            made[key] = resolve(**options)
        return made[key]

    context["toctree"] = toctree


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", remember)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
