"""Lay JupyterLite beside the built book: ``python book/lite.py``, all that ``make lite`` adds to what it installs.

The book's notebooks open in Jupyter's own notebook, in the browser, from ``_build/html/lite``. Their Python is the
one of the pages' runner, ``_build/html/python`` (book/pyodide.py), with a lock file of its own: it names the files
of that folder and, beside them, the kernel and the widgets. Nothing is asked of another host.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
# Loaded while the reader looks at the page. The kernel asks for each of the first eight by name, and would otherwise
# ask PyPI.
LOADED = ["ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython", "piplite", "lecture14"]

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
    """Where a page's notebook opens, from the book's root.

    >>> lite_address("em")
    'lite/notebooks/index.html?path=em.ipynb'
    """
    return f"lite/notebooks/index.html?path={page}.ipynb"


def name_of(wheel: str) -> str:
    """A wheel's package, as lock files write it.

    >>> name_of("typing_extensions-4.16.0-py3-none-any.whl")
    'typing-extensions'
    """
    return wheel.partition("-")[0].lower().replace("_", "-")


def with_wheels(lock: dict[str, Any], wheels: list[Path]) -> dict[str, Any]:
    """A lock file of ``python/`` that also holds wheels of ``lite/wheels/``.

    Pyodide looks for a file from the folder of its own script, hence the way out of it.
    """
    packages = {**lock["packages"]}
    for wheel in wheels:
        name = name_of(wheel.name)
        packages[name] = {
            "name": name,
            "version": wheel.name.split("-")[1],
            "file_name": f"../lite/wheels/{wheel.name}",
            "install_dir": "site",
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            "package_type": "package",
            "imports": [name.replace("-", "_")],
            "depends": NEEDS[name],
        }
    packages["lecture14"] = {**packages["lecture14"], "depends": OUR_NEEDS}
    known = {name.lower().replace("_", "-") for name in packages}
    wanted = {n.lower().replace("_", "-") for p in packages.values() for n in p["depends"]}
    wanted |= {name.replace("_", "-") for name in LOADED}
    if missing := sorted(wanted - known):
        raise SystemExit(
            f"_build/html/python/pyodide-lock.json lacks {', '.join(missing)}; JupyterLite needs every package that "
            "is loaded with it. Add the official entries to book/pyodide-lock.json."
        )
    return {**lock, "packages": packages}


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
        shutil.copy(notebook, content)
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
    """Fetch the wheels that are listed with their hashes, unless they are there."""
    pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    browser = ["--only-binary", ":all:", "--platform", "any", "--python-version", "3.12"]
    subprocess.run([sys.executable, *pip, *browser, "-d", folder, "-r", WHEELS], check=True)


def build(root: Path = ROOT) -> Path:
    """Make ``_build/html/lite`` anew, and return it."""
    html, work = root / "_build" / "html", root / "_build" / "lite"
    # What is left of an earlier build would come back: JupyterLite keeps account in a database there.
    shutil.rmtree(work, ignore_errors=True)
    title = re.search(r'(?m)^title: "(.+)"$', (root / "_config.yml").read_text(encoding="utf-8"))
    assert title
    lay_out(work, title[1], sorted((root / "book").glob("*.ipynb")))
    subprocess.run([sys.executable, "-m", "jupyterlite_core", "build"], cwd=work, check=True)
    dist = work / "dist"
    wheels = dist / "wheels"
    wheels.mkdir()
    download(wheels)
    for name in ("ipykernel", "piplite", "pyodide_kernel"):
        for wheel in (dist / "extensions" / EXTENSION / "static" / "pypi").glob(f"{name}-*.whl"):
            shutil.copy(wheel, wheels)
    official = json.loads((html / "python" / "pyodide-lock.json").read_text(encoding="utf-8"))
    lock = with_wheels(official, sorted(wheels.glob("*.whl")))
    (wheels / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    place = html / "lite"
    shutil.rmtree(place, ignore_errors=True)
    shutil.move(dist, place)
    return place


if __name__ == "__main__":
    print(f"JupyterLite is at {build().as_uri()}/")
