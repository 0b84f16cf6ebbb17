"""The front page's parts: the chapters as two lines, and the search in the tables of slides."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.book.small_site import SmallSite
from tests.book.visit import Visitor

BOOK = Path(__file__).parents[2] / "book"
CONTENTS = """
format: jb-book
root: index
parts:
  - caption: "Part I: Numbers"
    chapters: [{file: numbers}, {file: more}]
  - caption: "Part II: Letters"
    chapters: [{file: letters}, {file: words}, {file: books}]
  - caption: "Reference"
    chapters: [{file: other}]
"""
SLIDES = "slide,title,chapter,here\n1,Title,Front,start\n2,Sums,Numbers,drag a sum\n3,Tools,Later,run them\n"
TEXT = """# Front

```{arc}
:meet: words
Why they meet.
```

````{admonition} Slides 1 and 2
:class: dropdown

```{slide-table} 1-2
```
````

````{admonition} Slide 3
:class: dropdown

```{slide-table} 3-3
```
````

```{toctree}
numbers
more
letters
words
books
other
```
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("front")
    (folder / "slides.csv").write_text(SLIDES, encoding="utf-8")
    (folder / "contents.yml").write_text(CONTENTS, encoding="utf-8")
    for name in ("numbers", "more", "letters", "words", "books", "other"):
        (folder / f"{name}.md").write_text(f"# The {name}\n\nText.\n", encoding="utf-8")
    extensions = ["sphinx_external_toc", "myst_nb", "sphinx_exercise", "arc", "slide_table", "exercise_cells"]
    return SmallSite(
        folder,
        TEXT.partition("```{toctree}")[0],
        *extensions,
        external_toc_path=str(folder / "contents.yml"),
        html_static_path=[str(BOOK / "assets" / "static")],
        html_css_files=["book.css"],
    )


def test_the_chapters_stand_in_their_parts_and_lead_to_their_pages(site):
    assert site.warnings == ""
    parts = site.soup.select(".arc > .arc-part")
    assert [part.p.get_text() for part in parts] == ["Part I: Numbers", "Part II: Letters"]
    links = [[(a.get_text(), a["href"]) for a in part.select("li a")] for part in parts]
    assert links == [
        [("The numbers", "numbers.html"), ("The more", "more.html")],
        [("The letters", "letters.html")],
    ]


def test_the_parts_meet_in_a_chapter_and_go_on_counting(site):
    meet, behind = site.soup.select(".arc > .arc-meet, .arc > .arc-behind")
    assert [line.get_text() for line in meet.select("p")] == ["2. The words", "Why they meet."]
    assert [a["href"] for a in [*meet.select("a"), *behind.select("li a")]] == ["words.html", "books.html"]
    assert behind.ol["start"] == "3"


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
def test_what_the_book_is_and_a_picture_to_press_are_seen_at_once(
    visitor: Visitor, server: str, width: int, height: int
):
    page = visitor(f"{server}index.html", width=width).page
    page.set_viewport_size({"width": width, "height": height})
    lab = page.locator("figure.lab")
    press, drawing = lab.get_by_role("button", name="M step"), lab.locator("svg .lab-shapes")
    for seen in (
        page.get_by_text("One university lecture"),
        press,
        lab.get_by_role("slider", name="Mean of component 2"),
    ):
        expect(seen).to_be_in_viewport()
    expect(lab.locator(".lab-control:visible")).to_have_count(0)
    before = drawing.inner_html()
    press.click()
    expect(lab.get_by_role("button", name="E step")).not_to_have_attribute("aria-disabled", "true")
    assert drawing.inner_html() != before


@pytest.mark.parametrize("width", [360, 1280])
def test_keys_follow_what_is_seen(visitor: Visitor, server: str, width: int):
    page = visitor(f"{server}index.html", width=width).page
    lab = page.locator("figure.lab")
    stops = [lab.get_by_role("slider", name="Mean of component 1"), lab.get_by_role("button", name="Run")]
    if width == 360:
        stops.reverse()
    stops[0].focus()
    passed = []
    while len(passed) < 40 and stops[1].evaluate("there => there !== document.activeElement"):
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.closest('figure.lab') !== null"))
    expect(stops[1]).to_be_focused()
    assert all(passed)


def test_paper_has_no_ways_in(visitor: Visitor, server: str):
    page = visitor(f"{server}index.html").page
    page.emulate_media(media="print")
    expect(page.locator(".ways, .on-screen").locator("visible=true")).to_have_count(0)


def test_slides_are_searched(site, visitor: Visitor):
    page = visitor((site.out / "index.html").as_uri()).page
    rows = page.locator("table.slide-table tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_be_hidden()
    field = page.get_by_label("Search the slides")
    field.fill("SUM drag")
    expect(page.get_by_role("status")).to_have_text("1 of 3 slides")
    expect(rows.nth(1)).to_be_visible()
    for other in (rows.nth(0), rows.nth(2)):
        expect(other).to_be_hidden()
    field.fill("nothing like it")
    expect(page.get_by_role("status")).to_have_text("0 of 3 slides")
    field.fill("")
    expect(page.get_by_role("status")).to_have_text("")
    expect(rows.first).to_be_hidden()


def test_a_link_to_a_row_opens_its_fold(site, visitor: Visitor):
    page = visitor((site.out / "index.html").as_uri() + "#slide-row-3").page
    expect(page.locator("#slide-row-3")).to_be_in_viewport()
    expect(page.locator("#slide-row-1")).to_be_hidden()
    page.evaluate("location.hash = '#slide-row-1'")
    expect(page.locator("#slide-row-1")).to_be_in_viewport()


def test_without_script_the_folds_and_links_stay(site, visitor: Visitor):
    page = visitor((site.out / "index.html").as_uri(), script=False).page
    expect(page.get_by_label("Search the slides")).to_have_count(0)
    page.locator("details summary").first.click()
    expect(page.locator("#slide-row-2")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(site, visitor: Visitor, width: int):
    page = visitor((site.out / "index.html").as_uri(), width=width).page
    page.get_by_label("Search the slides").fill("s")
    found = Axe().run(page, context=".arc, details, .slide-search").response["violations"]
    # The basic theme has colours of its own.
    assert {rule["id"] for rule in found} <= {"color-contrast"}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
