"""What JupyterLite is built from, and which lock file its kernel gets."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from book import lite, pyodide

ROOT = Path(__file__).parents[3]


def official(name: str, *depends: str) -> dict[str, object]:
    return {"name": name, "file_name": f"{name}.whl", "sha256": "0", "imports": [name], "depends": [*depends]}


@pytest.fixture
def python() -> dict[str, object]:
    """The lock of a folder python/."""
    names = {"numpy": official("numpy"), "matplotlib": official("matplotlib", "numpy")}
    names |= {"traitlets": official("traitlets"), "lecture14": official("lecture14", "numpy")}
    return {"info": {"version": "0.27.7"}, "packages": names}


@pytest.fixture
def wheels(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"{name.replace('-', '_')}-1.2-py3-none-any.whl" for name in lite.NEEDS]
    for file in files:
        file.write_text(file.name)
    return files


KERNEL = {
    "micropip": official("micropip"),
    "ipython": official("ipython", "traitlets"),
    "traitlets": official("traitlets"),
}


def test_a_file_of_the_runner_is_shared_and_others_lie_in_lite(python, wheels: list[Path]) -> None:
    packages = lite.lock_of(python, KERNEL, wheels)["packages"]
    files = {name: packages[name]["file_name"] for name in ("numpy", "traitlets", "ipython", "psygnal")}
    assert files == {
        "numpy": "numpy.whl",
        "traitlets": "traitlets.whl",
        "ipython": "../lite/wheels/ipython.whl",
        "psygnal": "../lite/wheels/psygnal-1.2-py3-none-any.whl",
    }
    assert packages["psygnal"]["sha256"] == hashlib.sha256(b"psygnal-1.2-py3-none-any.whl").hexdigest()
    assert packages["typing-extensions"]["imports"] == ["typing_extensions"]


def test_the_package_brings_what_its_pictures_need(python, wheels: list[Path]) -> None:
    packages = lite.lock_of(python, KERNEL, wheels)["packages"]
    assert set(packages["lecture14"]["depends"]) == {"numpy", "matplotlib", "anywidget"}
    assert python["packages"]["lecture14"]["depends"] == ["numpy"]


def test_a_package_that_the_kernel_would_ask_another_host_for_is_named(python, wheels: list[Path]) -> None:
    without = {name: entry for name, entry in KERNEL.items() if name != "micropip"}
    with pytest.raises(pyodide.Unavailable, match="'micropip'"):
        lite.lock_of(python, without, wheels)


def test_a_page_that_is_opened_from_a_file_says_what_it_needs(tmp_path: Path, browser: Browser) -> None:
    page = "<!DOCTYPE html><html><head><title>Lite</title></head>"
    for folder in (tmp_path / "lite", tmp_path / "lite/tree"):
        folder.mkdir()
        (folder / "index.html").write_text(f"{page}<body><p>Loading</p></body></html>")
    (tmp_path / "lite/tree/index.html").write_text(f"{page}</html>")
    (tmp_path / "index.html").write_text("<title>The book</title>")
    lite.finish_pages(tmp_path / "lite")
    with browser.new_context() as context:
        opened = context.new_page()
        for name in ("lite/index.html", "lite/tree/index.html"):
            opened.goto((tmp_path / name).as_uri())
            icon = opened.locator("link[rel=icon]").evaluate("(link) => link.href")
            assert icon == (tmp_path / "_static/favicon.svg").as_uri()
            assert "python3 -m http.server" in opened.locator("main").inner_text()
            opened.get_by_role("link", name="Back to the book").click()
            assert opened.title() == "The book"
        opened.route("**/*", lambda route: route.fulfill(path=tmp_path / "lite/index.html"))
        opened.goto("http://127.0.0.1/lite/index.html")
        assert opened.locator("body").inner_text() == "Loading"


def test_the_notebooks_and_the_books_title_are_laid_out(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": ["# A"]}, {"cell_type": "code", "source": ["1 + 1"]}]
    for name in ("a", "bridge"):
        (tmp_path / f"{name}.ipynb").write_text(json.dumps({"cells": cells}))
    lite.lay_out(tmp_path / "work", "A Book", [tmp_path / "a.ipynb", tmp_path / "bridge.ipynb"])
    data = json.loads((tmp_path / "work/jupyter-lite.json").read_text())["jupyter-config-data"]
    assert data["appName"] == "A Book"
    assert "http" not in (tmp_path / "work/jupyter-lite.json").read_text()
    a, bridge = (
        json.loads((tmp_path / f"work/content/{name}.ipynb").read_text())["cells"] for name in ("a", "bridge")
    )
    assert a == cells
    assert bridge[0] == cells[0]
    assert "".join(bridge[1]["source"]).splitlines() == ["import scipy  # L-BFGS needs it", "1 + 1"]


def test_each_arrow_key_leaves_controls_alone() -> None:
    """JupyterLab's own binding of a key is off, word by word, and one that excepts controls is there."""
    shortcuts = lite.overrides()["@jupyterlab/shortcuts-extension:shortcuts"]["shortcuts"]
    off = {s["keys"][0]: s for s in shortcuts if s.get("disabled")}
    on = {s["keys"][0]: s for s in shortcuts if not s.get("disabled")}
    assert set(off) == set(on) == {"ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"}
    for key, shortcut in on.items():
        assert shortcut["command"] == off[key]["command"]
        assert shortcut["selector"].startswith(off[key]["selector"])
        assert all(
            f":not({control})" in shortcut["selector"] for control in ("[role=slider]", "select", "input")
        )


def test_the_browsers_anywidget_is_the_pages() -> None:
    """Its script comes from .venv-lite, its Python from the wheel: they speak to each other."""
    pins = (ROOT / "requirements-lite.txt").read_text()
    assert re.search(r"(?m)^anywidget==\S+", pins)[0] in lite.WHEELS.read_text()


def test_the_kernel_asks_for_no_more_than_is_loaded(tmp_path: Path) -> None:
    script = tmp_path / "static" / "1.js"
    script.parent.mkdir()
    script.write_text(f"n={lite.UNASKED},i=[]")
    lite.start_lean(tmp_path)
    assert script.read_text() == "n=[],i=[]"
    with pytest.raises(pyodide.Unavailable, match="see what this version's kernel asks for"):
        lite.start_lean(tmp_path)
