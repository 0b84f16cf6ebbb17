"""Finish the site: ``python -m book.downloads``, the last step of ``make site``."""

from __future__ import annotations

import os
import sys

from book.downloads import links, manifest, notebooks
from book.downloads.parts import MANIFEST, PARTS

ROOT = notebooks.ROOT


def main() -> None:
    html = ROOT / "_build" / "html"
    if not (html / "index.html").exists():
        sys.exit(f"there is no built book in {html}: run `make book` first")
    notebooks.lay_out(html)
    # The page of downloads leads to the manifest, which lists the page.
    (html / MANIFEST).touch()
    links.fill(html)
    told = manifest.write(html, ROOT)
    print(f"The site is in {html}\n{manifest.table(told)}")
    missing = {part["name"] for part in told["parts"] if "missing" in part}
    lacks = [part.name for part in PARTS if part.name in missing and part.always]
    # A machine that publishes would put half a site in the place of a whole one, and nobody would read the table.
    if lacks and os.environ.get("CI") == "true":
        sys.exit(f"The site lacks {' and '.join(lacks)}: nothing that should be published")


if __name__ == "__main__":
    main()
