"""The browser's Python beside the book: others' files are those of the lock, ours are of this tree."""

from __future__ import annotations

import doctest
import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from book import pyodide
from tests.book.conftest import HTML


def entry(name: str, content: bytes, *depends: str) -> dict[str, Any]:
    return {
        "name": name,
        "file_name": f"{name}.whl",
        "sha256": hashlib.sha256(content).hexdigest(),
        "depends": [*depends],
    }


@pytest.fixture
def lock() -> dict[str, Any]:
    packages = {"numpy": entry("numpy", b"1"), "Scikit_Learn": entry("scikit-learn", b"2", "numpy", "pytz")}
    core = {name: hashlib.sha256(b"core").hexdigest() for name in pyodide.CORE}
    return {"info": {"version": "0.27.7"}, "core": core, "packages": packages}


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A folder with the files of that lock."""
    for name in pyodide.CORE:
        (tmp_path / name).write_bytes(b"core")
    (tmp_path / "numpy.whl").write_bytes(b"1")
    (tmp_path / "scikit-learn.whl").write_bytes(b"2")
    return tmp_path


def test_examples() -> None:
    assert doctest.testmod(pyodide).failed == 0


def test_a_package_brings_what_it_needs_and_nothing_that_is_left_out(lock: dict[str, Any]) -> None:
    found = pyodide.needed(lock["packages"], ["scikit-learn"])
    assert [*found] == ["numpy", "scikit-learn"]
    assert found["scikit-learn"]["depends"] == ["numpy"]
    with pytest.raises(
        pyodide.Unavailable, match="no package 'pandas'; expected some of numpy, scikit-learn"
    ):
        pyodide.needed(lock["packages"], ["pandas"])


def test_a_folder_by_hand_is_taken_if_its_hashes_fit(
    lock: dict[str, Any], release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYODIDE", str(release))
    assert pyodide.fetched(lock) == release
    (release / "numpy.whl").write_bytes(b"another")
    with pytest.raises(pyodide.Unavailable, match=r"numpy\.whl has another hash than the lock's"):
        pyodide.fetched(lock)
    (release / "numpy.whl").unlink()
    with pytest.raises(pyodide.Unavailable, match=r"numpy\.whl is missing; expected Pyodide 0\.27\.7"):
        pyodide.fetched(lock)


def test_what_was_fetched_is_kept(
    lock: dict[str, Any], release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYODIDE", raising=False)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("asked the network"))
    assert pyodide.fetched(lock, release) == release


def test_what_cannot_be_fetched_is_said(
    lock: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYODIDE", raising=False)
    failed = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(pyodide.Unavailable, match="could not be fetched; PYODIDE may name a folder"):
        pyodide.fetched(lock, tmp_path / "cache")


def test_pages_are_told_and_what_they_are_told_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    pyodide.tell(tmp_path, {"version": "1", "lite": False})
    pyodide.tell(tmp_path, pyodide.told(tmp_path) | {"lite": True})
    assert pyodide.told(tmp_path) == {"version": "1", "lite": True}
    assert (tmp_path / pyodide.HERE).read_text() == 'window.pythonHere = {"version": "1", "lite": true};\n'


def test_fonts_are_matplotlibs_own_in_its_own_version(tmp_path: Path) -> None:
    fonts = [{"fname": "/Library/Fonts/A.ttf"}, {"fname": "fonts/ttf/DejaVuSans.ttf"}]
    listed = {"_version": 390, "afmlist": [], "ttflist": fonts}
    with zipfile.ZipFile(tmp_path / "m.whl", "w") as wheel:
        wheel.writestr("matplotlib/fontlist.json", json.dumps(listed))
        wheel.writestr("matplotlib/font_manager.py", "class FontManager:\n    __version__ = 330\n")
        found = json.loads(pyodide.fonts(wheel))
    assert found == {"_version": 330, "afmlist": [], "ttflist": [{"fname": "fonts/ttf/DejaVuSans.ttf"}]}


@pytest.fixture(scope="module")
def folder() -> Path:
    if not (HTML / "python" / "home.zip").exists():
        pytest.fail("the browser's Python is not in _build/html: run `python book/pyodide.py` first")
    return HTML / "python"


def test_the_printer_runs_without_the_rest_of_ipython(folder: Path) -> None:
    code = "import sys; sys.path[:0] = [sys.argv[1]]; import IPython; from IPython.lib.pretty import pretty"
    code += "; print(IPython.get_ipython(), pretty({'a': [1, 2.5]}))"
    command = [sys.executable, "-S", "-c", code, str(folder / "home.zip")]
    assert (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout == "None {'a': [1, 2.5]}\n"
    )


def test_every_file_is_the_locks_or_ours(folder: Path) -> None:
    pinned = pyodide.hashes(json.loads(pyodide.LOCK.read_text(encoding="utf-8")))
    others = set()
    for file in folder.iterdir():
        if file.name in pinned:
            assert pyodide.sha256(file) == pinned[file.name]
        else:
            others.add(file.name)
    assert others == {"home.zip", "pyodide-lock.json", "lecture14-0.1.0-py3-none-any.whl"}
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        assert pyodide.sha256(folder / package["file_name"]) == package["sha256"]


def test_our_wheel_is_of_this_tree(folder: Path) -> None:
    with zipfile.ZipFile(folder / "lecture14-0.1.0-py3-none-any.whl") as wheel:
        names = {name for name in wheel.namelist() if name.startswith("lecture14/")}
        package = pyodide.ROOT / "lecture14"
        files = {
            file.relative_to(pyodide.ROOT).as_posix(): file.read_bytes()
            for file in package.rglob("*")
            if file.is_file() and file.suffix != ".pyc"
        }
        assert names == set(files)
        assert all(wheel.read(name) == content for name, content in files.items())
    home = zipfile.ZipFile(folder / "home.zip")
    assert "fontlist.json" in home.namelist()
