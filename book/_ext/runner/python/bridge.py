"""What the worker's JavaScript calls: texts of JSON in and out."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from cells import Page

#: Where `lecture14.exercises` keeps what a reader has solved; it is read whenever an answer is checked.
#: In full, since a reader's code may change the folder.
PROGRESS = Path("progress.json").absolute()


def _give_fonts() -> None:
    """Put the list of its fonts where matplotlib looks for it; `book/pyodide.py` says why."""
    importlib.invalidate_caches()
    (folder,) = importlib.util.find_spec("matplotlib").submodule_search_locations  # type: ignore[union-attr,misc]
    shutil.copy("fontlist.json", folder)


class Bridge:
    """A page's Python; see `cells.Page`.

    Parameters
    ----------
    packages : str
        A JSON object: a module's name -> the package that brings it.
    load : async callable
        Loads a package.
    """

    def __init__(self, packages: str, load: Callable[[str], Awaitable[None]]) -> None:
        async def load_whole(name: str) -> None:
            await load(name)
            if name == "matplotlib":
                _give_fonts()

        self._page = Page(json.loads(packages), load_whole)

    async def run(self, cells: str, cell: str, progress: str) -> str:
        """Run a cell; what `Page.run` says, and the reader's progress, which was `progress` before."""
        PROGRESS.write_text(progress, encoding="utf-8")
        answer = await self._page.run(json.loads(cells), cell)
        return json.dumps(answer | {"progress": json.loads(PROGRESS.read_text(encoding="utf-8"))})

    def draw(self, key: str, prefix: str, positions: str) -> str:
        """The frame of an Explorer."""
        return json.dumps(self._page.draw(key, prefix, json.loads(positions)))
