"""What a site consists of: the parts, where each begins, what makes one that is missing, and how large each is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: Lists all other files of a site.
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Part:
    """A part of the site.

    Attributes
    ----------
    name : str
    what : str
        What it is for.
    entry : str
        The address where a reader begins.
    begins : str
        What the addresses of its files begin with, and no other's.
    makes : str
        What makes it, where it is missing.
    always : bool
        Whether `make site` needs nothing of the system to make it, but the network.
    """

    name: str
    what: str
    entry: str
    begins: str
    makes: str
    always: bool = True


BOOK = Part("book", "The pages, their pictures and labs.", "index.html", "", "`make book` builds it.")
#: A file belongs to the first whose beginning it has; the book has the rest.
PARTS = (
    BOOK,
    Part(
        "run here",
        "Python for the browser, in which the pages run their cells.",
        "index.html#run-here",
        "python/",
        "`make site` brings it: once with the network, or from the folder that PYODIDE names.",
    ),
    Part(
        "JupyterLite",
        "Every chapter as a notebook in the browser.",
        "lite/tree/index.html",
        "lite/",
        "`make site` builds it, from the browser's Python and, once, the network.",
    ),
    Part(
        "slides",
        "A deck for each chapter.",
        "slides/index.html",
        "slides/",
        "`make slides` cuts them from the book.",
    ),
    Part(
        "student notebooks",
        "The chapters to work in, without solutions.",
        "downloads.html#hand-outs",
        "downloads/notebooks/",
        "`make site` writes them.",
    ),
    Part(
        "PDF",
        "The whole book on paper.",
        "lecture14.pdf",
        "lecture14.pdf",
        "`make pdf` prints it, by Chromium or Chrome: install one, or name one in CHROME_PATH.",
        always=False,
    ),
    Part(
        "downloads",
        "The notebooks, the package and the data in one zip, and the package's wheel.",
        "downloads/lecture14-notebooks.zip",
        "downloads/",
        "`make site` writes them.",
    ),
)


def owner(address: str) -> Part:
    """The part that a file of the site belongs to.

    >>> [owner(name).name for name in ("em.html", "downloads/notebooks/14-em.ipynb", "downloads/lecture14.whl")]
    ['book', 'student notebooks', 'downloads']
    """
    return next((part for part in PARTS if part.begins and address.startswith(part.begins)), BOOK)


def files(html: Path) -> dict[str, int]:
    """Address of each file of a site -> its bytes; the manifest is none of them."""
    found = {
        file.relative_to(html).as_posix(): file.stat().st_size for file in html.rglob("*") if file.is_file()
    }
    found.pop(MANIFEST, None)
    return dict(sorted(found.items()))


def totals(sizes: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Name of a part -> the number of its files and their bytes.

    >>> totals({"index.html": 3, "em.html": 4, "python/a.whl": 5})["book"]
    (2, 7)
    """
    found = {part.name: (0, 0) for part in PARTS}
    for address, size in sizes.items():
        count, total = found[owner(address).name]
        found[owner(address).name] = count + 1, total + size
    return found


def said(size: int) -> str:
    """A number of bytes as one reads it.

    >>> [said(size) for size in (300, 12_345, 3_400_000, 182_000_000)]
    ['1 KB', '13 KB', '3.4 MB', '182 MB']
    """
    if size < 1e6:
        return f"{-(-size // 1000)} KB"
    return f"{size / 1e6:.1f} MB" if size < 1e7 else f"{size / 1e6:.0f} MB"
