"""Nothing from any other host, and nothing that no page uses.

The theme and the extensions put eleven style sheets and sixteen scripts on every page: a megabyte, most of
it for features that this book does not have. Much of that is left out by configuration (`_config.yml`) or
by a template (`templates/`). Here the rest becomes one style sheet and one script, cut to what is used:

- the files that Sphinx lists for every page are joined, in its order; the script waits until the page has
  been read
  (``defer``), so that text shows first;
- of the joined style sheet only the rules that can match something in this book stay (`trim.py`);
- of the theme's icon font only the icons in use stay;
- what is left over (1.5 MB of Font Awesome script, source maps, …) is deleted from the built book.

Assets of single pages (math, pictures) come later, in their own files; see `katex_math.py` and `pictures.py`.

Every page also gets a description for search engines and link previews: its first paragraph.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

import trim
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from lecture14.widgets.lean import lean

# What the theme's own template would load before and after the files that Sphinx lists. Its Bootstrap
# script is left out: it serves drop-down menus and tooltips, which `templates/` replaces by plain links and
# titles.
THEME_STYLES = ["_static/basic.css", "_static/styles/pydata-sphinx-theme.css"]
THEME_SCRIPTS = ["_static/scripts/pydata-sphinx-theme.js"]
# No page of this book has synchronised tabs; the other file is a part of copybutton.js.
LEFT_OUT = {"_static/design-tabs.js", "_static/copybutton_funcs.js"}
STYLE_SHEET, SCRIPT = "bundle.css", "bundle.js"
ICON_FONTS = "_static/vendor/fontawesome/webfonts"
# The theme measures every box of code when a page is read, and lays the whole page out for each: `book.js` does it in
# one go, and for what is near.
THRASHING = re.compile(r'document\.querySelectorAll\(\["pre",[^]]*\]\.join\(", "\)\)')
# Written for readers, with comments; those of the labs come without them.
OWN_SCRIPTS = ["book.js", "predict.js", "question.js", "slides.js", "explorer.js"]
UNUSED = ["**/*.map", "scripts", "styles", "vendor", "images/logo_*", "locales", "*webpack-macros.html"]


def bundle_assets(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Replace the lists of scripts and style sheets, which must be the same on every page, by one of each."""
    styles = [str(css.filename) for css in sorted(context["css_files"], key=lambda css: css.priority)]
    scripts = sorted(context["script_files"], key=lambda js: js.priority)
    # Lines of code first: they set what the files read, which a file may do as soon as it runs.
    lines = [js.attributes["body"] for js in scripts if not js.filename]
    # Not the theme's notes on the page's name, for a version switcher that is not there.
    lines = [line for line in lines if not line.startswith("DOCUMENTATION_OPTIONS.")]
    files = [str(js.filename) for js in scripts if js.filename and js.filename not in LEFT_OUT]
    parts = ([*dict.fromkeys(THEME_STYLES + styles)], [*dict.fromkeys(lines + files + THEME_SCRIPTS)])
    first_page, first_parts = app.__dict__.setdefault("bundle_parts", (pagename, parts))
    if parts != first_parts:
        difference = {*map(str, parts)} ^ {*map(str, first_parts)}
        raise ExtensionError(f"pages {first_page} and {pagename} load different files: {sorted(difference)}")
    context["css_files"].clear()
    context["script_files"].clear()
    app.add_css_file(STYLE_SHEET)
    app.add_js_file(SCRIPT, defer="defer")


def describe_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Add a description unless the page's front matter (`html_meta`) gives one."""
    metatags = context.get("metatags") or ""
    if 'name="description"' in metatags:
        return
    paragraph = next(iter(doctree.findall(nodes.paragraph)), None) if doctree else None
    text = " ".join(paragraph.astext().split()) if paragraph else app.config.html_title
    if len(text) > 160:
        text = text[:159].rsplit(" ", 1)[0] + "…"
    context["metatags"] = f'{metatags}\n    <meta name="description" content="{escape(text)}" />'


def write_bundles(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for file in (out / "_static" / name for name in OWN_SCRIPTS):
        if file.exists():
            file.write_text(lean(file.read_text(encoding="utf-8")), encoding="utf-8")
    styles, scripts = app.__dict__["bundle_parts"][1]
    script = ";\n".join(
        (out / part).read_text(encoding="utf-8") if part.startswith("_static/") else part for part in scripts
    )
    script = re.sub(r"//# sourceMappingURL=\S+", "", script)
    script, count = THRASHING.subn("[]", script)
    if count != 1:
        raise ExtensionError(
            f"the theme's script has {THRASHING.pattern} {count} times; expected it once: see book.js"
        )
    css = "\n".join(rebased(out, file) for file in styles)

    pages = "\n".join(page.read_text(encoding="utf-8") for page in out.rglob("*.html"))
    static = out / "_static"
    own = [*static.glob("*.js"), *(static / "frames").glob("*.js")]
    others = "\n".join(js.read_text(encoding="utf-8") for js in own)
    css = trim.icon_fonts(trim.style_sheet(css, pages, script + others), out / ICON_FONTS, out / "_static")

    for file in [*styles, *(part for part in scripts if part.startswith("_static/")), *LEFT_OUT]:
        (out / file).unlink(missing_ok=True)
    for pattern in UNUSED:
        for path in list((out / "_static").glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (out / "_static" / STYLE_SHEET).write_text(css, encoding="utf-8")
    (out / "_static" / SCRIPT).write_text(script, encoding="utf-8")


def rebased(out: Path, file: str) -> str:
    """A style sheet's text with its relative addresses seen from `_static`."""
    folder = posixpath.relpath(posixpath.dirname(file), "_static")
    text = (out / file.partition("?")[0]).read_text(encoding="utf-8").removeprefix('@charset "UTF-8";')
    return re.sub(
        r"url\((?![\"']?data:)[\"']?([^)\"']+)[\"']?\)",
        lambda match: f"url({posixpath.normpath(posixpath.join(folder, match[1]))})",
        text,
    )


def setup(app: Sphinx) -> dict[str, Any]:
    # Jupyter Book sets this value of sphinx_comments, which _config.yml leaves out.
    app.add_config_value("comments_config", {}, "html")
    # After the theme and the extensions (500), before the assets of single pages (950).
    app.connect("html-page-context", bundle_assets, priority=900)
    app.connect("html-page-context", describe_page, priority=900)
    app.connect("build-finished", write_bundles, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
