"""What holds for every lab's look: words, sizes, themes, forced colours, zoom, print, and no script."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.widgets.labs.every import always, once
from tests.widgets.labs.page import LabPage


@always
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(opened, theme):
    opened.page.evaluate(
        """(theme) => { document.documentElement.dataset.theme = theme;
        document.querySelectorAll('details').forEach((d) => (d.open = true)); }""",
        theme,
    )
    violations = Axe().run(opened.page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []


#: Words that hang out of the drawing, on any side.
CUT = """() => { const { left, right, top, bottom } = document.querySelector("figure.lab svg").getBoundingClientRect();
    return [...document.querySelectorAll("svg text")].filter((t) => { const b = t.getBoundingClientRect();
      return b.left < left - 2 || b.right > right + 2 || b.top < top - 4 || b.bottom > bottom + 4; })
      .map((t) => t.textContent); }"""


@always
@pytest.mark.parametrize("width", [320, 390, 800])
def test_words_are_large_enough_and_nothing_is_cut_off(opened, width):
    opened.at_width(width)
    small = opened.page.evaluate(
        """() => [...document.querySelectorAll("svg text")].filter((t) => {
          const scale = t.getScreenCTM().a, size = parseFloat(getComputedStyle(t).fontSize) * scale;
          return size < 11.9; }).map((t) => t.textContent)"""
    )
    assert small == []
    assert opened.page.evaluate(CUT) == []
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@always
@pytest.mark.parametrize("width", [600, 720])
def test_nothing_is_cut_off_where_a_lab_has_the_room_of_a_slide(opened, width):
    opened.page.add_style_tag(content=":is(body, main, figure.lab) { max-width: none !important; }")
    opened.at_width(width)
    assert opened.page.evaluate("document.querySelector('figure.lab').live.width") >= 540
    assert opened.page.evaluate(CUT) == []


@once
def test_controls_are_large_enough_for_a_finger(browser, tmp_path, lab):
    with LabPage(browser, tmp_path, lab, is_mobile=True) as opened:
        sizes = opened.page.evaluate(
            """() => [...document.querySelectorAll(".lab button, .lab input, .lab select, .lab summary")]
              .filter((e) => e.checkVisibility())
              .map((e) => [e.outerHTML.slice(0, 80), e.closest("label.lab-check") ?? e])
              .map(([text, e]) => [text, e.getBoundingClientRect().height])
              .filter(([, height]) => height < 43.9)"""
        )
        assert sizes == []


@once
def test_in_print_nothing_stands_that_does_nothing(opened):
    opened.page.emulate_media(media="print")
    expect(opened.figure.locator("button:visible, input:visible, select:visible")).to_have_count(0)


@once
def test_without_script_the_first_picture_stands_alone(browser, tmp_path, lab):
    with LabPage(browser, tmp_path, lab, java_script_enabled=False) as opened:
        svg = opened.figure.locator("svg")
        expect(svg).to_have_attribute("aria-label", lab.alt)
        expect(svg).to_have_attribute("role", "img")
        expect(opened.figure.locator("button:visible, input:visible, select:visible")).to_have_count(0)


@once
def test_the_first_picture_of_build_and_page_is_the_same(opened, lab):
    """Drawn at the same width, V8's text and the page's elements are one tree."""
    live = opened.figure.evaluate(
        """(figure) => { figure.live.width = 360; figure.live.draw();
        return figure.querySelector(".lab-shapes").innerHTML; }"""
    )
    built = re.search(r'<g class="lab-shapes">(.*)</g><g class="lab-handles"', lab.html(), re.DOTALL)
    assert built
    parse = """(text) => { const g = document.createElementNS("http://www.w3.org/2000/svg", "g");
        g.innerHTML = text; return g.innerHTML; }"""
    assert opened.page.evaluate(parse, built[1]) == live


def hidden(page: LabPage, part: str) -> bool:
    """Whether the picture is the same to the last pixel without one of its parts."""
    picture = page.figure.locator("svg")
    whole = picture.screenshot()
    style = page.page.add_style_tag(content=f"{part} {{ visibility: hidden !important; }}")
    without = picture.screenshot()
    style.evaluate("(style) => style.remove()")
    return whole == without


def unmarked(page: LabPage, selector: str) -> bool:
    """Whether the page is the same to the last pixel when an element has the keyboard."""
    before = page.page.screenshot()
    page.figure.locator(selector).first.focus()
    # A ring of focus is for who came by key.
    page.page.keyboard.press("Shift")
    return before == page.page.screenshot(caret="initial")


FORCED = pytest.mark.parametrize("forced", ["none", "active"])


@once
@FORCED
def test_curves_and_handles_are_seen_in_forced_colours(opened, forced):
    opened.page.emulate_media(forced_colors=forced)
    assert not hidden(opened, ".lab-shapes")
    for name in opened.handles():
        if not opened.handle(name).evaluate("(h) => h.matches('.lab-one')"):
            assert not hidden(opened, f'[data-handle="{name}"]'), name
    # The check can fail: what is not there is not missed.
    assert hidden(opened, ".no-such-part")


@once
@FORCED
def test_what_has_the_keyboard_is_seen(opened, forced):
    opened.page.emulate_media(forced_colors=forced)
    stops = [f'[data-handle="{opened.handles()[0]}"]', "[data-tool=undo]", ".lab-table summary"]
    kinds = ["button", "select", "input[type=range]", "input[type=text]", "input[type=checkbox]", "textarea"]
    stops += [
        f".lab-controls {kind}" for kind in kinds if opened.figure.locator(f".lab-controls {kind}").count()
    ]
    for stop in stops:
        opened.page.evaluate("document.activeElement.blur()")
        assert not unmarked(opened, stop), stop


@once
def test_at_400_percent_everything_is_reached_without_scrolling_sideways(browser, tmp_path, lab):
    with LabPage(browser, tmp_path, lab, width=320, device_scale_factor=4) as opened:
        opened.at_width(320, 256)
        assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        missed = opened.page.evaluate(
            """() => [...document.querySelectorAll(".lab :is(button, input, select, textarea, summary)")]
              .filter((e) => e.checkVisibility() && !e.hidden).filter((e) => {
                e.scrollIntoView({ block: "center" });
                const { left, right, top, bottom } = e.getBoundingClientRect();
                const met = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
                return left < 0 || right > innerWidth || !(met === e || e.contains(met));
              }).map((e) => e.outerHTML.slice(0, 80))"""
        )
        assert missed == []
        unreached = opened.page.evaluate(
            """() => [...document.querySelectorAll(".lab-handle")].filter((h) => {
                h.scrollIntoView({ block: "center" });
                const { left, right } = h.getBoundingClientRect();
                return right < 0 || left > innerWidth; }).map((h) => h.dataset.handle)"""
        )
        assert unreached == []
        assert opened.trouble == []
