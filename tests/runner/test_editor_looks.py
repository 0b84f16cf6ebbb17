"""The code box to the eye: colours, letters that stay in place, zoom, the system's colours, and a phone's keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.book.checks import accessibility
from tests.runner.editor_page import STUB, Open, painted, select, upgrade, value, write

ALL_TOKENS = '''@decorated
class Ring(list):
    """Holds."""
    def area(self, r=1.5e3):
        # of a circle
        return f"{3.14 * r ** 2:.2f}" if r is not None else len('none')
print(Ring().area(True))'''
LONG = "total = " + " + ".join(f"term_{i}" for i in range(60))


# What it looks like


@pytest.mark.parametrize("width", [1000, 390, 320])
@pytest.mark.parametrize("text", [STUB, ALL_TOKENS, f"{LONG}\n\nx"], ids=["stub", "tokens", "long"])
def test_nothing_moves_when_the_colours_arrive(opened: Open, width: int, text: str) -> None:
    page = opened(text, plain=True, rows=len(text.splitlines()), viewport={"width": width, "height": 700})
    before = page.locator(".run-box").bounding_box()
    style = (
        "e => { const s = getComputedStyle(e); return [s.font, s.padding, s.letterSpacing, s.whiteSpace]; }"
    )
    letters = page.locator("#code").evaluate(style)
    upgrade(page)
    after = page.locator(".run-box").bounding_box()
    assert before is not None
    assert after is not None
    if width > 576:
        assert after["height"] == pytest.approx(before["height"], abs=1)
    else:
        # Long lines break on a phone, and a plain box scrolls to them.
        assert after["height"] >= before["height"]
    assert after["width"] == before["width"]
    assert page.locator(".run-paint pre").evaluate(style) == letters
    # The cell that stands still beside it has the same letters.
    assert page.locator("#still").evaluate(style)[0] == letters[0]


@pytest.mark.parametrize("width", [1000, 320])
def test_each_letter_lies_over_its_own(opened: Open, width: int) -> None:
    """Where the text area breaks and ends its lines, the layer over it does: none is longer than the other."""
    page = opened(f"{LONG}\n\n{ALL_TOKENS}\n\tx\n", viewport={"width": width, "height": 700})
    sizes = page.evaluate(
        """() => {
          const pre = document.querySelector(".run-paint pre"), box = document.querySelector("#code");
          return [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth,
                  box.offsetHeight - pre.offsetHeight, box.offsetWidth - pre.offsetWidth];
        }"""
    )
    assert sizes == [0, 0, 0, 0]


def test_a_long_line_scrolls_and_the_caret_stays_in_view(opened: Open) -> None:
    page = opened("x")
    select(page, 1)
    page.keyboard.type(LONG)
    frame = page.locator(".run-box")
    assert frame.evaluate("e => e.scrollLeft") > 0
    assert frame.evaluate("e => e.scrollLeft + e.clientWidth - e.scrollWidth") == pytest.approx(0, abs=40)
    page.keyboard.press("Home")
    assert frame.evaluate("e => e.scrollLeft") == pytest.approx(0, abs=40)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_is_written_stays_above_the_foot_when_the_page_is_enlarged(opened: Open) -> None:
    """A window of 1280 by 1024 at 400 %."""
    page = opened("x", viewport={"width": 320, "height": 256})
    write(page, "\n".join(f"line_{i} = {i}" for i in range(30)))
    page.wait_for_timeout(100)
    last, foot = page.locator(".run-line").last.bounding_box(), page.locator(".run-foot").bounding_box()
    assert last is not None
    assert foot is not None
    assert 0 <= last["y"] <= last["y"] + last["height"] <= foot["y"]


CONTRASTS = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  // What a stack of colours comes to on the screen, as red, green, blue.
  const seen = (...stack) => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of stack) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const style = (e, pseudo) => getComputedStyle(e, pseudo);
  const ground = style(document.querySelector(".run-box")).backgroundColor;
  const selection = style(document.querySelector("#code"), "::selection").backgroundColor;
  const mark = style(document.querySelector(".run-marked")).backgroundColor;
  return [...document.querySelectorAll(".run-line, .run-line span")].flatMap((span) => {
    const colour = style(span).color;
    return [[ground], [ground, selection], [ground, mark]].map((under) =>
      [span.className, colour, contrast(seen(...under), seen(...under, colour))]);
  });
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_colour_can_be_read_on_the_box_on_a_selection_and_on_a_mark(opened: Open, theme: str) -> None:
    page = opened(ALL_TOKENS, theme=theme)
    page.evaluate("editor.mark(1)")
    found = page.evaluate(CONTRASTS)
    assert {"c1", "s2", "k", "kc", "nb", "mf", "nf", "nc", "nd", "o"} <= {name for name, _, _ in found}
    assert len({colour for _, colour, _ in found}) >= 5
    assert min(found, key=lambda row: row[2])[2] >= 4.5, sorted(found, key=lambda row: row[2])[:5]


def test_a_colour_that_cannot_be_read_is_seen(opened: Open) -> None:
    page = opened(ALL_TOKENS)
    page.evaluate("editor.mark(1)")
    page.add_style_tag(content=".run-box { background: #888 !important; }")
    # Grey of 0x88 has luminance 0.2462, and so a contrast of 5.92 to black and less to every other dark colour.
    worst = [row for row in page.evaluate(CONTRASTS) if row[0] == "k"]
    assert all(contrast < 4.5 for _, _, contrast in worst)


def test_words_have_the_colours_that_the_book_gives_them(opened: Open) -> None:
    page = opened(ALL_TOKENS)
    colours = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".run-paint span span")].reverse()
             .map((span) => [span.textContent.trim(), getComputedStyle(span).color]))"""
    )
    book = {
        "def": "#6730C5",
        "print": "#7F4707",
        "area": "#005B82",
        "# of a circle": "#515151",
        "2": "#7F4707",
    }
    for word, colour in book.items():
        red, green, blue = bytes.fromhex(colour[1:])
        assert colours[word] == f"rgb({red}, {green}, {blue})", word


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 390])
def test_nothing_stands_in_anybodys_way(opened: Open, theme: str, width: int) -> None:
    phone = {"has_touch": True, "is_mobile": True} if width == 390 else {}
    page = opened(
        f"{STUB}\n{LONG}", theme=theme, color_scheme=theme, viewport={"width": width, "height": 700}, **phone
    )
    select(page, 0)
    page.evaluate("editor.mark(2)")
    assert accessibility(page) == []


