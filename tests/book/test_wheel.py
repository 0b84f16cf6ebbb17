"""The wheel carries all that it needs: a book that an installed wheel makes has living pictures."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect

from book.pyodide import our_wheel
from lecture14.__main__ import about

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow

PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
---
# A page

```{code-cell}
import lecture14
from lecture14.figures import differences as figures
from lecture14.widgets import Choice, Explorer, MixtureLab

print(lecture14.__file__)
```

```{code-cell}
Explorer(figures.error_curves, scheme=Choice("quotient", {"forward": "forward", "centred": "central"}))
```

```{code-cell}
MixtureLab("faithful", name="old-faithful")
```
"""
# The extensions are the book's; the package that they and the kernel import is the one in the path.
BUILD = """
import sys
from pathlib import Path
import lecture14
from tests.book.small_site import SmallSite
site = SmallSite(Path(sys.argv[1]), Path(sys.argv[2]).read_text(), "myst_nb", "pictures", "labs")
print(lecture14.__file__, site.status, site.warnings, sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return our_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    subprocess.run([*pip, "--no-deps", "--target", str(folder), str(wheel)], check=True)
    return folder


def run(installed: Path, *command: str, **variables: str) -> str:
    """What Python prints, with the installed package in the path before the project's own."""
    path = os.pathsep.join([str(installed), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **variables}
    command = (sys.executable, *command)
    return subprocess.run(
        command, cwd=installed, env=environment, capture_output=True, encoding="utf-8", check=True
    ).stdout


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    """As git knows them: a style sheet, a script, data, a header, `py.typed`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "lecture14"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if listed.returncode:
        pytest.skip("this copy of the project has no git history, which knows the package's files")
    files = {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}
    assert len([name for name in files if not name.endswith(".py")]) > 50
    with zipfile.ZipFile(wheel) as archive:
        assert files - set(archive.namelist()) == set()


def test_one_notebooks_pictures_are_an_extra(installed: Path) -> None:
    found: Distribution = PathDistribution(next(installed.glob("lecture14-*.dist-info")))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert found.version == project["version"]
    needed = [line for line in found.requires or [] if line.endswith('extra == "notebook"')]
    assert [line.partition(">")[0] for line in needed] == ["matplotlib", "ipywidgets", "anywidget"]


def test_the_command_says_where_everything_is(installed: Path) -> None:
    title, *lines = run(installed, "-m", "lecture14").splitlines()
    said = {line[2:12].strip(): line[13:] for line in lines}
    assert title.startswith("lecture14 0.1.0: ")
    assert 5 <= len(lines) <= 9
    assert said["package"] == str(installed / "lecture14")
    assert said["book"].startswith("not in this installation")
    files = [*said["licences"].split(", "), said["data"], said["exercises"].partition(";")[0]]
    assert [Path(file).name for file in files] == ["LICENSE", "LICENSE-text", "LICENSES.md", "exercises"]
    assert all(Path(file).is_relative_to(installed) and Path(file).exists() for file in files)


def test_the_command_finds_the_book_beside_the_package(tmp_path: Path) -> None:
    (tmp_path / "lecture14").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.md").touch()
    assert f"{tmp_path / 'book'}; python make.py book" in about(tmp_path / "lecture14")
    page = tmp_path / "_build" / "html" / "index.html"
    page.parent.mkdir(parents=True)
    page.touch()
    assert f"book       {page}, made from {tmp_path / 'book'}" in about(tmp_path / "lecture14")


@pytest.fixture(scope="module")
def out(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    page = tmp_path_factory.mktemp("page") / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    said = run(installed, "-c", BUILD, str(folder), str(page), LECTURE14_BOOK="1")
    assert said.splitlines() == [str(installed / "lecture14" / "__init__.py"), "0", ""]
    return folder / "out"


def test_an_installed_wheel_makes_a_page_with_all_that_its_pictures_need(out: Path, installed: Path) -> None:
    page = BeautifulSoup((out / "index.html").read_text("utf-8"), "html.parser")
    assert str(installed / "lecture14" / "__init__.py") in page.get_text()
    assert page.select_one("figure.explorer svg")
    assert page.select_one("figure.lab#old-faithful svg")
    scripts = [script["src"].partition("?")[0] for script in page.select("script[src]")]
    for name in ("explorer.js", "frames/index.js", "labs/index.js"):
        assert f"_static/{name}" in scripts
        assert (out / "_static" / name).stat().st_size > 1000
    style = "".join(element.get_text() for element in page.select("head style"))
    assert ".explorer-controls" in style
    assert ".lab-" in style
    assert (out / "labs" / "old-faithful.html").exists()


def test_the_pictures_of_an_installed_wheel_move(out: Path, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto((out / "index.html").as_uri())
        explorer, lab = page.locator("figure.explorer"), page.locator("figure.lab")
        before = explorer.locator("svg").inner_html(), lab.locator("svg").first.inner_html()
        explorer.get_by_label("quotient").select_option("centred")
        lab.scroll_into_view_if_needed()
        lab.get_by_role("button", name="M step").click()
        expect(explorer.get_by_label("quotient")).to_have_value("1")
        expect(lab.get_by_role("button", name="Undo")).to_be_enabled()
        assert explorer.locator("svg").inner_html() != before[0]
        assert lab.locator("svg").first.inner_html() != before[1]
        assert trouble == []
