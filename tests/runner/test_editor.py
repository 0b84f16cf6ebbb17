"""The code box: the reader's own text area with colours over it, keys that know Python, and a way out.

The page is one of the theme's, opened from a folder as a reader opens the book without a server.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pydata_sphinx_theme
import pytest
import sphinx_book_theme
from playwright.sync_api import Browser, Page, expect
from pygments.formatters import HtmlFormatter

from tests.book.checks import KB, accessibility

EDITOR = Path(__file__).parents[2] / "book" / "_ext" / "runner" / "editor"
SOURCES = ["entry.js", "colours.js", "commands.js", "foot.js", "licence.txt"]
LIMIT = 25 * KB
# Editors that know no more than this one does take 130 KB and more.
STUB = "def f(x):\n    # the square of x\n    return x  # TODO: yours"
ALL_TOKENS = '''@decorated
class Ring(list):
    """Holds."""
    def area(self, r=1.5e3):
        # of a circle
        return f"{3.14 * r ** 2:.2f}" if r is not None else len('none')
print(Ring().area(True))'''
LONG = "total = " + " + ".join(f"term_{i}" for i in range(60))

PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}" data-mode="{theme}"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{style}</head>
<body><main class="bd-content" style="display: block; padding: 1rem"><h1>A page</h1>
<p>A cell that stands still, and the same text in a code box.</p>
<div class="cell"><div class="cell_input"><div class="highlight"><pre id="still" tabindex="0">{text}
</pre></div></div></div>
<div class="run-box"><textarea class="run-code" id="code" name="code" aria-label="Code of exercise 1"
rows="{rows}">{text}</textarea></div>
<p><button id="after">Run</button></p></main>
<script>
  window.heard = [];
  document.querySelector("#code").addEventListener("input", (event) => heard.push(event.target.value));
</script></body></html>"""

Open = Callable[..., Page]


PYDATA, BOOK = (Path(theme.__file__).parent for theme in (pydata_sphinx_theme, sphinx_book_theme))
SHEETS = [
    PYDATA / "theme" / "pydata_sphinx_theme" / "static" / "styles" / "pydata-sphinx-theme.css",
    BOOK / "theme" / "sphinx_book_theme" / "static" / "styles" / "sphinx-book-theme.css",
    EDITOR.parents[2] / "assets" / "static" / "book.css",
    EDITOR / "editor.css",
]


