"""Show the book while it is written: ``python book/preview.py``, which ``make preview`` does.

Whenever a file of the book or of the package is saved, the book is built again as by ``make book``, which does what the
change asks for, and the page in the browser loads itself again. What is wrong stands in the terminal; the page then
stays as it was. Pages that need more than the built book, the browser's Python say, are for ``make serve``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from livereload import Server

ROOT = Path(__file__).resolve().parent.parent
HTML = ROOT / "_build" / "html"
WATCHED = ("book", "lecture14", "_config.yml", "_toc.yml")
PORT = 8000


def build() -> None:
    subprocess.run([sys.executable, "book/build.py"], cwd=ROOT, check=False)


def no_source(file: str) -> bool:
    """Whether a file is written by Python or JupyterLab beside the sources."""
    return bool({"__pycache__", ".ipynb_checkpoints"} & set(Path(file).parts))


def main(port: int = PORT) -> None:
    build()
    if not HTML.exists():
        sys.exit("There is no book to show yet: mend what stands above, then start again.")
    server = Server()
    for place in WATCHED:
        server.watch(str(ROOT / place), build, ignore=no_source)
    server.serve(port=port, host="127.0.0.1", root=str(HTML))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
