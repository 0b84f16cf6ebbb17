"""Print the whole book: ``python -m book.pdf``, after ``make book``; it writes ``_build/html/lecture14.pdf``.

one_page.py   joins the built pages
article.py    makes each of them fit for paper
printing.py   prints the one page, and sets bookmarks
paper.css     what paper has beside the book's own print styles
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time

from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from book.downloads import links
from book.pdf.one_page import ROOT
from book.pdf.printing import NAME, make

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"]


def executable() -> str | None:
    """The system's Chromium or Chrome, if there is one."""
    return os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    what = "where there is no Chromium, say so, and be content"
    parser.add_argument("--if-possible", action="store_true", help=what)
    if_possible = parser.parse_args().if_possible
    html = ROOT / "_build" / "html"
    if not (html / "index.html").exists():
        sys.exit(f"there is no built book in {html}: run `make book` first")
    place = html / NAME
    # A build puts a new folder in the old one's place: a PDF that is there is of this book.
    if place.exists():
        print(f"Nothing changed. The PDF is at {place.as_uri()}")
        return
    path = executable()
    if path is None:
        said = (
            "no PDF without Chromium or Chrome: `sudo apt-get install chromium`, or name one in CHROME_PATH"
        )
        sys.exit(print(said) if if_possible else said)
    begin = time.perf_counter()
    # Chromium refuses its sandbox to root.
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS + root)
        made = make(browser.new_page(), html, ROOT / "_build" / "work" / "pdf")
        browser.close()
    shutil.copyfile(made, place)
    links.fill(html)
    pages, size, took = len(PdfReader(made).pages), made.stat().st_size / 1e6, time.perf_counter() - begin
    print(f"{pages} pages, {size:.1f} MB, in {took:.0f} s. The PDF is at {place.as_uri()}")


if __name__ == "__main__":
    main()
