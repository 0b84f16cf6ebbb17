"""The text of a named thing in an installed package, with its file and lines.

A page names a function, a class, a method, a constant or a module by its import path; what it shows is read from the
installed file while the book is built. Everything is found in the parsed text, without importing the module that is
shown: the path is followed through definitions and re-exports as Python would follow it. Whatever is gone, or is no
longer unique, is a `NotFound` that says where the trail ends.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import PathFinder
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

# Between the first and the last line of a range, in `lines="first … last"`.
TO = " … "


class NotFound(LookupError):
    """What a page names is not in the package, or is there more than once."""


@dataclass(frozen=True)
class Excerpt:
    """Some lines of an installed module.

    Attributes
    ----------
    module : str
        Import path of the module.
    file : Path
    name : str
        What the page asked for.
    lines : tuple of (int, str)
        Number in the file and text of each line.
    """

    module: str
    file: Path
    name: str
    lines: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        return textwrap.dedent("\n".join(line for _, line in self.lines)).strip("\n")

    @property
    def first(self) -> int:
        return self.lines[0][0]

    @property
    def where(self) -> str:
        """File and lines as a reader sees them: "lecture14/bridge.py, lines 3–7, 9"."""
        root = len(self.module.split(".")) + (self.file.name == "__init__.py")
        numbers = [number for number, _ in self.lines]
        starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
        ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
        spans = [str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True)]
        word = "line" if len(numbers) == 1 else "lines"
        return f"{'/'.join(self.file.parts[-root:])}, {word} {', '.join(spans)}"

    def between(self, fragments: str) -> Excerpt:
        """The one line that contains a fragment, or the lines from one to another: "first … last".

        The last line is looked for from the first one on.
        """
        first, _, last = fragments.partition(TO)
        start = self._only(first)
        rest = Excerpt(self.module, self.file, self.name, self.lines[start:])
        end = start + (rest._only(last) if last else 0)
        return Excerpt(self.module, self.file, self.name, self.lines[start : end + 1])

    def _only(self, fragment: str) -> int:
        """Index of the one line that contains fragment."""
        found = [i for i, (_, line) in enumerate(self.lines) if fragment in line]
        if len(found) == 1:
            return found[0]
        numbers = ", ".join(str(self.lines[i][0]) for i in found)
        came = f"lines {numbers} contain it; give more of the line" if found else "no line contains it"
        raise NotFound(f"{self.name} has to have exactly one line with {fragment!r}: {came} ({self.where})")


def find(name: str, lines: str = "", docstring: bool = True) -> Excerpt:
    """The source of what an import path names.

    Parameters
    ----------
    name : str
        "package.module.function", also through a re-export: "package.function".
    lines : str
        A fragment of the one line to show, or "first … last"; everything if empty. The docstring is not searched.
    docstring : bool
        Whether to keep the docstring of the thing itself.

    Raises
    ------
    NotFound
        If there is no such thing, or a fragment is not in exactly one of its lines.

    Examples
    --------
    >>> excerpt = find("bisect.insort_left", lines="a.insert")
    >>> excerpt.text, excerpt.module
    ('a.insert(lo, x)', 'bisect')
    """
    module, file, node = _definition(name)
    text = file.read_text(encoding="utf-8").splitlines()
    start, end = 1, len(text)
    if not isinstance(node, ast.Module):
        decorators = getattr(node, "decorator_list", [])
        start, end = min(n.lineno for n in [node, *decorators]), node.end_lineno or node.lineno
    numbers = range(start, end + 1)
    if lines or not docstring:
        skipped = _docstring_lines(node)
        # An empty line around the docstring would be left at the top.
        if end > skipped.stop > skipped.start and not text[skipped.stop - 1].strip():
            skipped = range(skipped.start, skipped.stop + 1)
        numbers = [n for n in numbers if n not in skipped]
    whole = Excerpt(module, file, name, tuple((n, text[n - 1]) for n in numbers))
    return whole.between(lines) if lines else whole


def module_file(module: str) -> Path | None:
    """The file of a module, found without importing any of its parents."""
    parts = module.split(".")
    spec = find_spec(parts[0])
    for depth in range(2, len(parts) + 1):
        inside = spec.submodule_search_locations if spec else None
        spec = PathFinder.find_spec(".".join(parts[:depth]), inside) if inside else None
    if spec is None:
        return None
    return Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None


def _definition(name: str) -> tuple[str, Path, ast.Module | ast.stmt]:
    """Module, file and syntax of what name says: the longest module in it, then names inside."""
    parts = name.split(".")
    for depth in range(len(parts), 0, -1):
        module = ".".join(parts[:depth])
        if (file := module_file(module)) is not None:
            break
    else:
        raise NotFound(f"{name}: there is no module {parts[0]!r}")
    node: ast.Module | ast.stmt = ast.parse(file.read_text(encoding="utf-8"))
    for i, part in enumerate(parts[depth:], start=depth):
        found = _bound(node, part)
        if found is None:
            raise NotFound(f"{name}: there is no {part!r} in {'.'.join(parts[:i])} ({file.name})")
        if isinstance(found, ast.ImportFrom):
            alias = next(a for a in found.names if part == (a.asname or a.name))
            return _definition(".".join([found.module or "", alias.name, *parts[i + 1 :]]))
        node = found
    return module, file, node


def _bound(node: ast.AST, name: str) -> ast.stmt | None:
    """The last statement in the body of node that gives name its meaning."""
    return next((s for s in reversed([*_statements(node)]) if name in _names(s)), None)


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Statements of a body, those under `if`, `try`, `for` and `with` included."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _statements(child)


def _names(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.ImportFrom(names=aliases):
            return {alias.asname or alias.name for alias in aliases}
        case ast.Assign(targets=targets):
            parts = [n for target in targets for n in ast.walk(target)]
            # `Outer.kind = …` changes what Outer is and does not say it anew: there Outer is read, not stored.
            return {n.id for n in parts if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _docstring_lines(node: ast.AST) -> range:
    match node:
        case ast.Module(body=[ast.Expr(value=ast.Constant(value=str())) as first, *_]):
            return range(first.lineno, (first.end_lineno or first.lineno) + 1)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return _docstring_lines(ast.Module(body=node.body, type_ignores=[]))
    return range(0)
