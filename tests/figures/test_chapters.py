"""A chapter's pictures are importable from its own name, and documented once."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import lecture14.figures
from book._ext import picture_reference

BOOK = Path(__file__).parents[2] / "book"
SHARED = {"curve", "lettering", "picture", "style", "svg"}  # documented with the explorer, or not for readers
CHAPTERS = [m.name for m in pkgutil.iter_modules(lecture14.figures.__path__) if m.ispkg]


def parts_of(chapter):
    package = importlib.import_module(f"lecture14.figures.{chapter}")
    names = (m.name for m in pkgutil.iter_modules(package.__path__, package.__name__ + "."))
    return package, [importlib.import_module(name) for name in names]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_package_offers_what_its_parts_define(chapter):
    package, parts = parts_of(chapter)
    functions = {
        name: value
        for part in parts
        for name, value in vars(part).items()
        if getattr(value, "__module__", None) == part.__name__ and not name.startswith("_")
    }
    assert functions.keys() <= set(package.__all__)
    assert all(getattr(package, name) is value for name, value in functions.items())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_function_hides_a_part_of_its_name(chapter):
    package, parts = parts_of(chapter)
    assert all(inspect.ismodule(getattr(package, part.__name__.rpartition(".")[2])) for part in parts)


def test_reference_lists_every_module_once():
    pages = "".join(page.read_text(encoding="utf-8") for page in (BOOK / "api").glob("pictures-*.md"))
    written = picture_reference.written_out(pages, BOOK)
    listed = re.findall(r"automodule:: lecture14\.figures\.(\S+)", written)
    prefix = "lecture14.figures."
    modules = [m.name.removeprefix(prefix) for m in pkgutil.walk_packages(lecture14.figures.__path__, prefix)]
    assert sorted(listed) == sorted(set(modules) - SHARED)


def test_reference_has_a_chapters_title_before_its_pictures():
    part = picture_reference.reference(BOOK, "Part II")
    sections = part.split("## ")
    (em,) = [section for section in sections if "lecture14.figures.em\n" in section]
    assert em.startswith("EM for Gaussian mixtures\n")
    assert sections[1].startswith("The evils of hard assignments")


def test_pages_use_names_that_exist():
    for notebook in BOOK.glob("*.ipynb"):
        text = notebook.read_text(encoding="utf-8")
        for chapter in re.findall(r"from lecture14\.figures import (\w+) as figures", text):
            module = importlib.import_module(f"lecture14.figures.{chapter}")
            used = set(re.findall(r"\bfigures\.(\w+)", text)) - {chapter}
            missing = {
                name for name in used if not hasattr(module, name) and f"lecture14.figures.{name}" not in text
            }
            assert not missing, f"{notebook.name}: {missing}"
