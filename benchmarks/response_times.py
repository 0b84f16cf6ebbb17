"""How long the pictures of the built book take to answer a slider: ``python benchmarks/response_times.py``.

Nine answers each, by the clock and of the processor. They should come within 50 ms; a picture that never did is marked.
"""

import sys

from tests.book import checks
from tests.book.conftest import HTML, chromium, executable, pages
from tests.book.visit import Visit

path = executable()
if path is None or not (HTML / "index.html").exists():
    sys.exit("The built book and Chromium are needed: make book")
with chromium(path) as browser:
    for name in pages():
        with Visit(browser, (HTML / name).as_uri()) as visit:
            for figure in visit.page.locator("figure.explorer").all():
                for control, element in checks.controls(figure):
                    if element.get_attribute("type") == "range":
                        times = checks.response_times(element)
                        mark = "LATE " if checks.late(times) else ""
                        print(f"{mark}{name} {control}: {checks.summary(times)}")
