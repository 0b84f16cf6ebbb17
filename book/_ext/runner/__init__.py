"""Run, Edit, Reset and Stop on each code cell of a served page: Python in the reader's own browser.

The build writes a bar of buttons into every cell; it stays hidden until the page is served and the browser's Python is
there (`book/pyodide.py` says so in ``python-here.js``). So nothing moves when the script arrives, and no page has a
button that does nothing. `static/run.js` is the page's part, `static/worker.js` holds Python, `python/` is what runs in
it. A cell tagged ``no-browser`` needs what a browser's Python lacks, and says so instead.
"""

from __future__ import annotations

import json
import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideInputCells
from one_line_server import HOW
from page_style import add_style
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from lecture14.widgets.lean import lean

HERE = Path(__file__).parent
#: The exercise that a stub is checked by.
CHECKED = re.compile(r"""\bcheck\(\s*["']([\w-]+)["']""")
#: Written by `book/pyodide.py` when the browser's Python is in place.
NOT_HERE = "window.pythonHere = null;\n"


#: Stands before the first cell. Which of the two is seen, if any, the page's head decides, and its script, which knows
#: whether the browser's Python is there.
AWAY = f"""<p class="run-away" id="run-away"><span class="run-file">These cells run in your browser, and the exercises
answer, when the book comes from a server, since a browser runs no Python from a file. {HOW}</span>
<span class="run-none">This copy of the book came without the browser's Python: its cells are to be read. In a copy
of the project, <code>make serve</code> brings it and serves the book.</span></p>"""
#: Stands in an exercise's cell.
UNCHECKED = """<p class="run-away run-file">An answer is checked when the book comes from a server: <a
href="#run-away">one line starts one</a>.</p>"""


def bar(number: int, source: str, tags: set[str]) -> str:
    """The buttons of a cell.

    >>> print(bar(3, "x = 1", {"no-browser"}))
    <p class="run-not">A browser lacks what this cell needs. Its result was recorded.</p>
    """
    if "no-browser" in tags:
        return '<p class="run-not">A browser lacks what this cell needs. Its result was recorded.</p>'
    checked = CHECKED.search(source)
    name = f"exercise {checked[1]}" if checked else f"cell {number}"
    stub = f' data-exercise="{escape(checked[1])}"' if checked and "stub" in tags else ""
    run = "Check" if stub else "Run"
    buttons = "".join(
        f'<button type="button" data-does="{does}" aria-label="{word} {name}"{hidden}>{word}</button>'
        for does, word, hidden in (
            ("run", run, ""),
            ("edit", "Edit", " hidden" if stub else ""),
            ("reset", "Reset", " hidden"),
            ("stop", "Stop", " hidden"),
        )
    )
    bar = f'<div class="run-bar"{stub}>{buttons}<span class="run-said" role="status"></span></div>'
    return bar + UNCHECKED if stub else bar


class AddBars(SphinxPostTransform):
    """Give every code cell its number and its bar."""

    # Before MyST-NB folds what is hidden: a bar folds with its code.
    default_priority = HideInputCells.default_priority - 2
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        number = 0
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") != "cell_code":
                continue
            number += 1
            inputs = [part for part in cell.children if "cell_input" in part.get("classes", ())]
            source = next(iter(cell.findall(nodes.literal_block)), None)
            if inputs and source:
                tags = {name.removeprefix("tag_") for name in cell["classes"] if name.startswith("tag_")}
                html = bar(number, source.astext(), tags)
                cell["ids"].append(f"cell-{number}")
                inputs[0] += nodes.raw("", html, format="html")
                if number == 1:
                    cell.insert(0, nodes.raw("", AWAY, format="html"))


def add_script(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    if '<div class="run-bar"' not in context.get("body", ""):
        return
    for sheet in ("editor/editor.css", "static/run.css"):
        add_style(context, (HERE / sheet).read_text(encoding="utf-8"))
    context["runs_python"] = True
    app.add_js_file("runner/run.js", defer="defer")


def copy_files(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    place = static / "runner"
    place.mkdir(parents=True, exist_ok=True)
    for script in (HERE / "static").glob("*.js"):
        (place / script.name).write_text(lean(script.read_text(encoding="utf-8")), encoding="utf-8")
    modules = {file.name: file.read_text(encoding="utf-8") for file in sorted((HERE / "python").glob("*.py"))}
    (place / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    shutil.copy(HERE / "editor" / "editor.js", place)
    (static / "python-here.js").write_text(NOT_HERE, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(AddBars)
    app.connect("html-page-context", add_script, priority=965)
    app.connect("build-finished", copy_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
