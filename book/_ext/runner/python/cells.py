"""Runs a page's cells: the statements that a cell needs, then the cell itself, in one namespace.

This runs inside Pyodide, in a worker of the page, and in any Python for its tests. It knows no browser: what a cell
prints, shows and raises becomes a list of plain dicts, which `worker.js` hands to the page.

What stands on the page is what runs. A cell sees what its needed statements, as they read now, define, whatever has run
before; as long as nothing is to be undone for that, what has run is used again.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import io
import json
import linecache
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from types import ModuleType
from typing import Any

from IPython.lib.pretty import pretty
from needed import Statement, needed, split, text

#: As IPython prints a cell's value.
WIDTH = 79
#: Letters that a cell may print: a loop that prints without end would else fill the reader's memory.
LONGEST = 100_000
#: How far apart the positions of a slider are once Python draws; 1 is from frame to frame.
FINER = 0.1


class Outputs(list[dict[str, Any]]):
    """What a run has shown so far, in order; texts that follow each other are one."""

    def text(self, text: str, kind: str = "text") -> None:
        if kind == "text":
            room = LONGEST - sum(len(each["text"]) for each in self if each["kind"] == "text")
            if room < 0:
                return
            if len(text) > room:
                text = f"{text[:room]}\n... and more, which a page does not show.\n"
        if self and self[-1]["kind"] == kind:
            self[-1]["text"] += text
        elif text:
            self.append({"kind": kind, "text": text})


class _Stream(io.TextIOBase):
    """A stream into outputs."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.text(text)
        return len(text)


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("a page has no input(): write the value into the code")


class Page:
    """The cells of a page, and the namespace in which they run.

    Parameters
    ----------
    packages : dict of str to str
        A module's name -> the package that brings it.
    load : async callable
        Loads a package.
    """

    def __init__(self, packages: dict[str, str], load: Callable[[str], Awaitable[None]]) -> None:
        self._packages, self._load = dict(packages), load
        self._explorers: dict[str, Any] = {}
        self._outputs = Outputs()
        self._start()

    def _start(self) -> None:
        """Begin with a namespace in which nothing has run."""
        module = ModuleType("__main__")
        # So that pickle and `inspect` find what a cell defines.
        sys.modules["__main__"] = module
        self._names = module.__dict__
        self._names["display"] = self._display
        #: What has run since, each with the text of its cell.
        self._done: dict[Statement, str] = {}

    def _display(self, *values: Any) -> None:
        for value in values:
            self._show(value)

    async def run(self, cells: Mapping[str, str], cell: str) -> dict[str, Any]:
        """Run a cell and, before it, what it needs of earlier ones.

        Parameters
        ----------
        cells : mapping of str to str
            The page's cells in their order: the name by which tracebacks call each, "cell 3", and its code as it reads.
        cell : str
            Which one to run.

        Returns
        -------
        dict
            `outputs`: what the cell showed; `first`: the statements that ran before it, as (name of the cell, source);
            `line`: where it failed, counted in the cell from 1, else None.
        """
        outputs = self._outputs = Outputs()
        self._where, sources = list(cells), list(cells.values())
        index, source = self._where.index(cell), cells[cell]
        builtins.input = _no_input  # type: ignore[assignment]
        try:
            before = needed(sources, index)
            own = [text(index, source, node) for node in ast.parse(source, cell).body]
        except SyntaxError as error:
            outputs.text("".join(traceback.format_exception_only(error)), "error")
            return {"outputs": outputs, "first": [], "line": error.lineno}
        for name, code in cells.items():
            # So that tracebacks and `inspect` read it; without a time an entry is never dropped.
            linecache.cache[name] = (len(code), None, code.splitlines(True), name)
        line = None
        try:
            await self._bring_imports([*before, *own])
            for statement in self._not_done(before, sources, index):
                await self._execute(statement, sources[statement.cell])
            # What earlier statements show stands at their own cells.
            outputs.clear()
            for statement in own:
                await self._execute(statement, source, shows=statement is own[-1])
            self._show_open_figures()
        except SystemExit:
            outputs.text("The cell left Python by exit(); the page's Python stays.\n", "error")
        except BaseException as error:
            line = _line(error, cell)
            outputs.text(_trace(error), "error")
            # What a failing statement has half done is not to be relied upon.
            self._start()
        first = [(self._where[each.cell], each.source) for each in before]
        return {"outputs": outputs, "first": first, "line": line}

    def _not_done(self, before: list[Statement], sources: list[str], index: int) -> list[Statement]:
        """What has still to run; all of it, in a new namespace, if something has run that must not have."""
        missing = [each for each in before if not self._done.keys() >= _parts(each)]
        # What ran and is not needed changes nothing that is, as long as it stands before the cell and reads as it did.
        stays = all(part.cell < index and sources[part.cell] == text for part, text in self._done.items())
        last = max(map(_place, self._done), default=(-1, 0))
        if stays and all(_place(each) >= last for each in missing):
            return missing
        self._start()
        return before

    def _tree(self, statement: Statement) -> ast.Module:
        """A statement's tree, its lines counted as in its cell."""
        tree = ast.parse(statement.source, self._where[statement.cell])
        return ast.increment_lineno(tree, statement.line - 1)

    async def _execute(self, statement: Statement, source: str, *, shows: bool = False) -> None:
        outputs, tree, where = self._outputs, self._tree(statement), self._where[statement.cell]
        while True:
            before = len(outputs)
            try:
                with redirect_stdout(_Stream(outputs)), redirect_stderr(_Stream(outputs)):
                    if shows and isinstance(tree.body[-1], ast.Expr):
                        code = compile(ast.Expression(tree.body[-1].value), where, "eval")
                        self._show(eval(code, self._names))
                    else:
                        exec(compile(tree, where, "exec"), self._names)
                break
            except ModuleNotFoundError as error:
                # A module of ours imports it: load it and begin this statement again.
                if not await self._bring(error.name or ""):
                    raise
                del outputs[before:]
        self._done |= dict.fromkeys(_parts(statement), source)

    async def _bring(self, module: str) -> bool:
        """Load the package that brings a module; whether there is one that is not here yet."""
        name = module.partition(".")[0]
        if name not in self._packages:
            return False
        await self._load(self._packages[name])
        del self._packages[name]
        importlib.invalidate_caches()
        return True

    async def _bring_imports(self, statements: Iterable[Statement]) -> None:
        """Load what the code itself imports, inside functions too, before any of it runs."""
        for statement in statements:
            for node in ast.walk(self._tree(statement)):
                if isinstance(node, ast.Import):
                    for alias in node.names:
                        await self._bring(alias.name)
                elif isinstance(node, ast.ImportFrom) and node.module:
                    await self._bring(node.module)

    def _show(self, value: Any) -> None:
        if value is None:
            return
        shown = _picture(value)
        if shown is None:
            self._outputs.text(pretty(value, max_width=WIDTH, max_seq_length=1000) + "\n")
            return
        if shown["kind"] == "explorer":
            shown |= self._explorer(value)
        self._outputs.append(shown)

    def _explorer(self, explorer: Any) -> dict[str, Any]:
        """An Explorer as a page shows it; `key` is what `draw` knows it by, and what its ids begin with."""
        from lecture14.figures.svg import drawing, svg
        from lecture14.widgets.page import inside

        key = f"{explorer.name}-{len(self._explorers) + 1}"
        self._explorers[key] = explorer
        image = svg(drawing(explorer.picture.figure, f"{key}-"), explorer.picture.alt)
        steps = [1 if getattr(control, "whole", True) else FINER for control in explorer.controls.values()]
        return {
            "name": explorer.name,
            "key": key,
            "html": inside(explorer, key, image, step=FINER),
            "steps": steps,
        }

    def _show_open_figures(self) -> None:
        pyplot = sys.modules.get("matplotlib.pyplot")
        for number in pyplot.get_fignums() if pyplot else ():
            self._outputs.append(_matplotlib(pyplot.figure(number)))
        if pyplot:
            pyplot.close("all")

    def draw(self, key: str, prefix: str, positions: list[float]) -> dict[str, Any]:
        """The frame of an Explorer that was shown, at other positions of its controls.

        Parameters
        ----------
        key : str
            As its output has it.
        prefix : str
            What the ids of the picture begin with.
        positions : list of float
            Where its controls stand.

        Returns
        -------
        dict
            What the picture then has, as `Explorer` in explorer.js takes it, or `error`: why it could not be drawn.
        """
        from lecture14.figures.svg import drawing

        explorer = self._explorers[key]
        controls = explorer.controls.items()
        try:
            explorer.values = {
                name: control.at(position)
                for (name, control), position in zip(controls, positions, strict=True)
            }
            drawn = drawing(explorer.picture.figure, prefix)
        except Exception as error:
            return {"error": "".join(traceback.format_exception_only(error))}
        return {
            "html": "".join(drawn.elements),
            "parts": drawn.definitions,
            "alt": explorer.picture.alt,
            "texts": explorer.texts,
            "size": [drawn.width, drawn.height],
        }


