"""A page's date is that of its last commit, and there is none where git cannot know it."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from book.inputs import history
from tests.book.small_site import SmallSite

from page_dates import last_commit  # isort: skip - the extensions' folder comes with small_site


def git(root: Path, *arguments: str, day: str = "2026-01-01") -> None:
    when = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{day}T12:00:00Z")
    who = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "protocol.file.allow=always"]
    subprocess.run(
        ["git", *who, *arguments], cwd=root, env=os.environ | when, check=True, capture_output=True
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two pages: one of March, one of May."""
    root = tmp_path / "project"
    (root / "book").mkdir(parents=True)
    git(root, "init", "--quiet")
    for name, day in (("old", "2026-03-04"), ("new", "2026-05-06")):
        (root / "book" / f"{name}.md").write_text(f"# {name}\n")
        git(root, "add", ".")
        git(root, "commit", "--quiet", "--message", name, day=day)
    return root


def test_a_page_has_the_date_of_its_last_commit(project: Path) -> None:
    old, new = project / "book" / "old.md", project / "book" / "new.md"
    assert last_commit(project, [old]) == date(2026, 3, 4)
    assert last_commit(project, [old, new]) == date(2026, 5, 6)
    assert last_commit(project / "book", [old]) == date(2026, 3, 4)


def test_a_page_that_was_changed_since_has_no_date(project: Path) -> None:
    old, new = project / "book" / "old.md", project / "book" / "new.md"
    old.write_text("# Changed\n")
    assert last_commit(project, [old]) is None
    assert last_commit(project, [new]) == date(2026, 5, 6)


@pytest.mark.parametrize("copy", ["no history", "shallow", "a page that git does not know"])
def test_where_git_cannot_know_there_is_no_date(project: Path, tmp_path: Path, copy: str) -> None:
    page, elsewhere = project / "book" / "old.md", tmp_path / "elsewhere"
    if copy == "no history":
        (elsewhere / "book").mkdir(parents=True)
        page = elsewhere / "book" / "old.md"
        page.write_text("# old\n")
    elif copy == "shallow":
        git(tmp_path, "clone", "--quiet", "--depth", "1", project.as_uri(), "elsewhere")
        page = elsewhere / "book" / "old.md"
    else:
        page = project / "book" / "newer.md"
        page.write_text("# newer\n")
    assert page.exists()
    assert last_commit(page.parent, [page]) is None


def test_a_commit_builds_the_pages_again(project: Path, tmp_path: Path) -> None:
    before = history(project)
    (project / "book" / "old.md").write_text("# Changed\n")
    changed = history(project)
    git(project, "commit", "--quiet", "--all", "--message", "change", day="2026-07-08")
    assert len({before, changed, history(project)}) == 3
    (project / "README").touch()
    git(project, "add", ".")
    stays = history(project)
    git(project, "commit", "--quiet", "--message", "elsewhere", day="2026-09-10")
    assert history(project) == stays
    assert history(tmp_path) == ""


def test_the_footer_has_the_date(project: Path) -> None:
    folder = project / "book"
    (folder / "index.md").write_text("# Front\n\n```{toctree}\nold\n```\n")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "front", day="2026-08-09")
    (folder / "new.md").unlink()
    site = SmallSite(folder, (folder / "index.md").read_text(), "page_dates")
    assert site.warnings == ""
    assert "August 9, 2026" in site.soup.get_text()
    assert "March 4, 2026" in site.page("old.html").get_text()
    assert "2026" not in site.page("genindex.html").get_text()
