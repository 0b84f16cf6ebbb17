"""The workflow for GitHub Pages: it runs the README's commands; its own lines are tried in an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import make

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "book" / "_ext"))
from public.setting import FORMS, VARIABLE  # noqa: E402

WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
RUN = [step["run"] for step in STEPS if "run" in step]


def test_it_builds_by_the_readmes_commands_and_by_no_others() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tasks = [run.removeprefix("python make.py ") for run in RUN if not run.startswith("git ")]
    assert tasks == ["site", "cloud"]
    assert all(task in make.tasks() and f"make {task}`" in readme for task in tasks)


def test_its_python_is_new_enough() -> None:
    versions = [step["with"]["python-version"] for step in STEPS if "setup-python" in step.get("uses", "")]
    assert versions
    assert all(tuple(map(int, version.split("."))) >= make.NEEDED for version in versions)


def test_actions_are_githubs_own_at_a_major_version() -> None:
    uses = [step["uses"] for step in STEPS if "uses" in step]
    assert [name for name in uses if not re.fullmatch(r"actions/[\w-]+@v\d+", name)] == []


def test_a_job_may_do_what_it_needs_and_no_more() -> None:
    assert WORKFLOW["permissions"] == {}
    writes = {
        name: sorted(what for what, right in job["permissions"].items() if right == "write")
        for name, job in WORKFLOW["jobs"].items()
    }
    assert writes == {"book": [], "publish": ["id-token", "pages"], "notebooks": ["contents"]}


def test_what_it_sets_is_what_the_build_reads() -> None:
    set_there = {name for step in [WORKFLOW, *STEPS] for name in step.get("env", ())}
    assert set_there == {VARIABLE + name.upper() for name in FORMS}


def git(*arguments: str, cwd: Path) -> str:
    return subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout


@pytest.mark.skipif(shutil.which("bash") is None or shutil.which("git") is None, reason="needs bash and git")
def test_its_own_lines_put_the_copies_and_nothing_else_on_their_branch(tmp_path: Path) -> None:
    (script,) = [run for run in RUN if run.startswith("git ")]
    host, sources = tmp_path / "host.git", tmp_path / "sources"
    git("init", "--quiet", "--bare", "--initial-branch", "main", str(host), cwd=tmp_path)
    git("clone", "--quiet", str(host), str(sources), cwd=tmp_path)
    # As in a fresh checkout: the copies are in a folder that git ignores.
    (sources / ".gitignore").write_text("_build/\n")
    (sources / "make.py").write_text("")
    git("checkout", "--quiet", "-b", "main", cwd=sources)
    git("add", "--all", cwd=sources)
    git(
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "commit",
        "--quiet",
        "-m",
        "Sources",
        cwd=sources,
    )
    git("push", "--quiet", "origin", "main", cwd=sources)
    before = git("rev-parse", "main", cwd=host)
    # Twice, the second time without one of the copies.
    for copies in (["em.ipynb", "graph.ipynb", ".binder/runtime.txt"], ["em.ipynb", ".binder/runtime.txt"]):
        checkout = tmp_path / f"checkout-{len(copies)}"
        git("clone", "--quiet", "--depth", "1", host.as_uri(), str(checkout), cwd=tmp_path)
        for name in copies:
            file = checkout / "_build/cloud" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(name)
        environment = {**os.environ, "GITHUB_SHA": before.strip(), "HOME": str(tmp_path)}
        # As GitHub calls a step.
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        subprocess.run(command, cwd=checkout, env=environment, check=True)
        assert git("ls-tree", "-r", "--name-only", "notebooks", cwd=host).split() == sorted(copies)
        assert git("rev-list", "--count", "notebooks", cwd=host).strip() == "1"
        assert git("rev-parse", "main", cwd=host) == before
