"""An Explorer in a live notebook: what the reader moves is in Python, what Python sets moves the picture."""

import nbformat
import numpy as np
import pytest
import traitlets
from nbclient import NotebookClient
from playwright.sync_api import expect

from lecture14.figures.svg import drawing
from lecture14.widgets import Choice, Explorer, Slider
from lecture14.widgets.live import ExplorerWidget
from lecture14.widgets.page import STATIC
from tests.figures.samples import function_tangent, product_rectangle
from tests.widgets.explorer.page import Notebook

expect.set_options(timeout=2000)


@pytest.fixture
def explorer():
    return Explorer(
        function_tangent,
        name=Choice("function", {"sine": "sin", "logarithm": "log"}),
        x=Slider("x", -1.0, 1.0, frames=3, start=0.0, play=True),
    )


@pytest.fixture
def notebook(browser, tmp_path, explorer):
    with Notebook(browser, tmp_path, explorer) as opened:
        yield opened
        assert opened.trouble == []


# -- values ----------------------------------------------------------------------------------------------------------


def test_values_start_at_the_default_and_are_set_in_part(explorer):
    assert explorer.values == {"name": "sin", "x": 0.0}
    explorer.values = {"x": 0.3}
    assert explorer.values == {"name": "sin", "x": 0.3}
    assert explorer.picture.alt.startswith("At x = 0.3 the dual number sin(x + d)")
    assert explorer.texts == ["sine", "0.3"]


def test_values_are_read_only_inside(explorer):
    with pytest.raises(TypeError):
        explorer.values["x"] = 0.3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"y": 1.0}, "values has 'y'; expected some of name, x"),
        ({"x": 2.0}, "x is 2.0; expected a number from -1.0 to 1.0"),
        ({"x": np.nan}, "x is nan; expected a number"),
        ({"name": "tan"}, "name is 'tan'; expected one of 'sin', 'log'"),
        ([1.0], "values is list; expected a dict"),
    ],
)
def test_what_no_control_offers_is_refused_and_changes_nothing(explorer, values, message):
    with pytest.raises(traitlets.TraitError, match=message):
        explorer.values = values
    assert explorer.values == {"name": "sin", "x": 0.0}


# -- the kernel's side -----------------------------------------------------------------------------------------------


def test_only_the_frame_that_is_asked_for_is_drawn():
    drawn = []

    def counted(step):
        drawn.append(step)
        return product_rectangle(step)

    explorer = Explorer(counted, step=Slider("step", 0.01, 1.0, frames=50))
    widget = ExplorerWidget(explorer)
    assert drawn == [0.01]
    widget.asked = {"number": 1, "view": "v", "positions": [49]}
    assert drawn == [0.01, 1.0]


def test_frame_is_the_drawn_figure(explorer):
    widget = ExplorerWidget(explorer)
    explorer.values = {"x": 0.25}
    expected = drawing(explorer.picture.figure, "l14-explorer-")
    assert widget.frame["html"] == "".join(expected.elements)
    assert widget.frame["parts"] == expected.definitions
    assert widget.frame["alt"] == explorer.picture.alt
    assert widget.frame["positions"] == [0, 1.25]


# -- both sides ------------------------------------------------------------------------------------------------------


def test_reader_moves_the_picture_and_python_knows(notebook, explorer):
    heard = []
    explorer.observe(lambda change: heard.append(dict(change.new)), "values")
    notebook.figure.locator("input").fill("1.3")
    assert explorer.values["x"] == pytest.approx(0.3)
    expect(notebook.figure.locator(".explorer-value")).to_have_text("0.3")
    assert notebook.alt == explorer.picture.alt
    notebook.figure.get_by_label("function", exact=True).select_option("logarithm")
    expect(notebook.figure.locator(".explorer-reading")).to_contain_text("log(x + d)")
    assert heard == [{"name": "sin", "x": pytest.approx(0.3)}, {"name": "log", "x": pytest.approx(0.3)}]


def test_python_moves_the_picture_and_its_controls(notebook, explorer):
    explorer.values = {"name": "log", "x": 0.9}
    notebook.follow()
    expect(notebook.figure.locator(".explorer-value")).to_have_text("0.9")
    expect(notebook.figure.get_by_label("function", exact=True)).to_have_value("1")
    assert notebook.alt == explorer.picture.alt
    # Another control keeps what Python has set, though a slider stops at tenths of a step.
    explorer.values = {"x": 0.123}
    notebook.follow()
    notebook.figure.get_by_label("function", exact=True).select_option("sine")
    expect(notebook.figure.locator(".explorer-reading")).to_contain_text("x = 0.123")
    assert explorer.values == {"name": "sin", "x": 0.123}


def test_buttons_step_from_frame_to_frame(notebook, explorer):
    explorer.values = {"x": 0.4}
    notebook.follow()
    notebook.press("next")
    expect(notebook.figure.locator(".explorer-value")).to_have_text("1")
    notebook.press("back")
    expect(notebook.figure.locator(".explorer-value")).to_have_text("0")
    assert explorer.values["x"] == 0.0


def test_one_explorer_shows_in_two_places(notebook, explorer):
    notebook.page.evaluate("void window.view()")
    first, second = notebook.page.locator("figure.explorer").all()
    ids = notebook.page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    first.locator("input").fill("2")
    expect(second.locator(".explorer-value")).to_have_text("1")
    expect(second.locator("input")).to_have_value("2")
    second.get_by_label("function", exact=True).select_option("logarithm")
    expect(first.locator("select").first).to_have_value("1")
    assert explorer.values == {"name": "log", "x": 1.0}
    # A view that is closed listens no more.
    notebook.page.evaluate("window.close()")
    second.locator("input").fill("0")
    expect(second.locator(".explorer-value")).to_have_text("−1")
    expect(first.locator(".explorer-value")).to_have_text("1")


def test_clip_paths_of_later_frames_are_there(notebook, explorer):
    explorer.values = {"name": "log", "x": 1.0}
    notebook.follow()
    missing = notebook.figure.evaluate(
        """(figure) => [...figure.innerHTML.matchAll(/url\\(#([^)]+)\\)|href="#([^"]+)"/g)]
        .map((m) => m[1] ?? m[2]).filter((id) => !figure.querySelector(`[id="${id}"]`))"""
    )
    assert missing == []


# -- in a kernel -----------------------------------------------------------------------------------------------------

CELLS = [
    """
from lecture14.figures.dual_numbers import polynomial_terms
from lecture14.widgets import Explorer, Slider

explorer = Explorer(polynomial_terms, x=Slider("x", -2.0, 2.0, frames=50))
explorer
""",
    "explorer.values = {'x': 0.3}\nprint(explorer.values['x'])",
]


@pytest.mark.slow
def test_a_kernel_shows_the_widget_with_the_pages_script(monkeypatch):
    """A fresh kernel: one that runs keeps the script that it has imported."""
    monkeypatch.delenv("LECTURE14_BOOK", raising=False)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in CELLS])
    NotebookClient(notebook, timeout=120).execute()
    (shown,), (printed,) = (cell.outputs for cell in notebook.cells)
    view = shown.data["application/vnd.jupyter.widget-view+json"]
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    state = states[view["model_id"]]["state"]
    assert state["_esm"].startswith((STATIC / "explorer.js").read_text("utf-8"))
    assert "--l14-ink" in state["_css"]
    assert printed.text == "0.3\n"
    assert "at x = 0.3:" in state["frame"]["alt"]
    assert "at x = −2:" in str(state["html"])
