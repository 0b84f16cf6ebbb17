"""The book's notebooks in JupyterLite: every cell runs, pictures answer the keys, and no other host is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.runner.lite.conftest import Notebook

pytestmark = [pytest.mark.browser_python, pytest.mark.slow]

BOOK = Path(__file__).parents[3] / "book"
# matplotlib says so after five seconds, on a slow machine.
FONTS = "Matplotlib is building the font cache"
Opens = Callable[[str], Notebook]


def said(cells: list[dict[str, Any]]) -> list[str]:
    """Each code cell's text: what it printed, then its value."""
    found = []
    for cell in cells:
        if cell["cell_type"] == "code":
            outputs = [output for output in cell["outputs"] if FONTS not in _joined(output.get("text", ""))]
            texts = [o["text"] if "text" in o else o.get("data", {}).get("text/plain", "") for o in outputs]
            # A lab words its picture by V8, which Python in a browser has not got.
            found.append(re.sub(r"(?s)^(\w+Lab): .*", r"\1()", "".join(map(_joined, texts))))
    return found


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def errors(cells: list[dict[str, Any]]) -> list[str]:
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [f"{o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]


@pytest.mark.parametrize("name", ["dual-numbers", "em", "bridge"])
def test_every_cell_runs_and_says_what_the_book_says(notebook: Opens, name: str) -> None:
    opened = notebook(name)
    cells = opened.run()
    assert errors(cells) == []
    stored = json.loads((BOOK / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert said(cells) == said(stored)
    assert opened.page.locator(".jp-OutputArea-output svg").count() > 0
    assert opened.outside == []


def test_an_explorer_moves_by_arrow_keys(notebook: Opens) -> None:
    opened = notebook("dual-numbers")
    opened.run()
    explorer = opened.page.locator("figure.explorer", has=opened.page.get_by_label("order")).last
    slider = explorer.locator("input[type=range]")
    before = explorer.locator("svg").first.inner_html()
    slider.focus()
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    assert slider.input_value() == "0"
    opened.page.wait_for_function(
        "([figure, before]) => figure.querySelector('svg').innerHTML !== before",
        arg=[explorer.element_handle(), before],
    )


def test_what_leaves_the_machine_is_seen(notebook: Opens) -> None:
    opened = notebook("em")
    work = "fetch('https://example.org/worker').catch(() => {}).then(() => postMessage(0))"
    opened.page.evaluate(
        """work => Promise.all([
            fetch('https://example.org/page').catch(() => {}),
            new Promise(done => { new Worker(URL.createObjectURL(new Blob([work]))).onmessage = done; }),
        ])""",
        work,
    )
    assert sorted(opened.outside) == ["https://example.org/page", "https://example.org/worker"]
