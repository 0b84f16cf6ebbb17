"""A page with one code box: the theme's own sheets, opened from a folder as a reader does without a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pydata_sphinx_theme
import sphinx_book_theme
from playwright.sync_api import Page
from pygments.formatters import HtmlFormatter

EDITOR = Path(__file__).parents[2] / "book" / "_ext" / "runner" / "editor"
STUB = "def f(x):\n    # the square of x\n    return x  # yours"

PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}" data-mode="{theme}"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{style}</head>
<body><main class="bd-content" style="display: block; padding: 1rem"><h1>A page</h1>
<p>A cell that stands still, and the same text in a code box.</p>
<div class="cell"><div class="cell_input"><div class="highlight"><pre id="still" tabindex="0">{text}
</pre></div></div></div>
<div class="run-box"><textarea class="run-code" id="code" name="code" aria-label="Code of exercise 1"
rows="{rows}">{text}</textarea></div>
<p><button id="after">Run</button></p></main>
<script>
  window.heard = [];
  document.querySelector("#code").addEventListener("input", (event) => heard.push(event.target.value));
</script></body></html>"""

Open = Callable[..., Page]


PYDATA, BOOK = (Path(theme.__file__).parent for theme in (pydata_sphinx_theme, sphinx_book_theme))
SHEETS = [
    PYDATA / "theme" / "pydata_sphinx_theme" / "static" / "styles" / "pydata-sphinx-theme.css",
    BOOK / "theme" / "sphinx_book_theme" / "static" / "styles" / "sphinx-book-theme.css",
    EDITOR.parents[2] / "assets" / "static" / "book.css",
    EDITOR / "editor.css",
]


def page_of(text: str, theme: str = "light", rows: int = 3) -> str:
    """A page with the theme's own sheets and its colours of code, and a text in its box."""
    colours = [
        HtmlFormatter(style=f"a11y-high-contrast-{name}").get_style_defs(
            f'html[data-theme="{name}"] .highlight'
        )
        for name in ("light", "dark")
    ]
    sheets = [f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in SHEETS]
    # As the theme writes it into a built book's sheet.
    height = "html[data-theme] .highlight pre { line-height: 125%; }"
    style = "\n".join([*sheets, "<style>", *colours, height, "</style>"])
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return PAGE.format(theme=theme, style=style, text=escaped, rows=rows)


def upgrade(page: Page) -> None:
    page.add_script_tag(path=EDITOR / "editor.js")
    page.evaluate(
        """() => {
          window.runs = 0;
          window.editor = codeEditor(document.querySelector("#code"), { onRun: () => (window.runs += 1) });
        }"""
    )


def value(page: Page) -> str:
    return page.locator("#code").input_value()


def write(page: Page, text: str) -> None:
    """Empty the box and type, key by key; the caret stands at the end."""
    page.locator("#code").fill("")
    page.keyboard.type(text)


def select(page: Page, start: int, end: int | None = None) -> None:
    page.locator("#code").focus()
    page.evaluate(
        "([start, end]) => document.querySelector('#code').setSelectionRange(start, end)",
        [start, start if end is None else end],
    )


def selected(page: Page) -> str:
    return page.evaluate(
        "document.querySelector('#code').value.slice(code.selectionStart, code.selectionEnd)"
    )


def painted(page: Page) -> str:
    """The text that the reader sees."""
    return page.evaluate("document.querySelector('.run-paint pre').textContent").removesuffix("\n")
