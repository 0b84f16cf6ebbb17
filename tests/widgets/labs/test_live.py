"""Labs in a live notebook, with a kernel: what the reader drags is in Python, what Python sets moves the picture."""

import json

import pytest
from playwright.sync_api import expect

from lecture14.widgets.labs.rendering.scripts import STATIC
from lecture14.widgets.lean import lean
from tests.widgets.labs.notebook import Kernel, Notebook

#: How a lab is made, what Python sets in it, a handle, and the trait that its drag sets.
LABS = {
    "gaussian": ("GaussianLab()", "mean = [-0.8, 0.6]", "mean", "mean"),
    "mixture": ("MixtureLab('groups')", "means = [[3, 2], [5, 5], [8, 7]]", "mean0", "means"),
    "slope": ("SlopeLab()", "x = 0.75", "x", "x"),
    "program": ("ProgramLab()", "inputs = {'x1': 0.5, 'x2': -2.0}", "in0", "inputs"),
}


@pytest.fixture(scope="module")
def kernel():
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LECTURE14_BOOK", raising=False)
        running = Kernel()
        yield running
        running.close()


@pytest.fixture(params=LABS)
def shown(request, kernel, browser):
    made, *rest = LABS[request.param]
    view = kernel.run(f"import json\nfrom lecture14.widgets import *\nlab = {made}\nlab")
    model = view["application/vnd.jupyter.widget-view+json"]["model_id"]
    with Notebook(browser, kernel, model) as notebook:
        yield notebook, *rest
        assert notebook.trouble == []


def values(notebook):
    return json.loads(notebook.run("print(json.dumps(lab.values()))"))


def test_kernel_and_reader_hold_the_same(shown):
    notebook, setting, handle, trait = shown
    state = notebook.state_of_model
    assert lean((STATIC / "live.js").read_text("utf-8")) in state["_esm"]
    assert (STATIC / "lab.css").read_text("utf-8") in state["_css"]
    expect(notebook.figure.locator(".lab-handle").first).to_have_css("cursor", "grab")
    assert notebook.alt == notebook.run("print(lab.alt)").strip()
    # Python sets, the picture follows.
    before = notebook.alt
    notebook.run(f"lab.{setting}")
    assert notebook.alt != before
    assert notebook.alt == notebook.run("print(lab.alt)").strip()
    # The reader drags, Python hears of it once and has what the reader sees.
    notebook.run(f"heard = []\nlab.observe(lambda change: heard.append(change.name), {trait!r})")
    was, follows = values(notebook), notebook.alt
    notebook.drag_by_mouse(handle, 24, -18)
    now = values(notebook)
    assert now[trait] != was[trait]
    assert now == notebook.seen()
    assert notebook.run("print(heard)").strip() == str([trait])
    assert notebook.alt != follows
    notebook.press("undo")
    assert values(notebook)[trait] == was[trait]


def test_what_the_lab_refuses_is_said_and_the_picture_stays(kernel, browser):
    view = kernel.run("from lecture14.widgets import *\nlab = GaussianLab()\nlab")
    model = view["application/vnd.jupyter.widget-view+json"]["model_id"]
    with Notebook(browser, kernel, model) as notebook:
        before = notebook.alt
        notebook.run("lab.covariance = [[1, 2], [2, 1]]")
        assert notebook.alt == before
        assert "covariance" in notebook.said()
        assert notebook.trouble == []


def test_two_views_of_one_lab_move_together(kernel, browser):
    view = kernel.run("from lecture14.widgets import *\nlab = GaussianLab()\nlab")
    model = view["application/vnd.jupyter.widget-view+json"]["model_id"]
    with Notebook(browser, kernel, model) as notebook:
        notebook.page.evaluate("void window.view()")
        first, second = notebook.page.locator("figure.lab svg").all()
        ids = notebook.page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
        assert len(ids) == len(set(ids))
        second.locator('[data-handle="mean"]').press("ArrowRight")
        assert first.get_attribute("aria-label") == second.get_attribute("aria-label")
        # A view that is closed listens no more.
        notebook.page.evaluate("window.close()")
        closed = first.get_attribute("aria-label")
        second.locator('[data-handle="mean"]').press("ArrowUp")
        assert first.get_attribute("aria-label") == closed != second.get_attribute("aria-label")
        assert notebook.trouble == []
