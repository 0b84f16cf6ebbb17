"""Which names the statements of a page bind, and what kind of thing each holds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass
class Names:
    """A page's names: the dotted paths of what is imported, the functions and classes, and all others."""

    imports: dict[str, set[str]] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    data: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, statements: Iterable[ast.stmt]) -> Names:
        names = cls()
        for statement in statements:
            for node in same_scope([statement]):
                for name, path in imported(node):
                    names.imports.setdefault(name, set()).add(path)
            if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
                names.functions.add(statement.name)
            elif not isinstance(statement, IMPORTS):
                names.data |= stored([statement])
        return names


def imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Each name that an import binds, with the path of what it then is."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def loaded(node: ast.AST) -> set[str]:
    """The dotted paths that an import makes readable as attributes of a package: `a.b` and `a.b.c` of `a.b.c`."""
    paths = (
        [alias.name for alias in node.names]
        if isinstance(node, ast.Import)
        else dict(imported(node)).values()
    )
    steps = [path.split(".") for path in paths]
    return {".".join(step[:i]) for step in steps for i in range(2, len(step) + 1)}


def same_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes and what is in them, without the insides of functions, classes and comprehensions."""
    for node in nodes:
        yield node
        if isinstance(node, COMPREHENSIONS):
            # `:=` binds outside of the comprehension in which it stands.
            yield from (inner.target for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr))
        elif not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            yield from same_scope(ast.iter_child_nodes(node))


def stored(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are bound or deleted in the scope of the nodes themselves."""
    found = set[str]()
    for node in same_scope(nodes):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            found.add(node.name or "")
        elif isinstance(node, ast.MatchMapping):
            found.add(node.rest or "")
        found.update(name for name, _ in imported(node))
    return found - {""}
