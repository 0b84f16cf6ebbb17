"""The chapters to work in: a notebook each, and a zip with all of them, the package's wheel and the data.

Who unzips it needs Python and, once, a package index. START-HERE.txt says the three commands.
"""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import tomllib
from pathlib import Path

import yaml

from book import handouts, pyodide
from book.downloads import archive

# `handouts` has made the build's extensions known.
from hand_outs import PLACE  # isort: skip

ROOT = Path(__file__).parents[2]
NAME = "lecture14-notebooks"
#: What runs the notebooks, of the extra `book`: the extra `chapters` has what they import.
TOOLS = ("ipykernel", "jupyterlab", "jupyterlab-myst")
WORDS = """{title}: the chapters to work in

You need Python {python} or newer and, for the second command, the network. Open a terminal in this folder, the one that
has this file, and give three commands. The third opens JupyterLab in your browser, at the page to start from; later it
is the only one that you need. Ctrl+C in the terminal ends it. What the second installs takes 0.7 GB in this folder.

Linux and macOS (on Debian and Ubuntu, `sudo apt install python3-venv` comes first)

    python3 -m venv .venv
    .venv/bin/python -m pip install -r requirements.txt
    .venv/bin/python -m jupyterlab 00-start-here.ipynb

Windows

    py -m venv .venv
    .venv\\Scripts\\python -m pip install -r requirements.txt
    .venv\\Scripts\\python -m jupyterlab 00-start-here.ipynb

What is in this folder

    00-start-here.ipynb     how to work, and what you have solved so far
    01-… to {last}-…          the chapters in reading order, without the solutions, which are in the book
    progress.json           what you have solved: the checks write it
    {wheel}
                            the package lecture14, which the notebooks import and which has its own copy of the data
    requirements.txt        what the second command installs: that package, what the chapters import, and JupyterLab
    data                    the data as CSV, for programs of your own; data/LICENSES.md has their sources and licences.
                            cells.csv is the package's cells.csv.gz, unpacked
    LICENSE, LICENSE-text   the licence of the code, and that of text and pictures
"""


def requirements(wheel: str, root: Path = ROOT) -> str:
    """What a student installs, as pip reads it in the folder of the wheel."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    book = {re.split("[<>=]", need)[0]: need for need in project["optional-dependencies"]["book"]}
    return "\n".join([f"./{wheel}[chapters]", *(book[name] for name in TOOLS)]) + "\n"


def data(folder: Path) -> dict[str, bytes]:
    """The data as CSV, and the text on their sources and licences."""
    found = {file.name: file.read_bytes() for pattern in ("*.csv", "*.md") for file in folder.glob(pattern)}
    return found | {file.stem: gzip.decompress(file.read_bytes()) for file in folder.glob("*.csv.gz")}


def words(wheel: str, last: int, root: Path = ROOT) -> str:
    """START-HERE.txt."""
    title = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["title"]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python = project["requires-python"].removeprefix(">=")
    return WORDS.format(title=title, python=python, last=last, wheel=wheel)


def lay_out(html: Path) -> Path:
    """Write html/downloads anew.

    Parameters
    ----------
    html : Path
        The built book.

    Returns
    -------
    Path
        The zip.
    """
    place = html / "downloads"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    wheel = pyodide.our_wheel(place)
    with tempfile.TemporaryDirectory() as folder:
        written = {file.name: file.read_bytes() for file in handouts.write(Path(folder))}
    chapters = {name: text for name, text in written.items() if re.match(r"(?!00)\d\d-", name)}
    (html / PLACE).mkdir()
    for name, text in chapters.items():
        (html / PLACE / name).write_bytes(text)
    files: dict[str, Path | bytes] = {
        **written,
        **{name: ROOT / name for name in ("LICENSE", "LICENSE-text")},
        **{f"data/{name}": text for name, text in data(ROOT / "lecture14" / "data").items()},
        wheel.name: wheel,
        "requirements.txt": requirements(wheel.name).encode(),
        "START-HERE.txt": words(wheel.name, len(chapters)).encode(),
    }
    zipped = place / f"{NAME}.zip"
    archive.write(zipped, NAME, files, archive.epoch(ROOT))
    return zipped
