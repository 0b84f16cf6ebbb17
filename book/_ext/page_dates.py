"""When a page last changed, in its footer: the date of the last commit of its source and of what it quotes.

The date comes from git's history, so two builds of one commit say the same. Where it cannot be known there is none:
in a copy without history, in a shallow clone, whose first commit seems to bring everything, on a page that differs from
its last commit, and on pages without a source, such as the index.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def git(root: Path, *arguments: str) -> str | None:
    """What a git command says in a folder; None where it fails, or where there is no git."""
    try:
        ran = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, encoding="utf-8", check=False
        )
    except FileNotFoundError:
        return None
    return None if ran.returncode else ran.stdout.strip()


def last_commit(root: Path, files: Iterable[Path]) -> date | None:
    """The day of the last commit that changed one of the files, if it is known and none has changed since."""
    names = sorted(str(file) for file in files)
    if not names or git(root, "rev-parse", "--is-shallow-repository") != "false":
        return None
    if git(root, "status", "--porcelain", "--", *names) != "":
        return None
    day = git(root, "log", "-1", "--format=%cs", "--", *names)
    return date.fromisoformat(day) if day else None


def sources(app: Sphinx, page: str) -> set[Path]:
    """The page's own file, and those of the project that Sphinx reads for it: a docstring's, a listing's."""
    book = Path(app.srcdir).resolve()
    read = {Path(app.env.doc2path(page)), *(book / name for name in app.env.dependencies.get(page, ()))}
    inside = {file.resolve() for file in read if file.resolve().is_relative_to(book.parent)}
    # A picture that a cell drew lies among what is built.
    return {file for file in inside if "_build" not in file.parts}


def settle(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Find every page's date; the pages that have another one than in the last build have to be written again."""
    before = env.__dict__.get("page_dates", {})
    now = {page: last_commit(Path(app.srcdir), sources(app, page)) for page in sorted(env.found_docs)}
    env.__dict__["page_dates"] = now
    return [page for page, day in now.items() if page not in before or before[page] != day]


def date_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    day = app.env.__dict__["page_dates"][pagename] if doctree else None
    context["page_date"] = day.isoformat() if day else None
    context["last_updated"] = f"{day:%B} {day.day}, {day.year}" if day else None


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("env-updated", settle)
    app.connect("html-page-context", date_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
