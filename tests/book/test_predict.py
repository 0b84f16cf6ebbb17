"""Predictions: the picture waits, the answer is compared, everything is there without script and in print."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lecture14.figures.curve import Curve
from lecture14.widgets.labs import GaussianLab
from tests.book.small_site import IN_THE_BOOKS_THEME, SCRIPTS, builder, violations
from tests.book.visit import Visitor

# A page from a folder answers at once.
expect.set_options(timeout=2000)

SCRIPT = SCRIPTS / "predict.js"

CHOOSE = """
```{predict}
:kind: choose
:picture: secant
:neutral: A secant against its step.

The step $h$ falls. What does the secant do?

- [x] It comes close, then
  parts again.
- [ ] It stays. :: This forgets $\\varepsilon$.
- [ ] It never comes close. :: This forgets the limit.

Answer: Near $10^{-8}$ they part.
```
"""
PICTURE = """
<figure class="explorer" id="secant" data-figure="secant">
<div class="explorer-picture"><svg width="200" height="100" role="img" aria-label="They part near 1e-8."></svg></div>
<div class="explorer-controls" hidden><button class="explorer-describe">Describe</button></div>
<p class="explorer-reading">They part near 1e-8.</p><p class="explorer-said"></p></figure>
"""
ESTIMATE = """
```{predict}
:kind: estimate
:value: 2.4e-9
:unit: nats

How much?

Answer: So much.
```

<div class="cell_output docutils container"><div class="output">2.4e-09</div></div>
"""
SKETCH = """
```{predict}
:kind: sketch
:curve: tests.book.test_predict.parabola

Draw the square of x.

Answer: It bends upwards.
```

<div class="cell_output docutils container"><div class="output">a parabola</div></div>
"""


def parabola() -> Curve:
    """A curve for the page under test."""
    x = np.linspace(0, 4, 41)
    return Curve(x, x**2, "x", "square of x", (0.0, 20.0), knots=5)


def steep() -> Curve:
    """Numbers that are far from 1, on logarithmic axes."""
    h = np.geomspace(1e-16, 1.0, 17)
    return Curve(h, h, "h", "error", (1e-20, 1e4), "xy", knots=5)


def straight() -> int:
    """No curve."""
    return 1


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    return builder(tmp_path_factory, "pictures", "predict")


@pytest.fixture(scope="module")
def address(site) -> str:
    page = site(CHOOSE + PICTURE + ESTIMATE + SKETCH)
    assert page.warnings == ""
    return (page.out / "index.html").as_uri()


def box(page: Page, name: str) -> Locator:
    return page.locator(f"#predict-{name}")


def kept(page: Page) -> dict[str, object]:
    """What the browser keeps: the key's path, and the value."""
    [(key, value)] = page.evaluate("Object.entries(localStorage)") or [("", "{}")]
    assert key.startswith("predict:") == bool(key)
    return json.loads(value)


# -- choose ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["mouse", "keyboard", "touch"])
def test_a_chosen_misconception_is_named_and_the_picture_opens(
    browser: Browser, address: str, way: str
) -> None:
    with browser.new_context(has_touch=True) as context:
        page = context.new_page()
        page.goto(address)
        asked = box(page, "secant")
        expect(page.locator("#secant svg")).to_be_hidden()
        expect(page.locator("#secant .explorer-reading")).to_be_hidden()
        expect(page.locator("#secant .predict-cover")).to_contain_text("A secant against its step.")
        expect(asked.locator(".predict-answer")).to_be_hidden()
        option, commit = asked.get_by_label("It stays"), asked.get_by_role("button", name="Commit")
        if way == "mouse":
            option.click()
            commit.click()
        elif way == "touch":
            option.tap()
            commit.tap()
        else:
            asked.get_by_label("It comes close").focus()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        expect(asked.get_by_role("status")).to_contain_text("You chose: “It stays.” This forgets")
        expect(page.locator("#secant svg")).to_be_visible()
        expect(page.locator("#secant .explorer-reading")).to_be_visible()
        expect(page.locator("#secant .predict-cover")).to_be_hidden()
        expect(asked.locator(".predict-answer")).to_contain_text("they part")
        expect(asked.get_by_role("button", name="Predict again")).to_be_focused()
        # Another prediction on the page still waits.
        expect(page.get_by_text("2.4e-09")).to_be_hidden()


