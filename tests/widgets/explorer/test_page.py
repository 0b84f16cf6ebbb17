"""An Explorer in the built page: its buttons, its glide from frame to frame, what it says and to whom."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from matplotlib.patches import Circle
from playwright.sync_api import expect

from lecture14.figures.picture import Picture
from lecture14.figures.style import BLUE, VERMILION, new_figure
from lecture14.widgets import Choice, Explorer, Slider
from tests.figures.samples import product_rectangle
from tests.widgets.explorer.page import ExplorerPage

# A page from a folder answers at once.
expect.set_options(timeout=2000)


def moving(step: int = 0) -> Picture:
    """A circle that moves, with a label that counts and two points that swap their colours."""
    figure, [[ax]] = new_figure()
    ax.set(xlim=(0, 4), ylim=(0, 3))
    ax.add_patch(Circle((0.5 + step, 2), 0.3, fill=False))
    ax.text(0.5 + step, 2.5, f"step {step}")
    ax.plot([1 + step % 2], [1], "o", color=BLUE)
    ax.plot([2 - step % 2], [1], "o", color=VERMILION)
    ax.plot([*range(step + 2)], [0.5] * (step + 2))
    return Picture(figure, f"The circle has moved by {step}.")


def other(step: int = 0) -> Picture:
    """The same circle under another name."""
    return moving(step)


@pytest.fixture
def opened(browser, tmp_path):
    explorer = Explorer(moving, step=Slider("step", 0, 3, start=1, play=True))
    with ExplorerPage(browser, tmp_path, explorer) as page:
        # The page's time runs when a test lets it.
        page.page.clock.install(time=0)
        page.page.reload()
        page.page.clock.pause_at(60_000)
        yield page
        assert page.trouble == []


def places(page: ExplorerPage) -> list[int]:
    """Where Play has been."""
    return page.page.evaluate("window.been")


WATCH = """(figure) => {
  window.been = [];
  window.said = [];
  const said = figure.querySelector(".explorer-said"), { explorer } = figure, { show } = explorer;
  new MutationObserver(() => window.said.push(said.textContent)).observe(said, { childList: true });
  explorer.show = (frame) => {
    window.been.push(explorer.at[0]);
    show.call(explorer, frame);
  };
}"""


def test_play_starts_at_the_beginning_and_again_when_it_stands_at_the_end(opened):
    opened.figure.evaluate(WATCH)
    opened.press("play")
    expect(opened.figure.locator("[data-does=play]")).to_have_text("Pause")
    opened.page.clock.run_for(5000)
    assert places(opened) == [0, 1, 2, 3]
    expect(opened.figure.locator("[data-does=play]")).to_have_text("Play")
    opened.press("play")
    assert opened.at == [0]


def test_play_goes_on_from_where_the_reader_stopped_it(opened):
    opened.press("play")
    opened.page.clock.run_for(800)
    opened.press("play")
    assert opened.at == [1]
    opened.page.clock.run_for(5000)
    assert opened.at == [1]
    opened.press("play")
    assert opened.at == [2]


def test_play_starts_where_the_reader_has_put_it(opened):
    opened.figure.locator("input").press("ArrowRight")
    opened.press("play")
    assert opened.at == [3]


def test_back_and_next_go_one_step_and_say_when_there_is_none(opened):
    back, after = (opened.figure.locator(f"[data-does={does}]") for does in ("back", "next"))
    opened.press("back")
    assert opened.at == [0]
    assert opened.alt == "The circle has moved by 0."
    expect(opened.figure.locator(".explorer-value")).to_have_text("0")
    expect(back).to_have_attribute("aria-disabled", "true")
    opened.press("back")
    assert opened.at == [0]
    for _ in range(4):
        opened.press("next")
    assert opened.at == [3]
    expect(after).to_have_attribute("aria-disabled", "true")
    expect(back).to_have_attribute("aria-disabled", "false")


@pytest.mark.parametrize(("speed", "steps"), [("slow", 1), ("normal", 2), ("fast", 3)])
def test_speed_is_the_readers(opened, speed, steps):
    opened.figure.get_by_label("Speed").select_option(speed)
    opened.press("play")
    opened.page.clock.run_for(1450)
    assert opened.at == [steps]


def test_nothing_is_said_but_what_the_reader_asks_for(opened):
    opened.figure.evaluate(WATCH)
    live = opened.page.locator("[role=status], [role=alert], [aria-live], output")
    assert live.count() == 1
    opened.press("play")
    opened.page.clock.run_for(5000)
    assert opened.page.evaluate("window.said") == []
    for _ in range(2):
        opened.figure.get_by_role("button", name="Describe").press("Enter")
        opened.page.clock.run_for(100)
        assert [text for text in opened.page.evaluate("window.said") if text] == [opened.alt]
        opened.page.evaluate("window.said.length = 0")


def test_what_is_read_is_the_present_picture_and_only_once(opened):
    opened.press("next")
    tree = opened.figure.aria_snapshot()
    assert tree.count("The circle has moved by 2.") == 1
    expect(opened.figure.locator(".explorer-reading")).to_have_text("The circle has moved by 2.")


def horizontal(page: ExplorerPage, selector: str) -> list[float]:
    """Where elements stand, in CSS pixels."""
    return page.figure.evaluate(
        "(figure, s) => [...figure.querySelectorAll(s)].map((e) => e.getBoundingClientRect().x)", selector
    )


def test_what_corresponds_glides_and_ends_where_it_is_drawn(opened):
    page = opened.page

    def word():
        return page.locator("svg text").filter(has_text=re.compile("step")).bounding_box()["x"]

    start = word()
    opened.press("next")
    assert word() == pytest.approx(start, abs=1)
    page.clock.run_for(150)
    half = word()
    page.clock.run_for(400)
    end = word()
    assert start + 10 < half < end - 10
    # What the buttons end at is what a drag shows at once, letter by letter.
    elements = opened.elements()
    slider = opened.figure.locator("input")
    slider.fill("0")
    slider.fill("2")
    assert opened.elements() == elements


def test_points_that_change_their_class_stay_where_they_are(opened):
    before = horizontal(opened, ".frame use")
    opened.press("next")
    for _ in range(6):
        opened.page.clock.run_for(60)
        assert sorted(horizontal(opened, ".frame use")) == pytest.approx(sorted(before), abs=0.01)


def test_a_step_during_a_glide_leaves_nothing_half_way(opened):
    opened.press("next")
    opened.page.clock.run_for(100)
    opened.press("back")
    opened.page.clock.run_for(1000)
    elements = opened.elements()
    opened.page.reload()
    assert opened.elements() == elements


def test_a_drag_is_followed_at_once(opened):
    opened.figure.locator("input").fill("3")
    elements = opened.elements()
    opened.page.clock.run_for(1000)
    assert opened.elements() == elements


def test_who_wants_no_motion_steps_without_gliding(browser, tmp_path):
    explorer = Explorer(moving, step=Slider("step", 0, 3, play=True))
    with ExplorerPage(browser, tmp_path, explorer, reduced_motion="reduce") as page:
        names = [b.inner_text() for b in page.figure.get_by_role("button").all() if b.is_visible()]
        assert names == ["Back", "Next", "Describe"]
        assert not page.figure.get_by_label("Speed").is_visible()
        page.press("next")
        assert page.elements() == page.settled()
        # A reader may change their mind while it runs.
        page.page.emulate_media(reduced_motion="no-preference")
        expect(page.figure.locator("[data-does=play]")).to_be_visible()
        page.press("play")
        page.page.emulate_media(reduced_motion="reduce")
        at = page.at
        page.page.wait_for_timeout(900)
        assert page.at == at


@pytest.mark.parametrize(
    "view", [{"has_touch": True, "is_mobile": True}, {"viewport": {"width": 390, "height": 800}}]
)
def test_controls_are_as_high_as_a_finger(browser, tmp_path, view):
    explorer = Explorer(moving, step=Slider("step", 0, 3, play=True))
    choice = Explorer(product_rectangle, step=Choice("step", [0.1, 0.5]))
    with ExplorerPage(browser, tmp_path, explorer, choice, **view) as page:
        page.page.get_by_role("button", name="Describe").first.focus()
        sizes = page.page.evaluate(
            """() => [...document.querySelectorAll("button, input, select")]
            .filter((e) => !e.matches(".explorer-describe:not(:focus)"))
            .map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect().height])"""
        )
        assert len(sizes) == 7
        assert [size for size in sizes if size[1] < 44] == []
        assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(browser, tmp_path, theme):
    one, two = (Explorer(draw, step=Slider("step", 0, 3, play=True)) for draw in (moving, other))
    with ExplorerPage(browser, tmp_path, one, two, color_scheme=theme) as page:
        assert [(v["id"], v["nodes"][0]["html"]) for v in Axe().run(page.page).response["violations"]] == []
        groups = page.page.get_by_role("group").all()
        captions = [
            "A circle that moves, with a label that counts and two points that swap their colours.",
            "The same circle under another name.",
        ]
        for group, caption in zip(groups, captions, strict=True):
            expect(group).to_have_accessible_name(caption)
