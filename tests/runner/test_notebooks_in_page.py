"""Every cell of a chapter runs in its page and shows what the book shows, number by number."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.runner.reader import Reader

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = sorted(path.stem for path in BOOK.glob("*.ipynb"))
#: Dual numbers and labs, sweeps, mixtures with random numbers and data, SciPy, scikit-learn.
KINDS = ("dual-numbers", "graph", "em", "bridge", "beside-scikit-learn")
#: What a page draws where a notebook's text has its description.
DRAWN = re.compile(r"(Explorer|Picture|\w+Lab)\b")


def expected(cell: dict[str, Any]) -> tuple[str, bool]:
    """What a cell printed when it was stored, and whether it drew something."""
    text, drawn = "", False
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            text += "".join(output["text"])
            continue
        plain = "".join(output["data"]["text/plain"])
        if DRAWN.match(plain):
            drawn = True
        else:
            text += f"{plain}\n"
    return text, drawn


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in KINDS else [pytest.mark.browser_python, pytest.mark.slow])
        for name in CHAPTERS
    ],
)
def test_every_cell_shows_what_the_book_shows(browser: Browser, served: str, name: str) -> None:
    cells = json.loads((BOOK / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    reader = Reader(browser, served, name)
    different = []
    try:
        for number, cell in enumerate(code, start=1):
            if "no-browser" in cell["metadata"].get("tags", []):
                assert reader.cell(number).locator(".run-not").count() == 1
                continue
            shown = reader.run(number), reader.draws(number)
            if shown != expected(cell):
                different.append((number, shown, expected(cell)))
        assert different == []
        assert reader.outside == []
    finally:
        reader.context.close()


def test_the_comparison_can_fail() -> None:
    stored = {"output_type": "stream", "text": ["1\n", "2\n"]}
    value = {"output_type": "execute_result", "data": {"text/plain": ["array([1])"]}}
    picture = {
        "output_type": "display_data",
        "data": {"text/plain": ["Explorer: x (0 to 1)\n", "Picture: …"]},
    }
    assert expected({"outputs": [stored, value]}) == ("1\n2\narray([1])\n", False)
    assert expected({"outputs": [picture]}) == ("", True)