def test_forced_colours_show_the_readers_own_text(opened: Open) -> None:
    page = opened(forced_colors="active")
    page.evaluate("editor.mark(2)")
    assert page.locator(".run-paint").evaluate("e => getComputedStyle(e).visibility") == "hidden"
    assert page.locator("#code").evaluate("e => getComputedStyle(e).color") != "rgba(0, 0, 0, 0)"
    bar = page.locator(".run-marked").evaluate("e => getComputedStyle(e, '::before').visibility")
    assert bar == "visible"


# On a phone


@pytest.fixture
def phone(opened: Open) -> Page:
    return opened("f", rows=3, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


def test_a_phone_has_keys_that_write_where_the_caret_is(phone: Page) -> None:
    keys = phone.get_by_role("toolbar", name="Keys")
    expect(keys).to_be_hidden()
    phone.locator("#code").tap()
    expect(keys).to_be_visible()
    select(phone, 0)
    for name in ("Opening parenthesis", "Colon", "Equals sign", "Underscore", "Quotation mark"):
        keys.get_by_role("button", name=name).tap()
    keys.get_by_role("button", name="Closing parenthesis").tap()
    assert value(phone) == painted(phone) == phone.evaluate("heard.at(-1)") == "(:=_')f"
    expect(phone.locator("#code")).to_be_focused()
    keys.get_by_role("button", name="Indent").tap()
    assert value(phone) == "(:=_')  f"
    phone.evaluate("editor.value = '    g'")
    select(phone, 5)
    keys.get_by_role("button", name="Dedent").tap()
    assert value(phone) == "g"
    phone.locator("#after").focus()
    expect(keys).to_be_hidden()


def test_the_phones_keys_can_be_hit_and_its_letters_read(phone: Page) -> None:
    phone.locator("#code").tap()
    boxes = [key.bounding_box() for key in phone.get_by_role("toolbar").get_by_role("button").all()]
    assert len(boxes) == 11
    assert all(
        box and box["width"] >= 44 and box["height"] >= 44 and box["x"] + box["width"] <= 390 for box in boxes
    )
    # Below 16 px iOS zooms into the box.
    assert phone.locator("#code").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 16
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_a_mouse_needs_no_such_keys(opened: Open) -> None:
    page = opened()
    page.locator("#code").focus()
    expect(page.get_by_role("toolbar")).to_be_hidden()
