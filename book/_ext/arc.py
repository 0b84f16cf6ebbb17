"""The directive ``{arc}``: the chapters as lines with stations, one for each part, that meet in one chapter.

The table of contents says which chapters there are. The option ``meet`` names the chapter where the parts meet, the
text says why there; what its part has behind it follows below.

    ```{arc}
    :meet: bridge
    Why the parts meet here.
    ```
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from chapters import parts
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Arc(SphinxDirective):
    """Lists of links, which the style sheet draws as lines with stations."""

    option_spec: ClassVar = {"meet": directives.unchanged_required}
    has_content = True

    def run(self) -> list[nodes.Node]:
        contents = Path(self.config.external_toc_path)
        self.env.note_dependency(str(contents))
        before, behind = [], []
        for caption, names in parts(contents).items():
            meeting = names.index(self.options["meet"]) if self.options["meet"] in names else len(names)
            before.append(self.block("part", [f"**{caption}**", "", *_stations(names, 0, meeting)]))
            if meeting < len(names):
                station = f"**{meeting + 1}. {{doc}}`/{names[meeting]}`**"
                behind = [
                    self.block("meet", [station, "", *self.content]),
                    self.block("behind", _stations(names, meeting + 1, len(names))),
                ]
        arc = nodes.container(classes=["arc"])
        arc += [*before, *behind]
        return [arc]

    def block(self, name: str, lines: list[str]) -> nodes.container:
        block = nodes.container(classes=[f"arc-{name}"])
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, block)
        return block


def _stations(names: list[str], start: int, stop: int) -> list[str]:
    """Lines of a numbered list of links, which goes on counting.

    >>> _stations(["sums", "tools"], 1, 2)
    ['2. {doc}`/tools`']
    """
    return [f"{i + 1}. {{doc}}`/{names[i]}`" for i in range(start, stop)]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("arc", Arc)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