def test_nothing_chosen_is_said_and_skipping_opens(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    asked = box(page, "secant")
    asked.get_by_role("button", name="Commit").click()
    expect(asked.get_by_role("status")).to_contain_text("Choose one")
    expect(page.locator("#secant svg")).to_be_hidden()
    asked.get_by_role("button", name="Skip").click()
    expect(asked.get_by_role("status")).to_contain_text("skipped")
    expect(page.locator("#secant svg")).to_be_visible()


# -- estimate --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2.4e-9", "your estimate is exact"),
        ("2.4e-9 ", "your estimate is exact"),
        ("3e-9", "your estimate is 25 % too high"),
        ("1,8e-9", "your estimate is 25 % too low"),
        ("2.4e-7", "too large by a factor of 100"),
        ("2.4e−10", "too small by a factor of 10"),
        ("-1e-9", "off by 3.4e−9 nats"),
        ("0", "off by 2.4e−9 nats"),
    ],
)
def test_the_error_of_an_estimate(visitor: Visitor, address: str, typed: str, said: str) -> None:
    page = visitor(address).page
    asked = box(page, "1")
    asked.get_by_label("Your estimate, in nats").fill(typed)
    page.keyboard.press("Enter")
    expect(asked.get_by_role("status")).to_contain_text(said)
    expect(page.get_by_text("2.4e-09")).to_be_visible()


@pytest.mark.parametrize("typed", ["", "much", "1e", "1 2", "Infinity"])
def test_what_is_no_number_is_no_estimate(visitor: Visitor, address: str, typed: str) -> None:
    page = visitor(address).page
    asked = box(page, "1")
    asked.get_by_label("Your estimate").fill(typed)
    asked.get_by_role("button", name="Commit").click()
    expect(asked.get_by_role("status")).to_contain_text("Write a number")
    expect(page.get_by_text("2.4e-09")).to_be_hidden()


# -- sketch ----------------------------------------------------------------------------------------------------------


def test_a_sketch_by_keys_is_compared_with_the_computed_curve(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    asked = box(page, "2")
    expect(asked.locator(".predict-computed")).to_have_attribute("d", "")
    knots = asked.get_by_role("slider")
    names = [knot.get_attribute("aria-label") for knot in knots.all()]
    assert names == [f"square of x at x {v}" for v in "01234"]
    # The axis goes to 20: these are 0, 1, 4, 9 and 10, where 16 is right.
    for knot, steps in zip(knots.all(), [-50, -45, -30, -5, 0], strict=True):
        knot.focus()
        for _ in range(abs(steps)):
            page.keyboard.press("ArrowUp" if steps > 0 else "ArrowDown")
    assert [knot.get_attribute("aria-valuetext") for knot in knots.all()] == ["0", "1", "4", "9", "10"]
    asked.get_by_role("button", name="Commit").click()
    result = asked.get_by_role("status")
    # 30 % of the axis at one of five knots.
    expect(result).to_contain_text(
        "off by 6 % of the axis on average, most at x 4: you drew 10, computed (solid) is 16"
    )
    result.locator("summary").click()
    rows = [row.inner_text().split() for row in result.locator("tbody tr").all()]
    assert rows == [["0", "0", "0"], ["1", "1", "1"], ["2", "4", "4"], ["3", "9", "9"], ["4", "10", "16"]]
    expect(page.get_by_text("a parabola")).to_be_visible()
    assert asked.locator(".predict-computed").get_attribute("d").count("L") == 40


def test_a_mouse_draws_across_the_axes(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    asked = box(page, "2")
    axes = asked.locator(".predict-axes")
    axes.scroll_into_view_if_needed()
    area = axes.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 1, area["y"] + area["height"] - 1)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] - 1, area["y"] + 1, steps=40)
    page.mouse.up()
    values = [int(knot.input_value()) for knot in asked.get_by_role("slider").all()]
    # Each knot keeps the height at which the mouse left its neighbourhood.
    assert values == sorted(values)
    assert values[0] < 20 < 80 < values[-1]


