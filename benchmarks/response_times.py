"""How long the pictures of the built book take to answer a slider: ``python -m benchmarks.response_times``.

Nine answers each, by the clock and of the processor. They should come within 50 ms; a picture that never did is marked.
Needs the built book and Chromium: where one is missing it says so, and measures nothing.
"""

from playwright.sync_api import Browser

from benchmarks.in_browser import measured
from tests.book import checks
from tests.book.conftest import HTML, pages
from tests.book.visit import Visit


def measure(browser: Browser) -> None:
    """Visit every page with pictures."""
    for name in pages():
        with Visit(browser, (HTML / name).as_uri()) as visit:
            for figure in visit.page.locator("figure.explorer").all():
                answers(name, figure)


def answers(name, figure) -> None:
    """Print a line for each slider of a picture on the page of this name."""
    for control, element in checks.controls(figure):
        if element.get_attribute("type") == "range":
            times = checks.response_times(element)
            mark = "LATE " if checks.late(times) else ""
            print(f"{mark}{name} {control}: {checks.summary(times)}", flush=True)


if __name__ == "__main__":
    measured(measure)
