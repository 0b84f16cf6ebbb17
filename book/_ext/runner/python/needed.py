"""Which statements of earlier cells a cell needs, so that it runs as it would after all of them.

The statements before the cell are read backwards with the names that are live: those whose value the cell still wants.
A statement that binds a live name, or may change its object under this name or another, is needed; then what it reads
is live too. What cannot be decided (`globals()`, `from a import *`, `np.random.seed`) makes all earlier cells needed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from effects import SETTINGS, Effects, effects
from scopes import FUNCTIONS, IMPORTS, Names


@dataclass(frozen=True)
class Statement:
    """A statement of a page: the cell, the line in it (from 1), and the text."""

    cell: int
    line: int
    source: str


@dataclass
class Step:
    """A statement and what it does; an import has one for each of its names. A cell that cannot be read has no node."""

    cell: int
    node: ast.stmt | None
    source: str
    does: Effects
    alias: ast.alias | None = None


def needed(cells: Sequence[str], index: int) -> list[Statement]:
    """The statements of ``cells[:index]`` that ``cells[index]`` needs, in the order in which they run.

    Parameters
    ----------
    cells : sequence of str
        The sources of a page's code cells, in order.
    index : int
        The cell that is to run.

    Returns
    -------
    list of Statement
        Their texts are those of the cells; an import of several names is cut to the needed ones. A cell that
        Python cannot read counts, whole, if it seems to bind a name that is needed: running it shows its error.

    Notes
    -----
    Backward program slicing: Weiser (1984), with reaching definitions inside the line of cells and aliases over all of it.

    Examples
    --------
    >>> cells = ["from math import pi, tau\nr = 2.0\nprint(r)", "def area():\n    return pi * r**2", "area()"]
    >>> for statement in needed(cells, 2):
    ...     print(statement.cell, statement.line, statement.source)
    0 1 from math import pi
    0 2 r = 2.0
    1 1 def area():
        return pi * r**2
    """
    own = parsed(cells[index])
    if own is None:
        return []
    trees = [parsed(source) for source in cells[:index]]
    names = Names.of(node for tree in [*trees, own] for node in tree or [])
    before = [step for i, tree in enumerate(trees) for step in steps(i, cells[i], tree, names)]
    cell = steps(index, cells[index], own, names)
    if any(step.does.undecidable for step in before + cell):
        return statements(before)
    page = Page(before + cell, names)
    live = {SETTINGS}
    for step in reversed(cell):
        live = page.before(step, live)
    kept = []
    for step in reversed(before):
        if mentions(step, live) if step.node is None else page.touches(step) & live:
            kept.append(step)
            live = page.before(step, live)
    return statements(kept[::-1])


def parsed(source: str) -> list[ast.stmt] | None:
    """A cell's statements, or None if Python cannot read it."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError):
        return None


def steps(cell: int, source: str, tree: list[ast.stmt] | None, names: Names) -> list[Step]:
    if tree is None:
        magic = re.search(r"^\s*[%!]|\?\s*$", source, re.MULTILINE)
        return [Step(cell, None, source, Effects(undecidable=bool(magic)))]
    found = []
    for node in tree:
        for part, alias in split(node):
            found.append(Step(cell, node, source, effects(part, names), alias))
    return found


def split(node: ast.stmt) -> list[tuple[ast.stmt, ast.alias | None]]:
    """An import of several names as imports of one; any other statement alone."""
    if isinstance(node, ast.Import):
        return [(ast.Import([alias]), alias) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(ast.ImportFrom(node.module, [alias], node.level), alias) for alias in node.names]
    return [(node, None)]


def mentions(step: Step, live: set[str]) -> bool:
    """Whether a cell that Python cannot read seems to bind a live name."""
    return any(
        re.search(
            rf"\b(?:def|class|import|as|for)\s+{name}\b|^[\w .,\[\]]*\b{name}\b[^\n=(]*=(?!=)",
            step.source,
            re.MULTILINE,
        )
        for name in live
        if name.isidentifier()
    )


