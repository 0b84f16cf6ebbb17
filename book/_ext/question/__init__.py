"""The directive ``{question}``: a self-test, answered in the page as often as the reader likes.

    ```{question}
    :kind: choose

    Which mode takes one sweep for the gradient of a function of a thousand inputs?

    - [ ] Forward mode. :: It takes one sweep per input.
    - [x] Reverse mode. :: One sweep gives all adjoints.

    Answer: The reverse sweep runs once per output …
    ```

Kind ``number`` has ``:value: 0.35`` and, if there is one, ``:unit: nats``; an answer is right to the digits that the
value is written with, or to ``:within: 0.01``. Its items are wrong numbers that readers come to, with the reason:
``- 0.7 :: This counts it twice.`` Kind ``order`` has the lines of a program in their order, ``1. x = a``; the page
shows them in another.

Each option's reason stands in the page once, in the answer, which is folded; the script quotes it. Without script and
on paper a question is a list, and the answer a fold. A hand-out has the same as text (`question.text`).
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from page_style import add_style
from predict.syntax import Expected
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from question.syntax import Question, read, shuffled

STYLES = (Path(__file__).parents[1] / "asked.css", Path(__file__).with_name("question.css"))
logger = logging.getLogger(__name__)


class question(nodes.General, nodes.Element):
    """The box of one question."""


class Ask(SphinxDirective):
    """A question of any of the three kinds."""

    has_content = True
    option_spec: ClassVar = dict.fromkeys(("kind", "value", "unit", "within"), directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        try:
            asked = read(self.options, list(self.content))
        except Expected as error:
            message = "%s: question: %s"
            logger.warning(message, self.env.docname, error, location=self.get_location())
            return []
        number = self.env.new_serialno("question") + 1
        order = shuffled(len(asked.items)) if asked.kind == "order" else list(range(len(asked.items)))
        box = question("", kind=asked.kind, number=number, truth=asked.truth(order))
        self.set_source_info(box)
        box += self.blocks(asked.text)
        if asked.kind != "number":
            box += self.items("ol" if asked.kind == "order" else "ul", [asked.items[i].text for i in order])
        box += _raw('<details class="question-answer"><summary>Answer</summary>')
        box += self.reasons(asked)
        box += self.blocks(asked.answer)
        box += _raw("</details>")
        return [box]

    def items(self, tag: str, texts: list[str]) -> list[nodes.Node]:
        found = [_raw(f'<{tag} class="question-items">')]
        for text in texts:
            found += [_raw("<li><span>"), *self.parse_inline(text)[0], _raw("</span></li>")]
        return [*found, _raw(f"</{tag}>")]

    def reasons(self, asked: Question) -> list[nodes.Node]:
        """The items in their own order, with what is said to each."""
        tag = "ol" if asked.kind == "order" else "ul"
        found = [_raw(f'<{tag} class="question-why">')]
        for item in asked.items:
            words = self.parse_inline(item.text)[0]
            reason = self.parse_inline(item.reason)[0] if item.reason else []
            quoted = words if asked.kind == "order" else [nodes.Text("“"), *words, nodes.Text("” ")]
            found += [
                _raw("<li><span>"), *quoted, _raw("</span><span>"), *reason, _raw("</span></li>"),
            ]  # fmt: skip
        return [*found, _raw(f"</{tag}>")] if asked.items else []

    def blocks(self, lines: list[str]) -> list[nodes.Node]:
        container = nodes.Element()
        self.state.nested_parse(type(self.content)(lines, self.env.docname), self.content_offset, container)
        return container.children


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def visit_question(self: Any, node: question) -> None:
    truth = escape(json.dumps(node["truth"], ensure_ascii=False), quote=True)
    name = f"question-{node['number']}"
    self.body.append(
        f'<div class="question" role="group" id="{name}" data-kind="{node["kind"]}" data-truth="{truth}" '
        f'aria-label="Question {node["number"]}"><p class="question-title">Question {node["number"]}</p>'
    )


def depart_question(self: Any, node: question) -> None:
    self.body.append("</div>\n")


def prepare_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """The style and the script, on the pages that have questions."""
    if doctree and app.builder.format == "html" and any(doctree.findall(question)):
        for style in STYLES:
            add_style(context, style.read_text(encoding="utf-8"))
        app.add_js_file("question.js", defer="defer")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(question, html=(visit_question, depart_question))
    app.add_directive("question", Ask)
    # After `self_hosted` (900), which puts what all pages load into one file.
    app.connect("html-page-context", prepare_page, priority=960)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