def page_of(text: str, theme: str = "light", rows: int = 3) -> str:
    """A page with the theme's own sheets and its colours of code, and a text in its box."""
    colours = [
        HtmlFormatter(style=f"a11y-high-contrast-{name}").get_style_defs(
            f'html[data-theme="{name}"] .highlight'
        )
        for name in ("light", "dark")
    ]
    sheets = [f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in SHEETS]
    # As the theme writes it into a built book's sheet.
    height = "html[data-theme] .highlight pre { line-height: 125%; }"
    style = "\n".join([*sheets, "<style>", *colours, height, "</style>"])
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return PAGE.format(theme=theme, style=style, text=escaped, rows=rows)


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens the page with a text in its box: plain, or with its editor; whatever it asks for elsewhere is noted."""
    with ExitStack() as contexts:

        def visit(text: str = STUB, plain: bool = False, theme: str = "light", rows: int = 3, **view) -> Page:
            file = tmp_path / "page.html"
            file.write_text(page_of(text, theme, rows), encoding="utf-8")
            context = contexts.enter_context(
                browser.new_context(**{"viewport": {"width": 1000, "height": 700}, **view})
            )
            page = context.new_page()
            page.asked: list[str] = []
            page.trouble: list[str] = []
            page.on("request", lambda request: page.asked.append(request.url))
            page.on("pageerror", lambda error: page.trouble.append(str(error)))
            page.goto(file.as_uri())
            if not plain:
                upgrade(page)
            return page

        yield visit


def upgrade(page: Page) -> None:
    page.add_script_tag(path=EDITOR / "editor.js")
    page.evaluate(
        """() => {
          window.runs = 0;
          window.editor = codeEditor(document.querySelector("#code"), { onRun: () => (window.runs += 1) });
        }"""
    )


def value(page: Page) -> str:
    return page.locator("#code").input_value()


def write(page: Page, text: str) -> None:
    """Empty the box and type, key by key; the caret stands at the end."""
    page.locator("#code").fill("")
    page.keyboard.type(text)


def select(page: Page, start: int, end: int | None = None) -> None:
    page.locator("#code").focus()
    page.evaluate(
        "([start, end]) => document.querySelector('#code').setSelectionRange(start, end)",
        [start, start if end is None else end],
    )


def selected(page: Page) -> str:
    return page.evaluate(
        "document.querySelector('#code').value.slice(code.selectionStart, code.selectionEnd)"
    )


def painted(page: Page) -> str:
    """The text that the reader sees."""
    return page.evaluate("document.querySelector('.run-paint pre').textContent").removesuffix("\n")


# The element stays


def test_the_text_area_itself_stays_with_its_text_selection_focus_and_listeners(opened: Open) -> None:
    page = opened(plain=True)
    select(page, 4, 9)
    page.evaluate(
        "() => { window.box = document.querySelector('#code'); window.lost = 0; box.onblur = () => lost++; }"
    )
    upgrade(page)
    assert page.evaluate("box === document.activeElement && box.isConnected")
    assert page.evaluate("lost") == 0
    assert selected(page) == STUB[4:9]
    assert value(page) == STUB
    assert page.get_by_role("textbox", name="Code of exercise 1").get_attribute("name") == "code"
    page.keyboard.type("g")
    assert page.evaluate("heard.at(-1)") == STUB[:4] + "g" + STUB[9:]


def test_undo_goes_back_past_the_arrival_of_the_editor(opened: Open) -> None:
    page = opened(text="", plain=True)
    page.locator("#code").focus()
    page.keyboard.type("x")
    upgrade(page)
    page.keyboard.type("y")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert value(page) == painted(page) == ""


def test_what_is_seen_is_what_the_box_holds(opened: Open) -> None:
    page = opened()
    write(page, "for i in range(3):\nprint(f'{i}<b>&amp;')\n\n")
    assert painted(page) == value(page) == "for i in range(3):\n    print(f'{i}<b>&amp;')\n    \n    "
    assert page.locator(".run-paint b").count() == 0
    # Who writes to the element changes the picture, too: as Reset does.
    page.evaluate("document.querySelector('#code').value = 'a\\n\\nb'")
    assert painted(page) == value(page) == page.evaluate("editor.value") == "a\n\nb"
    page.evaluate("editor.value = STUB = 'c'")
    assert painted(page) == value(page) == "c"
    assert page.trouble == []


def test_a_box_without_its_frame_is_refused_and_one_that_has_its_editor(opened: Open) -> None:
    page = opened()
    refusal = "(box) => { try { codeEditor(box, {}); } catch (error) { return error.message; } }"
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    expected = 'the code box  lies in <main>; expected <div class="run-box"> around it'
    assert page.locator("main > textarea").evaluate(refusal) == expected
    assert page.locator("#code").evaluate(refusal) == "the code box code has its editor already"


# Keys


NEW_LINES = {
    "def f(x):\nreturn x\ny": "def f(x):\n    return x\ny",
    "if x:\nif y:\npass\nz": "if x:\n    if y:\n        pass\n    z",
    "f(\n1)\nx": "f(\n    1)\n    x",
    "x = 1  # so:\ny": "x = 1  # so:\ny",
    'x = "a:"\ny': 'x = "a:"\ny',
    "if x:  # why\ny": "if x:  # why\n    y",
    "returned = 1\ny": "returned = 1\ny",
    "x[1:2]\ny": "x[1:2]\ny",
}


def test_a_new_line_is_indented_as_python_has_it(opened: Open) -> None:
    page = opened()
    for typed, expected in NEW_LINES.items():
        write(page, typed)
        assert value(page) == expected


def test_a_new_line_in_the_middle_takes_the_rest_along(opened: Open) -> None:
    page = opened("if x:y = 1")
    select(page, 5)
    page.keyboard.press("Enter")
    assert value(page) == "if x:\n    y = 1"
    assert page.evaluate("code.selectionStart") == 10


def test_tab_fills_up_to_the_next_stop_and_backspace_takes_it_back(opened: Open) -> None:
    page = opened("ab\n  c")
    select(page, 2)
    page.keyboard.press("Tab")
    assert value(page) == "ab  \n  c"
    select(page, 7)
    page.keyboard.press("Tab")
    assert value(page) == "ab  \n    c"
    page.keyboard.press("Backspace")
    assert value(page) == "ab  \nc"
    page.keyboard.press("Backspace")
    assert value(page) == "ab  c"
    page.keyboard.press("Backspace")
    assert value(page) == "ab c"


def test_tab_and_shift_tab_move_the_selected_lines(opened: Open) -> None:
    page = opened("a\n\n  b\nc")
    # From within the first line to the start of the last, which therefore is not part of it.
    select(page, 0, 7)
    page.keyboard.press("Tab")
    assert value(page) == "    a\n\n    b\nc"
    assert "a\n\n    b" in selected(page)
    page.keyboard.press("Tab")
    assert value(page) == "        a\n\n        b\nc"
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    assert value(page) == "a\n\nb\nc"
    page.keyboard.press("Control+z")
    assert value(page) == "    a\n\n    b\nc"
    select(page, len(value(page)))
    page.keyboard.press("Shift+Tab")
    assert value(page) == "    a\n\n    b\nc"


def test_a_line_off_the_stops_goes_back_to_the_one_before_it(opened: Open) -> None:
    page = opened("      a")
    select(page, 7)
    page.keyboard.press("Shift+Tab")
    assert value(page) == "    a"
    assert page.evaluate("code.selectionStart") == 5


def test_comments_are_set_and_taken_back(opened: Open) -> None:
    page = opened("if x:\n    y = 1\n\n    z = 2  # two")
    select(page, 8, 30)
    page.keyboard.press("Control+/")
    assert value(page) == "if x:\n    # y = 1\n\n    # z = 2  # two"
    page.keyboard.press("Control+/")
    assert value(page) == "if x:\n    y = 1\n\n    z = 2  # two"
    select(page, 0, 30)
    page.keyboard.press("Control+/")
    assert value(page) == "# if x:\n#     y = 1\n\n#     z = 2  # two"


def test_undo_takes_back_what_keys_did_and_redo_gives_it_again(opened: Open) -> None:
    page = opened("x")
    select(page, 0, 1)
    page.keyboard.press("Tab")
    page.keyboard.press("Control+/")
    assert value(page) == painted(page) == "    # x"
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert value(page) == painted(page) == "x"
    page.keyboard.press("Control+Shift+z")
    assert value(page) == painted(page) == page.evaluate("heard.at(-1)") == "    x"


def test_the_box_runs(opened: Open) -> None:
    page = opened()
    select(page, 3)
    for keys in ("Control+Enter", "Meta+Enter", "Shift+Enter"):
        page.keyboard.press(keys)
    assert page.evaluate("runs") == 3
    assert value(page) == STUB


def test_what_may_not_be_changed_is_not(opened: Open) -> None:
    page = opened()
    select(page, 0)
    page.evaluate("code.readOnly = true")
    for keys in ("Tab", "Control+/", "Enter", "x"):
        page.keyboard.press(keys)
    assert value(page) == painted(page) == STUB


def test_nobody_is_caught(opened: Open) -> None:
    page = opened()
    box, after = page.locator("#code"), page.locator("#after")
    select(page, 0)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(after).to_be_focused()
    assert value(page) == STUB
    page.keyboard.press("Shift+Tab")
    expect(box).to_be_focused()
    # Escape is forgotten with the next key.
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#still")).to_be_focused()
    # The box says so, to the eye and to a screen reader.
    words = "Escape, then Tab, leaves the box."
    expect(box).to_have_accessible_description(re.compile(re.escape(words)))
    box.focus()
    expect(page.get_by_text(words)).to_be_in_viewport()
    after.focus()
    expect(page.get_by_text(words)).to_be_hidden()


# The mark


def test_a_line_is_marked_until_the_text_changes(opened: Open) -> None:
    page = opened()
    box, marked = page.locator("#code"), page.locator(".run-marked")
    page.evaluate("editor.mark(3)")
    expect(marked).to_have_text(STUB.splitlines()[2])
    expect(box).to_have_attribute("title", "The error is in line 3.")
    expect(box).to_have_attribute("aria-invalid", "true")
    page.evaluate("editor.mark(1)")
    expect(marked).to_have_text(STUB.splitlines()[0])
    page.evaluate("editor.mark(null)")
    expect(marked).to_have_count(0)
    expect(box).to_have_attribute("aria-invalid", "false")
    page.evaluate("editor.mark(2)")
    select(page, 0)
    page.keyboard.press("Enter")
    expect(marked).to_have_count(0)
    expect(box).to_have_attribute("title", "")


def test_a_line_that_is_not_there_is_refused(opened: Open) -> None:
    page = opened()
    for line in ("0", "4", "1.5", "undefined"):
        message = page.evaluate(
            f"() => {{ try {{ editor.mark({line}); }} catch (error) {{ return error.message; }} }}"
        )
        assert message == f"line is {line}; expected a whole number from 1 to 3, or null"


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


# The file


def test_the_file_is_small_and_made_from_what_lies_beside_it() -> None:
    script = (EDITOR / "editor.js").read_text(encoding="utf-8")
    assert len(gzip.compress(script.encode(), 6)) <= LIMIT
    sources = b"".join((EDITOR / name).read_bytes() for name in SOURCES)
    assert hashlib.sha256(sources).hexdigest() in script.splitlines()[0], "run build.sh, as README.md says"
    assert "Permission is hereby granted, free of charge" in script


def test_the_file_asks_nobody_and_evaluates_nothing(opened: Open) -> None:
    script = (EDITOR / "editor.js").read_text(encoding="utf-8")
    code = script[script.index("*/") :]
    assert (
        re.findall(r"\beval\(|new Function|innerHTML|insertHTML|https?:|\bimport\b\s*[({\"']|fetch\(", code)
        == []
    )
    page = opened()
    write(page, "x = 1\n")
    assert [address for address in page.asked if not address.startswith("file:")] == []
    assert len(page.asked) >= 1 + len(SHEETS)
    assert page.trouble == []
