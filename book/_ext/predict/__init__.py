"""The directive ``{predict}``: a question that the reader answers before the picture shows it.

    ```{predict}
    :kind: choose
    :picture: secant-tangent
    :neutral: A secant of x³, and the error of its slope against the step h.

    The step $h$ falls from 1 to $10^{-16}$. What does the secant do?

    - [x] It turns into the tangent, then parts from it again.
    - [ ] It turns into the tangent and stays there. :: This counts the formula's error and forgets rounding.

    Answer: Near $h = 10^{-8}$ secant and tangent come together …
    ```

Kind ``estimate`` has no list but ``:value: 2.4e-9`` and, if there is one, ``:unit: nats``. Kind ``sketch`` has
``:curve:``, the path of a function of the package, called without arguments, that returns a `Curve`.

With script, what the directive names stands covered, from the first paint on, until the reader commits or skips:
the Explorer or lab of that id or, without ``:picture:``, the output of the next cell. Several predictions may wait for
one picture, which then opens after the last of them. Without script, in print, and when the
reader has opened all predictions for good, the page shows everything, with the answer folded. Whether the reader has
answered is a class of the page's root, which a line in the head sets; rules in the head say what it covers.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from predict.controls import SETTINGS, controls
from predict.cover import prediction, prepare_page
from predict.syntax import Expected, check, computed, number, parts

logger = logging.getLogger(__name__)


class Predict(SphinxDirective):
    """A prediction of any of the three kinds."""

    has_content = True
    option_spec: ClassVar = dict.fromkeys(
        ("kind", "picture", "neutral", "value", "unit", "curve"), directives.unchanged_required
    )

    def run(self) -> list[nodes.Node]:
        try:
            return [self.box()]
        except Expected as error:
            message = "%s: predict: %s"
            logger.warning(message, self.env.docname, error, location=self.get_location())
            return []

    def box(self) -> prediction:
        kind, content = self.options.get("kind"), parts(list(self.content))
        check(kind, self.options, content.choices)
        data: dict[str, Any] = {}
        if kind == "estimate":
            data = {"value": number(self.options["value"]), "text": self.options["value"].strip()}
            data["unit"] = self.options.get("unit", "").strip()
        curve = None
        if kind == "sketch":
            curve, file = computed(self.options["curve"])
            self.env.note_dependency(file)
        picture = self.options.get("picture", "")
        named, serial = nodes.make_id(picture), self.env.new_serialno(f"predict {picture}") + 1
        name = f"{named}-{serial}" if named and serial > 1 else named or f"{serial}"
        box = prediction("", picture=picture, name=name, kind=kind, data=data)
        box["neutral"] = self.options.get("neutral", "")
        self.set_source_info(box)
        box += self.blocks(content.question)
        options = [self.html_of(c.text) for c in content.choices]
        box += controls(str(kind), name, options, data, curve)
        box += raw('<details class="predict-answer"><summary>Answer</summary>')
        if content.choices:
            box += raw('<ul class="predict-why">')
            for c, text in zip(content.choices, options, strict=True):
                reason = [nodes.Text("This is what happens.")] if c.right else self.html_of(c.misconception)
                box += raw(f"<li{' data-right' if c.right else ''}>“")
                box += [node.deepcopy() for node in text]
                box += [raw("” "), *reason, raw("</li>")]
            box += raw("</ul>")
        box += self.blocks(content.answer)
        box += raw("</details>")
        return box

    def blocks(self, lines: list[str]) -> list[nodes.Node]:
        container = nodes.Element()
        self.state.nested_parse(type(self.content)(lines, self.env.docname), self.content_offset, container)
        return container.children

    def html_of(self, text: str) -> list[nodes.Node]:
        return self.parse_inline(text)[0]


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def visit_prediction(self: Any, node: prediction) -> None:
    data = escape(json.dumps(node["data"], ensure_ascii=False), quote=True)
    self.body.append(
        f'<div class="predict" role="group" id="predict-{node["name"]}" data-name="{node["name"]}" '
        f'data-kind="{node["kind"]}" '
        f'data-truth="{data}" aria-label="Prediction"><p class="predict-title">Predict</p>'
    )


def depart_prediction(self: Any, node: prediction) -> None:
    self.body.append(f"{SETTINGS}</div>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(prediction, html=(visit_prediction, depart_prediction))
    app.add_directive("predict", Predict)
    # After `pictures` (950), which takes the frames out of the page.
    app.connect("html-page-context", prepare_page, priority=960)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
