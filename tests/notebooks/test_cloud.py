"""Copies of the notebooks for Colab and Binder: a copy brings what it needs, and the sources stay as they are."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from packaging.requirements import Requirement

from book import cloud, handouts

from public.setting import Site  # isort: skip

SITE = Site("https://name.github.io/lecture14/", "https://github.com/name/lecture14")


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cloud") / "copies"
    cloud.write(folder, SITE, "The book")
    return folder


def test_every_notebook_has_a_copy_under_the_name_of_its_page(copies: Path) -> None:
    names = {path.name for path in handouts.BOOK.glob("*.ipynb")}
    assert {path.name for path in copies.glob("*.ipynb")} == names
    listed = re.findall(r"\d+\. \[.+\]\((.+\.ipynb)\)", (copies / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(names)
    assert listed[:2] == ["why-derivatives.ipynb", "differences.ipynb"]


def test_a_copy_is_a_hand_out_behind_two_cells(copies: Path) -> None:
    before = {path: path.read_bytes() for path in handouts.BOOK.glob("*.ipynb")}
    for source in before:
        copied = nbformat.read(copies / source.name, as_version=4)
        nbformat.validate(copied)
        words, install, *rest = copied.cells
        assert f"]({SITE.page(source.stem)})" in words.source
        assert install.metadata["tags"] == ["install"]
        assert rest == handouts.emptied(handouts.in_words(nbformat.read(source, as_version=4))).cells
        assert not [cell for cell in rest if "solution" in cell.metadata.get("tags", ())]
    assert before == {path: path.read_bytes() for path in before}


@pytest.mark.parametrize("there", [True, False])
def test_the_first_cell_installs_what_is_not_there(
    copies: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    commands: list[tuple[str, str]] = []

    class Shell:
        def run_line_magic(self, name: str, line: str) -> None:
            commands.append((name, line))

    if not there:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    cell = nbformat.read(copies / "em.ipynb", as_version=4).cells[1]
    exec(TransformerManager().transform_cell(cell.source), {"get_ipython": Shell})
    install = ("pip", 'install --quiet "lecture14[chapters] @ git+https://github.com/name/lecture14@main"')
    assert commands == ([] if there else [install])


def test_binder_installs_the_same_and_what_jupyterlab_needs(copies: Path) -> None:
    lines = (copies / ".binder/requirements.txt").read_text(encoding="utf-8").splitlines()
    package, lab = map(Requirement, lines)
    assert (package.name, package.extras) == ("lecture14", {"chapters"})
    assert package.url == "git+https://github.com/name/lecture14@main"
    assert lab.name == "jupyterlab-myst"
    python = (copies / ".binder/runtime.txt").read_text(encoding="utf-8").strip()
    project = tomllib.loads((handouts.BOOK.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"]["chapters"]
    assert project["requires-python"] == ">=3.11"
    assert tuple(map(int, python.removeprefix("python-").split("."))) >= (3, 11)


def test_a_book_without_an_address_names_its_repository(tmp_path: Path) -> None:
    notebook = nbformat.read(handouts.BOOK / "em.ipynb", as_version=4)
    copied = cloud.copy(notebook, "em", Site(repository=SITE.repository))
    assert f"]({SITE.repository})" in copied.cells[0].source


def test_without_a_repository_there_is_nothing_to_install_from(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="repository is empty"):
        cloud.write(tmp_path / "copies", Site(), "The book")
    assert not (tmp_path / "copies").exists()
