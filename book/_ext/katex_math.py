r"""Math, rendered while the book is built, readable without any script.

Sphinx hands every formula to a "math renderer"; this one calls KaTeX (vendored, MIT licence, in
``book/assets/vendor/katex``) inside the build's own process, through the V8 engine of the `mini-racer`
wheel. KaTeX writes HTML for the eye and MathML for assistive technology. Pages with math load its style
sheet and fonts; no page loads its script.

Written here, rather than taken from `sphinxcontrib-katex`, because that package starts a node server and
(version 0.9) ignores macros when it prerenders, fails on bare ``&`` and ``\\`` lines, and numbers ``align``
twice: KaTeX numbers the rows and Sphinx the block. Here Sphinx alone numbers (one number a block, so that
``{eq}`` works), which is why numbered environments are rendered starred.

TeX that KaTeX cannot read is a warning at the page and line where it stands; the book treats warnings as
errors.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

KATEX = Path(__file__).parent.parent / "assets" / "vendor" / "katex"
STYLE_SHEET = "katex-swap.min.css"  # text first, KaTeX's fonts as soon as they are there
NUMBERED_ENVIRONMENT = re.compile(r"\\(begin|end)\{(equation|align|alignat|gather|multline|eqnarray)\}")
LABEL = re.compile(r"\\label\{[^}]*\}")

logger = logging.getLogger(__name__)


class BadTeX(ValueError):
    """KaTeX's message about a formula."""


@cache
def engine() -> MiniRacer:
    """KaTeX in a V8 context, started at the first formula."""
    context = MiniRacer()
    context.eval((KATEX / "katex.min.js").read_text(encoding="utf-8"))
    context.eval("const render = (tex, options) => katex.renderToString(tex, options)")
    return context


def render(tex: str, macros: dict[str, str], display: bool = False) -> str:
    """HTML and MathML of one formula; `BadTeX` if KaTeX cannot read it."""
    # strict: what LaTeX would reject or silently drop is an error here too.
    options = {"displayMode": display, "macros": dict(macros), "throwOnError": True, "strict": "error"}
    try:
        return engine().call("render", tex, options)
    except JSEvalException as error:
        message = re.search(r"(?:ParseError|Error): (.*)", str(error))
        raise BadTeX(message[1] if message else str(error)) from error


def display_tex(tex: str, nowrap: bool) -> str:
    r"""The TeX of a display block as KaTeX reads it, without numbers of its own.

    >>> display_tex(r"\begin{align} a &= b \\ c &= d \end{align}", nowrap=True)
    '\\begin{align*} a &= b \\\\ c &= d \\end{align*}'
    >>> display_tex(r"a &= b \\ c &= d", nowrap=False)
    '\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}'
    """
    if nowrap:
        return LABEL.sub("", NUMBERED_ENVIRONMENT.sub(r"\\\1{\2*}", tex))
    # Like Sphinx's MathJax writer: blank lines part equations, and bare lines are aligned.
    parts = [part.strip() for part in tex.split("\n\n") if part.strip()]
    whole = r" \\ ".join(parts)
    outside = re.sub(r"\\begin\{(\w+\*?)\}.*?\\end\{\1\}", "", whole, flags=re.DOTALL)
    if len(parts) > 1 or r"\\" in outside or re.search(r"(?<!\\)&", outside):
        return rf"\begin{{aligned}}{whole}\end{{aligned}}"
    return whole


def formula(translator: HTML5Translator, node: nodes.Element, tex: str, display: bool) -> str:
    try:
        return render(tex, translator.config.katex_macros, display)
    except BadTeX as error:
        logger.warning("bad TeX: %s in %r", error, node.astext(), location=node, type="katex")
        return f"<code>{escape(node.astext())}</code>"


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(formula(self, node, node.astext(), display=False) + "</span>")
    raise nodes.SkipNode


def visit_displaymath(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", "", CLASS="math notranslate nohighlight"))
    html = formula(self, node, display_tex(node.astext(), node.get("nowrap", False)), display=True)
    self.body.append(f'<div class="math-scroll">{html}</div>')
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def glue(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep punctuation with the formula before it: KaTeX's HTML ends in a box, after which a line may break."""
    for node in list(doctree.findall(nodes.math)):
        after = node.next_node(siblings=True, descend=False)
        mark = re.match(r"[.,;:!?)’”]+", after.astext()) if isinstance(after, nodes.Text) else None
        if after is None or mark is None:
            continue
        after.parent.replace(after, nodes.Text(after.astext()[mark.end() :]))
        both = nodes.inline("", "", classes=["glued"])
        node.replace_self(both)
        both += [node, nodes.Text(mark[0])]


def add_style_sheet(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if 'class="katex"' in context.get("body", ""):
        app.add_css_file(f"katex/{STYLE_SHEET}", priority=400)


def copy_style_sheet(app: Sphinx, exception: Exception | None) -> None:
    """Copy KaTeX's style sheet, naming only its smallest font format, and those fonts."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (KATEX / STYLE_SHEET).read_text(encoding="utf-8")
    css = re.sub(r',url\(fonts/[^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", css)
    (target / STYLE_SHEET).write_text(css, encoding="utf-8")
    for font in sorted((KATEX / "fonts").glob("*.woff2")):
        shutil.copyfile(font, target / "fonts" / font.name)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("katex_macros", {}, "env")
    app.add_html_math_renderer("katex", (visit_math, None), (visit_displaymath, None))
    app.config.html_math_renderer = "katex"
    app.connect("doctree-resolved", glue)
    app.connect("html-page-context", add_style_sheet, priority=950)
    app.connect("build-finished", copy_style_sheet)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
