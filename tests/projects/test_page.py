"""The page of the projects and their tests tell the same."""

import re
from importlib import import_module
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
PROJECTS = sorted(file.stem for file in (FOLDER / "solutions").glob("[!_]*.py"))
PAGE = (FOLDER.parents[1] / "book" / "extend.md").read_text(encoding="utf-8")
#: What the page says of each project, by the module of its tests.
SECTIONS = {
    re.search(r"Tests: `tests/projects/test_(\w+)\.py`", text)[1]: text
    for text in re.split(r"(?m)^\(extend-[\w-]+\)=\n", PAGE)[1:]
}


def test_every_project_has_a_section():
    assert sorted(SECTIONS) == PROJECTS


@pytest.mark.parametrize("project", PROJECTS)
def test_a_section_says_what_the_tests_ask_for(project):
    build = SECTIONS[project].split("**Build**")[1].split("**Read**")[0]
    for name in import_module(f"tests.projects.test_{project}").NAMES:
        assert re.search(rf"(?m)^(def )?{name}\b", build), name


@pytest.mark.parametrize("project", [project for project in PROJECTS if project != "lab"])
def test_one_can_begin_with_literal_values(project):
    assert any(
        name.startswith("test_literal") for name in vars(import_module(f"tests.projects.test_{project}"))
    )


@pytest.mark.parametrize("project", PROJECTS)
def test_a_section_has_all_parts(project):
    text = SECTIONS[project]
    assert re.findall(r"\*\*(The question\.|Build|Read|Steps)\*\*", text) == [
        "The question.",
        "Build",
        "Read",
        "Steps",
    ]
    assert 3 <= len(re.findall(r"(?m)^\d\. ", text)) <= 5
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[0] == "| criterion | sufficient (1) | good (2) | excellent (3) |"
    assert len(rows) >= 5
    assert all(row.count("|") == 5 for row in rows)
    assert re.search(r"About \d+\s+hours", text)
