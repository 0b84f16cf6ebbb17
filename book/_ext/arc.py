"""The directive ``{arc}``: the chapters of the book's parts as two lines that run side by side, each name a link.

The table of contents says which chapters there are; the option ``meet`` names the one where the parts meet.

    ```{arc}
    :meet: bridge
    ```
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Arc(SphinxDirective):
    """Lists of links, which the style sheet draws as lines with stations."""

    option_spec: ClassVar = {"meet": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        contents = Path(self.config.external_toc_path)
        self.env.note_dependency(str(contents))
        parts = yaml.safe_load(contents.read_text(encoding="utf-8"))["parts"]
        both = nodes.container(classes=["arc"])
        both += [self.part(part) for part in parts if part["caption"].startswith("Part ")]
        return [both]

    def part(self, part: dict[str, Any]) -> nodes.container:
        lines = [f"**{part['caption']}**", ""]
        for number, chapter in enumerate(part["chapters"], start=1):
            meets = ": here the parts meet" if chapter["file"] == self.options["meet"] else ""
            lines.append(f"{number}. {{doc}}`/{chapter['file']}`{meets}")
        part = nodes.container()
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, part)
        for item in part.findall(nodes.list_item):
            if "here the parts meet" in item.astext():
                item["classes"].append("arc-meet")
        return part


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("arc", Arc)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
