"""Build the book: ``python book/build.py``, all that ``make book`` adds to an installed environment.

A build happens in ``_build/work`` and is copied to ``_build/html``, by rename, only when it has succeeded
without a warning; a failing build leaves the last good book as it was. Between builds are kept: what the book was
made from (nothing changed: nothing is done), the executed notebooks, the pages as Sphinx has read them, and as it has
written them. What has to be dropped of that when something has changed follows from `inputs.py`.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from book.inputs import Inputs, changed, inputs, to_run_again  # noqa: E402

if TYPE_CHECKING:
    from jupyter_cache.base import JupyterCacheAbstract

#: What a page has in `_static` of its own; all else there is made anew in each build.
OF_PAGES = {"cards", "frames", "labs"}
#: In the record of a build that failed, so that nothing is equal to it.
FAILED = "failed"


def open_cache(root: Path, work: Path) -> JupyterCacheAbstract:
    """The cache of executed notebooks, which knows those of the book, the longest first."""
    # Imported here because it takes seconds, and an unchanged book needs none of it.
    from jupyter_cache import get_cache

    cache = get_cache(work / ".jupyter_cache")
    notebooks = (root / "book").glob("*.ipynb")
    for page in sorted(notebooks, key=lambda page: page.stat().st_size, reverse=True):
        cache.add_nb_to_project(str(page))
    return cache


def drop_executed(cache: JupyterCacheAbstract, again: set[Path]) -> None:
    """Drop what is to be run again, and what no notebook has any more.

    A cell that was changed and changed back may meet another package than the one that it was run with.
    """
    pages = [Path(record.uri) for record in cache.list_project_records()]
    current = {record.pk: page for page in pages if (record := cache.get_cached_project_nb(str(page)))}
    for record in cache.list_cache_records():
        if record.pk not in current or current[record.pk] in again:
            cache.remove_cache(record.pk)


def run_notebooks(cache: JupyterCacheAbstract) -> None:
    """Run the notebooks that the cache lacks, one a core, into the cache where the build then finds them.

    Sphinx reads one page after the other: not all of its extensions say that they may run side by side. A
    notebook that fails here is left to the build, which runs it again and reports it with its page.
    """
    from jupyter_cache.executors import load_executor

    if waiting := [Path(record.uri).stem for record in cache.list_unexecuted()]:
        print(f"Running {len(waiting)} notebooks: {', '.join(sorted(waiting))}", flush=True)
    load_executor("local-parallel", cache).run_and_cache(timeout=600)
    # It would speak of its processes after the build's last line.
    logging.getLogger("multiprocessing").handlers.clear()


def run_jupyter_book(root: Path, work: Path) -> bool:
    """Build into work/html; true if there was neither an error nor a warning."""
    from jupyter_book.sphinx import build_sphinx

    # What `jupyter-book build -n -W --keep-going` calls.
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


def make_room(root: Path, work: Path, before: Inputs, now: Inputs) -> set[Path]:
    """Drop what a change has made old; return the notebooks that have to be run again.

    Where there is no record of a build, nothing that was made by one is trusted.
    """
    html, doctrees = work / "html", work / "doctrees"
    if before.get("python") != now["python"]:
        shutil.rmtree(work, ignore_errors=True)
        return set()
    again = set()
    if code := changed(before["code"], now["code"]):
        again = to_run_again(root, code)
    if code or before["frame"] != now["frame"] or before["site"] != now["site"]:
        shutil.rmtree(html, ignore_errors=True)
    if before["frame"] != now["frame"]:
        shutil.rmtree(doctrees, ignore_errors=True)
    # Sphinx reads a page again if it is not there, and would else look at the time of its file alone.
    stale = changed(before["pages"], now["pages"]) | {page.relative_to(root).as_posix() for page in again}
    if code:
        stale |= {page for page in now["pages"] if page.endswith(".md")}
    for page in stale:
        (doctrees / Path(page).relative_to("book")).with_suffix(".doctree").unlink(missing_ok=True)
    for file in (html / "_static").glob("*"):
        if file.is_file():
            file.unlink()
        elif file.name not in OF_PAGES:
            shutil.rmtree(file)
    return again


def cells_are_as_before(before: Inputs, now: Inputs) -> bool:
    """Whether the last build succeeded and nothing has changed of which a cell's result could depend."""
    if not before or before["history"] == FAILED or before["code"] != now["code"]:
        return False
    return not any(page.endswith(".ipynb") for page in changed(before["pages"], now["pages"]))


def build(root: Path = ROOT) -> bool:
    """Bring root/_build/html up to date; false if that failed and the last good book still stands."""
    (root / "_build").mkdir(exist_ok=True)
    lock = FileLock(root / "_build" / "building.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        print("Another build is at work here: this one begins when it has ended.", flush=True)
        lock.acquire()
    try:
        return build_alone(root)
    finally:
        lock.release()


def build_alone(root: Path) -> bool:
    """The same, while no other build is at work."""
    begin = time.time()
    work, place = root / "_build" / "work", root / "_build" / "html"
    record = work / "inputs.json"
    now = inputs(root)
    before = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    index = (place / "index.html").as_uri()
    if now == before and place.exists():
        print(f"Nothing changed. The book is at {index}")
        return True

    # Reading and copying pages makes millions of small objects that stay: to look through them less often for
    # rings that nobody holds takes a fifth off a build of one page (11.2 to 8.9 s).
    gc.set_threshold(200_000, 10, 10)
    # The package's pictures render as plain HTML; kernels come from this environment, not from the user's home.
    os.environ |= {
        "LECTURE14_BOOK": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    record.unlink(missing_ok=True)
    again = make_room(root, work, before, now)
    succeeded = False
    # To ask the cache about every notebook takes seconds, which a word in a text need not wait for.
    cache = None if cells_are_as_before(before, now) else open_cache(root, work)
    if cache:
        drop_executed(cache, again)
    try:
        if cache:
            run_notebooks(cache)
        succeeded = run_jupyter_book(root, work)
    finally:
        if not succeeded:
            forget_failure(work, begin, now)
    if not succeeded:
        kept = f"The last good book is still at {index}" if place.exists() else "There is no earlier book."
        print(f"\nThe build failed: mend the warnings and errors above. {kept}", file=sys.stderr)
        return False
    put_in_place(work / "html", place)
    record.write_text(json.dumps(now), encoding="utf-8")
    print(f"\nBuilt in {time.time() - begin:.0f} s. The book is at {index}")
    return True


def forget_failure(work: Path, begin: float, now: Inputs) -> None:
    """Keep of a failed build what is right: the notebooks that ran, and the pages that it has not read.

    Sphinx warns about a page once, when it reads or writes it: to build again must not turn that into success.
    """
    shutil.rmtree(work / "html", ignore_errors=True)
    for page in (work / "doctrees").rglob("*.doctree"):
        if page.stat().st_mtime >= begin:
            page.unlink()
    (work / "inputs.json").write_text(json.dumps(now | {"history": FAILED}), encoding="utf-8")


if __name__ == "__main__":
    succeeded = build()
    # Python would look once more, as it ends, through all that it is about to drop: 2.6 s after a build of one page.
    gc.freeze()
    sys.exit(0 if succeeded else 1)
