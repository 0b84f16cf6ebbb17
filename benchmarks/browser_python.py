"""How soon Python answers in a page: ``python -m benchmarks.browser_python``, after ``make serve`` or ``make site``.

The built book is served from this machine, compressed as real hosts do, to a Chromium that has never seen it. Times are
from the press to what the reader sees, each the median of three visits; they say as much about the machine as about the
book, so nothing is concluded from them here.
"""

from __future__ import annotations

import threading
from functools import partial
from http.server import ThreadingHTTPServer
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.lighthouse import HTML, Compressing
from tests.book.conftest import FLAGS, executable

VISITS = 3
EXERCISE, PICTURE = "dual-by-hand", "polynomial-terms"

RUN = """async (selector) => {
    const bar = document.querySelector(selector), begin = performance.now();
    bar.querySelector("[data-does=run]").click();
    while (bar.getAttribute("aria-busy") !== "false") await new Promise((done) => setTimeout(done, 2));
    return (performance.now() - begin) / 1000;
}"""
MOVE = """async ([id, positions]) => {
    const { explorer } = document.getElementById(id), times = [];
    for (const position of positions) {
        const before = explorer.reading.textContent, begin = performance.now();
        explorer.move(1, position, false);
        while (explorer.reading.textContent === before) await new Promise((done) => setTimeout(done, 2));
        times.push((performance.now() - begin) / 1000);
    }
    return times;
}"""


def visit(page: Page, address: str) -> dict[str, float]:
    """What a reader waits for on one visit, in seconds."""
    page.goto(f"{address}dual-numbers.html")
    page.evaluate("document.documentElement.classList.remove('predict-asks')")
    check = f".run-bar[data-exercise={EXERCISE}]"
    picture = f"#{page.locator(f'.cell:has(#{PICTURE})').get_attribute('id')} .run-bar"
    times = {"first check": page.evaluate(RUN, check)}
    times["later check"] = median(page.evaluate(RUN, check) for _ in range(5))
    times["first picture after that"] = page.evaluate(RUN, picture)
    # The first frames warm the browser's compiler up.
    moves = page.evaluate(MOVE, [PICTURE, [x + 0.5 for x in range(12)]])
    times["frame of a slider"] = median(moves[4:])
    return times


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(HTML)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        visits = []
        for _ in range(VISITS):
            browser = playwright.chromium.launch(executable_path=executable(), args=[*FLAGS, "--no-sandbox"])
            page = browser.new_page()
            page.set_default_timeout(240_000)
            visits.append(visit(page, address))
            browser.close()
    for name in visits[0]:
        times = sorted(each[name] for each in visits)
        print(f"{name:<26} {median(times):6.2f} s   (from {times[0]:.2f} to {times[-1]:.2f})")
    total = sum(file.stat().st_size for file in (HTML / "python").iterdir())
    print(f"on disk {total / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