def _place(statement: Statement) -> tuple[int, int]:
    return statement.cell, statement.line


def _parts(statement: Statement) -> set[Statement]:
    """A statement, or each of its names if it is an import: a later cell may need some of them."""
    nodes = ast.parse(statement.source).body
    if len(nodes) != 1 or not isinstance(nodes[0], ast.Import | ast.ImportFrom):
        return {statement}
    parts = (ast.unparse(part) for part, _ in split(nodes[0]))
    return {Statement(statement.cell, statement.line, part) for part in parts}


def _line(error: BaseException, cell: str) -> int | None:
    """The line of a cell that an error came from, the deepest one."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == cell]
    return lines[-1] if lines else None


def _trace(error: BaseException) -> str:
    """A traceback that begins in the reader's code."""
    trace = error.__traceback__
    while trace and not trace.tb_frame.f_code.co_filename.startswith("cell "):
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace))


def _picture(value: Any) -> dict[str, Any] | None:
    """How a page shows a value that is more than text, else None."""
    # By the modules that are loaded: a page of pure code never imports matplotlib.
    if _is(value, "lecture14.widgets.explorer", "Explorer"):
        return {"kind": "explorer"}
    if _is(value, "lecture14.widgets.labs.lab", "Lab"):
        return {"kind": "lab", "lab": value.kind, "name": value.name, "given": json.dumps(value.given())}
    if _is(value, "lecture14.figures.picture", "Picture"):
        return _drawn(value)
    if _is(value, "matplotlib.figure", "Figure"):
        return _matplotlib(value)
    html = getattr(value, "_repr_html_", None)
    return {"kind": "html", "html": html()} if callable(html) and not isinstance(value, type) else None


def _is(value: Any, module: str, name: str) -> bool:
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(value, getattr(loaded, name))


def _drawn(picture: Any) -> dict[str, Any]:
    from lecture14.figures.svg import drawing, svg

    image = svg(drawing(picture.figure, f"{type(picture).__name__}-"), picture.alt)
    return {"kind": "picture", "html": image, "caption": picture.caption}


def _matplotlib(figure: Any) -> dict[str, Any]:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg")
    text = buffer.getvalue()
    return {"kind": "picture", "html": text[text.index("<svg") :], "caption": ""}
