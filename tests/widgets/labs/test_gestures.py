"""What one gesture does, on a lab made for it: what is announced, what Undo takes back, what Python hears."""

import pytest
import traitlets
from playwright.sync_api import expect

from lecture14.widgets import ProgramLab
from lecture14.widgets.labs.lab import Lab
from tests.widgets.labs.page import LabPage

SCRIPT = """(function (Lecture14) {
  const { Refused } = Lecture14;
  const start = ({ count }) => ({ count, text: "", choice: "even", playing: false });
  const pairs = ["even", "odd", "bad"].map((v) => [v, v]);
  const refuse = (what) => { throw new Refused(`${what} is refused.`); };
  Lecture14.lab("probe", {
    start, values: ({ count }) => ({ count }), look: () => ({}), size: () => 40, shapes: () => [],
    handles: ({ count }) => [{ id: "h", at: [20 + count, 20], label: "count", text: `${count}` }],
    move: (state, id, [x]) => (x > 60 ? refuse("Far") : { ...state, count: Math.round(x) - 20 }),
    controls: ({ count, text, choice, playing }) => [
      { id: "run", kind: "button", label: "Run" }, { id: "stop", kind: "button", label: "Stop", off: !playing },
      { id: "choice", kind: "choice", label: "Kind", value: choice, options: pairs },
      { id: "even", kind: "check", label: "even", value: choice === "even" },
      { id: "count", kind: "slider", label: "count", value: count, min: 0, max: 99, step: 1 },
      { id: "text", kind: "text", label: "Name", value: text, rows: 1 },
      { id: "answer", kind: "text", label: "Answer", value: text, rows: 1, enter: "check" },
      { id: "check", kind: "button", label: "Check" },
    ],
    act(state, id, value) {
      if (id === "run") return { ...state, playing: true };
      if (id === "choice") return value === "bad" ? refuse("bad") : { ...state, choice: value };
      if (id === "even") return refuse("odd");
      if (id === "count") return value > 50 ? refuse("More than 50") : { ...state, count: value };
      if (value.endsWith("?")) refuse("A question");
      if (id === "text" || id === "answer") return { ...state, text: value };
      return id === "check" ? { ...state, count: state.text.length } : state;
    },
    tick: (state) => ({ ...state, count: state.count + 1, playing: state.count < 5000 }), pace: 5,
    alt: ({ count }) => `count ${count}`, say: ({ count }, seen, id) => `${id}: ${count}`,
    table: ({ count }) => ({ caption: "Counts", head: ["count"], rows: [[count]] }), python: ({ count }) => `${count}`,
  });
})(globalThis.Lecture14);"""


class Probe(Lab):
    kind = "probe"
    count = traitlets.Int(3).tag(sync=True)


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("probe")
    script = folder / "probe.js"
    script.write_text(SCRIPT, encoding="utf-8")
    Probe.scripts = (str(script),)
    with LabPage(browser, folder, Probe()) as opened:
        opened.page.evaluate(
            """() => { window.told = []; window.heard = [];
            const { live } = document.querySelector("figure.lab"), announce = live.announce;
            live.announce = (sentence) => { window.told.push(sentence); announce.call(live, sentence); };
            live.send = (values) => window.heard.push(values.count); }"""
        )
        yield opened


@pytest.fixture
def probe(page):
    """The lab at its start, with no steps to undo."""
    page.page.evaluate(
        """() => { const { live } = document.querySelector("figure.lab");
        live.reset(); live.past = []; window.told.length = window.heard.length = 0; }"""
    )
    yield page
    assert page.trouble == []


def control(page, name):
    return page.figure.locator(f'[data-control="{name}"]')


def told(page):
    return page.page.evaluate("window.told")


def heard(page):
    return page.page.evaluate("window.heard")


def steps(page):
    return page.figure.evaluate("(figure) => figure.live.past.length")