def test_a_finger_moves_a_knot_and_scrolls_elsewhere(browser: Browser, address: str) -> None:
    with browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 600}
    ) as context:
        page = context.new_page()
        page.goto(address)
        asked = box(page, "2")
        asked.locator(".predict-pad").scroll_into_view_if_needed()
        session = context.new_cdp_session(page)

        def swipe(target: Locator, share: float, by: float) -> None:
            area = target.bounding_box()
            assert area is not None
            x, y = area["x"] + share * area["width"], area["y"] + area["height"] / 2
            point = [{"x": x, "y": y}]
            session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": point})
            for i in range(1, 11):
                point = [{"x": x, "y": y + by * i / 10}]
                session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": point})
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

        before = page.evaluate("scrollY")
        swipe(asked.locator(".predict-knot").nth(2), 0.5, -40)
        values = [int(knot.input_value()) for knot in asked.get_by_role("slider").all()]
        assert values[2] > 60
        assert values[:2] + values[3:] == [50] * 4
        assert page.evaluate("scrollY") == before
        # Low on the axes no knot is near: the finger scrolls the page, and draws nothing.
        swipe(asked.locator(".predict-grid").first, 0.5, -80)
        page.wait_for_function(f"() => scrollY > {before}")
        assert [int(knot.input_value()) for knot in asked.get_by_role("slider").all()] == values


# -- pictures --------------------------------------------------------------------------------------------------------


def test_a_lab_waits_as_an_explorer_does(site, visitor: Visitor) -> None:
    lab = GaussianLab(name="secant").html()
    page = site(f"{CHOOSE}\n```{{raw}} html\n{lab}\n```\n")
    assert page.warnings == ""
    page = visitor((page.out / "index.html").as_uri()).page
    expect(page.locator("#secant.lab svg").first).to_be_hidden()
    expect(page.locator("#secant .predict-cover")).to_contain_text("A secant against its step.")
    box(page, "secant").get_by_role("button", name="Skip").click()
    expect(page.locator("#secant.lab svg").first).to_be_visible()


def test_a_picture_opens_after_the_last_of_its_predictions(site, visitor: Visitor) -> None:
    second = CHOOSE.replace("A secant against its step.", "The same once more.")
    page = site(CHOOSE + PICTURE + second)
    assert page.warnings == ""
    page = visitor((page.out / "index.html").as_uri()).page
    covers = page.locator("#secant .predict-cover:visible")
    expect(covers).to_have_count(1)
    expect(covers).to_contain_text("A secant against its step.")
    box(page, "secant").get_by_role("button", name="Skip").click()
    expect(page.locator("#secant svg")).to_be_hidden()
    expect(covers).to_have_count(1)
    expect(covers).to_contain_text("The same once more.")
    expect(covers.get_by_role("link")).to_have_attribute("href", "#predict-secant-2")
    box(page, "secant-2").get_by_role("button", name="Skip").click()
    expect(page.locator("#secant svg")).to_be_visible()
    expect(covers).to_have_count(0)
    # The answers stand apart, also after the page has come back.
    assert kept(page) == {"answers": {"index#secant": None, "index#secant-2": None}}
    box(page, "secant").get_by_role("button", name="Predict again").click()
    expect(covers).to_contain_text("A secant against its step.")


