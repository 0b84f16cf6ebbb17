"""Who imports whom in a package, read from its import statements.

Imports inside functions count: a reader who follows a name walks the same way. Importing ``a.b.c`` also runs the
`__init__` of ``a`` and ``a.b``; these count for everybody outside of them, but a module does not import the packages in
which it lies.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

# Who knows whom: each name with the names that it imports.
Graph = dict[str, set[str]]


def modules(root: Path) -> dict[str, Path]:
    """Every module of the package in the folder root, by its import path.

    Examples
    --------
    >>> import json
    >>> sorted(modules(Path(json.__file__).parent))
    ['json', 'json.decoder', 'json.encoder', 'json.scanner', 'json.tool']
    """
    paths = {file: file.relative_to(root.parent).with_suffix("").parts for file in sorted(root.rglob("*.py"))}
    return {".".join(p[:-1] if p[-1] == "__init__" else p): file for file, p in paths.items()}


def imports(root: Path) -> Graph:
    """Each module of a package with the modules of the same package that it imports.

    Examples
    --------
    >>> import json
    >>> imports(Path(json.__file__).parent)["json.decoder"]
    {'json.scanner'}
    """
    files = modules(root)
    return {module: _imported(module, file, files) for module, file in files.items()}


def _imported(module: str, file: Path, files: Collection[str]) -> set[str]:
    text = file.read_text(encoding="utf-8")
    # A relative import: one dot is the package of the module.
    parents = module.split(".") + ["__init__"] * (file.name == "__init__.py")
    return imported(ast.parse(text), parents, files) - {module}


def imported(tree: ast.AST, parents: Sequence[str], names: Collection[str]) -> set[str]:
    """Those of the named modules that a program imports.

    Parameters
    ----------
    tree : ast.AST
    parents : sequence of str
        The program's own path, from which relative imports count: ``["a", "b"]`` for a module ``a.b``.
    names : collection of str
        All modules of the package.

    Examples
    --------
    >>> sorted(imported(ast.parse("from json import decoder, loads"), [], {"json", "json.decoder", "json.tool"}))
    ['json', 'json.decoder']
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(parents[: -node.level]) if node.level else ""
            origin = ".".join(filter(None, [package, node.module]))
            inner = {f"{origin}.{alias.name}" for alias in node.names}
            # Of names that are modules the modules count, of others the module that gives them.
            found |= inner & set(names)
            if not inner <= set(names):
                found.add(origin)
    explicit = {name for name in found if name in names}
    own = ".".join(parents) + "."
    return explicit | {a for name in explicit for a in _ancestors(name) if not own.startswith(f"{a}.")}


def _ancestors(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:i]) for i in range(1, len(parts))}


def rooms(graph: Graph, package: str) -> Graph:
    """The same of a package's sub-packages and modules; its own `__init__` and `__main__` are doors, not rooms.

    Examples
    --------
    >>> graph = {"p": {"p.a"}, "p.__main__": {"p"}, "p.a": {"p.b.c"}, "p.b": set(), "p.b.c": {"p.b.d"}}
    >>> rooms(graph, "p")
    {'p.a': {'p.b'}, 'p.b': set()}
    """
    depth = package.count(".") + 2

    def room(module: str) -> str:
        return ".".join(module.split(".")[:depth])

    doors = {package, f"{package}.__main__"}
    inside = {m: known for m, known in graph.items() if f"{m}.".startswith(f"{package}.") and m not in doors}
    result: Graph = {room(module): set() for module in inside}
    for module, known in inside.items():
        result[room(module)] |= {room(k) for k in known if k in inside} - {room(module)}
    return result


def circle(graph: Graph) -> list[str]:
    """The names on one import circle, first and last the same; empty if there is none.

    Examples
    --------
    >>> circle({"a": {"b"}, "b": set()}), circle({"a": {"b"}, "b": {"a"}})
    ([], ['a', 'b', 'a'])
    """
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def floors(graph: Graph) -> list[list[str]]:
    """The names in floors: on the ground those that know nobody, each above everybody whom it knows.

    Examples
    --------
    >>> floors({"a": {"b", "c"}, "b": {"c"}, "c": set(), "d": {"c"}})
    [['c'], ['b', 'd'], ['a']]
    """
    height: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        height[name] = max((height[known] + 1 for known in graph[name]), default=0)
    return [
        sorted(n for n in graph if height[n] == floor)
        for floor in range(max(height.values(), default=-1) + 1)
    ]


def direct(graph: Graph) -> Graph:
    """What of a graph without circles has to be drawn: no arrow to where longer ways lead as well.

    Examples
    --------
    >>> direct({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    {'a': {'b'}, 'b': {'c'}, 'c': set()}
    """
    reached: Graph = {}
    for name in TopologicalSorter(graph).static_order():
        reached[name] = graph[name].union(*(reached[known] for known in graph[name]))
    return {
        name: {k for k in known if not any(k in reached[other] for other in known)}
        for name, known in graph.items()
    }


def reached(graph: Graph, names: Iterable[str]) -> set[str]:
    """The names, those that they know, those that these know, and so on.

    Examples
    --------
    >>> sorted(reached({"a": {"b"}, "b": {"c"}, "c": set(), "d": {"a"}}, ["b"]))
    ['b', 'c']
    """
    found = set(names)
    waiting = [*found]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found
