"""What waits for a prediction: its cover in the page, the rules and the line in the head that uncover it."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


class prediction(nodes.General, nodes.Element):
    """The box of one prediction."""


# The key carries the book's path: several books of one host do not answer for each other.
HEAD = (
    "(()=>{{const r=document.documentElement,k='predict:'+new URL({root},location).pathname;let s={{}};"
    "try{{s=JSON.parse(localStorage.getItem(k))||{{}}}}catch{{}}"
    "window.predictions={{key:k,page:{page},state:s}};r.classList.add('predict-script');"
    "if(!s.open)r.classList.add('predict-asks');"
    "for(const a of Object.keys(s.answers||{{}}))if(a.startsWith({page}+'#'))"
    "r.classList.add('predicted-'+a.split('#')[1])}})()"
)
RULES = (
    "@media screen{{:is({things}){{position:relative;min-height:5rem}}:is({things})>*{{visibility:hidden}}"
    ":is({things})>.predict-cover{{visibility:visible;display:grid}}:is({answers}){{display:none}}}}"
)


def cover(body: str, node: prediction, docname: str) -> str:
    """The page with the thing marked that waits for a prediction, and a cover in it."""
    name, picture = node["name"], node["picture"]
    if picture:
        begin, what = 0, "picture"
        pattern = rf'<figure\b[^>]*\bdata-figure="{re.escape(picture)}"[^>]*>'
    else:
        begin, what = body.index(f'id="predict-{name}"'), "result"
        pattern = r'<div class="cell_output[^>]*>'
    found = re.compile(pattern).search(body, begin)
    if found is None or "data-waits" in found[0]:
        there = ", ".join(re.findall(r'data-figure="([^"]+)"', body)) or "none"
        expected = f"one of its Explorers ({there})" if picture else "a cell with an output after it"
        state = "waits for another prediction" if found else "is not on the page"
        message = "%s: predict: %s %s; expected %s"
        logger.warning(
            message, docname, picture or "the next output", state, expected, location=(docname, node.line)
        )
        return body
    tag = f'{found[0][:-1]} data-waits="{name}">'
    text = (
        f'<p class="predict-cover"><span>{escape(node["neutral"] + " " if picture else "")}This {what} waits for '
        f'<a href="#predict-{name}">your prediction</a>.</span></p>'
    )
    return body[: found.start()] + tag + text + body[found.end() :]


def prepare_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Cover what waits; put the line and the rules into the head, the script and the style on the page."""
    found = list(doctree.findall(prediction)) if doctree else []
    if not found or app.builder.format != "html":
        return
    for node in found:
        context["body"] = cover(context["body"], node, pagename)
    waiting = [f"html.predict-asks:not(.predicted-{node['name']})" for node in found]
    names = [node["name"] for node in found]
    things = ",".join(f'{w} [data-waits="{n}"]' for w, n in zip(waiting, names, strict=True))
    answers = ",".join(f"{w} #predict-{n} .predict-answer" for w, n in zip(waiting, names, strict=True))
    root = json.dumps("../" * pagename.count("/") + ".")
    head = HEAD.format(root=root, page=json.dumps(pagename))
    rules = RULES.format(things=things, answers=answers)
    context["metatags"] = f"{context.get('metatags') or ''}\n<script>{head}</script><style>{rules}</style>"
    app.add_css_file("predict.css")
    app.add_js_file("predict.js", defer="defer")
