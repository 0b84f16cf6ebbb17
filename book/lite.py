"""Lay JupyterLite beside the built book: ``python -m book.lite``, the last step of ``make lite``.

The book's notebooks open in Jupyter's own notebook, in the browser, from ``_build/html/lite``. Their Python is the one
of the pages' runner, ``_build/html/python`` (book/pyodide.py), with a lock file of its own: it names the files of that
folder and, beside them, what is in ``lite/wheels``: IPython, the kernel and the widgets. Nothing is asked of another
host. It runs in ``.venv-lite``, which has JupyterLite and the extensions that go into it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from book import pyodide

sys.path.append(str(Path(__file__).parent / "_ext"))
from one_line_server import HOW

ROOT = Path(__file__).resolve().parent.parent
WHEELS = ROOT / "book" / "lite" / "wheels.txt"
EXTENSION = "@jupyterlite/pyodide-kernel-extension"

# What each wheel needs that the browser has not got anyway. Jupyter's own parts of the widgets are no Python there.
NEEDS: dict[str, list[str]] = {
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "comm": ["traitlets"],
    "ipykernel": ["comm", "traitlets"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "piplite": ["micropip"],
    "psygnal": [],
    "pyodide-kernel": ["ipykernel", "ipython"],
    "typing-extensions": [],
}
# The pages' code names `lecture14` alone, and a cell loads what it names.
OUR_NEEDS = ["anywidget", "matplotlib", "numpy"]
# Loaded while the reader looks at the page.
LOADED = ["pyodide-kernel", "piplite", "lecture14"]
# What the kernel would ask for by name: 4 MB and 2000 files of it for connections that a browser has not got, and for
# completing names of which nothing is known yet. IPython completes what a reader has run without them.
UNASKED = '["ssl","sqlite3","ipykernel","comm","pyodide_kernel","jedi","ipython"]'

# A kernel in the browser fetches what a cell imports. Here a function of the package imports it.
FIRST = {"bridge": "import scipy  # L-BFGS needs it\n"}

ARROWS = {
    "ArrowDown": "notebook:move-cursor-down",
    "ArrowUp": "notebook:move-cursor-up",
    "ArrowLeft": "notebook:move-cursor-heading-above-or-collapse",
    "ArrowRight": "notebook:move-cursor-heading-below-or-expand",
}
# Where Jupyter's own shortcuts hold.
COMMAND_MODE = ".jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus"
NO_CONTROL = ":not([role=slider]):not(select):not(button):not(input)"


def lite_address(page: str) -> str:
    """Where a page's notebook opens, from the book's root; `run.js` links to it.

    >>> lite_address("em")
    'lite/notebooks/index.html?path=em.ipynb'
    """
    return f"lite/notebooks/index.html?path={page}.ipynb"


def lock_of(python: dict[str, Any], official: dict[str, Any], wheels: list[Path]) -> dict[str, Any]:
    """The kernel's lock file.

    Parameters
    ----------
    python : dict
        The lock of ``python/``.
    official : dict
        Entries of Pyodide's own lock: name -> entry. What ``python/`` lacks of them is in ``lite/wheels``.
    wheels : list of Path
        Files of ``lite/wheels`` that Pyodide does not know.
    """
    # Pyodide looks for a file from the folder of its own script, hence the way out of it.
    beside = "../lite/wheels/"
    packages = {n: e | {"file_name": beside + e["file_name"]} for n, e in official.items()} | python[
        "packages"
    ]
    for wheel in wheels:
        name = pyodide.canonical(wheel.name.partition("-")[0])
        described = pyodide.entry(wheel, [name.replace("-", "_")], NEEDS[name])
        packages[name] = described | {"file_name": beside + wheel.name}
    packages["lecture14"] = packages["lecture14"] | {"depends": OUR_NEEDS}
    return {"info": python["info"], "packages": pyodide.needed(packages, [*packages, *LOADED])}


def settings(title: str) -> dict[str, Any]:
    """``jupyter-lite.json``: the book's name, and which Python the kernel starts."""
    kernel = {
        # Only an address that begins with ./ is one from lite/, wherever the book lies.
        "pyodideUrl": "./../python/pyodide.js",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"lockFileURL": "./wheels/pyodide-lock.json", "packages": LOADED},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": title,
            "appUrl": "./tree",
            "faviconUrl": "./../_static/favicon.svg",
            "litePluginSettings": {f"{EXTENSION}:kernel": kernel},
        },
    }


def overrides() -> dict[str, Any]:
    """Jupyter's settings: an arrow key moves to another cell, but not while a slider, a list or a button has it."""
    shortcuts: list[dict[str, Any]] = []
    for key, command in ARROWS.items():
        common = {"command": command, "keys": [key]}
        shortcuts.append({**common, "selector": COMMAND_MODE, "disabled": True})
        shortcuts.append({**common, "selector": COMMAND_MODE + NO_CONTROL})
    return {"@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": shortcuts}}


