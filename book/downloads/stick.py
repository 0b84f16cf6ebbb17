"""The whole site as one zip, for a stick: ``python -m book.downloads.stick``, the last step of ``make zip``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from book.downloads import archive
from book.downloads.notebooks import ROOT
from book.downloads.parts import MANIFEST, said

# The import above has made the build's extensions known.
from one_line_server import ADDRESS, POSIX, WINDOWS  # isort: skip

NAME = "lecture14-site"
WORDS = f"""{{title}}, version {{version}}

To read it, open index.html in a browser. Pages, pictures, labs, slides and the PDF need neither a server nor the
network. downloads.html says what else is here.

To run cells, to have exercises checked, to open JupyterLite or the speaker's notes of the slides, serve this folder: a
browser runs no Python from a file. Python 3 has a server. Open a terminal in the folder that has this file, give one
line, and leave the window open:

    Linux and macOS    {POSIX}
    Windows            {WINDOWS}

Then open {ADDRESS} in a browser. Ctrl+C in the terminal ends it. Nobody but this machine can reach it, and the
pages ask no other host for anything. On a web server, this folder is all that is needed.
"""


def pack(html: Path, place: Path, seconds: int) -> Path:
    """Write the site in html, and a text that says how to open it, into the zip place."""
    told = json.loads((html / MANIFEST).read_text(encoding="utf-8"))
    files: dict[str, Path | bytes] = {
        file.relative_to(html).as_posix(): file for file in html.rglob("*") if file.is_file()
    }
    files["READ-ME-FIRST.txt"] = WORDS.format(title=told["title"], version=told["version"]).encode()
    archive.write(place, NAME, files, seconds)
    return place


def main() -> None:
    html = ROOT / "_build" / "html"
    if not (html / MANIFEST).exists():
        sys.exit(f"there is no {MANIFEST} in {html}: run `make site` first, or `make zip`, which does")
    place = pack(html, ROOT / "_build" / f"{NAME}.zip", archive.epoch(ROOT))
    print(f"{place} ({said(place.stat().st_size)})")


if __name__ == "__main__":
    main()
