"""A browser, the built book, and a server for it.

Everything here works on the book in ``_build/html`` as ``make book`` left it. The browser is the system's
Chromium; every request that would leave the machine is stopped and recorded.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.book.visit import Visit, Visitor

HTML = Path(__file__).parents[2] / "_build" / "html"
# As on a host that serves several books: the book is not at the root.
PREFIX = "/lectures/14"

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pages() -> list[str]:
    """The book's pages, as addresses below its root.

    Of the pages that show a module's source only the longest is visited: they are one template around a listing; so
    of the labs' own pages, which `tests/widgets/labs` opens one by one. JupyterLite's are
    its own, and `tests/runner/lite` opens them; the decks are cut from the pages (`test_slides.py`). The crawl of the
    links reads all of them.
    """
    found = {page.relative_to(HTML).as_posix(): page.stat().st_size for page in HTML.rglob("*.html")}
    visited = {name for name in found if not name.startswith(("lite/", "slides/"))}
    for alike in ("_modules/lecture14/", "labs/"):
        members = sorted((name for name in found if name.startswith(alike)), key=found.__getitem__)
        visited -= set(members[:-1])
    return sorted(visited) or ["no book"]


@pytest.fixture(scope="session")
def book() -> Path:
    if not (HTML / "index.html").exists():
        pytest.fail("there is no built book in _build/html: run `make book` first")
    return HTML


class SubPathHandler(SimpleHTTPRequestHandler):
    """The book below PREFIX, compressed as real hosts do; anything else is not found."""

    def translate_path(self, path: str) -> str:
        inside = path == PREFIX or path.startswith(f"{PREFIX}/")
        return super().translate_path(path.removeprefix(PREFIX) if inside else "/there is no such file")

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes a page hangs up in mid-file: nothing to report."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a folder's root, while it is served."""
    httpd = Server(("127.0.0.1", 0), partial(SubPathHandler, directory=str(folder)))
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}{PREFIX}/"
    httpd.shutdown()


@pytest.fixture(scope="session")
def server(book: Path) -> Iterator[str]:
    """The address of the book's root."""
    with serving(book) as address:
        yield address


def executable() -> str | None:
    """The system's Chromium or Chrome, if there is one."""
    return os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    # Chromium refuses its sandbox to root, as which CI runs.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS + root)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Browser:
    path = executable()
    if path is None:
        message = "no Chromium or Chrome: `sudo apt-get install chromium`, or name one in CHROME_PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(f"THE BUILT BOOK IS NOT TESTED: {message}")
    return _one(path)


_open = ExitStack()


@cache
def _one(path: str) -> Browser:
    """The session's one browser. Two folders' fixtures of this name are two to pytest, and Playwright runs once."""
    return _open.enter_context(chromium(path))


def pytest_sessionfinish() -> None:
    _open.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Opens pages: ``visitor(address, theme="dark", width=390)``."""
    with ExitStack() as visits:
        yield lambda address, **view: visits.enter_context(Visit(browser, address, **view))
