"""The code box: the reader's own text area with colours over it, keys that know Python, and a way out."""

from __future__ import annotations

import gzip
import hashlib
import re

from playwright.sync_api import expect

from tests.book.checks import KB
from tests.runner.editor_page import (
    EDITOR,
    SHEETS,
    STUB,
    Open,
    painted,
    select,
    selected,
    upgrade,
    value,
    write,
)

SOURCES = ["entry.js", "colours.js", "commands.js", "foot.js", "licence.txt"]
LIMIT = 25 * KB
# Editors that know no more than this one does take 130 KB and more.


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
