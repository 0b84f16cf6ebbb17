"""What a reader takes along: zips that are the same each time, the manifest's account of the site, links in each build,
the hand-outs as a student has them, and the page that offers all that, below a path and from a file.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import os
import re
import runpy
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

import make
from book import handouts
from book.downloads import __main__ as finish
from book.downloads import archive, links, manifest, notebooks, parts, stick
from tests.book import checks
from tests.book.conftest import serving
from tests.book.listed import faults
from tests.book.small_site import SmallSite
from tests.book.visit import Visitor

ROOT = notebooks.ROOT
PLACE = notebooks.PLACE
#: What starts a server, and where the book is then.
SERVER = (stick.POSIX, stick.WINDOWS, stick.ADDRESS)
PAGE = ROOT / "book" / "downloads.md"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
CODE = '<code class="docutils literal notranslate"><span class="pre">{}</span></code>'
#: A file of each part.
FILES = {
    "index.html": 10,
    "downloads.html": 20,
    "_static/python-here.js": 30,
    "python/pyodide.js": 4000,
    "lite/tree/index.html": 500,
    "slides/index.html": 60,
    "slides/em.html": 3_400_000,
    "downloads/notebooks/01-a.ipynb": 12_345,
    "lecture14.pdf": 7_000_000,
    "downloads/lecture14-notebooks.zip": 900,
}


def site_of(folder: Path, *without: str) -> Path:
    """A site with the files above but for some parts."""
    for address, size in FILES.items():
        if parts.owner(address).name not in without:
            file = folder / address
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"x" * size)
    return folder


# -- Zips ------------------------------------------------------------------------------------------------------------


def test_a_zip_is_the_same_whenever_its_files_are(tmp_path: Path) -> None:
    (tmp_path / "c.png").write_bytes(b"c" * 500)
    for name, order in (("one.zip", ("a", "b/d", "c.png")), ("two.zip", ("c.png", "b/d", "a"))):
        given = {"a": b"a" * 500, "b/d": b"d", "c.png": tmp_path / "c.png"}
        archive.write(tmp_path / name, "top", {key: given[key] for key in order}, 1_700_000_000)
        os.utime(tmp_path / "c.png", (1, 1))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as zipped:
        assert zipped.namelist() == ["top/a", "top/b/d", "top/c.png"]
        assert {entry.date_time for entry in zipped.infolist()} == {time.gmtime(1_700_000_000)[:6]}
        assert [entry.compress_size for entry in zipped.infolist()][2] == 500
        assert zipped.read("top/a") == b"a" * 500
    assert {file.suffix for file in tmp_path.iterdir()} == {".zip", ".png"}


def test_a_zip_is_of_the_day_that_one_says_else_of_the_last_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert archive.epoch(tmp_path) == archive.EARLIEST
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert archive.epoch(tmp_path) == 1_700_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert archive.epoch(tmp_path) == archive.EARLIEST


def test_the_stick_has_the_whole_site_and_a_text_on_top(tmp_path: Path) -> None:
    html = site_of(tmp_path / "html")
    manifest.write(html, ROOT)
    zips = [stick.pack(html, tmp_path / name, archive.EARLIEST) for name in ("one.zip", "two.zip")]
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as zipped:
        zipped.extractall(tmp_path)
    unpacked = tmp_path / "lecture14-site"
    text = (unpacked / "READ-ME-FIRST.txt").read_text("utf-8")
    for said in (VERSION, *SERVER, "index.html"):
        assert said in text
    (unpacked / "READ-ME-FIRST.txt").unlink()
    assert faults(unpacked, json.loads((unpacked / parts.MANIFEST).read_text("utf-8"))) == []


# -- The manifest ----------------------------------------------------------------------------------------------------


def test_the_manifest_accounts_for_each_file(tmp_path: Path) -> None:
    told = manifest.write(site_of(tmp_path), ROOT)
    assert json.loads((tmp_path / parts.MANIFEST).read_text("utf-8")) == told
    assert faults(tmp_path, told) == []
    assert told["bytes"] == sum(FILES.values())
    assert [part["name"] for part in told["parts"]] == [part.name for part in parts.PARTS]
    assert {part["name"]: part["bytes"] for part in told["parts"]}["slides"] == 3_400_060
    assert (told["version"], told["title"][:8]) == (VERSION, "Autodiff")


def first(told: dict[str, Any], table: str) -> dict[str, Any]:
    return told[table][0]


FAULTS = {
    "is not listed": lambda told: told["files"].pop(),
    "is listed and not there": lambda told: told["files"].append(first(told, "files") | {"address": "no"}),
    "has 30 bytes; listed are 1": lambda told: first(told, "files").update(bytes=1),
    "has another hash": lambda told: first(told, "files").update(sha256="0"),
    "book has 3 files": lambda told: first(told, "parts").update(files=2),
    "said to be missing": lambda told: first(told, "parts").update(missing="why"),
    "book begins at no.html": lambda told: first(told, "parts").update(entry="no.html"),
    "all files have not": lambda told: told.update(bytes=0),
}


@pytest.mark.parametrize("complaint", FAULTS)
def test_every_fault_of_a_manifest_is_seen(tmp_path: Path, complaint: str) -> None:
    told = manifest.manifest(site_of(tmp_path), ROOT)
    FAULTS[complaint](told)
    assert any(complaint in fault for fault in faults(tmp_path, told))


@pytest.mark.parametrize("part", parts.PARTS[1:], ids=lambda part: part.name)
def test_a_missing_part_is_said_with_what_makes_it(tmp_path: Path, part: parts.Part) -> None:
    told = manifest.manifest(site_of(tmp_path, part.name), ROOT)
    assert faults(tmp_path, told) == []
    described = next(each for each in told["parts"] if each["name"] == part.name)
    assert described["missing"] == part.makes
    assert re.search(rf"{part.name} +missing +`make [a-z]+`", manifest.table(told))
    assert re.findall(r"`make (\w+)`", part.makes)[0] in make.tasks()


def test_a_machine_that_publishes_stops_at_half_a_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    html = site_of(tmp_path / "_build/html", "PDF", "JupyterLite")
    for name in ("pyproject.toml", "_config.yml"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(finish, "ROOT", tmp_path)
    monkeypatch.setattr(notebooks, "lay_out", lambda html: None)
    monkeypatch.setenv("CI", "false")
    finish.main()
    shown = capsys.readouterr().out
    assert re.search(r"(?m)^all +8 +3\.4 MB  manifest\.json$", shown)
    assert faults(html, json.loads((html / parts.MANIFEST).read_text("utf-8"))) == []
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SystemExit, match="The site lacks JupyterLite: nothing"):
        finish.main()


# -- Links -----------------------------------------------------------------------------------------------------------


def test_a_name_becomes_a_link_where_its_file_is_and_a_name_again_where_it_goes() -> None:
    page = "".join(f"<p>{CODE.format(name)}</p>" for name in [*FILES, "slides/none.html", "make"])
    whole = links.linked(page, FILES, with_size=True)
    linked = {a["href"]: a for a in BeautifulSoup(whole, "html.parser").select("a.made")}
    assert [*linked] == [name for name in FILES if parts.owner(name) is not parts.BOOK]
    assert linked["slides/index.html"].find_next_sibling().get_text() == " (3.4 MB)"
    assert linked["lecture14.pdf"].find_next_sibling().get_text() == " (7.0 MB)"
    saved = {name for name, a in linked.items() if a.has_attr("download")}
    assert saved == {"downloads/notebooks/01-a.ipynb", "downloads/lecture14-notebooks.zip"}
    assert links.linked(whole, FILES, with_size=True) == whole
    assert links.linked(whole, {}, with_size=True) == page
    assert "made-size" not in links.linked(whole, FILES, with_size=False)


def test_what_is_said_of_all_is_the_manifests_sum(tmp_path: Path) -> None:
    html = site_of(tmp_path)
    names = (parts.MANIFEST, "downloads/notebooks/01-a.ipynb")
    (html / "downloads.html").write_text(" ".join(CODE.format(name) for name in names))
    links.fill(html)
    assert '<a class="made" href="manifest.json"' not in (html / "downloads.html").read_text("utf-8")
    told = manifest.write(html, ROOT)
    links.fill(html)
    told = manifest.write(html, ROOT)
    text = (html / "downloads.html").read_text("utf-8")
    assert f'</a><span class="made-size"> ({parts.said(told["bytes"])})</span>' in text
    assert faults(html, told) == []


# -- The page --------------------------------------------------------------------------------------------------------


def test_the_page_names_what_a_site_has_and_commands_that_exist() -> None:
    text = PAGE.read_text("utf-8")
    named = set(re.findall(r"`([\w./-]+/[\w.-]+|lecture14\.pdf)`", text))
    assert named == {
        f"downloads/{notebooks.NAME}.zip",
        f"downloads/lecture14-{VERSION}-py3-none-any.whl",
        "lite/tree/index.html",
        "slides/index.html",
        "lecture14.pdf",
    }
    commands = set(re.findall(r"`make ([\w-]+)`", text))
    assert {"site", "zip", "pdf", "slides", "student", "serve"} == commands <= {*make.tasks()}


def test_the_line_that_starts_a_server_is_one_everywhere() -> None:
    for file in (PAGE, ROOT / "README.md", ROOT / "book/deck/deck.js"):
        text = " ".join(re.sub(r'" \+\s+"', "", file.read_text("utf-8")).split())
        for said in SERVER:
            assert said in text, file


def test_the_directive_lists_the_hand_outs_by_their_names(tmp_path: Path) -> None:
    contents = {"format": "jb-book", "root": "index", "parts": [
        {"caption": "Part I: A", "chapters": [{"file": "b"}, {"file": "words"}, {"file": "a"}]},
        {"caption": "Reference", "chapters": [{"file": "c"}]},
    ]}  # fmt: skip
    (tmp_path / "contents.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    for name in "abc":
        cells = [nbformat.v4.new_markdown_cell(f"# Chapter {name}", id="title")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    (tmp_path / "words.md").write_text("# Words\n", encoding="utf-8")
    site = SmallSite(
        tmp_path, "# Front\n\n```{hand-outs}\n```\n", "sphinx_external_toc", "myst_nb", "hand_outs",
        external_toc_path=str(tmp_path / "contents.yml"), nb_execution_mode="off",
    )  # fmt: skip
    assert site.warnings == ""
    items = site.soup.select(".hand-outs ol > li")
    assert [item.get_text(strip=True) for item in items] == [
        f"Chapter b: {PLACE}/01-b.ipynb".replace(": ", ":"),
        f"Chapter a: {PLACE}/02-a.ipynb".replace(": ", ":"),
    ]
    sizes = {f"{PLACE}/01-b.ipynb": 1}
    assert len(BeautifulSoup(links.linked(site.html, sizes, True), "html.parser").select("a.made")) == 1


# -- The server ------------------------------------------------------------------------------------------------------


def test_serve_py_has_the_types_of_the_web_whatever_the_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mimetypes, "guess_type", lambda *path, **options: ("text/plain", None))
    handler = runpy.run_path(str(ROOT / "book/assets/root/serve.py"))["Handler"]
    kinds = {name: handler.guess_type(handler, f"a.{name}") for name in ("js", "mjs", "wasm", "css", "txt")}
    assert kinds == {
        "js": "text/javascript",
        "mjs": "text/javascript",
        "wasm": "application/wasm",
        "css": "text/css",
        "txt": "text/plain",
    }


# -- As a student and as a reader has it -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lies in `downloads`, twice: in one/ and in two/."""
    place = tmp_path_factory.mktemp("taken")
    for name in ("one", "two"):
        (place / name).mkdir()
        notebooks.lay_out(place / name)
    return place


