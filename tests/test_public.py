"""What a stranger meets first: README, changelog, citation and docs say the same, and what they name is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import lecture14

ROOT = Path(__file__).parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
#: A moving picture that weighs more keeps a reader on a phone waiting.
MOVING_BYTES = 400_000


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def citation() -> dict:
    return yaml.safe_load(text("CITATION.cff"))


def test_the_version_is_said_alike_everywhere() -> None:
    assert lecture14.__version__ == VERSION
    assert citation()["version"] == VERSION
    assert f"\n## [{VERSION}]" in text("CHANGELOG.md")


def test_the_front_page_cites_as_the_citation_file_does() -> None:
    cited = re.search(r"```bibtex\n(.*?)```", text("book/index.md"), re.DOTALL)
    assert cited
    fields = {name: value.strip("{}") for name, value in re.findall(r"(\w+) += ({.*}),", cited[1])}
    given = citation()
    assert fields == {
        "title": given["title"],
        "author": given["authors"][0]["name"],
        "version": str(given["version"]),
        "year": str(given["date-released"])[:4],
    }


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/ecosystem.md"])
def test_what_a_document_links_to_or_names_is_there(name: str) -> None:
    """Links, and the paths that stand as code: `book/build.py`."""
    document = text(name)
    links = re.findall(r"\]\(([^)#\s]+)", document)
    named = re.findall(r"`((?:book|tests|docs|lecture14|benchmarks)/[\w./-]+\.\w+)`", document)
    places = [ROOT, (ROOT / name).parent]
    here = [path for path in links + named if "://" not in path and "NAME" not in path]
    assert [path for path in here if not any((place / path).exists() for place in places)] == []


def test_moving_pictures_are_light_and_described() -> None:
    moving = re.findall(r"!\[([^\]]*)\]\((docs/[\w.-]+\.(?:gif|webp))\)", text("README.md"))
    assert moving
    for description, file in moving:
        assert len(description) > 60
        assert (ROOT / file).stat().st_size <= MOVING_BYTES
