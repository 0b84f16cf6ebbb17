"""Every page loads alone, quietly and lightly: no other host, a silent console, within its budget."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book import checks
from tests.book.visit import Visitor


def test_served_page_needs_nobody_and_says_nothing(visitor: Visitor, server: str, page_name: str) -> None:
    visit = visitor(server + page_name)
    assert visit.outside == []
    assert visit.trouble == []
    assert checks.budget(visit) == []


def test_page_works_from_a_folder(visitor: Visitor, book: Path, page_name: str) -> None:
    visit = visitor((book / page_name).as_uri(), theme="dark")
    assert visit.outside == []
    assert visit.trouble == []
    # The style sheet has arrived: the dark theme is in force.
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_follows_the_system(visitor: Visitor, server: str, theme: str) -> None:
    visit = visitor(server + "index.html", theme=theme)
    assert visit.page.evaluate("document.documentElement.dataset.theme") == theme


def test_theme_switch_goes_round(visitor: Visitor, server: str) -> None:
    page = visitor(server + "index.html").page
    seen = []
    for _ in range(3):
        page.locator(".theme-switch-button").first.click()
        seen.append(page.evaluate("document.documentElement.dataset.mode"))
    assert sorted(seen) == ["auto", "dark", "light"]


def test_search_finds_a_word(visitor: Visitor, server: str) -> None:
    visit = visitor(server + "search.html?q=dual")
    visit.page.locator("#search-results li a").first.wait_for(timeout=5000)
    assert visit.trouble == []


def test_without_script_math_is_there_and_no_dead_control(
    visitor: Visitor, server: str, page_name: str
) -> None:
    page = visitor(server + page_name, script=False).page
    for formula in page.locator("article .katex-html").all()[:5]:
        assert formula.bounding_box()["width"] > 0
    for figure in page.locator("figure.explorer").all():
        assert figure.locator("svg, img").first.is_visible()
        assert checks.controls(figure) == []
    # What needs script (search, colours, print) is hidden; the sidebar stays.
    assert not page.locator(".pst-js-only:visible").count()


def test_page_describes_itself(book: Path, page_name: str) -> None:
    html = (book / page_name).read_text(encoding="utf-8")
    assert '<html lang="en"' in html
    assert '<meta name="description" content="' in html
    assert 'rel="icon"' in html
    assert html.count("<h1") >= 1
