"""Decks: a page cut into slides, the decks of the built book, and one of them in a browser."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page

import make
from book import slides
from book.deck.cut import Slide, cut, for_the_speaker
from book.deck.write import section
from book.downloads import links
from tests.book import checks
from tests.book.conftest import serving
from tests.book.decks import with_decks
from tests.book.visit import Visit, Visitor

CODE = "<div class='cell'><div class='cell_input'><pre>{}</pre></div>{}</div>"
OUTPUT = "<div class='cell_output'><pre>1</pre></div>"
FORMULA = """<span class="katex"><span class="katex-mathml"><math><mi>x</mi><annotation>x</annotation></math></span>
<span class="katex-html">x</span></span>"""
PAGE = f"""<html><head></head><body><article><section id="chapter"><span id="label"></span><h1>Chapter</h1>
<p>What it is.</p>
{CODE.format("import numpy as np", "")}
<section id="one"><span id="slide-8"></span><span id="slide-7"></span><h2>One {FORMULA}</h2>
<p class="slide-numbers">Slides</p>
<p>First.</p><p>Second, {FORMULA}.</p><p>It prints:</p>{CODE.format("print(1)", OUTPUT)}
<div class="cell derivation-fold"><details><summary><p class="collapsed">Derivation</p><p class="expanded">Hide</p>
</summary><p id="why">Because.</p></details></div>
<div class="predict" id="predict-a"><p>Up or down?</p></div>
<div class="cell picture-code"><details><summary>Show code</summary><pre>draw()</pre></details>
<figure class="lab" id="a"><svg viewbox="0 0 30 20"></svg></figure></div>
<p>What was seen.</p>
<section id="inner"><h3>Inner</h3><p>Inside.</p></section></section>
<section id="beyond"><h2>Beyond</h2><p>More.</p><p><strong>A step.</strong> Named.</p></section>
<section id="exercises"><h2>Exercises</h2><div class="exercise" id="ex-a"><p class="admonition-title">Exercise 1</p>
<section><p>Do it.</p></section></div><div class="cell tag_stub"><pre>def mine(): ...</pre></div>
<div class="cell exercise-fold"><details><summary><p>Hint</p></summary><p>So.</p></details></div></section>
</section></article></body></html>"""


def small(**options: bool) -> list[Slide]:
    return cut(BeautifulSoup(PAGE, "html.parser"), **options)


def texts(parts: list) -> list[str]:
    return [" ".join(part.get_text(" ").split()) for part in parts]


def test_a_page_becomes_slides_in_its_order() -> None:
    assert [(slide.name, slide.title, slide.numbers, slide.kind) for slide in small()] == [
        ("chapter", "Chapter", (), "text"),
        ("slide-7", "One x", (7, 8), "text"),
        ("slide-7-2", "One x", (7, 8), "text"),
        ("slide-7-3", "One x", (7, 8), "picture"),
        ("inner", "Inner", (7, 8), "text"),
        ("beyond", "Beyond", (), "text"),
        ("exercises", "Exercises", (), "exercises"),
    ]


def test_the_class_sees_a_first_paragraph_what_leads_on_and_what_is_named() -> None:
    _, one, asked, picture, _, beyond, _ = small()
    assert texts(one.shown) == ["First.", "It prints:", "print(1) 1"]
    assert asked.shown[0]["id"] == "predict-a"
    assert picture.shown[0].figure["id"] == "a"
    assert texts(beyond.shown) == ["More.", "A step. Named."]


def test_the_speaker_reads_the_rest() -> None:
    first, one, _, picture, _, _, exercises = small()
    assert texts(first.notes) == ["import numpy as np"]
    notes = BeautifulSoup(for_the_speaker(one.notes), "html.parser")
    assert texts(notes.find_all("p")) == ["Second, x x .", "Derivation", "Because."]
    assert notes.math
    assert not notes.select(".katex-html, [id], details")
    assert texts(picture.notes) == ["Show code draw()", "What was seen."]
    assert "def mine" not in for_the_speaker(exercises.notes)
    assert "<section" not in for_the_speaker(exercises.notes)
    assert "So." in for_the_speaker(exercises.notes)


def test_a_section_that_is_no_slide_of_the_lecture_can_be_left_out() -> None:
    assert {slide.title for slide in small(numbered_only=True)} == {"One x", "Inner"}


def test_a_long_section_goes_on_and_a_tag_skips_a_cell() -> None:
    long = (
        "<p>First.</p>"
        + 3 * CODE.format("x = 1\n" * 9, OUTPUT)
        + CODE.format("gone", "").replace("'cell'", "'cell tag_skip-slide'")
    )
    page = f"<article><section id='a'><h1>A</h1>{long}</section></article>"
    found = cut(BeautifulSoup(page, "html.parser"))
    assert [len(slide.shown) for slide in found] == [2, 1, 1]
    assert [slide.name for slide in found] == ["a", "a-2", "a-3"]


CHOOSE = (
    "<div class='predict' data-kind='choose'><p>Which?</p>"
    + 3 * "<label class='predict-option'>So</label>"
    + "</div>"
)
DRAWN = "<figure class='picture'><svg viewbox='0 0 30 20'></svg></figure>"
LAB = "<figure class='lab' data-lab='program'><svg viewbox='0 0 20 30'></svg></figure>"
LONG = f"<p>{'A long word. ' * 100}</p>"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CHOOSE, [("text", 1)]),
        (f"<p>Few words.</p>{CHOOSE}", [("text", 2)]),
        (LONG + CHOOSE, [("text", 1), ("text", 1)]),
        (f"<p>Few words.</p>{DRAWN}", [("picture", 2)]),
        (LONG + DRAWN, [("text", 1), ("picture", 1)]),
        (f"<p>Few words.</p>{LAB}", [("text", 1), ("picture", 1)]),
    ],
)
def test_few_words_share_the_slide_of_what_follows(text: str, found: list[tuple[str, int]]) -> None:
    page = BeautifulSoup(f"<article><section id='a'><h1>A</h1>{text}</section></article>", "html.parser")
    assert [(slide.kind, len(slide.shown)) for slide in cut(page)] == found


def test_words_with_a_picture_stand_below_its_heading_and_a_tall_lab_has_two_columns() -> None:
    text = f"<section id='b'><h2>B</h2><p>Few words.</p>{DRAWN}</section><section id='c'><h2>C</h2>{LAB}</section>"
    page = BeautifulSoup(f"<article><section id='a'><h1>A</h1>{text}</section></article>", "html.parser")
    drawn, lab = (BeautifulSoup(section(slide, "a.html"), "html.parser") for slide in cut(page)[1:])
    assert texts(drawn.select("figure > .deck-head > *")) == ["B", "Few words."]
    assert lab.section["class"] == ["deck-picture", "deck-beside", "deck-columns"]


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a page of the built book"):
        cut(BeautifulSoup("<p>A page</p>", "html.parser"))


def test_a_missing_reveal_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(slides.Missing, match="make slides"):
        slides.reveal()


# -- The built book ---------------------------------------------------------------------------------------------------


def numbers_of(html: str) -> set[int]:
    return {int(number) for number in re.findall(r'id="slide-(\d+)"', html)}


def test_every_slide_of_the_lecture_is_in_a_chapters_deck(book: Path) -> None:
    """The command reads these pages, so what a page marks is in its deck (see the test below)."""
    pages = [page for part in slides.chapters().values() for page in part]
    found = [number for page in pages for number in numbers_of((book / f"{page}.html").read_text("utf-8"))]
    assert Counter(found) == Counter(range(1, 64))


@pytest.fixture(scope="module")
def site(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = with_decks(book, tmp_path_factory.mktemp("site"), "differences", "em")
    (place / "teach.html").write_text(
        '<p><code class="literal">slides/em.html#slide-52</code> <code class="literal">slides/none.html</code></p>'
    )
    for _ in range(2):
        links.fill(place)
    return place


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield f"{address}slides/"


def deck(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / "slides" / f"{name}.html").read_text("utf-8"), "html.parser")


@pytest.mark.parametrize(
    ("name", "page"), [("em", "em"), ("differences", "differences"), ("front-page", "index")]
)
def test_a_deck_has_the_pages_slides_and_pictures_in_order_and_each_id_once(
    site: Path, name: str, page: str
) -> None:
    html = (site / f"{page}.html").read_text("utf-8")
    soup = deck(site, name)
    assert numbers_of(str(soup)) == numbers_of(html)
    # Two drawings may share their marks, on the page as in the deck.
    ids = Counter(tag["id"] for tag in soup.select("[id]:not(svg [id])"))
    assert [name for name, count in ids.items() if count > 1] == []
    figures = [figure.get("id") for figure in BeautifulSoup(html, "html.parser").select("article figure")]
    assert [figure.get("id") for figure in soup.select("figure")] == figures
    for number in numbers_of(html):
        slide = soup.find(id=f"slide-{number}").find_parent("section") or soup.find(id=f"slide-{number}")
        assert slide.select_one(f'.deck-number a[href="../index.html#slide-row-{number}"]')
    assert not soup.select("section section")


def test_links_of_decks_lead_somewhere_and_the_teachers_page_to_decks(site: Path) -> None:
    anchors = {
        path.resolve(): checks.Addresses(path)
        for path in [*(site / "slides").glob("*.html"), *site.glob("*.html")]
    }
    names = {path: page.anchors for path, page in anchors.items()}
    for path in (site / "slides").glob("*.html"):
        broken = []
        for href, _ in checks.Addresses(path).addresses:
            target, _, anchor = href.partition("#")
            file = (path.parent / target.partition("?")[0]).resolve() if target else path.resolve()
            if not href.startswith(("http", "data:")) and not (
                file.exists() and anchor in names.get(file, {anchor})
            ):
                broken.append(href)
        # Of the 28 decks two are here.
        assert [href for href in broken if not re.fullmatch(r"[\w-]+\.html", href)] == [], path.name
    taught = BeautifulSoup((site / "teach.html").read_text("utf-8"), "html.parser")
    assert [link["href"] for link in taught.select("a:has(> code)")] == ["slides/em.html#slide-52"]
    assert taught.select("a") == taught.select("a:has(> code)")


# -- The teacher's page ----------------------------------------------------------------------------------------------

TEACH = slides.ROOT / "book" / "teach.md"


def plans(text: str) -> dict[int, list[str]]:
    """Minutes of a plan -> its rows."""
    return {
        int(match[1]): [row for row in match[2].split("\n") if re.match(r"\| \d", row)]
        for match in re.finditer(r"(?ms)^## (\d+) minutes(.*?)(?=^## |\Z)", text)
    }


def test_the_plans_fill_their_minutes_one_after_the_other() -> None:
    found = plans(TEACH.read_text("utf-8"))
    assert [*found] == [50, 75, 110]
    for minutes, rows in found.items():
        spans = [tuple(map(int, row.split("|")[1].strip().split("–"))) for row in rows]
        assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
        assert spans[-1][1] == minutes


def test_what_the_plans_show_and_ask_for_exists_in_the_deck_that_they_name(book: Path) -> None:
    pages = {
        name: (book / f"{name}.html").read_text("utf-8")
        for part in slides.chapters().values()
        for name in part
    }
    text = TEACH.read_text("utf-8")
    exercises = re.findall(r"{ref}`(ex-[\w-]+)`", text)
    assert len(exercises) > 5
    for exercise in exercises:
        assert any(f'id="{exercise}"' in html for html in pages.values()), exercise
    for row in (row for rows in plans(text).values() for row in rows):
        decks = re.findall(r"`slides/([\w-]+)\.html#([\w-]+)`", row)
        assert len({deck for deck, _ in decks}) == ("slide" in row.split("|")[2]), row
        for deck, anchor in decks:
            shown = [anchor, *re.findall(r"<(slide-\d+)>", row.split("|")[2])]
            assert [name for name in shown if f'id="{name}"' not in pages[deck]] == [], row


def test_every_command_of_the_teachers_page_is_one() -> None:
    text = TEACH.read_text("utf-8")
    found = re.findall(r"`make ([\w-]+)`", text)
    assert {"slides", "serve", "site", "student", "instructor"} <= {*found} <= {*make.tasks()}
    assert "python -m lecture14.exercises collect" in text


# -- In a browser -----------------------------------------------------------------------------------------------------


#: Of the present slide: how far it is too wide, whether it scrolls, its place for Tab, its kind, how small it is drawn.
LOOKS = """() => {
  const slide = Reveal.getCurrentSlide(), living = slide.querySelector(".predict, figure.lab, figure.explorer");
  const { scrollWidth, clientWidth, scrollHeight, clientHeight, tabIndex, classList } = slide;
  const kind = `${classList[0]} ${living?.classList[0]}`;
  const fit = slide.style.getPropertyValue("--fit");
  return [scrollWidth - clientWidth, scrollHeight - clientHeight > 1, tabIndex, kind, fit];
}"""


def name_of(page: Page) -> str:
    return page.evaluate("Reveal.getCurrentSlide().id")


def ready(visit: Visit) -> Page:
    visit.page.wait_for_function("window.Reveal?.isReady()")
    return visit.page


def test_keys_turn_slides_and_a_slider_keeps_its_own(visitor: Visitor, address: str) -> None:
    visit = visitor(address + "em.html#slide-48-3")
    page = ready(visit)
    page.evaluate("document.documentElement.classList.remove('predict-asks')")
    page.wait_for_function("document.querySelector('.present figure.lab').live")
    slider = page.locator(".present figure.lab input[type=range]").first
    slider.focus()
    before = slider.input_value()
    slider.press("ArrowLeft")
    assert slider.input_value() != before
    assert name_of(page) == "slide-48-3"
    handle = page.locator(".present figure.lab [role=slider]:not(input)").first
    handle.focus()
    said = handle.get_attribute("aria-valuetext") or handle.get_attribute("aria-valuenow")
    page.keyboard.press("ArrowRight")
    assert name_of(page) == "slide-48-3"
    assert (handle.get_attribute("aria-valuetext") or handle.get_attribute("aria-valuenow")) != said
    # Escape leaves the control, and the arrows are the deck's again.
    page.keyboard.press("Escape")
    for key, name in (("ArrowRight", "slide-48-4"), ("ArrowLeft", "slide-48-3"), ("PageDown", "slide-48-4")):
        page.keyboard.press(key)
        assert name_of(page) == name
    page.keyboard.press("Escape")
    assert page.locator("#slide-48-2").is_visible()
    assert (visit.outside, visit.trouble) == ([], [])


def test_a_prediction_in_the_deck_reveals_the_picture(visitor: Visitor, address: str) -> None:
    page = ready(visitor(address + "differences.html#predict-secant-tangent"))
    picture = page.locator("#secant-tangent .lab-picture")
    page.locator(".present [data-does=skip]").click()
    page.keyboard.press("ArrowRight")
    picture.wait_for(state="visible")
    assert page.locator(".present .deck-number").inner_text() == "Slide 5 of the lecture"


def test_the_speakers_notes_open_where_there_is_a_server_and_else_say_why(
    visitor: Visitor, address: str, site: Path
) -> None:
    first = deck(site, "differences").select_one("aside.notes:has(math)")
    visit = visitor(address + f"differences.html#/{first.parent['id']}")
    page = ready(visit)
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    notes = opened.value
    notes.locator(".speaker-controls-notes .value math").first.wait_for()
    said = notes.locator(".speaker-controls-notes .value").inner_text()
    assert " ".join(first.p.find(string=True).split()) in " ".join(said.split())
    assert (visit.outside, visit.trouble) == ([], [])
    notes.close()
    alone = visitor((site / "slides/differences.html").as_uri())
    ready(alone).keyboard.press("s")
    said = alone.page.locator(".deck-said")
    assert "http.server" in said.inner_text()
    assert said.get_attribute("role") == "status"
    alone.page.keyboard.press("PageDown")
    assert said.inner_text() == ""
    assert (alone.outside, alone.trouble) == ([], [])


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_a_deck_is_for_everybody(visitor: Visitor, site: Path, theme: str, width: int) -> None:
    """Every kind of slide: a title, formulas, a question, a lab, an Explorer, exercises."""
    visit = visitor((site / "slides/differences.html").as_uri(), theme=theme, width=width)
    page = ready(visit)
    page.evaluate("document.documentElement.classList.remove('predict-asks')")
    kinds: dict[str, int] = {}
    for i in range(page.evaluate("Reveal.getTotalSlides()")):
        page.evaluate(f"Reveal.slide({i})")
        page.wait_for_timeout(50)
        across, scrolls, tab, kind, fit = page.evaluate(LOOKS)
        assert across <= 1, f"slide {i} is {across} px too wide"
        assert tab == (0 if scrolls else -1)
        assert not (scrolls and fit), f"slide {i} is drawn smaller for nothing"
        kinds.setdefault(kind, i)
    assert len(kinds) >= 5
    # axe itself asks for the style sheets, which a file may not.
    assert (visit.outside, visit.trouble) == ([], [])
    for i in kinds.values():
        page.evaluate(f"Reveal.slide({i})")
        assert checks.accessibility(page) == [], f"slide {i}"


def test_the_list_of_the_decks_is_for_everybody(visitor: Visitor, address: str) -> None:
    visit = visitor(address + "index.html", theme="dark", width=390)
    assert (visit.outside, visit.trouble) == ([], [])
    assert checks.accessibility(visit.page) == []
    assert checks.overflow(visit.page) == []


def test_paper_has_all_slides_and_no_notes(visitor: Visitor, site: Path) -> None:
    page = ready(visitor((site / "slides/differences.html").as_uri()))
    page.emulate_media(media="print")
    slides = page.locator(".slides > section")
    assert all(slide.is_visible() for slide in slides.all())
    assert not page.locator("aside.notes:visible, .controls:visible, .deck-foot:visible").count()
