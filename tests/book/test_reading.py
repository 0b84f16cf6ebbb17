"""Everybody can read every page: axe-core finds nothing, in both themes; nothing is cut off on a phone."""

from __future__ import annotations

import pytest

from tests.book import checks
from tests.book.visit import Visitor


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_accessible(visitor: Visitor, server: str, page_name: str, theme: str, width: int) -> None:
    page = visitor(server + page_name, theme, width).page
    # What is folded has to be readable too.
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert checks.accessibility(page) == []


def test_fits_on_a_phone(visitor: Visitor, server: str, page_name: str) -> None:
    page = visitor(server + page_name, width=390).page
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    assert checks.overflow(page) == []


def test_skip_link_leads_to_the_text(visitor: Visitor, server: str) -> None:
    page = visitor(server + "index.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_print_shows_the_text_alone(visitor: Visitor, server: str) -> None:
    page = visitor(server + "index.html").page
    page.emulate_media(media="print")
    assert not page.locator("#pst-primary-sidebar").is_visible()
    assert page.locator("#main-content h1:visible").count() == 1
