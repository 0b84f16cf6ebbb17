"""What a reader's browser loads for each page of the built book: ``python -m benchmarks.page_weights``.

Kilobytes after gzip, as real hosts send them: the page with all that it asks for, and its scripts without the drawn
frames. Limits: 450 KB a page, 60 KB of scripts. Needs the built book and Chromium.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import unquote, urlparse

from playwright.sync_api import Browser

from benchmarks.in_browser import measured
from tests.book.conftest import HTML, pages

WHOLE, SCRIPTS = 450, 60


def measure(browser: Browser) -> None:
    """Print a line for each page."""
    print(f"{'page':40}{'all':>8}{'scripts':>9}")
    for name in pages():
        if name.startswith("_modules/"):
            continue
        asked: list[str] = []
        page = browser.new_page()
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto((HTML / name).as_uri(), wait_until="networkidle")
        page.close()
        files = {Path(unquote(urlparse(url).path)) for url in asked if url.startswith("file:")}
        sizes = {file: kilobytes(file) for file in files if file.is_file()}
        whole = sum(sizes.values())
        scripts = sum(
            size for file, size in sizes.items() if file.suffix == ".js" and "frames" not in file.parts
        )
        mark = " ABOVE THE LIMIT" if whole > WHOLE or scripts > SCRIPTS else ""
        print(f"{name:40}{whole:8.1f}{scripts:9.1f}{mark}", flush=True)


def kilobytes(file: Path) -> float:
    content = file.read_bytes()
    compressed = file.suffix in (".html", ".js", ".css", ".svg", ".json")
    return len(gzip.compress(content, 6) if compressed else content) / 1000


if __name__ == "__main__":
    measured(measure)
