"""Pictures on a page: numbered captions, frames beside the page, code that only calls a figure folded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, expect

from lecture14.figures import differences
from lecture14.figures.picture import BOOK_VARIABLE
from lecture14.widgets import Explorer, GaussianLab, Slider
from tests.book.small_site import SmallSite
from tests.book.visit import Visit
from tests.figures import samples

expect.set_options(timeout=2000)

OUTPUTS: dict[str, Any] = {
    "Explorer(\n    figures.product_rectangle,\n    step=Slider('step', 0.5, 1.0, frames=2),\n)": Explorer(
        samples.product_rectangle, step=Slider("step", 0.5, 1.0, frames=2)
    ),
    "figures.secants()": differences.secants(),
    "GaussianLab()": GaussianLab(),
    # Not one call, or not a picture.
    "picture = figures.secants()\npicture": differences.secants(),
    "print(figures.cube(2))": None,
    "figures.cube(2)": None,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    folder = tmp_path_factory.mktemp("pictures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(BOOK_VARIABLE, "1")
        cells = []
        for i, (source, shown) in enumerate(OUTPUTS.items(), start=1):
            data = shown._repr_mimebundle_() if shown else {"text/plain": "8"}
            output = nbformat.v4.new_output("execute_result", data=data, execution_count=i)
            cells.append(nbformat.v4.new_code_cell(source, execution_count=i, outputs=[output]))
    language = {"name": "python", "pygments_lexer": "ipython3"}
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": language}
    cells.insert(0, nbformat.v4.new_markdown_cell("# A page"))
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.write(notebook, folder / "page.ipynb")
    return SmallSite(
        folder,
        "# A site\n\n```{toctree}\npage\n```\n",
        "myst_nb",
        "pictures",
        "pictures_folded",
        "accessible",
        "labs",
        nb_execution_mode="off",
    )


@pytest.fixture(scope="module")
def page(site: SmallSite):
    return site.page("page.html")


def test_one_call_of_a_figure_is_folded_and_nothing_else(site: SmallSite, page) -> None:
    assert site.warnings == ""
    folded = {
        " ".join(cell.select_one("details.hide pre").get_text().split())
        for cell in page.select("div.cell")
        if cell.select_one("details.hide")
    }
    assert folded == {" ".join(source.split()) for source in list(OUTPUTS)[:3]}
    assert len(page.select("div.cell")) == len(OUTPUTS)


def test_folds_are_named_by_what_they_show(page) -> None:
    summaries = page.select("details.hide > summary")
    assert [s.select_one(".collapsed").get_text() for s in summaries] == [
        "Show code: figures.product_rectangle",
        "Show code: figures.secants",
        "Show code: GaussianLab",
    ]
    assert [s for s in summaries if s.has_attr("aria-label")] == []


def test_captions_are_numbered_so_that_no_two_are_alike(page) -> None:
    captions = [c.get_text() for c in page.select("figcaption")]
    assert captions == [
        "Picture 1. A rectangle of 3 by 2 whose sides grow by a step.",
        "Picture 2. Three secants of x³ that turn towards the tangent at 1.",
        "Picture 3. Three secants of x³ that turn towards the tangent at 1.",
    ]


def test_frames_stand_beside_the_page(site: SmallSite, page) -> None:
    assert page.select(".explorer-frames") == []
    text = (site.static / "frames" / "page.js").read_text("utf-8")
    first, start = text.splitlines()
    (frames,) = json.loads(first.removeprefix("window.explorerFrames = ").removesuffix(";"))
    assert len(json.loads(frames)["frames"]) == 2
    assert start == "Lecture14.explorers();"


def test_a_fold_opens_by_keyboard_and_the_picture_answers(browser: Browser, site: SmallSite) -> None:
    with Visit(browser, (site.out / "page.html").as_uri()) as visit:
        fold = visit.page.locator("details.hide").first
        summary = fold.locator("summary")
        expect(summary).to_have_accessible_name("Show code: figures.product_rectangle")
        summary.focus()
        visit.page.keyboard.press("Enter")
        expect(fold.locator("pre")).to_be_visible()
        expect(summary).to_have_accessible_name("Hide code: figures.product_rectangle")
        image = visit.page.locator("figure.explorer svg").first
        before = image.get_attribute("aria-label")
        visit.page.locator("figure.explorer input").first.press("ArrowRight")
        assert image.get_attribute("aria-label") != before
        assert visit.trouble == []


def test_print_leaves_the_folded_code_out(browser: Browser, site: SmallSite) -> None:
    with Visit(browser, (site.out / "page.html").as_uri()) as visit:
        visit.page.emulate_media(media="print")
        expect(visit.page.locator("details.hide:visible")).to_have_count(0)
        expect(visit.page.locator("figure:visible")).to_have_count(4)


def test_page_without_pictures_loads_nothing_for_them(tmp_path: Path) -> None:
    site = SmallSite(tmp_path, "# Words\n", "pictures")
    assert "explorer" not in site.html
    assert "palette" not in site.html
