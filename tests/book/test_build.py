"""Building the book: a failing build leaves the last good book in place; an unchanged one is left alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from book.build import put_in_place
from book.inputs import inputs

ROOT = Path(__file__).parents[2]


class SmallBook:
    """A book of two pages with the real configuration, extensions and build script."""

    def __init__(self, root: Path) -> None:
        self.root, self.html = root, root / "_build" / "html"
        for folder in ("_ext", "assets"):
            shutil.copytree(ROOT / "book" / folder, root / "book" / folder)
        for script in ("build.py", "inputs.py"):
            shutil.copy(ROOT / "book" / script, root / "book")
        shutil.copy(ROOT / "_config.yml", root)
        (root / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n  - file: run\n")
        (root / "book" / "references.bib").write_text("")
        self.write("Good $x$.", "print(6 * 7)")

    def write(self, text: str, code: str) -> None:
        (self.root / "book" / "index.md").write_text(f"# Small book\n\n{text}\n", encoding="utf-8")
        cells = [new_markdown_cell("# Run"), new_code_cell(code)]
        nbformat.write(new_notebook(cells=cells), self.root / "book" / "run.ipynb")

    def build(self) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "book/build.py"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, env=environment, check=False
        )

    def fingerprint(self) -> str:
        files = sorted(p for p in self.html.rglob("*") if p.is_file())
        return hashlib.sha256(b"".join(str(p).encode() + p.read_bytes() for p in files)).hexdigest()


@pytest.mark.slow
def test_last_good_book_stays_until_there_is_a_better_one(tmp_path: Path) -> None:
    book = SmallBook(tmp_path)
    result = book.build()
    assert result.returncode == 0, result.stderr
    assert "42" in (book.html / "run.html").read_text(encoding="utf-8")
    good = book.fingerprint()

    result = book.build()
    assert result.stdout.startswith("Nothing changed. The book is at file://")
    assert book.fingerprint() == good

    # A formula that KaTeX cannot read, a link to nowhere, a cell that fails.
    book.write("Bad $\\frac{1}{$ and [nowhere](nowhere.md).", "1 / 0")
    result = book.build()
    assert result.returncode == 1
    assert "The last good book is still at file://" in result.stderr
    assert "run.ipynb" in result.stderr + result.stdout
    assert "ZeroDivisionError" in result.stderr + result.stdout
    assert book.fingerprint() == good

    # Sphinx warns about a page once, when it reads it: building again must not turn that into success.
    book.write("Bad $\\frac{1}{$ and [nowhere](nowhere.md).", "print(6 * 7)")
    for _ in range(2):
        result = book.build()
        assert result.returncode == 1
        assert "index.md:3: WARNING: bad TeX" in result.stderr
        assert "nowhere.md" in result.stderr
        assert book.fingerprint() == good

    book.write("Better $y$.", "print(6 * 8)")
    result = book.build()
    assert result.returncode == 0, result.stderr
    assert "Better" in (book.html / "index.html").read_text(encoding="utf-8")
    assert "48" in (book.html / "run.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_a_change_asks_for_is_done_again_and_looks_like_a_book_from_nothing(tmp_path: Path) -> None:
    book = SmallBook(tmp_path)
    (tmp_path / "lecture14").mkdir()
    for module in ("used", "unused"):
        (tmp_path / "lecture14" / f"{module}.py").write_text("")
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n  - file: run\n  - file: links\n"
    )
    (tmp_path / "book" / "links.md").write_text(
        "# Links\n\nTo {doc}`run`, {ref}`place`, {eq}`second`.\n", encoding="utf-8"
    )
    runs = tmp_path / "runs.txt"
    code = f"print(6 * 7, file=open({str(runs)!r}, 'a'))"
    text = "Names `lecture14.used`.\n\n(place)=\n## A place\n\n$$x$$ (first)\n\n$$y$$ (second)\n\n{text}"

    def edit(title: str, *, place: str = "A place", more: str = "", text: str = text) -> None:
        shown = text.replace("A place", place).replace("{text}", more)
        cells = [new_markdown_cell(f"# {title}\n\n{shown}", id="words"), new_code_cell(code, id="code")]
        nbformat.write(new_notebook(cells=cells), tmp_path / "book" / "run.ipynb")

    def built() -> set[str]:
        """Build; the pages that were written."""
        before = {page.name: page.stat().st_mtime_ns for page in book.html.glob("*.html")}
        result = book.build()
        assert result.returncode == 0, result.stderr
        assert result.stdout.count("file://") == 1
        pages = {page.name for page in book.html.glob("*.html") if not page.name.startswith(("gen", "sea"))}
        return {name for name in pages if before.get(name) != (book.html / name).stat().st_mtime_ns}

    edit("Run")
    assert built() == {"index.html", "run.html", "links.html"}
    assert runs.read_text() == "42\n"

    # A word: its page, and the one that lists it. What other pages say of it: all of them.
    edit("Run", more="One more word.")
    assert built() == {"index.html", "run.html"}
    edit("Walk", place="Another place")
    assert built() == {"index.html", "run.html", "links.html"}
    edit("Walk", place="Another place", text=text.replace("$$x$$ (first)", ""))
    assert built() == {"index.html", "run.html", "links.html"}
    assert "Another place" in (book.html / "links.html").read_text(encoding="utf-8")
    assert runs.read_text() == "42\n"

    # In the package: the notebook that uses what changed.
    (tmp_path / "lecture14" / "unused.py").write_text("pass\n")
    built()
    assert runs.read_text() == "42\n"
    (tmp_path / "lecture14" / "used.py").write_text("pass\n")
    built()
    assert runs.read_text() == "42\n42\n"

    # A page that fails and is mended: nothing has to run for it.
    edit("Walk", more="{doc}`nowhere`")
    assert book.build().returncode == 1
    edit("Walk", more="The last word.")
    built()
    assert runs.read_text() == "42\n42\n"

    edit("Walk", more="The very last word.")
    assert built() == {"index.html", "run.html"}
    # A commit that dates no page anew.
    record = tmp_path / "_build" / "work" / "inputs.json"
    committed = json.loads(record.read_text(encoding="utf-8")) | {"history": "another commit"}
    record.write_text(json.dumps(committed), encoding="utf-8")
    assert built() == {"index.html"}
    kept = book.fingerprint()
    shutil.rmtree(tmp_path / "_build" / "work")
    built()
    assert book.fingerprint() == kept


def test_a_build_waits_for_the_one_that_is_at_work(tmp_path: Path) -> None:
    (tmp_path / "_build" / "html").mkdir(parents=True)
    (tmp_path / "_build" / "work").mkdir()
    for name in ("_config.yml", "_toc.yml"):
        (tmp_path / name).touch()
    (tmp_path / "_build" / "work" / "inputs.json").write_text(json.dumps(inputs(tmp_path)))
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pathlib import Path; from book.build import build"
    command = [sys.executable, "-c", f"{program}; build(Path({str(tmp_path)!r}))"]
    with FileLock(tmp_path / "_build" / "building.lock"):
        waiting = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert waiting.stdout is not None
        assert waiting.stdout.readline().startswith("Another build is at work here")
        assert waiting.poll() is None
    rest, _ = waiting.communicate(timeout=60)
    assert rest.startswith("Nothing changed.")


def test_book_is_replaced_whole(tmp_path: Path) -> None:
    new, place = tmp_path / "new", tmp_path / "html"
    for folder, name in ((new, "new.html"), (place, "old.html"), (tmp_path / "html.next", "half.html")):
        folder.mkdir()
        (folder / name).write_text(name)
    put_in_place(new, place)
    assert [p.name for p in place.iterdir()] == ["new.html"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["html", "new"]