def statements(kept: list[Step]) -> list[Statement]:
    """The texts of steps; what is left of an import is one statement again."""
    found = list[Statement]()
    for at, step in enumerate(kept):
        node = step.node
        if node is None:
            found.append(Statement(step.cell, 1, step.source))
        elif not isinstance(node, IMPORTS):
            found.append(text(step.cell, step.source, node))
        elif at == 0 or kept[at - 1].node is not node:
            aliases = [other.alias for other in kept[at:] if other.node is node]
            if len(aliases) == len(node.names):
                found.append(text(step.cell, step.source, node))
            else:
                less = (
                    ast.Import(aliases)
                    if isinstance(node, ast.Import)
                    else ast.ImportFrom(node.module, aliases, node.level)
                )
                found.append(Statement(step.cell, node.lineno, ast.unparse(less)))
    return found


def text(cell: int, source: str, node: ast.stmt) -> Statement:
    decorators = getattr(node, "decorator_list", [])
    if decorators:
        line = decorators[0].lineno
        return Statement(cell, line, "\n".join(source.splitlines()[line - 1 : node.end_lineno]))
    return Statement(cell, node.lineno, ast.get_source_segment(source, node) or "")


class Page:
    """What the names of a page may share and do, over all its statements."""

    def __init__(self, steps: Iterable[Step], names: Names) -> None:
        does = [step.does for step in steps]
        self.data = names.data
        self.streams = set[str]().union(*(effect.binds for effect in does if effect.streams))
        #: What a name was made from, and by what.
        self.origins: dict[str, set[str]] = {}
        self.makers: dict[str, list[Effects]] = {}
        #: Names whose object, or a part of it, a name may stand for, and those with which its object was filled.
        self.shares: dict[str, set[str]] = {}
        self.filled: dict[str, set[str]] = {}
        for effect in does:
            reads = effect.reads | effect.later_reads
            # What a random generator draws does not hold the generator.
            drawn = (effect.reads - effect.passes_on) & self.streams
            lasting = reads - drawn - (names.imports.keys() - names.data)
            for name in effect.binds | effect.changes | effect.fills:
                self.origins.setdefault(name, set()).update(reads)
                self.makers.setdefault(name, []).append(effect)
                (self.shares if name in effect.binds else self.filled).setdefault(name, set()).update(lasting)
        self.names = sorted(self.makers)
        self.behind = cache(self._behind)
        self.held = cache(lambda name: reached([self.shares, self.filled], name))

    def _behind(self, name: str) -> Effects:
        """What the functions do, taken together, that may be reached from a name."""
        makers = [maker for origin in reached([self.origins], name) for maker in self.makers.get(origin, [])]
        return Effects(
            later_reads=set().union(*(maker.later_reads for maker in makers)),
            later_changes=set().union(*(maker.later_changes for maker in makers)),
            meddles=any(maker.meddles for maker in makers),
        )

    def before(self, step: Step, live: set[str]) -> set[str]:
        """The live names before a step that is needed, from those after it."""
        reads = reads_now(step)
        return (live - step.does.replaces) | reads.union(*(self.behind(name).later_reads for name in reads))

    def touches(self, step: Step) -> set[str]:
        """The names that a step binds, or whose object it may change."""
        does, reads = step.does, reads_now(step)
        changes = does.changes.union(*(self.behind(name).later_changes for name in reads))
        changes |= {held for name in reads for held in self.held(name) & self.streams}
        if not defines(step):
            changes |= does.later_changes
        if (does.meddles and not defines(step)) or any(self.behind(name).meddles for name in reads):
            changes |= reads & self.data
        objects = changes.union(*map(self.held, changes))
        for name in does.fills:
            objects |= {name}.union(*map(self.held, self.shares.get(name, ())))
        return does.binds | changes | {n for n in self.names if n in self.data and self.held(n) & objects}


def defines(step: Step) -> bool:
    """Whether a step makes a function and runs none."""
    return isinstance(step.node, FUNCTIONS) and not step.node.decorator_list


def reads_now(step: Step) -> set[str]:
    """What a step reads when it runs, by functions that it makes, too, unless it only defines one."""
    return step.does.reads if defines(step) else step.does.reads | step.does.later_reads


def reached(arrows: Sequence[dict[str, set[str]]], start: str) -> set[str]:
    """The names at which arrows from a name end, one after the other; itself among them."""
    found, todo = {start}, [start]
    while todo:
        name = todo.pop()
        new = set().union(*(arrow.get(name, ()) for arrow in arrows)) - found
        found |= new
        todo += new
    return found
