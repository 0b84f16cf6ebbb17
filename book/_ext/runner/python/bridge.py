"""What the worker's JavaScript calls: texts of JSON in and out."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from cells import Page

#: Where `lecture14.exercises` keeps what a reader has solved; the worker writes it before Python starts.
PROGRESS = Path("progress.json")


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

    async def run(self, cells: str, index: int) -> str:
        """Run a cell of a JSON list; what `Page.run` says, and the reader's progress."""
        answer = await self._page.run(json.loads(cells), index)
        return json.dumps(answer | {"progress": json.loads(PROGRESS.read_text(encoding="utf-8"))})

    def draw(self, name: str, positions: str) -> str:
        """The frame of an Explorer."""
        return json.dumps(self._page.draw(name, json.loads(positions)))