def lay_out(folder: Path, title: str, notebooks: list[Path]) -> None:
    """Write what ``jupyter lite build`` reads."""
    content = folder / "content"
    content.mkdir(parents=True)
    for notebook in notebooks:
        page = json.loads(notebook.read_text(encoding="utf-8"))
        first = next((cell for cell in page["cells"] if cell["cell_type"] == "code"), None)
        if first and notebook.stem in FIRST:
            first["source"] = [FIRST[notebook.stem], *first["source"]]
        (content / notebook.name).write_text(json.dumps(page), encoding="utf-8")
    build = {
        "contents": ["content"],
        "output_dir": "dist",
        # `tree` lists the chapters; the logo above each notebook leads there.
        "apps": ["notebooks", "tree"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
    }
    for name, value in {
        "jupyter-lite.json": settings(title),
        "overrides.json": overrides(),
        "jupyter_lite_config.json": {"LiteBuildConfig": build},
    }.items():
        (folder / name).write_text(json.dumps(value, indent=1), encoding="utf-8")


def download(folder: Path) -> None:
    """Fetch the wheels that are listed with their hashes; they are kept beside Pyodide's and found there again."""
    pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    browser = ["--only-binary", ":all:", "--platform", "any", "--python-version", "3.12"]
    command = [sys.executable, *pip, *browser, "-d", str(folder), "-r", str(WHEELS)]
    kept = ["--no-index", "--find-links", str(pyodide.CACHE)]
    if subprocess.run([*command, *kept], check=False, capture_output=True).returncode == 0:
        return
    if subprocess.run(command, check=False).returncode:
        raise pyodide.Unavailable("the wheels of book/lite/wheels.txt could not be fetched: see above")
    pyodide.CACHE.mkdir(parents=True, exist_ok=True)
    for wheel in folder.glob("*.whl"):
        shutil.copy2(wheel, pyodide.CACHE)


def start_lean(extension: Path) -> None:
    """Let the kernel start with what `LOADED` names, and no more."""
    scripts = [
        script for script in extension.glob("static/*.js") if UNASKED in script.read_text(encoding="utf-8")
    ]
    if not scripts:
        raise pyodide.Unavailable(
            f"no script of {EXTENSION} holds {UNASKED}; see what this version's kernel asks for"
        )
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        script.write_text(text.replace(UNASKED, "[]"), encoding="utf-8")


def add_python(python: Path, lite: Path) -> None:
    """Put the kernel's wheels and its lock file into lite/wheels."""
    extension = lite / "extensions" / EXTENSION
    start_lean(extension)
    wheels = lite / "wheels"
    wheels.mkdir()
    download(wheels)
    for name in ("ipykernel", "piplite", "pyodide_kernel"):
        (wheel,) = (extension / "static" / "pypi").glob(f"{name}-*.whl")
        shutil.copy2(wheel, wheels)
    unknown = sorted(wheels.glob("*.whl"))
    pinned = json.loads(pyodide.LOCK.read_text(encoding="utf-8"))
    official = pyodide.needed(pinned["packages"], pyodide.KERNEL)
    source = pyodide.fetched(pinned)
    for entry in official.values():
        if not (python / entry["file_name"]).exists():
            shutil.copy2(source / entry["file_name"], wheels)
    shared = json.loads((python / "pyodide-lock.json").read_text(encoding="utf-8"))
    lock = lock_of(shared, official, unknown)
    (wheels / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def finish_pages(lite: Path) -> None:
    """Let each page of JupyterLite say what it needs when it is opened from a file, where it would wait for ever.

    And give it the book's icon from the start: browsers ask the host for another before its settings have come.
    """
    for page in lite.rglob("index.html"):
        back = "../" * len(page.relative_to(lite).parts)
        words = f"""<main style="font: 1.1rem sans-serif; margin: 2rem auto; max-width: 40rem; padding: 0 1rem">
<h1>JupyterLite needs a server</h1><p>A browser runs no Python from a file. {HOW}</p>
<p><a href="{back}index.html">Back to the book</a></p></main>"""
        says = f"document.body.innerHTML = {json.dumps(words)}"
        # One of the pages has no body before it is parsed.
        script = f"""<script>
if (location.protocol === "file:") addEventListener("DOMContentLoaded", () => {{ {says} }});
</script>
"""
        icon = f'<head><link rel="icon" href="{back}_static/favicon.svg">'
        text = page.read_text(encoding="utf-8").replace("<head>", icon, 1)
        page.write_text(text + script, encoding="utf-8")


def build(root: Path = ROOT) -> Path:
    """Make ``_build/html/lite`` anew, tell the pages that it is there, and return it."""
    html, work = root / "_build" / "html", root / "_build" / "lite"
    # Whole, with the account that JupyterLite keeps: of a second build it would leave out what it believes done.
    shutil.rmtree(work, ignore_errors=True)
    title = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["title"]
    lay_out(work, title, sorted((root / "book").glob("*.ipynb")))
    if subprocess.run([sys.executable, "-m", "jupyterlite_core", "build"], cwd=work, check=False).returncode:
        raise pyodide.Unavailable("its own build failed: see above")
    add_python(html / "python", work / "dist")
    finish_pages(work / "dist")
    place = html / "lite"
    shutil.rmtree(place, ignore_errors=True)
    shutil.move(work / "dist", place)
    pyodide.tell(html, pyodide.told(html) | {"lite": True})
    return place


if __name__ == "__main__":
    try:
        place = build()
    except pyodide.Unavailable as why:
        sys.exit(f"JupyterLite is not there: {why}")
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    print(f"JupyterLite is in {place} ({size / 1e6:.0f} MB)")
