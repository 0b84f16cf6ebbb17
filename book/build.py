"""Build the book: ``python book/build.py``, all that ``make book`` adds to an installed environment.

A build happens in ``_build/work`` and is copied to ``_build/html``, by rename, only when it has succeeded
without a warning; a failing build leaves the last good book as it was. Between builds three things are
kept: what the book was made from (nothing changed: nothing is done), Sphinx's parsed pages (only changed
pages are read again), and the executed notebooks (run again when their code, the package or a pinned
version changed).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IGNORED = {"__pycache__", ".ipynb_checkpoints"}


def digest(files: Iterable[Path], root: Path) -> str:
    """One hash of the names and bytes of files."""
    total = hashlib.sha256(sys.version.encode())
    for file in sorted(files):
        total.update(
            f"{file.relative_to(root).as_posix()}\0{file.stat().st_size}\0".encode() + file.read_bytes()
        )
    return total.hexdigest()


def inputs(root: Path) -> dict[str, str]:
    """What the book is made from, mostly as hashes, grouped by what has to be done again when a group changes."""

    def below(folder: str) -> set[Path]:
        return {p for p in (root / folder).rglob("*") if p.is_file() and not IGNORED & set(p.parts)}

    book = below("book")
    pages = {p for p in book if p.suffix in {".md", ".ipynb"}}
    return {
        "code": digest(below("lecture14") | set(root.glob("requirements.txt")), root),
        "frame": digest((book - pages) | {root / "_config.yml", root / "_toc.yml"}, root),
        "pages": digest(pages, root),
        # A page shows when it last changed (_ext/page_dates.py), which a commit settles.
        "history": history(root),
        # What stands above `site` in _config.yml.
        "site": str(sorted(pair for pair in os.environ.items() if pair[0].startswith("LECTURE14_SITE_"))),
    }


def history(root: Path) -> str:
    """The last commit of pages and package, and what differs from it; empty where git knows nothing of them."""
    asked = (["log", "-1", "--format=%H"], ["status", "--porcelain"])
    try:
        return "".join(
            subprocess.run(
                ["git", *question, "--", "book", "lecture14"],
                cwd=root,
                capture_output=True,
                encoding="utf-8",
                check=True,
            ).stdout
            for question in asked
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        return ""


def run_notebooks(root: Path, work: Path) -> None:
    """Run the notebooks that the cache lacks, one a core, into the cache where the build then finds them.

    Sphinx reads one page after the other: not all of its extensions say that they may run side by side. A
    notebook that fails here is left to the build, which runs it again and reports it with its page.
    """
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    cache = get_cache(work / ".jupyter_cache")
    notebooks = sorted((root / "book").glob("*.ipynb"), key=lambda page: page.stat().st_size, reverse=True)
    for page in notebooks:
        cache.add_nb_to_project(str(page))
    load_executor("local-parallel", cache).run_and_cache(timeout=600)


def run_jupyter_book(root: Path, work: Path) -> bool:
    """Build into work/html; true if there was neither an error nor a warning."""
    # Imported here because it takes seconds, and an unchanged book needs none of it.
    from jupyter_book.sphinx import build_sphinx

    # The package's pictures render as plain HTML; kernels come from this environment, not from the user's
    # home.
    os.environ |= {
        "LECTURE14_BOOK": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    run_notebooks(root, work)
    # What `jupyter-book build -n -W --keep-going` calls, with one difference that its command line cannot
    # say: read changed pages only, but write every page and copy every static file again.
    status = build_sphinx(
        root / "book",
        work / "html",
        doctreedir=work / "doctrees",
        noconfig=True,
        path_config=root / "_config.yml",
        confoverrides={
            "external_toc_path": (root / "_toc.yml").as_posix(),
            "latex_individualpages": False,
            "nitpicky": True,
        },
        force_all=True,
        warningiserror=True,
        keep_going=True,
    )
    return status == 0


def put_in_place(new: Path, place: Path) -> None:
    """Make place a copy of new, by rename, so that nobody meets half a book."""
    following, previous = place.with_suffix(".next"), place.with_suffix(".previous")
    for leftover in (following, previous):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(new, following)
    if place.exists():
        place.rename(previous)
    following.rename(place)
    shutil.rmtree(previous, ignore_errors=True)


def build(root: Path = ROOT) -> bool:
    """Bring root/_build/html up to date; false if that failed and the last good book still stands."""
    begin = time.perf_counter()
    work, place = root / "_build" / "work", root / "_build" / "html"
    record = work / "inputs.json"
    now = inputs(root)
    before = json.loads(record.read_text()) if record.exists() else {}
    index = (place / "index.html").as_uri()
    if now == before and place.exists():
        print(f"Nothing changed. The book is at {index}")
        return True

    record.unlink(missing_ok=True)
    shutil.rmtree(work / "html", ignore_errors=True)
    if now["code"] != before.get("code"):
        shutil.rmtree(work / ".jupyter_cache", ignore_errors=True)
    # Also after a failure, which left no record: Sphinx warns about a page once, when it reads it.
    if (now["code"], now["frame"]) != (before.get("code"), before.get("frame")):
        shutil.rmtree(work / "doctrees", ignore_errors=True)
    if not run_jupyter_book(root, work):
        kept = f"The last good book is still at {index}" if place.exists() else "There is no earlier book."
        print(f"\nThe build failed: mend the warnings and errors above. {kept}", file=sys.stderr)
        return False
    put_in_place(work / "html", place)
    record.write_text(json.dumps(now))
    print(f"\nBuilt in {time.perf_counter() - begin:.0f} s. The book is at {index}")
    return True


if __name__ == "__main__":
    sys.exit(0 if build() else 1)
