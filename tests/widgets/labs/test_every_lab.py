"""What holds for every lab: hands, keys, undo, links, words; in Chromium on a page of the lab alone."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from lecture14.widgets import (
    DualLab,
    EliminationLab,
    GaussianLab,
    GradientLab,
    LandscapeLab,
    MixtureLab,
    NewtonLab,
    ProgramLab,
    SlopeLab,
)
from tests.widgets.labs.page import LabPage

# Another lab joins by its line: a name, and how to make it.
LABS = {
    "dual": DualLab,
    "dual-function": lambda: DualLab(operation="sin", a=[1.0, 1.0]),
    "elimination": EliminationLab,
    "gaussian": GaussianLab,
    "gaussian-diag": lambda: GaussianLab(covariance_type="diag"),
    "gaussian-sample": lambda: GaussianLab(draws=[[0.3, 0.2], [-1.0, 0.6], [0.1, 2.5]]),
    "program": ProgramLab,
    "program-lines": lambda: ProgramLab(
        program="x = r*x*(1 - x)\nreturn x, 1/x", inputs={"r": 3.2, "x": 0.3}, view="adjoint"
    ),
    "slope": SlopeLab,
    "newton": NewtonLab,
    "gradient": GradientLab,
    "landscape": LandscapeLab,
    "landscape-ticks": lambda: LandscapeLab("ticks", sigma=0.02, steps=0),
    "mixture": MixtureLab,
    "mixture-groups": lambda: MixtureLab("groups", covariance_type="spherical"),
    "mixture-truth": lambda: MixtureLab(
        points=[[1.0, 1.0], [2.0, 1.5], [4.0, 3.0], [5.0, 1.0]],
        truth=[0, 0, 0, 1],
        means=[[1.0, 1.0], [5.0, 2.0]],
    ),
    "mixture-kmeans": lambda: MixtureLab("kmeans-trap"),
}


@pytest.fixture(params=LABS)
def lab(request):
    return LABS[request.param]()


@pytest.fixture
def opened(browser, tmp_path, lab):
    with LabPage(browser, tmp_path, lab) as page:
        yield page
        assert page.trouble == []


#: Some drag must change the picture, whatever line a handle keeps to.
WAYS = [(24, 0), (0, -24), (-24, 0), (0, 24)]


def changed(page: LabPage, do) -> bool:
    before = page.look()
    do()
    return page.look() != before


def test_every_handle_moves_by_mouse_and_by_finger(opened):
    for name in opened.handles():
        for hand in (
            lambda dx, dy, name=name: opened.drag_by_mouse(name, dx, dy),
            lambda dx, dy, name=name: opened.drag_by_finger(opened.place(name), dx, dy),
        ):
            assert any(changed(opened, lambda way=way, hand=hand: hand(*way)) for way in WAYS), name
            opened.reset()
    assert opened.page.evaluate("scrollY") == 0


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


@pytest.mark.parametrize("hand", ["keys", "mouse", "finger"])
def test_every_control_does_something(opened, hand):
    names = [control.get_attribute("data-control") for control in opened.controls()]
    for name in names:
        control = opened.figure.locator(f'[data-control="{name}"]')
        before = opened.look(), opened.said()
        use(control, hand, opened)
        opened.page.wait_for_timeout(20)
        assert (opened.look(), opened.said()) != before, name
        opened.reset()


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


def test_a_released_handle_is_announced_once(opened):
    name = opened.handles()[0]
    opened.page.evaluate(
        """() => { window.told = []; const say = document.querySelector(".lab-say");
        new MutationObserver(() => window.told.push(say.textContent)).observe(say, {childList: true}); }"""
    )
    opened.drag_by_mouse(name, -16, 10)
    opened.page.wait_for_timeout(50)
    assert len(opened.page.evaluate("window.told")) == 1
    opened.handle(name).focus()
    opened.page.keyboard.down("ArrowLeft")
    opened.page.keyboard.down("ArrowLeft")
    assert len(opened.page.evaluate("window.told")) == 1
    opened.page.keyboard.up("ArrowLeft")
    opened.page.wait_for_timeout(50)
    assert len(opened.page.evaluate("window.told")) == 2


def test_a_finger_beside_all_handles_scrolls_the_page(browser, tmp_path, lab):
    with LabPage(browser, tmp_path, lab) as opened:
        opened.page.set_viewport_size({"width": 390, "height": 500})
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


def test_a_link_opens_what_was_seen(browser, tmp_path, lab, opened):
    name = opened.handles()[0]
    opened.drag_by_mouse(name, 18, -9)
    link = opened.figure.evaluate("(figure) => figure.live.address.text()")
    with LabPage(browser, tmp_path, lab, hash="#" + link.split("#")[1]) as again:
        assert (
            again.figure.locator(".lab-table").inner_text()
            == opened.figure.locator(".lab-table").inner_text()
        )
        assert again.trouble == []


@pytest.mark.parametrize(
    "bad",
    [
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
    ],
)
def test_a_bad_address_is_ignored_with_a_sentence(browser, tmp_path, lab, bad):
    with LabPage(browser, tmp_path, lab) as plain:
        expected = plain.look()
    with LabPage(browser, tmp_path, lab, hash=f"#{lab.name}={bad}") as opened:
        assert opened.look() == expected
        assert opened.said().startswith("The address does not fit this picture")
        assert opened.figure.locator("img").count() == 0
        assert opened.trouble == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(browser, tmp_path, lab, theme):
    with LabPage(browser, tmp_path, lab, color_scheme=theme) as opened:
        opened.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        violations = Axe().run(opened.page).response["violations"]
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []


@pytest.mark.parametrize("width", [320, 390, 800])
def test_words_are_large_enough_and_nothing_is_cut_off(browser, tmp_path, lab, width):
    with LabPage(browser, tmp_path, lab, width=width) as opened:
        small = opened.page.evaluate(
            """() => [...document.querySelectorAll("svg text")].filter((t) => {
              const scale = t.getScreenCTM().a, size = parseFloat(getComputedStyle(t).fontSize) * scale;
              return size < 11.9; }).map((t) => t.textContent)"""
        )
        assert small == []
        cut = opened.page.evaluate(
            """() => { const { left, right } = document.querySelector("figure.lab svg").getBoundingClientRect();
            return [...document.querySelectorAll("svg text")].filter((t) => { const b = t.getBoundingClientRect();
              return b.left < left - 2 || b.right > right + 2; }).map((t) => t.textContent); }"""
        )
        assert cut == []
        assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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


def test_without_script_and_in_print_the_first_picture_stands_alone(browser, tmp_path, lab):
    with LabPage(browser, tmp_path, lab, java_script_enabled=False) as opened:
        svg = opened.figure.locator("svg")
        expect(svg).to_have_attribute("aria-label", lab.alt)
        expect(svg).to_have_attribute("role", "img")
        expect(opened.figure.locator("button:visible, input:visible, select:visible")).to_have_count(0)
    with LabPage(browser, tmp_path, lab) as opened:
        opened.page.emulate_media(media="print")
        expect(opened.figure.locator("button:visible, input:visible, select:visible")).to_have_count(0)


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


def test_no_motion_for_who_wants_none(browser, tmp_path, lab):
    with LabPage(browser, tmp_path, lab, reduced_motion="reduce") as opened:
        for control in opened.controls():
            if control.evaluate("(e) => e.type") == "button":
                # For Playwright a button that can do nothing now is not enabled.
                control.click(force=True)
                assert not opened.state.get("playing")
