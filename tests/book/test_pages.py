"""What holds on every page: it loads alone, quietly and lightly; everybody can read it; its pictures answer.

Each page is opened in three views, and each view answers all questions that it can: served and light on a desk, from
a folder and dark on a phone, and without script. axe-core therefore sees both themes and both widths.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.book import checks
from tests.book.conftest import pages
from tests.book.letters import cut_letters
from tests.book.visit import Visit


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page_name" in metafunc.fixturenames:
        metafunc.parametrize("page_name", pages(), scope="module")


@pytest.fixture(scope="module")
def on_a_desk(browser: Browser, server: str, page_name: str) -> Iterator[Visit]:
    with Visit(browser, server + page_name) as visit:
        yield visit


@pytest.fixture(scope="module")
def on_a_phone(browser: Browser, book: Path, page_name: str) -> Iterator[Visit]:
    with Visit(browser, (book / page_name).as_uri(), theme="dark", width=390) as visit:
        yield visit


def test_served_page_needs_nobody_and_says_nothing(on_a_desk: Visit) -> None:
    assert on_a_desk.outside == []
    assert on_a_desk.trouble == []
    assert checks.budget(on_a_desk) == []


def test_page_works_from_a_folder(on_a_phone: Visit) -> None:
    assert on_a_phone.outside == []
    assert on_a_phone.trouble == []
    # The style sheet has arrived: the dark theme is in force.
    background = on_a_phone.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background != "rgb(255, 255, 255)"


def test_accessible_in_the_light(on_a_desk: Visit) -> None:
    checks.unfold(on_a_desk.page)
    assert checks.accessibility(on_a_desk.page) == []


def test_accessible_in_the_dark_on_a_phone(on_a_phone: Visit) -> None:
    checks.unfold(on_a_phone.page)
    assert checks.accessibility(on_a_phone.page) == []


def test_fits_on_a_phone(on_a_phone: Visit) -> None:
    checks.unfold(on_a_phone.page)
    assert checks.overflow(on_a_phone.page) == []


def test_no_letter_of_a_picture_is_cut(on_a_desk: Visit) -> None:
    checks.unfold(on_a_desk.page)
    assert cut_letters(on_a_desk.page) == []


def test_without_script_math_is_there_and_no_dead_control(
    browser: Browser, server: str, page_name: str
) -> None:
    with Visit(browser, server + page_name, script=False) as visit:
        page = visit.page
        checks.lay_out(page)
        # Folded answers have formulas, too.
        for formula in page.locator("article .katex-html:not(details .katex-html)").all()[:5]:
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


def test_the_book_has_interactive_pictures(book: Path) -> None:
    """Else the tests below would have nothing to do and say nothing."""
    assert any('class="explorer"' in (book / name).read_text("utf-8") for name in pages())


def test_pictures_say_what_they_show(on_a_desk: Visit) -> None:
    texts = {}
    for picture in on_a_desk.page.locator("figure.explorer, figure.picture").all():
        image = picture.locator("svg[role=img], img").first
        text = image.get_attribute("aria-label") or image.get_attribute("alt") or ""
        texts[picture.get_attribute("id")] = text
    assert {name: text for name, text in texts.items() if len(text) <= 20} == {}


def test_pictures_follow_every_visible_control(on_a_desk: Visit) -> None:
    checks.unfold(on_a_desk.page)
    complaints = {
        figure.get_attribute("id"): dead
        for figure in on_a_desk.page.locator("figure.explorer").all()
        if (dead := checks.dead_controls(figure))
    }
    assert complaints == {}
