"""What measurements of the built book share: they need it, and Chromium; where one is missing they say so."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser

from tests.book.conftest import HTML, chromium, executable


def measured(measure: Callable[[Browser], None]) -> None:
    """Call measure(browser), or say what is missing."""
    path = executable()
    if path is None or not (HTML / "index.html").exists():
        print("Not measured: that needs the built book (make book) and Chromium.")
        return
    with chromium(path) as browser:
        measure(browser)
