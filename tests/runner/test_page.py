"""A served page runs Python: cells, exercises, pictures, labs, and what a reader is told when it cannot."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser, Page, expect

from book.lite import lite_address
from tests.book import checks
from tests.book.conftest import PREFIX, Server, SubPathHandler
from tests.book.visit import Visit
from tests.runner.reader import Reader

RIGHT = """def my_reciprocal(primal, tangent):
    return 1 / primal, -tangent / primal**2


check("dual-reciprocal", my_reciprocal)"""


@pytest.fixture(scope="module")
def dual(browser: Browser, served: str) -> Iterator[Reader]:
    """One page for the tests that leave it as they find it: Python starts once."""
    reader = Reader(browser, served, "dual-numbers")
    # Pictures that wait for a prediction are there, too.
    reader.page.evaluate("document.documentElement.classList.remove('predict-asks')")
    yield reader
    assert reader.outside == []
    assert reader.trouble == []
    reader.context.close()


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Callable[..., Reader]]:
    with ExitStack() as contexts:

        def opened(name: str, **context: Any) -> Reader:
            reader = Reader(browser, served, name, **context)
            contexts.callback(reader.context.close)
            return reader

        yield opened


def test_nothing_of_python_comes_before_the_first_press(dual: Reader) -> None:
    files = [address.rpartition("/")[2] for address in dual.asked]
    assert "run.js" in files
    assert not {"worker.js", "editor.js", "pyodide.js", "pyodide.asm.wasm"} & set(files)


def test_an_exercise_is_answered(dual: Reader) -> None:
    number = dual.number("dual-reciprocal")
    assert dual.run(number) == "○ dual-reciprocal: not attempted yet\n"
    # A check of pure code brings neither matplotlib nor SciPy.
    assert not [address for address in dual.asked if "matplotlib" in address or "scipy" in address]
    dual.write(number, RIGHT.replace("-tangent", "tangent"))
    assert dual.run(number).startswith("✗ dual-reciprocal: Check the sign")
    row = dual.page.locator(".run-table tr", has_text="dual-reciprocal")
    assert "✗ 1 wrong try" in row.inner_text()
    dual.write(number, RIGHT)
    dual.box(number).press("Control+Enter")
    dual.cell(number).locator(".run-said", has_text="✓ dual-reciprocal").wait_for()
    assert "✓ solved" in row.inner_text()


def test_the_books_own_answer_is_none_of_the_readers(dual: Reader) -> None:
    solution = dual.number("dual-softplus") + 1
    assert dual.run(solution).startswith("✓ dual-softplus")
    assert "○ open" in dual.page.locator(".run-table tr", has_text="dual-softplus").inner_text()
    stub = dual.number("dual-softplus")
    dual.run(stub)
    assert "○ open" in dual.page.locator(".run-table tr", has_text="dual-softplus").inner_text()


def test_what_is_needed_runs_first_and_is_told(dual: Reader) -> None:
    heron = dual.place("def heron")
    assert dual.run(heron) == "Dual(primal=1.41421, tangent=0.353553)\n"
    first = dual.cell(heron).locator(".run-first")
    assert first.locator("summary").text_content() == "Ran first: one statement of cell 1"
    assert first.locator("pre").text_content() == "from lecture14 import Dual"


def test_edit_and_reset(dual: Reader) -> None:
    number = dual.place("def P(x)")
    later = number + 1
    before = dual.cell(number).locator(".cell_output").text_content()
    dual.write(number, "P = abs\nP(-3)")
    assert dual.run(number) == "3\n"
    # What stands on the page is what later cells see.
    assert "TypeError" not in dual.run(later)
    assert dual.shown(later) == "Dual(primal=1.5, tangent=10.0)\n"
    dual.press(number, "reset")
    assert dual.cell(number).locator(".cell_output").text_content() == before
    assert dual.run(later) == "Dual(primal=1.375, tangent=47.5)\n"


def test_an_error_has_the_readers_line(dual: Reader) -> None:
    number = 15
    dual.write(number, "x = 1\ndef f():\n    return x / 0\nf()")
    dual.box(number).focus()
    dual.page.wait_for_selector(f"#cell-{number} .run-painted")
    text = dual.run(number)
    assert 'File "cell 15", line 3, in f' in text
    assert text.endswith("ZeroDivisionError: division by zero\n")
    assert dual.said(number) == "An error in line 3."
    assert dual.box(number).get_attribute("title") == "The error is in line 3."
    dual.press(number, "reset")


def test_numpy_in_a_browser_hears_of_no_flag(dual: Reader) -> None:
    """WebAssembly has no floating-point flags, by which LAPACK's wrappers and NumPy's warnings hear of trouble: the
    front page says so. (Pyodide 0.27.7; the flags are missing in WebAssembly itself.)"""
    number = 16
    dual.write(number, "import numpy as np\nprint(np.linalg.inv(np.zeros((2, 2))), np.exp(np.array([1e3])))")
    assert dual.run(number) == "[[nan nan]\n [nan nan]] [inf]\n"
    dual.write(number, "import numpy as np\nx = [np.empty((16000, 16000)) for _ in range(3)]")
    assert "Unable to allocate 1.91 GiB" in dual.run(number)
    dual.press(number, "reset")


def test_an_explorer_takes_every_value(dual: Reader) -> None:
    figure = dual.page.locator("#polynomial-terms")
    slider = figure.locator("input[type=range]").first
    assert slider.get_attribute("step") == "1"
    assert figure.locator(".run-live").text_content() == "Every value"
    figure.locator(".run-live").click()
    dual.page.wait_for_selector("#polynomial-terms.run-alive")
    assert slider.get_attribute("step") == "0.1"
    text = figure.locator(".explorer-value").first
    for position, value in (("5.5", "−0.9"), ("20", "2")):
        slider.evaluate("(s, to) => { s.value = to; s.dispatchEvent(new Event('input')); }", position)
        dual.page.wait_for_function("([e, v]) => e.textContent === v", arg=[text.element_handle(), value])
        assert value in figure.locator("svg").get_attribute("aria-label")


def test_an_explorer_that_the_reader_changes_has_its_own_controls(dual: Reader) -> None:
    number = int(dual.page.locator(".cell:has(#polynomial-terms)").get_attribute("id").removeprefix("cell-"))
    dual.write(number, "Explorer(figures.polynomial_terms, x=Slider('x', -5.0, 5.0, frames=3, start=5.0))")
    dual.run(number)
    assert not dual.page.locator("#polynomial-terms").is_visible()
    changed = dual.cell(number).locator(".run-output figure.explorer")
    slider = changed.locator("input[type=range]")
    assert slider.get_attribute("max") == "2"
    slider.evaluate("(s) => { s.value = 0.5; s.dispatchEvent(new Event('input')); }")
    value = changed.locator(".explorer-value").element_handle()
    dual.page.wait_for_function("(e) => e.textContent === '−2.5'", arg=value)
    assert "−2.5" in changed.locator("svg").get_attribute("aria-label")
    # No two things of the two pictures have one id.
    twice = """() => { const all = [...document.querySelectorAll("[id^=polynomial]")].map(({ id }) => id);
                       return [all.length > 5, all.filter((id, i) => all.indexOf(id) !== i)]; }"""
    assert dual.page.evaluate(twice) == [True, []]
    dual.page.evaluate("(n) => document.querySelector(`#cell-${n} [data-does=reset]`).click()", number)
    assert dual.page.locator("#polynomial-terms").is_visible()


def test_once_python_draws_every_slider_takes_every_value(dual: Reader) -> None:
    figure = dual.page.locator("#nested-derivative")
    figure.locator("input[type=range]").first.press("ArrowRight")
    dual.page.wait_for_selector("#nested-derivative.run-alive")
    # Whole numbers stay whole.
    assert figure.locator("input[type=range]").first.get_attribute("step") == "1"


def test_a_lab_hands_over_what_is_dragged(dual: Reader) -> None:
    lab = dual.page.locator("#product-rectangle")
    lab.scroll_into_view_if_needed()
    dual.page.wait_for_function("(figure) => figure.live", arg=lab.element_handle())
    lab.evaluate("(figure) => figure.live.receive({ a: [5, 1] })")
    lab.get_by_role("button", name="Use in Python").click()
    scratch = dual.page.locator(".run-scratch")
    assert "Dual(5.0, 1.0)" in scratch.locator("textarea").input_value()
    scratch.locator("[data-does=run]").click()
    scratch.locator(".run-output").wait_for()
    assert "Dual(primal=10.0, tangent=7.0)" in scratch.locator(".run-output").inner_text()


def test_what_runs_is_accessible_in_both_themes(dual: Reader) -> None:
    for theme in ("dark", "light"):
        dual.page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        checks.unfold(dual.page)
        assert checks.accessibility(dual.page) == []


def test_a_loop_is_stopped_and_python_starts_afresh(visit: Callable[..., Reader]) -> None:
    reader = visit("engine")
    number = 3
    reader.write(number, "while True:\n    pass")
    reader.press(number, "run")
    reader.cell(number).locator(".run-progress", has_text="Running").wait_for()
    reader.press(number, "stop")
    assert reader.said(number) == "Stopped. Python starts afresh at the next Run."
    reader.write(number, "1 + 1")
    assert reader.run(number) == "2\n"


def test_cells_keep_their_numbers_beside_what_a_page_cannot_run(visit: Callable[..., Reader]) -> None:
    reader = visit("scale")
    left_out = reader.page.locator(".run-not")
    assert left_out.count() == 1
    after = (
        int(left_out.locator("xpath=ancestor::div[contains(@class, 'cell ')]").get_attribute("id")[5:]) + 1
    )
    reader.write(after, "x = np.ones(3)\n1 / 0")
    assert f'File "cell {after}", line 2, in <module>' in reader.run(after)
    assert " of cell 1" in reader.cell(after).locator(".run-first summary").text_content()


@pytest.mark.parametrize(
    "kept", ["", "{", "5", "null", '{"answers": null, "progress": [1]}', '{"answers": {"dual-by-hand": 3}}']
)
def test_a_spoilt_entry_is_begun_anew(visit: Callable[..., Reader], kept: str) -> None:
    reader = visit("dual-numbers")
    reader.page.evaluate("(text) => localStorage.setItem(`lecture14/1${location.pathname}`, text)", kept)
    reader.page.reload()
    number = reader.number("dual-reciprocal")
    reader.write(number, RIGHT)
    reader.page.reload()
    assert reader.box(number).input_value() == RIGHT
    assert reader.trouble == []


def test_a_loop_that_nobody_stops_ends(visit: Callable[..., Reader]) -> None:
    reader = visit("engine")
    reader.write(3, "while True:\n    pass")
    reader.page.clock.install()
    reader.press(3, "run")
    reader.cell(3).locator(".run-progress", has_text="Running").wait_for()
    reader.page.clock.fast_forward("01:01")
    reader.cell(3).locator(".run-said", has_text="Stopped after 60 seconds").wait_for()
    assert reader.cell(3).locator("[data-does=stop]").is_hidden()


def test_answers_are_kept_taken_along_and_deleted(visit: Callable[..., Reader], book: Path) -> None:
    reader = visit("dual-numbers")
    number = reader.number("dual-reciprocal")
    reader.write(number, RIGHT)
    reader.run(number)
    reader.page.reload()
    assert reader.box(number).input_value() == RIGHT
    row = reader.page.locator(".run-table tr", has_text="dual-reciprocal")
    assert "✓ solved" in row.inner_text()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("button", name="Download as a notebook").click()
    taken = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in taken["cells"] if cell["cell_type"] == "code"]
    original = json.loads((book / "_sources" / "dual-numbers.ipynb").read_text(encoding="utf-8"))
    stored = ["".join(cell["source"]) for cell in original["cells"] if cell["cell_type"] == "code"]
    assert [i for i, pair in enumerate(zip(sources, stored, strict=True)) if pair[0] != pair[1]] == [
        number - 1
    ]
    assert sources[number - 1] == RIGHT
    reader.page.get_by_role("button", name="Delete my answers").click()
    reader.page.reload()
    assert "not attempted" not in reader.box(number).input_value()
    assert reader.box(number).input_value() != RIGHT
    assert "○ open" in row.inner_text()
    # Python has forgotten them, too.
    reader.run(reader.number("dual-by-hand"))
    assert "○ open" in row.inner_text()


def test_an_answer_to_a_stub_that_changed_is_offered(visit: Callable[..., Reader]) -> None:
    reader = visit("dual-numbers")
    number = reader.number("dual-reciprocal")
    reader.write(number, RIGHT)
    reader.page.evaluate(
        """() => { const key = Object.keys(localStorage).find((key) => key.startsWith("lecture14/1"));
                   localStorage[key] = localStorage[key].replace(/"stub":"def my/, '"stub":"def your'); }"""
    )
    reader.page.reload()
    assert reader.box(number).input_value() != RIGHT
    reader.page.get_by_role("button", name="Use my earlier answer").click()
    assert reader.box(number).input_value() == RIGHT


def test_a_phone_is_asked_before_megabytes_come(visit: Callable[..., Reader]) -> None:
    reader = visit("dual-numbers", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    number = reader.number("dual-by-hand")
    reader.press(number, "run")
    note = reader.page.locator(".run-note")
    assert re.match(r"Python comes once, \d+ MB", note.inner_text())
    assert not [address for address in reader.asked if "pyodide" in address]
    note.get_by_role("button", name="Load it").click()
    reader.cell(number).locator(".run-said", has_text="○ dual-by-hand").wait_for()
    assert checks.overflow(reader.page) == []


@pytest.fixture
def told(browser: Browser, served: str) -> Iterator[Callable[[Callable[[str], str]], Page]]:
    """A page whose script on what is there says something else."""
    context = browser.new_context()

    def opened(otherwise: Callable[[str], str]) -> Page:
        change = lambda route: route.fulfill(body=otherwise(route.fetch().text()))  # noqa: E731
        context.route("**/python-here.js", change)
        page = context.new_page()
        page.goto(served + "em.html")
        return page

    yield opened
    context.close()


def test_a_copy_without_python_says_so(told: Callable[[Callable[[str], str]], Page]) -> None:
    page = told(lambda here: "window.pythonHere = null;")
    assert page.locator(".run-away").first.inner_text().startswith("This copy of the book came without")
    assert page.locator(".run-bar:visible, textarea:visible").count() == 0


def test_a_file_says_which_line_starts_a_server_at_cells_and_at_exercises(
    browser: Browser, served: str, book: Path
) -> None:
    with Visit(browser, (book / "em.html").as_uri()) as visit:
        words = visit.page.locator("#run-away")
        assert "python3 -m http.server" in words.inner_text()
        assert visit.page.locator(".run-bar:visible, textarea:visible").count() == 0
        stubs = visit.page.locator(".tag_stub")
        links = stubs.locator("a:visible", has_text="one line starts one")
        assert stubs.count() == links.count() > 0
        links.first.focus()
        visit.page.keyboard.press("Enter")
        expect(words).to_be_in_viewport()
        assert visit.trouble == []


def test_a_file_without_python_says_what_brings_it(browser: Browser, book: Path, tmp_path: Path) -> None:
    """A server would bring none of it: the line is not said."""
    (tmp_path / "_static").mkdir()
    for file in (book / "_static").iterdir():
        (tmp_path / "_static" / file.name).symlink_to(file)
    (tmp_path / "_static/python-here.js").unlink()
    (tmp_path / "_static/python-here.js").write_text("window.pythonHere = null;")
    shutil.copy(book / "em.html", tmp_path)
    with Visit(browser, (tmp_path / "em.html").as_uri()) as visit:
        said = [each.inner_text() for each in visit.page.locator(".run-away:visible").all()]
        assert len(said) == 1
        assert "make serve" in said[0]
        assert "http.server" not in said[0]


def test_a_server_that_calls_scripts_plain_text_is_named(browser: Browser, served: str, book: Path) -> None:
    """As Python's own can be on Windows, where the system says so."""

    class PlainText(SubPathHandler):
        extensions_map: ClassVar = {**SubPathHandler.extensions_map, ".js": "text/plain"}

    httpd = Server(("127.0.0.1", 0), partial(PlainText, directory=str(book)))
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    reader = Reader(browser, f"http://127.0.0.1:{httpd.server_port}{PREFIX}/", "em")
    reader.page.locator(".run-bar [data-does=run]").first.click()
    said = reader.page.locator(".run-said").first
    expect(said).to_contain_text("This server calls scripts text/plain", timeout=60_000)
    expect(said).to_contain_text("py serve.py")
    reader.context.close()
    httpd.shutdown()


def test_without_script_there_is_no_button(browser: Browser, served: str) -> None:
    with Visit(browser, served + "em.html", script=False) as visit:
        assert visit.page.locator(".run-bar:visible, .run-away:visible, textarea:visible").count() == 0


def test_a_page_opens_as_a_notebook_where_jupyterlite_is(
    told: Callable[[Callable[[str], str]], Page], served: str
) -> None:
    page = told(lambda here: here.replace('"lite": false', '"lite": true'))
    link = page.get_by_role("link", name="Open this page as a notebook")
    assert link.evaluate("(link) => link.href") == served + lite_address("em")
    checks.unfold(page)
    assert checks.accessibility(page) == []
    without = told(lambda here: here.replace('"lite": true', '"lite": false'))
    assert without.locator("a", has_text="Open this page as a notebook").count() == 0


def test_a_page_may_ask_its_own_host_alone(visit: Callable[..., Reader]) -> None:
    reader = visit("dual-numbers")
    blocked = "(address) => fetch(address).then(() => 'came', (error) => error.name)"
    assert reader.page.evaluate(blocked, "https://example.org/") == "TypeError"
    assert [text for text in reader.trouble if "Content Security Policy" in text]
    assert reader.page.evaluate(blocked, reader.page.url) == "came"


def test_an_address_runs_nothing(visit: Callable[..., Reader]) -> None:
    reader = visit("dual-numbers")
    reader.page.goto(reader.page.url + "#product-rectangle={%22a%22:[1,1]}&run=print(1)")
    reader.page.reload()
    reader.page.wait_for_timeout(500)
    assert not [address for address in reader.asked if "worker.js" in address]
