"""A notebook of the book in JupyterLite, in the system's Chromium, with nothing outside to ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from book.lite import lite_address
from tests.book.conftest import book, browser, server

__all__ = ["book", "browser", "server"]

MINUTES = 60_000
CELLS = "jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.toJSON())"


class Notebook:
    """An open notebook; see the attributes for what it asked for.

    Attributes
    ----------
    page : playwright Page
    outside : addresses that were asked for, by the page or a worker, and are not below the book's root (all blocked)
    """

    def __init__(self, browser: Browser, root: str, name: str) -> None:
        self.outside: list[str] = []
        self._root = root
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.route("**/*", self._let_through_or_block)
        self.context.route("**/lite/jupyter-lite.json", self._show_to_tests)
        self.page = self.context.new_page()
        self.page.goto(root + lite_address(name))
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=2 * MINUTES)

    def run(self) -> list[dict[str, Any]]:
        """Run all cells; the notebook's cells afterwards, as its file would have them."""
        self.page.wait_for_function(
            "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'",
            timeout=4 * MINUTES,
        )
        # Its promise is not awaited here: Playwright waits for one no longer than its own default.
        self.page.evaluate(
            "() => { jupyterapp.commands.execute('notebook:run-all-cells').finally(() => { globalThis.ran = true }) }"
        )
        self.page.wait_for_function("globalThis.ran", timeout=8 * MINUTES)
        return self.page.evaluate(CELLS)

    def _let_through_or_block(self, route: Route) -> None:
        if route.request.url.startswith(self._root):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    @staticmethod
    def _show_to_tests(route: Route) -> None:
        """The application by name; every cell in the document, not only those in view."""
        config = route.fetch().json()
        data = config["jupyter-config-data"]
        data["exposeAppInBrowser"] = True
        data["settingsOverrides"]["@jupyterlab/notebook-extension:tracker"] = {"windowingMode": "none"}
        route.fulfill(body=json.dumps(config), content_type="application/json")


@pytest.fixture(scope="session")
def lite(book: Path) -> Path:
    if not (book / "lite" / "index.html").exists():
        pytest.fail("there is no JupyterLite in _build/html/lite: run `make lite` first")
    return book / "lite"


@pytest.fixture
def notebook(lite: Path, browser: Browser, server: str) -> Iterator[Callable[[str], Notebook]]:
    """Opens a page's notebook: ``notebook("em")``."""
    with ExitStack() as contexts:

        def opened(name: str) -> Notebook:
            one = Notebook(browser, server, name)
            contexts.callback(one.context.close)
            return one

        yield opened
