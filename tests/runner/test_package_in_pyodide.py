"""The package's own tests in the browser's Python, where whole numbers have 32 bits and no thread starts."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from importlib.metadata import distribution
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.book.conftest import HTML, Server
from tests.runner.in_pyodide import ROOMS

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).parent
PYTHON = HTML / "python"
# pytest, what it needs, and the tests' oracles, out of the environment that runs this: none has compiled code.
LIBRARIES = ("pytest", "iniconfig", "pluggy", "packaging", "pygments", "mpmath")
#: More must pass, or the rooms have not run.
FLOOR = 180

RUN = """async ([address, folder]) => {
    const { loadPyodide } = await import(address + "python/pyodide.mjs");
    const python = await loadPyodide({ indexURL: address + "python/", env: { HOME: "/home", MPLBACKEND: "agg" } });
    const printed = [];
    python.setStdout({ batched: (line) => printed.push(line) });
    await python.loadPackage(["numpy", "scipy", "scikit-learn"], { messageCallback: () => {} });
    const archive = await (await fetch(address + "tests.zip")).arrayBuffer();
    python.unpackArchive(archive, "zip", { extractDir: folder });
    const found = python.runPython(`
        import json, sys
        sys.dont_write_bytecode = True
        sys.path.insert(0, "${folder}")
        from tests.runner import in_pyodide
        json.dumps(in_pyodide.run("${folder}"))`);
    return [JSON.parse(found), printed.join("\\n")];
}"""


class Handler(SimpleHTTPRequestHandler):
    """The archive at the root, Pyodide's folder below ``python``."""

    def __init__(self, *arguments: object, archive: Path) -> None:
        self.archive = archive
        super().__init__(*arguments)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        name = path.rpartition("/")[2]
        return str(PYTHON / name if path.startswith("/python/") else self.archive.with_name(name))

    def log_message(self, format: str, *args: object) -> None:
        pass


def packed(archive: Path) -> Path:
    """The package, the chosen tests and the libraries in one archive."""
    # Stored as they are: it travels within this machine.
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(ROOT / "pyproject.toml", "pyproject.toml")
        for file in sorted((ROOT / "lecture14").rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                zipped.write(file, file.relative_to(ROOT).as_posix())
        needed = {file for room in ROOMS for file in (ROOT / room).parent.glob("*.py")}
        for file in sorted(
            {*needed, ROOT / "tests" / "__init__.py", RUNNER / "__init__.py", RUNNER / "in_pyodide.py"}
        ):
            zipped.write(file, file.relative_to(ROOT).as_posix())
        for name in LIBRARIES:
            for file in distribution(name).files or ():
                ours = file.suffix == ".py" and not {"..", "tests"} & set(file.parts)
                # pytest asks its own metadata for its version and its plugins.
                if ours or file.name in {"METADATA", "entry_points.txt"}:
                    zipped.write(str(file.locate()), file.as_posix())
    return archive


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    handler = partial(Handler, archive=packed(tmp_path / "tests.zip"))
    httpd = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}/"
    httpd.shutdown()


def test_what_fails_there_is_counted(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\nmarkers = ['slow']\n")
    (tmp_path / "test_a.py").write_text(
        "import sympy\nfrom hypothesis import given, strategies as st\n"
        "def test_right(): pass\ndef test_wrong(): assert 1 == 2\n"
        "def test_listed(): assert 1 == 2\ndef test_symbols(): sympy.symbols('x')\n"
        "@given(st.integers())\ndef test_property(x): assert 1 == 2\n"
    )
    (tmp_path / "test_b.py").write_text("import no_such_module\n")
    change = "p.ROOMS, p.LEFT_OUT = {'test_a.py': 1, 'test_b.py': 1}, {'test_listed': 'listed'}"
    code = f"from tests.runner import in_pyodide as p; {change}; print(p.run({str(tmp_path)!r}))"
    # Plugins of the environment are not there.
    alone = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=alone, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ast.literal_eval(done.stdout.splitlines()[-1]) == {"passed": 1, "failed": 2, "skipped": 3}


@pytest.mark.slow
def test_the_packages_tests_pass_in_the_browsers_python(browser: Browser, address: str) -> None:
    if not (PYTHON / "pyodide.mjs").exists():
        pytest.fail("there is no Python in _build/html/python: run `python book/pyodide.py` first")
    page = browser.new_page()
    try:
        page.goto(address + "python/pyodide-lock.json")
        outcomes, report = page.evaluate(RUN, [address, "/tree"])
    finally:
        page.close()
    print(report)
    assert outcomes.get("failed", 0) == 0, report
    assert outcomes.get("passed", 0) > FLOOR, report
