"""What the pages have in common: themes, search, keyboard, print; that all links lead somewhere."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from bs4 import BeautifulSoup, SoupStrainer
from PIL import Image
from playwright.sync_api import expect

from tests.book import checks
from tests.book.visit import Visitor


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_theme_follows_the_system(visitor: Visitor, server: str, theme: str) -> None:
    visit = visitor(server + "index.html", theme=theme)
    assert visit.page.evaluate("document.documentElement.dataset.theme") == theme


# One page of each kind: every page is read in the light on a desk and in the dark on a phone (test_pages.py).
@pytest.mark.parametrize("name", ["index.html", "em.html", "api/clustering.html", "search.html"])
@pytest.mark.parametrize(("theme", "width"), [("dark", 1280), ("light", 390)])
def test_accessible_the_other_way_round(
    visitor: Visitor, server: str, name: str, theme: str, width: int
) -> None:
    visit = visitor(server + name, theme=theme, width=width)
    checks.unfold(visit.page)
    assert checks.accessibility(visit.page) == []


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


def found(visitor: Visitor, server: str, query: str) -> list[str]:
    """Addresses of what a search finds, first to last."""
    visit = visitor(server + f"search.html?q={quote(query)}")
    visit.page.get_by_text("Search finished").wait_for(state="attached", timeout=30_000)
    return visit.page.locator("#search-results li > a").evaluate_all(
        "(links) => links.map((link) => link.getAttribute('href'))"
    )


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("chain rule", "chain-rule.html"),
        ("dual number", "dual-numbers.html"),
        ("EM", "em.html"),
        ("k-means", "kmeans-limit.html"),
        ("Jacobian", "jacobians.html"),
        ("graph", "graph.html"),
        ("maximum likelihood", "maximum-likelihood.html"),
        # A term without a chapter of its own, and names as the package spells them.
        ("flow cytometry", "glossary.html#term-flow-cytometry"),
        ("GaussianMixture", "api/clustering.html#lecture14.GaussianMixture"),
        ("check_derivatives", "api/autodiff.html#lecture14.check_derivatives"),
    ],
)
def test_search_leads_to_what_teaches_it(visitor: Visitor, server: str, query: str, first: str) -> None:
    assert found(visitor, server, query)[0] == first


@pytest.mark.parametrize("query", ["chain rule", "mixture", "penguins"])
def test_search_finds_the_functions_of_pictures_last(visitor: Visitor, server: str, query: str) -> None:
    of_pictures = [address.startswith("api/pictures-") for address in found(visitor, server, query)]
    assert {False, True} == {*of_pictures}
    assert of_pictures == sorted(of_pictures)


@pytest.mark.parametrize("name", ["index.html", "em.html", "api/clustering.html", "search.html"])
def test_a_footer_has_the_licences_and_the_way_to_them(book: Path, name: str) -> None:
    footer = BeautifulSoup((book / name).read_text("utf-8"), "html.parser").select_one(
        "footer.bd-footer-content"
    )
    assert footer
    assert "CC BY 4.0" in footer.get_text()
    assert "BSD 3-Clause" in footer.get_text()
    up = "../" * name.count("/")
    links = {link.get_text(): link["href"] for link in footer.select(".copyright a")}
    assert links["licences"].endswith("#credits-and-licences")
    assert links["accessibility"] == f"{up}accessibility.html"
    # Not the day of the build: see test_page_dates.py.
    assert not footer.select(".last-updated:not(:has(time[datetime]))")


def test_skip_link_leads_to_the_text(visitor: Visitor, server: str) -> None:
    page = visitor(server + "index.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_formula_that_outgrows_its_box_can_be_reached(visitor: Visitor, server: str) -> None:
    """As when its font arrives after the page: the box itself does not change."""
    page = visitor(server + "em.html", width=390).page
    box = page.locator(".math-scroll:not([tabindex])").first.element_handle()
    assert box is not None
    box.scroll_into_view_if_needed()
    box.evaluate("(box) => (box.querySelector('.katex-html').style.minWidth = '600px')")
    page.wait_for_function("(box) => box.tabIndex === 0 && box.role === 'group'", arg=box)
    box.evaluate("(box) => (box.querySelector('.katex-html').style.minWidth = '')")
    page.wait_for_function("(box) => !box.hasAttribute('tabindex') && box.role === null", arg=box)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("notation", ".pst-scrollable-table-container"),
        ("em", "article > section .math-scroll"),
        ("em", ".admonition .math-scroll"),
        ("map", ".map-scroll"),
    ],
)
def test_an_edge_is_dark_where_something_goes_on_behind_it(
    visitor: Visitor, server: str, theme: str, name: str, box: str
) -> None:
    page = visitor(f"{server}{name}.html", theme=theme, width=360).page
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    boxes = page.locator(box)
    widths = boxes.evaluate_all("(boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth)")
    wide = boxes.nth(next(number for number, width in enumerate(widths) if width > 5))
    wide.scroll_into_view_if_needed()
    expect(wide).to_have_attribute("tabindex", "0")
    # The ground alone.
    wide.evaluate("(wide) => [...wide.children].forEach((child) => (child.style.visibility = 'hidden'))")

    def shaded(part: float) -> tuple[bool, bool]:
        """Whether the left edge and the right one differ from the middle, when so much has been scrolled."""
        wide.evaluate(
            "(wide, part) => (wide.scrollLeft = part * (wide.scrollWidth - wide.clientWidth))", part
        )
        picture = Image.open(io.BytesIO(wide.screenshot())).convert("L")
        row = np.asarray(picture, dtype=int)[picture.height // 2]
        left, right = np.abs(row[:12] - row[len(row) // 2]), np.abs(row[-12:] - row[len(row) // 2])
        return bool(left.max() > 20), bool(right.max() > 20)

    assert [shaded(part) for part in (0.0, 0.5, 1.0)] == [(False, True), (True, True), (True, False)]


def test_print_shows_the_text_alone(visitor: Visitor, server: str) -> None:
    page = visitor(server + "index.html").page
    page.emulate_media(media="print")
    assert not page.locator("#pst-primary-sidebar").is_visible()
    assert page.locator("#main-content h1:visible").count() == 1


def test_print_is_light_and_the_screen_dark_again_after_it(visitor: Visitor, server: str) -> None:
    page = visitor(server + "index.html", theme="dark").page
    themes = []
    for event in ("load", "beforeprint", "afterprint"):
        page.evaluate("(name) => dispatchEvent(new Event(name))", event)
        themes.append(page.evaluate("document.documentElement.dataset.theme"))
    assert themes == ["dark", "light", "dark"]


def test_links_resolve(book: Path) -> None:
    assert checks.links(book) == []


#: How many children MathML Core gives its elements.
CHILDREN = {
    "mfrac": 2,
    "mroot": 2,
    "msub": 2,
    "msup": 2,
    "munder": 2,
    "mover": 2,
    "msubsup": 3,
    "munderover": 3,
}


def test_formulas_are_well_formed_for_the_ear(book: Path) -> None:
    counted = 0
    for file in book.glob("*.html"):
        formulas = BeautifulSoup(file.read_text("utf-8"), "html.parser", parse_only=SoupStrainer("math"))
        for element in formulas.find_all(list(CHILDREN)):
            assert len(element.find_all(recursive=False)) == CHILDREN[element.name], f"{file.name}: {element}"
            counted += 1
    assert counted > 1000


def test_every_slide_leads_to_a_section_that_leads_back(book: Path) -> None:
    table = BeautifulSoup((book / "index.html").read_text(encoding="utf-8"), "html.parser").select(
        "table.slide-table tbody tr"
    )
    assert [row.td.get_text() for row in table] == [str(number) for number in range(1, 64)]
    links = [row.a["href"].split("#") for row in table[2:]]
    # One reading a page, not one a slide.
    read = {
        page: BeautifulSoup((book / page).read_text(encoding="utf-8"), "html.parser") for page, _ in links
    }
    for row, (page, anchor) in zip(table[2:], links, strict=True):
        text = read[page]
        named = text.find(id=anchor)
        section = named if named.name == "section" else named.find_parent("section")
        line = section.select_one("p.slide-numbers")
        assert f"index.html#{row['id']}" in [a["href"] for a in line.find_all("a")], row.td.get_text()
