"""What holds for every lab: hands, keys, undo, links; in Chromium on a page of the lab alone."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator

from lecture14.widgets import GaussianLab
from tests.widgets.labs.every import always, once
from tests.widgets.labs.page import LOOK, LabPage

#: Some drag must change the picture, whatever line a handle keeps to.
WAYS = [(24, 0), (0, -24), (-24, 0), (0, 24)]


def changed(page: LabPage, do) -> bool:
    page.figure.evaluate(f"(figure) => (window.before = ({LOOK})(figure))")
    do()
    return page.figure.evaluate(f"(figure) => ({LOOK})(figure) !== window.before")


@always
def test_every_handle_moves_by_mouse(opened):
    for name in opened.handles():
        assert any(
            changed(opened, lambda way=way, name=name: opened.drag_by_mouse(name, *way)) for way in WAYS
        ), name
        opened.reset()


@once
def test_every_handle_moves_by_finger_and_the_page_stays(opened):
    for name in opened.handles():
        assert any(
            changed(opened, lambda way=way, name=name: opened.drag_by_finger(opened.place(name), *way))
            for way in WAYS
        ), name
        opened.reset()
    assert opened.page.evaluate("scrollY") == 0


@once
@pytest.mark.parametrize("keys", ["Arrow", "Shift+Arrow"])
def test_every_handle_moves_by_keys(opened, keys):
    for name in opened.handles():
        opened.handle(name).focus()
        assert any(
            changed(opened, lambda way=way: opened.page.keyboard.press(f"{keys}{way}"))
            for way in ("Right", "Up", "Left", "Down")
        ), name
        # Its value is told to who cannot see it.
        assert opened.handle(name).get_attribute("aria-valuetext")
        opened.reset()


def use(control: Locator, hand: str, page: LabPage) -> None:
    kind = control.evaluate("(e) => e.type")
    if kind == "range":
        box = control.bounding_box()
        assert box is not None
        if hand == "keys":
            control.press("ArrowRight")
            control.press("ArrowLeft")
            control.press("PageUp")
        else:
            share = (
                0.3 if float(control.input_value()) > float(control.get_attribute("max") or 0) / 2 else 0.8
            )
            x, y = box["x"] + share * box["width"], box["y"] + box["height"] / 2
            (page.page.mouse.click if hand == "mouse" else page.page.touchscreen.tap)(x, y)
    elif kind == "select-one":
        control.focus()
        options = control.locator("option").all()
        values = [o.get_attribute("value") for o in options]
        other = values[(values.index(control.input_value()) + 1) % len(values)]
        # A menu of the system's opens outside the page: keys are pressed, the others choose as the menu does.
        if hand == "keys":
            control.press("ArrowDown" if values.index(control.input_value()) + 1 < len(values) else "ArrowUp")
        else:
            control.select_option(other)
    elif kind in ("text", "textarea", "number"):
        control.fill("2" if control.input_value() != "2" else "3")
        control.press("Tab")
    elif hand == "keys":
        control.press("Space")
    else:
        # A button that can do nothing now says so: for Playwright it is not enabled.
        (control.click if hand == "mouse" else control.tap)(force=True)


def every_control(opened: LabPage, hand: str) -> None:
    names = opened.figure.locator(".lab-controls [data-control]").evaluate_all(
        "(all) => all.map((e) => e.dataset.control)"
    )
    for name in names:
        said = opened.said()
        look = changed(
            opened, lambda name=name: use(opened.figure.locator(f'[data-control="{name}"]'), hand, opened)
        )
        assert look or opened.said() != said, name
        opened.reset()


@always
def test_every_control_does_something(opened):
    every_control(opened, "mouse")


@once
@pytest.mark.parametrize("hand", ["keys", "finger"])
def test_every_control_does_something_by_other_hands(opened, hand):
    every_control(opened, hand)


@once
def test_undo_redo_and_start_over(opened):
    first = opened.state
    name = opened.handles()[0]
    opened.drag_by_mouse(name, 20, -12)
    moved = opened.state
    opened.press("undo")
    assert strip(opened.state) == strip(first)
    opened.press("redo")
    assert strip(opened.state) == strip(moved)
    opened.press("reset")
    assert strip(opened.state) == strip(first)
    for _ in range(9):
        opened.press("undo")
    assert opened.said() == "There is nothing to undo."


def strip(state: dict) -> dict:
    return {key: value for key, value in state.items() if key != "playing"}


@once
def test_a_released_handle_is_announced_once(opened):
    name = opened.handles()[0]
    opened.page.evaluate(
        """() => { window.told = []; const say = document.querySelector(".lab-say");
        new MutationObserver(() => window.told.push(say.textContent)).observe(say, {childList: true}); }"""
    )
    opened.drag_by_mouse(name, -16, 10)
    opened.page.evaluate("new Promise(requestAnimationFrame)")
    assert len(opened.page.evaluate("window.told")) == 1
    opened.handle(name).focus()
    opened.page.keyboard.down("ArrowLeft")
    opened.page.keyboard.down("ArrowLeft")
    assert len(opened.page.evaluate("window.told")) == 1
    opened.page.keyboard.up("ArrowLeft")
    opened.page.evaluate("new Promise(requestAnimationFrame)")
    assert len(opened.page.evaluate("window.told")) == 2


@once
def test_a_finger_beside_all_handles_scrolls_the_page(opened):
    opened.at_width(390, 500)
    opened.page.evaluate("document.body.style.paddingBottom = '2000px'")
    box = opened.figure.locator("svg").bounding_box()
    assert box is not None
    free = opened.page.evaluate(
        """([x, y, w, h]) => { const { live } = document.querySelector("figure.lab");
        for (let v = h - 30; v > 100; v -= 10) for (let u = 30; u < w - 30; u += 10) {
          if (y + v < 480 && !live.hands.near({ clientX: x + u, clientY: y + v })) return [x + u, y + v]; } }""",
        [box["x"], box["y"], box["width"], box["height"]],
    )
    opened.drag_by_finger(free, 0, -90)
    opened.page.wait_for_function("scrollY > 40")


@once
def test_a_link_opens_what_was_seen(browser, tmp_path, lab, opened):
    opened.drag_by_mouse(opened.handles()[0], 18, -9)
    link = opened.figure.evaluate("(figure) => figure.live.address.text()")
    seen = opened.figure.locator(".lab-table").inner_text()
    with LabPage(browser, tmp_path, lab, hash="#" + link.split("#")[1]) as again:
        assert again.figure.locator(".lab-table").inner_text() == seen
        assert again.trouble == []


def test_a_link_opens_a_picture_that_waits_for_two_predictions(browser, tmp_path):
    lab = GaussianLab()
    with LabPage(browser, tmp_path, lab) as opened:
        opened.figure.evaluate("(figure) => (figure.dataset.waits = 'one one-2')")
        opened.go_to(f"#{lab.name}=%7B%7D")
        root = opened.page.evaluate("[...document.documentElement.classList]")
        assert {"predicted-one", "predicted-one-2"} <= set(root)
        assert opened.trouble == []


BAD = [
    "x",
    "%7B",
    "[]",
    "null",
    "7",
    quote(
        '{"covariance":"<img src=x onerror=alert(1)>","covariance_type":"<b>","points":[[1e99]],"means":7}'
    ),
    quote(json.dumps({"mean": [1e9, None], "points": [[None, 0]], "means": [["a"]], "program": 5})),
    "%ff",
    "9" * 30000,
]


@once
def test_a_bad_address_is_ignored_with_a_sentence(opened, lab):
    expected = opened.look()
    for bad in BAD:
        opened.figure.evaluate("(figure) => figure.live.announce('')")
        opened.go_to(f"#{lab.name}={bad}")
        assert opened.said().startswith("The address does not fit this picture"), bad
        assert opened.look() == expected, bad
    assert opened.figure.locator("img").count() == 0


def test_a_page_opened_at_a_bad_address_starts_as_usual(browser, tmp_path):
    lab = GaussianLab()
    with LabPage(browser, tmp_path, lab) as plain:
        expected = plain.look()
    with LabPage(browser, tmp_path, lab, hash=f"#{lab.name}={BAD[5]}") as opened:
        assert opened.look() == expected
        assert opened.said().startswith("The address does not fit this picture")
        assert opened.trouble == []


@once
def test_no_motion_for_who_wants_none(opened):
    opened.page.emulate_media(reduced_motion="reduce")
    for control in opened.controls():
        if control.evaluate("(e) => e.type") == "button":
            # For Playwright a button that can do nothing now is not enabled.
            control.click(force=True)
            assert not opened.state.get("playing")
