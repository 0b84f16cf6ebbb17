"""The script, style and palette of the package's pictures, on the pages that have one.

The files belong to the package (``lecture14/widgets/static``), which also uses them in a live notebook; the
palette is generated from the colours that matplotlib draws with.

The frames of a page's pictures move from the page into a script beside it, which loads while the page is read: the text
then shows about half a second earlier on a phone. Frames and script are read in the order in which they stand: the
last line of the frames brings the pictures to life.
"""

from __future__ import annotations

import json
import re
import shutil
from itertools import count
from pathlib import Path
from typing import Any

from page_style import add_style
from sphinx.application import Sphinx

from lecture14.figures.style import palette_css
from lecture14.widgets.page import STATIC

FRAMES = re.compile(r'<script type="application/json" class="explorer-frames">(.*?)</script>', re.DOTALL)


CAPTION = re.compile(r"<figcaption[^>]*>")


def add_assets(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    body = context.get("body", "")
    if '<figure class="explorer"' not in body and '<figure class="picture"' not in body:
        return
    add_style(context, palette_css())
    add_style(context, (STATIC / "explorer.css").read_text(encoding="utf-8"))
    # Numbers tell two pictures of a page apart, for who hears their names and who speaks of them.
    numbers = count(1)
    body = CAPTION.sub(lambda begin: f"{begin[0]}Picture {next(numbers)}. ", body)
    if '<figure class="explorer"' in body:
        app.add_js_file("explorer.js", defer="defer")
        script = Path(app.outdir) / "_static" / "frames" / f"{pagename}.js"
        script.parent.mkdir(parents=True, exist_ok=True)
        # Text in JSON, not objects: a browser skips it until it is asked for.
        frames = json.dumps(FRAMES.findall(body), ensure_ascii=False)
        script.write_text(f"window.explorerFrames = {frames};\nLecture14.explorers();\n", encoding="utf-8")
        body = FRAMES.sub("", body)
        app.add_js_file(f"frames/{pagename}.js", defer="defer")
    context["body"] = body


def copy_script(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    shutil.copy(STATIC / "explorer.js", Path(app.outdir) / "_static")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("html-page-context", add_assets, priority=950)
    app.connect("build-finished", copy_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
