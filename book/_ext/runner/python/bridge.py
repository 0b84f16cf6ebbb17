"""What the worker's JavaScript calls: texts of JSON in and out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from cells import Page

#: Where `lecture14.exercises` keeps what a reader has solved; the worker writes it before Python starts.
PROGRESS = Path("progress.json")


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
        self._page = Page(json.loads(packages), load)

    async def run(self, cells: str, index: int) -> str:
        """Run a cell of a JSON list; what `Page.run` says, and the reader's progress."""
        answer = await self._page.run(json.loads(cells), index)
        return json.dumps(answer | {"progress": json.loads(PROGRESS.read_text(encoding="utf-8"))})

    def draw(self, name: str, positions: str) -> str:
        """The frame of an Explorer."""
        return json.dumps(self._page.draw(name, json.loads(positions)))
