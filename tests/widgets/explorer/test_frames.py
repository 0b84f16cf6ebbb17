"""An Explorer's frames in the built page: every one is the drawn figure, and says what it shows."""

import json
import re
from html.parser import HTMLParser

import pytest

from lecture14.figures.dual_numbers import polynomial_terms
from lecture14.figures.picture import BOOK_VARIABLE
from lecture14.figures.svg import drawing
from lecture14.widgets import Choice, Explorer, Slider
from lecture14.widgets.page import explorer_html
from tests.figures.samples import function_tangent, product_rectangle


@pytest.fixture(scope="module")
def explorer():
    return Explorer(
        function_tangent,
        name=Choice("function", {"sine": "sin", "<log>": "log"}),
        x=Slider("x", -1.0, 1.0, frames=3, start=0.0),
    )


@pytest.fixture(scope="module")
def html(explorer):
    """The explorer in the built page."""
    return explorer_html(explorer)


def _data(html: str) -> dict:
    found = re.search(r'class="explorer-frames">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def _elements(html: str, frame: str) -> list[str]:
    """What explorer.js puts together, in Python."""
    data = _data(html)
    first = re.search(r'<g class="frame">(.*)</g></svg>', html, re.DOTALL)
    assert first
    pool = _children(first[1]) + data["elements"]
    numbers: list[int] = []
    for run in frame.split(","):
        low, _, high = run.partition("-")
        numbers += range(int(low), int(high or low) + 1)
    return [pool[i] for i in numbers]


def _children(text: str) -> list[str]:
    found, depth, start = [], 0, 0
    for tag in re.finditer(r"<(/?)[a-z][^>]*?(/?)>", text):
        if depth == 0:
            start = tag.start()
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth == 0:
            found.append(text[start : tag.end()])
    return found


def test_every_frame_of_the_page_is_the_drawn_figure(explorer, html):
    frames = _data(html)["frames"]
    assert len(frames) == explorer.frame_count == 6
    for frame, picture in zip(frames, explorer.frames(), strict=True):
        assert _elements(html, frame) == drawing(picture.figure, f"{explorer.name}-").elements


def test_page_says_what_each_frame_shows(explorer, html):
    assert _data(html)["alts"] == [p.alt for p in explorer.frames()]


def test_last_control_moves_fastest(explorer):
    alts = [p.alt for p in explorer.frames()]
    assert "sin" in alts[2]
    assert "log" in alts[3]


class _Labels(HTMLParser):
    def __init__(self):
        super().__init__()
        self.labelled, self.controls = set(), {}

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "label":
            self.labelled.add(attributes["for"])
        if tag in {"input", "select"}:
            self.controls[attributes["id"]] = attributes


def test_native_controls_have_labels(html):
    page = _Labels()
    page.feed(html)
    assert set(page.controls) == page.labelled == {"function-tangent-name", "function-tangent-x"}
    assert page.controls["function-tangent-x"]["type"] == "range"
    assert page.controls["function-tangent-x"]["value"] == "1"


def test_caption_says_what_the_picture_is(explorer, html):
    caption = "A function and its tangent line at x."
    assert explorer.caption == caption
    assert f'<figcaption id="function-tangent-caption">{caption}</figcaption>' in html
    drawn = polynomial_terms("x²")
    assert drawn.caption == Explorer(polynomial_terms, x=explorer.controls["x"]).caption
    assert drawn.caption == "A polynomial of a dual number, term by term."


def test_page_shows_the_present_values(explorer):
    other = Explorer(function_tangent, **explorer.controls)
    other.values = {"x": 1.0, "name": "log"}
    html = explorer_html(other)
    frames, shown = _data(html)["frames"], _data(html)["alts"][5]
    assert "log(x + d)" in shown
    assert f'aria-label="{shown}"' in html
    assert _elements(html, frames[5]) == drawing(other.picture.figure, f"{other.name}-").elements


def test_text_that_looks_like_markup_is_escaped(html):
    assert "&lt;log&gt;" in html
    assert "<log>" not in html.split("<script")[0]


def test_page_is_the_same_every_time(explorer, html):
    assert explorer_html(explorer) == html


def test_notebook_sees_widgets_and_text_and_the_book_html(explorer, monkeypatch):
    monkeypatch.delenv(BOOK_VARIABLE, raising=False)
    live, _ = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in live
    assert live["text/plain"] == repr(explorer)
    monkeypatch.setenv(BOOK_VARIABLE, "1")
    built = explorer._repr_mimebundle_()
    assert set(built) == {"text/plain", "text/html"}


def test_text_form_names_controls_and_finding(explorer):
    first, second = repr(explorer).splitlines()
    assert first == "Explorer: function (sine to <log>), x (−1 to 1)"
    assert second.startswith("Picture: At x = 0 the dual number sin(x + d)")


def test_explorer_without_controls_is_refused():
    with pytest.raises(TypeError, match="got no control"):
        Explorer(product_rectangle)


def test_control_of_another_kind_is_refused():
    with pytest.raises(TypeError, match="step is tuple; expected a Slider or a Choice"):
        Explorer(product_rectangle, step=(0, 1))  # type: ignore[arg-type]


def test_frames_of_different_sizes_are_refused():
    def growing(size):
        picture = product_rectangle(0.5)
        picture.figure.set_size_inches(size, 3)
        return picture

    with pytest.raises(ValueError, match="expected one size"):
        explorer_html(Explorer(growing, size=Slider("size", 3, 4)))