def test_a_refusal_is_told_when_the_gesture_ends_with_it(probe):
    control(probe, "text").press_sequentially("why?")
    probe.page.keyboard.press("Tab")
    assert told(probe) == ["A question is refused."]
    assert steps(probe) == 1


def test_a_refusal_on_the_way_is_told_to_nobody(probe):
    control(probe, "text").press_sequentially("why?not")
    probe.page.keyboard.press("Tab")
    assert told(probe) == ["text: 3"]
    probe.drag_by_mouse("h", 80, 0)
    assert told(probe)[1:] == ["Far is refused."]
    x, y = probe.place("h")
    probe.page.mouse.move(x, y)
    probe.page.mouse.down()
    probe.page.mouse.move(x + 80, y)
    probe.page.mouse.move(x, y)
    probe.page.mouse.up()
    assert told(probe)[2:] == []


def test_a_run_that_is_stopped_is_one_step_and_stands_as_drawn(probe):
    control(probe, "run").click()
    probe.page.wait_for_function("document.querySelector('figure.lab').live.state.count > 6")
    assert control(probe, "stop").get_attribute("aria-disabled") is None
    control(probe, "stop").click()
    count = probe.state["count"]
    expect(control(probe, "stop")).to_have_attribute("aria-disabled", "true")
    assert probe.figure.locator("svg").get_attribute("aria-label") == f"count {count}"
    assert probe.figure.locator("td, tbody th").first.text_content() == str(count)
    assert (steps(probe), told(probe)[-1], heard(probe)[-1]) == (1, f"stop: {count}", count)
    probe.press("undo")
    assert probe.state["count"] == 3


def test_a_run_that_another_gesture_ends_is_told_to_python_once(probe):
    control(probe, "run").click()
    probe.page.wait_for_function("document.querySelector('figure.lab').live.state.count > 6")
    probe.figure.evaluate("(figure) => figure.live.receive({ count: 40 })")
    assert heard(probe) == [3, 40]
    assert (probe.state["count"], probe.state["playing"], steps(probe)) == (40, False, 2)


def test_a_refused_choice_does_not_stay_in_its_control(probe):
    control(probe, "choice").select_option("odd")
    control(probe, "choice").select_option("bad")
    assert control(probe, "choice").input_value() == "odd"
    control(probe, "choice").select_option("even")
    # Not by `uncheck`, which asks that it is unchecked afterwards.
    control(probe, "even").click()
    assert control(probe, "even").is_checked()
    control(probe, "count").fill("80")
    assert control(probe, "count").input_value() == "3"
    assert told(probe) == [
        "choice: 3",
        "bad is refused.",
        "choice: 3",
        "odd is refused.",
        "More than 50 is refused.",
    ]


@pytest.mark.parametrize("leave", ["Enter", "Tab"])
def test_a_line_of_text_is_committed_once(probe, leave):
    control(probe, "text").press_sequentially("abc")
    assert told(probe) == []
    probe.page.keyboard.press(leave)
    probe.page.keyboard.press("Tab")
    assert (told(probe), heard(probe), steps(probe)) == (["text: 3"], [3], 1)


def test_enter_presses_the_button_that_the_control_names(probe):
    control(probe, "answer").press_sequentially("abcde")
    probe.page.keyboard.press("Enter")
    probe.page.keyboard.press("Tab")
    assert (told(probe), heard(probe), steps(probe)) == (["check: 5"], [5], 1)


def test_a_move_of_a_slider_does_not_speak(probe):
    live = "output, [aria-live], [role=status], [role=alert]"
    assert probe.figure.locator(live).evaluate_all("(all) => all.map((e) => e.className)") == ["lab-say"]


def test_enter_checks_the_answer_in_practice(browser, tmp_path):
    with LabPage(browser, tmp_path, ProgramLab()) as opened:
        control(opened, "practice").check()
        control(opened, "answer").fill("99")
        opened.page.keyboard.press("Enter")
        expect(opened.figure.locator(".lab-error")).to_be_visible()
        assert opened.said().startswith("Not yet")
        assert opened.trouble == []
