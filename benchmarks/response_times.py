"""How long the pictures of the built book take to answer a slider: ``python -m benchmarks.response_times``.

Nine answers each, by the clock and of the processor. They should come within 50 ms; a picture that never did is marked.
Needs the built book and Chromium: where one is missing it says so, and measures nothing.
"""

from tests.book import checks
from tests.book.conftest import HTML, chromium, executable, pages
from tests.book.visit import Visit


def main() -> None:
    path = executable()
    if path is None or not (HTML / "index.html").exists():
        print("Not measured: that needs the built book (make book) and Chromium.")
        return
    with chromium(path) as browser:
        for name in pages():
            with Visit(browser, (HTML / name).as_uri()) as visit:
                for figure in visit.page.locator("figure.explorer").all():
                    measure(name, figure)


def measure(name, figure) -> None:
    """Print a line for each slider of a picture on the page of this name."""
    for control, element in checks.controls(figure):
        if element.get_attribute("type") == "range":
            times = checks.response_times(element)
            mark = "LATE " if checks.late(times) else ""
            print(f"{mark}{name} {control}: {checks.summary(times)}", flush=True)


if __name__ == "__main__":
    main()
