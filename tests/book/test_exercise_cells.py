"""Hints, solutions and derivations on a page: folded behind their names, opened without script.

Print has the derivations, and of hints and solutions what the reader has opened.
"""

from __future__ import annotations

import doctest
from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from book._ext import exercise_cells
from tests.book.small_site import SmallSite

expect.set_options(timeout=2000)

CSS = Path(__file__).parents[2] / "book" / "assets" / "static" / "book.css"
EXERCISES = [
    "````{exercise} The bound (warm-up, 5 minutes)\n:label: ex-bound\n\nBound $x$.\n````",
    "stub",
    "```{admonition} Hint 1\n:class: dropdown\nLook at $x^2$.\n```",
    "```{admonition} Hint 2\n:class: dropdown\nLook again.\n```",
    "solution",
    "````{exercise} Its square (10 minutes)\n:label: ex-square\n\nSquare it, as in {ref}`ex-bound`.\n````",
    "stub",
    "```{admonition} Hint\n:class: dropdown\nMultiply.\n```",
    "solution",
    "```{admonition} Solution\n:class: dropdown\nIt is {math}`x^2`.\n```",
    "```{admonition} A word\nOpen to all.\n```",
    "```{admonition} Derivation: the square\n:class: dropdown derivation\nMultiply $x$ by $x$.\n```",
]
NAMES = [
    "Hint 1",
    "Hint 2",
    "Solution of exercise 1: The bound",
    "Hint",
    "Solution of exercise 2, part 1 of 2: Its square",
    "Solution of exercise 2, part 2 of 2: Its square",
    "Derivation: the square",
]


def cell(text: str, count: int) -> nbformat.NotebookNode:
    tags = {"stub": ["stub"], "solution": ["hide-cell", "solution"]}
    if text not in tags:
        return new_markdown_cell(text)
    output = new_output("execute_result", data={"text/plain": f"verdict on a {text}"}, execution_count=count)
    return new_code_cell(
        f"# The {text}", execution_count=count, outputs=[output], metadata={"tags": tags[text]}
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    folder = tmp_path_factory.mktemp("exercises")
    cells = [cell(text, count) for count, text in enumerate(["# A page", *EXERCISES], start=1)]
    language = {"name": "python", "pygments_lexer": "ipython3"}
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": language}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "page.ipynb")
    return SmallSite(
        folder,
        "# A site\n\n```{toctree}\npage\n```\n",
        "myst_nb",
        "sphinx_exercise",
        "exercise_cells",
        "accessible",
        nb_execution_mode="off",
    )


@pytest.fixture(scope="module")
def page(site: SmallSite) -> BeautifulSoup:
    return site.page("page.html")


def test_folds_are_named_and_stand_in_the_notebooks_order(site: SmallSite, page: BeautifulSoup) -> None:
    assert site.warnings == ""
    summaries = page.select("details.hide > summary")
    assert [s.select_one(".collapsed").get_text() for s in summaries] == NAMES
    assert [s.select_one(".expanded").get_text() for s in summaries] == [
        f"Hide {name[0].lower()}{name[1:]}" for name in NAMES
    ]
    assert not any(s.has_attr("aria-label") or s.parent.has_attr("open") for s in summaries)


def test_minutes_stand_apart_from_the_title(page: BeautifulSoup) -> None:
    titles = [" ".join(title.get_text().split()) for title in page.select(".exercise > .admonition-title")]
    assert titles == ["Exercise 1 · The bound warm-up, 5 minutes", "Exercise 2 · Its square 10 minutes"]
    assert [time.get_text() for time in page.select(".exercise-time")] == ["warm-up, 5 minutes", "10 minutes"]


def test_titles_keep_their_parentheses() -> None:
    assert doctest.testmod(exercise_cells).failed == 0


def test_nothing_else_is_folded(page: BeautifulSoup) -> None:
    open_to_all = [part for part in page.select("pre, .admonition p") if not part.find_parent("details")]
    text = " ".join(" ".join(part.get_text() for part in open_to_all).split())
    assert "verdict on a stub" in text
    assert "Open to all." in text
    assert "Square it" in text
    assert "verdict on a solution" not in text
    assert "Look again." not in text


def test_references_to_exercises_resolve(page: BeautifulSoup) -> None:
    assert page.select_one('a[href="#ex-bound"]').get_text() == "Exercise 1"


def test_a_fold_opens_without_script(browser: Browser, site: SmallSite) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto((site.out / "page.html").as_uri())
        fold = tab.locator("details.hide").nth(2)
        expect(fold.locator("pre").first).to_be_hidden()
        fold.locator("summary").focus()
        tab.keyboard.press("Enter")
        expect(fold.get_by_text("verdict on a solution")).to_be_visible()
        expect(fold.locator("summary")).to_have_accessible_name("Hide solution of exercise 1: The bound")


def test_print_has_derivations_and_what_the_reader_opened(browser: Browser, site: SmallSite) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto((site.out / "page.html").as_uri())
        tab.add_style_tag(path=CSS)
        tab.add_script_tag(path=CSS.with_suffix(".js"))
        tab.locator("summary").nth(3).click()
        tab.emulate_media(media="print")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        expected = ["Hint", "Derivation: the square"]
        expect(tab.locator("details:visible summary")).to_have_text(expected, use_inner_text=True)
        expect(tab.get_by_text("by x")).to_be_visible()
        expect(tab.get_by_text("Multiply.")).to_be_visible()
        expect(tab.get_by_text("verdict on a stub").first).to_be_visible()


def test_what_opens_for_the_printer_is_printed(browser: Browser, site: SmallSite) -> None:
    """The theme lets a fold's content appear slowly: in print it would still be invisible."""
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto((site.out / "page.html").as_uri())
        tab.add_style_tag(path=CSS)
        tab.add_script_tag(path=CSS.with_suffix(".js"))
        said = "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(tab.pdf())).pages)
        assert "Multiply" in said.partition("Derivation: the square")[2]


def test_a_finger_finds_a_fold(browser: Browser, site: SmallSite) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        tab = context.new_page()
        tab.goto((site.out / "page.html").as_uri())
        tab.add_style_tag(path=CSS)
        heights = [summary.bounding_box()["height"] for summary in tab.locator("summary").all()]
        assert len(heights) == len(NAMES)
        assert min(heights) >= 44
