"""The command ``python -m lecture14``: which version this is, and where book, exercises and licences are."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from lecture14 import __version__

PACKAGE = Path(__file__).resolve().parent


def about(package: Path = PACKAGE) -> str:
    """What the command prints.

    Parameters
    ----------
    package : Path
        The package's folder. The book lies beside it in a copy of the project, and not in an installed wheel.

    Examples
    --------
    >>> print(about().partition(":")[0])
    lecture14 0.1.0
    """
    root = package.parent
    chapters = root / "book" / "index.md"
    made = root / "_build" / "html" / "index.html"
    if not chapters.exists():
        book = "not in this installation: it is in the project's source, folder book"
    elif made.exists():
        book = f"{made}, made from {chapters.parent}"
    else:
        book = f"{chapters.parent}; python make.py book, in {root}, builds its pages"
    said = {
        "package": str(package),
        "book": book,
        "exercises": f"{package / 'exercises'}; in a notebook: from lecture14.exercises import check; check()",
        "a class's": "python -m lecture14.exercises collect --help",
        "data": str(package / "data" / "LICENSES.md"),
        "licences": ", ".join(map(str, licences(root))),
        "commands": "python -m lecture14.cdiff --help, python -m lecture14.cpp --help",
    }
    links = {link.partition(", ")[0].lower(): link.partition(", ")[2] for link in _links()}
    title = f"lecture14 {__version__}: automatic differentiation, and Gaussian mixtures by EM"
    return "\n".join([title, *(f"  {name:<10} {text}" for name, text in (said | links).items())])


def licences(root: Path) -> list[Path]:
    """The licences of code and text: beside the package in a copy of the project, else in the wheel's records."""
    names = ("LICENSE", "LICENSE-text")
    folders = [root, *root.glob(f"lecture14-{__version__}.dist-info/licenses")]
    return [folder / name for folder in folders for name in names if (folder / name).exists()]


def _links() -> list[str]:
    """The project's addresses, as pyproject.toml names them: "Source, https://…"."""
    try:
        return metadata.metadata("lecture14").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:  # used from a copy of the project, without installing it
        return []


if __name__ == "__main__":
    print(about())
