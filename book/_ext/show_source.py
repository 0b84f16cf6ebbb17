r"""The directives ``{source}`` and ``{formula-lines}``: running code on the page, and formulas beside their lines.

    ```{source} lecture14.applications.equations.newton
    :lines: J = jacobian(F) … return
    :docstring: no
    :caption: Newton's method
    ```

    ```{formula-lines}
    $x \leftarrow x - J^{-1} F$ | lecture14.applications.equations.newton | x = x - np
    ```

A row of the second is a formula, the path of an object, and a fragment of the one line that computes the formula
("first … last" for several). Both directives show the installed text (`running_source`), its file and lines, and link
to the line on the module's source page, which `sphinx.ext.viewcode` writes. A name or a fragment that is gone is a
warning, and the book treats warnings as errors.

Directives rather than a function for cells: a cell would store the text that it shows, and every edit of the package
would make the notebook wrong. In JupyterLab both appear as a box with the name of the object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from running_source import Excerpt, NotFound, find, module_file
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

ROW = re.compile(r"\$(?P<formula>.+)\$\s*\|\s*(?P<name>[\w.]+)\s*\|\s*(?P<lines>.+)")

logger = logging.getLogger(__name__)


class source_link(nodes.Inline, nodes.TextElement):
    """Stands for a link to a module's source page until the page's own address is known."""


class formula_lines(nodes.General, nodes.Element):
    """Formulas and their lines, as one named group."""


def yes_or_no(argument: str) -> bool:
    return directives.choice(argument, ("yes", "no")) == "yes"


def link(module: str, text: str, line: int = 0) -> source_link:
    """A link to a module's source page; `note` makes sure that there is one."""
    return source_link("", text, module=module, line=line)


def note(env: BuildEnvironment, docname: str, module: str) -> None:
    """Ask for the source page of a module on behalf of a page."""
    env.__dict__.setdefault("shown_modules", {}).setdefault(docname, set()).add(module)


class ShowsSource(SphinxDirective):
    """What the two directives have in common: to look something up, and to show it."""

    def find(self, *what: Any) -> Excerpt | None:
        try:
            excerpt = find(*what)
        except NotFound as error:
            message = "%s: %s: %s"
            logger.warning(message, self.env.docname, self.name, error, location=self.get_location())
            return None
        self.env.note_dependency(str(excerpt.file))
        note(self.env, self.env.docname, excerpt.module)
        return excerpt

    def code(self, excerpt: Excerpt) -> nodes.literal_block:
        return nodes.literal_block(excerpt.text, excerpt.text, language="python")

    def where(self, excerpt: Excerpt, *before: nodes.Node) -> nodes.paragraph:
        place = link(excerpt.module, excerpt.where, excerpt.first)
        return nodes.paragraph("", "", *before, place, classes=["source-place"])


class Source(ShowsSource):
    """A function, class, constant, module, or some of its lines."""

    required_arguments = 1
    option_spec: ClassVar = {
        "lines": directives.unchanged_required,
        "docstring": yes_or_no,
        "caption": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        excerpt = self.find(
            self.arguments[0], self.options.get("lines", ""), self.options.get("docstring", True)
        )
        if excerpt is None:
            return []
        caption = self.parse_inline(self.options.get("caption", ""))[0]
        before = [*caption, nodes.Text(": ")] if caption else []
        return [nodes.container("", self.where(excerpt, *before), self.code(excerpt), classes=["source"])]


class FormulaLines(ShowsSource):
    """Rows of "formula | object | fragment"."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        rows = [row for text in self.content if text.strip() for row in self.row(text.strip())]
        return [formula_lines("", nodes.definition_list("", *rows))] if rows else []

    def row(self, text: str) -> Iterator[nodes.definition_list_item]:
        parts = ROW.fullmatch(text)
        if parts is None:
            message = "%s: %s: a row is %r; expected: $formula$ | path of an object | fragment of its line"
            logger.warning(message, self.env.docname, self.name, text, location=self.get_location())
            return
        excerpt = self.find(parts["name"], parts["lines"])
        if excerpt is not None:
            formula = nodes.math_block("", parts["formula"], nowrap=False, number=None, label=None)
            shown = nodes.definition("", self.code(excerpt), self.where(excerpt))
            yield nodes.definition_list_item("", nodes.term("", "", formula), shown)


def visit_formula_lines(self: Any, node: formula_lines) -> None:
    self.body.append(
        '<div class="formula-lines" role="group" aria-label="Formulas and the lines that compute them">'
    )


def depart_formula_lines(self: Any, node: formula_lines) -> None:
    self.body.append("</div>\n")


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Turn each placeholder into a link to its line."""
    for node in list(doctree.findall(source_link)):
        uri = app.builder.get_relative_uri(docname, f"_modules/{node['module'].replace('.', '/')}")
        anchor = f"#line-{node['line']}" if node["line"] else ""
        node.replace_self(nodes.reference("", node.astext(), refuri=uri + anchor, internal=True))


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    env.__dict__.get("shown_modules", {}).pop(docname, None)


def add_source_pages(app: Sphinx) -> list[tuple[str, dict[str, Any], str]]:
    """Have viewcode write pages for the shown modules; by itself it does so for documented ones alone."""
    env = app.env
    modules = env.__dict__.setdefault("_viewcode_modules", {})
    for module in sorted(set().union(*env.__dict__.get("shown_modules", {}).values())):
        if not modules.get(module):
            analyzer = ModuleAnalyzer.for_file(str(module_file(module)), module)
            analyzer.find_tags()
            modules[module] = analyzer.code, analyzer.tags, {}, module
    return []


def name_lines(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the line numbers of source pages names that links can lead to."""
    if pagename.startswith("_modules/"):
        number = r'<span class="linenos">( *(\d+))</span>'
        context["body"] = re.sub(number, r'<span class="linenos" id="line-\2">\1</span>', context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(source_link)
    app.add_node(formula_lines, html=(visit_formula_lines, depart_formula_lines))
    app.add_directive("source", Source)
    app.add_directive("formula-lines", FormulaLines)
    app.connect("env-purge-doc", forget)
    app.connect("doctree-resolved", resolve)
    # Before viewcode (500), which writes what it finds in its list.
    app.connect("html-collect-pages", add_source_pages, priority=400)
    app.connect("html-page-context", name_lines)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
