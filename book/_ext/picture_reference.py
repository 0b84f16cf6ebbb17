"""The line ``{picture-reference} Part I`` of a page: the reference of the pictures of that part's chapters.

It is written when the page is read, from ``_toc.yml`` and the package: a chapter ``book/how-em-works.ipynb`` whose
pictures are `lecture14.figures.how_em_works` gets its title as a heading, then the functions of that module. So a new
chapter is in the reference without being named there.
"""

import json
import pkgutil
import re
from importlib.util import find_spec
from pathlib import Path

import yaml
from sphinx.application import Sphinx

import lecture14.figures

LINE = re.compile(r"^```\{picture-reference\} (.+)\n```$", re.MULTILINE)
FIGURES = lecture14.figures.__name__


def chapters(toc: str, part: str) -> list[str]:
    """The pages of a part, in order."""
    (found,) = [p for p in yaml.safe_load(toc)["parts"] if p["caption"].partition(":")[0] == part]
    return [chapter["file"] for chapter in found["chapters"]]


def title(notebook: str) -> str:
    """A notebook's first heading."""
    lines = (line for cell in json.loads(notebook)["cells"] for line in cell["source"])
    return next(line for line in lines if line.startswith("# ")).removeprefix("# ").strip()


def directives(module: str) -> str:
    """What shows a module's functions; where the module is a package, those of its parts."""
    paths = find_spec(module).submodule_search_locations
    if paths is None:
        return f".. automodule:: {module}\n   :members:"
    parts = [directives(f"{module}.{part.name}") for part in pkgutil.iter_modules(paths)]
    return "\n\n".join([f".. automodule:: {module}", *parts])


def reference(book: Path, part: str) -> str:
    """The headings and directives of all chapters of a part that have pictures."""
    toc = (book.parent / "_toc.yml").read_text(encoding="utf-8")
    with_pictures = {module.name for module in pkgutil.iter_modules(lecture14.figures.__path__)}
    sections = [
        f"## {title((book / f'{page}.ipynb').read_text(encoding='utf-8'))}\n\n"
        f"```{{eval-rst}}\n{directives(f'{FIGURES}.{module}')}\n```"
        for page in chapters(toc, part)
        if (module := page.replace("-", "_")) in with_pictures
    ]
    return "\n\n".join(sections)


def written_out(page: str, book: Path) -> str:
    """A page's text with the reference in place of the line."""
    return LINE.sub(lambda line: reference(book, line[1]), page)


def write_out(app: Sphinx, docname: str, source: list[str]) -> None:
    source[0] = written_out(source[0], Path(app.srcdir))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", write_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
