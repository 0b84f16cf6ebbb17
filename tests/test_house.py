"""The house can be walked through: imports run one way, nothing hides behind another's name, no room is too full."""

from __future__ import annotations

import sys
from importlib import import_module
from inspect import isclass, isroutine
from pathlib import Path

import pytest

import lecture14

sys.path.insert(0, str(Path(__file__).parents[1] / "book" / "_ext"))
from imports import circle, direct, floors, imports, modules, rooms

PACKAGE = Path(lecture14.__file__).parent
MAPPED = ["lecture14", "lecture14.autodiff", "lecture14.cdiff", "lecture14.clustering", "lecture14.cpp"]
# One file a chapter stands in `exercises` and `figures`.
COUNTED = ["autodiff", "cdiff", "clustering", "cpp", "widgets"]
LINES, FILES = 300, 14


@pytest.fixture(scope="module")
def graph():
    return imports(PACKAGE)


@pytest.fixture
def small_house(tmp_path: Path):
    """Writes a package `house` of the given files, and returns its folder."""

    def write(**files: str) -> Path:
        root = tmp_path / "house"
        for name, text in {"__init__": "", **files}.items():
            file = root / f"{name.replace('__in__', '/')}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return root

    return write


@pytest.mark.parametrize("package", MAPPED)
def test_no_import_circle_between_modules(graph, package: str) -> None:
    inside = {m: known for m, known in graph.items() if f"{m}.".startswith(f"{package}.")}
    assert circle({m: known & set(inside) for m, known in inside.items()}) == []


@pytest.mark.parametrize("package", MAPPED)
def test_no_import_circle_between_rooms(graph, package: str) -> None:
    """Stronger: modules in a row can lead out of a room and back into it."""
    assert circle(rooms(graph, package)) == []


def test_a_circle_through_a_function_is_seen(small_house) -> None:
    late = "def g():\n    from house.a import f\n    return f\n"
    root = small_house(a="from house.b import g\ndef f(): ...\n", b=late)
    assert circle(imports(root)) in (["house.a", "house.b", "house.a"], ["house.b", "house.a", "house.b"])
    root = small_house(a="from house.b import g\ndef f(): ...\n", b="def g(): ...\n")
    assert circle(imports(root)) == []


def test_a_circle_of_rooms_without_a_circle_of_modules_is_seen(small_house) -> None:
    root = small_house(
        **{
            "p__in____init__": "",
            "p__in__a": "import house.q.a\n",
            "p__in__b": "",
            "q__in____init__": "",
            "q__in__a": "",
            "q__in__b": "from house.p import b\n",
        }
    )
    graph = imports(root)
    assert circle(graph) == []
    assert circle(rooms(graph, "house"))[0] in ("house.p", "house.q")


def test_what_counts_as_an_import(small_house) -> None:
    root = small_house(
        **{
            "p__in____init__": "from house.p.a import f\n",
            "p__in__a": "from house.p import b\nfrom . import b\nfrom ..q import g\n",
            "p__in__b": "import math, house.q\nfrom house.p import f\n",
            "q": "class C:\n    def m(self):\n        import house.p.b\n",
        }
    )
    assert imports(root) == {
        "house": set(),
        "house.p": {"house.p.a"},
        # Not the package in which a module lies, unless the module asks it for a name …
        "house.p.a": {"house.p.b", "house.q"},
        "house.p.b": {"house.p", "house.q"},
        # … but the package of others, whose `__init__` runs too.
        "house.q": {"house.p.b", "house.p"},
    }


def test_floors_and_arrows() -> None:
    graph = {"a": {"b", "c", "d"}, "b": {"d"}, "c": {"d"}, "d": set(), "e": set()}
    assert floors(graph) == [["d", "e"], ["b", "c"], ["a"]]
    assert direct(graph) == {"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set(), "e": set()}


def shadowed(package: str) -> list[str]:
    """Modules that a package hides behind a function or class of the same name."""
    found = []
    for name in modules(PACKAGE):
        parent, _, last = name.rpartition(".")
        if f"{name}.".startswith(f"{package}.") and parent:
            bound = getattr(import_module(parent), last, None)
            if isroutine(bound) or isclass(bound):
                found.append(name)
    return found


def test_no_module_hides_behind_a_function() -> None:
    assert shadowed("lecture14") == []


def too_full(root: Path) -> list[str]:
    """Files above 300 lines, and folders above 14 files."""
    folders = [
        folder for folder in [root, *root.rglob("*")] if folder.is_dir() and folder.name != "__pycache__"
    ]
    counts = {folder: len([*folder.glob("*.py")]) for folder in folders}
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in root.rglob("*.py")}
    complaints = [f"{file}: {n} lines; expected at most {LINES}" for file, n in lengths.items() if n > LINES]
    return complaints + [
        f"{folder}: {n} files; expected at most {FILES}" for folder, n in counts.items() if n > FILES
    ]


@pytest.mark.parametrize("name", COUNTED)
def test_rooms_are_small(name: str) -> None:
    assert too_full(PACKAGE / name) == []


def test_a_full_room_is_seen(tmp_path: Path) -> None:
    for i in range(FILES):
        (tmp_path / f"m{i}.py").write_text("x = 1\n" * LINES)
    assert too_full(tmp_path) == []
    (tmp_path / "more.py").write_text("x = 1\n" * (LINES + 1))
    assert len(too_full(tmp_path)) == 2
