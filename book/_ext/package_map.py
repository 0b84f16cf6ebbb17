"""The directive ``{package-map} lecture14``: the rooms of a package, drawn from its import statements.

The drawing and the list beside it are made when the book is built, from the installed files (`imports`), so they
cannot say anything else than the code. A circle cannot be put on floors: it is a warning, which the book treats as an
error, and so does `tests/test_house.py`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from imports import Graph, circle, direct, floors, imports, modules, rooms
from map_drawing import svg
from running_source import module_file
from show_source import link, note
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)


def alternative(package: str, graph: Graph) -> str:
    """What the drawing shows, in words."""
    rows = floors(graph)
    arrows = sum(map(len, graph.values()))
    names = [", ".join(name.rpartition(".")[2] for name in row) for row in rows]
    drawn = sum(map(len, direct(graph).values()))
    rest = f"; drawn are {drawn}, from which the others follow" if drawn < arrows else ""
    return (
        f"Map of {package}. Rooms: {len(graph)}, on floors: {len(rows)}. Imports between them: {arrows}, all "
        f"leading down, none in a circle{rest}. "
        + "; ".join(f"Floor {i}: {row}" for i, row in enumerate(names))
        + "."
    )


def purpose(file: Path) -> str:
    """First paragraph of a module's docstring, on one line."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.partition("\n\n")[0].split())


class PackageMap(SphinxDirective):
    """Drawing, then a list of rooms from the top floor down."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        package = self.arguments[0]
        top = module_file(package.partition(".")[0])
        if top is None:
            logger.warning("package-map: there is no package %s", package, location=self.get_location())
            return []
        files = modules(top.parent)
        for file in files.values():
            self.env.note_dependency(str(file))
        graph = rooms(imports(top.parent), package)
        if found := circle(graph):
            message = "package-map: %s imports in a circle: %s"
            logger.warning(message, package, " → ".join(found), location=self.get_location())
            return []
        alt = alternative(package, graph)
        drawn = (
            f'<figure class="picture" id="map-{package}"><div class="map-scroll" tabindex="0" role="group" '
            f'aria-label="Map of {package}">{svg(graph, alt)}</div></figure>'
        )
        entries = [
            self.entry(name, i, graph[name], files)
            for i, row in reversed([*enumerate(floors(graph))])
            for name in row
        ]
        return [nodes.raw("", drawn, format="html"), nodes.definition_list("", *entries, classes=["rooms"])]

    def entry(
        self, name: str, floor: int, known: set[str], files: dict[str, Path]
    ) -> nodes.definition_list_item:
        term = nodes.term("", "", self.room(name), nodes.Text(f" (floor {floor})"))
        parts = [nodes.paragraph("", "", *self.inline(purpose(files[name])))]
        inner = [m for m in files if m.rpartition(".")[0] == name]
        # A room of a room: its modules are next door; those of the whole house have maps of their own.
        if name.count(".") > 1 and inner:
            parts.append(nodes.paragraph("", "", nodes.Text("Inside: "), *self.several(inner)))
        if known:
            parts.append(nodes.paragraph("", "", nodes.Text("Imports: "), *self.several(sorted(known))))
        return nodes.definition_list_item("", term, nodes.definition("", *parts))

    def several(self, names: list[str]) -> list[nodes.Node]:
        links = [[nodes.Text(", "), self.room(name)] for name in names]
        return [node for pair in links for node in pair][1:]

    def room(self, name: str) -> nodes.Node:
        note(self.env, self.env.docname, name)
        return link(name, name.rpartition(".")[2])

    def inline(self, text: str) -> list[nodes.Node]:
        pieces = re.split("`+", text)
        return [nodes.literal("", piece) if i % 2 else nodes.Text(piece) for i, piece in enumerate(pieces)]


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("show_source")
    app.add_directive("package-map", PackageMap)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
