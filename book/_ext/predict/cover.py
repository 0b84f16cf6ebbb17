"""What waits for a prediction: its cover in the page, the rules and the line in the head that uncover it."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from page_style import add_style
from sphinx.application import Sphinx
from sphinx.util import logging

STYLES = (Path(__file__).parents[1] / "asked.css", Path(__file__).with_name("predict.css"))
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
    ":is({covers}){{visibility:visible;display:grid}}:is({answers}){{display:none}}}}"
)
#: How a page marks its pictures: an Explorer and a lab alike carry their id.
FIGURE = r'<figure\b[^>]*\bdata-figure="{}"[^>]*>'


def cover(body: str, node: prediction, docname: str) -> str:
    """The page with the thing marked that waits for a prediction, and a cover in it."""
    name, picture = node["name"], node["picture"]
    if picture:
        begin, what, pattern = 0, "picture", FIGURE.format(re.escape(picture))
    else:
        begin, what = body.index(f'id="predict-{name}"'), "result"
        pattern = r'<div class="cell_output[^>]*>'
    found = re.compile(pattern).search(body, begin)
    if found is None or ("data-waits" in found[0] and not picture):
        there = ", ".join(re.findall(FIGURE.format('([^"]+)'), body)) or "none"
        expected = f"one of its Explorers and labs ({there})" if picture else "a cell with an output after it"
        state = "waits for another prediction" if found else "is not on the page"
        message = "%s: predict: %s %s; expected %s"
        logger.warning(
            message, docname, picture or "the next output", state, expected, location=(docname, node.line)
        )
        return body
    others = re.search(r' data-waits="([^"]+)"', found[0])
    waits = f"{others[1]} {name}" if others else name
    tag = f'{found[0].replace(others[0] if others else "", "")[:-1]} data-waits="{waits}">'
    text = (
        f'<p class="predict-cover" data-for="{name}"><span>{escape(node["neutral"] + " " if picture else "")}'
        f'This {what} waits for <a href="#predict-{name}">your prediction</a>.</span></p>'
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
    things = ",".join(f'{w} [data-waits~="{n}"]' for w, n in zip(waiting, names, strict=True))
    covers = ",".join(f'{_turn(node, found)} [data-for="{node["name"]}"]' for node in found)
    answers = ",".join(f"{w} #predict-{n} .predict-answer" for w, n in zip(waiting, names, strict=True))
    root = json.dumps("../" * pagename.count("/") + ".")
    head = HEAD.format(root=root, page=json.dumps(pagename))
    rules = RULES.format(things=things, covers=covers, answers=answers)
    context["metatags"] = f"{context.get('metatags') or ''}\n<script>{head}</script>"
    add_style(context, rules)
    for style in STYLES:
        add_style(context, style.read_text(encoding="utf-8"))
    app.add_js_file("predict.js", defer="defer")


def _turn(node: prediction, found: list[prediction]) -> str:
    """The page's root when a cover shows: of several in one picture, the first whose question is open."""
    same = [other["name"] for other in found if node["picture"] and other["picture"] == node["picture"]]
    before = "".join(f".predicted-{name}" for name in same[: same.index(node["name"])]) if same else ""
    return f"html.predict-asks{before}:not(.predicted-{node['name']})"
