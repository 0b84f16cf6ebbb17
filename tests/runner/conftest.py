"""The browser of the book's tests, and pages with a code box."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.book.conftest import book, browser, server
from tests.runner.editor_page import STUB, Open, page_of, upgrade

__all__ = ["book", "browser", "server"]


# Fixtures that the browser's Python in the built book is needed for, which `make test-fast` goes without.
BUILT = {"served", "folder"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and BUILT & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def served(book: Path, server: str) -> str:
    if not (book / "python" / "pyodide.js").exists():
        pytest.fail("the browser's Python is not in _build/html: run `python book/pyodide.py` first")
    return server


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the page with a text in its box: plain, or with its editor; whatever it asks for elsewhere is noted."""
    with ExitStack() as contexts:

        def visit(text: str = STUB, plain: bool = False, theme: str = "light", rows: int = 3, **view) -> Page:
            file = tmp_path / "page.html"
            file.write_text(page_of(text, theme, rows), encoding="utf-8")
            context = contexts.enter_context(
                browser.new_context(**{"viewport": {"width": 1000, "height": 700}, **view})
            )
            page = context.new_page()
            page.asked: list[str] = []
            page.trouble: list[str] = []
            page.on("request", lambda request: page.asked.append(request.url))
            page.on("pageerror", lambda error: page.trouble.append(str(error)))
            page.goto(file.as_uri())
            if not plain:
                upgrade(page)
            return page

        yield visit