@pytest.fixture(scope="module")
def unzipped(taken: Path) -> Path:
    with zipfile.ZipFile(taken / "one" / "downloads" / f"{notebooks.NAME}.zip") as zipped:
        zipped.extractall(taken)
    return taken / notebooks.NAME


@pytest.mark.slow
def test_two_builds_have_the_same_bytes(taken: Path) -> None:
    one, two = (
        {file.relative_to(taken / name): file.read_bytes() for file in (taken / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert len(one) == len(handouts.chapters()) + 2
    assert one == two


@pytest.mark.slow
def test_the_zip_has_what_its_text_says(taken: Path, unzipped: Path) -> None:
    text = (unzipped / "START-HERE.txt").read_text("utf-8")
    assert len(re.findall(r"(?m)^    \.venv\S+ -m|^    (?:python3|py) -m", text)) == 6
    listed = {"START-HERE.txt", f"lecture14-{VERSION}-py3-none-any.whl"}
    listed |= {*re.findall(r"(?m)^    ([\w.-]+)(?:, |   )", text), "LICENSE-text"}
    chapters = {file.name for file in (taken / "one" / PLACE).iterdir()}
    assert {file.name for file in unzipped.iterdir()} == listed | chapters
    assert f"01-… to {len(chapters)}-…" in text
    package = ROOT / "lecture14" / "data"
    assert (unzipped / "data/penguins.csv").read_bytes() == (package / "penguins.csv").read_bytes()
    assert (unzipped / "data/cells.csv").read_bytes() == gzip.decompress(
        (package / "cells.csv.gz").read_bytes()
    )
    assert "CC0" in (unzipped / "data/LICENSES.md").read_text("utf-8")
    for name in chapters:
        assert (unzipped / name).read_bytes() == (taken / "one" / PLACE / name).read_bytes()
    wheel, *needs = (unzipped / "requirements.txt").read_text("utf-8").split()
    assert (unzipped / wheel.removesuffix("[chapters]")).is_file()
    assert [re.split("[<>]", need)[0] for need in needs] == [*notebooks.TOOLS]


@pytest.mark.slow
def test_a_notebook_of_the_zip_runs_with_its_wheel_and_checks_an_answer(
    unzipped: Path, tmp_path: Path
) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    wheel = next(unzipped.glob("*.whl"))
    subprocess.run([*pip, "--no-deps", "--target", str(tmp_path), str(wheel)], check=True)
    solved = '"dual-by-hand"'
    book = nbformat.read(handouts.BOOK / "dual-numbers.ipynb", as_version=4)
    tagged = [cell for cell in book.cells if "solution" in cell.metadata.get("tags", ())]
    answer = next(cell.source for cell in tagged if solved in cell.source)
    name = "03-dual-numbers.ipynb"
    notebook = nbformat.read(unzipped / name, as_version=4)
    stub = next(cell for cell in notebook.cells if solved in cell.source)
    # The page's first stub imports `check`.
    begin = "import lecture14\nfrom lecture14.exercises import check\n"
    stub.source = begin + re.sub(r"(?m)^(check\(.*\))$", r"print(\1, lecture14.__file__)", answer)
    nbformat.write(notebook, unzipped / name)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    environment.pop("LECTURE14_BOOK", None)
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", name]
    subprocess.run(command, cwd=unzipped, env=environment, check=True, capture_output=True)
    ran = nbformat.read(unzipped / name, as_version=4)
    said = next(cell for cell in ran.cells if solved in cell.source).outputs[0].text
    assert said.startswith("✓ dual-by-hand")
    assert str(tmp_path / "lecture14") in said
    assert json.loads((unzipped / "progress.json").read_text("utf-8"))["dual-by-hand"]["passed"]


@pytest.fixture(scope="module")
def site(book: Path, taken: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built book with the downloads beside it, and nothing written to the book itself."""
    place = tmp_path_factory.mktemp("site")
    for entry in book.iterdir():
        if entry.name not in ("downloads", *links.PAGES, parts.MANIFEST):
            (place / entry.name).symlink_to(entry)
    for name in links.PAGES:
        shutil.copy(book / name, place)
    shutil.copytree(taken / "one" / "downloads", place / "downloads")
    (place / parts.MANIFEST).touch()
    links.fill(place)
    return place


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as address:
        yield address


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_the_page_leads_below_any_path_to_what_it_offers(
    visitor: Visitor, address: str, site: Path, theme: str, width: int
) -> None:
    visit = visitor(address + "downloads.html", theme=theme, width=width)
    offered = visit.page.locator("article a.made[download]")
    assert offered.count() == len(handouts.chapters()) + 2
    for link in offered.all():
        answer = visit.page.request.get(link.evaluate("(link) => link.href"))
        file = site / link.get_attribute("href")
        assert (answer.status, len(answer.body())) == (200, file.stat().st_size)
        size = link.evaluate("(link) => link.nextSibling.textContent")
        assert size == f" ({parts.said(file.stat().st_size)})"
    with visit.page.expect_download() as download:
        offered.first.click()
    assert (
        Path(download.value.path()).read_bytes() == (site / offered.first.get_attribute("href")).read_bytes()
    )
    checks.lay_out(visit.page)
    assert checks.accessibility(visit.page) == []
    assert checks.overflow(visit.page) == []
    assert (visit.outside, visit.trouble) == ([], [])


@pytest.mark.slow
def test_an_ordinary_build_has_names_and_no_links(book: Path, visitor: Visitor, tmp_path: Path) -> None:
    for entry in book.iterdir():
        if entry.is_dir() and entry.name in ("_static",):
            (tmp_path / entry.name).symlink_to(entry)
    for name in links.PAGES:
        shutil.copy(book / name, tmp_path)
    links.fill(tmp_path)
    for name in links.PAGES:
        visit = visitor((tmp_path / name).as_uri())
        assert visit.page.locator("a.made, .made-size").count() == 0
        assert visit.trouble == []
    assert "make site" in visit.page.locator("article").inner_text()