@pytest.mark.parametrize("width", [1280, 390])
def test_labels_of_the_axes_keep_apart(site, visitor: Visitor, width: int) -> None:
    page = site(SKETCH.replace("parabola", "steep"))
    assert page.warnings == ""
    page = visitor((page.out / "index.html").as_uri(), width=width).page
    knots = box(page, "1").get_by_role("slider")
    assert knots.first.get_attribute("aria-label") == "error at h 10⁻¹⁶"
    labels = page.locator(".predict-pad text")
    texts = labels.all_text_contents()
    assert {"10⁻¹²", "10⁻⁴", "1", "h", "error"} < set(texts)
    places = [label.bounding_box() for label in labels.all()]
    for i, one in enumerate(places):
        for other in places[:i]:
            assert one is not None
            assert other is not None
            assert any(
                one[at] + one[size] <= other[at] or other[at] + other[size] <= one[at]
                for at, size in [("x", "width"), ("y", "height")]
            ), texts


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_and_taken_back(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    box(page, "1").get_by_label("Your estimate").fill("1e-9")
    page.keyboard.press("Enter")
    assert kept(page) == {"answers": {"index#1": "1e-9"}}
    page.reload()
    expect(box(page, "1").get_by_role("status")).to_contain_text("You estimated 1e-9")
    expect(page.get_by_text("2.4e-09")).to_be_visible()
    expect(page.locator("#secant svg")).to_be_hidden()
    box(page, "1").get_by_role("button", name="Predict again").click()
    expect(page.get_by_text("2.4e-09")).to_be_hidden()
    expect(box(page, "1").get_by_label("Your estimate")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0


def test_the_key_carries_the_books_path(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    box(page, "1").get_by_role("button", name="Skip").click()
    [key] = page.evaluate("Object.keys(localStorage)")
    assert key == "predict:" + address.removeprefix("file://").removesuffix("index.html")


def test_one_switch_opens_all_for_good_until_the_reader_forgets(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    box(page, "secant").get_by_label("Show everything").check()
    for _ in range(2):
        expect(page.locator("#secant svg")).to_be_visible()
        expect(page.get_by_text("2.4e-09")).to_be_visible()
        expect(page.get_by_role("button", name="Commit")).to_have_count(0)
        expect(box(page, "1").get_by_label("Show everything")).to_be_checked()
        expect(box(page, "1").get_by_text("Answer")).to_be_visible()
        page.reload()
    box(page, "2").get_by_role("button", name="Forget").click()
    expect(page.locator("#secant svg")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    "state", ["nonsense", "null", '{"answers": {"index#1": 7, "index#2": [1], "index#secant": "9"}}']
)
def test_a_kept_answer_that_fits_no_question_is_none(visitor: Visitor, address: str, state: str) -> None:
    visit = visitor(address)
    page = visit.page
    page.evaluate(
        "([key, state]) => localStorage.setItem(key, state)", [page.evaluate("predictions.key"), state]
    )
    page.reload()
    expect(page.get_by_role("button", name="Commit")).to_have_count(3)
    expect(page.locator("#secant svg")).to_be_hidden()
    assert visit.trouble == []


# -- without script, on paper, for everybody -------------------------------------------------------------------------


def test_without_script_the_page_is_a_question_and_a_folded_answer(visitor: Visitor, address: str) -> None:
    page = visitor(address, script=False).page
    expect(page.locator("#secant svg")).to_be_visible()
    expect(page.locator("#secant .explorer-reading")).to_be_visible()
    expect(page.get_by_text("waits for")).to_have_count(3)
    for cover in page.locator(".predict-cover").all():
        expect(cover).to_be_hidden()
    expect(box(page, "secant").get_by_text("It never comes close.", exact=True)).to_be_visible()
    for control in page.locator(".predict :is(button, input)").all():
        expect(control).to_be_hidden()
    answer = box(page, "secant").locator("details")
    expect(answer.locator("p")).to_be_hidden()
    answer.locator("summary").click()
    expect(answer.locator("p")).to_be_visible()


def test_paper_has_picture_and_sentence(visitor: Visitor, address: str) -> None:
    page = visitor(address).page
    page.emulate_media(media="print")
    expect(page.locator("#secant svg")).to_be_visible()
    expect(page.locator("#secant .explorer-reading")).to_be_visible()
    expect(page.locator("#secant .predict-cover")).to_be_hidden()
    expect(box(page, "secant").locator(".predict-answer")).to_be_visible()
    for control in page.locator(".predict :is(button, input)").all():
        expect(control).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_paper_has_the_empty_axes_of_a_sketch(visitor: Visitor, address: str, script: bool) -> None:
    page = visitor(address, script=script).page
    pad = box(page, "2").locator(".predict-pad")
    expect(pad).to_be_visible(visible=script)
    page.emulate_media(media="print")
    expect(pad.locator(".predict-axes")).to_be_visible()
    for label in ("x", "square of x", "20"):
        expect(pad.get_by_text(label, exact=True)).to_be_visible()
    for part in pad.locator(".predict-knot, .predict-drawn, input").all():
        expect(part).to_be_hidden()


def test_the_picture_waits_before_any_file_has_loaded(browser: Browser, address: str) -> None:
    """Nothing flashes: what covers is in the head."""
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/predict.js*", lambda route: route.abort())
        page.goto(address)
        expect(page.locator("#secant svg")).to_be_hidden()
        expect(box(page, "secant").locator(".predict-answer")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_before_and_after(site, visitor: Visitor, theme: str, width: int) -> None:
    page = site(CHOOSE + PICTURE + ESTIMATE + SKETCH, "self_hosted", **IN_THE_BOOKS_THEME)
    page = visitor((page.out / "index.html").as_uri(), theme=theme, width=width).page
    # The theme's style sheet has arrived.
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(18, 18, 18)") == (theme == "dark")

    assert violations(page) == []
    box(page, "secant").get_by_label("It stays").check()
    box(page, "1").get_by_label("Your estimate").fill("1")
    for commit in page.get_by_role("button", name="Commit").all()[::-1]:
        commit.click()
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    expect(page.get_by_role("button", name="Predict again")).to_have_count(3)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), 6)) <= 6 * 1024


# -- what an author may write ----------------------------------------------------------------------------------------

GOOD = CHOOSE.strip().splitlines()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (":kind: choose", ":kind: guess", "expected choose, estimate or sketch"),
        (":kind: choose\n", "", "kind is None; expected choose"),
        (":kind: choose", ":kind: choose\n:value: 3", "'value'; expected only what that kind needs"),
        (":kind: choose", ":kind: estimate", "kind estimate has no value"),
        (":kind: choose", ":kind: estimate\n:value: 3", "expected one only in kind choose"),
        ("- [x]", "- [ ]", "expected '- [ ] text :: the misconception that it shows'"),
        (" :: This forgets the limit.", "", "expected '- [ ] text :: the misconception that it shows'"),
        ("  parts again.", "  parts again. :: Hm.", "the right option has a misconception"),
        (
            "- [ ] It stays. :: This",
            "- [x] It stays.\n- [ ] It goes. :: This",
            "4 options, 2 right; expected 2 to 4",
        ),
        ("- [ ] It stays", "It stays", "stands between options and answer"),
        ("Answer: ", "", "expected a paragraph that begins with 'Answer:'"),
        ("Answer: Near $10^{-8}$ they part.", "Answer:", "the answer is empty"),
        ("The step $h$ falls. What does the secant do?", "", "there is no question"),
        (":neutral: A secant against its step.\n", "", "picture and neutral go together"),
        (
            ":picture: secant",
            ":picture: tangent",
            "tangent is not on the page; expected one of its Explorers and labs (secant)",
        ),
    ],
)
def test_bad_syntax_fails_the_build_and_says_what_is_expected(site, old: str, new: str, said: str) -> None:
    assert old in CHOOSE
    page = site(CHOOSE.replace(old, new) + PICTURE)
    assert page.status == 1
    assert said in page.warnings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ESTIMATE.replace("2.4e-9", "some"), "value is 'some'; expected a number"),
        (
            ESTIMATE.split("<div")[0],
            "the next output is not on the page; expected a cell with an output after it",
        ),
        (
            ESTIMATE.split("<div")[0] + ESTIMATE,
            "the next output waits for another prediction",
        ),
        (SKETCH.replace("parabola", "hyperbola"), "expected the path of a function"),
        (SKETCH.replace("tests.book.test_predict.parabola", "parabola"), "expected the path of a function"),
        (SKETCH.replace("parabola", "straight"), "is int; expected a lecture14.figures.curve.Curve"),
    ],
)
def test_what_cannot_be_asked_fails_the_build(site, text: str, said: str) -> None:
    page = site(text)
    assert page.status == 1
    assert said in page.warnings
